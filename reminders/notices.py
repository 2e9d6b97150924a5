"""What the office tells many people, and who has tapped 收到."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.text import narrow
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


class AudienceKind(StrEnum):
    """Whom a notice is for: one unit, a unit group, all liaisons, all citizens."""

    UNIT = "unit"
    GROUP = "group"
    LIAISONS = "liaisons"
    CITIZENS = "citizens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The receivers of a notice; `name` is the unit or group, empty otherwise."""

    kind: AudienceKind
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message of the office to an audience (通知); `id` is 0 until stored."""

    id: int
    text: str
    audience: Audience
    author_id: int
    sent_at: datetime


def audience_from(text: str, *, units: Collection[str], groups: Collection[str]) -> Audience:
    """Read whom a notice is for: 全体联络员, 群众, a unit group or a unit, as people say them.

    ```
    audience := ["全体" | "所有" | "各"] name ["联络员"]
    name     := "" (with 联络员) | "群众" | "市民" | group | unit
    ```
    Raises ParseError when it names none of these.
    """
    said = narrow(text).strip()
    bare = said
    for word in ("全体", "所有", "各"):
        bare = bare.removeprefix(word)
    if bare == "联络员":
        return Audience(kind=AudienceKind.LIAISONS)
    if bare in {"群众", "市民"}:
        return Audience(kind=AudienceKind.CITIZENS)
    for name in (said, bare, bare.removesuffix("联络员")):
        if name in units:
            return Audience(kind=AudienceKind.UNIT, name=name)
        if name in groups:
            return Audience(kind=AudienceKind.GROUP, name=name)
    raise ParseError("没有找到这个单位或单位组，请写全称，或写“全体联络员”“群众”", text=text)
