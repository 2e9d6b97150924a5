"""The counts add up: whatever units said and the office decided, every view of it gives the same numbers."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.imports import import_tasks, import_units
from tests.acceptance.living import Living, living
from tests.bot.web_browser import Browser

UNITS = tuple(f"区{number:02}局" for number in range(12))
NUMBERS = range(1, 6)
MORNING = "2022-10-24T09:30"


def furnish(life: Living) -> None:
    """Five tasks; the first unit leads each, the others support it."""
    rows = "\n".join(f"| {one} | 第{one}件事 | 内容 | {UNITS[0]}牵头，区直各部门配合 | 10月底前 |" for one in NUMBERS)
    table = f"# 2022年任务表\n\n| 序号 | 任务名称 | 任务内容 | 责任单位 | 时间节点 |\n|---|---|---|---|---|\n{rows}\n"
    units = "单位名称,单位组\n" + "\n".join(f"{unit},区直部门" for unit in UNITS)
    house, now = life.app.house, life.time
    import_units(house, name="u.csv", data=units.encode(), now=now, actor="test", dry_run=False)
    import_tasks(house, name="t.md", data=table.encode(), year=2022, now=now, actor="test", dry_run=False)


def happen(life: Living, chance: random.Random) -> dict[tuple[int, str], str]:
    """What units say and the office decides at random; how each duty stands then."""
    stands: dict[tuple[int, str], str] = {}
    for _ in range(60):
        number, unit = chance.choice(NUMBERS), chance.choice(UNITS)
        if stands.get((number, unit), "returned") != "returned":
            continue
        answer = life.told(f"liaison:{unit}", f"确认 {number} https://example.gov.cn/{chance.randrange(10**6)}")
        assert "已收到" in answer
        stands[number, unit] = "waiting"
        stored = max(one.id for one in life.app.house.store.confirmations.waiting())
        decision = chance.choice(("", "通过 {}", "退回 {} 打不开"))
        if decision:
            life.say("admin", decision.format(stored))
            stands[number, unit] = "passed" if decision.startswith("通过") else "returned"
    return stands


def in_terminal(folder: Path, text: str) -> str:
    command = [sys.executable, "-m", "bot", "chat", "--as", "admin", "--now", MORNING, "--data", str(folder)]
    done = subprocess.run(
        command,
        cwd=Path(__file__).parents[2],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_chat_terminal_and_board_give_the_same_counts(tmp_path: Path, seed: int) -> None:
    with living(tmp_path, MORNING) as life:
        furnish(life)
        stands = happen(life, random.Random(seed))
        board = Browser(life.app).get("/office/board").text
        plain = re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", board))
        wanted = []
        for number in NUMBERS:
            passed, waiting = (
                sum(stands.get((number, unit)) == state for unit in UNITS) for state in ("passed", "waiting")
            )
            wanted.append(f"{passed}/{len(UNITS)}已完成，待审核{waiting}")
            assert wanted[-1] in life.told("admin", f"进度 {number}")
            (row,) = re.findall(f"第{number}件事([●◐○↺牵通过待审未报退回]+)", plain)
            assert (row.count("●"), row.count("◐")) == (passed, waiting)
            said = [stands.get((number, unit)) in {"passed", "waiting"} for unit in UNITS[1:]]
            lead = life.told(f"liaison:{UNITS[0]}", "我的任务")
            if stands.get((number, UNITS[0])) != "passed":
                (line,) = [one for one in lead.splitlines() if f"第{number}件事" in one]
                assert f"配合单位已确认{sum(said)}/{len(said)}" in line
        assert len(life.app.house.store.confirmations.waiting()) == list(stands.values()).count("waiting")
    shown = in_terminal(tmp_path, "".join(f"进度 {number}\n" for number in NUMBERS))
    assert [one for one in wanted if one not in shown] == []
