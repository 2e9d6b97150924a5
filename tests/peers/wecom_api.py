"""The HTTP interface of WeCom on loopback, as strict as its documentation: applications, group robots, files.

It is built from the documented facts alone. What it is not told to accept, it refuses with the platform's own code;
`faults` lays codes ready for the next calls of a path.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections import defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEN_FROM = "203.0.113.9"
TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
CARD_KEYS = {"card_type", "main_title", "sub_title_text", "button_list", "task_id"}


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of ours
    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass
class Platform:
    """One corporation: an application, its members, robots in groups."""

    corp_id: str = "ww0123456789abcdef"
    agent_id: int = 1000002
    secret: str = "SECRET-of-the-application"
    members: set[str] = field(default_factory=lambda: {"ZhangSan", "LiSi"})
    invalid: set[str] = field(default_factory=set)
    """Accepted with errcode 0, and yet it goes to nobody."""

    unlicensed: set[str] = field(default_factory=set)
    robots: set[str] = field(default_factory=set)
    trusted: bool = True
    closed: bool = False
    faults: defaultdict[str, deque[int]] = field(default_factory=lambda: defaultdict(deque))
    odd: bytes = b""
    """Answer everything with this page instead, as a login page of the network would."""

    lifetime: int = 7200
    tokens: set[str] = field(default_factory=set)
    given: int = 0
    task_ids: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def texts(self) -> list[str]:
        """What was said to members in plain text."""
        return [body["text"]["content"] for _, body in self.sent if body["msgtype"] == "text"]

    def cards(self) -> list[dict[str, Any]]:
        """The cards that members got."""
        return [body["template_card"] for _, body in self.sent if body["msgtype"] == "template_card"]

    def forget_tokens(self) -> None:
        """All tokens are void before their time."""
        self.tokens.clear()

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes, kind: str) -> Any:  # noqa: ANN401 - JSON or a file
        """What a call gets; Refusal for an error."""
        self.paths.append(path)
        if self.faults[path]:
            code = self.faults[path].popleft()
            if code:
                raise Refusal(code)
        calls = {
            ("GET", "/cgi-bin/gettoken"): self._token,
            ("GET", "/cgi-bin/agent/get"): self._agent,
            ("POST", "/cgi-bin/message/send"): self._send,
            ("POST", "/cgi-bin/message/update_template_card"): self._change,
            ("GET", "/cgi-bin/media/get"): self._fetch,
            ("POST", "/cgi-bin/media/upload"): self._upload,
            ("POST", "/cgi-bin/webhook/send"): self._say,
            ("POST", "/cgi-bin/webhook/upload_media"): self._robot_upload,
        }
        call = calls.get((method, path))
        if call is None:
            raise Refusal(404)
        return call(query, _Body(body, kind))

    def _token(self, query: dict[str, str], _: _Body) -> dict[str, Any]:
        _exactly(query, "corpid", "corpsecret")
        if query["corpid"] != self.corp_id:
            raise Refusal(40013)
        if query["corpsecret"] != self.secret:
            raise Refusal(40001)
        self.given += 1
        token = f"TOKEN-{self.given}"
        self.tokens.add(token)
        return {"access_token": token, "expires_in": self.lifetime}

    def _allowed(self, query: dict[str, str], *more: str) -> None:
        _exactly(query, "access_token", *more)
        if query["access_token"] not in self.tokens:
            raise Refusal(40014)
        if not self.trusted:
            raise Refusal(60020)

    def _agent(self, query: dict[str, str], _: _Body) -> dict[str, Any]:
        self._allowed(query, "agentid")
        if query["agentid"] != str(self.agent_id):
            raise Refusal(301002)
        return {"agentid": self.agent_id, "name": "问办", "close": int(self.closed)}

    def _send(self, query: dict[str, str], body: _Body) -> dict[str, Any]:
        self._allowed(query)
        message = body.json()
        if message.pop("agentid", None) != self.agent_id:
            raise Refusal(40056)
        person = message.pop("touser", "")
        kind = message.get("msgtype")
        if set(message) != {"msgtype", kind}:
            raise Refusal(40058)
        answer: dict[str, Any] = {"msgid": f"MSG-{next(self.numbers)}"}
        match kind:
            case "text":
                _content(message["text"], 2048)
            case "template_card":
                self._check_card(message["template_card"], fresh=True)
                answer["response_code"] = f"CODE-{next(self.numbers)}"
            case "file":
                self._check_file(message["file"])
            case _:
                raise Refusal(40008)
        if not person or not any(person.lower() == one.lower() for one in self.members):
            raise Refusal(81013)
        lists = {"invaliduser": self.invalid, "unlicenseduser": self.unlicensed}
        answer.update({name: person.lower() for name, people in lists.items() if person in people})
        if person not in self.invalid | self.unlicensed:
            self.sent.append((person, message))
        return answer

    def _check_card(self, card: dict[str, Any], *, fresh: bool) -> None:
        if not set(card) <= CARD_KEYS or card.get("card_type") != "button_interaction":
            raise Refusal(40058)
        if not card.get("main_title", {}).get("title") and not card.get("sub_title_text"):
            raise Refusal(40058)
        buttons = card.get("button_list") or []
        keys = {one["key"] for one in buttons}
        if not 1 <= len(buttons) <= 6 or len(keys) != len(buttons):
            raise Refusal(40058)
        for one in buttons:
            if not one["text"] or not 0 < len(one["key"].encode()) <= 1024 or one["style"] not in {1, 2, 3, 4}:
                raise Refusal(40058)
        if not TASK_ID.fullmatch(card.get("task_id", "")) or (fresh and card["task_id"] in self.task_ids):
            raise Refusal(42014)
        self.task_ids.add(card["task_id"])

    def tapped(self, card: dict[str, Any], key: str, person: str, at: int) -> dict[str, str]:
        """The fields of the event that a member's tap on a card makes."""
        assert key in {one["key"] for one in card["button_list"]}
        code = f"TAP-{next(self.numbers)}"
        self.codes[code] = person
        return {
            "FromUserName": person, "CreateTime": str(at), "MsgType": "event", "Event": "template_card_event",
            "EventKey": key, "TaskId": card["task_id"], "CardType": "button_interaction", "ResponseCode": code,
            "AgentID": str(self.agent_id),
        }  # fmt: skip

    def _change(self, query: dict[str, str], body: _Body) -> dict[str, Any]:
        self._allowed(query)
        change = body.json()
        if change.get("agentid") != self.agent_id:
            raise Refusal(40056)
        if change.get("userids") != [self.codes.pop(change.get("response_code", ""), None)]:
            raise Refusal(60140)
        if "button" in change:
            if not change["button"]["replace_name"]:
                raise Refusal(40058)
        else:
            self._check_card(change["template_card"], fresh=False)
        self.changed.append(change)
        return {}

    def _fetch(self, query: dict[str, str], _: _Body) -> tuple[str, bytes]:
        self._allowed(query, "media_id")
        if query["media_id"] not in self.media:
            raise Refusal(40007)
        return self.media[query["media_id"]]

    def _upload(self, query: dict[str, str], body: _Body) -> dict[str, Any]:
        self._allowed(query, "type")
        return self._kept(query, body)

    def _kept(self, query: dict[str, str], body: _Body) -> dict[str, Any]:
        if query["type"] != "file":
            raise Refusal(40004)
        name, content = body.file()
        if not 5 < len(content) <= 20 * 1024 * 1024:
            raise Refusal(40006)
        media_id = f"MEDIA-{next(self.numbers)}"
        self.media[media_id] = (name, content)
        return {"type": "file", "media_id": media_id, "created_at": "1"}

    def _check_file(self, file: dict[str, Any]) -> None:
        if set(file) != {"media_id"} or file["media_id"] not in self.media:
            raise Refusal(40007)

    def _robot(self, query: dict[str, str], *more: str) -> str:
        _exactly(query, "key", *more)
        if query["key"] not in self.robots:
            raise Refusal(93000)
        return query["key"]

    def _say(self, query: dict[str, str], body: _Body) -> dict[str, Any]:
        key = self._robot(query)
        message = body.json()
        kind = message.get("msgtype")
        if kind not in {"markdown", "file"} or set(message) != {"msgtype", kind}:
            raise Refusal(40008)
        if kind == "markdown":
            _content(message["markdown"], 4096)
        else:
            self._check_file(message["file"])
        self.said.append((key, message))
        return {}

    def _robot_upload(self, query: dict[str, str], body: _Body) -> dict[str, Any]:
        self._robot(query, "type")
        return self._kept(query, body)


def _exactly(query: dict[str, str], *names: str) -> None:
    if set(query) != set(names):
        raise Refusal(41001)


def _content(part: dict[str, Any], most: int) -> None:
    if set(part) != {"content"} or not part["content"].strip():
        raise Refusal(44004)
    if len(part["content"].encode()) > most:
        raise Refusal(45002)


@dataclass
class _Body:
    raw: bytes
    kind: str

    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.raw)
        except ValueError:
            raise Refusal(40058) from None
        if not self.kind.startswith("application/json") or not isinstance(found, dict):
            raise Refusal(40058)
        return found

    def file(self) -> tuple[str, bytes]:
        form = message_from_bytes(b"Content-Type: " + self.kind.encode() + b"\r\n\r\n" + self.raw, policy=HTTP)
        (part,) = form.iter_parts()
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        disposition = self.raw.split(b"\r\n\r\n", 1)[0].decode()
        assert 'name="media"' in disposition
        name = re.search(r'filename="([^"]*)"', disposition)
        assert name is not None
        return name.group(1), content


@contextmanager
def serving(platform: Platform) -> Iterator[str]:
    """The platform's host while it serves."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def _answer(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if platform.odd:
                self._say(platform.odd, "text/html")
                return
            try:
                answer = platform.answer(method, parts.path, query, body, self.headers.get("Content-Type", ""))
            except Refusal as refusal:
                errmsg = f"refused, hint: [1], from ip: {SEEN_FROM}, more info at https://example.invalid"
                self._say(json.dumps({"errcode": refusal.code, "errmsg": errmsg}).encode(), "application/json")
                return
            if isinstance(answer, tuple):
                self._say(answer[1], "application/octet-stream", name=answer[0])
            else:
                whole = {"errcode": 0, "errmsg": "ok", **answer}
                self._say(json.dumps(whole).encode(), "application/json; charset=UTF-8")

        def _say(self, content: bytes, kind: str, *, name: str = "") -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if name:
                self.send_header("Content-Disposition", 'attachment; filename="download"')
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
