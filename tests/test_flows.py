"""The conversations of docs/flows are what the product says today."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.flows.playing import PAGES, PICTURE, played

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_the_product_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count("›") > 1, "somebody speaks"
    assert played(text) == text, "run: make flows"


def test_a_page_that_is_not_true_any_more_is_found() -> None:
    told = "```对话\n—— 2026-11-16 10:00 ——\n群众 › 你好\n    别来无恙\n```\n"
    assert "别来无恙" not in played(told)


def test_every_picture_of_a_page_is_there_and_every_picture_has_its_page() -> None:
    shown = {name for page in PAGES for name, _ in PICTURE.findall(page.read_text(encoding="utf-8"))}
    assert shown == {one.name for one in (PAGES[0].parent / "pictures").iterdir()}
    linked = {name for page in PAGES for name in re.findall(r"\]\(pictures/(\S+)", page.read_text(encoding="utf-8"))}
    assert linked == shown
