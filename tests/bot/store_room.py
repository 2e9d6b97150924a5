"""Stores on disk with something in them, and ways to damage them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from bot.ports.bank import Draft
from bot.ports.ledger import OwnLadder
from bot.ports.people import Person, Role
from bot.store import SqliteStore, StoreError, open_store
from knowledge.entries import Entry
from knowledge.packages import Package
from knowledge.statutes import Article, Law
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState
from reminders.directory import GroupAnswer
from reminders.notices import Audience, AudienceKind, Notice
from reminders.units import Unit
from tests.contracts.samples import NOW, acknowledgement, delivery, extension, reminder, shares, snooze, task

if TYPE_CHECKING:
    from pathlib import Path

LINK = "https://example.gov.cn/proof"


def filled(folder: Path) -> SqliteStore:
    """A store with one reviewed confirmation that has a link and a file."""
    store = open_store(folder)
    store.tasks.save(2022, "表", [task()], [])
    digest = store.files.put(b"picture")
    stored = store.confirmations.add(
        Confirmation(
            id=0,
            occurrence="2022-4/1/1",
            task_id="2022-4",
            unit="区司法局",
            person_id=1,
            evidence=(
                Evidence(kind=EvidenceKind.LINK, value=LINK),
                Evidence(kind=EvidenceKind.FILE, value="p.png", digest=digest, size=7),
            ),
            state=ReviewState.SUBMITTED,
            submitted_at=NOW,
        )
    )
    store.confirmations.review(stored.id, state=ReviewState.RETURNED, by=2, at=NOW, reason="看不清楚这张图片")
    return store


def every_table(folder: Path) -> None:
    """A store with a row in every table that has seals."""
    store = filled(folder)
    store.people.add(Person(id=0, role=Role.LIAISON, unit="区司法局"), channel="web", address="a")
    store.units.replace([Unit(name="区司法局", position=1)])
    store.tasks.save(2022, "表", [task()], shares("区司法局"))
    store.groups.save(GroupAnswer(wording="有关部门", units=("区司法局",), year=2022))
    store.entries.save([Entry(id="E1", question="多少？", answer="1000元。")])
    store.packages.save([Package(id="school", title="上学", entries=("E1",))])
    store.drafts.add(Draft(id=0, fields={"question": "多少？"}, person_id=1, unit="区司法局", written_at=NOW))
    store.phrasings.propose("E1", "能领几个钱", person_id=1, at=NOW)
    law = Law(
        title="样板法",
        date=NOW.date(),
        articles=(Article(id="L:样板法:1", label="第一条", heading="", text="为了公开，制定本法。"),),
    )
    store.statutes.save(law, file="样板法.md", at=NOW)
    store.ladders.set(OwnLadder(task_id="2022-4", rungs=(7, 0), overdue_every=3, reason="年底", set_by=1, set_at=NOW))
    store.pauses.acknowledge(acknowledgement())
    store.pauses.snooze(snooze())
    store.extensions.add(extension())
    store.outbox.put(delivery())
    matter = store.matters.open(unit="区司法局", entry_id="", at=NOW)
    store.matters.join(matter.id, "公证在哪里办", person_id=1, at=NOW)
    store.matters.hand(matter.id, "区司法局", on=NOW.date(), due=NOW.date())
    store.suggestions.add("提醒太多了", person_id=1, unit="区司法局", at=NOW)
    store.feeds.set("区司法局", "d" * 64, by=1, at=NOW)
    store.ledger.add([reminder()], delivery="remind:1", person_id=1, at=NOW)
    audience = Audience(kind=AudienceKind.LIAISONS)
    store.notices.add(Notice(id=0, text="开会", audience=audience, author_id=1, sent_at=NOW), person_ids=[1])
    store.close()


def flipped(path: Path, needle: bytes, place: int, *, mask: int = 1) -> None:
    data = bytearray(path.read_bytes())
    at = data.index(needle) + place
    data[at] ^= mask
    path.write_bytes(bytes(data))


def found_in(folder: Path) -> tuple[str, ...]:
    """What the self-check says, or why the data cannot even be opened."""
    try:
        with closing(open_store(folder)) as store:
            return store.check_integrity()
    except StoreError as error:
        return (str(error),)
