"""What the office reads: reviews, progress, open points, notices, codes, imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, day, full_day, moment, proof_words, some
from bot.texts.pressing import LEDGER_STATES, WITHHELD, holidays_missing, why
from reminders.confirmations import EvidenceKind, ReviewState
from reminders.tasks import MILESTONES_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.ports.stores import OpenQuestion
    from reminders.confirmations import Confirmation, Evidence
    from reminders.reports import MonthLine, MonthList, Progress
    from reminders.tasks import Milestone, Task

MOST_LINES = 8
PASSED, RETURNED = "已通过", "已退回"
_KINDS = {
    EvidenceKind.LINK: "链接",
    EvidenceKind.TEXT: "说明",
    EvidenceKind.FILE: "文件",
    EvidenceKind.REPORTED: "配合单位",
    EvidenceKind.DIFFICULT: "有困难",
}


def review_asked(confirmation: Confirmation, task: Task, due: date | None) -> Reply:
    """A confirmation waits for the office."""
    when = f"（时限{day(due)}）" if due else ""
    return Reply(
        title=f"【待审核 {confirmation.id}】{confirmation.unit}",
        body=f"{task.number}. {task.name}{when}\n{evidence_lines(confirmation.evidence)}",
        note=(
            f"{moment(confirmation.submitted_at)}确认。也可回复：通过 {confirmation.id}，或 退回 {confirmation.id} 原因"
        ),
        buttons=(
            button("通过", f"通过 {confirmation.id}"),
            button("退回", f"退回 {confirmation.id}"),
            *(button("打开链接", one.value) for one in confirmation.evidence[:1] if one.kind is EvidenceKind.LINK),
        ),
    )


def evidence_lines(evidence: Sequence[Evidence]) -> str:
    """Each proof on a line."""
    return "\n".join(f"{_KINDS[one.kind]}：{proof_words(one)}" for one in evidence)


def waiting(items: Sequence[tuple[Confirmation, Task]]) -> Reply:
    """待审核: the list, oldest first."""
    if not items:
        return Reply(body="没有等待审核的确认。")
    lines = [
        f"{one.id}. {one.unit}：{task.number}. {task.name}\n　" + evidence_lines(one.evidence).replace("\n", "\n　")
        for one, task in items[:MOST_LINES]
    ]
    more = f"\n还有{len(items) - MOST_LINES}条，审完再看。" if len(items) > MOST_LINES else ""
    buttons = [
        button(f"知道了 {one.id}" if one.difficult else f"通过 {one.id}", f"通过 {one.id}")
        for one, _ in items[:MOST_LINES]
    ]
    hard = sum(one.difficult for one, _ in items[:MOST_LINES])
    if hard < min(len(items), MOST_LINES):
        buttons.append(button("全部通过"))
    note = f"有困难的{hard}条请逐条看：知道了就“通过”，要单位再说说就“退回 编号 意见”。" if hard else ""
    return Reply(title=f"等待审核 {len(items)} 条", body="\n".join(lines) + more, note=note, buttons=tuple(buttons))


def no_list() -> Reply:
    """全部通过 before a list was shown."""
    return Reply(body="先看一遍再通过。下面是现在等待审核的，看过后再回复“全部通过”：")


def pass_all_asked(items: Sequence[tuple[Confirmation, Task]]) -> Reply:
    """全部通过: what that means, before it is done."""
    lines = [f"{one.id}. {one.unit}：{task.number}. {task.name}" for one, task in items]
    return Reply(
        body=f"将通过刚才列出的{len(items)}条：\n" + "\n".join(lines),
        note="之后新来的不在内。30分钟内有效。",
        buttons=(button("确认全部通过"), button("取消")),
    )


def no_such_confirmation(number: int) -> Reply:
    """通过 or 退回 of a number that is no confirmation."""
    return Reply(body=f"没有编号{number}的确认。回复“待审核”看看编号。", buttons=(button("待审核"),))


def reviewed_before(confirmation: Confirmation, *, by: str) -> Reply:
    """The second review of one confirmation: who decided, and how to go back on it."""
    passed = confirmation.state is ReviewState.PASSED
    at = moment(confirmation.reviewed_at) if confirmation.reviewed_at else ""
    done = f"由{by}" if by else "按规定直接"
    done += "通过" if passed else "退回"
    hint = f"要改，请回复：重开 {confirmation.id} 原因。" if passed else "等单位重新确认后会有新的编号。"
    return Reply(
        body=f"编号{confirmation.id}（{confirmation.unit}）{at}已经{done}了，没有改动。{hint}",
        done=PASSED if passed else RETURNED,
    )


def not_passed(confirmation: Confirmation) -> Reply:
    """重开 of what has not passed."""
    state = "还在等审核" if confirmation.state is ReviewState.SUBMITTED else "已经退回"
    return Reply(body=f"编号{confirmation.id}（{confirmation.unit}）{state}，只有通过了的才能重开。没有改动。")


def reopened(confirmation: Confirmation, task: Task, reason: str) -> Reply:
    """After 重开."""
    return Reply(
        body=f"已重开：{confirmation.unit}，{task.number}. {task.name}。"
        f"原因“{reason}”已告诉该单位，到时候会继续提醒；原来的记录保留。",
        done="已重开",
    )


def passed(confirmation: Confirmation, task: Task, progress: Progress | None) -> Reply:
    """After 通过."""
    if confirmation.difficult:
        return Reply(
            body=f"已记下您知道了：{confirmation.unit}，{task.number}. {task.name}有困难。已告诉该单位。",
            buttons=(button("待审核"),),
            done="已了解",
        )
    so_far = f"这一项现在{_so_far(progress)}。" if progress else ""
    return Reply(
        body=f"已通过：{confirmation.unit}，{task.number}. {task.name}。{so_far}已告诉该单位。",
        buttons=(button("待审核"),),
        done=PASSED,
    )


def passed_all(count: int) -> Reply:
    """After 全部通过."""
    return Reply(body=f"已通过{count}条，都已告诉各单位。", buttons=(button("待审核"),), done=PASSED)


def reason_asked(confirmation: Confirmation, *, reopen: bool = False) -> Reply:
    """退回 or 重开 without a reason."""
    verb = "重开" if reopen else "退回"
    return Reply(
        body=f"{verb}{confirmation.unit}的这条确认，原因是什么？写一句就行，会原样告诉该单位。",
        buttons=(button("取消"),),
    )


def returned(confirmation: Confirmation, task: Task, reason: str) -> Reply:
    """After 退回."""
    again = "" if confirmation.in_round else "，到时候会继续提醒"
    return Reply(
        body=f"已退回：{confirmation.unit}，{task.number}. {task.name}。原因“{reason}”已告诉该单位{again}。",
        done=RETURNED,
    )


def progress(task: Task, items: Sequence[tuple[date, Progress]], *, extended: Sequence[tuple[str, date]] = ()) -> Reply:
    """进度 4: 12/18 已完成, who has not, and which units were given a later date."""
    lines = []
    for due, one in items:
        lines.append(f"{full_day(due)}：{_so_far(one)}，待审核{one.waiting}")
        if one.missing:
            lines.append(f"　尚未确认：{some(one.missing, 12)}")
    if not lines:
        lines.append("这是全年推进的任务，没有到期日。")
    if extended:
        lines.append("已延期：" + "、".join(f"{unit}到{day(due)}" for unit, due in extended))
    return Reply(title=f"{task.number}. {task.name}", body="\n".join(lines))


def month(listed: MonthList) -> Reply:
    """进度: this month in one message."""
    lines = [_month_line(line) for line in listed.lines[:MOST_LINES]]
    late = [_month_line(line) for line in listed.late[:MOST_LINES]]
    parts = [f"本月到期{len(listed.lines)}项" + ("：" if lines else "。"), *lines]
    if late:
        parts += [f"以前到期、还没办完的{len(listed.late)}项：", *late]
    return Reply(title=f"{listed.month.year}年{listed.month.month}月", body="\n".join(parts))


def _month_line(line: MonthLine) -> str:
    return (
        f"· {line.task.number}. {line.task.name} {day(line.occurrence.due)}："
        f"{_so_far(line.progress)}，待审核{line.progress.waiting}"
    )


def _so_far(progress: Progress) -> str:
    """12/18已完成（其中4个已报牵头单位）."""
    reported = f"（其中{progress.reported}个已报牵头单位）" if progress.reported else ""
    done = "，全部办结" if progress.total and progress.complete else ""
    return f"{progress.done}/{progress.total}已完成{reported}{done}"


def difficulty(unit: str, task: Task, reason: str) -> Reply:
    """What the office reads at once of a difficulty with a duty that has a date."""
    return Reply(title=f"【有困难】{unit}", body=f"第{task.number}项“{task.name}”：{reason}")


TODO = {
    "待审核": "等待审核{}条",
    "草稿": "等待发布的草稿{}条",
    "未答": "没有单位可转的群众提问{}件",
    "延期申请": "等待决定的延期申请{}条",
    "通知": "等另一位管理员同意的通知{}条",
    "差评": "差评变多的问答{}条",
}
"""What may wait for the office, by what is said to see it."""


def morning(todo: Mapping[str, int], difficulties: Sequence[tuple[Confirmation, Task]], *, today: date) -> Reply:
    """The office's message of the day: how much of what waits for it, and what units find difficult."""
    waits = [command for command in TODO if todo[command]]
    parts = ["，".join(TODO[command].format(todo[command]) for command in waits) + "。"] if waits else []
    if difficulties:
        parts.append(f"单位反映有困难{len(difficulties)}条：")
        parts += [
            f"{one.id}. {one.unit}：{task.number}. {task.name}：{one.evidence[0].value}"
            for one, task in difficulties[:MOST_LINES]
        ]
        parts.append("知道了请回复“通过 编号”，要单位再说说请回复“退回 编号 意见”。")
    return Reply(
        title=f"【今日待办】{day(today)}",
        body="\n".join(parts),
        note="工作日早上有待办时发一条。",
        buttons=tuple(button(command) for command in waits) or (button("待审核"),),
    )


def ledger(unit: str, rows: Sequence[Mapping[str, str]], names: Mapping[str, str]) -> Reply:
    """台账: what was sent to a unit, newest first."""
    if not rows:
        return Reply(body=f"还没有给{unit}发过提醒。")
    lines = [
        f"· {row['on'] or row['due_on']} {names.get(row['task_id'], row['task_id'])}："
        f"{why(row['why'], row['rung'])}，{LEDGER_STATES[row['state']]}{row['error']}"
        f"{WITHHELD.get(row['withheld'], '') and '，' + WITHHELD[row['withheld']]}"
        f"{'，已知悉' if row['acknowledged_at'] else ''}"
        for row in list(reversed(rows))[: 2 * MOST_LINES]
    ]
    return Reply(title=f"{unit}提醒台账，共{len(rows)}条", body="\n".join(lines))


def open_points(
    questions: Sequence[OpenQuestion],
    milestones: Sequence[tuple[Task, int, Milestone]],
    idle: tuple[str, ...],
    *,
    lacking: int | None = None,
) -> Reply:
    """待明确: what only a person can decide, units that nobody speaks for, a year whose holidays are lacking."""
    if not questions and not milestones and not idle and lacking is None:
        return Reply(body="没有需要明确的事。")
    parts: list[str] = []
    if questions:
        parts += [f"Q{one.id} {one.question.where} {one.question.ask}" for one in questions[:MOST_LINES]]
        parts.append(f"回复：答复 Q{questions[0].id} 内容；问单位的写单位名称，或者写“全部”")
    if milestones:
        parts.append("任务内容里写到的时间，要不要作为节点提醒：")
        parts += [
            f"{task.number}.{MILESTONES_FROM + index} {milestone.text}（{_days(milestone.occurrences)}）"
            for task, index, milestone in milestones[:MOST_LINES]
        ]
    if idle:
        parts.append(f"还没有联络员的单位：{some(idle)}")
    if lacking is not None:
        parts.append(holidays_missing(lacking))
    buttons = [
        button(f"{verb} {task.number}.{MILESTONES_FROM + index}")
        for task, index, _ in milestones[: MOST_LINES // 2]
        for verb in ("采纳", "忽略")
    ]
    return Reply(title="需要明确", body="\n".join(parts), buttons=tuple(buttons))


def _days(days: Sequence[date]) -> str:
    shown = "、".join(day(one) for one in days[:2])
    return f"{shown}等{len(days)}次" if len(days) > 2 else shown  # noqa: PLR2004 - what a line holds


def milestone_decided(task: Task, milestone: Milestone, *, accepted: bool) -> Reply:
    """After 采纳 or 忽略."""
    if accepted:
        return Reply(body=f"已采纳：“{milestone.text}”作为第{task.number}项的节点，到时候会提醒。", done="已采纳")
    return Reply(body=f"已忽略：“{milestone.text}”，不会提醒。", done="已忽略")


def no_such_milestone(number: str) -> Reply:
    """采纳 of what is not offered."""
    return Reply(body=f"没有编号{number}的节点。回复“待明确”看看。", buttons=(button("待明确"),))


def question_answered(question: OpenQuestion) -> Reply:
    """After 答复 Q3."""
    return Reply(
        body=(
            f"已记下Q{question.id}的答复。要让它生效，回复“修改 任务号 时间节点（或责任单位）… 原因…”，"
            "或者改好任务表重新导入。"
        )
    )


def no_such_question(name: str) -> Reply:
    """答复 of an unknown number."""
    return Reply(
        body=f"没有编号{name}的问题，或者已经答复过了。回复“待明确”或“未答”看看。",
        buttons=(button("待明确"), button("未答")),
    )
