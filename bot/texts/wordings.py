"""What is said about wordings learnt from taps (待学问法)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.bank import Phrasing
    from knowledge.documents import Problem
    from knowledge.entries import Entry

MOST_LINES = 8
MOST_BUTTONS = 3


def waiting(items: Sequence[tuple[Phrasing, Entry | None]]) -> Reply:
    """待学问法: how people asked before they tapped an entry, those of most people first."""
    if not items:
        return Reply(body="没有待学的问法。群众问得不准、后来点了候选的，会列在这里。")
    lines = []
    for one, entry in items[:MOST_LINES]:
        meant = f"{entry.id}“{entry.question}”" if entry else f"{one.entry_id}（已不在题库里）"
        lines.append(f"W{one.id} {one.text}（{one.people}人）\n　点了{meant}")
    if len(items) > MOST_LINES:
        lines.append(f"还有{len(items) - MOST_LINES}条，定完再看。")
    return Reply(
        title=f"待学问法 {len(items)} 条",
        body="\n".join(lines),
        note="采纳：加进相似问法。不要：不再提。反例：这条以后不用来答这样的问法。",
        buttons=tuple(
            button(f"{verb} W{one.id}") for one, _ in items[:MOST_BUTTONS] for verb in ("采纳", "不要", "反例")
        ),
    )


def no_such_wording(number: int) -> Reply:
    """A number that is no wording."""
    return Reply(body=f"没有编号W{number}的问法。回复“待学问法”看看编号。", buttons=(button("待学问法"),))


def decided_before(one: Phrasing) -> Reply:
    """The second decision on one wording."""
    return Reply(body=f"W{one.id}“{one.text}”已经定过了，没有改动。", buttons=(button("待学问法"),))


def entry_gone(one: Phrasing) -> Reply:
    """A wording of an entry that has left the bank."""
    return Reply(
        body=f"{one.entry_id}已经不在题库里了，“{one.text}”没有地方可加。",
        buttons=(button("不要", f"不要 W{one.id}"),),
    )


def others_question(one: Phrasing, other: Entry) -> Reply:
    """A wording in which another entry is asked."""
    return Reply(
        body=f"没有采纳：“{one.text}”已经是{other.id}“{other.question}”的问法，一个问法不能指两条。",
        buttons=(button("不要", f"不要 W{one.id}"), button("反例", f"反例 W{one.id}")),
    )


def not_taken(one: Phrasing, problem: Problem) -> Reply:
    """A wording that the entry cannot hold."""
    return Reply(body=f"没有改动：{problem.reason}。", buttons=(button("不要", f"不要 W{one.id}"),))


def taken(one: Phrasing, entry: Entry) -> Reply:
    """After 采纳."""
    return Reply(
        body=f"已采纳：“{one.text}”加进{entry.id}“{entry.question}”的相似问法，以后这样问直接答。",
        buttons=(button("待学问法"), button("看历史", f"历史 {entry.id}")),
        done="已采纳",
    )


def refused(one: Phrasing) -> Reply:
    """After 不要."""
    return Reply(body=f"好的，“{one.text}”不再提了，题库没有变。", buttons=(button("待学问法"),), done="不要了")


def opposed(one: Phrasing, entry: Entry) -> Reply:
    """After 反例."""
    return Reply(
        body=f"已记为反例：以后问“{one.text}”，不会用{entry.id}“{entry.question}”来答。",
        buttons=(button("待学问法"), button("看历史", f"历史 {entry.id}")),
        done="已记反例",
    )
