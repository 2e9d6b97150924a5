"""The tables, as named steps that are only ever added to. docs/data.md says what each column means.

The tables are STRICT: a value of another type is refused, and found when damage has made one. The steps are taken in
the order in which these files are read.
"""

from bot.store.migrations import first, second
from bot.store.migrations.registry import migrations

__all__ = ["first", "migrations", "second"]
