"""wenban run, chat, tick: the program itself, the console channel, one tick."""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
import sys
from typing import TYPE_CHECKING, Any

from bot.cli.opening import WrongUseError, add_command, config_of, data_folder, opened
from bot.cli.output import complain, say, show_json
from bot.ports.messages import Incoming

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import datetime

    from bot.app import App
    from bot.ports.house import House
    from bot.ports.messages import Reply
    from bot.ports.stores import Mail


def add_commands(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type private
    """Add run, chat and tick."""
    parser = add_command(commands, "run", run, help="启动问办（默认）")
    add_run_options(parser)

    parser = add_command(commands, "chat", chat, help="在终端里对话：一行一句，回车发送", options="now json")
    parser.add_argument("--as", dest="seat", default="citizen", metavar="身份", help="citizen、admin 或 liaison:单位")

    add_command(commands, "tick", tick, help="走一格：把到时候的提醒排好并发出", options="now json")


def add_run_options(parser: ArgumentParser) -> None:
    """What `run` takes beside the common options."""
    parser.add_argument("--port", type=int, metavar="端口", help="网页端口（默认配置里的 8765；0 为任意空闲端口）")


def run(arguments: Namespace) -> int:
    """Start everything and print the address to open."""
    from dataclasses import replace

    from bot.config import ConfigError
    from bot.imports import in_demo

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    config = config_of(arguments)
    if arguments.port is not None:
        config = replace(config, web=replace(config.web, port=arguments.port))
    with opened(arguments) as app:
        demo = in_demo(app.house)
        if demo and not config.web.loopback:
            fault = (
                f"web.host 是 {config.web.host}，别的电脑也能打开，但办公口令还没有设置。"
                "请先用默认的 127.0.0.1 启动，在 /office 设好口令，再改 web.host。"
            )
            raise ConfigError((fault,))

        def ready(address: str) -> None:
            say(f"问办已启动：{address}")
            if demo:
                say(f"  并排试用群众、联络员、管理员：{address}demo")
                say("  现在是演示状态：题库、单位和任务都是示例，设好办公口令后结束演示")
            say(f"  办公页：{address}office")
            say(f"  数据目录：{data_folder(arguments)}    停止：Ctrl+C")

        asyncio.run(app.serve(config, ready=ready))
    return 0


def tick(arguments: Namespace) -> int:
    """One tick at the set time; JSON: now, queued, sent, failed."""
    with opened(arguments) as app:
        ticked = asyncio.run(app.tick())
    sent = [one for one in ticked.outcomes if not one.error]
    failed = [one for one in ticked.outcomes if one.error]
    if arguments.json:
        show_json(
            {
                "now": ticked.now.isoformat(),
                "queued": ticked.queued,
                "sent": [
                    {
                        "to": f"{one.address.channel}:{one.address.address}",
                        "unit": one.person.unit,
                        "text": one.reply.text,
                    }
                    for one in sent
                ],
                "failed": [
                    {"to": f"{one.address.channel}:{one.address.address}", "unit": one.person.unit, "error": one.error}
                    for one in failed
                ],
            }
        )
        return 1 if failed else 0
    for one in sent:
        say(one.reply.text)
        say()
    say(f"排队 {ticked.queued} 条，发出 {len(sent)} 条，失败 {len(failed)} 条。")
    for one in failed:
        complain(f"没有发到 {one.person.unit or one.person.name}：{one.error}")
    return 1 if failed else 0


def chat(arguments: Namespace) -> int:
    """The console channel: a line in, replies out."""
    with opened(arguments) as app:
        address = _seat(app, arguments.seat)
        asyncio.run(_converse(app, address, as_json=arguments.json))
    return 0


def _seat(app: App, seat: str) -> str:
    """The console address of a seat, or WrongUseError when nobody may sit there."""
    from bot.imports import in_demo

    if seat != "citizen" and not in_demo(app.house):
        raise WrongUseError("演示已经结束（办公口令已设置），终端里只能以群众身份对话。")
    role, _, unit = seat.partition(":")
    if role == "liaison" and app.house.store.people.at("console", seat) is None:
        known = "、".join(one.name for one in app.house.store.units.all()[:5])
        raise WrongUseError(f"单位目录里没有“{unit}”。写法如 --as liaison:区司法局；已有：{known} 等。")
    if role not in {"citizen", "admin", "liaison"} or (role != "liaison" and unit):
        raise WrongUseError(f"没有“{seat}”这个身份，可以用 citizen、admin 或 liaison:单位。")
    return seat


async def _converse(app: App, address: str, *, as_json: bool) -> None:
    """Read lines until the input ends; show what the person's mailbox then holds.

    People first see what came while they were away; machines only get what follows their own lines.
    """
    interactive = sys.stdin.isatty()
    session = secrets.token_hex(16)
    seen = await app.call(lambda house, _: _last_seen(house, address, everything=as_json))
    seen = await _show_after(app, address, seen, as_json=as_json)
    for number in itertools.count(1):
        if interactive:
            sys.stderr.write("› ")
            sys.stderr.flush()
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line:
            return
        if not line.strip():
            continue
        await app.receive(
            Incoming(
                channel="console",
                address=address,
                message_id=f"{session}:{number}",
                text=line.rstrip("\r\n"),
                at=app.now(),
            )
        )
        await app.drain()
        seen = await _show_after(app, address, seen, as_json=as_json)


def _last_seen(house: House, address: str, *, everything: bool) -> int:
    """The id of the last line this seat was shown; with `everything`, of the last line there is."""
    person = house.store.people.at("console", address)
    if person is None:
        return 0
    if everything:
        mails = house.store.mailbox.read(person.id, limit=1)
        return mails[-1].id if mails else 0
    return int(house.store.settings.get(f"console_seen:{person.id}") or 0)


async def _show_after(app: App, address: str, seen: int, *, as_json: bool) -> int:
    """Show the replies after that line and remember how far the seat has read."""

    def read(house: House, _: datetime) -> tuple[Mail, ...]:
        person = house.store.people.at("console", address)
        if person is None:
            return ()
        mails = house.store.mailbox.read(person.id, after=seen)
        if mails:
            house.store.settings.set(f"console_seen:{person.id}", str(mails[-1].id))
        return mails

    mails = await app.call(read)
    for mail in mails:
        if mail.reply is not None:
            _show(mail.reply, as_json=as_json)
    return mails[-1].id if mails else seen


def _show(reply: Reply, *, as_json: bool) -> None:
    """One reply: JSON, or text with its buttons beneath."""
    if as_json:
        buttons = [{"label": button.label, "send": button.send} for button in reply.buttons]
        show_json({"text": reply.text, "buttons": buttons, "files": [file.name for file in reply.files]})
        return
    say(reply.text)
    for file in reply.files:
        say(f"［文件］{file.name}")
    if reply.buttons:
        say(
            "  ".join(
                f"[{button.label}]" if button.label == button.send else f"[{button.label}→{button.send}]"
                for button in reply.buttons
            )
        )
    say()
