"""WeCom's long connection: after whatever end another begins, save where the platform will not have us."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from typing import TYPE_CHECKING

import pytest
from websockets.exceptions import InvalidProxy, InvalidProxyMessage, InvalidStatus
from websockets.http11 import Response

from bot.channels.wecom import link as links
from bot.channels.wecom.checking import fault_of
from bot.channels.wecom.link import AwayError
from bot.channels.wecom.longconn import Waits
from bot.ports.messages import Reply, TransientError
from bot.texts import wecom as words
from tests.bot.wecom_room import USER, Front, bubbles, channel_on, happens, running, said, talking
from tests.peers.wecom_line import Disturbance

if TYPE_CHECKING:
    from tests.peers.wecom_gateway import Gateway


def outbox(front: Front) -> list[str]:
    store = front.room.store
    return [one.payload for one in store.outbox.with_prefix("wecom:")]


def standing(front: Front) -> str:
    return (front.room.store.settings.get("wecom_standing") or "").partition(" ")[0]


@pytest.mark.parametrize("code", [1000, 1001, 1005, 1006, 1011, 4000])
def test_after_an_end_of_any_code_another_connection_begins(gateway: Gateway, front: Front, code: int) -> None:
    async def story() -> None:
        async with running(channel_on(gateway, front)):
            for _ in range(2):
                await happens(gateway, lambda: gateway.subscribed)
                gateway.close(code)
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "取消")
            await said(gateway, 1)

    asyncio.run(story())
    assert gateway.counts["aibot_subscribe"] == 3


@pytest.mark.parametrize("turns", range(12))
def test_it_stops_even_while_a_connection_ends(gateway: Gateway, front: Front, turns: int) -> None:
    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            await asyncio.to_thread(gateway.close, 1006)
            for _ in range(turns):
                await asyncio.sleep(0)

    asyncio.run(story())


def test_while_the_gateway_is_down_it_is_tried_again(gateway: Gateway, front: Front) -> None:
    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.stop()
            await asyncio.sleep(0.3)
            gateway.start()
            await happens(gateway, lambda: gateway.subscribed)

    asyncio.run(story())


@pytest.mark.parametrize("heartbeat", [0.05, 60.0])
def test_a_half_open_connection_is_noticed(gateway: Gateway, front: Front, heartbeat: float) -> None:
    """By the heartbeat, and before it by an answer that stays away."""
    waits = Waits(answer=0.1, pong=0.1, heartbeat=heartbeat, closing=0.1, first=0.02, most=0.05)

    async def story() -> None:
        async with running(channel_on(gateway, front, waits)):
            await happens(gateway, lambda: gateway.subscribed)
            front.slow = 0.1
            gateway.say(USER, "取消")
            await happens(gateway, lambda: len(front.got) == 1)
            gateway.go_silent()
            await happens(gateway, lambda: gateway.subscribed)
            await said(gateway, 1)

    asyncio.run(story())


def test_a_lost_heartbeat_is_asked_on_a_new_connection(gateway: Gateway, front: Front) -> None:
    waits = Waits(answer=0.1, pong=0.1, heartbeat=0.05, closing=0.1, first=0.02, most=0.05)

    async def story() -> None:
        async with running(channel_on(gateway, front, waits)):
            await happens(gateway, lambda: gateway.counts["ping"] >= 2)
            assert gateway.counts["aibot_subscribe"] == 1
            gateway.disturb(Disturbance(command="ping", lost=True))
            await happens(gateway, lambda: gateway.counts["aibot_subscribe"] == 2)

    asyncio.run(story())


def test_another_program_is_not_kicked_back(gateway: Gateway, front: Front, caplog: pytest.LogCaptureFixture) -> None:
    other = Front()

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            async with running(channel_on(gateway, other)):
                await happens(gateway, lambda: standing(front) == "evicted")
                await asyncio.sleep(0.3)
                assert gateway.subscribed

    asyncio.run(story())
    assert gateway.counts["aibot_subscribe"] == 2
    assert "wecom_stopped" in caplog.text
    assert standing(other) == "live"
    other.room.store.close()


def test_the_office_is_told_once_a_day_that_the_bot_was_taken(gateway: Gateway, front: Front) -> None:
    admin = front.room.person("admin")

    async def story() -> None:
        waits = Waits(answer=0.3, closing=0.1, first=0.01, most=0.02, long=0.1)
        channel = channel_on(gateway, front, waits, secret="wrong")
        async with running(channel):
            await happens(gateway, lambda: gateway.counts["aibot_subscribe"] >= 3)
            with pytest.raises(TransientError):
                await channel.send(USER, Reply(body="提醒"))
            found = await channel.examine()
            assert found == (words.state("refused", "10月24日 10:00"),)

    asyncio.run(story())
    assert standing(front) == "refused"
    assert len(outbox(front)) == 1
    assert admin.id in {one.person_id for one in front.room.store.outbox.with_prefix("wecom:")}


def test_a_subscription_refused_for_another_reason_is_tried_again(gateway: Gateway, front: Front) -> None:
    gateway.disturb(Disturbance(command="aibot_subscribe", errcode=45009))
    gateway.disturb(Disturbance(command="aibot_subscribe", lost=True))

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)

    asyncio.run(story())
    assert gateway.counts["aibot_subscribe"] == 3


def test_a_connection_that_was_forgotten_is_opened_again(gateway: Gateway, front: Front) -> None:
    async def story() -> None:
        async with talking(gateway, front) as channel:
            gateway.forget()
            await channel.send(USER, Reply(body="提醒"))
            await said(gateway, 2)

    asyncio.run(story())
    assert gateway.counts["aibot_subscribe"] == 2


@pytest.mark.parametrize("waits", [True, False])
def test_what_meets_a_closing_connection_goes_out_on_the_next_if_it_may_wait(
    gateway: Gateway, front: Front, *, waits: bool
) -> None:
    async def story() -> None:
        async with talking(gateway, front) as channel:
            connection = channel._connection  # noqa: SLF001 - the moment between a close and its end
            link = connection._link  # noqa: SLF001 - as above
            assert link is not None
            closing = asyncio.create_task(link.socket.close())
            await asyncio.sleep(0)
            body = {"chatid": USER, "chat_type": 1, "msgtype": "markdown", "markdown": {"content": "提醒"}}
            if waits:
                await connection.ask("aibot_send_msg", body, wait=5)
                await said(gateway, 2)
            else:
                with pytest.raises(AwayError):
                    await connection.ask("aibot_send_msg", body)
            await closing

    asyncio.run(story())


def test_every_request_has_an_id_that_begins_with_its_command(gateway: Gateway, front: Front) -> None:
    async def story() -> None:
        channel = channel_on(gateway, front, Waits(heartbeat=0.05))
        async with running(channel):
            await happens(gateway, lambda: gateway.counts["ping"] > 0)
            gateway.say(USER, "取消")
            await said(gateway, 1)
            await channel.send(USER, Reply(body="提醒"))

    asyncio.run(story())
    ours = [frame for way, frame in gateway.frames if way == "<" and frame["cmd"] != "aibot_respond_msg"]
    assert {frame["cmd"] for frame in ours} == {"aibot_subscribe", "ping", "aibot_send_msg"}
    assert all(frame["headers"]["req_id"].startswith(f"{frame['cmd']}_") for frame in ours)
    assert len({frame["headers"]["req_id"] for frame in ours}) == len(ours)


def test_what_waits_too_long_is_forgotten(gateway: Gateway, front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_WAITING", 1)

    async def story() -> None:
        async with talking(gateway, front) as channel:
            gateway.disturb(Disturbance(command="aibot_send_msg", delay=0.4))
            with pytest.raises(TransientError):
                await channel.send(USER, Reply(body="提醒"))
            await asyncio.sleep(0.4)
            # its answer came, and belonged to nobody any more
            await channel.send(USER, Reply(body="提醒"))
            assert [one.text for one in bubbles(gateway)][1:] == ["提醒", "提醒"]

    asyncio.run(story())


def test_the_secret_is_in_no_log(gateway: Gateway, front: Front, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    async def story() -> None:
        async with running(channel_on(gateway, front, secret="TOP-SECRET")):
            await happens(gateway, lambda: standing(front) == "refused")

    asyncio.run(story())
    assert not any("TOP-SECRET" in str(vars(one)) for one in caplog.records if one.name != "websockets.server")


def test_a_standing_that_cannot_be_kept_stops_nothing(
    gateway: Gateway, front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    front.room.store.close()

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            await happens(gateway, lambda: "wecom_standing_not_kept" in caplog.text)
            assert gateway.subscribed

    asyncio.run(story())


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (socket.gaierror(), "name"),
        (ssl.SSLCertVerificationError(), "certificate"),
        (InvalidProxy("p", "m"), "proxy"),
        (InvalidProxyMessage("m"), "proxy"),
        (ImportError(), "proxy"),
        (InvalidStatus(Response(302, "Found", None, b"")), "gateway"),  # type: ignore[arg-type]
        (TimeoutError(), "silence"),
        (ConnectionRefusedError(), "port"),
    ],
)
def test_every_fault_has_a_sentence(error: Exception, kind: str) -> None:
    assert fault_of(error) == kind
    assert "host.invalid" in words.fault(kind, "host.invalid", 443)


def test_a_check_says_nothing_when_all_is_well_and_evicts_nobody(gateway: Gateway, front: Front) -> None:
    async def story() -> None:
        channel = channel_on(gateway, front)
        async with running(channel):
            await happens(gateway, lambda: gateway.subscribed)
            assert await channel_on(gateway, front).examine() == ()
            await asyncio.sleep(0.05)
            assert gateway.subscribed

    asyncio.run(story())
    assert gateway.counts["aibot_subscribe"] == 1


def listening(answer: bytes | None) -> tuple[socket.socket, threading.Thread]:
    """Somebody who answers every connection with these bytes, or not at all."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            connection.recv(4096)
            if answer is not None:
                connection.sendall(answer)
            else:
                connection.recv(4096)

    thread = threading.Thread(target=serve)
    thread.start()
    return server, thread


@pytest.mark.parametrize(
    ("answer", "words_"),
    [(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "不是企业微信长连接的回音"), (None, "没有回音，超时了")],
)
def test_a_check_explains_who_answers_in_its_place(
    gateway: Gateway, front: Front, answer: bytes | None, words_: str
) -> None:
    server, thread = listening(answer)
    host = f"ws://127.0.0.1:{server.getsockname()[1]}"
    waits = Waits(opening=0.3)
    with server:
        (fault,) = asyncio.run(channel_on(gateway, front, waits, host=host).examine())
    thread.join()
    assert words_ in fault


def test_a_check_explains_a_closed_port(gateway: Gateway, front: Front) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    (fault,) = asyncio.run(channel_on(gateway, front, host=f"ws://127.0.0.1:{port}").examine())
    assert f"127.0.0.1 的 TCP {port} 端口" in fault
