"""What the terminal shows: aligned tables, progress on long work, colour only on a terminal, JSON for machines."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from knowledge.documents import Problem
    from knowledge.health import Finding

T = TypeVar("T")


def show_json(value: object) -> None:
    """One JSON value on a line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def say(text: str = "") -> None:
    """A line for people."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """A line about what went wrong, on the error stream."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def show_table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """An aligned table; Han characters count as two columns; NO_COLOR and pipes are honoured."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left", header_style="bold")
    for header in headers:
        table.add_column(header, overflow="fold")  # a Chinese sentence is one long word, and its end matters
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = 160
    console.print(table)


def tracked(items: Sequence[T], what: str) -> Iterable[T]:
    """The items, with a progress line on a terminal while they are worked through."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, description=what, console=Console(stderr=True), transient=True)


def busy(what: str) -> AbstractContextManager[object]:
    """A line on a terminal that says what is being waited for."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(what)


def as_problem(one: Problem | Finding) -> dict[str, str]:
    """Something wrong in the user's data, for machines."""
    return {"where": one.where, "text": one.text, "reason": one.reason}


def problem_rows(problems: Iterable[Mapping[str, str]], third: str) -> list[tuple[str, str, str]]:
    """Rows of where, text and the third field, texts cut to what a line holds."""
    return [(one["where"], shortened(one["text"]), one[third]) for one in problems]


def show_problems(problems: Sequence[Problem], *, title: str = "") -> None:
    """A table of what is wrong in a file; nothing when nothing is."""
    if problems:
        rows = problem_rows([as_problem(one) for one in problems], "reason")
        show_table(("位置", "内容", "问题"), rows, title=title)


def shortened(text: str, most: int = 40) -> str:
    """A text on one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
