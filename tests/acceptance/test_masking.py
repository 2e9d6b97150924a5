"""Nothing personal that a citizen writes reaches the disk or the log."""

from __future__ import annotations

import asyncio
import logging
from random import Random
from typing import TYPE_CHECKING

from bot.app import open_app
from bot.config import Config
from bot.ports.messages import File, Incoming
from tests.acceptance.living import at
from tests.knowledge.personal import personal_question

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NOW = at("2026-11-24T10:00")
QUESTIONS = 240
SHORTEST = 7
"""What is shorter could stand in any data by chance."""
FORMS = (
    "{}",
    "{}",
    "都不是 {}",
    "投诉建议 {}",
    "办事主题 {}",
    "没解决 {}",
    "没解决 E012 {}",
    "全文 {}",
    "困难 7 {}",
    "确认 4 {}",
    "通知 {}",
)


def test_what_citizens_write_is_nowhere_unmasked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    chance = Random(7)
    written: list[str] = []
    with caplog.at_level(logging.DEBUG):
        app = open_app(tmp_path, Config(), clock=lambda: NOW)
        for number in range(QUESTIONS):
            question, one, _ = personal_question(chance)
            written.append(one)
            asyncio.run(
                app.receive(
                    Incoming(
                        channel=("web", "console", "telegram")[number % 3],
                        address=f"citizen{number % 7}",
                        message_id=str(number),
                        text=FORMS[number % len(FORMS)].format(question),
                        at=NOW,
                        files=(File(name=f"{one}.txt", content=b"x"),) if number % 5 == 0 else (),
                    )
                )
            )
        asyncio.run(app.drain())
        app.close()
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    long = [one for one in written if len(one) >= SHORTEST]
    assert len(long) > QUESTIONS / 2
    assert "〔手机号〕".encode() in kept
    assert [one for one in long if one.encode() in kept or one in caplog.text] == []
