"""What is said of the bank's health and of its exam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.answers import Decision
from knowledge.exam import HALF, RIGHT, tally
from knowledge.health import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.exam import Comparison, Marked, Tally

KINDS = {
    Kind.CONFLICT: "不同单位答得不一样",
    Kind.SAME: "问法重复",
    Kind.CLAIMED: "相似问法是别条的标准问题",
    Kind.NEAR: "问法很像",
    Kind.NEGATIVE: "反例挡住自己",
    Kind.EXPIRED: "已经失效",
    Kind.DEAD_SOURCE: "依据已废止",
    Kind.OTHER_ARTICLE: "条款对不上",
    Kind.DEAD_LINK: "指向不存在的条目",
    Kind.NO_SOURCE: "没有依据",
    Kind.FELL: "差评变多",
    Kind.EXPIRING: "快要失效",
    Kind.UNCHECKED: "该核对了",
    Kind.TOO_LONG: "答案太长",
    Kind.NO_SIMILAR: "没有相似问法",
    Kind.UNASKED: "很久没人问到",
}
_MOST_SHOWN = 3


def marks_line(marks: Sequence[Marked]) -> str:
    """The sum of a run, as points and out of a hundred."""
    total = tally(marks)
    right = sum(one.points == RIGHT for one in marks)
    half = sum(one.points == HALF for one in marks)
    missed = total.questions - right - half
    return (
        f"{total.questions}题，得{total.points:g}分，折合百分制{total.score}。答对{right}，沾边{half}，没答对{missed}。"
    )


def got(one: Marked) -> str:
    """What a question was told."""
    named = "".join(f"“{question}”" for question in one.shown[:_MOST_SHOWN])
    if one.decision is Decision.ANSWER:
        return f"答了{named}"
    return f"请对方从{named}里选" if one.decision is Decision.SUGGEST else "说不知道"


def topic(name: str) -> str:
    """The name of a topic in the table of marks."""
    return name or "未分主题"


def since_last(change: Comparison) -> str:
    """The run against the one before it."""
    return f"与上次相比（相同的{change.after.questions}题）：{_from_to(change)}；{_changed(change)}。"


def foreseen(change: Comparison) -> str:
    """What an import would do to the mark."""
    if change.fell:
        return f"注意：导入后考题成绩会下降，百分制{_from_to(change)}；{_changed(change)}。"
    if change.better or change.worse:
        return f"导入后考题成绩：百分制{_from_to(change)}；{_changed(change)}。"
    return f"导入后考题成绩不变，百分制{change.after.score}。"


def held_back() -> str:
    """An import that was not made, because the mark would fall."""
    return "没有导入。请先核对变差的题；确实要导入，请加上 --anyway 再执行一次。"


def kept(questions: int) -> str:
    """The exam was kept."""
    return f"已留存{questions}道考题，以后每次导入题库都会先比一比。"


def no_exam() -> str:
    """No exam file named, and none kept."""
    return "还没有留存的考题，请写上考题文件，如：wenban exam 考题.xlsx --keep。"


def no_question(name: object) -> str:
    """A file without a question that can be marked."""
    return f"{name} 里没有一道能用的考题。"


def _from_to(change: Comparison) -> str:
    return f"{_score(change.before)} → {_score(change.after)}"


def _score(total: Tally) -> str:
    return f"{total.score}"


def _changed(change: Comparison) -> str:
    return f"变好{len(change.better)}题，变差{len(change.worse)}题"
