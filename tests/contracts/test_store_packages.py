"""What every store does for topics as cards, and for the questions that are asked most."""

from dataclasses import replace
from datetime import timedelta

from bot.ports.stores import Store
from knowledge.packages import Package
from tests.contracts.samples import NOW

SCHOOL = Package(id="school", title="上学", aliases=("入学",), who=("孩子",), entries=("E1", "E2"), unit="区教育局")
MONEY = Package(id="money", title="公积金", entries=("E3",), sample=True)


def test_packages_come_back_in_the_order_in_which_they_came(store: Store) -> None:
    assert store.packages.all() == ()
    store.packages.save([SCHOOL, MONEY])
    store.packages.save([replace(MONEY, id="a", sample=False)])
    assert [one.id for one in store.packages.all()] == ["school", "money", "a"]
    assert store.packages.get("school") == SCHOOL
    assert store.packages.get("nothing") is None


def test_a_package_that_is_replaced_keeps_its_place(store: Store) -> None:
    store.packages.save([SCHOOL, MONEY])
    newer = replace(SCHOOL, title="孩子上学")
    store.packages.save([newer])
    assert store.packages.all() == (newer, MONEY)


def test_sample_packages_leave_together(store: Store) -> None:
    store.packages.save([SCHOOL, MONEY])
    assert store.packages.remove_samples() == 1
    assert store.packages.all() == (SCHOOL,)
    assert store.packages.remove_samples() == 0


def test_what_is_asked_most_comes_first(store: Store) -> None:
    for hours, entry_id in enumerate(("E1", "E2", "", "E2", "E3", "E3", "E3", "")):
        decision = "answer" if entry_id else "none"
        at = NOW + timedelta(hours=hours)
        store.question_log.add("问", decision=decision, entry_id=entry_id, confidence=0.9, at=at)
    assert store.question_log.most_asked(since=NOW) == ("E3", "E2", "E1")
    assert store.question_log.most_asked(since=NOW, least=2) == ("E3", "E2")
    assert store.question_log.most_asked(since=NOW, limit=1) == ("E3",)
    assert store.question_log.most_asked(since=NOW + timedelta(hours=2)) == ("E3", "E2")
    assert store.question_log.most_asked(since=NOW + timedelta(days=1)) == ()
