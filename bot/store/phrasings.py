"""What was offered to people, and the wordings learnt from their taps (待学问法)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.ports.bank import Offer, Phrasing, PhrasingState
from bot.store.database import to_text, to_time
from bot.store.seals import sealed
from knowledge.text import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.store.database import Sql

_COUNTED = (
    "SELECT phrasings.*, (SELECT COUNT(*) FROM phrasing_taps WHERE phrasing_id = phrasings.id) AS people FROM phrasings"
)


class SqlPhrasings:
    """Implements the Phrasings port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def remember(self, person_id: int, offers: Sequence[Offer], *, at: datetime) -> None:
        kept = json.dumps([[offer.text, list(offer.entry_ids)] for offer in offers], ensure_ascii=False)
        self._sql.write(
            "INSERT INTO offered (person_id, offers, at) VALUES (?, ?, ?)"
            " ON CONFLICT (person_id) DO UPDATE SET offers = excluded.offers, at = excluded.at",
            (person_id, kept, to_text(at)),
        )

    def offered(self, person_id: int, *, since: datetime) -> tuple[Offer, ...]:
        row = self._sql.row("SELECT offers FROM offered WHERE person_id = ? AND at >= ?", (person_id, to_text(since)))
        kept = json.loads(row["offers"]) if row else []
        return tuple(Offer(text=text, entry_ids=tuple(entry_ids)) for text, entry_ids in kept)

    def propose(self, entry_id: str, text: str, *, person_id: int, at: datetime) -> bool:
        with self._sql.transaction():
            self._sql.write(
                "INSERT INTO phrasings (entry_id, text, plain, first_at, seal, state) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (entry_id, plain) DO NOTHING",
                (*sealed(entry_id, text, normal(text), to_text(at)), PhrasingState.WAITING),
            )
            counted = self._sql.write(
                "INSERT INTO phrasing_taps (phrasing_id, person_id, at)"
                " SELECT id, ?, ? FROM phrasings WHERE entry_id = ? AND plain = ? AND state = ?"
                " ON CONFLICT (phrasing_id, person_id) DO NOTHING",
                (person_id, to_text(at), entry_id, normal(text), PhrasingState.WAITING),
            )
        return counted > 0

    def get(self, phrasing_id: int) -> Phrasing | None:
        row = self._sql.row(f"{_COUNTED} WHERE id = ?", (phrasing_id,))
        return _phrasing(row) if row else None

    def waiting(self) -> tuple[Phrasing, ...]:
        rows = self._sql.rows(f"{_COUNTED} WHERE state = ? ORDER BY people DESC, id", (PhrasingState.WAITING,))
        return tuple(_phrasing(row) for row in rows)

    def decide(self, phrasing_id: int, *, state: PhrasingState, by: int, at: datetime) -> None:
        self._sql.write(
            "UPDATE phrasings SET state = ?, decided_by = ?, decided_at = ? WHERE id = ?",
            (state, by, to_text(at), phrasing_id),
        )


def _phrasing(row: Mapping[str, Any]) -> Phrasing:
    return Phrasing(
        id=row["id"],
        entry_id=row["entry_id"],
        text=row["text"],
        people=row["people"],
        first_at=to_time(row["first_at"]),
        state=PhrasingState(row["state"]),
    )
