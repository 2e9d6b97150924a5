"""One-time codes: made here, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.ports.house import TELEGRAM_USERNAME
from bot.ports.people import JoinCode

if TYPE_CHECKING:
    from datetime import datetime

    from bot.handlers.visit import Visit
    from bot.ports.people import Role

CODE_BYTES = 18


def fresh_code(visit: Visit, role: Role, unit: str, *, replaces: int | None = None) -> tuple[str, datetime]:
    """A new code and when it expires; `replaces` is the liaison whose place its holder takes."""
    value = secrets.token_urlsafe(CODE_BYTES)
    expires_at = visit.now + timedelta(days=visit.house.office.code_days)
    visit.store.people.add_code(
        JoinCode(
            digest=digest_of(value),
            role=role,
            unit=unit,
            expires_at=expires_at,
            issued_by=visit.person.id,
            replaces=replaces,
        )
    )
    return value, expires_at


def link_with(visit: Visit, code: str) -> str:
    """A link that joins whoever opens it in Telegram; empty while that is not switched on or has not connected yet."""
    username = visit.store.settings.get(TELEGRAM_USERNAME) if visit.house.office.telegram else None
    return f"https://t.me/{username}?start={code}" if username else ""


def digest_of(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.strip().encode()).hexdigest()
