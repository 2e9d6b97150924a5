"""Acceptance: whatever Telegram or the network does to the running program, nothing is lost and nothing done twice."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.acceptance.living import at
from tests.acceptance.telegram_faults import NOW, WAIT, answers, quiet, suggest, times_done
from tests.peers.bot_api import BotApi, bot_api
from tests.peers.program import Program, running
from tests.peers.story import TABLE, UNIT, code_in, config_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Lay = Callable[[BotApi, int], None]

pytestmark = pytest.mark.slow

people = itertools.count(100)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BotApi, Program]]:
    """One office for all that passes: people differ from test to test."""
    with bot_api() as api:
        api.clock(at(NOW))
        with running(tmp_path_factory.mktemp("office"), config_for(api, webhook=False), NOW) as program:
            yield api, program
            assert program.integrity() == []
            assert program.stop() == 0
            assert api.token.partition(":")[2] not in program.log
            assert "Traceback" not in program.log


@pytest.fixture
def api(office: tuple[BotApi, Program]) -> Iterator[BotApi]:
    service, _ = office
    yield service
    service.mend()


@pytest.fixture
def program(office: tuple[BotApi, Program]) -> Program:
    return office[1]


@pytest.fixture
def user() -> int:
    return next(people)


def joined(api: BotApi, program: Program, user: int, who: str) -> None:
    """Somebody of the office joins from Telegram."""
    code = code_in(program.at_the_desk("admin", f"加入码 {who}"))
    api.say(user, f"/start {code}")
    api.expect(user, "您现在是", seconds=WAIT)


SENDING: dict[str, Lay] = {
    "429 of a chat": lambda api, user: api.fault(429, chat=user, retry_after=2),
    "429 again and again": lambda api, user: api.fault(429, chat=user, retry_after=1, times=3),
    "502": lambda api, user: api.fault("html", chat=user, times=2),
    "500": lambda api, user: api.fault(500, chat=user),
    "no answer": lambda api, user: api.fault("hang", chat=user, seconds=25),
    "a broken connection": lambda api, user: api.fault("reset", chat=user),
    "malformed JSON": lambda api, user: api.fault("malformed", chat=user),
    "a body cut short": lambda api, user: api.fault("truncated", chat=user),
    "slow": lambda api, user: api.fault("slow", chat=user, seconds=2),
}


@pytest.mark.parametrize("what", SENDING)
def test_an_answer_that_cannot_be_sent_is_sent_later_once(api: BotApi, program: Program, user: int, what: str) -> None:
    SENDING[what](api, user)
    suggest(api, user)
    api.expect(user, "已收下", seconds=WAIT)
    quiet(api, user)
    assert len(answers(api, user)) == 1
    assert times_done(program, f"路灯{user}") == 1


def test_a_429_of_one_chat_holds_up_nobody_else(api: BotApi, user: int) -> None:
    other = next(people)
    api.fault(429, chat=user, retry_after=8)
    suggest(api, user)
    time.sleep(0.5)
    suggest(api, other)
    api.expect(other, "已收下", seconds=5)
    assert answers(api, user) == []
    api.expect(user, "已收下", seconds=WAIT)


def test_a_429_of_everything_holds_everybody_and_loses_nobody(api: BotApi) -> None:
    api.fault(429, method="sendMessage", times=6, retry_after=2)
    crowd = [next(people) for _ in range(6)]
    for one in crowd:
        suggest(api, one)
    for one in crowd:
        api.expect(one, "已收下", seconds=WAIT)
    time.sleep(2)
    assert [len(answers(api, one)) for one in crowd] == [1] * 6


def test_an_answer_that_arrived_though_its_receipt_did_not_is_sent_at_most_twice(
    api: BotApi, program: Program, user: int
) -> None:
    api.fault("reset", chat=user, method="sendMessage", done=True)
    suggest(api, user)
    api.expect(user, "已收下", seconds=WAIT)
    quiet(api, user)
    assert len(set(answers(api, user))) == 1
    assert len(answers(api, user)) <= 2
    assert times_done(program, f"路灯{user}") == 1


POLLING: dict[str, Callable[[BotApi], None]] = {
    "409": lambda api: api.fault(409, method="getUpdates", times=2),
    "502": lambda api: api.fault("html", method="getUpdates", times=2),
    "429": lambda api: api.fault(429, method="getUpdates", retry_after=1),
    "a broken connection": lambda api: api.fault("reset", method="getUpdates"),
    "malformed JSON": lambda api: api.fault("malformed", method="getUpdates"),
    "a body cut short": lambda api: api.fault("truncated", method="getUpdates"),
    "updates given whose answer is lost": lambda api: api.fault("reset", method="getUpdates", done=True),
}


@pytest.mark.parametrize("what", POLLING)
def test_what_is_said_while_updates_cannot_be_had_is_answered_once(
    api: BotApi, program: Program, user: int, what: str
) -> None:
    POLLING[what](api)
    suggest(api, user)
    suggest(api, user, f"井盖{user}")
    api.expect(user, "已收下", seconds=WAIT)
    api.settle(WAIT)
    quiet(api, user)
    assert len(set(answers(api, user))) == len(answers(api, user)) == 2
    assert (times_done(program, f"路灯{user}"), times_done(program, f"井盖{user}")) == (1, 1)


def test_another_poller_is_said_in_the_log(api: BotApi, program: Program, user: int) -> None:
    api.fault(409, method="getUpdates")
    suggest(api, user)
    api.expect(user, "已收下", seconds=WAIT)
    api.settle(WAIT)
    assert "telegram_conflict" in program.log


@pytest.mark.parametrize("method", ["answerCallbackQuery", "editMessageReplyMarkup"])
@pytest.mark.parametrize("kind", ["reset", "html", 400, "malformed"])
def test_a_tap_is_done_whatever_becomes_of_its_receipt(api: BotApi, user: int, method: str, kind: str | int) -> None:
    api.say(user, "低保怎么申请")
    shown = api.expect(user, "依据", seconds=WAIT)
    api.fault(kind, method=method)
    api.tap(user, "有用")
    api.expect(user, after=shown["message_id"], seconds=WAIT)
    assert len(quiet(api, user)) == 2


def test_a_file_that_cannot_be_fetched_is_said_and_can_be_sent_again(api: BotApi, program: Program) -> None:
    user = next(people)
    program.import_table(TABLE, 2026)
    joined(api, program, user, UNIT)
    api.fault(404, method="download", times=-1)
    api.send_file(user, "公示.pdf", b"%PDF-1.4 proof", caption="确认 4")
    api.expect(user, "没有取到", seconds=WAIT)
    api.mend()
    api.fault("reset", method="download")
    sent = api.send_file(user, "公示.pdf", b"%PDF-1.4 proof", caption="确认 4")
    api.expect(user, "已收到", after=sent["message_id"], seconds=WAIT)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot can't initiate conversation with a user"),
        (400, "Bad Request: chat not found"),
    ],
)
def test_an_address_that_is_refused_is_dead_until_its_person_writes(
    api: BotApi, program: Program, user: int, code: int, words: str
) -> None:
    joined(api, program, user, UNIT)
    api.fault(code, chat=user, times=-1, description=words)
    suggest(api, user)
    time.sleep(3)
    api.mend()
    before = api.count("sendMessage")
    told = api.heard(user)
    program.tick()
    assert api.heard(user) == told
    assert api.count("sendMessage") == before
    api.say(user, "帮助")
    api.expect(user, "我的任务", seconds=WAIT)


def test_a_message_that_telegram_never_takes_is_not_tried_again(api: BotApi, program: Program, user: int) -> None:
    api.fault(400, chat=user, description="Bad Request: can't parse entities")
    suggest(api, user)
    time.sleep(3)
    assert api.heard(user) == []
    assert api.mend() == []
    asked = api.say(user, "帮助")
    api.expect(user, after=asked["message_id"], seconds=WAIT)
    assert answers(api, user) == []
    assert times_done(program, f"路灯{user}") == 1


def test_a_group_that_grows_is_followed(api: BotApi, program: Program, user: int) -> None:
    joined(api, program, user, UNIT)
    old, new = -user, -1_000_000_000_000 - user
    api.in_group(old, kind="group")
    api.say(user, "@wenban_bot 绑定本群", chat=old)
    api.expect(old, UNIT, seconds=WAIT)
    api.migrate(user, old, new, told=False)
    program.at_the_desk("admin", "/通知")
    program.at_the_desk("admin", f"明天上午九点开会{user}")
    program.at_the_desk("admin", UNIT)
    program.at_the_desk("admin", "确认发送")
    program.tick()
    api.expect(new, f"明天上午九点开会{user}", seconds=WAIT)
    asked = api.say(user, "@wenban_bot 低保怎么申请", chat=new)
    api.expect(new, "依据", after=asked["message_id"], seconds=WAIT)


def test_a_refused_token_stops_the_channel_and_nothing_else(tmp_path: Path) -> None:
    with bot_api() as api:
        api.fault(401, method="getMe", times=-1)
        with running(tmp_path, config_for(api, webhook=False), NOW) as program:
            until = time.monotonic() + WAIT
            while "telegram_token_refused" not in program.log and time.monotonic() < until:
                time.sleep(0.1)
            assert "telegram_token_refused" in program.log
            assert httpx.get(f"{program.address}healthz", trust_env=False).is_success
            assert program.stop() == 0
            assert api.token.partition(":")[2] not in program.log
