"""Masking over 10,000 questions with personal data in them and 10,000 without."""

from random import Random

from knowledge.redaction import mask
from tests.knowledge.personal import KINDS, ordinary_question, personal_question

QUESTIONS = 10_000


def test_what_is_personal_is_found_in_the_ways_people_write_it() -> None:
    chance = Random(20261127)
    asked = [personal_question(chance) for _ in range(QUESTIONS)]
    missed = [question for question, written, _ in asked if written in mask(question) or "〔" not in mask(question)]
    assert {kind for _, _, kind in asked} == set(KINDS)
    assert len(missed) <= QUESTIONS * 0.01, missed[:20]


def test_questions_without_anything_personal_stay_as_they_are() -> None:
    chance = Random(20261127)
    changed = [one for one in (ordinary_question(chance) for _ in range(QUESTIONS)) if mask(one) != one]
    assert len(changed) <= QUESTIONS * 0.005, changed[:20]
