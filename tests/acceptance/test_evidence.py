"""A duty of many units through the whole program: proofs, reports to the lead, a review of what was seen, a round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import File
from bot.ports.proofs import Page
from bot.standing import standing
from tests.acceptance.living import living, load_seeds, needs_seeds

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_seeds

LINK = "https://www.example.gov.cn/zwgk/20221024.html"
LEAD = "区司法局"


def test_every_unit_of_a_duty_confirms_and_the_counts_add_up(tmp_path: Path) -> None:
    with living(tmp_path, "2022-10-24T09:30") as life:
        load_seeds(life, "2022-task-table.xlsx")
        house = life.app.house
        year = standing(house, 2022)
        task = year.task(4)
        assert task is not None
        shares = year.shares(task.id)
        (occurrence,) = year.falls(task.id)
        for one in house.store.units.all():
            code = life.say("admin", f"加入码 {one.name}")[0].body.split("\n")[0]
            life.say(f"seat:{one.name}", f"/加入 {code}")

        supports = [one.unit for one in shares if one.unit != LEAD]
        assert len(supports) > 10
        proof = File(name="公示.pdf", content=b"%PDF-1.7")
        life.say(f"seat:{LEAD}", "确认 4", files=(proof,))
        for unit in supports[:-1]:
            life.say(f"seat:{unit}", "已报牵头 4")
        assert f"还差{supports[-1]}" in life.told(f"seat:{LEAD}", "我的任务")
        life.say(f"seat:{supports[-1]}", f"确认 4 {LINK} 2022年10月20日公布")

        found = standing(house, 2022).progress(occurrence.key, task.id)
        assert (found.total, found.reported, found.waiting, found.missing) == (len(shares), len(supports) - 1, 2, ())
        house.store.confirmations.link_read(LINK, page=Page(title="行政处罚公示", date=None), at=life.time)
        assert "链接：行政处罚公示（2022年10月20日）" in life.told("admin", "待审核")
        life.say("admin", "全部通过")
        life.say("admin", "确认全部通过")
        assert f"{len(shares)}/{len(shares)}已完成（其中{len(supports) - 1}个已报牵头单位），全部办结" in life.told(
            "admin", "进度 4"
        )

        first = house.store.confirmations.of_task(task.id)[0]
        life.say("admin", f"重开 {first.id} 公示已撤下")
        life.tick("2022-10-24T09:31")
        assert any("公示已撤下" in one.text for one in life.mail(f"seat:{LEAD}"))
        life.restart()
        assert "被退回，请补充" in life.told(f"seat:{LEAD}", "我的任务")
        assert life.app.house.store.audit.verify() is None
        assert life.app.integrity() == ()


def test_a_round_is_answered_and_a_difficulty_reaches_the_office_in_the_morning(tmp_path: Path) -> None:
    with living(tmp_path, "2022-10-25T09:30") as life:
        load_seeds(life, "2022-task-table.xlsx")
        seat = f"liaison:{LEAD}"
        life.tick()
        asked = next(one for one in life.mail(seat) if "本月例行" in one.text)
        hard = next(one.send for one in asked.buttons if one.send.startswith("困难 "))
        life.say(seat, hard)
        life.say(seat, "系统还没有开通")
        assert "正常推进" in life.told(seat, "全部正常推进")
        assert "10月的例行已经报过了" in life.told(seat, "例行")
        life.tick("2022-10-26T09:00")
        morning = next(one for one in life.mail("admin") if one.title.startswith("【今日待办】"))
        assert "系统还没有开通" in morning.body
        (waiting,) = life.app.house.store.confirmations.waiting()
        assert "已记下您知道了" in life.told("admin", f"通过 {waiting.id}")
        assert life.app.integrity() == ()
