"""What the office decides, what a liaison looks up, and a table that comes in by chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.ports.messages import File

if TYPE_CHECKING:
    from tests.bot.office_room import Room

SUPPORT = "配合单位已确认0/3，还差上党经开区、区财政局、区市场监管局"

TABLE = """# 2022年政务公开任务表

| 序号 | 任务名称 | 任务内容 | 责任单位 | 时间节点 |
|---|---|---|---|---|
| 4 | 行政处罚信息公开 | 内容 | 区司法局牵头，上党经开区、区直各部门配合 | 11月底前 |
| 5 | 新的任务 | 内容 | 区财政局 | 尽快 |
"""


def test_open_points_are_listed_and_decided(room: Room) -> None:
    said = room.told("admin", "待明确")
    assert "Q1 第7项责任单位 指哪些单位？" in said
    assert "17.11 年底前完成预算公开（12月31日）" in said
    assert "还没有联络员的单位：区财政局" in said
    assert "要管理员来做" in room.told("auditor", "采纳 17.1")
    assert "已采纳" in room.told("admin", "采纳 17.1")
    assert "已忽略" in room.told("admin", "忽略17.1")
    assert "已采纳" in room.told("admin", "采纳 17.11")
    assert "没有编号17.2" in room.told("admin", "采纳 17.2")
    assert "没有编号99.1" in room.told("admin", "忽略 99.1")
    assert "已记下：“区直各部门”指全部" in room.told("admin", "答复 Q1 全部部门")
    assert "单位目录里没有“再答”" in room.told("admin", "答复 Q1 再答")
    assert "没有编号Q9" in room.told("admin", "答复 q9")
    assert "Q1" not in room.told("admin", "待明确")


def test_an_accepted_milestone_can_be_confirmed(room: Room) -> None:
    room.say("admin", "采纳 17.1")
    room.store.people.add(
        room.person("justice").__class__(id=0, role=room.person("justice").role, unit="区财政局"),
        channel="web",
        address="finance",
    )
    assert "财政信息公开（牵头）12月31日前" in room.told("finance", "我的任务")
    assert "已收到并保存" in room.told("finance", "确认 17 https://example.gov.cn")


def test_my_duties_are_listed_with_what_confirms_them(room: Room) -> None:
    (reply,) = room.say("justice", "我的任务")
    assert reply.title == "区司法局的任务"
    assert reply.body.splitlines() == [
        "6. 双随机监管信息公开（配合）3月31日到期，已超期147个工作日",
        f"4. 行政处罚信息公开（牵头）10月31日前，还有5个工作日；{SUPPORT}",
        "6. 双随机监管信息公开（配合）10月31日前，还有5个工作日",
        "另有全年推进的任务1项，例行时问一次，平时不用报。",
    ]
    assert [button.send for button in reply.buttons] == ["确认 6.2", "确认 4", "确认 6.1"]


def test_a_long_list_goes_on(room: Room) -> None:
    (reply,) = room.say("justice", "我的任务 3")
    assert reply.body.startswith("6. 双随机监管信息公开（配合）10月31日前")


def test_confirmed_duties_leave_the_list(room: Room) -> None:
    for number in ("4", "6.1", "6.2"):
        room.say("justice", f"确认 {number} 已办")
    room.say("admin", "通过 1")
    said = room.told("justice", "我的任务")
    assert "行政处罚" not in said
    assert "；已确认，待审核（您 10月24日 09:30确认）" in said
    room.say("admin", "待审核")
    room.say("admin", "全部通过")
    room.say("admin", "确认全部通过")
    assert "有时限的任务都已确认。" in room.told("justice", "我的任务")


def test_a_unit_without_duties_is_told_so(room: Room) -> None:
    room.store.tasks.save(2022, "表", [], [])
    assert "现在没有要办的任务" in room.told("justice", "我的任务")


def test_one_task_in_detail(room: Room) -> None:
    said = room.told("justice", "任务 6")
    assert "您单位：配合；同做的单位：区市场监管局" in said
    assert "· 6.2 2022年3月31日：未确认" in said
    assert "没有第99项" in room.told("justice", "任务 99")
    assert "不是区司法局的任务" in room.told("justice", "任务 17")
    assert "0/1已完成" in room.told("admin", "任务 17")


def test_progress_of_the_month(room: Room) -> None:
    said = room.told("admin", "进度")
    assert "本月到期2项：" in said
    assert "· 4. 行政处罚信息公开 10月31日：0/4已完成，待审核0" in said
    assert "以前到期、还没办完的1项：" in said
    assert "没有第99项" in room.told("admin", "进度 99")


def test_knowing_is_recorded(room: Room) -> None:
    assert room.told("justice", "已知悉") == "好的，知道了。"
    assert "reminder.noted" in room.actions()


def test_the_ledger_of_a_unit(room: Room) -> None:
    assert "还没有给区司法局发过提醒" in room.told("admin", "台账 区司法局")
    room.tick("2022-10-24T09:30")
    said = room.told("admin", "台账 区司法局")
    assert "区司法局提醒台账，共2条" in said
    assert "2022-10-24 行政处罚信息公开：提前7天，排队中" in said


def test_a_table_sent_by_the_office_is_shown_before_it_is_read_in(room: Room) -> None:
    (preview,) = room.say("admin", "", File(name="表.md", content=TABLE.encode()))
    assert "2022年，读出2项任务。" in preview.body
    assert "新增1，变更1，不变0，撤下3。" in preview.body
    assert "✗" in preview.body
    assert len(room.store.tasks.all(2022)) == 4
    assert "已导入2项任务" in room.told("admin", "确认导入")
    assert [one.id for one in room.store.tasks.all(2022)] == ["2022-4", "2022-5"]
    assert "没有等待导入的任务表" in room.told("admin", "确认导入")


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("扫描.pdf", b"%PDF-1.7", "什么都没有改"),
        ("空.md", b"# 2022\n", "没有可以导入的任务"),
    ],
)
def test_a_file_that_is_no_table_changes_nothing(room: Room, name: str, content: bytes, answer: str) -> None:
    assert answer in room.told("admin", "", File(name=name, content=content))
    assert "没有等待导入的任务表" in room.told("admin", "确认导入")


def test_before_the_new_years_table_the_last_one_stands(room: Room) -> None:
    room.later(days=100)
    assert "没有第99项" in room.told("justice", "任务 99")
    assert "双随机" in room.told("justice", "任务 6")
