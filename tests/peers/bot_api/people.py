"""What people and the platform do: they write, tap, send files, add and remove the bot, make groups grow."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

from tests.peers.bot_api.markup import seen
from tests.peers.bot_api.methods import sizes, stored
from tests.peers.bot_api.settings import membership
from tests.peers.bot_api.world import OUTSIDE, Chat

if TYPE_CHECKING:
    from tests.peers.bot_api.world import Line, World

Told = dict[str, Any]


class People:
    """The people's hands; every method takes and gives what JSON holds."""

    def __init__(self, world: World) -> None:
        self._world = world

    def people(self, first: int, count: int) -> Told:
        """So many people who have started the bot, numbered from the first."""
        for user in range(first, first + count):
            self._world.person(user)
        return {"people": len(self._world.chats)}

    def stranger(self, user: int, name: str = "") -> Told:
        """A person whom the bot cannot write to first."""
        return self._world.person(user, name=name, started=False).json

    def person(self, user: int, name: str = "", *, gone: bool = False) -> Told:
        """A person who has started the bot; `gone` has closed the account since."""
        chat = self._world.person(user, name=name)
        chat.gone = gone
        return chat.json

    def group(self, chat: int, title: str, kind: str, status: str, *, forum: bool) -> Told:
        """A group in which the bot is."""
        self._world.chats[chat] = Chat(id=chat, type=kind, name=title, status=status, forum=forum)
        return self._world.chats[chat].json

    def message(self, user: int, chat: int, content: Told, *, reply_to: int, thread: int, date: int) -> Told:
        """Somebody writes; what the bot may not see in a group is not told to it."""
        world = self._world
        place = world.chats[chat] if chat else world.person(user)
        place.started = True
        message = {
            "message_id": next(world.message_ids),
            "date": date or world.seconds,
            "chat": place.json,
            "from": world.user(user),
            **content,
        }
        for kind, entities in (("text", "entities"), ("caption", "caption_entities")):
            if kind in content and entities not in content and seen(content[kind]):
                message[entities] = seen(content[kind])
        if reply_to:
            message["reply_to_message"] = place.lines[reply_to].message
        if thread:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        world.add(place, message, ours=False)
        update = world.update("message", message) if self._sees(place, message) else 0
        return {"message_id": message["message_id"], "update_id": update}

    def edit(self, user: int, chat: int, message_id: int, text: str) -> Told:
        """Somebody changes what was written."""
        world = self._world
        line = world.chats[chat or user].lines[message_id]
        line.message = line.message | {"text": text, "edit_date": world.seconds}
        line.edits += 1
        return {"message_id": message_id, "update_id": world.update("edited_message", line.message)}

    def file(self, name: str, content: str, *, size: int) -> Told:
        """Telegram has this file now (base64); `size` is what it says when that is more than is worth sending."""
        return {"file_id": stored(self._world, name, base64.b64decode(content), size=size)}

    def document(self, user: int, name: str, content: str, *, size: int, mime: str, photo: bool) -> Told:
        """The part of a message that is a file."""
        del user
        file_id = self.file(name, content, size=size)["file_id"]
        size = self._world.files[file_id][2]
        if photo:
            return {"photo": sizes(file_id, size)}
        unique = f"U{file_id}"
        return {
            "document": {
                "file_id": file_id,
                "file_unique_id": unique,
                "file_name": name,
                "mime_type": mime,
                "file_size": size,
            }
        }

    def tap(self, user: int, button: str, chat: int, message_id: int, data: str) -> Told:
        """Somebody taps a button, on the newest message that has it unless another is named."""
        world = self._world
        place = world.chats[chat or user]
        line, found = self._button(place, button, message_id)
        number = f"{77_000_000 + len(world.taps)}"
        world.taps[number] = False
        query = {
            "id": number,
            "from": world.user(user),
            "message": line.message,
            "chat_instance": str(place.id * 31),
            "data": data or found,
        }
        return {"callback_query_id": number, "update_id": world.update("callback_query", query)}

    def member(self, user: int, chat: int, status: str, date: int) -> Told:
        """The bot is added, removed, made an administrator; in a private chat kicked is blocked, member is back."""
        world = self._world
        place = world.chats[chat or user]
        before, place.status = place.status, status
        change = {
            "chat": place.json,
            "from": world.user(user),
            "date": date or world.seconds,
            "old_chat_member": membership(world, before),
            "new_chat_member": membership(world, status),
        }
        update = world.update("my_chat_member", change)
        if place.group and before in OUTSIDE and status not in OUTSIDE:
            bot = {k: world.bot[k] for k in ("id", "is_bot", "first_name", "username")}
            self.message(user, place.id, {"new_chat_members": [bot]}, reply_to=0, thread=0, date=date)
        return {"update_id": update}

    def migrate(self, user: int, chat: int, to: int) -> Told:
        """A group has grown into a supergroup with another id."""
        world = self._world
        world.chats[to] = Chat(id=to, type="supergroup", name=world.chats[chat].name, status=world.chats[chat].status)
        content: Told = {"migrate_to_chat_id": to}
        told = self.message(user, chat, content, reply_to=0, thread=0, date=0)
        self.message(user, to, {"migrate_from_chat_id": chat}, reply_to=0, thread=0, date=0)
        world.chats[chat].moved_to = to
        return told

    def silent_migrate(self, chat: int, to: int) -> Told:
        """The same, without the bot being told: it learns of it when it writes."""
        world = self._world
        world.chats[to] = Chat(id=to, type="supergroup", name=world.chats[chat].name, status=world.chats[chat].status)
        world.chats[chat].moved_to = to
        return {}

    def privacy(self, *, on: bool) -> Told:
        """Whether the bot is told only of what is meant for it in groups."""
        self._world.bot["can_read_all_group_messages"] = not on
        return {}

    def _sees(self, place: Chat, message: Told) -> bool:
        """Whether the bot is told of a message: in a group with privacy, only of what is meant for it."""
        world = self._world
        if place.status in OUTSIDE:
            return False
        if not place.group or world.bot["can_read_all_group_messages"] or place.status == "administrator":
            return True
        text = message.get("text") or message.get("caption") or ""
        answered = message.get("reply_to_message", {}).get("from", {}).get("id") == world.bot["id"]
        service = message.keys() & {
            "new_chat_members",
            "left_chat_member",
            "migrate_to_chat_id",
            "migrate_from_chat_id",
            "group_chat_created",
        }
        command = re.match(r"/\w+(@\w+)?", text)
        named = f"@{world.bot['username']}" in text
        return bool(answered or service or named or (command and command[1] is None))

    @staticmethod
    def _button(place: Chat, button: str, message_id: int) -> tuple[Line, str]:
        """The newest message with that button (by its label or its data), and the data."""
        lines = [place.lines[message_id]] if message_id else [one for one in place.lines.values() if one.ours][::-1]
        for line in lines:
            for row in line.message.get("reply_markup", {}).get("inline_keyboard", ()):
                for one in row:
                    if not line.deleted and "callback_data" in one and button in {one["text"], one["callback_data"]}:
                        return line, one["callback_data"]
        if message_id:  # the message was changed meanwhile, but the person's telephone still showed the button
            return lines[0], button
        raise KeyError(f"no button {button!r} in chat {place.id}")
