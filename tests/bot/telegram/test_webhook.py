"""The webhook: only the platform may call, and an update is confirmed once the core has committed it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.channels.telegram.connection import HOOK_SECRET
from bot.web.server import create_app
from tests.bot.telegram.server import Api, Front, channel, fault, message

if TYPE_CHECKING:
    from bot.ports.messages import Incoming, Reply
    from tests.bot.office_room import Room

PUBLIC = "https://zwgk.example.gov.cn"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {"update_id": 5, "message": message(text="你好")}


async def calls(front: Front, api: Api, room: Room, *requests: dict[str, Any]) -> list[int]:
    """Connect, let the platform call the one web server, and stop; the statuses it got."""
    one = channel(front, api, webhook=PUBLIC)
    app = create_app(front, secret="s" * 32, more=one.routes)
    transport = httpx.ASGITransport(app=app)
    statuses = []
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        running = asyncio.create_task(one.run())
        async with asyncio.timeout(10):
            while "setMyDescription" not in api.methods():  # noqa: ASYNC110 - the server is no task of this loop
                await asyncio.sleep(0.01)
        secret = room.store.settings.get(HOOK_SECRET) or ""
        for request in requests:
            response = await client.post("/telegram/webhook", **{"headers": {HEADER: secret}, **request})
            statuses.append(response.status_code)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        statuses.append((await client.post("/telegram/webhook", json=UPDATE, headers={HEADER: secret})).status_code)
    return statuses


def test_an_update_is_taken_and_answered(api: Api, room: Room) -> None:
    front = Front(house=room.house)
    # once the channel has stopped the platform is told to come again
    assert asyncio.run(calls(front, api, room, {"json": UPDATE})) == [200, 503]
    assert [one.text for one in front.got] == ["你好"]
    assert [fields["text"] for fields in api.fields("sendMessage")] == ["好"]


def test_the_platform_is_told_where_to_call_and_how_to_prove_itself(api: Api, room: Room) -> None:
    asyncio.run(calls(Front(house=room.house), api, room))
    (fields,) = api.fields("setWebhook")
    assert fields["url"] == f"{PUBLIC}/telegram/webhook"
    assert fields["secret_token"] == room.store.settings.get(HOOK_SECRET)
    assert "my_chat_member" in fields["allowed_updates"]
    assert "deleteWebhook" not in api.methods()
    assert "getUpdates" not in api.methods()


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"json": UPDATE, "headers": {}}, 403),
        ({"json": UPDATE, "headers": {HEADER: "falsch"}}, 403),
        ({"json": UPDATE, "headers": {HEADER: "é".encode()}}, 403),
        ({"content": b"{"}, 400),
        ({"content": b"\xff\xfe"}, 400),
        ({"json": []}, 400),
        ({"json": {"message": {}}}, 400),
        ({"content": b"x" * 30_000_000}, 413),
        ({"json": {"update_id": 5, "message": {"text": 5}}}, 200),
    ],
)
def test_what_is_no_call_of_the_platform_is_refused(
    api: Api, room: Room, request_: dict[str, Any], status: int
) -> None:
    front = Front(house=room.house)
    assert asyncio.run(calls(front, api, room, request_)) == [status, 503]
    assert front.got == []


def test_it_is_confirmed_only_when_the_core_has_committed(api: Api, room: Room) -> None:
    order: list[str] = []

    class Slow(Front):
        async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
            await asyncio.sleep(0.05)
            order.append("committed")
            return await super().receive(incoming)

    async def story() -> None:
        await calls(Slow(house=room.house), api, room, {"json": UPDATE})
        order.append("confirmed")

    asyncio.run(story())
    assert order == ["committed", "confirmed"]


def test_what_is_taken_while_the_channel_stops_is_asked_for_again(api: Api, room: Room) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    class Slow(Front):
        async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
            begun.set()
            await go.wait()
            return await super().receive(incoming)

    async def story() -> int:
        front = Slow(house=room.house)
        one = channel(front, api, webhook=PUBLIC)
        transport = httpx.ASGITransport(app=create_app(front, secret="s" * 32, more=one.routes))
        running = asyncio.create_task(one.run())
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            async with asyncio.timeout(10):
                while "setMyDescription" not in api.methods():  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.01)
            secret = room.store.settings.get(HOOK_SECRET) or ""
            asked = asyncio.create_task(client.post("/telegram/webhook", json=UPDATE, headers={HEADER: secret}))
            await begun.wait()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            go.set()
            return (await asked).status_code

    assert asyncio.run(story()) == 503


def test_a_token_that_is_refused_leaves_the_hook_closed(api: Api, room: Room) -> None:
    api.ready["getMe"] = [fault(401, "Unauthorized")]
    one = channel(Front(house=room.house), api, webhook=PUBLIC)
    asyncio.run(asyncio.wait_for(one.run(), 10))
    assert "setWebhook" not in api.methods()
