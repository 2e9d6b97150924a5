"""A small bank and the program's own word lists, for tests of answering."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import knowledge
from knowledge.entries import Entry, Source
from knowledge.lexicon import Lexicon, lexicon_from
from knowledge.meanings import Meanings, meanings_from

TODAY = dt.date(2026, 6, 30)
DATA = Path(knowledge.__file__).parent / "data"
LAW = Source(title="社会保险法", article="第五十八条", status="现行有效")


@cache
def meanings() -> Meanings:
    """The vectors as shipped."""
    (file,) = DATA.glob("meanings.np*")
    return meanings_from(file.read_bytes())


@cache
def lexicon() -> Lexicon:
    """The word lists and vectors as shipped, which must be without fault."""
    names = ("dictionary", "stopwords", "duties", "letters")
    words = {name: (DATA / f"{name}.txt").read_text(encoding="utf-8") for name in names}
    groups = {file.stem: file.read_text(encoding="utf-8") for file in sorted((DATA / "synonyms").iterdir())}
    read, problems = lexicon_from(**words, synonyms=groups, meanings=meanings())
    assert problems == ()
    return read


def entry(
    key: str,
    question: str,
    *similar: str,
    answer: str = "详见办事指南。",
    topic: str = "医疗社保",
    unit: str = "区人力资源和社会保障局",
    valid_until: dt.date | None = None,
) -> Entry:
    """An entry with a source."""
    return Entry(
        id=key,
        question=question,
        similar=similar,
        answer=answer,
        topic=topic,
        unit=unit,
        sources=(LAW,),
        valid_until=valid_until,
        checked_on=TODAY,
    )


BANK = (
    entry(
        "card-lost",
        "社会保障卡遗失后怎么补领？",
        "社保卡不见了到哪里补",
        answer="先挂失，再到任一服务银行网点补领，当场可取。",
    ),
    entry("card-first", "怎么申领社会保障卡？", answer="持居民身份证到服务银行网点办理。"),
    entry("maternity", "生育津贴怎么领取？", unit="区医疗保障局", answer="由用人单位申领。"),
    entry("remote", "异地就医怎么备案？", "在外地住院能报销吗", unit="区医疗保障局", answer="可在国家医保平台备案。"),
    entry(
        "elderly",
        "高龄津贴的发放条件是什么？",
        unit="区民政局",
        topic="养老",
        answer="年满80周岁的户籍老年人可以申领。",
    ),
    entry("elderly-cost", "高龄津贴每月发放多少钱？", unit="区民政局", topic="养老", answer="按年龄分档。"),
    entry("house", "住房公积金提取需要什么材料？", unit="市住房公积金管理中心", topic="住房"),
    entry("open", "怎么申请政府信息公开？", "依申请公开的流程", unit="区政府办", topic="政务公开"),
    entry("petition", "投诉举报有哪些渠道？", unit="区信访局", topic="政务公开"),
    entry("old", "疫情期间进出小区要登记吗？", unit="区卫生健康局", topic="疫情防控", valid_until=dt.date(2023, 1, 8)),
)
