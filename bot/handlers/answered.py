"""What was answered in a conversation, so that it can be said which of it did not help."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NONE = ""
"""Stands for a question that was not answered: a thumb after it is not for what was before."""
MOST = 5
"""So many answers of a conversation are remembered."""
_KEY = "answered"


def last(dialog: Mapping[str, str]) -> str:
    """The id of the answer that stands last; empty where none does."""
    return next(reversed(lately(dialog)), NONE)


def lately(dialog: Mapping[str, str]) -> dict[str, str]:
    """The ids of what was answered, the newest last, each with what was asked for it."""
    found: dict[str, str] = json.loads(dialog.get(_KEY, "{}"))
    return found


def with_answers(dialog: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """The dialog after these answers too, ids with what was asked, masked."""
    if not found:
        return dict(dialog)
    every = {key: asked for key, asked in lately(dialog).items() if key not in found} | dict(found)
    return {**dialog, _KEY: json.dumps(dict(list(every.items())[-MOST:]), ensure_ascii=False)}
