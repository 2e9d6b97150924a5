"""What a liaison reads after 已知悉 and 稍后提醒."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, day, full_day, moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

NOTED = "已知悉"
SPANS = ("一小时", "明天", "三个工作日")


def noted(names: Sequence[str]) -> Reply:
    """After 已知悉: what is quiet now, and until when."""
    if not names:
        return Reply(body="好的，知道了。", done=NOTED)
    return Reply(
        body=f"好的，已记下：{_names(names)}您单位已知悉，到下一档之前不再提醒。办好了记得确认。",
        buttons=(button("我的任务"),),
        done=NOTED,
    )


def nothing_told(number: int, name: str, due: date) -> Reply:
    """A pause of a duty whose first rung is not reached."""
    return Reply(body=f"第{number}项“{name}”{full_day(due)}到期，还没到提醒的时候，不用推迟，也不用回“已知悉”。")


def nothing_to_put_off() -> Reply:
    """稍后提醒 while nothing stands on a rung."""
    return Reply(body="现在没有可以推迟的提醒。", buttons=(button("我的任务"),))


def how_long(which: str, names: Sequence[str]) -> Reply:
    """稍后提醒 without saying for how long."""
    one = "\n只推迟其中一项，写成：稍后 任务号 明天" if which == "全部" and len(names) > 1 else ""
    return Reply(
        body=f"{_names(names)}什么时候再提醒您？{one}",
        buttons=tuple(button(f"{span}后" if span != "明天" else span, f"稍后 {which} {span}") for span in SPANS),
    )


def put_off(names: Sequence[str], until: datetime) -> Reply:
    """After 稍后提醒: when it comes again."""
    return Reply(
        body=f"好的，{_names(names)}{moment(until)}再提醒您。这之前到了更近的一档，会照常提醒。",
        note="提前办好了直接确认，就不再提醒。",
        done="稍后提醒",
    )


def too_near(name: str, latest: date, *, today: date) -> Reply:
    """A snooze beyond the workday before the due date."""
    if latest < today:
        return Reply(body=f"“{name}”已经到时限了，不能再往后推。办不完可以申请延期。", buttons=(button("申请延期"),))
    return Reply(
        body=f"“{name}”离时限近了，最晚只能推到{day(latest)}。要更晚，可以申请延期。", buttons=(button("申请延期"),)
    )


def _names(names: Sequence[str]) -> str:
    shown = "、".join(f"“{name}”" for name in names[:3])
    return f"{shown}等{len(names)}项" if len(names) > 3 else shown  # noqa: PLR2004 - what a sentence holds
