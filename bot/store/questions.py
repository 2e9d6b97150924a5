"""Questions without an answer, one row a matter (未答事项), who asked, and which unit was asked when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bot.ports.questions import Asked
from bot.store.database import to_text, to_time
from bot.store.seals import sealed
from reminders.questions import Hand, Matter, MatterState, Question, QuestionState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.store.database import Sql

_TURN = (
    "LEFT JOIN matter_turns AS turn ON turn.id ="
    " (SELECT MAX(last.id) FROM matter_turns AS last WHERE last.matter_id = matters.id AND last.ended_on IS NULL)"
)
_MATTER = f"SELECT matters.*, turn.asked_on AS asked_on, turn.due AS due FROM matters {_TURN}"  # noqa: S608 - ours


class SqlMatters:
    """Implements the Matters port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def open(self, *, unit: str, entry_id: str, at: datetime, near: int = 0) -> Matter:
        matter_id = self._sql.insert(
            "INSERT INTO matters (state, unit, opened_at, entry_id, near) VALUES ('open', ?, ?, ?, ?)",
            (unit, to_text(at), entry_id, near),
        )
        return Matter(id=matter_id, state=MatterState.OPEN, opened_at=at, unit=unit, entry_id=entry_id, near=near)

    def get(self, matter_id: int) -> Matter | None:
        row = self._sql.row(f"{_MATTER} WHERE matters.id = ?", (matter_id,))
        return _matter(row) if row else None

    def asked(self, matter_id: int) -> Asked | None:
        matter = self.get(matter_id)
        return self._with_questions([matter])[0] if matter else None

    def all(self, states: Collection[MatterState], *, newest: int | None = None) -> tuple[Asked, ...]:
        marks = ", ".join("?" * len(states))
        rows = self._sql.rows(
            f"{_MATTER} WHERE matters.state IN ({marks}) ORDER BY matters.id DESC LIMIT ?",
            (*states, -1 if newest is None else newest),
        )
        return self._with_questions([_matter(row) for row in reversed(rows)])

    def join(self, matter_id: int, text: str, *, person_id: int, at: datetime, entry_id: str = "") -> Question:
        row = self._sql.row(
            "SELECT * FROM matter_questions WHERE matter_id = ? AND person_id = ? AND text = ? AND state = 'waiting'",
            (matter_id, person_id, text),
        )
        if row is not None:
            return _question(row)
        question_id = self._sql.insert(
            "INSERT INTO matter_questions (text, person_id, asked_at, entry_id, seal, matter_id, state)"
            " VALUES (?, ?, ?, ?, ?, ?, 'waiting')",
            (*sealed(text, person_id, to_text(at), entry_id), matter_id),
        )
        return Question(
            id=question_id, matter=matter_id, text=text, person_id=person_id, asked_at=at, entry_id=entry_id
        )

    def of_person(self, person_id: int) -> tuple[tuple[Question, Matter], ...]:
        rows = self._sql.rows("SELECT * FROM matter_questions WHERE person_id = ? ORDER BY id", (person_id,))
        found = ((_question(row), self.get(row["matter_id"])) for row in rows)
        return tuple((question, matter) for question, matter in found if matter is not None)

    def mark(self, question_ids: Sequence[int], state: QuestionState, *, at: datetime) -> None:
        for question_id in question_ids:
            self._sql.write(
                "UPDATE matter_questions SET state = ?, changed_at = ? WHERE id = ?", (state, to_text(at), question_id)
            )

    def move(self, question_ids: Sequence[int], *, to: int) -> None:
        for question_id in question_ids:
            self._sql.write("UPDATE matter_questions SET matter_id = ? WHERE id = ?", (to, question_id))

    def hand(self, matter_id: int, unit: str, *, on: date, due: date) -> bool:
        with self._sql.transaction():
            begun = self._sql.write(
                "INSERT INTO matter_turns (matter_id, unit, asked_on, due, seal) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                sealed(matter_id, unit, on.isoformat(), due.isoformat()),
            )
            if begun:
                self.set(matter_id, MatterState.ASKED, unit=unit)
        return begun == 1

    def end_hand(self, matter_id: int, *, ended: str, on: date, reason: str = "") -> None:
        self._sql.write(
            "UPDATE matter_turns SET ended_on = ?, ended = ?, reason = ? WHERE matter_id = ? AND ended_on IS NULL",
            (on.isoformat(), ended, reason, matter_id),
        )

    def hands(self, matter_id: int) -> tuple[Hand, ...]:
        rows = self._sql.rows("SELECT * FROM matter_turns WHERE matter_id = ? ORDER BY id", (matter_id,))
        return tuple(map(_hand, rows))

    def set(
        self, matter_id: int, state: MatterState, *, unit: str | None = None, entry_id: str = "", reason: str = ""
    ) -> None:
        self._sql.write(
            "UPDATE matters SET state = ?, unit = COALESCE(?, unit), reason = ?,"
            " entry_id = CASE WHEN ? = '' THEN entry_id ELSE ? END WHERE id = ?",
            (state, unit, reason, entry_id, entry_id, matter_id),
        )

    def between(self, since: datetime, until: datetime) -> tuple[Asked, ...]:
        rows = self._sql.rows(
            "SELECT * FROM matter_questions WHERE asked_at >= ? AND asked_at < ? ORDER BY matter_id, id",
            (to_text(since), to_text(until)),
        )
        found: dict[int, list[Question]] = {}
        for row in rows:
            found.setdefault(row["matter_id"], []).append(_question(row))
        matters = ((self.get(key), some) for key, some in found.items())
        return tuple(Asked(matter=matter, questions=tuple(some)) for matter, some in matters if matter is not None)

    def answered(self, since: date, until: date) -> tuple[tuple[Hand, tuple[datetime, ...]], ...]:
        rows = self._sql.rows(
            "SELECT * FROM matter_turns WHERE ended = 'answered' AND ended_on >= ? AND ended_on < ? ORDER BY id",
            (since.isoformat(), until.isoformat()),
        )
        return tuple((_hand(row), self._written(row["matter_id"], row["unit"])) for row in rows)

    def _written(self, matter_id: int, unit: str) -> tuple[datetime, ...]:
        rows = self._sql.rows(
            "SELECT written_at FROM drafts WHERE gap_id = ? AND unit = ? ORDER BY id", (matter_id, unit)
        )
        return tuple(to_time(row["written_at"]) for row in rows)

    def told(self, keys: Collection[str]) -> Collection[str]:
        return self._sql.among("SELECT key FROM matter_stages WHERE key", keys)

    def tell(self, matter_id: int, key: str, *, delivery: str, at: datetime) -> None:
        self._sql.write(
            "INSERT INTO matter_stages (key, matter_id, delivery, at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (key, matter_id, delivery, to_text(at)),
        )

    def _with_questions(self, matters: Iterable[Matter]) -> tuple[Asked, ...]:
        return tuple(
            Asked(
                matter=matter,
                questions=tuple(
                    map(
                        _question,
                        self._sql.rows("SELECT * FROM matter_questions WHERE matter_id = ? ORDER BY id", (matter.id,)),
                    )
                ),
            )
            for matter in matters
        )


def _hand(row: Mapping[str, Any]) -> Hand:
    return Hand(
        matter=row["matter_id"],
        unit=row["unit"],
        asked_on=date.fromisoformat(row["asked_on"]),
        due=date.fromisoformat(row["due"]),
        ended_on=date.fromisoformat(row["ended_on"]) if row["ended_on"] else None,
        ended=row["ended"],
        reason=row["reason"],
    )


def _matter(row: Mapping[str, Any]) -> Matter:
    return Matter(
        id=row["id"],
        state=MatterState(row["state"]),
        opened_at=to_time(row["opened_at"]),
        unit=row["unit"],
        asked_on=date.fromisoformat(row["asked_on"]) if row["asked_on"] else None,
        due=date.fromisoformat(row["due"]) if row["due"] else None,
        entry_id=row["entry_id"],
        reason=row["reason"],
        near=row["near"],
    )


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        id=row["id"],
        matter=row["matter_id"],
        text=row["text"],
        person_id=row["person_id"],
        asked_at=to_time(row["asked_at"]),
        state=QuestionState(row["state"]),
        entry_id=row["entry_id"],
    )
