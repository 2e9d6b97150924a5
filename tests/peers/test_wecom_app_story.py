"""The acceptance story over a self-built application of WeCom: the whole program, called back and calling."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

import httpx
from wechatpy.enterprise.crypto import WeChatCrypto

from tests.bot.test_wecom_crypto import AES_KEY, TOKEN
from tests.bot.wecom_office import posted_by
from tests.peers.program import running
from tests.peers.story import ADMIN, CITIZEN, LIAISON, OPENS, play
from tests.peers.test_wecom_story import WORDS
from tests.peers.wecom_api import Platform, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

CONFIG = """
[web]
port = 0
[evidence]
read_pages = false
[wecom_app]
corp_id = "{corp_id}"
agent_id = {agent_id}
secret = "{secret}"
token = "{token}"
aes_key = "{aes_key}"
host = "{host}"
"""
SECONDS = 60.0


class AppPeer:
    """The application's chat in the hands of the story's people, whose accounts are their numbers."""

    rewrites = False

    def __init__(self, platform: Platform, host: str, web: httpx.Client) -> None:
        self.url = host
        self.token = platform.secret
        self._platform = platform
        self._crypto = WeChatCrypto(TOKEN, AES_KEY, platform.corp_id)
        self._web = web
        self._at = "0"
        self._numbers = itertools.count(1)

    def clock(self, now: datetime | None) -> None:
        self._at = str(int(now.timestamp())) if now else "0"

    def webhook_via(self, url: str) -> None:
        """The platform knows the address already."""

    def say(self, user: int, text: str) -> None:
        self._post(user, {"MsgType": "text", "Content": WORDS.get(text, text)})

    def tap(self, user: int, button: str) -> None:
        """The card comes after the words that it belongs to."""
        self._until(lambda: self._card(user, button) is not None)
        card = self._card(user, button)
        assert card is not None
        key = next(one["key"] for one in card["button_list"] if button in {one["text"], one["key"]})
        event = self._platform.tapped(card, key, str(user), int(self._at))
        assert posted_by(self._web, self._crypto, event).status_code == 200

    def send_file(self, user: int, name: str, content: bytes, *, caption: str = "") -> None:
        """A file takes no words along: they are written first, and answered."""
        before = len(self.conversation(user))
        self.say(user, caption)
        self._until(lambda: len(self.conversation(user)) > before)
        media_id = f"SENT-{next(self._numbers)}"
        self._platform.media[media_id] = (name, content)
        self._post(user, {"MsgType": "file", "MediaId": media_id, "FileName": name})

    def conversation(self, chat: int) -> list[dict[str, Any]]:
        return [self._line(body) for person, body in tuple(self._platform.sent) if person == str(chat)]

    def _line(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["msgtype"] == "text":
            return {"who": "bot", "text": body["text"]["content"], "buttons": []}
        card = self._now(body["template_card"])
        text = f"{card['main_title']['title']}\n{card.get('sub_title_text', '')}"
        return {"who": "bot", "text": text, "buttons": card["button_list"]}

    def _now(self, card: dict[str, Any]) -> dict[str, Any]:
        """The card as it is now."""
        changes = [one.get("template_card", {}) for one in tuple(self._platform.changed)]
        return next((one for one in reversed(changes) if one.get("task_id") == card["task_id"]), card)

    def _card(self, user: int, button: str) -> dict[str, Any] | None:
        """The newest card with a button that reads so, or says so."""
        bodies = [body for person, body in tuple(self._platform.sent) if person == str(user)]
        cards = [self._now(body["template_card"]) for body in bodies if body["msgtype"] == "template_card"]
        said = (
            (one, {each[name] for each in one["button_list"] for name in ("text", "key")}) for one in reversed(cards)
        )
        return next((one for one, words in said if button in words), None)

    def _post(self, user: int, fields: dict[str, str]) -> None:
        """What is posted three times is answered three times, and done once."""
        message = {"FromUserName": str(user), "CreateTime": self._at, "MsgId": str(next(self._numbers)), **fields}
        answers = [posted_by(self._web, self._crypto, message) for _ in range(3)]
        assert [(one.status_code, one.content) for one in answers] == [(200, b"")] * 3

    def _until(self, happened: Callable[[], bool]) -> None:
        until = time.monotonic() + SECONDS
        while not happened():
            assert time.monotonic() < until, self._platform.sent[-4:]
            time.sleep(0.02)


def test_the_whole_story(tmp_path: Path) -> None:
    platform = Platform(members={str(one) for one in (CITIZEN, ADMIN, LIAISON)})
    with serving(platform) as host:
        config = CONFIG.format(
            corp_id=platform.corp_id, agent_id=platform.agent_id, secret=platform.secret, token=TOKEN, aes_key=AES_KEY,
            host=host,
        )  # fmt: skip
        with (
            running(tmp_path / "data", config, OPENS) as program,
            httpx.Client(base_url=program.address, timeout=SECONDS) as web,
        ):
            play(AppPeer(platform, host, web), program)
            assert program.integrity() == []
            secrets = (platform.secret, TOKEN, AES_KEY, *(f"TOKEN-{one}" for one in range(9)))
            assert [one for one in secrets if one in program.log] == []
    assert platform.given == 1
    assert len(platform.changed) >= 2
