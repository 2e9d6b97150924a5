"""The round of ongoing duties (例行): what is asked, and what is said to the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, moment
from reminders.confirmations import ReviewState
from reminders.planner import Every

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.ports.messages import Button
    from reminders.confirmations import Confirmation

WELL = "正常推进"
"""What a unit says of an ongoing duty that goes on as it should."""

MOST = 4
"""How many ongoing duties one message shows with their buttons."""

_QUARTERS = "一二三四"

Named = tuple[int, str]
"""A task's number and name."""


def period(today: date, every: Every) -> str:
    """Which round: 10月, or 四季度."""
    return f"{today.month}月" if every is Every.MONTH else f"{_QUARTERS[(today.month - 1) // 3]}季度"


def asked(duties: Sequence[Named], name: str) -> tuple[str, tuple[Button, ...]]:
    """What asks about a round's duties, with a button for all and two for each."""
    lines = [f"{name}：全年推进的任务{len(duties)}项，是否正常？不用交材料，点一下就行。"]
    lines += [f"· {number}. {title}" for number, title in duties[:MOST]]
    if len(duties) > MOST:
        lines.append(f"还有{len(duties) - MOST}项，先答上面的，再回复“例行”看其余的。")
    buttons = [button("全部正常推进" if len(duties) > 1 else WELL, WELL)]
    if len(duties) > 1:
        buttons += [button(f"第{number}项正常", f"正常 {number}") for number, _ in duties[:MOST]]
    buttons += [button(f"第{number}项有困难", f"困难 {number}") for number, _ in duties[:MOST]]
    return "\n".join(lines), tuple(buttons)


def listed(duties: Sequence[Named], when: str) -> Reply:
    """例行: what of this round is still to be said."""
    if not duties:
        return Reply(body=f"{when}的例行已经报过了，或者还没到时候。")
    body, buttons = asked(duties, f"{when}例行")
    return Reply(body=body, buttons=buttons)


def all_confirmed(count: int, when: str) -> Reply:
    """After 正常推进."""
    if not count:
        return Reply(body=f"{when}的例行已经报过了，或者还没到时候。没有改动。")
    return Reply(body=f"已记下：{when}全年推进的任务{count}项，正常推进。谢谢。", done=WELL)


def confirmed(number: int, name: str, when: str, *, left: int) -> Reply:
    """After 正常 7."""
    more = f"{when}还有{left}项没报。" if left else f"{when}的例行都报完了，谢谢。"
    return Reply(
        body=f"已记下：第{number}项“{name}”{when}正常推进。{more}", buttons=(button("例行"),) if left else (), done=WELL
    )


def answered_before(number: int, name: str, before: Confirmation, *, by: str) -> Reply:
    """The round of this duty was answered already."""
    said = "有困难" if before.difficult else "正常推进"
    wait = "，政务公开办还在看" if before.state is ReviewState.SUBMITTED else ""
    return Reply(
        body=f"第{number}项“{name}”{by}{moment(before.submitted_at)}已经报过{said}{wait}。没有改动。", done="已报过"
    )


def not_yet(number: int, name: str) -> Reply:
    """The round is not open yet."""
    return Reply(body=f"第{number}项“{name}”的例行还没到时候，到时候会问您。没有改动。")


def not_ongoing(number: int, name: str) -> Reply:
    """正常 4 of a task that has a date."""
    return Reply(
        body=f"第{number}项“{name}”有时限，不在例行里，办好了请回复：确认 {number} 链接。没有改动。",
        buttons=(button("已完成", f"确认 {number}"), button("有困难", f"困难 {number}")),
    )


def difficulty_asked(duties: Sequence[Named]) -> Reply:
    """有困难 without saying which."""
    return Reply(
        body="是哪一项、什么困难？请写成：困难 任务号 原因。例如：困难 4 系统还没开通",
        buttons=tuple(button(f"第{number}项", f"困难 {number}") for number, _ in duties[:MOST]),
    )


def difficulty_which(number: int, name: str) -> Reply:
    """困难 7 without a reason."""
    return Reply(
        body=f"第{number}项“{name}”有什么困难？写一句就行，会原样告诉政务公开办。",
        note="30分钟内有效。",
        buttons=(button("取消"),),
    )


def difficulty_taken(number: int, name: str) -> Reply:
    """有困难 with a reason."""
    return Reply(body=f"已转给政务公开办：第{number}项“{name}”有困难。他们会和您联系。", done="已转告")
