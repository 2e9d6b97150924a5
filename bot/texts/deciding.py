"""What is said to the office about questions without an answer, and after it has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, day, moment
from bot.texts.matters import MOST_BUTTONS, MOST_LINES, STATES, when
from reminders.questions import WAITING, MatterState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.bank import Draft
    from bot.ports.questions import Asked
    from bot.texts.matters import Line
    from knowledge.documents import Problem
    from knowledge.entries import Entry
    from reminders.questions import Hand, Matter

MOST_WORDINGS = 12
ENDED = {"moved": "改转别的单位", "returned": "单位退回", "answered": "已答复", "closed": "不用再答"}


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


def office_list(items: Sequence[tuple[Asked, str, int]]) -> Reply:
    """未答, for the office: one line a matter, in which words and which other one it may be (0: none)."""
    if not items:
        return Reply(body="没有等待答复的群众提问。")
    lines = [
        f"G{one.matter.id} {text}（{one.count}人问，{_office_state(one.matter)}{_near(near)}）"
        for one, text, near in items[: 2 * MOST_LINES]
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
        buttons=tuple(button(f"看提问 G{one.matter.id}") for one, *_ in items[:MOST_BUTTONS]),
    )


def _near(near: int) -> str:
    return f"，可能和G{near}是同一件事" if near else ""


def _office_state(matter: Matter) -> str:
    if matter.state is MatterState.ASKED and matter.due is not None:
        return f"{matter.unit}{day(matter.due)}前答复"
    if matter.state is MatterState.PROPOSED:
        return f"{matter.unit}已答，等审定"
    return f"可能属于{matter.unit}" if matter.unit else "等转办"


def shown(asked: Asked, *, text: str, hands: Sequence[Hand], draft: Draft | None, staff: bool, near: int = 0) -> Reply:
    """看提问 12: in which words, how often, which units had it, which other matter it may be, and what can be done."""
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
        note=f"{asked.count}人问，{_span(asked)}，{STATES[matter.state]}{_near(near)}"
        + (f"：{matter.reason}" if matter.reason else "")
        + (f"。{can}" if staff and matter.state in WAITING else ""),
        buttons=(
            *((button("看草稿", f"看草稿 D{draft.id}"),) if draft and staff else ()),
            *(
                (button(f"并进G{near}", f"合并 G{near} G{matter.id}"), button(f"看G{near}", f"看提问 G{near}"))
                if near
                else ()
            ),
        ),
    )


def _span(asked: Asked) -> str:
    """When it was asked first and last."""
    first, last = moment(asked.first_at), moment(asked.last_at)
    return first if first == last else f"{first}至{last}"


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


def not_merged(matter: Matter) -> Reply:
    """合并 of a matter with itself, or with none."""
    return Reply(
        body=f"没有合并：请写把哪件并进G{matter.id}，例如：合并 G{matter.id} G{matter.id + 1}。编号看“未答”。",
        buttons=(button("未答"),),
    )


def parted(matter: Matter, fresh: Matter) -> Reply:
    """After 拆分."""
    return Reply(
        body=f"已从G{matter.id}拆出G{fresh.id}，单独处理。还没有定单位，回复：转给 G{fresh.id} 单位",
        buttons=(button("看提问", f"看提问 G{fresh.id}"), button("未答")),
    )


def not_parted(matter: Matter) -> Reply:
    """拆分 of what cannot be taken out."""
    return Reply(
        body=f"没有拆：请写G{matter.id}里问法的序号，至少留下一个。先看看：看提问 G{matter.id}",
        buttons=(button("看提问", f"看提问 G{matter.id}"),),
    )
