"""What the office reads: reviews, progress, open points, notices, codes, imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, day, full_day, moment, rung, some
from reminders.confirmations import EvidenceKind
from reminders.tasks import MILESTONES_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.ports.stores import Gap, OpenQuestion
    from reminders.confirmations import Confirmation, Evidence
    from reminders.reports import MonthLine, MonthList, Progress
    from reminders.tasks import Milestone, Task

MOST_LINES = 8


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
    names = {EvidenceKind.LINK: "链接", EvidenceKind.TEXT: "说明", EvidenceKind.FILE: "文件"}
    return "\n".join(f"{names[one.kind]}：{one.value}" for one in evidence)


def waiting(items: Sequence[tuple[Confirmation, Task]]) -> Reply:
    """待审核: the list, oldest first."""
    if not items:
        return Reply(body="没有等待审核的确认。")
    lines = [
        f"{one.id}. {one.unit}：{task.number}. {task.name}\n　{evidence_lines(one.evidence)}"
        for one, task in items[:MOST_LINES]
    ]
    more = f"\n还有{len(items) - MOST_LINES}条，审完再看。" if len(items) > MOST_LINES else ""
    buttons = [button(f"通过 {one.id}") for one, _ in items[:MOST_LINES]]
    if len(items) <= MOST_LINES:
        buttons.append(button("全部通过"))
    return Reply(title=f"等待审核 {len(items)} 条", body="\n".join(lines) + more, buttons=tuple(buttons))


def no_such_confirmation(number: int) -> Reply:
    """通过 or 退回 of a number that is no confirmation."""
    return Reply(body=f"没有编号{number}的确认。回复“待审核”看看编号。", buttons=(button("待审核"),))


def reviewed_before(confirmation: Confirmation) -> Reply:
    """The second review of one confirmation."""
    state = "通过" if confirmation.state.value == "passed" else "退回"
    at = moment(confirmation.reviewed_at) if confirmation.reviewed_at else ""
    return Reply(body=f"编号{confirmation.id}（{confirmation.unit}）{at}已经{state}过了，没有改动。")


def passed(confirmation: Confirmation, task: Task, progress: Progress | None) -> Reply:
    """After 通过."""
    so_far = f"这一项现在{progress.done}/{progress.total}已完成。" if progress else ""
    return Reply(
        body=f"已通过：{confirmation.unit}，{task.number}. {task.name}。{so_far}已告诉该单位。",
        buttons=(button("待审核"),),
    )


def passed_all(count: int) -> Reply:
    """After 全部通过."""
    return Reply(body=f"已通过{count}条，都已告诉各单位。" if count else "没有等待审核的确认。")


def too_many_to_pass(count: int, most: int) -> Reply:
    """全部通过 of more than one list shows."""
    return Reply(
        body=f"等待审核的有{count}条，一次最多通过列出来看过的{most}条，请先逐条看。", buttons=(button("待审核"),)
    )


def reason_asked(confirmation: Confirmation) -> Reply:
    """退回 without a reason."""
    return Reply(
        body=f"退回{confirmation.unit}的这条确认，原因是什么？写一句就行，会原样告诉该单位。", buttons=(button("取消"),)
    )


def returned(confirmation: Confirmation, task: Task, reason: str) -> Reply:
    """After 退回."""
    return Reply(
        body=f"已退回：{confirmation.unit}，{task.number}. {task.name}。原因“{reason}”已告诉该单位，到时候会继续提醒。"
    )


def progress(task: Task, items: Sequence[tuple[date, Progress]]) -> Reply:
    """进度 4: 12/18 已完成, and who has not."""
    lines = []
    for due, one in items:
        lines.append(f"{full_day(due)}：{one.done}/{one.total}已完成，待审核{one.waiting}")
        if one.missing:
            lines.append(f"　尚未确认：{some(one.missing, 12)}")
    if not lines:
        lines.append("这是全年推进的任务，没有到期日。")
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
        f"{line.progress.done}/{line.progress.total}已完成，待审核{line.progress.waiting}"
    )


def ledger(unit: str, rows: Sequence[Mapping[str, str]], names: Mapping[str, str]) -> Reply:
    """台账: what was sent to a unit, newest first."""
    if not rows:
        return Reply(body=f"还没有给{unit}发过提醒。")
    states = {"sent": "已发出", "queued": "排队中", "claimed": "正在发", "dead": "没发出"}
    lines = [
        f"· {row['on']} {names.get(row['task_id'], row['task_id'])}："
        f"{rung(row['rung'])}，{states.get(row['state'], '')}{row['error']}"
        for row in list(reversed(rows))[: 2 * MOST_LINES]
    ]
    return Reply(title=f"{unit}提醒台账，共{len(rows)}条", body="\n".join(lines))


def open_points(
    questions: Sequence[OpenQuestion], milestones: Sequence[tuple[Task, int, Milestone]], idle: tuple[str, ...]
) -> Reply:
    """待明确: what only a person can decide, and units that nobody speaks for."""
    if not questions and not milestones and not idle:
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
        return Reply(body=f"已采纳：“{milestone.text}”作为第{task.number}项的节点，到时候会提醒。")
    return Reply(body=f"已忽略：“{milestone.text}”，不会提醒。")


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


def gaps(items: Sequence[Gap]) -> Reply:
    """未答: what citizens asked and the bank does not hold."""
    if not items:
        return Reply(body="没有等待答复的群众提问。")
    lines = [
        f"G{one.id} {one.text}" + (f"（可能属于{one.unit}）" if one.unit else "") for one in items[: 2 * MOST_LINES]
    ]
    return Reply(
        title=f"问答库没有的提问 {len(items)} 条", body="\n".join(lines), note=f"答复写成：答复 G{items[0].id} 内容"
    )


def gap_answered(gap: Gap) -> Reply:
    """After 答复 G12."""
    return Reply(body=f"已答复G{gap.id}，会告诉提问的人。常见的问题，建议补进问答库。")
