"""A citizen does not know what to ask: topics, a topic, a question, its answer; and an entry that asks back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.living import living

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.messages import Reply


def tap(reply: Reply, label: str) -> str:
    """What the button of that label sends."""
    return next(one.send for one in reply.buttons if one.label == label)


def test_from_the_topics_to_an_answer(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-26T10:00") as life:
        (topics,) = life.say("somebody", "政策包")
        assert len(topics.buttons) > 20
        (card,) = life.say("somebody", tap(topics, "孩子上学"))
        assert "【谁能办】年满6周岁的孩子" in card.body
        (answer,) = life.say("somebody", tap(card, "孩子几岁上小学？"))
        assert answer.title == "孩子几岁上小学？"
        assert "年满6周岁" in answer.body
        assert answer.note.startswith("依据：《义务教育法》")
        further = [one.label for one in answer.buttons if one.label not in {"有用", "没解决"}]
        assert 0 < len(further) <= 3
        assert "孩子几岁上小学？" not in further


def test_a_topics_name_gets_its_card_rather_than_a_guess(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-26T10:00") as life:
        for text, title in (("农民工工资", "农民工工资"), ("社保", "社保和医保"), ("上学", "孩子上学")):
            (card,) = life.say("somebody", text)
            assert card.title == title
        (card,) = life.say("somebody", "居住证")
        assert [one.label for one in card.buttons if "居住证" in one.label] == [one.label for one in card.buttons[:3]]


def test_an_entry_asks_back_until_it_can_answer(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-26T10:00") as life:
        (first,) = life.say("somebody", "营业执照的事怎么办？")
        assert first.body == "要办哪一件？"
        (second,) = life.say("somebody", "注销")
        assert second.body == "债务、工资、社保和税款都结清了吗？"
        (answer,) = life.say("somebody", tap(second, "还没结清"))
        assert answer.title == "公司不干了怎么注销？"


def test_what_many_ask_is_hot(tmp_path: Path) -> None:
    with living(tmp_path, "2026-11-26T10:00") as life:
        for seat in ("one", "two", "three"):
            life.say(seat, "身份证丢了怎么补办？")
        (hot,) = life.say("somebody", "热门问题")
        assert hot.buttons[0].label == "身份证丢了怎么补办？"
