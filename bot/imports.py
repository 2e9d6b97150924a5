"""A file came: the year's task table, the bank, the unit directory; and the sample of the first start.

Reading never changes anything. Writing happens in one transaction, so a bad file leaves the database as it was.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.planning import directory_of, reassign, save_plan
from bot.ports.bank import Change
from bot.ports.house import local
from bot.ports.people import Person, Role
from knowledge import readers
from knowledge.documents import Problem
from knowledge.entries import entries_from, entries_from_jsonl
from knowledge.guides import faults
from knowledge.lexicon import lexicon_from
from knowledge.meanings import meanings_from
from knowledge.packages import check as check_packages
from knowledge.packages import packages_from, packages_from_jsonl
from reminders import choices
from reminders.directory import UnitDirectory, units_from, units_from_toml
from reminders.tables import read_table
from reminders.tasks import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from bot.ports.house import House
    from knowledge.entries import Entry
    from knowledge.lexicon import Lexicon
    from knowledge.packages import Package
    from reminders.choices import Choice, Row
    from reminders.directory import GroupAnswer
    from reminders.tasks import Changes, Task, TaskTable
    from reminders.units import Unit

    Choose = Callable[[tuple[Row, ...]], Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskImport:
    """A task table as read, what it changes row by row, which rows are accepted, and which answers it was read by."""

    table: TaskTable
    changes: Changes
    rows: tuple[Row, ...] = ()
    accepted: frozenset[int] = frozenset()
    learnt: tuple[GroupAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BankImport:
    """Entries as read, which of them are new to the bank, and the rows that could not be used."""

    entries: tuple[Entry, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    problems: tuple[Problem, ...]


def import_tasks(  # noqa: PLR0913 - a file, who reads it in, and how
    house: House,
    *,
    name: str,
    data: bytes,
    year: int | None,
    now: datetime,
    actor: str,
    dry_run: bool,
    choice: Choose | None = None,
) -> TaskImport:
    """Read a task table and, unless `dry_run`, take the chosen changes, all of them without a choice.

    Raises UnreadableError when the file cannot be read at all, ParseError when the choice cannot be made. A table
    without a single task changes nothing.
    """
    directory = directory_of(house)
    table = read_table(readers.read(name, data), year=year, directory=directory)
    old = tuple(task for task in house.store.tasks.all(table.year) if not task.sample)
    gone = tuple(one.task for one in house.store.tasks.withdrawn(table.year) if not one.task.sample)
    changes = compare(old, table.tasks, gone=gone)
    rows = choices.rows(changes)
    taken = choice(rows) if choice else choices.EVERYTHING
    tasks = choices.chosen(changes, taken, old=old)
    accepted = frozenset(row.number for row in rows if taken.accepts(row.number))
    if not dry_run and table.tasks:
        with house.store.transaction():
            house.store.tasks.withdraw_samples()
            save_plan(house, table.year, tasks, title=table.title)
            house.store.tasks.ask(table.year, table.questions)
            house.store.audit.add(
                at=now,
                actor=actor,
                action="tasks.imported",
                subject=str(table.year),
                detail={
                    "file": name,
                    "tasks": str(len(table.tasks)),
                    "added": str(len(changes.added)),
                    "changed": str(len(changes.changed)),
                    "withdrawn": str(len(changes.withdrawn)),
                    **({"left": "、".join(_left(rows, accepted))} if len(accepted) < len(rows) else {}),
                },
            )
    learnt = tuple(one for one in map(directory.answered, _names(table.tasks)) if one is not None)
    return TaskImport(table=table, changes=changes, rows=rows, accepted=accepted, learnt=learnt)


def _left(rows: tuple[Row, ...], accepted: frozenset[int]) -> tuple[str, ...]:
    """The numbers of the tasks whose change was not accepted."""
    return tuple(str(row.task.number) for row in rows if row.number not in accepted)


def _names(tasks: tuple[Task, ...]) -> tuple[str, ...]:
    """Every name that the table's units have, each once."""
    phrases = [task.units for task in tasks]
    return tuple(dict.fromkeys(name for one in phrases for name in (*one.lead, *one.support, *one.responsible)))


def import_bank(house: House, *, name: str, data: bytes, now: datetime, actor: str, dry_run: bool) -> BankImport:
    """Read bank entries and, unless `dry_run`, add or replace them by id; the sample leaves with the first of them.

    Raises UnreadableError when the file cannot be read at all.
    """
    from bot.matters import answered_anew  # noqa: PLC0415 - one question on the command line imports no bank

    read, problems = _read_bank(name, data)
    known = {entry.id: entry for entry in house.store.entries.all() if not entry.sample}
    entries, astray = _guided(read, known)
    added = tuple(entry.id for entry in entries if entry.id not in known)
    changed = tuple(entry.id for entry in entries if entry.id in known and entry != known[entry.id])
    if not dry_run and entries:
        with house.store.transaction():
            change = Change(at=now, actor=actor, action="bank.imported", note=name)
            house.store.entries.remove_samples(change=change)
            house.store.packages.remove_samples()
            house.store.entries.save(entries, change=change)
            answered_anew(house, known, entries, change=change)
            house.store.audit.add(
                at=now,
                actor=actor,
                action=change.action,
                subject="bank",
                detail={"file": name, "added": str(len(added)), "changed": str(len(changed))},
            )
    return BankImport(entries=entries, added=added, changed=changed, problems=(*problems, *astray))


def _guided(entries: tuple[Entry, ...], known: Mapping[str, Entry]) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The entries whose guides can be followed in the bank as it will be, and a problem for each of the others."""
    whole = {**known, **{entry.id: entry for entry in entries}}
    wrong = faults({entry.id: entry.guide for entry in whole.values() if entry.guide}, whole.keys())
    return (
        tuple(entry for entry in entries if entry.id not in wrong),
        tuple(
            Problem(where=f"编号{entry.id}", text=entry.question, reason=wrong[entry.id])
            for entry in entries
            if entry.id in wrong
        ),
    )


def _read_bank(name: str, data: bytes) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    if name.lower().endswith((".jsonl", ".ndjson")):
        return entries_from_jsonl(readers.decoded(name, data))
    return entries_from(readers.read(name, data))


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageImport:
    """Packages as read, which of them are new, the rows that could not be used, and what a card would not show."""

    packages: tuple[Package, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def import_packages(house: House, *, name: str, data: bytes, now: datetime, actor: str, dry_run: bool) -> PackageImport:
    """Read packages and, unless `dry_run`, add or replace them by id; the sample ones leave with the first of them.

    Raises UnreadableError when the file cannot be read at all.
    """
    if name.lower().endswith((".jsonl", ".ndjson")):
        packages, problems = packages_from_jsonl(readers.decoded(name, data))
    else:
        packages, problems = packages_from(readers.read(name, data))
    known = {one.id: one for one in house.store.packages.all() if not one.sample}
    added = tuple(one.id for one in packages if one.id not in known)
    changed = tuple(one.id for one in packages if one.id in known and one != known[one.id])
    whole = known | {one.id: one for one in packages}
    notes = check_packages(whole.values(), house.store.entries.get, today=local(now).date())
    if not dry_run and packages:
        with house.store.transaction():
            house.store.packages.remove_samples()
            house.store.packages.save(packages)
            detail = {"file": name, "added": str(len(added)), "changed": str(len(changed))}
            house.store.audit.add(at=now, actor=actor, action="packages.imported", subject="packages", detail=detail)
    return PackageImport(packages=packages, added=added, changed=changed, problems=problems, notes=notes)


def import_units(
    house: House, *, name: str, data: bytes, now: datetime, actor: str, dry_run: bool
) -> tuple[tuple[Unit, ...], tuple[Problem, ...]]:
    """Read a unit directory (TOML or a table) and, unless `dry_run`, make it the office's; assignments follow it.

    Raises UnreadableError when the file cannot be read at all.
    """
    if name.lower().endswith(".toml"):
        units, problems = units_from_toml(readers.decoded(name, data))
    else:
        units, problems = units_from(readers.read(name, data))
    if not dry_run and units:
        with house.store.transaction():
            house.store.units.replace(units)
            for year in house.store.tasks.years():
                reassign(house, year)
            if in_demo(house):
                _seat_demo_liaisons(house)
            house.store.audit.add(at=now, actor=actor, action="units.imported", subject="units", detail={"file": name})
    return units, problems


def in_demo(house: House) -> bool:
    """Whether this installation still shows the sample: the office has not set its password (演示状态)."""
    return house.store.settings.get("office_password") is None


def first_start(house: House, *, now: datetime) -> bool:
    """Load the sample once, for the current year; False when this installation was started before."""
    year = local(now).year
    with house.store.transaction():
        if house.store.settings.get("first_start") is not None:
            return False
        units = sample_units()
        house.store.units.replace(units)
        source = _data("reminders", "sample_tasks.md").replace("{year}", str(year))
        table = read_table(readers.read("sample_tasks.md", source.encode()), year=year, directory=UnitDirectory(units))
        month = local(now).date().replace(day=1)
        sample = compare((), tuple(_sample_from(task, month) for task in table.tasks))
        save_plan(house, year, sample.tasks, title=table.title)
        house.store.tasks.ask(year, table.questions)
        change = Change(at=now, actor="wenban", action="sample.loaded")
        for bank in ("sample_bank.jsonl", "sample_guides.jsonl"):
            entries, _ = entries_from_jsonl(_data("knowledge", bank))
            house.store.entries.save([replace(entry, sample=True) for entry in entries], change=change)
        packages, _ = packages_from_jsonl(_data("knowledge", "sample_packages.jsonl"))
        house.store.packages.save([replace(one, sample=True) for one in packages])
        house.store.people.add(Person(id=0, role=Role.CITIZEN, name="群众（示例）", sample=True), **_web("citizen"))
        house.store.people.add(Person(id=0, role=Role.ADMIN, name="管理员（示例）", sample=True), **_web("admin"))
        for role in ("citizen", "admin"):
            person = house.store.people.at(**_web(role))
            if person is not None:
                house.store.people.add_address(person.id, channel="console", address=role)
        _seat_demo_liaisons(house)
        house.store.settings.set("first_start", now.isoformat())
    return True


def _sample_from(task: Task, month: date) -> Task:
    """A sample task without the dates before this month: a demo should not begin with arrears."""
    deadlines = tuple(replace(one, occurrences=_since(month, one.occurrences)) for one in task.deadlines)
    milestones = tuple(replace(one, occurrences=_since(month, one.occurrences)) for one in task.milestones)
    return replace(task, sample=True, deadlines=deadlines, milestones=milestones)


def _since(first: date, days: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(day for day in days if day >= first)


def _seat_demo_liaisons(house: House) -> None:
    """Give every unit of the directory a sample liaison that the demo can be."""
    for unit in house.store.units.all():
        seat = f"liaison:{unit.name}"
        if house.store.people.at(**_web(seat)) is None:
            person = house.store.people.add(
                Person(id=0, role=Role.LIAISON, name=f"{unit.name}联络员（示例）", unit=unit.name, sample=True),
                **_web(seat),
            )
            house.store.people.add_address(person.id, channel="console", address=seat)


def _web(seat: str) -> dict[str, str]:
    """The web address of a demo seat."""
    return {"channel": "web", "address": f"demo:{seat}"}


@cache
def lexicon() -> Lexicon:
    """The words and synonyms shipped with the program; read once, they never change while it runs."""
    groups = sorted((files("knowledge") / "data" / "synonyms").iterdir(), key=lambda file: file.name)
    read, _ = lexicon_from(
        dictionary=_data("knowledge", "dictionary.txt"),
        synonyms={file.name: file.read_text(encoding="utf-8") for file in groups},
        stopwords=_data("knowledge", "stopwords.txt"),
        duties=_data("knowledge", "duties.txt"),
        letters=_data("knowledge", "letters.txt"),
        meanings=meanings_from((files("knowledge") / "data" / "meanings.npz").read_bytes()),
    )
    return read


@cache
def program_digest() -> str:
    """The same for the same program that answers and the same words that it answers by."""
    digest = blake2b(sys.version.encode(), digest_size=16)
    folder = files("knowledge")
    for part in (folder, folder / "data", folder / "data" / "synonyms"):
        for file in sorted(part.iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".txt", ".npz")):
                digest.update(file.name.encode() + b"\n" + file.read_bytes())
    return digest.hexdigest()


def sample_units() -> tuple[Unit, ...]:
    """The sample unit directory shipped with the program."""
    return units_from_toml(_data("reminders", "units.toml"))[0]


def _data(package: str, name: str) -> str:
    """A data file shipped with the program."""
    return (files(package) / "data" / name).read_text(encoding="utf-8")
