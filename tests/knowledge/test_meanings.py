"""Wordings of one matter are nearer to each other than to those of another one."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.meanings import NO_MEANINGS, SCALE, Meanings, meanings_from, runs_of
from knowledge.text import normal
from tests.knowledge.bank import meanings

NO_MATTERS = np.zeros((0, 2), dtype=np.int8)


def likeness(one: str, other: str) -> float:
    return float(meanings().of(normal(one)) @ meanings().of(normal(other)))


@pytest.mark.parametrize(
    ("one", "twin", "other"),
    [
        ("社保卡丢了", "社会保障卡遗失补领", "公积金提取"),
        ("退休工资", "养老金", "居住证"),
        ("老板不给钱", "拖欠工资", "身份证办理"),
        ("生小孩", "出生登记", "营业执照"),
        ("公司开张", "企业设立登记", "结婚登记"),
        ("看病报销", "医疗保险待遇", "户口迁移"),
    ],
)
def test_wordings_of_one_matter_are_nearer_than_those_of_another(one: str, twin: str, other: str) -> None:
    assert likeness(one, twin) > likeness(one, other)
    assert likeness(one, twin) > likeness(twin, other)


@pytest.mark.parametrize("text", ["社保卡", "养老金", "社"])
def test_a_vector_of_known_wordings_has_length_1(text: str) -> None:
    assert np.linalg.norm(meanings().of(text)) == pytest.approx(1, abs=1e-3)
    assert likeness(text, text) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "length"), [("甲", 1), ("甲乙", 1), ("甲丁", 1 / 3), ("丁", 0), ("丁戊", 0), ("甲乙丁", 3 / 5)]
)
def test_a_vector_is_as_long_as_the_share_of_what_was_met(text: str, length: float) -> None:
    codes = np.unique(runs_of("甲乙"))
    known = Meanings(codes, np.array([[3, 4], [30, 40], [6, 8]], dtype=np.int8), NO_MATTERS)
    assert known.of(text) == pytest.approx([0.6 * length, 0.8 * length], abs=1e-3)


@given(st.text(max_size=20))
def test_no_vector_is_longer_than_1(text: str) -> None:
    vector = meanings().of(text)
    assert vector.shape == (meanings().width,)
    assert np.linalg.norm(vector) <= 1 + 1e-4


def test_nothing_means_nothing() -> None:
    assert not meanings().of("").any()
    assert not NO_MEANINGS.of("社保卡").any()
    assert NO_MEANINGS.packed(["社保卡", ""]).shape == (2, NO_MEANINGS.width)


def test_vectors_are_kept_in_bytes_a_row_each() -> None:
    texts = ["社保卡丢了", "养老金", ""]
    rows = meanings().packed(texts)
    assert rows.dtype == np.int8
    assert rows.shape == (3, meanings().width)
    for row, text in zip(rows, texts, strict=True):
        assert np.abs(row / SCALE - meanings().of(text)).max() <= 0.5 / SCALE + 1e-6
    assert meanings().packed([]).shape == (0, meanings().width)


def test_what_lies_by_the_same_matter_is_about_the_same() -> None:
    matters = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=np.int8)
    known = Meanings(np.zeros(0, dtype=np.uint32), np.zeros((0, 3), dtype=np.int8), matters)
    packed = np.array([[9, 0, 0], [9, 9, 0], [0, 9, 0], [0, 0, 0]], dtype=np.int8)
    same, between, other, unknown = known.same_matter(np.array([0.1, 0, 0], dtype=np.float32), packed).tolist()
    assert same == pytest.approx(1, abs=1e-5)
    assert 1 > between > unknown > other > 0


def test_without_matters_nothing_is_about_the_same() -> None:
    vector = NO_MEANINGS.of("社保卡")
    assert NO_MEANINGS.same_matter(vector, NO_MEANINGS.packed(["社保卡", "社保卡"])).tolist() == [0, 0]


def test_a_file_holds_codes_vectors_and_matters() -> None:
    codes = np.unique(runs_of("甲乙"))
    file = BytesIO()
    np.savez(file, codes=codes, vectors=np.array([[3, 4]] * len(codes), dtype=np.int8), matters=NO_MATTERS)
    assert meanings_from(file.getvalue()).of("甲乙") == pytest.approx([0.6, 0.8], abs=1e-3)
