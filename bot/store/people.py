"""People, their addresses and one-time codes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.ports.people import Address, JoinCode, Person, Role
from bot.store.database import Sql, to_text, to_time
from bot.store.seals import sealed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_PERSON = "SELECT people.* FROM people"


class SqlPeople:
    """Implements the People port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def at(self, channel: str, address: str) -> Person | None:
        return _person(
            self._sql.row(
                f"{_PERSON} JOIN addresses ON addresses.person_id = people.id WHERE channel = ? AND address = ?",
                (channel, address),
            )
        )

    def get(self, person_id: int) -> Person | None:
        return _person(self._sql.row(f"{_PERSON} WHERE id = ?", (person_id,)))

    def add(self, person: Person, *, channel: str, address: str) -> Person:
        with self._sql.transaction():
            person_id = self._sql.insert(
                "INSERT INTO people (role, name, unit, sample, seal) VALUES (?, ?, ?, ?, ?)",
                sealed(person.role.value, person.name, person.unit, int(person.sample)),
            )
            self.add_address(person_id, channel=channel, address=address)
        return replace(person, id=person_id)

    def update(self, person: Person) -> None:
        self._sql.write(
            "UPDATE people SET role = ?, name = ?, unit = ?, sample = ?, seal = ? WHERE id = ?",
            (*sealed(person.role.value, person.name, person.unit, int(person.sample)), person.id),
        )

    def add_address(self, person_id: int, *, channel: str, address: str) -> None:
        self._sql.write(
            "INSERT INTO addresses (channel, address, person_id) VALUES (?, ?, ?)"
            " ON CONFLICT (channel, address) DO UPDATE SET person_id = excluded.person_id, alive = 1, dead_reason = ''",
            (channel, address, person_id),
        )

    def addresses(self, person_id: int, *, dead: bool = False) -> tuple[Address, ...]:
        rows = self._sql.rows(
            "SELECT * FROM addresses WHERE person_id = ? AND (alive = 1 OR ?)"
            " ORDER BY used_at DESC, channel DESC, address",
            (person_id, int(dead)),
        )
        return tuple(
            Address(
                channel=row["channel"],
                address=row["address"],
                person_id=row["person_id"],
                alive=bool(row["alive"]),
            )
            for row in rows
        )

    def touch(self, channel: str, address: str, *, at: datetime) -> None:
        self._sql.write(
            "UPDATE addresses SET used_at = ?, alive = 1, dead_reason = '' WHERE channel = ? AND address = ?",
            (to_text(at), channel, address),
        )

    def move_address(self, channel: str, address: str, *, to: str) -> bool:
        with self._sql.transaction():
            person, there = self.at(channel, address), self.at(channel, to)
            if person is None:
                return False
            if there is None:
                self._sql.write(
                    "UPDATE addresses SET address = ?, alive = 1, dead_reason = '' WHERE channel = ? AND address = ?",
                    (to, channel, address),
                )
                return True
            if there.id != person.id:
                return False
            # what the address has become is known already
            self._sql.write("DELETE FROM addresses WHERE channel = ? AND address = ?", (channel, address))
            return True

    def mark_dead(self, channel: str, address: str, *, reason: str) -> None:
        self._sql.write(
            "UPDATE addresses SET alive = 0, dead_reason = ? WHERE channel = ? AND address = ?",
            (reason, channel, address),
        )

    def reachable(self, role: Role, *, unit: str | None = None) -> tuple[Person, ...]:
        return self._with_role(
            role, unit, "AND EXISTS (SELECT 1 FROM addresses WHERE person_id = people.id AND alive = 1)"
        )

    def with_role(self, role: Role, *, unit: str | None = None) -> tuple[Person, ...]:
        return self._with_role(role, unit)

    def _with_role(self, role: Role, unit: str | None, more: str = "") -> tuple[Person, ...]:
        rows = self._sql.rows(
            f"{_PERSON} WHERE role = ? AND (? IS NULL OR unit = ?) {more} ORDER BY id", (role.value, unit, unit)
        )
        return tuple(person_from(row) for row in rows)

    def add_code(self, code: JoinCode) -> None:
        self._sql.write(
            "INSERT INTO join_codes (digest, role, unit, expires_at, issued_by, used_by, replaces)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                code.digest,
                code.role.value,
                code.unit,
                to_text(code.expires_at),
                code.issued_by,
                code.used_by,
                code.replaces,
            ),
        )

    def code(self, digest: str) -> JoinCode | None:
        row = self._sql.row("SELECT * FROM join_codes WHERE digest = ?", (digest,))
        if row is None:
            return None
        return JoinCode(
            digest=row["digest"],
            role=Role(row["role"]),
            unit=row["unit"],
            expires_at=to_time(row["expires_at"]),
            issued_by=row["issued_by"],
            used_by=row["used_by"],
            replaces=row["replaces"],
        )

    def use_code(self, digest: str, *, person_id: int) -> bool:
        return (
            self._sql.write(
                "UPDATE join_codes SET used_by = ? WHERE digest = ? AND used_by IS NULL", (person_id, digest)
            )
            == 1
        )


def _person(row: Mapping[str, Any] | None) -> Person | None:
    return None if row is None else person_from(row)


def person_from(row: Mapping[str, Any]) -> Person:
    """The person of a row of their table."""
    return Person(id=row["id"], role=Role(row["role"]), name=row["name"], unit=row["unit"], sample=bool(row["sample"]))
