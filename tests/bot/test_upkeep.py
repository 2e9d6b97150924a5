"""Units look after their entries; the office publishes what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.ports.people import Person, Role
from knowledge.entries import Entry
from knowledge.sources import Source

if TYPE_CHECKING:
    from tests.bot.office_room import Room

TERM = Entry(
    id="E5", question="法律援助找谁？", answer="找区司法局。", unit="司法局", valid_until=date(2022, 11, 23),
    sources=(Source(title="旧办法", number="某政发〔2015〕3号", status="现行有效"),),
)  # fmt: skip
OLD = Entry(id="E6", question="公证在哪里办？", answer="公证处。", unit="区司法局", checked_on=date(2021, 10, 1))
LOST = Entry(id="E7", question="医保怎么交？", answer="网上交。", unit="区医保局", valid_until=date(2022, 10, 25))


@pytest.fixture(autouse=True)
def bank(room: Room) -> None:
    room.store.entries.save([TERM, OLD, LOST])


def titles(room: Room, seat: str) -> list[str]:
    return [one.title for one in room.outbox(seat) if "题库核对" in one.title]


def told(room: Room, seat: str) -> str:
    return next(one.body for one in room.outbox(seat) if "题库核对" in one.title)


def test_a_unit_is_asked_once_a_rung_and_the_office_about_what_is_nobodys(room: Room) -> None:
    for moment in ("2022-10-24T09:30", "2022-10-24T15:00", "2022-10-25T09:30"):
        room.tick(moment)
    assert titles(room, "justice") == ["【题库核对】区司法局 10月24日"]
    (asked,) = [one for one in room.outbox("justice") if "题库核对" in one.title]
    assert told(room, "justice").splitlines() == [
        "① E6 公证在哪里办？（上次核对管到2022年10月1日，已过23天）",
        "② E5 法律援助找谁？（有效期到2022年11月23日，还有30天）",
        "这几条还对不对？点一下就行。",
    ]
    assert [button.send for button in asked.buttons][:3] == ["仍有效 E6", "修改 E6", "不再适用 E6"]
    assert titles(room, "admin") == ["【题库核对】1条没有单位可问", "【题库核对】1条没有单位可问"]
    assert "E7 医保怎么交？（有效期到2022年10月25日，还有1天，解释单位：区医保局）" in told(room, "admin")
    room.tick("2022-11-16T09:30")
    assert titles(room, "justice")[-1] == "【题库核对】区司法局 11月16日"


def test_whoever_was_asked_enough_today_is_asked_tomorrow(room: Room) -> None:
    room.house = replace(room.house, office=replace(room.house.office, daily_cap=1))
    room.tick("2022-10-24T09:30")
    assert titles(room, "justice") == []


def test_many_entries_are_shown_a_few_at_a_time(room: Room) -> None:
    room.store.entries.save([replace(OLD, id=f"F{number}", question=f"第{number}问？") for number in range(9)])
    room.store.entries.save([replace(LOST, id=f"G{number}", unit="") for number in range(9)])
    room.tick("2022-10-24T09:30")
    (asked,) = [one for one in room.outbox("justice") if "题库核对" in one.title]
    assert "还有8条，回复“待核对”都能看到。" in asked.body
    assert asked.buttons[-1].send == "待核对"
    assert "……共10条" in told(room, "admin")
    assert "解释单位：没有写" in told(room, "admin")


def test_still_valid_goes_to_the_office_and_is_asked_no_more(room: Room) -> None:
    assert "草稿D1已交给政务公开办" in room.told("justice", "仍有效 E6")
    assert "有效到哪一天" in room.told("justice", "仍有效 E5")
    assert "读不懂，请写成2026年6月30日" in room.told("justice", "看情况")
    assert "失效日期" in room.told("justice", "2023年12月31日")
    assert "没有要核对的问答" in room.told("justice", "待核对")
    room.say("admin", "发布 D1")
    room.say("admin", "发布 D2")
    kept = {entry.id: entry for entry in room.store.entries.all()}
    assert (kept["E6"].checked_on, kept["E5"].valid_until) == (date(2022, 10, 24), date(2023, 12, 31))
    assert "没有要核对的问答" in room.told("justice", "待核对")


@pytest.mark.parametrize(("said", "until"), [("长期", None), ("2024年5月31日", date(2024, 5, 31))])
def test_the_new_term_may_be_said_at_once(room: Room, said: str, until: date | None) -> None:
    room.say("justice", f"仍有效 E5 {said}")
    room.say("admin", "发布 D1")
    entry = room.store.entries.get("E5")
    assert entry is not None
    assert entry.valid_until == until


def test_what_does_not_apply_any_more_needs_a_reason_and_the_office(room: Room) -> None:
    assert "为什么不再适用" in room.told("justice", "不再适用 E6")
    assert "为什么不再适用" in room.told("justice", "")
    assert "草稿D1" in room.told("justice", "规定废止了")
    assert "草稿D2" in room.told("justice", "不再适用 E5 没有了")
    assert "待审：没有了" in room.told("admin", "看草稿 D2")
    assert "没有写有效到哪一天" in room.told("justice", "仍有效 E5 2022年1月1日至")
    assert "原因：规定废止了" in room.outbox("admin")[0].body
    assert room.store.entries.get("E6") == OLD
    room.say("admin", "发布 D1")
    entry = room.store.entries.get("E6")
    assert entry is not None
    assert not entry.in_force(date(2022, 10, 24))


@pytest.mark.parametrize("said", ["仍有效 E7", "不再适用 E7 原因", "仍有效 E99"])
def test_another_units_entry_is_not_theirs_to_judge(room: Room, said: str) -> None:
    assert "E7" in room.told("justice", said) or "E99" in room.told("justice", said)
    assert room.store.drafts.waiting() == ()


@pytest.mark.parametrize("dialog", ["仍有效 E5", "不再适用 E5"])
def test_an_entry_may_go_while_it_is_spoken_of(room: Room, dialog: str) -> None:
    room.say("justice", dialog)
    room.store.entries.remove(["E5"])
    assert "E5" in room.told("justice", "2024年5月31日")
    assert room.store.drafts.waiting() == ()


@pytest.mark.parametrize("name", ["《旧办法》", "某政发〔2015〕3号"])
def test_a_repealed_text_marks_what_rests_on_it_and_its_units_are_asked_at_once(room: Room, name: str) -> None:
    assert "请先写明是哪份文件" in room.told("admin", "依据废止")
    assert "没有条目引用" in room.told("admin", "依据废止 《没有这个》")
    assert "请先写明是哪份文件" in room.told("admin", "确认依据废止")
    assert "E5 法律援助找谁？" in room.told("admin", f"依据废止 {name}")
    assert "涉及1条" in room.told("admin", "确认依据废止")
    entry = room.store.entries.get("E5")
    assert entry is not None
    assert [one.status for one in entry.sources] == ["已废止"]
    assert titles(room, "justice") == ["【题库核对】区司法局 10月24日"]
    assert "E5 法律援助找谁？（依据已废止）" in room.outbox("justice")[0].body
    assert room.actions().count("entry.source_repealed") == 1
    room.tick("2022-10-24T09:40")
    assert titles(room, "justice") == ["【题库核对】区司法局 10月24日"]


@pytest.mark.parametrize("judged", ["仍有效 E5 长期", "不再适用 E5 没有新规定"])
def test_what_was_judged_is_asked_about_no_more(room: Room, judged: str) -> None:
    room.say("admin", "依据废止 旧办法")
    room.say("admin", "确认依据废止")
    room.later(days=1)
    assert "草稿D1" in room.told("justice", judged)
    room.say("admin", "发布 D1")
    room.store.entries.remove(["E6", "E7"])
    before = titles(room, "justice")
    for day in range(26, 32):
        room.tick(f"2022-10-{day}T09:30")
    assert titles(room, "justice") == before
    assert "没有要核对的问答" in room.told("justice", "待核对")


def test_a_judgement_that_waits_is_not_made_again(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="colleague")
    room.say("justice", "仍有效 E6")
    assert room.told("justice", "不再适用 E6 没有了") == "E6已经有草稿D1在等审定。要重提，先撤回它。"
    assert room.told("colleague", "仍有效 E6") == "E6您单位的同事已经提了，草稿D1在等审定。"
    assert len(room.store.drafts.waiting()) == 1


def test_the_office_hears_how_many_are_asked_about_a_repealed_text(room: Room) -> None:
    room.store.entries.save([replace(TERM, id="E8", sample=True)])
    room.say("admin", "依据废止 旧办法")
    said = room.told("admin", "确认依据废止")
    assert "涉及2条，都留了版本，其中1条已请解释单位核对；示例条目、已有草稿在等的，不问单位。" in said


def test_a_text_that_many_rest_on_is_shown_shortly(room: Room) -> None:
    room.store.entries.save([replace(TERM, id=f"H{number}", unit="") for number in range(9)])
    assert "……共10条" in room.told("admin", "依据废止 旧办法")


def test_an_entry_that_came_with_a_dead_source_is_asked_about(room: Room) -> None:
    room.store.entries.save([replace(TERM, id="E8", sources=(Source(title="别的", status="已废止"),))])
    assert "E8 法律援助找谁？（依据已废止）" in room.told("auditor", "待核对")
    assert "区医保局（1条）" in room.told("admin", "待核对")


def test_a_liaison_without_an_address_is_nobody_to_ask(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.LIAISON, unit="区医保局"), channel="web", address="gone")
    room.store.people.mark_dead("web", "gone", reason="x")
    room.tick("2022-10-24T09:30")
    assert titles(room, "admin") == ["【题库核对】1条没有单位可问"]
