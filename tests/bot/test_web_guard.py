"""What stands before every page."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from bot.ports.messages import Reply
from bot.web.guard import HEADERS, same_origin
from bot.web.site import FLASHES_KEPT, Flashes
from tests.bot.web_browser import Browser, Program

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "http://a.cn:1", "host": "a.cn:1"}, True),
        ({"origin": "http://evil.cn", "host": "a.cn"}, False),
        ({"origin": "null", "host": "a.cn"}, False),
    ],
)
def test_a_form_from_another_site_is_recognised(headers: dict[str, str], *, ours: bool) -> None:
    assert same_origin(Headers(headers)) is ours


@pytest.mark.parametrize("path", ["/", "/office", "/nothing", "/static/style.css", "/healthz"])
def test_every_answer_carries_the_security_headers(path: str) -> None:
    answer = Browser(Program()).get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_pages_are_not_kept_and_static_files_are() -> None:
    browser = Browser(Program())
    assert browser.get("/").headers["cache-control"] == "no-store"
    assert "immutable" in browser.get("/static/style.css").headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/office", "/office/board", "/demo", "/topics"])
def test_no_page_holds_inline_script_style_or_an_outside_resource(path: str) -> None:
    page = Browser(Program()).get(path).text
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
    assert "onclick" not in page
    assert "http://" not in page
    assert "https://" not in page


def test_a_post_from_another_site_changes_nothing() -> None:
    program = Program()
    browser = Browser(program)
    answer = browser.post("/chat", {"text": "确认 4"}, headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, program.received) == (403, [])
    assert "没有通过检查" in answer.text


@pytest.mark.parametrize("token", ["", "wrong", "口令"])
def test_a_post_without_this_browsers_token_changes_nothing(token: str) -> None:
    program = Program()
    browser = Browser(program)
    browser.get("/")
    answer = browser.post("/chat", {"text": "确认 4"}, token=token, headers={"accept": "application/json"})
    assert (answer.status_code, program.received) == (403, [])
    assert answer.json()["problem"].startswith("这一步没有通过检查")


def test_a_post_without_any_session_changes_nothing() -> None:
    program = Program()
    assert Browser(program).post("/chat", {"text": "确认 4"}, token="x").status_code == 403
    assert program.received == []


def test_a_file_that_is_too_large_is_only_named_in_the_chat() -> None:
    program = Program()
    browser = Browser(program, max_file_bytes=1000)
    browser.post(
        "/chat", {"text": "确认 4"}, files=[("file", ("a.bin", b"x" * 1000)), ("file", ("b.bin", b"x" * 1001))]
    )
    (received,) = program.received
    assert [(file.name, len(file.content), file.too_large) for file in received.files] == [
        ("a.bin", 1000, False),
        ("b.bin", 0, True),
    ]


def test_a_file_that_is_too_large_is_refused_by_the_office_pages_in_plain_words() -> None:
    answer = Browser(Program(), max_file_bytes=1000).post(
        "/office/import", {"kind": "tasks"}, files=[("file", ("a.xlsx", b"x" * 1001))]
    )
    assert answer.status_code == 413
    assert "太大" in answer.text


def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    browser = Browser(Program(), max_file_bytes=1000)
    answer = browser.raw("POST", "/chat", content=b"x" * 1_100_000, headers=FORM)
    assert answer.status_code == 413
    assert "什么都没有改动" in answer.text


@pytest.mark.parametrize("length", [{"content-length": "many"}, {"content-length": "-1"}])
def test_a_body_of_unknown_length_is_refused(length: dict[str, str]) -> None:
    assert Browser(Program()).raw("POST", "/chat", content=b"text=x", headers=FORM | length).status_code == 411


def test_a_text_of_a_megabyte_is_refused_in_plain_words() -> None:
    program = Program()
    answer = Browser(program).post("/chat", {"text": "长" * 400_000}, files=[("file", ("a.txt", b"x"))])
    assert (answer.status_code, program.received) == (400, [])
    assert "分几次发" in answer.text


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/chat", 405), ("/office/none.xlsx", 404)])
def test_a_wrong_address_gets_a_chinese_page(path: str, status: int) -> None:
    answer = Browser(Program()).get(path)
    assert answer.status_code == status
    assert "回到首页" in answer.text


def test_a_fault_of_ours_is_logged_and_says_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: object) -> tuple[Reply, ...]:
        raise RuntimeError("内部细节")

    answer = Browser(Program(broken)).post("/chat", {"text": "问"})
    assert answer.status_code == 500
    assert "内部细节" not in answer.text
    assert "请稍后再试" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "page_failed" in caplog.messages


def test_what_waits_to_be_shown_is_bounded() -> None:
    flashes = Flashes()
    keys = [flashes.put((Reply(body="一次"),)) for _ in range(FLASHES_KEPT + 1)]
    assert flashes.take(keys[0]) == ()
    assert flashes.take(keys[-1]) == (Reply(body="一次"),)
    assert flashes.take(keys[-1]) == ()


def test_the_program_says_that_it_lives() -> None:
    assert Browser(Program()).get("/healthz").text == "ok"
