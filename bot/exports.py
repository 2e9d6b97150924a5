"""Values out, as office files: the bank in the shapes that can be read back."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from knowledge.documents import defused
from knowledge.entries import entry_to_dict
from knowledge.guides import guide_to_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from knowledge.entries import Entry, Source

BANK_COLUMNS = (
    "编号",
    "标准问题",
    "相似问法",
    "反例",
    "答案",
    "主题",
    "解释单位",
    "依据",
    "文号",
    "发文机关",
    "发文日期",
    "条款",
    "依据状态",
    "生效日期",
    "失效日期",
    "核对日期",
    "引导",
)


def bank_file(name: str, entries: Sequence[Entry]) -> bytes:
    """The bank as the file type its name asks for; ValueError with a Chinese sentence for any other."""
    ending = name.lower().rpartition(".")[2]
    if ending == "jsonl":
        return "".join(json.dumps(entry_to_dict(entry), ensure_ascii=False) + "\n" for entry in entries).encode()
    rows = [bank_row(entry) for entry in entries]
    return table_file(name, "政策问答库", BANK_COLUMNS, rows, more="、.jsonl")


def table_file(
    name: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, more: str = ""
) -> bytes:
    """A list as the file type its name asks for; ValueError with a Chinese sentence for any other."""
    ending = name.lower().rpartition(".")[2]
    if ending == "csv":
        return csv_file(columns, rows)
    if ending == "xlsx":
        return xlsx_file(title, columns, rows)
    raise ValueError(f"不会写 .{ending} 文件，请用 .xlsx、.csv{more} 结尾。")


def bank_row(entry: Entry) -> tuple[str, ...]:
    """One entry as a row; several sources stand line by line in each of their cells."""
    return (
        entry.id,
        entry.question,
        "\n".join(entry.similar),
        "\n".join(entry.negative),
        entry.answer,
        entry.topic,
        entry.unit,
        *(_lines(entry.sources, one) for one in _SOURCE_CELLS),
        entry.valid_from.isoformat() if entry.valid_from else "",
        entry.valid_until.isoformat() if entry.valid_until else "",
        entry.checked_on.isoformat() if entry.checked_on else "",
        guide_to_cell(entry.guide),
    )


_SOURCE_CELLS: tuple[Callable[[Source], str], ...] = (
    lambda source: source.title,
    lambda source: source.number,
    lambda source: source.issuer,
    lambda source: source.date.isoformat() if source.date else "",
    lambda source: source.article,
    lambda source: source.status,
)


def _lines(sources: Iterable[Source], cell: Callable[[Source], str]) -> str:
    """One line a source; 无 where one of several says nothing, so that the lines still match when read back."""
    lines = [cell(source) for source in sources]
    return "\n".join(line or "无" for line in lines) if any(lines) else ""


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A csv that Excel opens in the right encoding; nothing in it can become a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_file(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet with a fixed bold header; nothing in it can become a formula."""
    from openpyxl import Workbook  # noqa: PLC0415 - only those who export pay for it
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    book = Workbook()
    sheet = book.active
    if sheet is None:
        sheet = book.create_sheet()
    sheet.title = title
    sheet.append(list(columns))
    for row in rows:
        sheet.append([defused(cell) for cell in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, name in enumerate(columns, start=1):
        sheet.cell(row=1, column=number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = max(10, min(60, 2 * len(name) + 4))
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
