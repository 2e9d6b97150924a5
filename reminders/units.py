"""Who must act: the 责任单位 phrase, read as a small language."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from knowledge.patterns import regex
from knowledge.text import narrow, number_from, without_spaces
from reminders.marks import AMONG, CHINESE_ITEM, FIRST_LEADS, ITEM, LABEL, MARK, OPENING, SEVERAL, WITH
from reminders.names import Names, is_group, level_of, runs_on
from reminders.parsing import ParseError

if TYPE_CHECKING:
    import re


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


_PARTS = {
    **dict.fromkeys(("牵头", "主办", "主责"), Part.LEAD),
    **dict.fromkeys(("配合", "协办", "协助", "参与"), Part.SUPPORT),
}
# a name with its own place or level takes no prefix: 高新区财政局, 某某街道办, 团区委
_PLACED = regex(r"国家|国网|中国|中共|团.?委|.*?(?:(?<!社)区(?![域块])|县(?!域)|(?<![城集小])镇|街道)")
_DEPARTMENT = regex(r"(?!办公室|管委会|委员会).*[局委办院会部处]")
_PARTY = regex(r"组织部|宣传部|统战部|社会工作部|政法委|编办|网信办|巡察办")
_ANYONE = {"", "单位", "部门"}
_NOBODY = {"无", "/", "-", "—", "——"}
_SEPARATORS = "、,;/|。."
_BRACKETS = str.maketrans("【】[]〔〕", "()()()")


def parse(text: str, directory: Known | None = None) -> UnitPhrase:
    """Read one 责任单位 cell; raise ParseError when it cannot be read whole.

    ```
    cell     := remark* clause (sep clause)*
    clause   := label names | ["由"] names [mark] | names "会同" names [mark]
    label    := ("牵头" | "配合" | "责任" | "承办" …) ["单位"] ":" | "(" mark ")"
    names    := [item] name (sep [item] name)* ["等" [group | number "个部门"]]
    name     := unit ["(" mark ")"]               区司法局（牵头）
    unit     := anything that ends as units do; parentheses may hold more units (各乡镇（街道、中心）)
    item     := "1." | "（一）" | "①" …
    sep      := "、" | "," | ";" | "/" | "." | what `Names.apart` says of 和, line breaks and nothing
    mark     := how* ("牵头" | "配合" | "负责" | "落实" …) doing*     closes the names since the last mark
    how      := "共同" | "积极" | "按职责分工" | "按要求" …           doing := "制定" | "推进" | "组织" …
    remark   := 第一责任单位为牵头单位 [，其他为配合单位]
    ```
    A mark in parentheses belongs to the one name before it, or to those after it when none is before. Where something
    leads, what is not marked supports; where nothing leads, everyone named is responsible. A prefix carries on
    (市行政审批局、住建局 → 市住建局). Anything else (按季度, 名单见附件, 负责审核, 等5部门 of which two are named) is
    refused by name.
    """
    phrase = _read(text, directory)
    if not phrase.lead and not phrase.responsible:
        raise ParseError("只写了配合单位，没有写由谁牵头或负责，请补上", text=text)
    return phrase


def parse_columns(lead: str, support: str, directory: Known | None = None) -> UnitPhrase:
    """Read separate 牵头单位 and 配合单位 cells; the second may be empty or say 无."""
    leading = parse(lead, directory)
    leads = leading.lead or leading.responsible
    nobody = not support.strip() or without_spaces(narrow(support)) in _NOBODY
    helping = UnitPhrase() if nobody else _read(support, directory)
    for name in helping.lead:
        if name not in leads:
            raise ParseError(f"“{name}”写在牵头单位以外的一栏，又说由它牵头，请改正", text=support)
    helpers = (*leading.support, *helping.responsible, *helping.support)
    return UnitPhrase(lead=leads, support=tuple(dict.fromkeys(name for name in helpers if name not in leads)))


def _read(text: str, directory: Known | None) -> UnitPhrase:
    plain = narrow(text).translate(_BRACKETS)
    if not plain.strip():
        raise ParseError("责任单位是空的，请补上单位名称", text=text)
    if plain.count("(") != plain.count(")"):
        raise ParseError("括号不成对，看不出单位写到哪里", text=text, at=plain.find("("))
    reader = _Reader(directory, wide="（" in text)
    reader.read(plain)
    return reader.phrase(text)


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
    fronted: bool = False

    @property
    def _names(self) -> Names:
        return Names(lambda name: self.directory is not None and self.directory.find(name) is not None)

    def read(self, plain: str) -> None:
        """Take the cell piece by piece: names up to a separator, label, mark, remark or parenthesis."""
        at = start = 0
        while at < len(plain):
            end = self._step(plain, start, at)
            if end is None:
                at = _past(plain, at)
            else:
                at = start = end
        self._take_all(plain[start:])
        self._close(None)

    def phrase(self, text: str) -> UnitPhrase:
        """The names with their parts, each once."""
        if not self.placed:
            raise ParseError("没有看到单位名称", text=text)
        if self.first_leads:
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

    def _step(self, plain: str, start: int, at: int) -> int | None:
        """Read what stands here, if it ends the piece before it; where reading goes on, None where it ends nothing."""
        piece = plain[start:at]
        blank = not piece.strip()
        opens = blank or piece[-1].isspace()
        match: re.Match[str] | None
        if plain[at] in _SEPARATORS:
            self._take_all(piece)
            return at + 1
        if not blank and not self._reads(piece):
            return None
        if match := FIRST_LEADS.match(plain, at):
            self._take_all(piece)
            self.first_leads = True
        elif match := ITEM.match(plain, at) or (CHINESE_ITEM.match(plain, at) if blank else None):
            self._take_all(piece)
        elif match := LABEL.match(plain, at) or (OPENING.match(plain, at) if opens else None):
            self._take_all(piece)
            self._close(None)
            self.label = _PARTS.get(match["part"], Part.RESPONSIBLE)
        elif match := MARK.match(plain, at) or (WITH.match(plain, at) if not blank or self.placed else None):
            self._take_all(piece)
            self._marked(match)
        elif plain[at] == "(":
            return self._aside(plain, piece, at)
        return match.end() if match else None

    def _reads(self, piece: str) -> bool:
        """Whether the piece is all names, so that a mark may follow it."""
        words = without_spaces(piece).strip(":").removeprefix("由").removesuffix("等")
        return words in _ANYONE or self._names.whole(words)

    def _marked(self, match: re.Match[str]) -> None:
        """A mark, or 会同, after the names that it is about."""
        part = _part(match)
        if not self.waiting and part is not Part.RESPONSIBLE and match.re.pattern == MARK.pattern:
            raise ParseError(f"“{match[0]}”前面没有单位，看不出说的是谁", text=match.string, at=match.start())
        self._close(part)

    def _aside(self, plain: str, piece: str, at: int) -> int | None:
        """A mark in parentheses, about the one name before it or those after it, or a remark about the first of all."""
        end = _closing(plain, at)
        inside = without_spaces(plain[at + 1 : end])
        mark = MARK.fullmatch(inside)
        if FIRST_LEADS.fullmatch(inside):
            self._take_all(piece)
            self.first_leads = True
        elif mark is None:
            return None
        elif piece.strip() and not self.fronted:
            self._take_all(piece)
            *before, last = self.waiting
            self.placed.extend((name, self.label) for name in before)
            self.placed.append((last, _part(mark)))
            self.waiting.clear()
        elif plain[end + 1 : end + 2] and plain[end + 1] not in _SEPARATORS:
            self._take_all(piece)
            self._close(None)
            self.label, self.fronted = _part(mark), True
        elif _part(mark) is not Part.RESPONSIBLE:
            raise ParseError(f"括号里的“{inside}”前面没有单位，看不出说的是谁", text=plain, at=at)
        return end + 1

    def _close(self, part: Part | None) -> None:
        """Give the names since the last mark their part."""
        self.placed.extend((name, part or self.label) for name in self.waiting)
        self.waiting.clear()

    def _take_all(self, piece: str) -> None:
        """Take the names of a piece between separators and marks."""
        for name in self._names.apart(piece):
            self._take(name.strip(":").removeprefix("由"))

    def _take(self, name: str) -> None:
        before, among, rest = name.partition("等")
        if among and (not before or self._names.whole(before)):
            if before:
                self._take(before)
            if several := SEVERAL.fullmatch(rest):
                self._counted(several)
                return
            if not AMONG.match(rest):
                raise self._refusal(name)
            name = rest
        if name in _ANYONE or (name in _NOBODY and self.label is Part.SUPPORT):
            return
        known = self._names.known(name)
        if not known and not self._names.whole(name):
            raise self._refusal(name)
        if not known and runs_on(name):
            raise ParseError(f"“{name}”像是几个单位连在一起，请用顿号隔开", text=name)
        full = self._full(name)
        # narrowed for reading; written as the cell wrote it
        self.waiting.append(full.replace("(", "（").replace(")", "）") if self.wide else full)

    def _counted(self, several: re.Match[str]) -> None:
        """等5部门: the cell must have named as many."""
        count, named = several["count"], len(self.placed) + len(self.waiting)
        if count and number_from(count) != named:
            raise ParseError(f"“等{several[0]}”只写出了{named}个，请把单位写全", text=several[0])

    def _refusal(self, name: str) -> ParseError:
        stop = self._names.stop(name)
        if stop:
            return ParseError(f"“{name[:stop]}”后面的“{name[stop:]}”看不懂，请改写或者移到别的栏", text=name, at=stop)
        return ParseError(f"“{name}”看不出是哪个单位", text=name)

    def _full(self, name: str) -> str:
        """The name with the prefix that the first one carried."""
        if level := level_of(name):
            self.prefix = self.prefix or level
            return name
        unit = None if self.directory is None else self.directory.find(name)
        # a name that the directory finds only by adding a prefix is no name of its own
        known = unit is not None and name in {unit.name, *unit.aliases}
        if known or is_group(name) or _PLACED.match(name) or not _DEPARTMENT.fullmatch(name):
            return name
        return self.prefix + ("委" if _PARTY.fullmatch(name) and self.prefix else "") + name


def _part(match: re.Match[str]) -> Part:
    return next(part for part in Part if match.groupdict().get(part))


def _past(plain: str, at: int) -> int:
    """The place after a character, or after the parenthesis or quotation that opens with it."""
    if plain[at] == "(":
        return _closing(plain, at) + 1
    return max(at, plain.find("”", at) if plain[at] == "“" else at) + 1


def _closing(plain: str, at: int) -> int:
    """Where the parenthesis that opens at a place closes."""
    depth = 0
    for place in range(at, len(plain)):
        depth += {"(": 1, ")": -1}.get(plain[place], 0)
        if not depth:
            return place
    raise ParseError("括号不成对，看不出单位写到哪里", text=plain, at=at)
