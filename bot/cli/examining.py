"""wenban exam, and what bank check and bank import say of the bank's health and mark."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.opening import WrongUseError, add_command, bytes_of, opened
from bot.cli.output import as_problem, say, shortened, show_json, show_problems, show_table

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from bot.app import App
    from bot.checkups import Run
    from knowledge.documents import Problem
    from knowledge.exam import Comparison, Item, Marked


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add exam."""
    parser = add_command(
        commands, "exam", exam, help="用一套考题给题库打分（1、0.5、0），并与上次比较", options="now json"
    )
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="文件", help="考题（xlsx、csv、jsonl 等）；不写就用留存的考题"
    )
    parser.add_argument("--keep", action="store_true", help="把这套考题留存下来，以后每次导入题库都先比一比")


def exam(arguments: Namespace) -> int:
    """Mark the bank; 1 when rows of the file could not be used or the mark fell since the last run."""
    from bot.checkups import examine, keep_exam
    from bot.texts import checkups as said

    with opened(arguments) as app:
        items, problems = exam_of(app, arguments.file)
        if not items:
            raise WrongUseError(said.no_exam())
        run = examine(app.house, items, now=app.now())
        keeps = arguments.keep and arguments.file is not None
        if keeps:
            keep_exam(app.house, items, name=arguments.file.name, now=app.now(), actor="cli")
    if arguments.json:
        show_json(_run_as_dict(run) | {"kept": keeps, "problems": [as_problem(one) for one in problems]})
    else:
        _show(run)
        show_unused(problems)
        if keeps:
            say(said.kept(len(items)))
    return 1 if problems or (run.since and run.since.fell) else 0


def check(arguments: Namespace) -> int:
    """What a careful clerk would find in the bank, by kind; 1 when something is found."""
    from bot.checkups import inspection
    from bot.texts.checkups import KINDS

    with opened(arguments) as app:
        found = inspection(app.house, now=app.now())()
    counts = Counter(one.kind for one in found)
    if arguments.json:
        show_json(
            {
                "findings": [
                    {"kind": one.kind.value, "entries": list(one.entries), "text": one.text, "reason": one.reason}
                    for one in found
                ],
                "counts": {kind.value: number for kind, number in counts.items()},
                "problems": [as_problem(one) for one in found],
            }
        )
        return 1 if found else 0
    for kind, number in counts.items():
        rows = [("、".join(one.entries), shortened(one.text), one.reason) for one in found if one.kind is kind]
        show_table(("编号", "标准问题", "怎么回事、怎么办"), rows, title=f"{KINDS[kind]} {number} 处")
    say(f"发现 {len(found)} 处需要看一看。" if found else "没有发现问题。")
    return 1 if found else 0


def exam_of(app: App, file: Path | None) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """The questions of this exam file, or of the exam that is kept, and the rows that could not be used."""
    from bot.checkups import kept_exam

    return _read(file) if file is not None else (kept_exam(app.house), ())


def show_unused(problems: Sequence[Problem]) -> None:
    """Rows of an exam that could not be used."""
    show_problems(problems, title=f"没有用上的考题 {len(problems)} 行")


def show_foreseen(change: Comparison) -> None:
    """Say what an import would do to the mark, and to which questions."""
    from bot.texts import checkups as said

    say(said.foreseen(change))
    _show_changes(change)


def as_dict(change: Comparison) -> dict[str, object]:
    """A comparison for machines."""
    from knowledge.exam import marked_to_dict

    return {
        "before": change.before.score,
        "after": change.after.score,
        **{
            name: [{"before": marked_to_dict(one), "after": marked_to_dict(two)} for one, two in changes]
            for name, changes in (("better", change.better), ("worse", change.worse))
        },
    }


def _read(file: Path) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    from bot.checkups import read_exam
    from bot.texts import checkups as said

    items, problems = read_exam(file.name, bytes_of(file))
    if not items:
        raise WrongUseError(
            "\n".join([said.no_question(file), *(f"{one.where}：{one.reason}" for one in problems[:5])])
        )
    return items, problems


def _show(run: Run) -> None:
    from bot.texts import checkups as said
    from knowledge.exam import RIGHT, by_topic

    missed = [one for one in run.marks if one.points < RIGHT]
    if missed:
        rows = [_row(one, f"{one.points:g}") for one in missed]
        show_table(("问题", "得分", "应当", "实际"), rows, title=f"没拿满分的 {len(missed)} 题")
    topics = [
        (said.topic(name), str(one.questions), f"{one.points:g}", str(one.score))
        for name, one in by_topic(run.marks).items()
    ]
    show_table(("主题", "题数", "得分", "百分制"), topics)
    say(said.marks_line(run.marks))
    if run.since:
        say(said.since_last(run.since))
        _show_changes(run.since)


def _show_changes(change: Comparison) -> None:
    for title, changes in (("变差", change.worse), ("变好", change.better)):
        if changes:
            rows = [_row(after, f"{before.points:g} → {after.points:g}") for before, after in changes]
            show_table(("问题", "得分", "应当", "实际"), rows, title=f"{title}的 {len(changes)} 题")


def _row(one: Marked, points: str) -> tuple[str, str, str, str]:
    from bot.texts import checkups as said

    return shortened(one.question, 30), points, shortened(one.wanted, 30), shortened(said.got(one), 60)


def _run_as_dict(run: Run) -> dict[str, object]:
    from knowledge.exam import by_topic, marked_to_dict, tally

    total = tally(run.marks)
    return {
        "questions": total.questions,
        "points": total.points,
        "score": total.score,
        "topics": {
            name: {"questions": one.questions, "points": one.points, "score": one.score}
            for name, one in by_topic(run.marks).items()
        },
        "marks": [marked_to_dict(one) for one in run.marks],
        "since": as_dict(run.since) if run.since else None,
    }
