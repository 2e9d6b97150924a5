"""A notice is written: files, lists, a time, a mark; tested and looked at before it is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.ports.messages import File
from bot.ports.people import Role
from tests.bot.notice_room import LIAISONS, Wire, join, run, write
from tests.bot.office_room import at

if TYPE_CHECKING:
    from tests.bot.office_room import Room


def test_a_scheduled_notice_goes_at_its_time_to_who_is_there_then(room: Room) -> None:
    wire = Wire()
    write(room)
    assert "定在10月25日 14:00发" in room.told("admin", "明天下午2点")
    assert "已经过了" in room.told("admin", "定时 今天上午8点")
    assert "发给3人，10月25日 14:00发。" in room.told("admin", "确认发送")
    assert "还没有开始发，10月25日 14:00发。" in room.told("admin", "通知 1")
    room.now = at("2022-10-25T13:59")
    run(room, wire)
    assert wire.sent == []
    join(room, "new", role=Role.LIAISON, unit="区财政局")
    room.now = at("2022-10-25T14:00")
    run(room, wire)
    assert wire.to("【通知】") == ["justice", "market", "new", "zone"]


@pytest.mark.parametrize(("urgent", "when"), [(False, []), (True, LIAISONS)])
def test_only_what_is_marked_urgent_goes_out_at_night(room: Room, *, urgent: bool, when: list[str]) -> None:
    room.now = at("2022-10-24T21:00")
    write(room)
    room.say("admin", "紧急")
    if not urgent:
        assert "已标为紧急" not in room.told("admin", "不紧急")
    room.say("admin", "确认发送")
    run(room, wire := Wire())
    assert sorted(address for address, _ in wire.sent) == when
    details = [event.detail for event in room.store.audit.all() if event.action == "notice.sent"]
    assert ["urgent" in detail for detail in details] == [urgent]


@pytest.mark.parametrize(
    ("now", "said", "preview", "after"),
    [
        ("2022-10-24T09:30", "马上发", "", "马上发。"),
        (
            "2022-10-24T21:00",
            "马上发",
            "现在不是工作时间，10月25日 09:00发；要马上发，回复“紧急”。",
            "10月25日 09:00发。",
        ),
        ("2022-10-24T21:00", "紧急", "已标为紧急：不等工作时间，马上发；会记入留痕。", "马上发。"),
        ("2022-10-24T09:30", "明天下午2点", "定在10月25日 14:00发，到时候按那时的名单发。", "10月25日 14:00发。"),
        (
            "2022-10-24T09:30",
            "10月29日 20:00",
            "定的10月29日 20:00不是工作时间，10月31日 09:00发，按那时的名单；要准点发，回复“紧急”。",
            "10月31日 09:00发。",
        ),
    ],
)
def test_it_says_exactly_when_it_will_go(room: Room, now: str, said: str, preview: str, after: str) -> None:
    room.now = at(now)
    write(room)
    _, about = room.say("admin", said)
    assert about.body.partition("共3人。")[2].strip() == preview
    assert f"发给3人，{after}" in room.told("admin", "确认发送")


def test_an_older_preview_confirms_nothing_else(room: Room) -> None:
    room.say("admin", "/通知")
    room.say("admin", "明天上午九点开会。")
    _, old = room.say("admin", "区司法局")
    _, new = room.say("admin", "全体联络员")
    before, after = (one.buttons[0].send for one in (old, new))
    warned, _, shown = room.say("admin", before)
    assert "您点的是前面的" in warned.body
    assert shown == new
    assert room.store.notices.all() == ()
    (listed,) = room.say("admin", "名单")
    assert listed.buttons[0].send == after
    assert "发给3人" in room.told("admin", after)


def test_at_once_takes_a_time_back(room: Room) -> None:
    write(room)
    room.say("admin", "明天下午2点")
    assert "定在" not in room.told("admin", "马上发")
    assert "没看懂是什么时候" in room.told("admin", "定时 改天")


def test_a_notice_is_tested_on_its_author_alone(room: Room) -> None:
    write(room)
    assert "只有您收得到" in room.told("admin", "试发")
    run(room, wire := Wire())
    ((address, reply),) = wire.sent
    assert (address, reply.title, [button.send for button in reply.buttons]) == ("admin", "【通知】", ["收到 0"])
    assert "这是给您看的样子" in room.told("admin", "收到 0")
    assert room.store.notices.all() == ()


def test_files_go_with_a_notice(room: Room) -> None:
    room.say("admin", "/通知")
    assert "附件存好了：图.png。请再写通知内容" in room.told("admin", "", File(name="图.png", content=b"picture"))
    room.say("admin", "见附件。")
    room.say("admin", "全体联络员")
    preview, _ = room.say("admin", "", File(name="表.xlsx", content=b"table"))
    assert [file.name for file in preview.files] == ["图.png", "表.xlsx"]
    room.say("admin", "确认发送")
    run(room, wire := Wire())
    contents = [room.store.files.get(file.digest) for file in wire.sent[0][1].files]
    assert contents == [b"picture", b"table"]


def test_other_words_keep_the_audience(room: Room) -> None:
    write(room, "区司法局")
    assert "请写通知内容" in room.told("admin", "改内容")
    assert "新内容" in room.told("admin", "新内容")
    room.say("admin", "确认发送")
    run(room, wire := Wire())
    assert [(address, reply.body) for address, reply in wire.sent] == [("justice", "新内容")]


def test_the_list_is_shown_before_it_is_confirmed(room: Room) -> None:
    join(room, *(f"more{number}" for number in range(40)), role=Role.LIAISON, unit="区财政局")
    write(room)
    (shown,) = room.say("admin", "名单")
    assert shown.title == "全体联络员，现在是43人"
    assert "……共43人" in shown.body
    assert [file.name for file in shown.files] == ["名单.xlsx"]
    write(room, "群众")
    assert f"群众{room.person('citizen').id}" in room.told("admin", "名单")


@pytest.mark.parametrize(
    ("said", "seats"),
    [
        ("区司法局、上党经开区", ["justice", "zone"]),
        ("区司法局，李明", ["justice", "market"]),
        ("分管负责人", ["leader"]),
        ("区司法局、#{citizen}", ["citizen", "justice"]),
    ],
)
def test_a_list_names_units_and_people(room: Room, said: str, seats: list[str]) -> None:
    join(room, "leader", role=Role.LEADER, unit="区司法局")
    room.say("market", "你好")
    named = room.person("market")
    room.store.people.update(type(named)(id=named.id, role=named.role, unit=named.unit, name="李明"))
    write(room, said.format(citizen=room.person("citizen").id))
    room.say("admin", "确认发送")
    run(room, wire := Wire())
    assert wire.to("【通知】") == seats


def test_a_list_may_be_a_file(room: Room) -> None:
    room.say("admin", "/通知")
    room.say("admin", "开会")
    wrong = File(name="名单.csv", content="单位\n区司法局\n火星局\n".encode())
    assert "名单里这些没有找到：火星局" in room.told("admin", "", wrong)
    assert "没有读到名单" in room.told("admin", "", File(name="空.csv", content="单位\n".encode()))
    assert "认不出这种文件" in room.told("admin", "", File(name="a.exe", content=b"text"))
    right = File(name="名单.csv", content="序号,单位\n1,区司法局\n2,上党经开区\n".encode())
    assert "区司法局、上党经开区2个单位的联络员，共2人" in room.told("admin", "", right)


def test_subscribers_of_a_topic_are_asked_of_who_knows_them(room: Room) -> None:
    assert "没有“养鸟”这个可以订阅的主题" in write(room, "订阅养鸟的人")
    assert "订阅“老年人”的人现在没有人能收到" in write(room, "订阅老人的人")
