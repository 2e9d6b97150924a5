"""The methods about the bot itself and about chats: who it is, its menus, its webhook, who is where."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.peers.bot_api.errors import bad
from tests.peers.bot_api.markup import structure
from tests.peers.bot_api.methods import Call, chat_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.peers.bot_api.world import World

SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
MOST_COMMANDS = 100
PORTS = {None, 443, 80, 88, 8443}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PROFILE = {"Name": ("name", 64), "Description": ("description", 512), "ShortDescription": ("short_description", 120)}
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "is_anonymous",
    "can_be_edited",
)


def get_me(world: World, call: Call) -> object:
    del call
    return world.bot


def scope_of(world: World, call: Call) -> str:
    """Which menu is meant, as one key."""
    scope = structure(call.fields.get("scope"), dict, "bot command scope") or {"type": "default"}
    if scope.get("type") not in SCOPES:
        raise bad("unsupported bot command scope specified")
    needs = SCOPES[scope["type"]]
    if scope.keys() - {"type"} != set(needs):
        raise bad("can't parse bot command scope")
    if "chat_id" in needs:
        world.chat(int(scope["chat_id"]))
    language = call.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    kept = {key: scope[key] if key == "type" else int(scope[key]) for key in ("type", *needs)}
    return json.dumps([kept, language])


def set_commands(world: World, call: Call) -> object:
    key = scope_of(world, call)
    commands = structure(call.fields.get("commands"), list, "list of bot commands") or []
    if len(commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", one.get("command", "").removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(one.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[key] = [{k: one[k] for k in ("command", "description")} for one in commands]
    return True


def get_commands(world: World, call: Call) -> object:
    return world.commands.get(scope_of(world, call), [])


def delete_commands(world: World, call: Call) -> object:
    world.commands.pop(scope_of(world, call), None)
    return True


def profile(what: str) -> dict[str, Callable[[World, Call], object]]:
    """The pair of methods that set and get a line about the bot."""
    name, most = PROFILE[what]

    def write(world: World, call: Call) -> object:
        if len(call.text(name)) > most:
            raise bad(f"{name} is too long")
        world.profile[f"{name}:{call.text('language_code')}"] = call.text(name)
        return True

    def read(world: World, call: Call) -> object:
        return {name: world.profile.get(f"{name}:{call.text('language_code')}", "")}

    return {f"setMy{what}": write, f"getMy{what}": read}


def set_webhook(world: World, call: Call) -> object:
    """As the real one; a loopback address may be plain, as with a Bot API server of one's own."""
    url = call.text("url")
    if not url:
        return delete_webhook(world, call)
    parts = urlsplit(url)
    if parts.hostname not in LOOPBACK:
        if parts.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if parts.port not in PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    secret = call.text("secret_token")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    if not 0 <= call.number("max_connections") <= 100:
        raise bad("max_connections must be between 1 and 100")
    webhook = world.webhook
    webhook.url, webhook.secret, webhook.last_error = url, secret, ""
    allow(world, call)
    drop(world, call)
    world.news.ring()
    return True


def delete_webhook(world: World, call: Call) -> object:
    world.webhook.url = world.webhook.secret = ""
    drop(world, call)
    world.news.ring()
    return True


def drop(world: World, call: Call) -> None:
    """Forget what waits, when asked to."""
    if call.flag("drop_pending_updates"):
        world.pending = []


def allow(world: World, call: Call) -> None:
    """The kinds of update that the bot wants from now on; what is not said stays."""
    kinds = structure(call.fields.get("allowed_updates"), list, "allowed updates")
    if kinds is not None:
        world.allowed = [str(kind) for kind in kinds]


def webhook_info(world: World, call: Call) -> object:
    del call
    webhook = world.webhook
    said: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.pending),
    }
    if webhook.url:
        said["max_connections"] = 40
    if webhook.last_error:
        said |= {"last_error_message": webhook.last_error, "last_error_date": webhook.last_error_at}
    if world.allowed:
        said["allowed_updates"] = world.allowed
    return said


def get_chat(world: World, call: Call) -> object:
    more = {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": GIFTS}
    return chat_of(world, call).json | more


GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def get_member(world: World, call: Call) -> object:
    chat, user = chat_of(world, call), call.number("user_id")
    if user == world.bot["id"]:
        return membership(world, chat.status)
    return {"status": "member", "user": world.user(user)}


def membership(world: World, status: str) -> dict[str, Any]:
    """How the bot stands in a chat, as the API words it."""
    said: dict[str, Any] = {"status": status, "user": {k: world.bot[k] for k in ("id", "is_bot", "first_name")}}
    if status == "administrator":
        said |= dict.fromkeys(RIGHTS, False) | {"can_manage_chat": True}
    elif status == "kicked":
        said["until_date"] = 0
    return said


def yes(world: World, call: Call) -> object:
    del world, call
    return True


SETTINGS: dict[str, Callable[[World, Call], object]] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "getChat": get_chat,
    "getChatMember": get_member,
    "setChatMenuButton": yes,
    "setMyDefaultAdministratorRights": yes,
    "logOut": yes,
    "close": yes,
    **{name: method for what in PROFILE for name, method in profile(what).items()},
}
