"""What is said of what the system asked of the units (减负自查)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button
from reminders.asked import total

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reminders.asked import Asked

_COUNTED = "只数发出去的消息，不统计谁在线多久、看没看；自己提问得到的答复不算。"


def month_name(month: date) -> str:
    """2026年11月."""
    return f"{month.year}年{month.month}月"


def of_unit(one: Asked, *, unit: str, month: date) -> Reply:
    """减负自查 for a liaison: the own unit."""
    title = f"{unit}的减负自查　{month_name(month)}"
    if not one.messages:
        return Reply(title=title, body="这个月系统没有给您单位发过消息。", note=_COUNTED)
    return Reply(
        title=title,
        body=(
            f"这个月系统给您单位发了{one.messages}条消息，其中{one.requests}条要您办事：\n"
            f"· 工作提醒{one.reminders}条（合起来提醒了{one.duties}项次）\n"
            f"· 退回补充{one.returned}条\n"
            f"· 要点“收到”的通知{one.notices}条" + (f"\n以上含发到单位群的{one.grouped}条。" if one.grouped else "")
        ),
        note=f"{_COUNTED}觉得多了，请回复：投诉建议 内容",
        buttons=(button("投诉建议"),),
    )


def of_all(rows: Sequence[Asked], *, month: date) -> Reply:
    """减负自查 for the office: every unit that was written to, in official order."""
    title = f"减负自查　{month_name(month)}"
    written = [one for one in rows if one.messages or one.duties]
    if not written:
        return Reply(title=title, body="这个月没有给任何单位发过消息。", note=_COUNTED)
    whole = total(rows)
    each = "；".join(f"{one.unit} {one.messages}/{one.requests}" for one in written)
    quiet = len(rows) - len(written)
    return Reply(
        title=title,
        body="\n".join(
            [
                f"共发给各单位{whole.messages}条消息，其中{whole.requests}条要求办事。",
                f"工作提醒{whole.reminders}，退回补充{whole.returned}，要点收的通知{whole.notices}。"
                + (f"以上含发到单位群的{whole.grouped}条。" if whole.grouped else ""),
                f"各单位的消息/要求（按正式次序）：{each}。",
                *([f"其余{quiet}个单位没有收到消息。"] if quiet else []),
            ]
        ),
        note=f"{_COUNTED}办公页“减负自查”可以打印。",
    )


def no_such_month(text: str) -> Reply:
    """A month that cannot be read."""
    return Reply(
        body=f"没看懂“{text}”是哪个月。请写成：减负自查 2026年11月，或者：减负自查 上月。",
        buttons=(button("减负自查"),),
    )
