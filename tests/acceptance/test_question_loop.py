"""Issue 7, acceptance 1: many ask what the bank does not hold; one unit is asked, one answer goes to all who wait."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from reminders.questions import WAITING, MatterState
from tests.acceptance.living import Living, Recorder, answers_to, living
from tests.bot.web_browser import Browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


UNIT = "区公安分局"
LIAISON = f"liaison:{UNIT}"
WORDINGS = (
    "养狗怎么办狗证",
    "狗证咋办",
    "给狗上户口去哪里",
    "养犬登记怎么办理",
    "办狗证要带啥",
    "犬证在哪儿办",
    "狗狗登记证怎么弄",
    "养犬证办理流程",
    "想给我家狗子办个狗证",
    "狗证要多少钱",
    "城里养狗要登记不",
    "请问养狗登记去哪个部门",
    "办犬证需要什么材料",
    "家里的狗没办证，咋个办",
    "养只小狗用不用登记",
    "狗子的证到哪办嘛",
    "养犬登征怎么办",
    "养狗登记证咋领",
    "宠物狗怎么登记",
    "我想问一下狗证怎么办理呢",
    "狗子的登记证咋个办法",
    "犬只登记在哪里办理",
    "养犬手续怎么办",
    "养狗办证找谁",
    "给狗办证去哪",
    "狗证办理",
    "泰迪要办狗证吗",
    "小区养狗让办证，去哪办",
    "怎么给狗登记",
    "去哪里登记养犬，电话13812345678",
    "狗证在什么地方办",
)
"""Spoken, dialect, mistyped, turned round, with something personal; one of those who ask withdraws, thirty are told."""
WITHDRAWS = "console-4"
NEAR = "狗证丢了怎么补办"
NEXT = "狗证怎么办理啊"
ANSWER = "带身份证、房产证或租房合同和狗的免疫证明，到住处的派出所登记。"


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path, "2026-11-16T10:00") as one:
        yield one


def ask(life: Living, seat: str, text: str, channel: str) -> None:
    """Ask; where the bank offers something else, say that none of it was meant."""
    (reply,) = life.say(seat, text, channel=channel)
    if any(button.send.startswith("都不是") for button in reply.buttons):
        (reply,) = life.say(seat, f"都不是 {text}", channel=channel)
    assert "在这里告诉您" in reply.body


def restarted(life: Living, telegram: Recorder) -> None:
    """The process is gone and comes back on the same data."""
    life.restart()
    life.app.add(telegram)


def asked_by_all(life: Living, telegram: Recorder) -> list[tuple[str, str]]:
    """Thirty-one citizens on three channels ask, the process is stopped between; where each sits."""
    channels = ("web", "console", "telegram")
    seats = [(channels[place % 3], f"{channels[place % 3]}-{place}") for place in range(len(WORDINGS))]
    for place, ((channel, seat), text) in enumerate(zip(seats, WORDINGS, strict=True)):
        ask(life, seat, text, channel)
        if place == len(WORDINGS) // 2:
            restarted(life, telegram)
    return seats


def test_what_thirty_ask_is_answered_once_and_told_to_each(life: Living) -> None:
    telegram = Recorder()
    life.app.add(telegram)
    seats = asked_by_all(life, telegram)
    ask(life, "other", NEAR, "console")

    store = life.app.house.store
    first, near = store.matters.all(WAITING)
    assert (first.count, near.count) == (31, 1)
    assert first.matter.unit == UNIT
    assert first.matter.state is MatterState.ASKED
    assert "13812345678" not in "".join(first.wordings)
    assert "预计11月23日前答复" in life.told("console-1", "我的提问")

    ticked = life.tick("2026-11-16T10:01")
    asked = [one for one in ticked.outcomes if "群众提问" in one.reply.title]
    assert [one.person.unit for one in asked] == [UNIT]
    assert "G1 养狗怎么办狗证（31人问，11月23日前" in asked[0].reply.body
    assert not [one for one in life.tick("2026-11-16T10:02").outcomes if "群众提问" in one.reply.title]

    life.say(LIAISON, f"答复 G1 {ANSWER}")
    life.tick("2026-11-16T10:03")
    assert not telegram.sent
    assert answers_to(life, "console", "console-1") == []
    (draft,) = store.drafts.waiting()
    assert "告诉" not in life.told("admin", "看草稿 D1")
    assert life.told(WITHDRAWS, "不用了").startswith("好的")
    restarted(life, telegram)

    assert "会告诉30位提问的人" in life.told("admin", f"发布 D{draft.id}")
    assert "没有改动" in life.told("admin", f"发布 D{draft.id}")
    restarted(life, telegram)
    store = life.app.house.store
    for minute in range(4, 8):
        life.tick(f"2026-11-16T10:0{minute}")

    counts = Counter(address for address, _ in telegram.sent)
    heard = {
        seat: counts[seat] if channel == "telegram" else len(answers_to(life, channel, seat)) for channel, seat in seats
    }
    assert heard == {seat: 0 if seat == WITHDRAWS else 1 for _, seat in seats}
    assert sum(heard.values()) == 30
    mine = answers_to(life, "console", "console-1")[0]
    assert mine.title == f"您问过：{WORDINGS[1]}"
    assert mine.body == ANSWER
    assert answers_to(life, "console", "other") == []

    matter = store.matters.get(1)
    assert matter is not None
    assert matter.state is MatterState.ANSWERED
    entry = store.entries.get(matter.entry_id)
    assert entry is not None
    assert {"狗证咋办", "养犬登征怎么办"} <= set(entry.similar)
    assert "〔" not in "".join(entry.similar)
    (reply,) = life.say("who-comes-next", NEXT)
    assert (reply.title, reply.body) == (WORDINGS[0], ANSWER)
    assert [one.matter.id for one in store.matters.all(WAITING)] == [2]
    assert life.app.integrity() == ()


def test_the_office_joins_two_matters_and_takes_a_wording_out_on_its_page(life: Living) -> None:
    for place, text in enumerate((*WORDINGS[:4], NEAR)):
        ask(life, f"seat-{place}", text, "console")
    browser = Browser(life.app)

    def act(command: str, more: str = "") -> str:
        form = {"text": command, "more": more, "message_id": command, "back": "/office/matters"}
        return browser.get(browser.post("/office/do", form).headers["location"]).text

    assert "G2并入G1，提问的人一起等G1的答复" in act("合并 G1", "G2")
    parted = act("拆分 G1 5")
    assert "已从G1拆出G3" in parted
    assert f"<b>{NEAR}</b>" in parted
    counts = {one.matter.id: one.count for one in life.app.house.store.matters.all(WAITING)}
    assert counts == {1: 4, 3: 1}
    assert "G3并入G1" in life.told("admin", "合并 G1 G3")
    assert "已从G1拆出G4" in life.told("admin", "拆分 G1 5")
    life.say("admin", f"答复 G1 {ANSWER}")
    life.tick("2026-11-16T10:01")
    assert [len(answers_to(life, "console", f"seat-{place}")) for place in range(5)] == [1, 1, 1, 1, 0]
    assert life.app.integrity() == ()
