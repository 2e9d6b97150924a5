"""The Bot API service of our own, seen by the library that real bots use."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from telegram import Bot, BotCommand, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.peers.bot_api import TOKEN, BotApi, bot_api, bot_api_process

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    Use = Callable[[Bot], Awaitable[Any]]

WANG = 7
GROUP = -1001


@pytest.fixture(scope="module")
def service() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as api:
        api.person(WANG, "王芳")
        yield api


def bot(api: BotApi, use: Use, token: str = TOKEN) -> Any:  # noqa: ANN401 - whatever the method gives
    async def run() -> Any:  # noqa: ANN401
        asking = Bot(
            token,
            base_url=f"{api.url}/bot",
            base_file_url=f"{api.url}/file/bot",
            request=HTTPXRequest(read_timeout=2, connection_pool_size=50),
            get_updates_request=HTTPXRequest(connection_pool_size=2),
        )
        async with asking:
            return await use(asking)

    return asyncio.run(run())


def button(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("收到", callback_data=data)]])


def test_what_is_said_comes_until_it_is_acknowledged(api: BotApi) -> None:
    said = api.say(WANG, "你好 @wenban_bot /start")

    async def use(asking: Bot) -> list[tuple[Update, ...]]:
        return [
            await asking.get_updates(timeout=1),
            await asking.get_updates(timeout=1, limit=1),
            await asking.get_updates(offset=said["update_id"] + 1, timeout=0),
        ]

    first, again, none = bot(api, use)
    assert first[0].message.text == "你好 @wenban_bot /start"
    assert [one.type for one in first[0].message.entities] == ["mention", "bot_command"]
    assert [one.update_id for one in again] == [said["update_id"]]
    assert none == ()


def test_a_poll_is_held_until_there_is_something(api: BotApi) -> None:
    async def use(asking: Bot) -> tuple[float, str]:
        began = time.monotonic()
        polling = asyncio.create_task(asking.get_updates(timeout=10))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(api.say, WANG, "在吗")
        (update,) = await polling
        assert update.message is not None
        return time.monotonic() - began, str(update.message.text)

    seconds, text = bot(api, use)
    assert text == "在吗"
    assert 0.2 <= seconds < 5


def test_only_what_was_asked_for_comes(api: BotApi) -> None:
    async def use(asking: Bot) -> tuple[Update, ...]:
        await asking.get_updates(timeout=0, allowed_updates=["callback_query"])
        await asyncio.to_thread(api.say, WANG, "你好")
        return await asking.get_updates(timeout=0)

    assert bot(api, use) == ()


def test_a_second_poller_ends_the_first(api: BotApi) -> None:
    async def use(asking: Bot) -> None:
        first = asyncio.create_task(asking.get_updates(timeout=10))
        await asyncio.sleep(0.1)
        await asking.get_updates(timeout=0)
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        await asking.set_webhook("https://bot.example.gov.cn/telegram/webhook", secret_token="s")
        with pytest.raises(Conflict, match="webhook is active"):
            await asking.get_updates(timeout=0)

    bot(api, use)


@pytest.mark.parametrize(
    ("use", "kind", "words"),
    [
        (lambda b: b.send_message(WANG, "长" * 4097), BadRequest, "Message is too long"),
        (lambda b: b.send_message(WANG, " "), BadRequest, "Message text is empty"),
        (lambda b: b.send_message(WANG, "<b>粗", parse_mode="HTML"), BadRequest, "Can't find end tag"),
        (lambda b: b.send_message(WANG, "1 < 2", parse_mode="HTML"), BadRequest, "Unclosed start tag"),
        (lambda b: b.send_message(WANG, "<p>段</p>", parse_mode="HTML"), BadRequest, 'Unsupported start tag "p"'),
        (lambda b: b.send_message(WANG, "<b><i>x</b></i>", parse_mode="HTML"), BadRequest, "Unmatched end tag"),
        (lambda b: b.send_message(WANG, "好", reply_markup=button("长" * 22)), BadRequest, "Button_data_invalid"),
        (lambda b: b.send_message(WANG, "好", reply_to_message_id=99), BadRequest, "Message to be replied not found"),
        (lambda b: b.send_message(404, "好"), BadRequest, "Chat not found"),
        (lambda b: b.send_document(WANG, b"x", caption="长" * 1025), BadRequest, "Message caption is too long"),
        (lambda b: b.edit_message_text("好", WANG, 99), BadRequest, "Message to edit not found"),
        (lambda b: b.delete_message(WANG, 99), BadRequest, "Message to delete not found"),
        (lambda b: b.get_file("none"), BadRequest, "Wrong file_id"),
        (lambda b: b.set_my_commands([("中文", "说明")]), BadRequest, "Bot_command_invalid"),
        (lambda b: b.set_webhook("http://bot.example.gov.cn/x"), BadRequest, "HTTPS URL must be provided"),
        (lambda b: b.set_webhook("https://bot.example.gov.cn:8765/x"), BadRequest, "ports 80, 88, 443 or 8443"),
        (lambda b: b.send_poll(WANG, "?", ["a", "b"]), InvalidToken, "Not Found"),
    ],
)
def test_what_telegram_refuses_is_refused(service: BotApi, use: Use, kind: type[TelegramError], words: str) -> None:
    service.person(WANG)
    with pytest.raises(kind, match=f"(?i){words}"):
        bot(service, use)


def test_a_text_counts_after_its_marks(api: BotApi) -> None:
    sent = bot(api, lambda b: b.send_message(WANG, f"<b>{'长' * 4096}</b>", parse_mode="HTML"))
    assert len(sent.text) == 4096
    assert sent.entities[0].length == 4096


def test_a_wrong_token_is_refused(api: BotApi) -> None:
    with pytest.raises(InvalidToken):
        bot(api, lambda b: b.get_me(), token="123:other")


def test_a_tap_is_answered_once_and_its_message_changes_once(api: BotApi) -> None:
    async def use(asking: Bot) -> None:
        sent = await asking.send_message(WANG, "请点收", reply_markup=button("收到 1"))
        api.tap(WANG, "收到")
        (update,) = await asking.get_updates(timeout=1)
        query = update.callback_query
        assert query is not None
        assert (query.data, query.message) == ("收到 1", sent)
        with pytest.raises(BadRequest, match="Message_too_long"):
            await query.answer("长" * 201)
        await query.answer("好")
        with pytest.raises(BadRequest, match="Query is too old"):
            await query.answer()
        await query.edit_message_reply_markup(None)
        with pytest.raises(BadRequest, match="Message is not modified"):
            await query.edit_message_reply_markup(None)

    bot(api, use)
    (line,) = api.conversation(WANG)
    assert (line["buttons"], line["edits"]) == ([], 1)
    assert api.count("answered_twice") == 1


def test_files_go_both_ways(api: BotApi) -> None:
    api.send_file(WANG, "证明.pdf", b"proof", caption="确认 4")
    api.send_file(WANG, "大.pdf", b"x", size=21 * 1024 * 1024)
    api.send_file(WANG, "", b"photo", photo=True)

    async def use(asking: Bot) -> list[bytes]:
        one, large, photo = [update.message for update in await asking.get_updates(timeout=1)]
        assert one is not None
        assert large is not None
        assert photo is not None
        assert one.document is not None
        assert large.document is not None
        with pytest.raises(BadRequest, match="File is too big"):
            await large.document.get_file()
        sent = await asking.send_document(WANG, b"table", filename="表.docx", caption="请看")
        assert sent.document is not None
        await asking.send_photo(WANG, b"png")
        files = [await one.document.get_file(), await photo.photo[-1].get_file(), await sent.document.get_file()]
        return [bytes(await file.download_as_bytearray()) for file in files]

    assert bot(api, use) == [b"proof", b"photo", b"table"]
    assert [line["file"] for line in api.conversation(WANG)][-2:] == ["表.docx", "photo"]


def test_menus_are_kept_by_scope(api: BotApi) -> None:
    async def use(asking: Bot) -> list[int]:
        await asking.set_my_commands([BotCommand("tasks", "我的任务")], scope=BotCommandScopeChat(WANG))
        await asking.set_my_description("问办")
        kept = [len(await asking.get_my_commands()), len(await asking.get_my_commands(BotCommandScopeChat(WANG)))]
        await asking.delete_my_commands(BotCommandScopeChat(WANG))
        return [*kept, len(await asking.get_my_commands(BotCommandScopeChat(WANG)))]

    assert bot(api, use) == [0, 1, 0]


def test_a_chat_that_cannot_be_written_to_says_why(api: BotApi) -> None:
    api.stranger(8)
    api.person(9, gone=True)
    api.my_chat_member(WANG, "kicked")
    api.in_group(GROUP, status="kicked")
    api.in_group(-5, kind="group")
    api.migrate(WANG, -5, -1005)

    async def use(asking: Bot) -> list[str]:
        said = []
        for chat in (WANG, 8, 9, GROUP):
            with pytest.raises(Forbidden) as refused:
                await asking.send_message(chat, "好")
            said.append(refused.value.message)
        with pytest.raises(ChatMigrated) as moved:
            await asking.send_message(-5, "好")
        await asking.send_message(moved.value.new_chat_id, "好")
        await asking.get_chat(-1005)
        assert (await asking.get_chat_member(-1005, asking.id)).status == "member"
        return said

    assert bot(api, use) == [
        "Forbidden: bot was blocked by the user",
        "Forbidden: bot can't initiate conversation with a user",
        "Forbidden: user is deactivated",
        "Forbidden: bot was kicked from the supergroup chat",
    ]
    assert [line["text"] for line in api.conversation(-1005)] == ["", "好"]


def test_in_a_group_with_privacy_only_what_is_meant_for_it_comes(api: BotApi) -> None:
    api.in_group(GROUP, forum=True)
    sent = bot(api, lambda b: b.send_message(GROUP, "大家好", message_thread_id=5))
    told = [
        api.say(WANG, text, chat=GROUP, reply_to=reply, thread=5)["update_id"] > 0
        for text, reply in (("吃了吗", 0), ("@wenban_bot 低保", 0), ("好的", sent.message_id), ("/help@wenban_bot", 0))
    ]
    assert told == [False, True, True, True]
    api.privacy(on=False)
    assert api.say(WANG, "吃了吗", chat=GROUP)["update_id"]
    assert api.my_chat_member(WANG, "left", chat=GROUP)["update_id"]
    assert not api.say(WANG, "@wenban_bot 还在吗", chat=GROUP)["update_id"]


@pytest.mark.parametrize(
    ("lay", "kind"),
    [
        (lambda api: api.fault(429, retry_after=3), RetryAfter),
        (lambda api: api.fault(403, description="Forbidden: bot was blocked by the user"), Forbidden),
        (lambda api: api.fault(400, description="Bad Request: x", migrate_to_chat_id=-9), ChatMigrated),
        (lambda api: api.fault(409), Conflict),
        (lambda api: api.fault(401), InvalidToken),
        (lambda api: api.fault(404), InvalidToken),
        (lambda api: api.fault("html"), NetworkError),
        (lambda api: api.fault("hang", seconds=3), TimedOut),
        (lambda api: api.fault("reset"), NetworkError),
        (lambda api: api.fault("truncated"), NetworkError),
        (lambda api: api.fault("malformed"), TelegramError),
    ],
)
def test_a_fault_that_is_laid_ready_is_met_once(
    service: BotApi, lay: Callable[[BotApi], None], kind: type[TelegramError]
) -> None:
    service.person(WANG)
    sent = len(service.sends())

    async def use(asking: Bot) -> None:
        await asyncio.to_thread(lay, service)
        with pytest.raises(kind):
            await asking.send_message(WANG, "好")
        await asking.send_message(WANG, "好了")

    bot(service, use)
    assert [text for _, _, _, text in service.sends(sent)] == ["好了"]
    assert service.mend() == []


def test_what_is_done_may_lose_only_its_answer(api: BotApi) -> None:
    async def use(asking: Bot) -> None:
        api.fault("reset", method="sendMessage", done=True)
        with pytest.raises(NetworkError):
            await asking.send_message(WANG, "到了")

    bot(api, use)
    assert api.heard(WANG) == ["到了"]


def test_real_limits_answer_429_and_say_how_long(api: BotApi) -> None:
    api.limits()
    api.in_group(GROUP)
    api.people(100, 120)

    async def use(asking: Bot) -> tuple[int, int, int, float]:
        async def sent(chats: list[int]) -> int:
            done = await asyncio.gather(*(asking.send_message(chat, "好") for chat in chats), return_exceptions=True)
            assert {type(one) for one in done} <= {Message, RetryAfter}
            return sum(isinstance(one, Message) for one in done)

        one = await sent([WANG] * 6)
        await asyncio.sleep(1)
        group = await sent([GROUP] * 22)
        await asyncio.sleep(1)
        began = time.monotonic()
        overall = await sent(list(range(100, 220)))
        return one, group, overall, time.monotonic() - began

    one, group, overall, took = bot(api, use)
    assert 3 <= one <= 4
    assert 20 <= group <= 21
    assert 30 <= overall <= 31 + 30 * took
    assert api.count("too_many") == 148 - one - group - overall


def test_repeated_and_reversed_updates(api: BotApi) -> None:
    first, second = api.say(WANG, "一")["update_id"], api.say(WANG, "二")["update_id"]
    api.reverse(on=True)

    async def use(asking: Bot) -> list[list[int]]:
        given = [await asking.get_updates(timeout=0)]
        await asking.get_updates(offset=second + 1, timeout=0)
        api.again(first)
        given += [await asking.get_updates(offset=second + 1, timeout=0)]
        return [[one.update_id for one in updates] for updates in given]

    assert bot(api, use) == [[second, first], [first]]


def test_the_service_runs_in_a_process_of_its_own() -> None:
    with bot_api_process("--limits", "--scale", "100") as api:
        api.people(1, 300)

        async def use(asking: Bot) -> float:
            began = time.monotonic()
            for chat in range(1, 301):
                await asking.send_message(chat, "通知")
            return time.monotonic() - began

        assert bot(api, use) < 30
        assert len({chat for _, chat, _, _ in api.sends()}) == 300
        assert api.count("too_many") == 0


def test_any_client_may_ask_in_json_or_in_the_address(api: BotApi) -> None:
    sent = httpx.post(f"{api.url}/bot{TOKEN}/sendMessage", json={"chat_id": WANG, "text": "好"}, trust_env=False)
    assert sent.json()["result"]["text"] == "好"
    asked = httpx.get(f"{api.url}/bot{TOKEN}/sendMessage?chat_id={WANG}&text=再好", trust_env=False)
    assert asked.json()["result"]["message_id"] > sent.json()["result"]["message_id"]
