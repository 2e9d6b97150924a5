"""What is said about files: a task table before and after it is read in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, quoted, some
from reminders.choices import RowKind

MOST_LINES = 8

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.choices import Row
    from reminders.directory import GroupAnswer
    from reminders.tasks import Changes, TaskTable


def import_preview(
    name: str, table: TaskTable, changes: Changes, *, rows: Sequence[Row] = (), learnt: Sequence[GroupAnswer] = ()
) -> Reply:
    """A table that the office sent: what would change, what could not be read."""
    lines = [
        f"《{table.title}》{table.year}年，读出{len(table.tasks)}项任务。",
        f"新增{len(changes.added)}，变更{len(changes.changed)}，不变{len(changes.same)}，撤下{len(changes.withdrawn)}。",
    ]
    lines += [f"✗ {one.where}：{one.reason}" for one in table.problems[:MOST_LINES]]
    lines += learnt_lines(learnt)
    if changes.same or changes.changed:
        lines += [row_text(row) for row in rows[:MOST_LINES]]
        if len(rows) > MOST_LINES:
            lines.append(f"还有{len(rows) - MOST_LINES}条变更，在办公页“导入”里看全部。")
        if rows:
            lines.append("全部接受点“确认导入”；只要其中几条，回复：接受 1、3；除了哪条都要，回复：不接受 2")
    if table.questions:
        lines.append(f"需要您明确的有{len(table.questions)}处，导入后回复“待明确”。")
    if not table.tasks:
        return Reply(title=f"“{name}”", body="\n".join([*lines, "没有可以导入的任务，什么都没有改。"]))
    return Reply(title=f"“{name}”", body="\n".join(lines), buttons=(button("确认导入"), button("取消")))


KINDS = {RowKind.CHANGED: "变更", RowKind.ADDED: "新增", RowKind.WITHDRAWN: "撤下"}
_SHORT = 20


def row_text(row: Row) -> str:
    """One change on a line: 1. 变更 第4项“…”：时间节点 “10月底前” → “11月底前”."""
    fields = "；".join(f"{one.label} “{_short(one.old)}” → “{_short(one.new)}”" for one in row.fields)
    head = f"{row.number}. {KINDS[row.kind]} 第{row.task.number}项{quoted(row.task.name)}"
    return f"{head}：{fields}" if fields else head


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def learnt_lines(learnt: Sequence[GroupAnswer]) -> list[str]:
    """Which names were read by what the office has answered before."""
    return [
        f"“{one.wording}”按{one.year}年的答复，指{some(one.units) if one.units else '全部'}，不再问。"
        for one in learnt[:MOST_LINES]
    ]


def not_chosen(reason: str) -> Reply:
    """接受 of what cannot be chosen."""
    return Reply(body=f"没有导入：{reason}。", buttons=(button("确认导入"), button("取消")))


def imported(count: int, *, accepted: int = 0, left: int = 0) -> Reply:
    """After 确认导入, or after 接受 of some changes."""
    if left:
        return Reply(
            body=f"已接受{accepted}条变更，另外{left}条没有接受、保持原样。从现在起按它提醒，已有的确认都还在。",
            buttons=(button("待明确"), button("进度")),
            done="已导入",
        )
    return Reply(
        body=f"已导入{count}项任务，从现在起按它提醒。已有的确认都还在。",
        buttons=(button("待明确"), button("进度")),
        done="已导入",
    )


def no_import() -> Reply:
    """确认导入 without a file."""
    return Reply(body="没有等待导入的任务表，请先把文件发过来。")


def unreadable(name: str, reason: str) -> Reply:
    """A file that could not be read."""
    return Reply(body=f"“{name}”没有读成：{reason}\n什么都没有改。")


def file_without_place() -> Reply:
    """A file from someone who is not in the middle of anything."""
    return Reply(body="收到文件了，但不知道用在哪里。要作为佐证，请先回复“确认 任务号”，再发文件。没有保存。")
