"""The self-built application's own calls: its token, got early and got again when the platform wants it so."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, TypeVar

from bot.channels.wecom.wire import AnswerError, Wire
from bot.ports.messages import RefusedError
from bot.texts import wecom_app as said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.channels.wecom.wire import Fetched
    from bot.config.sections import WecomAppConfig

T = TypeVar("T")

STALE = frozenset({40014, 42001})
EARLY = 300.0
REFUSED_FOR = 60.0
"""After a refusal the token is not asked for again for so long: who asks often is shut out."""


class WecomApi:
    """Sends, changes cards, fetches and uploads files as one application."""

    def __init__(self, config: WecomAppConfig, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._corp_id = config.corp_id
        self._agent_id = config.agent_id
        self._secret = config.secret
        self._wire = Wire(host=config.host, proxy=config.proxy, section="wecom_app")
        self._clock = clock
        self._asking = asyncio.Lock()
        self._token = ""
        self._until = 0.0
        self._refusal: AnswerError | None = None

    async def send(self, person: str, body: Mapping[str, Any]) -> None:
        """Send one message; RefusedError when the platform says that it reaches nobody there."""
        message = {"touser": person, "agentid": self._agent_id, **body}
        answer = await self._with_token(
            lambda secrets: self._wire.post("/cgi-bin/message/send", message, secrets=secrets)
        )
        # it was accepted, and yet it goes to nobody; the platform writes these in small letters
        if person.lower() in _listed(answer, "invaliduser"):
            raise RefusedError(said.explained(81013))
        if person.lower() in _listed(answer, "unlicenseduser"):
            raise RefusedError(said.NO_LICENCE)

    async def change_card(self, person: str, *, response_code: str, change: Mapping[str, Any]) -> None:
        """Change the card that was tapped, for who tapped it; the code of a tap is good for one change."""
        body = {"userids": [person], "agentid": self._agent_id, "response_code": response_code, **change}
        await self._with_token(
            lambda secrets: self._wire.post("/cgi-bin/message/update_template_card", body, secrets=secrets)
        )

    async def fetch(self, media_id: str, *, most_bytes: int) -> Fetched:
        """A file that somebody sent."""
        return await self._with_token(
            lambda secrets: self._wire.fetch(
                "/cgi-bin/media/get", secrets={**secrets, "media_id": media_id}, most_bytes=most_bytes
            )
        )

    async def upload(self, name: str, content: bytes) -> str:
        """The number under which a file of ours may be sent."""
        return await self._with_token(
            lambda secrets: self._wire.upload(
                "/cgi-bin/media/upload", name=name, content=content, secrets={**secrets, "type": "file"}
            )
        )

    async def describe(self) -> dict[str, Any]:
        """What the platform knows of the application; sends nothing to anyone."""
        return await self._with_token(
            lambda secrets: self._wire.get("/cgi-bin/agent/get", secrets={**secrets, "agentid": str(self._agent_id)})
        )

    async def close(self) -> None:
        """Let go of the connection."""
        await self._wire.close()

    async def _with_token(self, call: Callable[[Mapping[str, str]], Awaitable[T]]) -> T:
        """One call with the token, and once more with a fresh one when the platform no longer takes it."""
        token = await self._fresh_token()
        try:
            return await call({"access_token": token})
        except AnswerError as error:
            if error.code not in STALE:
                raise
        if self._token == token:
            self._token = ""
        return await call({"access_token": await self._fresh_token()})

    async def _fresh_token(self) -> str:
        """The token, asked for once however many wait for it."""
        async with self._asking:
            if self._token and self._clock() < self._until:
                return self._token
            if self._refusal is not None and self._clock() < self._until:
                raise AnswerError(self._refusal.code, self._refusal.ip)
            self._token = ""
            secrets = {"corpid": self._corp_id, "corpsecret": self._secret.reveal()}
            try:
                answer = await self._wire.get("/cgi-bin/gettoken", secrets=secrets)
            except AnswerError as refusal:
                self._refusal, self._until = refusal, self._clock() + REFUSED_FOR
                raise
            self._refusal, self._token = None, self._wire.held(answer, "access_token")
            lasts = answer.get("expires_in")
            self._until = self._clock() + max((lasts if type(lasts) is int else 0) - EARLY, EARLY)
            return self._token


def _listed(answer: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(str(answer.get(name) or "").lower().split("|"))
