"""What is said about 投诉建议: to whoever made one, and to the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.office import Suggestion

MOST_LINES = 8
_QUOTE = 60


def asked() -> Reply:
    """投诉建议 without a text: what the next message says is it."""
    return Reply(
        body="请讲，下一条消息会如实转给政务公开办。也可以一次写完，例如：投诉建议 提醒太多了",
        note="请不要写身份证号、手机号等个人信息。30分钟内有效。",
        buttons=(button("取消"),),
    )


def taken(one: Suggestion) -> Reply:
    """Stored: what comes next."""
    return Reply(body=f"已收下，编号{one.id}，如实转给了政务公开办。有了答复会在这里告诉您，谢谢。")


def for_office(one: Suggestion) -> Reply:
    """What the office reads of it: from a unit's liaison or a citizen, never a name."""
    return Reply(
        title=f"【投诉建议 {one.id}】{said_by(one)}",
        body=one.text,
        note=f"答复写成：回复建议 {one.id} 内容。会告诉提的人。",
        buttons=(button("投诉建议列表"),),
    )


def said_by(one: Suggestion) -> str:
    """Who said it, never by name: 区司法局联络员, or 群众."""
    return f"{one.unit}联络员" if one.unit else "群众"


def listed(open_: Sequence[Suggestion], answered: Sequence[Suggestion]) -> Reply:
    """投诉建议列表: what waits, oldest first, and what was answered last."""
    if not open_ and not answered:
        return Reply(body="还没有人提过投诉建议。")
    parts = [f"{one.id}. {said_by(one)} {moment(one.at)}：{one.text}" for one in open_[:MOST_LINES]]
    if len(open_) > MOST_LINES:
        parts.append(f"还有{len(open_) - MOST_LINES}条，答完再看。")
    if answered:
        parts.append("最近答复的：")
        parts += [f"{one.id}. {_short(one.text)} → {_short(one.answer)}" for one in answered]
    return Reply(
        title=f"等待答复的投诉建议 {len(open_)} 条",
        body="\n".join(parts),
        note=f"答复写成：回复建议 {open_[0].id} 内容" if open_ else "",
    )


def no_such(number: int) -> Reply:
    """回复建议 of a number that is none."""
    return Reply(body=f"没有编号{number}的投诉建议。没有发出。", buttons=(button("投诉建议列表"),))


def answer_asked(number: int) -> Reply:
    """回复建议 without words."""
    return Reply(body=f"要怎么答复？请写成：回复建议 {number} 内容。会原样告诉提的人。")


def answered_before(one: Suggestion) -> Reply:
    """回复建议 a second time."""
    at = moment(one.answered_at) if one.answered_at else ""
    return Reply(body=f"编号{one.id}的投诉建议{at}已经答复过，没有再发。")


def answer_sent(one: Suggestion) -> Reply:
    """After 回复建议."""
    return Reply(body=f"已答复编号{one.id}的投诉建议，会告诉提的人。", buttons=(button("投诉建议列表"),))


def answer(one: Suggestion, text: str, *, office: str) -> Reply:
    """To whoever made it."""
    return Reply(title="【投诉建议的答复】", body=text, note=f"{office}　您{moment(one.at)}提的：{_short(one.text)}")


def _short(text: str) -> str:
    return text if len(text) <= _QUOTE else text[:_QUOTE] + "……"
