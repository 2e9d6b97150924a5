"""A unit asks for a later date (申请延期), and what the office says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reminders import deadlines
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from datetime import date, datetime


class ExtensionState(StrEnum):
    """待定, 同意, 不同意."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A later date asked for by one unit for one occurrence; `due` is the date until then, `id` is 0 until stored."""

    id: int
    task_id: str
    occurrence: str
    unit: str
    person_id: int
    due: date
    wanted: date
    reason: str
    asked_at: datetime
    state: ExtensionState = ExtensionState.ASKED
    decided_by: int | None = None
    decided_at: datetime | None = None
    answer: str = ""


def read(text: str, *, year: int) -> tuple[date | None, str]:
    """The date with which the words begin, if they do, and the rest: `2026-11-30 系统没开通`, `11月底前，没开通`."""
    first, *rest = re.split(r"[\s,，。；;：:]+", text.strip(), maxsplit=1)
    day = day_from(first, year=year)
    return (None, text.strip()) if day is None else (day, "".join(rest).strip())


def day_from(text: str, *, year: int) -> date | None:
    """The one day that the words mean; None when they mean none or several."""
    try:
        (deadline,) = deadlines.parse(text.removeprefix("到").removeprefix("至"), year)
        (day,) = deadline.occurrences
    except (ParseError, ValueError):
        return None
    return day
