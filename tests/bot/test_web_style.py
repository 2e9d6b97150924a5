"""Colours that can be read: every pair of text and ground keeps the AA contrast in all four themes."""

from __future__ import annotations

import re

import pytest

from bot.web.site import STATIC

AA = 4.5
PAIRS = (
    ("ink", "surface"),
    ("ink", "ground"),
    ("ink-2", "surface"),
    ("ink-2", "raised"),
    ("ink-3", "surface"),
    ("ink-3", "ground"),
    ("ink-3", "raised"),
    ("accent", "surface"),
    ("accent", "raised"),
    ("accent", "accent-soft"),
    ("accent", "wait-soft"),
    ("on-accent", "accent"),
    ("on-bot", "bot"),
    ("on-mine", "mine"),
    ("mine-link", "mine"),
    ("good", "surface"),
    ("good", "good-soft"),
    ("wait", "wait-soft"),
    ("back", "back-soft"),
    ("late", "late-soft"),
    ("late", "surface"),
)


def themes() -> dict[str, dict[str, str]]:
    """The tokens of each theme, as a browser would resolve them."""
    sheet = (STATIC / "style.css").read_text(encoding="utf-8")
    light, dark, care, care_dark = (
        dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", block))
        for block in re.findall(r":root(?:\[data-care\])? \{(.*?)\}", sheet, re.DOTALL)[:4]
    )
    return {
        "light": light,
        "dark": light | dark,
        "care": light | care,
        "care in the dark": light | dark | care | care_dark,
    }


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "care", "care in the dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(theme: str, text: str, ground: str) -> None:
    tokens = themes()[theme]
    assert contrast(tokens[text], tokens[ground]) >= AA


def test_black_on_white_is_the_most_there_is() -> None:
    assert round(contrast("#000", "#ffffff"), 1) == 21.0


def test_only_the_tokens_decide_a_colour() -> None:
    sheet = (STATIC / "style.css").read_text(encoding="utf-8")
    screen, _, _ = sheet[sheet.index("/* Ground */") :].partition("/* What the office prints")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-]*\s*[,{])", screen) == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text
        assert "@import" not in text
        assert "url(" not in text
