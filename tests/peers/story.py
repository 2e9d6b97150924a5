"""The acceptance story as people live it through any messenger: asked, joined, reminded, confirmed, returned, passed,
told and tapped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tests.peers.running import Running

UNIT = "区司法局"
CITIZEN, LIAISON, ADMIN = "qunzhong", "lisi", "wangwu"
PROOF = b"%PDF-1.4 the list as it was published"


class Phone(Protocol):
    """A messenger in people's hands."""

    def say(self, user: str, text: str) -> None:
        """Write to the robot."""
        ...

    def send_file(self, user: str, name: str, content: bytes) -> None:
        """Send a file to the robot."""
        ...

    def tap(self, user: str, label: str) -> None:
        """Tap the newest button that reads so."""
        ...

    def screen(self, user: str) -> list[str]:
        """What the chat shows now, without marks; what the person said has `> ` before it."""
        ...

    def sees(self, user: str, words: str) -> str:
        """The newest message with these words since the person last wrote, awaited."""
        ...


def code_in(text: str) -> str:
    """The one-time code that the office was shown."""
    found = re.search(r"[A-Za-z0-9_-]{22,}", text)
    assert found, text
    return found[0]


def ask(phone: Phone) -> None:
    """A citizen asks, in words of their own, and gets the answer with its source."""
    phone.say(CITIZEN, "低保怎么申请")
    assert "《社会救助暂行办法》第十一条" in phone.sees(CITIZEN, "县级民政部门审批")
    phone.say(CITIZEN, "困难群众怎么申请医疗救助？")
    assert "医疗救助" in phone.sees(CITIZEN, "依据")


def join(phone: Phone, program: Running) -> None:
    """Two people become somebody by one-time codes; a used code is worth nothing."""
    code = code_in(program.office(f"加入码 {UNIT}"))
    phone.say(LIAISON, f"/加入 {code}")
    phone.sees(LIAISON, f"您现在是{UNIT}联络员")
    phone.say(CITIZEN, f"/加入 {code}")
    phone.sees(CITIZEN, "加入码")
    phone.say(ADMIN, f"/加入 {code_in(program.office('加入码 管理员'))}")
    phone.sees(ADMIN, "管理员")


def confirm(phone: Phone, program: Running) -> None:
    """Reminded in the morning, confirmed with a file, returned with a reason, confirmed again, passed."""
    program.tick("2026-11-24T09:31")
    assert "11月30日前" in phone.sees(LIAISON, "过时信息清理")

    phone.say(LIAISON, "确认 11")
    phone.sees(LIAISON, "取消")
    phone.send_file(LIAISON, "清理清单.pdf", PROOF)
    phone.sees(LIAISON, "附1个文件")
    (waiting,) = program.store.confirmations.waiting()
    assert program.store.files.get(waiting.evidence[0].digest) == PROOF
    program.tick("2026-11-24T09:32")
    phone.sees(ADMIN, f"通过 {waiting.id}")
    phone.tap(ADMIN, "退回")
    phone.sees(ADMIN, "原因")
    phone.say(ADMIN, "看不清")
    phone.sees(ADMIN, "已退回")
    program.tick("2026-11-24T09:33")
    phone.sees(LIAISON, "看不清")

    phone.say(LIAISON, "确认 11 https://www.example.gov.cn/zwgk/11.html")
    phone.sees(LIAISON, "附1个链接")
    (again,) = program.store.confirmations.waiting()
    program.tick("2026-11-24T09:34")
    phone.sees(ADMIN, f"通过 {again.id}")
    phone.tap(ADMIN, "通过")
    phone.sees(ADMIN, "已通过")
    states = program.store.confirmations.of_task(again.task_id)
    assert sorted(one.state.value for one in states) == ["passed", "returned"]


def notice(phone: Phone, program: Running) -> None:
    """The office writes to every liaison of a unit; 收到 is tapped, shown as done, and counted."""
    for words in ("/通知", "明天上午九点开会。", UNIT, "确认发送"):
        phone.say(ADMIN, words)
        phone.sees(ADMIN, {"/通知": "请写通知内容", UNIT: "共2人", "确认发送": "发给2人"}.get(words, "发给谁"))
    program.tick("2026-11-24T09:35")
    phone.sees(LIAISON, "明天上午九点开会")
    phone.tap(LIAISON, "收到")
    phone.sees(LIAISON, "已点收")
    phone.say(ADMIN, "通知 1")
    phone.sees(ADMIN, "已点收1")
