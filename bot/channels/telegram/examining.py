"""What is wrong with the connection: asked of the platform, without sending to anyone or taking an update."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import ANSWER_ERRORS, OFFICIAL, open_api
from bot.channels.telegram.polling import CONFLICT
from bot.channels.telegram.webhook import PATH
from bot.texts import telegram as said
from bot.texts.common import moment

if TYPE_CHECKING:
    from bot.channels.telegram.api import Api
    from bot.config.sections import TelegramConfig
    from bot.ports.front import Front

MANY = 100


async def examine(front: Front, config: TelegramConfig) -> tuple[str, ...]:
    """Every fault found, as a sentence."""
    api = open_api(config)
    try:
        faults = await _asked(api, config)
    except InvalidToken:
        return (said.token_refused(),)
    except TelegramError:
        where = urlsplit(config.base_url or OFFICIAL).netloc
        proxy = urlsplit(config.proxy)
        by = f"{proxy.hostname}:{proxy.port or 80}" if proxy.hostname else ""
        return (said.unreachable(where, by),)
    except ANSWER_ERRORS:
        return (said.answer_unreadable(),)
    finally:
        await api.hang_up()
    conflict = await front.call(lambda house, _: house.store.settings.get(CONFLICT))
    if conflict and not config.webhook:
        faults.append(said.another_polls(moment(datetime.fromisoformat(conflict))))
    return tuple(faults)


async def _asked(api: Api, config: TelegramConfig) -> list[str]:
    me = await api.get_me()
    hook = await api.get_webhook_info()
    commands = await api.get_my_commands()
    wanted = f"{config.webhook.rstrip('/')}{PATH}" if config.webhook else ""
    faults = []
    if hook.url and not wanted:
        faults.append(said.hook_in_the_way())
    elif hook.url != wanted:
        faults.append(said.hook_missing(wanted))
    if hook.last_error_date is not None and wanted:
        faults.append(said.hook_failing(hook.last_error_message or "", moment(hook.last_error_date)))
    if hook.pending_update_count >= MANY:
        faults.append(said.many_waiting(hook.pending_update_count))
    if not commands:
        faults.append(said.commands_missing())
    if me.can_read_all_group_messages:
        faults.append(said.reads_everything())
    return faults
