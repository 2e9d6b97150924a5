"""A page with conversations, played: who writes is sent to the program, what the program says is written beneath.

In a block marked 对话 a line is one of
    —— 2026-11-16 10:00 ——    the clock, and what is due then
    群众甲 › 狗证咋办          somebody writes; ［有用］ taps a button, ［文件 会议.txt］ 说明 sends a file
    区公安分局 ‹ 群众提问      somebody reads what came meanwhile, as far as it holds these words
and everything indented is the program's.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from bot.ports.messages import File
from tests.acceptance.living import Living

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.ports.messages import Reply

ROOT = Path(__file__).parents[2]
PAGES = tuple(sorted((ROOT / "docs" / "flows").glob("*.md")))
CLOCK = re.compile(r"—— (\d{4}-\d\d-\d\d) (\d\d:\d\d) ——")
WRITES = re.compile(r"(\S+) › (.+)")
READS = re.compile(r"(\S+) ‹(?: (.+))?")
TAP = re.compile(r"［([^］]+)］")
SENDS = re.compile(r"［文件 ([^］]+)］ ?(.*)")
CODE = re.compile(r"(?<=\s)[\w-]{24}$", re.ASCII | re.MULTILINE)
"""A joining code is another one each time."""
HIDDEN = "〈加入码〉"
PICTURE = re.compile(r"!\[[^\]]*\]\(pictures/([^)]+\.png) \"([^\"]+)\"\)")
INDENT = "    "


class Play:
    """A program in a folder of its own, and everybody who speaks on the page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._life: Living | None = None
        self._read: dict[str, int] = {}
        self._unread: defaultdict[str, list[Reply]] = defaultdict(list)
        self._last: defaultdict[str, list[Reply]] = defaultdict(list)
        self._code = ""

    @property
    def life(self) -> Living:
        """The program; it starts with the first clock line."""
        assert self._life is not None, "a page begins with its clock"
        return self._life

    def clock(self, now: str) -> None:
        """The time, and what is due."""
        if self._life is None:
            self._life = Living(self._folder, now)
        self.life.tick(now)

    def writes(self, who: str, text: str) -> list[str]:
        """What somebody is answered."""
        self._unread[who] += self._arrived(who)
        sent = SENDS.fullmatch(text)
        files = (File(name=sent[1], content=f"{sent[1]}的内容\n".encode()),) if sent else ()
        tapped = None if sent else TAP.fullmatch(text)
        said = sent[2] if sent else self._button(who, tapped[1]) if tapped else text.replace(HIDDEN, self._code)
        replies = self.life.say(address_of(who), said, files=files, channel="web")
        self._arrived(who)  # which holds just these replies
        self._last[who] += replies
        self.life.tick()
        return self._shown(replies)

    def reads(self, who: str, words: str) -> list[str]:
        """What came to somebody since they last read."""
        came = [one for one in (*self._unread.pop(who, []), *self._arrived(who)) if words in one.text]
        assert came, f"nothing with {words!r} came to {who}"
        self._last[who] += came
        return self._shown(came)

    def close(self) -> None:
        """The program ends."""
        if self._life is not None:
            self._life.app.close()

    def _button(self, who: str, label: str) -> str:
        """What the newest button of that label sends."""
        for reply in reversed(self._last[who]):
            for button in reply.buttons:
                if button.label == label:
                    return button.send
        raise AssertionError(f"{who} was never shown a button {label!r}")

    def _arrived(self, who: str) -> list[Reply]:
        """What stands in the mailbox and was not looked at."""
        store = self.life.app.house.store
        person = store.people.at("web", address_of(who))
        mails = store.mailbox.read(person.id, after=self._read.get(who, 0), limit=10_000) if person else ()
        self._read[who] = max((mail.id for mail in mails), default=self._read.get(who, 0))
        return [mail.reply for mail in mails if mail.reply is not None]

    def _shown(self, replies: Sequence[Reply]) -> list[str]:
        lines: list[str] = []
        for reply in replies:
            code = CODE.search(reply.text)
            self._code = code[0] if code else self._code
            text = CODE.sub(HIDDEN, reply.text)
            lines += [""] if lines else []
            lines += [f"{INDENT}{line}".rstrip() for line in text.splitlines()]
            lines += [f"{INDENT}［文件］{file.name}" for file in reply.files]
            if reply.buttons:
                lines.append(INDENT + " ".join(f"［{one.label}］" for one in reply.buttons))
        return lines


def address_of(who: str) -> str:
    """Where somebody of the page sits in the web chat: the demo's seats, or a browser of their own."""
    return {"群众": "demo:citizen", "管理员": "demo:admin"}.get(who) or (
        f"browser:{who}" if who.startswith(("群众", "第二")) else f"demo:liaison:{who}"
    )


def played(page: str, *, picture: Callable[[Living, str, str], None] | None = None) -> str:
    """The page with everything the program says written anew."""
    lines: list[str] = []
    inside = False
    with tempfile.TemporaryDirectory() as folder:
        play = Play(Path(folder))
        try:
            for line in page.splitlines():
                if line.startswith("```"):
                    inside = line == "```对话"
                shown = PICTURE.fullmatch(line)
                if shown and picture:
                    picture(play.life, shown[1], shown[2])
                if not inside:
                    lines.append(line)
                elif line and not line.startswith(INDENT):
                    lines.append(line)
                    lines += _beneath(play, line)
        except AssertionError as error:
            raise AssertionError("\n".join([*lines, str(error)])) from error
        finally:
            play.close()
    return "\n".join(lines) + "\n"


def _beneath(play: Play, line: str) -> list[str]:
    if clock := CLOCK.fullmatch(line):
        play.clock(f"{clock[1]}T{clock[2]}")
        return []
    if writes := WRITES.fullmatch(line):
        return play.writes(writes[1], writes[2])
    if reads := READS.fullmatch(line):
        return play.reads(reads[1], reads[2] or "")
    return []
