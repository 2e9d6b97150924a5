"""Guidance (引导): what an entry asks back before it can answer, and the entry that each reply leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.sources import RowError, text_of
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

LONGEST_ASK = 100
LONGEST_LABEL = 20
FEWEST_OPTIONS = 2
MOST_OPTIONS = 8
MOST_STEPS = 3
"""So many questions in a row are asked at most before somebody is answered."""

_CELL = regex(r"(?P<ask>.*?[？?])(?P<options>.*)", re.DOTALL)
_BETWEEN = regex(r"[；;\n]")
_ARROW = regex(r"→|[-—=]+>|[＝－]+＞")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One reply to a guide's question and the id of the entry that it leads to (选项)."""

    label: str
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A question asked back, and its options in order."""

    ask: str
    options: tuple[Option, ...]

    def chosen(self, text: str) -> Option | None:
        """The option that somebody types: its label, or its place counted from 1."""
        plain = normal(text)
        return next(
            (one for place, one in enumerate(self.options, start=1) if plain in {normal(one.label), str(place)}), None
        )


def guide_from_dict(fields: object) -> Guide:
    """The guide of one line of the bank: {"ask": "…？", "options": [{"label": "…", "entry": "…"}]}; RowError."""
    if not isinstance(fields, dict):
        raise RowError("“guide”应当写在一对花括号里，有ask和options")
    options = fields.get("options")
    if not isinstance(options, list) or not all(isinstance(one, dict) for one in options):
        raise RowError("“guide”的options应当写在方括号里，每个选项有label和entry")
    read = tuple(Option(label=text_of(one, "label"), entry=text_of(one, "entry")) for one in options)
    return _checked(Guide(ask=text_of(fields, "ask"), options=read))


def guide_to_dict(guide: Guide) -> dict[str, object]:
    """What `guide_from_dict` reads."""
    return {"ask": guide.ask, "options": [{"label": one.label, "entry": one.entry} for one in guide.options]}


def guide_from_cell(cell: str) -> Guide | None:
    """The guide of a table's cell (引导), None for an empty one; RowError.

    ```
    cell   := question option { ("；" | line break) option }     您是企业还是个人？ 企业→E101；个人→E102
    option := label ("→" | "->" | "=>") entry id                  the question ends with the first question mark
    ```
    """
    if not cell.strip():
        return None
    found = _CELL.fullmatch(cell.strip())
    if found is None:
        raise RowError("“引导”要先写一句问话，以问号结束，再写选项，如：您是企业还是个人？ 企业→E101；个人→E102")
    options: list[Option] = []
    for part in filter(str.strip, _BETWEEN.split(found["options"])):
        label, *entry = (piece.strip() for piece in _ARROW.split(part))
        if len(entry) != 1:
            raise RowError(f"“引导”的选项“{part.strip()[:LONGEST_LABEL]}”读不懂，请写成“企业→E101”，几个选项用分号隔开")
        options.append(Option(label=label, entry=entry[0]))
    return _checked(Guide(ask=found["ask"].strip(), options=tuple(options)))


def guide_to_cell(guide: Guide | None) -> str:
    """What `guide_from_cell` reads."""
    if guide is None:
        return ""
    return f"{guide.ask} " + "；".join(f"{one.label}→{one.entry}" for one in guide.options)


def faults(guides: Mapping[str, Guide], known: Collection[str]) -> dict[str, str]:
    """Of guides by the id of their entry, those that cannot be followed, and why.

    `known` are the ids there are, those of `guides` included. What leads to a faulty guide is faulty too.
    """
    found: dict[str, str] = {}
    while True:
        left = {key: guide for key, guide in guides.items() if key not in found}
        more = {key: reason for key in left if (reason := _fault(key, left, set(known) - found.keys()))}
        if not more:
            return found
        found |= more


def _fault(key: str, guides: Mapping[str, Guide], known: Collection[str]) -> str:
    for one in guides[key].options:
        if one.entry not in known:
            return f"引导的选项“{one.label}”指向编号{one.entry}，题库里没有这一条，请改编号，或者把那一条一起导入"
    return _too_far((key,), guides)


def _too_far(path: Sequence[str], guides: Mapping[str, Guide]) -> str:
    """Why following the options from the end of a path does not end soon; empty when it does."""
    if path[-1] not in guides:
        return ""
    if len(path) > MOST_STEPS:
        return f"引导最多连着问{MOST_STEPS}次，这里是{'→'.join(path)}，请合并几步"
    for one in guides[path[-1]].options:
        if one.entry in path:
            return f"引导绕了回来：{'→'.join((*path, one.entry))}，请改其中一个选项"
        if reason := _too_far((*path, one.entry), guides):
            return reason
    return ""


def _checked(guide: Guide) -> Guide:
    if not normal(guide.ask):
        raise RowError("“引导”没有写问话，请补上，如：您是企业还是个人？")
    if len(guide.ask) > LONGEST_ASK:
        raise RowError(f"“引导”的问话超过{LONGEST_ASK}字，请只问一句")
    if not FEWEST_OPTIONS <= len(guide.options) <= MOST_OPTIONS:
        raise RowError(f"“引导”要有{FEWEST_OPTIONS}到{MOST_OPTIONS}个选项，这里有{len(guide.options)}个")
    for one in guide.options:
        if not (normal(one.label) and one.entry) or len(one.label) > LONGEST_LABEL:
            raise RowError(f"“引导”的每个选项要有不超过{LONGEST_LABEL}字的说法和要去的条目编号，请核对")
    if len({normal(one.label) for one in guide.options}) < len(guide.options):
        raise RowError("“引导”有两个选项的说法一样，请改一个")
    return guide
