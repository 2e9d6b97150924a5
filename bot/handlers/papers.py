"""The office's papers at any time: 倒排, 通报, 约谈名单; a person releases the bulletin and decides about talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import papers
from bot.planning import directory_of
from bot.ports.messages import Reply
from bot.ports.people import Role
from bot.texts import papers as said
from knowledge.redaction import mask
from reminders.outbox import DeliveryKind
from reminders.periods import quarter_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.handlers.visit import Visit
    from bot.ports.people import Person


def countdown(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """倒排."""
    return (said.countdown(papers.countdown(visit.house, visit.today)),)


def bulletin(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """通报 2026年第三季度: exactly what the units would read; an admin may then release this text."""
    quarter = quarter_from(parts["rest"], today=visit.today)
    if quarter is None:
        return (said.no_such_quarter(parts["rest"]),)
    shown = said.bulletin(papers.bulletin(visit.house, quarter, visit.today), office=visit.house.office.name)
    may, released = visit.person.role is Role.ADMIN, papers.released(visit.house, quarter)
    if may and released is None:
        visit.begin(
            {
                "step": "bulletin",
                "quarter": quarter.name,
                "title": shown.title,
                "body": shown.body,
                "note": shown.note,
            }
        )
    return shown, said.bulletin_to_release(quarter, len(_receivers(visit)), released=released, may=may)


def release(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """发布通报: the text that was looked at, to every liaison, once."""
    dialog = visit.dialog()
    quarter = quarter_from(dialog.get("quarter", "?"), today=visit.today)
    if quarter is None:
        return (said.no_bulletin(),)
    before = papers.released(visit.house, quarter)
    visit.end()
    if before is not None:
        return (said.released_before(quarter, before),)
    receivers = _receivers(visit)
    if not receivers:
        return (said.bulletin_to_release(quarter, 0, released=None, may=True),)
    reply = Reply(title=dialog["title"], body=dialog["body"], note=dialog["note"])
    for person in receivers:
        visit.send(person, reply, key=f"bulletin:{quarter.name}", kind=DeliveryKind.NOTICE)
    visit.record("bulletin.released", f"bulletin:{quarter.name}", receivers=str(len(receivers)), text=reply.body)
    return (said.bulletin_released(quarter, len(receivers)),)


def talks(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """约谈名单."""
    return (papers.talk_list(visit.house, papers.talks(visit.house, visit.today), visit.today),)


def decide(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """约谈 区财政局 记录: what a person decided, kept in the audit log and sent to nobody."""
    directory = directory_of(visit.house)
    unit = directory.find(parts["unit"])
    if unit is None:
        return (said.no_such_unit(parts["unit"], next(iter(directory.suggest(parts["unit"])), "")),)
    if not parts["rest"]:
        return (said.talk_asked(unit.name),)
    visit.record("talk.decided", f"talk:{unit.name}", unit=unit.name, note=mask(parts["rest"]))
    return (said.talk_recorded(unit.name),)


def _receivers(visit: Visit) -> tuple[Person, ...]:
    """Every liaison who can be reached."""
    return visit.store.people.reachable(Role.LIAISON)
