"""What is said in the office's papers: the countdown, the bulletin, the talk list."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.messages import Reply
from bot.texts.common import button, day, full_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from reminders.papers import Bulletin, BulletinLine, Countdown, Talk, TalkRule, Window
    from reminders.periods import Quarter
    from reminders.reports import MonthLine
    from reminders.tasks import Task

MOST_LINES = 8
MOST_TALKS = 5
QUARTERS = "一二三四"


def countdown(listed: Countdown) -> Reply:
    """每月倒排: by date, with how many units confirmed, and who did not."""
    today = listed.today
    parts: list[str] = []
    if listed.late:
        parts += _section(f"以前到期、还没确认齐的{len(listed.late)}项：", listed.late, today)
    for window in listed.windows:
        parts += _section(f"{_span(window)}到期{len(window.lines)}项：", window.lines, today)
    if not parts:
        parts.append("90天内没有到期的工作，以前到期的也都确认齐了。")
    if listed.owing:
        parts.append("还没确认的单位（超期的和30天内到期的，按正式次序）：")
        parts += _by_unit(((one.unit, [line.task for line in one.lines]) for one in listed.owing), today)
    if listed.difficulties:
        parts.append("全年推进的任务，单位说有困难的：")
        parts += [
            f"· {one.unit}　{named(one.task, today)}" + (f"：{one.words}" if one.words else "")
            for one in listed.difficulties
        ]
    return Reply(
        title=f"【每月倒排】{full_day(today)}",
        body="\n".join(parts),
        note="每月第一个工作日自动发一次，平时回复“倒排”随时可看。",
        buttons=(button("待审核"), button("通报"), button("约谈名单")),
    )


def _section(heading: str, lines: Sequence[MonthLine], today: date) -> list[str]:
    """A heading and the lines under it that one screen holds; nothing without lines."""
    if not lines:
        return []
    shown = [_line(line, today) for line in lines[:MOST_LINES]]
    left = len(lines) - len(shown)
    return [heading, *shown, *([f"　还有{left}项，回复“进度”或在办公页“倒排通报”里看。"] if left else [])]


def _line(line: MonthLine, today: date) -> str:
    late = f"，已超期{line.workdays}个工作日" if line.overdue else ""
    progress = line.progress
    return (
        f"· {dated(line.occurrence.due, today)} {named(line.task, today)}："
        f"已确认{progress.confirmed}/{progress.total}{late}"
    )


def _span(window: Window) -> str:
    """30天内 for the first window, 31—60天 for a later one."""
    first = window.days - (window.end - window.start).days
    return f"{first}—{window.days}天" if first else f"{window.days}天内"


def _by_unit(owing: Iterable[tuple[str, Sequence[Task]]], today: date) -> list[str]:
    """What each unit owes, in the order given; neighbours that owe the same share a line."""
    each = [(unit, "、".join(_number(task, today) for task in _by_number(tasks))) for unit, tasks in owing]
    lines: list[str] = []
    for numbers, run in groupby(each, key=itemgetter(1)):
        units = [unit for unit, _ in run]
        lines.append(f"· {'、'.join(units)}：第{numbers}项")
    return lines


def _by_number(tasks: Sequence[Task]) -> list[Task]:
    """The tasks in the order of their tables, each once."""
    held = {(task.year, task.number): task for task in tasks}
    return [held[place] for place in sorted(held)]


def named(task: Task, today: date) -> str:
    """4. 行政处罚信息公开, with the year where it is another year's table."""
    return f"{_number(task, today)}. {task.name}"


def _number(task: Task, today: date) -> str:
    return str(task.number) if task.year == today.year else f"{task.year}年{task.number}"


def dated(due: date, today: date) -> str:
    """10月31日, with the year where it is not this one."""
    return day(due) if due.year == today.year else full_day(due)


def quarter_name(quarter: Quarter) -> str:
    """2026年第三季度."""
    return f"{quarter.year}年第{QUARTERS[quarter.number - 1]}季度"


def bulletin(one: Bulletin, *, office: str) -> Reply:
    """每季通报 as the units read it: neutral, dated, with counts that add up."""
    passed, waiting, extended, open_ = one.counts
    total = passed + waiting + extended + open_
    today = one.today
    if not one.lines:
        parts = ["这个季度没有到期的工作。"]
    else:
        parts = [
            f"本季度到期{len(one.lines)}项工作，分到各单位共{total}件。",
            f"截至{full_day(today)}：已办结{passed}件，待审核{waiting}件，同意延期{extended}件，尚未确认{open_}件。",
        ]
        parts += [_bulletin_line(line, today) for line in one.lines]
    later = [
        f"{unit}{_number(line.task, today)}（延至{dated(due, today)}）"
        for line in one.lines
        for unit, due in line.extended
    ]
    if later:
        parts.append("同意延期的：" + "；".join(later) + "。")
    if one.owing:
        parts.append("尚未确认的单位（按正式次序）：")
        parts += _by_unit(((owing.unit, [line.task for line in owing.lines]) for owing in one.owing), today)
    elif one.lines:
        parts.append("没有尚未确认的单位。")
    return Reply(
        title=f"【政务公开工作通报】{quarter_name(one.quarter)}",
        body="\n".join(parts),
        note=f"{office}　{full_day(today)}",
    )


def _bulletin_line(line: BulletinLine, today: date) -> str:
    later = f"，延期{len(line.extended)}" if line.extended else ""
    return (
        f"· {dated(line.occurrence.due, today)} {named(line.task, today)}：{line.total}个单位，"
        f"已办结{line.passed}，待审核{line.waiting}{later}，尚未确认{len(line.open)}"
    )


def bulletin_ready(one: Bulletin) -> Reply:
    """To the office on the day that opens a quarter: the bulletin can be looked at; it goes out only by a person."""
    if not one.lines:
        return Reply(title="【每季通报】", body=f"{quarter_name(one.quarter)}没有到期的工作，可以不通报。")
    passed, waiting, extended, open_ = one.counts
    return Reply(
        title=f"【每季通报】{quarter_name(one.quarter)}的通报可以看了",
        body=(
            f"到期{len(one.lines)}项工作，各单位共{passed + waiting + extended + open_}件：已办结{passed}，"
            f"待审核{waiting}，同意延期{extended}，尚未确认{open_}。\n先看一遍，再决定要不要发给各单位；不会自动发。"
        ),
        buttons=(button("看通报", f"通报 {one.quarter.name}"),),
    )


def bulletin_to_release(quarter: Quarter, count: int, *, released: datetime | None, may: bool) -> Reply:
    """Beneath the bulletin: whether it went out, and how it does."""
    if released is not None:
        return Reply(body=f"{quarter_name(quarter)}的通报{_on(released)}已经发布过。上面是按现在的记录重新算的。")
    if not may:
        return Reply(body="还没有发布。发布由管理员来做。")
    if not count:
        return Reply(body="还没有单位的联络员能收到，现在不能发布。")
    return Reply(
        body=f"上面就是各单位收到的样子，还没有发出。发布会发给{count}位联络员。",
        buttons=(button(f"发布（{count}人）", "发布通报"), button("取消")),
    )


def bulletin_released(quarter: Quarter, count: int) -> Reply:
    """After 发布通报."""
    return Reply(
        body=f"已排好，{quarter_name(quarter)}的通报发给{count}位联络员，工作时间发出。已留痕。", done="已发布"
    )


def released_before(quarter: Quarter, at: datetime) -> Reply:
    """发布通报 a second time."""
    return Reply(
        body=f"{quarter_name(quarter)}的通报{_on(at)}已经发布过，没有再发。要更正请用“/通知”。",
        buttons=(button("/通知"),),
    )


def no_bulletin() -> Reply:
    """发布通报 without a bulletin that was just looked at."""
    return Reply(
        body="请先看一遍再发布：回复“通报”看上个季度的，或者“通报 2026年第三季度”。", buttons=(button("通报"),)
    )


def no_such_quarter(text: str) -> Reply:
    """A quarter that cannot be read."""
    return Reply(
        body=f"没看懂“{text}”是哪个季度。请写成：通报 2026年第三季度，或者：通报 本季度。", buttons=(button("通报"),)
    )


def rule_words(rule: TalkRule) -> str:
    """一项工作超期超过20个工作日，或者超期的工作达到3项."""
    return f"一项工作超期超过{rule.workdays}个工作日，或者超期的工作达到{rule.duties}项"


def talks(listed: Sequence[Talk], *, rule: TalkRule, today: date, decided: Mapping[str, datetime]) -> Reply:
    """半年约谈名单: the rule, the facts, and that a person decides."""
    title = f"【约谈名单】截至{full_day(today)}"
    if not listed:
        return Reply(title=title, body=f"没有符合规则的单位。规则：{rule_words(rule)}。")
    parts = [f"规则：{rule_words(rule)}。", f"符合规则的{len(listed)}个单位（按正式次序）："]
    for talk in listed[:MOST_TALKS]:
        recorded = f"（{_on(decided[talk.unit])}已记录处理）" if talk.unit in decided else ""
        parts.append(f"{talk.unit}{recorded}")
        for duty in talk.duties:
            late = f"{dated(duty.occurrence.due, today)}到期，已超期{duty.workdays}个工作日"
            parts.append(f"· {named(duty.task, today)}，{late}；{_reminded(duty.reminded, today)}")
    if len(listed) > MOST_TALKS:
        parts.append(f"还有{len(listed) - MOST_TALKS}个单位：" + "、".join(talk.unit for talk in listed[MOST_TALKS:]))
        parts.append("每个单位的事实在办公页“倒排通报”里。")
    return Reply(
        title=title,
        body="\n".join(parts),
        note=f"系统只按规则列出事实，要不要约谈由人决定。定了请记一笔：约谈 {listed[0].unit} 记录内容",
    )


def _reminded(days: Sequence[date], today: date) -> str:
    if not days:
        return "没有发出过提醒"
    shown = "、".join(dated(one, today) for one in days[-MOST_LINES:])
    return f"提醒过{len(days)}次：{shown}" if len(days) <= MOST_LINES else f"提醒过{len(days)}次，最近：{shown}"


def talk_asked(unit: str) -> Reply:
    """约谈 without what was decided."""
    return Reply(body=f"要记什么？请写成：约谈 {unit} 记录内容，例如：约谈 {unit} 已电话了解，月底前补报。")


def talk_recorded(unit: str) -> Reply:
    """约谈 with what was decided."""
    return Reply(body=f"已记下对{unit}的处理，并已留痕。不会发给该单位。", buttons=(button("约谈名单"),))


def no_such_unit(name: str, near: str) -> Reply:
    """A unit that is not in the directory."""
    hint = f"，是不是“{near}”" if near else ""
    return Reply(body=f"单位目录里没有“{name}”{hint}。没有记录。")


def _on(value: datetime) -> str:
    return full_day(local(value).date())
