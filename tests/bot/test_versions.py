"""An entry's history: who changed what, and back to any version, by chat, command line and as a rule."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli import main
from bot.imports import import_bank
from bot.ports.bank import Change
from bot.versions import revisions, roll_back, version_of
from tests.bot.office_room import ENTRY, at, furnished

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.entries import Entry
    from tests.bot.office_room import Room

NEWER = replace(ENTRY, answer="打12333。")
SIGNED = Change(at=at("2022-10-24T09:00"), actor="cli", action="bank.imported", note="问答.xlsx")


def changed(room: Room) -> None:
    room.store.entries.save([ENTRY])
    room.store.entries.save([NEWER], change=SIGNED)


def test_the_history_names_who_and_when(room: Room) -> None:
    changed(room)
    (reply,) = room.say("admin", "历史 E001")
    assert reply.title == "E001 工资被拖欠了怎么办？"
    assert reply.body.splitlines() == [
        "第2版 2022年10月24日 09:00 命令行 导入问答库（问答.xlsx）：答案",
        "第1版 有版本记录以前就在",
    ]
    assert [button.send for button in reply.buttons] == ["恢复 E001 1"]
    (one,) = room.say("auditor", "历史 E001 2")
    assert one.body == "±答案：可以向劳动保障监察机构投诉。 → 打12333。"
    assert one.buttons == ()
    assert [button.send for button in room.say("admin", "历史 E001 第1版")[0].buttons] == ["恢复 E001 1"]


def test_a_version_is_brought_back_as_a_new_one(room: Room) -> None:
    changed(room)
    (reply,) = room.say("admin", "恢复 E001 1")
    assert reply.title == "E001已恢复到第1版"
    assert "±答案：打12333。 → 可以向劳动保障监察机构投诉。" in reply.body
    assert [button.send for button in reply.buttons] == ["恢复 E001 2", "历史 E001"]
    assert room.store.entries.get("E001") == ENTRY
    change = room.store.entries.history("E001")[-1].change
    assert change is not None
    assert (change.action, change.note, change.actor) == (
        "entry.rolled_back",
        "第1版",
        f"person:{room.person('admin').id}",
    )
    assert room.actions() == ["entry.rolled_back"]
    assert room.told("admin", "恢复 E001 1") == "E001现在就是第1版的样子，没有改动。"
    assert len(room.store.entries.history("E001")) == 3


def test_an_entry_is_taken_out_and_brought_back(room: Room) -> None:
    room.store.entries.save([ENTRY], change=SIGNED)
    assert [button.send for button in room.say("admin", "历史 E001")[0].buttons] == ["恢复 E001 0"]
    assert room.told("admin", "恢复 E001 0").startswith("E001已撤下")
    assert room.store.entries.all() == ()
    assert room.told("admin", "恢复 E001 0") == "E001现在本来就不在题库里，没有改动。"
    assert room.told("admin", "历史 E001").splitlines()[:2] == [
        "E001 已不在题库里",
        "第2版 2022年10月24日 09:30 管理员1 恢复（还没有这一条的时候）",
    ]
    room.say("admin", "恢复 E001 1")
    assert room.store.entries.all() == (ENTRY,)


@pytest.mark.parametrize(
    ("seat", "text", "answer"),
    [
        ("admin", "历史 E9", "没有编号E9的条目"),
        ("admin", "恢复 E9 1", "没有编号E9的条目"),
        ("admin", "历史 E001 3", "E001没有第3版，现在到第2版"),
        ("admin", "恢复 E001 3", "E001没有第3版，现在到第2版"),
        ("citizen", "历史 建筑怎么保护", "问答库里还没有这个问题"),
        ("auditor", "恢复 E001 1", "问答库里还没有这个问题"),
    ],
)
def test_what_is_not_there_is_said(room: Room, seat: str, text: str, answer: str) -> None:
    changed(room)
    assert answer in room.told(seat, text)


def test_a_long_history_is_shown_in_part(room: Room) -> None:
    for number in range(9):
        room.store.entries.save([replace(ENTRY, answer=f"{number}")])
    assert "更早的还有3版" in room.told("admin", "历史 E001")


def test_an_import_signs_what_it_changes_and_what_it_takes_out(room: Room) -> None:
    room.store.entries.save([replace(ENTRY, sample=True)])
    data = "编号,标准问题,答案\nE9,怎么走？,往前。\n".encode()
    import_bank(room.house, name="表.csv", data=data, now=room.now, actor="cli", dry_run=False)
    for entry_id in ("E001", "E9"):
        assert revisions(room.house, entry_id)[-1].version.change == Change(
            at=room.now, actor="cli", action="bank.imported", note="表.csv"
        )


@settings(max_examples=40)
@given(st.lists(st.one_of(st.sampled_from(("甲", "乙", "丙", "")), st.integers(0, 9)), max_size=8))
def test_the_history_only_grows_and_a_roll_back_restores_exactly(steps: list[str | int]) -> None:
    room = furnished()
    entries = room.store.entries
    states: list[Entry | None] = [None]
    for step in steps:
        before = entries.history("E001")
        if isinstance(step, int):
            to = version_of(before, step % len(states)) if before else None
            if to is not None:
                done = roll_back(room.house, to, now=room.now, actor="cli")
                assert done == (states[to.version] != states[-1])
                assert entries.get("E001") == states[to.version]
        elif step:
            entries.save([replace(ENTRY, answer=step)])
        else:
            entries.remove(["E001"])
        after = entries.history("E001")
        assert after[: len(before)] == before
        states += [one.entry for one in after[len(before) :]]
        assert states[-1] == entries.get("E001")
    room.store.close()


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(["bank", *arguments]) == code
    return "".join(capsys.readouterr())


def test_the_command_line_shows_and_restores(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"), "--now", "2026-11-24T10:00")
    file = tmp_path / "问答.csv"
    for answer in ("往前。", "往后。"):
        file.write_text(f"编号,标准问题,答案\nE9,怎么走？,{answer}\n", encoding="utf-8")
        assert "已导入 1 条" in run(capsys, "import", str(file), *data)
    assert run(capsys, "history", "E9", *data).splitlines() == [
        "第1版 2026年11月24日 10:00 命令行 导入问答库（问答.csv）",
        "  ＋标准问题：怎么走？",
        "  ＋答案：往前。",
        "第2版 2026年11月24日 10:00 命令行 导入问答库（问答.csv）",
        "  ±答案：往前。 → 往后。",
    ]
    assert run(capsys, "rollback", "E9", "--to", "1", *data).startswith("E9已恢复到第1版")
    assert "没有改动" in run(capsys, "rollback", "E9", "--to", "1", *data, code=1)
    back: dict[str, Any] = json.loads(run(capsys, "rollback", "E9", "--to", "0", "--json", *data))
    assert back == {"id": "E9", "restored": 0, "version": 4}
    told: dict[str, Any] = json.loads(run(capsys, "history", "E9", "--json", *data))
    assert told["id"] == "E9"
    assert [one["action"] for one in told["versions"]] == ["bank.imported"] * 2 + ["entry.rolled_back"] * 2
    assert told["versions"][1] == {
        "version": 2,
        "at": "2026-11-24T02:00:00+00:00",
        "actor": "cli",
        "who": "命令行",
        "action": "bank.imported",
        "note": "问答.csv",
        "changes": [{"field": "答案", "before": "往前。", "after": "往后。"}],
        "entry": {"id": "E9", "question": "怎么走？", "answer": "往后。"},
    }
    assert told["versions"][3]["entry"] is None


def test_the_sample_is_signed_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "问办 装入示例" in run(capsys, "history", "E001", "--data", str(tmp_path))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["history", "没有"], "没有编号没有的条目"),
        (["rollback", "没有", "--to", "1"], "没有编号没有的条目"),
        (["rollback", "E001", "--to", "7"], "E001没有第7版，现在到第1版"),
    ],
)
def test_wrong_use_of_the_command_line_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], said: str
) -> None:
    assert said in run(capsys, *arguments, "--data", str(tmp_path), code=2)
