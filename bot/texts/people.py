"""What is said about joining: codes, and who one is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.ports.people import Role
from bot.texts.common import button, moment

if TYPE_CHECKING:
    from datetime import datetime

UNIT_ROLES = {Role.LIAISON: "联络员", Role.LEADER: "分管负责人"}
OFFICE_ROLES = {Role.ADMIN: "管理员", Role.AUDITOR: "只读人员"}


def code(role: str, value: str, expires_at: datetime, *, link: str = "") -> Reply:
    """A fresh one-time code: shown once, never stored; `link` joins whoever opens it."""
    return Reply(
        title=f"{role}的加入码",
        body=f"{value}\n请转给本人，由他发送：/加入 {value}{or_link(link)}",
        note=f"只显示这一次，用一次就失效，{moment(expires_at)}前有效。",
        once=True,
    )


def or_link(link: str) -> str:
    """The line of a link that joins; no button, or who hands the code on would tap it and join in their place."""
    return f"\n用 Telegram 的，也可以请本人（不要自己点）打开：{link}" if link else ""


def no_such_unit(name: str, near: str, *, command: str = "加入码") -> Reply:
    """A unit that is not in the directory; `command` is what was said of it."""
    hint = f"，是不是“{near}”" if near else ""
    return Reply(body=f"单位目录里没有“{name}”{hint}。", buttons=(button(near, f"{command} {near}"),) if near else ())


def joined(role: Role, unit: str) -> Reply:
    """After /加入 with a good code."""
    who = f"{unit}{UNIT_ROLES[role]}" if unit else OFFICE_ROLES[role]
    return Reply(
        body=f"好了，您现在是{who}。回复“帮助”看看能做什么。",
        buttons=(button("帮助"), button("我的任务")) if unit else (button("帮助"),),
    )


def code_refused() -> Reply:
    """A wrong, used or expired code: the same sentence for all."""
    return Reply(body="这个加入码不能用：可能输错了，已经用过，或者过期了。请向政务公开办要一个新的。")


def too_many_codes() -> Reply:
    """Too many wrong codes."""
    return Reply(body="试得太多了，请一小时后再试，或者联系政务公开办。")
