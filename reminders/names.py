"""How the names of units and groups read (单位名称): their endings, their level, and where one name stops."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.text import without_spaces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MANY = r"(?=各|有关|相关|部门|单位|机关)"
# 市场, 区域, 县级, 市政科 … hold no level
LEVEL = (
    r"[省市区县](?![域块场容长级分直]|内(?!审)|外(?!事|办|侨|贸|经)|"
    r"政(?!府|务|协|法|数)|民(?!政|宗|族|营|盟|建|进|兵)|$)"
)
GROUP = rf"各|有关|相关|其他|其它|其余|全体|所有|行业主管|[省市区县]直|[省市区县]级{_MANY}"
STARTS = rf"(?:{LEVEL}|各|[省市区县][直级]{_MANY}|团[省市区县]委|(?:高新|经开|示范|开发)区(?!.{{0,4}}分局))"

_LEVEL = regex(LEVEL)
_STARTS = regex(STARTS)
_GROUP = regex(GROUP)
_FIRM = (
    r"局|办|委|院|厅|署|处|(?<![干总内外全])部|(?<!场)所|站|政府|公司|集团|中心|(?<![城小集])镇|(?<!城)乡|街道|"
    r"办公室|督查室|研究室|委员会|管委会|办事处|工会|协会|商会|联合会|十字会|妇联|残联|文联|侨联|工商联|科协|政协|人大|"
    r"党校|学校|馆|银行|支行|大队|支队|专班|小组|供销社|部门|单位|科室|处室|机构|机关|(?<![社医学])科|股|"
    r"高新区|经开区|开发区|示范区|园区|管理区"
)
_SOFT = rf"{_FIRM}|[区县市村队会校组班台联司社团网室园企街]|企业|行|大学|中学|小学|林场|农场|热线|平台"
_LETTER = r"[^\W\d_\u2460-\u24ff]"
_ALONE = r"办公室|[妇残文侨]联|工商联|科协|政协|人大|党校|工会|管委会|(?:高新|经开|示范|开发)区"
# 12345 and the other five-figure lines belong to names; no other number does
_WORDS = rf"(?:{_LETTER}|\d{{5}}|“[^“”]*”)+"
_FIRM_NAME = regex(rf"{_WORDS}(?:{_FIRM})|{_ALONE}")
_SOFT_NAME = regex(rf"{_WORDS}(?:{_SOFT})|乡镇|街道|{_ALONE}")
_ASIDES = regex(r"\(([^()]*)\)")
_ASIDE = regex(rf"(?!含|除|不)(?:{_LETTER}*(?:{_SOFT}|[居场筹])(?:[、,/及和与]|$))+")
_INSIDE = regex(rf"{_LETTER}{{1,8}}")
_NO_NAME = regex(
    r"牵头|配合|负责|(?:主办|承办|(?<![政科残文作])协办)(?!单位|部门)|会同(?!县)|按|根据|依据|依照|的|(?<!意)见(?!义|习)|"
    r"附件|名单|另行|每|尽快|确定|除.*外|以外|不含|包括|上述|以上|以下|其中|之一|(?<!自)由|"
    r"[督催交转批]办$|^[全本我][省市区县乡镇]$|^其(?!他|它|余)"
)
_PART_GROUP = regex(r"(?:各|有关|相关|其他|其它)(?:牵头|配合|主办|协办|承办|负责)(?:单位|部门|科室)")
_RUN_ON = regex(
    r".*(?:(?<!总)局.+(?<!分)局|(?<![城小集])镇.*.(?<![城小集])镇|街道.+街道|公司.+(?<!分)公司|(?<![干总内])部(?!门).+(?<![支干总内])部|法院.+院)"
)
_SUFFIX = regex(
    r"办公室|办|管委会|(?:管理)?委员会|(?:人民)?政府|(?:街道)?办事处|机关|[分支]局|[大支中]队|中心|党委|党组"
)
_HOLDER = regex(r"(?:[省市区县]委|政府|区|总局)$")
_SEAM = regex(rf"以及|[及和与](?!社会资本)|(?={STARTS})|(?<=[局办委院部处])(?=.)")
_OWN = regex(r"其(?!他|它|余)|(?=下属|所属|直属)")
_PLACES = regex(r"各(?=[省市区县乡镇街村])")
_SEAT = regex(rf"[省市区县](?:人民)?政府(?!$|{STARTS})")


def level_of(name: str) -> str:
    """The 区 of 区财政局, empty where a name carries no level (市场监管局, 经开区)."""
    match = _LEVEL.match(name)
    return match[0] if match else ""


def is_group(name: str) -> bool:
    """Whether a name opens as groups do (各乡镇, 有关部门, 区直各部门)."""
    return _GROUP.match(name) is not None


def runs_on(name: str) -> bool:
    """Whether a name looks like several that lost the mark between them (财政局司法局)."""
    return _RUN_ON.fullmatch(_without_asides(name)) is not None


@dataclass(frozen=True, slots=True)
class Names:
    """The reading of names; `known` tells those that the directory holds, which count as complete."""

    known: Callable[[str], bool]

    def whole(self, words: str) -> bool:
        """Whether words end as a unit or group does and hold nothing that no name holds."""
        if self.known(words):
            return True
        bare = _without_asides(words)
        return (
            _SOFT_NAME.fullmatch(bare) is not None
            and not words.startswith("(")
            and (_NO_NAME.search(bare) is None or _PART_GROUP.fullmatch(bare) is not None)
            and all(_fits(words, aside) for aside in _ASIDES.finditer(words))
        )

    def firm(self, words: str) -> bool:
        """Whether words are complete for certain, so that another name may follow without a mark."""
        return self.known(words) or (self.whole(words) and _FIRM_NAME.fullmatch(_without_asides(words)) is not None)

    def stop(self, words: str) -> int:
        """Where the longest complete name at the beginning of the words stops, 0 where there is none."""
        return next((at for at in range(len(words) - 1, 1, -1) if self.firm(words[:at])), 0)

    def apart(self, piece: str) -> Iterator[str]:
        """The names of a piece: parted at 和/及, at line breaks and spaces, and where the mark was lost.

        ```
        piece := name (seam name)*
        seam  := "和" | "与" | "及" | "以及"        both sides complete: 区财政局和司法局, but 工业和信息化局
               | break                            after a complete name and before another: not 区政府⏎办公室
               | nothing                          before 区/县/市/省/各: 区政府办区财政局, but 区教育局各科室
        ```
        A name that the directory holds is never cut, and two that it holds are cut wherever they touch.
        """
        for words in self._lines(piece):
            yield from self._cut(words)

    def _lines(self, piece: str) -> list[str]:
        """The piece cut at line breaks and spaces between complete names; other white space is dropped."""
        words: list[str] = []
        for part in piece.split():
            if words and not self._breaks(words[-1], part):
                words[-1] += part
            else:
                words.append(part)
        return words

    def _breaks(self, left: str, right: str) -> bool:
        if not (self.firm(left) and self.whole(right)) or _SUFFIX.fullmatch(right):
            return False
        held = _HOLDER.search(left) and not is_group(left) and not is_group(right) and not _STARTS.match(right)
        return not held or (self.known(left) and self.known(right))

    def _cut(self, words: str) -> Iterator[str]:
        seams = () if self.known(words) else _SEAM.finditer(words)
        for seam in seams:
            left, right = words[: seam.start()], words[seam.end() :]
            own = _OWN.match(right) if seam[0] else None
            if own and self.firm(left) and self.whole(right[own.end() :]):
                yield from (left, left + right[own.end() :])
                return
            if left.count("(") == left.count(")") and self._parted(left, seam[0], right):
                yield left
                yield from self._cut(right)
                return
        yield words

    def _parted(self, left: str, joint: str, right: str) -> bool:
        """Whether two names meet here."""
        starts = _STARTS.match(right) is not None
        if joint:
            return self.whole(right) and (self.firm(left) or ((starts or is_group(right)) and self.whole(left)))
        if starts:
            return self.firm(left) and self.whole(right) and not _belongs(left, right)
        return right.endswith(("局", "办", "委", "部")) and self.known(left) and self.known(right)


def _fits(words: str, aside: re.Match[str]) -> bool:
    """Whether parentheses hold units, 各镇（街道）, or a part of the name itself, 水务（集团）公司."""
    if _NO_NAME.search(aside[1]):
        return False
    if _ASIDE.fullmatch(aside[1]):
        return True
    before = _without_asides(words[: aside.start()])
    return aside.end() < len(words) and _INSIDE.fullmatch(aside[1]) is not None and not _FIRM_NAME.fullmatch(before)


def _belongs(left: str, right: str) -> bool:
    """Whether what follows is a part of the unit before it: 教育局｜各科室, 税务总局｜区税务局, 区委｜区政府督查室."""
    if right.startswith("各"):
        return not is_group(left) and _PLACES.match(right) is None
    return left.endswith("总局") or (re.fullmatch("[省市区县]委", left) is not None and _SEAT.match(right) is not None)


def _without_asides(words: str) -> str:
    return without_spaces(_ASIDES.sub("", words))
