"""What the system asked of each unit in a month (减负自查): messages and requests, counted from what was sent.

Never how long anybody was online or what they read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reminders.reports import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reminders.outbox import DeliveryKind
    from reminders.units import Unit

REMINDING = frozenset({"reminder", "urgent"})
"""Kinds of deliveries that remind a unit of its duties, the merged message of a day and the office's urgent one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message that reached a liaison of a unit, or its `group`, where a copy is shown to all (单位群).

    `returned`: it returns a confirmation, `tap`: it asks for 收到.
    """

    unit: str
    kind: DeliveryKind
    returned: bool = False
    tap: bool = False
    group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A unit's month: every message, and of these the ones that ask for something.

    `duties` are the lines of the ledger that the reminders carried: one merged message may remind of several.
    `grouped` of all these messages went to the unit's group: what its people read there is counted like the rest.
    """

    unit: str
    messages: int
    reminders: int
    duties: int
    returned: int
    notices: int
    grouped: int = 0

    @property
    def requests(self) -> int:
        """Messages that ask the unit to do something: reminders, returned confirmations, notices with 收到."""
        return self.reminders + self.returned + self.notices


def asked(sent: Iterable[Sent], *, lines: Iterable[str], units: Iterable[Unit]) -> tuple[Asked, ...]:
    """Every unit of the directory and every other that was written to, in official order.

    `lines` holds the unit of each reminder in the ledger that went out.
    """
    directory = tuple(units)
    messages, reminders, returned, notices, grouped = (Counter[str]() for _ in range(5))
    for one in sent:
        messages[one.unit] += 1
        reminders[one.unit] += one.kind in REMINDING
        returned[one.unit] += one.returned
        notices[one.unit] += one.tap
        grouped[one.unit] += one.group
    duties = Counter(lines)
    named = dict.fromkeys((*(unit.name for unit in directory), *messages, *duties))
    return tuple(
        Asked(
            unit=unit,
            messages=messages[unit],
            reminders=reminders[unit],
            duties=duties[unit],
            returned=returned[unit],
            notices=notices[unit],
            grouped=grouped[unit],
        )
        for unit in in_order(named, directory)
    )


def total(rows: Iterable[Asked]) -> Asked:
    """All units together."""
    held = tuple(rows)
    return Asked(
        unit="",
        messages=sum(one.messages for one in held),
        reminders=sum(one.reminders for one in held),
        duties=sum(one.duties for one in held),
        returned=sum(one.returned for one in held),
        notices=sum(one.notices for one in held),
        grouped=sum(one.grouped for one in held),
    )
