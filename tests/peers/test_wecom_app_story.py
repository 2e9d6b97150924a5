"""The acceptance story over a self-built application of WeCom: the whole program, called back and calling."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from wechatpy.enterprise.crypto import WeChatCrypto

from tests.acceptance.living import at
from tests.bot.test_wecom_crypto import AES_KEY, TOKEN
from tests.bot.wecom_office import posted_by
from tests.peers import story
from tests.peers.running import Running
from tests.peers.wecom_api import Platform, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
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
SECONDS = 30.0
WRITTEN = str(int(at("2026-11-24T10:00").timestamp()))


class AppPhone:
    """The application's chat in people's hands."""

    def __init__(self, platform: Platform, web: httpx.Client) -> None:
        self._platform = platform
        self._crypto = WeChatCrypto(TOKEN, AES_KEY, platform.corp_id)
        self._web = web
        self._said: list[tuple[int, str, str]] = []
        self._numbers = itertools.count(1)

    def say(self, user: str, text: str) -> None:
        self._post(user, text, {"MsgType": "text", "Content": text})

    def send_file(self, user: str, name: str, content: bytes) -> None:
        media_id = f"SENT-{next(self._numbers)}"
        self._platform.media[media_id] = (name, content)
        self._post(user, name, {"MsgType": "file", "MediaId": media_id, "FileName": name})

    def tap(self, user: str, label: str) -> None:
        cards = [self._now(body) for person, body in self._platform.sent if person == user and "template_card" in body]
        card = next(one for one in reversed(cards) if any(button["text"] == label for button in one["button_list"]))
        key = next(button["key"] for button in card["button_list"] if button["text"] == label)
        event = self._platform.tapped(card, key, user, next(self._numbers))
        assert posted_by(self._web, self._crypto, event).status_code == 200

    def screen(self, user: str) -> list[str]:
        lines = [(at, f"> {text}") for at, who, text in self._said if who == user]
        shown = [(at + 0.5, self._read(body)) for at, (who, body) in enumerate(self._platform.sent) if who == user]
        return [line for _, line in sorted([*lines, *shown], key=lambda one: one[0])]

    def sees(self, user: str, words: str) -> str:
        """The newest message with these words, said after the person's last."""
        until = time.monotonic() + SECONDS
        while not (found := self._newest(user, words)):
            assert time.monotonic() < until, (words, self.screen(user)[-4:])
            time.sleep(0.02)
        return found

    def _newest(self, user: str, words: str) -> str:
        answers = itertools.takewhile(lambda line: not line.startswith("> "), reversed(self.screen(user)))
        return next((line for line in answers if words in line), "")

    def _post(self, user: str, text: str, fields: dict[str, str]) -> None:
        self._said.append((len(self._platform.sent), user, text))
        number = str(next(self._numbers))
        message = {"FromUserName": user, "CreateTime": WRITTEN, "MsgId": number, **fields}
        answers = [posted_by(self._web, self._crypto, message) for _ in range(3)]
        assert [(one.status_code, one.content) for one in answers] == [(200, b"")] * 3

    def _now(self, body: dict[str, Any]) -> dict[str, Any]:
        """The card as it is now."""
        card: dict[str, Any] = body["template_card"]
        changes = [one["template_card"] for one in self._platform.changed if "template_card" in one]
        return next((one for one in reversed(changes) if one["task_id"] == card["task_id"]), card)

    def _read(self, body: dict[str, Any]) -> str:
        if body["msgtype"] == "text":
            return str(body["text"]["content"])
        card = self._now(body)
        buttons = " ".join(f"[{one['text']}]" for one in card["button_list"])
        return "\n".join((card["main_title"]["title"], card.get("sub_title_text", ""), buttons))


@pytest.fixture
def platform() -> Platform:
    return Platform(members={story.CITIZEN, story.LIAISON, story.ADMIN})


@pytest.fixture
def program(platform: Platform, tmp_path: Path) -> Iterator[Running]:
    with serving(platform) as host:
        config = CONFIG.format(
            corp_id=platform.corp_id, agent_id=platform.agent_id, secret=platform.secret, token=TOKEN, aes_key=AES_KEY,
            host=host,
        )  # fmt: skip
        with Running(tmp_path, "2026-11-21T09:30", config) as running:
            yield running


@pytest.fixture
def phone(platform: Platform, program: Running) -> Iterator[AppPhone]:
    with httpx.Client(base_url=program.address) as web:
        yield AppPhone(platform, web)


def test_the_whole_story(platform: Platform, program: Running, phone: AppPhone) -> None:
    story.ask(phone)
    story.join(phone, program)
    story.confirm(phone, program)
    story.notice(phone, program)
    assert platform.given == 1
