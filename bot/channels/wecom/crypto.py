"""How WeCom seals what it posts to a callback address (WXBizMsgCrypt), and how an answer is sealed.

    signature = sha1 of (token, timestamp, nonce, sealed text), sorted and joined
    sealed    = base64 of AES-256-CBC(16 random bytes + 4 bytes of length, big-endian + message + receiver),
                padded to 32 by PKCS#7, the first half of the key as its start
    receiver  = the corporation's id for an application, empty for an 智能机器人

The documentation is developer.work.weixin.qq.com/document/path/90968.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

KEY_CHARACTERS = 43
BLOCK_BITS = 32 * 8
NOISE = 16
LENGTH = 4


class UnsealedError(Exception):
    """What came was not sealed by WeCom for us; the message says what does not fit, never what was in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Opens and closes messages with the token and the key of one application or bot."""

    token: str = field(repr=False)
    key: bytes = field(repr=False)
    receiver: str = ""

    def signature(self, *, timestamp: str, nonce: str, sealed: str) -> str:
        """What must stand beside a sealed text."""
        joined = "".join(sorted((self.token, timestamp, nonce, sealed)))
        return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()

    def opened(self, sealed: str, *, signature: str, timestamp: str, nonce: str) -> bytes:
        """The message; UnsealedError when the signature, the sealing or the receiver is not ours."""
        ours = self.signature(timestamp=timestamp, nonce=nonce, sealed=sealed)
        if not hmac.compare_digest(ours.encode(), signature.encode()):
            raise UnsealedError("signature")
        try:
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
            unpadder = PKCS7(BLOCK_BITS).unpadder()
            plain = unpadder.update(padded) + unpadder.finalize()
        except ValueError as error:
            raise UnsealedError("sealing") from error
        start = NOISE + LENGTH
        end = start + int.from_bytes(plain[NOISE:start], "big")
        if len(plain) < start or end > len(plain):
            raise UnsealedError("length")
        if not hmac.compare_digest(plain[end:], self.receiver.encode()):
            raise UnsealedError("receiver")
        return plain[start:end]

    def sealed(self, message: bytes) -> str:
        """The message as it may be sent; its signature is made of it, a time and a nonce."""
        plain = secrets.token_bytes(NOISE) + len(message).to_bytes(LENGTH, "big") + message + self.receiver.encode()
        padder = PKCS7(BLOCK_BITS).padder()
        encryptor = self._cipher().encryptor()
        padded = padder.update(plain) + padder.finalize()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def _cipher(self) -> Cipher[CBC]:
        return Cipher(AES(self.key), CBC(self.key[:16]))


def key_from(text: str) -> bytes:
    """The key that the 43 characters of an EncodingAESKey stand for; ValueError for anything else."""
    if len(text) != KEY_CHARACTERS or not text.isascii() or not text.isalnum():
        raise ValueError("an EncodingAESKey has 43 letters and digits")
    return base64.b64decode(text + "=")
