"""docs/data.md names exactly the tables and columns there are."""

import re
import sqlite3
from pathlib import Path

from bot.store import open_store

PAGE = Path(__file__).parents[2] / "docs" / "data.md"


def described() -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {}
    name = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"### (\w+) ", line):
            name = heading[1]
            tables[name] = []
        elif cell := re.match(r"\| ([a-z_]+) \|", line):
            tables[name].append(cell[1])
    return tables


def test_every_table_and_column_is_described(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    raw = sqlite3.connect(tmp_path / "wenban.db")
    names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    real = {
        name: [row[1] for row in raw.execute(f"PRAGMA table_info({name})")]
        for name in names
        if not name.startswith(("_", "sqlite_"))
    }
    raw.close()
    assert described() == real
