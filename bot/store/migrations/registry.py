"""The one set of steps; each file of steps adds to it."""

from __future__ import annotations

from sqlite_utils import Migrations

migrations = Migrations("wenban")
