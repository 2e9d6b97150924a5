"""What a liaison reads of the unit's duties: reminders, lists, one task whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import CIRCLED, PARTS, button, day, full_day, moment, proof_words, some
from bot.texts.confirming import REPORTED
from bot.texts.rounds import asked as round_asked
from reminders.confirmations import EvidenceKind, ReviewState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from bot.texts.rounds import Named
    from reminders.confirmations import Confirmation
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
    `report` is typed to say 已报牵头单位 where that may be said, and `reported` that it was; `by` and `at` tell who in
    the unit confirmed it, and when.
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
    report: str = ""
    reported: bool = False
    by: str = ""
    at: datetime | None = None


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
    if line.reported and line.state is ReviewState.PASSED:
        state = f"；{REPORTED}"
    said = line.state in {ReviewState.SUBMITTED, ReviewState.PASSED}
    by = f"（{line.by} {moment(line.at)}确认）" if said and line.by and line.at else ""
    support = f"；{support_words(line.support)}" if line.support else ""
    return f"{line.name}（{PARTS[line.part]}）{when(line)}{state}{by}{support}"


def support_words(support: Progress) -> str:
    """What a lead reads of its supporting units: 配合单位已确认2/3（1个已报您单位），还差区财政局."""
    reported = f"（{support.reported}个已报您单位）" if support.reported else ""
    missing = f"，还差{some(support.missing, 4)}" if support.missing else ""
    return f"配合单位已确认{support.confirmed}/{support.total}{reported}{missing}"


def reminder(
    unit: str,
    *,
    today: date,
    shown: Sequence[Line],
    total: int,
    rounds: Sequence[Named] = (),
    again: bool = False,
    group: bool = False,
) -> Reply:
    """The one merged message of a day: `total` dated duties, of which a screen is shown.

    `again`: what a liaison asked to hear again, after the message of the day. `group`: it goes to the unit's group.
    """
    parts = []
    buttons = []
    if shown:
        parts.append(f"{unit if group else '您单位'}有{total}项工作临近或超过时限：")
        parts += numbered(shown)
        if total > len(shown):
            parts.append(f"还有{total - len(shown)}项，回复“我的任务”看全部。")
        parts.append(_in_group(shown) if group else _in_private(shown[0]))
        for at, line in enumerate(shown):
            buttons.append(button(f"{CIRCLED[at]}已完成", line.send))
            if line.report:
                buttons.append(button(f"{CIRCLED[at]}已报牵头", line.report))
    if rounds:
        name = "本季例行" if today.month in {3, 6, 9, 12} else "本月例行"
        asked, answers = round_asked(rounds, name)
        parts.append(asked)
        buttons += answers
    buttons.append(button("已知悉"))
    if any(not line.late and not line.today for line in shown):
        buttons.append(button("稍后提醒"))
    if shown:
        buttons.append(button("申请延期"))
    only = "您让我这时候再提醒一次" if again else f"您是{unit}联络员，今天只发这一条"
    if group:
        only = f"本群是{unit}的单位群，一天只发一条，由{unit}联络员、分管负责人来办"
    return Reply(
        title=f"【{'稍后提醒' if again else '工作提醒'}】{unit}  {day(today)}",
        body="\n".join(parts),
        note=f"为什么发{'到群里' if group else '给您'}：{reasons(shown, more=['例行'] if rounds else [])}{only}。",
        buttons=tuple(buttons),
    )


def _in_private(first: Line) -> str:
    return f"办好后点“已完成”附上公开链接即可，也可回复：{first.send} 链接"


def _in_group(shown: Sequence[Line]) -> str:
    """How to answer where there may be no buttons and everybody reads along."""
    typed = "，".join(f"{CIRCLED[at]}{line.send} 链接" for at, line in enumerate(shown))
    return f"办好后点“已完成”，或者回复本条（或@我）写：{typed}；还没办好写：已知悉、稍后提醒、申请延期"


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
        parts.append(f"另有全年推进的任务{ongoing}项，例行时问一次，平时不用报。")
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
        body=f"第{number}项“{name}”是全年推进的任务，不用单独确认，例行时点一下“正常推进”就行。",
        buttons=(button("正常推进", f"正常 {number}"), button("有困难", f"困难 {number}")),
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


def task_detail(
    task: Task,
    *,
    part: Part,
    occurrences: Sequence[tuple[str, date, bool, Confirmation | None, Progress | None]],
    units: tuple[str, ...],
    calls: Callable[[int], str],
    handed_in: Sequence[str] = (),
) -> Reply:
    """任务 4: what it asks, with whom, and where each date stands for the unit, and for those that support a lead.

    A date is its name, the day, whether that is a later one that was granted, what the unit said, and its supporters.
    """
    states = {ReviewState.SUBMITTED: "待审核", ReviewState.PASSED: "已通过", ReviewState.RETURNED: "被退回"}
    lines = [task.content[:300] + ("……" if len(task.content) > 300 else "")] if task.content else []  # noqa: PLR2004 - one phone screen
    lines.append(f"您单位：{PARTS[part]}；同做的单位：{some(units)}" if units else f"您单位：{PARTS[part]}")
    lines.append(f"时间节点：{task.deadline_text or '未写'}")
    lines += [
        f"· {number} {full_day(due)}{'（已延期）' if extended else ''}：{_stands(said, states, calls)}"
        + (f"；{support_words(support)}" if support else "")
        for number, due, extended, said, support in occurrences
    ]
    if handed_in:
        lines += ["已交的材料：", *handed_in]
    waiting = [number for number, _, _, said, _ in occurrences if said is None or said.state is ReviewState.RETURNED]
    return Reply(
        title=f"{task.number}. {task.name}",
        body="\n".join(lines),
        buttons=tuple(button(f"第{number}项已完成", f"确认 {number}") for number in waiting[:3]),
    )


def handed_in(confirmations: Sequence[Confirmation], *, address: str) -> tuple[str, ...]:
    """Each proof on a line with its unit; a file with where it is downloaded, on the office's own pages."""
    return tuple(
        f"· {said.unit}：{proof_words(one)}"
        + (f" 下载：{address}/evidence/{said.id}/{place}" if one.kind is EvidenceKind.FILE else "")
        for said in confirmations
        for place, one in enumerate(said.evidence)
    )[:SCREEN]


def _stands(said: Confirmation | None, states: Mapping[ReviewState, str], calls: Callable[[int], str]) -> str:
    """Where a date stands for the unit, and who of it confirmed: 待审核（李明 10月24日 09:30确认）."""
    if said is None:
        return "未确认"
    state = REPORTED if said.reported and said.state is ReviewState.PASSED else states[said.state]
    return f"{state}（{calls(said.person_id)} {moment(said.submitted_at)}确认）"
