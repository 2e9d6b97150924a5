"""Laws from the command line: read in, listed, replaced, taken out, asked."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document

from bot.cli import main

if TYPE_CHECKING:
    from pathlib import Path

LAW = "# 样板法\n\n第一章 总则\n\n第一条 甲。\n\n第二条 乙。\n"


@pytest.fixture
def own(tmp_path: Path) -> str:
    return str(tmp_path / "data")


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    """A folder with two laws, one of them in Word, and a file that is none."""
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "样板法(2020-01-02).md").write_text(LAW, encoding="utf-8")
    word = Document()
    for line in (
        "中华人民共和国另法",
        "（2021年3月4日第一次会议通过）",
        "目录",
        "第一章 总则",
        "第一章 总则",
        "第一条 丙。",
        "附表",
    ):
        word.add_paragraph(line)
    word.save(str(folder / "另法.docx"))
    (folder / "说明.pdf").write_bytes(b"%PDF-1.7")
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(arguments) == code
    return capsys.readouterr().out


def read(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(said(capsys, *arguments, "--json", code=code))
    return value


def test_a_folder_of_laws_is_previewed_and_read_in(capsys: pytest.CaptureFixture[str], laws: Path, own: str) -> None:
    preview = said(capsys, "bank", "import-laws", str(laws), "--dry-run", "--data", own)
    assert preview == "可导入 2 部，3 条。\n《另法》的附录没有导入：附表\n有问题的 0 处。\n"
    assert "还没有导入法律法规" in said(capsys, "bank", "laws", "--data", own)
    found = [
        {"title": "另法", "date": "2021-03-04", "articles": 1},
        {"title": "样板法", "date": "2020-01-02", "articles": 2},
    ]
    assert read(capsys, "bank", "import-laws", str(laws), "--data", own) == {"laws": found, "problems": []}
    assert read(capsys, "bank", "laws", "--data", own) == {"laws": found}
    assert "共 2 部，3 条。" in said(capsys, "bank", "laws", "--data", own)
    assert "都正常" in said(capsys, "check", "--now", "2026-11-24T10:00", "--data", own)


def test_laws_are_prepared_for_asking_when_they_were_read_in(
    capsys: pytest.CaptureFixture[str], laws: Path, own: str, tmp_path: Path
) -> None:
    compiled = tmp_path / "data" / "compiled" / "laws.bin"
    said(capsys, "bank", "import-laws", str(laws), "--dry-run", "--data", own)
    assert not compiled.exists()
    said(capsys, "bank", "import-laws", str(laws), "--data", own)
    assert compiled.exists()


def test_a_terminal_is_told_that_laws_are_prepared(monkeypatch: pytest.MonkeyPatch, laws: Path, own: str) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert main(("bank", "import-laws", str(laws), "--data", own)) == 0
    assert "正在整理条文" in terminal.getvalue()


def test_a_newer_edition_replaces_and_an_older_one_is_refused(
    capsys: pytest.CaptureFixture[str], laws: Path, own: str
) -> None:
    old, new = laws / "样板法(2020-01-02).md", laws / "样板法(2024-05-06).md"
    new.write_text(LAW.replace("甲", "新"), encoding="utf-8")
    said(capsys, "bank", "import-laws", str(old), "--data", own)
    said(capsys, "bank", "import-laws", str(new), "--status", "尚未施行", "--data", own)
    (refused,) = read(capsys, "bank", "import-laws", str(old), "--data", own, code=1)["problems"]
    assert refused == {
        "where": old.name,
        "text": "样板法",
        "reason": "已经有2024年5月6日的版本，这份是2020年1月2日的旧版，没有导入；"
        "确实要换回旧版，请先运行 wenban bank remove-law 样板法",
    }
    assert "新。\n依据：《样板法》第一条（2024年5月6日版，尚未施行）" in said(
        capsys, "ask", "样板法第一条", "--data", own
    )
    gone = said(capsys, "bank", "remove-law", "《中华人民共和国样板法》", "--data", own)
    assert gone == "已移走《样板法》的 2 条。\n"
    said(capsys, "bank", "import-laws", str(old), "--data", own)
    assert "甲。" in said(capsys, "ask", "样板法第一条", "--data", own)


def test_an_edition_to_come_does_not_push_out_the_one_that_applies(
    capsys: pytest.CaptureFixture[str], laws: Path, own: str
) -> None:
    coming = laws / "样板法(2026-11-01).md"
    coming.write_text(f"{LAW}\n第三条 本法自2027年1月1日起施行。", encoding="utf-8")
    read_in = ("bank", "import-laws", str(laws), "--data", own, "--now")
    (refused,) = read(capsys, *read_in, "2026-11-24T10:00", code=1)["problems"]
    assert refused["reason"] == (
        "这一版到2027年1月1日才施行，现在还要用2020年1月2日的版本回答，没有导入；请到那天再导入"
    )
    (laws / "样板法(2020-01-02).md").unlink()
    assert read(capsys, *read_in, "2027-01-01T00:00")["problems"] == []


def test_one_bad_file_among_many_is_named_and_the_rest_read(
    capsys: pytest.CaptureFixture[str], laws: Path, own: str
) -> None:
    (laws / "通知.md").write_text("# 通知\n没有条文。", encoding="utf-8")
    (laws / "残缺法(2020-01-02).md").write_text("第一条 甲。\n第三条 乙。", encoding="utf-8")
    files = [str(file) for file in sorted(laws.iterdir())]
    done = read(capsys, "bank", "import-laws", *files, "--data", own, code=1)
    assert [one["title"] for one in done["laws"]] == ["另法", "样板法", "残缺法"]
    assert [(one["where"], one["text"]) for one in done["problems"]] == [
        ("《残缺法》", "第三条"),
        ("说明.pdf", ""),
        ("通知.md", "通知"),
    ]
    shown = said(capsys, "bank", "import-laws", *files, "--dry-run", "--data", own, code=1)
    assert "有问题的 3 处" in shown
    assert "第1条后面就是第三条" in shown


def test_a_text_indented_with_tabs_is_a_law_all_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, own: str
) -> None:
    file = tmp_path / "样板法(2020-01-02).txt"
    file.write_bytes("\t第一条\t甲。\n\t第二条\t乙。\n".encode("gb18030"))
    assert read(capsys, "bank", "import-laws", str(file), "--data", own)["laws"][0]["articles"] == 2
    file.write_bytes(b"\x00\x01")
    assert "不是文本文件" in said(capsys, "bank", "import-laws", str(file), "--data", own, code=1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import-laws", "nowhere.md"], "没有 nowhere.md 这个文件"),
        (["import-laws", "empty"], "里没有 md、docx、txt 文件"),
        (["remove-law", "没有的法"], "没有导入过《没有的法》"),
    ],
)
def test_what_is_not_there_is_said(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    own: str,
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert main(["bank", *arguments, "--data", own]) == 2
    assert words in capsys.readouterr().err


def test_reading_in_and_taking_out_stand_in_the_audit_log(
    capsys: pytest.CaptureFixture[str], laws: Path, own: str, tmp_path: Path
) -> None:
    from bot.store import open_store  # noqa: PLC0415 - as the commands do

    said(capsys, "bank", "import-laws", str(laws), "--data", own)
    said(capsys, "bank", "remove-law", "另法", "--data", own)
    store = open_store(tmp_path / "data")
    lines = [(one.action, one.actor, json.loads(one.detail)) for one in store.audit.all() if "law" in one.action]
    store.close()
    assert lines == [
        ("law.imported", "cli", {"file": "另法.docx", "date": "2021-03-04", "articles": "1"}),
        ("law.imported", "cli", {"file": "样板法(2020-01-02).md", "date": "2020-01-02", "articles": "2"}),
        ("law.removed", "cli", {"articles": "1"}),
    ]
