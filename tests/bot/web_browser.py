"""A small program behind the pages, on a real store, and a browser that talks to it."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import httpx

from bot.ports.house import LOCAL, House, Office
from bot.ports.messages import Incoming, Reply
from bot.ports.people import Person, Role
from bot.store import open_store
from bot.web.server import create_app
from knowledge.answers import Answer, Before, Candidate, Decision, Referral
from reminders.calendar import WorkCalendar
from reminders.units import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from bot.ports.front import Front
    from knowledge.entries import Entry
    from knowledge.matters import Matter

T = TypeVar("T")

NOW = datetime(2026, 10, 24, 10, 30, tzinfo=LOCAL)
UNITS = (
    Unit(name="上党经开区", group="开发区", position=1),
    Unit(name="区司法局", group="区直部门", position=2),
    Unit(name="区财政局", group="区直部门", position=3),
)


class FirstEntryDesk:
    """Answers every question with the first entry, if there is one."""

    def __init__(self, entries: Callable[[], tuple[Entry, ...]]) -> None:
        self._entries = entries

    def answer(self, question: str, *, today: date, before: Before | None = None) -> tuple[Answer, ...]:  # noqa: ARG002 - the port's
        entry = next((one for one in self._entries() if one.in_force(today)), None)
        if entry is None:
            refer = Referral(to="区医保局", why="医保报销由他们负责")
            return (Answer(question=question, decision=Decision.NONE, confidence=0.1, refer=refer),)
        candidate = Candidate(entry=entry, confidence=0.93)
        return (
            Answer(question=question, decision=Decision.ANSWER, confidence=0.93, entry=entry, candidates=(candidate,)),
        )

    def prepare(self) -> None:
        self._entries()

    def belongs(self, question: str, matters: Collection[Matter], *, least: float) -> int | None:
        return next((one.id for one in matters if question in one.wordings and least), None)

    def related(self, entry: Entry, *, today: date, limit: int = 2) -> tuple[Entry, ...]:
        return tuple(one for one in self._entries() if one != entry and one.in_force(today))[:limit]


def echo(incoming: Incoming) -> tuple[Reply, ...]:
    return (Reply(body=f"收到：{incoming.text}"),)


class Program:
    """The Front port on a store in memory; what it replies is set by the test."""

    def __init__(self, reply: Callable[[Incoming], tuple[Reply, ...]] = echo, *, demo: bool = True) -> None:
        self.store = open_store(None)
        self.time = NOW
        self.reply = reply
        self.received: list[Incoming] = []
        self.patience = 100
        self.house = House(
            store=self.store,
            calendar=WorkCalendar(days={}),
            desk=FirstEntryDesk(self.store.entries.all),
            office=Office(),
        )
        self.store.units.replace(UNITS)
        if demo:
            self.seat("demo:citizen", Role.CITIZEN)
            self.seat("demo:admin", Role.ADMIN)
            for unit in UNITS[:2]:
                self.seat(f"demo:liaison:{unit.name}", Role.LIAISON, unit=unit.name)

    def seat(self, address: str, role: Role, *, unit: str = "") -> Person:
        person = Person(id=0, role=role, name=f"{unit}示例", unit=unit, sample=True)
        return self.store.people.add(person, channel="web", address=address)

    def now(self) -> datetime:
        return self.time

    async def call(self, use: Callable[[House, datetime], T]) -> T:
        with self.store.transaction():
            return use(self.house, self.time)

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        self.received.append(incoming)
        known = self.store.inbox.replies(incoming.channel, incoming.message_id)
        if known is not None:
            return known
        person = self.store.people.at(incoming.channel, incoming.address)
        if person is None:
            person = self.store.people.add(
                Person(id=0, role=Role.CITIZEN), channel=incoming.channel, address=incoming.address
            )
        replies = self.reply(incoming)
        text = "\n".join([incoming.text, *(f"［文件］{file.name}" for file in incoming.files)]).strip()
        self.store.mailbox.append(person.id, text=text, reply=None, at=incoming.at)
        for reply in replies:
            self.store.mailbox.append(person.id, text="", reply=reply, at=incoming.at)
        self.store.inbox.remember(incoming, replies)
        return replies

    async def wait_for_mail(self, person_id: int, *, after: int, seconds: float) -> bool:
        for _ in range(int(seconds * self.patience)):
            if self.store.mailbox.read(person_id, after=after):
                return True
            await asyncio.sleep(0.01)
        return False

    def tell(self, address: str, reply: Reply, *, ago: timedelta = timedelta(0)) -> None:
        person = self.store.people.at("web", address)
        assert person is not None
        self.store.mailbox.append(person.id, text="", reply=reply, at=self.time - ago)


class Browser:
    """Keeps cookies, fills in the form token, never follows a redirect by itself."""

    def __init__(
        self,
        program: Front,
        *,
        loopback: bool = True,
        host: str = "127.0.0.1:8765",
        client: str = "127.0.0.1",
        max_file_bytes: int = 20 * 1024 * 1024,
    ) -> None:
        self.app = create_app(program, secret="s3cret", loopback=loopback, max_file_bytes=max_file_bytes)
        self.host = host
        self.client = client
        self.cookies = httpx.Cookies()

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._send("GET", path, headers=headers)

    def post(
        self,
        path: str,
        form: Mapping[str, str | list[str]] | None = None,
        *,
        files: list[tuple[str, tuple[str, bytes]]] | None = None,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        data = {"token": self.token() if token is None else token, **(form or {})}
        return self._send("POST", path, headers=headers or {}, data=data, files=files)

    def raw(self, method: str, path: str, *, content: bytes, headers: dict[str, str]) -> httpx.Response:
        return self._send(method, path, headers=headers, content=content)

    def token(self) -> str:
        """The form token of this browser, as any page holds it."""
        for page in ("/", "/office/login", "/office"):
            found = re.search(r'name="token" value="([^"]+)"', self.get(page).text)
            if found:
                return found[1]
        raise AssertionError("no page holds a form token")

    def _send(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str],
        data: Mapping[str, str | list[str]] | None = None,
        files: list[tuple[str, tuple[str, bytes]]] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(self.client, 50000))
            async with httpx.AsyncClient(
                transport=transport, base_url=f"http://{self.host}", cookies=self.cookies
            ) as session:
                answer = await session.request(method, path, headers=headers, data=data, files=files, content=content)
                self.cookies = session.cookies
                return answer

        return asyncio.run(send())
