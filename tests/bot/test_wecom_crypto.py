"""WeCom's seal: the documentation's own vectors, an independent library both ways, and whatever was tampered with."""

from __future__ import annotations

import base64
import os
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.enterprise.exceptions import InvalidCorpIdException
from wechatpy.exceptions import InvalidSignatureException

from bot.channels.wecom.crypto import Seal, UnsealedError, key_from

# developer.work.weixin.qq.com/document/path/90968, the values of its samples
TOKEN = "QDG6eK"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CORP_ID = "wx5823bf96d3bd56c7"
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
MESSAGE = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
    "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
    "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
    "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
    "HBZZIs2pDBS8R07+qN+E7Q=="
)

SEAL = Seal(token=TOKEN, key=key_from(AES_KEY), receiver=CORP_ID)
BOT = Seal(token=TOKEN, key=key_from(AES_KEY))
"""An 智能机器人 is named nowhere in what is sealed for it."""

AT, NONCE = "1409659813", "1372623149"


def opened(seal: Seal, sealed: str) -> bytes:
    signature = seal.signature(timestamp=AT, nonce=NONCE, sealed=sealed)
    return seal.opened(sealed, signature=signature, timestamp=AT, nonce=NONCE)


def test_the_address_of_the_documentation_is_verified() -> None:
    signature = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert SEAL.opened(ECHO, signature=signature, timestamp="1409659589", nonce="263014780") == b"1616140317555161061"


def test_the_message_of_the_documentation_is_opened() -> None:
    signature = "477715d11cdb4164915debcba66cb864d751f3e6"
    assert SEAL.signature(timestamp=AT, nonce=NONCE, sealed=MESSAGE) == signature
    fields = {one.tag: one.text for one in ET.fromstring(opened(SEAL, MESSAGE))}  # noqa: S314 - our own constant
    assert (fields["FromUserName"], fields["Content"], fields["MsgId"]) == ("mycreate", "hello", "4561255354251345929")


@pytest.mark.parametrize("seal", [SEAL, BOT])
@given(message=st.binary(max_size=600))
def test_any_bytes_come_back_as_they_went(seal: Seal, message: bytes) -> None:
    sealed = seal.sealed(message)
    assert opened(seal, sealed) == message
    assert len(base64.b64decode(sealed)) % 32 == 0
    assert seal.sealed(message) != sealed


@given(message=st.text(max_size=200).map(lambda text: text.replace("\r", "")))
def test_an_independent_library_opens_ours_and_we_open_its_own(message: str) -> None:
    other = WeChatCrypto(TOKEN, AES_KEY, CORP_ID)
    sealed = SEAL.sealed(message.encode())
    signature = SEAL.signature(timestamp=AT, nonce=NONCE, sealed=sealed)
    assert other.decrypt_message({"Encrypt": sealed}, signature, AT, NONCE) == message
    fields = {one.tag: one.text or "" for one in ET.fromstring(other.encrypt_message(message, NONCE, AT))}  # noqa: S314
    theirs = SEAL.opened(fields["Encrypt"], signature=fields["MsgSignature"], timestamp=AT, nonce=NONCE)
    assert theirs.decode() == message


def test_an_independent_library_refuses_what_is_not_for_it() -> None:
    sealed = SEAL.sealed(b"x")
    signature = SEAL.signature(timestamp=AT, nonce=NONCE, sealed=sealed)
    with pytest.raises(InvalidCorpIdException):
        WeChatCrypto(TOKEN, AES_KEY, "other").decrypt_message({"Encrypt": sealed}, signature, AT, NONCE)
    with pytest.raises(InvalidSignatureException):
        WeChatCrypto("other", AES_KEY, CORP_ID).decrypt_message({"Encrypt": sealed}, signature, AT, NONCE)


@given(data=st.data(), message=st.binary(max_size=200))
def test_whatever_was_tampered_with_is_refused(data: st.DataObject, message: bytes) -> None:
    sealed = SEAL.sealed(message)
    said = {
        "sealed": sealed,
        "signature": SEAL.signature(timestamp=AT, nonce=NONCE, sealed=sealed),
        "timestamp": AT,
        "nonce": NONCE,
    }
    name = data.draw(st.sampled_from(sorted(said)))
    said[name] = data.draw(st.text(max_size=300).filter(lambda text: text != said[name]))
    with pytest.raises(UnsealedError, match="signature"):
        SEAL.opened(**said)


@given(at=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7), message=st.binary(max_size=100))
def test_a_flipped_bit_never_raises_anything_else(at: int, bit: int, message: bytes) -> None:
    raw = bytearray(base64.b64decode(SEAL.sealed(message)))
    raw[at % len(raw)] ^= 1 << bit
    # even whoever holds the token can only garble the message, or the padding, the length, the receiver are wrong
    assert outcome(base64.b64encode(raw).decode()) in {"opened", "sealing", "length", "receiver"}


def outcome(sealed: str) -> str:
    try:
        opened(SEAL, sealed)
    except UnsealedError as error:
        return str(error)
    return "opened"


@pytest.mark.parametrize(
    ("sealed", "why"),
    [
        ("", "sealing"),
        ("no base64!", "sealing"),
        ("中文", "sealing"),
        (base64.b64encode(b"short").decode(), "sealing"),
        (base64.b64encode(os.urandom(33)).decode(), "sealing"),
        (Seal(token=TOKEN, key=b"k" * 32, receiver=CORP_ID).sealed(b"x" * 100), "sealing"),
        (BOT.sealed(b"x"), "receiver"),
        (Seal(token=TOKEN, key=key_from(AES_KEY), receiver="other").sealed(b"x"), "receiver"),
    ],
    # what was sealed differs in every process, and the tests must bear the same names in all of them
    ids=["empty", "no base64", "chinese", "short", "odd length", "another key", "no receiver", "another receiver"],
)
def test_what_was_sealed_otherwise_is_refused(sealed: str, why: str) -> None:
    with pytest.raises(UnsealedError, match=why):
        opened(SEAL, sealed)


def test_a_length_beyond_the_message_is_refused() -> None:
    class Long(bytes):
        def __len__(self) -> int:
            return 2**31

    with pytest.raises(UnsealedError, match="length"):
        opened(SEAL, SEAL.sealed(Long(b"x")))


def test_a_seal_never_shows_its_secrets() -> None:
    assert TOKEN not in repr(SEAL)
    assert "key" not in repr(SEAL)


@pytest.mark.parametrize("text", ["", AES_KEY[:-1], AES_KEY + "x", AES_KEY[:-1] + "!", AES_KEY[:-1] + "钥"])
def test_a_key_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="43"):
        key_from(text)
