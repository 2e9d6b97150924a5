"""联络员 → 分管负责人 → 政务公开办."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.ports.people import Person, Role

if TYPE_CHECKING:
    from bot.ports.messages import Reply
    from tests.bot.office_room import Room


def lead(room: Room, unit: str = "区司法局", seat: str = "leader") -> None:
    room.store.people.add(Person(id=0, role=Role.LEADER, unit=unit), channel="web", address=seat)


def live(room: Room, start: str, end: str) -> None:
    day = date.fromisoformat(start)
    while day <= date.fromisoformat(end):
        room.tick(f"{day}T09:30")
        day += timedelta(days=1)


def lists(room: Room) -> list[Reply]:
    return [one for one in room.outbox("admin") if one.title.startswith("【超期清单】")]


def test_a_leader_joins_by_a_code_and_may_do_what_a_liaison_does(room: Room) -> None:
    said = room.told("admin", "加入码 司法局 分管负责人")
    assert said.startswith("区司法局分管负责人的加入码")
    code = re.search(r"[A-Za-z0-9_-]{22,}", said)
    assert code is not None
    assert room.told("boss", f"/加入 {code[0]}").startswith("好了，您现在是区司法局分管负责人。")
    assert "您是区司法局分管负责人。" in room.told("boss", "帮助")
    assert "行政处罚信息公开" in room.told("boss", "我的任务")
    assert "已收到并保存" in room.told("boss", "4号已完成 https://example.gov.cn/1")


def test_the_leader_is_told_once_and_the_office_after_that(room: Room) -> None:
    lead(room)
    live(room, "2022-10-28", "2022-11-02")
    assert room.outbox("leader") == []
    live(room, "2022-11-03", "2022-11-07")
    (reply,) = room.outbox("leader")
    assert reply.text.splitlines() == [
        "【超期提醒】区司法局  11月3日",
        "您分管的区司法局有2项工作超过时限还没确认：",
        (
            "① 行政处罚信息公开（牵头）10月31日到期，已超期3个工作日；配合单位已确认0/3，"
            "还差上党经开区、区财政局、区市场监管局"
        ),
        "② 双随机监管信息公开（配合）10月31日到期，已超期3个工作日",
        "请督促办理；办好了由联络员确认，您也可以直接回复：确认 4 链接",
        "为什么发给您：您是区司法局分管负责人，超期满3个工作日的提醒您，每项只发一次。",
    ]
    assert not any("区司法局" in one.body for one in lists(room))
    live(room, "2022-11-08", "2022-11-18")
    assert len(room.outbox("leader")) == 1
    assert "· 4. 行政处罚信息公开，已超期6个工作日：区司法局" in lists(room)[-1].body


def test_a_unit_without_a_leader_goes_to_the_office_directly_in_one_list_a_day(room: Room) -> None:
    live(room, "2022-10-28", "2022-11-18")
    (listed,) = lists(room)
    assert listed.title == "【超期清单】11月3日"
    assert listed.body.splitlines() == [
        "超过时限、单位一直没有确认的，今天新增：",
        "· 4. 行政处罚信息公开，已超期3个工作日：上党经开区、区司法局、区财政局、区市场监管局",
        "· 6. 双随机监管信息公开，已超期3个工作日：区司法局、区市场监管局",
    ]


def test_it_stops_when_the_duty_is_confirmed_but_not_when_it_is_only_known(room: Room) -> None:
    lead(room)
    live(room, "2022-10-31", "2022-10-31")
    room.told("justice", "确认 4 已办")
    room.told("justice", "知悉 6.1")
    live(room, "2022-11-01", "2022-11-11")
    (reply,) = room.outbox("leader")
    assert "行政处罚" not in reply.body
    assert "双随机" in reply.body


def test_nobody_is_reported_before_they_were_told_themselves(room: Room) -> None:
    lead(room)
    room.tick("2022-11-10T09:30")
    assert room.outbox("leader") == []
    assert [one.body.splitlines()[1] for one in lists(room)] == ["· 4. 行政处罚信息公开，已超期8个工作日：区财政局"]
    room.tick("2022-11-11T09:30")
    assert "区司法局" in room.outbox("leader")[0].title


def test_the_same_list_does_not_come_twice_in_a_day(room: Room) -> None:
    live(room, "2022-10-28", "2022-11-02")
    room.tick("2022-11-03T09:30")
    lead(room)
    assert room.tick("2022-11-03T09:31") == 1
    assert room.tick("2022-11-03T09:32") == 0
    assert len(lists(room)) == 1


def test_a_leader_alone_is_told_though_nobody_is_liaison(room: Room) -> None:
    lead(room, "区财政局")
    room.tick("2022-11-03T09:30")
    assert "行政处罚信息公开" in room.outbox("leader")[0].body
    rows = room.store.ledger.rows(unit="区财政局", beyond=True)
    assert [one["why"] for one in rows] == ["leader"]


def test_several_leaders_and_admins_each_get_it(room: Room) -> None:
    lead(room)
    lead(room, seat="second")
    room.store.people.add(Person(id=0, role=Role.ADMIN), channel="web", address="admin2")
    live(room, "2022-10-28", "2022-11-08")
    assert len(room.outbox("leader")) == len(room.outbox("second")) == 1
    assert len(lists(room)) == len([one for one in room.outbox("admin2") if "清单" in one.title])
