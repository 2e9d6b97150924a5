"""What every channel must do, seen from its person.

The web chat and the console keep the conversation themselves; Telegram is seen through a Bot API service of our own.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.app import App, open_app
from bot.config import Config
from bot.ports.messages import RefusedError, Reply, Rewriter
from bot.ports.wire import reply_to_json
from reminders.outbox import Delivery, DeliveryKind, DeliveryState
from tests.acceptance.living import at
from tests.contracts.doors import MAILBOX_SEATS, Door, MailboxDoor, TelegramDoor
from tests.peers.bot_api import bot_api

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = at("2026-11-24T10:00")
PHONE = "13812345678"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    opened = open_app(tmp_path, Config(), clock=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture(params=sorted(MAILBOX_SEATS))
def mailbox(request: pytest.FixtureRequest, app: App) -> MailboxDoor:
    return MailboxDoor(app, str(request.param))


@pytest.fixture(params=[*sorted(MAILBOX_SEATS), "telegram"])
def door(request: pytest.FixtureRequest, app: App) -> Iterator[Door]:
    if request.param != "telegram":
        yield MailboxDoor(app, request.param)
        return
    with bot_api() as api:
        yield TelegramDoor(app, api)


def put(app: App, door: Door, key: str, text: str, seat: str = "") -> None:
    person = app.house.store.people.at(door.channel, seat or door.seat)
    assert person is not None
    app.house.store.outbox.put(
        Delivery(
            key=key,
            person_id=person.id,
            kind=DeliveryKind.ANSWER,
            payload=reply_to_json(Reply(body=text)),
            due_at=NOW,
        )
    )


def test_what_is_said_stands_in_the_conversation_with_its_replies(mailbox: MailboxDoor) -> None:
    replies = mailbox.say("帮助")
    assert mailbox.conversation() == ["> 帮助", *(reply.text for reply in replies)]


def test_a_repeated_message_is_answered_the_same(door: Door) -> None:
    first = door.say("我的任务", "m")
    assert first
    assert door.say("我的任务", "m") == first


def test_a_repeated_message_stands_once_in_the_conversation(mailbox: MailboxDoor) -> None:
    first = mailbox.say("我的任务", "m")
    mailbox.say("我的任务", "m")
    assert len(mailbox.conversation()) == 1 + len(first)


def test_a_repeated_message_is_done_once(app: App, door: Door) -> None:
    door.say("投诉建议 路灯坏了", "m")
    door.say("投诉建议 路灯坏了", "m")
    assert [one.text for one in app.house.store.suggestions.open()] == ["路灯坏了"]


def test_every_button_can_be_typed(door: Door) -> None:
    (reply,) = door.say("我的任务")
    assert reply.buttons
    for number, button in enumerate(reply.buttons):
        (answer,) = door.say(button.send, f"b{number}")
        assert "请发一样就行" in answer.text or "我的任务" in button.send or "项“" in answer.text


def test_deliveries_arrive_once_and_in_order(app: App, door: Door) -> None:
    door.say("帮助")
    for number in range(3):
        put(app, door, f"k{number}", f"第{number}条")
    door.deliver()
    door.deliver()
    assert door.heard()[-3:] == ["第0条", "第1条", "第2条"]
    assert app.house.store.outbox.counts() == {DeliveryState.SENT: 3}


def test_an_unknown_address_is_refused(door: Door) -> None:
    with pytest.raises(RefusedError):
        door.send(door.unknown, Reply(body="?"))


def test_what_can_be_found_again_can_be_rewritten_and_nothing_else(app: App, door: Door) -> None:
    door.say("帮助")
    message = door.send(door.seat, Reply(title="【通知】", body="开会"))
    assert (message is not None) == isinstance(app.channels[door.channel], Rewriter)
    if message is not None:
        before = len(door.heard())
        door.rewrite(message, Reply(title="已撤回\n【通知】", body="开会"))
        assert (len(door.heard()), door.heard()[-1]) == (before, "已撤回\n【通知】\n开会")


def test_someone_new_is_a_citizen(app: App, door: Door) -> None:
    door.say("帮助", seat=door.newcomer)
    person = app.house.store.people.at(door.channel, door.newcomer)
    assert person is not None
    assert person.role.value == "citizen"


def test_personal_data_is_masked_in_what_is_stored(app: App, door: Door, tmp_path: Path) -> None:
    door.say(f"我的手机是{PHONE}")
    app.house.store.settings.set("kept", "yes")
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"kept" in stored
    assert PHONE.encode() not in stored


def test_mail_wakes_whoever_waits(app: App, mailbox: MailboxDoor) -> None:
    mailbox.say("帮助", seat="waiting")
    person = app.house.store.people.at(mailbox.channel, "waiting")
    assert person is not None
    last = app.house.store.mailbox.read(person.id)[-1].id

    async def wait_and_deliver() -> tuple[bool, bool]:
        waiting = asyncio.create_task(app.wait_for_mail(person.id, after=last, seconds=5))
        await asyncio.sleep(0.05)
        put(app, mailbox, "wake", "醒醒", seat="waiting")
        await app.drain()
        return await waiting, await app.wait_for_mail(person.id, after=last + 100, seconds=0.01)

    assert asyncio.run(wait_and_deliver()) == (True, False)
