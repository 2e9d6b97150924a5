"""Frames as no platform sends them: real ones with something broken, and noise."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

JUNK: tuple[Any, ...] = (None, True, False, -1, 0.0, 10**30, "", "长" * 3000, "\ud800", "0", [], {}, [[]], {"a": {}})
NO_CODES: tuple[Any, ...] = (None, True, False, 0.0, "0", "", [], {}, [0], {"errcode": 0})
"""What an acknowledgement may not say yes with."""


def broken(chance: random.Random, frames: Sequence[dict[str, Any]], asked: Sequence[str]) -> str | bytes:
    """One frame of rubbish; `asked` are the req_ids that the robot waits for."""
    kind = chance.randrange(6)
    if kind == 0:
        return chance.randbytes(chance.randrange(1, 200))
    if kind == 1 and asked:
        return json.dumps(no_acknowledgement(chance, asked))
    frame = copy.deepcopy(chance.choice(frames))
    for _ in range(chance.randrange(1, 4)):
        put_junk(chance, frame)
    text = json.dumps(frame, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace").decode()
    if kind == 2:
        return text[: chance.randrange(len(text))]
    if kind == 3:
        data = bytearray(text.encode())
        for _ in range(chance.randrange(1, 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)
    if kind == 4:
        depth = chance.randrange(1, 3000)
        return '{"cmd":' + "[" * depth + text + "]" * depth + "}"
    return text


def no_acknowledgement(chance: random.Random, asked: Sequence[str]) -> dict[str, Any]:
    """Nearly an acknowledgement of something that is waited for."""
    req_id = chance.choice(asked)
    whole: dict[str, Any] = {"headers": {"req_id": req_id}, "errcode": 0, "errmsg": "ok"}
    match chance.randrange(5):
        case 0:
            del whole["errcode"]
        case 1:
            whole["errcode"] = chance.choice(NO_CODES)
        case 2:
            whole["headers"] = chance.choice((None, [], req_id, {"req_id": [req_id]}, {"req_id": f"{req_id} "}, {}))
        case 3:
            whole["cmd"] = chance.choice(("aibot_send_msg", "ping", "ok"))
        case _:
            whole = {"req_id": req_id, "errcode": 0}
    return whole


def put_junk(chance: random.Random, frame: dict[str, Any]) -> None:
    """Replace, remove or double something at any depth."""
    place: Any = frame
    while True:
        if isinstance(place, dict) and place:
            key: Any = chance.choice(list(place))
        elif isinstance(place, list) and place:
            key = chance.randrange(len(place))
        else:
            return
        inner = place[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.7:
            place = inner
            continue
        if chance.random() < 0.3:
            del place[key]
        else:
            place[key] = chance.choice(JUNK)
        return
