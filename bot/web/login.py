"""The office's password, its sessions, and the end of the demo."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.ports.people import Person, Role
from knowledge.patterns import regex

if TYPE_CHECKING:
    from bot.ports.house import House

CHANNEL = "web"
OFFICE = "office"
PASSWORD = "office_password"  # noqa: S105 - the name of a setting
SESSIONS = "office_sessions"
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
SESSION_LIFE = timedelta(hours=12)
IDLE_LIFE = timedelta(hours=2)

_COST = 15
_BLOCK = 8
_LANES = 2
_MEMORY = 64 * 1024 * 1024
_KEPT = regex(r"scrypt\$(?P<cost>\d+)\$(?P<block>\d+)\$(?P<lanes>\d+)\$(?P<salt>[0-9a-f]+)\$(?P<digest>[0-9a-f]+)")


def password_hash(password: str) -> str:
    """What is kept of a password: scrypt with its parameters and a fresh salt."""
    salt = secrets.token_bytes(16)
    digest = _scrypt(password, salt, cost=_COST, block=_BLOCK, lanes=_LANES)
    return f"scrypt${_COST}${_BLOCK}${_LANES}${salt.hex()}${digest.hex()}"


def password_fits(password: str, kept: str) -> bool:
    """Whether this is the password that was kept."""
    match = _KEPT.fullmatch(kept)
    if match is None:
        return False
    cost, block, lanes = (int(match[name]) for name in ("cost", "block", "lanes"))
    said = _scrypt(password[:LONGEST_PASSWORD], bytes.fromhex(match["salt"]), cost=cost, block=block, lanes=lanes)
    return hmac.compare_digest(said, bytes.fromhex(match["digest"]))


def _scrypt(password: str, salt: bytes, *, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**cost, r=block, p=lanes, maxmem=_MEMORY, dklen=32)


def end_demo(house: House, now: datetime, *, kept: str) -> None:
    """Set the office's password (as `password_hash` made it), seat the office, and take the sample people's roles."""
    with house.store.transaction():
        for role in Role:
            for person in house.store.people.with_role(role):
                if person.sample:
                    _unseat(house, person)
        office = house.store.people.at(CHANNEL, OFFICE)
        if office is None:
            person = Person(id=0, role=Role.ADMIN, name=house.office.name)
            office = house.store.people.add(person, channel=CHANNEL, address=OFFICE)
        house.store.settings.set(PASSWORD, kept)
        house.store.settings.set(SESSIONS, "{}")
        actor = f"person:{office.id}"
        house.store.audit.add(at=now, actor=actor, action="office.password_set", subject=OFFICE, detail={})


def _unseat(house: House, person: Person) -> None:
    house.store.people.update(replace(person, role=Role.CITIZEN, unit=""))
    for address in house.store.people.addresses(person.id):
        house.store.people.mark_dead(address.channel, address.address, reason="演示已结束")


def open_session(house: House, now: datetime) -> str:
    """A new session's key; only its digest is kept."""
    key = secrets.token_urlsafe(32)
    sessions = {digest: until for digest, until in _sessions(house).items() if datetime.fromisoformat(until) > now}
    sessions[_digest(key)] = (now + SESSION_LIFE).isoformat()
    house.store.settings.set(SESSIONS, json.dumps(sessions))
    return key


def session_lives(house: House, now: datetime, key: str) -> bool:
    """Whether the session was opened, not closed, and is not too old."""
    until = _sessions(house).get(_digest(key))
    return until is not None and datetime.fromisoformat(until) > now


def close_session(house: House, key: str) -> None:
    """End a session, wherever its cookie may be."""
    sessions = _sessions(house)
    sessions.pop(_digest(key), None)
    house.store.settings.set(SESSIONS, json.dumps(sessions))


def _sessions(house: House) -> dict[str, str]:
    """Digest → until when, of every session."""
    kept: dict[str, str] = json.loads(house.store.settings.get(SESSIONS) or "{}")
    return kept


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
