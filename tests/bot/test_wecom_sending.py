"""WeCom: what is sent arrives once, is said otherwise where it is not taken, and waits where it cannot go."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.channels.wecom import channel as wecom
from bot.channels.wecom import sending
from bot.channels.wecom.link import AwayError, SilentError
from bot.channels.wecom.protocol import Media, MediaKind
from bot.ports.messages import Button, InvalidError, RefusedError, Reply, TransientError
from tests.bot.wecom_room import USER, Front, bubbles, channel_on, happens, running, said, talking
from tests.peers.wecom_line import Disturbance

if TYPE_CHECKING:
    from bot.channels.wecom.longconn import LongConnection
    from bot.channels.wecom.sending import Sender
    from tests.peers.wecom_gateway import Gateway

CARD = Reply(title="题", body="正文", buttons=(Button(label="收到", send="收到 1"), Button(label="稍后", send="稍后")))
PICTURE = Media(kind=MediaKind.IMAGE, url="u", aeskey="k")


def test_a_delivery_is_pushed_and_a_card_among_them(gateway: Gateway, front: Front) -> None:
    async def story() -> None:
        async with talking(gateway, front) as channel:
            await channel.send(USER, Reply(body="提醒"))
            await channel.send(USER, CARD)
            _, text, card = await said(gateway, 3)
            assert (text.kind, text.cause, text.text) == ("markdown", "", "提醒")
            assert card.kind == "template_card"

    asyncio.run(story())


@pytest.mark.parametrize(
    ("errcode", "error", "wait"),
    [
        (60111, RefusedError, None),
        (40201, InvalidError, None),
        (45009, TransientError, 60.0),
        (990001, TransientError, None),
    ],
)
def test_a_no_is_passing_or_final(
    gateway: Gateway, front: Front, errcode: int, error: type[Exception], wait: float | None
) -> None:
    async def story() -> None:
        channel = channel_on(gateway, front)
        async with running(channel):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.disturb(Disturbance(command="aibot_send_msg", errcode=errcode))
            with pytest.raises(error) as raised:
                await channel.send(USER, Reply(body="提醒"))
            assert getattr(raised.value, "retry_after", None) == wait
            assert str(errcode) in str(raised.value)

    asyncio.run(story())


def test_an_answer_that_is_stopped_is_said_so(gateway: Gateway, front: Front) -> None:
    front.replies = {"问": (Reply(body="答"), Reply(body="又"))}

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.disturb(Disturbance(command="aibot_respond_msg", errcode=40201))
            gateway.say(USER, "问")
            instead, rest = await said(gateway, 2)
            assert "没有放行" in instead.text
            assert rest.text == "又"

    asyncio.run(story())


def test_what_cannot_be_answered_now_is_kept_for_later(
    gateway: Gateway, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "CONNECT_SECONDS", 0.05)
    front.slow = 0.1

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "取消")
            await happens(gateway, lambda: len(front.got) == 1)
            gateway.stop()
            await happens(gateway, lambda: len(front.room.store.outbox.with_prefix("late:")) == 1)
            gateway.start()

    asyncio.run(story())


def test_who_never_wrote_cannot_be_pushed_to_and_the_office_reads_what_to_tell_them(
    gateway: Gateway, front: Front
) -> None:
    async def story() -> None:
        channel = channel_on(gateway, front)
        async with running(channel):
            await happens(gateway, lambda: gateway.subscribed)
            with pytest.raises(TransientError, match="请他在企业微信里打开机器人"):
                await channel.send("nobody", Reply(body="提醒"))

    asyncio.run(story())


def test_without_a_connection_a_delivery_waits(gateway: Gateway, front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "CONNECT_SECONDS", 0.05)
    with pytest.raises(TransientError, match="没有连上"):
        asyncio.run(channel_on(gateway, front).send(USER, Reply(body="提醒")))


def test_a_refused_card_is_said_in_text(gateway: Gateway, front: Front) -> None:
    front.replies = {"卡": (CARD,)}

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.disturb(Disturbance(command="aibot_respond_msg", errcode=42045))
            gateway.say(USER, "卡")
            (text,) = await said(gateway, 1)
            assert text.text == "**题**\n\n正文\n\n回复：“收到 1”，或“稍后”"

    asyncio.run(story())


@pytest.mark.parametrize("errcode", [-1, 45009, 846602, 846607])
def test_a_card_that_is_not_taken_just_now_is_a_card_later(gateway: Gateway, front: Front, errcode: int) -> None:
    async def story() -> None:
        async with talking(gateway, front) as channel:
            gateway.disturb(Disturbance(command="aibot_send_msg", errcode=errcode, times=2))
            with pytest.raises(TransientError):
                await channel.send(USER, CARD)
            gateway.calm()
            await channel.send(USER, CARD)
            assert [one.kind for one in bubbles(gateway)][1:] == ["template_card"]

    asyncio.run(story())


@pytest.mark.parametrize("errcode", [-1, 990001])
def test_a_yes_that_came_late_counts_whatever_was_asked_since(gateway: Gateway, front: Front, errcode: int) -> None:
    async def story() -> None:
        async with talking(gateway, front) as channel:
            # taken, and its yes comes while it is asked for the second time; that answer is lost, the third is a no
            gateway.disturb(Disturbance(command="aibot_send_msg", delay=0.45))
            gateway.disturb(Disturbance(command="aibot_send_msg", lost=True))
            gateway.disturb(Disturbance(command="aibot_send_msg", errcode=errcode))
            await channel.send(USER, CARD)
            assert [one.kind for one in bubbles(gateway)][1:] == ["template_card"]

    asyncio.run(story())


def test_what_has_come_is_read_though_the_line_is_gone_when_the_next_is_written(gateway: Gateway, front: Front) -> None:
    async def story() -> None:
        async with talking(gateway, front) as channel:
            gateway.disturb(Disturbance(command="aibot_send_msg", delay=0.1))
            sent = asyncio.create_task(channel.send(USER, Reply(body="提醒")))
            await happens(gateway, lambda: gateway.counts["aibot_send_msg"])
            # this loop stands still, as on a busy machine, while the yes comes and the line is cut
            assert gateway.wait(lambda: bubbles(gateway)[-1].acknowledged)
            gateway.close(1006)
            gateway.do(int)
            connection: LongConnection = channel._connection  # noqa: SLF001 - only so is it written to at that moment
            # the first is written to a closed line and makes the other side say so; the second cannot be written
            pings = await asyncio.gather(*(connection.ask("ping", {}) for _ in range(2)), return_exceptions=True)
            assert {type(one) for one in pings} <= {AwayError, SilentError}
            await sent

    asyncio.run(story())


@pytest.mark.parametrize("errcode", [846605, 846608])
@pytest.mark.parametrize(
    "reply",
    [
        CARD,
        Reply(
            title="问",
            body="答",
            buttons=(Button(label="有用", send="有用 E1"), Button(label="没解决", send="没解决 E1")),
        ),
    ],
)
def test_what_can_no_longer_be_answered_is_pushed(gateway: Gateway, front: Front, errcode: int, reply: Reply) -> None:
    front.replies = {"问": (reply,)}

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.disturb(Disturbance(command="aibot_respond_msg", errcode=errcode))
            gateway.say(USER, "问")
            (card,) = await said(gateway, 1)
            # unasked, it cannot be rated with a thumb: its buttons come back
            assert card.kind == "template_card"
            assert card.cause == ""
            assert len(card.card["button_list"]) == 2

    asyncio.run(story())


@pytest.mark.parametrize("disturbance", [{"lost": True}, {"cut": 1006}, {"cut": 1000}, {"delay": 0.6}, {"twice": True}])
@pytest.mark.parametrize("reply", [Reply(body="答"), CARD])
def test_an_answer_is_never_shown_twice(
    gateway: Gateway, front: Front, disturbance: dict[str, float], reply: Reply
) -> None:
    front.replies = {"问": (reply,), "再": (Reply(body="又答"),)}

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.disturb(Disturbance(command="aibot_respond_msg", **disturbance))  # type: ignore[arg-type]
            gateway.say(USER, "问")
            await happens(gateway, lambda: len(bubbles(gateway)) == 1)
            gateway.say(USER, "再")
            await happens(gateway, lambda: "又答" in bubbles(gateway)[-1].text)
            assert len(bubbles(gateway)) == 2

    asyncio.run(story())


@pytest.mark.parametrize("errcode", [846601, 846602, 846609])
def test_a_passing_no_is_asked_once_more(gateway: Gateway, front: Front, errcode: int) -> None:
    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.disturb(Disturbance(command="aibot_respond_msg", errcode=errcode))
            gateway.say(USER, "取消")
            await said(gateway, 1)

    asyncio.run(story())
    assert gateway.counts["aibot_subscribe"] == (2 if errcode == 846609 else 1)


def test_a_reply_begun_is_finished_and_not_begun_again(gateway: Gateway, front: Front) -> None:
    reply = Reply(title="题", body="长" * 200, buttons=(Button(label="收到", send="收到 1"),))

    async def story() -> None:
        async with talking(gateway, front) as channel:
            await channel.send(USER, Reply(body="先"))
            gateway.disturb(Disturbance(command="aibot_send_msg", lost=True))
            with pytest.raises(TransientError, match="没有回音"):
                await channel.send(USER, Reply(body="后"))
            # what was late is believed when it comes
            gateway.disturb(Disturbance(command="aibot_send_msg", delay=0.5))
            with pytest.raises(TransientError):
                await channel.send(USER, reply)
            await asyncio.sleep(0.4)
            await channel.send(USER, reply)
            assert [one.text[:5] for one in bubbles(gateway)][2:] == ["后", "**题**", "题\n请选一"[:5]]

    asyncio.run(story())


def test_what_is_remembered_is_bounded(gateway: Gateway, front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_CARDS", 1)
    monkeypatch.setattr(sending, "MOST_BEGUN", 1)
    monkeypatch.setattr(sending, "CONNECT_SECONDS", 0.01)
    monkeypatch.setattr(wecom, "MOST_SEEN", 1)
    front.replies = {"卡": (CARD,)}

    async def story() -> None:
        channel = channel_on(gateway, front)
        for number in range(3):
            with pytest.raises(TransientError):
                await channel.send(USER, Reply(body=str(number)))
        async with running(channel):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "卡")
            gateway.say(USER, "卡")
            first, second = await said(gateway, 2)
            sender: Sender = channel._sender  # noqa: SLF001 - what it forgets is seen nowhere else
            assert sender.card(first.card["task_id"]) is None
            assert sender.card(second.card["task_id"]) is not None

    asyncio.run(story())
