"""The check of the channel: what is wrong is said in a sentence, and nobody is sent anything."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.telegram.polling import CONFLICT
from bot.cli import main
from tests.bot.telegram.server import ME, NOW, TOKEN, Answer, Api, Front, channel, fault

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.office_room import Room

HOOK: dict[str, Any] = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
OURS = "https://zwgk.example.gov.cn/telegram/webhook"


def examined(api: Api, room: Room, webhook: str = "") -> tuple[str, ...]:
    return asyncio.run(channel(Front(house=room.house), api, webhook=webhook).examine())


def test_a_connection_in_order_has_no_faults_and_nothing_is_sent(api: Api, room: Room) -> None:
    assert examined(api, room) == ()
    assert set(api.methods()) == {"getMe", "getWebhookInfo", "getMyCommands"}


@pytest.mark.parametrize(
    ("method", "result", "webhook", "fault_"),
    [
        ("getMe", {**ME, "can_read_all_group_messages": True}, "", "隐私模式是关着的"),
        ("getWebhookInfo", {**HOOK, "url": "https://old.example/"}, "", "长轮询收不到消息"),
        ("getWebhookInfo", HOOK, "https://zwgk.example.gov.cn/", f"登记的回调地址不是 {OURS}"),
        (
            "getWebhookInfo",
            {**HOOK, "url": OURS, "last_error_date": 1795600000, "last_error_message": "Wrong response: 502"},
            "https://zwgk.example.gov.cn",
            "回调失败（Wrong response: 502）",
        ),
        ("getWebhookInfo", {**HOOK, "pending_update_count": 250}, "", "有 250 条消息在平台上等着收"),
        ("getMyCommands", [], "", "命令菜单还没有设置"),
    ],
)
def test_a_fault_is_a_sentence(api: Api, room: Room, method: str, result: object, webhook: str, fault_: str) -> None:
    api.plain[method] = result
    (found,) = examined(api, room, webhook)
    assert fault_ in found


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (fault(401, "Unauthorized"), "token 不对或者已作废"),
        (fault(502, "Bad Gateway"), "连不上 127.0.0.1"),
        ((200, b"<html>"), "连不上 127.0.0.1"),
        ((200, {"ok": True, "result": {}}), "回答看不懂"),
    ],
)
def test_what_cannot_be_reached_is_said(api: Api, room: Room, answer: Answer, said: str) -> None:
    api.ready["getMe"] = [answer]
    (found,) = examined(api, room)
    assert said in found
    assert TOKEN not in found


def test_another_program_that_polls_is_said(api: Api, room: Room) -> None:
    room.store.settings.set(CONFLICT, NOW.isoformat())
    (found,) = examined(api, room)
    assert "11月24日 10:00 发现另一个程序用同一个 token" in found


def test_the_command_asks_the_channel(api: Api, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    api.ready["getMe"] = [fault(401, "Unauthorized")]
    config = tmp_path / "config.toml"
    config.write_text(f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.address}"\n', encoding="utf-8")
    arguments = ["check", "--data", str(tmp_path / "data"), "--config", str(config), "--json"]
    assert main(arguments) == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["ok"] is False
    assert shown["problems"] == [
        "Telegram：token 不对或者已作废，请到 @BotFather 用 /token 查看，再改 telegram.token。"
    ]
    assert main(arguments) == 0
