"""Laws behind the curated bank: asked only where it knows nothing, answered in their own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.imports import import_bank
from bot.laws import import_laws, remove_law
from tests.acceptance.living import SHARED, living

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.living import Living

LAWS = SHARED / "laws"
NAMES = ("护照法(2006-04-29).md", "行政复议法(2023-09-01).md", "居住证暂行条例(2015-11-26).md")
BANK = "标准问题,答案\n居住证怎么办理？,到居住地派出所办理。\n养老金怎么领取？,到社保窗口办理。\n"
ARTICLE = "《护照法》第十一条"
LAW = re.compile("《?护照法》?第.+条")

pytestmark = pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/laws is not there")


def furnish(life: Living, *names: str) -> None:
    import_bank(life.app.house, name="题库.csv", data=BANK.encode(), now=life.time, actor="test", dry_run=False)
    files = ((name, (LAWS / name).read_bytes()) for name in names)
    done = import_laws(life.app.house, files, status="现行有效", now=life.time, actor="test", dry_run=False)
    assert [one.problems for one in done] == [()] * len(names)


def offered(life: Living, question: str) -> list[str]:
    """The titles of what is answered, and what the buttons offer."""
    return [
        text for reply in life.say("citizen", question) for text in (reply.title, *(one.send for one in reply.buttons))
    ]


def test_a_question_that_only_the_laws_answer_gets_the_article(tmp_path: Path) -> None:
    question = "哪些情况可以换发护照"
    with living(tmp_path, "2026-11-24T10:00") as life:
        furnish(life)
        assert not any(map(LAW.match, offered(life, question)))
        furnish(life, *NAMES)
        assert any(map(LAW.match, offered(life, question)))
        (reply,) = life.say("citizen", ARTICLE)
        assert reply.title == ARTICLE
        assert reply.body.startswith("有下列情形之一的，护照持有人可以按照规定申请换发或者补发护照：\n")
        assert "依据：《护照法》第十一条（2006年4月29日版，现行有效）" in reply.note
        assert "不是对您这件事的解释" in reply.note
        assert life.told("citizen", "有用 L:护照法:11") == "谢谢您的评价。"
        remove_law(life.app.house, title="护照法", now=life.time, actor="test")
        assert not any(map(LAW.match, offered(life, question)))
        assert "已经不在问答库里" in life.told("citizen", "有用 L:护照法:11")


def test_what_the_bank_answers_stays_the_banks(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-24T10:00") as life:
        furnish(life, *NAMES)
        (reply,) = life.say("citizen", "居住证怎么办理")
        assert (reply.title, reply.body) == ("居住证怎么办理？", "到居住地派出所办理。")
        assert not any("条例" in one.send for one in reply.buttons)


def test_a_long_article_is_shown_whole_on_request(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-24T10:00") as life:
        furnish(life, *NAMES)
        (short,) = life.say("citizen", "行政复议法第十一条是什么")
        (whole,) = life.say("citizen", short.buttons[0].send)
        assert "（十五）" not in short.body
        assert "（十五）认为行政机关的其他行政行为侵犯其合法权益。" in whole.body
        assert "没有找到这一条" in life.told("citizen", "全文 行政复议法第九百条")
        assert "没有找到这一条" in life.told("citizen", "全文 行政复议法哪一条")


def test_a_law_that_does_not_apply_yet_is_not_answered(tmp_path: Path) -> None:
    with living(tmp_path, "2006-12-31T10:00") as life:
        furnish(life, *NAMES)
        assert ARTICLE not in offered(life, "护照法第十一条")
        life.time = life.time.replace(year=2007)
        assert ARTICLE in offered(life, "护照法第十一条")
