"""The judgement of the WeCom robot gateway: which frame may be sent when, and what a chat then shows. No sockets."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.peers import wecom_rules as rules
from tests.peers.wecom_chats import Bubble, Chat
from tests.peers.wecom_media import Media

if TYPE_CHECKING:
    from collections.abc import Callable

FILE_KINDS = ("file", "image", "voice", "video")


@dataclass(slots=True, kw_only=True)
class Asked:
    """A callback that the robot may answer by its req_id, for a while."""

    kind: str
    chat: Chat
    at: float
    msgid: str
    task_id: str = ""
    used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A frame that was taken: the body of its acknowledgement and the message that it made or changed."""

    body: dict[str, Any]
    bubble: Bubble | None = None


class Desk:
    """Chats, files and windows of one robot; `clock` gives seconds that can be pushed on."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self.chats: dict[str, Chat] = {}
        self.media = Media()
        self.asked: dict[str, Asked] = {}
        self.task_ids: set[str] = set()

    def chat(self, name: str, *, group: bool = False) -> Chat:
        """The chat of that name, made when it is new."""
        return self.chats.setdefault(name, Chat(name, group=group))

    def ask(self, kind: str, chat: Chat, *, msgid: str, task_id: str = "") -> str:
        """Open the window in which a callback may be answered; gives its req_id."""
        req_id = f"R{next(self._numbers)}"
        self.asked[req_id] = Asked(kind=kind, chat=chat, at=self._clock(), msgid=msgid, task_id=task_id)
        return req_id

    def take(self, command: str, req_id: str, body: dict[str, Any]) -> Taken:
        """Do what the frame says, or raise RefusalError."""
        if command == "aibot_respond_msg":
            return self._reply(self._window(req_id, "message", rules.REPLY_SECONDS), body)
        if command == "aibot_respond_welcome_msg":
            return self._welcome(self._window(req_id, "enter_chat", rules.EVENT_SECONDS), body)
        if command == "aibot_respond_update_msg":
            return self._update(self._window(req_id, "template_card_event", rules.EVENT_SECONDS), body)
        if command == "aibot_send_msg":
            return self._push(body)
        if command.startswith("aibot_upload_media_"):
            return Taken(body=self.media.take(command, body, now=self._clock()))
        raise rules.RefusalError(rules.BAD_SHAPE, f"unknown cmd {command[:40]!r}")

    def _window(self, req_id: str, kind: str, seconds: float) -> Asked:
        asked = self.asked.get(req_id)
        if asked is None or asked.kind != kind or self._clock() - asked.at > seconds or asked.used:
            raise rules.RefusalError(rules.INVALID_REQUEST, "invalid req_id")
        # an event takes one answer, whatever becomes of it
        asked.used = kind != "message"
        return asked

    def _reply(self, asked: Asked, body: dict[str, Any]) -> Taken:
        kind = body.get("msgtype")
        if kind == "stream":
            return self._stream(asked, body.get("stream"))
        if kind not in {"markdown", "template_card", *FILE_KINDS}:
            raise rules.RefusalError(rules.BAD_TYPE, "msgtype not supported")
        return self._add(asked.chat, body, cause=asked.msgid)

    def _stream(self, asked: Asked, part: object) -> Taken:
        text = rules.text_of(part)
        stream: dict[str, Any] = part if isinstance(part, dict) else {}
        stream_id, finish = stream.get("id"), stream.get("finish", False)
        feedback = stream.get("feedback", {})
        if not isinstance(stream_id, str) or not stream_id or not isinstance(finish, bool) or "msg_item" in stream:
            raise rules.RefusalError(rules.BAD_SHAPE, "stream invalid")
        if not isinstance(feedback, dict) or len(str(feedback.get("id", "")).encode()) > 256:
            raise rules.RefusalError(rules.BAD_SHAPE, "feedback invalid")
        now = self._clock()
        bubble = asked.chat.stream(stream_id)
        if bubble is None:
            asked.chat.rate.take(now)
            bubble = Bubble(kind="stream", text="", cause=asked.msgid, stream_id=stream_id, finished=False, began=now)
            bubble.feedback_id = str(feedback.get("id", ""))
            asked.chat.bubbles.append(bubble)
        elif bubble.finished or now - bubble.began > rules.STREAM_SECONDS:
            raise rules.RefusalError(rules.STREAM_EXPIRED, "stream message update expired")
        else:
            bubble.changes += 1
        bubble.text, bubble.finished = text, finish
        return Taken(body={}, bubble=bubble)

    def _welcome(self, asked: Asked, body: dict[str, Any]) -> Taken:
        if body.get("msgtype") not in {"text", "template_card"}:
            raise rules.RefusalError(rules.BAD_TYPE, "msgtype not supported")
        return self._add(asked.chat, body, cause=asked.msgid)

    def _update(self, asked: Asked, body: dict[str, Any]) -> Taken:
        card = body.get("template_card")
        rules.check_card(card)
        if body.get("response_type") != "update_template_card" or not isinstance(card, dict):
            raise rules.RefusalError(rules.BAD_SHAPE, "response_type invalid")
        bubble = asked.chat.card(asked.task_id)
        if card.get("task_id") != asked.task_id or bubble is None:
            raise rules.RefusalError(rules.TASK_ID_REUSED, "task_id is not that of the card")
        bubble.card, bubble.text = card, rules.words_of(card)
        bubble.changes += 1
        return Taken(body={}, bubble=bubble)

    def _push(self, body: dict[str, Any]) -> Taken:
        chat = self.chats.get(str(body.get("chatid")))
        if body.get("chat_type", 0) not in {0, 1, 2}:
            raise rules.RefusalError(rules.BAD_SHAPE, "chat_type invalid")
        fits = chat is not None and chat.opened and body.get("chat_type", 0) in {0, 2 if chat.group else 1}
        if chat is None or not fits:
            raise rules.RefusalError(rules.NOT_OPENED, "the chat has not sent a message to the robot")
        if body.get("msgtype") not in {"markdown", "template_card", *FILE_KINDS}:
            raise rules.RefusalError(rules.BAD_TYPE, "msgtype not supported")
        if chat.group and body["msgtype"] == "template_card":
            raise rules.RefusalError(rules.NO_CARDS_HERE, "template_card is not pushed to groups")
        return self._add(chat, body, cause="")

    def _add(self, chat: Chat, body: dict[str, Any], *, cause: str) -> Taken:
        """Show one more message in the chat."""
        kind = body["msgtype"]
        now = self._clock()
        part = body.get(kind)
        bubble = Bubble(kind=kind, text="", cause=cause, began=now)
        if kind == "template_card":
            rules.check_card(part)
            card: dict[str, Any] = part if isinstance(part, dict) else {}
            if card.get("task_id") in self.task_ids:
                raise rules.RefusalError(rules.TASK_ID_REUSED, "task_id reused")
            bubble.card, bubble.text = card, rules.words_of(card)
        elif kind in FILE_KINDS:
            file = self.media.file(kind, part, now=now)
            bubble.text, bubble.file = f"［文件］{file.name}", file.content
        else:
            bubble.text = rules.text_of(part)
        chat.rate.take(now)
        if bubble.card.get("task_id"):
            self.task_ids.add(bubble.card["task_id"])
        chat.bubbles.append(bubble)
        return Taken(body={}, bubble=bubble)
