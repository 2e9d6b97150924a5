"""What proves a duty: links, sentences, files; used again; what is not taken is named and nothing else is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.ports.messages import File
from bot.ports.proofs import Page
from reminders.confirmations import EvidenceKind

if TYPE_CHECKING:
    from tests.bot.office_room import Room

LINK = "https://www.example.gov.cn/1.html"
PAGE = Page(title="关于行政处罚信息的公示", date=date(2022, 10, 20))


def proofs(room: Room, number: int) -> list[tuple[EvidenceKind, str]]:
    one = room.store.confirmations.get(number)
    assert one is not None
    return [(proof.kind, proof.value) for proof in one.evidence]


@pytest.mark.parametrize("again", ["同上", "用上次的", "和上次一样", "同上。"])
def test_the_last_proof_serves_again(room: Room, again: str) -> None:
    room.say("justice", f"确认 4 {LINK} 已录入")
    assert "已收到并保存" in room.told("justice", f"确认 6.1 {again}")
    assert proofs(room, 2) == proofs(room, 1) == [(EvidenceKind.LINK, LINK), (EvidenceKind.TEXT, "已录入")]


def test_the_last_proof_is_offered_by_name(room: Room) -> None:
    room.say("justice", f"确认 4 {LINK}")
    room.store.confirmations.link_read(LINK, page=PAGE, at=room.now)
    (asked,) = room.say("justice", "确认 6.1")
    assert "回复“同上”（关于行政处罚信息的公示）" in asked.body
    room.say("justice", "用上次的")
    assert proofs(room, 2) == [(EvidenceKind.LINK, LINK)]


def test_nothing_was_given_before(room: Room) -> None:
    told = room.told("justice", "确认 4 同上")
    assert "还没有您以前交过的材料" in told
    assert "请发一样就行" in told
    room.say("justice", LINK)
    assert proofs(room, 1) == [(EvidenceKind.LINK, LINK)]


def test_one_proof_for_several_tasks_in_one_phrase(room: Room) -> None:
    assert "“行政处罚信息公开”、“双随机监管信息公开”完成" in room.told("justice", f"确认 4、6.1 {LINK}")
    assert proofs(room, 1) == proofs(room, 2)


def test_a_file_that_is_not_taken_is_named_and_the_rest_is_kept(room: Room) -> None:
    told = room.told(
        "justice",
        f"确认 4 {LINK}",
        File(name="程序.EXE", content=b"MZ"),
        File(name="公示.PDF", content=b"%PDF"),
        File(name="没有后缀", content=b"x"),
    )
    assert "文件“程序.EXE”没有收：这种文件不能作佐证，可以发pdf、" in told
    assert "文件“没有后缀”没有收" in told
    assert "附1个链接、1个文件" in told
    assert proofs(room, 1) == [(EvidenceKind.LINK, LINK), (EvidenceKind.FILE, "公示.PDF")]


def test_a_file_refused_alone_leaves_the_question_open(room: Room) -> None:
    told = room.told("justice", "确认 4", File(name="a.exe", content=b"MZ"))
    assert "没有收" in told
    assert "请发一样就行" in told
    assert "没有收" in room.told("justice", "", File(name="b.exe", content=b"MZ"))
    assert "已收到并保存" in room.told("justice", LINK)


def test_a_file_too_large_is_left_out_by_name_and_the_rest_is_done(room: Room) -> None:
    room.house = replace(room.house, office=replace(room.house.office, max_file_bytes=10))
    large = File(name="录像.zip", content=b"x" * 11)
    told = room.told("justice", "确认 4", large, File(name="公示.pdf", content=b"x" * 10))
    assert "文件“录像.zip”太大" in told
    assert "附1个文件" in told
    assert room.told("justice", "", large).startswith("文件“录像.zip”太大")
    unfetched = File(name="大图.jpg", content=b"", too_large=True)
    assert room.told("justice", "", unfetched).startswith("文件“大图.jpg”太大")
    assert len(room.store.confirmations.waiting()) == 1


def test_a_photo_is_a_file_like_any_other(room: Room) -> None:
    room.say("justice", "确认 4", File(name="照片.jpg", content=b"\xff\xd8"))
    assert proofs(room, 1) == [(EvidenceKind.FILE, "照片.jpg")]


def test_the_office_reads_headline_and_day_of_the_thing(room: Room) -> None:
    room.say("justice", f"确认 4 {LINK} 2022年10月18日已公布")
    assert f"链接：{LINK}（2022年10月18日）" in room.outbox("admin")[-1].body
    room.store.confirmations.link_read(LINK, page=PAGE, at=room.now)
    assert f"链接：关于行政处罚信息的公示（2022年10月20日） {LINK}\n　说明：2022年10月18日已公布" in room.told(
        "admin", "待审核"
    )
