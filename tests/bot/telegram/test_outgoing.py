"""Replies become messages that the platform takes: escaped, cut after sentences, with buttons, previews and files."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.outgoing import (
    Loaded,
    done_rows,
    html_from,
    only_link,
    outgoing_from,
    pieces,
    rows_from,
    utf16,
)
from bot.ports.messages import Button, Reply
from bot.texts.ratings import why

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
URL = "https://zwgk.example.gov.cn/a"


def test_a_reply_is_escaped_html() -> None:
    reply = Reply(title="<题>", body="a & b", note="注>")
    assert html_from(reply) == ("<b>&lt;题&gt;</b>\na &amp; b\n<i>注&gt;</i>",)
    assert html_from(Reply(body="只有正文")) == ("只有正文",)


def test_why_a_laws_article_did_not_help_is_tapped_however_long_the_laws_name_is() -> None:
    for title in ("护照法", "农村土地承包经营纠纷调解仲裁法实施办法"):
        rows, left = rows_from(why(f"L:{title}:123-1"))
        assert [one.label for row in rows for one in row] == ["答非所问", "已过时", "看不懂", "其他"]
        assert left == ()


def test_a_long_reply_is_cut_after_sentences() -> None:
    parts = html_from(Reply(title="题", body="一二三四五六七八九。" * 600, note="注。" * 10))
    assert len(parts) == 2
    assert parts[0].startswith("<b>题</b>\n一二")
    assert parts[1].endswith(f"<i>{'注。' * 10}</i>")
    assert all(re.sub(r"<.*?>", "", part).endswith("。") for part in parts)


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("一。二！三", 9, ["一。", "二！", "三"]),
        ("他说“好。”走了。", 9, ["他说“好。”", "走了。"]),
        ("一。\n\n二", 9, ["一。\n\n", "二"]),
        ("一二三四五六", 4, ["一二三四", "五六"]),
        ("one two three", 8, ["one ", "two ", "three"]),
        ("😀😀😀", 3, ["😀", "😀", "😀"]),
        ("&&&", 9, ["&", "&", "&"]),
    ],
)
def test_a_text_is_cut_where_it_may_be(text: str, most: int, cut: list[str]) -> None:
    assert list(pieces(text, most)) == cut


WORDS = st.text(st.sampled_from("一二。！“”\n <&>😀a/:."), max_size=300)


@given(title=WORDS, body=WORDS, note=WORDS, most=st.integers(40, 120))
def test_nothing_is_lost_and_every_mark_is_closed(title: str, body: str, note: str, most: int) -> None:
    parts = html_from(Reply(title=title, body=body, note=note), most=most)
    assert all(utf16(part) <= most for part in parts)
    for part in parts:
        for tag in "bi":
            assert part.count(f"<{tag}>") == part.count(f"</{tag}>")
    told = unescape(re.sub(r"</?[bi]>", "", "".join(parts)))
    assert re.sub(r"\s", "", told) == re.sub(r"\s", "", title + body + note)


def test_buttons_stand_two_in_a_row_where_they_are_short() -> None:
    buttons = (
        Button(label="通过", send="通过 12"),
        Button(label="退回", send="退回 12"),
        Button(label="打开公开页面看看全文内容", send=URL),
        Button(label="看", send="任务 4"),
    )
    rows, left = rows_from(buttons)
    assert [[one.label for one in row] for row in rows] == [["通过", "退回"], ["打开公开页面看看全文内容"], ["看"]]
    assert left == ()


@pytest.mark.parametrize(
    "button",
    [
        Button(label="太长", send="长" * 22),
        Button(label="本机", send="http://localhost:8765/office"),
        Button(label="坏的", send="http://[::1"),
        Button(label="", send="收到 1"),
    ],
)
def test_a_button_that_the_platform_does_not_take_is_said_in_words(button: Button) -> None:
    (one,) = outgoing_from(Reply(body="看这里", buttons=(button, Button(label="好", send="好"))))
    assert [[each.send for each in row] for row in one.rows] == [["好"]]
    assert button.send in unescape(one.html)


def test_what_can_be_typed_is_not_said_twice() -> None:
    (one,) = outgoing_from(Reply(body=f"请回复：{'长' * 22}", buttons=(Button(label="长", send="长" * 22),)))
    assert one.html.count("长" * 22) == 1


def test_more_buttons_than_the_platform_takes_can_be_typed() -> None:
    rows, left = rows_from([Button(label="长长长长长长长长长长长", send=f"任务 {at}") for at in range(120)])
    assert (len(rows), len(left)) == (100, 20)
    assert rows_from([Button(label="长" * 90, send="x")])[0][0][0].label == "长" * 39 + "…"


def test_what_has_been_done_stands_on_the_tapped_button_alone() -> None:
    rows = ((Button(label="通过", send="通过 12"), Button(label="退回", send="退回 12")),)
    assert done_rows(rows, "通过 12", "已通过") == (
        (Button(label="✓ 已通过", send="通过 12"), Button(label="退回", send="退回 12")),
    )


@pytest.mark.parametrize(
    ("reply", "link"),
    [
        (Reply(body=f"见{URL}。"), URL),
        (Reply(body="见", buttons=(Button(label="打开", send=URL),)), URL),
        (Reply(body=f"见{URL}", buttons=(Button(label="打开", send=URL),)), URL),
        (Reply(body=f"见{URL}和{URL}b"), ""),
        (Reply(body="没有"), ""),
    ],
)
def test_an_answer_with_one_source_shows_it(reply: Reply, link: str) -> None:
    assert only_link(reply) == link
    assert outgoing_from(reply)[0].preview == link


def test_what_is_shown_once_is_never_previewed() -> None:
    assert outgoing_from(Reply(body=URL, once=True))[0].preview == ""


def test_a_short_text_stands_beneath_its_last_file() -> None:
    reply = Reply(body="两份材料", buttons=(Button(label="好", send="好"),))
    first, last = outgoing_from(reply, [Loaded(name="表.docx", content=b"doc"), Loaded(name="图.PNG", content=PNG)])
    assert (first.name, first.html, first.picture, first.rows) == ("表.docx", "", False, ())
    assert (last.name, last.html, last.picture, len(last.rows)) == ("图.PNG", "两份材料", True, 1)


def test_a_long_text_follows_its_file() -> None:
    file, text = outgoing_from(Reply(body="长。" * 600), [Loaded(name="a.txt", content=b"x")])
    assert (file.html, text.content) == ("", None)


@pytest.mark.parametrize(
    ("name", "content", "picture"),
    [
        ("a.png", PNG, True),
        ("a.jpg", b"\xff\xd8\xff1", True),
        ("a.png", b"no picture", False),
        ("a.doc", PNG, False),
        ("a.png", PNG + b"0" * 10_000_000, False),
    ],
)
def test_only_what_is_a_picture_is_sent_as_one(name: str, content: bytes, picture: bool) -> None:
    assert outgoing_from(Reply(body="图"), [Loaded(name=name, content=content)])[0].picture is picture


@pytest.mark.parametrize("content", [None, b"0" * 50_000_001], ids=["gone", "large"])
def test_a_file_that_cannot_be_sent_is_named(content: bytes | None) -> None:
    (one,) = outgoing_from(Reply(body="材料"), [Loaded(name="大.zip", content=content)])
    assert one.html == "材料\n（文件“大.zip”发不到 Telegram，请在网页上下载）"
