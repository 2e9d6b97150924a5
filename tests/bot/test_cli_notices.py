"""wenban report notice: whom a notice reached, on the terminal and as a file."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import main
from bot.ports.people import Role
from bot.store import open_store
from reminders.notices import Audience, AudienceKind, Notice

if TYPE_CHECKING:
    from typing import Any

    import pytest


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(arguments) == 0
    return capsys.readouterr().out


def read(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(said(capsys, *arguments))
    return value


def failed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(arguments) == 2
    return capsys.readouterr().err


def test_the_list_of_a_notice_is_shown_and_exported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = str(tmp_path / "data")
    said(capsys, "tasks", "list", "--data", own)
    with closing(open_store(Path(own))) as store:
        audience = Audience(kind=AudienceKind.LIAISONS)
        written = Notice(id=0, text="开会", audience=audience, author_id=1, sent_at=datetime(2022, 10, 24, tzinfo=UTC))
        people = [one.id for one in store.people.with_role(Role.LIAISON)]
        store.notices.add(written, person_ids=people)
    shown = said(capsys, "report", "notice", "1", "--data", own)
    assert f"通知1（草稿）：应收{len(people)}，已发出0，排队中{len(people)}，停着0，没发出0，已点收0" in shown
    kept = read(capsys, "report", "notice", "1", "--data", own, "--json")
    assert kept["people"] == {
        "total": len(people),
        "sent": 0,
        "waiting": len(people),
        "stopped": 0,
        "failed": 0,
        "tapped": 0,
    }
    assert len(kept["receivers"]) == len(people)
    out = tmp_path / "名单.csv"
    assert f"已导出 {len(people)} 行" in said(capsys, "report", "notice", "1", "--out", str(out), "--data", own)
    assert out.read_text(encoding="utf-8-sig").startswith("单位,姓名,渠道,状态")
    wrong = str(tmp_path / "名单.pdf")
    assert "不会写 .pdf 文件" in failed(capsys, "report", "notice", "1", "--out", wrong, "--data", own)
    nowhere = str(tmp_path / "没有" / "名单.csv")
    assert "写不了文件" in failed(capsys, "report", "notice", "1", "--out", nowhere, "--data", own)
    assert "没有编号9的通知" in failed(capsys, "report", "notice", "9", "--data", own)
