"""What is said about a later date: 申请延期, 同意延期, 不同意延期."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, day, full_day, moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reminders.extensions import Extension
    from reminders.tasks import Task

MOST_LINES = 8


def which_asked(numbers: Sequence[tuple[str, str]]) -> Reply:
    """申请延期 without saying for what."""
    if not numbers:
        return Reply(body="现在没有等您单位办的、有到期日的任务，不用延期。", buttons=(button("我的任务"),))
    lines = [f"{number} {name}" for number, name in numbers[:MOST_LINES]]
    return Reply(
        body="哪一项要延期？回复任务号就行，也可以一次写全：延期 任务号 新的日期 原因\n" + "\n".join(lines),
        buttons=tuple(button(f"延期 {number}") for number, _ in numbers[:3]),
    )


def date_asked(name: str, due: date) -> Reply:
    """申请延期 without a date, or with one that cannot be."""
    return Reply(
        body=f"“{name}”现在的时限是{full_day(due)}，想延到哪一天？要晚于它和今天，写成：{_example(due)}",
        buttons=(button("取消"),),
    )


def _example(due: date) -> str:
    return (due + timedelta(days=30)).isoformat()


def reason_asked(name: str, wanted: date) -> Reply:
    """申请延期 without a reason."""
    return Reply(body=f"“{name}”想延到{full_day(wanted)}，原因是什么？写一句就行。", buttons=(button("取消"),))


def asked(extension: Extension, task: Task) -> Reply:
    """Stored and handed to the office."""
    return Reply(
        body=f"已收到并保存：第{task.number}项“{task.name}”申请延到{full_day(extension.wanted)}。\n"
        f"由政务公开办决定，结果会告诉您；决定以前仍按{full_day(extension.due)}提醒。",
        note=f"申请编号{extension.id}。",
    )


def asked_already(extension: Extension) -> Reply:
    """A second request while one waits."""
    return Reply(
        body=f"这一项{moment(extension.asked_at)}已经申请延到{full_day(extension.wanted)}"
        f"（编号{extension.id}），正在等政务公开办决定。没有改动。"
    )


def for_office(extension: Extension, task: Task) -> Reply:
    """A request waits for the office."""
    return Reply(
        title=f"【申请延期 {extension.id}】{extension.unit}",
        body=f"{task.number}. {task.name}\n{full_day(extension.due)} → {full_day(extension.wanted)}\n"
        f"原因：{extension.reason}",
        note=f"{moment(extension.asked_at)}申请。也可回复：同意延期 {extension.id}，或 不同意延期 {extension.id} 原因",
        buttons=(
            button("同意", f"同意延期 {extension.id}"),
            button("不同意", f"不同意延期 {extension.id}"),
        ),
    )


def waiting(items: Sequence[tuple[Extension, Task]]) -> Reply:
    """延期申请: the list, oldest first."""
    if not items:
        return Reply(body="没有等待决定的延期申请。")
    lines = [
        f"{one.id}. {one.unit}：{task.number}. {task.name}\n　{day(one.due)} → {full_day(one.wanted)}，{one.reason}"
        for one, task in items[:MOST_LINES]
    ]
    more = f"\n还有{len(items) - MOST_LINES}条，定完再看。" if len(items) > MOST_LINES else ""
    return Reply(
        title=f"等待决定的延期申请 {len(items)} 条",
        body="\n".join(lines) + more,
        buttons=tuple(button(f"同意延期 {one.id}") for one, _ in items[:MOST_LINES]),
    )


def no_such(number: int) -> Reply:
    """同意延期 of a number that is no request."""
    return Reply(body=f"没有编号{number}的延期申请。回复“延期申请”看看编号。", buttons=(button("延期申请"),))


def decided_before(extension: Extension) -> Reply:
    """The second decision on one request."""
    word = "同意" if extension.state.value == "granted" else "没有同意"
    return Reply(body=f"编号{extension.id}的延期申请（{extension.unit}）已经{word}过了，没有改动。")


def too_late(extension: Extension) -> Reply:
    """同意延期 to a date that is past by now."""
    return Reply(
        body=f"编号{extension.id}想延到的{full_day(extension.wanted)}已经过了，同意也没有用。"
        f"可以回复：不同意延期 {extension.id} 请重新申请"
    )


def refusal_reason_asked(extension: Extension) -> Reply:
    """不同意延期 without a reason."""
    return Reply(
        body=f"不同意{extension.unit}的延期申请，原因是什么？写一句就行，会原样告诉该单位。", buttons=(button("取消"),)
    )


def granted(extension: Extension, task: Task) -> Reply:
    """After 同意延期."""
    return Reply(
        body=f"已同意：{extension.unit}，{task.number}. {task.name}，延到{full_day(extension.wanted)}。"
        "已告诉该单位，提醒改按新的日期；别的单位不变。",
        done="已同意",
    )


def refused(extension: Extension, task: Task, reason: str) -> Reply:
    """After 不同意延期."""
    return Reply(
        body=f"没有同意：{extension.unit}，{task.number}. {task.name}。原因“{reason}”已告诉该单位。", done="未同意"
    )


def granted_to_unit(extension: Extension, task: Task) -> Reply:
    """To the unit: granted."""
    return Reply(
        title=f"【同意延期】{task.number}. {task.name}",
        body=f"您单位的时限改为{full_day(extension.wanted)}，到时候按新的日期提醒。",
        note=f"您单位{moment(extension.asked_at)}的申请，编号{extension.id}。",
    )


def refused_to_unit(extension: Extension, task: Task, reason: str) -> Reply:
    """To the unit: refused, and why."""
    return Reply(
        title=f"【没有同意延期】{task.number}. {task.name}",
        body=f"原因：{reason}\n时限仍是{full_day(extension.due)}。有难处可以回复：有困难 {task.number} 原因",
        note=f"您单位{moment(extension.asked_at)}的申请，编号{extension.id}。",
    )
