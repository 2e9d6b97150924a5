"""Excel and its kin: xlsx, xls, ods, with merged cells, dates and numbers as they are shown."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from knowledge.documents import Cell, Document, Row, Table, UnreadableError, title_of

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

    from knowledge.readers.guard import Limits

Place = tuple[int, int]


def read_sheets(name: str, data: bytes, limits: Limits) -> Document:
    """Every sheet as a table; sheets and trailing rows without text are left out."""
    tables: list[Table] = []
    left = limits.cells
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for number in range(len(book.sheet_names)):
            sheet = book.get_sheet_by_index(number)
            left -= sheet.total_height * sheet.total_width
            if left < 0:
                raise UnreadableError(f"表格超过 {limits.cells} 个单元格，请删去空白的行和列，或拆成几个文件。")
            rows = _rows(sheet)
            if rows:
                tables.append(Table(name=f"工作表“{sheet.name}”", rows=rows))
    except PasswordError as error:
        raise UnreadableError("文件加了密码。请去掉密码，另存一份再试。") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise UnreadableError("表格文件已损坏，打不开。请用 Excel 或 WPS 打开检查，另存为 .xlsx 再试。") from error
    return Document(name=name, title=title_of((), tuple(tables)), tables=tuple(tables))


def _rows(sheet: CalamineSheet) -> tuple[Row, ...]:
    grid = [[shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    origins: dict[Place, Place] = {}
    for first, last in sheet.merged_cell_ranges or ():
        for row in range(first[0], min(last[0] + 1, len(grid))):
            for column in range(first[1], min(last[1] + 1, len(grid[row]))):
                origins[row, column] = first
    rows = [
        Row(
            number=at + 1,
            cells=tuple(_cell(grid, origins, (at, column)) for column in range(len(line))),
        )
        for at, line in enumerate(grid)
    ]
    while rows and not any(cell.text for cell in rows[-1].cells):
        rows.pop()
    return tuple(rows)


def _cell(grid: list[list[str]], origins: dict[Place, Place], place: Place) -> Cell:
    row, column = origins.get(place, place)
    return Cell(text=grid[row][column], merged_up=row < place[0], merged_left=column < place[1])


def shown(value: object) -> str:
    """A value as the sheet shows it: whole numbers without a point, dates as 2022年10月31日."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, dt.datetime):
        day = f"{value.year}年{value.month}月{value.day}日"
        return day if value.time() == dt.time() else f"{day}{value:%H:%M}"
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value).replace("\r\n", "\n").strip()
