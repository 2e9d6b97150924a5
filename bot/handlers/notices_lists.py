"""Whom a notice may name: unit groups, people by name or number, a list in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.people import Role
from bot.texts import notices as said
from knowledge import readers
from knowledge.documents import UnreadableError
from knowledge.patterns import regex
from knowledge.text import narrow, without_spaces
from reminders.notices import list_from
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bot.handlers.visit import Visit
    from bot.ports.house import House
    from bot.ports.messages import Reply

_NUMBERED = regex(r"(?:#|编号|群众)(\d{1,9})")
_HEADINGS = frozenset(
    {"单位", "单位名称", "单位全称", "责任单位", "姓名", "联络员", "名单", "序号", "接收人", "发送对象"}
)


def groups_of(visit: Visit) -> tuple[str, ...]:
    """The unit groups of the directory."""
    return tuple(dict.fromkeys(unit.group for unit in visit.store.units.all() if unit.group))


def finder(visit: Visit) -> Callable[[str], int | None]:
    """Who is meant by a name or a number; None for nobody, and for a name that two have."""
    known: dict[str, list[int]] = {}
    for role in (Role.LIAISON, Role.LEADER, Role.ADMIN, Role.AUDITOR):
        for person in visit.store.people.with_role(role):
            known.setdefault(without_spaces(person.name), []).append(person.id)

    def find(name: str) -> int | None:
        numbered = _NUMBERED.fullmatch(name)
        if numbered is not None:
            person = visit.store.people.get(int(numbered[1]))
            return None if person is None or person.role is Role.GROUP else person.id
        found = known.get(without_spaces(name), [])
        return found[0] if name and len(found) == 1 else None

    return find


def list_came(
    visit: Visit, dialog: Mapping[str, str], *, then: Callable[[Visit], tuple[Reply, ...]]
) -> tuple[Reply, ...]:
    """A list as a file: of each row the first cell that names a unit or somebody; what names nobody is said."""
    file = visit.incoming.files[0]
    units, find = {unit.name for unit in visit.store.units.all()}, finder(visit)
    names: list[str] = []
    try:
        document = readers.read(file.name, file.content)
        rows = [[narrow(text).strip() for text in row.texts()] for table in document.tables for row in table.rows]
        names.extend(_named_in(rows or [[line.strip()] for line in document.paragraphs], units, find))
        audience = list_from(names, units=units, person=find, text=file.name)
    except UnreadableError as error:
        return (said.audience_unknown(str(error).rstrip("。")),)
    except ParseError as error:
        return (said.audience_unknown(error.reason) if len(names) > 1 else said.list_unreadable(file.name),)
    visit.begin({**dialog, "kind": audience.kind.value, "name": audience.name})
    return then(visit)


def _named_in(rows: Iterable[list[str]], units: set[str], find: Callable[[str], int | None]) -> Iterator[str]:
    for row in rows:
        cells = [cell for cell in row if cell]
        if not cells or all(cell in _HEADINGS for cell in cells):
            continue
        people = [cell for cell in cells if cell not in units and find(cell) is not None]
        # whoever names somebody of a unit means that person
        yield next(iter((*people, *(cell for cell in cells if cell in units))), cells[0])


def named(house: House, people: Iterable[int]) -> list[tuple[str, str]]:
    """Unit and name of each; a citizen by number only."""
    order = {unit.name: unit.position for unit in house.store.units.all()}
    found = [person for person in map(house.store.people.get, people) if person is not None]
    found.sort(key=lambda one: (order.get(one.unit, len(order) + 1), one.id))
    return [(one.unit, one.name) if one.unit else ("", said.numbered(one)) for one in found]
