"""What is said about pushing news of the bank (精准推送): subscribing, the news themselves, the office's choice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.answers import entry_reply
from bot.texts.common import BROWSE, CIRCLED, button, moment, some
from reminders.subscriptions import Pace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.ports.messages import Button
    from knowledge.entries import Entry
    from reminders.subscriptions import Fresh, Subscriber

    News = tuple[Entry, bool]
    """An entry, and whether it said something else before."""

SCREEN = 6
"""So many entries with their buttons fit one message."""
MOST_OF_ANSWER = 46
PACES = {Pace.AT_ONCE: "马上", Pace.DAILY: "每天", Pace.WEEKLY: "每周"}
_WHEN = {
    Pace.AT_ONCE: "有新政策马上告诉您，只在工作时间发",
    Pace.DAILY: "有新政策，工作日上午合成一条告诉您",
    Pace.WEEKLY: "有新政策，每周第一个工作日上午合成一条告诉您",
}
LOOK = button("看新政策")
MINE = button("我的订阅", "订阅")
OFFERED = button("待推送")


def subscribed(topics: Sequence[str], wish: Subscriber, *, unknown: Sequence[str] = ()) -> Reply:
    """订阅 老年人: what from now on comes, and how often."""
    paused = "您现在暂停着推送，点“恢复推送”才会收到。" if wish.paused else f"{_WHEN[wish.pace]}，没有就不发。"
    lines = [f"已订阅{_named(topics)}。{paused}"] if topics else []
    if unknown:
        lines.append(f"没有叫{_named(unknown)}的主题，看看“我的订阅”里有哪些。")
    others = [button(word, f"推送频率 {word}") for pace, word in PACES.items() if pace is not wish.pace]
    return Reply(
        body="\n".join(lines),
        note="不用留手机号。随时可以回复“退订”加上名称，或者“暂停推送”。" if topics else "",
        buttons=((button("恢复推送") if wish.paused else MINE), *(others if topics else ())),
        done="已订阅" if topics else "",
    )


def which(topics: Sequence[str], wish: Subscriber, *, circles: Sequence[str], waiting: int = 0) -> Reply:
    """订阅: what one has, and what else there is."""
    lines = []
    if wish.topics:
        state = "暂停着，一条也不发" if wish.paused else PACES[wish.pace]
        lines.append(f"您订阅了：{'、'.join(wish.topics)}（{state}）。")
    if waiting:
        lines.append(f"有{waiting}条新政策您还没看。")
    lines.append("点一下，和您有关的新政策出来了就告诉您。")
    cards = tuple(one for one in topics if one not in circles and one not in wish.topics)
    if cards:
        lines.append(f"也可以按事情订阅，例如回复“订阅 {cards[0]}”：{some(cards, 30)}")
    more = [one for one in circles if one not in wish.topics]
    return Reply(
        title="订阅新政策",
        body="\n".join(lines),
        note="不用留手机号。退订回复“退订 名称”或“退订全部”；多久一次回复“推送频率 每周”（马上、每天、每周）。",
        buttons=(
            *((LOOK,) if waiting else ()),
            *(button(one, f"订阅 {one}") for one in more),
            *(button(f"退订{one}", f"退订 {one}") for one in wish.topics),
            *((_switch(wish),) if wish.topics else ()),
        ),
    )


def _switch(wish: Subscriber) -> Button:
    return button("恢复推送" if wish.paused else "暂停推送")


def unsubscribed(topics: Sequence[str], wish: Subscriber) -> Reply:
    """退订 老年人."""
    left = f"还订阅着：{'、'.join(wish.topics)}。" if wish.topics else "现在没有订阅别的，不会再推送。"
    return Reply(
        body=f"已退订{_named(topics)}。{left}",
        buttons=(MINE, *(button(f"重新订阅{one}", f"订阅 {one}") for one in topics[:1])),
        done="已退订",
    )


def not_subscribed(name: str, wish: Subscriber) -> Reply:
    """退订 of what one does not have."""
    mine = f"您订阅的有：{'、'.join(wish.topics)}。" if wish.topics else "您现在什么都没有订阅。"
    return Reply(
        body=(f"您没有订阅{_named((name,))}。" if name else "要退订哪一个？") + mine,
        buttons=(*(button(f"退订{one}", f"退订 {one}") for one in wish.topics), MINE),
    )


def unsubscribed_all(count: int) -> Reply:
    """退订全部."""
    body = f"{count}个订阅都退了，不会再推送。想要了随时再订。" if count else "您现在什么都没有订阅，不会推送。"
    return Reply(body=body, buttons=(MINE,), done="已退订" if count else "")


def paused(*, first: bool) -> Reply:
    """暂停推送."""
    body = "已暂停，一条也不推送，订阅都留着。" if first else "已经暂停着了，一条也不推送。"
    return Reply(
        body=f"{body}回复“恢复推送”接着收，这期间的到时候也能看。",
        buttons=(button("恢复推送"),),
        done="已暂停" if first else "",
    )


def resumed(wish: Subscriber, *, first: bool, waiting: int) -> Reply:
    """恢复推送: what came meanwhile can be seen."""
    if not wish.topics:
        return Reply(body="推送没有暂停，只是您还没有订阅什么。", buttons=(MINE,))
    body = f"{'已恢复' if first else '推送没有暂停'}：{'、'.join(wish.topics)}。{_WHEN[wish.pace]}。"
    return Reply(
        body=body + (f"暂停期间有{waiting}条新政策。" if waiting else ""),
        buttons=(LOOK,) if waiting else (MINE,),
        done="已恢复" if first else "",
    )


def pace_asked(wish: Subscriber) -> Reply:
    """推送频率 without a word that says which."""
    return Reply(
        body=f"多久推送一次？现在是{PACES[wish.pace]}。",
        buttons=tuple(button(word, f"推送频率 {word}") for word in PACES.values()),
    )


def pace_set(wish: Subscriber) -> Reply:
    """推送频率 每周."""
    none = "" if wish.topics else "您还没有订阅什么，先点“我的订阅”选一选。"
    return Reply(body=f"好的，{_WHEN[wish.pace]}。{none}", buttons=(MINE,), done=f"已改为{PACES[wish.pace]}")


def news(
    items: Sequence[News], *, why: Sequence[str], left: int = 0, pace: Pace = Pace.AT_ONCE, asked: bool = False
) -> Reply:
    """New policies: one in full, several in short with a button to each."""
    if not items:
        return Reply(body="没有您还没看的新政策。订阅的有了新内容，会告诉您。", buttons=(MINE,))
    reason = f"为什么发给您：您订阅了{_named(why)}，{PACES[pace]}推送。不想收了，回复“退订 {why[0]}”或“暂停推送”。"
    if len(items) == 1 and not left:
        entry, changed = items[0]
        whole = entry_reply(entry)
        note = "\n".join(part for part in (whole.note, "" if asked else reason) if part)
        title = f"【{_kind(changed=changed)}】{entry.question}"
        return replace(whole, title=title, note=note, buttons=(*whole.buttons, MINE))
    lines = [
        f"{CIRCLED[place]} {entry.question}{'（有更新）' if changed else ''}\n　{_begun(entry)}"
        for place, (entry, changed) in enumerate(items)
    ]
    if left:
        lines.append(f"还有{left}条，点“看新政策”接着看。")
    return Reply(
        title=f"【新政策】{len(items) + left}条",
        body="\n".join(lines),
        note="点一条看全文和依据。" if asked else reason,
        buttons=(
            *(button(f"{CIRCLED[place]}{entry.question}", entry.question) for place, (entry, _) in enumerate(items)),
            *((LOOK,) if left else ()),
        ),
    )


def with_waiting(reply: Reply, count: int) -> Reply:
    """The first reply of a visit, with what could not be sent before."""
    if LOOK in reply.buttons:
        return reply
    return replace(
        reply,
        note="\n".join(part for part in (reply.note, f"您订阅的有{count}条新政策，点“看新政策”就能看。") if part),
        buttons=(*reply.buttons, button(f"看新政策（{count}条）", "看新政策")),
    )


def offers(waiting: Sequence[Fresh]) -> Reply:
    """For the office in the morning: what may be pushed."""
    return Reply(
        title=f"【待推送】{len(waiting)}条新政策有人订阅",
        body="\n".join(f"{one.entry.id} {one.entry.question}（{one.people}人）" for one in waiting[:SCREEN])
        + (f"\n……共{len(waiting)}条" if len(waiting) > SCREEN else ""),
        note="您同意了才推送；不推送的也请定一下，就不再提。",
        buttons=(OFFERED,),
    )


def waiting(found: Sequence[Fresh]) -> Reply:
    """待推送: which entries are new, for which topics, for how many people."""
    some_wait = [one for one in found if one.people]
    others = len(found) - len(some_wait)
    rest = f"另有{others}条新的没有人订阅，不用管。" if others else ""
    if not some_wait:
        return Reply(body=f"没有要推送的：有人订阅的主题最近没有新条目。{rest}")
    shown = some_wait[:SCREEN]
    lines = [f"{one.entry.id} {one.entry.question}（{_kind(changed=one.changed)}）\n　{reach(one)}" for one in shown]
    if len(some_wait) > len(shown):
        lines.append(f"还有{len(some_wait) - len(shown)}条，定完再看。")
    listed = "、".join(_typed(one) for one in shown)
    many = len(shown) > 1
    return Reply(
        title=f"待推送 {len(some_wait)} 条",
        body="\n".join([*lines, *([rest] if rest else [])]),
        note="您同意了才发：马上要的现在发（工作时间外等到上班），每天、每周的放进下一次汇总。",
        buttons=(
            *((button(f"推送这{len(shown)}条", f"推送 {listed}"),) if many else ()),
            *(button(f"推送 {one.entry.id}", f"推送 {_typed(one)}") for one in shown),
            *(button(f"不推送 {one.entry.id}", f"不推送 {_typed(one)}") for one in shown),
            *((button("都不推送", f"不推送 {listed}"),) if many else ()),
        ),
    )


def reach(one: Fresh) -> str:
    """老年人、医疗社保，12人."""
    return f"{'、'.join(one.topics)}，{one.people}人"


def _typed(one: Fresh) -> str:
    return f"{one.entry.id} 第{one.version}版"


def how(at_once: int, *, until: datetime | None, trial: bool) -> str:
    """How what was approved goes out: to so many at once, or when working hours begin, the others in their digests."""
    if trial:
        return "现在是试运行，先不发，转为正式运行后的第一个工作日上午发。"
    now = f"{moment(until)}发" if until else "现在发"
    first = f"{now}给{at_once}人" if at_once else "没有要马上发的"
    return f"{first}，其余的进下一次汇总；收不到消息的人下次来时看得到。"


def decided(chosen: Sequence[Fresh], *, how: str, changed: Sequence[str], unknown: Sequence[str]) -> Reply:
    """推送 E012, 不推送 E012 (without `how` it goes out): what was decided, and what could not be."""
    lines = []
    names = "、".join(one.entry.id for one in chosen)
    if chosen and how:
        lines.append(f"已同意推送{names}：{how}")
    elif chosen:
        lines.append(f"好的，{names}不推送，不再提。群众来问照样答。")
    if changed:
        lines.append(f"{'、'.join(changed)}在您看过以后又改了，没有动，请再看一眼。")
    if unknown:
        lines.append(f"{'、'.join(unknown)}不在待推送里：没有改动，或者已经定过、没有主题、是示例。")
    return Reply(
        body="\n".join(lines) or "请写要推送哪一条，例如：推送 E012",
        buttons=(OFFERED,),
        done=("已同意推送" if how else "不推送") if chosen else "",
    )


def no_such_topic(names: Sequence[str]) -> Reply:
    """订阅 of nothing that there is."""
    return Reply(body=f"没有叫{_named(names)}的主题。点“我的订阅”看有哪些。", buttons=(MINE, BROWSE))


def _kind(*, changed: bool) -> str:
    return "政策有更新" if changed else "新政策"


def _named(names: Sequence[str]) -> str:
    return "、".join(f"“{one}”" for one in names)


def _begun(entry: Entry) -> str:
    """The first words of an answer, whole sentences where they fit."""
    text = (entry.answer or (entry.guide.ask if entry.guide else "")).replace("\n", " ").strip()
    return text if len(text) <= MOST_OF_ANSWER else f"{text[:MOST_OF_ANSWER]}……"
