"""From the command line to a running program: where the data is, which configuration, what time it is."""

from __future__ import annotations

import argparse
import os
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.config import Config, load
from bot.ports.house import LOCAL

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator

    from bot.app import App


class WrongUseError(Exception):
    """The command line asks for something that cannot be; the message is a Chinese sentence."""


def add_common(parser: ArgumentParser) -> None:
    """The options that every command takes."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="目录",
        default=argparse.SUPPRESS,
        help="数据目录（默认环境变量 WENBAN_DATA 或 ./data）",
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="文件",
        default=argparse.SUPPRESS,
        help="配置文件（默认 ./config.toml，没有就用默认值）",
    )


def add_command(
    commands: Any,  # noqa: ANN401 - argparse keeps its type private
    name: str,
    run: Callable[[Namespace], int],
    *,
    help: str,  # noqa: A002 - argparse's word
    options: str = "",
) -> ArgumentParser:
    """A command with the common options and, where `options` names them, `now` and `json`."""
    parser: ArgumentParser = commands.add_parser(name, help=help)
    add_common(parser)
    if "now" in options:
        _add_now(parser)
    if "json" in options:
        parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)
    return parser


def add_group(commands: Any, name: str, *, help: str) -> Any:  # noqa: A002, ANN401 - as above
    """A group of commands; what is returned takes them."""
    return commands.add_parser(name, help=help).add_subparsers(title="命令", metavar="命令", required=True)


def _add_now(parser: ArgumentParser) -> None:
    """The option that sets the clock."""
    parser.add_argument("--now", type=moment, metavar="时间", help="把时钟拨到这一刻，如 2022-10-24T09:00（北京时间）")


def moment(text: str) -> datetime:
    """An ISO time; without an offset it is the office's wall clock."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是时间，请写成 2022-10-24T09:00") from error
    return value if value.tzinfo else value.replace(tzinfo=LOCAL)


def data_folder(arguments: Namespace) -> Path:
    """Where this installation keeps its data."""
    given: Path | None = getattr(arguments, "data", None)
    return given or Path(os.environ.get("WENBAN_DATA") or "data")


def config_of(arguments: Namespace) -> Config:
    """The configuration named, or the one in the working folder, or the defaults."""
    given: Path | None = getattr(arguments, "config", None)
    if given is not None:
        return load(given)
    beside = Path("config.toml")
    return load(beside) if beside.exists() else Config()


@contextmanager
def opened(arguments: Namespace) -> Iterator[App]:
    """The program on its data folder, closed at the end; with `--now` the clock stands at that moment."""
    from bot.app import open_app, system_clock

    now: datetime | None = getattr(arguments, "now", None)
    clock = system_clock if now is None else lambda: now
    app = open_app(data_folder(arguments), config_of(arguments), clock=clock)
    try:
        yield app
    finally:
        app.close()


def bytes_of(path: Path) -> bytes:
    """The content of a file named on the command line."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongUseError(f"读不到文件 {path}：{error.strerror}。请检查路径。") from error
