"""What is said about notices once they are confirmed: agreed to, stopped, how far they have come, 收到."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.ports.people import Role
from bot.texts.common import button, dated_moment, day, moment
from bot.texts.notices import audience_words, short, when
from bot.texts.trial import MARK
from reminders.notices import HALTED, JOINT, TOLD, UNDER_WAY, NoticeState, Purpose
from reminders.outbox import DeliveryState

MOST_LINES = 8
TAP = "收到 "
WITHDRAWN = "已撤回"
CORRECTED = "已更正，以后面的为准"
MOST_NAMES = 12
STATES = {
    NoticeState.DRAFT: "草稿",
    NoticeState.WAITING: "待复核",
    NoticeState.SCHEDULED: "待发送",
    NoticeState.SENDING: "发送中",
    NoticeState.STOPPED: "已停止",
    NoticeState.DONE: "已发完",
    NoticeState.WITHDRAWN: "已撤回",
}
PURPOSES = {Purpose.PLAIN: "通知", Purpose.CORRECTION: "更正", Purpose.WITHDRAWAL: "撤回", Purpose.NUDGE: "提醒点收"}
DELIVERIES = {
    DeliveryState.SENT: "已发出",
    DeliveryState.DEAD: "没发出",
    DeliveryState.STOPPED: "停着",
    DeliveryState.QUEUED: "排队中",
    DeliveryState.CLAIMED: "正在发",
}
CHANNELS = {"web": "网页", "console": "命令行", "telegram": "Telegram", "wecom": "企业微信"}
PROGRESS = ("应收", "已发出", "排队中", "停着", "没发出", "已点收")
COLUMNS = ("单位", "姓名", "渠道", "状态", "原因", "发出时间", "点收时间")

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bot.ports.notices import ReceiverRow
    from reminders.notices import Audience, Notice, Progress


def approved(number: int, *, until: datetime | None) -> Reply:
    """After 同意发送."""
    return Reply(
        body=f"已同意，通知{number}排好了，{when(until)}。要停下，回复：停止 {number}",
        buttons=(button(f"通知 {number}"), button(f"停止 {number}")),
        done="已同意",
    )


def agreed(number: int, who: str) -> Reply:
    """To the author: another admin agreed."""
    return Reply(body=f"{who}同意了通知{number}，已经排好。", buttons=(button(f"通知 {number}"),))


def own_notice(number: int) -> Reply:
    """同意发送 by the author."""
    return Reply(body=f"通知{number}是您写的，要另一位管理员同意。")


def not_waiting(number: int, state: NoticeState | None) -> Reply:
    """A move that this notice does not allow now."""
    if state is None:
        return no_such_notice(number)
    return Reply(body=f"通知{number}现在是“{STATES[state]}”，不能这样做。", buttons=(button(f"通知 {number}"),))


def refusal_needs_reason(number: int) -> Reply:
    """不同意发送 without a reason."""
    return Reply(body=f"请写明原因，作者好改：不同意发送 {number} 原因", buttons=(button("取消"),))


def refused(number: int) -> Reply:
    """After 不同意发送."""
    return Reply(body=f"通知{number}没有发出，原因已经告诉作者。", done="已不同意")


def was_refused(number: int, who: str, reason: str) -> Reply:
    """To the author: another admin did not agree."""
    return Reply(
        body=f"{who}不同意发送通知{number}：{reason}\n改好了可以再提交。",
        buttons=(button("改内容", f"修改通知 {number}"),),
    )


def stopped(number: int, left: int, under_way: int) -> Reply:
    """After 停止: nothing begins any more."""
    going = f"正在路上的{under_way}条会发完，" if under_way else ""
    rest = f"{going}还没发的{left}人不会再发" if left or going else "还没有开始发，谁也没有收到"
    return Reply(
        body=f"通知{number}已停止：{rest}。要接着发，回复：继续 {number}",
        buttons=(button(f"继续 {number}"), button(f"撤回通知 {number}")),
        done="已停止",
    )


def resumed(number: int, left: int, *, until: datetime | None, corrected: bool) -> Reply:
    """After 继续; nobody is left of one that had not begun."""
    rest = f"还有{left}人，" if left else ""
    how = "，发的是更正后的内容" if corrected else ""
    return Reply(
        body=f"通知{number}接着发，{rest}{when(until)}{how}。",
        buttons=(button(f"通知 {number}"), button(f"停止 {number}")),
        done="已继续",
    )


def correction_waits(number: int, correction: int) -> Reply:
    """继续 while what is wrong with it waits to be agreed to."""
    return Reply(body=f"通知{number}的更正（通知{correction}）还在等另一位管理员同意，先不接着发旧的内容。")


def retried(number: int, count: int) -> Reply:
    """After 重发失败."""
    if not count:
        return Reply(body=f"通知{number}没有发送失败的，不用重发。")
    return Reply(body=f"只重发没发出的{count}人，别人不会再收到。", buttons=(button(f"通知 {number}"),), done="已重发")


def nudged(number: int, count: int, *, every: int, next_day: date | None) -> Reply:
    """After 提醒未点收; nobody is asked twice a day."""
    now = f"提醒通知{number}还没点收的{count}人，已点收的不打扰。" if count else f"通知{number}今天提醒过了，不重复。"
    again = (
        f"以后每{every}个工作日再提醒还没点的，下一次{day(next_day)}；点了就停。不要了，回复：不再提醒 {number}"
        if every and next_day
        else "只提醒这一次。"
        if count
        else "明天起可以再提醒。"
    )
    return Reply(
        body=f"{now}{again}",
        buttons=(button(f"通知 {number}"), *((button(f"不再提醒 {number}"),) if every else ())),
        done="已提醒",
    )


def nobody_silent(number: int) -> Reply:
    """提醒未点收 when all who got it have tapped."""
    return Reply(body=f"收到通知{number}的人都点收了，不用提醒。")


def nudging_ended(number: int) -> Reply:
    """After 不再提醒."""
    return Reply(body=f"通知{number}不再定期提醒点收。", done="不再提醒")


def rhythm_unclear(reason: str, number: int) -> Reply:
    """A rhythm that cannot be read."""
    return Reply(body=f"{reason}，例如：提醒未点收 {number} 每2个工作日；只提醒一次就写：提醒未点收 {number}")


def withdrawal_needs_reason(number: int) -> Reply:
    """撤回通知 without a reason."""
    return Reply(
        body=f"请写撤回的原因，收到的人会看到；直接发过来就行。没发出的先停下可以用：停止 {number}",
        buttons=(button("取消"),),
    )


def withdrawn(number: int, told: int, dropped: int, *, second: int) -> Reply:
    """After 撤回通知."""
    lines = [f"通知{number}已撤回。"]
    if dropped:
        lines.append(f"还没发的{dropped}人不再发。")
    if told and second:
        lines.append(f"撤回说明要发给收到的{told}人，等另一位管理员同意（通知{second}）。")
    elif told:
        lines.append(f"正在告诉收到的{told}人。")
    return Reply(body="".join(lines), buttons=(button(f"通知 {number}"),), done="已撤回")


def notice_of(reply: Reply) -> int:
    """The number of the notice that a message carries, by what its button sends; 0 when it carries none."""
    sends = (one.send.removeprefix(TAP) for one in reply.buttons if one.send.startswith(TAP))
    return next((int(number) for number in sends if number.isdecimal()), 0)


def progress_words(people: Progress, *, asks: bool = True) -> str:
    """共5人：已发出3，排队中2，没发出0；已点收1. Always adds up; a withdrawal asks nobody to tap."""
    halted = f"，停着{people.stopped}" if people.stopped else ""
    tapped = f"；已点收{people.tapped}" if asks else ""
    return f"共{people.total}人：已发出{people.sent}，排队中{people.waiting}{halted}，没发出{people.failed}{tapped}。"


def notice_state(
    one: Notice,
    progress: tuple[Progress, Progress],
    *,
    faults: Mapping[str, int],
    silent: Sequence[str],
    about: Sequence[Notice],
    until: datetime | None,
    may: bool,
) -> Reply:
    """通知 3: numbers that add up, why some failed, who has not tapped, what can be done."""
    people, groups = progress
    lines = [short(one.text)]
    if one.begun_at is not None:
        lines.append(progress_words(people, asks=one.purpose in TOLD))
    elif one.state in {NoticeState.WAITING, NoticeState.SCHEDULED}:
        lines.append(f"还没有开始发，{'同意后' if one.state is NoticeState.WAITING else ''}{when(until)}。")
    if groups.total:
        lines.append(f"另发到单位群{groups.sent}/{groups.total}个。")
    lines.extend(f"没发出{count}个：{reason}" for reason, count in list(faults.items())[:4])
    if silent:
        more = f" 等{people.silent}人" if people.silent > len(silent) else ""
        lines.append(f"还没点收：{JOINT.join(silent)}{more}")
    if one.next_nudge:
        lines.append(f"每{one.every}个工作日提醒没点收的，下一次{day(one.next_nudge)}。")
    if one.state is NoticeState.WITHDRAWN and one.reason:
        lines.append(f"撤回原因：{one.reason}")
    lines.extend(f"{PURPOSES[other.purpose]}：通知{other.id}（{STATES[other.state]}）" for other in about[-3:])
    return Reply(
        title=f"{MARK if one.trial else ''}通知{one.id}  {moment(one.sent_at)}  发给{audience_words(one.audience)}"
        f"  {STATES[one.state]}",
        body="\n".join(lines),
        buttons=tuple(button(said.removesuffix(f" {one.mark}"), said) for said in actions(one, progress) if may),
    )


def actions(one: Notice, progress: tuple[Progress, Progress]) -> tuple[str, ...]:
    """What an admin may say about it now, most likely first."""
    number, state = one.id, one.state
    people, groups = progress
    can = (
        (state is NoticeState.WAITING, f"同意发送 {number} {one.mark}"),
        (state is NoticeState.WAITING, f"不同意发送 {number}"),
        (state is NoticeState.DRAFT, f"修改通知 {number}"),
        (state in {NoticeState.SCHEDULED, NoticeState.SENDING}, f"停止 {number}"),
        (state is NoticeState.STOPPED, f"继续 {number}"),
        (state in UNDER_WAY and people.failed + groups.failed > 0, f"重发失败 {number}"),
        (state in UNDER_WAY and one.purpose in TOLD and people.silent > 0, f"提醒未点收 {number}"),
        (one.next_nudge is not None, f"不再提醒 {number}"),
        (
            one.begun_at is not None and state is not NoticeState.WITHDRAWN and one.purpose is Purpose.PLAIN,
            f"更正 {number}",
        ),
        (
            state not in {NoticeState.WITHDRAWN, NoticeState.DRAFT} and one.purpose in TOLD,
            f"撤回通知 {number}",
        ),
    )
    return tuple(said for may, said in can if may)


def notices(items: Sequence[Notice]) -> Reply:
    """通知: the last ones."""
    if not items:
        return Reply(body="还没有发过通知。", buttons=(button("/通知"),))
    lines = [f"{one.id}. {moment(one.sent_at)} {_kind(one)}{short(one.text, 30)}" for one in items[:MOST_LINES]]
    return Reply(
        title="最近的通知", body="\n".join(lines), buttons=tuple(button(f"通知 {one.id}") for one in items[:4])
    )


def _kind(one: Notice) -> str:
    named = "" if one.purpose is Purpose.PLAIN else PURPOSES[one.purpose]
    state = "" if one.state is NoticeState.DONE else STATES[one.state]
    words = "，".join(part for part in (named, state) if part)
    return f"［{words}］" if words else ""


def no_such_notice(number: int) -> Reply:
    """A notice number that does not exist, or was not for this person."""
    return Reply(body=f"没有编号{number}的通知，或者不是发给您的。")


def not_for_you(audience: Audience) -> Reply:
    """收到 in a group by somebody whom the notice was not for."""
    return Reply(body=f"这条通知由{audience_words(audience)}点收，您看到就好，不用点。")


def test_tapped() -> Reply:
    """收到 under a preview or a test."""
    return Reply(body="这是给您看的样子，收的人点了会显示“已点收”。", done="已点收")


def tapped(*, first: bool) -> Reply:
    """After 收到."""
    return Reply(body="好的，已点收。" if first else "您已经点过收到了。", done="已点收")


def list_row(notice: Notice, row: ReceiverRow) -> tuple[str, ...]:
    """A receiver as a row of the list, under COLUMNS; a citizen by number only."""
    state = DELIVERIES[row.state] if row.state else "停着" if notice.state in HALTED else "排队中"
    return (
        row.unit or ("群众" if row.role is Role.CITIZEN else ""),
        "单位群" if row.role is Role.GROUP else f"编号{row.person_id}" if row.role is Role.CITIZEN else row.name,
        CHANNELS.get(row.channel, row.channel),
        state,
        row.error,
        dated_moment(row.sent_at) if row.sent_at and row.state is DeliveryState.SENT else "",
        dated_moment(row.tapped_at) if row.tapped_at else "",
    )
