"""Acceptance of the WeCom channel: thousands of faults, no message answered twice, none lost, always back in time."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.wecom_weather import Weather
from tests.peers.wecom_gateway import Gateway

if TYPE_CHECKING:
    from pathlib import Path

FAULTS = int(os.environ.get("WENBAN_SOAK_FAULTS", "60"))
FRAMES = int(os.environ.get("WENBAN_SOAK_FRAMES", "1500"))
SEED = int(os.environ.get("WENBAN_SOAK_SEED", "6"))


@pytest.mark.slow
@pytest.mark.timeout(60 + 2 * FAULTS)
def test_nothing_is_lost_or_said_twice_whatever_the_line_does(tmp_path: Path) -> None:
    with Gateway(eviction_seconds=0.1) as gateway:
        figures = asyncio.run(Weather(tmp_path, gateway, seed=SEED).spell(FAULTS))
        assert not figures.wrong(), figures


@pytest.mark.slow
@pytest.mark.timeout(120 + FRAMES // 20)
def test_nothing_raises_and_nothing_is_believed_whatever_comes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Gateway() as gateway:
        weather = Weather(tmp_path, gateway, seed=SEED)
        taken = asyncio.run(weather.rubbish(FRAMES))
        assert taken > FRAMES * 0.9
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
        assert not weather.figures.believed
        assert not weather.figures.orphans
