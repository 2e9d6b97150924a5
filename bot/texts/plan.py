"""What the office reads when it changes the plan: groups, milestones, edits, withdrawals; and what units are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, day, full_day, quoted, some

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.ports.duties import Withdrawn
    from bot.ports.stores import OpenQuestion
    from reminders.directory import GroupAnswer
    from reminders.edits import Field
    from reminders.shares import Moved
    from reminders.tasks import Milestone, Task

MOST_LINES = 8
MOST_NAMES = 12
STATES = {"offered": "待定", "accepted": "已采纳", "dismissed": "已忽略"}


def days(found: Sequence[date], most: int = 2) -> str:
    """2022年6月30日、9月30日等4次."""
    shown = "、".join(full_day(one) if at == 0 else day(one) for at, one in enumerate(found[:most]))
    return f"{shown}等{len(found)}次" if len(found) > most else shown


def group_answered(answer: GroupAnswer, numbers: Sequence[int], moved: Moved) -> Reply:
    """After 答复 Q3 区住建局、区教育局: who is meant, what it changed."""
    who = some(answer.units, MOST_NAMES) if answer.units else "全部"
    lines = [f"已记下：“{answer.wording}”指{who}。{_items(numbers)}已按这个答复重新分派。"]
    if moved.gone:
        lines.append(f"不再提醒的单位：{some(moved.leaving, MOST_NAMES)}。")
    if moved.come:
        lines.append(f"新加的单位：{some(moved.coming, MOST_NAMES)}，下次提醒时一并告诉。")
    if moved.kept:
        names = tuple(dict.fromkeys(one.unit for one in moved.kept))
        lines.append(f"已经确认过的仍保留：{some(names, MOST_NAMES)}。")
    lines.append("明年的任务表里再写到，就按这个答复，不再问。要改，再答复一次就行。")
    return Reply(body="\n".join(lines), buttons=(button("待明确"), button("已明确")))


def _items(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:MOST_LINES]))
    return f"第{shown}等{len(numbers)}项" if len(numbers) > MOST_LINES else f"第{shown}项"


def unknown_units(question: OpenQuestion, unknown: Sequence[tuple[str, tuple[str, ...]]]) -> Reply:
    """An answer with names that the directory does not hold: nothing is changed."""
    lines = [
        f"单位目录里没有“{name}”" + (f"，是不是{'、'.join(f'“{one}”' for one in near)}？" if near else "。")
        for name, near in unknown
    ]
    lines.append(
        f"没有改动。请把名称写全再答复：答复 Q{question.id} 单位、单位；整组都算就写：答复 Q{question.id} 全部"
    )
    return Reply(body="\n".join(lines))


def all_of_nothing(question: OpenQuestion) -> Reply:
    """答复 Q3 全部, of a name that is no group."""
    return Reply(
        body=f"{quoted(question.question.text)}不是单位目录里的一组，没法按全部算。"
        f"请写出是哪些单位：答复 Q{question.id} 单位、单位。没有改动。"
    )


def learnt(questions: Sequence[OpenQuestion], answers: Sequence[GroupAnswer]) -> Reply:
    """已明确: every answer that the next table is read by."""
    if not answers:
        return Reply(body="还没有答复过单位组。有要明确的，回复“待明确”看看。", buttons=(button("待明确"),))
    ids = {one.question.text: one.id for one in questions}
    lines = [
        f"· “{one.wording}”指{some(one.units, MOST_NAMES) if one.units else '全部'}（{one.year}年答复）"
        + (f" 要改：答复 Q{ids[one.wording]} 单位、单位" if one.wording in ids else "")
        for one in answers
    ]
    return Reply(title=f"已明确的单位组 {len(answers)} 个", body="\n".join(lines))


def milestones(items: Sequence[tuple[str, Task, Milestone, str]], *, page: int) -> Reply:
    """里程碑: dates written in 任务内容, what each came from, and what the office said of it."""
    if not items:
        return Reply(body="任务内容里没有另外写到时间，没有节点。")
    pages = -(-len(items) // MOST_LINES)
    page = min(max(page, 1), pages)
    shown = items[(page - 1) * MOST_LINES : page * MOST_LINES]
    lines = []
    for number, task, milestone, state in shown:
        changed = f"，原文{quoted(milestone.source)}" if milestone.source else ""
        lines.append(f"{number} {milestone.text}，{days(milestone.occurrences)}，{STATES[state]}")
        lines.append(f"　出自第{task.number}项{quoted(task.name)}的任务内容{changed}")
    offered = [number for number, _, _, state in shown if state == "offered"]
    buttons = [button(f"{verb} {number}") for number in offered[: MOST_LINES // 2] for verb in ("采纳", "忽略")]
    if page < pages:
        buttons.append(button("更多", f"里程碑 第{page + 1}页"))
    return Reply(
        title=f"任务内容里的时间 {len(items)} 处",
        body="\n".join(lines),
        note=f"要改日期或说法：里程碑 {shown[0][0]} 改 {shown[0][1].year}-06-30。采纳以后和表里的时限一样提醒。",
        buttons=tuple(buttons),
    )


def milestone_changed(number: str, task: Task, milestone: Milestone) -> Reply:
    """After 里程碑 6.11 改 …: it is a duty now."""
    return Reply(
        body=(
            f"已改好并采纳：{number} {quoted(milestone.text)}，{days(milestone.occurrences)}，"
            f"作为第{task.number}项{quoted(task.name)}的节点，到时候会提醒。"
        ),
        note=f"原文{quoted(milestone.source)}。不要了回复：忽略 {number}",
        buttons=(button("里程碑"),),
    )


def not_read(reason: str) -> Reply:
    """A new value that cannot be read."""
    return Reply(body=f"没有改：{reason}。")


def how_to_change(number: int) -> Reply:
    """修改 without a reason."""
    return Reply(
        body=(
            "请把原因一起写上，会记在留痕里，也会告诉有关单位。例如：\n"
            f"修改 {number} 时间节点 10月底前 原因 市里统一推迟\n"
            f"修改 {number} 责任单位 区司法局牵头，区财政局配合 原因 职责调整"
        )
    )


def change_preview(
    before: Task, after: Task, field: Field, *, reason: str, moved: Moved, confirmed: int, told: Sequence[str]
) -> Reply:
    """修改: what changes, what stays, who is told; nothing is done yet."""
    old, new = values(before, after, field)
    lines = [f"{field.value}：{old or '（空）'} → {new}"]
    if field.value == "时间节点":
        lines.append(f"读作：{_dates(after)}")
    lines.append(f"原因：{reason}")
    if confirmed:
        moved_on = "，算在新的日期上" if field.value == "时间节点" else ""
        lines.append(f"已有{confirmed}条确认，都保留{moved_on}。")
    if moved.gone:
        lines.append(f"退出的单位：{some(moved.leaving, MOST_NAMES)}。")
    if moved.come:
        lines.append(f"新加的单位：{some(moved.coming, MOST_NAMES)}，下次提醒时告诉。")
    lines.append(f"会通知一次：{some(tuple(told), MOST_NAMES)}。" if told else "不用另外通知哪个单位。")
    return Reply(
        title=f"修改第{before.number}项{quoted(before.name)}，请核对",
        body="\n".join(lines),
        buttons=(button("确认修改"), button("取消")),
    )


def values(before: Task, after: Task, field: Field) -> tuple[str, str]:
    """A field of a task before and after."""
    texts = {
        "时间节点": (before.deadline_text, after.deadline_text),
        "责任单位": (before.units_text, after.units_text),
        "任务名称": (before.name, after.name),
    }
    return texts[field.value]


def _dates(task: Task) -> str:
    found = tuple(one for line in task.deadlines for one in line.occurrences)
    return days(found, 4) if found else "没有到期日，每月例行时问一次"


def changed(task: Task, field: Field, told: int) -> Reply:
    """After 确认修改."""
    whom = f"已通知{told}个单位，" if told else ""
    return Reply(
        body=f"已修改第{task.number}项{quoted(task.name)}的{field.value}，{whom}从现在起按新的提醒。", done="已修改"
    )


def nothing_to_confirm() -> Reply:
    """确认修改 or 确认撤销 without a preview before it, or when the task has changed since."""
    return Reply(body="没有等待确认的修改，或者过了30分钟。请重新写一遍，例如：修改 4 时间节点 10月底前 原因 …")


def deadline_moved(unit: str, task: Task, reason: str) -> Reply:
    """To a unit with open duties: the date is another one."""
    return Reply(
        title=f"【时限调整】{task.number}. {task.name}",
        body=f"时间节点现在是：{task.deadline_text}（{_dates(task)}）。\n原因：{reason}\n已经确认过的不用再报。",
        note=f"为什么发给您：这是{unit}的任务，只告诉这一次，以后按新的时间提醒。",
        buttons=(button("看任务", f"任务 {task.number}"),),
    )


def let_go(unit: str, task: Task, reason: str) -> Reply:
    """To a unit that no longer has a part in a task."""
    return Reply(
        title=f"【任务调整】{task.number}. {task.name}",
        body=f"{unit}不再承担这一项，不用再办，也不会再提醒。\n原因：{reason}\n以前的确认都保留在记录里。",
        note="只告诉这一次。",
    )


def withdraw_preview(task: Task, *, reason: str, confirmed: int, told: Sequence[str]) -> Reply:
    """撤销任务: what stops and what stays; nothing is done yet."""
    lines = [f"原因：{reason}", "撤销以后不再提醒、不再计入进度；记录都保留，随时可以恢复。"]
    if confirmed:
        lines.append(f"已有{confirmed}条确认，都保留。")
    lines.append(f"会通知一次：{some(tuple(told), MOST_NAMES)}。" if told else "不用另外通知哪个单位。")
    return Reply(
        title=f"撤销第{task.number}项{quoted(task.name)}，请核对",
        body="\n".join(lines),
        buttons=(button("确认撤销"), button("取消")),
    )


def reason_for_withdrawal(number: int) -> Reply:
    """撤销任务 without a reason."""
    return Reply(body=f"请写上原因，例如：撤销任务 {number} 已并入第2项。没有改动。")


def withdrawn(task: Task, told: int) -> Reply:
    """After 确认撤销."""
    whom = f"已通知{told}个单位。" if told else ""
    return Reply(
        body=f"已撤销第{task.number}项{quoted(task.name)}，不再提醒，记录保留。{whom}",
        buttons=(button("恢复", f"恢复任务 {task.number}"), button("已撤销")),
        done="已撤销",
    )


def withdrawn_for_unit(unit: str, task: Task, reason: str) -> Reply:
    """To a unit whose task is withdrawn."""
    return Reply(
        title=f"【任务撤销】{task.number}. {task.name}",
        body=f"这一项不用再办了，不会再提醒。\n原因：{reason}\n以前的确认都保留在记录里。",
        note=f"为什么发给您：这原是{unit}的任务，只告诉这一次。",
    )


def why_withdrawn(one: Withdrawn) -> str:
    """2022年6月1日撤销，原因：…."""
    on = f"{full_day(one.on)}撤销" if one.on else "重新导入的任务表里没有这一项"
    return f"{on}，原因：{one.reason}" if one.reason else on


def is_withdrawn(one: Withdrawn, *, may_restore: bool) -> Reply:
    """任务 4 of a withdrawn task."""
    return Reply(
        title=f"{one.task.number}. {one.task.name}（已撤销）",
        body=f"{why_withdrawn(one)}。不用办，不提醒，记录保留。",
        buttons=(button("恢复", f"恢复任务 {one.task.number}"),) if may_restore else (),
    )


def withdrawn_list(items: Sequence[Withdrawn]) -> Reply:
    """已撤销: tasks no longer pursued."""
    if not items:
        return Reply(body="今年没有撤销过任务。")
    lines = [f"· {one.task.number}. {one.task.name}：{why_withdrawn(one)}" for one in items[:MOST_LINES]]
    if len(items) > MOST_LINES:
        lines.append(f"还有{len(items) - MOST_LINES}项，在办公页“任务表”里看。")
    return Reply(
        title=f"已撤销 {len(items)} 项",
        body="\n".join(lines),
        buttons=tuple(button(f"恢复任务 {one.task.number}") for one in items[:MOST_LINES]),
    )


def restored(task: Task) -> Reply:
    """After 恢复任务 4."""
    return Reply(
        body=f"已恢复第{task.number}项{quoted(task.name)}，原来的确认都在，有关单位下次提醒时知道。", done="已恢复"
    )


def number_taken(task: Task, other: Task) -> Reply:
    """恢复任务 4 while another task has that number."""
    return Reply(
        body=f"没有恢复：现在的第{task.number}项是{quoted(other.name)}，两项同号，联络员没法说是哪一项。"
        "请改好任务表的序号再导入。"
    )


def not_withdrawn(number: int) -> Reply:
    """恢复任务 of what is not withdrawn."""
    return Reply(body=f"没有撤销过第{number}项。回复“已撤销”看看。", buttons=(button("已撤销"),))
