"""What every store does for laws."""

from dataclasses import replace
from datetime import date, timedelta

from bot.ports.statutes import Edition
from bot.ports.stores import Store
from knowledge.statutes import Article, Law
from tests.contracts.samples import NOW

LAW = Law(
    title="样板法",
    date=date(2020, 1, 2),
    since=date(2020, 3, 1),
    articles=(
        Article(id="L:样板法:1", label="第一条", heading="第一章 总则", text="甲。\n（一）乙。"),
        Article(id="L:样板法:1-1", label="第一条之一", heading="第一章 总则", text="丙。"),
        Article(id="L:样板法:10", label="第十条", heading="", text="丁。"),
    ),
)
OTHER = Law(
    title="另法", date=date(2021, 1, 1), articles=(Article(id="L:另法:1", label="第一条", heading="", text="戊。"),)
)


def test_a_store_without_laws_has_none(store: Store) -> None:
    assert store.statutes.all() == ()
    assert store.statutes.editions() == ()
    assert store.statutes.edition("样板法") is None
    assert store.statutes.get("L:样板法:1") is None
    assert store.statutes.version() == 0


def test_a_law_comes_back_article_by_article(store: Store) -> None:
    store.statutes.save(LAW, file="样板法.md", at=NOW)
    store.statutes.save(OTHER, file="另法.md", at=NOW)
    assert store.statutes.all() == (*OTHER.entries(), *LAW.entries())
    assert store.statutes.get("L:样板法:1-1") == LAW.entries()[1]
    assert store.statutes.edition("样板法") == Edition(
        title="样板法", date=date(2020, 1, 2), articles=3, status="现行有效", file="样板法.md", at=NOW
    )
    assert [one.title for one in store.statutes.editions()] == ["另法", "样板法"]


def test_a_newer_edition_takes_the_place_of_the_older(store: Store) -> None:
    newer = replace(LAW, date=date(2024, 5, 6), since=None, status="已修改", articles=LAW.articles[1:])
    store.statutes.save(LAW, file="旧.md", at=NOW)
    store.statutes.save(OTHER, file="另法.md", at=NOW)
    store.statutes.save(newer, file="新.md", at=NOW + timedelta(days=1))
    assert store.statutes.all() == (*OTHER.entries(), *newer.entries())
    assert store.statutes.get("L:样板法:1") is None
    edition = store.statutes.edition("样板法")
    assert edition is not None
    assert (edition.file, edition.status, edition.at) == ("新.md", "已修改", NOW + timedelta(days=1))


def test_a_law_is_taken_out_whole(store: Store) -> None:
    store.statutes.save(LAW, file="样板法.md", at=NOW)
    store.statutes.save(OTHER, file="另法.md", at=NOW)
    assert store.statutes.remove("样板法") == 3
    assert store.statutes.remove("样板法") == 0
    assert store.statutes.all() == OTHER.entries()


def test_whoever_holds_the_laws_is_told_that_they_changed(store: Store) -> None:
    bank = store.entries.version()
    versions = [store.statutes.version()]
    store.statutes.save(LAW, file="样板法.md", at=NOW)
    versions.append(store.statutes.version())
    store.statutes.remove("没有的法")
    versions.append(store.statutes.version())
    store.statutes.remove("样板法")
    versions.append(store.statutes.version())
    assert versions[0] < versions[1] == versions[2] < versions[3]
    assert store.entries.version() == bank
    assert store.entries.all() == ()
