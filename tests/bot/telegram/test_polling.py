"""Polling: what comes is answered, in order, confirmed when it is done with; faults are waited out."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.telegram import answers, connection, polling
from bot.channels.telegram import updates as handling
from bot.ports.messages import Button, Reply
from bot.ports.people import Person, Role
from tests.bot.telegram.server import GROUP, ME, PRIVATE, TOKEN, USER, Answer, Api, Front, channel, fault, message

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.channels.telegram.connection import TelegramChannel
    from bot.ports.front import T
    from bot.ports.house import House
    from bot.ports.messages import Incoming
    from tests.bot.office_room import Room


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(polling, "POLL_SECONDS", 0)
    monkeypatch.setattr(polling, "UNFINISHED_PAUSE", 0.02)
    monkeypatch.setattr(handling, "FETCH_PAUSE", 0.0)
    monkeypatch.setattr(handling, "ALBUM_SECONDS", 0.05)
    monkeypatch.setattr(answers, "STOP_SECONDS", 0.5)
    monkeypatch.setattr(answers, "AGAIN_SECONDS", 0.01)


@pytest.fixture
def front(room: Room) -> Front:
    return Front(house=room.house)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - the other side is no task of this loop
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


def poll(front: Front, api: Api, *updates: dict[str, Any], until: Callable[[], bool] | None = None) -> None:
    """Let the platform hold these updates, and run until all of them are confirmed, or until what is said."""
    api.waiting = [{"update_id": 5 + at, **one} for at, one in enumerate(updates)]
    asyncio.run(ran(channel(front, api), until or (lambda: not api.waiting and "setMyDescription" in api.methods())))


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


def test_a_webhook_that_somebody_set_meanwhile_is_taken_away(front: Front, api: Api) -> None:
    api.ready["getUpdates"] = [fault(409, "Conflict: can't use getUpdates method while webhook is active")]
    poll(front, api, {"message": message(text="你好")})
    assert api.methods().count("deleteWebhook") == 2


def test_data_that_cannot_be_written_stops_nothing_else(
    front: Front, api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connection, "AFTER_FAILURE", 0.01)
    inner, failed = front.call, [OSError("disk full")] * 2

    async def call(use: Callable[[House, datetime], T]) -> T:
        if failed:
            raise failed.pop()
        return await inner(use)

    front.call = call  # type: ignore[method-assign] # this disk is full for a while
    api.ready["getUpdates"] = [fault(409, "Conflict")]
    poll(front, api, {"message": message(text="你好")})
    assert [one.text for one in front.got] == ["你好"]
    assert caplog.text.count("telegram_failed") == 2


def test_an_answer_that_nothing_can_be_done_about_holds_up_no_other(
    front: Front, api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    api.ready["sendMessage"] = [fault(403, "Forbidden")]
    inner = front.call

    async def call(use: Callable[[House, datetime], T]) -> T:
        if "sendMessage" in api.methods() and len(sent(api)) == 1:
            raise OSError("disk full")
        return await inner(use)

    front.call = call  # type: ignore[method-assign] # as above
    other = message(text="二", chat={**PRIVATE, "id": 8}, **{"from": USER | {"id": 8}})
    poll(front, api, {"message": message(text="一")}, {"message": other}, until=lambda: len(sent(api)) == 2)
    assert "answer_failed" in caplog.text


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


def test_an_album_is_heard_once_and_the_next_message_after_it(front: Front, api: Api) -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    parts = [message(message_id=at, photo=photo, media_group_id="g1") for at in (3, 4, 5)]
    parts[0]["caption"] = "确认 4"
    after = message(message_id=6, text="进度")
    poll(front, api, *({"message": one} for one in (*parts, after)))
    assert [(one.text, one.message_id, len(one.files)) for one in front.got] == [
        ("确认 4", "7:3", 3),
        ("进度", "7:6", 0),
    ]


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

    async def slow(incoming: Incoming) -> tuple[Reply, ...]:
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
    api.ready["sendMessage"] = [answer] * 3
    poll(front, api, {"message": message(text="你好")}, until=lambda: bool(room.store.outbox.with_prefix("late:")))
    assert len(room.store.outbox.with_prefix("late:")) == 1


def test_a_short_fault_is_waited_out(front: Front, api: Api, room: Room) -> None:
    api.ready["sendMessage"] = [fault(502, "Bad Gateway")]
    poll(front, api, {"message": message(text="你好")}, until=lambda: len(sent(api)) == 2)
    assert room.store.outbox.with_prefix("late:") == ()


def test_what_is_still_to_be_said_at_the_stop_goes_out_later(room: Room, api: Api) -> None:
    room.store.people.add(room.person("citizen"), channel="telegram", address="7")
    front = Front(*(Reply(body=f"第{at}条") for at in range(5)), house=room.house)
    poll(front, api, {"message": message(text="你好")}, until=lambda: bool(sent(api)))
    waiting = room.store.outbox.with_prefix("late:")
    assert len(sent(api)) + len(waiting) >= 5
    assert 0 < len(waiting) < 5
    assert api.waiting == []


def test_an_answer_follows_a_group_that_grew(front: Front, api: Api, room: Room) -> None:
    group = room.store.people.add(Person(id=0, role=Role.GROUP, unit="区司法局"), channel="telegram", address="-5")
    api.ready["sendMessage"] = [fault(400, "Bad Request", migrate_to_chat_id=-1009)]
    talk = message(text="@wenban_bot 你好", chat=GROUP)
    poll(front, api, {"message": talk}, until=lambda: len(sent(api)) == 2)
    assert [fields["chat_id"] for fields in api.fields("sendMessage")] == ["-5", "-1009"]
    assert [one.address for one in room.store.people.addresses(group.id)] == ["-1009"]


def test_an_answer_that_is_refused_ends_the_address_and_the_office_hears_of_its_own(
    front: Front, api: Api, room: Room
) -> None:
    group = room.store.people.add(Person(id=0, role=Role.GROUP, unit="区司法局"), channel="telegram", address="-5")
    api.ready["sendMessage"] = [fault(403, "Forbidden: bot was kicked from the supergroup chat")]
    talk = message(text="@wenban_bot 你好", chat=GROUP)
    poll(front, api, {"message": talk}, until=lambda: bool(room.outbox("admin")))
    assert room.store.people.addresses(group.id) == ()
    assert room.outbox("admin")[0].title == "【发不到】区司法局的群"


def test_an_answer_that_the_platform_never_takes_does_not_hold_up_the_next(room: Room, api: Api) -> None:
    front = Front(Reply(body="一"), Reply(body="二"), house=room.house)
    api.ready["sendMessage"] = [fault(400, "Bad Request: can't parse entities")]
    poll(front, api, {"message": message(text="你好")}, until=lambda: len(sent(api)) == 2)
    assert sent(api) == ["一", "二"]


def test_a_group_that_grew_keeps_its_unit(front: Front, api: Api, room: Room) -> None:
    group = room.store.people.add(Person(id=0, role=Role.GROUP, unit="区司法局"), channel="telegram", address="-5")
    poll(front, api, {"message": message(chat={**GROUP, "type": "group"}, migrate_to_chat_id=-1009)})
    assert [one.address for one in room.store.people.addresses(group.id)] == ["-1009"]


def test_a_link_that_joins_is_offered_once_the_bot_is_known(front: Front, api: Api, room: Room) -> None:
    room.house = replace(room.house, office=replace(room.house.office, telegram=True))
    assert "t.me" not in room.told("admin", "加入码 区司法局")
    poll(front, api, {"message": message(text="你好")})
    told = room.told("admin", "加入码 区司法局")
    code = re.search(r"https://t\.me/wenban_bot\?start=([A-Za-z0-9_-]{1,64})\n", told + "\n")
    assert code is not None
    assert f"/加入 {code[1]}" in told


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
