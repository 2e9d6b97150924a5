"""Packages (政策包): a topic of the bank on one card; as JSON lines, as a table, and as it stands today."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.documents import Column, Problem, records
from knowledge.patterns import regex
from knowledge.sources import (
    RowError,
    date_from,
    distinct,
    iso,
    numbered,
    object_from,
    text_of,
    texts_of,
    within,
)
from knowledge.text import normal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from knowledge.documents import Document, Record
    from knowledge.entries import Entry
    from knowledge.sources import Source

LONGEST_TITLE = 20
LONGEST_LINE = 300
MOST_LINES = 20
MOST_ENTRIES = 60
MOST_ALIASES = 30

RATED_AS = "T:"
_ID = regex(r"[\w-]{1,40}")
_PARTED = regex(r"[\n；;]")
_IDS_PARTED = regex(r"[\s,，、;；]+")
_AROUND = regex(
    r"^(?:关于|有关|我要问|我问|说说|讲讲|看看|查查?)?(?P<name>.+?)"
    r"(?:方面|这块|这件事|的?(?:相关|有关)?(?:政策包?|规定|问题|事情|事项|事|内容)|的)*(?:有哪些|有什么|是什么|呢|吗)?$"
)

COLUMNS = (
    Column(name="编号", synonyms=("序号", "政策包编号", "ID", "id")),
    Column(name="名称", synonyms=("政策包", "政策包名称", "办事主题", "标题", "主题名称"), required=True),
    Column(name="主题", synonyms=("分类", "类别", "政策主题", "所属主题")),
    Column(name="又称", synonyms=("别名", "别称", "群众叫法", "常用叫法")),
    Column(name="简介", synonyms=("说明", "概要", "摘要", "一句话介绍")),
    Column(name="谁能办", synonyms=("适用对象", "对象", "申请对象", "谁能享受", "服务对象")),
    Column(name="能得到什么", synonyms=("内容", "政策内容", "待遇", "补贴标准", "支持内容")),
    Column(name="去哪办", synonyms=("办理地点", "办理渠道", "在哪办", "办理方式", "受理单位")),
    Column(name="带什么", synonyms=("材料", "所需材料", "申请材料", "办理材料", "要带什么")),
    Column(name="条目编号", synonyms=("问答编号", "条目", "问答", "相关条目", "包含条目"), required=True),
    Column(name="解释单位", synonyms=("责任单位", "解读单位", "单位", "牵头单位")),
    Column(name="生效日期", synonyms=("施行日期", "实施日期", "有效期起")),
    Column(name="失效日期", synonyms=("有效期止", "有效期至", "截止日期")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A topic as one card (政策包): who can get what, where, with which papers, and the entries that say so, in order.

    `aliases` are what citizens call the topic; each of the four parts is written in lines.
    """

    id: str
    title: str
    topic: str = ""
    aliases: tuple[str, ...] = ()
    summary: str = ""
    who: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    unit: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    sample: bool = False

    def in_force(self, today: dt.date) -> bool:
        """Whether the card may be shown on that day."""
        return within(self.valid_from, self.valid_until, today)

    @property
    def rated_as(self) -> str:
        """The id under which people say whether the card helped; no entry has such a one."""
        return f"{RATED_AS}{self.id}"

    @property
    def names(self) -> frozenset[str]:
        """Everything that the topic is called, in normal form."""
        return frozenset(_plain(name) for name in (self.title, self.topic, *self.aliases) if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A package as it stands on a day: its entries in force, what they rest on, and the ids that are not in force."""

    package: Package
    entries: tuple[Entry, ...]
    gone: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """What the entries rest on, each text with its article once, in order."""
        return tuple(dict.fromkeys(source for entry in self.entries for source in entry.sources))


Find = Callable[[str], "Entry | None"]
"""The entry of an id, None where the bank holds none."""


def cards(packages: Iterable[Package], find: Find, *, today: dt.date) -> Iterator[Card]:
    """The packages in force on a day, each with what is still in force of it; none without such an entry."""
    held = (card(one, find, today=today) for one in packages if one.in_force(today))
    return (one for one in held if one.entries)


def leads(packages: Iterable[Package], find: Find, *, today: dt.date) -> Iterator[tuple[Package, Entry]]:
    """The packages that have something to show on a day, each with its first entry in force; reads no further."""
    for one in packages:
        held = (find(key) for key in one.entries if one.in_force(today))
        first = next((entry for entry in held if entry is not None and entry.in_force(today)), None)
        if first is not None:
            yield one, first


def card(package: Package, find: Find, *, today: dt.date) -> Card:
    """A package with its entries as they stand on a day."""
    found = {key: find(key) for key in package.entries}
    alive = tuple(entry for entry in found.values() if entry is not None and entry.in_force(today))
    held = {entry.id for entry in alive}
    return Card(package=package, entries=alive, gone=tuple(key for key in package.entries if key not in held))


def named(packages: Iterable[Package], text: str) -> Package | None:
    """The package whose topic is all that a text says (社保, 上学的政策有哪些); None for more, or for two."""
    said = {normal(text), naming(text)}
    found = [one for one in packages if not said.isdisjoint(one.names)]
    return found[0] if len(found) == 1 else None


def naming(text: str) -> str:
    """What a text names, without what people put around a name (关于, 的政策有哪些)."""
    around = _AROUND.match(normal(text))
    return around["name"] if around else ""


def led_by(held: Card, name: str) -> Card:
    """The card with the questions that use a name before the others: who says 居住证 does not ask about passports."""
    return replace(held, entries=tuple(sorted(held.entries, key=lambda entry: name not in normal(entry.question))))


def siblings(packages: Iterable[Package], entry_id: str, find: Find, *, today: dt.date) -> tuple[Entry, ...]:
    """The other entries of the packages that an entry stands in, as they stand on a day, those after it first."""
    found: dict[str, Entry] = {}
    for held in cards((one for one in packages if entry_id in one.entries), find, today=today):
        place = held.package.entries.index(entry_id)
        after = held.package.entries[place + 1 :]
        found |= {one.id: one for one in sorted(held.entries, key=lambda one: one.id not in after)}
    found.pop(entry_id, None)
    return tuple(found.values())


def package_from_dict(fields: Mapping[str, object]) -> Package:
    """The package of one line; raises RowError. Only `title` and `entries` must be there.

    Keys: id, title, topic, aliases [], summary, who, what, where, papers (a text, or a list with one text a line),
    entries [ids in order], unit, valid_from, valid_until (YYYY-MM-DD), sample. Others are ignored.
    """
    return _checked(
        Package(
            id=text_of(fields, "id"),
            title=text_of(fields, "title"),
            topic=text_of(fields, "topic"),
            aliases=distinct(texts_of(fields, "aliases")),
            summary=text_of(fields, "summary"),
            who=_lines(fields, "who"),
            what=_lines(fields, "what"),
            where=_lines(fields, "where"),
            papers=_lines(fields, "papers"),
            entries=distinct(texts_of(fields, "entries")),
            unit=text_of(fields, "unit"),
            valid_from=date_from(text_of(fields, "valid_from"), "生效日期"),
            valid_until=date_from(text_of(fields, "valid_until"), "失效日期"),
            sample=fields.get("sample") is True,
        )
    )


def package_to_dict(package: Package) -> dict[str, object]:
    """The line that `package_from_dict` reads; what is empty is left out."""
    fields: dict[str, object] = {
        "id": package.id,
        "title": package.title,
        "topic": package.topic,
        "aliases": list(package.aliases),
        "summary": package.summary,
        "who": list(package.who),
        "what": list(package.what),
        "where": list(package.where),
        "papers": list(package.papers),
        "entries": list(package.entries),
        "unit": package.unit,
        "valid_from": iso(package.valid_from),
        "valid_until": iso(package.valid_until),
        "sample": package.sample,
    }
    return {key: value for key, value in fields.items() if value}


def packages_from_jsonl(text: str) -> tuple[tuple[Package, ...], tuple[Problem, ...]]:
    """Read packages of one JSON object a line; empty lines are no rows."""
    return _unique((where, line[:80], _from_line(line)) for where, line in numbered(text))


def packages_from(document: Document) -> tuple[tuple[Package, ...], tuple[Problem, ...]]:
    """Read packages from the tables of an office file, by the names of columns; each row is a package or a problem."""
    found, problems = records(document, COLUMNS)
    packages, faults = _unique((one.where, one.values["名称"][:80], _from_record(one)) for one in found)
    return packages, (*problems, *faults)


def check(packages: Iterable[Package], find: Find, *, today: dt.date) -> tuple[Problem, ...]:
    """What the packages would not show on a day: entries not in the bank or not in force; names that mean two."""
    found: list[Problem] = []
    names: dict[str, str] = {}
    for one in packages:
        reasons = [*_missing(card(one, find, today=today), find), *_shared(one, names)]
        names |= dict.fromkeys(one.names, one.id)
        found += (Problem(where=f"政策包{one.id}", text=one.title, reason=reason) for reason in reasons)
    return tuple(found)


def _shared(package: Package, names: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(package.names & names.keys()):
        yield f"“{name}”也是政策包{names[name]}的叫法，只说这个词就不知道指哪一个，请删去一处"


def _missing(held: Card, find: Find) -> Iterator[str]:
    unknown = "、".join(key for key in held.gone if find(key) is None)
    if unknown:
        yield f"题库里没有编号{unknown}，卡片上不会出现；请改编号，或者先导入这些条目"
    expired = "、".join(key for key in held.gone if find(key) is not None)
    if expired:
        yield f"编号{expired}不在有效期内，卡片上不会出现；请更新条目，或者换成别的"


def _unique(rows: Iterable[tuple[str, str, Package | RowError]]) -> tuple[tuple[Package, ...], tuple[Problem, ...]]:
    """Part rows into packages and problems; of two with one id, or called the same, the first is kept."""
    packages: list[Package] = []
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    for where, text, row in rows:
        if isinstance(row, RowError):
            problems.append(Problem(where=where, text=text, reason=str(row)))
        elif row.id in ids:
            reason = f"编号“{row.id}”与{ids[row.id]}重复，请改用没有用过的编号"
            problems.append(Problem(where=where, text=text, reason=reason))
        elif both := sorted(row.names & names.keys()):
            reason = f"“{both[0]}”也是{names[both[0]]}的叫法，只说这个词就不知道指哪一个，请删去一处"
            problems.append(Problem(where=where, text=text, reason=reason))
        else:
            ids[row.id] = where
            names |= dict.fromkeys(row.names, where)
            packages.append(row)
    return tuple(packages), tuple(problems)


def _from_line(line: str) -> Package | RowError:
    try:
        return package_from_dict(object_from(line))
    except RowError as error:
        return error


def _from_record(record: Record) -> Package | RowError:
    values = record.values
    try:
        return _checked(
            Package(
                id=values["编号"],
                title=values["名称"].replace("\n", ""),
                topic=values["主题"] or record.category,
                aliases=distinct(_PARTED.split(values["又称"].replace("、", "\n"))),
                summary=values["简介"].replace("\n", ""),
                who=distinct(values["谁能办"].split("\n")),
                what=distinct(values["能得到什么"].split("\n")),
                where=distinct(values["去哪办"].split("\n")),
                papers=distinct(values["带什么"].split("\n")),
                entries=distinct(_IDS_PARTED.split(values["条目编号"])),
                unit=values["解释单位"],
                valid_from=date_from(values["生效日期"], "生效日期"),
                valid_until=date_from(values["失效日期"], "失效日期"),
            )
        )
    except RowError as error:
        return error


def _checked(package: Package) -> Package:
    """The package with an id; RowError for what cannot be shown on a card.

    A package without an id gets one made from its title, so that importing it again replaces it.
    """
    parts = (package.who, package.what, package.where, package.papers)
    lines = (package.summary, *(line for part in parts for line in part))
    ends = (package.valid_from, package.valid_until)
    checks = (
        (not normal(package.title), "没有写政策包的名称，请补上"),
        (len(package.title) > LONGEST_TITLE, f"政策包的名称超过{LONGEST_TITLE}字，按钮上放不下，请写短一些"),
        (not package.entries, "没有写条目编号，请写上题库里的编号，一个以上"),
        (len(package.entries) > MOST_ENTRIES, f"一个政策包最多{MOST_ENTRIES}条问答，请拆成几个"),
        (len(package.aliases) > MOST_ALIASES, f"又称最多{MOST_ALIASES}个，请删减"),
        (
            any(len(part) > MOST_LINES for part in parts),
            f"谁能办、能得到什么、去哪办、带什么，每样最多{MOST_LINES}行，请只写要点",
        ),
        (
            any(len(line) > LONGEST_LINE for line in lines),
            f"有一行超过{LONGEST_LINE}字，请只写要点，详细的写进问答条目",
        ),
        (bool(ends[0] and ends[1] and ends[1] < ends[0]), "失效日期早于生效日期，请核对"),
        (
            bool(package.id) and not _ID.fullmatch(package.id),
            f"编号“{package.id[:40]}”要做网址，只能用字母、数字、汉字、横线，不超过40个字",
        ),
    )
    for wrong, reason in checks:
        if wrong:
            raise RowError(reason)
    if package.id:
        return package
    return replace(package, id="p" + hashlib.sha256(normal(package.title).encode()).hexdigest()[:10])


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    # every message is compared with every name
    return normal(name)


def _lines(fields: Mapping[str, object], key: str) -> tuple[str, ...]:
    """A part of a card: a list of texts, or one text of lines."""
    whole = fields.get(key)
    return distinct(whole.split("\n") if isinstance(whole, str) else texts_of(fields, key))
