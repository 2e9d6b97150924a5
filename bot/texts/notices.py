"""What is said about notices while they are written, and how a receiver sees one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Attachment, Reply
from bot.ports.people import Role
from bot.texts.common import button, moment, quoted
from bot.texts.trial import MARK
from reminders.notices import JOINT, AudienceKind, Purpose

MOST_NAMES = 30
SHORT = 60
AN_ADMIN = "一位管理员"
LIST_COLUMNS = ("单位", "姓名")

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.ports.people import Person
    from reminders.notices import Audience, Notice


def notice_asked() -> Reply:
    """/通知: what to say."""
    return Reply(
        body="请写通知内容，发一条消息即可。要带图片、附件的，先发文件或者和文字一起发。", buttons=(button("取消"),)
    )


def files_kept(names: Sequence[str]) -> Reply:
    """Files came before the words."""
    return Reply(body=f"附件存好了：{JOINT.join(names)}。请再写通知内容。", buttons=(button("取消"),))


def audience_asked(groups: Sequence[str]) -> Reply:
    """Whom the notice is for."""
    return Reply(
        body="发给谁？点下面的，或者直接写单位名称；几个单位、几个人用顿号隔开，也可以把名单发成文件。"
        "按主题推送写“订阅上学的人”。",
        buttons=(
            button("全体联络员"),
            *(button(group) for group in groups),
            button("分管负责人"),
            button("群众"),
            button("取消"),
        ),
    )


def audience_unknown(reason: str) -> Reply:
    """An audience that cannot be read."""
    return Reply(body=f"{reason}。", buttons=(button("全体联络员"), button("取消")))


def no_such_topic(name: str) -> Reply:
    """A topic to which nobody can subscribe."""
    return audience_unknown(f"没有“{name}”这个可以订阅的主题，回复“订阅”能看到都有哪些")


def list_unreadable(name: str) -> Reply:
    """A list sent as a file that names nobody."""
    return Reply(
        body=f"文件“{name}”里没有读到名单。请用 Excel 或 csv，一行一个单位全称或登记的姓名。", buttons=(button("取消"),)
    )


def audience_words(audience: Audience) -> str:
    """The audience as people say it."""
    words = {
        AudienceKind.LIAISONS: "全体联络员",
        AudienceKind.LEADERS: "全体分管负责人",
        AudienceKind.CITIZENS: "群众",
        AudienceKind.TOPIC: f"订阅“{audience.name}”的人",
        AudienceKind.REACHED: f"收到通知{audience.name}的人",
        AudienceKind.SILENT: f"没点收通知{audience.name}的人",
        AudienceKind.LIST: _list_words(audience.members),
    }
    return words.get(audience.kind) or f"{audience.name}联络员"


def _list_words(members: Sequence[str]) -> str:
    people = sum(one.startswith("#") for one in members)
    units = [one for one in members if not one.startswith("#")]
    some = f"{JOINT.join(units[:3])}{'等' if len(units) > 3 else ''}"  # noqa: PLR2004 - as many as fit a line
    shown = f"{some}{f'{len(units)}个单位的' if len(units) > 1 else ''}联络员" if units else ""
    return "和".join(part for part in (shown, f"名单上的{people}人" if people else "") if part)


def counted(count: int, groups: int) -> str:
    """5人, 5人和2个单位群, 2个单位群."""
    return "和".join([*([f"{count}人"] if count or not groups else []), *([f"{groups}个单位群"] if groups else [])])


def nobody(audience: Audience) -> Reply:
    """An audience in which nobody can be reached."""
    return Reply(
        body=f"{audience_words(audience)}现在没有人能收到，没有发送。"
        + ("" if audience.kind is AudienceKind.REACHED else "可以换一个范围，直接写就行。"),
        buttons=(button("取消"),),
    )


def when(until: datetime | None) -> str:
    """When it goes: at once, or at that time."""
    return f"{moment(until)}发" if until else "马上发"


def notice_preview(
    one: Notice,
    *,
    office: str,
    reach: tuple[int, int],
    first: Notice | None = None,
    until: datetime | None = None,
    trial: bool = False,
) -> tuple[Reply, ...]:
    """Exactly what the receiver will see, then the count, units' groups apart, when it goes, what can be done.

    `reach` is how many people and groups it is for.
    """
    who, how_many = audience_words(one.audience), counted(*reach)
    lines = [f"上面就是收到的样子。将发给{who}，共{how_many}。", *_waiting(one, until)]
    if trial:
        lines.append(f"{MARK}现在只发给管理员，写明本应发给谁。")
    if one.urgent:
        lines.append(f"已标为紧急：不等工作时间，{when(until)}；会记入留痕。")
    if one.second:
        lines.append("发给群众的，确认后还要另一位管理员同意才发出。")
    return (
        message(one, office, first=first, test=True),
        Reply(
            body="\n".join(lines),
            note="也可以写：定时 明天上午9点、马上发、紧急、不紧急；再发文件就是加附件。",
            buttons=(
                button(f"确认发送（{how_many}）", f"确认发送 {one.mark}"),
                button("试发"),
                button("名单"),
                button("改内容"),
                button("取消"),
            ),
        ),
    )


def _waiting(one: Notice, until: datetime | None) -> tuple[str, ...]:
    """Why it does not go at once, and when it does."""
    if until is None:
        return ()
    if one.due_at is None:
        return (f"现在不是工作时间，{when(until)}；要马上发，回复“紧急”。",)
    if one.due_at < until:
        return (f"定的{moment(one.due_at)}不是工作时间，{when(until)}，按那时的名单；要准点发，回复“紧急”。",)
    return (f"定在{when(until)}，到时候按那时的名单发。",)


def message(
    one: Notice, office: str, *, first: Notice | None = None, group: bool = False, trial: str = "", test: bool = False
) -> Reply:
    """A notice as its receiver sees it; `first` is what it corrects, withdraws or recalls, `trial` whom it was for.

    In a unit's group who is among its receivers taps for themselves. The button of a test says that it is one.
    """
    which = f"{moment(first.sent_at)}发的通知{first.id}（{quoted(short(first.text, 20))}）" if first else ""
    asks = one.purpose is not Purpose.WITHDRAWAL
    # on trial nobody asked again was among the receivers of the first
    number = first.id if first is not None and one.purpose is Purpose.NUDGE and not trial else one.id
    body = {
        Purpose.PLAIN: one.text,
        Purpose.CORRECTION: f"{which or '前一条通知'}有更正，以这一条为准：\n{one.text}",
        Purpose.WITHDRAWAL: f"{which or '前一条通知'}已撤回，请不要再按它办。\n原因：{one.text}",
        Purpose.NUDGE: f"{moment(first.sent_at) if first else ''}发的这条通知，您还没有点“收到”：\n{one.text}",
    }[one.purpose]
    if group:
        note = f"{office}发出。请{audience_words(one.audience)}点“收到”，也可以在群里回复：收到 {number}"
    else:
        note = f"{office}发出。看到后请点“收到”。" if asks else f"{office}发出。"
    return Reply(
        title=("【紧急】" if one.urgent else "") + _TITLES[one.purpose],
        body=body,
        note=f"{note}\n{MARK}本应发给{trial}，现在只发给管理员。" if trial else note,
        buttons=(button("收到", f"收到 {number}"),) if (number or test) and asks else (),
        files=tuple(Attachment(name=name, digest=digest) for name, digest in one.files),
    )


_TITLES = {
    Purpose.PLAIN: "【通知】",
    Purpose.CORRECTION: "【通知更正】",
    Purpose.WITHDRAWAL: "【通知撤回】",
    Purpose.NUDGE: "【请点收】",
}


def short(text: str, most: int = SHORT) -> str:
    """The beginning of a text, to say which one it is."""
    line = " ".join(text.split())
    return line[:most] + ("……" if len(line) > most else "")


def tested(mark: str) -> Reply:
    """After 试发."""
    return Reply(
        body="已试发，只有您收得到。没有问题就确认发送。",
        buttons=(button("确认发送", f"确认发送 {mark}"), button("取消")),
        done="已试发",
    )


def names(
    audience: Audience, people: Sequence[str], groups: Sequence[str], *, file: Attachment | None, mark: str
) -> Reply:
    """名单: who would get it now."""
    shown = [JOINT.join(people[:MOST_NAMES]) + (f"……共{len(people)}人" if len(people) > MOST_NAMES else "")]
    if groups:
        shown.append(f"单位群：{JOINT.join(groups[:MOST_NAMES])}")
    return Reply(
        title=f"{audience_words(audience)}，现在是{counted(len(people), len(groups))}",
        body="\n".join(part for part in shown if part),
        note="以开始发送时的名单为准；全部名单在附件里。" if file else "以开始发送时的名单为准。",
        files=(file,) if file else (),
        buttons=(button("确认发送", f"确认发送 {mark}"), button("取消")),
    )


def time_unclear(reason: str) -> Reply:
    """A time that cannot be read."""
    return Reply(body=f"{reason}。", buttons=(button("马上发"), button("取消")))


def notice_sent(
    number: int, count: int, *, groups: int = 0, until: datetime | None = None, rest: int = 0, trial: bool = False
) -> Reply:
    """After 确认发送; `rest` is the notice that it corrects, where some have not got that yet."""
    whom = "试运行，只发给管理员" if trial else f"发给{counted(count, groups)}"
    lines = [f"已排好，{whom}，{when(until)}。谁点了收到，回复：通知 {number}；要停下，回复：停止 {number}"]
    if rest:
        lines.append(f"通知{rest}没发完的，已经停下；回复“继续 {rest}”，就把新的内容发给他们。")
    return Reply(
        body="\n".join(lines),
        buttons=(button(f"通知 {number}"), button(f"停止 {number}"), *((button(f"继续 {rest}"),) if rest else ())),
        done="已发送",
    )


def second_needed(number: int, *, alone: bool) -> Reply:
    """After 确认发送 of what a second admin must agree to."""
    return Reply(
        body=f"通知{number}发给群众，要另一位管理员同意才发出，"
        + ("可是现在只有您一位管理员。请先回复“加入码 管理员”，请同事加入。" if alone else "已经请他们看了。"),
        buttons=(button(f"通知 {number}"), *((button("加入码 管理员"),) if alone else ())),
        done="已提交",
    )


def second_asked(
    one: Notice, author: str, count: int, *, first: Notice | None = None, until: datetime | None = None
) -> Reply:
    """To the other admins: what is to be agreed to, as its receivers will see it."""
    shown = message(one, AN_ADMIN, first=first)
    return Reply(
        title=f"请您复核通知{one.id}",
        body=f"{author}写好了一条要发给群众的通知，现在共{count}人，要另一位管理员同意才发出。"
        f"{'标为紧急，' if one.urgent else ''}同意后{when(until)}。内容：\n{shown.title}\n{shown.body}",
        note=f"不同意就回复：不同意发送 {one.id} 原因",
        buttons=(button(f"同意发送 {one.id}", f"同意发送 {one.id} {one.mark}"), button(f"不同意发送 {one.id}")),
        files=shown.files,
    )


def no_draft() -> Reply:
    """确认发送 without a draft."""
    return Reply(
        body="没有等着确认的通知。写好以后半小时内确认，过了要重写；回复“/通知”开始写。", buttons=(button("/通知"),)
    )


def changed_since() -> Reply:
    """确认发送, 同意发送 under what was changed later."""
    return Reply(body="您点的是前面的，后来又改过。没有发送，请看最新的：")


def not_a_draft(number: int) -> Reply:
    """修改通知 of one that is on its way."""
    return Reply(
        body=f"通知{number}不是还没发的草稿，改不了。已经发出的可以：更正 {number} 新内容、撤回通知 {number} 原因"
    )


def correction_asked(number: int) -> Reply:
    """更正 3 without words."""
    return Reply(body=f"请写更正后的内容。只发给收到通知{number}的人，先给您看。", buttons=(button("取消"),))


def nothing_to_correct(number: int) -> Reply:
    """更正 of what nobody has got."""
    return Reply(body=f"通知{number}还没有人收到，或者没有这条通知，不用更正。没发出的可以：撤回通知 {number} 原因")


def withdrawn_before(number: int) -> Reply:
    """更正, 撤回 of what is withdrawn."""
    return Reply(body=f"通知{number}已经撤回了。要另发一条，回复：/通知", buttons=(button("/通知"),))


def numbered(person: Person) -> str:
    """A person without a unit, by name, or a citizen by number."""
    return f"群众{person.id}" if person.role is Role.CITIZEN or not person.name else person.name
