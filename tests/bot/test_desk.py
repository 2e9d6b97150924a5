"""The answer desk over a real store: what it holds is what stands there now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.handlers.desk import BankDesk
from bot.imports import lexicon
from bot.store import open_store
from knowledge.entries import Entry
from knowledge.statutes import Article, Law
from tests.contracts.samples import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store import SqliteStore

TODAY = date(2026, 11, 24)
LAW = Law(
    title="样板法",
    date=date(2020, 1, 2),
    articles=(Article(id="L:样板法:1", label="第一条", heading="", text="旧的条文。"),),
)


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    opened = open_store(None)
    yield opened
    opened.close()


@pytest.fixture
def desk(store: SqliteStore) -> BankDesk:
    store.entries.save([Entry(id="E1", question="居住证怎么办理？", answer="到派出所。")])
    return BankDesk(store.entries, store.statutes, store.units, lexicon)


def answered(desk: BankDesk, question: str, today: date = TODAY) -> list[str]:
    return [one.entry.answer if one.entry else "" for one in desk.answer(question, today=today)]


def test_a_citation_gets_its_article_as_it_stands_now(store: SqliteStore, desk: BankDesk) -> None:
    assert answered(desk, "样板法第一条") == [""]
    store.statutes.save(LAW, file="a.md", at=NOW)
    assert answered(desk, "《样板法》第1条") == ["旧的条文。"]
    newer = replace(LAW, articles=(replace(LAW.articles[0], text="新的条文。"),))
    store.statutes.save(newer, file="a.md", at=NOW)
    assert answered(desk, "样板法第一条是什么") == ["新的条文。"]
    store.statutes.remove("样板法")
    assert answered(desk, "样板法第一条") == [""]


def test_an_article_is_not_cited_before_its_law_applies(store: SqliteStore, desk: BankDesk) -> None:
    store.statutes.save(replace(LAW, since=date(2027, 1, 1)), file="a.md", at=NOW)
    assert answered(desk, "样板法第一条") == [""]
    assert answered(desk, "样板法第一条", date(2027, 1, 1)) == ["旧的条文。"]


def test_laws_that_come_and_go_leave_the_banks_answers_alone(store: SqliteStore, desk: BankDesk) -> None:
    for change in (
        lambda: None,
        lambda: store.statutes.save(LAW, file="a.md", at=NOW),
        lambda: store.statutes.remove("样板法"),
    ):
        change()
        assert answered(desk, "居住证怎么办理") == ["到派出所。"]
    store.entries.save([Entry(id="E1", question="居住证怎么办理？", answer="到社区。")])
    assert answered(desk, "居住证怎么办理") == ["到社区。"]
