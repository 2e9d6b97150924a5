"""wenban bank import-laws, laws, remove-law: the laws behind the curated bank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.opening import WrongUseError, add_command, bytes_of, opened
from bot.cli.output import as_problem, busy, say, show_json, show_problems, show_table, tracked

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from bot.laws import LawImport

KINDS = frozenset({".md", ".markdown", ".txt", ".docx"})


def add_commands(bank: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add the commands about laws to the group of the bank."""
    parser = add_command(
        bank, "import-laws", import_laws, help="导入法律法规（md、docx、txt），一条一答", options="now json"
    )
    parser.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="文件",
        help="文件或者装着它们的目录；文件名写成“名称(公布日期)”，如 社会保险法(2018-12-29).md",
    )
    parser.add_argument("--status", default="现行有效", metavar="状态", help="这些法规的效力状态（默认现行有效）")
    parser.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    add_command(bank, "laws", laws, help="列出导入的法律法规", options="json")
    parser = add_command(bank, "remove-law", remove, help="移走一部法律法规", options="now")
    parser.add_argument("title", metavar="名称")


def import_laws(arguments: Namespace) -> int:
    """Read laws one after the other; 1 when some of them could not be used whole."""
    from bot.laws import import_laws as read_in

    files = tracked(list(_files(arguments.files)), "法律法规")
    with opened(arguments) as app:
        done = list(
            read_in(
                app.house,
                ((file.name, bytes_of(file)) for file in files),
                status=arguments.status,
                now=app.now(),
                actor="cli",
                dry_run=arguments.dry_run,
            )
        )
        read = [one for one in done if one.articles]
        if read and not arguments.dry_run:
            # who asks first should not wait for it
            with busy("正在整理条文……"):
                app.house.desk.prepare()
    problems = [one for each in done for one in each.problems]
    if arguments.json:
        show_json(
            {
                "laws": [_as_dict(one.title, one.date, one.articles) for one in read],
                "problems": [as_problem(one) for one in problems],
            }
        )
    else:
        _show(read, dry_run=arguments.dry_run)
        say(f"有问题的 {len(problems)} 处。")
        show_problems(problems)
    return 1 if problems else 0


def laws(arguments: Namespace) -> int:
    """Every law on a line."""
    with opened(arguments) as app:
        held = app.house.store.statutes.editions()
    if arguments.json:
        show_json({"laws": [_as_dict(one.title, one.date, one.articles) for one in held]})
    elif held:
        rows = [(one.title, one.date.isoformat(), str(one.articles), one.status, one.file) for one in held]
        show_table(("名称", "版本", "条数", "状态", "文件"), rows)
        say(f"共 {len(held)} 部，{sum(one.articles for one in held)} 条。")
    else:
        say("还没有导入法律法规。导入：wenban bank import-laws 文件")
    return 0


def remove(arguments: Namespace) -> int:
    """Take one law out."""
    from bot.laws import remove_law
    from knowledge.editions import short_title

    title = short_title(arguments.title)
    with opened(arguments) as app:
        gone = remove_law(app.house, title=title, now=app.now(), actor="cli")
    if not gone:
        raise WrongUseError(f"没有导入过《{title}》。名称要与 wenban bank laws 列出的一样。")
    say(f"已移走《{title}》的 {gone} 条。")
    return 0


def _files(given: Iterable[Path]) -> Iterable[Path]:
    """The files named, and those of the folders named, by name."""
    for path in given:
        found = sorted(file for file in path.iterdir() if file.suffix.lower() in KINDS) if path.is_dir() else [path]
        if not found:
            raise WrongUseError(f"目录 {path} 里没有 md、docx、txt 文件。")
        if not path.exists():
            raise WrongUseError(f"没有 {path} 这个文件，什么都没有导入。请检查路径。")
        yield from found


def _show(read: list[LawImport], *, dry_run: bool) -> None:
    verb = "可导入" if dry_run else "已导入"
    say(f"{verb} {len(read)} 部，{sum(one.articles for one in read)} 条。")
    for one in read:
        if one.left_out:
            say(f"《{one.title}》的附录没有导入：{'、'.join(one.left_out)}")


def _as_dict(title: str, date: object, articles: int) -> dict[str, object]:
    return {"title": title, "date": str(date), "articles": articles}
