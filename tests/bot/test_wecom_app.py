"""WeCom's self-built application: what it posts is taken once, what is answered arrives, what fails is said."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections import deque
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.app import App, open_app
from bot.channels.opening import switched_on
from bot.channels.wecom import app_sending, intake, wire
from bot.config import Config, Secret
from bot.config.sections import WecomRobotsConfig
from bot.ports.messages import Attachment, Button, Incoming, InvalidError, RefusedError, Reply, TransientError
from bot.ports.people import Person, Role
from bot.ports.wire import reply_from_json
from bot.texts import wecom, wecom_app
from tests.acceptance.living import at, living
from tests.bot.test_wecom_crypto import AES_KEY, TOKEN
from tests.bot.wecom_office import AT, Office, config_of, office
from tests.peers.wecom_api import SEEN_FROM, Platform

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from bot.ports.front import T
    from bot.ports.house import House

NOW = at("2026-11-27T10:00")
SECRETS = (TOKEN, AES_KEY, Platform.secret, "TOKEN-1")
BUTTONS = (Button(label="已知悉", send="知悉 4"), Button(label="稍后提醒", send="稍后 4 明天"))
ASKED = Reply(title="工作提醒", body="第4项今天到期。", buttons=BUTTONS)


@dataclass
class Core:
    """A core that gives the replies laid ready, once it may, and keeps what it was told; its store is real."""

    app: App
    replies: deque[tuple[Reply, ...]] = field(default_factory=deque)
    got: list[Incoming] = field(default_factory=list)
    gate: asyncio.Event | None = None
    fails: bool = False
    echo: bool = False

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        if self.gate is not None:
            await self.gate.wait()
        if self.fails:
            raise RuntimeError("no core")
        self.got.append(incoming)
        if self.echo:
            return (Reply(body=f"答{incoming.text}"),)
        return self.replies.popleft() if self.replies else (Reply(body="好"),)

    async def call(self, use: Callable[[House, datetime], T]) -> T:
        return await self.app.call(use)

    async def wait_for_mail(self, person_id: int, *, after: int, seconds: float) -> bool:
        raise NotImplementedError((person_id, after, seconds))

    def now(self) -> datetime:
        return NOW


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    opened = open_app(None, Config(), clock=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def core(app: App) -> Core:
    return Core(app)


def run(core: Core, story: Callable[[Office], Awaitable[None]], **more: object) -> Platform:
    """Play a story in the office, and give the platform as it is afterwards."""

    async def play() -> Platform:
        async with office(core, **more) as there:  # type: ignore[arg-type] # handed through
            await story(there)
            return there.platform

    return asyncio.run(play())


def test_a_message_is_committed_then_acknowledged_then_answered(core: Core) -> None:
    async def story(there: Office) -> None:
        answer = await there.say("ZhangSan", "医保断缴了怎么办")
        assert (answer.status_code, answer.content) == (200, b"")
        await there.settled(sent=1)

    platform = run(core, story)
    (incoming,) = core.got
    assert (incoming.channel, incoming.address, incoming.text) == ("wecom_app", "ZhangSan", "医保断缴了怎么办")
    assert incoming.sent_at is not None
    assert incoming.sent_at.timestamp() == int(AT)
    assert platform.sent == [("ZhangSan", {"msgtype": "text", "text": {"content": "好"}})]


def test_what_is_posted_three_times_is_done_and_answered_once(core: Core) -> None:
    async def story(there: Office) -> None:
        for _ in range(3):
            assert (await there.say("ZhangSan", "确认 4", number="7")).status_code == 200
        await there.say("ZhangSan", "下一句", number="8")
        await there.settled(sent=2)

    assert len(run(core, story).sent) == 2
    assert [one.message_id for one in core.got] == ["7", "8"]


def test_a_slow_core_is_waited_for_and_yet_the_platform_has_its_answer_in_time(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SECONDS", 0.05)
    core.gate = gate = asyncio.Event()

    async def story(there: Office) -> None:
        answers = [await there.say("ZhangSan", "确认 4", number="7") for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 200]
        assert not core.got
        gate.set()
        await there.settled(sent=1)

    assert run(core, story).texts() == ["好"]
    assert len(core.got) == 1


def test_a_person_is_heard_in_order_though_a_file_takes_long(core: Core) -> None:
    async def story(there: Office) -> None:
        there.platform.media["M1"] = ("x", b"proof")
        picture = there.message("ZhangSan", "image", PicUrl="https://example.invalid/1", MediaId="M1")
        text = there.message("ZhangSan", "text", Content="还有一句")
        await asyncio.gather(there.post(picture), there.post(text))
        await there.settled(sent=2)

    run(core, story)
    assert [one.text for one in core.got] == ["", "还有一句"]
    assert [(file.name, file.content) for file in core.got[0].files] == [("照片.jpg", b"proof")]


def test_before_it_runs_and_when_handling_fails_the_platform_is_to_post_again(
    core: Core, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(there: Office) -> None:
        core.fails = True
        assert (await there.say("ZhangSan", "确认 4", number="7")).status_code == 503
        core.fails = False
        assert (await there.say("ZhangSan", "确认 4", number="7")).status_code == 200

    run(core, story)
    assert len(core.got) == 1
    assert "message_failed" in caplog.text

    async def early(there: Office) -> None:
        there.channel._intake._tasks = None  # noqa: SLF001 - as before `run`
        assert (await there.say("ZhangSan", "早了")).status_code == 503

    run(core, early)


@pytest.mark.parametrize(
    ("kind", "fields", "text", "names"),
    [
        ("voice", {"MediaId": "M1", "Format": "amr", "Recognition": "我的任务"}, "我的任务", []),
        ("link", {"Title": "公示", "Description": "", "Url": "https://a.gov.cn/1"}, "https://a.gov.cn/1", []),
        ("video", {"MediaId": "M1", "ThumbMediaId": "M2"}, "", ["视频.mp4"]),
        ("file", {"MediaId": "M1", "FileName": "台账.xlsx"}, "", ["台账.xlsx"]),
    ],
)
def test_what_holds_words_or_a_file_is_read(
    core: Core, kind: str, fields: dict[str, str], text: str, names: list[str]
) -> None:
    async def story(there: Office) -> None:
        there.platform.media["M1"] = ("x", b"proof")
        await there.post(there.message("ZhangSan", kind, **fields))
        await there.settled(sent=1)

    run(core, story)
    (incoming,) = core.got
    assert (incoming.text, [file.name for file in incoming.files]) == (text, names)


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("voice", {"MediaId": "M1", "Format": "amr"}, wecom_app.unheard().text),
        ("location", {"Location_X": "23.1", "Location_Y": "113.3", "Label": "某处"}, wecom.unreadable().body),
        ("image", {"MediaId": "gone"}, wecom.file_not_fetched().text),
    ],
)
def test_what_cannot_be_read_gets_a_clear_sentence(
    core: Core, kind: str, fields: dict[str, str], sentence: str
) -> None:
    async def story(there: Office) -> None:
        await there.post(there.message("ZhangSan", kind, **fields))
        await there.settled(sent=1)

    platform = run(core, story)
    said = [*platform.texts(), *(card.get("sub_title_text", "") for card in platform.cards())]
    assert any(sentence in one for one in said)
    assert not core.got


def test_a_file_that_is_too_large_is_only_named(core: Core) -> None:
    async def story(there: Office) -> None:
        there.platform.media["M1"] = ("x", b"p" * 1001)
        await there.post(there.message("ZhangSan", "file", MediaId="M1", FileName="大.zip"))
        await there.settled(sent=1)

    run(core, story)
    ((file,),) = [one.files for one in core.got]
    assert (file.name, file.content, file.too_large) == ("大.zip", b"", True)


@pytest.mark.parametrize(
    "fields",
    [
        {"Event": "enter_agent", "EventKey": ""},
        {"Event": "subscribe"},
        {"Event": "LOCATION", "Latitude": "23.1"},
        {"Event": "template_card_event", "EventKey": ""},
    ],
)
def test_an_event_that_asks_for_nothing_is_acknowledged(core: Core, fields: dict[str, str]) -> None:
    async def story(there: Office) -> None:
        event = {"FromUserName": "ZhangSan", "CreateTime": AT, "MsgType": "event", **fields}
        assert (await there.post(event)).status_code == 200

    assert not run(core, story).sent
    assert not core.got


def test_a_menu_entry_says_its_key(core: Core) -> None:
    async def story(there: Office) -> None:
        event = {"FromUserName": "ZhangSan", "CreateTime": AT, "MsgType": "event", "Event": "click"}
        await there.post({**event, "EventKey": "我的任务"})

    run(core, story)
    assert [one.text for one in core.got] == ["我的任务"]


async def tapped(there: Office, key: str) -> None:
    """Somebody taps the last card; the platform posts it twice."""
    event = there.platform.tapped(there.platform.cards()[-1], key, "ZhangSan", int(AT))
    for _ in range(2):
        assert (await there.post(event)).status_code == 200


def test_a_tap_is_done_once_and_its_card_says_so(core: Core) -> None:
    core.replies.extend([(ASKED,), (Reply(body="好的", done="已点收"),)])

    async def story(there: Office) -> None:
        await there.say("ZhangSan", "我的任务")
        await there.settled(sent=1)
        await tapped(there, "知悉 4")
        await there.settled(sent=2, changed=1)

    platform = run(core, story)
    assert [one.text for one in core.got] == ["我的任务", "知悉 4"]
    (card,) = platform.cards()
    assert [one["text"] for one in card["button_list"]] == ["已知悉", "稍后提醒"]
    (changed,) = platform.changed
    after = changed["template_card"]
    assert after["task_id"] == card["task_id"]
    assert [one["text"] for one in after["button_list"]] == ["已点收", "稍后提醒"]


def test_a_card_of_before_a_restart_gives_way_to_what_was_done(core: Core) -> None:
    core.replies.extend([(ASKED,), (Reply(body="好的", done="已点收"),)])

    async def story(there: Office) -> None:
        await there.say("ZhangSan", "我的任务")
        await there.settled(sent=1)
        there.channel._sender._cards.clear()  # noqa: SLF001 - as after a restart
        await tapped(there, "知悉 4")
        await there.settled(sent=2, changed=1)

    assert [one["button"] for one in run(core, story).changed] == [{"replace_name": "已点收"}]


def test_a_card_that_cannot_be_changed_undoes_nothing(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    core.replies.extend([(ASKED,), (Reply(body="好的", done="已点收"),)])

    async def story(there: Office) -> None:
        await there.say("ZhangSan", "我的任务")
        await there.settled(sent=1)
        there.platform.faults["/cgi-bin/message/update_template_card"].append(60140)
        await tapped(there, "知悉 4")
        await there.settled(sent=2)

    assert run(core, story).texts() == ["好的"]
    assert "card_not_changed" in caplog.text


def test_a_long_reply_is_texts_within_the_bytes_and_then_its_card(core: Core) -> None:
    long = Reply(title="题", body="一二三四五六七八九。" * 150, buttons=BUTTONS)

    async def story(there: Office) -> None:
        await there.channel.send("ZhangSan", long)

    platform = run(core, story)
    assert len(platform.texts()) > 2
    assert all(text.endswith("。") for text in platform.texts()[:-1])
    assert "".join(text.replace("\n", "") for text in platform.texts()).startswith("题" + long.body)
    assert len(platform.cards()) == 1
    assert platform.sent[-1][1]["msgtype"] == "template_card"


@pytest.mark.parametrize("body", ["第4项今天到期。", "长" * 200])
def test_where_no_card_is_taken_its_buttons_are_words_to_type(core: Core, body: str) -> None:
    async def story(there: Office) -> None:
        there.platform.faults["/cgi-bin/message/send"].extend([0] * (len(body) > 100) + [42045])
        await there.channel.send("ZhangSan", Reply(title="工作提醒", body=body, buttons=BUTTONS))

    platform = run(core, story)
    assert not platform.cards()
    said = "\n".join(platform.texts())
    assert body in said
    assert wecom.typed((("已知悉", "知悉 4"), ("稍后提醒", "稍后 4 明天")), group=False) in said


def test_links_long_and_many_buttons_stand_in_the_text(core: Core) -> None:
    buttons = (
        Button(label="打开", send="https://a.gov.cn/1"),
        Button(label="太长", send="长" * 400),
        *(Button(label=f"第{one}项", send=f"任务 {one}") for one in range(8)),
    )

    async def story(there: Office) -> None:
        await there.channel.send("ZhangSan", Reply(body="看看", buttons=buttons))

    platform = run(core, story)
    (card,) = platform.cards()
    assert len(card["button_list"]) == 6
    said = "\n".join(platform.texts())
    assert "打开：https://a.gov.cn/1" in said
    assert "“任务 6”（第6项）" in said


def test_files_are_sent_and_what_is_too_small_or_gone_is_named(core: Core) -> None:
    kept = core.app.house.store.files.put(b"a whole table")
    small = core.app.house.store.files.put(b"x")
    files = (
        Attachment(name="台账.xlsx", digest=kept),
        Attachment(name="小.txt", digest=small),
        Attachment(name="无.txt", digest="0" * 64),
    )

    async def story(there: Office) -> None:
        await there.channel.send("ZhangSan", Reply(body="给您", files=files))

    platform = run(core, story)
    assert [body["msgtype"] for _, body in platform.sent] == ["text", "file", "text", "text"]
    assert list(platform.media.values()) == [("台账.xlsx", b"a whole table")]
    assert platform.texts()[1:] == [wecom.file_not_sent("小.txt"), wecom.file_not_sent("无.txt")]


def test_the_token_is_asked_for_once_and_again_before_it_ends(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]

    async def story(there: Office) -> None:
        monkeypatch.setattr(there.channel._api, "_clock", lambda: clock[0])  # noqa: SLF001 - hours in a moment
        await asyncio.gather(*(there.channel.send("ZhangSan", Reply(body=f"第{one}条")) for one in range(5)))
        assert there.platform.given == 1
        clock[0] += 7200 - 301
        await there.channel.send("ZhangSan", Reply(body="还在"))
        assert there.platform.given == 1
        clock[0] += 2
        await there.channel.send("ZhangSan", Reply(body="早一点"))
        assert there.platform.given == 2

    run(core, story)


@pytest.mark.parametrize("code", [40014, 42001])
def test_a_token_that_is_no_longer_taken_is_got_again_once(core: Core, code: int) -> None:
    async def story(there: Office) -> None:
        await there.channel.send("ZhangSan", Reply(body="一"))
        there.platform.faults["/cgi-bin/message/send"].append(code)
        await there.channel.send("ZhangSan", Reply(body="二"))
        assert there.platform.given == 2
        there.platform.faults["/cgi-bin/message/send"].extend([code, code])
        with pytest.raises(TransientError):
            await there.channel.send("ZhangSan", Reply(body="三"))

    platform = run(core, story)
    assert platform.texts() == ["一", "二"]
    assert platform.given == 3


def test_tokens_that_the_platform_forgot_are_got_again(core: Core) -> None:
    async def story(there: Office) -> None:
        await there.channel.send("ZhangSan", Reply(body="一"))
        there.platform.forget_tokens()
        await there.channel.send("ZhangSan", Reply(body="二"))

    assert run(core, story).texts() == ["一", "二"]


@pytest.mark.parametrize(
    ("code", "error", "wait", "words"),
    [
        (-1, TransientError, 60, "正忙"),
        (45009, TransientError, 60, "太频繁"),
        (45033, TransientError, 60, "同时调用太多"),
        (60020, TransientError, 600, f"出口IP（{SEEN_FROM}）"),
        (48002, TransientError, 600, "没有调用这个接口的权限"),
        (99999, TransientError, 600, "错误码 99999"),
        (81013, RefusedError, None, "可见范围"),
        (60111, RefusedError, None, "60111"),
        (45002, InvalidError, None, "45002"),
        (44004, InvalidError, None, "44004"),
    ],
)
def test_a_fault_is_passing_or_final_or_of_this_message(
    core: Core, code: int, error: type[Exception], wait: float | None, words: str
) -> None:
    async def story(there: Office) -> None:
        there.platform.faults["/cgi-bin/message/send"].append(code)
        with pytest.raises(error, match=words) as raised:
            await there.channel.send("ZhangSan", Reply(body="正文"))
        assert getattr(raised.value, "retry_after", None) == wait

    run(core, story)


def test_whom_the_platform_accepts_and_does_not_reach_is_refused(core: Core) -> None:
    async def story(there: Office) -> None:
        there.platform.invalid = {"ZhangSan"}
        with pytest.raises(RefusedError, match="可见范围"):
            await there.channel.send("ZhangSan", Reply(body="正文"))
        there.platform.unlicensed = {"LiSi"}
        with pytest.raises(RefusedError, match="接口许可"):
            await there.channel.send("LiSi", Reply(body="正文"))
        with pytest.raises(RefusedError, match="可见范围"):
            await there.channel.send("nobody", Reply(body="正文"))

    assert not run(core, story).sent


def test_a_refused_secret_is_not_asked_with_again_at_once(core: Core) -> None:
    async def story(there: Office) -> None:
        there.platform.secret = "another"
        for _ in range(3):
            with pytest.raises(TransientError, match="secret 不对"):
                await there.channel.send("ZhangSan", Reply(body="正文"))

    platform = run(core, story)
    assert platform.paths.count("/cgi-bin/gettoken") == 1


def test_what_has_gone_out_of_a_reply_is_not_sent_again(core: Core) -> None:
    long = Reply(body="一二三四五六七八九。" * 150)

    async def story(there: Office) -> None:
        there.platform.faults["/cgi-bin/message/send"].extend([0, 45009])
        with pytest.raises(TransientError):
            await there.channel.send("ZhangSan", long)
        await there.channel.send("ZhangSan", long)

    assert "".join(run(core, story).texts()) == long.body


def test_a_card_that_had_arrived_without_a_word_is_not_sent_again(core: Core) -> None:
    async def story(there: Office) -> None:
        there.platform.faults["/cgi-bin/message/send"].extend([45009, 42014])
        with pytest.raises(TransientError):
            await there.channel.send("ZhangSan", ASKED)
        await there.channel.send("ZhangSan", ASKED)

    assert not run(core, story).sent


def test_what_is_begun_and_what_may_be_tapped_is_remembered_within_bounds(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((app_sending, "MOST_BEGUN"), (app_sending, "MOST_CARDS"), (intake, "REMEMBERED")):
        monkeypatch.setattr(module, name, 3)

    async def story(there: Office) -> None:
        for one in range(5):
            await there.say("ZhangSan", "x")
            await there.channel.send("ZhangSan", Reply(body=f"{one}", buttons=BUTTONS))
            there.platform.faults["/cgi-bin/message/send"].append(45009)
            with pytest.raises(TransientError):
                await there.channel.send("LiSi", Reply(body=f"{one}"))
        assert len(there.channel._sender._begun) == 3  # noqa: SLF001 - what it holds is the point
        assert len(there.channel._sender._cards) == 3  # noqa: SLF001 - as above
        assert len(there.channel._intake._taken) == 3  # noqa: SLF001 - as above
        assert not there.channel._intake._last  # noqa: SLF001 - as above

    run(core, story)


def waiting(core: Core, person: str) -> list[str]:
    """What the outbox holds for somebody."""
    known = core.app.house.store.people.at("wecom_app", person)
    assert known is not None
    delivered = core.app.house.store.outbox.with_prefix("late:")
    return [reply_from_json(one.payload).body for one in delivered if one.person_id == known.id]


def test_an_answer_that_is_refused_is_logged(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    core.replies.append((Reply(body="一"), Reply(body="二")))

    async def story(there: Office) -> None:
        there.platform.faults["/cgi-bin/message/send"].append(81013)
        await there.say("ZhangSan", "你好")
        await there.say("ZhangSan", "还在吗")
        await there.settled(sent=1)

    assert run(core, story).texts() == ["好"]
    assert "reply_not_sent" in caplog.text


def test_answers_of_one_person_do_not_mix(core: Core) -> None:
    core.replies.extend([(Reply(body="一"), Reply(body="二")), (Reply(body="三"), Reply(body="四"))])

    async def story(there: Office) -> None:
        await asyncio.gather(there.say("ZhangSan", "先"), there.say("ZhangSan", "后"))
        await there.settled(sent=4)

    assert run(core, story).texts() == ["一", "二", "三", "四"]


def test_what_cannot_be_said_now_waits_in_the_outbox(core: Core) -> None:
    people = core.app.house.store.people
    people.add(Person(id=0, role=Role.CITIZEN), channel="wecom_app", address="WangWu")
    core.replies.append((Reply(body="一"), Reply(body="二"), Reply(body="三")))

    async def story(there: Office) -> None:
        there.platform.members.add("WangWu")
        there.platform.faults["/cgi-bin/message/send"].extend([0, 60020])
        await there.say("WangWu", "你好")
        await there.settled(sent=1)
        while not waiting(core, "WangWu"):  # noqa: ASYNC110 - the outbox sets no event
            await asyncio.sleep(0.01)

    assert run(core, story).texts() == ["一"]
    assert waiting(core, "WangWu") == ["二", "三"]


def test_what_is_left_at_a_stop_waits_in_the_outbox(core: Core) -> None:
    people = core.app.house.store.people
    people.add(Person(id=0, role=Role.CITIZEN), channel="wecom_app", address="ZhaoLiu")
    core.replies.append(tuple(Reply(body=f"{one}") for one in range(32)))

    async def story(there: Office) -> None:
        there.platform.members.add("ZhaoLiu")
        # the thirty-first has to wait a minute for its turn
        await there.say("ZhaoLiu", "你好")
        await there.settled(sent=30)

    assert len(run(core, story).texts()) == 30
    assert waiting(core, "ZhaoLiu") == ["30", "31"]


FAULTS = (-1, 45009, 45033, 60020, 42001, 40014, 99999)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_platform_says_each_message_is_done_and_answered_once(core: Core, seed: int) -> None:
    """Posts repeated and mixed, every other call refused in some way: nothing is lost, nothing comes twice."""
    chance = Random(seed)
    people = core.app.house.store.people
    crowd = [f"p{seed}-{one}" for one in range(8)]
    for one in crowd:
        people.add(Person(id=0, role=Role.CITIZEN), channel="wecom_app", address=one)

    async def story(there: Office) -> None:
        there.platform.members |= set(crowd)
        for path in ("/cgi-bin/message/send", "/cgi-bin/gettoken"):
            there.platform.faults[path].extend(chance.choice((0, chance.choice(FAULTS))) for _ in range(40))
        posts = [there.message(chance.choice(crowd), "text", Content=f"{one}") for one in range(60)]
        again = [post for post in posts for _ in range(chance.randint(1, 3))]
        answers = await asyncio.gather(*(there.post(post) for post in again))
        assert {one.status_code for one in answers} == {200}
        async with asyncio.timeout(60):
            while there.channel._intake._under_way:  # noqa: ASYNC110, SLF001 - until all is said
                await asyncio.sleep(0.01)

    core.echo = True
    platform = run(core, story)
    said = {one: [body["text"]["content"] for person, body in platform.sent if person == one] for one in crowd}
    heard = {one: [each.text for each in core.got if each.address == one] for one in crowd}
    assert sorted(text for texts in heard.values() for text in texts) == sorted(str(one) for one in range(60))
    for one in crowd:
        assert sorted([*said[one], *waiting(core, one)]) == sorted(f"答{text}" for text in heard[one])
        # those that were said were said in the order in which they were heard
        assert said[one] == [f"答{text}" for text in heard[one] if f"答{text}" in said[one]]


def test_the_check_says_what_is_wrong_and_sends_nothing() -> None:
    core = Core(open_app(None, Config(), clock=lambda: NOW))
    found: list[tuple[str, ...]] = []

    async def story(there: Office) -> None:
        there.platform.closed = True
        found.append(await there.channel.examine())

    platform = run(core, story)
    assert found == [(wecom_app.closed(), wecom_app.never_called("/wecom/callback"))]
    assert not platform.sent

    async def called(there: Office) -> None:
        await there.say("ZhangSan", "你好")
        await there.settled(sent=1)
        found.append(await there.channel.examine())

    run(core, called)
    assert found[1] == ()
    core.app.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"secret": "another"}, "secret 不对"),
        ({"corp_id": "another"}, "corp_id 不对"),
        ({"agent_id": 7}, "agent_id 与 secret 不是同一个应用的"),
        ({"trusted": False}, f"企业微信自建应用：不允许从这台电脑的出口IP（{SEEN_FROM}）调用"),
        ({"odd": b"<html>login</html>"}, "不是企业微信的回音"),
        ({"odd": b"[1]"}, "不是企业微信的回音"),
        ({"odd": b"{}"}, "不是企业微信的回音"),
        ({"odd": b'{"errcode": 0}'}, "不是企业微信的回音"),
        ({"odd": b'{"errcode": "0", "access_token": "x"}'}, "不是企业微信的回音"),
    ],
)
def test_the_check_explains_what_the_platform_says(core: Core, change: dict[str, object], words: str) -> None:
    async def story(there: Office) -> None:
        for name, value in change.items():
            setattr(there.platform, name, value)
        (first, *_) = await there.channel.examine()
        assert words in first

    run(core, story)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"host": "http://127.0.0.1:9"}, "防火墙"),
        ({"proxy": "http://127.0.0.1:9"}, "127.0.0.1"),
    ],
)
def test_the_check_explains_the_network(core: Core, fault: dict[str, str], words: str) -> None:
    async def story(there: Office) -> None:
        (first, *_) = await there.channel.examine()
        assert words in first

    run(core, story, **fault)


def test_nothing_secret_is_ever_logged_or_said(core: Core, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []

    async def story(there: Office) -> None:
        await there.say("ZhangSan", "一句私下的话")
        await there.settled(sent=1)
        for fault in (40001, 60020, -1):
            there.platform.faults["/cgi-bin/message/send"].append(fault)
            with pytest.raises(TransientError) as raised:
                await there.channel.send("ZhangSan", Reply(body="正文"))
            said.append(repr(raised.value))
        there.platform.odd = b"<html>"
        with pytest.raises(TransientError) as raised:
            await there.channel.send("ZhangSan", Reply(body="正文"))
        said.append(repr(raised.value))
        said.extend(await there.channel.examine())
        there.platform.odd = b""
        await there.web.post("/wecom/callback", content=b"<xml/>", params={"msg_signature": "x"})

    run(core, story, platform=Platform(lifetime=0))
    everything = "\n".join((caplog.text, *said))
    assert "HTTP Request" in everything
    assert [one for one in (*SECRETS, "一句私下的话", "ZhangSan") if one in everything] == []


def test_what_the_configuration_holds_is_switched_on(core: Core) -> None:
    app = config_of(Platform(), "http://127.0.0.1:9")
    robots = WecomRobotsConfig(keys=Secret("区司法局 = 00000000-1111-2222-3333-444444444444"))
    live = switched_on(core, Config(wecom_app=app, wecom_robots=robots))
    assert [(one.name, len(one.routes)) for one in live] == [("wecom_app", 1), ("wecom_robot", 0)]
    assert switched_on(core, Config(wecom_app=replace(app, agent_id=0))) == ()


def test_a_liaison_joins_through_the_application(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-24T10:00") as life:
        (code,) = life.say("admin", "加入码 区司法局")
        word = code.body.split("\n", 1)[0]

        async def play() -> Platform:
            async with office(life.app) as there:
                await there.say("ZhangSan", f"/加入 {word}")
                await there.settled(sent=1)
                await there.say("ZhangSan", "我的任务")
                await there.settled(sent=2)
                return there.platform

        platform = asyncio.run(play())
        person = life.app.house.store.people.at("wecom_app", "ZhangSan")
        assert person is not None
        assert (person.unit, person.role.value) == ("区司法局", "liaison")
        assert "区司法局联络员" in str(platform.sent[0])


def caused(error: OSError) -> httpx.ConnectError:
    connecting = httpx.ConnectError("x")
    connecting.__cause__ = error
    return connecting


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (httpx.ProxyError("x"), "proxy"),
        (httpx.ConnectTimeout("x"), "port"),
        (httpx.ReadTimeout("x"), "silence"),
        (httpx.RemoteProtocolError("x"), "silence"),
        (caused(socket.gaierror(8, "nodename nor servname provided")), "name"),
        (caused(ssl.SSLCertVerificationError(1, "self-signed certificate")), "certificate"),
        (caused(ConnectionRefusedError(61, "refused")), "port"),
    ],
)
def test_the_wire_knows_where_it_failed(error: httpx.HTTPError, why: str) -> None:
    assert wire._why(error) == why  # noqa: SLF001 - loopback has no such faults to show
    assert "qyapi.example" in wecom_app.unreachable(why, "qyapi.example", 443, section="wecom_app")
