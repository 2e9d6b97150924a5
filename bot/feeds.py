"""A unit's dated duties as a calendar that phones and Outlook can subscribe to (iCalendar, RFC 5545)."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.standing import living
from bot.texts import feeds as said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icalendar import Event

    from bot.ports.house import House
    from bot.standing import Standing
    from reminders.tasks import Occurrence

SECRET_BYTES = 24
REFRESH = timedelta(hours=6)


def path_of(secret: str) -> str:
    """Where the calendar of that secret is served."""
    return f"/calendar/{secret}.ics"


def new_address(house: House, unit: str, *, by: int, now: datetime) -> str:
    """Make the unit a new secret address, the only one that opens its calendar from now on; its path."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    house.store.feeds.set(unit, _digest(secret), by=by, at=now)
    return path_of(secret)


def of_secret(house: House, secret: str, now: datetime) -> bytes | None:
    """The calendar behind a secret; None, found out in the same way, for every other text."""
    unit = house.store.feeds.unit(_digest(secret))
    return None if unit is None else calendar_of(house, unit, local(now).date())


def calendar_of(house: House, unit: str, today: date) -> bytes:
    """The unit's calendar: last year's duties, this year's and next year's; the same bytes until something changes."""
    from icalendar import Calendar  # noqa: PLC0415 - a third of a second that only a subscriber pays

    calendar = Calendar()
    calendar.add("prodid", "-//wenban//duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", said.name(unit))
    calendar.add("x-wr-calname", said.name(unit))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for year in living(house, today):
        for event in _events(house, year, unit):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(house: House, year: Standing, unit: str) -> Iterator[Event]:
    """One event a dated duty of the unit.

    SEQUENCE counts what the audit log holds about the year's table and about the task and this unit, LAST-MODIFIED is
    the last of it: both grow with every change, and a calendar fetched again without one is the same to the byte.
    """
    from icalendar import Event  # noqa: PLC0415 - as above

    parts = {share.task_id: share.part for share in year.assignments if share.unit == unit}
    tasks = {task.id: task for task in year.tasks}
    mine = [one for one in year.occurrences if one.task_id in parts]
    table = _changes(house, str(year.year), unit)
    changes = {task_id: sorted((*table, *_changes(house, task_id, unit))) for task_id in parts}
    for one in mine:
        task, part = tasks[one.task_id], parts[one.task_id]
        confirmation = year.confirmed.get((one.key, unit))
        state = confirmation.state if confirmation else None
        due = year.due_of(one, unit)
        known = changes[task.id]
        at = known[-1] if known else datetime(year.year, 1, 1, tzinfo=UTC)
        event = Event()
        event.add("uid", _uid(one, unit))
        event.add("summary", said.summary(task, part=part, state=state))
        event.add("dtstart", due)
        event.add(
            "description",
            said.description(due=due, send=f"确认 {year.name_of(one)}", state=state, later=due != one.due),
        )
        event.add("status", "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        event.add("sequence", len(known))
        event.add("last-modified", at)
        event.add("dtstamp", at)
        yield event


def _changes(house: House, subject: str, unit: str) -> tuple[datetime, ...]:
    """When something happened to the subject, as far as it concerns this unit or every one."""
    events = house.store.audit.all(subject=subject)
    return tuple(event.at for event in events if json.loads(event.detail).get("unit", unit) == unit)


def _uid(occurrence: Occurrence, unit: str) -> str:
    """The same for a duty of a unit for ever, whatever its date."""
    return f"{occurrence.key}/{hashlib.sha256(unit.encode()).hexdigest()[:12]}@wenban"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
