"""What the office tells many people (通知): whom, in which state it is, how far it has come, who has tapped 收到.

```
draft ──confirm──▶ scheduled ──begin──▶ sending ──finish──▶ done
  │ ▲                 ▲  │                │ ▲                │
submit refuse      approve stop──▶ stopped ◀─stop └───retry──┘
  ▼ │                 │    resume (to scheduled)
waiting ──────────────┘    withdraw, from any of them but draft ──▶ withdrawn
```
What needs a second person is submitted, never confirmed, and approved by somebody else than its author.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.text import narrow
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date, datetime

_MARK = 6
JOINT = "、"
"""Between the names of a list, in what is typed and in what is kept."""


class AudienceKind(StrEnum):
    """Whom a notice is for: a unit, a unit group, all liaisons, all leaders, all citizens, a list, a topic's people.

    REACHED are those to whom another notice was sent, SILENT those of them who have not tapped 收到.
    """

    UNIT = "unit"
    GROUP = "group"
    LIAISONS = "liaisons"
    LEADERS = "leaders"
    CITIZENS = "citizens"
    LIST = "list"
    TOPIC = "topic"
    REACHED = "reached"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The receivers of a notice; `name` is the unit, group, topic, list or notice number, empty otherwise."""

    kind: AudienceKind
    name: str = ""

    @property
    def members(self) -> tuple[str, ...]:
        """What a list names: units by name, people as #12."""
        return tuple(self.name.split(JOINT)) if self.kind is AudienceKind.LIST else ()


class NoticeState(StrEnum):
    """Where a notice stands: see the picture above."""

    DRAFT = "draft"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    STOPPED = "stopped"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Purpose(StrEnum):
    """What a notice is for: by itself, or to correct, withdraw or recall the one that it is `about`."""

    PLAIN = "plain"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    NUDGE = "nudge"


class Move(StrEnum):
    """What can be done with a notice."""

    SUBMIT = "submit"
    CONFIRM = "confirm"
    APPROVE = "approve"
    REFUSE = "refuse"
    BEGIN = "begin"
    FINISH = "finish"
    STOP = "stop"
    RESUME = "resume"
    RETRY = "retry"
    WITHDRAW = "withdraw"


_ = NoticeState
MOVES = {
    (_.DRAFT, Move.SUBMIT): _.WAITING,
    (_.DRAFT, Move.CONFIRM): _.SCHEDULED,
    (_.WAITING, Move.APPROVE): _.SCHEDULED,
    (_.WAITING, Move.REFUSE): _.DRAFT,
    (_.WAITING, Move.WITHDRAW): _.WITHDRAWN,
    (_.SCHEDULED, Move.BEGIN): _.SENDING,
    (_.SCHEDULED, Move.STOP): _.STOPPED,
    (_.SCHEDULED, Move.WITHDRAW): _.WITHDRAWN,
    (_.SENDING, Move.FINISH): _.DONE,
    (_.SENDING, Move.STOP): _.STOPPED,
    (_.SENDING, Move.RETRY): _.SENDING,
    (_.SENDING, Move.WITHDRAW): _.WITHDRAWN,
    (_.STOPPED, Move.RESUME): _.SCHEDULED,
    (_.STOPPED, Move.WITHDRAW): _.WITHDRAWN,
    (_.DONE, Move.RETRY): _.SENDING,
    (_.DONE, Move.WITHDRAW): _.WITHDRAWN,
}
"""Every move there is, and where it leads."""
del _
HALTED = frozenset({NoticeState.STOPPED, NoticeState.WITHDRAWN})
"""Nothing of these is sent."""
UNDER_WAY = frozenset({NoticeState.SENDING, NoticeState.DONE})
"""It has begun, and is neither stopped nor withdrawn."""
TOLD = frozenset({Purpose.PLAIN, Purpose.CORRECTION})
"""What asks for 收到 itself, and can be withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message of the office to an audience (通知); `id` is 0 until stored.

    `sent_at` is when it was written, and once it has begun when that was. `second`: another admin must agree.
    `files` are names and digests. `about` is the notice that this one corrects, withdraws or recalls, else 0.
    `every` and `next_nudge`: after so many workdays, on that day, whoever has not tapped is asked again.
    `trial`: it went to the office's own people only (试运行).
    """

    id: int
    text: str
    audience: Audience
    author_id: int
    sent_at: datetime
    state: NoticeState = NoticeState.DRAFT
    purpose: Purpose = Purpose.PLAIN
    about: int = 0
    urgent: bool = False
    files: tuple[tuple[str, str], ...] = ()
    second: bool = False
    approved_by: int = 0
    due_at: datetime | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    every: int = 0
    next_nudge: date | None = None
    trial: bool = False

    @property
    def mark(self) -> str:
        """Stands for what its receivers will see, who they are and when: whoever agrees has seen just that."""
        said = (self.text, self.audience, self.purpose, self.about, self.urgent, self.files, self.due_at)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:_MARK]

    @property
    def batch(self) -> str:
        """What its deliveries have in common in the outbox."""
        return f"notice:{self.id}"


def number_of(batch: str) -> int:
    """The number of the notice whose batch it is; 0 when it is another one's."""
    number = batch.removeprefix("notice:")
    return int(number) if number != batch and number.isdecimal() else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a notice has come: of all its receivers each is sent, waiting, stopped or failed.

    `tapped` have tapped 收到, `silent` were sent it and have not.
    """

    sent: int = 0
    waiting: int = 0
    stopped: int = 0
    failed: int = 0
    tapped: int = 0
    silent: int = 0

    @property
    def total(self) -> int:
        """Every receiver."""
        return self.sent + self.waiting + self.stopped + self.failed


def needs_second(purpose: Purpose, audience: Audience) -> bool:
    """Whether a second admin must agree: to what all citizens get, unless it only recalls what was agreed to.

    `audience` is that of the first notice, for what is about another one.
    """
    return audience.kind is AudienceKind.CITIZENS and purpose is not Purpose.NUDGE


def moved(notice: Notice, move: Move, *, by: int = 0) -> Notice | None:
    """The notice after a move made by a person (0: the program); None when it may not be made."""
    state = MOVES.get((notice.state, move))
    wrong_way = (move is Move.CONFIRM and notice.second) or (move is Move.SUBMIT and not notice.second)
    if state is None or wrong_way or (move is Move.APPROVE and by in {0, notice.author_id}):
        return None
    approved = {Move.APPROVE: by, Move.REFUSE: 0}.get(move, notice.approved_by)
    return replace(notice, state=state, approved_by=approved)


def audience_from(
    text: str,
    *,
    units: Collection[str],
    groups: Collection[str],
    person: Callable[[str], int | None] = lambda _: None,
) -> Audience:
    """Read whom a notice is for, as people say it; `person` knows people by name or 编号.

    ```
    audience := ["全体" | "所有" | "各"] name ["联络员"] | "订阅" topic ["的人"] | list
    name     := "" (with 联络员) | "分管负责人" | "群众" | "市民" | group | unit
    list     := (unit | person) (("、" | "，" | ";" | line break) (unit | person))*
    ```
    Raises ParseError that names what it does not know.
    """
    said = narrow(text).strip()
    bare = said
    for word in ("全体", "所有", "各"):
        bare = bare.removeprefix(word)
    whole = _WHOLE.get(bare)
    if whole is not None:
        return Audience(kind=whole)
    topic = said.removeprefix("订阅").removesuffix("的群众").removesuffix("的人").strip('“”"了 ')
    if said.startswith("订阅") and topic:
        return Audience(kind=AudienceKind.TOPIC, name=topic)
    for name in (said, bare, bare.removesuffix("联络员"), said.replace("各", "")):
        if name in units:
            return Audience(kind=AudienceKind.UNIT, name=name)
        if name in groups:
            return Audience(kind=AudienceKind.GROUP, name=name)
    return list_from(_names(said), units=units, person=person, text=text)


_WHOLE = {
    "联络员": AudienceKind.LIAISONS,
    "分管负责人": AudienceKind.LEADERS,
    "负责人": AudienceKind.LEADERS,
    "群众": AudienceKind.CITIZENS,
    "市民": AudienceKind.CITIZENS,
}


def _names(said: str) -> list[str]:
    for separator in (",", ";", "\n", "\t"):
        said = said.replace(separator, JOINT)
    return [name.strip() for name in said.split(JOINT) if name.strip()]


def list_from(
    names: Collection[str], *, units: Collection[str], person: Callable[[str], int | None], text: str
) -> Audience:
    """The audience of a list of units and people; ParseError names those that are neither."""
    members: dict[str, None] = {}
    unknown: list[str] = []
    for name in names:
        number = None if name in units else person(name)
        if name in units:
            members[name] = None
        elif number is not None:
            members[f"#{number}"] = None
        else:
            unknown.append(name)
    if unknown or not members:
        if len(names) > 1:
            raise ParseError(f"名单里这些没有找到：{JOINT.join(unknown[:8])}。请写单位全称或登记的姓名", text=text)
        raise ParseError("没有找到这个单位或单位组，请写全称，或写“全体联络员”“群众”", text=text)
    return Audience(kind=AudienceKind.LIST, name=JOINT.join(members))
