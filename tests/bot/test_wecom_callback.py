"""Where WeCom calls: the address is verified, hostile posts are refused, whoever has no key learns nothing."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.channels.wecom import envelopes
from bot.channels.wecom.app_incoming import came_from
from bot.channels.wecom.callback import PATH, Callback
from bot.channels.wecom.crypto import Seal, key_from
from bot.channels.wecom.envelopes import HostileError, fields_from
from tests.acceptance.living import at
from tests.bot.test_wecom_crypto import AES_KEY, AT, CORP_ID, ECHO, MESSAGE, NONCE, TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = at("2026-11-27T10:00")
SEAL = Seal(token=TOKEN, key=key_from(AES_KEY), receiver=CORP_ID)
LAUGHS = (
    '<!DOCTYPE xml [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {after} "&{before};&{before};">' for before, after in pairwise("abcdefghijklmnopqrstu"))
    + "]><xml><Encrypt>&u;</Encrypt></xml>"
)


class Desk:
    """Takes what is handed on, and keeps it."""

    def __init__(self) -> None:
        self.calls = 0
        self.got: list[Mapping[str, str]] = []

    async def called(self) -> None:
        self.calls += 1

    async def take(self, fields: Mapping[str, str]) -> bool:
        self.got.append(fields)
        came_from(fields, at=NOW)
        return True


def asked(desk: Desk, method: str, content: bytes = b"", /, **params: str) -> httpx.Response:
    app = Starlette(routes=[Callback(SEAL, called=desk.called, take=desk.take).route])

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://office.example") as web:
            return await web.request(method, PATH, content=content or None, params=params)

    return asyncio.run(ask())


def posted(desk: Desk, message: bytes, *, envelope: str = "<xml><Encrypt>{}</Encrypt></xml>") -> httpx.Response:
    sealed = SEAL.sealed(message)
    signature = SEAL.signature(timestamp=AT, nonce=NONCE, sealed=sealed)
    content = envelope.format(sealed).encode()
    return asked(desk, "POST", content, msg_signature=signature, timestamp=AT, nonce=NONCE)


def test_the_address_is_verified_with_exactly_the_opened_text() -> None:
    desk = Desk()
    said = {"timestamp": "1409659589", "nonce": "263014780", "echostr": ECHO}
    good = asked(desk, "GET", msg_signature="5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", **said)
    assert (good.status_code, good.content, desk.calls) == (200, b"1616140317555161061", 1)
    bad = asked(desk, "GET", msg_signature="5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd4", **said)
    assert (bad.status_code, bad.content, desk.calls) == (403, b"", 1)
    assert asked(desk, "GET").status_code == 403


def test_the_message_of_the_documentation_is_taken() -> None:
    desk = Desk()
    content = f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><Encrypt><![CDATA[{MESSAGE}]]></Encrypt></xml>"
    signature = "477715d11cdb4164915debcba66cb864d751f3e6"
    answer = asked(desk, "POST", content.encode(), msg_signature=signature, timestamp=AT, nonce=NONCE)
    assert (answer.status_code, answer.content, desk.calls) == (200, b"", 1)
    ((fields),) = desk.got
    assert (fields["Content"], fields["AgentID"]) == ("hello", "218")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"no xml", 400),
        (b"<html></html>", 400),
        (LAUGHS.encode(), 400),
        (b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd"><xml><Encrypt>x</Encrypt></xml>', 400),
        (b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Encrypt>&a;</Encrypt></xml>', 400),
        (b"<xml><Encrypt>x</Encrypt><Encrypt>y</Encrypt></xml>", 400),
        (b"<xml>" + b"<a>" * 20 + b"</a>" * 20 + b"</xml>", 400),
        ('<?xml version="1.0" encoding="utf-16"?><xml/>'.encode("utf-16"), 400),
        (b"<xml><Encrypt>x</Encrypt></xml>", 403),
        (b"<xml></xml>", 403),
        (b"<xml>" + b"x" * envelopes.MOST_BYTES + b"</xml>", 413),
    ],
)
def test_a_hostile_post_is_refused_without_a_word(content: bytes, status: int) -> None:
    desk = Desk()
    answer = asked(desk, "POST", content, msg_signature="x", timestamp=AT, nonce=NONCE)
    assert (answer.status_code, answer.content) == (status, b"")
    assert (desk.calls, desk.got) == (0, [])


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"no xml",
        LAUGHS.encode(),
        b"<xml><MsgType>text</MsgType></xml>",
        b"<xml><FromUserName>a</FromUserName></xml>",
        b"<xml><FromUserName>a</FromUserName><MsgType>text</MsgType><Content>x</Content></xml>",
    ],
)
def test_a_sealed_message_that_is_none_is_refused(message: bytes) -> None:
    assert posted(Desk(), message).status_code == 400


@given(data=st.binary(max_size=300) | st.text(alphabet="<>/xml &;![]CDATA\"'=?-", max_size=120).map(str.encode))
def test_any_bytes_are_fields_or_hostile(data: bytes) -> None:
    assert isinstance(outcome(data), dict | str)


def outcome(data: bytes) -> dict[str, str] | str:
    try:
        return fields_from(data)
    except HostileError as error:
        return str(error)


def test_what_is_too_large_is_refused_unread() -> None:
    assert outcome(b"<xml>" + b" " * envelopes.MOST_BYTES + b"</xml>") == "too large"


NAMES = ("MsgType", "FromUserName", "CreateTime", "MsgId", "Content", "Event", "EventKey", "TaskId", "MediaId", "Url")
VALUES = (
    st.sampled_from(["text", "event", "image", "link", "template_card_event", "click", "", "9" * 30, "²"]) | st.text()
)


@given(fields=st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_any_fields_are_a_message_or_nothing_or_hostile(fields: dict[str, str]) -> None:
    try:
        came = came_from(fields, at=NOW)
    except HostileError:
        came = None
    assert came is None or (came.incoming.message_id and came.incoming.address)


def test_nested_choices_are_passed_over() -> None:
    chosen = "<SelectedItem><OptionIds><OptionId>b</OptionId></OptionIds></SelectedItem>"
    text = f"<xml><EventKey>a</EventKey><SelectedItems>{chosen}</SelectedItems><!-- x --></xml>"
    assert fields_from(text.encode()) == {"EventKey": "a", "SelectedItems": ""}
