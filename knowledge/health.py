"""What a careful clerk would find in the bank (题库体检): doubles, contradictions, stale, lost, or unread entries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from knowledge.alike import alike, pairs
from knowledge.guides import faults
from knowledge.kinds import numbers
from knowledge.patterns import regex
from knowledge.text import normal, number_from

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from knowledge.entries import Entry, Source
    from knowledge.ratings import Standing

__all__ = ["Finding", "Kind", "check"]

CHECK_EVERY = dt.timedelta(days=366)
SOON = dt.timedelta(days=60)
UNASKED_MONTHS = 6
"""An entry that answered nobody for so long may be worded as nobody asks."""
PHONE_SCREEN = 300
"""So many characters of an answer fit on a phone, beside its title and source."""
_ANSWERS_ALIKE = 80
"""Edit similarity, of 100, from which two answers say the same, where their numbers agree."""
_MOST_NUMBERS = 5
_ARTICLE = regex(r"第([零〇一二三四五六七八九十百千\d]+)条")
_CITED = regex(r"《([^》]+)》\s*((?:第[零〇一二三四五六七八九十百千\d]+[条款项]、?)+)")
_BY_ID = regex(r"(?:编号|条目|问答)\s*[:：]?\s*([A-Za-z][A-Za-z0-9_-]*\d[A-Za-z0-9_-]*)")
_BY_NAME = regex(r"(?:参见|参看|详见|另见|请看|见)(?:条目|问答|问题)?\s*[《“]([^》”]+)[》”]")
_ASKS = regex(r"[？?]$|[吗呢]$|怎么|如何|什么|哪|多少|多久|几[天年月个]|咋|啥|能不能|是否")
_STATE = "中华人民共和国"
_NO_LINKS: Mapping[str, Collection[str]] = MappingProxyType({})


class Kind(StrEnum):
    """What may be wrong with entries, most pressing first."""

    CONFLICT = "conflict"
    SAME = "same"
    CLAIMED = "claimed"
    NEAR = "near"
    NEGATIVE = "negative"
    EXPIRED = "expired"
    DEAD_SOURCE = "dead_source"
    OTHER_ARTICLE = "other_article"
    DEAD_LINK = "dead_link"
    NO_SOURCE = "no_source"
    FELL = "fell"
    EXPIRING = "expiring"
    UNCHECKED = "unchecked"
    TOO_LONG = "too_long"
    NO_SIMILAR = "no_similar"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something to look at (发现): the entries concerned by id, the question, what is wrong and what to do."""

    kind: Kind
    entries: tuple[str, ...]
    text: str
    reason: str

    @property
    def where(self) -> str:
        """The entries as offices write them, or the place that is none."""
        return "编号" + "、".join(self.entries) if self.entries else self.text


@dataclass(frozen=True, slots=True)
class _Phrasing:
    """One wording of an entry; `standard` when it is the entry's own question."""

    text: str
    entry: Entry
    standard: bool


def check(
    entries: Sequence[Entry],
    *,
    today: dt.date,
    unasked: Collection[str] = (),
    ratings: Collection[Standing] = (),
    links: Mapping[str, Collection[str]] = _NO_LINKS,
    official: Callable[[str], str] = normal,
) -> tuple[Finding, ...]:
    """Everything worth a look, by kind and then in the bank's order.

    `unasked` are ids that answered nobody lately, `ratings` say how people rate entries; `links` are places beside the
    bank (政策包“上学”) and the ids that they lead to; `official` gives the normal form of a wording in official words,
    so that two wordings of one question are seen as such.
    """
    found = [*_doubles(entries, official), *_repealed(entries)]
    found += [*_links(entries), *_guides(entries), *_led_astray(entries, links)]
    fell = {one.entry_id: one for one in ratings if one.fell}
    for entry in entries:
        faults = (*_life(entry, today), *_basis(entry), *_wording(entry))
        if entry.id in fell:
            faults = (*faults, (Kind.FELL, _why_fell(fell[entry.id])))
        if entry.id in unasked:
            reason = f"近{UNASKED_MONTHS}个月没有用它答过一次，请看看问法是不是群众的说法，或者还要不要留"
            faults = (*faults, (Kind.UNASKED, reason))
        found += [
            Finding(kind=kind, entries=(entry.id,), text=entry.question, reason=reason) for kind, reason in faults
        ]
    order = list(Kind)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def _why_fell(one: Standing) -> str:
    now, then = one.recent, one.before
    earlier = f"，以前是{then.share}%" if then.total else ""
    return (
        f"近30天{now.total}人评价，{now.useless}人说没解决，占{now.share}%{earlier}；"
        "请解释单位看看（发送“差评”看都是什么原因）"
    )


def _life(entry: Entry, today: dt.date) -> Iterator[tuple[Kind, str]]:
    """How long the entry holds, and when somebody last looked."""
    if entry.valid_until and entry.valid_until < today:
        yield (
            Kind.EXPIRED,
            f"{entry.valid_until.isoformat()}已经失效，不会再用来回答；请更新答案或者删去",
        )
    elif entry.valid_until and entry.valid_until - today <= SOON:
        days = (entry.valid_until - today).days
        yield (
            Kind.EXPIRING,
            f"{entry.valid_until.isoformat()}失效，还有{days}天；要继续用的请核对后改失效日期",
        )
    if entry.checked_on is None:
        yield Kind.UNCHECKED, "没有写核对日期，请核对后补上"
    elif today - entry.checked_on > CHECK_EVERY:
        yield Kind.UNCHECKED, f"上次核对是{entry.checked_on.isoformat()}，已超过一年，请重新核对"


def _basis(entry: Entry) -> Iterator[tuple[Kind, str]]:
    """What the answer rests on."""
    if not entry.sources and entry.answer:
        yield Kind.NO_SOURCE, "没有写依据，请补上文件名称、文号和条款"
    cited: defaultdict[str, set[int | None]] = defaultdict(set)
    for source in entry.sources:
        if source.dead:
            yield (
                Kind.DEAD_SOURCE,
                f"依据《{source.title}》{source.status}，请换成现行有效的依据，或者让这条答案失效",
            )
        cited[_title(source.title)] |= _articles(source.article)
    for title, articles in _CITED.findall(entry.answer):
        there = cited.get(_title(title), set())
        strange = [one for one in _ARTICLE.findall(articles) if there and number_from(one) not in there]
        if strange:
            named = "、".join(f"第{one}条" for one in strange)
            yield Kind.OTHER_ARTICLE, f"答案里写的是《{title}》{named}，依据里没有这一条；请改答案或者补依据"


def _wording(entry: Entry) -> Iterator[tuple[Kind, str]]:
    """What the entry says and is asked by."""
    own = (entry.question, *entry.similar)
    for negative in entry.negative:
        text = next((text for text in own if alike(normal(negative), normal(text))), None)
        if text is not None:
            yield Kind.NEGATIVE, f"反例“{negative}”和它自己的问法“{text}”几乎一样，会挡住该答的问题，请删去一处"
    if len(entry.answer) > PHONE_SCREEN:
        yield (
            Kind.TOO_LONG,
            f"答案有{len(entry.answer)}字，手机上一屏看不完；请压到{PHONE_SCREEN}字以内，或者拆成几条",
        )
    if not entry.similar:
        yield Kind.NO_SIMILAR, "没有相似问法，换个说法就可能找不到；请补几种群众的说法"


def _links(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Answers that send the reader to an entry that is not there."""
    ids = {entry.id for entry in entries}
    asked = {normal(text) for entry in entries for text in (entry.question, *entry.similar)}
    for entry in entries:
        lost = [name for name in _BY_ID.findall(entry.answer) if name not in ids]
        lost += [name for name in _BY_NAME.findall(entry.answer) if _ASKS.search(name) and normal(name) not in asked]
        for name in dict.fromkeys(lost):
            reason = f"答案请对方去看“{name}”，题库里没有这一条；请改成现有的条目，或者把内容写进来"
            yield Finding(kind=Kind.DEAD_LINK, entries=(entry.id,), text=entry.question, reason=reason)


def _guides(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Entries that ask back and lead nowhere."""
    bank = {entry.id: entry for entry in entries}
    for key, reason in faults({entry.id: entry.guide for entry in entries if entry.guide}, bank.keys()).items():
        yield Finding(kind=Kind.DEAD_LINK, entries=(key,), text=bank[key].question, reason=reason)


def _led_astray(entries: Sequence[Entry], links: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """Places beside the bank that lead to an entry that is not there."""
    ids = {entry.id for entry in entries}
    for place, wanted in links.items():
        for lost in dict.fromkeys(one for one in wanted if one not in ids):
            reason = f"{place}里列了编号{lost}，题库里没有这一条；请换成现有的条目，或者删去"
            yield Finding(kind=Kind.DEAD_LINK, entries=(), text=place, reason=reason)


def _repealed(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Sources held to be good in one entry and repealed in another."""
    dead: dict[tuple[str, str, dt.date | None], tuple[Entry, Source]] = {}
    for entry in entries:
        for source in entry.sources:
            if source.dead:
                dead.setdefault(_identity(source), (entry, source))
    for entry in entries:
        for source in entry.sources:
            other = dead.get(_identity(source))
            if other and not source.dead:
                reason = f"依据《{source.title}》在编号{other[0].id}里写的是{other[1].status}，请核对后统一"
                ids = (other[0].id, entry.id)
                yield Finding(kind=Kind.DEAD_SOURCE, entries=ids, text=entry.question, reason=reason)


def _doubles(entries: Sequence[Entry], official: Callable[[str], str]) -> Iterator[Finding]:
    """Questions that are, or nearly are, asked twice; a pair of entries is told once, by its closest wordings."""
    phrasings: defaultdict[str, list[_Phrasing]] = defaultdict(list)
    for entry in entries:
        for place, text in enumerate((entry.question, *entry.similar)):
            phrasings[official(text)].append(_Phrasing(text, entry, standard=place == 0))
    told: set[frozenset[str]] = set()
    for first, *others in phrasings.values():
        for later in others:
            yield from _told(first, later, told)
    firsts = [same[0] for same in phrasings.values()]
    for one, other in pairs(list(phrasings)):
        yield from _told(firsts[one], firsts[other], told)


def _told(earlier: _Phrasing, later: _Phrasing, told: set[frozenset[str]]) -> Iterator[Finding]:
    one, other = earlier.entry, later.entry
    exact = normal(earlier.text) == normal(later.text)
    pair = frozenset((one.id, other.id))
    if pair in told or _kept_apart(earlier, later) or (not exact and (one.id == other.id or _led(one, other))):
        return
    told.add(pair)
    if one.id == other.id:
        reason = f"“{earlier.text}”和“{later.text}”是同一个问法，留一个就够"
        yield Finding(kind=Kind.SAME, entries=(one.id,), text=one.question, reason=reason)
        return
    differs = _difference(one.answer, other.answer)
    units = f"{one.unit}和{other.unit}" if one.unit and other.unit and one.unit != other.unit else ""
    if exact and earlier.standard != later.standard:
        kind = Kind.CLAIMED
        mine, theirs = (later, earlier) if earlier.standard else (earlier, later)
        told_as = f"编号{mine.entry.id}的相似问法“{mine.text}”就是编号{theirs.entry.id}的标准问题"
    else:
        kind = Kind.SAME if exact else Kind.NEAR
        if exact:
            told_as = f"与编号{one.id}“{one.question}”问法相同"
        else:
            told_as = f"与编号{one.id}问法很像（“{earlier.text}”和“{later.text}”）"
    if differs and units:
        kind = Kind.CONFLICT
        advice = f"{units}的答案却不一样，{differs}；请两家核对以哪条为准"
    elif differs:
        advice = f"答案却不一样，{differs}；请核对以哪条为准"
    elif kind is Kind.CLAIMED:
        advice = "请从相似问法里删去，或者合并"
    else:
        advice = "请合并"
    yield Finding(kind=kind, entries=(one.id, other.id), text=other.question, reason=f"{told_as}，{advice}")


def _kept_apart(earlier: _Phrasing, later: _Phrasing) -> bool:
    """Whether the office has said that these are two: one is a negative question of the other."""
    return any(
        normal(text) in {normal(negative) for negative in one.entry.negative}
        for one, other in ((earlier, later), (later, earlier))
        for text in (other.text, other.entry.question)
    )


def _led(one: Entry, other: Entry) -> bool:
    """Whether one of two entries asks back and leads to the other."""
    return any(
        option.entry == target.id
        for asking, target in ((one, other), (other, one))
        if asking.guide
        for option in asking.guide.options
    )


def _difference(one: str, other: str) -> str:
    """How two answers differ, in words; nothing when they say the same."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - most who read entries do not check them

    plain, second = normal(one), normal(other)
    if plain == second:
        return ""
    mine, theirs = numbers(plain) - numbers(second), numbers(second) - numbers(plain)
    if mine and theirs:
        return f"一条写{_some(mine)}，另一条写{_some(theirs)}"
    if mine or theirs:
        return f"一条写了{_some(mine or theirs)}，另一条没有写"
    return "" if fuzz.ratio(plain, second) >= _ANSWERS_ALIKE else "说法对不上"


def _some(figures: Collection[str]) -> str:
    return "、".join(sorted(figures)[:_MOST_NUMBERS])


def _title(title: str) -> str:
    return title.strip().removeprefix(_STATE)


def _identity(source: Source) -> tuple[str, str, dt.date | None]:
    return _title(source.title), normal(source.number), source.date


def _articles(text: str) -> set[int | None]:
    return {number_from(found) for found in _ARTICLE.findall(text)}
