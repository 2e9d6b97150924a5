"""What a start leaves unloaded, so that a question on the command line stays quick."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from sqlite_utils import Database

from bot.cli import main
from bot.store.database import step_names
from bot.store.migrations import migrations

if TYPE_CHECKING:
    from pathlib import Path

FOR_THE_SERVER = {
    "apscheduler",
    "bot.web",
    "h11",
    "itsdangerous",
    "jinja2",
    "segno",
    "starlette",
    "telegram",
    "uvicorn",
}
FOR_FILES = {"bot.store.migrations", "docx", "lxml", "openpyxl", "python_calamine", "sqlite_utils", "tomllib"}
FOR_FEW_QUESTIONS = {"numpy.ma", "opencc", "pypinyin"}
FOR_TABLES = {"rich"}
LOADED = """
import sys
from bot.cli import main
sys.stdout.write("\\n".join(("", "loaded", *sys.modules)) if not main(sys.argv[1:]) else "")
"""


def test_a_question_on_the_command_line_loads_no_more_than_it_needs(tmp_path: Path) -> None:
    arguments = ("ask", "--data", str(tmp_path), "失业金怎么领", "--json")
    assert main(arguments) == 0  # the first start makes the data
    done = subprocess.run([sys.executable, "-c", LOADED, *arguments], capture_output=True, check=True, encoding="utf-8")
    loaded = set(done.stdout.partition("\nloaded\n")[2].splitlines())
    assert {"bot.cli.asking", "knowledge.answers"} <= loaded
    assert not loaded & (FOR_THE_SERVER | FOR_FILES | FOR_FEW_QUESTIONS | FOR_TABLES)


def test_the_names_of_the_steps_are_read_from_their_file() -> None:
    assert step_names() == {step.name for step in migrations.pending(Database(memory=True))}
