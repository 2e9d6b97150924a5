"""What a liaison says when a duty is done, its evidence and its review."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
    """What proves it: a published link, a sentence, a file."""

    LINK = "link"
    TEXT = "text"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A proof (佐证): `value` is the link, the sentence or the file's name; files are kept by sha256 `digest`."""

    kind: EvidenceKind
    value: str
    digest: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A unit's word that an occurrence is done (完成确认); `id` is 0 until stored.

    For an ongoing duty `occurrence` is `task_id/round/2026-10` and the note says 正常推进 or what is difficult.
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
    numbers = re.findall(r"\d+(?:\.\d+)?", match["targets"] or match["first"])
    targets: list[Target] = []
    for number in numbers:
        task, _, part = number.partition(".")
        target = Target(number=int(task), part=int(part) if part else None)
        if target not in targets:
            targets.append(target)
    return ConfirmationPhrase(targets=tuple(targets), evidence=evidence_from(text[match.end() :]))


def evidence_from(text: str) -> tuple[Evidence, ...]:
    """Every link in the text, then what else it says as one sentence; empty when it says nothing."""
    links = dict.fromkeys(_LINK.findall(text))
    words = re.sub(r"\s+", " ", _LINK.sub(" ", text)).strip(" \t,，。;；:：、")
    evidence = [Evidence(kind=EvidenceKind.LINK, value=link) for link in links]
    if words:
        evidence.append(Evidence(kind=EvidenceKind.TEXT, value=words))
    return tuple(evidence)
