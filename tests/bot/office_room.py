"""An office in memory: a small table, people of every role, a desk that knows two answers, a clock set by hand."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot import jobs
from bot.handlers import router
from bot.ports.house import LOCAL, House, Office
from bot.ports.messages import File, Incoming, Reply
from bot.ports.people import Person, Role
from bot.ports.wire import reply_from_json
from bot.store import SqliteStore, open_store
from knowledge.answers import Answer, Before, Candidate, Decision
from knowledge.entries import Entry
from knowledge.referrals import Referral
from knowledge.sources import Source
from reminders.calendar import WorkCalendar
from reminders.directory import UnitDirectory
from reminders.schedule import Deadline, Kind
from reminders.tasks import Milestone, Question, Task, assignments
from reminders.units import Unit, UnitPhrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from knowledge.matters import Matter

UNITS = (
    Unit(name="上党经开区", group="开发区", position=1),
    Unit(name="示例一镇", group="乡镇", position=2),
    Unit(name="区司法局", aliases=("司法局",), group="区直部门", position=3),
    Unit(name="区财政局", group="区直部门", position=4),
    Unit(name="区市场监管局", group="区直部门", position=5),
)
ONCE = Deadline(wording="10月底前", kind=Kind.ONCE, occurrences=(date(2022, 10, 31),))
ENTRY = Entry(
    id="E001",
    question="工资被拖欠了怎么办？",
    answer="可以向劳动保障监察机构投诉。",
    unit="区人社局",
    sources=(Source(title="保障农民工工资支付条例", article="第十条", date=date(2019, 12, 30), status="现行有效"),),
    checked_on=date(2022, 10, 1),
)
NEAR = Entry(id="E002", question="工资不发可以辞职吗？", answer="可以。", unit="区人社局")


def task(number: int, name: str, units: UnitPhrase, *deadlines: Deadline, **fields: object) -> Task:
    return Task(
        id=f"2022-{number}",
        year=2022,
        number=number,
        name=name,
        content="内容",
        units=units,
        units_text="",
        deadlines=deadlines,
        deadline_text="、".join(one.wording for one in deadlines),
        **fields,  # type: ignore[arg-type]
    )


TASKS = (
    task(4, "行政处罚信息公开", UnitPhrase(lead=("区司法局",), support=("上党经开区", "区直各部门")), ONCE),
    task(
        6,
        "双随机监管信息公开",
        UnitPhrase(lead=("区市场监管局",), support=("区司法局",)),
        ONCE,
        Deadline(wording="每年3月底前", kind=Kind.YEARLY, occurrences=(date(2022, 3, 31),)),
    ),
    task(7, "个人信息保护", UnitPhrase(responsible=("区直各部门",)), Deadline(wording="全年", kind=Kind.ONGOING)),
    task(
        17,
        "财政信息公开",
        UnitPhrase(lead=("区财政局",)),
        Deadline(wording="全年", kind=Kind.ONGOING),
        milestones=(Milestone(text="年底前完成预算公开", occurrences=(date(2022, 12, 31),)),),
    ),
)


FURTHER = "那要带什么材料"
"""Says too little by itself."""


class Desk:
    """Knows answers for 拖欠 and 第二件事, offers for 辞职 and for what says too little, refers small talk; no more."""

    def __init__(self) -> None:
        self.entry = ENTRY
        self.second = NEAR
        self.near: tuple[Entry, ...] = (NEAR,)
        self.asked: list[str] = []
        self.before: Before | None = None
        self.prepared = 0

    def answer(self, question: str, *, today: date, before: Before | None = None) -> tuple[Answer, ...]:
        self.asked.append(question)
        self.before = before
        parts = question.split("另外")
        *first, last = [self._one(part, today) for part in parts[:5]]
        return (*first, replace(last, left=tuple(parts[5:])))

    def _one(self, question: str, _: date) -> Answer:
        known = {"拖欠": self.entry, "第二件事": self.second}
        entry = next((entry for word, entry in known.items() if word in question), None)
        if entry is not None:
            found = (Candidate(entry=entry, confidence=0.9),)
            return Answer(question=question, decision=Decision.ANSWER, confidence=0.9, entry=entry, candidates=found)
        if "辞职" in question or question == FURTHER:
            offered = (Candidate(entry=NEAR, confidence=0.5), Candidate(entry=ENTRY, confidence=0.4))
            return Answer(question=question, decision=Decision.SUGGEST, confidence=0.5, candidates=offered)
        if question == "你好":
            refer = Referral(to="", why="您好，有政策问题请直接问。")
            return Answer(question=question, decision=Decision.NONE, confidence=0.0, refer=refer, elsewhere=True)
        unit = Referral(to="区医保局", why="可能") if "医保" in question else None
        return Answer(question=question, decision=Decision.NONE, confidence=0.0, refer=unit)

    def belongs(self, question: str, matters: Collection[Matter], *, least: float) -> int | None:
        """Questions that begin alike are one matter."""
        assert 0 < least < 1
        return next((one.id for one in matters if any(text[:2] == question[:2] for text in one.wordings)), None)

    def prepare(self) -> None:
        self.prepared += 1

    def related(self, entry: Entry, *, today: date, limit: int = 2) -> tuple[Entry, ...]:
        return self.near[:limit] if entry.in_force(today) else ()


@dataclass
class Room:
    """The office, and hands to speak and to set the clock."""

    store: SqliteStore
    now: datetime
    house: House = field(init=False)
    desk: Desk = field(default_factory=Desk)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.house = House(
            store=self.store, calendar=WorkCalendar(days={}), desk=self.desk, office=Office(max_message_chars=200)
        )

    def say(
        self,
        seat: str,
        text: str,
        *files: File,
        message_id: str = "",
        group: str = "",
        sent_at: datetime | None = None,
    ) -> tuple[Reply, ...]:
        incoming = Incoming(
            channel="web",
            address=seat,
            message_id=message_id or str(next(self._numbers)),
            text=text,
            at=self.now,
            files=files,
            group=group,
            sent_at=sent_at,
        )
        return router.handle(self.house, incoming)

    def told(self, seat: str, text: str, *files: File, group: str = "") -> str:
        return "\n".join(reply.text for reply in self.say(seat, text, *files, group=group))

    def person(self, seat: str) -> Person:
        person = self.store.people.at("web", seat)
        assert person is not None
        return person

    def outbox(self, seat: str) -> list[Reply]:
        """What waits for a seat, oldest first."""
        person = self.person(seat)
        return [reply_from_json(one.payload) for one in self.store.outbox.with_prefix("") if one.person_id == person.id]

    def tick(self, now: str) -> int:
        self.now = at(now)
        return jobs.tick(self.house, self.now).queued

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def actions(self) -> list[str]:
        return [event.action for event in self.store.audit.all()]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def furnished() -> Room:
    """A room with the table and one person of each role; 区财政局 has nobody."""
    store = open_store(None)
    store.units.replace(UNITS)
    directory = UnitDirectory(UNITS)
    store.tasks.save(2022, "2022年任务表", TASKS, [one for each in TASKS for one in assignments(each, directory)])
    store.tasks.ask(2022, [Question(where="第7项责任单位", text="区直各部门", ask="指哪些单位？")])
    for role, seat, unit in (
        (Role.ADMIN, "admin", ""),
        (Role.AUDITOR, "auditor", ""),
        (Role.LIAISON, "justice", "区司法局"),
        (Role.LIAISON, "market", "区市场监管局"),
        (Role.LIAISON, "zone", "上党经开区"),
        (Role.CITIZEN, "citizen", ""),
    ):
        store.people.add(Person(id=0, role=role, unit=unit), channel="web", address=seat)
    return Room(store=store, now=at("2022-10-24T09:30"))
