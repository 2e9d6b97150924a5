"""What a liaison puts off or is granted survives every stop of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.living import Living, living, load_seeds, needs_seeds

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_seeds

UNIT = "区司法局"
SEAT = f"liaison:{UNIT}"


def told(life: Living, now: str) -> str:
    """What a tick sends to the unit, the program having been stopped before it."""
    life.restart()
    outcomes = life.tick(now).outcomes
    return "\n".join(one.reply.text for one in outcomes if one.person.unit == UNIT)


def test_a_reminder_put_off_comes_again_after_a_stop_and_only_once(tmp_path: Path) -> None:
    with living(tmp_path, "2022-10-20T09:00") as life:
        load_seeds(life, "2022-task-table.xlsx")
        assert "行政处罚信息公开" in told(life, "2022-10-24T09:30")
        life.restart()
        assert "10:30再提醒您" in life.told(SEAT, "稍后 4 一小时")
        assert told(life, "2022-10-24T10:00") == ""
        assert "您让我这时候再提醒一次" in told(life, "2022-10-24T10:30")
        assert told(life, "2022-10-24T10:31") == ""
        assert life.app.integrity() == ()


def test_a_later_date_survives_a_stop_and_is_reminded_of_by_its_own_ladder(tmp_path: Path) -> None:
    with living(tmp_path, "2022-10-20T09:00") as life:
        load_seeds(life, "2022-task-table.xlsx")
        life.told(SEAT, "延期 4 2022-11-30 系统还没开通")
        life.restart()
        assert "已同意" in life.told("admin", "同意延期 1")
        assert "同意延期" in told(life, "2022-10-20T09:01")
        assert "行政处罚信息公开" not in told(life, "2022-10-28T09:30")
        assert "行政处罚信息公开（牵头）11月30日前（已延期）" in told(life, "2022-10-31T09:30")
        assert life.app.house.store.audit.verify() is None
