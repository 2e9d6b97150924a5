"""WeCom's files: opened with their key, named by their header, cut into what an upload takes."""

from __future__ import annotations

import base64
import contextlib
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.media import MediaError, chunks, name_from, opened, sent_as, upload_body
from bot.channels.wecom.protocol import MediaKind
from tests.peers.wecom_media import encrypted

KEY = bytes(range(32))
AESKEY = base64.b64encode(KEY).decode().rstrip("=")


@given(st.binary(max_size=200))
def test_what_was_sealed_is_opened(content: bytes) -> None:
    assert opened(encrypted(content, KEY), AESKEY) == content
    assert opened(encrypted(content, KEY), base64.b64encode(KEY).decode()) == content


@pytest.mark.parametrize(
    ("content", "aeskey"),
    [
        (b"", AESKEY),
        (b"x" * 31, AESKEY),
        (b"x" * 32, AESKEY),
        (encrypted(b"x", KEY), "short"),
        (encrypted(b"x", KEY), "钥"),
        (encrypted(b"x", KEY)[:-16], AESKEY),
    ],
)
def test_what_cannot_be_opened_is_an_error(content: bytes, aeskey: str) -> None:
    with pytest.raises(MediaError):
        opened(content, aeskey)


@given(st.binary(max_size=100), st.text(max_size=50))
def test_any_bytes_and_any_key_are_a_file_or_an_error(content: bytes, aeskey: str) -> None:
    with contextlib.suppress(MediaError):
        assert isinstance(opened(content, aeskey), bytes)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=UTF-8''%E6%B8%85%E5%8D%95.pdf", "清单.pdf"),
        ('attachment; filename="list.pdf"', "list.pdf"),
        ("attachment; filename=list.pdf", "list.pdf"),
        ('attachment; filename="%E6%B8%85%E5%8D%95.pdf"', "清单.pdf"),
        ('attachment; filename="清单.pdf"', "清单.pdf"),
        ('attachment; filename="清单.pdf"'.encode().decode("latin-1"), "清单.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\a\\\\b.doc"', "b.doc"),
        ("attachment; filename*=utf-9''%FF", "ÿ"),
        ("attachment", ""),
        ("", ""),
        ("a\r\nX: b", ""),
    ],
)
def test_a_file_is_named_by_its_header(disposition: str, name: str) -> None:
    assert name_from(disposition) == name


@given(st.text(max_size=80))
def test_any_header_is_a_name_or_none(disposition: str) -> None:
    assert "/" not in name_from(f"attachment; filename={disposition}")


@pytest.mark.parametrize(
    ("name", "size", "kind"),
    [
        ("a.jpg", 5, MediaKind.IMAGE),
        ("a.PNG", 2 << 20, MediaKind.IMAGE),
        ("a.png", (2 << 20) + 1, MediaKind.FILE),
        ("a.xlsx", 20 << 20, MediaKind.FILE),
        ("a.xlsx", (20 << 20) + 1, None),
        ("a.txt", 4, None),
    ],
)
def test_a_file_is_sent_as_what_the_platform_takes(name: str, size: int, kind: MediaKind | None) -> None:
    assert sent_as(name, bytes(size)) is kind


def test_an_upload_says_what_comes() -> None:
    content = bytes(600_000)
    assert upload_body("台账.xlsx", content, MediaKind.FILE) == {
        "type": "file",
        "filename": "台账.xlsx",
        "total_size": 600_000,
        "total_chunks": 2,
        "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
    }
    assert b"".join(base64.b64decode(one) for one in chunks(content)) == content
    assert len(chunks(content)) == 2


@given(st.text(min_size=1, max_size=300), st.sampled_from([".xlsx", "", ".文件"]))
def test_a_name_that_is_too_long_keeps_its_ending(name: str, ending: str) -> None:
    found = upload_body(name + ending, b"12345", MediaKind.FILE)["filename"]
    assert 0 < len(found.encode()) <= 256
    assert found.endswith(ending) or "." in name
