"""Updates as Telegram sends them → messages; pure, tested on recorded updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatType

from bot.ports.messages import Incoming

if TYPE_CHECKING:
    from datetime import datetime

    from telegram import Update

NAME = "telegram"


def incoming_from(update: Update, *, at: datetime) -> Incoming | None:
    """The message that an update carries, without its files; None for what is no private message or tap."""
    if update.callback_query is not None:
        query = update.callback_query
        return Incoming(
            channel=NAME,
            address=str(query.from_user.id),
            message_id=f"tap:{query.id}",
            text=query.data or "",
            at=at,
            sender_name=query.from_user.full_name,
        )
    message = update.message
    if message is None or message.from_user is None or message.chat.type != ChatType.PRIVATE:
        return None
    return Incoming(
        channel=NAME,
        address=str(message.chat.id),
        message_id=f"{message.chat.id}:{message.message_id}",
        text=message.text or message.caption or "",
        at=at,
        sender_name=message.from_user.full_name,
    )
