"""Acceptance: a day without the program, and kill -9 at any moment: everything is answered, nothing is done twice."""

from __future__ import annotations

import random
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.living import at
from tests.acceptance.telegram_faults import NOW, WAIT, answers, quiet, suggest, times_done
from tests.peers.bot_api import bot_api
from tests.peers.program import running
from tests.peers.story import config_for

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

ways = pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])


@ways
def test_an_update_that_comes_again_once_answered_is_passed_over(tmp_path: Path, webhook: bool) -> None:
    with bot_api() as api, running(tmp_path, config_for(api, webhook=webhook), NOW) as program:
        api.webhook_via(program.address)
        said = api.say(7, "投诉建议 路灯7")
        api.expect(7, "已收下", seconds=WAIT)
        api.settle(WAIT)
        for _ in range(3):
            api.again(said["update_id"])
            api.settle(WAIT)
        quiet(api, 7)
        assert times_done(program, "路灯7") == 1
        assert len(answers(api, 7)) == 1


@ways
def test_a_day_of_messages_is_answered_after_a_downtime(tmp_path: Path, webhook: bool) -> None:
    crowd = range(1, 25)
    with bot_api() as api:
        with running(tmp_path, config_for(api, webhook=webhook), NOW) as program:
            api.webhook_via(program.address)
            suggest(api, 99)
            api.expect(99, "已收下", seconds=WAIT)
            api.settle(WAIT)
        written = int((at(NOW) + timedelta(minutes=5)).timestamp())
        for number, what in enumerate(("路灯", "井盖")):
            for one in crowd:
                suggest(api, one, f"{what}{one}号", date=written + 60 * number)
        api.limits()
        api.reverse(on=True)
        program.time = at("2026-11-25T10:00")
        program.start()
        api.webhook_via(program.address)
        try:
            api.settle(WAIT)
            for one in crowd:
                api.expect(one, "已收下", seconds=WAIT)
            quiet(api, 24, 4)
            assert [len(answers(api, one)) for one in crowd] == [2] * 24
            late = [text for one in crowd for text in api.heard(one) if "让您久等了" in text]
            assert len(late) == 48
            assert api.count("refused:429") == 0
            said = ["路灯99", *(f"{what}{one}号" for one in crowd for what in ("路灯", "井盖"))]
            assert sorted(program.suggestions()) == sorted(said)
        finally:
            program.stop()


@ways
def test_killed_between_receiving_and_answering_it_answers_at_the_next_start(tmp_path: Path, webhook: bool) -> None:
    with bot_api() as api, running(tmp_path, config_for(api, webhook=webhook), NOW) as program:
        api.webhook_via(program.address)
        suggest(api, 99)
        api.expect(99, "已收下", seconds=WAIT)
        before = api.count("sendMessage")
        api.fault("hang", method="sendMessage", chat=7, seconds=5, times=-1)
        suggest(api, 7)
        until = time.monotonic() + WAIT
        while api.count("sendMessage") == before and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(1)  # long enough for an acknowledgement to have gone
        program.kill()
        api.mend()
        program.start()
        api.webhook_via(program.address)
        api.expect(7, "已收下", seconds=WAIT)
        quiet(api, 7)
        assert len(answers(api, 7)) == 1
        assert times_done(program, "路灯7") == 1


def test_killed_at_any_moment_it_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    chance = random.Random(5)
    with bot_api() as api, running(tmp_path, config_for(api, webhook=False), NOW) as program:
        suggest(api, 99)
        api.expect(99, "已收下", seconds=WAIT)
        for one in range(1, 7):
            suggest(api, one, f"第{one}盏路灯")
            time.sleep(chance.uniform(0.0, 0.4))
            program.kill()
            program.start()
        for one in range(1, 7):
            api.expect(one, "已收下", seconds=WAIT)
        quiet(api, 6)
        assert [len(set(answers(api, one))) for one in range(1, 7)] == [1] * 6
        assert sum(len(answers(api, one)) for one in range(1, 7)) <= 12
        assert [times_done(program, f"第{one}盏路灯") for one in range(1, 7)] == [1] * 6
        assert program.integrity() == []
