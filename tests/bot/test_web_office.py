"""Coming in and going out of the office pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ports.messages import Incoming, Reply
from bot.ports.people import Role
from bot.web import login
from bot.web.throttle import CLIENTS_KEPT, Throttle
from tests.bot.web_browser import NOW, Browser, Program

PASSWORD = "公开为常态2026"


def set_password(browser: Browser) -> None:
    answer = browser.post("/office/password", {"password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/office")


def log_in(browser: Browser, password: str = PASSWORD, **form: str) -> int:
    return browser.post("/office/login", {"password": password, **form}).status_code


def test_a_kept_password_is_not_the_password_and_fits_only_it() -> None:
    kept = login.password_hash(PASSWORD)
    assert PASSWORD not in kept
    assert kept != login.password_hash(PASSWORD)
    assert login.password_fits(PASSWORD, kept)
    assert not login.password_fits(PASSWORD + "x", kept)
    assert not login.password_fits("", "")


def test_in_the_demo_one_may_look_around_and_is_told_so() -> None:
    page = Browser(Program()).get("/office")
    assert page.status_code == 200
    assert "设好并结束演示" in page.text


def test_setting_the_password_ends_the_demo() -> None:
    program = Program()
    browser, other = Browser(program), Browser(program)
    set_password(browser)
    people = program.store.people
    office = people.at("web", "office")
    assert office is not None
    assert (office.role, office.sample) == (Role.ADMIN, False)
    assert [one.id for role in (Role.ADMIN, Role.LIAISON) for one in people.with_role(role)] == [office.id]
    assert not any(people.addresses(one.id) for one in people.with_role(Role.CITIZEN))
    assert [event.action for event in program.store.audit.all()] == ["office.password_set"]
    assert browser.get("/office").status_code == 200
    assert "演示" not in browser.get("/office").text
    for path, status in (("/?as=admin", 403), ("/demo", 404)):
        assert browser.get(path).status_code == status
        assert other.get(path).status_code == status
    assert other.get("/office").headers["location"] == "/office/login?back=%2Foffice"


def test_ending_the_demo_again_keeps_the_one_office() -> None:
    program = Program()
    for _ in range(2):
        login.end_demo(program.house, NOW, kept="scrypt$x")
    assert len(program.store.people.with_role(Role.ADMIN)) == 1


@pytest.mark.parametrize(("password", "again"), [("short", "short"), (PASSWORD, "another one"), ("x" * 201, "x" * 201)])
def test_a_password_must_be_long_enough_and_typed_twice(password: str, again: str) -> None:
    program = Program()
    answer = Browser(program).post("/office/password", {"password": password, "again": again})
    assert answer.status_code == 400
    assert "两遍要一样" in answer.text
    assert program.store.settings.get("office_password") is None


def test_the_password_is_set_once_and_on_this_machine() -> None:
    program = Program()
    browser = Browser(program)
    far = Browser(program, host="wenban.example.gov.cn", client="10.0.0.8", loopback=False)
    assert far.post("/office/password", {"password": PASSWORD, "again": PASSWORD}).status_code == 403
    assert "在运行问办的那台电脑上" in far.get("/office/login").text
    set_password(browser)
    assert browser.post("/office/password", {"password": "another one", "again": "another one"}).status_code == 403


def test_this_machine_may_set_the_password_even_without_a_demo() -> None:
    browser = Browser(Program(), loopback=False)
    assert browser.get("/office").status_code == 303
    assert "再输一遍" in browser.get("/office/login").text
    set_password(browser)


def test_there_is_nothing_to_log_in_to_in_the_demo() -> None:
    assert Browser(Program()).get("/office/login").headers["location"] == "/office"


def test_the_right_password_lets_in_from_anywhere_and_logging_out_lets_out() -> None:
    program = Program()
    set_password(Browser(program))
    far = Browser(program, host="wenban.example.gov.cn", client="10.0.0.8", loopback=False)
    assert log_in(far, "wrong") == 403
    answer = far.post("/office/login", {"password": PASSWORD, "back": "/office/board?year=2026"})
    assert answer.headers["location"] == "/office/board?year=2026"
    assert far.get("/office").status_code == 200
    assert far.get("/?as=office").status_code == 200
    stolen = far.cookies
    assert far.post("/office/logout").headers["location"] == "/office/login"
    far.cookies = stolen
    assert far.get("/office").status_code == 303
    assert far.post("/office/logout").status_code == 303


@pytest.mark.parametrize("back", ["https://evil.cn/office", "//evil.cn", "/office\\@evil.cn", "/", ""])
def test_after_the_login_one_stays_in_the_office(back: str) -> None:
    program = Program()
    browser = Browser(program)
    set_password(browser)
    answer = browser.post("/office/login", {"password": PASSWORD, "back": back})
    assert answer.headers["location"] == "/office"


@pytest.mark.parametrize(
    ("steps", "status"),
    [([1.9], 200), ([2.1], 303), ([1.9, 1.9, 1.9, 1.9, 1.9, 1.9], 200), ([1.9] * 7, 303)],
)
def test_a_session_ends_when_it_idles_or_is_half_a_day_old(steps: list[float], status: int) -> None:
    program = Program()
    browser = Browser(program)
    set_password(browser)
    for hours in steps:
        program.time += timedelta(hours=hours)
        last = browser.get("/office").status_code
    assert last == status


def test_sessions_that_are_over_are_forgotten() -> None:
    program = Program()
    browser = Browser(program)
    set_password(browser)
    before = program.store.settings.get(login.SESSIONS)
    program.time += timedelta(hours=13)
    log_in(browser)
    after = program.store.settings.get(login.SESSIONS)
    assert before is not None
    assert after is not None
    assert len(after) == len(before)


def test_wrong_passwords_slow_down_and_say_how_long() -> None:
    program = Program()
    browser = Browser(program)
    set_password(browser)
    assert [log_in(browser, "wrong") for _ in range(4)] == [403, 403, 403, 429]
    assert "请过 2 秒再试" in browser.post("/office/login", {"password": PASSWORD}).text
    program.time += timedelta(seconds=2)
    assert log_in(browser) == 303


def test_the_throttle_waits_longer_each_time_up_to_a_quarter_of_an_hour() -> None:
    throttle = Throttle()
    now, waits = NOW, []
    for _ in range(14):
        assert throttle.try_now("a", now=now) is None
        wait = throttle.try_now("a", now=now)
        waits.append(int(wait.total_seconds()) if wait else 0)
        now += wait or timedelta(0)
    assert waits[:4] == [0, 2, 4, 8]
    assert waits[-1] == 900
    assert throttle.try_now("b", now=NOW) is None


def test_the_throttle_remembers_a_bounded_number_of_clients() -> None:
    throttle = Throttle()
    for number in range(CLIENTS_KEPT + 5):
        throttle.try_now(str(number), now=NOW)
    for _ in range(3):
        assert throttle.try_now("0", now=NOW) is None


def test_an_action_is_a_typed_command_and_its_reply_is_shown_once() -> None:
    def review(incoming: Incoming) -> tuple[Reply, ...]:
        return (Reply(title="已办", body=f"收到 {incoming.text}", note="可以撤回"),)

    program = Program(review)
    browser = Browser(program)
    answer = browser.post(
        "/office/do", {"text": "退回 12", "more": "链接打不开 ", "back": "/office/board?year=2026", "message_id": "n"}
    )
    assert (program.received[0].address, program.received[0].text) == ("demo:admin", "退回 12 链接打不开")
    assert answer.headers["location"].startswith("/office/board?year=2026&flash=")
    assert "收到 退回 12 链接打不开" in browser.get(answer.headers["location"]).text
    assert "收到 退回" not in browser.get(answer.headers["location"]).text


def test_after_the_login_the_office_itself_acts() -> None:
    program = Program()
    browser = Browser(program)
    set_password(browser)
    browser.post("/office/do", {"text": "通过 12"})
    assert program.received[0].address == "office"


@pytest.mark.parametrize("path", ["/office/do", "/office/import", "/office/notices"])
def test_nobody_acts_without_a_login(path: str) -> None:
    program = Program()
    set_password(Browser(program))
    answer = Browser(program).post(path, {"text": "通过 12"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/office/login?back=%2Foffice")
    assert program.received == []


def test_a_notice_is_written_as_in_the_chat_and_previewed() -> None:
    program = Program()
    browser = Browser(program)
    answer = browser.post("/office/notices", {"more": "请核对清单\r\n谢谢", "whom": "全体联络员", "message_id": "n"})
    assert [one.text for one in program.received] == ["/通知", "请核对清单\n谢谢", "全体联络员"]
    assert len({one.message_id for one in program.received}) == 3
    assert "收到：全体联络员" in browser.get(answer.headers["location"]).text
