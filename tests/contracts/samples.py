"""Values that the store suites put in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState
from reminders.extensions import Extension
from reminders.outbox import Delivery, DeliveryKind
from reminders.pauses import Acknowledgement, Snooze
from reminders.planner import Duty, Reminder
from reminders.schedule import Deadline, Kind
from reminders.tasks import Assignment, Milestone, Task
from reminders.units import Part, UnitPhrase

NOW = datetime(2022, 10, 24, 1, 0, tzinfo=UTC)
DUE = date(2022, 10, 31)


def task(number: int = 4, **fields: object) -> Task:
    plain = Task(
        id=f"2022-{number}",
        year=2022,
        number=number,
        name=f"第{number}项",
        content="内容",
        units=UnitPhrase(lead=("区司法局",), support=("区直各有关部门",)),
        units_text="区司法局牵头",
        deadlines=(Deadline(wording="10月底前", kind=Kind.ONCE, occurrences=(DUE,)),),
        deadline_text="10月底前",
        milestones=(Milestone(text="年底前完成公开", occurrences=(date(2022, 12, 31),)),),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def shares(*units: str, task_id: str = "2022-4") -> list[Assignment]:
    return [Assignment(task_id=task_id, unit=unit, part=Part.LEAD, via="组", uncertain=True) for unit in units]


def confirmation(**fields: object) -> Confirmation:
    plain = Confirmation(
        id=0,
        occurrence="2022-4/1/1",
        task_id="2022-4",
        unit="区司法局",
        person_id=1,
        evidence=(
            Evidence(kind=EvidenceKind.LINK, value="https://example.gov.cn/1"),
            Evidence(kind=EvidenceKind.FILE, value="截图.png", digest="a" * 64, size=12),
        ),
        state=ReviewState.SUBMITTED,
        submitted_at=NOW,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def delivery(key: str = "remind:1", **fields: object) -> Delivery:
    plain = Delivery(key=key, person_id=1, kind=DeliveryKind.REMINDER, payload="{}", due_at=NOW)
    return replace(plain, **fields)  # type: ignore[arg-type]


def reminder(rung: int | None = 7) -> Reminder:
    duty = Duty(
        task_id="2022-4",
        number=4,
        name="第4项",
        occurrence="2022-4/1/1",
        due=DUE,
        unit="区司法局",
        part=Part.LEAD,
    )
    return Reminder(duty=duty, on=date(2022, 10, 24), rung=rung)


def snooze(**fields: object) -> Snooze:
    plain = Snooze(
        id=0,
        key=reminder().key,
        task_id="2022-4",
        occurrence="2022-4/1/1",
        unit="区司法局",
        person_id=1,
        until=NOW + timedelta(hours=1),
        asked_at=NOW,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def acknowledgement() -> Acknowledgement:
    return Acknowledgement(
        key=reminder().key, task_id="2022-4", occurrence="2022-4/1/1", unit="区司法局", person_id=1, at=NOW
    )


def extension(**fields: object) -> Extension:
    plain = Extension(
        id=0,
        task_id="2022-4",
        occurrence="2022-4/1/1",
        unit="区司法局",
        person_id=1,
        due=DUE,
        wanted=date(2022, 11, 30),
        reason="系统没开通",
        asked_at=NOW,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]
