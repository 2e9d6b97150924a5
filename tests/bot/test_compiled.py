"""What is kept beside the bank between starts: used when it is the same bank and program, otherwise as if not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.app import open_app
from bot.config import Config
from bot.handlers.desk import BankDesk
from bot.imports import lexicon
from bot.ports.house import local
from bot.store import open_store
from bot.store.compiled import CompiledShelf, NothingCompiled
from knowledge.entries import Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.store import SqliteStore

LIBRARY = Entry(id="library", question="图书馆周末开门吗？", answer="照常开放。")
MUSEUM = Entry(id="museum", question="博物馆要门票吗？", answer="不要。")


def test_what_was_saved_is_loaded_under_its_key_only(tmp_path: Path) -> None:
    shelf = CompiledShelf(tmp_path)
    assert shelf.load("answers", "a") is None
    shelf.save("answers", "a", b"block")
    loaded = shelf.load("answers", "a")
    assert loaded is not None
    assert bytes(loaded) == b"block"
    assert shelf.load("answers", "b") is None
    assert shelf.load("laws", "a") is None
    assert [path.name for path in (tmp_path / "compiled").iterdir()] == ["answers.bin"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda old: old[:0],
        lambda old: old[:-1],
        lambda old: old[:-1] + b"?",
        lambda old: b"?" + old[1:],
        lambda old: old[:9],
    ],
    ids=["emptied", "cut short", "changed", "another head", "no head"],
)
def test_a_damaged_file_counts_as_none(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    CompiledShelf(tmp_path).save("answers", "a", b"block")
    path = tmp_path / "compiled" / "answers.bin"
    path.write_bytes(damage(path.read_bytes()))
    assert CompiledShelf(tmp_path).load("answers", "a") is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "compiled").write_text("in the way", encoding="utf-8")
    shelf = CompiledShelf(tmp_path)
    shelf.save("answers", "a", b"block")
    assert shelf.load("answers", "a") is None


def test_a_file_that_cannot_be_put_in_place_is_not_left_behind(tmp_path: Path) -> None:
    (tmp_path / "compiled" / "answers.bin" / "in the way").mkdir(parents=True)
    CompiledShelf(tmp_path).save("answers", "a", b"block")
    assert [path.name for path in (tmp_path / "compiled").iterdir()] == ["answers.bin"]


def test_a_store_in_memory_keeps_nothing() -> None:
    shelf = NothingCompiled()
    shelf.save("answers", "a", b"block")
    assert shelf.load("answers", "a") is None


def test_each_name_is_kept_in_a_file_of_its_own(tmp_path: Path) -> None:
    shelf = CompiledShelf(tmp_path)
    shelf.save("answers", "a", b"block")
    shelf.save("laws", "a", b"other")
    kept = {name: shelf.load(name, "a") for name in ("answers", "laws")}
    assert {name: bytes(block) for name, block in kept.items() if block} == {"answers": b"block", "laws": b"other"}


def desk(store: SqliteStore, program: str = "1") -> BankDesk:
    return BankDesk(store.entries, store.statutes, store.units, lexicon, store.compiled, lambda: program)


def found(asked: BankDesk, question: str) -> str:
    (answer,) = asked.answer(question, today=local(open_app(None, Config()).now()).date())
    return answer.candidates[0].entry.id if answer.candidates else ""


def test_the_desk_answers_from_what_was_kept_and_from_every_change(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.entries.save([LIBRARY])
    assert found(desk(store), LIBRARY.question) == "library"
    kept = (tmp_path / "compiled" / "answers.bin").read_bytes()
    again = desk(store)
    assert found(again, LIBRARY.question) == "library"
    assert (tmp_path / "compiled" / "answers.bin").read_bytes() == kept
    store.entries.save([MUSEUM])
    store.entries.remove(["library"])
    assert found(again, MUSEUM.question) == "museum"
    assert found(again, LIBRARY.question) != "library"
    store.close()


def test_what_another_program_or_bank_was_compiled_to_is_not_used(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.entries.save([LIBRARY])
    found(desk(store, "1"), LIBRARY.question)
    first = (tmp_path / "compiled" / "answers.bin").read_bytes()
    assert found(desk(store, "2"), LIBRARY.question) == "library"
    second = (tmp_path / "compiled" / "answers.bin").read_bytes()
    store.entries.save([MUSEUM])
    assert found(desk(store, "2"), MUSEUM.question) == "museum"
    assert len({first, second, (tmp_path / "compiled" / "answers.bin").read_bytes()}) == 3
    store.close()
