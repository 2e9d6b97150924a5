"""What every channel must do, seen from its person. Today's channels: the web chat and the console."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.app import App, open_app
from bot.config import Config
from bot.ports.messages import Incoming, RefusedError, Reply
from bot.ports.wire import reply_to_json
from reminders.outbox import Delivery, DeliveryKind, DeliveryState
from tests.acceptance.living import at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = at("2026-11-24T10:00")
SEATS = {"web": "demo:liaison:区司法局", "console": "liaison:区司法局"}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    opened = open_app(tmp_path, Config(), clock=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture(params=sorted(SEATS))
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def say(app: App, channel: str, text: str, message_id: str = "1", address: str = "") -> tuple[Reply, ...]:
    incoming = Incoming(channel=channel, address=address or SEATS[channel], message_id=message_id, text=text, at=NOW)
    return asyncio.run(app.receive(incoming))


def conversation(app: App, channel: str, address: str = "") -> list[str]:
    person = app.house.store.people.at(channel, address or SEATS[channel])
    assert person is not None
    mails = app.house.store.mailbox.read(person.id)
    return [mail.reply.text if mail.reply else f"> {mail.text}" for mail in mails]


def put(app: App, channel: str, key: str, text: str, address: str = "") -> None:
    person = app.house.store.people.at(channel, address or SEATS[channel])
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


def test_what_is_said_stands_in_the_conversation_with_its_replies(app: App, channel: str) -> None:
    replies = say(app, channel, "帮助")
    assert conversation(app, channel) == ["> 帮助", *(reply.text for reply in replies)]


def test_a_repeated_message_is_answered_the_same_and_done_once(app: App, channel: str) -> None:
    first = say(app, channel, "我的任务", "m")
    assert say(app, channel, "我的任务", "m") == first
    assert len(conversation(app, channel)) == 1 + len(first)


def test_every_button_can_be_typed(app: App, channel: str) -> None:
    (reply,) = say(app, channel, "我的任务")
    for number, button in enumerate(reply.buttons):
        (answer,) = say(app, channel, button.send, f"b{number}")
        assert "请发一样就行" in answer.text or "我的任务" in button.send or "项“" in answer.text


def test_deliveries_arrive_once_and_in_order(app: App, channel: str) -> None:
    say(app, channel, "帮助")
    for number in range(3):
        put(app, channel, f"k{number}", f"第{number}条")
    asyncio.run(app.drain())
    asyncio.run(app.drain())
    assert conversation(app, channel)[-3:] == ["第0条", "第1条", "第2条"]
    assert app.house.store.outbox.counts() == {DeliveryState.SENT: 3}


def test_an_unknown_address_is_refused(app: App, channel: str) -> None:
    with pytest.raises(RefusedError):
        asyncio.run(app.channels[channel].send("nobody", Reply(body="?")))


def test_someone_new_is_a_citizen(app: App, channel: str) -> None:
    say(app, channel, "帮助", address="newcomer")
    person = app.house.store.people.at(channel, "newcomer")
    assert person is not None
    assert person.role.value == "citizen"


def test_personal_data_is_masked_in_the_conversation(app: App, channel: str) -> None:
    say(app, channel, "我的手机是13812345678")
    assert "13812345678" not in "".join(conversation(app, channel))


def test_mail_wakes_whoever_waits(app: App, channel: str) -> None:
    say(app, channel, "帮助", address="waiting")
    person = app.house.store.people.at(channel, "waiting")
    assert person is not None
    last = app.house.store.mailbox.read(person.id)[-1].id

    async def wait_and_deliver() -> tuple[bool, bool]:
        waiting = asyncio.create_task(app.wait_for_mail(person.id, after=last, seconds=5))
        await asyncio.sleep(0.05)
        put(app, channel, "wake", "醒醒", address="waiting")
        await app.drain()
        return await waiting, await app.wait_for_mail(person.id, after=last + 100, seconds=0.01)

    assert asyncio.run(wait_and_deliver()) == (True, False)
