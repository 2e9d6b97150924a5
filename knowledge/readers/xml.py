"""The XML parts of Office files as trees; what is not well formed is a broken file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml.parser import parse_xml
from lxml import etree

from knowledge.documents import UnreadableError
from knowledge.readers.guard import BROKEN

if TYPE_CHECKING:
    from collections.abc import Iterator


HIDDEN = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr"})
"""Deleted and moved text, the second copy of a drawing, and properties."""


def parsed(part: bytes) -> etree._Element:
    """The root of a part; entities are never resolved."""
    try:
        return parse_xml(part)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(BROKEN) from error


def local(node: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(node.tag).rpartition("}")[2]


def value(node: etree._Element, name: str, default: str = "") -> str:
    """An attribute by its local name, whatever its namespace."""
    return next((str(text) for key, text in node.attrib.items() if str(key).rpartition("}")[2] == name), default)


def number(node: etree._Element, name: str, default: int) -> int:
    """An attribute that counts something; what is no small number is the default."""
    text = value(node, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default  # noqa: PLR2004 - 32 bits


def nearest(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The descendants of these names that stand in no other of them, in order; what Word hides is passed over.

    Content controls, tracked insertions and the like may stand between, at any depth.
    """
    walk = etree.iterwalk(parent, events=("start",))
    for _, node in walk:
        name = local(node)
        if node is not parent and name in names:
            walk.skip_subtree()
            yield node
        elif name in HIDDEN:
            walk.skip_subtree()
