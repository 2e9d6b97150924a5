"""wenban ask, bank, eval: the policy Q&A bank from the command line."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli import examining, laws, packages, versions
from bot.cli.opening import WrongUseError, add_command, add_group, bytes_of, opened
from bot.cli.output import as_problem, say, shortened, show_json, show_problems, show_table

if TYPE_CHECKING:
    from argparse import Namespace


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add ask, bank and eval."""
    parser = add_command(commands, "ask", ask, help="问一句，看题库怎么答", options="now json")
    parser.add_argument("text", metavar="问题")

    bank = add_group(commands, "bank", help="政策问答库")
    parser = add_command(
        bank, "import", import_, help="导入问答（xlsx、xls、ods、csv、md、docx、jsonl）", options="now json"
    )
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
    parser.add_argument("--exam", type=Path, metavar="文件", help="导入前先用这套考题比一比（默认用留存的考题）")
    parser.add_argument("--anyway", action="store_true", help="考题成绩会下降也导入")
    parser = add_command(bank, "export", export, help="导出问答（按扩展名：xlsx、csv、jsonl）")
    parser.add_argument("file", type=Path, metavar="文件")
    add_command(
        bank,
        "check",
        examining.check,
        help="题库体检：重复、矛盾、过期、缺依据、久未核对、没人问到",
        options="now json",
    )
    add_command(bank, "list", list_, help="列出题库", options="json")
    versions.add_commands(bank)
    packages.add_commands(bank)
    laws.add_commands(bank)

    parser = add_command(commands, "eval", evaluate, help="用一套题量一量答得怎么样", options="json")
    parser.add_argument("--bank", type=Path, required=True, metavar="文件", help="题库 jsonl（可 .gz）")
    parser.add_argument("--queries", type=Path, required=True, metavar="文件", help="问句 jsonl")
    parser.add_argument("--abstain", type=Path, metavar="文件", help="不该作答的问句 jsonl")
    parser.add_argument("--run", dest="out", type=Path, metavar="文件", help="逐句结果写到这里")


def ask(arguments: Namespace) -> int:
    """One question, or several in one message; `also` holds the further ones, `left` those beyond five."""
    from bot.ports.house import local
    from bot.texts.answers import answer_text, more_asked
    from knowledge.answers import answer_to_dict

    with opened(arguments) as app:
        answers = app.house.desk.answer(arguments.text, today=local(app.now()).date())
    left = answers[-1].left
    if arguments.json:
        first, *others = (answer_to_dict(one) for one in answers)
        show_json(first | ({"also": others} if others else {}) | ({"left": list(left)} if left else {}))
    else:
        for answer in answers:
            say(answer_text(answer, office=app.house.office))
            say()
        if left:
            say(more_asked(left, answered=len(answers)).body)
            for question in left:
                say(f"· {question}")
    return 0


def import_(arguments: Namespace) -> int:
    """Read a bank file; 1 when some rows could not be used, or when it was held back because the mark would fall."""
    from bot.checkups import foresight
    from bot.imports import import_bank
    from bot.texts import checkups as said

    data = bytes_of(arguments.file)
    with opened(arguments) as app:
        read = partial(import_bank, app.house, name=arguments.file.name, data=data, now=app.now(), actor="cli")
        items, unused = examining.exam_of(app, arguments.exam)
        change = foresight(app.house, read(dry_run=True).entries, items, now=app.now())() if items else None
        held_back = change is not None and change.fell and not (arguments.anyway or arguments.dry_run)
        shown_only = arguments.dry_run or held_back
        done = read(dry_run=shown_only)
    if arguments.json:
        shown: dict[str, object] = {
            "entries": len(done.entries),
            "added": list(done.added),
            "changed": list(done.changed),
            "problems": [as_problem(one) for one in done.problems],
        }
        if change is not None:
            unused_rows = [as_problem(one) for one in unused]
            shown |= {"exam": examining.as_dict(change) | {"problems": unused_rows}, "imported": not shown_only}
        show_json(shown)
    else:
        examining.show_unused(unused)
        if change is not None:
            examining.show_foreseen(change)
        verb = "可导入" if shown_only else "已导入"
        say(f"{verb} {len(done.entries)} 条：新增 {len(done.added)}，更新 {len(done.changed)}。")
        say(f"有问题的 {len(done.problems)} 行。")
        show_problems(done.problems)
        if held_back:
            say(said.held_back())
    return 1 if done.problems or held_back else 0


def export(arguments: Namespace) -> int:
    """Write the whole bank to a file."""
    from bot.exports import bank_file

    with opened(arguments) as app:
        entries = app.house.store.entries.all()
    try:
        arguments.file.write_bytes(bank_file(arguments.file.name, entries))
    except ValueError as error:
        raise WrongUseError(str(error)) from error
    except OSError as error:
        raise WrongUseError(f"写不了文件 {arguments.file}：{error.strerror}。") from error
    say(f"已导出 {len(entries)} 条到 {arguments.file}。")
    return 0


def list_(arguments: Namespace) -> int:
    """Every entry on a line."""
    from knowledge.entries import entry_to_dict

    with opened(arguments) as app:
        entries = app.house.store.entries.all()
    if arguments.json:
        show_json({"entries": [entry_to_dict(entry) for entry in entries]})
    else:
        rows = [(entry.id, entry.topic, shortened(entry.question, 50), entry.unit) for entry in entries]
        show_table(("编号", "主题", "问题", "解释单位"), rows)
        say(f"共 {len(entries)} 条。")
    return 0


def evaluate(arguments: Namespace) -> int:
    """Measure answers on a labelled set."""
    from bot.cli.measuring import measure

    report = measure(
        bank=bytes_of(arguments.bank),
        queries=bytes_of(arguments.queries),
        abstain=bytes_of(arguments.abstain) if arguments.abstain else b"",
        out=arguments.out,
    )
    if arguments.json:
        show_json(report)
    else:
        decisions, latency = report["decisions"], report["latency_ms"]
        say(f"问句 {report['queries']}，首位命中 {report['recall_at_1']:.1%}，前三命中 {report['recall_at_3']:.1%}")
        say(f"MRR@10 {report['mrr_at_10']:.1%}")
        say(f"直接答 {decisions['answer']}，请选择 {decisions['suggest']}，不作答 {decisions['none']}")
        say(f"一句 {latency['p50']:.2f} 毫秒（p99 {latency['p99']:.2f}），建库 {report['build_s']:.2f} 秒")
        say(f"内存 {report['rss_mb']:.0f} MB")
    return 0
