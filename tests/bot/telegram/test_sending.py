"""Sending: what the platform is asked, and what its faults mean to the house."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from bot.ports.messages import (
    Attachment,
    Button,
    InvalidError,
    MovedError,
    RefusedError,
    Reply,
    TransientError,
)
from tests.bot.telegram.server import TOKEN, Answer, Api, Front, channel, fault, message

if TYPE_CHECKING:
    from bot.ports.house import House
    from tests.bot.office_room import Room

PNG = b"\x89PNG\r\n\x1a\n"


def send(api: Api, reply: Reply, address: str = "7", house: House | None = None) -> None:
    asyncio.run(channel(Front(house=house), api).send(address, reply))


def test_a_reply_is_sent(api: Api) -> None:
    send(api, Reply(title="题", body="正文", buttons=(Button(label="收到", send="收到 1"),)))
    (fields,) = api.fields("sendMessage")
    assert (fields["chat_id"], fields["text"], fields["parse_mode"]) == ("7", "<b>题</b>\n正文", "HTML")
    assert json.loads(fields["link_preview_options"]) == {"is_disabled": True}
    assert json.loads(fields["reply_markup"]) == {"inline_keyboard": [[{"text": "收到", "callback_data": "收到 1"}]]}


def test_the_one_source_is_previewed(api: Api) -> None:
    send(api, Reply(body="见", buttons=(Button(label="打开", send="https://a.gov.cn/"),)))
    (fields,) = api.fields("sendMessage")
    assert json.loads(fields["link_preview_options"]) == {"url": "https://a.gov.cn/"}


def test_a_reply_goes_into_its_topic_and_to_the_group_when_that_is_gone(api: Api) -> None:
    api.ready["sendMessage"] = [fault(400, "Bad Request: message thread not found")]
    send(api, Reply(body="正文"), "-100123:7")
    first, second = api.fields("sendMessage")
    assert (first["chat_id"], first["message_thread_id"]) == ("-100123", "7")
    assert "message_thread_id" not in second


def test_files_go_with_their_reply(api: Api, room: Room) -> None:
    files = tuple(Attachment(name=name, digest=room.store.files.put(content)) for name, content in FILES)
    send(api, Reply(body="材料", files=files), house=room.house)
    assert [(fields["document"], fields.get("caption")) for fields in api.fields("sendDocument")] == [("表.docx", None)]
    assert [(fields["photo"], fields["caption"]) for fields in api.fields("sendPhoto")] == [("图.png", "材料")]


FILES = (("表.docx", b"doc"), ("图.png", PNG))


def test_a_picture_that_is_refused_goes_as_a_file(api: Api, room: Room) -> None:
    api.ready["sendPhoto"] = [fault(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")]
    file = Attachment(name="图.png", digest=room.store.files.put(PNG))
    send(api, Reply(body="材料", files=(file,)), house=room.house)
    assert api.methods() == ["sendPhoto", "sendDocument"]


@pytest.mark.parametrize(
    ("answer", "error", "wait"),
    [
        (fault(429, "Too Many Requests", retry_after=7), TransientError, 7.0),
        (fault(403, "Forbidden: bot was blocked by the user"), RefusedError, None),
        (fault(400, "Bad Request: chat not found"), RefusedError, None),
        (fault(400, "Bad Request: not enough rights to send text messages to the chat"), RefusedError, None),
        (fault(400, "Bad Request: message is too long"), InvalidError, None),
        (fault(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009), MovedError, None),
        (fault(401, "Unauthorized"), TransientError, None),
        (fault(409, "Conflict"), TransientError, None),
        (fault(502, "Bad Gateway"), TransientError, None),
        ((502, b"<html>"), TransientError, None),
        ((200, b"no json"), TransientError, None),
        ((200, b"[]"), TransientError, None),
        ((200, {"ok": True}), TransientError, None),
    ],
)
def test_a_fault_says_what_can_be_done(api: Api, answer: Answer, error: type[Exception], wait: float | None) -> None:
    api.ready["sendMessage"] = [answer]
    with pytest.raises(error) as raised:
        send(api, Reply(body="正文"))
    assert getattr(raised.value, "retry_after", None) == wait
    causes = [raised.value, raised.value.__cause__, raised.value.__context__]
    assert not any(TOKEN.partition(":")[2] in repr(one) + str(one) for one in causes)


def test_a_group_that_grew_says_where_to(api: Api) -> None:
    api.ready["sendMessage"] = [fault(400, "Bad Request", migrate_to_chat_id=-1009)]
    with pytest.raises(MovedError) as raised:
        send(api, Reply(body="正文"), "-9")
    assert raised.value.address == "-1009"


def test_after_a_429_the_chat_waits_and_another_does_not(api: Api) -> None:
    api.ready["sendMessage"] = [fault(429, "Too Many Requests", retry_after=1)]

    async def story() -> list[str]:
        one = channel(Front(), api)
        with pytest.raises(TransientError):
            await one.send("7", Reply(body="一"))
        await asyncio.gather(one.send("7", Reply(body="二")), one.send("8", Reply(body="三")))
        return [fields["chat_id"] for fields in api.fields("sendMessage")]

    assert asyncio.run(story()) == ["7", "8", "7"]


def rewrite(api: Api, message: str, reply: Reply, house: House | None = None) -> None:
    asyncio.run(channel(Front(house=house), api).rewrite(message, reply))


def test_what_was_sent_is_named_by_its_chat_and_the_messages_with_its_text(api: Api, room: Room) -> None:
    file = Attachment(name="表.docx", digest=room.store.files.put(b"doc"))
    api.ready["sendMessage"] = [sent(number) for number in (11, 12, 13)]
    api.ready["sendDocument"] = [sent(number) for number in (21, 22)]

    async def story() -> list[str | None]:
        one = channel(Front(house=room.house), api)
        replies = {
            "7": Reply(title="题", body="正文"),
            "-100123:7": LONG,
            "8": Reply(body="材料", files=(file,)),
            "9": Reply(body="", files=(file,)),
        }
        return [await one.send(address, reply) for address, reply in replies.items()]

    assert asyncio.run(story()) == ["7 11", "-100123 12 13", "8 21", None]


def sent(number: int) -> Answer:
    return 200, {"ok": True, "result": message(message_id=number)}


LONG = Reply(title="题", body="一句话。" * 1500, buttons=(Button(label="收到", send="收到 1"),))


def test_a_message_is_rewritten_without_its_buttons(api: Api) -> None:
    rewrite(api, "7 11", Reply(title="已撤回\n【通知】", body="正文"))
    ((method, fields),) = api.calls
    assert (method, fields["chat_id"], fields["message_id"]) == ("editMessageText", "7", "11")
    assert (fields["text"], fields["parse_mode"]) == ("<b>已撤回\n【通知】</b>\n正文", "HTML")
    assert "reply_markup" not in fields
    assert json.loads(fields["link_preview_options"]) == {"is_disabled": True}


def test_of_a_file_the_caption_is_rewritten(api: Api, room: Room) -> None:
    file = Attachment(name="图.png", digest=room.store.files.put(PNG))
    rewrite(api, "7 11", Reply(title="已更正", body="材料", files=(file,)), room.house)
    ((method, fields),) = api.calls
    assert (method, fields["message_id"], fields["caption"]) == ("editMessageCaption", "11", "<b>已更正</b>\n材料")


def test_of_several_messages_each_is_rewritten_though_one_stays_the_same(api: Api) -> None:
    api.ready["editMessageText"] = [fault(400, "Bad Request: message is not modified: exactly the same")]
    rewrite(api, "7 11 12", LONG)
    first, last = api.fields("editMessageText")
    assert [fields["message_id"] for fields in (first, last)] == ["11", "12"]
    assert ("reply_markup" in first, "reply_markup" in last) == (False, True)


def test_words_that_have_no_room_where_they_stood_are_not_sent(api: Api) -> None:
    with pytest.raises(InvalidError):
        rewrite(api, "7 11", LONG)
    assert api.calls == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (fault(400, "Bad Request: message can't be edited"), InvalidError),
        (fault(400, "Bad Request: message to edit not found"), InvalidError),
        (fault(403, "Forbidden: bot was blocked by the user"), RefusedError),
        (fault(429, "Too Many Requests", retry_after=7), TransientError),
    ],
)
def test_a_message_that_cannot_be_rewritten_says_why(api: Api, answer: Answer, error: type[Exception]) -> None:
    api.ready["editMessageText"] = [answer]
    with pytest.raises(error):
        rewrite(api, "7 11", Reply(body="正文"))


@pytest.mark.parametrize("address", ["", "somebody", "7:x"])
def test_an_address_that_is_none_is_refused(api: Api, address: str) -> None:
    with pytest.raises(RefusedError):
        send(api, Reply(body="正文"), address)


def test_a_server_that_is_not_there_is_a_passing_fault(api: Api) -> None:
    api.close()
    with pytest.raises(TransientError) as raised:
        send(api, Reply(body="正文"))
    assert TOKEN.partition(":")[2] not in repr(raised.value.__cause__)
