from __future__ import annotations

import re

import pytest

from knowledge.patterns import regex


def test_a_pattern_finds_what_the_compiled_one_finds() -> None:
    words = regex(r"(?P<what>社保|医保)卡?", re.DOTALL)
    found = words.search("补社保卡")
    assert found is not None
    assert found["what"] == "社保"
    assert words.findall("社保和医保卡") == ["社保", "医保"]
    assert words.sub("卡", "医保卡") == words.sub("卡", "社保") == "卡"
    assert words.pattern == r"(?P<what>社保|医保)卡?"


def test_a_pattern_of_bytes_reads_bytes() -> None:
    assert regex(rb"\d+").findall(b"1 22") == [b"1", b"22"]


def test_a_faulty_pattern_shows_at_its_first_use() -> None:
    faulty = regex("(")
    with pytest.raises(re.error):
        faulty.search("")
