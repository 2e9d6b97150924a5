"""Generated banks are the same in every run, whatever their size, and hold as many phrasings as they say."""

from __future__ import annotations

import pytest

from tests.benchmarks import phrasings

BANK = phrasings.bank(500)


def test_a_smaller_bank_is_the_beginning_of_a_larger_one() -> None:
    assert phrasings.bank(100) == BANK[:20]


def test_every_entry_has_five_different_phrasings() -> None:
    assert {len({entry.question, *entry.similar}) for entry in BANK} == {phrasings.PHRASINGS}
    assert len({entry.id for entry in BANK}) == 100


@pytest.mark.parametrize("asked", phrasings.questions(BANK, 20))
def test_a_question_shares_characters_with_the_entry_that_it_varies(asked: phrasings.Asked) -> None:
    (entry,) = (one for one in BANK if one.id == asked.gold)
    assert set(asked.text) & set(entry.question)
    assert asked in phrasings.questions(BANK, 20)
