"""Files of a WeCom robot: what people send, encrypted and soon gone; what the robot uploads, in pieces."""

from __future__ import annotations

import base64
import hashlib
import secrets
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from tests.peers import wecom_rules as rules
from tests.peers.wecom_chats import Rate

BLOCK = 32


def encrypted(content: bytes, key: bytes) -> bytes:
    """The file as the platform's storage gives it: AES-256-CBC, filled up to 32 bytes, the key's head as the start."""
    filling = BLOCK - len(content) % BLOCK
    cipher = Cipher(AES(key), CBC(key[:16])).encryptor()
    return cipher.update(content + bytes([filling]) * filling) + cipher.finalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that a person sent, where the robot can fetch it."""

    name: str
    sealed: bytes
    at: float

    @property
    def disposition(self) -> str:
        """The header that alone tells the file's name."""
        return f"attachment; filename*=UTF-8''{quote(self.name)}"


@dataclass(slots=True, kw_only=True)
class Upload:
    """A file that the robot is sending up."""

    kind: str
    name: str
    size: int
    chunks: int
    md5: str
    at: float
    pieces: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file that the robot may send for three days."""

    kind: str
    name: str
    content: bytes
    at: float


class Media:
    """Both directions of files; `now` is the gateway's clock in seconds."""

    def __init__(self) -> None:
        self.sent: dict[str, Sent] = {}
        self.uploads: dict[str, Upload] = {}
        self.uploaded: dict[str, Uploaded] = {}
        self.rate = Rate()

    def offer(self, name: str, content: bytes, *, now: float) -> tuple[str, str]:
        """Keep what a person sent; gives its path and the key (43 characters) that opens it."""
        key = secrets.token_bytes(32)
        path = f"/media/{secrets.token_urlsafe(9)}"
        self.sent[path] = Sent(name=name, sealed=encrypted(content, key), at=now)
        return path, base64.b64encode(key).decode().rstrip("=")

    def fetch(self, path: str, *, now: float) -> Sent | None:
        """What lies at the path; None when there is nothing or its five minutes are over."""
        sent = self.sent.get(path)
        return sent if sent is not None and now - sent.at <= rules.MEDIA_URL_SECONDS else None

    def take(self, command: str, body: dict[str, Any], *, now: float) -> dict[str, Any]:
        """One step of an upload; gives the body of its acknowledgement."""
        if command == "aibot_upload_media_init":
            return self._begin(body, now=now)
        upload = self.uploads.get(str(body.get("upload_id")))
        if upload is None or now - upload.at > rules.UPLOAD_SECONDS:
            raise rules.RefusalError(rules.BAD_MEDIA, "upload_id unknown or expired")
        if command == "aibot_upload_media_chunk":
            return self._add(upload, body)
        return self._finish(upload, now=now)

    def file(self, kind: str, part: object, *, now: float) -> Uploaded:
        """The uploaded file that a message sends."""
        media_id = part.get("media_id") if isinstance(part, dict) else None
        found = self.uploaded.get(str(media_id))
        if found is None or found.kind != kind or now - found.at > rules.MEDIA_SECONDS:
            raise rules.RefusalError(rules.BAD_MEDIA, "media_id unknown, expired or of another type")
        return found

    def _begin(self, body: dict[str, Any], *, now: float) -> dict[str, Any]:
        kind, name = body.get("type"), body.get("filename")
        size, chunks = body.get("total_size"), body.get("total_chunks")
        if kind not in rules.MEDIA_BYTES or not isinstance(size, int) or not 5 <= size <= rules.MEDIA_BYTES[kind]:
            raise rules.RefusalError(rules.BAD_MEDIA, "type or total_size invalid")
        if not isinstance(name, str) or not 1 <= len(name.encode()) <= 256:
            raise rules.RefusalError(rules.BAD_SHAPE, "filename invalid")
        if not isinstance(chunks, int) or not 1 <= chunks <= rules.MOST_CHUNKS:
            raise rules.RefusalError(rules.BAD_SHAPE, "total_chunks invalid")
        self.rate.take(now)
        upload_id = secrets.token_hex(8)
        md5 = str(body.get("md5") or "")
        self.uploads[upload_id] = Upload(kind=kind, name=name, size=size, chunks=chunks, md5=md5, at=now)
        return {"upload_id": upload_id}

    def _add(self, upload: Upload, body: dict[str, Any]) -> dict[str, Any]:
        index = body.get("chunk_index")
        if not isinstance(index, int) or not 0 <= index < upload.chunks:
            raise rules.RefusalError(rules.BAD_SHAPE, "chunk_index invalid")
        try:
            piece = base64.b64decode(str(body.get("base64_data")), validate=True)
        except Base64Error as error:
            raise rules.RefusalError(rules.BAD_SHAPE, "base64_data invalid") from error
        if not 0 < len(piece) <= rules.CHUNK_BYTES:
            raise rules.RefusalError(rules.TOO_LONG, "chunk too large")
        upload.pieces[index] = piece
        return {}

    def _finish(self, upload: Upload, *, now: float) -> dict[str, Any]:
        content = b"".join(upload.pieces[index] for index in sorted(upload.pieces))
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if len(upload.pieces) != upload.chunks or len(content) != upload.size or upload.md5 not in {"", digest}:
            raise rules.RefusalError(rules.BAD_MEDIA, "the pieces do not make the file")
        media_id = secrets.token_hex(8)
        self.uploaded[media_id] = Uploaded(kind=upload.kind, name=upload.name, content=content, at=now)
        return {"type": upload.kind, "media_id": media_id, "created_at": str(int(now))}
