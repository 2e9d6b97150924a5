"""WeCom: what people say, tap and send in a chat, and what the robot shows them."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from bot.channels.opening import switched_on
from bot.channels.wecom import channel as wecom
from bot.channels.wecom.incoming import media_from, text_from
from bot.channels.wecom.longconn import Waits
from bot.channels.wecom.protocol import Content, Media, MediaKind, Origin, Said
from bot.config import Config, Secret
from bot.config.sections import WecomConfig
from bot.ports.messages import Attachment, Button, Incoming, Reply
from tests.bot.wecom_room import GROUP, MOST_FILE_BYTES, NOW, USER, Front, bubbles, channel_on, happens, running, said
from tests.peers.wecom_line import Disturbance

if TYPE_CHECKING:
    from tests.peers.wecom_gateway import Gateway

CARD = Reply(title="题", body="正文", buttons=(Button(label="收到", send="收到 1"), Button(label="稍后", send="稍后")))
PICTURE = Media(kind=MediaKind.IMAGE, url="u", aeskey="k")


def heard(text: str = "", quoted: str = "", *, group: str = "", media: tuple[Media, ...] = ()) -> Said:
    origin = Origin(req_id="R", msgid="M", userid=USER, group=group)
    return Said(origin=origin, content=Content(text=text, media=media), quoted=Content(text=quoted))


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (heard(" 帮助 "), "帮助"),
        (heard("@问办 确认 4", group=GROUP), "确认 4"),
        (heard("@问办\u2005@张三 帮助", group=GROUP), "帮助"),
        (heard("帮助 @问办", group=GROUP), "帮助"),
        (heard("@问办", group=GROUP), ""),
        (heard("@问办", "社保断缴了怎么办", group=GROUP), "社保断缴了怎么办"),
        (heard("联系 a@b.cn 可以吗", group=GROUP), "联系 a@b.cn 可以吗"),
        (heard("@问办 帮助"), "@问办 帮助"),
        (heard("知悉", "您有一项工作"), "知悉"),
        (heard("确认 4 http://a.cn", "您有一项工作"), "确认 4 http://a.cn"),
        (heard("这个怎么办", "社保断缴"), "这个怎么办\n社保断缴"),
        (heard("这是公示 http://a.cn", "社保断缴"), "这是公示 http://a.cn"),
        (heard("", "说明", media=(PICTURE,)), ""),
    ],
)
def test_what_is_meant_is_read(what: Said, text: str) -> None:
    assert text_from(what) == text


def test_a_quoted_file_goes_along() -> None:
    quoting = Said(origin=heard().origin, content=Content(text="确认 4"), quoted=Content(media=(PICTURE,)))
    assert media_from(quoting) == (PICTURE,)
    assert media_from(heard(media=(PICTURE,))) == (PICTURE,)


def test_it_is_switched_on_by_its_configuration(front: Front) -> None:
    config = Config(wecom=WecomConfig(bot_id="B", secret=Secret("S")))
    (channel,) = switched_on(front, config)
    assert (channel.name, channel.routes) == ("wecom", ())


def test_a_question_is_answered_in_one_bubble_that_can_be_rated(gateway: Gateway, front: Front) -> None:
    front.room.desk.near = ()

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "工资被拖欠")
            (answer,) = await said(gateway, 1)
            assert answer.kind == "stream"
            assert answer.finished
            assert "可以向劳动保障监察机构投诉。" in answer.text
            gateway.judge(USER, answer, like=True)
            gateway.judge(USER, answer, like=False, content="没用")
            await said(gateway, 2)

    asyncio.run(story())
    assert [one.text for one in front.got] == ["工资被拖欠", "有用 E001", "没解决 E001"]
    assert front.got[0] == Incoming(channel="wecom", address=USER, message_id="M1", text="工资被拖欠", at=NOW)
    assert gateway.refused == []


def test_a_card_is_tapped_committed_and_replaced(gateway: Gateway, front: Front) -> None:
    front.replies = {"卡": (CARD,), "收到 1": (Reply(body="已点收，谢谢。", done="已点收"),)}

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "卡")
            (card,) = await said(gateway, 1)
            gateway.click(USER, card, "收到")
            _, thanks = await said(gateway, 2)
            assert thanks.text == "已点收，谢谢。"
            assert card.text == "题\n正文\n已点收 10:00\n〔已点收〕〔稍后〕"

    asyncio.run(story())
    assert gateway.refused == []


def test_a_card_of_before_a_restart_is_replaced_too(gateway: Gateway, front: Front) -> None:
    front.replies = {"卡": (CARD,), "收到 1": (Reply(body="已点收。", done="已点收"),)}

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "卡")
            (card,) = await said(gateway, 1)
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: len(gateway.subscriptions) == 2)
            gateway.click(USER, card, "收到")
            await said(gateway, 2)
            assert card.text == "您刚才点的\n已点收 10:00\n〔已点收〕"

    asyncio.run(story())


def test_a_slow_tap_says_that_it_works_and_a_failed_update_undoes_nothing(
    gateway: Gateway, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wecom, "WORKING_SECONDS", 0.05)
    front.replies = {"卡": (CARD,), "收到 1": (Reply(body="已点收。", done="已点收"),), "稍后": (Reply(body="好。"),)}

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "卡")
            (card,) = await said(gateway, 1)
            front.slow = 0.5
            gateway.click(USER, card, "收到 1")
            await said(gateway, 2)
            assert "处理中" in card.text
            front.slow = 0
            gateway.disturb(Disturbance(command="aibot_respond_update_msg", errcode=40058))
            gateway.click(USER, card, "收到 1")
            await said(gateway, 3)

    asyncio.run(story())
    assert [one.text for one in front.got] == ["卡", "收到 1", "收到 1"]


def test_a_tap_that_asks_for_more_leaves_its_card(gateway: Gateway, front: Front) -> None:
    front.replies = {"卡": (CARD,), "稍后": (Reply(body="什么时候？"),)}

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "卡")
            (card,) = await said(gateway, 1)
            gateway.click(USER, card, "稍后")
            await said(gateway, 2)
            assert card.changes == 0

    asyncio.run(story())


def test_in_a_group_buttons_are_typed_and_the_answer_goes_to_the_group(gateway: Gateway, front: Front) -> None:
    front.replies = {"卡": (CARD,)}

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "卡", group=GROUP)
            (answer,) = await said(gateway, 1, GROUP)
            assert "@我，写：“收到 1”，或“稍后”" in answer.text

    asyncio.run(story())
    assert (front.got[0].address, front.got[0].group) == (USER, GROUP)
    assert gateway.refused == []


def test_who_opens_the_chat_is_welcomed_with_what_can_be_done(gateway: Gateway, front: Front) -> None:
    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.enter(USER)
            (welcome,) = await said(gateway, 1)
            assert welcome.kind == "text"
            assert "有政策方面的问题直接问就行" in welcome.text
            assert "回复：“热门问题”" in welcome.text
            gateway.disturb(Disturbance(command="aibot_respond_welcome_msg", errcode=846605))
            gateway.enter("lisi")
            await happens(gateway, lambda: gateway.counts["aibot_respond_welcome_msg"] == 2)
            await asyncio.sleep(0.05)

    asyncio.run(story())


def test_a_repeated_message_is_handled_once(gateway: Gateway, front: Front) -> None:
    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            msgid = gateway.say(USER, "帮助")
            gateway.repeat(msgid)
            await happens(gateway, lambda: len(bubbles(gateway)) > 0)
            gateway.repeat(msgid)
            gateway.say(USER, "取消")
            await happens(gateway, lambda: len(front.got) == 2)

    asyncio.run(story())
    assert [one.text for one in front.got] == ["帮助", "取消"]


def test_a_message_that_failed_may_come_again(gateway: Gateway, front: Front, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            msgid = gateway.say(USER, "坏")
            await happens(gateway, lambda: "message_failed" in caplog.text)
            gateway.repeat(msgid)
            await happens(gateway, lambda: len(front.got) == 2)

    asyncio.run(story())


def test_messages_of_one_person_are_answered_in_order(gateway: Gateway, front: Front) -> None:
    front.replies = {f"第{n}句": (Reply(body=f"答{n}"),) for n in range(8)}
    front.slow = 0.01

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            for n in range(8):
                gateway.say(USER, f"第{n}句")
            assert [one.text for one in await said(gateway, 8)] == [f"答{n}" for n in range(8)]

    asyncio.run(story())


def test_files_come_with_their_names_and_are_opened(gateway: Gateway, front: Front) -> None:
    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.send_file(USER, "清单.pdf", b"%PDF proof")
            gateway.send_mixed(USER, "看图", "", b"\x89PNG...")
            gateway.send_file(USER, "大.pdf", b"x" * (MOST_FILE_BYTES + 1000))
            await happens(gateway, lambda: len(front.got) == 3)

    asyncio.run(story())
    first, mixed, large = (one.files[0] for one in front.got)
    assert (first.name, first.content) == ("清单.pdf", b"%PDF proof")
    assert (front.got[1].text, mixed.name, mixed.content) == ("看图", "照片.png", b"\x89PNG...")
    assert (large.name, large.content, large.too_large) == ("大.pdf", b"", True)


def test_a_file_that_cannot_be_fetched_is_said_so(gateway: Gateway, front: Front) -> None:
    front.replies = {"看图": (Reply(body="好"),)}

    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.disturb(Disturbance(command="media", errcode=404, times=2))
            gateway.send_file(USER, "清单.pdf", b"%PDF")
            (fault,) = await said(gateway, 1)
            assert "没有取到" in fault.text
            gateway.send_mixed(USER, "看图", "图.png", b"PNG")
            _, answer, again = await said(gateway, 3)
            assert answer.text == "好"
            assert "没有取到" in again.text

    asyncio.run(story())
    assert [one.text for one in front.got] == ["看图"]


def test_what_cannot_be_read_is_said_so(gateway: Gateway, front: Front) -> None:
    async def story() -> None:
        async with running(channel_on(gateway, front)):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "帮助")
            await said(gateway, 2)
            body = {"msgid": "M9", "chattype": "single", "from": {"userid": USER}, "msgtype": "location"}
            gateway.throw(json.dumps({"cmd": "aibot_msg_callback", "headers": {"req_id": "R9"}, "body": body}))
            gateway.throw("not a frame")
            await happens(
                gateway, lambda: any("这种消息我看不懂" in one.text for one in gateway.desk.chat(USER).answers)
            )

    asyncio.run(story())


def test_files_of_ours_are_uploaded_in_pieces(gateway: Gateway, front: Front) -> None:
    content = bytes(range(256)) * 5000
    names = {"台账.xlsx": content, "图.png": b"PNG..", "空.txt": b"", "没了.txt": None}
    files = tuple(
        Attachment(name=name, digest=front.room.store.files.put(data) if data is not None else "0" * 64)
        for name, data in names.items()
    )
    front.replies = {"台账": (Reply(body="附上", files=files),)}

    async def story() -> None:
        async with running(channel_on(gateway, front, Waits())):
            await happens(gateway, lambda: gateway.subscribed)
            gateway.say(USER, "台账")
            _, table, picture, empty, gone = await said(gateway, 5)
            assert (table.kind, table.text, table.file) == ("file", "［文件］台账.xlsx", content)
            assert (picture.kind, picture.file) == ("image", b"PNG..")
            assert "空.txt" in empty.text
            assert "没了.txt" in gone.text

    asyncio.run(story())
    assert gateway.counts["aibot_upload_media_chunk"] == 4
    assert gateway.refused == []
