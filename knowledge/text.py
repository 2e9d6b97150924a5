"""The one normal form of Chinese text: width, script, punctuation, polite words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_POLITE = re.compile(
    r"您好|你好|"
    r"(?:我|俺)?(?:还)?(?:想|要|来)?(?:要)?(?:请问|请教|咨询|打听|想问|想知道|想了解|问问|问|了解|知道)(?:一下子|一下|下|个事|个问题)|"
    r"(?:我|俺)?(?:还)?(?:想要|想|要)(?:请问|请教|咨询|打听|问问|问|知道|了解)(?:一下)?|"
    r"请问|请教|麻烦问下|麻烦(?:您|你)|"
    r"(?:麻烦|拜托)?(?:请)?帮(?:我|忙)(?:查查|查询|查|看看|看|问问|问)(?:一下|下)?|"
    r"多谢|谢谢(?:您|你|啦|了)?|劳驾"
)
_SIGHS = re.compile(r"[啊呀哦噢哟喔诶欸唉哈嘿嗯呃呗啦咯哩]")
_BETWEEN_LATIN = re.compile(r"(?<=[a-z0-9]) (?=[a-z0-9])")
_KEPT_SIGNS = re.compile(r"(?<=\d)\.(?=\d)|(?<=\d)%|(?<=[a-z])\+")


def normal(text: str) -> str:
    """The form in which questions are compared.

    Half width, lower case, simplified characters, no punctuation, no space but one between Latin words or numbers,
    no greetings, thanks or sighs — unless nothing else was said.
    """
    plain = _plain(text)
    return _SIGHS.sub("", _POLITE.sub("", plain)).strip() or plain


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _simplified()(unicodedata.normalize("NFKC", text).lower()))
    kept = {match.start() for match in _KEPT_SIGNS.finditer(folded)}
    spaced = "".join(char if char.isalnum() or place in kept else " " for place, char in enumerate(folded))
    words = " ".join(spaced.split())
    joints = {match.start() for match in _BETWEEN_LATIN.finditer(words)}
    return "".join(char for place, char in enumerate(words) if char != " " or place in joints)


@cache
def _simplified() -> Callable[[str], str]:
    from opencc import OpenCC  # noqa: PLC0415 - only text that is compared needs it

    return OpenCC("t2s").convert
