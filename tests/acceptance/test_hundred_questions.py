"""Acceptance 4 of issue 3: a hundred messages as citizens type them, each with what it must get."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from knowledge.packages import RATED_AS
from tests.acceptance.living import Living, living

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.ports.messages import Reply

FILE = Path(__file__).with_name("hundred.toml")
LEAST = {
    "plain": 45,
    "vague": 3,
    "slips": 10,
    "dialect": 8,
    "several": 8,
    "follow": 5,
    "off": 6,
    "personal": 6,
    "urgent": 5,
    "petition": 4,
    "request": 3,
    "letter": 3,
    "talk": 3,
}
USEFUL = "有用 "
NOT_KNOWN = "问答库里还没有"
MORE_ASKED = "一次最多答"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A message, what was asked just before it, and what it must get."""

    kind: str
    says: str
    after: str = ""
    answers: tuple[str, ...] = ()
    offers: str = ""
    refers: str = ""
    unknown: bool = False
    more: bool = False

    @property
    def wanted(self) -> tuple[str, ...]:
        """What the replies must be, one by one, in the words of `got`."""
        if self.answers:
            return (*self.answers, *(("more",) if self.more else ()))
        if self.offers:
            return (f"offers {self.offers}",)
        return ("unknown",) if self.unknown else (f"refers {self.refers}",)


def cases() -> tuple[Case, ...]:
    kinds = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Case(**{**case, "kind": kind, "answers": tuple(case.get("answers", ()))})
        for kind, listed in kinds.items()
        for case in listed
    )


def got(reply: Reply, ids: Mapping[str, str]) -> str:
    """The entry that a reply answers with, or what else it is; a topic's card offers. `ids` are by their question."""
    answered = [button.send.removeprefix(USEFUL) for button in reply.buttons if button.send.startswith(USEFUL)]
    if answered and not answered[0].startswith(RATED_AS):
        return answered[0]
    if reply.body.startswith(NOT_KNOWN):
        return "unknown"
    if MORE_ASKED in reply.body:
        return "more"
    offered = [ids[button.send] for button in reply.buttons if button.send in ids]
    return f"offers {' '.join(offered)}" if offered else f"refers {reply.text}"


def fits(wanted: str, found: str) -> bool:
    """Whether a reply is what was wanted: one of the entries, offers among which it is, a referral to the place."""
    if " " in wanted:
        kind, name = wanted.split(" ")
        return found.startswith(f"{kind} ") and name in found
    return found in wanted.split("|")


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    with living(tmp_path_factory.mktemp("hundred"), "2026-11-02T10:00") as one:
        yield one


def test_the_hundred_cover_every_kind_of_message() -> None:
    counts = {kind: sum(case.kind == kind for case in cases()) for kind in LEAST}
    assert {kind: counts[kind] for kind in LEAST if counts[kind] < LEAST[kind]} == {}
    assert sum(counts.values()) == len(cases())


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.kind}-{case.says[:24]}")
def test_a_citizen_gets_the_right_reply(life: Living, case: Case) -> None:
    seat = f"{case.after}{case.says}"
    if case.after:
        life.say(seat, case.after)
    ids = {entry.question: entry.id for entry in life.app.house.store.entries.all()}
    found = tuple(got(reply, ids) for reply in life.say(seat, case.says))
    assert len(found) == len(case.wanted), found
    assert all(map(fits, case.wanted, found)), found
