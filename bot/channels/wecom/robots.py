"""WeCom's group robots (消息推送): each writes into one unit's group, and hears nothing there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.channels.pacing import Limit, Pacer
from bot.channels.wecom import app_incoming
from bot.channels.wecom.app_outgoing import file_from
from bot.channels.wecom.markdown import pieces
from bot.channels.wecom.outgoing import parted
from bot.channels.wecom.wire import AnswerError, UnreachableError, Wire, sending_error
from bot.config.robots import robots_from
from bot.planning import directory_of
from bot.ports.messages import RefusedError
from bot.ports.people import Person, Role
from bot.telling import tell_office
from bot.texts import places, wecom, wecom_app
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from starlette.routing import BaseRoute

    from bot.config.sections import WecomRobotsConfig
    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.ports.messages import Attachment, Reply

NAME = "wecom_robot"
KNOWN_TO_WECOM = frozenset({"wecom", app_incoming.NAME})
USERID = regex(r"[A-Za-z0-9_.@-]{1,64}")

LIMIT = Limit(20, 60)
MARKDOWN_BYTES = 4096
MOST_FILE_BYTES = 20 * 1024 * 1024
LEAST_FILE_BYTES = 5
KEY_REFUSED = 93000

log = logging.getLogger(__name__)


class WecomRobotsChannel:
    """Sends to the group of each unit that has a robot in the configuration; the address is the unit's name there."""

    def __init__(self, front: Front, config: WecomRobotsConfig) -> None:
        self._front = front
        self._keys, _ = robots_from(config.keys)
        self._wire = Wire(host=config.host, proxy=config.proxy, section="wecom_robots")
        self._pacer = Pacer(chat=(LIMIT,))

    @property
    def name(self) -> str:
        """The channel's name in addresses."""
        return NAME

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where the platform may call this program: nowhere."""
        return ()

    async def run(self) -> None:
        """Bind the groups of the configuration to their units; then there is nothing to keep."""
        try:
            await self._front.call(lambda house, now: start(house, now, tuple(self._keys)))
            await asyncio.Event().wait()
        finally:
            await self._wire.close()

    async def examine(self) -> tuple[str, ...]:
        """What is wrong with the robots, as Chinese sentences; the empty message that asks is shown to nobody."""
        unknown = await self._front.call(lambda house, _: unknown_units(house, tuple(self._keys)))
        found = [wecom_app.no_such_unit(unit) for unit in unknown]
        try:
            for unit, key in self._keys.items():
                try:
                    await self._wire.post("/cgi-bin/webhook/send", {}, secrets={"key": key})
                except AnswerError as error:
                    if error.code == KEY_REFUSED:
                        found.append(wecom_app.of_robots(str(error), unit))
        except UnreachableError as error:
            found.append(wecom_app.of_robots(str(error)))
        finally:
            await self._wire.close()
        return tuple(found)

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        """Send one reply with its files into a unit's group; what it asks is answered elsewhere, and it says where."""
        if address not in self._keys:
            raise RefusedError("配置里没有这个单位的群机器人")
        key = self._keys[address]
        userids: tuple[str, ...] = ()
        if reply.buttons:
            userids = await self._front.call(lambda house, _: _liaisons(house, address))
        try:
            for text in markdown_from(reply, userids=userids):
                await self._say(key, _body(text), first=first)
            for file in reply.files:
                await self._say_file(key, file, first=first)
        except (AnswerError, UnreachableError) as error:
            raise sending_error(error) from error

    async def _say(self, key: str, body: Mapping[str, Any], *, first: bool) -> None:
        await self._pacer.turn(key, first=first)
        await self._wire.post("/cgi-bin/webhook/send", body, secrets={"key": key})

    async def _say_file(self, key: str, file: Attachment, *, first: bool) -> None:
        """Send a stored file; what the platform does not take is named."""
        content = await self._front.call(lambda house, _: house.store.files.get(file.digest)) or b""
        if LEAST_FILE_BYTES <= len(content) <= MOST_FILE_BYTES:
            secrets = {"key": key, "type": "file"}
            path = "/cgi-bin/webhook/upload_media"
            media_id = await self._wire.upload(path, name=file.name, content=content, secrets=secrets)
            await self._say(key, file_from(media_id), first=first)
        else:
            await self._say(key, _body(_plain(wecom.file_not_sent(file.name))), first=first)


def _body(text: str) -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"content": text}}


def markdown_from(reply: Reply, *, userids: Sequence[str] = ()) -> tuple[str, ...]:
    """The reply as Markdown within the platform's length, its title bold, its buttons as links and words to type."""
    parts = [f"**{_plain(reply.title)}**"] if reply.title else []
    parts.extend(_plain(text) for text in (reply.body, reply.note) if text)
    links, taps = parted(reply.buttons)
    parts.extend(f"[{_plain(one.label)}]({one.send})" for one in links)
    if taps:
        ways = wecom.typed(tuple((one.label, one.send) for one in taps), group=False)
        parts.append(_plain(wecom_app.elsewhere(ways)))
    if userids:
        parts.append(" ".join(f"<@{userid}>" for userid in userids))
    return tuple(pieces("\n".join(parts), MARKDOWN_BYTES))


def _plain(text: str) -> str:
    """Text that calls nobody and changes no colour, whoever wrote it."""
    return text.replace("<", "＜")


def start(house: House, now: datetime, units: Sequence[str]) -> None:
    """Bind the groups; the office is told, once, of names in the configuration that no unit has."""
    unknown = bind_groups(house, now, units)
    if unknown:
        log.warning("robots_of_unknown_units", extra={"units": len(unknown)})
        tell_office(house, wecom_app.unknown_units(unknown), key=f"robots:{'、'.join(unknown)}", at=now)


def bind_groups(house: House, now: datetime, units: Sequence[str]) -> tuple[str, ...]:
    """Each unit with a robot gets its group, groups without one are unbound; the names that no unit has."""
    people, directory = house.store.people, directory_of(house)
    for group in people.with_role(Role.GROUP):
        for address in people.addresses(group.id):
            if address.channel == NAME and address.address not in units:
                _unbind(house, now, group, address.address)
    for unit in units:
        known = directory.find(unit)
        if known is not None:
            _bind(house, now, address=unit, unit=known.name)
    return unknown_units(house, units)


def _bind(house: House, now: datetime, *, address: str, unit: str) -> None:
    """The group of this robot is the unit's from now on, and alive."""
    people = house.store.people
    before = people.at(NAME, address)
    if before is None:
        group = people.add(Person(id=0, role=Role.GROUP, unit=unit), channel=NAME, address=address)
    else:
        group = replace(before, unit=unit)
        people.update(group)
        people.add_address(group.id, channel=NAME, address=address)
    if before is None or before.unit != unit:
        _record(house, now, "group.bound", group)


def _unbind(house: House, now: datetime, group: Person, address: str) -> None:
    """The configuration has no robot for this group any more: what waits for it is not sent."""
    house.store.handovers.drop(group.id, why=places.UNBOUND)
    house.store.people.update(replace(group, unit=""))
    house.store.people.mark_dead(NAME, address, reason=places.UNBOUND)
    _record(house, now, "group.unbound", group)


def _record(house: House, now: datetime, action: str, group: Person) -> None:
    detail = {"group": str(group.id), "channel": NAME}
    house.store.audit.add(at=now, actor="wenban", action=action, subject=group.unit, detail=detail)


def unknown_units(house: House, units: Sequence[str]) -> tuple[str, ...]:
    """Those that are not in the directory."""
    directory = directory_of(house)
    return tuple(unit for unit in units if directory.find(unit) is None)


def _liaisons(house: House, address: str) -> tuple[str, ...]:
    """How WeCom knows the liaisons of the unit whose group this is, as far as they have written to the office there."""
    people = house.store.people
    group = people.at(NAME, address)
    liaisons = people.with_role(Role.LIAISON, unit=group.unit) if group is not None else ()
    known = (one.address for person in liaisons for one in people.addresses(person.id) if one.channel in KNOWN_TO_WECOM)
    return tuple(dict.fromkeys(userid for userid in known if USERID.fullmatch(userid)))
