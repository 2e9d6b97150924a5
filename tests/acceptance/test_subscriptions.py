"""Two weeks of news from the bank: three people at three paces on two channels, told what the office approved, once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.imports import import_bank
from bot.ports.messages import RefusedError, Reply
from tests.acceptance.living import living

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.living import Living

UNIT = "liaison:区民政局"
HIGH = {"id": "N1", "question": "高龄补贴怎么领？", "answer": "满80岁，到社区登记，次月发放。", "unit": "区民政局"}
MEALS = {"id": "N2", "question": "老年助餐点在哪里？", "answer": "每个社区一处，饭点前到就行。", "topic": "养老"}
SMALL = {"id": "N3", "question": "小微企业贷款贴息怎么申请？", "answer": "网上申请，三个月一贴。", "topic": "企业服务"}
PASSPORT = {"id": "N4", "question": "护照在哪里办？", "answer": "到出入境窗口。", "topic": "证件"}


class Phones:
    """A channel that shows what came to whom, and refuses whoever has blocked it."""

    name = "telegram"

    def __init__(self) -> None:
        self.shown: dict[str, list[Reply]] = {}
        self.blocked: set[str] = set()

    async def send(self, address: str, reply: Reply, *, first: bool = False) -> None:
        if address in self.blocked:
            raise RefusedError(f"blocked, {first=}")
        self.shown.setdefault(address, []).append(reply)

    def news(self, address: str) -> list[str]:
        return titles(self.shown.get(address, []))


class Town:
    """The office with an admin at the console, one subscriber there and two on phones."""

    def __init__(self, life: Living) -> None:
        self.life = life
        self.phones = Phones()
        life.app.add(self.phones)

    def restart(self) -> None:
        self.life.restart()
        self.life.app.add(self.phones)

    def on_phone(self, who: str, text: str) -> Reply:
        return self.life.say(who, text, channel="telegram")[0]

    def take_in(self, *entries: dict[str, str]) -> None:
        lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in entries)
        house, now = self.life.app.house, self.life.time
        import_bank(house, name="政策.jsonl", data=lines.encode(), now=now, actor="cli", dry_run=False)

    def desk(self) -> list[str]:
        """What came to the subscriber at the console."""
        return titles(self.life.mail("daily"))


def titles(replies: tuple[Reply, ...] | list[Reply]) -> list[str]:
    return [one.title for one in replies if one.title.startswith(("【新政策】", "【政策有更新】"))]


def subscribe(town: Town) -> None:
    # Three people subscribe, at three paces.
    life = town.life
    assert "已订阅“老年人”" in town.on_phone("now", "订阅老人").body
    life.say("daily", "订阅 老年人、企业")
    assert "工作日上午" in life.told("daily", "推送频率 每天")
    town.on_phone("weekly", "订阅 企业 老人")
    town.on_phone("weekly", "推送频率 每周")
    life.tick()


def first_week(town: Town) -> None:
    life = town.life
    # Monday: the import is offered, and nothing goes out before the office says so
    town.take_in(HIGH, MEALS, SMALL, PASSPORT)
    life.tick("2026-11-10T09:00")
    assert (town.phones.shown, town.desk()) == ({}, [])
    assert life.mail("admin")[-1].title == "【待推送】3条新政策有人订阅"
    (listed,) = life.say("admin", "待推送")
    assert listed.body.splitlines() == [
        "N1 高龄补贴怎么领？（新政策）",
        "　老年人，3人",
        "N2 老年助餐点在哪里？（新政策）",
        "　老年人，3人",
        "N3 小微企业贷款贴息怎么申请？（新政策）",
        "　企业，2人",
    ]

    # Tuesday: two go out, to whoever wants it at once; one does not
    assert "现在发给1人" in life.told("admin", "推送 N1 第1版、N3 第1版")
    assert "不推送" in life.told("admin", "不推送 N2")
    assert "不在待推送里" in life.told("admin", "推送 N2 N4")
    life.tick("2026-11-10T11:00")
    assert town.phones.news("now") == ["【新政策】高龄补贴怎么领？"]
    assert "为什么发给您：您订阅了“老年人”，马上推送。" in town.phones.shown["now"][0].note
    assert town.desk() == []

    # Wednesday: the day's digest, once, over a restart
    life.tick("2026-11-11T09:30")
    town.restart()
    life.tick("2026-11-11T10:30")
    assert town.desk() == ["【新政策】2条"]


def evening(town: Town) -> None:
    life = town.life
    # a draft is published in the evening: it waits for the morning, and the one who pauses gets nothing
    life.say(UNIT, "修改 N1 答案：满80岁，手机上就能申请。")
    life.say(UNIT, "就这些")
    life.time = life.time.replace(hour=20)
    life.say("admin", "发布 D1")
    life.say("daily", "暂停推送")
    assert "工作时间外等到上班" in life.say("admin", "待推送")[0].note
    life.say("admin", "推送 N1 第2版")
    life.tick()
    assert town.phones.news("now") == ["【新政策】高龄补贴怎么领？"]
    life.tick("2026-11-12T09:01")
    assert town.phones.news("now")[1:] == ["【政策有更新】高龄补贴怎么领？"]
    life.tick("2026-11-13T09:01")
    assert town.desk() == ["【新政策】2条"]


def second_week(town: Town) -> None:
    life = town.life
    # Monday: the week's digest; the first approval of N1 is not told, since it says something else by now
    assert town.phones.news("weekly") == []
    life.tick("2026-11-16T09:01")
    assert town.phones.news("weekly") == ["【新政策】2条"]
    assert "高龄补贴怎么领？（有更新）" in town.phones.shown["weekly"][0].body
    town.on_phone("weekly", "退订全部")

    # who paused sees what came meanwhile, and then goes on
    (resumed,) = life.say("daily", "恢复推送")
    assert "暂停期间有1条新政策" in resumed.body
    assert titles(life.say("daily", "看新政策")) == ["【政策有更新】高龄补贴怎么领？"]
    assert "没有您还没看的" in life.told("daily", "看新政策")


def blocked(town: Town) -> None:
    life = town.life
    # a phone that blocks us: what could not be sent waits for its owner's next visit, and is told of once
    town.phones.blocked.add("now")
    town.take_in({**MEALS, "id": "N5", "question": "老年人体检去哪里？"})
    life.say("admin", "推送 N5")
    life.tick("2026-11-17T10:00")
    town.take_in({**MEALS, "id": "N6", "question": "老年公交卡怎么办？"})
    life.say("admin", "推送 N6")
    life.tick("2026-11-18T10:00")
    assert len(town.phones.news("now")) == 2
    town.phones.blocked.clear()
    town.restart()
    visit = town.on_phone("now", "帮助")
    assert "您订阅的有2条新政策" in visit.note
    assert visit.buttons[-1].label == "看新政策（2条）"
    assert "新政策" not in town.on_phone("now", "热门问题").note
    seen = town.on_phone("now", "看新政策")
    assert seen.title == "【新政策】2条"


def quiet_end(town: Town) -> None:
    # Nothing more comes, and nothing came twice.
    life = town.life
    for day in range(18, 21):
        life.tick(f"2026-11-{day}T09:05")
        life.tick(f"2026-11-{day}T16:00")
    assert len(town.phones.news("now")) == 2
    assert len(town.phones.news("weekly")) == 1
    assert town.desk() == [
        "【新政策】2条",
        "【政策有更新】高龄补贴怎么领？",
        "【新政策】老年人体检去哪里？",
        "【新政策】老年公交卡怎么办？",
    ]
    assert life.app.integrity() == ()


def test_what_the_office_approved_reaches_each_at_their_pace_and_nobody_twice(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-09T10:00") as life:
        town = Town(life)
        for part in (subscribe, first_week, evening, second_week, blocked, quiet_end):
            part(town)
