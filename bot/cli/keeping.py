"""wenban backup, restore, check: safe copies and the self-check."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.opening import add_command, config_of, data_folder, opened
from bot.cli.output import say, show_json

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.app import App
    from bot.config import Config


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add backup, restore and check."""
    parser = add_command(commands, "backup", backup, help="把数据备份成一个文件")
    parser.add_argument("file", type=Path, metavar="文件")
    parser = add_command(commands, "restore", restore, help="从备份文件恢复")
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--force", action="store_true", help="数据目录里已有数据时也恢复（原数据改名保留）")

    add_command(
        commands, "check", check, help="自检：配置、数据库、留痕链、佐证文件、节假日表、接通的渠道", options="now json"
    )


def backup(arguments: Namespace) -> int:
    """One file with everything in it."""
    import bot.store.backup as backups

    written = backups.backup(data_folder(arguments), arguments.file)
    say(f"已备份到 {written}。")
    return 0


def restore(arguments: Namespace) -> int:
    """Put a backup back, after checking all of it; 1 when its data had faults already."""
    import bot.store.backup as backups

    found = backups.restore(arguments.file, data_folder(arguments), force=arguments.force)
    say(f"已恢复到 {data_folder(arguments)}。")
    for line in found:
        say(f"✗ {line}")
    return 1 if found else 0


async def _examined(app: App, config: Config) -> list[str]:
    """What is wrong with the channels that are switched on; nothing is sent to anyone."""
    return [fault for channel in app.switch_on(config) for fault in await channel.examine()]


def check(arguments: Namespace) -> int:
    """Look over the installation; 1 when something needs attention."""
    with opened(arguments) as app:
        found = list(app.integrity())
        year = app.now().year
        if not app.house.calendar.covers(year):
            found.append(f"{year}年的节假日表还没有，请在配置 calendar.holidays 和 calendar.workdays 里补上。")
        found.extend(asyncio.run(_examined(app, config_of(arguments))))
    if arguments.json:
        show_json({"ok": not found, "problems": found})
        return 1 if found else 0
    for line in found:
        say(f"✗ {line}")
    if not found:
        say("✓ 配置、数据库、留痕链、佐证文件、节假日表都正常。")
    return 1 if found else 0
