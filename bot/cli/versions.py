"""wenban bank history, bank rollback: an entry's versions, and the way back to one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.cli.opening import WrongUseError, add_command, opened
from bot.cli.output import say, show_json

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.ports.bank import Revision


def add_commands(bank: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add history and rollback to the bank's commands."""
    parser = add_command(
        bank, "history", history, help="一条问答的历次版本：谁、什么时候、改了什么", options="now json"
    )
    parser.add_argument("id", metavar="编号")
    parser = add_command(bank, "rollback", rollback, help="把一条问答恢复到某一版（记为新的一版）", options="now json")
    parser.add_argument("id", metavar="编号")
    parser.add_argument(
        "--to", type=int, required=True, metavar="版本", help="恢复到第几版；0 是撤下，回到还没有它的时候"
    )


def history(arguments: Namespace) -> int:
    """Every version, oldest first, with what it changed."""
    from bot.texts.versions import differences, revision_line
    from bot.versions import revisions

    with opened(arguments) as app:
        found = _known(arguments.id, revisions(app.house, arguments.id))
    if arguments.json:
        show_json({"id": arguments.id, "versions": [_as_dict(one) for one in found]})
        return 0
    for one in found:
        say(revision_line(one))
        for line in differences(one.changes).splitlines():
            say(f"  {line}")
    return 0


def rollback(arguments: Namespace) -> int:
    """Bring a version back; 1 when the entry is that version already."""
    from bot.texts.versions import already_so, no_such_version, restored
    from bot.versions import revisions, roll_back, version_of
    from knowledge.drafts import difference

    with opened(arguments) as app:
        versions = [one.version for one in _known(arguments.id, revisions(app.house, arguments.id))]
        to, before = version_of(versions, arguments.to), versions[-1]
        if to is None:
            raise WrongUseError(no_such_version(arguments.id, arguments.to, len(versions)).body)
        done = roll_back(app.house, to, now=app.now(), actor="cli")
    newest = before.version + done
    if arguments.json:
        show_json({"id": arguments.id, "restored": to.version if done else None, "version": newest})
    elif done:
        say(restored(to, newest, difference(before.entry, to.entry)).text)
    else:
        say(already_so(arguments.id, to.version).text)
    return 0 if done else 1


def _known(entry_id: str, found: tuple[Revision, ...]) -> tuple[Revision, ...]:
    """The history of an entry that has one."""
    if not found:
        from bot.texts.versions import no_such_entry

        raise WrongUseError(no_such_entry(entry_id).body)
    return found


def _as_dict(one: Revision) -> dict[str, object]:
    from knowledge.entries import entry_to_dict

    version, change = one.version, one.version.change
    return {
        "version": version.version,
        "at": change.at.isoformat() if change else None,
        "actor": change.actor if change else None,
        "who": one.who,
        "action": change.action if change else None,
        "note": change.note if change else "",
        "changes": [{"field": each.field, "before": each.before, "after": each.after} for each in one.changes],
        "entry": entry_to_dict(version.entry) if version.entry else None,
    }
