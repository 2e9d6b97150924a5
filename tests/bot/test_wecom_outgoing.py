"""Replies in WeCom's means: the whole text is always shown, and every button can be tapped or typed."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.markdown import escaped, markdown_from, pages, pieces
from bot.channels.wecom.outgoing import Bubble, Card, Part, Upload, forgotten, parts_from, plain_from, rated_entry
from bot.ports.messages import Attachment, Button, Reply


def parts(reply: Reply, *, group: bool = False, rating: bool = False) -> tuple[Part, ...]:
    numbers = itertools.count(1)
    return parts_from(reply, group=group, rating=rating, fresh=lambda: f"f{next(numbers)}")


def b(label: str, send: str = "") -> Button:
    return Button(label=label, send=send or label)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("确认 4 链接", "确认 4 链接"),
        ("一行\n两行", "一行  \n两行"),
        ("*不是* `码` [x] <b> ~a~ a|b", r"\*不是\* \`码\` \[x\] \<b\> \~a\~ a\|b"),
        ("_斜_ 而 a_b_c 不是", r"\_斜\_ 而 a_b_c 不是"),
        ("# 标题\n#号\n---\n===", "\\# 标题  \n#号  \n\\---  \n\\==="),
        ("> 引", r"\> 引"),
        ("    缩进", "　　缩进"),
        ("见https://a.gov.cn/x_y_z。好", "见[https://a.gov.cn/x_y_z](https://a.gov.cn/x_y_z)。好"),
        ("http://a/(1)", "[http://a/(1)](http://a/%281%29)"),
        (r"a\*b", r"a\\\*b"),
    ],
)
def test_text_is_shown_as_it_is(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_a_reply_is_title_body_and_quiet_line() -> None:
    reply = Reply(title="题*", body="正文", note="依据\n日期")
    assert markdown_from(reply) == "**题\\***\n\n正文\n\n> 依据  \n> 日期"
    assert markdown_from(Reply(body="正文")) == "正文"
    assert markdown_from(Reply(title="题", body="")) == "**题**"


@given(st.text(alphabet=st.sampled_from("一二。\n*_`[]()<># -=|~\\aé𝄞http://x.cn/"), max_size=300), st.integers(8, 60))
def test_pieces_hold_all_of_the_text_within_the_bytes(text: str, most: int) -> None:
    found = list(pieces(text, most))
    assert all(len(one.encode()) <= most for one in found)
    assert "".join(found).replace("\n", "") == text.replace("\n", "")


@given(
    st.text(max_size=200),
    st.sampled_from(["http://x(", "_", "*", "\n", "字。", "http://a.b/)))"]),
    st.integers(1, 4000),
)
def test_no_page_is_longer_than_the_platform_takes(text: str, filler: str, times: int) -> None:
    assert all(len(page.encode()) <= 20_480 for page in pages(Reply(body=text + filler * times), more="回复：“好”"))


def test_a_long_text_is_cut_after_sentences() -> None:
    found = pages(Reply(title="题", body="一二三四五六七八九。" * 3000))
    assert len(found) > 1
    assert all(page.endswith("。") for page in found)


def test_without_buttons_a_reply_is_one_bubble() -> None:
    assert parts(Reply(title="题", body="正文")) == (Bubble(text="**题**\n\n正文"),)


def test_a_short_reply_with_buttons_is_one_card() -> None:
    (card,) = parts(Reply(title="报送提醒", body="今日17:00截止", buttons=(b("已完成", "确认 4"), b("已知悉"))))
    assert isinstance(card, Card)
    assert card.typed == "**报送提醒**\n\n今日17:00截止\n\n回复：“确认 4”（已完成），或“已知悉”"
    assert card.shown() == {
        "card_type": "button_interaction",
        "main_title": {"title": "报送提醒"},
        "sub_title_text": "今日17:00截止",
        "button_list": [
            {"text": "已完成", "style": 1, "key": "确认 4"},
            {"text": "已知悉", "style": 2, "key": "已知悉"},
        ],
        "task_id": "wb-f1",
    }


def test_a_body_alone_is_the_cards_title() -> None:
    (card,) = parts(Reply(body="确定吗？", buttons=(b("是"),)))
    assert isinstance(card, Card)
    assert card.shown()["main_title"] == {"title": "确定吗？"}
    assert "sub_title_text" not in card.shown()


@pytest.mark.parametrize(
    "reply",
    [
        Reply(title="题", body="长" * 113, buttons=(b("是"),)),
        Reply(title="长" * 27, body="短", buttons=(b("是"),)),
        Reply(title="题", body="见 https://a.gov.cn", buttons=(b("是"),)),
        Reply(title="题", body="短", note="依据", buttons=(b("是"),)),
        Reply(body="两\n行", buttons=(b("是"),)),
    ],
)
def test_what_no_card_holds_comes_as_text_before_its_card(reply: Reply) -> None:
    bubble, card = parts(reply)
    assert bubble == Bubble(text=markdown_from(reply))
    assert isinstance(card, Card)
    assert len(card.title) <= 26
    assert card.typed == "回复：“是”"


def test_in_a_group_every_button_is_typed() -> None:
    reply = Reply(title="题", body="正文", buttons=(b("已完成", "确认 4"), b("页", "https://a.gov.cn/")))
    (bubble,) = parts(reply, group=True)
    assert isinstance(bubble, Bubble)
    assert "页：[https://a.gov.cn/](https://a.gov.cn/)" in bubble.text
    assert "@我，写：“确认 4”（已完成）" in bubble.text


def test_what_no_card_takes_is_typed() -> None:
    buttons = (*(b(f"第{n}项") for n in range(7)), b("第0项"), b("太长", "长" * 400))
    bubble, card = parts(Reply(title="题", body="正文", buttons=buttons))
    assert isinstance(bubble, Bubble)
    assert isinstance(card, Card)
    assert [one["key"] for one in card.shown()["button_list"]] == [f"第{n}项" for n in range(6)]
    assert "“第6项”" in bubble.text
    assert "“第0项”" not in bubble.text
    assert f"“{'长' * 400}”（太长）" in bubble.text


def test_many_ways_stand_one_a_line() -> None:
    (bubble,) = parts(Reply(body="正文", buttons=tuple(b(f"第{n}项", f"任务 {n}") for n in range(4))), group=True)
    assert isinstance(bubble, Bubble)
    assert bubble.text.endswith(
        "@我，写下面的一句：  \n"
        "· “任务 0”（第0项）  \n· “任务 1”（第1项）  \n· “任务 2”（第2项）  \n· “任务 3”（第3项）"
    )


def test_a_long_label_is_numbered_and_stands_whole_in_the_text() -> None:
    bubble, card = parts(Reply(body="您想问哪一件", buttons=(b("医保断缴了怎么办，还能补吗"), b("都不是"))))
    assert isinstance(bubble, Bubble)
    assert isinstance(card, Card)
    assert "①医保断缴了怎么办，还能补吗  \n②都不是" in bubble.text
    labels = [one["text"] for one in card.shown()["button_list"]]
    assert labels == ["①医保断缴了怎么办…", "②都不是"]
    assert all(len(label) <= 10 for label in labels)


def test_an_answer_is_rated_with_a_thumb() -> None:
    reply = Reply(title="问", body="答", buttons=(b("有用", "有用 E012"), b("没解决", "没解决 E012")))
    assert parts(reply, rating=True) == (Bubble(text="**问**\n\n答", feedback="E012@f1"),)
    assert rated_entry("E012@f1") == "E012"
    assert rated_entry("a@b@f1") == "a@b"
    assert rated_entry("x") == ""


@pytest.mark.parametrize(
    "sends",
    [("有用 E1",), ("有用 E1", "没解决 E2"), (f"有用 {'长' * 90}", f"没解决 {'长' * 90}"), ("有用", "没解决")],
)
def test_what_is_no_pair_of_ratings_stays_buttons(sends: tuple[str, ...]) -> None:
    found = parts(Reply(title="问", body="答", buttons=tuple(b(send) for send in sends)), rating=True)
    assert not any(isinstance(one, Bubble) and one.feedback for one in found)
    assert any(isinstance(one, Card) for one in found)


def test_files_follow() -> None:
    file = Attachment(name="表.xlsx", digest="d")
    assert parts(Reply(body="附表", files=(file,))) == (Bubble(text="附表"), Upload(file=file))
    *_, card, last = parts(Reply(body="附表", files=(file,), buttons=(b("收到"),)))
    assert isinstance(card, Card)
    assert last == Upload(file=file)


def test_after_a_tap_the_card_says_what_was_done_and_still_asks_the_rest() -> None:
    (card,) = parts(Reply(title="提醒", body="第4项", buttons=(b("已完成", "确认 4"), b("已知悉"))))
    assert isinstance(card, Card)
    done = card.done("已知悉", "已知悉 11月24日 10:00")
    assert done["task_id"] == card.task_id
    assert done["sub_title_text"] == "第4项\n已知悉 11月24日 10:00"
    assert [(one["text"], one["key"]) for one in done["button_list"]] == [
        ("已完成", "确认 4"),
        ("已知悉 11月24日"[:10], "已知悉"),
    ]


def test_a_forgotten_card_says_what_was_done() -> None:
    done = forgotten("收到 1", "wb-9").done("收到 1", "已点收 14:03")
    assert (done["task_id"], done["sub_title_text"]) == ("wb-9", "已点收 14:03")
    assert done["button_list"] == [{"text": "已点收 14:03", "style": 4, "key": "收到 1"}]


def test_where_no_marks_are_taken_a_reply_is_plain() -> None:
    reply = Reply(title="题*", body="正文", buttons=(b("我的任务"), b("页", "https://a.gov.cn")))
    assert plain_from(reply) == "题*\n正文\n页：https://a.gov.cn\n回复：“我的任务”"


WORDS = st.text(alphabet="确认知悉 4567ab", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(
    st.text(max_size=400),
    st.lists(st.tuples(WORDS, WORDS), max_size=9),
    st.booleans(),
    st.booleans(),
)
def test_every_button_is_on_a_card_or_in_the_text(
    body: str, pairs: list[tuple[str, str]], group: bool, rating: bool
) -> None:
    buttons = tuple(b(label, send) for label, send in pairs)
    found = parts(Reply(body=body, buttons=buttons), group=group, rating=rating)
    keys = {one["key"] for part in found if isinstance(part, Card) for one in part.shown()["button_list"]}
    texts = "".join(part.text for part in found if isinstance(part, Bubble))
    for one in buttons:
        assert one.send in keys or one.send in texts
    for part in found:
        if isinstance(part, Card):
            assert 1 <= len(part.shown()["button_list"]) <= 6
            assert re.fullmatch(r"[0-9A-Za-z_\-@]{1,128}", part.task_id)
