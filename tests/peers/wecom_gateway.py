"""A WeCom robot gateway (智能机器人长连接) on loopback, with its nasty sides, and the people who write to the robot.

The rules stand in `wecom_rules`, what is taken and refused in `wecom_desk`, what a chat shows in `wecom_chats`, how
lines fail in `wecom_wire` and `wecom_line`. Every method may be called from any thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.peers import wecom_rules as rules
from tests.peers.wecom_chats import Bubble
from tests.peers.wecom_line import BOT_ID, SECRET, Line

if TYPE_CHECKING:
    from tests.peers.wecom_chats import Chat

DAY_SECONDS = 24 * 3600


class Gateway(Line):
    """The platform's side of one robot, and the hands of everyone who talks to it."""

    def __init__(self, *, bot_id: str = BOT_ID, secret: str = SECRET, eviction_seconds: float = 0.2) -> None:
        super().__init__(bot_id=bot_id, secret=secret, eviction_seconds=eviction_seconds)
        self._entered: dict[str, int] = {}

    def say(self, user: str, text: str, group: str = "", *, quote: str = "") -> str:
        """A person writes, in private or in a group; gives the msgid."""
        said = f"@问办 {text}" if group else text
        body: dict[str, Any] = {"msgtype": "text", "text": {"content": said}}
        if quote:
            body["quote"] = {"msgtype": "text", "text": {"content": quote}}
        return self.do(lambda: self._message(user, group, text, body))

    def speak(self, user: str, text: str) -> str:
        """A person speaks; what was understood arrives as text."""
        return self.do(lambda: self._message(user, "", text, {"msgtype": "voice", "voice": {"content": text}}))

    def send_file(self, user: str, name: str, content: bytes, *, kind: str = "file") -> str:
        """A person sends a file, picture or video, in private as the platform has it; gives the msgid."""

        def send() -> str:
            body = {"msgtype": kind, kind: self._offered(name, content)}
            return self._message(user, "", f"［文件］{name}", body)

        return self.do(send)

    def send_mixed(self, user: str, text: str, name: str, picture: bytes, group: str = "") -> str:
        """A person sends words with a picture; gives the msgid."""

        def send() -> str:
            words = {"msgtype": "text", "text": {"content": text}}
            items = [words, {"msgtype": "image", "image": self._offered(name, picture)}]
            return self._message(user, group, text, {"msgtype": "mixed", "mixed": {"msg_item": items}})

        return self.do(send)

    def enter(self, user: str) -> bool:
        """A person opens the chat; the robot is told the first time in a day, and once."""

        def opened() -> bool:
            day = int(self.clock() // DAY_SECONDS)
            if self._entered.get(user) == day:
                return False
            self._entered[user] = day
            self._event(user, self.desk.chat(user), "enter_chat")
            return True

        return self.do(opened)

    def click(self, user: str, card: Bubble, button: str) -> None:
        """A person clicks a button of a card as it shows now, named by its words or its key."""

        def clicked() -> None:
            chat = next(one for one in self.desk.chats.values() if any(card is bubble for bubble in one.bubbles))
            key = next(one.key for one in rules.buttons_of(card.card) if button in {one.text, one.key})
            task_id = card.card["task_id"]
            detail = {"card_type": card.card["card_type"], "event_key": key, "task_id": task_id}
            self._event(user, chat, "template_card_event", detail)

        self.do(clicked)

    def judge(self, user: str, bubble: Bubble, *, like: bool, content: str = "", reasons: tuple[int, ...] = ()) -> None:
        """A person puts 👍 or 👎 on an answer that asked for it."""
        detail: dict[str, Any] = {"id": bubble.feedback_id, "type": 1 if like else 2}
        if content:
            detail["content"] = content
        if reasons:
            detail["inaccurate_reason_list"] = list(reasons)
        self.do(lambda: self._event(user, self.desk.chat(user), "feedback_event", detail))

    def chat(self, name: str) -> Chat:
        """The private chat of a person, or the group, of that name."""
        return self.do(lambda: self.desk.chat(name))

    def conversation(self, chat: str) -> list[str]:
        """What the chat shows now; what people said has `> ` before it."""
        return self.do(lambda: [bubble.line for bubble in self.desk.chat(chat).bubbles])

    def answers(self, msgid: str) -> list[Bubble]:
        """What was answered to a message, as it shows now."""
        return self.do(lambda: [one for chat in self.desk.chats.values() for one in chat.answers if one.cause == msgid])

    def card(self, chat: str, button: str) -> Bubble:
        """The latest card in the chat that shows this button; LookupError while there is none."""

        def latest() -> Bubble:
            for bubble in reversed(self.desk.chat(chat).answers):
                if any(button in {one.text, one.key} for one in rules.buttons_of(bubble.card)):
                    return bubble
            raise LookupError(button)

        return self.do(latest)

    def shows(self, chat: str, button: str) -> bool:
        """Whether a card in the chat shows this button."""
        try:
            self.card(chat, button)
        except LookupError:
            return False
        return True

    def _message(self, user: str, group: str, text: str, body: dict[str, Any]) -> str:
        chat = self.desk.chat(group or user, group=bool(group))
        chat.opened = True
        chat.bubbles.append(Bubble(kind=body["msgtype"], text=text, by=user))
        msgid = f"M{next(self.numbers)}"
        self.post(msgid, chat.name, {"msgid": msgid, **self._head(user, chat), **body})
        return msgid

    def _event(self, user: str, chat: Chat, kind: str, detail: dict[str, Any] | None = None) -> None:
        msgid = f"E{next(self.numbers)}"
        req_id = self.desk.ask(kind, chat, msgid=msgid, task_id=str((detail or {}).get("task_id", "")))
        event = {"eventtype": kind, **({kind: detail} if detail is not None else {})}
        body = {"msgid": msgid, "create_time": int(self.clock()), **self._head(user, chat), "msgtype": "event"}
        self.tell(req_id, {**body, "event": event})

    def _head(self, user: str, chat: Chat) -> dict[str, Any]:
        where = {"chatid": chat.name, "chattype": "group"} if chat.group else {"chattype": "single"}
        return {"aibotid": self.bot_id, "from": {"userid": user}, **where}

    def _offered(self, name: str, content: bytes) -> dict[str, str]:
        path, key = self.desk.media.offer(name, content, now=self.clock())
        return {"url": f"http://127.0.0.1:{self.port}{path}", "aeskey": key}
