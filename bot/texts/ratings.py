"""What is said of ratings (评价): why an answer did not help, and which answers did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.answers import RATED
from bot.texts.common import CIRCLED, button, day
from knowledge.ratings import Reason
from knowledge.text import narrow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.ports.messages import Button
    from knowledge.ratings import Standing, Subject, Tally

REASONS: Mapping[Reason | None, str] = {
    Reason.OFF_POINT: "答非所问",
    Reason.OUTDATED: "已过时",
    Reason.UNCLEAR: "看不懂",
    Reason.OTHER: "其他",
    None: "没说原因",
}
LATELY = "刚才"
"""Stands for the answer that one said last not to have helped."""
MOST_BYTES = 64
"""What a button sends may be no longer: Telegram takes no more."""
SCREEN = 3
"""So many entries with their buttons fit one message."""
MOST_LINES = 8
_SHOWN_NOTES = 2


def reason_from(text: str) -> tuple[Reason, str]:
    """The reason that words begin with, and what is said besides; other words are 其他."""
    plain = narrow(text)
    for reason, word in REASONS.items():
        for said in (word, word.removeprefix("已")):
            if reason is not None and plain.startswith(said):
                return reason, text[len(said) :].strip(" ，,：:。")
    return Reason.OTHER, text.strip()


def why(entry_id: str) -> tuple[Button, ...]:
    """The reasons to tap, after 没解决; a law's name may be too long to say again."""
    words = [word for reason, word in REASONS.items() if reason is not None]
    longest = max(len(_because(entry_id, word).encode()) for word in words)
    which = entry_id if longest <= MOST_BYTES else LATELY
    return tuple(button(word, _because(which, word)) for word in words)


def _because(entry_id: str, word: str) -> str:
    return f"没解决 {entry_id} {word}"


def noted(reason: Reason, note: str, *, explained: bool) -> Reply:
    """A reason came; `explained` where a unit explains what was answered."""
    if reason is Reason.OTHER and not note:
        more = f"记下了，谢谢您。愿意的话说说哪里不好，例如：没解决 {LATELY} 没写要带什么（不用写个人信息）"
        return Reply(body=more, done=RATED)
    what = "您的话" if reason is Reason.OTHER else REASONS[reason]
    look = "会请解释单位看看，" if explained else ""
    return Reply(body=f"记下了：{what}。{look}谢谢您。", done=RATED)


def counted(tally: Tally) -> str:
    """没解决6（答非所问3、已过时2、没说原因1），占评价的60%."""
    each = "、".join(f"{REASONS[reason]}{count}" for reason, count in tally.reasons)
    return f"没解决{tally.useless}（{each}），占评价的{tally.share}%"


def fell(one: Standing) -> str:
    """以前20%; nothing of an entry that did not fall."""
    if not one.fell:
        return ""
    return f"，差评变多，以前是{one.before.share}%" if one.before.total else "，差评变多"


def _line(number: int, subject: Subject, one: Standing) -> str:
    notes = "".join(f"\n　“{note}”" for note in one.notes[:_SHOWN_NOTES])
    return f"{CIRCLED[number]} {_named(subject)}：{counted(one.recent)}{fell(one)}{notes}"


def weekly(unit: str, rated: Sequence[tuple[Subject, Standing]], today: date) -> Reply:
    """The week's list for the unit that explains the entries."""
    shown = rated[:SCREEN]
    lines = [_line(number, *one) for number, one in enumerate(shown)]
    if len(rated) > SCREEN:
        lines.append(f"还有{len(rated) - SCREEN}条，回复“差评”都能看到。")
    return Reply(
        title=f"【群众评价】{unit} {day(today)}",
        body="\n".join(["上周有群众说这几条没解决问题：", *lines, *_wanted([one for one, _ in shown])]),
        note="为什么发给您：这些问答由您单位解释。一周最多发这一条，没有差评就不发。",
        buttons=tuple(one for number, (named, _) in enumerate(shown) for one in _choices(CIRCLED[number], named))
        + ((button("差评"),) if len(rated) > SCREEN else ()),
    )


def _wanted(subjects: Sequence[Subject]) -> Iterator[str]:
    """What the unit is asked to do."""
    if not all(one.card for one in subjects):
        yield "请看看要不要改；没有问题就点“仍有效”。"
    if any(one.card for one in subjects):
        yield "政策包由政务公开办改，要改哪里请回复：投诉建议 内容。"


def _choices(mark: str, subject: Subject) -> tuple[Button, ...]:
    """What the unit can do about an entry; a card is the office's to change."""
    if subject.card:
        return ()
    return button(f"{mark}修改", f"修改 {subject.id}"), button(f"{mark}仍有效", f"仍有效 {subject.id}")


def _named(subject: Subject) -> str:
    return f"政策包“{subject.name}”" if subject.card else f"{subject.id} {subject.name}"


def homeless(rated: Sequence[tuple[Subject, Standing]]) -> Reply:
    """For the office: entries that did not help, and no unit that can be told."""
    return Reply(
        title=f"【群众评价】{len(rated)}条没有单位可转",
        body=_listed(rated),
        note="这些单位没有联络员，或者没有写解释单位。可以先发加入码，也可以自己改。",
        buttons=(button("差评"),),
    )


def listed(found: Mapping[str, Sequence[tuple[Subject, Standing]]], *, mine: bool) -> Reply:
    """差评: a unit's own, or everybody's; what fell is named first."""
    every = [one for some in found.values() for one in some]
    if not every:
        return Reply(body="近30天没有群众说“没解决”的问答。")
    every.sort(key=lambda one: (not one[1].fell, -one[1].recent.useless, one[0].id))
    down = sum(one.fell for _, one in every)
    lead = [f"其中{down}条差评变多，请先看。"] if down else []
    note = "逐条回复：修改 编号，或 仍有效 编号" if mine else "改答案由解释单位起草，或者在办公页改；改过以后重新算。"
    return Reply(
        title=f"近30天没解决问题的问答{len(every)}条",
        body="\n".join([*lead, _listed(every, unit=not mine)]),
        note=note,
        buttons=_choices("", every[0][0]) if mine else (),
    )


def _of(subject: Subject) -> str:
    return f"（{subject.unit or '没有写解释单位'}）"


def _listed(rated: Sequence[tuple[Subject, Standing]], *, unit: bool = True) -> str:
    lines = [
        f"{_named(subject)}{_of(subject) if unit else ''}：{counted(one.recent)}{fell(one)}"
        for subject, one in rated[:MOST_LINES]
    ]
    if len(rated) > MOST_LINES:
        lines.append(f"……共{len(rated)}条")
    return "\n".join(lines)
