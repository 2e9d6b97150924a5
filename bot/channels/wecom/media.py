"""Files in and out: fetched and opened with their key, cut into what an upload takes."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import unquote

import httpx
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.channels.wecom.protocol import MediaKind
from bot.ports.messages import File
from bot.texts import wecom as said

if TYPE_CHECKING:
    from typing import Any

    from bot.channels.wecom.protocol import Media

FETCH_SECONDS = 30.0
KEY_BYTES = 32
BLOCK_BITS = 256
"""PKCS#7 in blocks of 32 bytes, which the platform takes for AES as well."""
CHUNK_BYTES = 512 * 1024
MOST_FILE_BYTES = 20 * 1024 * 1024
MOST_IMAGE_BYTES = 2 * 1024 * 1024
LEAST_BYTES = 5
MOST_NAME_BYTES = 256
_PICTURES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif"}
_SENT_AS_PICTURES = (".png", ".jpg", ".jpeg")


class MediaError(Exception):
    """A file could not be fetched or opened."""


async def fetched(media: Media, *, most_bytes: int, proxy: str = "") -> File:
    """The file that a message came with; one that is too large is only named. Raise MediaError."""
    try:
        async with (
            httpx.AsyncClient(timeout=FETCH_SECONDS, proxy=proxy or None) as client,
            client.stream("GET", media.url) as response,
        ):
            response.raise_for_status()
            name = name_from(response.headers.get("Content-Disposition", ""))
            content = bytearray()
            async for piece in response.aiter_bytes():
                content += piece
                # a little longer than what it holds, by the padding
                if len(content) > most_bytes + BLOCK_BITS // 8:
                    return File(name=name or _default(media.kind), content=b"", too_large=True)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise MediaError("fetch") from error
    opened_ = opened(bytes(content), media.aeskey) if media.aeskey else bytes(content)
    return File(name=name or _default(media.kind, opened_), content=opened_)


def opened(content: bytes, aeskey: str) -> bytes:
    """What an encrypted file holds: AES-256-CBC, the key as base64, its first half the IV. Raise MediaError."""
    try:
        key = base64.b64decode(aeskey + "=" * (-len(aeskey) % 4))
        if len(key) != KEY_BYTES:
            raise MediaError("key")
        decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        unpadder = padding.PKCS7(BLOCK_BITS).unpadder()
        padded = decryptor.update(content) + decryptor.finalize()
        return unpadder.update(padded) + unpadder.finalize()
    except (ValueError, binascii.Error) as error:
        raise MediaError("open") from error


def name_from(disposition: str) -> str:
    """The file's name in a Content-Disposition, without any folder; empty when it names none."""
    header = Message()
    header["Content-Disposition"] = disposition.replace("\r", " ").replace("\n", " ")
    try:
        found = unquote(header.get_filename("") or "")
    except (ValueError, LookupError):
        return ""
    # names are sent as UTF-8, which a header takes for Latin-1
    with contextlib.suppress(UnicodeError):
        found = found.encode("latin-1").decode("utf-8")
    return found.replace("\\", "/").rpartition("/")[2].strip().strip("\0")


def sent_as(name: str, content: bytes) -> MediaKind | None:
    """How a file of ours is sent: a small picture as one, the rest as a file; None when the platform takes neither."""
    if not LEAST_BYTES <= len(content) <= MOST_FILE_BYTES:
        return None
    small = len(content) <= MOST_IMAGE_BYTES
    return MediaKind.IMAGE if small and name.lower().endswith(_SENT_AS_PICTURES) else MediaKind.FILE


def upload_body(name: str, content: bytes, kind: MediaKind) -> dict[str, Any]:
    """What an upload begins with."""
    stem, dot, end = name.rpartition(".")
    if len(name.encode()) > MOST_NAME_BYTES:
        # a name that is too long keeps its ending, by which it is opened
        tail = f"{dot}{end}"
        name = (stem or end).encode()[: MOST_NAME_BYTES - len(tail.encode())].decode(errors="ignore") + tail
    return {
        "type": str(kind),
        "filename": name,
        "total_size": len(content),
        "total_chunks": -(-len(content) // CHUNK_BYTES),
        "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
    }


def chunks(content: bytes) -> tuple[str, ...]:
    """The content in pieces as they are uploaded, in order, counted from 0."""
    return tuple(
        base64.b64encode(content[at : at + CHUNK_BYTES]).decode() for at in range(0, len(content), CHUNK_BYTES)
    )


def _default(kind: MediaKind, content: bytes = b"") -> str:
    """What a file without a name is called."""
    if kind is MediaKind.IMAGE:
        ending = next((ending for start, ending in _PICTURES.items() if content.startswith(start)), ".jpg")
        return f"{said.PICTURE}{ending}"
    return said.VIDEO if kind is MediaKind.VIDEO else said.FILE
