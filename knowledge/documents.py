"""What an office file says, whatever its format: tables of cells, paragraphs, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in the user's data: where it stands, what stands there, what to do (问题)."""

    where: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table.

    A merged cell is repeated in every place it covers, with its text; `merged_up` and `merged_left` say that the
    place continues the cell above or to the left.
    """

    text: str
    merged_up: bool = False
    merged_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table; `number` is its 1-based position as a person counts it in the file."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table or sheet; `name` is how a person finds it (第1个表格, 工作表“Sheet1”)."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An office file: its name, its title where one stands above or inside the table, its text and tables in order."""

    name: str
    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


class UnreadableError(Exception):
    """A file that cannot be read; the message is a Chinese sentence that says what to do."""
