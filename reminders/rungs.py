"""What the office types to give a task a ladder of its own (提醒档)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.patterns import regex
from knowledge.text import narrow
from reminders.parsing import ParseError

LONGEST = 365
MOST = 12
_DAY = r"\d{1,3}(?:天|日)?(?![^\s、,/:;])"
_SAID = regex(rf"\s*(?:默认|(?P<days>{_DAY}(?:[\s、,/]+{_DAY})*))[\s,;:]*")
_EVERY = regex(r"(?:超期)?后?每(?:隔)?\s*(?P<every>\d{1,3})\s*个?(?:天|日|工作日)(?:提醒)?(?:一次)?[\s,;:]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RungsSaid:
    """Days before the date, None for the office's own; workdays between two reminders after it; why."""

    rungs: tuple[int, ...] | None
    every: int | None
    reason: str


def read(text: str) -> RungsSaid:
    """Read what follows 提醒档 and the task's number.

    ```
    said := ("默认" | days) [every] [reason]
    days := day (("、" | "," | "/" | " ") day)*      day := digits ["天" | "日"], 0 to 365, at most twelve
    every := ["超期"] "每" digits ("天" | "个工作日") ["一次"], 1 to 365
    ```
    Raises ParseError when no days are named or they cannot be.
    """
    plain = narrow(text)
    found = _SAID.match(plain)
    if found is None:
        raise ParseError("没有看出到期前几天提醒", text=text)
    rungs = tuple(sorted({int(day) for day in re.findall(r"\d+", found["days"] or "")}, reverse=True))
    after = _EVERY.match(plain, found.end())
    every = int(after["every"]) if after else None
    if len(rungs) > MOST or any(rung > LONGEST for rung in rungs) or every == 0 or (every or 0) > LONGEST:
        raise ParseError("提醒档的天数不对", text=text)
    # narrow keeps the length, so places in it are places in what was typed
    reason = text[(after or found).end() :].strip()
    return RungsSaid(rungs=rungs if found["days"] else None, every=every, reason=reason)
