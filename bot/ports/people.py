"""Who talks to the office: people, their roles and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Role(StrEnum):
    """群众, 联络员, 分管负责人, 管理员, 只读; 单位群 is a group chat of a unit, which is told things and says none."""

    CITIZEN = "citizen"
    LIAISON = "liaison"
    LEADER = "leader"
    ADMIN = "admin"
    AUDITOR = "auditor"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone known by at least one address (用户); `sample`: of the demo.

    `unit` is set for liaisons, leaders, and a group that is bound.
    """

    id: int
    role: Role
    name: str = ""
    unit: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a person is reached: a channel and the channel's own name for them."""

    channel: str
    address: str
    person_id: int
    alive: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinCode:
    """A one-time code (加入码), kept as a sha256 `digest` only; `used_by` is set once it has been used.

    `replaces` is the liaison whose place its holder takes (交接).
    """

    digest: str
    role: Role
    unit: str
    expires_at: datetime
    issued_by: int
    used_by: int | None = None
    replaces: int | None = None
