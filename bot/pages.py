"""Reads the pages that evidence links to, for their headline and date: after the confirmation is stored, never before.

A link comes from outside, so nothing behind it is trusted: http and https only, every address (and every redirect's)
resolved and checked before it is connected to, no inner network unless the configuration names it, 3 seconds and 1 MB
at most, HTML only, and what it says is text to show, nothing more.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import etree, html

from bot.ports.proofs import Page
from knowledge.patterns import regex
from knowledge.redaction import mask
from reminders.confirmations import date_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from ipaddress import IPv4Address

    from bot.ports.front import Front
    from bot.ports.house import House
    from bot.ports.proofs import Pages

log = logging.getLogger(__name__)

SECONDS = 3.0
MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 4
LONGEST_TITLE = 200
BATCH = 10
PAUSE_SECONDS = 15.0

_HTML = {"text/html", "application/xhtml+xml"}
_DEFAULT_PORTS = {"http": 80, "https": 443}
_CHARSET = regex(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_CHINESE = {"gb2312", "gbk", "gb18030"}


class WebPages:
    """Implements the Pages port over the network; `inner` are the private networks that may be read."""

    def __init__(self, *, inner: Iterable[str] = ()) -> None:
        self._inner = tuple(ip_network(one) for one in inner)

    async def read(self, url: str) -> Page | None:
        """The page's headline and date, or None."""
        try:
            async with asyncio.timeout(SECONDS), httpx.AsyncClient(trust_env=False, timeout=SECONDS) as client:
                found = await self._fetch(client, url)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError, ValueError) as error:
            log.info("page_unread", extra={"reason": type(error).__name__})
            return None
        return None if found is None else await asyncio.to_thread(page_from, *found)

    async def _fetch(self, client: httpx.AsyncClient, url: str) -> tuple[bytes, str] | None:
        """A page's bytes and content type, following redirects by hand so that each is checked."""
        for _ in range(MOST_REDIRECTS + 1):
            request = await self._request(client, url)
            if request is None:
                return None
            response = await client.send(request, stream=True)
            try:
                if response.is_redirect:
                    url = urljoin(url, response.headers["location"])
                    continue
                kind = response.headers.get("content-type", "")
                plain = response.headers.get("content-encoding", "identity") == "identity"
                if not (response.is_success and plain and kind.partition(";")[0].strip().lower() in _HTML):
                    return None
                return await _body(response), kind
            finally:
                await response.aclose()
        return None

    async def _request(self, client: httpx.AsyncClient, url: str) -> httpx.Request | None:
        """A request to the very address that was checked, so that a name cannot mean another one a moment later."""
        parts = urlsplit(url)
        scheme, host = parts.scheme.lower(), parts.hostname
        if scheme not in _DEFAULT_PORTS or not host or parts.username is not None:
            return None
        port = parts.port or _DEFAULT_PORTS[scheme]
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [ip_address(one[4][0]) for one in found]
        if not addresses or not all(self._may_connect(one) for one in addresses):
            return None
        address = addresses[0]
        shown = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return client.build_request(
            "GET",
            f"{scheme}://{shown}:{port}{path}",
            headers={
                "host": parts.netloc,
                "accept": "text/html",
                "accept-encoding": "identity",
                "user-agent": "wenban (reads headline and date of a linked page)",
            },
            extensions={"sni_hostname": host},
        )

    def _may_connect(self, address: IPv4Address | IPv6Address) -> bool:
        """Whether an address is a public one, or in a network that the office named."""
        if isinstance(address, IPv6Address):
            if address.sixtofour or address.teredo:
                return False
            address = address.ipv4_mapped or address
        if any(address in network for network in self._inner if network.version == address.version):
            return True
        return address.is_global and not address.is_multicast


async def _body(response: httpx.Response) -> bytes:
    """As much of a page as is read: its head stands at its beginning."""
    read = bytearray()
    async for part in response.aiter_raw():
        read += part
        if len(read) >= MOST_BYTES:
            break
    return bytes(read[:MOST_BYTES])


def page_from(content: bytes, content_type: str) -> Page | None:
    """What a page says of itself: meta ArticleTitle and PubDate of government sites, else its <title>.

    None when it has neither.
    """
    text = content.decode(_encoding(content, content_type), errors="replace").replace("\0", "")
    try:
        document = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:
        return None
    said: dict[str, str] = {}
    for meta in document.iter("meta"):
        name, value = meta.get("name", "").lower(), meta.get("content", "").strip()
        if value:
            said.setdefault(name, value)
    title = next((str(one.xpath("string()")) for one in document.iter("title")), "")
    title = " ".join((said.get("articletitle") or title).split())[:LONGEST_TITLE]
    dated = date_in(said.get("pubdate", ""))
    return Page(title=mask(title), date=dated) if title or dated else None


def _encoding(content: bytes, content_type: str) -> str:
    """How a page is written: as its header says, else as it says itself, else UTF-8, else as Chinese pages were."""
    named = _CHARSET.search(content_type.encode("ascii", "ignore")) or _CHARSET.search(content[:2048])
    name = named[1].decode().lower() if named else ""
    if name in _CHINESE:
        return "gb18030"
    if name in {"big5", "utf-16"}:
        return name
    try:
        content.decode()
    except UnicodeDecodeError as error:
        # a page cut off at the limit may end inside a character
        return "utf-8" if name.startswith("utf") or error.start > len(content) - 4 else "gb18030"
    return "utf-8"


class PageReader:
    """Looks every few seconds for links whose page nobody has read, and reads each once."""

    def __init__(self, front: Front, pages: Pages) -> None:
        self._front = front
        self._pages = pages

    async def run(self) -> None:
        """Read until cancelled."""
        while True:
            try:
                read = await self.read_new()
            except Exception:
                # the next round tries again: reading pages must never stop the program
                log.exception("pages_failed")
                read = 0
            if read < BATCH:
                await asyncio.sleep(PAUSE_SECONDS)

    async def read_new(self) -> int:
        """Read what is new; how many links were tried."""
        links = await self._front.call(lambda house, _: house.store.confirmations.unread_links(limit=BATCH))
        found = await asyncio.gather(*(self._pages.read(link) for link in links))

        def keep(house: House, now: datetime) -> None:
            for link, page in zip(links, found, strict=True):
                house.store.confirmations.link_read(link, page=page, at=now)

        if links:
            await self._front.call(keep)
        return len(links)
