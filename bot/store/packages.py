"""The topics of the bank as cards (政策包)."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.store.seals import sealed
from knowledge.packages import package_from_dict, package_to_dict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store.database import Sql
    from knowledge.packages import Package


class SqlPackages:
    """Implements the Packages port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def all(self) -> tuple[Package, ...]:
        rows = self._sql.rows("SELECT package FROM packages ORDER BY place")
        return tuple(_package(row["package"]) for row in rows)

    def get(self, package_id: str) -> Package | None:
        row = self._sql.row("SELECT package FROM packages WHERE id = ?", (package_id,))
        return _package(row["package"]) if row else None

    def save(self, packages: Sequence[Package]) -> None:
        with self._sql.transaction():
            for one in packages:
                text = json.dumps(package_to_dict(one), ensure_ascii=False)
                self._sql.write(
                    "INSERT INTO packages (id, package, place, sample, seal) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET package = excluded.package, sample = excluded.sample,"
                    " seal = excluded.seal",
                    sealed(one.id, text, self._place(one.id), int(one.sample)),
                )

    def remove_samples(self) -> int:
        return self._sql.write("DELETE FROM packages WHERE sample = 1")

    def _place(self, package_id: str) -> int:
        """Where the package stands, or the place after the last."""
        row = self._sql.row(
            "SELECT COALESCE((SELECT place FROM packages WHERE id = ?), MAX(place) + 1, 1) AS place FROM packages",
            (package_id,),
        )
        return int(row["place"]) if row else 1


@lru_cache(maxsize=1024)
def _package(text: str) -> Package:
    # every message is compared with every package, and they hardly ever change
    return package_from_dict(json.loads(text))
