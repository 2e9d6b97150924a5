"""What a liaison reads about a confirmation: what is asked for, what was stored, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, moment, some
from reminders.confirmations import EvidenceKind, ReviewState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reminders.confirmations import Confirmation, Evidence
    from reminders.tasks import Task

CONFIRMED = "已确认"
HANDED_ON = "已报牵头"
REPORTED = "已报牵头单位"
"""What a supporting unit says that has told its lead unit."""


def evidence_asked(names: Sequence[str], *, last: Sequence[Evidence] = (), supports: bool = False) -> Reply:
    """A confirmation without evidence: one of three is enough; `last` was given before and may serve again."""
    what = "、".join(f"“{name}”" for name in names)
    parts = [f"好的，{what}办好了。请发一样就行：公开的网页链接、一句说明，或者一个文件。"]
    buttons = [button("取消")]
    if supports:
        parts.append(f"材料已经交给牵头单位的，点“{REPORTED}”就行。")
        buttons.insert(0, button(REPORTED))
    if last:
        parts.append(f"和上次同一份材料的，回复“同上”（{last[0].title or last[0].value}）。")
        buttons.insert(0, button("用上次的"))
    return Reply(body="\n".join(parts), note="已经公开的发链接最省事，不用拍照。30分钟内有效。", buttons=tuple(buttons))


def no_last_proof() -> Reply:
    """同上 of somebody who has given no proof yet."""
    return Reply(body="还没有您以前交过的材料，没法“同上”。")


def file_refused(name: str, allowed: Sequence[str]) -> Reply:
    """A file of a kind that is not taken; everything else in the message was."""
    return Reply(
        body=f"文件“{name}”没有收：这种文件不能作佐证，可以发{'、'.join(allowed)}。已经公开的材料，发网页链接就可以。"
    )


def cannot_report(number: int, name: str) -> Reply:
    """已报牵头单位 of a unit that leads itself, or where nobody leads."""
    return Reply(
        body=f"第{number}项“{name}”您单位不是配合单位，办好了请自己确认：确认 {number} 链接。没有改动。",
        buttons=(button("已完成", f"确认 {number}"),),
    )


def reported(names: Sequence[str], leads: tuple[str, ...]) -> Reply:
    """After 已报牵头单位."""
    what = "、".join(f"“{name}”" for name in names)
    return Reply(
        body=f"已记下：{what}{REPORTED}（{some(leads)}）。不用再交材料，也不用审核，牵头单位看得到。",
        note="报错了？请政务公开办重开这一项。",
        done=HANDED_ON,
    )


def confirmed(items: Sequence[tuple[Confirmation, str]], evidence: Sequence[Evidence]) -> Reply:
    """Stored: what was stored, what comes next, how to add to it."""
    what = "、".join(f"“{name}”" for _, name in items)
    return Reply(
        body=f"已收到并保存：{what}完成，{evidence_words(evidence)}。\n下一步由政务公开办审核，结果会告诉您。",
        note="发错了？请政务公开办退回，再重新确认即可。",
        done=CONFIRMED,
    )


def evidence_words(evidence: Sequence[Evidence]) -> str:
    """附1个链接、1句说明."""
    counts = {
        "个链接": sum(one.kind is EvidenceKind.LINK for one in evidence),
        "句说明": sum(one.kind is EvidenceKind.TEXT for one in evidence),
        "个文件": sum(one.kind is EvidenceKind.FILE for one in evidence),
    }
    return "附" + "、".join(f"{count}{unit}" for unit, count in counts.items() if count)


def already_confirmed(number: int, name: str, before: Confirmation, *, by: str) -> Reply:
    """Confirmed before, by whom: nothing changed."""
    when = f"第{number}项“{name}”{by}{moment(before.submitted_at)}"
    if before.reported:
        return Reply(body=f"{when}已经报给牵头单位，不用再报。没有改动。", done=HANDED_ON)
    if before.state is ReviewState.PASSED:
        return Reply(body=f"{when}的确认已经审核通过，不用再报。没有改动。", done=CONFIRMED)
    return Reply(body=f"{when}已经确认过，正在等审核，不用重复报。没有改动。", done=CONFIRMED)


def all_confirmed(number: int, name: str) -> Reply:
    """Every date of the task is confirmed."""
    return Reply(body=f"第{number}项“{name}”的时间节点都已确认，不用再报。没有改动。", done=CONFIRMED)


def returned(confirmation: Confirmation, task: Task, reason: str, *, name: str, reopened: bool = False) -> Reply:
    """To the unit: returned, or opened again after it had passed; why, and how to confirm again as `name`."""
    what = "已经通过的这一项需要重新确认" if reopened else "补充后再确认一次即可"
    again, with_ = [button("重新确认", f"确认 {name}")], "链接"
    if confirmation.in_round:
        again, with_ = [button("正常推进", f"正常 {name}"), button("有困难", f"困难 {name}")], "说明"
        if confirmation.difficult:
            again.reverse()
    return Reply(
        title=f"【{'重开' if reopened else '退回补充'}】{task.number}. {task.name}",
        body=f"原因：{reason}\n{what}，原来的记录保留。也可回复：{again[0].send} {with_}",
        note=f"您单位{moment(confirmation.submitted_at)}的确认，编号{confirmation.id}。",
        buttons=tuple(again),
    )


def passed(confirmation: Confirmation, task: Task) -> Reply:
    """To the unit: passed; or, of a difficulty, that the office knows of it."""
    if confirmation.difficult:
        return Reply(
            title=f"【已了解】{task.number}. {task.name}",
            body="您单位反映的困难，政务公开办已了解，需要时会和您联系。这一次例行不用再报。",
            note=f"您单位{moment(confirmation.submitted_at)}反映，编号{confirmation.id}。",
        )
    return Reply(
        title=f"【审核通过】{task.number}. {task.name}",
        body="这一项已经办结，谢谢。",
        note=f"您单位{moment(confirmation.submitted_at)}的确认，编号{confirmation.id}。",
    )
