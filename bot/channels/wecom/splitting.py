"""Texts cut to what WeCom takes; it counts bytes of UTF-8."""

from __future__ import annotations

ENDS = "。！？；\n"
"""After these a text may be cut without tearing a sentence."""


def pieces(text: str, most: int) -> tuple[str, ...]:
    """The text in pieces of at most `most` bytes, cut after a sentence where one ends, between characters if not.

    The pieces joined are the text; one that would be blank is left out. `most` holds at least one character (4 bytes).
    """
    found: list[str] = []
    rest = text
    while len(rest.encode()) > most:
        fitting = rest.encode()[:most].decode(errors="ignore")
        end = max(fitting.rfind(mark) for mark in ENDS) + 1
        cut = end if fitting[:end].strip() else len(fitting)
        found.append(rest[:cut])
        rest = rest[cut:]
    return tuple(piece for piece in (*found, rest) if piece.strip())
