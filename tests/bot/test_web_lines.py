"""A conversation as it is shown."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports.house import LOCAL
from bot.ports.messages import Attachment, Button, Reply
from bot.ports.stores import Mail
from bot.web.lines import lines_from, linked, reply_line, stamp

NOW = datetime(2026, 10, 24, 10, 30, tzinfo=LOCAL)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("2026-10-24 09:05", "09:05"),
        ("2026-10-24 23:59", "23:59"),
        ("2026-10-23 23:59", "昨天 23:59"),
        ("2026-10-21 08:00", "星期三 08:00"),
        ("2026-10-18 08:00", "星期日 08:00"),
        ("2026-10-17 08:00", "10月17日 08:00"),
        ("2025-12-31 08:00", "2025年12月31日 08:00"),
    ],
)
def test_a_time_is_written_as_wechat_writes_it(said: str, shown: str) -> None:
    assert stamp(at(said), now=NOW) == shown


def test_a_time_is_local_whatever_zone_it_came_in() -> None:
    assert stamp(datetime.fromisoformat("2026-10-23T16:05:00+00:00"), now=NOW) == "00:05"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("看 https://www.example.gov.cn/a?b=1&c=2。", ["https://www.example.gov.cn/a?b=1&c=2"]),
        (
            "（http://example.gov.cn/x）和https://example.gov.cn/y，",
            ["http://example.gov.cn/x", "https://example.gov.cn/y"],
        ),
        ("见 https://example.gov.cn/z.", ["https://example.gov.cn/z"]),
        ("javascript:alert(1) 和 ftp://example.gov.cn", []),
        ("", []),
    ],
)
def test_only_http_addresses_become_links(text: str, links: list[str]) -> None:
    assert [span.href for span in linked(text) if span.href] == links


@given(st.text())
def test_linking_never_changes_the_text(text: str) -> None:
    assert "".join(span.text for span in linked(text)) == text


def mail(number: int, *, text: str = "", reply: Reply | None = None, minute: int = 0) -> Mail:
    return Mail(id=number, person_id=1, at=NOW + timedelta(minutes=minute), text=text, reply=reply)


@pytest.mark.parametrize(("minutes", "stamps"), [((0, 1, 4), [True, False, False]), ((0, 5, 6), [True, True, False])])
def test_a_stamp_stands_where_five_minutes_have_passed(minutes: tuple[int, ...], stamps: list[bool]) -> None:
    mails = [mail(place, text="好", minute=minute) for place, minute in enumerate(minutes, start=1)]
    assert [bool(line.stamp) for line in lines_from(mails, now=NOW)] == stamps


def test_the_line_above_decides_the_first_stamp() -> None:
    (line,) = lines_from([mail(1, text="好")], now=NOW, before=NOW - timedelta(minutes=1))
    assert line.stamp == ""


def test_a_tapped_button_is_done_on_the_nearest_card_that_offers_it() -> None:
    card = Reply(
        body="到期了", buttons=(Button(label="已完成", send="完成 4"), Button(label="看看", send="https://a.cn"))
    )
    mails = [mail(1, reply=card), mail(2, reply=card), mail(3, text="完成 4"), mail(4, reply=card)]
    done = [[tap.done for tap in line.taps] for line in lines_from(mails, now=NOW)]
    assert done == [[False, False], [True, False], [], [False, False]]


def test_a_button_reads_what_became_of_what_it_asks() -> None:
    buttons = (Button(label="①已完成", send="确认 4"), Button(label="已知悉", send="已知悉"))
    card = Reply(body="到期了", buttons=buttons)
    asked, done = Reply(body="请发一样"), Reply(body="已收到并保存", done="已确认")
    mails = [
        mail(1, reply=card),
        mail(2, text="确认 4"),
        mail(3, reply=asked),
        mail(4, text="https://a.cn"),
        mail(5, reply=done),  # of what was typed, not of the button before it
        mail(6, text="确认 4"),
        mail(7, reply=asked),
        mail(8, reply=done),
        mail(9, reply=Reply(body="还有", done="已通过")),
    ]
    once, *_ = lines_from(mails[:5], now=NOW)
    assert [(tap.label, tap.done, tap.settled) for tap in once.taps] == [
        ("①已完成", True, False),
        ("已知悉", False, False),
    ]
    line, *_ = lines_from(mails, now=NOW)
    assert [(tap.label, tap.done, tap.settled) for tap in line.taps] == [
        ("①已确认", True, True),
        ("已知悉", False, False),
    ]


def test_a_reply_carries_its_files_as_links() -> None:
    reply = Reply(body="台账", files=(Attachment(name="台账.xlsx", digest="a"), Attachment(name="二.xlsx", digest="b")))
    (line,) = lines_from([mail(3, reply=reply)], now=NOW, seat="liaison:区司法局")
    assert [(one.name, one.href) for one in line.downloads] == [
        ("台账.xlsx", "/chat/files/3/0?as=liaison%3A%E5%8C%BA%E5%8F%B8%E6%B3%95%E5%B1%80"),
        ("二.xlsx", "/chat/files/3/1?as=liaison%3A%E5%8C%BA%E5%8F%B8%E6%B3%95%E5%B1%80"),
    ]
    assert [one.href for one in reply_line(reply, line_id=3, at=NOW).downloads] == [
        "/chat/files/3/0",
        "/chat/files/3/1",
    ]
    assert [one.href for one in reply_line(reply, line_id=0, at=NOW).downloads] == ["", ""]


def test_a_button_with_an_address_opens_it() -> None:
    card = Reply(body="公开了", buttons=(Button(label="看", send="HTTPS://a.cn/x"), Button(label="问", send="帮助")))
    (line,) = lines_from([mail(1, reply=card)], now=NOW)
    assert [tap.href for tap in line.taps] == ["HTTPS://a.cn/x", ""]


def test_a_file_is_a_bubble_of_its_own() -> None:
    (line,) = lines_from([mail(1, text="已公开\n［文件］说明.docx\n［文件］图.png")], now=NOW)
    assert (line.files, "".join(span.text for span in line.spans)) == (("说明.docx", "图.png"), "已公开")
