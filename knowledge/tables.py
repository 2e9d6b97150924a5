"""Rows of cells, and the header that says what each column of a table is, under the names that offices use."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_LABEL = 30
"""A header cell is no sentence: longer text is never taken for a column's name."""
ROWS_SHOWN = 50
"""A header is looked for everywhere; what is shown where none was found stands among these."""

_PARENTHESES = regex(r"\([^()]*\)")


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

    def spans(self) -> list[tuple[str, int]]:
        """The texts of the cells with how many columns each covers."""
        spans: list[tuple[str, int]] = []
        for cell in self.cells:
            if cell.merged_left and spans:
                text, width = spans[-1]
                spans[-1] = (text, width + 1)
            else:
                spans.append((tidy(cell.text), 1))
        return spans

    def texts(self) -> tuple[str, ...]:
        """What stands in the row, each merged cell once, each on one line."""
        return tuple(text.replace("\n", "") for text, _ in self.spans() if text)

    def is_blank(self) -> bool:
        """Whether the row says nothing of its own: empty, or all of it merged with the row above."""
        return all(cell.merged_up or not cell.text.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table or sheet; `name` is how a person finds it (第1个表格, 工作表“Sheet1”)."""

    name: str
    rows: tuple[Row, ...]

    def width(self) -> int:
        """The columns of the widest row."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that a table may have: our name for it, what offices call it, whether a row means nothing without it.

    The name itself is a synonym too. A row without it still means something where the column `instead` is filled.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    instead: str = ""


class Header(NamedTuple):
    """A header as found: the place of each of our columns, its width, its own rows, how many names are exact."""

    places: dict[str, int]
    width: int
    start: int
    end: int
    exact: int


class Vocabulary:
    """The names under which columns may stand in a header."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.required = tuple(column.name for column in columns if column.required)
        self._words = [
            (word, column.name) for column in columns for word in map(_label, (column.name, *column.synonyms)) if word
        ]
        self._known = {word for word, _ in self._words}

    def header_of(self, table: Table) -> Header | None:
        """The row that names our columns best, the first of equals.

        None when no row names all that are required, or when not one name is exact: then it may be a row of data.
        """
        width, places = table.width(), range(len(table.rows))
        found = [header for place in places if (header := self._header_at(table, place, width))]
        return max(found, key=lambda header: (header.exact, len(header.places), -header.start), default=None)

    def repeated_at(self, table: Table, place: int, header: Header) -> Header | None:
        """A header that stands again among the rows; only exact names count, and most columns must be there."""
        again = self._header_at(table, place, header.width, strict=True)
        return again if again and len(again.places) * 2 > len(header.places) else None

    def missing_in(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The required columns that the texts of a row do not name."""
        places, _ = self._places(tuple(map(_label, texts)), strict=False)
        return tuple(name for name in self.required if name not in places)

    def seen_in(self, table: Table) -> tuple[str, ...]:
        """What stands in the row that most looks like a header."""
        rows = [tuple(text[:LONGEST_LABEL] for text in row.texts()) for row in table.rows[:ROWS_SHOWN]]
        return max(rows, key=lambda texts: (-len(self.missing_in(texts)), min(len(texts), 2)), default=())

    def _header_at(self, table: Table, place: int, width: int, *, strict: bool = False) -> Header | None:
        """The header that begins at a row: two rows when the second one divides the first, else one."""
        upper, lower = table.rows[place], table.rows[place + 1] if place + 1 < len(table.rows) else None
        labels = [(_labels(upper, lower), 2)] if lower is not None and _divides(lower, upper) else []
        for names, rows in (*labels, (_labels(upper, None), 1)):
            if self._known.isdisjoint(names) or len(upper.texts()) < min(width, 2):
                continue
            places, exact = self._places(names, strict=strict)
            if exact and all(name in places for name in self.required):
                return Header(places, width, place, place + rows, exact)
        return None

    def _places(self, labels: Sequence[str], *, strict: bool) -> tuple[dict[str, int], int]:
        """Which column of the table each of ours is, and how many are named exactly.

        An exact name comes first, else the longest synonym that the label holds, else the column further left.
        """
        exact = self._matches(labels, whole=True)
        found = _assigned({}, exact)
        count = len(found)
        return (found if strict else _assigned(found, self._matches(labels, whole=False))), count

    def _matches(self, labels: Sequence[str], *, whole: bool) -> Iterator[tuple[int, int, str]]:
        for place, label in enumerate(labels):
            for word, name in self._words if label else ():
                if word == label if whole else len(word) > 1 and word in label:
                    yield -len(word), place, name


def tidy(text: str) -> str:
    """The lines of a cell without the white space around them and without empty ones."""
    return "\n".join(line for line in map(str.strip, text.splitlines()) if line)


def _assigned(found: dict[str, int], matches: Iterator[tuple[int, int, str]]) -> dict[str, int]:
    """Give each column its best place that is still free."""
    places = dict(found)
    for _, place, name in sorted(matches):
        if name not in places and place not in places.values():
            places[name] = place
    return places


def _divides(lower: Row, upper: Row) -> bool:
    """Whether a row names the parts of a header cell that spans several columns (责任单位 over 牵头 and 配合).

    Where nothing is merged, an empty cell to the right of a header cell belongs to it.
    """
    pairs = list(zip(upper.cells, lower.cells, strict=False))
    spanned = [above.merged_left or not above.text.strip() for above, _ in pairs]
    own = [not below.merged_up and bool(below.text.strip()) for _, below in pairs]
    wide = [inside or after for inside, after in zip(spanned, (*spanned[1:], False), strict=False)]
    return any(inside and said for inside, said in zip(spanned, own, strict=True)) and not any(
        said and not spread for said, spread in zip(own, wide, strict=True)
    )


def _labels(upper: Row, lower: Row | None) -> tuple[str, ...]:
    """What each column is called: the lower of two header rows where it says something of its own."""
    if lower is None:
        return tuple("" if cell.merged_left else _label(cell.text) for cell in upper.cells)
    below = (*lower.cells, *(Cell(text=""),) * (len(upper.cells) - len(lower.cells)))
    return tuple(
        _label(above.text if cell.merged_up or not cell.text.strip() else cell.text)
        for above, cell in zip(upper.cells, below, strict=False)
    )


def _label(text: str) -> str:
    """A header cell in one form: no space, half width, without a remark in parentheses; empty when it is a sentence."""
    plain = "".join(unicodedata.normalize("NFKC", text[: LONGEST_LABEL * 4]).split()).casefold()
    return "" if len(plain) > LONGEST_LABEL else _PARENTHESES.sub("", plain) or plain
