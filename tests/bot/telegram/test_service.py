"""The channel and the core together, over the strict Bot API service of the tests: groups, topics, edits, faults."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from bot.app import open_app, system_clock
from bot.channels.telegram.connection import TelegramChannel
from bot.config import Config, Secret
from bot.config.sections import TelegramConfig
from bot.ports.people import Person, Role
from tests.peers.bot_api import BotApi, bot_api

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.app import App

ADMIN, LIAISON, CITIZEN = 11, 12, 13
TEAM = -1001
UNIT = "区司法局"
BOT = "wenban_bot"


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as service:
        for number, name in ((ADMIN, "管理员"), (LIAISON, "联络员"), (CITIZEN, "群众")):
            service.person(number, name)
        service.in_group(TEAM, "司法局工作群", forum=True)
        yield service


@pytest.fixture
def app(api: BotApi, tmp_path: Path) -> Iterator[App]:
    config = Config(telegram=TelegramConfig(token=Secret(api.token), base_url=api.url))
    opened = open_app(tmp_path, config, clock=system_clock)
    people = opened.house.store.people
    people.add(Person(id=0, role=Role.ADMIN), channel="telegram", address=str(ADMIN))
    people.add(Person(id=0, role=Role.LIAISON, unit=UNIT), channel="telegram", address=str(LIAISON))
    yield opened
    opened.close()


@contextmanager
def running(app: App, api: BotApi) -> Iterator[TelegramChannel]:
    """The channel in a loop of its own, stopped as the program stops it."""
    config = TelegramConfig(token=Secret(api.token), base_url=api.url)
    channel = TelegramChannel(app, config, most_file_bytes=20_000_000)
    app.add(channel)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    service = asyncio.run_coroutine_threadsafe(channel.run(), loop)
    try:
        yield channel
    finally:
        service.cancel()
        deadline = time.monotonic() + 10
        while any(not task.done() for task in asyncio.all_tasks(loop)) and time.monotonic() < deadline:
            time.sleep(0.01)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_a_group_is_answered_when_it_calls_and_left_alone_otherwise(app: App, api: BotApi) -> None:
    api.privacy(on=False)
    with running(app, api):
        api.say(CITIZEN, "大家好", chat=TEAM)
        told = api.say(CITIZEN, f"@{BOT} 帮助", chat=TEAM)
        answer = api.expect(TEAM, "问办", after=told["message_id"])
        assert "Bot" not in answer["text"]
        api.say(CITIZEN, "谢谢", chat=TEAM)
        again = api.say(CITIZEN, "帮助", chat=TEAM, reply_to=answer["message_id"])
        api.expect(TEAM, "问办", after=again["message_id"])
        assert len(api.heard(TEAM)) == 2


def test_a_bound_topic_is_answered_in_its_topic(app: App, api: BotApi) -> None:
    with running(app, api):
        told = api.say(ADMIN, f"@{BOT} 绑定本群 {UNIT}", chat=TEAM, thread=7)
        assert api.expect(TEAM, "单位群", after=told["message_id"])["thread"] == 7
        api.settle()
        people = app.house.store.people
        group = people.at("telegram", f"{TEAM}:7")
        assert group is not None
        assert (group.role, group.unit) == (Role.GROUP, UNIT)
        api.my_chat_member(ADMIN, "left", chat=TEAM)
        api.settle()
        assert people.addresses(group.id) == ()
        api.my_chat_member(ADMIN, "member", chat=TEAM)
        api.expect(TEAM, "绑定本群")
        assert len(people.addresses(group.id)) == 1


def test_a_group_that_grows_keeps_its_unit_and_its_answers(app: App, api: BotApi) -> None:
    api.in_group(-5, "小群", kind="group")
    with running(app, api):
        told = api.say(ADMIN, f"/bind@{BOT} {UNIT}", chat=-5)
        api.expect(-5, "单位群", after=told["message_id"])
        api.migrate(ADMIN, -5, -1005)
        api.settle()
        told = api.say(LIAISON, f"/tasks@{BOT}", chat=-1005)
        api.expect(-1005, after=told["message_id"])
    group = app.house.store.people.at("telegram", "-1005")
    assert group is not None
    assert group.unit == UNIT


def test_who_blocks_is_not_written_to_and_who_comes_back_is(app: App, api: BotApi) -> None:
    people = app.house.store.people
    with running(app, api):
        api.say(CITIZEN, "/start")
        api.expect(CITIZEN)
        person = people.at("telegram", str(CITIZEN))
        assert person is not None
        api.my_chat_member(CITIZEN, "kicked")
        api.settle()
        assert people.addresses(person.id) == ()
        api.my_chat_member(CITIZEN, "member")
        api.settle()
        assert len(people.addresses(person.id)) == 1


def test_menus_follow_the_role(app: App, api: BotApi) -> None:
    with running(app, api):
        told = api.say(LIAISON, "/tasks")
        api.expect(LIAISON, after=told["message_id"])
        api.settle()
        deadline = time.monotonic() + 10
        while len(api.state()["commands"]) < 4 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(api.state()["commands"]) == 4


def test_what_waited_while_we_were_away_is_answered_once_in_order_with_an_excuse(app: App, api: BotApi) -> None:
    yesterday = int(time.time()) - 20 * 3600  # noqa: TID251 - the platform's clock
    for at in range(5):
        api.say(CITIZEN, f"/help@{BOT}" if at % 2 else "/topics", date=yesterday + at)
    api.reverse(on=True)
    with running(app, api):
        api.settle()
        deadline = time.monotonic() + 20
        while len(api.heard(CITIZEN)) < 5 and time.monotonic() < deadline:
            time.sleep(0.05)
    told = api.heard(CITIZEN)
    assert len(told) == 5
    assert all("让您久等了" in one for one in told)
    assert [("您好" in one) for one in told] == [False, True, False, True, False]
    with running(app, api):
        told_anew = api.say(CITIZEN, "/help")
        api.expect(CITIZEN, after=told_anew["message_id"])
    assert len(api.heard(CITIZEN)) == 6


@pytest.mark.parametrize("kind", ["html", "reset", "malformed", "truncated", 409, 502])
def test_polling_outlives_what_the_network_does(app: App, api: BotApi, kind: str | int) -> None:
    api.fault(kind, method="getUpdates", times=2)
    with running(app, api):
        api.say(CITIZEN, "/help")
        api.expect(CITIZEN, "问办", seconds=20)


def test_the_check_finds_a_running_channel_in_order(app: App, api: BotApi) -> None:
    with running(app, api) as channel:
        api.say(CITIZEN, "/help")
        api.expect(CITIZEN)
        deadline = time.monotonic() + 10
        while len(api.state()["commands"]) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert asyncio.run(channel.examine()) == ()
