"""WeCom's group robots: units get their groups, messages say where to answer, keys never show."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.app import App, open_app
from bot.channels.wecom.robots import NAME, WecomRobotsChannel, bind_groups, markdown_from
from bot.config import Config, Secret
from bot.config.robots import robots_from
from bot.config.sections import WecomRobotsConfig
from bot.ports.messages import Attachment, Button, InvalidError, RefusedError, Reply, TransientError
from bot.ports.people import Person, Role
from bot.ports.wire import reply_from_json
from bot.texts import wecom, wecom_app
from tests.acceptance.living import at
from tests.peers.wecom_api import Platform, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

NOW = at("2026-11-27T10:00")
KEY = "693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa".replace("s", "5").replace("i", "1")
OTHER = "00000000-1111-2222-3333-444444444444"
UNIT = "区司法局"
BUTTONS = (Button(label="已知悉", send="知悉 4"), Button(label="打开", send="https://a.gov.cn/1"))


@pytest.fixture
def app() -> Iterator[App]:
    opened = open_app(None, Config(), clock=lambda: NOW)
    yield opened
    opened.close()


@asynccontextmanager
async def robots(app: App, platform: Platform, keys: str = f"{UNIT} = {KEY}") -> AsyncIterator[WecomRobotsChannel]:
    """The channel while it runs."""
    with serving(platform) as host:
        channel = WecomRobotsChannel(app, WecomRobotsConfig(keys=Secret(keys), host=host))
        running = asyncio.create_task(channel.run())
        # one turn of the core lies behind everything that `run` does at its start
        await asyncio.sleep(0)
        await app.call(lambda house, _: house.store.settings.get("x"))
        try:
            yield channel
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def group(app: App, unit: str = UNIT) -> tuple[str, bool] | None:
    """Whose group it is, and whether it can be reached."""
    people = app.house.store.people
    found = people.at(NAME, unit)
    return None if found is None else (found.unit, bool(people.addresses(found.id)))


def sent(app: App, *replies: Reply, keys: str = f"{UNIT} = {KEY}", platform: Platform | None = None) -> Platform:
    platform = platform or Platform()
    platform.robots.add(KEY)

    async def story() -> None:
        async with robots(app, platform, keys) as channel:
            for reply in replies:
                await channel.send(UNIT, reply)

    asyncio.run(story())
    return platform


def said(platform: Platform) -> list[str]:
    return [body["markdown"]["content"] for _, body in platform.said if body["msgtype"] == "markdown"]


@pytest.mark.parametrize(
    ("text", "found", "faults"),
    [
        ("", {}, ()),
        (f"# 群\n\n 区司法局 = {KEY.upper()} \n", {"区司法局": KEY}, ()),
        (f"区司法局=https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", {"区司法局": KEY}, ()),
        (
            "区司法局",
            {},
            ("群机器人第1行应当写成“单位 = 密钥”，例如“区司法局 = 693axxx6-…”。",),
        ),
        (
            f"区司法局 = {KEY}\n= {KEY}\n区财政局 = abc\n区司法局 = {OTHER}",
            {"区司法局": KEY},
            (
                "群机器人第2行应当写成“单位 = 密钥”，例如“区司法局 = 693axxx6-…”。",
                "群机器人第3行（区财政局）的密钥不对：应当是 Webhook 地址里 key= 后面的36个字符，也可以写整个地址。",
                "群机器人第4行：区司法局前面已经写过了，一个单位写一行。",
            ),
        ),
    ],
)
def test_robots_are_read_line_by_line(text: str, found: dict[str, str], faults: tuple[str, ...]) -> None:
    assert robots_from(Secret(text)) == (found, faults)


def test_units_with_a_robot_get_their_group_and_lose_it_with_the_robot(app: App) -> None:
    assert bind_groups(app.house, NOW, (UNIT, "不存在的局")) == ("不存在的局",)
    assert (group(app), group(app, "不存在的局")) == ((UNIT, True), None)
    assert bind_groups(app.house, NOW, (UNIT,)) == ()
    bind_groups(app.house, NOW, ())
    assert group(app) == ("", False)
    bind_groups(app.house, NOW, (UNIT,))
    assert group(app) == (UNIT, True)
    lines = [one for one in app.house.store.audit.all() if one.action.startswith("group.")]
    assert [one.action for one in lines] == ["group.bound", "group.unbound", "group.bound"]


def test_a_group_of_another_channel_is_left_alone(app: App) -> None:
    people = app.house.store.people
    other = people.add(Person(id=0, role=Role.GROUP, unit=UNIT), channel="telegram", address="-5")
    bind_groups(app.house, NOW, ())
    assert people.addresses(other.id)


def test_at_the_start_groups_are_bound_and_unknown_units_named(app: App, caplog: pytest.LogCaptureFixture) -> None:
    sent(app, keys=f"{UNIT} = {KEY}\n不存在的局 = {OTHER}")
    assert group(app) == (UNIT, True)
    assert "robots_of_unknown_units" in caplog.text
    sent(app, keys=f"{UNIT} = {KEY}\n不存在的局 = {OTHER}")
    (told,) = app.house.store.outbox.with_prefix("robots:")
    assert reply_from_json(told.payload) == wecom_app.unknown_units(("不存在的局",))


def test_a_message_says_where_to_answer_and_calls_the_liaisons(app: App) -> None:
    people = app.house.store.people
    for channel, address in (("wecom", "ZhangSan"), ("wecom_app", "ZhangSan"), ("wecom", "<@all>"), ("web", "LiSi")):
        people.add(Person(id=0, role=Role.LIAISON, unit=UNIT), channel=channel, address=address)
    platform = sent(
        app, Reply(title="工作提醒", body="第4项今天到期", note="依据", buttons=BUTTONS), Reply(body="通知")
    )
    ways = wecom_app.elsewhere(wecom.typed((("已知悉", "知悉 4"),), group=False))
    assert said(platform) == [
        f"**工作提醒**\n第4项今天到期\n依据\n[打开](https://a.gov.cn/1)\n{ways}\n<@ZhangSan>",
        "通知",
    ]
    assert [key for key, _ in platform.said] == [KEY, KEY]


def test_text_calls_nobody_and_is_cut_by_bytes_after_sentences() -> None:
    assert markdown_from(Reply(body="<@all> <font color='warning'>")) == ("＜@all> ＜font color='warning'>",)
    assert markdown_from(Reply(body="")) == ()
    parts = markdown_from(Reply(title="题", body="一二三四五六七八九。" * 300))
    assert len(parts) > 2
    assert all(len(part.encode()) <= 4096 and part.endswith("。") for part in parts)


def test_files_follow_and_what_cannot_be_sent_is_named(app: App) -> None:
    kept = app.house.store.files.put(b"a whole table")
    files = (Attachment(name="台账.xlsx", digest=kept), Attachment(name="无.txt", digest="0" * 64))
    platform = sent(app, Reply(body="给您", files=files))
    assert list(platform.media.values()) == [("台账.xlsx", b"a whole table")]
    assert [body["msgtype"] for _, body in platform.said] == ["markdown", "file", "markdown"]
    assert said(platform)[-1] == wecom.file_not_sent("无.txt")


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [(93000, RefusedError, "密钥不认"), (45009, TransientError, "太频繁"), (45002, InvalidError, "45002")],
)
def test_a_fault_is_final_passing_or_of_this_message(app: App, code: int, error: type[Exception], words: str) -> None:
    platform = Platform()
    platform.faults["/cgi-bin/webhook/send"].append(code)
    with pytest.raises(error, match=words):
        sent(app, Reply(body="通知"), platform=platform)


def test_a_unit_without_a_robot_is_refused(app: App) -> None:
    with pytest.raises(RefusedError, match="没有这个单位"):
        sent(app, Reply(body="通知"), keys=f"区财政局 = {KEY}")


def examined(app: App, platform: Platform, keys: str) -> tuple[str, ...]:
    async def story() -> tuple[str, ...]:
        async with robots(app, platform, keys) as channel:
            return await channel.examine()

    return asyncio.run(story())


def test_the_check_asks_each_robot_and_says_nothing_in_any_group(app: App) -> None:
    platform = Platform(robots={KEY})
    assert examined(app, platform, f"{UNIT} = {KEY}") == ()
    found = examined(app, platform, f"{UNIT} = {KEY}\n区财政局 = {OTHER}\n不存在的局 = {KEY}")
    assert found == (wecom_app.no_such_unit("不存在的局"), wecom_app.of_robots(wecom_app.explained(93000), "区财政局"))
    assert not platform.said
    (odd,) = examined(app, Platform(odd=b"<html>"), f"{UNIT} = {KEY}")
    assert "不是企业微信的回音" in odd


def test_a_key_is_never_logged_or_said(app: App, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    platform = Platform()
    platform.faults["/cgi-bin/webhook/send"].extend([0, 93000, -1])
    errors = []
    sent(app, Reply(body="一句"), platform=platform)
    for _ in range(2):
        with pytest.raises((RefusedError, TransientError)) as raised:
            sent(app, Reply(body="一句"), platform=platform)
        errors.append(repr(raised.value))
    errors.extend(examined(app, Platform(), f"{UNIT} = {KEY}"))
    everything = "\n".join((caplog.text, *errors, repr(WecomRobotsConfig(keys=Secret(KEY)))))
    assert "HTTP Request" in everything
    assert KEY not in everything
    assert "一句" not in caplog.text
