"""What a liaison says when a duty is done, its evidence and its review."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.text import narrow
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from datetime import datetime


class ReviewState(StrEnum):
    """Where a confirmation stands: 待审核, 通过, 退回."""

    SUBMITTED = "submitted"
    PASSED = "passed"
    RETURNED = "returned"


class EvidenceKind(StrEnum):
    """What proves it: a published link, a sentence, a file; or what is said in its place.

    `REPORTED`: a supporting unit has told its lead unit (已报牵头单位), which needs no proof and no review.
    `DIFFICULT`: what hinders an ongoing duty (有困难), told in its round.
    """

    LINK = "link"
    TEXT = "text"
    FILE = "file"
    REPORTED = "reported"
    DIFFICULT = "difficult"


FILE_TYPES = (
    "pdf",
    "ofd",
    "doc",
    "docx",
    "wps",
    "xls",
    "xlsx",
    "et",
    "ppt",
    "pptx",
    "jpg",
    "jpeg",
    "png",
    "txt",
    "zip",
)
"""Kinds of files that may prove something, by the ending of their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A proof (佐证): `value` is the link, the sentence or the file's name; files are kept by sha256 `digest`.

    `title` is a link's own headline; `dated` the day of the thing itself, not of its upload.
    """

    kind: EvidenceKind
    value: str
    digest: str = ""
    size: int = 0
    title: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A unit's word that an occurrence is done (完成确认); `id` is 0 until stored.

    For an ongoing duty `occurrence` is `task_id/round/2026-10` (or `2026-Q4`) and the evidence says 正常推进, which
    passes by itself, or what is difficult, which waits for the office.
    """

    id: int
    occurrence: str
    task_id: str
    unit: str
    person_id: int
    evidence: tuple[Evidence, ...]
    state: ReviewState
    submitted_at: datetime
    reviewed_by: int | None = None
    reviewed_at: datetime | None = None
    reason: str = ""

    @property
    def reported(self) -> bool:
        """Whether a supporting unit says no more than that it has told its lead unit (已报牵头单位)."""
        return any(one.kind is EvidenceKind.REPORTED for one in self.evidence)

    @property
    def in_round(self) -> bool:
        """Whether it answers the round of an ongoing duty (例行)."""
        return "/round/" in self.occurrence

    @property
    def difficult(self) -> bool:
        """Whether it says what is difficult (有困难)."""
        return any(one.kind is EvidenceKind.DIFFICULT for one in self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Which duty is meant: the task's number in the table and, where it has several deadlines, which of them."""

    number: int
    part: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationPhrase:
    """What a liaison typed to confirm: one or more duties, and the evidence that serves them all."""

    targets: tuple[Target, ...]
    evidence: tuple[Evidence, ...]


_NUMBER = r"第?\s*(\d{1,4}(?:\.\d{1,2})?)\s*[号项]?"
_TARGETS = rf"(?P<targets>{_NUMBER}(?:\s*[,、和]\s*{_NUMBER})*)"
_VERB = r"(?:已经?)?(?:完成|办结|办完|办好)(?:了|确认)?"
_FIRST = _TARGETS.replace("targets", "first")
_NO_MEASURE = r"(?![\d年月日天级岁元万个届%])"
"""完成9年义务教育 names no task: a number with a measure behind it is none of ours."""
_PHRASE = regex(rf"\s*(?:(?:确认|{_VERB})\s*[:：]?\s*{_TARGETS}|{_FIRST}\s*(?:任务)?{_VERB}){_NO_MEASURE}")
_REPORTED = r"(?:配合单位\s*,?\s*)?已报牵头(?:单位)?"
_REPORT = regex(rf"\s*(?:{_REPORTED}\s*[:：]?\s*{_TARGETS}|{_FIRST}\s*{_REPORTED})[。.!]?\s*")
_AGAIN = regex(r"同上|(?:再)?(?:用|与|和)?上(?:次|一次|一项)(?:的|相同|一样)?(?:佐证|链接|材料)?")
_DATE = regex(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_LINK = regex(r"https?://[^\s，。；、！？（）《》“”<>\"']+", re.IGNORECASE)


def parse(text: str) -> ConfirmationPhrase:
    """Read a typed confirmation.

    ```
    phrase   := ("确认" | done) targets evidence | targets done evidence
    done     := ["已" | "已经"] ("完成" | "办结" | "办完" | "办好") ["了"]
    targets  := target (("," | "、" | "和") target)*
    target   := ["第"] task ["." deadline] ["号" | "项"]
    evidence := links and other words, in any order
    ```
    Full-width digits and punctuation count as their narrow forms. Raises ParseError when no duty is named.
    """
    head = narrow(text)
    match = _PHRASE.match(head)
    if match is None:
        raise ParseError("没有看出是哪一项，请写成：确认 任务号 链接或说明", text=text)
    return ConfirmationPhrase(targets=_targets(match), evidence=evidence_from(text[match.end() :]))


def parse_report(text: str) -> tuple[Target, ...]:
    """The duties of which a supporting unit says 已报牵头单位: `已报牵头 6` or `第6项已报牵头单位`.

    Raises ParseError when no duty is named.
    """
    match = _REPORT.fullmatch(narrow(text))
    if match is None:
        raise ParseError("没有看出是哪一项，请写成：已报牵头 任务号", text=text)
    return _targets(match)


def _targets(match: re.Match[str]) -> tuple[Target, ...]:
    """The duties that a phrase names, each once, in its order."""
    targets: list[Target] = []
    for number in re.findall(r"\d+(?:\.\d+)?", match["targets"] or match["first"]):
        task, _, part = number.partition(".")
        target = Target(number=int(task), part=int(part) if part else None)
        if target not in targets:
            targets.append(target)
    return tuple(targets)


def evidence_from(text: str) -> tuple[Evidence, ...]:
    """Every link in the text, then what else it says as one sentence; empty when it says nothing.

    A whole date in the sentence (2026年3月1日) is the date of the thing that is proved.
    """
    links = dict.fromkeys(_LINK.findall(text))
    words = re.sub(r"\s+", " ", _LINK.sub(" ", text)).strip(" \t,，。;；:：、")
    dated = date_in(words)
    evidence = [Evidence(kind=EvidenceKind.LINK, value=link, dated=dated) for link in links]
    if words:
        evidence.append(Evidence(kind=EvidenceKind.TEXT, value=words, dated=dated))
    return tuple(evidence)


def date_in(text: str) -> date | None:
    """The first whole date in a text: 2026年3月1日, 2026-03-01, 2026.3.1; None when there is none."""
    for year, month, day in _DATE.findall(narrow(text)):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def same_again(evidence: tuple[Evidence, ...]) -> bool:
    """Whether all that was given is 同上 or 用上次的: the proof of the last confirmation serves once more."""
    words = narrow(evidence[0].value) if len(evidence) == 1 and evidence[0].kind is EvidenceKind.TEXT else ""
    return _AGAIN.fullmatch(words) is not None


def as_report(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence, with the sentence 已报牵头单位 taken for what it is when it stands alone."""
    alone = len(evidence) == 1 and evidence[0].kind is EvidenceKind.TEXT
    if alone and re.fullmatch(_REPORTED, narrow(evidence[0].value)):
        return (replace(evidence[0], kind=EvidenceKind.REPORTED),)
    return evidence
