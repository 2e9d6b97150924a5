"""Excel: xlsx and the old xls (also WPS's et), with merged cells, and values as a person typed them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from knowledge.documents import Cell, Document, Row, Table, UnreadableError, title_of
from knowledge.readers.compound import checked_workbook
from knowledge.readers.guard import BROKEN
from knowledge.readers.reach import check_reach

if TYPE_CHECKING:
    from collections.abc import Mapping

    from python_calamine import CalamineSheet

    from knowledge.readers.guard import Limits

MIDNIGHT = dt.time()

Place = tuple[int, int]


def read_xlsx(name: str, parts: Mapping[str, bytes], limits: Limits) -> Document:
    """The sheets of an xlsx. The library gets the parts that were checked, packed anew, and not the file itself."""
    check_reach(parts, limits)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for path, part in parts.items():
            archive.writestr(path, part)
    return _read(name, whole.getvalue(), limits)


def read_xls(name: str, data: bytes, limits: Limits) -> Document:
    """The sheets of an xls or et."""
    return _read(name, checked_workbook(data, limits), limits)


def _read(name: str, data: bytes, limits: Limits) -> Document:
    """Every sheet that is shown and not empty, as a table."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            book.get_sheet_by_name(sheet.name)
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        tables = tuple(Table(name=f"工作表“{sheet.name}”", rows=_rows(sheet, limits)) for sheet in sheets)
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError(BROKEN) from error
    except BaseException as error:  # the library's own faults are no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableError(BROKEN) from error
    tables = tuple(table for table in tables if table.rows)
    return Document(name=name, title=title_of((), tables), tables=tables)


def _rows(sheet: CalamineSheet, limits: Limits) -> tuple[Row, ...]:
    """The rows down to the last that has text; an empty area above or to the left is passed over."""
    if sheet.start is None:
        return ()
    top, _ = sheet.start
    grid = [[shown(value) for value in row] for row in sheet.to_python()]
    origins = _merges(sheet, grid, limits)
    rows = [
        Row(number=top + at + 1, cells=tuple(_cell(grid, origins, (at, column)) for column in range(len(line))))
        for at, line in enumerate(grid)
    ]
    while rows and not any(cell.text for cell in rows[-1].cells):
        rows.pop()
    return tuple(rows)


def _merges(sheet: CalamineSheet, grid: list[list[str]], limits: Limits) -> dict[Place, Place]:
    """Where the text of each merged place stands; both counted from the first row and column that have text."""
    top, left = sheet.start or (0, 0)
    height, width = len(grid), max(map(len, grid), default=0)
    origins: dict[Place, Place] = {}
    covered = 0
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        rows = range(max(first_row - top, 0), min(last_row - top + 1, height))
        columns = range(max(first_column - left, 0), min(last_column - left + 1, width))
        covered += len(rows) * len(columns)
        limits.check_cells(covered)
        origins |= {(row, column): (rows[0], columns[0]) for row in rows for column in columns}
    return origins


def _cell(grid: list[list[str]], origins: dict[Place, Place], place: Place) -> Cell:
    row, column = origins.get(place, place)
    return Cell(text=grid[row][column], merged_up=row < place[0], merged_left=column < place[1])


def shown(value: object) -> str:
    """A value as a person writes it: whole numbers without a point, dates as 2022年10月31日."""
    match value:
        case bool():
            text = "是" if value else "否"
        case float():
            text = str(int(value)) if value.is_integer() else f"{value:.15g}"
        case dt.datetime():
            text = shown(value.date()) + ("" if value.time() == MIDNIGHT else f"{value:%H:%M}")
        case dt.date():
            text = f"{value.year}年{value.month}月{value.day}日"
        case dt.time():
            text = f"{value:%H:%M}"
        case dt.timedelta():
            minutes = round(value.total_seconds() / 60)
            text = f"{minutes // 60}:{minutes % 60:02}"
        case _:
            text = str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return text
