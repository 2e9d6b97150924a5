"""Argument parsing that speaks Chinese, on top of argparse."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

WRONG_USE = 2

_ERRORS = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (.+): invalid choice: (\S+) \(choose from (.+)\)", r"\1 没有 \2 这个选项，可以用：\3"),
    (r"argument (.+): expected one argument", r"\1 后面要跟一个值"),
    (r"argument (.+): expected at least one argument", r"\1 后面至少要跟一个值"),
    (r"argument (.+): invalid .+ value: (.+)", r"\1 的值 \2 不对"),
    (r"argument (.+): (.+)", r"\1：\2"),
)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose help and errors are Chinese; wrong use ends with 2."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - argparse's own keywords, handed on
        super().__init__(add_help=False, formatter_class=_Formatter, allow_abbrev=False, **options)
        self._optionals.title = "选项"
        self._positionals.title = "参数"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong with the command line, and leave."""
        for pattern, chinese in _ERRORS:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, chinese, message)
                break
        self.exit(WRONG_USE, f"用法有误：{message}。看说明：{self.prog} --help\n")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str, **options: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(prog, max_help_position=30, width=100, **options)

    def add_usage(
        self,
        usage: str | None,
        actions: Any,  # noqa: ANN401 - argparse's private types
        groups: Any,  # noqa: ANN401 - as above
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def words(parser: argparse.ArgumentParser) -> Sequence[str]:
    """The commands a parser knows, for the test that holds the docs to them."""
    names: list[str] = []
    for action in parser._actions:  # noqa: SLF001 - argparse offers no other way to list sub-commands
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            for name, sub in action.choices.items():
                inner = words(sub)
                names.extend(f"{name} {one}" for one in inner)
                if not inner:
                    names.append(name)
    return names
