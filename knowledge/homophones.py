"""Words typed by sound: 社宝 for 社保, 工积金 for 公积金 (同音字)."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHORTEST = 2
LONGEST = 6
_BLURRED = ((regex(r"^([zcs])h"), r"\1"), (regex(r"([aei]n)g$"), r"\1"), (regex(r"^l(?=[iaoeuv])"), "n"))
_CHINESE = regex(r"[\u4e00-\u9fff]+")


class Homophones:
    """The words that a bank uses, by their sound; tones, zh/z, ch/c, sh/s, ng/n and l/n make no difference."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        """Learn the sound of every Chinese word of a likely length, and what it means."""
        self._words = frozenset(
            word for word in meanings if SHORTEST <= len(word) <= LONGEST and _CHINESE.fullmatch(word)
        )
        by_sound: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for word in self._words:
            by_sound[_sounds(word)].add(meanings[word])
        self._by_sound = {sounds: min(meant) for sounds, meant in by_sound.items() if len(meant) == 1}

    def corrected(self, text: str) -> str:
        """The text with what is no word of the bank but sounds like one, and only one, written as what that means."""
        return _CHINESE.sub(lambda found: "".join(self._pieces(found[0])), text)

    def _pieces(self, run: str) -> Iterator[str]:
        sounds = _sounds(run)
        place = 0
        while place < len(run):
            for length in range(min(LONGEST, len(run) - place), SHORTEST - 1, -1):
                written = run[place : place + length]
                meant = written if written in self._words else self._by_sound.get(sounds[place : place + length])
                if meant:
                    yield meant
                    place += length
                    break
            else:
                yield run[place]
                place += 1


def _sounds(run: str) -> tuple[str, ...]:
    from pypinyin.seg.mmseg import seg  # noqa: PLC0415 - its tables take a tenth of a second, and few questions need them

    return tuple(sound for word in seg.cut(run) for sound in _sounds_of(word))


@lru_cache(maxsize=1 << 12)
def _sounds_of(word: str) -> tuple[str, ...]:
    """Only in words of the table does a character sound otherwise than alone."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - as above

    return tuple(map(_blurred, lazy_pinyin(word)))


@cache
def _blurred(sound: str) -> str:
    for pattern, replacement in _BLURRED:
        sound = pattern.sub(replacement, sound)
    return sound
