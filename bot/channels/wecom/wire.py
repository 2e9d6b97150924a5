"""Calls of WeCom's HTTP interface: what must not be read by others stays out of every address that is logged."""

from __future__ import annotations

import re
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from bot.ports.messages import InvalidError, RefusedError, TransientError
from bot.texts import wecom_app as said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SECONDS = 10.0
UPLOAD_SECONDS = 60.0
SECRETS = "secrets"
SOON = 60.0
LATER = 600.0

BUSY = frozenset({-1, 45009, 45033})
GONE = frozenset({60111, 81013, 93000})
BAD_MESSAGE = frozenset({40004, 40006, 40007, 40008, 40058, 41016, 44004, 45002})
"""What makes the platform refuse this one message: its kind, its file, its length, nothing in it."""

_IP = re.compile(r"from ip: ([0-9a-fA-F.:]{3,45})")


class AnswerError(Exception):
    """The platform answered with an error."""

    def __init__(self, code: int, ip: str = "") -> None:
        super().__init__(said.explained(code, ip))
        self.code = code
        self.ip = ip


class UnreachableError(Exception):
    """No answer of the platform came; the message says why, for whoever keeps the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file of the platform's; None when it is larger than wanted."""

    content: bytes | None


class Wire:
    """The connection to one host, which that section of the configuration names."""

    def __init__(self, *, host: str, proxy: str, section: str) -> None:
        parts = urlsplit(host)
        self._name, self._port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        self._section = section
        transport = httpx.AsyncHTTPTransport(proxy=proxy or _system_proxy(host))
        self._client = httpx.AsyncClient(base_url=host, transport=_Discreet(transport), timeout=SECONDS)

    async def get(self, path: str, *, secrets: Mapping[str, str]) -> dict[str, Any]:
        """The answer to a question; AnswerError, UnreachableError."""
        return await self._ask("GET", path, secrets=secrets)

    async def post(self, path: str, body: Mapping[str, Any], *, secrets: Mapping[str, str]) -> dict[str, Any]:
        """The answer to a message; AnswerError, UnreachableError."""
        return await self._ask("POST", path, secrets=secrets, json=body)

    async def upload(self, path: str, *, name: str, content: bytes, secrets: Mapping[str, str]) -> str:
        """The number under which a file may be sent."""
        files = {"media": (name, content, "application/octet-stream")}
        answer = await self._ask("POST", path, secrets=secrets, files=files, timeout=UPLOAD_SECONDS)
        return self.held(answer, "media_id")

    def held(self, answer: Mapping[str, Any], name: str) -> str:
        """A text that the answer has to hold."""
        value = answer.get(name)
        if not isinstance(value, str) or not value:
            raise self.unreachable("gateway")
        return value

    async def fetch(self, path: str, *, secrets: Mapping[str, str], most_bytes: int) -> Fetched:
        """A file; AnswerError when the platform has none to give, UnreachableError."""
        content = bytearray()
        try:
            async with self._client.stream("GET", path, extensions={SECRETS: dict(secrets)}) as response:
                if "content-disposition" not in response.headers:
                    await response.aread()
                    self._read(response)
                    raise self.unreachable("gateway")
                async for part in response.aiter_bytes():
                    content += part
                    if len(content) > most_bytes:
                        return Fetched(content=None)
        except httpx.HTTPError as error:
            raise self.unreachable(_why(error)) from error
        return Fetched(content=bytes(content))

    async def close(self) -> None:
        """Let go of the connection."""
        await self._client.aclose()

    async def _ask(self, method: str, path: str, *, secrets: Mapping[str, str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - handed through
        try:
            response = await self._client.request(method, path, extensions={SECRETS: dict(secrets)}, **more)
        except httpx.HTTPError as error:
            raise self.unreachable(_why(error)) from error
        return self._read(response)

    def unreachable(self, why: str) -> UnreachableError:
        """Why no answer came, or none that can be the platform's."""
        return UnreachableError(said.unreachable(why, self._name, self._port, section=self._section))

    def _read(self, response: httpx.Response) -> dict[str, Any]:
        """The answer that a response holds."""
        try:
            answer = response.json()
        except ValueError:
            answer = None
        # nothing counts as done that the platform does not say is done
        if not isinstance(answer, dict) or type(answer.get("errcode")) is not int:
            raise self.unreachable("gateway")
        code = answer["errcode"]
        if code != 0:
            found = _IP.search(str(answer.get("errmsg", "")))
            raise AnswerError(code, found.group(1) if found else "")
        return answer


class _Discreet(httpx.AsyncBaseTransport):
    """Puts what is secret into the address only after everything that may write the address down."""

    def __init__(self, inner: httpx.AsyncHTTPTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        secrets = request.extensions.get(SECRETS, {})
        return await self._inner.handle_async_request(
            httpx.Request(
                request.method,
                request.url.copy_merge_params(secrets),
                headers=request.headers,
                stream=request.stream,
                extensions={name: value for name, value in request.extensions.items() if name != SECRETS},
            )
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


def _system_proxy(host: str) -> str | None:
    """The proxy that this machine uses for the host, if any."""
    parts = urlsplit(host)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def sending_error(error: AnswerError | UnreachableError) -> TransientError | RefusedError | InvalidError:
    """What a fault means for the message that was to be sent."""
    if isinstance(error, UnreachableError):
        return TransientError(str(error))
    if error.code in GONE:
        return RefusedError(str(error))
    if error.code in BAD_MESSAGE:
        return InvalidError(str(error))
    # what an administrator has to mend first is not asked again every half minute
    return TransientError(str(error), retry_after=SOON if error.code in BUSY else LATER)


def _why(error: httpx.HTTPError) -> str:
    """Where on the way to the platform it failed."""
    if isinstance(error, httpx.ProxyError):
        return "proxy"
    if isinstance(error, httpx.ConnectError):
        causes = tuple(_causes(error))
        if any(isinstance(one, socket.gaierror) for one in causes):
            return "name"
        return "certificate" if any(isinstance(one, ssl.SSLError) for one in causes) else "port"
    return "port" if isinstance(error, httpx.ConnectTimeout) else "silence"


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
