"""What is said about notices: writing, preview, sending, who has tapped 收到."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, moment, some
from reminders.notices import AudienceKind

MOST_LINES = 8

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reminders.notices import Audience, Notice


def notice_asked() -> Reply:
    """/通知: what to say."""
    return Reply(body="请写通知内容，发一条消息即可。", buttons=(button("取消"),))


def audience_asked(groups: Sequence[str]) -> Reply:
    """Whom the notice is for."""
    return Reply(
        body="发给谁？点下面的，或者直接写单位名称。",
        buttons=(
            button("全体联络员"),
            *(button(group) for group in groups),
            button("群众"),
            button("取消"),
        ),
    )


def audience_unknown(reason: str) -> Reply:
    """An audience that cannot be read."""
    return Reply(body=f"{reason}。", buttons=(button("全体联络员"), button("取消")))


def audience_words(audience: Audience) -> str:
    """The audience as people say it."""
    words = {AudienceKind.LIAISONS: "全体联络员", AudienceKind.CITIZENS: "群众"}
    return words.get(audience.kind) or f"{audience.name}联络员"


def counted(count: int, groups: int) -> str:
    """5人, 5人和2个单位群, 2个单位群."""
    return "和".join([*([f"{count}人"] if count or not groups else []), *([f"{groups}个单位群"] if groups else [])])


def notice_preview(text: str, audience: Audience, count: int, *, groups: int = 0) -> tuple[Reply, ...]:
    """Exactly what the receiver will see, then the count, units' groups apart, and what can be done."""
    who = audience_words(audience)
    if not count and not groups:
        return (Reply(body=f"{who}现在没有人能收到（还没有人加入），没有发送。", buttons=(button("取消"),)),)
    return (
        notice(0, text, "（预览）"),
        Reply(
            body=f"上面就是收到的样子。将发给{who}，共{counted(count, groups)}。",
            buttons=(
                button(f"确认发送（{counted(count, groups)}）", "确认发送"),
                button("改内容", "/通知"),
                button("取消"),
            ),
        ),
    )


def notice(number: int, text: str, office: str) -> Reply:
    """A notice as its receiver sees it."""
    return Reply(
        title="【通知】",
        body=text,
        note=f"{office}发出。看到后请点“收到”。" if number else office,
        # a preview has nothing to tap
        buttons=(button("收到", f"收到 {number}"),) if number else (),
    )


def for_group(number: int, text: str, office: str, audience: Audience) -> Reply:
    """A notice as a unit's group sees it; who is among its receivers taps for themselves."""
    return Reply(
        title="【通知】",
        body=text,
        note=f"{office}发出。请{audience_words(audience)}点“收到”，也可以在群里回复：收到 {number}",
        buttons=(button("收到", f"收到 {number}"),),
    )


def not_for_you(audience: Audience) -> Reply:
    """收到 in a group by somebody whom the notice was not for."""
    return Reply(body=f"这条通知由{audience_words(audience)}点收，您看到就好，不用点。")


def notice_sent(number: int, count: int, *, groups: int = 0) -> Reply:
    """After 确认发送."""
    return Reply(
        body=f"已排好，发给{counted(count, groups)}。工作时间发出。谁点了收到，回复：通知 {number}",
        buttons=(button(f"通知 {number}"),),
        done="已发送",
    )


def no_draft() -> Reply:
    """确认发送 without a draft."""
    return Reply(body="没有写好的通知。回复“/通知”开始写。", buttons=(button("/通知"),))


def notice_state(
    one: Notice, *, counts: Mapping[str, int], tapped: int, missing: tuple[str, ...], groups: int = 0
) -> Reply:
    """通知 3: numbers that add up, and who has not tapped."""
    total = sum(counts.values())
    lines = [
        one.text[:60] + ("……" if len(one.text) > 60 else ""),  # noqa: PLR2004 - a reminder of which one it was
        f"共{total}人：已发出{counts['sent']}，排队中{counts['queued']}，没发出{counts['dead']}；已点收{tapped}。",
    ]
    if groups:
        lines.append(f"另发到{groups}个单位群。")
    if missing:
        lines.append(f"还没点收：{some(missing, 12)}")
    return Reply(
        title=f"通知{one.id}  {moment(one.sent_at)}  发给{audience_words(one.audience)}", body="\n".join(lines)
    )


def notices(items: Sequence[Notice]) -> Reply:
    """通知: the last ones."""
    if not items:
        return Reply(body="还没有发过通知。", buttons=(button("/通知"),))
    lines = [f"{one.id}. {moment(one.sent_at)} {one.text[:30]}" for one in items[:MOST_LINES]]
    return Reply(
        title="最近的通知", body="\n".join(lines), buttons=tuple(button(f"通知 {one.id}") for one in items[:4])
    )


def no_such_notice(number: int) -> Reply:
    """A notice number that does not exist, or was not for this person."""
    return Reply(body=f"没有编号{number}的通知，或者不是发给您的。")


def tapped(*, first: bool) -> Reply:
    """After 收到."""
    return Reply(body="好的，已点收。" if first else "您已经点过收到了。", done="已点收")
