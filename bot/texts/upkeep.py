"""What is said about looking after the bank (题库维护)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import CIRCLED, button, day, full_day
from reminders.upkeep import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.ports.messages import Button
    from knowledge.entries import Entry
    from reminders.upkeep import Look

SCREEN = 3
"""So many entries with their buttons fit one message."""
FOR_EVER = "长期"


def _why(look: Look, today: date) -> str:
    """有效期到12月27日，还有30天."""
    what = {
        Cause.VALIDITY: f"有效期到{full_day(look.due)}",
        Cause.REVIEW: f"上次核对管到{full_day(look.due)}",
        Cause.REPEALED: "依据已废止",
    }[look.cause]
    left = (look.due - today).days
    if look.cause is Cause.REPEALED:
        return what
    return f"{what}，" + (f"还有{left}天" if left > 0 else "就是今天" if left == 0 else f"已过{-left}天")


def _line(number: int, look: Look, today: date) -> str:
    return f"{CIRCLED[number]} {look.entry.id} {look.entry.question}（{_why(look, today)}）"


def asked(unit: str, looked: Sequence[Look], today: date) -> Reply:
    """The day's question to a unit about its entries."""
    shown = looked[:SCREEN]
    lines = [_line(number, one, today) for number, one in enumerate(shown)]
    if len(looked) > SCREEN:
        lines.append(f"还有{len(looked) - SCREEN}条，回复“待核对”都能看到。")
    return Reply(
        title=f"【题库核对】{unit} {day(today)}",
        body="\n".join([*lines, "这几条还对不对？点一下就行。"]),
        note="为什么发给您：这些问答由您单位解释，快到有效期或核对日期了，过期的问答不再答给群众。",
        buttons=tuple(one for number, look in enumerate(shown) for one in _choices(CIRCLED[number], look.entry))
        + ((button("待核对"),) if len(looked) > SCREEN else ()),
    )


def _choices(mark: str, entry: Entry) -> tuple[Button, ...]:
    return (
        button(f"{mark}仍有效", f"仍有效 {entry.id}"),
        button(f"{mark}需修改", f"修改 {entry.id}"),
        button(f"{mark}不再适用", f"不再适用 {entry.id}"),
    )


def waiting(found: Mapping[str, Sequence[Look]], today: date, *, mine: bool) -> Reply:
    """待核对: a unit's own, or everybody's by unit."""
    if not any(found.values()):
        return Reply(body="没有要核对的问答。")
    lines: list[str] = []
    for unit, looked in found.items():
        lines += [] if mine else [f"{unit or '没有写解释单位'}（{len(looked)}条）"]
        lines += [f"{one.entry.id} {one.entry.question}（{_why(one, today)}）" for one in looked]
    first = next((one for looked in found.values() for one in looked), None)
    buttons = _choices("", first.entry) if mine and first else ()
    note = "逐条回复：仍有效 编号，或 修改 编号，或 不再适用 编号 原因" if mine else ""
    return Reply(title="待核对的问答", body="\n".join(lines), note=note, buttons=buttons)


def until_asked(entry: Entry) -> Reply:
    """仍有效 of an entry whose term ends: until when from now on."""
    return Reply(
        body=f"“{entry.question}”有效到哪一天？写成2027年12月31日；没有期限就点“长期”。",
        buttons=(button(FOR_EVER), button("取消")),
    )


def until_unread(entry: Entry, reason: str) -> Reply:
    """A day that cannot be read."""
    return Reply(
        body=f"{reason}。“{entry.question}”没有期限的话，点“长期”。",
        buttons=(button(FOR_EVER), button("取消")),
    )


def why_asked(entry: Entry) -> Reply:
    """不再适用 without a reason."""
    return Reply(
        body=f"“{entry.question}”为什么不再适用？写一句，例如：文件2026年底废止，没有新规定。",
        buttons=(button("取消"),),
    )


def homeless(looked: Sequence[Look], today: date) -> Reply:
    """For the office: entries to look at that no unit can be asked about."""
    lines = [
        f"{one.entry.id} {one.entry.question}（{_why(one, today)}，解释单位：{one.entry.unit or '没有写'}）"
        for one in looked[:8]
    ]
    if len(looked) > len(lines):
        lines.append(f"……共{len(looked)}条，回复“待核对”都能看到。")
    return Reply(
        title=f"【题库核对】{len(looked)}条没有单位可问",
        body="\n".join(lines),
        note="这些单位没有联络员，或者没有写解释单位。可以先发加入码，也可以自己改。",
        buttons=(button("待核对"),),
    )


def repeal_preview(name: str, entries: Sequence[Entry]) -> Reply:
    """依据废止 《…》: what it touches, before it is done."""
    if not entries:
        return Reply(body=f"题库里没有条目引用“{name}”。请写依据的全称或者文号，要和题库里的一样。")
    lines = [f"{one.id} {one.question}（{one.unit or '没有写解释单位'}）" for one in entries[:8]]
    if len(entries) > len(lines):
        lines.append(f"……共{len(entries)}条")
    return Reply(
        title=f"标明已废止：{name}",
        body="\n".join([*lines, f"这{len(entries)}条的依据会标成“已废止”，并马上请各单位核对。"]),
        buttons=(button("确认依据废止"), button("取消")),
    )


def repealed(name: str, count: int, *, asked: int) -> Reply:
    """After 确认依据废止; of so many entries units are `asked`."""
    which = "" if asked == count else f"其中{asked}条"
    rest = "" if asked == count else "；示例条目、已有草稿在等的，不问单位"
    ask = f"{which}已请解释单位核对{rest}"
    return Reply(body=f"已标明：{name}已废止，涉及{count}条，都留了版本，{ask}。", buttons=(button("待核对"),))


def no_repeal() -> Reply:
    """确认依据废止 without 依据废止."""
    return Reply(body="请先写明是哪份文件：依据废止 《文件名称》（或文号）")
