"""What a liaison reads: reminders, duties, what became of a confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import CIRCLED, PARTS, button, day, full_day, moment, some
from reminders.confirmations import EvidenceKind, ReviewState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reminders.confirmations import Confirmation, Evidence
    from reminders.reports import Progress
    from reminders.tasks import Occurrence, Task
    from reminders.units import Part

SCREEN = 6
"""How many items fit one phone screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One duty as a liaison sees it; `workdays` counts to the date, or from it when `late`; `today`: it is due today.

    `extended`: the date is a later one that the office granted. `reason` is why the line is sent, in a reminder.
    `send` is what confirms it when typed; `support` is how far the supporting units are, for a lead.
    """

    number: int
    name: str
    part: Part
    due: date | None
    workdays: int
    late: bool
    today: bool
    send: str
    state: ReviewState | None = None
    support: Progress | None = None
    extended: bool = False
    reason: str = ""


def when(line: Line) -> str:
    """10月31日前，还有5个工作日 — or how far past."""
    if line.due is None:
        return "全年推进"
    date_ = day(line.due)
    granted = "（已延期）" if line.extended else ""
    if line.late:
        return f"{date_}{granted}到期，已超期{line.workdays}个工作日" if line.workdays else f"{date_}{granted}已到期"
    if line.workdays:
        return f"{date_}前{granted}，还有{line.workdays}个工作日"
    return f"{date_}前{granted}，就在今天" if line.today else f"{date_}前{granted}，到那天都是休息日，请今天办"


def line_text(line: Line) -> str:
    """One duty on a line."""
    states = {
        ReviewState.SUBMITTED: "；已确认，待审核",
        ReviewState.PASSED: "；已通过",
        ReviewState.RETURNED: "；被退回，请补充",
    }
    state = states[line.state] if line.state else ""
    support = f"；配合单位已确认{line.support.confirmed}/{line.support.total}" if line.support else ""
    return f"{line.name}（{PARTS[line.part]}）{when(line)}{state}{support}"


def reminder(unit: str, *, today: date, shown: Sequence[Line], total: int, rounds: int, again: bool = False) -> Reply:
    """The one merged message of a day: `total` dated duties, of which a screen is shown.

    `again`: what a liaison asked to hear again, after the message of the day.
    """
    parts = []
    buttons = []
    if shown:
        parts.append(f"您单位有{total}项工作临近或超过时限：")
        parts += numbered(shown)
        if total > len(shown):
            parts.append(f"还有{total - len(shown)}项，回复“我的任务”看全部。")
        parts.append(f"办好后点“已完成”附上公开链接即可，也可回复：{shown[0].send} 链接")
        buttons += [button(f"{CIRCLED[at]}已完成", line.send) for at, line in enumerate(shown)]
    if rounds:
        name = "本季例行" if today.month in {3, 6, 9, 12} else "本月例行"
        parts.append(f"{name}：全年推进的任务{rounds}项，是否正常？不用交材料，点一下就行。")
        buttons += [button("全部正常推进", "正常推进"), button("有困难")]
    buttons.append(button("已知悉"))
    if any(not line.late and not line.today for line in shown):
        buttons.append(button("稍后提醒"))
    if shown:
        buttons.append(button("申请延期"))
    only = "您让我这时候再提醒一次" if again else f"您是{unit}联络员，今天只发这一条"
    return Reply(
        title=f"【{'稍后提醒' if again else '工作提醒'}】{unit}  {day(today)}",
        body="\n".join(parts),
        note=f"为什么发给您：{reasons(shown, more=['每月例行'] if rounds else [])}{only}。",
        buttons=tuple(buttons),
    )


def numbered(lines: Sequence[Line]) -> list[str]:
    """Each duty on a line of its own, with the sign that its button bears."""
    return [f"{CIRCLED[at]} {line_text(line)}" for at, line in enumerate(lines)]


def reasons(lines: Sequence[Line], *, more: Sequence[str] = ()) -> str:
    """①②距到期7天的例行提醒，③到期当天的例行提醒； — one reason for all stands without signs."""
    by_reason: dict[str, str] = {}
    for at, line in enumerate(lines):
        if line.reason:
            by_reason[line.reason] = by_reason.get(line.reason, "") + CIRCLED[at]
    alone = len(by_reason) == 1
    said = [reason if alone else f"{signs}{reason}" for reason, signs in by_reason.items()]
    return "，".join([*said, *more]) + "；" if said or more else ""


def my_duties(unit: str, lines: Sequence[Line], *, ongoing: int, start: int = 0) -> Reply:
    """我的任务: what waits for the unit, one screen at a time."""
    if not lines and not ongoing:
        return Reply(body=f"{unit}现在没有要办的任务。到时候会提前提醒您。")
    shown = lines[start : start + SCREEN]
    parts = [f"{line.number}. {line_text(line)}" for line in shown]
    if not lines:
        parts.append("有时限的任务都已确认。")
    left = len(lines) - start - len(shown)
    if left > 0:
        parts.append(f"还有{left}项。")
    if ongoing:
        parts.append(f"另有全年推进的任务{ongoing}项，每月问一次，平时不用报。")
    doable = [line for line in shown if line.state in {None, ReviewState.RETURNED}]
    buttons = [button(f"第{line.number}项已完成", line.send) for line in doable]
    if left > 0:
        buttons.append(button("更多", f"我的任务 {start + SCREEN + 1}"))
    return Reply(title=f"{unit}的任务", body="\n".join(parts), buttons=tuple(buttons))


def no_such_task(number: int) -> Reply:
    """A number that is not in this year's table."""
    return Reply(body=f"今年的任务表里没有第{number}项。回复“我的任务”看看任务号。", buttons=(button("我的任务"),))


def not_your_task(number: int, name: str, unit: str) -> Reply:
    """A task in which the unit has no part."""
    return Reply(
        body=f"第{number}项“{name}”不是{unit}的任务，没有改动。回复“我的任务”看看任务号。",
        buttons=(button("我的任务"),),
    )


def no_date(number: int, name: str) -> Reply:
    """A task without a date: it is asked about in the round."""
    return Reply(
        body=f"第{number}项“{name}”是全年推进的任务，不用单独确认，每月例行时点一下“正常推进”就行。",
        buttons=(button("正常推进"), button("有困难", f"有困难 {number}")),
    )


def no_such_part(number: int, part: int, total: int) -> Reply:
    """确认 6.3 where the task has two deadlines."""
    return Reply(body=f"第{number}项只有{total}个时间节点，没有第{part}个，没有改动。")


def which_part(task: Task, open_: Sequence[tuple[str, Occurrence]], *, said: str = "") -> Reply:
    """Several deadlines of one task are open: which one is meant; what was said already goes with the button."""
    lines = [f"{number} {one.wording}（{full_day(one.due)}）" for number, one in open_]
    return Reply(
        body=f"第{task.number}项“{task.name}”有{len(open_)}个时间节点没确认，办好的是哪一个？\n" + "\n".join(lines),
        buttons=tuple(button(f"{number} {day(one.due)}", f"确认 {number} {said}".strip()) for number, one in open_),
    )


def evidence_asked(names: Sequence[str]) -> Reply:
    """A confirmation without evidence: one of three is enough."""
    what = "、".join(f"“{name}”" for name in names)
    return Reply(
        body=f"好的，{what}办好了。请发一样就行：公开的网页链接、一句说明，或者一个文件。",
        note="已经公开的发链接最省事，不用拍照。30分钟内有效。",
        buttons=(button("取消"),),
    )


def confirmed(items: Sequence[tuple[Confirmation, str]], evidence: Sequence[Evidence]) -> Reply:
    """Stored: what was stored, what comes next, how to add to it."""
    what = "、".join(f"“{name}”" for _, name in items)
    return Reply(
        body=f"已收到并保存：{what}完成，{evidence_words(evidence)}。\n下一步由政务公开办审核，结果会告诉您。",
        note="发错了？请政务公开办退回，再重新确认即可。",
    )


def evidence_words(evidence: Sequence[Evidence]) -> str:
    """附1个链接、1句说明."""
    counts = {
        "个链接": sum(one.kind is EvidenceKind.LINK for one in evidence),
        "句说明": sum(one.kind is EvidenceKind.TEXT for one in evidence),
        "个文件": sum(one.kind is EvidenceKind.FILE for one in evidence),
    }
    return "附" + "、".join(f"{count}{unit}" for unit, count in counts.items() if count)


def already_confirmed(number: int, name: str, before: Confirmation) -> Reply:
    """Confirmed before: nothing changed."""
    if before.state is ReviewState.PASSED:
        return Reply(body=f"第{number}项“{name}”已经审核通过，不用再报。没有改动。")
    return Reply(
        body=f"第{number}项“{name}”{moment(before.submitted_at)}已经确认过，正在等审核，不用重复报。没有改动。"
    )


def all_confirmed(number: int, name: str) -> Reply:
    """Every date of the task is confirmed."""
    return Reply(body=f"第{number}项“{name}”的时间节点都已确认，不用再报。没有改动。")


def returned(confirmation: Confirmation, task: Task, reason: str) -> Reply:
    """To the unit: returned, why, and how to confirm again."""
    return Reply(
        title=f"【退回补充】{task.number}. {task.name}",
        body=f"原因：{reason}\n补充后再确认一次即可，原来的记录保留。",
        note=f"您单位{moment(confirmation.submitted_at)}的确认，编号{confirmation.id}。",
        buttons=(button("重新确认", f"确认 {task.number}"),),
    )


def passed(confirmation: Confirmation, task: Task) -> Reply:
    """To the unit: passed."""
    return Reply(
        title=f"【审核通过】{task.number}. {task.name}",
        body="这一项已经办结，谢谢。",
        note=f"您单位{moment(confirmation.submitted_at)}的确认，编号{confirmation.id}。",
    )


def round_confirmed(count: int, month: date) -> Reply:
    """After 正常推进."""
    if not count:
        return Reply(body=f"{month.month}月的例行已经报过了，或者还没到时候。没有改动。")
    return Reply(body=f"已记下：{month.month}月全年推进的任务{count}项，正常推进。谢谢。")


def difficulty_asked() -> Reply:
    """有困难 without saying which and why."""
    return Reply(body="是哪一项、什么困难？请写成：有困难 任务号 原因。例如：有困难 4 系统还没开通")


def difficulty_taken(number: int, name: str) -> Reply:
    """有困难 with a reason."""
    return Reply(body=f"已转给政务公开办：第{number}项“{name}”有困难。他们会和您联系。")


def difficulty_for_office(unit: str, task: Task, reason: str) -> Reply:
    """What the office reads of a difficulty."""
    return Reply(title=f"【有困难】{unit}", body=f"第{task.number}项“{task.name}”：{reason}")


def task_detail(
    task: Task,
    *,
    part: Part,
    occurrences: Sequence[tuple[str, date, bool, Confirmation | None]],
    units: tuple[str, ...],
) -> Reply:
    """任务 4: what it asks, with whom, and where each date (true: a later one, granted) stands for the unit."""
    states = {ReviewState.SUBMITTED: "待审核", ReviewState.PASSED: "已通过", ReviewState.RETURNED: "被退回"}
    lines = [task.content[:300] + ("……" if len(task.content) > 300 else "")] if task.content else []  # noqa: PLR2004 - one phone screen
    lines.append(f"您单位：{PARTS[part]}；同做的单位：{some(units)}" if units else f"您单位：{PARTS[part]}")
    lines.append(f"时间节点：{task.deadline_text or '未写'}")
    lines += [
        f"· {number} {full_day(due)}{'（已延期）' if extended else ''}：{states[said.state] if said else '未确认'}"
        for number, due, extended, said in occurrences
    ]
    waiting = [number for number, _, _, said in occurrences if said is None or said.state is ReviewState.RETURNED]
    return Reply(
        title=f"{task.number}. {task.name}",
        body="\n".join(lines),
        buttons=tuple(button(f"第{number}项已完成", f"确认 {number}") for number in waiting[:3]),
    )
