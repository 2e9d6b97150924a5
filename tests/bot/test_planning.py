"""The office changes the plan in chat: what it may say, what it is told, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.ports.messages import File
from bot.ports.people import Person, Role
from bot.texts import plan as said
from bot.texts import seats
from reminders.outbox import Delivery, DeliveryKind, DeliveryState
from reminders.planner import Duty, Reminder
from reminders.tasks import Milestone, Question
from reminders.unbound import Alarm
from reminders.units import Part
from tests.bot.office_room import Room, furnished

LINK = "https://example.gov.cn/a"


@pytest.fixture
def room() -> Room:
    return furnished()


@pytest.mark.parametrize(
    ("said_first", "text", "answer"),
    [
        ("", "修改 4 时间节点 11月底前", "请把原因一起写上"),
        ("", "修改 99 时间节点 11月底前 原因 推迟", "没有第99项"),
        ("", "修改 4 时间节点 尽快 原因 推迟", "没有改：“尽快”"),
        ("", "修改 4 责任单位 区财证局 原因 调整", "是不是区财政局"),
        ("", "修改 7 时间节点 10月底前，原因：推迟", "读作：2022年10月31日"),
        ("", "修改 4 时间节点 全年 原因 改为长期", "没有到期日"),
        ("", "修改 4 名称 处罚信息公开 原因 更名", "不用另外通知"),
        ("", "确认修改", "没有等待确认的修改"),
        ("修改 4 时间节点 11月底前 原因 推迟", "确认撤销", "没有等待确认的修改"),
        ("撤销任务 4 并入", "确认修改", "没有等待确认的修改"),
        ("", "撤销任务 99 并入", "没有第99项"),
        ("", "撤销任务 4", "请写上原因"),
        ("", "恢复任务 4", "没有撤销过第4项"),
        ("", "已撤销", "没有撤销过任务"),
        ("", "已明确", "还没有答复过"),
        ("", "里程碑 17.15 改 2022-12-01", "没有编号17.15"),
        ("", "里程碑 17.11 改 6月31日", "没有改"),
        ("", "里程碑 17.11 改", "没有写改成什么"),
        ("", "联络员 区司发局", "单位目录里没有“区司发局”"),
        ("", "交接 火星局", "单位目录里没有“火星局”"),
        ("", "交接 区财政局", "还没有联络员"),
        ("", "交接 区司法局 张三", "要交接的是哪一位"),
        ("", "移除联络员 99", "没有编号99的联络员"),
        ("", "移除联络员 1", "没有编号1的联络员"),
        ("", "接受 1", "没有等待导入的任务表"),
    ],
)
def test_the_office_is_told_what_to_do(room: Room, said_first: str, text: str, answer: str) -> None:
    if said_first:
        room.say("admin", said_first)
    assert answer in room.told("admin", text)


@pytest.mark.parametrize(
    "text",
    ["修改 4 时间节点 11月底前 原因 推迟", "撤销任务 4 并入", "恢复任务 4", "移除联络员 3", "里程碑 17.11 改 公布"],
)
def test_only_the_office_changes_the_plan(room: Room, text: str) -> None:
    assert "要管理员来做" in room.told("justice", text)
    assert "要管理员来做" in room.told("auditor", text)


def test_a_moved_date_is_told_once_to_those_who_still_have_to_act(room: Room) -> None:
    room.say("justice", f"确认 4 {LINK}")
    preview = room.told("admin", "修改 4 时间节点 11月底前 原因 统一推迟")
    assert "已有1条确认，都保留，算在新的日期上。" in preview
    assert "会通知一次：上党经开区、区市场监管局。" in preview
    assert "已通知2个单位" in room.told("admin", "确认修改")
    assert [reply.title for reply in room.outbox("zone")] == ["【时限调整】4. 行政处罚信息公开"]
    assert room.outbox("justice") == []
    assert "11月30日前" in room.told("zone", "我的任务")
    assert "待审核1" in room.told("admin", "进度 4")
    assert "task.changed" in room.actions()


def test_units_that_fall_out_are_told_once_and_those_that_come_in_later(room: Room) -> None:
    preview = room.told("admin", "修改 4 责任单位 区司法局牵头，区财政局、示例一镇配合（原因：职责调整）")
    assert "退出的单位：上党经开区、区市场监管局。" in preview
    assert "新加的单位：示例一镇，下次提醒时告诉。" in preview
    room.say("admin", "确认修改")
    (letter,) = room.outbox("zone")
    assert "不再承担这一项" in letter.body
    assert "原因：职责调整" in letter.body
    assert room.outbox("justice") == []


def test_what_changed_in_between_is_looked_up_again(room: Room) -> None:
    room.say("admin", "修改 4 责任单位 区财政局 原因 调整")
    room.store.units.replace(room.store.units.all()[:3])
    assert "单位目录里没有“区财政局”" in room.told("admin", "确认修改")


def test_a_withdrawn_task_stops_and_can_be_restored(room: Room) -> None:
    preview = room.told("admin", "撤销任务 17 并入第4项")
    assert "不用另外通知哪个单位" in preview
    assert "已撤销第17项" in room.told("admin", "确认撤销")
    assert "原因：并入第4项" in room.told("admin", "进度 17")
    assert [button.send for button in room.say("admin", "任务 17")[0].buttons] == ["恢复任务 17"]
    assert room.say("auditor", "任务 17")[0].buttons == ()
    assert "17. 财政信息公开：2022年10月24日撤销" in room.told("admin", "已撤销")
    assert "已恢复第17项" in room.told("admin", "恢复任务 17")
    assert room.actions()[-2:] == ["task.withdrawn", "task.restored"]


def test_a_number_that_another_task_has_is_not_restored(room: Room) -> None:
    room.say("justice", f"确认 4 {LINK}")
    assert "已有1条确认" in room.told("admin", "撤销任务 4 并入")
    room.say("admin", "确认撤销")
    tasks = room.store.tasks.all(2022)
    room.store.tasks.save(2022, "表", [*tasks, replace(tasks[0], id="2022-4-2", number=4, name="另一项")], [])
    assert "现在的第4项是“另一项”" in room.told("admin", "恢复任务 4")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("全部", "指全部"),
        ("区财政局、区市场监管局", "不再提醒的单位：区司法局"),
        ("示例一镇", "新加的单位：示例一镇"),
    ],
)
def test_an_answer_about_a_group_counts_at_once(room: Room, answer: str, expected: str) -> None:
    assert expected in room.told("admin", f"答复 Q1 {answer}")
    assert "“区直各部门”指" in room.told("admin", "已明确")
    assert "group.answered" in room.actions()


def test_an_answer_can_be_given_again_and_one_that_confirmed_stays(room: Room) -> None:
    room.say("market", f"确认 4 {LINK}")
    assert "仍保留：区市场监管局" in room.told("admin", "答复 Q1 区财政局")
    assert "新加的单位：区司法局" in room.told("admin", "答复 Q1 区财政局、区司法局")
    assert room.store.tasks.questions() == ()


def test_all_of_a_name_that_is_no_group_is_refused(room: Room) -> None:
    tasks = room.store.tasks.all(2022)
    phrase = replace(tasks[0].units, support=("火星局",))
    room.store.tasks.save(2022, "表", [replace(tasks[0], units=phrase)], [])
    room.store.tasks.ask(2022, [Question(where="第4项", text="火星局", ask="是谁？")])
    (asked,) = room.store.tasks.questions()
    assert "不是单位目录里的一组" in room.told("admin", f"答复 Q{asked.id} 全部")
    assert "单位目录里没有“木星局”。" in room.told("admin", f"答复 Q{asked.id} 木星局")
    assert "指区财政局" in room.told("admin", f"答复 Q{asked.id} 区财政局")


def test_a_question_about_something_else_is_only_noted(room: Room) -> None:
    room.store.tasks.ask(2022, [Question(where="第4项时间节点", text="尽快", ask="什么时候完成？")])
    (asked,) = room.store.tasks.questions()
    assert "要让它生效" in room.told("admin", f"答复 Q{asked.id} 年底")
    assert "已经答复过" in room.told("admin", f"答复 Q{asked.id} 年底")


def test_milestones_are_listed_with_what_they_came_from(room: Room) -> None:
    (listed,) = room.say("admin", "里程碑")
    assert "17.11 年底前完成预算公开，2022年12月31日，待定" in listed.body
    assert "出自第17项“财政信息公开”的任务内容" in listed.body
    assert [button.send for button in listed.buttons] == ["采纳 17.11", "忽略 17.11"]
    changed = room.told("admin", "里程碑 17.11 改 2022-11-30")
    assert "已改好并采纳：17.11 “年底前完成预算公开”，2022年11月30日" in changed
    assert "“公布预算”，2022年11月30日" in room.told("admin", "里程碑 17.11 改 公布预算")
    assert "17.11 公布预算，2022年11月30日，已采纳" in room.told("admin", "里程碑 第9页")
    assert "原文“年底前完成预算公开”" in room.told("admin", "里程碑")
    assert "milestone.changed" in room.actions()


def test_many_milestones_come_page_by_page(room: Room) -> None:
    task = replace(room.store.tasks.all(2022)[0])
    items = [
        (f"4.{at}", task, Milestone(text=f"节点{at}", occurrences=(date(2022, 6, 1),) * 3), "offered")
        for at in range(11, 21)
    ]
    first, last = said.milestones(items, page=1), said.milestones(items, page=2)
    assert first.buttons[-1].send == "里程碑 第2页"
    assert "6月1日等3次" in last.body
    assert said.milestones((), page=1).body == "任务内容里没有另外写到时间，没有节点。"


def test_several_liaisons_of_a_unit_are_listed_and_one_is_removed(room: Room) -> None:
    second = room.store.people.add(
        Person(id=0, role=Role.LIAISON, unit="区司法局", name="张三"), channel="web", address="second"
    )
    assert "就是您" in room.told("justice", "本单位联络员")
    assert f"张三（编号{second.id}）" in room.told("admin", "联络员 区司法局")
    assert room.say("auditor", "联络员 区司法局")[0].buttons[0].send == "交接"
    room.say("justice", f"确认 6.1 {LINK}")
    assert "已确认，待审核" in room.told("second", "我的任务")
    assert "还有1位联络员" in room.told("admin", f"移除联络员 {second.id}")
    assert "您不再是区司法局联络员" in room.outbox("second")[-1].body
    assert "要联络员来做" in room.told("second", "我的任务")


def test_the_office_replaces_a_liaison(room: Room) -> None:
    number = room.person("justice").id
    (given,) = room.say("admin", f"交接 司法局 编号{number}")
    assert given.title == "区司法局接手人的加入码"
    assert given.once
    code = given.body.splitlines()[0]
    room.say("admin", f"移除联络员 {number}")
    assert "您现在是区司法局联络员" in room.told("citizen", f"/加入 {code}")


def test_a_code_for_one_who_never_gave_a_name_keeps_their_record_readable(room: Room) -> None:
    room.say("justice", "交接")
    (given,) = room.say("justice", "确认交接")
    room.say("citizen", f"/加入 {given.body.splitlines()[0]}")
    assert room.person("justice").name == "区司法局原联络员"
    assert (room.person("citizen").unit, room.person("citizen").role) == ("区司法局", Role.LIAISON)


def test_the_day_names_units_without_a_liaison(room: Room) -> None:
    assert "【没有联络员】1个单位\n· 区财政局：第4项" in room.told("admin", "今日")
    room.tick("2022-10-24T09:31")
    assert any(reply.title.startswith("【没有联络员】") for reply in room.outbox("admin"))
    before = len(room.outbox("admin"))
    room.tick("2022-10-24T09:32")
    assert len(room.outbox("admin")) == before


def test_whom_nothing_reaches_for_now_is_named_with_what_to_do(room: Room) -> None:
    assert "【没发出去" not in room.told("admin", "今日")
    people = [room.person("justice").id, room.person("citizen").id]
    for number, (person, reason) in enumerate(
        [(people[0], "忙"), (people[0], "待开通：请他发一句"), (people[1], "忙")]
    ):
        key = f"k{number}"
        room.store.outbox.put(
            Delivery(key=key, person_id=person, kind=DeliveryKind.ANSWER, payload="{}", due_at=room.now)
        )
        room.store.outbox.settle(key, state=DeliveryState.QUEUED, at=room.now, error=reason)
    said = room.told("admin", "今日")
    assert "【没发出去，等着再发】2位" in said
    assert "· 区司法局联络员：2条。待开通：请他发一句。" in said
    assert f"· 群众{people[1]}：1条。忙。" in said


def test_long_lists_are_cut() -> None:
    duty = Duty(
        task_id="2022-4",
        number=4,
        name="公开",
        occurrence="2022-4/1/1",
        due=date(2022, 10, 31),
        unit="",
        part=Part.LEAD,
    )
    alarms = [
        Alarm(unit=f"第{at}局", next=Reminder(duty=duty, on=date(2022, 10, 24), rung=7), duties=at)
        for at in range(1, 11)
    ]
    reply = seats.unbound(alarms)
    assert "还有2个单位" in reply.body
    assert "第2局：第4项“公开”，10月24日该提醒（提前7天），现在没人收得到；另有1件" in reply.body
    many = seats.waiting([(Person(id=n, role=Role.GROUP, unit="区司法局"), 1, "忙") for n in range(9)])
    assert many.body.startswith("· 区司法局的群：1条。忙。")
    assert "还有1位。" in many.body


TABLE = """# 2022年任务表

| 序号 | 任务名称 | 任务内容 | 责任单位 | 时间节点 |
|---|---|---|---|---|
| 4 | 行政处罚信息公开 | 内容 | 区司法局牵头，区直各部门配合 | 11月底前 |
"""


def test_a_table_is_accepted_row_by_row_in_chat(room: Room) -> None:
    table = File(name="表.md", content=TABLE.encode())
    room.say("admin", "", table)
    assert "没有导入：变更只有4条" in room.told("admin", "接受 9")
    assert "已接受1条变更，另外3条没有接受" in room.told("admin", "接受 1")
    assert [task.number for task in room.store.tasks.all(2022)] == [4, 6, 7, 17]
    room.say("admin", "", table)
    room.say("admin", "修改 4 时间节点 12月底前 原因 推迟")
    room.say("admin", "确认修改")
    room.say("admin", "", table)
    assert "已接受3条变更，另外1条没有接受" in room.told("admin", "不接受 1")
    assert [task.number for task in room.store.tasks.all(2022)] == [4]
    assert "12月底前" in room.store.tasks.all(2022)[0].deadline_text
