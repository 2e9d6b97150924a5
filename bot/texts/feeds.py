"""What stands in a unit's calendar, and what is said about its secret address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import PARTS, button, full_day
from reminders.confirmations import ReviewState

if TYPE_CHECKING:
    from datetime import date

    from reminders.tasks import Task
    from reminders.units import Part

_STATES = {
    None: "还没有确认",
    ReviewState.SUBMITTED: "已确认，待审核",
    ReviewState.PASSED: "已办结",
    ReviewState.RETURNED: "被退回，请补充",
}


def name(unit: str) -> str:
    """What the calendar is called."""
    return f"政务公开工作·{unit}"


def summary(task: Task, *, part: Part, state: ReviewState | None) -> str:
    """One line of the calendar; what is done says so."""
    done = "【已办结】" if state is ReviewState.PASSED else ""
    return f"{done}{task.number}. {task.name}（{PARTS[part]}）"


def description(*, due: date, send: str, state: ReviewState | None, later: bool) -> str:
    """What it asks, where it stands and how to confirm."""
    extended = "（已同意延期到这一天）" if later else ""
    lines = [f"{full_day(due)}前办结{extended}。", f"现在：{_STATES[state]}。"]
    if state in {None, ReviewState.RETURNED}:
        lines.append(f"办好后在“问办”里回复：{send} 公开链接（一句说明或一个文件也可以）。")
    return "\n".join(lines)


def address(unit: str, path: str, *, base: str) -> Reply:
    """A fresh address: shown once, never stored."""
    where = "" if base else "\n前面请加上平时打开问办网页的网址。"
    return Reply(
        title=f"{unit}的日历地址",
        body=(
            f"{base}{path}{where}\n"
            "手机日历、Outlook里选“订阅日历”（或“从网络添加”），粘贴这个地址，本单位各项工作的时限就会出现在日历里，自动更新。"
        ),
        note="只显示这一次，请存好。只有任务和日期，没有个人信息；怕外传了，回复“重置日历”换一个。",
        once=True,
    )


def made_before(unit: str, on: date) -> Reply:
    """日历 when the unit has an address: it cannot be shown again."""
    return Reply(
        body=f"{unit}的日历地址{full_day(on)}已经生成过，只显示一次，没有再显示。找不到了可以换一个新的，旧的马上失效，订阅过的要重新订阅。",
        buttons=(button("重置日历"),),
    )


def closed(unit: str) -> Reply:
    """To those who speak for the unit, when somebody who knew the address no longer does."""
    return Reply(
        title=f"{unit}的日历地址已作废",
        body="有联络员交接或离开，原来的日历地址打不开了。要继续订阅，请回复“日历”拿新的地址。",
        buttons=(button("日历"),),
    )
