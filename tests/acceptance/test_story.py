"""Acceptance 4: a liaison joins, is reminded, confirms, is returned, confirms again, is passed; all of it provable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.acceptance.living import living, load_seeds, needs_seeds

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = needs_seeds

UNIT = "区司法局"
LINK = "https://www.example.gov.cn/zwgk/20221024.html"


def code_in(text: str) -> str:
    found = re.search(r"[A-Za-z0-9_-]{22,}", text)
    assert found, text
    return found[0]


def flip(path: Path, needle: bytes) -> None:
    """Change one bit of the first byte where the needle stands in the file."""
    data = bytearray(path.read_bytes())
    place = data.index(needle)
    data[place] ^= 1
    path.write_bytes(bytes(data))


def test_the_life_of_a_confirmation(tmp_path: Path) -> None:
    with living(tmp_path, "2022-10-21T09:00") as life:
        load_seeds(life, "2022-task-table.xlsx")
        store = life.app.house.store

        code = code_in(life.told("admin", f"加入码 {UNIT}"))
        life.say("newcomer", f"/加入 {code}")
        person = store.people.at("console", "newcomer")
        assert person is not None
        assert (person.unit, person.role.value) == (UNIT, "liaison")
        assert code.encode() not in (tmp_path / "wenban.db").read_bytes()

        life.tick("2022-10-24T09:00")
        reminder = life.mail("newcomer")[-1]
        assert "行政处罚信息公开" in reminder.text
        assert "10月31日" in reminder.text

        life.say("newcomer", f"确认 4 {LINK}")
        (waiting,) = store.confirmations.waiting()
        assert (waiting.unit, waiting.person_id) == (UNIT, person.id)
        assert [one.value for one in waiting.evidence] == [LINK]
        life.tick("2022-10-24T09:01")
        assert any(str(waiting.id) in reply.text for reply in life.mail("admin"))

        life.say("admin", f"退回 {waiting.id} 链接打不开")
        life.tick("2022-10-24T09:02")
        assert "链接打不开" in life.mail("newcomer")[-1].text

        life.say("newcomer", f"确认 4 {LINK}?v=2")
        (again,) = store.confirmations.waiting()
        life.say("admin", f"通过 {again.id}")
        assert store.confirmations.waiting() == ()
        life.tick("2022-10-24T09:03")

        states = [one.state.value for one in store.confirmations.of_task(again.task_id)]
        assert sorted(states) == ["passed", "returned"]
        actions = [event.action for event in store.audit.all()]
        for action in ("confirmation.submitted", "confirmation.returned", "confirmation.passed"):
            assert action in actions
        assert store.audit.verify() is None
        assert life.app.integrity() == ()

        after = life.tick("2022-10-28T09:00")
        mine = [one for one in after.outcomes if one.person.unit == UNIT]
        assert not any("行政处罚信息公开" in one.reply.text for one in mine)


def test_one_flipped_byte_is_found(tmp_path: Path) -> None:
    with living(tmp_path, "2022-10-24T09:00") as life:
        load_seeds(life, "2022-task-table.xlsx")
        life.say(f"liaison:{UNIT}", f"确认 4 {LINK}")
        assert life.app.integrity() == ()
    flip(tmp_path / "wenban.db", LINK.encode())
    with living(tmp_path, "2022-10-24T10:00") as life:
        assert life.app.integrity() != ()
