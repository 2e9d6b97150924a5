"""Polling: what comes is answered, in order, confirmed when it is done with; faults are waited out."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.telegram import answers, polling
from bot.channels.telegram import updates as handling
from bot.ports.messages import Button, Reply
from tests.bot.telegram.server import GROUP, ME, PRIVATE, TOKEN, USER, Answer, Api, Front, channel, fault, message

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.channels.telegram.connection import TelegramChannel
    from tests.bot.office_room import Room


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(polling, "POLL_SECONDS", 0)
    monkeypatch.setattr(polling, "UNFINISHED_PAUSE", 0.02)
    monkeypatch.setattr(handling, "FETCH_PAUSE", 0.0)
    monkeypatch.setattr(answers, "STOP_SECONDS", 0.5)


@pytest.fixture
def front(room: Room) -> Front:
    return Front(house=room.house)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


async def ran(one: TelegramChannel, true: Callable[[], bool]) -> None:
    """Run the channel until something is true, then cancel it as the app would."""
    running = asyncio.create_task(one.run())
    try:
        await until(true)
    finally:
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


def poll(
    front: Front, api: Api, *updates: dict[str, Any], until: Callable[[], bool] | None = None, **config: Any
) -> None:
    """Let the platform hold these updates, and run until all of them are confirmed, or until what is said."""
    api.waiting = [{"update_id": 5 + at, **one} for at, one in enumerate(updates)]
    asyncio.run(
        ran(channel(front, api, **config), until or (lambda: not api.waiting and "setMyDescription" in api.methods()))
    )


def sent(api: Api) -> list[str]:
    return [fields["text"] for fields in api.fields("sendMessage")]


def test_a_message_is_answered_and_confirmed(front: Front, api: Api) -> None:
    poll(front, api, {"message": message(text="你好")})
    assert [one.text for one in front.got] == ["你好"]
    assert sent(api) == ["好"]
    assert api.fields("getUpdates")[-1]["offset"] == "6"


def test_only_what_is_read_is_asked_for_and_nothing_that_waits_is_dropped(front: Front, api: Api) -> None:
    poll(front, api, {"message": message(text="你好")})
    assert (
        api.fields("getUpdates")[0]["allowed_updates"]
        == '["message", "edited_message", "callback_query", "my_chat_member"]'
    )
    assert api.fields("deleteWebhook") == [{"drop_pending_updates": "False"}] or api.fields("deleteWebhook") == [
        {"drop_pending_updates": "false"}
    ]


def test_an_update_is_handled_once_however_often_it_comes(front: Front, api: Api) -> None:
    one = {"update_id": 5, "message": message(text="一")}
    api.ready["getUpdates"] = [(200, {"ok": True, "result": [one, one]}), (200, {"ok": True, "result": [one]})]
    poll(front, api, {"message": message(text="一")})
    assert [one.text for one in front.got] == ["一"]


def test_updates_of_one_chat_keep_their_order_even_when_they_arrive_out_of_it(front: Front, api: Api) -> None:
    later, earlier = ({"update_id": at, "message": message(message_id=at, text=str(at))} for at in (9, 8))
    api.ready["getUpdates"] = [(200, {"ok": True, "result": [later, earlier]})]
    poll(front, api, until=lambda: len(front.got) == 2)
    assert [one.text for one in front.got] == ["8", "9"]


def test_what_cannot_be_read_is_named_without_its_content_and_passed(
    front: Front, api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    poll(front, api, {"message": {"text": "秘密", "date": "x"}}, {"message": message(text="你好")})
    assert [one.text for one in front.got] == ["你好"]
    assert "update_malformed" in caplog.text
    assert "秘密" not in "".join(one.getMessage() for one in caplog.records if one.name.startswith("bot."))


@pytest.mark.parametrize(
    "answer",
    [
        fault(502, "Bad Gateway"),
        (502, b"<html>bad gateway</html>"),
        fault(409, "Conflict: terminated by other getUpdates request"),
        fault(429, "Too Many Requests", retry_after=0.01),
        (200, b"no json"),
        (200, {"ok": True}),
        (200, {"ok": True, "result": {"not": "a list"}}),
        (404, b"<html>not found</html>"),
        (200, {"ok": True, "result": [5, {"update_id": "x"}]}),
    ],
)
def test_a_fault_is_waited_out(front: Front, api: Api, answer: Answer) -> None:
    api.ready["getUpdates"] = [answer, answer]
    poll(front, api, {"message": message(text="你好")})
    assert [one.text for one in front.got] == ["你好"]


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
def test_a_fault_at_the_start_is_waited_out(front: Front, api: Api, method: str) -> None:
    api.ready[method] = [fault(502, "Bad Gateway"), (200, b"<html>"), (200, {"ok": True, "result": {}})][:3]
    api.plain["deleteWebhook"] = True
    poll(front, api, {"message": message(text="你好")})
    assert [one.text for one in front.got] == ["你好"]


def test_another_program_that_polls_is_kept_for_the_check(front: Front, api: Api, room: Room) -> None:
    api.ready["getUpdates"] = [fault(409, "Conflict: terminated by other getUpdates request")]
    kept: list[str | None] = []

    def done() -> bool:
        kept.append(room.store.settings.get(polling.CONFLICT))
        return bool(front.got)

    poll(front, api, {"message": message(text="你好")}, until=done)
    assert any(kept)
    assert room.store.settings.get(polling.CONFLICT) == ""


@pytest.mark.parametrize("method", ["getMe", "getUpdates"])
def test_a_token_that_is_refused_stops_the_channel_with_one_line(
    front: Front, api: Api, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    api.ready[method] = [fault(401, "Unauthorized")]
    asyncio.run(asyncio.wait_for(channel(front, api).run(), 10))
    assert caplog.text.count("telegram_token_refused") == 1


def test_a_tap_is_answered_and_what_is_done_stands_on_its_button(room: Room, api: Api) -> None:
    front = Front(Reply(body="已通过。", done="已通过"), house=room.house)
    buttons = [[{"text": "通过", "callback_data": "通过 12"}, {"text": "退回", "callback_data": "退回 12"}]]
    under = message(message_id=8, reply_markup={"inline_keyboard": buttons})
    tap = {"id": "99", "from": USER, "chat_instance": "x", "data": "通过 12", "message": under}
    poll(front, api, {"callback_query": tap}, until=lambda: "editMessageReplyMarkup" in api.methods())
    assert api.fields("answerCallbackQuery") == [{"callback_query_id": "99"}]
    (edit,) = api.fields("editMessageReplyMarkup")
    assert edit["message_id"] == "8"
    assert "✓ 已通过" in edit["reply_markup"].encode().decode("unicode_escape")
    assert "退回 12" in edit["reply_markup"].encode().decode("unicode_escape")


def test_a_tap_that_did_nothing_leaves_its_button(front: Front, api: Api) -> None:
    tap = {"id": "99", "from": USER, "chat_instance": "x", "data": "通过 12", "message": message()}
    api.ready["answerCallbackQuery"] = [fault(400, "Bad Request: query is too old")]
    poll(front, api, {"callback_query": tap})
    assert [one.message_id for one in front.got] == ["tap:99"]
    assert "editMessageReplyMarkup" not in api.methods()


def test_a_file_comes_with_its_message(front: Front, api: Api) -> None:
    document = {"file_id": "f", "file_unique_id": "u", "file_name": "表.txt"}
    poll(front, api, {"message": message(caption="确认 4", document=document)})
    (incoming,) = front.got
    assert (incoming.text, [(one.name, one.content) for one in incoming.files]) == ("确认 4", [("表.txt", b"proof")])
    assert "sendChatAction" in api.methods()


@pytest.mark.parametrize(
    ("size", "answer"),
    [
        (500, None),
        (None, fault(400, "Bad Request: file is too big")),
        (
            None,
            (200, {"ok": True, "result": {"file_id": "f", "file_unique_id": "u", "file_size": 500, "file_path": "a"}}),
        ),
    ],
)
def test_a_file_that_is_too_large_is_only_named(
    front: Front, api: Api, size: int | None, answer: Answer | None
) -> None:
    document = {"file_id": "f", "file_unique_id": "u", "file_name": "表.txt"} | ({"file_size": size} if size else {})
    api.ready["getFile"] = [answer] if answer else []
    poll(front, api, {"message": message(document=document)})
    assert [(one.name, one.too_large, one.content) for one in front.got[0].files] == [("表.txt", True, b"")]


def test_a_file_that_cannot_be_had_is_said(front: Front, api: Api) -> None:
    api.ready["getFile"] = [fault(400, "Bad Request: wrong file_id")] * 2
    document = {"file_id": "f", "file_unique_id": "u", "file_name": "表.txt"}
    poll(
        front,
        api,
        {"message": message(document=document)},
        {"message": message(message_id=4, caption="确认 4", document=document)},
    )
    assert [(one.text, one.files) for one in front.got] == [("确认 4", ())]


def test_a_large_file_in_one_chat_holds_up_no_other(front: Front, api: Api) -> None:
    gate = asyncio.Event()
    inner = front.receive

    async def slow(incoming: Any) -> tuple[Reply, ...]:
        if incoming.address == "7":
            await gate.wait()
        return await inner(incoming)

    front.receive = slow  # type: ignore[method-assign] # this core is slow with one chat
    other = {"id": 8, "type": "private", "first_name": "乙"}

    async def story() -> None:
        one = asyncio.create_task(channel(front, api).run())
        await until(lambda: [each.address for each in front.got] == ["8"] and "setMyDescription" in api.methods())
        # the slow one is not confirmed, and what comes meanwhile is taken
        assert api.waiting[0]["update_id"] == 5
        api.waiting.append(
            {"update_id": 9, "message": message(message_id=9, text="又", chat=other, **{"from": USER | {"id": 8}})}
        )
        await until(lambda: len(front.got) == 2)
        gate.set()
        await until(lambda: not api.waiting)
        one.cancel()
        await asyncio.gather(one, return_exceptions=True)

    api.waiting = [
        {"update_id": 5, "message": message(text="慢")},
        {"update_id": 6, "message": message(text="快", chat=other, **{"from": USER | {"id": 8}})},
    ]
    asyncio.run(story())
    assert [one.text for one in front.got] == ["快", "又", "慢"]


@pytest.mark.parametrize("answer", [fault(502, "Bad Gateway"), fault(429, "Too Many", retry_after=30)])
def test_an_answer_that_cannot_be_sent_now_goes_out_later(front: Front, api: Api, room: Room, answer: Answer) -> None:
    room.store.people.add(room.person("citizen"), channel="telegram", address="7")
    api.ready["sendMessage"] = [answer]
    poll(front, api, {"message": message(text="你好")})
    assert len(room.store.outbox.with_prefix("answer")) == 1


def test_a_kind_that_is_not_read_is_answered_by_name(front: Front, api: Api) -> None:
    voice = {"file_id": "f", "file_unique_id": "u", "duration": 1}
    poll(front, api, {"message": message(voice=voice)})
    assert front.got == []
    assert "语音" in sent(api)[0]


def test_a_group_that_took_the_bot_in_is_greeted_once(front: Front, api: Api) -> None:
    change = {
        "chat": GROUP,
        "from": USER,
        "date": 1,
        "old_chat_member": {"status": "left", "user": ME},
        "new_chat_member": {"status": "member", "user": ME},
    }
    poll(front, api, {"my_chat_member": change})
    assert [one["chat_id"] for one in api.fields("sendMessage")] == ["-5"]
    assert "绑定本群" in sent(api)[0]


def test_who_blocked_the_bot_has_a_dead_address_until_they_come_back(front: Front, api: Api, room: Room) -> None:
    person = room.store.people.add(room.person("citizen"), channel="telegram", address="7")
    member, kicked = {"status": "member", "user": ME}, {"status": "kicked", "user": ME, "until_date": 0}
    block = {"chat": PRIVATE, "from": USER, "date": 1, "old_chat_member": member, "new_chat_member": kicked}
    poll(front, api, {"my_chat_member": block})
    assert room.store.people.addresses(person.id) == ()
    back = {"chat": PRIVATE, "from": USER, "date": 1, "old_chat_member": kicked, "new_chat_member": member}
    poll(front, api, {"my_chat_member": back})
    assert len(room.store.people.addresses(person.id)) == 1


def test_an_edit_that_says_nothing_new_is_passed_over(front: Front, api: Api) -> None:
    poll(
        front,
        api,
        {"message": message(text="你好")},
        {"edited_message": message(text="你好", edit_date=2)},
        {"edited_message": message(text="您好", edit_date=3)},
    )
    assert [one.text for one in front.got] == ["你好", "您好"]


def test_the_token_stands_in_no_log_and_no_error(front: Front, api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.DEBUG)
    api.ready["getUpdates"] = [fault(502, "Bad Gateway"), (200, b"no json"), fault(409, "Conflict")]
    api.ready["sendMessage"] = [fault(403, "Forbidden")]
    document = {"file_id": "f", "file_unique_id": "u", "file_name": "表.txt"}
    poll(front, api, {"message": message(text="你好", document=document)})
    assert any(TOKEN in path for path in api.paths)
    assert TOKEN.partition(":")[2] not in caplog.text
    assert "getUpdates" in caplog.text


def test_buttons_beyond_the_platform_can_be_typed(room: Room, api: Api) -> None:
    front = Front(Reply(body="看", buttons=(Button(label="长", send="长" * 30),)), house=room.house)
    poll(front, api, {"message": message(text="你好")})
    assert "长" * 30 in sent(api)[0]
