"""wenban tasks, units, parse: the year's table and its two small languages from the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.opening import add_command, add_group, bytes_of, opened
from bot.cli.output import as_problem, problem_rows, say, shortened, show_json, show_table

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.imports import Choose, TaskImport
    from reminders.schedule import Deadline


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add tasks, units and parse."""
    tasks = add_group(commands, "tasks", help="年度任务表")
    parser = add_command(
        tasks, "import", import_, help="导入任务分解表（docx、xlsx、xls、ods、csv、md、txt）", options="now json"
    )
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--year", type=int, metavar="年份", help="表里没写年份时用它")
    parser.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    some = parser.add_mutually_exclusive_group()
    some.add_argument("--only", metavar="编号", help="只接受这几条变更，如 3,5；编号见 --dry-run")
    some.add_argument("--except", dest="leave", metavar="编号", help="除了这几条变更都接受，如 7")
    parser = add_command(tasks, "list", list_, help="列出一年的任务", options="now json")
    parser.add_argument("--year", type=int, metavar="年份", help="默认今年")
    parser = add_command(tasks, "plan", plan, help="预演：从哪天到哪天会提醒谁", options="json")
    parser.add_argument(
        "--from", dest="start", type=date.fromisoformat, required=True, metavar="日期", help="如 2022-01-01"
    )
    parser.add_argument(
        "--to", dest="end", type=date.fromisoformat, required=True, metavar="日期", help="如 2022-12-31"
    )
    parser = add_command(
        tasks, "ledger", ledger, help="提醒台账：每一条提醒何时排队、发出、为什么没发出", options="json"
    )
    parser.add_argument("--unit", metavar="单位", help="只看一个单位")
    parser.add_argument("--task", type=int, metavar="序号", help="只看一项任务")

    units = add_group(commands, "units", help="单位目录")
    parser = add_command(units, "import", import_units, help="导入单位目录（toml、xlsx、csv）", options="json")
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    add_command(units, "list", list_units, help="按序列出单位", options="json")

    parse = add_group(commands, "parse", help="看一个单元格会被怎样读")
    parser = add_command(parse, "deadline", parse_deadline, help="读一个“时间节点”", options="json")
    parser.add_argument("text", metavar="文字")
    parser.add_argument("--year", type=int, required=True, metavar="年份")
    parser = add_command(parse, "units", parse_units, help="读一个“责任单位”", options="json")
    parser.add_argument("text", metavar="文字")


def import_(arguments: Namespace) -> int:
    """Read a task table; 1 when some of it could not be read."""
    from bot.imports import import_tasks
    from reminders.parsing import ParseError
    from reminders.tables import table_to_dict

    data = bytes_of(arguments.file)
    with opened(arguments) as app:
        try:
            done = import_tasks(
                app.house,
                name=arguments.file.name,
                data=data,
                year=arguments.year,
                now=app.now(),
                actor="cli",
                dry_run=arguments.dry_run,
                choice=_choice(arguments),
            )
        except ParseError as error:
            say(f"没有导入：{error.reason}。")
            return 1
    if arguments.json:
        show_json(table_to_dict(done.table))
    else:
        _show_import(done, dry_run=arguments.dry_run)
    return 1 if done.table.problems or not done.table.tasks else 0


def _choice(arguments: Namespace) -> Choose | None:
    """Which changes are accepted, as --only or --except says; all of them without either."""
    from reminders.choices import choose

    numbers = arguments.only if arguments.only is not None else arguments.leave
    if numbers is None:
        return None
    leave = arguments.only is None
    return lambda rows: choose(rows, numbers, leave=leave)


def _show_import(done: TaskImport, *, dry_run: bool) -> None:
    from bot.texts.imports import learnt_lines, row_text

    table, changes = done.table, done.changes
    say(f"《{table.title}》{table.year}年，读出 {len(table.tasks)} 项任务。")
    say(
        f"与现有任务相比：新增 {len(changes.added)}，变更 {len(changes.changed)}，"
        f"不变 {len(changes.same)}，撤下 {len(changes.withdrawn)}。"
    )
    if changes.same or changes.changed:
        for row in done.rows:
            say(f"  {row_text(row)}" + ("" if row.number in done.accepted else "（不接受，保持原样）"))
    for line in learnt_lines(done.learnt):
        say(line)
    if table.problems:
        rows = [(one.where, shortened(one.text), one.reason) for one in table.problems]
        show_table(("位置", "内容", "问题"), rows, title=f"没有读懂的 {len(rows)} 处")
    if table.questions:
        rows = [(one.where, shortened(one.text), one.ask) for one in table.questions]
        show_table(("位置", "内容", "请明确"), rows, title=f"需要政务公开办明确的 {len(rows)} 处")
    milestones = [
        (f"{task.number}", shortened(one.text), _dates(one.occurrences))
        for task in table.tasks
        for one in task.milestones
    ]
    if milestones:
        show_table(("任务", "任务内容里的时间", "日期"), milestones, title="可采纳为节点的时间（在对话里回复 待明确）")
    say("这次只是预览，没有写入。" if dry_run else "已写入。")


def list_(arguments: Namespace) -> int:
    """Every task of a year on a line."""
    from bot.ports.house import local
    from reminders.tables import task_to_dict

    with opened(arguments) as app:
        year = arguments.year or local(app.now()).year
        tasks = app.house.store.tasks.all(year)
        title = app.house.store.tasks.title(year) if tasks else ""
    if arguments.json:
        show_json({"title": title, "year": year, "tasks": [task_to_dict(task) for task in tasks]})
        return 0
    if not tasks:
        say(f"{year}年还没有任务表。导入：wenban tasks import 文件")
        return 0
    rows = [
        (
            str(task.number),
            shortened(task.name, 24),
            shortened(task.units_text, 40),
            shortened(task.deadline_text, 30),
            "；".join(_dates(line.occurrences) or line.kind.value for line in task.deadlines),
        )
        for task in tasks
    ]
    show_table(("序号", "任务", "责任单位", "时间节点", "读作"), rows, title=title)
    return 0


def plan(arguments: Namespace) -> int:
    """What would be sent between two days if nothing more were confirmed."""
    from bot.standing import planned
    from bot.texts.common import rung

    with opened(arguments) as app:
        reminders = planned(app.house, start=arguments.start, end=arguments.end)
    if arguments.json:
        show_json(
            {
                "reminders": [
                    {
                        "on": one.on.isoformat(),
                        "unit": one.duty.unit,
                        "role": one.duty.part.value,
                        "task": one.duty.number,
                        "occurrence": one.duty.due.isoformat()
                        if one.duty.due
                        else one.duty.occurrence.rpartition("/")[2],
                        "rung": one.rung if one.rung is not None else "round",
                    }
                    for one in reminders
                ]
            }
        )
        return 0
    rows = [
        (
            one.on.isoformat(),
            one.duty.unit,
            f"{one.duty.number} {one.duty.name}",
            one.duty.due.isoformat() if one.duty.due else "例行",
            rung(one.rung_name),
        )
        for one in reminders
    ]
    show_table(("日期", "单位", "任务", "时限", "提醒档"), rows)
    say(f"共 {len(rows)} 条。")
    return 0


def ledger(arguments: Namespace) -> int:
    """Every reminder that fell due: when it was queued, sent, acknowledged, or why it was not."""
    from bot.accounts import ledger_rows
    from bot.texts.pressing import LEDGER_STATES, WITHHELD, why

    with opened(arguments) as app:
        rows = ledger_rows(app.house, unit=arguments.unit, number=arguments.task)
    if arguments.json:
        show_json({"reminders": rows})
        return 0
    show_table(
        ("到档", "单位", "一次到期", "提醒档", "状态", "排队", "发出", "知悉", "说明"),
        [
            (
                row["due_on"],
                row["unit"],
                row["occurrence"],
                why(row["why"], row["rung"]),
                LEDGER_STATES[row["state"]],
                *(_wall_clock(row[name]) for name in ("queued_at", "sent_at", "acknowledged_at")),
                row["error"] or WITHHELD.get(row["withheld"], ""),
            )
            for row in rows
        ],
    )
    say(f"共 {len(rows)} 条。")
    return 0


def _wall_clock(text: str) -> str:
    """A stored time as the office reads it."""
    from datetime import datetime

    from bot.ports.house import local

    return f"{local(datetime.fromisoformat(text)):%m-%d %H:%M}" if text else ""


def import_units(arguments: Namespace) -> int:
    """Read a unit directory; 1 when some rows could not be used."""
    from bot import imports

    data = bytes_of(arguments.file)
    with opened(arguments) as app:
        units, problems = imports.import_units(
            app.house, name=arguments.file.name, data=data, now=app.now(), actor="cli", dry_run=arguments.dry_run
        )
    found = [as_problem(one) for one in problems]
    if arguments.json:
        show_json({"units": len(units), "problems": found})
    else:
        say(f"{'可导入' if arguments.dry_run else '已导入'} {len(units)} 个单位；有问题的 {len(problems)} 行。")
        if found:
            show_table(("位置", "内容", "问题"), problem_rows(found, "reason"))
    return 1 if problems else 0


def list_units(arguments: Namespace) -> int:
    """The directory in official order."""
    with opened(arguments) as app:
        units = app.house.store.units.all()
    if arguments.json:
        show_json({"units": [{"name": one.name, "aliases": list(one.aliases), "group": one.group} for one in units]})
        return 0
    show_table(("单位", "又称", "单位组"), [(one.name, "、".join(one.aliases), one.group) for one in units])
    say(f"共 {len(units)} 个单位。")
    return 0


def parse_deadline(arguments: Namespace) -> int:
    """How one 时间节点 is read; 1 when it is refused."""
    from reminders.deadlines import parse
    from reminders.parsing import ParseError
    from reminders.schedule import deadline_to_dict

    problem: str | None = None
    read: tuple[Deadline, ...] = ()
    try:
        read = parse(arguments.text, arguments.year)
    except ParseError as error:
        problem = error.reason
    if arguments.json:
        deadlines = [deadline_to_dict(line) for line in read]
        show_json({"text": arguments.text, "year": arguments.year, "deadlines": deadlines, "problem": problem})
    elif problem:
        say(f"没有读懂：{problem}")
    else:
        show_table(("种类", "日期"), [(line.kind.value, _dates(line.occurrences)) for line in read])
    return 1 if problem else 0


def parse_units(arguments: Namespace) -> int:
    """How one 责任单位 is read with the sample directory; 1 when it is refused."""
    from bot.imports import sample_units
    from reminders.directory import UnitDirectory
    from reminders.parsing import ParseError
    from reminders.units import UnitPhrase, parse

    problem: str | None = None
    phrase = UnitPhrase()
    try:
        phrase = parse(arguments.text, UnitDirectory(sample_units()))
    except ParseError as error:
        problem = error.reason
    read = {"lead": list(phrase.lead), "support": list(phrase.support), "responsible": list(phrase.responsible)}
    if arguments.json:
        show_json({"text": arguments.text, **read, "problem": problem})
    elif problem:
        say(f"没有读懂：{problem}")
    else:
        labels = (("牵头", "lead"), ("配合", "support"), ("责任", "responsible"))
        show_table(("分工", "单位"), [(label, "、".join(read[key])) for label, key in labels if read[key]])
    return 1 if problem else 0


def _dates(days: tuple[date, ...]) -> str:
    shown = "、".join(day.isoformat() for day in days[:4])
    return f"{shown} 等{len(days)}次" if len(days) > 4 else shown  # noqa: PLR2004 - what a table cell holds
