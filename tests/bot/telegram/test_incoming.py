"""Updates as the platform sends them become messages, moves, silences; whatever comes, nothing raises."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.albums import album_of, together
from bot.channels.telegram.incoming import (
    Heard,
    Left,
    Malformed,
    Me,
    Moved,
    Remote,
    Returned,
    Tap,
    Unsupported,
    chat_of,
    meaning_of,
)
from bot.channels.telegram.words import meant, without_mention
from bot.ports.messages import Button, Incoming
from bot.texts import telegram as said
from tests.bot.telegram.server import NOW

UPDATES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "telegram" / "updates.json").read_text(encoding="utf-8")
)
ME = Me(id=1, username="wenban_bot")
GROUP = "-1001234567890"
SENT = datetime.fromtimestamp(1795600000, UTC)


def meaning(name: str) -> object:
    return meaning_of(UPDATES[name], me=ME, at=NOW)


def heard(name: str) -> Heard:
    found = meaning(name)
    assert isinstance(found, Heard)
    return found


def test_a_private_message_becomes_a_message() -> None:
    assert heard("private_text").incoming == Incoming(
        channel="telegram",
        address="7",
        message_id="7:30",
        text="医保断缴了怎么办",
        at=NOW,
        sender_name="联络 员",
        sent_at=SENT,
    )


@pytest.mark.parametrize(
    ("name", "text", "group"),
    [
        ("private_command", "我的任务", ""),
        ("private_command_with_words", "确认 4 https://zwgk.example.gov.cn/a", ""),
        ("deep_link", "/加入 AbC-123_xyzAbC-123_xyz", ""),
        ("first_tap_on_start", "帮助", ""),
        ("chinese_command", "/通知", ""),
        ("forwarded", "转来的一句话", ""),
        ("group_mention", "我的任务", GROUP),
        ("group_mention_within", "请问😀 医保断缴怎么办", GROUP),
        ("group_reply_to_us", "确认 4 链接", GROUP),
        ("group_command", "我的任务", GROUP),
        ("group_command_for_us", "帮助", GROUP),
        ("group_photo_for_us", "确认 4", GROUP),
        ("topic_mention", "我的任务", f"{GROUP}:7"),
        ("reply_thread_outside_a_topic", "我的任务", GROUP),
        ("tap", "知悉 4", ""),
        ("tap_in_a_topic", "知悉 4", f"{GROUP}:7"),
        ("tap_on_an_old_message", "知悉 4", GROUP),
        ("tap_without_a_message", "知悉 4", ""),
    ],
)
def test_what_is_for_us_is_heard_in_the_houses_words_where_it_was_said(name: str, text: str, group: str) -> None:
    incoming = heard(name).incoming
    assert (incoming.text, incoming.group, incoming.address) == (text, group, "7")


@pytest.mark.parametrize(
    "name",
    [
        "group_talk",
        "group_mention_of_another",
        "group_reply_to_another",
        "group_command_for_another",
        "group_unknown_command",
        "group_sticker_to_us",
        "topic_talk",
        "another_bot",
        "linked_channel",
        "edited_without_date",
        "live_location_moved",
        "tap_of_a_game",
        "tap_in_a_channel",
        "made_admin",
        "taken_into_channel",
        "somebody_joined",
        "title_changed",
        "pinned",
        "channel_post",
        "poll_state",
        "of_a_kind_to_come",
    ],
)
def test_what_is_not_for_us_is_passed_over(name: str) -> None:
    assert meaning(name) is None


@pytest.mark.parametrize("name", ["sticker", "voice", "animation", "location", "contact", "poll", "dice"])
def test_a_kind_that_is_not_read_is_refused_by_name(name: str) -> None:
    assert meaning(name) == Unsupported(address="7", kind=name, reply=said.unread(name))


def test_the_words_beneath_what_is_not_read_are_heard() -> None:
    found = heard("video_with_caption")
    assert (found.incoming.text, found.aside, found.remotes) == ("确认 4", said.unread("video"), ())


@pytest.mark.parametrize(
    ("name", "address", "kind"),
    [
        ("unknown_command", "7", "command"),
        ("group_unknown_command_for_us", GROUP, "command"),
        ("anonymous_admin", GROUP, "anonymous"),
    ],
)
def test_what_cannot_be_done_is_said(name: str, address: str, kind: str) -> None:
    found = meaning(name)
    assert isinstance(found, Unsupported)
    assert (found.address, found.kind) == (address, kind)


def test_an_unknown_command_is_pointed_to_help() -> None:
    assert said.unknown_command("weather").body == "没有 /weather 这个命令。发 /help 看看能做什么，或者直接提问。"


def test_an_edit_is_a_message_of_its_own() -> None:
    found = heard("edited")
    assert (found.incoming.message_id, found.source) == ("7:30:1795600060", "7:30")
    assert found.incoming.sent_at == datetime.fromtimestamp(1795600060, UTC)


@pytest.mark.parametrize(
    ("name", "remotes"),
    [
        ("document", (Remote(file_id="BQAC", name="公示_截图.docx", size=20480),)),
        ("photo", (Remote(file_id="large", name="照片.jpg", size=99000),)),
        ("private_text", ()),
    ],
)
def test_a_document_or_the_largest_photo_is_fetched(name: str, remotes: tuple[Remote, ...]) -> None:
    assert heard(name).remotes == remotes


def test_a_tap_knows_its_message_and_its_buttons() -> None:
    found = heard("tap")
    assert found.incoming.message_id == "tap:4382bfdwdsb323b2d9"
    assert found.tap == Tap(
        query_id="4382bfdwdsb323b2d9",
        chat_id=7,
        message_id=31,
        data="知悉 4",
        rows=(
            (
                Button(label="已知悉", send="知悉 4"),
                Button(label="打开", send="https://zwgk.example.gov.cn/a"),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("blocked", Left(address="7", group=False)),
        ("unblocked", Returned(address="7", group=False)),
        ("removed_from_group", Left(address=GROUP, group=True)),
        ("taken_into_group", Returned(address=GROUP, group=True)),
        ("grew", Moved(old="-5", new=GROUP)),
        ("grown", Moved(old="-5", new=GROUP)),
    ],
)
def test_a_chat_comes_goes_and_grows(name: str, value: object) -> None:
    assert meaning(name) == value


def part(number: int, name: str = "photo", **fields: object) -> dict[str, Any]:
    message = {**UPDATES[name]["message"], "message_id": number, "media_group_id": "g1", **fields}
    return {"update_id": number, "message": message}


def test_an_album_is_one_message_with_the_words_of_the_part_that_has_some() -> None:
    found = together([part(32), part(31, caption="确认 4"), part(33, "video_with_caption", caption="")], me=ME, at=NOW)
    assert isinstance(found, Heard)
    assert (found.incoming.message_id, found.incoming.text, len(found.remotes)) == ("7:31", "确认 4", 2)
    assert found.aside == said.unread("video")


def test_in_a_group_an_album_is_for_us_when_one_part_says_so() -> None:
    called, other = part(31, "group_photo_for_us"), part(32, chat=UPDATES["group_photo_for_us"]["message"]["chat"])
    found = together([other, called], me=ME, at=NOW)
    assert isinstance(found, Heard)
    assert (found.incoming.text, found.incoming.group, len(found.remotes)) == ("确认 4", GROUP, 2)
    assert together([other], me=ME, at=NOW) is None


def test_an_album_of_what_is_not_read_is_refused_once() -> None:
    videos = [part(31, "video_with_caption", caption=""), part(32, "video_with_caption", caption="")]
    assert together(videos, me=ME, at=NOW) == Unsupported(address="7", kind="video", reply=said.unread("video"))


@pytest.mark.parametrize(("raw", "album"), [(part(1), "g1"), (UPDATES["photo"], ""), ({"message": 5}, ""), (None, "")])
def test_the_parts_of_an_album_know_each_other(raw: object, album: str) -> None:
    assert album_of(raw) == album


@pytest.mark.parametrize(
    ("text", "named", "rest"),
    [
        ("@Wenban_Bot 你好", True, "你好"),
        ("你好@wenban_bot", True, "你好"),
        ("@wenban_bot: 你好", True, "你好"),
        ("@wenban_bot", True, ""),
        ("@wenban_bots 你好", False, "@wenban_bots 你好"),
        ("a@wenban_bot.cn", False, "a@wenban_bot.cn"),
        ("/help@wenban_bot", False, "/help@wenban_bot"),
    ],
)
def test_a_mention_is_taken_out(text: str, named: bool, rest: str) -> None:
    assert without_mention(text, "wenban_bot") == (named, rest)


def test_without_a_name_nobody_is_mentioned() -> None:
    assert without_mention("@ 你好", "") == (False, "@ 你好")


@pytest.mark.parametrize("name", sorted(said.WORDS))
def test_every_command_of_a_menu_is_understood(name: str) -> None:
    assert meant(f"/{name.upper()} 4", "wenban_bot").text == f"{said.WORDS[name].send} 4"


@pytest.mark.parametrize(
    ("name", "chat"),
    [
        ("private_text", "7"),
        ("tap_in_a_topic", GROUP),
        ("tap_without_a_message", "7"),
        ("blocked", "7"),
        ("poll_state", ""),
    ],
)
def test_updates_are_kept_in_order_by_their_chat(name: str, chat: str) -> None:
    assert chat_of(UPDATES[name]) == chat


# Any update of the Bot API's shape: its fields with values of their types, each of which may be absent

TRUE = st.just(value=True)
IDS = st.integers(-(2**52), 2**52)
TEXTS = st.text(max_size=20) | st.sampled_from(
    ["@wenban_bot 你好", "/tasks@wenban_bot", "/start x", "确认 4", "/weather", ""]
)
SECONDS = st.integers(0, 2**31)
FILES = st.fixed_dictionaries(
    {"file_id": st.text(max_size=9), "file_unique_id": st.text(max_size=9)},
    optional={"file_size": st.integers(0, 2**40), "file_name": TEXTS, "mime_type": TEXTS},
)
MEDIA = st.builds(
    lambda one, size: {**one, "width": size, "height": size, "duration": size}, FILES, st.integers(0, 9999)
)
USERS = st.fixed_dictionaries(
    {"id": st.sampled_from([1, 7, 8]) | IDS, "is_bot": st.booleans(), "first_name": TEXTS},
    optional={"last_name": TEXTS, "username": TEXTS, "language_code": TEXTS, "is_premium": TRUE},
)
CHATS = st.fixed_dictionaries(
    {"id": IDS, "type": st.sampled_from(["private", "group", "supergroup", "channel"])},
    optional={"title": TEXTS, "username": TEXTS, "first_name": TEXTS, "is_forum": TRUE},
)
ENTITIES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["mention", "bot_command", "url", "text_link", "bold", "expandable_blockquote"]),
            "offset": st.integers(0, 4096),
            "length": st.integers(0, 4096),
        },
        optional={"url": TEXTS, "user": USERS},
    ),
    max_size=3,
)
BUTTONS = st.fixed_dictionaries({"text": TEXTS}, optional={"url": TEXTS, "callback_data": TEXTS, "pay": TRUE})
KEYBOARDS = st.fixed_dictionaries({"inline_keyboard": st.lists(st.lists(BUTTONS, max_size=3), max_size=3)})
STATES = st.fixed_dictionaries({"status": st.sampled_from(["member", "left"]), "user": USERS}) | st.fixed_dictionaries(
    {"status": st.just("kicked"), "user": USERS, "until_date": SECONDS}
)


def messages(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"message_id": IDS, "date": SECONDS, "chat": CHATS},
        optional={
            "from": USERS,
            "sender_chat": CHATS,
            "message_thread_id": IDS,
            "is_topic_message": TRUE,
            "is_automatic_forward": TRUE,
            "edit_date": SECONDS,
            "media_group_id": TEXTS,
            "text": TEXTS,
            "caption": TEXTS,
            "entities": ENTITIES,
            "caption_entities": ENTITIES,
            "document": FILES,
            "photo": st.lists(MEDIA, max_size=3),
            "animation": MEDIA,
            "video": MEDIA,
            "voice": MEDIA,
            "audio": MEDIA,
            "location": st.fixed_dictionaries({"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)}),
            "contact": st.fixed_dictionaries({"phone_number": TEXTS, "first_name": TEXTS}),
            "dice": st.fixed_dictionaries({"emoji": TEXTS, "value": st.integers(1, 64)}),
            "new_chat_members": st.lists(USERS, max_size=2),
            "left_chat_member": USERS,
            "new_chat_title": TEXTS,
            "group_chat_created": TRUE,
            "forum_topic_created": st.fixed_dictionaries({"name": TEXTS, "icon_color": IDS}),
            "migrate_to_chat_id": IDS,
            "migrate_from_chat_id": IDS,
            "reply_markup": KEYBOARDS,
            "reply_to_message": inner,
        },
    )


MESSAGES = messages(messages(st.nothing()))
SHAPED = st.fixed_dictionaries({"update_id": st.integers(0, 2**31)}).flatmap(
    lambda number: st.one_of(
        st.fixed_dictionaries({"message": MESSAGES}),
        st.fixed_dictionaries({"edited_message": MESSAGES}),
        st.fixed_dictionaries({"channel_post": MESSAGES}),
        st.fixed_dictionaries(
            {
                "callback_query": st.fixed_dictionaries(
                    {"id": TEXTS, "from": USERS, "chat_instance": TEXTS},
                    optional={"message": MESSAGES, "data": TEXTS, "inline_message_id": TEXTS, "game_short_name": TEXTS},
                )
            }
        ),
        st.fixed_dictionaries(
            {
                "my_chat_member": st.fixed_dictionaries(
                    {
                        "chat": CHATS,
                        "from": USERS,
                        "date": SECONDS,
                        "old_chat_member": STATES,
                        "new_chat_member": STATES,
                    }
                )
            }
        ),
    ).map(lambda update: {**number, **update})
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


@settings(max_examples=200)
@given(update=SHAPED)
def test_any_update_of_the_apis_shape_is_understood(update: dict[str, Any]) -> None:
    found = meaning_of(update, me=ME, at=NOW)
    assert not isinstance(found, Malformed)
    if isinstance(found, Heard):
        incoming = found.incoming
        assert incoming.address.lstrip("-").isdigit()
        assert incoming.text or found.remotes or incoming.message_id
    if isinstance(found, Unsupported):
        assert found.reply.body


@st.composite
def broken(draw: st.DrawFn) -> object:
    """A recorded update of which something is missing, or something else."""
    update: Any = copy.deepcopy(UPDATES[draw(st.sampled_from(sorted(UPDATES)))])
    for _ in range(draw(st.integers(1, 3))):
        place: Any = update
        while isinstance(place, dict | list) and place:
            key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            inner = place[key]
            if not isinstance(inner, dict | list) or not inner or draw(st.booleans()):
                if draw(st.booleans()):
                    del place[key]
                else:
                    place[key] = draw(ANYTHING)
                break
            place = inner
    return update


@settings(max_examples=400)
@given(update=broken() | ANYTHING)
def test_nothing_that_comes_raises(update: object) -> None:
    found = meaning_of(update, me=ME, at=NOW)
    assert found is None or isinstance(found, Heard | Unsupported | Moved | Left | Returned | Malformed)
    assert isinstance(chat_of(update), str)
    assert isinstance(album_of(update), str)
    if isinstance(found, Heard):
        assert found.incoming.address.lstrip("-").isdigit()
        assert isinstance(found.incoming.text, str)
