"""wenban bank import-packages, wenban bank packages: topics as cards, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.opening import add_command, bytes_of, opened
from bot.cli.output import as_problem, say, show_json, show_problems, show_table

if TYPE_CHECKING:
    from argparse import Namespace


def add_commands(bank: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add import-packages and packages to the bank's commands."""
    parser = add_command(
        bank, "import-packages", import_, help="导入政策包（xlsx、xls、ods、csv、md、docx、jsonl）", options="now json"
    )
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    add_command(bank, "packages", list_, help="列出政策包，和各自还有效的条目", options="now json")


def import_(arguments: Namespace) -> int:
    """Read a file of packages; 1 when a row could not be used or a card would lack an entry."""
    from bot.imports import import_packages

    data = bytes_of(arguments.file)
    with opened(arguments) as app:
        done = import_packages(
            app.house,
            name=arguments.file.name,
            data=data,
            now=app.now(),
            actor="cli",
            dry_run=arguments.dry_run,
        )
    if arguments.json:
        show_json(
            {
                "packages": len(done.packages),
                "added": list(done.added),
                "changed": list(done.changed),
                "problems": [as_problem(one) for one in done.problems],
                "notes": [as_problem(one) for one in done.notes],
            }
        )
    else:
        verb = "可导入" if arguments.dry_run else "已导入"
        say(f"{verb} {len(done.packages)} 个政策包：新增 {len(done.added)}，更新 {len(done.changed)}。")
        say(f"有问题的 {len(done.problems)} 行，需要看一看的 {len(done.notes)} 处。")
        show_problems((*done.problems, *done.notes))
    return 1 if done.problems or done.notes else 0


def list_(arguments: Namespace) -> int:
    """Every package on a line, with how many of its entries are in force."""
    from bot.ports.house import local
    from knowledge.packages import card, package_to_dict

    with opened(arguments) as app:
        store, today = app.house.store, local(app.now()).date()
        held = [card(one, store.entries.get, today=today) for one in store.packages.all()]
    if arguments.json:
        show_json({"packages": [package_to_dict(one.package) | {"gone": list(one.gone)} for one in held]})
    else:
        rows = [
            (one.package.id, one.package.title, f"{len(one.entries)}/{len(one.package.entries)}", one.package.unit)
            for one in held
        ]
        show_table(("编号", "名称", "有效条目", "解释单位"), rows)
        say(f"共 {len(held)} 个。")
    return 0
