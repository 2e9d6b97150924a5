"""Why the long connection does not come about, for whoever keeps the network."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

from websockets.exceptions import InvalidProxy, ProxyError, WebSocketException

from bot.channels.wecom.longconn import opened

if TYPE_CHECKING:
    from bot.channels.wecom.longconn import Waits
    from bot.config.sections import WecomConfig


async def examined(config: WecomConfig, waits: Waits) -> str:
    """What keeps the connection from being opened, by name, or nothing; it is not subscribed, so nobody is evicted."""
    try:
        async with opened(config, waits):
            return ""
    except (OSError, WebSocketException, ImportError) as error:
        return fault_of(error)


def fault_of(error: Exception) -> str:
    """The name of a fault, for the sentence that explains it."""
    names: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        (socket.gaierror, "name"),
        (ssl.SSLError, "certificate"),
        # a proxy of a kind that needs another library is named by the import that fails
        ((ProxyError, InvalidProxy, ImportError), "proxy"),
        (WebSocketException, "gateway"),
        (TimeoutError, "silence"),
    )
    return next((name for kind, name in names if isinstance(error, kind)), "port")
