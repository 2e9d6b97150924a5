"""The office's papers (倒排, 通报, 约谈名单) read from the store, and put before every admin on their day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot import inquiries
from bot.ports.house import local
from bot.ports.people import Role
from bot.standing import living, standing
from bot.telling import tell_office
from bot.texts import papers as said
from bot.texts.inquiries import report
from reminders import papers
from reminders.periods import HALF_OPENS, QUARTER_OPENS, last_half, opening, quarter_ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.ports.house import House
    from bot.ports.messages import Reply
    from reminders.papers import Bulletin, Countdown, Facts, Talk
    from reminders.periods import Quarter
    from reminders.reports import MonthList

Paper = tuple[str, "Callable[[], Reply]"]


def facts(house: House, today: date, *, about: int | None = None) -> Facts:
    """What the papers are read from; `about` is the year that is asked for where it is not near."""
    held = living(house, today, about=about)
    return papers.Facts(
        today=today,
        tasks=tuple(task for year in held for task in year.tasks),
        units=house.store.units.all(),
        assignments=tuple(one for year in held for one in year.assignments),
        occurrences=tuple(one for year in held for one in year.occurrences),
        confirmed={key: said for year in held for key, said in year.confirmed.items()},
        calendar=house.calendar,
        extended={duty: day for year in held for duty, day in year.later.items()},
    )


def countdown(house: House, today: date) -> Countdown:
    """每月倒排."""
    return papers.countdown(facts(house, today))


def month(house: House, today: date) -> MonthList:
    """What falls due in this calendar month."""
    return standing(house, today.year).month(house, today)


def bulletin(house: House, quarter: Quarter, today: date) -> Bulletin:
    """每季通报."""
    return papers.bulletin(quarter, facts(house, today, about=quarter.year))


def talks(house: House, today: date) -> tuple[Talk, ...]:
    """半年约谈名单."""
    reminded: dict[tuple[str, str], list[date]] = {}
    for row in house.store.ledger.rows():
        if row["state"] == "sent":
            reminded.setdefault((row["occurrence"], row["unit"]), []).append(date.fromisoformat(row["on"]))
    return papers.talks(house.office.talk_rule, facts(house, today), reminded=reminded)


def decided(house: House, unit: str) -> tuple[datetime, ...]:
    """When decisions about talking with a unit were recorded, oldest first."""
    return tuple(event.at for event in house.store.audit.all(subject=f"talk:{unit}"))


def talk_list(house: House, listed: tuple[Talk, ...], today: date) -> Reply:
    """半年约谈名单 as a message."""
    return said.talks(
        listed,
        rule=house.office.talk_rule,
        today=today,
        decided={talk.unit: last for talk in listed for last in decided(house, talk.unit)},
    )


def released(house: House, quarter: Quarter) -> datetime | None:
    """When a quarter's bulletin went to the units; None while it did not."""
    return next((event.at for event in house.store.audit.all(subject=f"bulletin:{quarter.name}")), None)


def queue(house: House, now: datetime) -> int:
    """Queue what this month opens for every admin, once; how many messages that were.

    A bot that was off on the day catches up later in the month. What opened before this installation was first
    started is not owed, nor is anything while there is no table.
    """
    today = local(now).date()
    opened = opening(today, calendar=house.calendar)
    started = house.store.settings.get("first_start")
    if started is None or today < opened or opened < local(datetime.fromisoformat(started)).date():
        return 0
    admins = house.store.people.with_role(Role.ADMIN)
    count = _tell_inquiries(house, today, now) if admins else 0
    for key, write in _papers(house, today):
        if not admins or house.store.outbox.with_prefix(f"{key}:"):
            continue
        if not any(year.tasks for year in living(house, today)):
            return count
        count += tell_office(house, write(), key=key, at=now)
    return count


def _tell_inquiries(house: House, today: date, now: datetime) -> int:
    """提问月报 of the month that ended, where anything was asked; it needs no table of duties."""
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    key = f"round:questions:{month:%Y-%m}"
    if house.store.outbox.with_prefix(f"{key}:"):
        return 0
    counted = inquiries.of_month(house, month).counted
    return 0 if counted.quiet else tell_office(house, report(counted), key=key, at=now)


def _papers(house: House, today: date) -> Iterator[Paper]:
    """What a month opens, by key, each with how it is written."""
    yield f"round:month:{today:%Y-%m}", lambda: said.countdown(countdown(house, today))
    if today.month in QUARTER_OPENS:
        quarter = quarter_ended(today)
        yield f"round:quarter:{quarter.name}", lambda: said.bulletin_ready(bulletin(house, quarter, today))
    if today.month in HALF_OPENS:
        yield f"round:talks:{last_half(today)}", lambda: talk_list(house, talks(house, today), today)
