"""The program as a process: it starts, answers, and stops; and what keeps it from starting."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.app import App, open_app
from bot.channels.telegram.connection import TelegramChannel
from bot.cli import main
from bot.config import Config, ConfigError, Secret
from bot.config.sections import TelegramConfig, WebConfig
from bot.ports.messages import File, Incoming
from bot.ports.people import Role
from bot.store import open_store
from tests.acceptance.living import at

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
NOW = at("2026-11-24T10:00")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    opened = open_app(tmp_path, Config(), clock=lambda: NOW)
    yield opened
    opened.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_it_prints_its_address_answers_and_stops_cleanly(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "--port", "0", "--data", str(tmp_path / "data")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split("：", 1)[1].strip()
        assert httpx.get(f"{address}healthz", timeout=10).status_code == 200
        assert "您好" in httpx.get(f"{address}?as=citizen", timeout=10).text
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) in {0, -signal.SIGTERM}
        assert process.stderr is not None
        assert process.stderr.read() == ""


async def served(app: App, config: Config) -> str:
    """Serve until the address is known and a question was answered, then stop as a signal would."""
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(app.serve(config, ready=address.set_result))
    await address
    async with httpx.AsyncClient() as client:
        page = await client.get(f"{address.result()}healthz", timeout=10)
    assert page.status_code == 200
    signal.raise_signal(signal.SIGTERM)
    try:
        await serving
    except (KeyboardInterrupt, asyncio.CancelledError):
        pytest.fail("the server did not end by itself")
    return address.result()


def test_half_a_character_of_a_platform_is_no_fault(app: App) -> None:
    half, file = "\ud83d", File(name="图\ud83d.txt", content=b"x")
    said = Incoming(channel="web", address="one", message_id="1", text=f"公证怎么办{half}", at=NOW, sender_name=half)
    assert "出了错" not in asyncio.run(app.receive(said))[0].body
    sent = replace(said, message_id="2", files=(file,))
    assert "出了错" not in asyncio.run(app.receive(sent))[0].body
    person = app.house.store.people.at("web", "one")
    assert person is not None
    assert app.house.store.mailbox.read(person.id)[0].text == "公证怎么办?"


def test_it_serves_and_ends_on_a_signal(app: App) -> None:
    handled: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: handled.append(number))
    try:
        address = asyncio.run(served(app, Config(web=WebConfig(port=0))))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert address.startswith("http://127.0.0.1:")
    assert handled == [signal.SIGTERM]


def test_a_token_adds_telegram_beside_the_web(app: App) -> None:
    telegram = TelegramConfig(token=Secret("123:abc"), base_url=f"http://127.0.0.1:{free_port()}")
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        asyncio.run(served(app, Config(web=WebConfig(port=0), telegram=telegram)))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert isinstance(app.channels["telegram"], TelegramChannel)


def test_a_port_in_use_is_said(app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match="可能已有一个问办在运行"):
            asyncio.run(app.serve(Config(web=WebConfig(port=port)), ready=lambda _: None))
        assert main(["run", "--port", str(port), "--data", str(tmp_path / "other")]) == 2
        assert "换一个端口" in capsys.readouterr().err


def test_a_demo_is_never_shown_to_other_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[web]\nhost = "192.0.2.1"\n', encoding="utf-8")
    arguments = ["run", "--config", str(config), "--data", str(tmp_path / "data")]
    assert main(arguments) == 2
    assert "办公口令还没有设置" in capsys.readouterr().err
    store = open_store(tmp_path / "data")
    store.settings.set("office_password", "set")
    store.close()
    assert main(arguments) == 2
    assert "打不开 192.0.2.1:8765" in capsys.readouterr().err


def test_the_sample_is_loaded_once_and_something_is_due_soon(app: App, tmp_path: Path) -> None:
    store = app.house.store
    tasks = store.tasks.all(2026)
    assert tasks
    assert all(task.sample for task in tasks)
    assert "示例" in store.tasks.title(2026)
    due = [one.due for one in store.tasks.occurrences(2026)]
    assert min(due) >= NOW.date().replace(day=1)
    assert any((day - NOW.date()).days <= 7 for day in due)
    again = open_app(tmp_path, Config(), clock=lambda: NOW)
    assert len(again.house.store.people.with_role(Role.ADMIN)) == 1
    again.close()


def test_the_session_key_is_made_once(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    keys = set()
    try:
        for _ in range(2):
            opened = open_app(tmp_path, Config(), clock=lambda: NOW)
            asyncio.run(served(opened, Config(web=WebConfig(port=0))))
            keys.add(opened.house.store.settings.get("session_secret"))
            opened.close()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert len(keys) == 1
    assert None not in keys
