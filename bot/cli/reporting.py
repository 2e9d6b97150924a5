"""wenban report: the office's papers (倒排, 通报, 约谈名单, 提问月报), what was asked of each unit, a notice's list."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.opening import WrongUseError, add_command, add_group, opened
from bot.cli.output import say, shortened, show_json, show_table

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from bot.app import App
    from reminders.asked import Asked
    from reminders.inquiries import Count, Loop
    from reminders.papers import Talk
    from reminders.reports import MonthLine


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add report."""
    report = add_group(commands, "report", help="报表")
    _dated(
        add_command(report, "month", month, help="每月倒排：本月和90天内到期的、超期的，谁还没确认", options="now json")
    )
    parser = add_command(
        report, "quarter", quarter, help="每季通报：每项办了多少，哪些单位还没确认", options="now json"
    )
    _dated(parser)
    parser.add_argument("--quarter", metavar="季度", default="", help="如 2026-Q3，默认上个季度")
    parser = add_command(
        report, "talks", talks, help="约谈名单：符合规则的单位和事实，约不约谈由人定", options="now json"
    )
    _dated(parser)
    parser = add_command(
        report, "burden", burden, help="减负自查：一个月里给每个单位发了多少消息和要求", options="now json"
    )
    parser.add_argument("--month", metavar="月份", default="", help="如 2026-11，默认本月")
    parser = add_command(
        report, "questions", questions, help="提问月报：问了多少、答了多少、转办多久、评价如何", options="now json"
    )
    parser.add_argument("--month", metavar="月份", default="", help="如 2026-11，默认本月")
    parser.add_argument("--out", type=Path, metavar="文件", help="整张表写到这里，.xlsx 或 .csv")
    parser = add_command(
        report, "notice", notice, help="一条通知发给了谁：渠道、状态、发出和点收时间", options="now json"
    )
    parser.add_argument("number", type=int, metavar="编号", help="通知的编号")
    parser.add_argument("--out", type=Path, metavar="文件", help="名单写到这里，.xlsx 或 .csv")


def _dated(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--on",
        type=date.fromisoformat,
        metavar="日期",
        help="以这一天为今天来算（办结情况按现在的记录），如 2026-11-02",
    )


def _today(arguments: Namespace, app: App) -> date:
    from bot.ports.house import local

    on: date | None = arguments.on if "on" in arguments else None
    return on or local(app.now()).date()


def month(arguments: Namespace) -> int:
    """What is due this month and in the next 90 days, how far it is, who has not confirmed, what is overdue."""
    from bot import papers
    from bot.texts.common import day

    with opened(arguments) as app:
        today = _today(arguments, app)
        listed = papers.countdown(app.house, today)
        this = papers.month(app.house, today)
    if arguments.json:
        show_json(
            {
                "on": today.isoformat(),
                "due": [_line(one) for one in this.lines],
                "late": [_line(one) for one in listed.late],
                "windows": [{"days": one.days, "lines": [_line(line) for line in one.lines]} for one in listed.windows],
                "owing": [
                    {"unit": one.unit, "tasks": [line.task.number for line in one.lines]} for one in listed.owing
                ],
                "difficulties": [
                    {"unit": one.unit, "task": one.task.number, "name": one.task.name, "text": one.words}
                    for one in listed.difficulties
                ],
            }
        )
        return 0
    _show("本月到期", this.lines)
    for window in listed.windows:
        _show(f"{day(window.start)}至{day(window.end)}（{window.days}天内）到期", window.lines)
    _show("以前到期、还没办完", listed.late)
    if listed.difficulties:
        hard = [(one.unit, f"{one.task.number} {one.task.name}", one.words) for one in listed.difficulties]
        show_table(("单位", "任务", "困难"), hard, title="全年推进的任务，单位说有困难")
    return 0


def _show(title: str, lines: Sequence[MonthLine]) -> None:
    rows = [
        (
            one.occurrence.due.isoformat(),
            f"{one.task.number} {one.task.name}",
            f"{one.progress.done}/{one.progress.total}",
            str(one.progress.waiting),
            shortened("、".join(one.progress.missing)),
        )
        for one in lines
    ]
    show_table(("时限", "任务", "已完成", "待审核", "尚未确认的单位"), rows, title=f"{title} {len(rows)} 项")


def _line(line: MonthLine) -> dict[str, object]:
    return {
        "task": line.task.number,
        "name": line.task.name,
        "due": line.occurrence.due.isoformat(),
        "done": line.progress.done,
        "waiting": line.progress.waiting,
        "total": line.progress.total,
        "missing": list(line.progress.missing),
    }


def quarter(arguments: Namespace) -> int:
    """The bulletin of a quarter."""
    from bot import papers
    from bot.texts import papers as said
    from reminders.periods import quarter_from

    with opened(arguments) as app:
        today = _today(arguments, app)
        wanted = quarter_from(arguments.quarter, today=today)
        if wanted is None:
            raise WrongUseError(f"没看懂“{arguments.quarter}”是哪个季度，请写成 --quarter 2026-Q3。")
        one = papers.bulletin(app.house, wanted, today)
        office = app.house.office.name
    if not arguments.json:
        say(said.bulletin(one, office=office).text)
        return 0
    passed, waiting, extended, open_ = one.counts
    show_json(
        {
            "quarter": wanted.name,
            "on": today.isoformat(),
            "shares": {"done": passed, "waiting": waiting, "extended": extended, "open": open_},
            "lines": [
                {
                    "task": line.task.number,
                    "name": line.task.name,
                    "due": line.occurrence.due.isoformat(),
                    "total": line.total,
                    "done": line.passed,
                    "waiting": line.waiting,
                    "extended": [{"unit": unit, "due": due.isoformat()} for unit, due in line.extended],
                    "open": list(line.open),
                }
                for line in one.lines
            ],
            "owing": [{"unit": owing.unit, "tasks": [line.task.number for line in owing.lines]} for owing in one.owing],
        }
    )
    return 0


def talks(arguments: Namespace) -> int:
    """The units that meet the rule of the talk list, with the facts."""
    from bot import papers
    from bot.texts import papers as said

    with opened(arguments) as app:
        today = _today(arguments, app)
        listed = papers.talks(app.house, today)
        rule = app.house.office.talk_rule
        reply = papers.talk_list(app.house, listed, today)
    if arguments.json:
        show_json(
            {
                "on": today.isoformat(),
                "rule": {"workdays": rule.workdays, "duties": rule.duties, "text": said.rule_words(rule)},
                "units": [_talk(one) for one in listed],
            }
        )
    else:
        say(reply.text)
    return 0


def _talk(one: Talk) -> dict[str, object]:
    return {
        "unit": one.unit,
        "long": one.long,
        "many": one.many,
        "duties": [
            {
                "task": duty.task.number,
                "name": duty.task.name,
                "due": duty.occurrence.due.isoformat(),
                "overdue_workdays": duty.workdays,
                "reminded": [day.isoformat() for day in duty.reminded],
            }
            for duty in one.duties
        ],
    }


def burden(arguments: Namespace) -> int:
    """What the system asked of each unit in a month."""
    from bot import asked
    from reminders.asked import total
    from reminders.periods import month_from

    with opened(arguments) as app:
        first = month_from(arguments.month, today=_today(arguments, app))
        if first is None:
            raise WrongUseError(f"没看懂“{arguments.month}”是哪个月，请写成 --month 2026-11。")
        rows = asked.of_month(app.house, first)
    whole = total(rows)
    if arguments.json:
        show_json({"month": f"{first:%Y-%m}", "units": [_asked(one) for one in rows], "total": _asked(whole)})
        return 0
    cells = [
        (
            one.unit or "合计",
            *map(str, (one.messages, one.requests, one.reminders, one.duties, one.returned, one.notices)),
        )
        for one in (*rows, whole)
    ]
    headers = ("单位", "消息", "其中要求办理", "提醒", "提醒涉及事项", "退回补充", "要点收的通知")
    show_table(headers, cells, title=f"{first.year}年{first.month}月减负自查")
    return 0


def _asked(one: Asked) -> dict[str, object]:
    return {
        **({"unit": one.unit} if one.unit else {}),
        "messages": one.messages,
        "requests": one.requests,
        "reminders": one.reminders,
        "duties": one.duties,
        "returned": one.returned,
        "notices": one.notices,
    }


def questions(arguments: Namespace) -> int:
    """What was asked in a month and what became of it."""
    from bot import inquiries
    from bot.texts import inquiries as said
    from reminders.periods import month_from

    with opened(arguments) as app:
        first = month_from(arguments.month, today=_today(arguments, app))
        if first is None:
            raise WrongUseError(f"没看懂“{arguments.month}”是哪个月，请写成 --month 2026-11。")
        shown = inquiries.of_month(app.house, first)
    counted = shown.counted
    rows = tuple(said.rows(counted, entries=shown.entries, matters=shown.matters))
    if arguments.out is not None:
        _write_list(arguments.out, said.title(first), said.COLUMNS, rows)
        say(f"已导出 {len(rows)} 行到 {arguments.out}。")
    elif arguments.json:
        show_json(
            {
                "month": f"{first:%Y-%m}",
                "total": _count(counted.whole),
                "topics": [{"topic": one.name, **_count(one)} for one in counted.topics],
                "units": [{"unit": one.name, **_count(one)} for one in counted.units],
                "hot": [{"entry": key, "text": shown.entries[key], "count": count} for key, count in counted.hot],
                "hot_matters": [
                    {"matter": key, "text": shown.matters[key], "people": count} for key, count in counted.hot_matters
                ],
                "questions": {
                    "asked": counted.questions,
                    "withdrawn": counted.withdrawn,
                    "people": counted.people,
                },
                "loop": _loop(counted.loop) | {"units": [{"unit": one.unit, **_loop(one)} for one in counted.loops]},
                "ratings": {
                    "useful": counted.rated.useful,
                    "useless": counted.rated.useless,
                    "reasons": {str(reason or ""): count for reason, count in counted.rated.reasons},
                },
            }
        )
    else:
        show_table(said.COLUMNS, rows, title=said.title(first))
    return 0


def _count(one: Count) -> dict[str, int]:
    return {
        "asked": one.asked,
        "answered": one.answered,
        "suggested": one.suggested,
        "unanswered": one.unanswered,
        "referred": one.referred,
    }


def _loop(one: Loop) -> dict[str, object]:
    return {
        "matters": one.matters,
        "answered": one.answered,
        "closed": one.closed,
        "waiting": one.waiting,
        "unit_replies": asdict(one.units),
        "told": asdict(one.told),
    }


def notice(arguments: Namespace) -> int:
    """What became of a notice with each receiver; the numbers add up."""
    from bot.noticing import list_rows
    from bot.texts.notices_following import COLUMNS, PROGRESS, STATES

    with opened(arguments) as app:
        found = app.house.store.notices.get(arguments.number)
        if found is None:
            raise WrongUseError(f"没有编号{arguments.number}的通知。")
        people, groups = app.house.store.notices.progress(found.id)
        rows = list_rows(app.house, found)
    counts = (people.total, people.sent, people.waiting, people.stopped, people.failed, people.tapped)
    if arguments.out is not None:
        _write_list(arguments.out, f"通知{found.id}", COLUMNS, rows)
        say(f"已导出 {len(rows)} 行到 {arguments.out}。")
    elif arguments.json:
        show_json(
            {
                "notice": found.id,
                "state": found.state.value,
                "people": dict(zip(_COUNTS, counts, strict=True)),
                "groups": {"total": groups.total, "sent": groups.sent},
                "receivers": [dict(zip(_FIELDS, row, strict=True)) for row in rows],
            }
        )
    else:
        numbers = "，".join(f"{name}{count}" for name, count in zip(PROGRESS, counts, strict=True))
        show_table(COLUMNS, rows, title=f"通知{found.id}（{STATES[found.state]}）：{numbers}")
    return 0


_COUNTS = ("total", "sent", "waiting", "stopped", "failed", "tapped")
_FIELDS = ("unit", "name", "channel", "state", "error", "sent_at", "tapped_at")


def _write_list(out: Path, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from bot.exports import table_file

    try:
        out.write_bytes(table_file(out.name, title, columns, rows))
    except ValueError as error:
        raise WrongUseError(str(error)) from error
    except OSError as error:
        raise WrongUseError(f"写不了文件 {out}：{error.strerror}。") from error
