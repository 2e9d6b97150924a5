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
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.store import SqliteStore
    from knowledge.lexicon import Lexicon

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


def desk_over(store: SqliteStore, words: Callable[[], Lexicon] = lexicon) -> BankDesk:
    return BankDesk(store.entries, store.statutes, store.units, words, store.compiled, lambda: "1")


def nothing_read() -> Lexicon:
    raise AssertionError("read anew")


@pytest.fixture
def desk(store: SqliteStore) -> BankDesk:
    store.entries.save([Entry(id="E1", question="居住证怎么办理？", answer="到派出所。")])
    return desk_over(store)


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


def offered(desk: BankDesk, question: str) -> list[str]:
    (answer,) = desk.answer(question, today=TODAY)
    return [one.entry.id for one in answer.candidates]


PASSPORTS = Law(
    title="护照样板法",
    date=date(2020, 1, 2),
    articles=(
        Article(id="L:护照样板法:1", label="第一条", heading="", text="护照由公安机关签发。"),
        Article(id="L:护照样板法:2", label="第二条", heading="", text="护照损毁的，可以申请换发。"),
    ),
)


def test_bank_and_laws_that_were_prepared_are_not_read_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.entries.save([Entry(id="E1", question="居住证怎么办理？", answer="到派出所。")])
    store.statutes.save(PASSPORTS, file="a.md", at=NOW)
    desk_over(store).prepare()
    assert {file.name for file in (tmp_path / "compiled").iterdir()} == {"answers.bin", "laws.bin"}
    later = desk_over(store, nothing_read)
    later.prepare()
    assert answered(later, "居住证怎么办理") == ["到派出所。"]
    store.entries.remove(["E1"])
    assert offered(later, "护照损毁申请换发")[0] == "L:护照样板法:2"
    store.close()


def test_where_there_are_no_laws_none_are_compiled(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    desk_over(store).prepare()
    assert [file.name for file in (tmp_path / "compiled").iterdir()] == ["answers.bin"]
    store.close()


def test_laws_compiled_before_another_came_are_not_used(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.statutes.save(LAW, file="a.md", at=NOW)
    desk_over(store).prepare()
    store.statutes.save(PASSPORTS, file="b.md", at=NOW)
    assert offered(desk_over(store), "护照损毁申请换发")[0] == "L:护照样板法:2"
    store.close()


def test_an_entry_that_was_edited_is_answered_as_it_stands_now(store: SqliteStore, desk: BankDesk) -> None:
    desk.prepare()
    store.entries.save([Entry(id="E2", question="图书馆周末开门吗？", answer="照常开放。")])
    assert answered(desk, "图书馆周末开门吗") == ["照常开放。"]
    store.entries.save([Entry(id="E2", question="图书馆周末开门吗？", answer="周一闭馆。")])
    assert answered(desk, "图书馆周末开门吗") == ["周一闭馆。"]
    store.entries.remove(["E2"])
    assert answered(desk, "图书馆周末开门吗") == [""]
