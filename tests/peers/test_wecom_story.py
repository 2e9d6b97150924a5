"""The acceptance story over WeCom: the same as over any other messenger, the whole program against the gateway."""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.peers import wecom_rules as rules
from tests.peers.program import running
from tests.peers.story import LIAISON, OPENS, play
from tests.peers.wecom_gateway import Gateway

if TYPE_CHECKING:
    from datetime import datetime
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


WORDS = {"/notice": "/通知", "/notices": "通知"}
"""What is written where there is no menu of commands."""


class WecomPeer:
    """WeCom in the hands of the story's people, whose accounts are their numbers."""

    token = "SEC"

    rewrites = False

    def __init__(self, gateway: Gateway) -> None:
        self.url = gateway.url
        self._gateway = gateway

    def clock(self, now: datetime | None) -> None:
        """The platform does not say when a message was written."""

    def webhook_via(self, url: str) -> None:
        """The connection goes out; nothing calls in."""

    def say(self, user: int, text: str) -> None:
        self._gateway.say(str(user), WORDS.get(text, text))

    def tap(self, user: int, button: str) -> None:
        """The card comes after the words that it belongs to."""
        assert self._gateway.wait(lambda: self._gateway.shows(str(user), button), 60)
        self._gateway.click(str(user), self._gateway.card(str(user), button), button)

    def send_file(self, user: int, name: str, content: bytes, *, caption: str = "") -> None:
        """A file takes no words along: they are written first, and answered."""
        msgid = self._gateway.say(str(user), caption)
        assert self._gateway.wait(lambda: self._gateway.answers(msgid), 60)
        self._gateway.send_file(str(user), name, content)

    def conversation(self, chat: int) -> list[dict[str, Any]]:
        return [
            {
                "who": "person" if bubble.by else "bot",
                "text": MARKS.sub("", bubble.text),
                "buttons": [{"text": button.text} for button in rules.buttons_of(bubble.card)],
            }
            for bubble in self._gateway.chat(str(chat)).bubbles
        ]


@pytest.mark.slow
def test_the_whole_story(tmp_path: Path) -> None:
    with Gateway() as gateway, running(tmp_path / "data", CONFIG.format(url=gateway.url), OPENS) as program:
        assert gateway.wait(lambda: gateway.subscribed, 60)
        transcript = play(WecomPeer(gateway), program)
        assert gateway.refused == []
        assert program.integrity() == []
        (tapped,) = (one for one in gateway.chat(str(LIAISON)).answers if one.card and one.changes)
        assert any("收" in button.text for button in rules.buttons_of(tapped.card)), transcript


@pytest.mark.slow
def test_what_was_written_when_the_program_was_killed_is_answered_once(tmp_path: Path) -> None:
    chance = random.Random(6)
    asked: list[str] = []
    with Gateway() as gateway, running(tmp_path / "data", CONFIG.format(url=gateway.url), OPENS) as program:

        def answered() -> bool:
            return gateway.subscribed and all(gateway.answers(msgid) for msgid in asked)

        for number in range(3):
            # what was written before has been answered, however often it had to come
            assert gateway.wait(answered, 60)
            asked += [gateway.say(f"user{number}", f"收到 {number}{one}") for one in range(3)]
            time.sleep(chance.uniform(0.0, 0.15))
            program.kill()
            program.start()
        assert gateway.wait(answered, 60)
        assert [len(gateway.answers(msgid)) for msgid in asked] == [1] * len(asked)
        assert program.integrity() == []
