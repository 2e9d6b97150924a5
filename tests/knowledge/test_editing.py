"""An edited answerer answers as one built anew would; a compiled one as the one that it was made of."""

from __future__ import annotations

import marshal
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from knowledge.answers import Answerer, Decision, index_of
from knowledge.compiled import Shelf, packed, unpacked
from knowledge.index import MOST_EDITED, Index
from knowledge.ranking import rank
from tests.knowledge.bank import BANK, TODAY, entry, lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from knowledge.answers import Answer
    from knowledge.entries import Entry

LIBRARY = entry("library", "图书馆周末开门吗？", "星期天能去图书馆借书吗", answer="周末照常开放。", unit="区文化旅游局")
QUESTIONS = (
    *(text for one in BANK for text in (one.question, *one.similar)),
    "图书馆周末开门吗",
    "社保卡丢了",
    "社宝卡不见了",
    "花灯节的停车场在哪里",
    "高龄津贴多少",
    "天上有几颗星星",
)


def answerer(entries: Iterable[Entry]) -> Answerer:
    return Answerer(entries, lexicon=lexicon(), unit_names=("区民政局",))


def top(found: Answerer, question: str) -> str:
    """What a person gets first: the order of what is far too weak to be shown is of no account."""
    answer: Answer = found.ask(question, today=TODAY)
    return "" if answer.decision is Decision.NONE else answer.candidates[0].entry.id


def after(bank: Iterable[Entry], changes: Mapping[str, Entry | None]) -> list[Entry]:
    whole = {one.id: one for one in bank} | dict(changes)
    return [one for one in whole.values() if one is not None]


@pytest.fixture(scope="module")
def before() -> Answerer:
    return answerer(BANK)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"library": LIBRARY},
        {"card-lost": None},
        {"nobody": None},
        {"card-lost": replace(BANK[0], question="花灯节的停车场设在哪里？", similar=("花灯节哪里停车",))},
        {"card-lost": replace(BANK[0], negative=("社保卡丢了",))},
        {"library": LIBRARY, "elderly": None, "maternity": replace(BANK[2], similar=("生孩子的钱谁给",))},
    ],
    ids=["nothing", "added", "removed", "never there", "changed", "negative", "several"],
)
def test_an_edited_bank_is_answered_from_as_one_read_anew(before: Answerer, changes: dict[str, Entry | None]) -> None:
    edited, anew = before.edited(changes), answerer(after(BANK, changes))
    asked = (*QUESTIONS, *(one.question for one in changes.values() if one))
    assert [top(edited, text) for text in asked] == [top(anew, text) for text in asked]


@pytest.mark.parametrize("seed", range(5))
def test_edit_after_edit_says_the_same_as_reading_anew(before: Answerer, seed: int) -> None:
    chance = random.Random(seed)
    edited, bank = before, list(BANK)
    for number in range(4):
        one = chance.choice(bank)
        fresh = replace(one, id=f"new-{number}", question=f"{one.topic}第{number}号窗口几点下班？", similar=())
        changes = chance.choice(({one.id: None}, {fresh.id: fresh}, {one.id: replace(fresh, id=one.id)}))
        edited, bank = edited.edited(changes), after(bank, changes)
    anew = answerer(bank)
    asked = [one.question for one in bank]
    assert [top(edited, text) for text in asked] == [top(anew, text) for text in asked]


def test_an_edit_leaves_the_answerer_before_it_alone(before: Answerer) -> None:
    edited = before.edited({"card-lost": None})
    assert top(before, BANK[0].question) == "card-lost"
    assert top(edited, BANK[0].question) != "card-lost"


def test_so_many_changes_that_the_bank_is_read_anew(before: Answerer) -> None:
    many = {f"n{number}": entry(f"n{number}", f"第{number}路公交车几点开？") for number in range(MOST_EDITED + 1)}
    edited = before.edited({**many, "card-lost": None})
    assert top(edited, "第17路公交车几点开") == "n17"
    assert top(edited, BANK[0].question) != "card-lost"


def test_related_entries_keep_to_the_bank_as_edited(before: Answerer) -> None:
    edited = before.edited({"elderly-cost": None, "library": LIBRARY})
    assert "elderly-cost" not in {one.id for one in edited.related(BANK[4], today=TODAY, limit=9)}


def test_a_compiled_answerer_says_what_it_was_made_of(before: Answerer) -> None:
    bank = {one.id: one for one in BANK}
    kept = unpacked(packed(before), bank.get, Answerer)
    for question in QUESTIONS:
        assert kept.ask(question, today=TODAY) == before.ask(question, today=TODAY)


def test_a_compiled_answerer_can_be_edited(before: Answerer) -> None:
    bank = {one.id: one for one in BANK}
    changes: dict[str, Entry | None] = {"library": LIBRARY, "card-lost": None}
    edited = unpacked(packed(before), bank.get, Answerer).edited(changes)
    anew = answerer(after(BANK, changes))
    assert [top(edited, text) for text in QUESTIONS] == [top(anew, text) for text in QUESTIONS]


def test_an_entry_is_read_when_it_is_shown_and_once(before: Answerer) -> None:
    read: list[str] = []

    def reading(entry_id: str) -> Entry | None:
        read.append(entry_id)
        return next((one for one in BANK if one.id == entry_id), None)

    kept = unpacked(packed(before), reading, Answerer)
    assert read == []
    assert top(kept, BANK[0].question) == top(kept, BANK[0].question) == "card-lost"
    assert len(read) == len(set(read))


def test_entries_that_are_gone_are_missed(before: Answerer) -> None:
    with pytest.raises(LookupError):
        unpacked(packed(before), lambda _: None, Answerer).ask(BANK[0].question, today=TODAY)


def test_a_compiled_index_finds_what_it_was_made_of_found() -> None:
    bank = {one.id: one for one in BANK}
    made = index_of(BANK, lexicon())
    kept = unpacked(packed(made), bank.get, Index)
    for question in QUESTIONS:
        assert rank(kept, question) == rank(made, question)
    assert kept.tokenizer.meanings.of("社保卡").tobytes() == made.tokenizer.meanings.of("社保卡").tobytes()
    assert kept.vocabulary() == made.vocabulary()


def test_laws_stand_behind_a_compiled_answerer_too() -> None:
    article = replace(entry("L:护照法:1", "护照法第一条"), answer="护照由公安机关签发。", statute=True)
    kept = unpacked(packed(answerer(())), lambda _: None, Answerer).behind(lambda: index_of([article], lexicon()))
    assert top(kept, "护照法第一条") == "L:护照法:1"


def as_answerer(block: bytes) -> object:
    return unpacked(block, lambda _: None, Answerer)


def as_index(block: bytes) -> object:
    return unpacked(block, lambda _: None, Index)


@pytest.mark.parametrize(("made", "asked"), [("answerer", as_index), ("index", as_answerer), ("other", as_answerer)])
def test_only_what_was_packed_is_unpacked(before: Answerer, made: str, asked: Callable[[bytes], object]) -> None:
    other = marshal.dumps(("plain", 1))
    blocks = {
        "answerer": packed(before),
        "index": packed(index_of(BANK, lexicon())),
        "other": len(other).to_bytes(8) + other,
    }
    with pytest.raises(TypeError):
        asked(blocks[made])


def test_a_shelf_is_looked_at_like_a_row_of_entries() -> None:
    bank = {one.id: one for one in BANK}
    shelf = Shelf(tuple(bank), bank.get)
    assert len(shelf) == len(BANK)
    assert shelf[2:4] == BANK[2:4]
    assert tuple(shelf) == BANK


def test_an_empty_bank_is_compiled_and_edited() -> None:
    empty = unpacked(packed(answerer(())), lambda _: None, Answerer)
    assert top(empty, "图书馆周末开门吗") == ""
    assert top(empty.edited({"library": LIBRARY}), "图书馆周末开门吗") == "library"
