"""The XML that WeCom posts → its fields; whatever no office program would send is refused."""

from __future__ import annotations

from lxml import etree

MOST_BYTES = 256 * 1024
MOST_DEPTH = 8
"""WeCom's own messages are flat but for the choices of a card, five deep."""


class HostileError(Exception):
    """What came is no message of WeCom; the message says why, never what was in it."""


def fields_from(data: bytes) -> dict[str, str]:
    """The text of each element right beneath the root; what lies deeper is passed over.

    HostileError for what is too large, too deep, not well formed, declares a document type or says a field twice.
    """
    if len(data) > MOST_BYTES:
        raise HostileError("too large")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise HostileError("not well formed") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise HostileError("declares a document type")
    if root.tag != "xml":
        raise HostileError("not a message")
    _check_depth(root)
    fields: dict[str, str] = {}
    for child in root:
        name = str(child.tag)
        if name in fields:
            raise HostileError("says a field twice")
        fields[name] = child.text or ""
    return fields


def _check_depth(root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH:
            raise HostileError("too deep")
