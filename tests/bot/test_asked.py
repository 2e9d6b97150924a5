"""What the system asked of a unit, against the outbox and the ledger."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot import asked
from bot.ports.people import Person, Role
from reminders.asked import total
from reminders.outbox import DeliveryKind, DeliveryState
from tests.bot.office_room import at
from tests.contracts.samples import delivery

if TYPE_CHECKING:
    from reminders.asked import Asked
    from tests.bot.office_room import Room

OCTOBER = date(2022, 10, 1)


def sent(room: Room) -> None:
    """Everything in the outbox goes out now."""
    for one in room.store.outbox.with_prefix(""):
        if one.state is DeliveryState.QUEUED:
            room.store.outbox.settle(one.key, state=DeliveryState.SENT, at=room.now)


def of(room: Room, unit: str, month: date = OCTOBER) -> Asked:
    return next(one for one in asked.of_month(room.house, month) if one.unit == unit)


def lived(room: Room) -> None:
    """A month of every kind of message, and one line on the first of the next."""
    room.tick("2022-10-24T09:30")
    room.say("justice", "确认 4 https://example.gov.cn/1")
    room.say("market", "确认 4 https://example.gov.cn/2")
    room.say("admin", "通过 1")
    room.say("admin", "退回 2 打不开")
    for text in ("/通知", "开会", "全体联络员", "确认发送"):
        room.say("admin", text)
    room.say("admin", "通报 本季度")
    room.say("admin", "发布通报")
    room.say("zone", "投诉建议 太多了")
    room.say("admin", "回复建议 1 好")
    sent(room)
    room.now = at("2022-10-31T23:59")
    room.say("market", "确认 4 https://example.gov.cn/3")
    room.say("admin", "通过 3")
    sent(room)
    room.tick("2022-11-01T09:30")
    sent(room)


def test_each_kind_of_message_is_counted_where_it_belongs(room: Room) -> None:
    lived(room)
    justice, market, zone = of(room, "区司法局"), of(room, "区市场监管局"), of(room, "上党经开区")
    # a reminder, a passed review, a notice, a bulletin
    assert (justice.messages, justice.requests) == (4, 2)
    assert (justice.reminders, justice.returned, justice.notices) == (1, 0, 1)
    # a reminder, a returned and a passed review, a notice, a bulletin
    assert (market.messages, market.requests) == (5, 3)
    assert (market.reminders, market.returned, market.notices) == (1, 1, 1)
    # what answers its own suggestion is no burden
    assert (zone.messages, zone.requests) == (3, 2)
    assert of(room, "区财政局").messages == 0
    assert of(room, "区司法局", date(2022, 11, 1)).reminders == 1


def test_the_numbers_reconcile_with_ledger_and_outbox(room: Room) -> None:
    lived(room)
    ledger = room.store.ledger.rows()
    months = [asked.of_month(room.house, month) for month in (OCTOBER, date(2022, 11, 1))]
    assert sum(total(rows).duties for rows in months) == len(ledger)
    assert total(months[0]).duties == sum(row["on"].startswith("2022-10") for row in ledger)
    for rows in months:
        for one in rows:
            lines = [row for row in ledger if row["unit"] == one.unit and row["delivery"]]
            assert one.reminders <= len({row["delivery"] for row in lines})
    units = {room.person(seat).id for seat in ("justice", "market", "zone")}
    went = [one for one in room.store.outbox.with_prefix("") if one.person_id in units and one.kind != "answer"]
    assert sum(total(rows).messages for rows in months) == len(went)


def test_two_liaisons_of_a_unit_got_two_messages(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="second")
    room.tick("2022-10-24T09:30")
    sent(room)
    one = of(room, "区司法局")
    assert (one.messages, one.reminders, one.duties) == (2, 2, of(room, "区司法局").duties)
    assert one.duties == len(room.store.ledger.rows(unit="区司法局"))


def test_a_confirmation_that_passed_and_was_reopened_was_returned_once(room: Room) -> None:
    room.say("market", "确认 4 https://example.gov.cn/1")
    room.say("admin", "退回 1 打不开")
    market = room.person("market").id
    assert [one.key for one in room.store.outbox.with_prefix("reviewed:")] == [f"reviewed:1:{market}"]
    sent(room)
    assert of(room, "区市场监管局").returned == 1
    # had it passed first, the message that returns it is the one of the reopening
    room.store.outbox.put(delivery(f"reopened:1:{market}", person_id=market, kind=DeliveryKind.REVIEW))
    sent(room)
    assert (of(room, "区市场监管局").messages, of(room, "区市场监管局").returned) == (2, 1)


def test_what_did_not_go_out_was_not_asked(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    assert total(asked.of_month(room.house, OCTOBER)).messages == 0
    assert total(asked.of_month(room.house, OCTOBER)).duties == 0


def test_a_liaison_sees_the_own_unit_and_the_office_sees_all(room: Room) -> None:
    lived(room)
    room.now = at("2022-11-02T10:00")
    assert room.told("market", "减负自查 10月") == (
        "区市场监管局的减负自查　2022年10月\n"
        "这个月系统给您单位发了5条消息，其中3条要您办事：\n"
        "· 工作提醒1条（合起来提醒了2项次）\n"
        "· 退回补充1条\n"
        "· 要点“收到”的通知1条\n"
        "只数发出去的消息，不统计谁在线多久、看没看；自己提问得到的答复不算。觉得多了，请回复：投诉建议 内容"
    )
    assert room.told("auditor", "减负自查 上月") == (
        "减负自查　2022年10月\n"
        "共发给各单位12条消息，其中7条要求办事。\n"
        "工作提醒3，退回补充1，要点收的通知3。\n"
        "各单位的消息/要求（按正式次序）：上党经开区 3/2；区司法局 4/2；区市场监管局 5/3。\n"
        "其余2个单位没有收到消息。\n"
        "只数发出去的消息，不统计谁在线多久、看没看；自己提问得到的答复不算。办公页“减负自查”可以打印。"
    )


def test_a_quiet_month_and_a_month_that_is_none(room: Room) -> None:
    assert "这个月系统没有给您单位发过消息。" in room.told("justice", "减负自查")
    assert "这个月没有给任何单位发过消息。" in room.told("admin", "减负自查")
    assert room.told("admin", "减负自查 春天") == (
        "没看懂“春天”是哪个月。请写成：减负自查 2026年11月，或者：减负自查 上月。"
    )
    assert "问答库里还没有" in room.told("citizen", "减负自查")
