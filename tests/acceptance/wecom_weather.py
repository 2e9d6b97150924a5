"""A conversation over WeCom in bad weather: people write, the office sends, the line fails in every way there is.

All waits of the connection are a tenth of the real ones (`WAITS` beside `Waits`), and so is what is promised: after the
end of a fault it is back within 0.5 s for the real 5 s, plus what the machine itself was late meanwhile. A half-open
line ends when the heartbeat has noticed it; a lost acknowledgement when it is no longer waited for; a lost subscription
when something is sent. The office's clock runs 240 times as fast, so that what is tried again later is tried soon.

As a program: python -m tests.acceptance.wecom_weather 2000 [seed], which prints the figures.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import sys
import tempfile
import time
import tracemalloc
from collections import Counter, deque
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from websockets.asyncio.client import ClientConnection
from websockets.frames import Frame

from bot.app import App, open_app
from bot.channels.wecom.channel import WecomChannel
from bot.channels.wecom.longconn import Waits
from bot.config import Config, Secret
from bot.config.sections import WecomConfig
from bot.ports.wire import reply_to_json
from bot.texts import notices as said
from reminders.notices import Audience, AudienceKind, Notice
from reminders.outbox import Delivery, DeliveryKind, DeliveryState
from tests.acceptance import wecom_rubbish as rubbish
from tests.acceptance.living import at
from tests.acceptance.wecom_faults import FAULTS, SLOW
from tests.acceptance.wecom_figures import Figures
from tests.peers.wecom_gateway import Gateway
from tests.peers.wecom_line import Disturbance

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from websockets.http11 import Response

    from bot.ports.house import House
    from tests.peers.wecom_chats import Bubble

START = at("2026-11-24T09:30")
CLOCK = 240
SCALE = 10
WAITS = Waits(
    opening=1.0,
    answer=0.8,
    pong=0.5,
    heartbeat=3.0,
    closing=0.1,
    first=0.025,
    most=0.4,
    good=3.0,
    again=0.1,
    unwelcome=3.0,
    long=360.0,
)
PROMISE = 5.0 / SCALE
SILENCE = WAITS.heartbeat + WAITS.pong
USERS = 60
STEP = 0.01
REQ_ID = re.compile(rb'"req_id": "([^"]+)"')


class Weather:
    """The program, its gateway and the chance that disturbs them."""

    def __init__(self, folder: Path, gateway: Gateway, *, seed: int) -> None:
        self.gateway = gateway
        self.chance = random.Random(seed)
        self.figures = Figures()
        self.waits, self.silence, self.promise = WAITS, SILENCE, PROMISE
        self._began = time.monotonic()
        self.app: App = open_app(folder, Config(), clock=self._clock)
        config = WecomConfig(bot_id="BOT", secret=Secret("SEC"), host=gateway.url)
        self.channel = WecomChannel(self.app, config, most_file_bytes=1 << 20, waits=WAITS)
        self.app.add(self.channel)
        self._numbers = itertools.count(100_001)
        self.said: dict[int, str] = {}
        self._receivers: dict[int, int] = {}
        self.arrived: dict[str, float] = {}
        """When (`time.monotonic`) the answer to each request had come; what the line lost on its way is not here."""
        self._late: deque[tuple[float, float]] = deque(maxlen=int(SILENCE / STEP))
        """When, and how much, the machine itself was late."""

    async def spell(self, faults: int) -> Figures:
        """So many faults, one after another, and then calm until everything has been said."""
        tracemalloc.start()
        third = 0
        async with watched(self.arrived), asyncio.TaskGroup() as group:
            running = [group.create_task(work) for work in (self.channel.run(), self._relay(), self._watch())]
            assert await self.until(lambda: self.gateway.subscribed, 20)
            for user in range(USERS):
                self.say(user)
            for number in range(faults):
                await self._fault()
                if number == faults // 3:
                    third = held()
            self.gateway.calm()
            await self.until(lambda: not self._open(), 60)
            self.figures.memory = (third, held())
            for task in running:
                task.cancel()
        tracemalloc.stop()
        await self._count()
        self.app.close()
        return self.figures

    async def rubbish(self, frames: int) -> int:
        """So many broken frames, while nothing that is sent is acknowledged; then calm. How many were taken.

        Fails when something was believed meanwhile, or the connection does not live on.
        """
        outbox = self.app.house.store.outbox
        async with watched(self.arrived), asyncio.TaskGroup() as group:
            running = [group.create_task(work) for work in (self.channel.run(), self._relay(), self._watch())]
            assert await self.until(lambda: self.gateway.subscribed, 20)
            for user in range(5):
                self.say(user)
            assert await self.until(lambda: not self._open(), 20)
            real = [frame for way, frame in self.gateway.latest() if way == ">" and "cmd" in frame]
            self.gateway.disturb(Disturbance(command="aibot_send_msg", lost=True, times=frames))
            for user in range(5):
                await self.push(user)
            taken = 0
            for _ in range(frames):
                asked = [frame["headers"]["req_id"] for way, frame in self.gateway.latest() if way == "<"][-20:]
                taken += self.gateway.throw(rubbish.broken(self.chance, real, asked))
                await asyncio.sleep(0)
            assert DeliveryState.SENT not in outbox.counts()
            self.gateway.calm()
            assert await self.until(lambda: self.gateway.subscribed, 20)
            self.say(0)
            assert await self.until(lambda: not self._open(), 60)
            for task in running:
                task.cancel()
        await self._count()
        self.app.close()
        return taken

    async def until(self, happened: Callable[[], object], seconds: float) -> bool:
        """Wait until it has happened; False when the time ran out."""
        end = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > end:
                return False
            await asyncio.sleep(STEP)
        return True

    async def push(self, number_of: int | None = None) -> None:
        """The office sends a person a notice that stands nowhere else, with its button 收到."""
        number = next(self._numbers)
        user = f"u{number % USERS if number_of is None else number_of}"

        def put(house: House, now: datetime) -> None:
            person = house.store.people.at("wecom", user)
            if person is None:
                return
            one = Notice(
                id=0,
                text=f"提醒{number}号",
                audience=Audience(kind=AudienceKind.CITIZENS),
                author_id=person.id,
                sent_at=now,
            )
            notice = house.store.notices.add(one, person_ids=[person.id])
            payload = reply_to_json(said.message(notice, "政务公开办"))
            house.store.outbox.put(
                Delivery(
                    key=f"soak:{number}", person_id=person.id, kind=DeliveryKind.ANSWER, payload=payload, due_at=now
                )
            )
            self._receivers[notice.id] = person.id

        await self.app.call(put)

    def tap(self) -> None:
        """Somebody taps 收到 on a notice that does not show it yet."""
        user = f"u{self.chance.randrange(USERS)}"

        def tapped() -> bool:
            if not self.gateway.shows(user, "收到"):
                return False
            self.gateway.click(user, self.gateway.card(user, "收到"), "收到")
            return True

        # in one go on the gateway's thread: a card may be replaced at any moment
        self.figures.tapped += self.gateway.do(tapped)

    async def _fault(self) -> None:
        """People write before, during and after one fault; afterwards the connection has to be back in time."""
        (kind,) = self.chance.choices(list(FAULTS), weights=[1 if one in SLOW else 3 for one in FAULTS])
        self.figures.faults[kind] += 1
        self.say()
        if self.chance.random() < 0.5:
            await self.push()
        await asyncio.sleep(self.chance.choice((0, 0, 0.005, 0.02)))
        before = len(self.gateway.subscriptions)
        notice = await FAULTS[kind](self)
        ended = time.monotonic()
        self.tap()
        if self.chance.random() < 0.5:
            self.say()
        if notice is None:
            await asyncio.sleep(0.03)
            return
        back = await self.until(lambda: len(self.gateway.subscriptions) > before and self.gateway.subscribed, 30)
        took = max(0.0, self.gateway.subscriptions[-1] - ended - notice) if back else 30.0
        machine = sum(late for when, late in self._late if when > ended + notice)
        self.figures.back.append(took)
        if took > PROMISE + machine:
            self.figures.late.append(f"{kind}: {took:.3f} s, machine late {machine:.3f} s")

    def say(self, user: int | None = None) -> None:
        number = next(self._numbers)
        self.figures.said += 1
        self.said[number] = self.gateway.say(f"u{number % USERS if user is None else user}", f"收到 {number}")

    def _open(self) -> bool:
        """Whether something still waits for its answer or its sending."""
        waiting = self.app.house.store.outbox.counts()
        if waiting.get(DeliveryState.QUEUED, 0) + waiting.get(DeliveryState.CLAIMED, 0):
            return True
        return not self.said.keys() <= {
            number for one in self._bubbles() for number in numbers_in(one.text, "没有编号")
        }

    def _bubbles(self) -> list[Bubble]:
        return [bubble for chat in self.gateway.desk.chats.values() for bubble in chat.answers]

    async def _relay(self) -> None:
        while True:
            await self.app.drain()
            await asyncio.sleep(STEP * 5)

    async def _watch(self) -> None:
        """How late the machine itself is, on this thread and on the gateway's, and how many tasks live."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(STEP)
            await asyncio.to_thread(self.gateway.do, int)
            now = time.monotonic()
            self._late.append((now, max(0.0, now - before - STEP)))
            self.figures.tasks = max(self.figures.tasks, len(asyncio.all_tasks()))

    async def _count(self) -> None:
        """What became of everything that was said and sent."""
        own = asyncio.current_task()
        self.figures.orphans = [str(task) for task in asyncio.all_tasks() if task is not own]
        bubbles = self._bubbles()
        answers = Counter(number for one in bubbles for number in numbers_in(one.text, "没有编号"))
        self.figures.unanswered = [number for number in self.said if not answers[number]]
        self.figures.answered_twice = [number for number, times in answers.items() if times > 1]
        for delivery in self.app.house.store.outbox.with_prefix("soak:"):
            number = int(delivery.key.removeprefix("soak:"))
            shown = [one for one in bubbles if number in numbers_in(one.text, "提醒")]
            self.figures.pushed += 1
            if delivery.state is not DeliveryState.SENT:
                self.figures.unsent += 1
            elif not any(one.yes_to in self.arrived for one in shown if one.acknowledged):
                self.figures.believed.append(delivery.key)
            if len(shown) > 1:
                self.figures.doubled += 1
                if any(self.arrived.get(one.yes_to, again.began) < again.began for one, again in pairwise(shown)):
                    self.figures.doubled_after_acknowledgement.append(delivery.key)

        receipts = self.app.house.store.notices.receipts
        for card in (one.card for one in bubbles if one.card and one.changes):
            notice = int(card["button_list"][0]["key"].removeprefix("收到"))
            self.figures.shown_done += 1
            if self._receivers[notice] not in receipts(notice):
                self.figures.done_without_receipt.append(notice)

    def _clock(self) -> datetime:
        return START + timedelta(seconds=(time.monotonic() - self._began) * CLOCK)


def numbers_in(text: str, before: str) -> list[int]:
    """The numbers that stand after these words."""
    return [int(part[:6]) for part in text.split(before)[1:] if part[:6].isdigit()]


@asynccontextmanager
async def watched(arrived: dict[str, float]) -> AsyncIterator[None]:
    """Write down when answers come to the program, before it has read them."""
    take = ClientConnection.process_event

    def process_event(connection: ClientConnection, event: Frame | Response) -> None:
        take(connection, event)
        if isinstance(event, Frame) and (found := REQ_ID.search(event.data)):
            arrived[found[1].decode(errors="replace")] = time.monotonic()

    with patch.object(ClientConnection, "process_event", process_event):
        yield


def held() -> int:
    """Bytes that were asked for by the program's own lines and are still held."""
    own = [tracemalloc.Filter(inclusive=True, filename_pattern="*/bot/*")]
    return sum(one.size for one in tracemalloc.take_snapshot().filter_traces(own).statistics("filename"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, Gateway(eviction_seconds=0.1) as opened:
        seed = int(sys.argv[2]) if len(sys.argv) > 2 else 6
        spelled = asyncio.run(Weather(Path(place), opened, seed=seed).spell(int(sys.argv[1])))
        sys.stdout.write(f"{spelled}\n{spelled.wrong()}\n")
