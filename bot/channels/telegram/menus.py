"""The command menus, in Chinese: for everybody, for groups, and for each of the office's people by role."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram import BotCommandScopeDefault as Everywhere

from bot.channels.telegram.api import ANSWER_ERRORS
from bot.channels.telegram.incoming import NAME
from bot.texts.telegram import CITIZEN_MENU, DESCRIPTION, GROUP_MENU, ROLE_MENUS, SHORT_DESCRIPTION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from telegram import BotCommandScope

    from bot.channels.telegram.api import Api
    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.texts.telegram import Word

log = logging.getLogger(__name__)


def general_menus() -> tuple[tuple[BotCommandScope, tuple[BotCommand, ...]], ...]:
    """The menus that depend on nobody."""
    return (
        (Everywhere(), commands(CITIZEN_MENU)),
        (BotCommandScopeAllPrivateChats(), commands(CITIZEN_MENU)),
        (BotCommandScopeAllGroupChats(), commands(GROUP_MENU)),
    )


def commands(menu: Sequence[Word]) -> tuple[BotCommand, ...]:
    """A menu as the platform takes it."""
    return tuple(BotCommand(word.name, word.shown) for word in menu)


class Menus:
    """Sets the menus: the general ones at the start, a person's own when their role has changed."""

    def __init__(self, front: Front, api: Api) -> None:
        self._front = front
        self._api = api

    async def set_general(self) -> None:
        """Set what everybody sees; the bot works without it."""
        try:
            for scope, menu in general_menus():
                await self._api.set_my_commands(menu, scope=scope)
            await self._api.set_my_short_description(SHORT_DESCRIPTION)
            await self._api.set_my_description(DESCRIPTION)
        except ANSWER_ERRORS as error:
            log.warning("menus_not_set", extra={"channel": NAME, "error": type(error).__name__})

    async def refresh(self, address: str) -> None:
        """Set the menu of a private chat when the person's role is another than the menu was set for."""
        role = await self._front.call(lambda house, now: _changed(house, now, address))
        if role is None:
            return
        scope = BotCommandScopeChat(int(address))
        menu = next((menu for one, menu in ROLE_MENUS.items() if one.value == role), None)
        try:
            if menu is None:
                await self._api.delete_my_commands(scope=scope)
            else:
                await self._api.set_my_commands(commands(menu), scope=scope)
        except ANSWER_ERRORS as error:
            log.warning("menu_not_set", extra={"channel": NAME, "error": type(error).__name__})
            return
        await self._front.call(lambda house, _: house.store.settings.set(_key(address), role))


def _changed(house: House, _: datetime, address: str) -> str | None:
    """The person's role where their chat shows another's menu; a citizen sees the general one."""
    person = house.store.people.at(NAME, address)
    if person is None:
        return None
    before = house.store.settings.get(_key(address)) or "citizen"
    return person.role.value if person.role.value != before else None


def _key(address: str) -> str:
    return f"telegram_menu:{address}"
