"""What is said about trial running (试运行)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.ports.people import Role
from bot.texts.common import button

if TYPE_CHECKING:
    from bot.ports.people import Person

MARK = "〔试运行〕"
NOT_SENT = "试运行，没有发出，只给管理员看了"
_ROLES = {Role.LIAISON: "联络员", Role.LEADER: "分管负责人", Role.GROUP: "单位群"}


def addressee(person: Person) -> str:
    """Whom a message was for, never by a citizen's name: 区司法局联络员, 群众12."""
    return f"{person.unit}{_ROLES[person.role]}" if person.role in _ROLES else f"群众{person.id}"


def instead(reply: Reply, person: Person) -> Reply:
    """A message shown to the office instead of its receiver; there is nothing to tap."""
    return replace(
        reply,
        title=f"{MARK}{reply.title}",
        note="\n".join(part for part in (reply.note, f"本应发给{addressee(person)}。试运行期间只发给管理员。") if part),
        buttons=(),
    )


def on() -> Reply:
    """After 试运行."""
    return Reply(
        body="现在是试运行：提醒、通知等要发给联络员、负责人、群众和单位群的，一律只发给管理员，写明本应发给谁。"
        "群众和联络员主动来问，照常回答。正在发和定了时间的通知都停下了，以后要发，回复“继续 编号”。"
        "准备好了，回复：正式运行",
        buttons=(button("正式运行"),),
        done="已转为试运行",
    )


def off() -> Reply:
    """After 正式运行."""
    return Reply(
        body="现在是正式运行：提醒、通知从现在起真的发给各单位和群众。试运行期间没有发出的不会补发。要退回去，回复：试运行",
        buttons=(button("试运行"),),
        done="已正式运行",
    )
