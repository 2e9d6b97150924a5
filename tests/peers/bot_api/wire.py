"""Requests in and answers out, whole, cut short or broken off."""

from __future__ import annotations

import json
import socket
import struct
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from tests.peers.bot_api.methods import Call

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from starlette.types import Receive, Scope, Send

    Said = MutableMapping[str, Any]

LARGEST_PART = 60 * 1024 * 1024


async def answer(send: Send, status: int, body: dict[str, Any] | bytes, *, missing: int = 0) -> None:
    """One whole answer; `missing` bytes are promised and do not come."""
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    kind = b"application/octet-stream" if isinstance(body, bytes) else b"application/json"
    headers = [(b"content-type", kind), (b"content-length", b"%d" % (len(content) + missing))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": bool(missing)})


def cut(send: Send, *, gently: bool = False) -> None:
    """Break the connection, as a network does; `gently` lets what was sent arrive."""
    transport = send.__self__.transport  # type: ignore[attr-defined]  # the server's own, reached through its method
    if gently:
        transport.close()
        return
    if transport.is_closing():
        return
    held = transport.get_extra_info("socket")
    held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def body_of(receive: Receive) -> bytes:
    """The whole body of a request."""
    content = b""
    while True:
        part: Said = await receive()
        content += bytes(part.get("body", b""))
        if not part.get("more_body"):
            return content


async def call_from(scope: Scope, receive: Receive) -> Call:
    """What was asked, in any of the four ways that the Bot API takes."""
    kind = dict(scope["headers"]).get(b"content-type", b"").decode()
    fields: dict[str, Any] = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    if kind.startswith("multipart/"):
        files: dict[str, tuple[str, bytes]] = {}
        form = await Request(scope, receive).form(max_part_size=LARGEST_PART)
        for name, value in form.multi_items():
            if isinstance(value, str):
                fields[name] = value
            else:
                files[name] = (value.filename or "", await value.read())
        await form.close()
        return Call(fields, files)
    body = await body_of(receive)
    if kind.startswith("application/json"):
        return Call(fields | json.loads(body or b"{}"))
    return Call(fields | dict(parse_qsl(body.decode(), keep_blank_values=True)))
