"""What is said in the month's report on questions (提问月报)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.asked import month_name
from bot.texts.common import button
from bot.texts.ratings import REASONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from reminders.inquiries import Count, Inquiries, Loop, Times

COLUMNS = ("部分", "项目", "指标", "数值")
OUTCOMES = ("直接答了", "请对方选", "没有答案", "引导别处")
SCREEN = 5
"""So many topics and units stand in the message; the page has them all."""


def title(month: date) -> str:
    """提问月报 of a month, as its heading."""
    return f"{month_name(month)}提问月报"


def outcomes(one: Count) -> tuple[int, int, int, int]:
    """What the questions got, in the order of OUTCOMES."""
    return one.answered, one.suggested, one.unanswered, one.referred


def topic_name(name: str) -> str:
    """A topic as the report writes it."""
    return name or "未分主题"


def unit_name(name: str) -> str:
    """A unit as the report writes it."""
    return name or "没有单位"


def entry_name(entry_id: str, texts: Mapping[str, str]) -> str:
    """An entry that was asked for, also where it is gone."""
    return texts.get(entry_id) or f"{entry_id}（已不在库里）"


def days(number: float | None) -> str:
    """2.5个工作日."""
    return "—" if number is None else f"{number:g}个工作日"


def took(times: Times) -> str:
    """按时4/5件，一般2个工作日，最长6个工作日."""
    return f"按时{times.in_time}/{times.count}件，一般{days(times.middle)}，最长{days(times.slowest)}"


def report(counted: Inquiries) -> Reply:
    """提问月报 as a message; the page has every line."""
    head = title(counted.month)
    if counted.quiet:
        return Reply(title=head, body="这个月没有人提问，也没有评价。", note=_NOTE)
    whole, loop, rated = counted.whole, counted.loop, counted.rated
    each = "，".join(f"{word}{number}" for word, number in zip(OUTCOMES, outcomes(whole), strict=True))
    lines = [f"提问{whole.asked}次：{each}。"]
    if whole.asked:
        lines.append(f"按主题（次数/没有答案）：{_named(counted.topics, topic_name)}。")
        lines.append(f"按单位（次数/没有答案，按正式次序）：{_named(counted.units, unit_name)}。")
    if loop.matters:
        lines.append(
            f"转办{loop.matters}件（{counted.people}人）：已答复{loop.answered}，已了结{loop.closed}，在等{loop.waiting}。"
        )
    if loop.told.count:
        lines.append(f"单位答复：{took(loop.units)}；到告诉群众：{took(loop.told)}。")
    if rated.total:
        why = "、".join(f"{REASONS[reason]}{count}" for reason, count in rated.reasons)
        lines.append(f"评价{rated.total}次：有用{rated.useful}，没解决{rated.useless}{f'（{why}）' if why else ''}。")
    return Reply(title=head, body="\n".join(lines), note=_NOTE, buttons=(button("未答"), button("差评")))


_NOTE = "只数问题，不记是谁问的，单位不排名。办公页“提问月报”能看全、能打印、能存成表格。"


def _named(counts: Sequence[Count], name: Callable[[str], str]) -> str:
    shown = "；".join(f"{name(one.name)} {one.asked}/{one.unanswered}" for one in counts[:SCREEN])
    return shown + (f"；还有{len(counts) - SCREEN}个" if len(counts) > SCREEN else "")


def no_such_month(text: str) -> Reply:
    """A month that cannot be read."""
    return Reply(
        body=f"没看懂“{text}”是哪个月。请写成：提问月报 2026年11月，或者：提问月报 上月。",
        buttons=(button("提问月报"),),
    )


def rows(
    counted: Inquiries, *, entries: Mapping[str, str], matters: Mapping[int, str]
) -> Iterator[tuple[str, str, str, str]]:
    """The report as one long table, a number a row."""
    for part, counts, name in (
        ("合计", (counted.whole,), lambda _: "全部提问"),
        ("按主题", counted.topics, topic_name),
        ("按单位", counted.units, unit_name),
    ):
        for one in counts:
            yield part, name(one.name), "提问", str(one.asked)
            for word, number in zip(OUTCOMES, outcomes(one), strict=True):
                yield part, name(one.name), word, str(number)
    for key, count in counted.hot:
        yield "问得最多的", entry_name(key, entries), "次数", str(count)
    for number, count in counted.hot_matters:
        yield "没有答上、没解决，问得最多的", f"G{number} {matters[number]}", "人数", str(count)
    yield "转办与答复", "全部", "提问人次", str(counted.questions)
    yield "转办与答复", "全部", "其中已撤回", str(counted.withdrawn)
    for loop in (counted.loop, *counted.loops):
        who = unit_name(loop.unit) if loop is not counted.loop else "全部"
        for word, value in loop_cells(loop):
            yield "转办与答复", who, word, value
    yield "评价", "全部", "有用", str(counted.rated.useful)
    yield "评价", "全部", "没解决", str(counted.rated.useless)
    for reason, count in counted.rated.reasons:
        yield "评价", "全部", f"没解决：{REASONS[reason]}", str(count)


def loop_cells(loop: Loop) -> tuple[tuple[str, str], ...]:
    """What the loop's table says of a unit."""
    return (
        ("事项", str(loop.matters)),
        ("已答复", str(loop.answered)),
        ("已了结", str(loop.closed)),
        ("在等", str(loop.waiting)),
        ("本月答复", str(loop.told.count)),
        ("单位按时", str(loop.units.in_time)),
        ("单位用时（中位，工作日）", _number(loop.units.middle)),
        ("单位用时（最长，工作日）", _number(loop.units.slowest)),
        ("告诉群众用时（中位，工作日）", _number(loop.told.middle)),
        ("告诉群众用时（最长，工作日）", _number(loop.told.slowest)),
    )


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
