"""The connections of the WeCom robot gateway: subscription, acknowledgements, callbacks, and every fault of a line.

What no document says, and is assumed here: a message for which nobody is subscribed waits for the next
subscription; one that was not answered when its connection broke comes again on the next, with the same msgid and a
new req_id, three times in all.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from websockets.datastructures import Headers
from websockets.http11 import Response

from tests.peers import wecom_rules as rules
from tests.peers.wecom_desk import Desk
from tests.peers.wecom_wire import Link, Wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from websockets.asyncio.server import ServerConnection
    from websockets.http11 import Request

MESSAGE, EVENT = "aibot_msg_callback", "aibot_event_callback"
MOST_DELIVERIES = 3
BOT_ID, SECRET = "BOT", "SEC"


@dataclass(slots=True, kw_only=True)
class Disturbance:
    """What happens to the next frames of a command (of any, when empty)."""

    command: str = ""
    errcode: int = 0
    delay: float = 0
    lost: bool = False
    twice: bool = False
    cut: int = 0
    times: int = 1


CALM = Disturbance()


@dataclass(slots=True, kw_only=True)
class Callback:
    """A message on its way to the robot, until something answers it."""

    body: dict[str, Any]
    chat: str
    deliveries: int = 0
    answered: bool = False


class Line(Wire):
    """The wire between one robot and its chats."""

    def __init__(self, *, bot_id: str = BOT_ID, secret: str = SECRET, eviction_seconds: float = 0.2) -> None:
        self.bot_id, self.secret, self.eviction_seconds = bot_id, secret, eviction_seconds
        super().__init__()
        self.counts: Counter[str] = Counter()
        """Commands received, by name."""
        self.refused: list[tuple[str, int]] = []
        """What the rules refused: a well-behaved client causes none of it."""
        self.subscriptions: list[float] = []
        """When (`time.monotonic`) each subscription was acknowledged."""
        self.desk = Desk(self.clock)
        self._ahead = 0.0
        self._disturbances: list[Disturbance] = []
        self._messages: dict[str, Callback] = {}
        self.numbers = itertools.count(1)

    def clock(self) -> float:
        """Seconds on the gateway's clock, which `forward` pushes on."""
        return time.monotonic() + self._ahead

    def forward(self, seconds: float) -> None:
        """Let time pass, for every window and limit."""
        self._ahead += seconds

    def disturb(self, disturbance: Disturbance) -> None:
        """Meddle with the next frames: refuse them; acknowledge late, never or twice; take them and close."""
        self.do(lambda: self._disturbances.append(disturbance))

    @property
    def disturbed(self) -> bool:
        """Whether a disturbance still waits for its frame."""
        return self.do(lambda: bool(self._disturbances))

    def calm(self) -> None:
        """No more disturbances."""
        self.do(self._disturbances.clear)

    def deliver(self, msgid: str) -> None:
        """Send a message to the robot, once more if it was sent before; with nobody there it waits."""
        message, link = self._messages[msgid], self._live()
        if link is not None:
            message.deliveries += 1
            req_id = self.desk.ask("message", self.desk.chat(message.chat), msgid=msgid)
            self._send_callback(link, MESSAGE, req_id, message.body)

    def repeat(self, msgid: str) -> None:
        """Send a message to the robot once more: the platform repeats itself at times."""
        self.do(lambda: self.deliver(msgid))

    def post(self, msgid: str, chat: str, body: dict[str, Any]) -> None:
        """A new message for the robot."""
        self._messages[msgid] = Callback(body=body, chat=chat)
        self.deliver(msgid)

    def tell(self, req_id: str, body: dict[str, Any]) -> None:
        """An event for the robot: tried once."""
        link = self._live()
        if link is not None:
            self._send_callback(link, EVENT, req_id, body)

    def _send_callback(self, link: Link, command: str, req_id: str, body: dict[str, Any]) -> None:
        self._spawn(self._send(link, {"cmd": command, "headers": {"req_id": req_id}, "body": body}))

    async def _take(self, link: Link, raw: str | bytes) -> None:
        """One frame from the robot: judged, done, acknowledged."""
        try:
            frame = json.loads(raw)
            command, req_id, body = frame["cmd"], frame["headers"]["req_id"], frame.get("body", {})
            command, req_id = str(command), str(req_id)
        except (ValueError, TypeError, KeyError):
            self.refused.append(("", rules.BAD_SHAPE))
            return
        self.counts[command] += 1
        self.frames.append(("<", frame))
        plan = self._disturbance(command) or CALM
        meaning = None
        answer: dict[str, Any] = {"headers": {"req_id": req_id}, "errcode": plan.errcode, "errmsg": "disturbed"}
        if not plan.errcode:
            try:
                meaning, carried = self._judge(link, command, req_id, body if isinstance(body, dict) else {})
                answer |= {"errmsg": "ok", **carried}
            except rules.RefusalError as refusal:
                self.refused.append((command, refusal.errcode))
                answer |= {"errcode": refusal.errcode, "errmsg": refusal.errmsg}
        if plan.cut:
            await self._hang_up(link, plan.cut)
        elif not plan.lost:
            for _ in range(2 if plan.twice else 1):
                self._spawn(self._acknowledge(link, answer, meaning, delay=plan.delay))

    def _judge(
        self, link: Link, command: str, req_id: str, body: dict[str, Any]
    ) -> tuple[Callable[[], None] | None, dict[str, Any]]:
        """Do what a frame says; gives what its acknowledgement means to the chat, and what it carries."""
        if command == "ping":
            return None, {}
        if command == "aibot_subscribe":
            if (body.get("bot_id"), body.get("secret")) != (self.bot_id, self.secret):
                raise rules.RefusalError(rules.BAD_SECRET, "invalid bot_id or secret")
            if link.subscribed:
                raise rules.RefusalError(rules.TOO_OFTEN, "subscribed already")
            return lambda: self._admit(link), {}
        if not link.subscribed:
            raise rules.RefusalError(rules.NOT_SUBSCRIBED, "aibot websocket not subscribed")
        taken = self.desk.take(command, req_id, body)
        asked = self.desk.asked.get(req_id)
        if asked is not None and asked.msgid in self._messages:
            self._messages[asked.msgid].answered = True
        bubble = taken.bubble

        def acknowledged() -> None:
            if bubble is not None:
                bubble.yes_to = req_id

        return acknowledged, {"body": taken.body} if taken.body else {}

    async def _acknowledge(
        self, link: Link, answer: dict[str, Any], meaning: Callable[[], None] | None, *, delay: float
    ) -> None:
        if delay:
            await asyncio.sleep(delay)
        if await self._send(link, answer) and meaning is not None:
            meaning()

    def _admit(self, link: Link) -> None:
        """The link is the robot's one connection now: others are evicted, what waits is sent."""
        if link.subscribed:
            return
        self.subscriptions.append(time.monotonic())
        for other in self._links - {link}:
            if other.silent:
                other.socket.transport.abort()
            elif other.subscribed:
                other.subscribed = False
                self._spawn(self._evict(other))
        link.subscribed = True
        for msgid, message in self._messages.items():
            if not message.answered and message.deliveries < MOST_DELIVERIES:
                self.deliver(msgid)

    async def _evict(self, link: Link) -> None:
        """Tell a robot that another one has taken its place; close late."""
        body = {"msgid": f"E{next(self.numbers)}", "aibotid": self.bot_id, "msgtype": "event"}
        event = {"event": {"eventtype": "disconnected_event"}}
        await self._send(link, {"cmd": EVENT, "headers": {"req_id": body["msgid"]}, "body": {**body, **event}})
        await asyncio.sleep(self.eviction_seconds)
        await self._hang_up(link, 1000)

    async def _http(self, _: ServerConnection, request: Request) -> Response | None:
        """Files that people sent; the path of everything else is the robot's."""
        if not request.path.startswith("/media/"):
            return None
        sent = self.desk.media.fetch(request.path, now=self.clock())
        plan = self._disturbance("media")
        if sent is None or (plan is not None and plan.errcode):
            status = HTTPStatus(plan.errcode) if plan is not None and plan.errcode else HTTPStatus.FORBIDDEN
            return Response(status.value, status.phrase, Headers({"Content-Length": "0", "Connection": "close"}))
        head = Headers({"Content-Length": str(len(sent.sealed)), "Connection": "close"})
        head["Content-Disposition"] = sent.disposition
        return Response(HTTPStatus.OK.value, HTTPStatus.OK.phrase, head, sent.sealed)

    def _disturbance(self, command: str) -> Disturbance | None:
        plan = next((one for one in self._disturbances if one.command in {"", command}), None)
        if plan is not None:
            plan.times -= 1
            if plan.times <= 0:
                self._disturbances.remove(plan)
        return plan
