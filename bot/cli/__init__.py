"""`wenban …`: the command line, in Chinese."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from bot.cli import asking, duties, examining, keeping, reporting, running
from bot.cli.opening import WrongUseError, add_common
from bot.cli.output import complain
from bot.cli.parser import WRONG_USE, Parser
from bot.config import ConfigError
from knowledge.documents import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence

PROBLEMS = 1

_DESCRIPTION = """问办：政务公开办的问答、督办、确认与通知助手。

不带命令就是启动：打开打印出来的网址，就能以群众、联络员、管理员的身份试用。"""


def build_parser() -> Parser:
    """The whole command line."""
    parser = Parser(prog="wenban", description=_DESCRIPTION)
    add_common(parser)
    running.add_run_options(parser)
    parser.set_defaults(run=running.run)
    commands = parser.add_subparsers(title="命令", metavar="命令", parser_class=Parser)
    for room in (running, asking, examining, duties, reporting, keeping):
        room.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 fine, 1 problems found, 2 wrong use."""
    from bot.store import StoreError

    parsed = build_parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except WrongUseError as error:
        complain(str(error))
        return WRONG_USE
    except ConfigError as error:
        for fault in error.faults:
            complain(fault)
        return WRONG_USE
    except (UnreadableError, StoreError) as error:
        complain(str(error))
        return PROBLEMS
    except KeyboardInterrupt:
        complain("已停止。")
        return 0
    except BrokenPipeError:
        # whoever read our output has seen enough; nothing more may be written, not even at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
