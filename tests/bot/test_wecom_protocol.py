"""WeCom's frames: every shape the platform sends becomes a value, everything else is refused by name."""

from __future__ import annotations

import copy
import json
import random
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom import protocol
from bot.channels.wecom.protocol import (
    Ack,
    Content,
    Entered,
    Evicted,
    Media,
    MediaKind,
    Origin,
    Rated,
    Refused,
    Request,
    Said,
    Tapped,
    read,
    to_json,
)

ALONE = Origin(req_id="R1", msgid="M1", userid="zhangsan")
IMAGE = {"msgtype": "image", "image": {"url": "https://files.invalid/a", "aeskey": "k"}}
PICTURE = Media(kind=MediaKind.IMAGE, url="https://files.invalid/a", aeskey="k")
FRAMES = tuple(get_args(protocol.Frame))


def message(**body: object) -> dict[str, Any]:
    whole = {"msgid": "M1", "aibotid": "B", "chattype": "single", "from": {"userid": "zhangsan"}, **body}
    return {"cmd": "aibot_msg_callback", "headers": {"req_id": "R1"}, "body": whole}


def event(kind: str, payload: object = None, **body: object) -> dict[str, Any]:
    inner = {"eventtype": kind} | ({kind: payload} if payload is not None else {})
    whole = {"msgid": "M1", "chattype": "single", "from": {"userid": "zhangsan"}, "msgtype": "event", "event": inner}
    return {"cmd": "aibot_event_callback", "headers": {"req_id": "R1"}, "body": whole | body}


def value(frame: object) -> protocol.Frame:
    return read(json.dumps(frame))


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ({"msgtype": "text", "text": {"content": "你好"}}, Content(text="你好")),
        ({"msgtype": "voice", "voice": {"content": "转写"}}, Content(text="转写")),
        (IMAGE, Content(media=(PICTURE,))),
        (
            {"msgtype": "file", "file": {"url": "u", "aeskey": "k"}},
            Content(media=(Media(kind=MediaKind.FILE, url="u", aeskey="k"),)),
        ),
        (
            {"msgtype": "video", "video": {"url": "u"}},
            Content(media=(Media(kind=MediaKind.VIDEO, url="u", aeskey=""),)),
        ),
        (
            {
                "msgtype": "mixed",
                "mixed": {
                    "msg_item": [{"msgtype": "text", "text": {"content": "看图"}}, IMAGE, "?", {"msgtype": "mixed"}]
                },
            },
            Content(text="看图", media=(PICTURE,)),
        ),
        ({"msgtype": "mixed", "mixed": {}}, Content()),
        ({"msgtype": "location", "location": {"x": 1}}, Content(unknown="location")),
        ({"msgtype": "image", "image": {}}, Content(unknown="image")),
        ({"msgtype": "text", "text": "?"}, Content(unknown="text")),
        ({}, Content(unknown="no_msgtype")),
        ({"msgtype": "text", "text": {"content": "\ud800好"}}, Content(text="?好")),
    ],
)
def test_a_message_of_each_kind_is_read(body: dict[str, Any], content: Content) -> None:
    assert value(message(**body)) == Said(origin=ALONE, content=content)


def test_a_group_and_a_quotation_are_read() -> None:
    quote = {"msgtype": "text", "text": {"content": "被引用的话"}}
    frame = message(chattype="group", chatid="wrG", msgtype="text", text={"content": "@问办 好"}, quote=quote)
    assert value(frame) == Said(
        origin=Origin(req_id="R1", msgid="M1", userid="zhangsan", group="wrG"),
        content=Content(text="@问办 好"),
        quoted=Content(text="被引用的话"),
    )


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (event("enter_chat"), Entered(origin=ALONE)),
        (
            event("template_card_event", {"event_key": "收到 1", "task_id": "t@1", "card_type": "button_interaction"}),
            Tapped(origin=ALONE, key="收到 1", task_id="t@1"),
        ),
        (event("feedback_event", {"id": "E1@x", "type": 1}), Rated(origin=ALONE, id="E1@x", useful=True)),
        (event("feedback_event", {"id": "E1@x", "type": 2}), Rated(origin=ALONE, id="E1@x", useful=False)),
        (event("feedback_event", {"id": "E1@x", "type": 3}), Rated(origin=ALONE, id="E1@x", useful=None)),
        (event("feedback_event", {"type": True}), Rated(origin=ALONE, id="", useful=None)),
        (
            {
                "cmd": "aibot_event_callback",
                "headers": {"req_id": "R"},
                "body": {"event": {"eventtype": "disconnected_event"}},
            },
            Evicted(),
        ),
        ({"headers": {"req_id": "ping_1"}, "errcode": 0, "errmsg": "ok"}, Ack(req_id="ping_1", errcode=0, errmsg="ok")),
        (
            {"cmd": "", "headers": {"req_id": "a"}, "errcode": 5, "body": {"upload_id": "u"}},
            Ack(req_id="a", errcode=5, body={"upload_id": "u"}),
        ),
    ],
)
def test_events_and_acknowledgements_are_read(frame: dict[str, Any], expected: protocol.Frame) -> None:
    assert value(frame) == expected


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "not_json"),
        (b"\xff\xfe\x00", "not_json"),
        ("[" * 100_000, "not_json"),
        ("1" * 5000, "not_json"),
        ("[]", "not_an_object"),
        ("{}", "no_headers"),
        ('{"headers": {}}', "no_req_id"),
        ('{"headers": {"req_id": 5}}', "no_req_id"),
        ('{"headers": {"req_id": "a"}}', "no_errcode"),
        ('{"headers": {"req_id": "a"}, "errcode": true}', "no_errcode"),
        ('{"cmd": "other", "headers": {"req_id": "a"}}', "unknown_cmd"),
        ('{"cmd": "aibot_msg_callback", "headers": {"req_id": "a"}}', "no_body"),
        (json.dumps(message(msgid="")), "no_msgid"),
        (json.dumps(message(**{"from": {}})), "no_userid"),
        (json.dumps(message(chattype="group")), "no_chatid"),
        (json.dumps(event("template_card_event", {"event_key": "k"})), "no_task_id"),
        (json.dumps(event("template_card_event")), "no_template_card_event"),
        (json.dumps(event("other")), "unknown_event"),
    ],
)
def test_what_is_no_frame_is_refused_by_name(data: str | bytes, why: str) -> None:
    assert read(data) == Refused(why=why)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.one_of(JSON.map(json.dumps), st.text(), st.binary()))
def test_anything_is_a_value(data: str | bytes) -> None:
    assert isinstance(read(data), FRAMES)


@given(st.sampled_from(["aibot_msg_callback", "aibot_event_callback", ""]), JSON, JSON)
def test_any_body_under_a_known_command_is_a_value(cmd: str, body: object, errcode: object) -> None:
    assert isinstance(value({"cmd": cmd, "headers": {"req_id": "r"}, "body": body, "errcode": errcode}), FRAMES)


SOUND = [
    message(msgtype="text", text={"content": "你好"}, quote=IMAGE),
    message(**IMAGE),
    message(msgtype="mixed", mixed={"msg_item": [IMAGE, {"msgtype": "text", "text": {"content": "字"}}]}),
    message(chattype="group", chatid="g", msgtype="voice", voice={"content": "声"}),
    event("enter_chat"),
    event("template_card_event", {"event_key": "k", "task_id": "t"}),
    event("feedback_event", {"id": "i", "type": 1}),
    event("disconnected_event"),
    {"headers": {"req_id": "r"}, "errcode": 0, "errmsg": "ok"},
]
JUNK: list[object] = [None, True, 0, -1, 1e300, "", "x", "\ud800", [], {}, [[]], {"content": {}}, {"msg_item": 3}]


def mutated(frame: dict[str, Any], chance: random.Random) -> str:
    """The frame with one to four places changed, and now and then its text as well."""
    whole = copy.deepcopy(frame)
    for _ in range(chance.randint(1, 4)):
        at: Any = whole
        while isinstance(at, dict) and at:
            key = chance.choice(list(at))
            if not isinstance(at[key], dict) or chance.random() < 0.3:
                match chance.randrange(3):
                    case 0:
                        del at[key]
                    case 1:
                        at[key] = chance.choice(JUNK)
                    case _:
                        at[chance.choice(["cmd", "body", "msgtype", "event", "chattype"])] = at[key]
                break
            at = at[key]
    text = json.dumps(whole)
    if chance.random() < 0.3:
        start = chance.randrange(len(text))
        text = text[:start] + chance.choice(["", "{", '"', "\x00", "𝄞"]) + text[start + chance.randrange(3) :]
    return text


def test_ten_thousand_random_and_mutated_frames_raise_nothing() -> None:
    chance = random.Random(6)
    kinds = {type(read(mutated(chance.choice(SOUND), chance))) for _ in range(10_000)}
    # the mutations reach every branch, and not only the refusals
    assert kinds == set(FRAMES)


def test_a_request_is_compact_json_with_its_id() -> None:
    request = Request(cmd="ping", req_id="ping_1")
    assert to_json(request) == '{"cmd":"ping","headers":{"req_id":"ping_1"}}'
    with_body = Request(
        cmd="aibot_send_msg", req_id="a", body=protocol.to_chat("u", protocol.markdown_body("字"), group=False)
    )
    assert json.loads(to_json(with_body))["body"] == {
        "chatid": "u",
        "chat_type": 1,
        "msgtype": "markdown",
        "markdown": {"content": "字"},
    }


def test_bodies_are_what_the_platform_takes() -> None:
    assert protocol.stream_body("s", "字", feedback="f") == {
        "msgtype": "stream",
        "stream": {"id": "s", "finish": True, "content": "字", "feedback": {"id": "f"}},
    }
    assert protocol.stream_body("s", "字")["stream"] == {"id": "s", "finish": True, "content": "字"}
    assert protocol.media_body(MediaKind.FILE, "m") == {"msgtype": "file", "file": {"media_id": "m"}}
    assert protocol.update_body({"task_id": "t"}) == {
        "response_type": "update_template_card",
        "template_card": {"task_id": "t"},
    }
    assert protocol.to_chat("g", {}, group=True) == {"chatid": "g", "chat_type": 2}
