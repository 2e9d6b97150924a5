"""The official Node SDK does everything it can against our gateway, so that the gateway is not only our opinion."""

from __future__ import annotations

import base64
import itertools
import json
import random
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pytest

from bot.channels.wecom.media import opened
from tests.peers import wecom_rules as rules
from tests.peers.wecom_chats import Rate
from tests.peers.wecom_gateway import Gateway
from tests.peers.wecom_line import Disturbance
from tests.peers.wecom_media import encrypted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKAGE = "@wecom/aibot-node-sdk@1.0.7"
ROBOT = Path(__file__).parent / "wecom_node" / "robot.cjs"
USER, GROUP = "zhangsan", "wrGROUP"
CARD = {
    "card_type": "button_interaction",
    "task_id": "rem-812@1",
    "main_title": {"title": "报送提醒", "desc": "今日17:00截止"},
    "horizontal_content_list": [{"keyname": "单位", "value": "街道办"}],
    "button_list": [{"text": "确认收到", "style": 1, "key": "ack:812"}, {"text": "稍后", "style": 2, "key": "snz"}],
}
DONE = {
    **CARD,
    "main_title": {"title": "报送提醒", "desc": "已确认 14:03"},
    "button_list": [{"text": "已确认", "key": "0"}],
}
CONTENT = random.Random(6).randbytes(1_200_000)


class NodeRobot:
    """The SDK in a process of its own."""

    def __init__(self, package: Path, url: str, **options: object) -> None:
        quick = {"reconnectInterval": 30, "heartbeatInterval": 100, "botId": "BOT", "secret": "SEC", "wsUrl": url}
        self.happened: list[tuple[str, Any]] = []
        self._numbers = itertools.count(1)
        self._answers: dict[int, dict[str, Any]] = {}
        self._process = subprocess.Popen(
            [str(shutil.which("node")), str(ROBOT), str(package), json.dumps(quick | options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Self:
        self.call("connect")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def call(self, name: str, *args: object) -> Any:  # noqa: ANN401 - what JavaScript gives
        """Call a method; its result, or what it was rejected with as {"error": …}."""
        number = next(self._numbers)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "call": name, "args": args}) + "\n")
        self._process.stdin.flush()
        assert until(lambda: number in self._answers), name
        answer = self._answers[number]
        return answer["result"] if "error" not in answer else {"error": answer["error"]}

    def times(self, name: str) -> int:
        """How often something happened to the client."""
        return [one for one, _ in self.happened].count(name)

    def last(self, name: str) -> Any:  # noqa: ANN401 - what JavaScript gives
        """The latest frame, error or reason."""
        assert until(lambda: self.times(name))
        return next(detail for one, detail in reversed(self.happened) if one == name)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            if "happened" in said:
                self.happened.append((said["happened"], said.get("detail")))
            else:
                self._answers[said["id"]] = {"result": None, **said}


def until(happened: Any, seconds: float = 10) -> bool:  # noqa: ANN401 - any question
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture(scope="module")
def package(node_package: Callable[[str], Path]) -> Path:
    return node_package(PACKAGE)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as listening:
        yield listening


@pytest.fixture
def robot(package: Path, gateway: Gateway) -> Iterator[NodeRobot]:
    with NodeRobot(package, gateway.url) as started:
        assert gateway.wait(lambda: gateway.subscribed)
        yield started


def code(answer: Any) -> int:  # noqa: ANN401 - what JavaScript gives
    return int(answer["error"]["errcode"]) if "error" in answer else int(answer["errcode"])


def stream(robot: NodeRobot, frame: dict[str, Any], stream_id: str, text: str, *, finish: bool = True) -> int:
    return code(robot.call("replyStream", frame, stream_id, text, finish, None, {"id": "FB1"}))


def test_it_subscribes_and_its_heart_beats(gateway: Gateway, robot: NodeRobot) -> None:
    assert gateway.wait(lambda: gateway.counts["ping"] >= 3)
    assert (robot.times("authenticated"), robot.times("error"), gateway.refused) == (1, 0, [])


def test_it_welcomes_within_five_seconds_and_once_a_day(gateway: Gateway, robot: NodeRobot) -> None:
    assert gateway.enter(USER)
    welcome = {"msgtype": "text", "text": {"content": "您好"}}
    assert code(robot.call("replyWelcome", robot.last("event"), welcome)) == 0
    assert code(robot.call("replyWelcome", robot.last("event"), welcome)) == rules.INVALID_REQUEST
    assert gateway.conversation(USER) == ["您好"]
    assert not gateway.enter(USER)
    gateway.forward(24 * 3600)
    assert gateway.enter(USER)
    assert until(lambda: robot.times("event") == 2)
    gateway.forward(6)
    assert code(robot.call("replyWelcome", robot.last("event"), welcome)) == rules.INVALID_REQUEST


def test_it_streams_an_answer_that_replaces_itself(gateway: Gateway, robot: NodeRobot) -> None:
    msgid = gateway.say(USER, "公积金怎么提取")
    frame = robot.last("message")
    assert frame["body"]["text"] == {"content": "公积金怎么提取"}
    for text, finish in [("查询中", False), ("查询中……", False), ("完整答案", True)]:
        assert stream(robot, frame, "s1", text, finish=finish) == 0
    (answer,) = gateway.answers(msgid)
    assert (answer.text, answer.finished, answer.changes, answer.acknowledged) == ("完整答案", True, 2, True)
    assert stream(robot, frame, "s1", "又来") == rules.STREAM_EXPIRED
    gateway.judge(USER, answer, like=False, content="再详细些", reasons=(2, 4))
    event = robot.last("event")["body"]["event"]
    assert event["feedback_event"] == {"id": "FB1", "type": 2, "content": "再详细些", "inaccurate_reason_list": [2, 4]}


def test_a_stream_ends_after_six_minutes_and_a_question_after_a_day(gateway: Gateway, robot: NodeRobot) -> None:
    gateway.say(USER, "问")
    frame = robot.last("message")
    assert stream(robot, frame, "s1", "查询中", finish=False) == 0
    gateway.forward(361)
    assert stream(robot, frame, "s1", "答") == rules.STREAM_EXPIRED
    assert stream(robot, frame, "s2", "答") == 0
    gateway.forward(24 * 3600)
    assert stream(robot, frame, "s3", "答") == rules.INVALID_REQUEST


def test_it_answers_in_markdown_within_the_limit_of_bytes(gateway: Gateway, robot: NodeRobot) -> None:
    gateway.say(USER, "问", GROUP)
    frame = robot.last("message")
    assert (frame["body"]["chatid"], frame["body"]["text"]["content"]) == (GROUP, "@问办 问")
    longest = "一" * 6826 + "ab"
    assert code(robot.call("reply", frame, {"msgtype": "markdown", "markdown": {"content": longest}})) == 0
    longer = {"msgtype": "markdown", "markdown": {"content": longest + "c"}}
    assert code(robot.call("reply", frame, longer)) == rules.TOO_LONG
    assert code(robot.call("reply", frame, {"msgtype": "text", "text": {"content": "好"}})) == rules.BAD_TYPE
    assert gateway.conversation(GROUP) == ["> 问", longest]


def test_it_sends_a_card_and_updates_it_after_the_click(gateway: Gateway, robot: NodeRobot) -> None:
    gateway.say(USER, "我的任务")
    assert code(robot.call("replyTemplateCard", robot.last("message"), CARD)) == 0
    assert code(robot.call("replyTemplateCard", robot.last("message"), CARD)) == rules.TASK_ID_REUSED
    gateway.click(USER, gateway.card(USER, "确认收到"), "确认收到")
    event = robot.last("event")
    clicked = {"card_type": "button_interaction", "event_key": "ack:812", "task_id": "rem-812@1"}
    assert event["body"]["event"] == {"eventtype": "template_card_event", "template_card_event": clicked}
    assert code(robot.call("updateTemplateCard", event, DONE)) == 0
    assert code(robot.call("updateTemplateCard", event, DONE)) == rules.INVALID_REQUEST
    shown = "报送提醒\n已确认 14:03\n单位：街道办\n〔已确认〕"
    assert gateway.conversation(USER) == ["> 我的任务", shown]
    gateway.click(USER, gateway.card(USER, "已确认"), "已确认")
    assert until(lambda: robot.times("event") == 2)
    gateway.forward(6)
    assert code(robot.call("updateTemplateCard", robot.last("event"), DONE)) == rules.INVALID_REQUEST


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"button_list": [{"text": str(n), "key": str(n)} for n in range(7)]}, rules.BAD_SHAPE),
        ({"button_list": [{"text": "甲", "key": "1"}, {"text": "乙", "key": "1"}]}, rules.BAD_SHAPE),
        ({"button_list": [{"text": "甲", "key": "长" * 342}]}, rules.BAD_SHAPE),
        ({"button_list": [{"text": "", "key": "1"}]}, rules.BAD_SHAPE),
        ({"task_id": "任务"}, rules.BAD_SHAPE),
        ({"task_id": "t" * 129}, rules.BAD_SHAPE),
        ({"task_id": None}, rules.BAD_SHAPE),
        ({"main_title": {"title": ""}}, rules.BAD_SHAPE),
        ({"card_type": "text_notice"}, rules.CARD_ACTION_MISSING),
        ({"card_type": "text_notice", "card_action": {"type": 1, "url": "http://127.0.0.1/"}}, 0),
        ({"task_id": "t" * 128}, 0),
    ],
)
def test_cards_are_checked(change: dict[str, object], errcode: int) -> None:
    assert judged(CARD | change) == errcode


def judged(card: dict[str, object]) -> int:
    try:
        rules.check_card(card)
    except rules.RefusalError as refusal:
        return refusal.errcode
    return 0


def test_it_pushes_once_somebody_has_spoken(gateway: Gateway, robot: NodeRobot) -> None:
    push = {"msgtype": "markdown", "markdown": {"content": "**提醒**"}}
    gateway.enter(USER)
    assert code(robot.call("sendMessage", USER, push)) == rules.NOT_OPENED
    gateway.say(USER, "你好")
    gateway.say(USER, "大家好", GROUP)
    assert code(robot.call("sendMessage", USER, push)) == 0
    assert code(robot.call("sendMessage", GROUP, push)) == 0
    card = {"msgtype": "template_card", "template_card": CARD}
    assert code(robot.call("sendMessage", GROUP, card)) == rules.NO_CARDS_HERE
    assert code(robot.call("sendMessage", USER, card)) == 0
    assert code(robot.call("sendMessage", "nobody", push)) == rules.NOT_OPENED


def test_thirty_messages_a_minute(gateway: Gateway, robot: NodeRobot) -> None:
    push = {"msgtype": "markdown", "markdown": {"content": "好"}}
    gateway.say(USER, "你好")
    assert [code(robot.call("sendMessage", USER, push)) for _ in range(31)] == [*[0] * 30, rules.TOO_OFTEN]
    gateway.forward(61)
    assert code(robot.call("sendMessage", USER, push)) == 0
    assert gateway.chat(USER).rate.most == 30


def test_a_thousand_messages_an_hour() -> None:
    rate = Rate()
    for second in range(1000):
        rate.take(second * 3)
    with pytest.raises(rules.RefusalError):
        rate.take(3599)
    rate.take(3601)


def test_it_uploads_in_three_chunks_and_sends_the_file(gateway: Gateway, robot: NodeRobot) -> None:
    gateway.say(USER, "台账")
    options = {"type": "file", "filename": "台账.xlsx"}
    media = robot.call("uploadMedia", sent(CONTENT), options)
    (upload,) = gateway.desk.media.uploads.values()
    assert sorted(upload.pieces) == [0, 1, 2]
    assert code(robot.call("replyMedia", robot.last("message"), "file", media["media_id"])) == 0
    assert code(robot.call("sendMediaMessage", USER, "file", media["media_id"])) == 0
    assert code(robot.call("sendMediaMessage", USER, "image", media["media_id"])) == rules.BAD_MEDIA
    assert [one.file == CONTENT for one in gateway.chat(USER).answers] == [True, True]
    gateway.forward(3 * 24 * 3600 + 1)
    assert code(robot.call("sendMediaMessage", USER, "file", media["media_id"])) == rules.BAD_MEDIA


def test_it_fetches_and_opens_what_was_sent(gateway: Gateway, robot: NodeRobot) -> None:
    gateway.send_file(USER, "政务公开 表.docx", CONTENT)
    part = robot.last("message")["body"]["file"]
    assert len(part["aeskey"]) == 43
    got = robot.call("downloadFile", part["url"], part["aeskey"])
    assert (got["filename"], given(got["buffer"]) == CONTENT) == ("政务公开 表.docx", True)
    gateway.forward(301)
    assert "403" in robot.call("downloadFile", part["url"], part["aeskey"])["error"]["message"]


def test_a_bad_secret_is_refused_with_the_socket_left_open(package: Path, gateway: Gateway) -> None:
    with NodeRobot(package, gateway.url, secret="wrong", maxAuthFailureAttempts=2) as robot:
        assert until(lambda: robot.times("error") == 4)
        assert robot.last("error")["code"] == "WS_AUTH_FAILURE_EXHAUSTED"
    assert gateway.refused == [("aibot_subscribe", rules.BAD_SECRET)] * 3
    assert not gateway.subscribed


@pytest.mark.parametrize("closing", [1000, 1001, 1005, 1006, 1011, 1012, 4000])
def test_it_comes_back_after_every_close(gateway: Gateway, robot: NodeRobot, closing: int) -> None:
    gateway.close(closing)
    assert until(lambda: robot.times("authenticated") == 2)
    msgid = gateway.say(USER, "还在吗")
    assert until(lambda: robot.times("message") == 1)
    assert stream(robot, robot.last("message"), "s", "在") == 0
    assert [one.text for one in gateway.answers(msgid)] == ["在"]


def test_it_comes_back_from_a_line_that_went_silent_and_after_a_restart(gateway: Gateway, robot: NodeRobot) -> None:
    gateway.go_silent()
    assert until(lambda: robot.times("authenticated") == 2)
    gateway.stop()
    gateway.start()
    assert until(lambda: robot.times("authenticated") == 3)


def test_what_was_said_meanwhile_arrives_and_may_arrive_twice(gateway: Gateway, robot: NodeRobot) -> None:
    gateway.close(1006)
    msgid = gateway.say(USER, "在路上")
    assert until(lambda: robot.times("message") == 1)
    gateway.repeat(msgid)
    assert until(lambda: robot.times("message") == 2)
    first, second = (frame for name, frame in robot.happened if name == "message")
    assert first["body"]["msgid"] == second["body"]["msgid"] == msgid
    assert first["headers"] != second["headers"]


def test_a_second_robot_takes_the_place_of_the_first(package: Path, gateway: Gateway, robot: NodeRobot) -> None:
    with NodeRobot(package, gateway.url) as second:
        assert until(lambda: robot.times("disconnected") == 1)
        assert robot.last("event")["body"]["event"] == {"eventtype": "disconnected_event"}
        gateway.say(USER, "谁在")
        assert until(lambda: second.times("message") == 1)
        time.sleep(gateway.eviction_seconds * 2)
        assert (robot.times("authenticated"), robot.times("message")) == (1, 0)


@pytest.mark.parametrize("errcode", [846605, 846608, 846609, 40201])
def test_injected_codes_reach_it(gateway: Gateway, robot: NodeRobot, errcode: int) -> None:
    gateway.say(USER, "问")
    gateway.disturb(Disturbance(command="aibot_respond_msg", errcode=errcode))
    assert stream(robot, robot.last("message"), "s", "答") == errcode
    assert stream(robot, robot.last("message"), "s", "答") == 0


def test_a_lost_subscription_is_told_by_its_code_alone(gateway: Gateway, robot: NodeRobot) -> None:
    gateway.say(USER, "问")
    frame = robot.last("message")
    gateway.forget()
    assert stream(robot, frame, "s", "答") == rules.NOT_SUBSCRIBED
    assert robot.times("disconnected") == 0


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 4096])
def test_files_are_sealed_and_opened_the_same_on_all_sides(robot: NodeRobot, length: int) -> None:
    content, key = CONTENT[:length], random.Random(length).randbytes(32)
    word = base64.b64encode(key).decode().rstrip("=")
    ours = encrypted(content, key)
    assert opened(ours, word) == content
    assert given(robot.call(":decryptFile", sent(ours), word)) == content
    theirs = given(robot.call(":seal", sent(content), sent(key)))
    assert theirs == ours
    assert opened(theirs, word) == content


def sent(content: bytes) -> dict[str, str]:
    return {"bytes": base64.b64encode(content).decode()}


def given(buffer: Any) -> bytes:  # noqa: ANN401 - what JavaScript gives
    return base64.b64decode(buffer["bytes"])
