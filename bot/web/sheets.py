"""Each list of the office pages as a table for Excel: a title, columns, rows of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import exports
from bot.ports.house import local
from bot.ports.people import Role
from bot.proposals import waiting_drafts, waiting_wordings
from bot.texts.common import dated_moment as moment
from bot.texts.common import full_day as day
from bot.texts.common import proof_words, rung
from bot.texts.drafts import LONGEST_SHOWN, kind
from bot.texts.notices import audience_words
from bot.texts.notices_following import PROGRESS, PURPOSES, STATES
from bot.texts.suggestions import said_by
from bot.texts.versions import differences
from bot.web import views
from bot.web.matters import rows
from bot.web.words import action, delivery, detail, left, part, sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from bot.ports.house import House
    from bot.web.views import Year
    from reminders.reports import Cell, MonthLine

MOST_ANSWERED = 10_000
MOST_NOTICES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table to be saved as a file."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def to_xlsx(self) -> bytes:
        """The workbook; no cell of it can become a formula."""
        return exports.xlsx_file(self.title, self.columns, self.rows)


def month(house: House, now: datetime, year: Year) -> Sheet:
    """The month's countdown (每月倒排), what is late first."""
    shown = views.read_home(house, now, wanted=year.year).month
    return Sheet(
        title=f"{shown.month.year}年{shown.month.month}月倒排表",
        columns=("序号", "工作任务", "时限", "剩余时间", "已通过", "待审核", "共", "未确认单位"),
        rows=tuple(_month_rows((*shown.late, *shown.lines))),
    )


def _month_rows(lines: Iterable[MonthLine]) -> Iterable[tuple[str, ...]]:
    for line in lines:
        yield (
            str(line.task.number),
            line.task.name,
            day(line.occurrence.due),
            left(line),
            str(line.progress.passed),
            str(line.progress.waiting),
            str(line.progress.total),
            "、".join(line.progress.missing),
        )


def board(_: House, __: datetime, year: Year) -> Sheet:
    """The task × unit board."""
    shown = year.board()
    return Sheet(
        title=f"{year.year}年任务与单位总表",
        columns=("序号", "工作任务", *shown.columns),
        rows=tuple(
            (str(row.task.number), row.task.name, *(_cell_text(cell) for cell in row.cells)) for row in shown.rows
        ),
    )


def _cell_text(cell: Cell | None) -> str:
    if cell is None:
        return ""
    done = f" {cell.passed}/{cell.total}" if cell.total > 1 else ""
    return f"{sign(cell.state).full}（{part(cell.part)}）{done}"


def tasks(_: House, __: datetime, year: Year) -> Sheet:
    """The year's tasks as read."""
    return Sheet(
        title=f"{year.year}年工作任务",
        columns=("序号", "工作任务", "任务内容", "责任单位", "时间节点", "读出的日期"),
        rows=tuple(
            (
                str(task.number),
                task.name,
                task.content,
                task.units_text,
                task.deadline_text,
                "、".join(day(one.due) for one in year.falls(task.id)),
            )
            for task in year.tasks
        ),
    )


def units(house: House, _: datetime, year: Year) -> Sheet:
    """Units in official order with their liaisons and duties."""
    seats: dict[str, list[str]] = {}
    for person in house.store.people.with_role(Role.LIAISON):
        seats.setdefault(person.unit, []).append(person.name or "（未留称呼）")
    numbers = {task.id: str(task.number) for task in year.tasks}
    duties: dict[str, list[str]] = {}
    for one in year.assignments:
        duties.setdefault(one.unit, []).append(numbers[one.task_id])
    return Sheet(
        title="单位与联络员",
        columns=("单位", "单位组", "联络员", "承担的任务"),
        rows=tuple(
            (unit.name, unit.group, "、".join(seats.get(unit.name, ())), "、".join(duties.get(unit.name, ())))
            for unit in year.units
        ),
    )


def confirmations(house: House, _: datetime, year: Year) -> Sheet:
    """Every confirmation of the year with its evidence and review."""
    due = {one.key: day(one.due) for one in year.occurrences}
    return Sheet(
        title=f"{year.year}年确认与佐证",
        columns=("序号", "工作任务", "时限", "单位", "提交时间", "佐证", "审核", "审核时间", "退回、重开原因"),
        rows=tuple(
            (
                str(task.number),
                task.name,
                due.get(one.occurrence, ""),
                one.unit,
                moment(one.submitted_at),
                "\n".join(proof_words(proof) for proof in one.evidence),
                sign(one.state).full,
                moment(one.reviewed_at) if one.reviewed_at else "",
                one.reason,
            )
            for task in year.tasks
            for one in house.store.confirmations.of_task(task.id)
        ),
    )


def ledger(house: House, _: datetime, year: Year) -> Sheet:
    """Everything the system asked of the units (提醒台账)."""
    tasks_by_id = {task.id: task for task in year.tasks}
    return Sheet(
        title=f"{year.year}年提醒台账",
        columns=("日期", "单位", "序号", "工作任务", "提醒档", "状态", "说明"),
        rows=tuple(
            (
                row["on"],
                row["unit"],
                str(tasks_by_id[row["task_id"]].number),
                tasks_by_id[row["task_id"]].name,
                rung(row["rung"]),
                delivery(row["state"]) if row["state"] else "",
                row["error"],
            )
            for row in house.store.ledger.rows()
            if row["task_id"] in tasks_by_id
        ),
    )


def gaps(house: House, now: datetime, _: Year) -> Sheet:
    """Questions that the bank could not answer, one row a matter."""
    return Sheet(
        title="未答问题",
        columns=("编号", "问题", "人数", "最早提出", "最近提出", "单位", "答复时限", "状态", "还有这些问法"),
        rows=tuple(
            (
                f"G{one.asked.matter.id}",
                one.text,
                str(one.asked.count),
                moment(one.asked.first_at),
                moment(one.asked.last_at),
                one.asked.matter.unit,
                day(one.asked.matter.due) if one.asked.matter.due else "",
                one.state,
                "；".join(text for _, text in one.others),
            )
            for one in rows(house, local(now).date())
        ),
    )


def questions(house: House, _: datetime, __: Year) -> Sheet:
    """What in the table only a person can decide (待明确事项)."""
    return Sheet(
        title="待明确事项",
        columns=("编号", "年度", "位置", "原文", "要明确的事"),
        rows=tuple(
            (f"Q{one.id}", str(one.year), one.question.where, one.question.text, one.question.ask)
            for one in house.store.tasks.questions()
        ),
    )


def bank(house: House, _: datetime, __: Year) -> Sheet:
    """The bank, in the shape in which it can be imported again."""
    rows = tuple(exports.bank_row(entry) for entry in house.store.entries.all())
    return Sheet(title="政策问答库", columns=exports.BANK_COLUMNS, rows=rows)


def drafts(house: House, now: datetime, _: Year) -> Sheet:
    """Drafts that wait to be published, with what each would change."""
    return Sheet(
        title="待发布的草稿",
        columns=("编号", "单位", "起草时间", "条目", "问题", "改动"),
        rows=tuple(
            (
                f"D{one.draft.id}",
                one.draft.unit,
                moment(one.draft.written_at),
                kind(one.draft),
                one.question,
                one.problem.reason if one.problem else differences(one.changes, most=LONGEST_SHOWN),
            )
            for one in waiting_drafts(house, today=local(now).date())
        ),
    )


def wordings(house: House, _: datetime, __: Year) -> Sheet:
    """Wordings learnt from taps that wait for the office."""
    return Sheet(
        title="待学问法",
        columns=("编号", "问法", "人数", "点了哪一条", "标准问题", "第一次"),
        rows=tuple(
            (
                f"W{one.id}",
                one.text,
                str(one.people),
                one.entry_id,
                entry.question if entry else "",
                moment(one.first_at),
            )
            for one, entry in waiting_wordings(house)
        ),
    )


def notices(house: House, now: datetime, _: Year) -> Sheet:
    """Notices and who has tapped 收到; the list of one notice's receivers is a file of its own."""
    return Sheet(
        title="通知与点收",
        columns=("编号", "时间", "种类", "状态", "发给", "内容", *PROGRESS, "未点收"),
        rows=tuple(
            (
                str(one.notice.id),
                moment(one.notice.sent_at),
                PURPOSES[one.notice.purpose],
                STATES[one.notice.state],
                audience_words(one.notice.audience),
                one.notice.text,
                *map(str, (one.people.total, one.people.sent, one.people.waiting, one.people.stopped)),
                *map(str, (one.people.failed, one.people.tapped)),
                "、".join(one.silent),
            )
            for one in views.read_notices(house, now, limit=MOST_NOTICES)
        ),
    )


def suggestions(house: House, _: datetime, __: Year) -> Sheet:
    """What people want the office to hear: what waits, then what was answered."""
    kept = house.store.suggestions
    return Sheet(
        title="投诉建议",
        columns=("编号", "时间", "谁", "内容", "答复", "答复时间"),
        rows=tuple(
            (
                str(one.id),
                moment(one.at),
                said_by(one),
                one.text,
                one.answer,
                moment(one.answered_at) if one.answered_at else "",
            )
            for one in (*kept.open(), *kept.answered(limit=MOST_ANSWERED))
        ),
    )


def trail(house: House, _: datetime, __: Year) -> Sheet:
    """The audit log."""
    return Sheet(
        title="留痕",
        columns=("序号", "时间", "谁", "做了什么", "对象", "内容", "校验值"),
        rows=tuple(
            (
                str(one.event.seq),
                moment(one.event.at),
                one.who,
                action(one.event.action),
                one.subject,
                detail(one.detail),
                one.event.hash,
            )
            for one in views.traced(house, house.store.audit.all())
        ),
    )


SHEETS: dict[str, Callable[[House, datetime, Year], Sheet]] = {
    "month": month,
    "board": board,
    "tasks": tasks,
    "units": units,
    "confirmations": confirmations,
    "ledger": ledger,
    "gaps": gaps,
    "questions": questions,
    "bank": bank,
    "drafts": drafts,
    "wordings": wordings,
    "notices": notices,
    "suggestions": suggestions,
    "trail": trail,
}
"""The lists that can be saved, by the name in their address."""
