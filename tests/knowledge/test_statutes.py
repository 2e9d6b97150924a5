"""Laws as their files write them, to articles and what is wrong with them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Cell, Document, Row, Table
from knowledge.statutes import Law, id_of, law_from

NAME = "样板法(2020-01-02).md"
HEAD = "# 中华人民共和国样板法\n\n2020年1月2日 全国人民代表大会常务委员会通过\n\n"


def document(text: str, name: str = NAME, tables: tuple[Table, ...] = ()) -> Document:
    return Document(name=name, title="", paragraphs=tuple(text.split("\n")), tables=tables)


def read(text: str, name: str = NAME) -> tuple[Law, list[tuple[str, str]]]:
    law, problems = law_from(document(text, name))
    return law, [(one.where, one.reason.partition("，")[0]) for one in problems]


def articles(text: str) -> dict[str, str]:
    law, problems = read(text)
    assert problems == []
    return {one.id.rpartition(":")[2]: one.text for one in law.articles}


def test_an_article_keeps_its_paragraphs_and_items_on_lines() -> None:
    text = (
        HEAD
        + "第一条 为了公开，制定本法。\n\n第二条　下列人员适用：\n\n（一）甲；\n\n（二）乙。\n\n前款所称乙，是指丙。\n"
    )
    assert articles(text) == {
        "1": "为了公开，制定本法。",
        "2": "下列人员适用：\n（一）甲；\n（二）乙。\n前款所称乙，是指丙。",
    }


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("第一条 甲。\n第二条\n乙。", {"1": "甲。", "2": "乙。"}),
        ("第一条甲。\n第二条（目的）乙。", {"1": "甲。", "2": "（目的）乙。"}),
        ("**第一条** 甲。\n> 第二条：乙。", {"1": "甲。", "2": "乙。"}),
        ("第1条 甲。\n第２条 乙。", {"1": "甲。", "2": "乙。"}),
        ("第 一 条 甲。", {"1": "甲。"}),
        (
            "第一条 甲。\n第一条之一 乙。\n第一条之二 丙。\n第二条 丁。",
            {"1": "甲。", "1-1": "乙。", "1-2": "丙。", "2": "丁。"},
        ),
        ("第一条 甲。\n第一条规定的情形，从其规定。", {"1": "甲。\n第一条规定的情形，从其规定。"}),
        ("第一条 甲。\n第二条第一款规定的，从其规定。", {"1": "甲。\n第二条第一款规定的，从其规定。"}),
        ("第一条 甲。\n第二条 第一款规定的，从其规定。", {"1": "甲。\n第二条 第一款规定的，从其规定。"}),
        ("第一条 依照本法第三条和\n第二条、第三条办理。", {"1": "依照本法第三条和\n第二条、第三条办理。"}),
        ("第一条 甲。\n<!-- 注 -->\n乙。", {"1": "甲。\n乙。"}),
    ],
)
def test_where_an_article_begins(lines: str, expected: dict[str, str]) -> None:
    assert articles(HEAD + lines) == expected


@pytest.mark.parametrize(
    ("lines", "headings"),
    [
        ("第一条 甲。", [""]),
        ("## 第一章 总 则\n第一条 甲。\n### 第二章　保险\n第二条 乙。", ["第一章 总则", "第二章 保险"]),
        (
            "第一编 子\n第一分编 丑\n第一章 寅\n第一节 卯\n第一条 甲。\n第二章 款项\n第二条 乙。\n第二编 丁\n第三条 丙",
            ["第一编 子 第一分编 丑 第一章 寅 第一节 卯", "第一编 子 第一分编 丑 第二章 款项", "第二编 丁"],
        ),
        ("第一编 总则\n第一章 甲\n第一条 甲。\n附　则\n第二条 乙。", ["第一编 总则 第一章 甲", "附则"]),
        ("第一章总则\n第一条 甲。", ["第一章 总则"]),
        ("第一章\n第一条 甲。\n第二章规定的行为\n第三章 很长" + "长" * 40 + "\n第二条 乙。", ["第一章", "第一章"]),
    ],
)
def test_an_article_knows_the_parts_it_stands_in(lines: str, headings: list[str]) -> None:
    law, problems = read(HEAD + lines)
    assert problems == []
    assert [one.heading for one in law.articles] == headings


CHAPTERS = "第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。"


@pytest.mark.parametrize(
    "contents",
    [
        "目录\n第一章 总则\n第二章 附则\n",
        "目　录\n第一章　总　则……………1\n第二章　附　则\t12\n",
        "目 次\n第一章 总则\n第一条 目的\n第二章 附则\n第二条 施行\n",
        "目录\n引言\n",
    ],
)
def test_a_table_of_contents_holds_no_articles(contents: str) -> None:
    assert articles(HEAD + contents + CHAPTERS) == {"1": "甲。", "2": "乙。"}


def test_contents_alone_are_no_law() -> None:
    for text in ("目录", "目录\n第一章 总则"):
        law, problems = read(text)
        assert law.articles == ()
        assert problems == [(NAME, "没有读到条文（“第一条　……”这样开头的段落）；条号是 Word 自动编号的")]


def test_contents_stand_above_the_articles_or_are_none() -> None:
    assert articles(f"{HEAD}第一条 应当公开：\n目录\n指南\n第二条 乙。") == {"1": "应当公开：\n目录\n指南", "2": "乙。"}


@pytest.mark.parametrize(
    ("behind", "left_out"),
    [
        ("附录：\n女职工禁忌范围\n一、井下作业；", ("附录 女职工禁忌范围",)),
        ("附件1 样式\n附件2 清单", ("附件1 样式", "附件2 清单")),
        ("附：《税目税率表》", ("附：《税目税率表》",)),
        (
            "税率表一（综合所得适用）\n（注：甲）\n税率表二（经营所得适用）",
            ("税率表一（综合所得适用）", "税率表二（经营所得适用）"),
        ),
        ("附表", ("附表",)),
        ("第二章 附件\n附件1\n表样", ("附件1 表样",)),
    ],
)
def test_appendices_are_left_out_by_name(behind: str, left_out: tuple[str, ...]) -> None:
    law, problems = read(f"{HEAD}第一条 甲。\n{behind}")
    assert problems == []
    assert [one.text for one in law.articles] == ["甲。"]
    assert law.left_out == left_out


def test_what_only_looks_like_an_appendix_stays() -> None:
    text = "第一条 应当提交：\n（一）申请表\n申请人登记表\n（二）其他。\n附近的居民也适用。"
    assert articles(HEAD + text) == {"1": text.removeprefix("第一条 ")}


def test_a_law_goes_on_behind_an_appendix_in_the_middle() -> None:
    law, problems = read(f"{HEAD}第一条 甲。\n附件1 表样\n略\n第一条 表的说明。\n第二条 乙。")
    assert [one.label for one in law.articles] == ["第一条", "第二条"]
    assert problems == [("《样板法》第一条", "在“附件1 表样”里")]


def test_tables_are_named_as_left_out() -> None:
    table = Table(name="第1个表格", rows=(Row(number=1, cells=(Cell(text="级数"),)),))
    law, _ = law_from(document(f"{HEAD}第一条 甲。", tables=(table,)))
    assert law.left_out == ("第1个表格",)


@pytest.mark.parametrize(
    ("lines", "labels", "problems"),
    [
        ("第一条 甲。\n第三条 丙。", ["第一条", "第三条"], [("《样板法》", "第1条后面就是第三条")]),
        ("第二条 乙。", ["第二条"], [("《样板法》", "开头后面就是第二条")]),
        ("第一条甲。\n第三条丙。", ["第一条", "第三条"], [("《样板法》", "第1条后面就是第三条")]),
        ("第一条 甲。\n第一条之二 乙。", ["第一条", "第一条之二"], [("《样板法》", "第1条后面就是第一条之二")]),
        (
            "第一条之一 甲。\n第三条 乙。",
            ["第一条之一", "第三条"],
            [("《样板法》", "开头后面就是第一条之一"), ("《样板法》", "第1条之1后面就是第三条")],
        ),
        (
            "第一条 甲。\n第一条 乙。\n丙。\n第二条 丁。",
            ["第一条", "第二条"],
            [("《样板法》第一条", "条号与前面的重复或者倒退")],
        ),
        ("第一条 甲。\n第二条", ["第一条"], [("《样板法》第二条", "只有条号")]),
        ("第一条 甲。\n第十十条 乙。", ["第一条"], [("《样板法》第十十条", "条号读不懂")]),
        ("第一条 甲。\n第一条之十十 乙。", ["第一条"], [("《样板法》第一条之十十", "条号读不懂")]),
    ],
)
def test_gaps_and_repeats_are_problems(lines: str, labels: list[str], problems: list[tuple[str, str]]) -> None:
    law, found = read(HEAD + lines)
    assert [one.label for one in law.articles] == labels
    assert found == problems


def test_a_repeated_article_does_not_run_into_the_one_before() -> None:
    law, _ = read(f"{HEAD}第一条 甲。\n第一条 乙。\n丙。")
    assert [one.text for one in law.articles] == ["甲。"]


@pytest.mark.parametrize(
    ("name", "head", "title", "date"),
    [
        ("社会保险法(2018-12-29).md", "", "社会保险法", "2018-12-29"),
        ("laws/社会保险法（2018-12-29）.md", "", "社会保险法", "2018-12-29"),
        ("中华人民共和国社会保险法_20181229.docx", "", "社会保险法", "2018-12-29"),
        ("某办法(试行)(2020-01-02).md", "", "某办法（试行）", "2020-01-02"),
        ("某办法（2020年1月2日）.docx", "", "某办法", "2020-01-02"),
        ("某办法（试行）(20200102).md", "", "某办法（试行）", "2020-01-02"),
        ("《土地管理法》实施办法(2020-01-02).md", "", "〈土地管理法〉实施办法", "2020-01-02"),
        ("《某省实施<土地管理法>办法》(2020-01-02).md", "", "某省实施〈土地管理法〉办法", "2020-01-02"),
        ("某条例(2020-13-45).md", "2020年1月2日 国务院公布", "某条例", "2020-01-02"),
        (
            "下载.docx",
            "中华人民共和国样板法\n（2010年10月28日通过 根据2018年12月29日《决定》修正）",
            "样板法",
            "2018-12-29",
        ),
        ("下载.docx", "中华人民共和国\n样板法\n2010年10月28日通过", "样板法", "2010-10-28"),
        (
            "下载.docx",
            "样板条例（试行）\n2010年10月28日国务院令第1号公布 自2011年1月1日起施行",
            "样板条例（试行）",
            "2010-10-28",
        ),
        ("下载.docx", "样板条例\n二〇一〇年十月二十八日发布\n2010年2月31日修订", "样板条例", "2010-10-28"),
        ("下载.docx", "样板条例\n2010年10月28日", "样板条例", "2010-10-28"),
        ("某县若干措施(2018修正).md", "2019年3月1日印发", "某县若干措施", "2019-03-01"),
    ],
)
def test_title_and_edition(name: str, head: str, title: str, date: str) -> None:
    law, problems = read(f"{head}\n第一条 甲。", name)
    assert (law.title, law.date) == (title, dt.date.fromisoformat(date))
    assert problems == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("样板法.md", "没有看出哪一天的版本"),
        ("《》.md", "没有看出法规的名称"),
    ],
)
def test_a_law_without_a_title_or_date_says_what_to_do(name: str, reason: str) -> None:
    law, problems = read("2011年1月1日起施行\n第一条 甲。", name)
    assert len(law.articles) == 1
    assert problems == [(name, reason)]


@pytest.mark.parametrize(
    ("last", "since"),
    [
        ("本法自2021年7月15日起施行。", dt.date(2021, 7, 15)),
        ("本法自公布之日起施行。", None),
        ("本法自2021年2月30日起施行。", None),
    ],
)
def test_a_law_says_from_when_it_applies(last: str, since: dt.date | None) -> None:
    law, _ = read(f"{HEAD}第一条 甲。\n第二条 {last}")
    assert law.since == since
    assert {entry.valid_from for entry in law.entries()} == {since}


def test_an_article_is_an_entry_that_cites_itself() -> None:
    law, _ = law_from(document(f"{HEAD}第一章 总则\n第一条 甲。"), status="已修改")
    (entry,) = law.entries()
    assert (entry.id, entry.question, entry.answer, entry.topic) == (
        "L:样板法:1",
        "样板法 第一条",
        "甲。",
        "第一章 总则",
    )
    (source,) = entry.sources
    assert (source.title, source.article, source.date, source.status) == (
        "样板法",
        "第一条",
        dt.date(2020, 1, 2),
        "已修改",
    )
    assert entry.statute


@pytest.mark.parametrize(
    ("citation", "article"),
    [
        ("社会保险法第十五条", "L:社会保险法:15"),
        ("《中华人民共和国社会保险法》第15条", "L:社会保险法:15"),
        ("刑法 第一百二十条之一", "L:刑法:120-1"),
        ("某办法（试行）第三条", "L:某办法(试行):3"),
        ("社会保险法第十五条是什么？", "L:社会保险法:15"),
        ("社会保险法第十五条的内容", "L:社会保险法:15"),
        ("社会保险法第十五条怎么规定的", "L:社会保险法:15"),
        ("社会保险法第十五条第二款第（三）项", "L:社会保险法:15"),
        ("《某省实施《中华人民共和国土地管理法》办法》第三条", "L:某省实施〈中华人民共和国土地管理法〉办法:3"),
        ("社会保险法第十十条", None),
        ("社会保险法", None),
        ("违反社会保险法第十五条会被罚款吗", None),
        ("", None),
    ],
)
def test_a_citation_names_an_article(citation: str, article: str | None) -> None:
    assert id_of(citation) == article


PIECES = st.sampled_from(
    (
        "第一条 甲。",
        "第二条 乙",
        "第二条",
        "第三条之一 丙",
        "第九条 丁",
        "第十十条 戊",
        "第一章 总则",
        "附则",
        "正文。",
        "（一）项；",
    )
)


@given(st.lists(PIECES | st.text(alphabet="第一二款章附件表目录 。\n", max_size=12), max_size=30))
def test_every_numbered_line_is_an_article_or_a_problem(lines: list[str]) -> None:
    text = "\n".join(line for line in lines if "目" not in line or "录" not in line)
    law, problems = law_from(document(text))
    numbered = [
        line
        for line in map(str.strip, text.split("\n"))
        if re.match(r"第[一二九十三]+条(?:之[一二]+)?(?:\s|$)", line)
        and not re.match(r"第\S+条\S*\s+第[一二]+款", line)
    ]
    refused = [one for one in problems if re.match("《样板法》第", one.where)]
    assert len(law.articles) + len(refused) == len(numbered)
    assert len({one.id for one in law.articles}) == len(law.articles)
    assert all(one.text for one in law.articles)


@given(st.text(max_size=300), st.text(max_size=30))
def test_any_text_is_a_law_or_problems(text: str, name: str) -> None:
    law, problems = law_from(document(text, name))
    assert problems or law.usable
