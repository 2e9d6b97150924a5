"""Menus: every command within the platform's limits, a person's own menu by their role."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING

import pytest

from bot.channels.telegram.api import open_api
from bot.channels.telegram.menus import Menus, commands, general_menus
from bot.config import Secret
from bot.config.sections import TelegramConfig
from bot.handlers.commands import matching
from bot.ports.people import Person, Role
from bot.texts.telegram import CITIZEN_MENU, GROUP_MENU, ROLE_MENUS, WORDS
from tests.bot.telegram.server import TOKEN, Api, Front, fault

if TYPE_CHECKING:
    from bot.texts.telegram import Word
    from tests.bot.office_room import Room


@pytest.mark.parametrize("word", WORDS.values(), ids=lambda word: word.name)
def test_a_command_is_within_the_platforms_limits(word: Word) -> None:
    assert re.fullmatch(r"[a-z0-9_]{1,32}", word.name)
    assert 1 <= len(word.shown) <= 256


@pytest.mark.parametrize(
    ("role", "word"),
    [(role, word) for role, menu in ((Role.CITIZEN, CITIZEN_MENU), *ROLE_MENUS.items()) for word in menu],
)
def test_every_command_of_a_menu_is_one_that_its_role_may_say(role: Role, word: Word) -> None:
    more = {"confirm": " 4 https://zwgk.example.gov.cn", "join": f" {'x' * 20}", "suggest": " 好"}.get(word.name, "")
    found = matching(word.send + more, role)
    assert found is not None
    assert role in found[0].roles


def test_menus_are_general_and_for_groups() -> None:
    assert [scope.type for scope, _ in general_menus()] == ["default", "all_private_chats", "all_group_chats"]
    assert [one.command for one in commands(GROUP_MENU)] == ["help", "tasks", "topics", "bind"]


def refreshed(api: Api, room: Room) -> list[tuple[str, dict[str, str]]]:
    async def story() -> None:
        bot = open_api(TelegramConfig(token=Secret(TOKEN), base_url=api.address))
        await Menus(Front(house=room.house), bot).refresh("7")
        await bot.hang_up()

    before = len(api.calls)
    asyncio.run(story())
    return api.calls[before:]


def test_a_persons_menu_follows_their_role(api: Api, room: Room) -> None:
    assert refreshed(api, room) == []
    person = room.store.people.add(Person(id=0, role=Role.CITIZEN), channel="telegram", address="7")
    assert refreshed(api, room) == []
    room.store.people.update(Person(id=person.id, role=Role.LIAISON, unit="区司法局"))
    ((method, fields),) = refreshed(api, room)
    assert method == "setMyCommands"
    assert json.loads(fields["scope"]) == {"type": "chat", "chat_id": 7}
    assert json.loads(fields["commands"])[0]["command"] == "tasks"
    assert refreshed(api, room) == []
    room.store.people.update(Person(id=person.id, role=Role.CITIZEN))
    assert [method for method, _ in refreshed(api, room)] == ["deleteMyCommands"]
    assert refreshed(api, room) == []


def test_a_menu_that_could_not_be_set_is_set_the_next_time(api: Api, room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.ADMIN), channel="telegram", address="7")
    api.ready["setMyCommands"] = [fault(502, "Bad Gateway")]
    assert len(refreshed(api, room)) == 1
    assert len(refreshed(api, room)) == 1
    assert refreshed(api, room) == []
