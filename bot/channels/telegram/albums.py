"""Several photos or files sent at once: the platform sends each by itself, the house hears one message; pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.telegram.incoming import Heard, Unsupported, meaning_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.channels.telegram.incoming import Me, Meaning


def album_of(raw: object) -> str:
    """What the parts of an album have in common; empty for any other update."""
    message = raw.get("message") if isinstance(raw, dict) else None
    album = message.get("media_group_id") if isinstance(message, dict) else None
    return album if isinstance(album, str) else ""


def together(raws: Sequence[object], *, me: Me, at: datetime) -> Meaning | None:
    """What the parts of an album mean together: the words stand under one of them, and are for all.

    In a group only the part with the words calls us.
    """
    meanings = [meaning_of(raw, me=me, at=at) for raw in raws]
    if any(isinstance(one, Heard) for one in meanings):
        meanings = [meaning_of(raw, me=me, at=at, called=True) for raw in raws]
    # the lower number first: of two numbers of one chat the shorter is the lower
    heard = sorted((one for one in meanings if isinstance(one, Heard)), key=lambda one: (len(one.source), one.source))
    refused = next((one for one in meanings if isinstance(one, Unsupported)), None)
    if not heard:
        return refused or next((one for one in meanings if one is not None), None)
    words = next((one.incoming.text for one in heard if one.incoming.text), "")
    asides = [one.aside for one in heard if one.aside] + ([refused.reply] if refused else [])
    return replace(
        heard[0],
        incoming=replace(heard[0].incoming, text=words),
        remotes=tuple(remote for one in heard for remote in one.remotes),
        aside=asides[0] if asides else None,
    )
