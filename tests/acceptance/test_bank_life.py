"""A unit drafts, the office publishes, citizens are answered, it is rolled back; a wording is learnt."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.ports.bank import PhrasingState
from tests.acceptance.living import living

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.messages import Reply
    from tests.acceptance.living import Living

UNIT = "liaison:区住建局"
QUESTION = "老旧小区加装电梯的补贴怎么申请？"
ANSWER = "由楼里的业主一起向街道提出，验收后补贴发到业主指定的账户。"
SUGGESTED = "您是不是想问"


def asked(life: Living, text: str) -> tuple[Reply, ...]:
    return life.say("citizen", text)


def first_send(reply: Reply, start: str) -> str:
    return next(button.send for button in reply.buttons if button.send.startswith(start))


def test_a_unit_drafts_the_office_publishes_and_takes_back(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-24T09:30") as life:
        store = life.app.house.store
        assert ANSWER not in "".join(reply.text for reply in asked(life, QUESTION))

        life.say(UNIT, "起草")
        life.say(UNIT, QUESTION)
        life.say(UNIT, ANSWER)
        (kept,) = life.say(UNIT, "就这些")
        assert kept.title == "草稿D1已交给政务公开办"
        asyncio.run(life.app.drain())
        told = life.mail("admin")[-1]
        assert told.title == "【待审草稿 D1】区住建局"
        (shown,) = life.say("admin", first_send(told, "看草稿"))
        assert ANSWER in shown.body
        (done,) = life.say("admin", first_send(shown, "发布"))
        asyncio.run(life.app.drain())
        assert life.mail(UNIT)[-1].title == "草稿D1已发布"

        (answer,) = asked(life, QUESTION)
        assert (answer.title, answer.body) == (QUESTION, ANSWER)
        assert "解释单位：区住建局" in answer.note

        (history,) = life.say("admin", first_send(done, "历史"))
        life.say("admin", first_send(history, "恢复"))
        assert ANSWER not in "".join(reply.text for reply in asked(life, QUESTION))

        life.restart()
        (entry_id,) = {event.subject for event in life.app.house.store.audit.all() if event.action == "draft.published"}
        life.say("admin", f"恢复 {entry_id} 1")
        assert asked(life, QUESTION)[0].body == ANSWER
        assert len(life.app.house.store.entries.history(entry_id)) == 3
        assert store is not life.app.house.store
        assert life.app.integrity() == ()


def test_a_changed_answer_is_given_until_it_is_rolled_back(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-24T09:30") as life:
        entry = next(one for one in life.app.house.store.entries.all() if one.unit == "区住建局")
        life.say(UNIT, f"修改 {entry.id} 答案：{ANSWER}")
        assert asked(life, entry.question)[0].body == entry.answer
        life.say("admin", "发布 D1")
        assert asked(life, entry.question)[0].body == ANSWER
        life.say("admin", f"恢复 {entry.id} 1")
        assert asked(life, entry.question)[0].body == entry.answer
        assert life.app.house.store.entries.get(entry.id) == entry


def test_a_wording_learnt_from_a_tap_is_answered_at_once(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-24T09:30") as life:
        wordings = ("拆迁过渡", "工资不发", "低保金", "小孩上学", "社保卡坏", "房子漏水", "开饭店")
        wording, reply = next((one, said[0]) for one in wordings if SUGGESTED in (said := asked(life, one))[0].body)
        meant = reply.buttons[0].send
        asked(life, meant)
        (phrasing,) = life.app.house.store.phrasings.waiting()
        assert (phrasing.text, phrasing.people) == (wording, 1)
        life.say("admin", f"采纳 W{phrasing.id}")
        assert asked(life, wording)[0].title == meant
        decided = life.app.house.store.phrasings.get(phrasing.id)
        assert decided is not None
        assert decided.state is PhrasingState.TAKEN
