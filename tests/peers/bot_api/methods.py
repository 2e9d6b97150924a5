"""The methods that write in chats: each checks what Telegram checks and answers as Telegram does."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.peers.bot_api.errors import ApiError, bad, forbidden
from tests.peers.bot_api.markup import MOST_ENTITIES, keyboard, parsed, structure, units

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.peers.bot_api.world import Chat, Line, World

TEXT = 4096
CAPTION = 1024
NOTICE = 200
UPLOAD = 50 * 1024 * 1024
PHOTO = 10 * 1024 * 1024
DOWNLOAD = 20 * 1024 * 1024
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
ACTIONS = {"typing", "upload_photo", "upload_document", "upload_video", "upload_voice", "find_location"}


@dataclass(slots=True)
class Call:
    """What a method was asked: its fields, and the files that came along."""

    fields: dict[str, Any]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field as text, empty when it is not there."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else str(value)

    def number(self, name: str) -> int:
        """A field as a number, 0 when it is not there."""
        try:
            return int(self.fields.get(name) or 0)
        except ValueError:
            raise bad(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        """A field as yes or no."""
        return self.text(name).lower() in {"true", "1"}


def chat_of(world: World, call: Call) -> Chat:
    """The chat that is meant, when the bot can write there."""
    if not call.text("chat_id"):
        raise bad("chat_id is empty")
    try:
        chat = world.chat(int(call.text("chat_id")))
    except ValueError:
        raise bad("chat not found") from None
    chat.writable()
    return chat


def paced(world: World, call: Call) -> None:
    """Refuse what comes too fast."""
    chat = world.chats.get(call.number("chat_id"))
    if chat is None:
        return
    refusal = world.limits.take(chat.id, group=chat.group, now=time.monotonic())
    if refusal is not None:
        world.count("too_many")
        raise refusal


def written(call: Call, name: str, most: int) -> dict[str, Any]:
    """A text or a caption with its entities."""
    text, entities = parsed(call.text(name), call.text("parse_mode"))
    given = structure(call.fields.get("caption_entities" if name == "caption" else "entities"), list, "entities")
    if given is not None:
        entities = given
    text = text.strip()
    if units(text) > most:
        raise bad("message caption is too long" if name == "caption" else "message is too long")
    fields: dict[str, Any] = {name: text} if text else {}
    if entities:
        fields["entities" if name == "text" else "caption_entities"] = entities[:MOST_ENTITIES]
    return fields


def placed(world: World, chat: Chat, call: Call) -> dict[str, Any]:
    """Where the message stands: what it answers, in which topic."""
    fields: dict[str, Any] = {}
    reply = structure(call.fields.get("reply_parameters"), dict, "reply parameters")
    if reply is None and call.text("reply_to_message_id"):
        reply = {"message_id": call.number("reply_to_message_id"), **call.fields}
    if reply is not None:
        answered = chat.lines.get(int(reply.get("message_id", 0)))
        if answered is not None and not answered.deleted:
            fields["reply_to_message"] = {k: v for k, v in answered.message.items() if k != "reply_to_message"}
        elif str(reply.get("allow_sending_without_reply", "")).lower() != "true":
            raise bad("message to be replied not found")
    thread = call.number("message_thread_id")
    if thread:
        if not chat.forum:
            raise bad("message thread not found")
        fields |= {"message_thread_id": thread, "is_topic_message": True}
    del world
    return fields


def said(world: World, call: Call, content: dict[str, Any], chat: Chat) -> dict[str, Any]:
    """The bot's message, now in the chat."""
    markup = keyboard(call.fields.get("reply_markup"))
    message = {
        "message_id": next(world.message_ids),
        "date": world.seconds,
        "chat": chat.json,
        "from": {k: world.bot[k] for k in ("id", "is_bot", "first_name", "username")},
        **placed(world, chat, call),
        **content,
    }
    if markup and "inline_keyboard" in markup:
        message["reply_markup"] = markup
    line = world.add(chat, message, ours=True)
    world.sends.append(
        (line.at, chat.id, message["message_id"], str(content.get("text") or content.get("caption", "")))
    )
    return message


def send_message(world: World, call: Call) -> object:
    paced(world, call)
    chat = chat_of(world, call)
    content = written(call, "text", TEXT)
    if "text" not in content:
        raise bad("message text is empty")
    return said(world, call, content, chat)


def taken(world: World, call: Call, name: str) -> tuple[str, str, bytes]:
    """The file that is sent: its id, its name, its bytes; uploaded, or one that Telegram has."""
    value = call.text(name)
    upload = call.files.get(value.removeprefix("attach://") if value else name)
    if upload is None:
        if value not in world.files:
            raise bad("wrong file identifier/HTTP URL specified" if value else f"there is no {name} in the request")
        path, content, _ = world.files[value]
        return value, path.rpartition("/")[2], content
    filename, content = upload
    if not content:
        raise bad("file must be non-empty")
    if len(content) > UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    return stored(world, filename, content), filename, content


def stored(world: World, filename: str, content: bytes, *, size: int = 0) -> str:
    """The id of a file that Telegram now has; `size` is what it says of one whose bytes are not worth holding."""
    file_id = f"FILE{len(world.files) + 1}"
    world.files[file_id] = (f"documents/file_{len(world.files) + 1}/{filename}", content, size or len(content))
    return file_id


def send_document(world: World, call: Call) -> object:
    paced(world, call)
    chat = chat_of(world, call)
    file_id, filename, content = taken(world, call, "document")
    document = {
        "file_id": file_id,
        "file_unique_id": f"U{file_id}",
        "file_name": filename,
        "file_size": len(content),
    }
    return said(world, call, {"document": document, **written(call, "caption", CAPTION)}, chat)


def send_photo(world: World, call: Call) -> object:
    paced(world, call)
    chat = chat_of(world, call)
    file_id, _, content = taken(world, call, "photo")
    if len(content) > PHOTO:
        raise bad("file is too big")
    return said(world, call, {"photo": sizes(file_id, len(content)), **written(call, "caption", CAPTION)}, chat)


def sizes(file_id: str, size: int) -> list[dict[str, Any]]:
    """A photo in the sizes that Telegram makes of it; the last is the largest."""
    small = {"file_id": f"{file_id}s", "file_unique_id": f"U{file_id}s", "width": 90, "height": 60, "file_size": 1200}
    large = {"file_id": file_id, "file_unique_id": f"U{file_id}", "width": 1280, "height": 853, "file_size": size}
    return [small, large]


def line_of(chat: Chat, call: Call, what: str) -> Line:
    """One of the bot's messages that still stands."""
    line = chat.lines.get(call.number("message_id"))
    if line is None or line.deleted:
        raise bad(f"message to {what} not found")
    if not line.ours:
        raise bad(f"message can't be {'edited' if what == 'edit' else 'deleted'}")
    return line


def changed(world: World, call: Call, content: dict[str, Any]) -> object:
    """A message after an edit; refused when nothing about it is new."""
    chat = chat_of(world, call)
    line = line_of(chat, call, "edit")
    markup = keyboard(call.fields.get("reply_markup"))
    now = {**line.message, **content}
    for kind, entities in (("text", "entities"), ("caption", "caption_entities")):
        if kind in content and entities not in content:
            now.pop(entities, None)
    now.pop("reply_markup", None)
    if markup and markup.get("inline_keyboard"):
        now["reply_markup"] = markup
    if now == line.message:
        raise bad(NOT_MODIFIED)
    # Telegram's edit_date is no content
    line.message = now
    line.edits += 1
    world.lines.ring()
    return {**now, "edit_date": world.seconds}


def edit_text(world: World, call: Call) -> object:
    content = written(call, "text", TEXT)
    if "text" not in content:
        raise bad("message text is empty")
    line = chat_of(world, call).lines.get(call.number("message_id"))
    if line is not None and "text" not in line.message:
        raise bad("there is no text in the message to edit")
    return changed(world, call, content)


def edit_caption(world: World, call: Call) -> object:
    return changed(world, call, written(call, "caption", CAPTION))


def edit_markup(world: World, call: Call) -> object:
    return changed(world, call, {})


def delete(world: World, call: Call) -> object:
    line_of(chat_of(world, call), call, "delete").deleted = True
    world.lines.ring()
    return True


def answer_tap(world: World, call: Call) -> object:
    query = call.text("callback_query_id")
    if units(call.text("text")) > NOTICE:
        raise bad("MESSAGE_TOO_LONG")
    if world.taps.get(query) is not False:
        if query in world.taps:
            world.count("answered_twice")
        raise bad("query is too old and response timeout expired or query ID is invalid")
    world.taps[query] = True
    world.lines.ring()
    return True


def chat_action(world: World, call: Call) -> object:
    chat_of(world, call)
    if call.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def get_file(world: World, call: Call) -> object:
    file_id = call.text("file_id")
    if file_id not in world.files:
        raise bad("wrong file_id or the file is temporarily unavailable")
    path, _, size = world.files[file_id]
    if size > DOWNLOAD:
        raise bad("file is too big")
    return {"file_id": file_id, "file_unique_id": f"U{file_id}", "file_size": size, "file_path": path}


def leave(world: World, call: Call) -> object:
    chat = chat_of(world, call)
    if not chat.group:
        raise forbidden("bot can't leave a private chat")
    chat.status = "left"
    return True


WRITING: dict[str, Callable[[World, Call], object]] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete,
    "answerCallbackQuery": answer_tap,
    "sendChatAction": chat_action,
    "getFile": get_file,
    "leaveChat": leave,
}
