"""The channels that the configuration switches on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.ports.messages import Channel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.routing import BaseRoute

    from bot.config.sections import Config
    from bot.ports.front import Front


class LiveChannel(Channel, Protocol):
    """A channel with a connection of its own to keep."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where the platform may call this program, on the one web server."""
        ...

    async def run(self) -> None:
        """Keep the connection until cancelled; what can be mended is tried again for ever."""
        ...

    async def examine(self) -> tuple[str, ...]:
        """What is wrong with the connection, as Chinese sentences; nothing is sent to anyone."""
        ...


def switched_on(front: Front, config: Config) -> tuple[LiveChannel, ...]:
    """Every channel that has what it needs in the configuration."""
    channels: list[LiveChannel] = []
    most_file_bytes = config.limits.file_mb * 1024 * 1024
    if config.telegram.token:
        # only who uses a channel pays for its library
        from bot.channels.telegram.connection import TelegramChannel  # noqa: PLC0415

        channels.append(TelegramChannel(front, config.telegram, most_file_bytes=most_file_bytes))
    if config.wecom.bot_id:
        from bot.channels.wecom.channel import WecomChannel  # noqa: PLC0415 - as above

        channels.append(WecomChannel(front, config.wecom, most_file_bytes=most_file_bytes))
    if config.wecom_app.on:
        from bot.channels.wecom.app import WecomAppChannel  # noqa: PLC0415 - as above

        channels.append(WecomAppChannel(front, config.wecom_app, most_file_bytes=most_file_bytes))
    if config.wecom_robots.keys:
        from bot.channels.wecom.robots import WecomRobotsChannel  # noqa: PLC0415 - as above

        channels.append(WecomRobotsChannel(front, config.wecom_robots))
    return tuple(channels)
