"""The acceptance story over WeCom: the whole program against the gateway."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.peers import story
from tests.peers.running import Running
from tests.peers.wecom_gateway import Gateway

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONFIG = """
[web]
port = 0
[evidence]
read_pages = false
[wecom]
bot_id = "BOT"
secret = "SEC"
host = "{url}"
"""
MARKS = re.compile(r"\*\*|\\(?=[^\w\s])|^> |  $|\[(?=http)|\]\(http[^)]*\)", re.MULTILINE)


class WecomPhone:
    """WeCom in people's hands."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def say(self, user: str, text: str) -> None:
        self._gateway.say(user, text)

    def send_file(self, user: str, name: str, content: bytes) -> None:
        self._gateway.send_file(user, name, content)

    def tap(self, user: str, label: str) -> None:
        self._gateway.click(user, self._gateway.card(user, label), label)

    def screen(self, user: str) -> list[str]:
        return [plain(bubble.line) for bubble in self._gateway.chat(user).bubbles]

    def sees(self, user: str, words: str) -> str:
        """The newest message with these words, said after the person's last."""
        assert self._gateway.wait(lambda: self._newest(user, words), 30), (words, self.screen(user)[-4:])
        return self._newest(user, words)

    def _newest(self, user: str, words: str) -> str:
        for line in reversed(self.screen(user)):
            if line.startswith("> "):
                break
            if words in line:
                return line
        return ""


def plain(text: str) -> str:
    """Markdown as it is read."""
    return text if text.startswith("> ") else MARKS.sub("", text)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as opened:
        yield opened


@pytest.fixture
def program(gateway: Gateway, tmp_path: Path) -> Iterator[Running]:
    with Running(tmp_path, "2026-11-21T09:30", CONFIG.format(url=gateway.url)) as running:
        assert gateway.wait(lambda: gateway.subscribed)
        yield running


@pytest.fixture
def phone(gateway: Gateway) -> WecomPhone:
    return WecomPhone(gateway)


def test_the_whole_story(phone: WecomPhone, program: Running, gateway: Gateway) -> None:
    story.ask(phone)
    story.join(phone, program)
    story.confirm(phone, program)
    story.notice(phone, program)
    assert gateway.refused == []
