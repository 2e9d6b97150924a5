"""The one normal form of Chinese text: width, script, punctuation, polite words."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_POLITE = regex(
    r"^(?:还有|另外|顺便|再就是)|您好|你好|"
    r"(?:我|俺)?(?:还)?(?:想|要|来)?(?:要)?(?:请问|请教|咨询|打听|想问|想知道|想了解|问问|问|了解|知道)(?:一下子|一下|下|个事|个问题)|"
    r"(?:我|俺)?(?:还)?(?:想要|想|要)(?:请问|请教|咨询|打听|问问|问|知道|了解)(?:一下)?|"
    r"请问|请教|麻烦问下|麻烦(?:您|你)|"
    r"(?:麻烦|拜托)?(?:请)?帮(?:我|忙)(?:查查|查询|查|看看|看|问问|问)(?:一下|下)?|"
    r"(?:多谢|谢谢)(?:您|你|啦|了)?(?:的(?:帮助|回答|解答))?|(?<!疲)劳驾"
)
_SIGHS = regex(r"[啊呀哦噢哟喔诶欸唉哈嘿嗯呃呗啦咯哩]")
_BETWEEN_LATIN = regex(r"(?<=[a-z0-9]) (?=[a-z0-9])")
_KEPT_SIGNS = regex(r"(?<=\d)\.(?=\d)|(?<=\d)%|(?<=[a-z])\+")
_USUAL = regex(r"[\u4e00-\u9fa5a-z0-9，。？！、：；“”（）《》 \n]+")
_BETWEEN = regex(r"[，。？！、：；“”（）《》 \n]+")
_UNUSUAL = regex(
    # of the simplified set, what is written otherwise all the same, alone or beside some other character
    r"[乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽哩坏沈藉覆]|"
    # a space or sign that stays, or becomes a space
    r"[a-z0-9][，。？！、：；“”（）《》 \n]+[a-z0-9]"
)
"""What most text is written in has its plain form at once; the rest takes ten times as long to look through."""
_NARROW: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{
        code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
    },  # radicals, as PDF copies them
    0x3000: " ",
    0xA0: " ",
}
_DIGITS = {
    **dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    "○": 0,
    "两": 2,
}
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}
_LONGEST_NUMBER = 9
NUMERALS = "".join((*_DIGITS, *_SCALES, *_TENS))


def narrow(text: str) -> str:
    """The text in half width (全角转半角), character by character, so that places in it stay the same."""
    return text.translate(_NARROW)


def whole(text: str) -> str:
    """The text without halves of characters, which JSON may carry and no file can hold: each becomes a ?."""
    return text.encode("utf-8", "replace").decode()


def without_spaces(text: str) -> str:
    """The text without any white space or line breaks."""
    return "".join(text.split())


def number_from(text: str) -> int | None:
    """The whole number that digits or Chinese numerals write, None when they write none.

    ```
    number := digit+ | numeral+ | [thousands] [hundreds] [tens] [ones]     12, 二〇二四, 一百零五, 十二, 廿五
    ```
    """
    plain = narrow(text)
    if not plain or len(plain) > _LONGEST_NUMBER:
        return None
    if plain.isascii():
        return int(plain) if plain.isdigit() else None
    if all(char in _DIGITS for char in plain):
        return int("".join(str(_DIGITS[char]) for char in plain))
    return _scaled(plain)


def _scaled(numerals: str) -> int | None:
    total, digit, scale = 0, None, 10_000
    for char in numerals:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            continue
        size = _SCALES.get(char, 10)
        if size >= scale or (char not in _SCALES and (char not in _TENS or digit)):
            return None
        total += _TENS.get(char, (digit or 1) * size)
        digit, scale = None, size
    return total + (digit or 0)


@lru_cache(maxsize=1024)
def normal(text: str) -> str:
    """The form in which questions are compared.

    Half width, lower case, simplified characters, no punctuation, no space but one between Latin words or numbers,
    no greetings, thanks or sighs — unless nothing else was said.
    """
    plain = _plain(text)
    return _SIGHS.sub("", _POLITE.sub("", plain)).strip() or plain


def _plain(text: str) -> str:
    if _USUAL.fullmatch(text) and not _UNUSUAL.search(text) and _in_simplified_set(text):
        return _BETWEEN.sub("", text)
    folded = unicodedata.normalize("NFKC", _simplified()(unicodedata.normalize("NFKC", text).lower()))
    kept = {match.start() for match in _KEPT_SIGNS.finditer(folded)}
    spaced = "".join(char if char.isalnum() or place in kept else " " for place, char in enumerate(folded))
    words = " ".join(spaced.split())
    joints = {match.start() for match in _BETWEEN_LATIN.finditer(words)}
    return "".join(char for place, char in enumerate(words) if char != " " or place in joints)


def _in_simplified_set(text: str) -> bool:
    """Whether every character is in the national set of 1980 (GB 2312), which was made of simplified ones."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _simplified() -> Callable[[str], str]:
    from opencc import OpenCC  # noqa: PLC0415 - only text that is compared needs it

    return OpenCC("t2s").convert
