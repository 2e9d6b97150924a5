"""One story over any Bot API peer: a question, joining, a reminder, confirming with a file, returned, passed, 收到.

By itself it prints what everybody wrote and read: `python -m tests.peers.story [polling|webhook] [stub|node]`.
"""

from __future__ import annotations

import contextlib
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tests.peers.bot_api import bot_api
from tests.peers.node import installed
from tests.peers.program import running
from tests.peers.telegram_peer import PACKAGE, node_peer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from tests.peers.program import Program

TABLE = """# 2022年任务表

| 序号 | 任务名称 | 任务内容 | 责任单位 | 时间节点 |
|---|---|---|---|---|
| 4 | 行政处罚信息公开 | 内容 | 区司法局 | 10月底前 |
"""
UNIT = "区司法局"
OPENS = "2022-10-24T08:30"
"""Before the working day begins: nothing is due yet, whenever the program itself looks."""
ADDRESS = "https://bot.example.gov.cn"
CITIZEN, ADMIN, LIAISON = 1001, 2001, 3001
NAMES = {CITIZEN: "群众", ADMIN: "管理员", LIAISON: "联络员"}
WAIT = 60.0
WAYS = {"polling": "长轮询", "webhook": "webhook"}
PEERS = {"stub": "自建的 Bot API 服务", "node": PACKAGE}
Line = dict[str, Any]


class Peer(Protocol):
    """A Bot API server whose people a test can play."""

    url: str
    token: str
    rewrites: bool
    """Whether a bot may change there what it has sent."""

    def clock(self, now: datetime | None) -> None:
        """The date of what is written from now on."""
        ...

    def say(self, user: int, text: str) -> object:
        """Somebody writes."""
        ...

    def tap(self, user: int, button: str) -> object:
        """Somebody taps."""
        ...

    def send_file(self, user: int, name: str, content: bytes, *, caption: str = "") -> object:
        """Somebody sends a file."""
        ...

    def conversation(self, chat: int) -> list[Line]:
        """What was said there."""
        ...

    def webhook_via(self, url: str) -> None:
        """Where the webhook's calls arrive."""
        ...


class Scene:
    """People and the program, and everything they say to each other, written down."""

    def __init__(self, peer: Peer, program: Program) -> None:
        self._peer = peer
        self._program = program
        self._read: dict[int, int] = {}
        self.transcript: list[str] = []

    def at(self, now: str) -> None:
        """The clock stands so, everywhere, and the program looks at what is due."""
        self._program.tick(now)
        self._peer.clock(self._program.time)
        self.transcript.append(f"—— {self._program.time:%m月%d日 %H:%M} ——")

    def say(self, user: int, text: str) -> None:
        """Somebody writes."""
        self._note(user, text)
        self._peer.say(user, text)

    def tap(self, user: int, button: str) -> None:
        """Somebody taps."""
        self._note(user, f"［点“{button}”］")
        self._peer.tap(user, button)

    def send_file(self, user: int, name: str, content: bytes, *, caption: str) -> None:
        """Somebody sends a file."""
        self._note(user, f"［文件 {name}］{caption}")
        self._peer.send_file(user, name, content, caption=caption)

    def reads(self, user: int, words: str) -> str:
        """Somebody reads on until a message that holds the words; that message."""
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            lines = [line for line in self._peer.conversation(user) if line["who"] == "bot"]
            for number, line in enumerate(lines[self._read.get(user, 0) :], self._read.get(user, 0) + 1):
                self._read[user] = number
                buttons = "".join(f"［{button['text']}］" for button in line["buttons"])
                self._note(user, f"{line['text']}{buttons}", read=True)
                if words in line["text"]:
                    return str(line["text"])
            time.sleep(0.05)
        raise AssertionError(f"{NAMES[user]} never read {words!r}:\n" + "\n".join(self.transcript))

    def sees(self, user: int, button: str) -> None:
        """A button that somebody tapped has become another."""
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            buttons = [one["text"] for line in self._peer.conversation(user) for one in line["buttons"]]
            if any(button in one for one in buttons):
                self._note(user, f"［按钮已变成“{button}”］", read=True)
                return
            time.sleep(0.05)
        raise AssertionError(f"no button {button!r}:\n" + "\n".join(self.transcript))

    def marked(self, user: int, words: str, mark: str) -> None:
        """Where it can be changed, the first message that holds these words begins with a mark, and has no button."""
        if not self._peer.rewrites:
            return
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            lines = [line for line in self._peer.conversation(user) if line["who"] == "bot" and words in line["text"]]
            if mark in lines[0]["text"].partition("\n")[0] and not lines[0]["buttons"]:
                self._note(user, f"［“{words}”那条上面已写着“{mark}”］", read=True)
                return
            time.sleep(0.05)
        raise AssertionError(f"no mark {mark!r}:\n" + "\n".join(self.transcript))

    def _note(self, user: int, text: str, *, read: bool = False) -> None:
        # a one-time code is nobody's business, not even in a transcript
        shown = re.sub(r"[A-Za-z0-9_-]{22,}", "〈加入码〉", text).replace("\n", " ／ ")
        self.transcript.append(f"{NAMES[user]} {'←' if read else '→'} {shown}")


def code_in(text: str) -> str:
    """The one-time code in a reply."""
    found = re.search(r"[A-Za-z0-9_-]{22,}", text)
    assert found, text
    return found[0]


def play(peer: Peer, program: Program) -> list[str]:
    """The whole story; what was said, line by line."""
    scene = Scene(peer, program)
    desk = program.at_the_desk("admin", "加入码 管理员")
    program.import_table(TABLE, 2022)
    peer.clock(program.time)

    scene.say(CITIZEN, "/start")
    scene.reads(CITIZEN, "您好")
    scene.say(CITIZEN, "低保怎么申请")
    scene.reads(CITIZEN, "依据：")

    scene.say(ADMIN, f"/start {code_in(desk)}")
    scene.reads(ADMIN, "管理员")
    scene.say(ADMIN, f"加入码 {UNIT}")
    code = code_in(scene.reads(ADMIN, "加入码"))
    scene.say(LIAISON, f"/start {code}")
    scene.reads(LIAISON, UNIT)

    scene.at("2022-10-24T09:30")
    scene.reads(LIAISON, "行政处罚信息公开")

    scene.send_file(LIAISON, "公示截图.pdf", b"%PDF-1.4 the first proof", caption="确认 4")
    scene.reads(LIAISON, "已收到")
    scene.at("2022-10-24T09:31")
    scene.reads(ADMIN, "行政处罚信息公开")
    scene.tap(ADMIN, "退回")
    scene.reads(ADMIN, "原因")
    scene.say(ADMIN, "截图看不清日期")
    scene.reads(ADMIN, "已退回")
    scene.at("2022-10-24T09:32")
    scene.reads(LIAISON, "截图看不清日期")

    scene.send_file(LIAISON, "公示截图2.pdf", b"%PDF-1.4 the second proof", caption="确认 4")
    scene.reads(LIAISON, "已收到")
    scene.at("2022-10-24T09:33")
    scene.reads(ADMIN, "行政处罚信息公开")
    scene.tap(ADMIN, "通过")
    scene.reads(ADMIN, "通过")
    scene.sees(ADMIN, "已通过")
    scene.at("2022-10-24T09:34")
    scene.reads(LIAISON, "通过")

    tell_the_unit(scene)
    return scene.transcript


def tell_the_unit(scene: Scene) -> None:
    """The office tells a unit something, and sees that it was read."""
    scene.say(ADMIN, "/notice")
    scene.reads(ADMIN, "请写通知内容")
    scene.say(ADMIN, "下周一下午三点开会")
    scene.reads(ADMIN, "发给谁")
    scene.say(ADMIN, UNIT)
    number = scene.reads(ADMIN, "将发给").partition("共")[2].partition("。")[0]
    scene.tap(ADMIN, f"确认发送（{number}）")
    scene.reads(ADMIN, "通知")
    scene.at("2022-10-24T09:35")
    scene.reads(LIAISON, "下周一下午三点开会")
    scene.tap(LIAISON, "收到")
    scene.reads(LIAISON, "点收")
    scene.sees(LIAISON, "已点收")
    scene.say(ADMIN, "更正 1 下周二下午三点开会")
    number = scene.reads(ADMIN, "将发给").partition("共")[2].partition("。")[0]
    scene.tap(ADMIN, f"确认发送（{number}）")
    scene.at("2022-10-24T09:36")
    scene.reads(LIAISON, "下周二下午三点开会")
    scene.marked(LIAISON, "下周一下午三点开会", "已更正，以后面的为准")
    scene.say(ADMIN, "/notices")
    scene.reads(ADMIN, "1")


def config_for(peer: Peer, *, webhook: bool) -> str:
    """The program's whole configuration for a peer: its address, the token, and how updates come."""
    return f"""
[web]
port = 0
[evidence]
read_pages = false
[telegram]
token = "{peer.token}"
base_url = "{peer.url}"
webhook = "{ADDRESS if webhook else ""}"
"""


@contextlib.contextmanager
def told(peer: Peer, folder: Path, *, webhook: bool) -> Iterator[tuple[Program, list[str]]]:
    """The story, told to its end; the program still runs."""
    with running(folder, config_for(peer, webhook=webhook), OPENS) as program:
        peer.webhook_via(program.address)
        yield program, play(peer, program)


def main() -> None:
    asked = sys.argv[1:]
    way, kind = (*asked, "polling", "stub")[0], (*asked[1:], "stub")[0]
    with tempfile.TemporaryDirectory() as folder:
        opened: AbstractContextManager[Any] = (
            bot_api() if kind == "stub" else node_peer(installed(PACKAGE, Path(folder) / "node"))
        )
        with opened as peer, told(peer, Path(folder) / "data", webhook=way == "webhook") as (_, transcript):
            sys.stdout.write("\n".join((f"{PEERS[kind]}，{WAYS[way]}", *transcript)) + "\n")


if __name__ == "__main__":
    main()
