"""Who must act: the 责任单位 phrase, read as a small language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from knowledge.text import narrow, without_spaces
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Part(StrEnum):
    """What a unit is to a task: 牵头, 配合 or 责任."""

    LEAD = "lead"
    SUPPORT = "support"
    RESPONSIBLE = "responsible"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPhrase:
    """The units and groups a 责任单位 cell names, in the order written; groups stay as named."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of the district (单位); `position` is its place in the official order, `group` its unit group."""

    name: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    position: int = 0
    sample: bool = False


class Known(Protocol):
    """Whatever can tell whether a name is a unit's."""

    def find(self, name: str) -> Unit | None:
        """The unit of that name or alias."""
        ...


_LABELS = {"牵头": Part.LEAD, "主办": Part.LEAD, "配合": Part.SUPPORT, "协办": Part.SUPPORT, "责任": Part.RESPONSIBLE}
_LABEL = re.compile(r"(?P<label>牵头|主办|配合|协办|责任|承办)(?:单位|部门|科室)?\s*:\s*")
_MARKS = {
    **dict.fromkeys(("牵头负责", "牵头落实", "牵头组织", "牵头单位", "牵头", "主办"), Part.LEAD),
    **dict.fromkeys(("配合落实", "配合单位", "配合", "协助", "协办", "协同", "参与"), Part.SUPPORT),
    **dict.fromkeys(
        (
            "按职责分工负责落实",
            "按职责分工负责",
            "按照职责分工负责",
            "按职责分工",
            "分工负责",
            "具体负责",
            "负责落实",
            "共同负责",
            "负责",
            "组织实施",
            "落实",
            "承办",
        ),
        Part.RESPONSIBLE,
    ),
}
_MARK = re.compile("|".join(sorted(_MARKS, key=len, reverse=True)))
_FIRST_LEADS = re.compile(r"(?:列|排名?|排在)?(?:第一|首)(?:位的?|个)?(?:责任)?单位(?:为|是)牵头(?:责任)?单位")
_END = r"局办委院部处科所站队会厅室区镇乡道县市府位门构校行社团业班组馆台联司心网)"
_JOINED = re.compile(rf"(?<=[{_END}])(?:以及|及|和|与)(?=.)")
_LOST = re.compile(r"(?<=[局办委院部处会站府门位心)])(?=[区市县省各](?!府|长))")
_NAME = re.compile(
    rf"(?:各|有关|相关|全体|所有|本)?[^\d\s:：]*[{_END}]|[^\d\s]*(?:部门|单位|科室|机构|政府|领导小组|专班|中心|公司)"
)
_PREFIX = re.compile(r"(?P<prefix>[省市区县])(?!直)(?P<rest>.+)")
_GROUP_WORDS = re.compile(r"各|有关|相关|行业主管|全体|所有|[省市区县]直")
_DEPARTMENT = re.compile(r".*[局委办院会部处]$")
_SEPARATORS = "、,;/|。"


def parse(text: str, directory: Known | None = None) -> UnitPhrase:
    """Read one 责任单位 cell; raise ParseError when it cannot be read whole.

    ```
    cell     := remark* clause (sep clause)*
    clause   := label names | ["由"] names [mark] | names "会同" names [mark]
    label    := ("牵头" | "主办" | "配合" | "协办" | "责任" | "承办") ["单位"] ":"
    names    := name (sep name)* ["等" [group]]
    name     := unit ["(" part-mark ")"]          区司法局（牵头）
    unit     := anything that ends as units do; parentheses that hold no mark belong to it (各乡镇（街道、中心）)
    sep      := "、" | "," | ";" | line break | "和" | "与" | "及" | "以及" | nothing (区政府办区财政局)
    mark     := "牵头" … | "配合" … | "负责" | "落实" | "按职责分工负责" …     closes the names since the last mark
    remark   := 第一责任单位为牵头单位
    ```
    A mark in parentheses belongs to the one name before it. Where something leads, what is not marked supports;
    where nothing leads, everyone named is responsible. A prefix carries on (市行政审批局、住建局 → 市住建局). A line
    break or space parts two names only where the first is complete.
    """
    plain = narrow(text)
    if not plain.strip():
        raise ParseError("责任单位是空的，请补上单位名称", text=text)
    if plain.count("(") != plain.count(")"):
        raise ParseError("括号不成对，看不出单位写到哪里", text=text, at=plain.find("("))
    reader = _Reader(directory, wide="（" in text)
    reader.read(plain)
    return reader.phrase(text)


def parse_columns(lead: str, support: str, directory: Known | None = None) -> UnitPhrase:
    """Read separate 牵头单位 and 配合单位 cells; the second may be empty."""
    leading = parse(lead, directory)
    helping = parse(support, directory) if support.strip() else UnitPhrase()
    leads = _all(leading)
    return UnitPhrase(lead=leads, support=tuple(name for name in _all(helping) if name not in leads))


def _all(phrase: UnitPhrase) -> tuple[str, ...]:
    return (*phrase.lead, *phrase.responsible, *phrase.support)


@dataclass(slots=True)
class _Reader:
    """The state of reading one cell: names waiting for their mark, and names that have a part."""

    directory: Known | None
    wide: bool
    waiting: list[str] = field(default_factory=list)
    placed: list[tuple[str, Part | None]] = field(default_factory=list)
    prefix: str = ""
    label: Part | None = None
    first_leads: bool = False

    def read(self, plain: str) -> None:
        """Take the cell piece by piece: labels, marks, parentheses, names."""
        at, start = 0, 0
        while at < len(plain):
            label, mark = _LABEL.match(plain, at), _MARK.match(plain, at)
            if remark := _FIRST_LEADS.match(plain, at):
                self._name(plain[start:at])
                self.first_leads = True
                at = start = remark.end()
            elif label:
                self._name(plain[start:at])
                self._close(None)
                self.label = _LABELS.get(label["label"], Part.RESPONSIBLE)
                at = start = label.end()
            elif plain[at] == "(":
                end = _closing(plain, at)
                inside = without_spaces(plain[at + 1 : end])
                if _MARK.fullmatch(inside) or _FIRST_LEADS.search(inside):
                    self._name(plain[start:at])
                    self._remark(inside)
                    start = end + 1
                at = end + 1
            elif plain.startswith("会同", at):
                self._name(plain[start:at])
                self._close(Part.LEAD)
                at = start = at + 2
            elif mark:
                self._name(plain[start:at])
                self._close(_MARKS[mark[0]])
                at = start = mark.end()
            elif plain[at] in _SEPARATORS:
                self._name(plain[start:at])
                at = start = at + 1
            else:
                at += 1
        self._name(plain[start:])
        self._close(None)

    def phrase(self, text: str) -> UnitPhrase:
        """The names with their parts, each once."""
        if not self.placed:
            raise ParseError("没有看到单位名称", text=text)
        if self.first_leads and self.placed[0][1] is None:
            self.placed[0] = (self.placed[0][0], Part.LEAD)
        leads = any(part is Part.LEAD for _, part in self.placed)
        others = Part.SUPPORT if leads else Part.RESPONSIBLE
        found: dict[str, Part] = {}
        for name, part in self.placed:
            # 负责 or 落实 after a lead says how the rest takes part
            placed = others if part is None or (leads and part is Part.RESPONSIBLE) else part
            if found.get(name) is not Part.LEAD:
                found[name] = placed
        by_part = {part: tuple(name for name, its in found.items() if its is part) for part in Part}
        return UnitPhrase(lead=by_part[Part.LEAD], support=by_part[Part.SUPPORT], responsible=by_part[Part.RESPONSIBLE])

    def _remark(self, inside: str) -> None:
        """A mark in parentheses: for the one name before it, or about the first of all."""
        if _FIRST_LEADS.search(inside):
            self.first_leads = True
        elif self.waiting:
            self.placed.extend((name, self.label) for name in self.waiting[:-1])
            self.placed.append((self.waiting[-1], _MARKS[inside]))
            self.waiting.clear()

    def _close(self, part: Part | None) -> None:
        """Give the names since the last mark their part."""
        self.placed.extend((name, part or self.label) for name in self.waiting)
        self.waiting.clear()

    def _name(self, piece: str) -> None:
        """Take the names of a piece between separators and marks."""
        for words in _lines(piece):
            for part in _JOINED.split(words):
                for name in self._apart(part):
                    self._take(name)

    def _apart(self, words: str) -> Iterator[str]:
        """Names that lost the separator between them; the directory knows best."""
        if self.directory is None or self.directory.find(words) is None:
            yield from (piece for piece in _LOST.split(words) if piece)
        else:
            yield words

    def _take(self, words: str) -> None:
        name = words.strip(" :").removeprefix("由")
        before, among, rest = name.partition("等")
        if among and (not before or _NAME.fullmatch(before)):
            if before:
                self._take(before)
            if not _GROUP_WORDS.search(rest):
                return
            name = rest
        if not name or name in {"单位", "部门"}:
            return
        if not _NAME.fullmatch(name) and (self.directory is None or self.directory.find(name) is None):
            raise ParseError(f"“{name}”看不出是哪个单位", text=name)
        full = self._full(name)
        # narrowed for reading; written as the cell wrote it
        self.waiting.append(full.replace("(", "（").replace(")", "）") if self.wide else full)

    def _full(self, name: str) -> str:
        """The name with the prefix that the first one carried."""
        if match := _PREFIX.match(name):
            self.prefix = self.prefix or match["prefix"]
            return name
        unit = None if self.directory is None else self.directory.find(name)
        # a name that the directory finds only by adding a prefix is no name of its own
        known = unit is not None and name in {unit.name, *unit.aliases}
        if not self.prefix or known or _GROUP_WORDS.match(name) or not _DEPARTMENT.match(name):
            return name
        return self.prefix + name


def _closing(plain: str, at: int) -> int:
    """Where the parenthesis that opens at a place closes."""
    depth = 0
    for place in range(at, len(plain)):
        depth += {"(": 1, ")": -1}.get(plain[place], 0)
        if not depth:
            return place
    raise ParseError("括号不成对，看不出单位写到哪里", text=plain, at=at)


def _lines(piece: str) -> Iterable[str]:
    """The piece cut at line breaks and spaces that follow a complete name; other white space is dropped."""
    words: list[str] = []
    for part in piece.split():
        if words and not _NAME.fullmatch(words[-1]):
            words[-1] += part
        else:
            words.append(part)
    return words
