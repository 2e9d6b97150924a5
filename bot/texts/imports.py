"""What is said about files: a task table before and after it is read in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button

MOST_LINES = 8

if TYPE_CHECKING:
    from reminders.tasks import Changes, TaskTable


def import_preview(name: str, table: TaskTable, changes: Changes) -> Reply:
    """A table that the office sent: what would change, what could not be read."""
    lines = [
        f"《{table.title}》{table.year}年，读出{len(table.tasks)}项任务。",
        f"新增{len(changes.added)}，变更{len(changes.changed)}，不变{len(changes.same)}，撤下{len(changes.withdrawn)}。",
    ]
    lines += [f"✗ {one.where}：{one.reason}" for one in table.problems[:MOST_LINES]]
    if table.questions:
        lines.append(f"需要您明确的有{len(table.questions)}处，导入后回复“待明确”。")
    if not table.tasks:
        return Reply(title=f"“{name}”", body="\n".join([*lines, "没有可以导入的任务，什么都没有改。"]))
    return Reply(title=f"“{name}”", body="\n".join(lines), buttons=(button("确认导入"), button("取消")))


def imported(count: int) -> Reply:
    """After 确认导入."""
    return Reply(
        body=f"已导入{count}项任务，从现在起按它提醒。已有的确认都还在。",
        buttons=(button("待明确"), button("进度")),
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
