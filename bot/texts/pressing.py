"""What goes out beyond the rungs (升级, 紧急), what the office sets (提醒档), and its warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import CIRCLED, button, day, rung, some
from bot.texts.duties import numbered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.texts.duties import Line
    from reminders.tasks import Task

MOST_LINES = 8
MOST_UNITS = 12
LEDGER_STATES = {
    "due": "到档未排队",
    "queued": "排队中",
    "claimed": "正在发",
    "sent": "已发出",
    "dead": "没发出",
    "": "没有这条消息",
}
WITHHELD = {
    "no_liaison": "没有联络员",
    "no_address": "联络员都联系不上",
    "told_today": "当天已发过一条，等下一个工作日",
}


def why(value: str, on: str) -> str:
    """Why a line of the ledger was sent: the rung, or what else."""
    names = {"snoozed": "稍后提醒", "urgent": "紧急", "leader": "升级到分管负责人", "office": "列入超期清单"}
    return names.get(value) or rung(on)


def for_leader(unit: str, shown: Sequence[Line], *, total: int, today: date, after: int) -> Reply:
    """To a leader: the unit's overdue duties, each once; a screen of them is shown."""
    more = f"\n还有{total - len(shown)}项，回复“我的任务”看全部。" if total > len(shown) else ""
    return Reply(
        title=f"【超期提醒】{unit}  {day(today)}",
        body=f"您分管的{unit}有{total}项工作超过时限还没确认：\n"
        + "\n".join(numbered(shown))
        + more
        + f"\n请督促办理；办好了由联络员确认，您也可以直接回复：{shown[0].send} 链接",
        note=f"为什么发给您：您是{unit}分管负责人，超期满{after}个工作日的提醒您，每项只发一次。",
        buttons=(
            *(button(f"{CIRCLED[at]}已完成", line.send) for at, line in enumerate(shown)),
            button("已知悉"),
            button("申请延期"),
        ),
    )


def for_office(items: Sequence[tuple[Line, tuple[str, ...]]], *, today: date) -> Reply:
    """To the office: one list a day of what nobody in the units has answered, a duty on a line with its units."""
    lines = [
        f"· {one.number}. {one.name}，已超期{one.workdays}个工作日：{some(units, MOST_UNITS)}"
        for one, units in items[:MOST_LINES]
    ]
    more = [f"还有{len(items) - MOST_LINES}项，在办公页总表上看。"] if len(items) > MOST_LINES else []
    return Reply(
        title=f"【超期清单】{day(today)}",
        body="\n".join(["超过时限、单位一直没有确认的，今天新增：", *lines, *more]),
        note="一天只发这一张，每个单位的每项只列一次；单位按目录排列，不是排名。",
        buttons=(button("进度"),),
    )


def urgent(task: Task, line: Line, *, office: str, reason: str) -> Reply:
    """To a unit: the office presses one duty."""
    return Reply(
        title=f"【紧急】{task.number}. {task.name}",
        body=f"{office}请您单位尽快办理：{reason}\n{numbered([line])[0]}\n"
        f"办好后回复：{line.send} 链接；办不完请回复：有困难 {task.number} 原因",
        note=f"为什么发给您：{office}把这一项标为紧急，所以不受时间和条数限制。",
        buttons=(button("已完成", line.send), button("已知悉", f"已知悉 {task.number}"), button("申请延期")),
    )


def urgent_reason_asked(task: Task) -> Reply:
    """紧急 without a reason."""
    return Reply(
        body=f"把第{task.number}项“{task.name}”标为紧急，会马上发给还没确认的单位，夜里也发。原因是什么？写一句就行。",
        buttons=(button("取消"),),
    )


def urgent_sent(task: Task, units: Sequence[str], silent: Sequence[str]) -> Reply:
    """After 紧急: whom it went to, and who could not be told."""
    if not units and not silent:
        return Reply(body=f"第{task.number}项“{task.name}”没有要催的单位：都确认了，或者没有到期日。没有发。")
    parts = [f"已按紧急发给{len(units)}个单位：{some(tuple(units))}。"] if units else ["没有发出去。"]
    if silent:
        parts.append(f"没有联络员、收不到的：{some(tuple(silent))}。请打电话。")
    return Reply(body="\n".join(parts))


def ladder(task: Task, rungs: Sequence[int], every: int, *, own: bool, reason: str = "") -> Reply:
    """提醒档 4: where it stands, and how to change it."""
    whose = "自己的提醒档" if own else "默认的提醒档"
    why = f"原因：{reason}。" if reason else ""
    return Reply(
        title=f"{task.number}. {task.name}",
        body=f"现在用{whose}：{ladder_words(rungs, every)}。{why}\n"
        f"改成别的，写成：提醒档 {task.number} 30、7、1、0 原因",
        buttons=(button("恢复默认", f"提醒档 {task.number} 默认"),) if own else (),
    )


def ladder_words(rungs: Sequence[int], every: int) -> str:
    """到期前30、7、1天和当天提醒，超期后每3个工作日提醒一次."""
    before = "、".join(str(rung) for rung in sorted(rungs, reverse=True) if rung)
    parts = [f"到期前{before}天"] if before else []
    parts += ["当天"] if 0 in rungs else []
    return f"{'和'.join(parts)}提醒，超期后每{every}个工作日提醒一次"


def ladder_reason_asked(task: Task) -> Reply:
    """提醒档 without a reason."""
    return Reply(
        body=f"改第{task.number}项“{task.name}”的提醒档，原因是什么？写一句就行，会留痕。", buttons=(button("取消"),)
    )


def ladder_set(task: Task, rungs: Sequence[int], every: int, *, own: bool) -> Reply:
    """After 提醒档: from now on."""
    what = "" if own else "恢复默认："
    return Reply(
        body=f"好的，第{task.number}项“{task.name}”{what}{ladder_words(rungs, every)}。从现在起按新的提醒。",
        done="已改好",
    )


def ladder_unclear(number: int) -> Reply:
    """提醒档 with days that cannot be."""
    return Reply(
        body=f"没有看懂提醒档，没有改动。请写成：提醒档 {number} 30、7、1、0 原因（到期前几天，0到365之间，最多12档），"
        f"或 提醒档 {number} 默认 原因；超期后的间隔写在后面：超期每5天"
    )


def holidays_missing(year: int) -> str:
    """The warning as a line in the office's list."""
    return f"{year}年的放假调休安排还没有装入，先按周末休息、没有调休算。请升级问办，或写进配置的 [calendar]。"


def holidays_warning(year: int) -> Reply:
    """The warning as a message, once a month."""
    return Reply(
        title=f"【节假日】缺{year}年",
        body=holidays_missing(year),
        note="为什么发给您：提醒的日子要躲开节假日。装入以前每月提示一次。",
    )
