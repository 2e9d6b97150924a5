"""The unit directory (单位目录): names, aliases, groups, official order; what a named group means."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from knowledge.documents import Column, Problem, records
from knowledge.patterns import regex
from knowledge.text import narrow, without_spaces
from reminders.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.documents import Document

COLUMNS = (
    Column(name="单位名称", synonyms=("单位", "名称", "部门"), required=True),
    Column(name="简称", synonyms=("别名", "又称", "曾用名")),
    Column(name="单位组", synonyms=("类别", "分组", "组别")),
    Column(name="排序", synonyms=("序号", "顺序")),
)
_GROUPS = (
    ("乡镇", regex(r"乡|镇")),
    ("街道", regex(r"街道|街办|办(?!公|法)")),
    ("区直部门", regex(r"[区县市省]直|部门|单位|科室|机构")),
)
_UNCERTAIN = regex(r"有关|相关|行业主管|主管部门")
_COLLECTIVE = regex(r"^(?:各|全体|所有|有关|相关|其他)|[区县市省]直(?:各|有关|相关|部门|单位|机关)|行业主管")
_PREFIX = regex(r"^[省市区县]")
_BETWEEN = regex(r"[\s、,，;；。]+")
_LIKENESS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAnswer:
    """Whom the office means by a name in the table (答复), and for which year it was asked; no units: all of them."""

    wording: str
    units: tuple[str, ...]
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """The units that a name in the table stands for.

    `group` is the words of a group, empty for one unit; `uncertain` that a person should say who is meant;
    `known` that the directory holds it.
    """

    units: tuple[str, ...]
    group: str = ""
    uncertain: bool = False
    known: bool = True


class UnitDirectory:
    """The units of a district, found by name or alias, whatever the width or the prefix."""

    def __init__(self, units: Iterable[Unit], answers: Iterable[GroupAnswer] = ()) -> None:
        """Index the units and what the office has answered about names; an alias never hides a name."""
        self._answers = {_key(one.wording): one for one in answers}
        self.units = tuple(sorted(units, key=lambda unit: unit.position))
        self._by_name: dict[str, Unit] = {}
        for names in (lambda unit: (unit.name,), lambda unit: unit.aliases):
            for unit in self.units:
                for name in names(unit):
                    self._by_name.setdefault(_key(name), unit)
        self._by_rest: dict[str, Unit | None] = {}
        for key, unit in self._by_name.items():
            rest = _PREFIX.sub("", key)
            # a bare name that two units share names neither
            self._by_rest[rest] = unit if self._by_rest.get(rest, unit) == unit else None

    @property
    def groups(self) -> tuple[str, ...]:
        """The unit groups in official order."""
        return tuple(dict.fromkeys(unit.group for unit in self.units if unit.group))

    def find(self, name: str) -> Unit | None:
        """The unit of that name or alias, with or without the district's prefix."""
        key = _key(name)
        return self._by_name.get(key) or self._by_rest.get(_PREFIX.sub("", key))

    def suggest(self, name: str, *, limit: int = 3) -> tuple[str, ...]:
        """The unit names most like a name that is not known, best first."""
        names = [unit.name for unit in self.units]
        found = process.extract(_key(name), names, scorer=fuzz.ratio, limit=limit, score_cutoff=_LIKENESS)
        return tuple(match for match, _, _ in found)

    def answered(self, named: str) -> GroupAnswer | None:
        """What the office has said that a name means, as far as its units are still in the directory."""
        answer = None if self.find(named) else self._answers.get(_key(named))
        if answer is None or not answer.units:
            return answer
        units = tuple(unit.name for unit in map(self.find, answer.units) if unit is not None)
        return replace(answer, units=units) if units else None

    def expand(self, named: str) -> Expansion:
        """The units that a name in the table stands for, as the office answered; an unknown name stands for itself."""
        answer = self.answered(named)
        if answer is None:
            return self._by_words(named)
        if answer.units:
            return Expansion(units=answer.units, group=named)
        return replace(self._by_words(named), uncertain=False)

    def read(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The units that a list of names (区住建局、各乡镇) means, each once; and the names that mean none for sure."""
        named = [name for name in _BETWEEN.split(text) if name]
        meant = {name: self.expand(name) for name in named}
        clear = {name: one for name, one in meant.items() if one.known and not one.uncertain}
        units = dict.fromkeys(unit for one in clear.values() for unit in one.units)
        return tuple(units), tuple(name for name in meant if name not in clear)

    def _by_words(self, named: str) -> Expansion:
        """What a name stands for by its words alone."""
        unit = self.find(named)
        if unit is not None:
            return Expansion(units=(unit.name,))
        plain = narrow(without_spaces(named))
        if plain in self.groups:
            return Expansion(units=self._of_group(plain), group=named)
        if not _COLLECTIVE.search(plain):
            return Expansion(units=(named,), known=False)
        units = tuple(
            one.name for group, pattern in _GROUPS if pattern.search(plain) for one in self.units if one.group == group
        )
        if not units:
            return Expansion(units=(named,), group=named, uncertain=True, known=False)
        return Expansion(units=units, group=named, uncertain=bool(_UNCERTAIN.search(plain)))

    def _of_group(self, group: str) -> tuple[str, ...]:
        return tuple(unit.name for unit in self.units if unit.group == group)


def units_from(document: Document) -> tuple[tuple[Unit, ...], tuple[Problem, ...]]:
    """Read a directory from a table: 单位名称, 简称, 单位组, 排序; rows stand in official order unless numbered."""
    rows, problems = records(document, COLUMNS)
    return _checked(
        (
            row.where,
            Unit(
                name=without_spaces(row.values["单位名称"]),
                aliases=_names(row.values["简称"]),
                group=without_spaces(row.values["单位组"]) or row.category,
                position=_number(row.values["排序"], at),
            ),
        )
        for at, row in enumerate(rows, start=1)
    ).joined(problems)


def units_from_toml(text: str) -> tuple[tuple[Unit, ...], tuple[Problem, ...]]:
    """Read a directory from TOML: `[[unit]]` tables with name, aliases, group, sample, in official order."""
    import tomllib  # noqa: PLC0415 - most starts read none

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (), (Problem(where="单位目录", text="", reason=f"TOML 写法有误：{error}"),)
    listed = document.get("unit", [])
    good: list[tuple[str, Unit]] = []
    bad: list[Problem] = []
    for at, fields in enumerate(listed if isinstance(listed, list) else [listed], start=1):
        where = f"第{at}个单位"
        if _well_formed(fields):
            unit = Unit(
                name=without_spaces(fields["name"]),
                aliases=tuple(fields.get("aliases", ())),
                group=fields.get("group", ""),
                position=at,
                sample=fields.get("sample", False),
            )
            good.append((where, unit))
        else:
            bad.append(
                Problem(
                    where=where, text=str(fields)[:60], reason="应有 name（文字），aliases 是一组文字，group 是文字"
                )
            )
    return _checked(good).joined(tuple(bad))


@dataclass(frozen=True, slots=True)
class _Checked:
    units: tuple[Unit, ...]
    problems: tuple[Problem, ...]

    def joined(self, before: tuple[Problem, ...]) -> tuple[tuple[Unit, ...], tuple[Problem, ...]]:
        return self.units, (*before, *self.problems)


def _checked(rows: Iterable[tuple[str, Unit]]) -> _Checked:
    """Keep the first of two units that share a name."""
    units: dict[str, Unit] = {}
    problems: list[Problem] = []
    for where, unit in rows:
        if not unit.name or _key(unit.name) in units:
            reason = "这个单位前面已经有了，请删去重复的一行" if unit.name else "没有写单位名称，请补上"
            problems.append(Problem(where=where, text=unit.name, reason=reason))
        else:
            units[_key(unit.name)] = unit
    return _Checked(tuple(units.values()), tuple(problems))


def _well_formed(fields: Any) -> bool:  # noqa: ANN401 - whatever a TOML file may hold
    if not isinstance(fields, dict):
        return False
    read: Mapping[str, Any] = fields
    aliases = read.get("aliases", [])
    return (
        isinstance(read.get("name"), str)
        and isinstance(aliases, list)
        and all(isinstance(alias, str) for alias in aliases)
        and isinstance(read.get("group", ""), str)
        and isinstance(read.get("sample", False), bool)
    )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[、,，;；\s]+", cell) if name)


def _number(cell: str, otherwise: int) -> int:
    plain = narrow(cell)
    return int(plain) if plain.isascii() and plain.isdigit() else otherwise


def _key(name: str) -> str:
    return narrow(without_spaces(name))
