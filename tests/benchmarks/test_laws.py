"""A shelf of made-up laws, as large as all articles in force: how long reading it in takes, and how much memory.

Run with `make bench`. Time is the processor's, so that a busy machine does not change the figure.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.benchmark

ARTICLES = 58_734
IN_A_LAW = 75
MOST_SECONDS = 20
WORDS = "有关部门应当依法公开政府信息保障公民法人和其他组织的合法权益在规定期限内书面答复申请人补正材料费用减免登记许可"
CHILD = """
import json, resource, sys
from bot.cli import main
main(["bank", "import-laws", sys.argv[1], "--data", sys.argv[2], "--json"])
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def said(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(WORDS, k=length)) + "。"


def shelf(folder: Path, articles: int) -> Path:
    """Law files with that many articles together."""
    chance = random.Random(7)
    folder.mkdir()
    for first in range(0, articles, IN_A_LAW):
        count = min(IN_A_LAW, articles - first)
        lines = [f"第{number}条 {said(chance, 150)}\n\n（一）{said(chance, 50)}\n" for number in range(1, count + 1)]
        name = f"示例条例第{first // IN_A_LAW}号(2020-01-02).md"
        (folder / name).write_text("# 示例条例\n\n## 第一章 总则\n\n" + "\n".join(lines), encoding="utf-8")
    return folder


def read_in(folder: Path, data: Path) -> tuple[int, float, float]:
    """How many articles one process reads in, in how many seconds, with how many megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(data)],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    told, measured = done.stdout.splitlines()
    seconds, megabytes = json.loads(measured)
    return sum(map(int, re.findall(r'"articles": (\d+)', told))), seconds, megabytes


def test_all_articles_in_force_are_read_in_within_seconds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few, _, small = read_in(shelf(tmp_path / "few", ARTICLES // 20), tmp_path / "one")
    many, seconds, large = read_in(shelf(tmp_path / "many", ARTICLES), tmp_path / "two")
    with capsys.disabled():
        sys.stdout.write(f"\n{many} articles: {seconds:.1f} s, {large:.0f} MB ({few} articles: {small:.0f} MB)\n")
    assert many == ARTICLES
    assert seconds < MOST_SECONDS
    assert large < 1.3 * small
