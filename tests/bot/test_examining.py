"""The bank's health and its exam on the command line, and an import that would lower the mark."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.checkups import UNASKED
from bot.cli import main
from bot.texts.checkups import KINDS
from knowledge.health import UNASKED_MONTHS, Kind

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """标准问题,相似问法,答案,主题
居住证怎么办？,居住证咋办,到派出所办理。,户籍
失业金怎么领？,失业金咋领,到人社部门领。,就业
"""
EXAM = """考题,应答条目,标准问题,主题
居住证怎么办,,居住证怎么办？,户籍
失业金怎么领,,失业金怎么领？,就业
火星怎么去,不在库,,
"""


@pytest.fixture
def own(tmp_path: Path) -> str:
    """A data folder of the test's own."""
    return str(tmp_path / "data")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """The files of this room by name."""
    line = json.dumps({"question": "居住证怎么办", "standard": "居住证怎么办？"})
    texts = {"good.csv": GOOD, "exam.csv": EXAM, "exam.jsonl": line, "none.csv": "考题,标准问题\n没写,\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: str(tmp_path / name) for name in texts}


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(arguments) == code
    return capsys.readouterr().out


def read(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(said(capsys, *arguments, "--json", code=code))
    return value


def test_every_kind_of_finding_has_a_name_of_its_own() -> None:
    assert set(KINDS) == set(Kind)
    assert len(set(KINDS.values())) == len(KINDS)


def test_the_months_said_are_the_months_waited() -> None:
    assert UNASKED.days // 30 == UNASKED_MONTHS


def test_the_bank_is_looked_over(capsys: pytest.CaptureFixture[str], files: dict[str, str], own: str) -> None:
    assert main(["bank", "import", files["good.csv"], "--data", own]) == 0
    found = read(capsys, "bank", "check", "--data", own, code=1)
    assert found["counts"] == {"no_source": 2, "unchecked": 2}
    assert {one["kind"] for one in found["findings"]} == set(found["counts"])
    assert len(found["problems"]) == len(found["findings"]) == 4
    shown = said(capsys, "bank", "check", "--data", own, code=1)
    assert "没有依据 2 处" in shown
    assert "发现 4 处需要看一看。" in shown


def test_an_exam_is_marked_kept_and_compared(
    capsys: pytest.CaptureFixture[str], files: dict[str, str], own: str
) -> None:
    main(["bank", "import", files["good.csv"], "--data", own])
    first = read(capsys, "exam", files["exam.csv"], "--keep", "--data", own)
    assert (first["questions"], first["points"], first["score"], first["since"]) == (3, 3, 100, None)
    assert first["topics"]["户籍"] == {"questions": 1, "points": 1, "score": 100}
    again = said(capsys, "exam", "--data", own)
    assert "3题，得3分，折合百分制100.0。答对3，沾边0，没答对0。" in again
    assert "与上次相比（相同的3题）：100.0 → 100.0；变好0题，变差0题。" in again
    assert "未分主题" in again


def test_an_import_that_lowers_the_mark_is_held_back(
    capsys: pytest.CaptureFixture[str], files: dict[str, str], tmp_path: Path, own: str
) -> None:
    main(["bank", "import", files["good.csv"], "--data", own])
    entries = read(capsys, "bank", "list", "--data", own)["entries"]
    assert "已留存3道考题" in said(capsys, "exam", files["exam.csv"], "--keep", "--data", own)
    same = tmp_path / "same.jsonl"
    lost = [
        one | {"question": "户口怎么迁？", "similar": []} if "居住证" in one["question"] else one for one in entries
    ]
    same.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in lost), encoding="utf-8")

    shown = said(capsys, "bank", "import", str(same), "--data", own, code=1)
    assert "注意：导入后考题成绩会下降，百分制100.0 → 66.7；变好0题，变差1题。" in shown
    assert "变差的 1 题" in shown
    assert "可导入 2 条" in shown
    assert "没有导入" in shown
    assert read(capsys, "bank", "list", "--data", own)["entries"] == entries
    held = read(capsys, "bank", "import", str(same), "--data", own, code=1)
    assert held["imported"] is False
    assert (held["exam"]["before"], held["exam"]["after"]) == (100, 66.7)
    assert [one["before"]["question"] for one in held["exam"]["worse"]] == ["居住证怎么办"]

    looked = read(capsys, "bank", "import", str(same), "--dry-run", "--data", own)
    assert (looked["imported"], looked["exam"]["after"]) == (False, 66.7)
    assert "已导入 2 条" in said(capsys, "bank", "import", str(same), "--anyway", "--data", own)
    fell = said(capsys, "exam", "--data", own, code=1)
    assert "100.0 → 66.7" in fell
    assert "没拿满分的 1 题" in fell
    assert "考题成绩：百分制66.7 → 100.0" in said(capsys, "bank", "import", files["good.csv"], "--data", own)


def test_an_import_may_be_held_against_another_exam(
    capsys: pytest.CaptureFixture[str], files: dict[str, str], own: str
) -> None:
    main(["bank", "import", files["good.csv"], "--data", own])
    shown = said(capsys, "bank", "import", files["good.csv"], "--exam", files["exam.jsonl"], "--data", own)
    assert "导入后考题成绩不变，百分制100.0。" in shown
    assert "已导入 2 条" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["exam"], "还没有留存的考题"),
        (["exam", "none.csv"], "没有一道能用的考题"),
        (["exam", "gone.csv"], "读不到文件"),
        (["bank", "import", "good.csv", "--exam", "none.csv"], "请写明怎样算答对"),
    ],
)
def test_an_exam_that_cannot_be_sat_is_refused(
    capsys: pytest.CaptureFixture[str], files: dict[str, str], own: str, arguments: list[str], words: str
) -> None:
    assert main([*(files.get(one, one) for one in arguments), "--data", own]) == 2
    assert words in capsys.readouterr().err


def test_rows_without_a_right_answer_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, files: dict[str, str], own: str
) -> None:
    main(["bank", "import", files["good.csv"], "--data", own])
    mixed = tmp_path / "mixed.csv"
    mixed.write_text(EXAM + "没写怎样算对,,,\n", encoding="utf-8")
    shown = said(capsys, "exam", str(mixed), "--data", own, code=1)
    assert "没有用上的考题 1 行" in shown
    assert read(capsys, "exam", str(mixed), "--data", own, code=1)["problems"][0]["text"] == "没写怎样算对"
    held = read(capsys, "bank", "import", files["good.csv"], "--exam", str(mixed), "--data", own)
    assert [one["text"] for one in held["exam"]["problems"]] == ["没写怎样算对"]
