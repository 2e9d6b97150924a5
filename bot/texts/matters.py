"""What is said about questions without an answer: to who asked, to the unit that should know, to the office."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.answers import entry_reply
from bot.texts.common import CIRCLED, button, day
from reminders.questions import MatterState, QuestionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.ports.bank import Draft
    from bot.ports.house import Office
    from bot.ports.messages import Button
    from knowledge.entries import Entry
    from reminders.questions import Matter, Question

SCREEN = 3
"""So many matters stand in one message to a unit."""
MOST_LINES = 8
MOST_BUTTONS = 3
MOST_MINE = 10
STATES = {
    MatterState.OPEN: "待转办",
    MatterState.ASKED: "等单位答复",
    MatterState.PROPOSED: "等审定",
    MatterState.ANSWERED: "已答复",
    MatterState.CLOSED: "已了结",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A matter as its unit reads it; `workdays` until or since the date, `again` where it was asked before."""

    id: int
    text: str
    count: int
    due: date
    workdays: int
    late: bool
    others: tuple[str, ...] = ()
    again: bool = False


def when(line: Line) -> str:
    """11月4日前，还有5个工作日; 11月4日到期，已超期2个工作日."""
    if line.late:
        return f"{day(line.due)}到期，已超期{line.workdays}个工作日"
    return f"{day(line.due)}前，还有{line.workdays}个工作日" if line.workdays else f"{day(line.due)}前，就在今天"


def where(matter: Matter, *, today: date, office: Office, group: bool = False) -> str:
    """How a question stands, to who asked it: 看起来属于区医保局的职责，已转给区医保局，预计11月4日前答复.

    A platform lets nobody be written to who has not written first.
    """
    here = "私聊告诉您（请先私聊我说句话，才发得到）" if group else "在这里告诉您"
    if matter.state is MatterState.ASKED and matter.due is not None:
        return f"看起来属于{matter.unit}的职责，已经转给{matter.unit}，{_expected(matter.due, today)}，答复后{here}。"
    if matter.state is MatterState.PROPOSED:
        return f"{matter.unit}已经写了答复，{office.name}审定后{here}。"
    seems = f"看起来属于{matter.unit}的职责，" if matter.unit else ""
    return f"已经记下来，{seems}{office.name}会请责任单位答复，有了结果{here}。"


def _expected(due: date, today: date) -> str:
    """预计11月4日前答复; a day that has passed is promised no more."""
    return f"预计{day(due)}前答复" if due >= today else f"原定{day(due)}前答复，现在还没有，正在催"


def taken(question: Question, waits: str) -> Reply:
    """After 都不是: the question has gone where it belongs."""
    return Reply(body=f"好的，{waits}", buttons=(not_wanted(question),), done="已记下")


def not_wanted(question: Question) -> Button:
    """The button by which one need not be told."""
    return button("不用了", f"不用了 G{question.matter}")


def withdrawn(question: Question) -> Reply:
    """After 不用了."""
    return Reply(body=f"好的，“{question.text}”已经撤回，不再请单位答复。", done="已撤回")


def nothing_waits() -> Reply:
    """不用了 without an open question."""
    return Reply(body="您没有正在等答复的问题。")


def told_already() -> Reply:
    """不用了 of a question that was answered."""
    return Reply(body="这个问题已经答复您了，不用撤回。还想知道什么，直接问就行。")


def mine(items: Sequence[tuple[Question, Matter]], *, today: date) -> Reply:
    """我的提问: what was asked and where it stands, the newest last."""
    if not items:
        return Reply(body="您没有等待答复的问题。问答库能答的当场就答了，不另外记录。")
    lines = [f"· {question.text}（{_stands(question, matter, today)}）" for question, matter in items[-MOST_MINE:]]
    waiting = [question for question, _ in items if question.state is QuestionState.WAITING]
    named = {one.matter: one for one in waiting}
    return Reply(
        title="您问过、问答库当时没有的问题",
        body="\n".join(lines),
        note="不想等的，点“不用了”就撤回。" if waiting else "",
        buttons=tuple(
            button(f"不用了 G{matter}" if len(named) > 1 else "不用了", f"不用了 G{matter}")
            for matter in list(named)[-MOST_BUTTONS:]
        ),
    )


def _stands(question: Question, matter: Matter, today: date) -> str:
    number = f"G{matter.id}，"
    if question.state is QuestionState.WITHDRAWN:
        return "已撤回"
    if question.state is QuestionState.TOLD:
        return "已答复" if matter.state is not MatterState.CLOSED else "已说明"
    if matter.state is MatterState.ASKED and matter.due is not None:
        return f"{number}已转给{matter.unit}，{_expected(matter.due, today)}"
    if matter.state is MatterState.PROPOSED:
        return f"{number}{matter.unit}已写答复，正在审定"
    return f"{number}等待转给责任单位"


def you_asked(text: str) -> str:
    """The heading of an answer that comes later."""
    return f"您问过：{text}"


def answer(entry: Entry) -> Reply:
    """The answer that comes later, as the bank holds it now."""
    return replace(entry_reply(entry), title="")


def plain_answer(text: str, *, office: Office) -> Reply:
    """An answer that is told and not kept in the bank."""
    return Reply(body=text, note=f"由{office.name}答复")


def not_ours(reason: str, *, office: Office) -> Reply:
    """To who asked: the office does not answer this, and why."""
    return Reply(body=f"这个问题不在{office.name}能答的范围里。{reason}", note=f"拿不准可以拨打{office.hotline}")


def for_unit(unit: str, shown: Sequence[Line], *, total: int, today: date) -> Reply:
    """To a liaison: what citizens ask of the unit, newly or still; `total` of them, of which a screen is shown."""
    lines: list[str] = []
    buttons = []
    for at, one in enumerate(shown):
        mark = CIRCLED[at] if len(shown) > 1 else ""
        lines.append(f"{mark}G{one.id} {one.text}（{one.count}人问，{when(one)}）")
        lines += [f"　也有人问：{'；'.join(one.others)}"] if one.others else []
        buttons += [button(f"{mark}答复", f"答复 G{one.id}"), button(f"{mark}不归我单位", f"退回提问 G{one.id}")]
    if total > len(shown):
        lines.append(f"还有{total - len(shown)}个，回复“未答”看全部。")
    fresh = any(not one.again for one in shown)
    lead = "群众问了、问答库里还没有，看起来归您单位：" if fresh else "群众还在等您单位答复："
    return Reply(
        title=f"【群众提问】{unit}  {day(today)}",
        body="\n".join([lead, *lines, f"答的话直接写：答复 G{shown[0].id} 内容。审定后由问办告诉每一位提问的人。"]),
        note=f"为什么发给您：您是{unit}联络员。不归您单位的，点“不归我单位”写一句原因。",
        buttons=tuple(buttons),
    )


def for_leader(unit: str, shown: Sequence[Line], *, total: int, after: int) -> Reply:
    """To a unit's leader, once a matter."""
    lines = [f"· G{one.id} {one.text}（{one.count}人问，{when(one)}）" for one in shown]
    more = [f"还有{total - len(shown)}个。"] if total > len(shown) else []
    return Reply(
        title=f"【群众提问超期】{unit}",
        body="\n".join(["群众问您单位的，到期还没有答复：", *lines, *more]),
        note=f"为什么发给您：超期{after}个工作日还没有答复的，告诉分管负责人一次。",
        buttons=(button("未答"),),
    )


def not_needed(matter: Matter, text: str) -> Reply:
    """To a unit that was asked: it need not answer any more."""
    return Reply(body=f"G{matter.id}“{text}”不用您单位答复了。", buttons=(button("未答"),))


def unit_list(shown: Sequence[Line], total: int) -> Reply:
    """未答, for a liaison: what waits for the unit, the nearest date first."""
    if not shown:
        return Reply(body="没有等您单位答复的群众提问。")
    lines = [f"G{one.id} {one.text}（{one.count}人问，{when(one)}）" for one in shown]
    if total > len(shown):
        lines.append(f"还有{total - len(shown)}个，答完再看。")
    return Reply(
        title=f"等您单位答复的群众提问 {total} 个",
        body="\n".join(lines),
        note=(
            f"直接写：答复 G{shown[0].id} 内容；要写依据和期限：起草 G{shown[0].id}；"
            f"不归您单位：退回提问 G{shown[0].id} 原因"
        ),
        buttons=tuple(
            one for line in shown[:MOST_BUTTONS] for one in (button(f"答复 G{line.id}"), button(f"起草 G{line.id}"))
        ),
    )


def no_such(number: int) -> Reply:
    """A number that is no open matter, or another unit's."""
    return Reply(body=f"没有编号G{number}的提问等着答复。回复“未答”看看编号。", buttons=(button("未答"),))


def not_yours(matter: Matter) -> Reply:
    """To a unit that had a matter which is another's by now, or nobody's."""
    where_to = f"转给{matter.unit}" if matter.unit else "退回政务公开办"
    return Reply(body=f"G{matter.id}已经{where_to}，不用您单位答复了。", buttons=(button("未答"),))


def settled(matter: Matter) -> Reply:
    """A matter that is over: nothing more can be done with it."""
    if matter.state is MatterState.ANSWERED:
        change = f"要改答案，改{matter.entry_id}那一条。" if matter.entry_id else ""
        return Reply(body=f"G{matter.id}已经答复过了，没有改动。{change}", buttons=(button("未答"),))
    why = f"（{matter.reason}）" if matter.reason else ""
    return Reply(body=f"G{matter.id}已经了结{why}，没有改动。", buttons=(button("未答"),))


def answer_asked(matter: Matter, text: str) -> Reply:
    """答复 G12 without the answer."""
    return Reply(
        title=f"答复 G{matter.id} {text}",
        body="请用大白话写：谁能办、怎么办、在哪办、带什么。下一条消息就是答复，审定后告诉每一位提问的人。",
        note="30分钟内有效。要写明依据和期限的，可以改用：起草",
        buttons=(button("起草", f"起草 G{matter.id}"), button("取消")),
    )


def draft_instead(matter: Matter) -> Reply:
    """A matter whose words cannot stand in the bank: the liaison must put the question."""
    return Reply(
        body=f"G{matter.id}的问法里有个人信息，不能放进问答库。请回复“起草 G{matter.id}”，先写一句通用的问题。",
        buttons=(button("起草", f"起草 G{matter.id}"),),
    )


def answered_before(matter: Matter, draft: Draft, *, own: bool) -> Reply:
    """A second answer of the unit while the first waits; only who wrote that can take it back."""
    if not own:
        return Reply(body=f"G{matter.id}您单位的同事已经答了，草稿D{draft.id}在等审定。要补充，请和同事商量。")
    return Reply(
        body=f"G{matter.id}已经有草稿D{draft.id}在等审定。要重写，先撤回它。",
        buttons=(button("撤回", f"撤回草稿 D{draft.id}"), button("我的草稿")),
    )


def return_reason_asked(matter: Matter, text: str) -> Reply:
    """退回提问 without a reason."""
    return Reply(
        body=f"退回G{matter.id}“{text}”给政务公开办，原因是什么？写一句就行，例如：这是区教育局的事。",
        buttons=(button("取消"),),
    )


def returned(matter: Matter, office: Office) -> Reply:
    """After 退回提问."""
    return Reply(
        body=f"已把G{matter.id}退回{office.name}，由他们转给别的单位。谢谢。", buttons=(button("未答"),), done="已退回"
    )
