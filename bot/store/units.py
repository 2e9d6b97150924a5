"""The unit directory in official order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.store.seals import sealed
from reminders.units import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.database import Sql


class SqlUnits:
    """Implements the Units port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def all(self) -> tuple[Unit, ...]:
        return tuple(
            Unit(
                name=row["name"],
                aliases=tuple(json.loads(row["aliases"])),
                group=row["unit_group"],
                position=row["position"],
                sample=bool(row["sample"]),
            )
            for row in self._sql.rows("SELECT * FROM units ORDER BY position, name")
        )

    def replace(self, units: Sequence[Unit]) -> None:
        with self._sql.transaction():
            self._sql.write("DELETE FROM units")
            for unit in units:
                self._sql.write(
                    "INSERT INTO units (name, aliases, unit_group, position, sample, seal) VALUES (?, ?, ?, ?, ?, ?)",
                    sealed(
                        unit.name,
                        json.dumps(unit.aliases, ensure_ascii=False),
                        unit.group,
                        unit.position,
                        int(unit.sample),
                    ),
                )
            # answers know the units by name: whoever holds an index must build it anew
            self._sql.write("UPDATE bank_version SET version = version + 1")
