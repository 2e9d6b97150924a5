"""What the stories of faults over Telegram have in common: something that would be seen if it were done twice."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.peers.bot_api import BotApi
    from tests.peers.program import Program

NOW = "2026-11-24T10:00"
WAIT = 60.0


def suggest(api: BotApi, user: int, text: str = "", **more: int) -> int:
    """Something that can be done twice: it would be numbered twice."""
    return int(api.say(user, f"投诉建议 {text or f'路灯{user}'}", **more)["message_id"])


def answers(api: BotApi, user: int) -> list[str]:
    """The numbers that a person's suggestions were given, in the order of the answers."""
    return [number for text in api.heard(user) for number in re.findall(r"已收下，编号(\d+)", text)]


def times_done(program: Program, text: str) -> int:
    """How often a suggestion is stored."""
    return program.suggestions().count(text)


def quiet(api: BotApi, user: int, seconds: float = 2.0) -> list[str]:
    """What a person has heard once nothing more comes."""
    heard = api.heard(user)
    while True:
        time.sleep(seconds)
        if api.heard(user) == heard:
            return heard
        heard = api.heard(user)
