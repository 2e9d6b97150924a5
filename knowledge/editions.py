"""Which law a file is, in which edition (版本): from the name of the file, or what stands above the first article."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.sources import RowError, date_from
from knowledge.text import narrow, number_from, without_spaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.documents import Document

_COUNTRY = "中华人民共和国"
_NAMED = regex(
    r"(?P<title>.+?)\s*(?:[(（](?P<day>\d{4}[-.年]\d{1,2}[-.月]\d{1,2}日?|\d{8})[)）]|[_-](?P<download>\d{8}))"
)
_TITLE = regex(r"[^。，；：]{1,60}(?:法|法典|条例|规定|办法|细则|规则|决定|通则|准则|章程)(?:[(（][^（）()]*[)）])?")
_AMENDED = regex(r"\(\d{4}年?(?:修正|修订|修改|公布)?(?:文本|版)?\)$")
_QUOTED = regex(r"^《([^《》]*(?:《[^《》]*》[^《》]*)*)》$")
_INSIDE = str.maketrans("()<>《》", "（）〈〉〈〉")
_DIGIT = r"[\d〇○零一二三四五六七八九十]"
_DAY = regex(rf"({_DIGIT}{{4}})\s*年\s*({_DIGIT}{{1,3}})\s*月\s*({_DIGIT}{{1,3}})\s*日")
_MADE = regex(r"公布|发布|通过|修订|修正|修改|批准|令|印发")
_BEGINS = regex(r"施行|实施|生效")
_FORCE = regex(rf"自({_DAY.pattern})起(?:施行|实施|生效)")


def edition_of(document: Document, head: Sequence[str]) -> tuple[str, dt.date | None]:
    """The law's short title, and the day of its edition: the latest on which it was passed or changed."""
    stem = re.sub(r"\.\w{1,8}$", "", document.name.replace("\\", "/").rpartition("/")[2])
    named = _NAMED.fullmatch(stem)
    days = [day for day, what in _days("\n".join(head)) if _MADE.search(what) or not _BEGINS.search(what)]
    date = max(days, default=None)
    if named is None:
        return short_title(_titled(head) or document.title or stem), date
    return short_title(named["title"]), _day(named["day"] or named["download"]) or date


def force_from(article: str) -> dt.date | None:
    """The day that the last article says the law takes effect on, None where it names none."""
    found = _FORCE.search(article)
    return next((day for day, _ in _days(found[1])), None) if found else None


def short_title(text: str) -> str:
    """A title as the bank writes it: without 《》, 中华人民共和国 and the year of a revision."""
    plain = _AMENDED.sub("", narrow(without_spaces(text)))
    return _QUOTED.sub(r"\1", plain).removeprefix(_COUNTRY).translate(_INSIDE)


def _titled(head: Sequence[str]) -> str:
    """The first line that reads like the title of a law, or the first two as one."""
    plain = [without_spaces(line) for line in head]
    if len(plain) > 1 and plain[0] == _COUNTRY:
        return plain[1]
    return next((line for line in plain if _TITLE.fullmatch(line)), "")


def _days(text: str) -> Iterator[tuple[dt.date, str]]:
    """Each day that a text names, and what it says between it and the next."""
    found = list(_DAY.finditer(text))
    for place, match in enumerate(found):
        until = found[place + 1].start() if place + 1 < len(found) else len(text)
        year, month, day = (number_from(part) or 0 for part in match.groups())
        try:
            yield dt.date(year, month, day), text[match.end() : until]
        except ValueError:
            continue


def _day(text: str) -> dt.date | None:
    try:
        return date_from(text, "版本")
    except RowError:
        return None
