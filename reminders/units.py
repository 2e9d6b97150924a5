"""Who must act: the 责任单位 phrase and the directory of units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
