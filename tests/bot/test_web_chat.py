"""The chat page through its addresses."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn

from bot.ports.messages import Attachment, Button, Incoming, Reply
from bot.web.chat import BEATS, event, message_id
from bot.web.server import create_app
from tests.bot.web_browser import Browser, Program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

JSON = {"accept": "application/json"}


def test_a_plain_form_says_something_and_comes_back_to_the_conversation() -> None:
    browser = Browser(Program())
    answer = browser.post("/chat", {"text": "高龄补贴咋领\r\n在哪办", "message_id": "a"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/#end")
    page = browser.get("/").text
    assert "收到：高龄补贴咋领\n在哪办" in page
    assert page.index("我说") < page.index("收到：")


def test_each_visitor_has_a_conversation_of_their_own() -> None:
    program = Program()
    one, other = Browser(program), Browser(program)
    one.post("/chat", {"text": "我家的事"})
    assert "我家的事" in one.get("/").text
    assert "我家的事" not in other.get("/").text
    assert program.received[0].address.startswith("guest-")


def test_our_script_gets_the_new_lines_as_markup() -> None:
    browser = Browser(Program())
    answer = browser.post("/chat", {"text": "你好", "after": "0"}, headers=JSON)
    lines = answer.json()["lines"]
    assert [("我说" in line["markup"], line["anew"]) for line in lines] == [(True, False), (False, False)]
    again = browser.post("/chat", {"text": "再问", "after": str(lines[-1]["id"])}, headers=JSON).json()["lines"]
    assert min(line["id"] for line in again) > lines[-1]["id"]


def test_the_same_sending_twice_is_one_message() -> None:
    program = Program()
    browser = Browser(program)
    for _ in range(2):
        browser.post("/chat", {"text": "已完成", "message_id": "tap"})
    assert browser.get("/").text.count("收到：已完成") == 1
    assert len({one.message_id for one in program.received}) == 1


@pytest.mark.parametrize(
    "other",
    [("b", "n", "t"), ("a", "m", "t"), ("a", "n", "u"), ("an", "", "t")],
)
def test_another_person_form_or_text_is_another_message(other: tuple[str, str, str]) -> None:
    address, nonce, text = other
    assert message_id("a", "n", "t", ()) != message_id(address, nonce, text, ())


def test_nothing_said_is_nothing_sent() -> None:
    program = Program()
    assert Browser(program).post("/chat", {"text": "  \n "}).status_code == 303
    assert program.received == []


def test_files_arrive_with_their_names_and_bytes() -> None:
    program = Program()
    browser = Browser(program)
    files = [("file", ("C:\\公开\\说明.docx", b"PK1")), ("file", ("图.png", b"\x89PNG"))]
    browser.post("/chat", {"text": "确认 4"}, files=files)
    assert [(file.name, file.content) for file in program.received[0].files] == [
        ("说明.docx", b"PK1"),
        ("图.png", b"\x89PNG"),
    ]
    assert "说明.docx" in browser.get("/").text


def test_what_people_write_never_becomes_markup() -> None:
    nasty = "<script>alert(1)</script> & \"' https://a.cn/?x=<b>"
    browser = Browser(
        Program(lambda _: (Reply(title=nasty, body=nasty, note=nasty, buttons=(Button(label=nasty, send=nasty),)),))
    )
    answer = browser.post("/chat", {"text": nasty}, headers=JSON)
    for markup in (browser.get("/").text, *(line["markup"] for line in answer.json()["lines"])):
        assert "<script>alert" not in markup
        assert "<b>" not in markup


def test_what_is_shown_once_is_shown_once() -> None:
    secret = Reply(title="加入码", body="码 7K3M-9Q2X", once=True)
    browser = Browser(Program(lambda _: (secret,)))
    lines = browser.post("/chat", {"text": "加入码 区司法局"}, headers=JSON).json()["lines"]
    assert [line["anew"] for line in lines] == [False, True]
    assert "7K3M-9Q2X" in lines[1]["markup"]
    assert "7K3M-9Q2X" not in browser.get("/").text
    assert "7K3M-9Q2X" not in browser.get("/chat/lines?after=0").text

    redirect = browser.post("/chat", {"text": "加入码 区财政局"}).headers["location"]
    assert "7K3M-9Q2X" in browser.get(redirect).text
    assert "7K3M-9Q2X" not in browser.get(redirect).text


def test_after_a_tap_our_script_gets_the_card_again_as_it_reads_now() -> None:
    card = Reply(body="到期了", buttons=(Button(label="收到", send="收到 1"),))
    program = Program(lambda _: (Reply(body="好的，已点收。", done="已点收"),))
    browser = Browser(program)
    program.tell("demo:citizen", card)
    shown = browser.get("/?as=citizen").text
    assert 'value="收到 1"' in shown
    (last,) = re.findall(r'data-last="(\d+)"', shown)
    form = {"text": "收到 1", "as": "citizen", "after": last, "card": last}
    drawn, said, replied = browser.post("/chat", form, headers=JSON).json()["lines"]
    assert (drawn["id"], drawn["anew"], said["anew"], replied["anew"]) == (int(last), True, False, False)
    assert '<span class="tap done settled">已点收</span>' in drawn["markup"]
    assert "<button" not in drawn["markup"]
    assert '<span class="tap done settled">已点收</span>' in browser.get("/?as=citizen").text


def test_a_file_of_a_reply_is_saved_by_the_person_it_was_sent_to_alone() -> None:
    program = Program()
    digest = program.store.files.put(b"PK\x03\x04")
    files = (Attachment(name="台账.xlsx", digest=digest), Attachment(name="没有.xlsx", digest="0" * 64))
    program.tell("demo:admin", Reply(body="请看附件", files=files))
    browser = Browser(program)
    (href,) = re.findall(r'href="(/chat/files/[^"]+)" download>台账.xlsx', browser.get("/?as=admin").text)
    answer = browser.get(href.replace("&amp;", "&"))
    assert (answer.status_code, answer.content) == (200, b"PK\x03\x04")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    for wrong in (
        "/chat/files/1/0?as=citizen",
        "/chat/files/1/1?as=admin",
        "/chat/files/1/2?as=admin",
        "/chat/files/2/0",
    ):
        assert browser.get(wrong).status_code == 404, wrong


def test_a_link_button_opens_elsewhere_and_a_tapped_one_says_so() -> None:
    buttons = (Button(label="看公开页", send="https://www.example.gov.cn/"), Button(label="已知悉", send="知悉"))
    browser = Browser(Program(lambda _: (Reply(body="到期了", buttons=buttons),)))
    browser.post("/chat", {"text": "我的任务"})
    browser.post("/chat", {"text": "知悉"})
    page = browser.get("/").text
    assert 'href="https://www.example.gov.cn/" target="_blank" rel="noopener noreferrer"' in page
    assert page.count("（已点）") == 1


def test_large_type_is_kept_in_a_cookie() -> None:
    browser = Browser(Program())
    assert "data-care" not in browser.get("/").text
    assert browser.get("/care?on=1&back=/office").headers["location"] == "/office"
    assert "data-care" in browser.get("/").text
    browser.get("/care?on=0")
    assert "data-care" not in browser.get("/").text


@pytest.mark.parametrize("back", ["//evil.cn", "https://evil.cn", "/\\evil.cn", "evil"])
def test_going_back_never_leaves_this_site(back: str) -> None:
    assert Browser(Program()).get("/care?on=1&back=" + back).headers["location"] == "/"


@pytest.mark.parametrize("seat", ["citizen", "admin", "liaison:区司法局"])
def test_in_the_demo_one_browser_can_be_several_people(seat: str) -> None:
    program = Program()
    browser = Browser(program)
    browser.post("/chat", {"text": "我的任务", "as": seat})
    assert program.received[0].address == f"demo:{seat}"
    assert "收到：我的任务" in browser.get(f"/?as={seat}").text
    assert "收到：我的任务" not in browser.get("/").text


@pytest.mark.parametrize(("seat", "status"), [("liaison:没有这个局", 404), ("office", 404), ("citizen' OR 1=1", 404)])
def test_a_seat_that_is_not_there(seat: str, status: int) -> None:
    assert Browser(Program()).get(f"/?as={seat}").status_code == status


@pytest.mark.parametrize(
    ("loopback", "host", "client", "headers"),
    [
        (False, "127.0.0.1:8765", "127.0.0.1", {}),
        (True, "wenban.example.gov.cn", "127.0.0.1", {}),
        (True, "127.0.0.1:8765", "10.0.0.8", {}),
        (True, "127.0.0.1:8765", "not an address", {}),
        (True, "127.0.0.1:8765", "127.0.0.1", {"x-forwarded-for": "203.0.113.9"}),
    ],
)
def test_the_demo_is_for_this_machine_only(loopback: bool, host: str, client: str, headers: dict[str, str]) -> None:
    browser = Browser(Program(), loopback=loopback, host=host, client=client)
    assert browser.get("/?as=admin", **headers).status_code == 403
    assert browser.get("/demo", **headers).status_code == 404
    assert browser.get("/", **headers).status_code == 200


@pytest.mark.parametrize("host", ["localhost:8765", "[::1]:8765", "127.0.0.1"])
def test_this_machine_goes_by_several_names(host: str) -> None:
    assert Browser(Program(), host=host).get("/demo").status_code == 200


def test_the_demo_shows_three_seats_side_by_side() -> None:
    browser = Browser(Program())
    frames = re.findall(r'<iframe src="([^"]+)"', browser.get("/demo?unit=区财政局").text)
    assert len(frames) == 3
    assert "%E8%B4%A2%E6%94%BF" in frames[1]
    assert "%E5%8F%B8%E6%B3%95" in re.findall(r'<iframe src="([^"]+)"', browser.get("/demo?unit=x").text)[1]
    framed = browser.get("/?as=citizen&frame=1").text
    assert 'class="seats"' not in framed
    assert 'name="frame" value="1"' in framed


def test_the_demo_without_units_still_opens() -> None:
    program = Program()
    program.store.units.replace(())
    assert Browser(program).get("/demo").status_code == 200


def test_a_background_page_asks_for_news() -> None:
    program = Program()
    browser = Browser(program)
    assert browser.get("/chat/lines?after=0").json() == {"lines": []}
    program.tell("demo:citizen", Reply(body="您的问题有答复了"))
    (line,) = browser.get("/chat/lines?after=0&as=citizen").json()["lines"]
    assert "您的问题有答复了" in line["markup"]
    assert browser.get(f"/chat/lines?after={line['id']}&as=citizen").json() == {"lines": []}


def test_nobody_known_has_no_stream() -> None:
    assert Browser(Program()).get("/chat/events?after=0").status_code == 204


def test_an_event_is_one_line_with_its_id() -> None:
    assert event(7, "<p>一\r\n二</p>") == "id: 7\ndata: <p>一\ndata: 二</p>\n\n"


def test_the_stream_brings_what_comes_and_goes_on_after_the_last_id() -> None:
    program = Program()
    program.tell("demo:citizen", Reply(body="先前的"))

    async def listen() -> tuple[str, str]:
        async with served(create_app(program, secret="s")) as base:
            async with (
                httpx.AsyncClient(base_url=base) as client,
                client.stream("GET", "/chat/events", params={"as": "citizen", "after": "1"}) as stream,
            ):
                program.tell("demo:citizen", Reply(body="新来的"))
                first = await _one_event(stream)
            async with (
                httpx.AsyncClient(base_url=base) as client,
                client.stream(
                    "GET", "/chat/events", params={"as": "citizen", "after": "0"}, headers={"last-event-id": "1"}
                ) as stream,
            ):
                assert stream.headers["content-type"].startswith("text/event-stream")
                return first, await _one_event(stream)

    first, again = asyncio.run(listen())
    assert "新来的" in first
    assert "先前的" not in first
    assert again == first


def test_a_quiet_stream_beats_and_ends_so_that_the_browser_comes_back() -> None:
    program = Program()
    program.patience = 0
    answer = Browser(program).get("/chat/events?after=0&as=citizen")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.count(": still here") == BEATS


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """The app on a real socket."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    async with asyncio.TaskGroup() as running:
        running.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True


async def _one_event(stream: httpx.Response) -> str:
    text = ""
    async for chunk in stream.aiter_text():
        text += chunk
        if "id: " in text and text.endswith("\n\n"):
            return text[text.index("id: ") :]
    raise AssertionError("the stream ended")


def test_long_answers_and_odd_numbers_do_no_harm() -> None:
    browser = Browser(Program())
    assert browser.get("/chat/lines?after=99999999999999999999").json() == {"lines": []}
    assert browser.get("/chat/lines?after=-1").json() == {"lines": []}
    assert browser.get("/?flash=unknown").status_code == 200


def test_a_name_that_the_browser_sends_as_a_file_counts_as_empty() -> None:
    program = Program()
    browser = Browser(program)
    browser.post("/chat", {}, files=[("text", ("a.txt", b"x"))])
    assert program.received == []


def reply_twice(incoming: Incoming) -> tuple[Reply, ...]:
    return (Reply(body=incoming.text), Reply(body="还有"))


def test_several_replies_come_in_order() -> None:
    lines = Browser(Program(reply_twice)).post("/chat", {"text": "问"}, headers=JSON).json()["lines"]
    assert ["还有" in line["markup"] for line in lines] == [False, False, True]
