"""Pages that evidence links to: read from a server on this machine, and never where nobody may look."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
from contextlib import asynccontextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from bot import pages
from bot.pages import PageReader, WebPages, page_from
from bot.ports.proofs import Page
from tests.bot.web_browser import Program
from tests.contracts.samples import confirmation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

INNER = ("127.0.0.0/8",)
GOVERNMENT = (
    '<html><head><meta charset="utf-8"><title>示例区人民政府</title>'
    '<meta name="ArticleTitle" content=" 关于行政处罚信息的公示 "><meta name="PubDate" content="2026-03-01 09:30">'
    "</head><body>正文 2020年1月1日</body></html>"
)
HTML = "content-type: text/html; charset=utf-8"


def answer(head: str, body: bytes = b"", *, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n{head}\r\nconnection: close\r\n\r\n".encode() + body


@asynccontextmanager
async def serving(answers: Mapping[str, bytes], seen: list[str] | None = None) -> AsyncIterator[str]:
    """A server on this machine that gives each path its bytes; a path it does not know is never answered."""

    handling: list[asyncio.Task[Any]] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (task := asyncio.current_task()) is not None:
            handling.append(task)
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        if seen is not None:
            seen.append(request)
        path = request.split(" ")[1]
        if path in answers:
            writer.write(answers[path])
        else:
            await reader.read()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await asyncio.gather(*handling)
        await server.wait_closed()


def read(answers: Mapping[str, bytes], path: str = "/1.html", inner: tuple[str, ...] = INNER) -> Page | None:
    async def run() -> Page | None:
        async with serving(answers) as address:
            return await WebPages(inner=inner).read(address + path)

    return asyncio.run(run())


def test_headline_and_date_are_read_as_government_sites_give_them() -> None:
    found = read({"/1.html": answer(HTML, GOVERNMENT.encode())})
    assert found == Page(title="关于行政处罚信息的公示", date=date(2026, 3, 1))


@pytest.mark.parametrize(
    "given",
    [
        answer("content-type: application/pdf", b"%PDF"),
        answer("x-no-type: 1", GOVERNMENT.encode()),
        answer(HTML + "\r\ncontent-encoding: gzip", gzip.compress(GOVERNMENT.encode())),
        answer(HTML, GOVERNMENT.encode(), status="404 Not Found"),
        answer(HTML, b""),
        answer(HTML, b"<html><body>no head</body></html>"),
        answer("location: /1.html", status="302 Found"),
        answer("location: file:///etc/passwd", status="302 Found"),
        answer("location: http://user@127.0.0.1/", status="302 Found"),
        answer("location: http://[::1/", status="302 Found"),
        b"nonsense",
    ],
)
def test_what_is_no_page_gives_nothing(given: bytes) -> None:
    assert read({"/1.html": given}) is None


def test_a_redirect_is_followed() -> None:
    pages_there = {
        "/1.html": answer("location: ../2.html", status="301 Moved"),
        "/2.html": answer(HTML, GOVERNMENT.encode()),
    }
    assert read(pages_there) is not None


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://192.168.1.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[2002:a00:1::1]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "ftp://127.0.0.1/",
    ],
)
def test_a_redirect_into_a_network_that_nobody_named_is_not_followed(target: str) -> None:
    assert read({"/1.html": answer(f"location: {target}", status="302 Found")}) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433"])
def test_this_machine_is_no_place_to_look_unless_it_is_named(host: str) -> None:
    async def run() -> tuple[Page | None, list[str]]:
        seen: list[str] = []
        async with serving({"/": answer(HTML, GOVERNMENT.encode())}, seen) as address:
            return await WebPages().read(f"http://{host}:{address.rpartition(':')[2]}/"), seen

    assert asyncio.run(run()) == (None, [])


@pytest.mark.parametrize("url", ["", "http://", "javascript:alert(1)", "http://a.invalid/", "http://127.0.0.1:99999/"])
def test_an_address_that_leads_nowhere_gives_nothing(url: str) -> None:
    assert asyncio.run(WebPages(inner=INNER).read(url)) is None


def test_the_name_is_kept_while_the_checked_address_is_connected_to() -> None:
    async def run() -> str:
        seen: list[str] = []
        async with serving({"/a?b=1": answer(HTML, GOVERNMENT.encode())}, seen) as address:
            port = address.rpartition(":")[2]
            assert await WebPages(inner=("127.0.0.0/8", "::1/128")).read(f"http://localhost:{port}/a?b=1#top")
            assert "accept-encoding: identity" in seen[0].lower()
            return seen[0].lower().split("host: ")[1].splitlines()[0].partition(":")[0]

    assert asyncio.run(run()) == "localhost"


def test_only_the_beginning_of_a_large_page_is_read() -> None:
    large = GOVERNMENT.encode() + b"x" * (3 * pages.MOST_BYTES)
    assert read({"/1.html": answer(HTML, large)}) == Page(title="关于行政处罚信息的公示", date=date(2026, 3, 1))
    late = b"<html><body>" + b"x" * (2 * pages.MOST_BYTES) + b"<title>late</title>"
    assert read({"/1.html": answer(HTML, late)}) is None


def test_a_page_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SECONDS", 0.2)
    assert read({}) is None


@pytest.mark.parametrize(
    ("content", "kind", "title"),
    [
        ("<title>公示</title>".encode("gb18030"), "text/html; charset=gb2312", "公示"),
        ("<meta charset=gbk><title>公示</title>".encode("gb18030"), "text/html", "公示"),
        ("<title>公示</title>".encode("gb18030"), "text/html", "公示"),
        ("<title>公示</title>".encode(), "text/html", "公示"),
        ("<title>公示</title>".encode("big5", "replace"), "text/html; charset=big5", "公示"),
        ("<title>公示</title>".encode()[:-1] + "示".encode()[:2], "text/html", "公示"),
        (b"<title>a\0b</title>", "text/html; charset=unheard", "ab"),
        ("<title>\n 一 \n 二 </title>".encode(), "text/html", "一 二"),
        (f"<title>{'长' * 500}</title>".encode(), "text/html", "长" * 200),
        ('<?xml version="1.0" encoding="gbk"?><html><title>公示</title>'.encode(), "text/html", "公示"),
        ("<svg><title>图</title></svg><title>公示</title>".encode(), "text/html", "图"),
        ("<title>联系人 11010519491231002X</title>".encode(), "text/html", "联系人 ［身份证号］"),
    ],
)
def test_a_title_is_read_however_it_is_written(content: bytes, kind: str, title: str) -> None:
    found = page_from(content, kind)
    assert found is not None
    assert found.title.startswith(title[:3])


@pytest.mark.parametrize("written", ["2026/03/01", "2026年3月1日", "2026-3-1 10:00:00", "发布于 2026.03.01"])
def test_a_date_alone_is_kept(written: str) -> None:
    assert page_from(f'<meta name="pubdate" content="{written}">'.encode(), "text/html") == Page(
        title="", date=date(2026, 3, 1)
    )


class Canned:
    """Pages as they were put in."""

    def __init__(self, found: Mapping[str, Page]) -> None:
        self._found = found

    async def read(self, url: str) -> Page | None:
        return self._found.get(url)


def test_each_link_is_read_once_and_kept() -> None:
    program = Program()
    stored = program.store.confirmations.add(confirmation())
    link = stored.evidence[0].value
    reader = PageReader(program, Canned({link: Page(title="公示", date=None)}))
    assert asyncio.run(reader.read_new()) == 1
    assert asyncio.run(reader.read_new()) == 0
    found = program.store.confirmations.get(stored.id)
    assert found is not None
    assert found.evidence[0].title == "公示"


class Broken:
    """Pages of which reading fails as nothing should."""

    def __init__(self) -> None:
        self.asked = 0

    async def read(self, url: str) -> Page | None:
        self.asked += 1
        raise RuntimeError(url)


def test_reading_goes_on_after_a_fault(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(pages, "PAUSE_SECONDS", 0.01)
    program, broken = Program(), Broken()
    program.store.confirmations.add(confirmation())

    async def run() -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(PageReader(program, broken).run(), 0.3)

    asyncio.run(run())
    assert broken.asked > 1
    assert "pages_failed" in caplog.text
