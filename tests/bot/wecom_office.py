"""A whole office behind the self-built application of WeCom: the program, the platform, and what the platform posts."""

from __future__ import annotations

import asyncio
import itertools
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.channels.wecom.app import WecomAppChannel
from bot.config import Secret
from bot.config.sections import WecomAppConfig
from bot.web.server import create_app
from tests.bot.test_wecom_crypto import AES_KEY, TOKEN
from tests.peers.wecom_api import Platform, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.ports.front import Front

AT = "1795053600"


def config_of(platform: Platform, host: str, /, **more: object) -> WecomAppConfig:
    values = {
        "corp_id": platform.corp_id,
        "agent_id": platform.agent_id,
        "secret": Secret(platform.secret),
        "token": Secret(TOKEN),
        "aes_key": Secret(AES_KEY),
        "host": host,
        **more,
    }
    return WecomAppConfig(**values)  # type: ignore[arg-type] # as the dataclass names them


def xml_from(fields: Mapping[str, str]) -> str:
    """The fields as the platform writes them: numbers bare, the rest as character data."""
    inner = "".join(
        f"<{name}>{value}</{name}>" if value.isdecimal() else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{inner}</xml>"


def request_from(
    web: httpx.Client | httpx.AsyncClient, crypto: WeChatCrypto, fields: Mapping[str, str]
) -> httpx.Request:
    """What the platform posts, sealed by a library of others."""
    sealed = crypto.encrypt_message(xml_from(fields), "NONCE", AT)
    signature = sealed.split("<MsgSignature><![CDATA[", 1)[1].split("]]>", 1)[0]
    return web.build_request(
        "POST",
        "/wecom/callback",
        params={"msg_signature": signature, "timestamp": AT, "nonce": "NONCE"},
        content=sealed.encode(),
        headers={"content-type": "text/xml"},
    )


def posted_by(web: httpx.Client, crypto: WeChatCrypto, fields: Mapping[str, str]) -> httpx.Response:
    """The answer to what the platform posts."""
    return web.send(request_from(web, crypto, fields))


@dataclass
class Office:
    """The program behind its web server, and the platform in front of it."""

    platform: Platform
    channel: WecomAppChannel
    web: httpx.AsyncClient
    crypto: WeChatCrypto
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def post(self, fields: Mapping[str, str]) -> httpx.Response:
        """The answer to what the platform posts."""
        return await self.web.send(request_from(self.web, self.crypto, fields))

    async def say(self, person: str, text: str, *, number: str = "") -> httpx.Response:
        return await self.post(self.message(person, "text", number=number, Content=text))

    def message(self, person: str, kind: str, *, number: str = "", **more: str) -> dict[str, str]:
        number = number or f"700000000000{next(self.numbers)}"
        base = {"FromUserName": person, "CreateTime": AT, "MsgType": kind, "MsgId": number}
        return {**base, "AgentID": str(self.platform.agent_id), **more}

    async def settled(self, *, sent: int, changed: int = 0) -> None:
        """Wait until so much has come out at the platform."""
        async with asyncio.timeout(20):
            # the platform is a thread of its own, which sets no event of this loop
            while len(self.platform.sent) < sent or len(self.platform.changed) < changed:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)


@asynccontextmanager
async def office(front: Front, platform: Platform | None = None, **more: object) -> AsyncIterator[Office]:
    """The office while the channel runs."""
    platform = platform or Platform()
    with serving(platform) as host:
        channel = WecomAppChannel(front, config_of(platform, host, **more), most_file_bytes=1000)
        app = create_app(front, secret="x", max_file_bytes=1000, more=channel.routes)
        running = asyncio.create_task(channel.run())
        await asyncio.sleep(0)
        try:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://office.example") as web:
                yield Office(platform, channel, web, WeChatCrypto(TOKEN, AES_KEY, platform.corp_id))
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
