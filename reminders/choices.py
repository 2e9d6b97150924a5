"""A table issued again, accepted row by row: its changes numbered, some taken, the others left as they were."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.text import narrow
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from reminders.tasks import Changes, FieldChange, Task

_PIECE = regex(r"(\d{1,4})(?:[-~至到](\d{1,4}))?")
_BETWEEN = regex(r"[\s,、;和及]+")


class RowKind(StrEnum):
    """变更, 新增 or 撤下."""

    CHANGED = "changed"
    ADDED = "added"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One change that the office may accept by its number; `task` is as it would be, or the one to be withdrawn."""

    number: int
    kind: RowKind
    task: Task
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The rows that are meant by number: these only, or all but these (`leave`)."""

    numbers: frozenset[int]
    leave: bool = False

    def accepts(self, number: int) -> bool:
        """Whether a row is taken."""
        return (number in self.numbers) is not self.leave


EVERYTHING = Choice(numbers=frozenset(), leave=True)


def rows(changes: Changes) -> tuple[Row, ...]:
    """Every change with its number: what is changed, then added, then withdrawn."""
    found = [
        *((RowKind.CHANGED, change.new, change.fields) for change in changes.changed),
        *((RowKind.ADDED, task, ()) for task in changes.added),
        *((RowKind.WITHDRAWN, task, ()) for task in changes.withdrawn),
    ]
    return tuple(
        Row(number=number, kind=kind, task=task, fields=fields)
        for number, (kind, task, fields) in enumerate(found, start=1)
    )


def parse(text: str, *, most: int) -> frozenset[int]:
    """Read the numbers of rows; raise ParseError when one is not in the list.

    ```
    numbers := piece (sep piece)*        piece := n | n ("-" | "至" | "到") n        sep := "、" | "," | " " | "和"
    ```
    """
    found: set[int] = set()
    for piece in filter(None, _BETWEEN.split(narrow(text).strip())):
        match = _PIECE.fullmatch(piece)
        if match is None:
            raise ParseError(f"“{piece}”不是变更的编号，请写成 1、3 或 1-3", text=text)
        first = int(match[1])
        last = int(match[2] or first)
        if not 1 <= first <= last <= most:
            reason = f"变更只有{most}条，编号是1到{most}，没有“{piece}”" if most else "这份表没有任何变更，不用挑选"
            raise ParseError(reason, text=text)
        found.update(range(first, last + 1))
    if not found:
        raise ParseError("没有写变更的编号，请写成 1、3 或 1-3", text=text)
    return frozenset(found)


def seen(found: Sequence[Row]) -> str:
    """What tells one list of changes from another: numbers mean something only in the list they were read from."""
    told = repr([(row.kind.value, row.task, row.fields) for row in found])
    return blake2b(told.encode(errors="surrogateescape"), digest_size=8).hexdigest()


def choose(found: Sequence[Row], text: str, *, leave: bool = False, shown: str = "") -> Choice:
    """The rows that a text names; raise ParseError for a wrong number, or when it was another list that was `shown`."""
    if shown and shown != seen(found):
        raise ParseError("任务表在您看过以后又变了，编号对不上，请把文件重新发一遍", text=text)
    return Choice(numbers=parse(text, most=len(found)), leave=leave)


def chosen(changes: Changes, choice: Choice, *, old: Sequence[Task]) -> tuple[Task, ...]:
    """The year's tasks once the accepted rows are taken: rows that are not accepted stay as they were.

    Raises ParseError when two tasks would then have one number: a liaison could not say which one is done.
    """
    before = {task.id: task for task in old}
    left = {row.task.id: row.kind for row in rows(changes) if not choice.accepts(row.number)}
    tasks = [
        before[task.id] if left.get(task.id) is RowKind.CHANGED else task
        for task in changes.tasks
        if left.get(task.id) is not RowKind.ADDED
    ]
    tasks += [task for task in changes.withdrawn if task.id in left]
    if left:
        _refuse_twins(tasks)
    return tuple(tasks)


def careful(found: Sequence[Row], *, confirmed: Collection[str]) -> frozenset[int]:
    """The rows to take unless the office says otherwise: no withdrawal of a task that somebody has confirmed."""
    return frozenset(row.number for row in found if row.kind is not RowKind.WITHDRAWN or row.task.id not in confirmed)


def _refuse_twins(tasks: Sequence[Task]) -> None:
    seen: dict[int, Task] = {}
    for task in tasks:
        twin = seen.setdefault(task.number, task)
        if twin is not task:
            reason = (
                f"这样挑选以后会有两项都是第{task.number}项（“{twin.name}”和“{task.name}”），联络员没法说是哪一项。"
                "请把有关的变更一起接受，或者都不接受"
            )
            raise ParseError(reason, text=task.name)
