"""What is said about questions without an answer: to who asked, to the unit that should know, to the office."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.answers import entry_reply
from bot.texts.common import CIRCLED, button, day, moment
from reminders.questions import MatterState, QuestionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.ports.bank import Draft
    from bot.ports.house import Office
    from bot.ports.messages import Button
    from bot.ports.questions import Asked
    from knowledge.documents import Problem
    from knowledge.entries import Entry
    from reminders.questions import Hand, Matter, Question

SCREEN = 3
"""So many matters stand in one message to a unit."""
MOST_LINES = 8
MOST_BUTTONS = 3
MOST_WORDINGS = 12
MOST_MINE = 10
STATES = {
    MatterState.OPEN: "待转办",
    MatterState.ASKED: "等单位答复",
    MatterState.PROPOSED: "等审定",
    MatterState.ANSWERED: "已答复",
    MatterState.CLOSED: "已了结",
}
ENDED = {"moved": "改转别的单位", "returned": "单位退回", "answered": "已答复", "closed": "不用再答"}


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


def where(matter: Matter, *, office: Office) -> str:
    """How a question stands, to who asked it: 看起来属于区医保局的职责，已转给区医保局，预计11月4日前答复."""
    if matter.state is MatterState.ASKED and matter.due is not None:
        return (
            f"看起来属于{matter.unit}的职责，已经转给{matter.unit}，预计{day(matter.due)}前答复，答复后在这里告诉您。"
        )
    if matter.state is MatterState.PROPOSED:
        return f"{matter.unit}已经写了答复，{office.name}审定后在这里告诉您。"
    seems = f"看起来属于{matter.unit}的职责，" if matter.unit else ""
    return f"已经记下来，{seems}{office.name}会请责任单位答复，有了结果在这里告诉您。"


def taken(question: Question, matter: Matter, *, office: Office) -> Reply:
    """After 都不是, or 没解决 of an answer: the question has gone where it belongs."""
    return Reply(body=f"好的，{where(matter, office=office)}", buttons=(not_wanted(question),))


def not_wanted(question: Question) -> Button:
    """The button by which one need not be told."""
    return button("不用了", f"不用了 G{question.matter}")


def withdrawn(question: Question) -> Reply:
    """After 不用了."""
    return Reply(body=f"好的，“{question.text}”已经撤回，不再请单位答复。", done="已撤回")


def nothing_waits() -> Reply:
    """不用了 without an open question."""
    return Reply(body="您没有正在等答复的问题。")


def mine(items: Sequence[tuple[Question, Matter]]) -> Reply:
    """我的提问: what was asked and where it stands, the newest last."""
    if not items:
        return Reply(body="您没有等待答复的问题。问答库能答的当场就答了，不另外记录。")
    lines = [f"· {question.text}（{_stands(question, matter)}）" for question, matter in items[-MOST_MINE:]]
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


def _stands(question: Question, matter: Matter) -> str:
    number = f"G{matter.id}，"
    if question.state is QuestionState.WITHDRAWN:
        return "已撤回"
    if question.state is QuestionState.TOLD:
        return "已答复" if matter.state is not MatterState.CLOSED else "已说明"
    if matter.state is MatterState.ASKED and matter.due is not None:
        return f"{number}已转给{matter.unit}，预计{day(matter.due)}前答复"
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


def for_office(fresh: Sequence[Asked], late: Sequence[tuple[Line, str]], *, texts: Sequence[str]) -> Reply:
    """To the office: matters that no unit can be asked about, and those that units left unanswered."""
    parts: list[str] = []
    if fresh:
        parts.append("没有转出去、要您定给谁的：")
        parts += [
            f"· G{one.matter.id} {text}{_seems(one.matter)}"
            for one, text in zip(fresh[:MOST_LINES], texts, strict=False)
        ]
    if late:
        parts.append("单位超期没有答复的：")
        parts += [f"· G{one.id} {one.text}（{unit}，{when(one)}）" for one, unit in late[:MOST_LINES]]
    first = fresh[0].matter.id if fresh else late[0][0].id
    return Reply(
        title="【群众提问】",
        body="\n".join(parts),
        note=f"转办写成：转给 G{first} 区教育局；您来答：答复 G{first} 内容。每件只列一次。",
        buttons=(button("未答"),),
    )


def _seems(matter: Matter) -> str:
    if matter.reason:
        return f"（{matter.reason}）"
    return f"（看起来归{matter.unit}，没有联络员）" if matter.unit else ""


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


def office_list(items: Sequence[tuple[Asked, str]]) -> Reply:
    """未答, for the office: one line a matter."""
    if not items:
        return Reply(body="没有等待答复的群众提问。")
    lines = [
        f"G{one.matter.id} {text}（{one.count}人问，{_office_state(one.matter)}）"
        for one, text in items[: 2 * MOST_LINES]
    ]
    if len(items) > len(lines):
        lines.append(f"还有{len(items) - len(lines)}个，在办公页上看。")
    first = items[0][0].matter.id
    return Reply(
        title=f"问答库没有的提问 {len(items)} 个",
        body="\n".join(lines),
        note=(
            f"答复写成：答复 G{first} 内容（进问答库），或 只答复 G{first} 内容（不进）；"
            f"转给 G{first} 区教育局；看提问 G{first}"
        ),
        buttons=tuple(button(f"看提问 G{one.matter.id}") for one, _ in items[:MOST_BUTTONS]),
    )


def _office_state(matter: Matter) -> str:
    if matter.state is MatterState.ASKED and matter.due is not None:
        return f"{matter.unit}{day(matter.due)}前答复"
    if matter.state is MatterState.PROPOSED:
        return f"{matter.unit}已答，等审定"
    return f"可能属于{matter.unit}" if matter.unit else "等转办"


def shown(asked: Asked, *, text: str, hands: Sequence[Hand], draft: Draft | None, staff: bool) -> Reply:
    """看提问 12: in which words, how often, which units had it, and what can be done."""
    matter = asked.matter
    lines = [f"{place}. {one}" for place, one in enumerate(asked.wordings[:MOST_WORDINGS], start=1)]
    if len(asked.wordings) > MOST_WORDINGS:
        lines.append(f"……共{len(asked.wordings)}种问法")
    lines += [
        f"{day(one.asked_on)}转{one.unit}，{day(one.due)}前"
        + (f"；{ENDED[one.ended]}{f'：{one.reason}' if one.reason else ''}" if one.ended_on else "")
        for one in hands
    ]
    can = (
        f"转给 G{matter.id} 单位；答复 G{matter.id} 内容；用 E005 答复 G{matter.id}；合并 G{matter.id} G8；"
        f"拆分 G{matter.id} 2；不属于 G{matter.id} 原因"
    )
    return Reply(
        title=f"G{matter.id} {text}",
        body="\n".join(lines),
        note=f"{asked.count}人问，{moment(asked.first_at)}至{moment(asked.last_at)}，{STATES[matter.state]}"
        + (f"：{matter.reason}" if matter.reason else "")
        + (f"。{can}" if staff and matter.state in {MatterState.OPEN, MatterState.ASKED, MatterState.PROPOSED} else ""),
        buttons=(button("看草稿", f"看草稿 D{draft.id}"),) if draft and staff else (),
    )


def no_such(number: int) -> Reply:
    """A number that is no open matter, or another unit's."""
    return Reply(body=f"没有编号G{number}的提问等着答复。回复“未答”看看编号。", buttons=(button("未答"),))


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


def answered_before(matter: Matter, draft: Draft) -> Reply:
    """A second answer of the unit while the first waits."""
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


def given_back(matter: Matter, text: str, reason: str) -> Reply:
    """To the office: the unit says that it is not the one."""
    return Reply(
        title=f"【{matter.unit}退回提问】G{matter.id}",
        body=f"{text}\n原因：{reason}",
        note=f"转给别的单位：转给 G{matter.id} 区教育局；您来答：答复 G{matter.id} 内容",
        buttons=(button("看提问", f"看提问 G{matter.id}"),),
    )


def moved(matter: Matter, *, told: bool) -> Reply:
    """After 转给."""
    if told and matter.due is not None:
        return Reply(body=f"已把G{matter.id}转给{matter.unit}，{day(matter.due)}前答复。", buttons=(button("未答"),))
    return Reply(
        body=f"记下了：G{matter.id}归{matter.unit}，但这个单位没有能收到消息的联络员。请先发加入码，有人加入就会自动转过去。",
        buttons=(button("发加入码", f"加入码 {matter.unit}"),),
    )


def no_unit(name: str, near: str) -> Reply:
    """转给 a unit that the directory does not know for sure."""
    hint = f"是不是{near}？" if near else "请写单位目录里的名称。"
    return Reply(body=f"没有转：单位目录里没有“{name}”。{hint}")


def closed(matter: Matter, told: int) -> Reply:
    """After an answer or 不属于: how many are told."""
    return Reply(body=f"G{matter.id}已了结，会告诉{told}位提问的人。", buttons=(button("未答"),))


def answered(matter: Matter, entry: Entry, told: int) -> Reply:
    """After the office answered: the bank holds it now."""
    return Reply(
        body=f"已答复G{matter.id}，会告诉{told}位提问的人；以后再有人问，直接按{entry.id}“{entry.question}”回答。",
        note="写错了可以在历史里恢复到以前的版本。",
        buttons=(button("看历史", f"历史 {entry.id}"), button("未答")),
    )


def in_bank_already(matter: Matter, other: Entry) -> Reply:
    """The office's answer to what the bank answers already in these words."""
    return Reply(
        body=f"没有答复：{other.id}“{other.question}”已经是这个问法。就按那一条答，请点下面；"
        f"只想另外答一次，写：只答复 G{matter.id} 内容",
        buttons=(button(f"用{other.id}答复", f"用 {other.id} 答复 G{matter.id}"),),
    )


def no_question(matter: Matter) -> Reply:
    """The office's answer where no wording may stand in the bank."""
    return Reply(
        body=f"G{matter.id}的问法里有个人信息，不能进问答库。只答提问的人，请写：只答复 G{matter.id} 内容",
    )


def not_an_entry(matter: Matter, problem: Problem) -> Reply:
    """The office's answer of which no entry can be made."""
    return Reply(body=f"没有答复G{matter.id}：{problem.reason}。")


def reason_needed(number: int, command: str) -> Reply:
    """不属于 and the like without words."""
    return Reply(body=f"请写清要告诉提问的人的话，例如：{command} G{number} 这是个人个案，请带材料到窗口问。")


def merged(matter: Matter, gone: Sequence[int]) -> Reply:
    """After 合并."""
    return Reply(
        body=f"{'、'.join(f'G{one}' for one in gone)}并入G{matter.id}，提问的人一起等G{matter.id}的答复。",
        buttons=(button("看提问", f"看提问 G{matter.id}"),),
    )


def parted(matter: Matter, fresh: Matter) -> Reply:
    """After 拆分."""
    return Reply(
        body=f"已从G{matter.id}拆出G{fresh.id}，单独处理。",
        buttons=(button("看提问", f"看提问 G{fresh.id}"), button("未答")),
    )


def not_parted(matter: Matter) -> Reply:
    """拆分 of what cannot be taken out."""
    return Reply(
        body=f"没有拆：请写G{matter.id}里问法的序号，至少留下一个。先看看：看提问 G{matter.id}",
        buttons=(button("看提问", f"看提问 G{matter.id}"),),
    )
