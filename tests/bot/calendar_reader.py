"""An iCalendar reader of our own, written from RFC 5545, so that the library that writes does not also judge."""

from __future__ import annotations

import re

OCTETS = 75


def unfolded(content: bytes) -> list[str]:
    """The content lines; asserts that they end with CRLF and that no physical line is longer than 75 octets."""
    assert content.endswith(b"\r\n")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= OCTETS and b"\n" not in line and b"\r" not in line for line in physical)
    # a fold may not tear a character apart
    for line in physical:
        line.decode()
    return content.removesuffix(b"\r\n").replace(b"\r\n ", b"").decode().split("\r\n")


def text(value: str) -> str:
    """A TEXT value as it was before it was escaped."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def components(content: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The calendar's own properties, and each event's; names carry their parameters."""
    calendar: dict[str, str] = {}
    events: list[dict[str, str]] = []
    open_: list[str] = []
    for line in unfolded(content):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_.pop() == value
        else:
            held = events[-1] if open_ == ["VCALENDAR", "VEVENT"] else calendar
            assert name not in held, f"{name} stands twice"
            held[name] = value
    assert open_ == []
    return calendar, events
