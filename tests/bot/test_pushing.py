"""People subscribe and unsubscribe; the office decides what goes out; what could not be sent waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot import pushing
from bot.handlers import subscriptions
from bot.handlers.commands import matching
from bot.ports.bank import Change
from bot.ports.people import Role
from bot.telling import lose_address
from bot.texts import pushing as said
from knowledge.entries import Entry
from knowledge.guides import Guide, Option
from knowledge.packages import Package
from reminders.outbox import DeliveryState

if TYPE_CHECKING:
    from bot.ports.messages import Reply
    from tests.bot.office_room import Room

CARE = Package(id="care", title="养老服务", aliases=("养老",), entries=("E9",))
ENTRY = Entry(id="N1", question="高龄补贴怎么领？", answer="满80岁，到社区登记。")


@pytest.fixture(autouse=True)
def shelf(room: Room) -> None:
    room.store.packages.save([CARE])


def publish(room: Room, *entries: Entry) -> None:
    room.store.entries.save(entries, change=Change(at=room.now, actor="cli", action="bank.imported"))


def many(count: int) -> list[Entry]:
    return [replace(ENTRY, id=f"N{one}", question=f"老年人第{one}件事怎么办？") for one in range(1, count + 1)]


def only(room: Room, seat: str, text: str) -> Reply:
    (reply,) = room.say(seat, text)
    return reply


def sends(reply: Reply) -> list[str]:
    return [button.send for button in reply.buttons]


def news(room: Room, seat: str) -> list[str]:
    return [one.title for one in room.outbox(seat) if one.title.startswith(("【新政策】", "【政策有更新】"))]


@pytest.mark.parametrize("seat", ["citizen", "justice", "admin", "auditor"])
def test_anybody_subscribes_and_sees_what_they_have(room: Room, seat: str) -> None:
    assert "您订阅了" not in room.told(seat, "订阅")
    done = only(room, seat, "订阅 老人、养老，天上的事")
    assert done.body.splitlines() == [
        "已订阅“老年人”、“养老服务”。有新政策马上告诉您，只在工作时间发，没有就不发。",
        "没有叫“天上的事”的主题，看看“我的订阅”里有哪些。",
    ]
    assert sends(done) == ["订阅", "推送频率 每天", "推送频率 每周"]
    mine = only(room, seat, "我的订阅")
    assert "您订阅了：养老服务、老年人（马上）。" in mine.body
    assert {"退订 老年人", "退订 养老服务", "订阅 企业", "暂停推送"} <= set(sends(mine))
    assert "订阅 老年人" not in sends(mine)


def test_topics_of_the_bank_are_named_to_be_typed(room: Room) -> None:
    assert "例如回复“订阅 养老服务”：养老服务" in room.told("citizen", "订阅")


def test_what_is_no_topic_is_said_or_asked(room: Room) -> None:
    assert "没有叫“天上的事”的主题" in room.told("citizen", "订阅 天上的事")
    room.say("citizen", "订阅号怎么关注")
    room.say("citizen", "退订的房费不退怎么办")
    assert room.desk.asked == ["订阅号怎么关注", "退订的房费不退怎么办"]
    assert "已订阅“老年人”" in room.told("citizen", "订阅老年人")
    assert "已退订“老年人”" in room.told("citizen", "退订老年人")


def test_people_unsubscribe_from_one_or_all(room: Room) -> None:
    room.say("citizen", "订阅 老人 企业 养老")
    assert room.told("citizen", "退订 老人") == "已退订“老年人”。还订阅着：企业、养老服务。"
    assert room.told("citizen", "退订 老人") == "您没有订阅“老人”。您订阅的有：企业、养老服务。"
    assert room.told("citizen", "退订") == "要退订哪一个？您订阅的有：企业、养老服务。"
    assert room.told("citizen", "退订全部") == "2个订阅都退了，不会再推送。想要了随时再订。"
    assert room.told("citizen", "退订全部") == "您现在什么都没有订阅，不会推送。"
    assert room.told("citizen", "退订 企业") == "您没有订阅“企业”。您现在什么都没有订阅。"
    room.say("citizen", "订阅 企业")
    assert room.told("citizen", "退订 企业").endswith("现在没有订阅别的，不会再推送。")


def test_a_topic_that_is_gone_can_still_be_left(room: Room) -> None:
    room.say("citizen", "订阅 养老")
    room.store.packages.save([replace(CARE, title="适老服务", aliases=())])
    assert "已退订“养老服务”" in room.told("citizen", "退订 养老服务")


def test_people_choose_how_often(room: Room) -> None:
    assert room.told("citizen", "推送频率") == "多久推送一次？现在是马上。"
    assert "您还没有订阅什么" in room.told("citizen", "推送频率 每周")
    room.say("citizen", "订阅 企业")
    assert room.told("citizen", "推送频率：每天") == "好的，有新政策，工作日上午合成一条告诉您。"
    assert "现在是每天" in room.told("citizen", "推送频率 偶尔")


def test_a_pause_keeps_what_is_subscribed(room: Room) -> None:
    assert "还没有订阅什么" in room.told("citizen", "恢复推送")
    room.say("citizen", "订阅 企业")
    assert "已暂停" in room.told("citizen", "暂停推送")
    assert "已经暂停着了" in room.told("citizen", "暂停推送")
    assert "企业（暂停着，一条也不发）" in room.told("citizen", "订阅")
    assert sends(only(room, "citizen", "订阅 老人"))[0] == "恢复推送"
    assert room.told("citizen", "恢复推送") == "已恢复：企业、老年人。有新政策马上告诉您，只在工作时间发。"
    assert room.told("citizen", "恢复推送").startswith("推送没有暂停")


def test_nothing_is_offered_while_nobody_subscribes(room: Room) -> None:
    publish(room, ENTRY)
    assert room.told("admin", "待推送") == "没有要推送的：有人订阅的主题最近没有新条目。"
    room.say("citizen", "订阅 企业")
    assert room.told("admin", "待推送").endswith("另有1条新的没有人订阅，不用管。")


def test_the_office_decides_one_or_all_that_were_listed(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    publish(room, *many(8))
    listed = only(room, "auditor", "待推送")
    assert listed.title == "待推送 8 条"
    assert "还有2条，定完再看。" in listed.body
    assert sends(listed)[0] == "推送 N1 第1版、N2 第1版、N3 第1版、N4 第1版、N5 第1版、N6 第1版"
    room.store.entries.save(
        [replace(many(1)[0], answer="改了。")], change=Change(at=room.now, actor="cli", action="bank.imported")
    )
    (done,) = room.say("admin", sends(listed)[0])
    assert done.body.splitlines() == [
        "已同意推送N2、N3、N4、N5、N6：现在发给1人，其余的进下一次汇总；收不到消息的人下次来时看得到。",
        "N1在您看过以后又改了，没有动，请再看一眼。",
    ]
    assert done.done == "已同意推送"
    assert news(room, "citizen") == ["【新政策】5条"]
    assert "N1、N7不推送，不再提" in room.told("admin", "不推送 N1 N7")
    assert "N1、N9不在待推送里" in room.told("admin", "推送 N1 第2版、N9")
    assert room.told("admin", "推送 ，") == "请写要推送哪一条，例如：推送 E012"
    assert only(room, "admin", "待推送").body.splitlines()[0].startswith("N8 ")
    assert len(sends(only(room, "admin", "待推送"))) == 2
    assert room.actions().count("push.approved") == 5
    assert room.actions().count("push.declined") == 2


def test_more_than_a_screen_holds_comes_next_time(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    publish(room, *many(8))
    room.say("admin", "推送 " + " ".join(f"N{one}" for one in range(1, 9)))
    (first,) = room.outbox("citizen")
    assert first.title == "【新政策】8条"
    assert first.body.endswith("还有2条，点“看新政策”接着看。")
    assert sends(first)[-1] == "看新政策"
    assert only(room, "citizen", "看新政策").title == "【新政策】2条"
    room.tick("2022-10-25T09:30")
    assert len(news(room, "citizen")) == 1


def test_what_is_approved_in_the_evening_goes_in_one_message_in_the_morning(room: Room) -> None:
    for seat in ("citizen", "justice"):
        room.say(seat, "订阅 老人")
    publish(room, *many(2))
    room.later(hours=10)
    assert "已同意推送N1：10月25日 09:00发给2人，其余的" in room.told("admin", "推送 N1")
    room.say("citizen", "推送频率 每天")
    room.say("justice", "推送频率 每周")
    assert "已同意推送N2：没有要马上发的，其余的" in room.told("admin", "推送 N2")
    room.say("justice", "推送频率 马上")
    assert news(room, "citizen") == []
    room.tick("2022-10-25T09:30")
    room.tick("2022-10-25T10:30")
    assert news(room, "citizen") == news(room, "justice") == ["【新政策】2条"]
    room.house = replace(room.house, office=replace(room.house.office, daily_cap=4))
    room.tick("2022-10-25T11:30")
    assert news(room, "citizen") == ["【新政策】2条"]


def test_many_subscribers_are_told_slice_by_slice_each_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "SLICE", 2)
    seats = [f"seat{number}" for number in range(5)]
    for seat in seats:
        room.say(seat, "订阅 老人")
    publish(room, *many(2))
    assert "现在发给5人" in room.told("admin", "推送 N1")
    assert [len(news(room, seat)) for seat in seats] == [1, 1, 0, 0, 0]
    assert pushing.advance(room.house, room.now)
    # what is approved meanwhile goes to all, and what is left of the first with it
    room.say("admin", "推送 N2")
    while pushing.advance(room.house, room.now):
        pass
    assert [news(room, seat)[-1] for seat in seats[:4]] == ["【新政策】老年人第2件事怎么办？"] * 4
    assert news(room, seats[4]) == ["【新政策】2条"]
    assert not pushing.advance(room.house, room.now)


def test_on_trial_what_is_approved_waits_until_the_office_is_live(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    publish(room, *many(1))
    room.say("admin", "试运行")
    assert "已同意推送N1：现在是试运行，先不发" in room.told("admin", "推送 N1")
    room.tick("2022-10-25T09:30")
    assert news(room, "citizen") == []
    room.say("admin", "正式运行")
    room.tick("2022-10-26T09:30")
    assert len(news(room, "citizen")) == 1


def test_a_bare_word_shows_what_waits(room: Room) -> None:
    assert room.told("admin", "推送") == room.told("admin", "不推送") == room.told("admin", "待推送")


def test_a_visit_shows_one_screen_after_the_other(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    room.say("citizen", "推送频率 每周")
    publish(room, *many(8))
    room.say("admin", "推送 " + " ".join(f"N{one}" for one in range(1, 9)))
    assert "有8条新政策您还没看" in room.told("citizen", "订阅")
    first = only(room, "citizen", "看新政策")
    assert sends(first) == [*(one.question for one in many(6)), "看新政策"]
    assert only(room, "citizen", "看新政策").title == "【新政策】2条"
    assert room.told("citizen", "看新政策").startswith("没有您还没看的新政策")


def test_an_entry_that_only_asks_back_and_a_long_one_are_begun(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    guide = Entry(
        id="N1",
        question="养老金怎么领？",
        answer="",
        guide=Guide(ask="在哪里交的？", options=(Option(label="单位", entry="N2"), Option(label="自己", entry="N2"))),
    )
    long = Entry(id="N2", question="养老金怎么算？", answer="算" * 100)
    publish(room, guide, long)
    room.say("admin", "推送 N1 N2")
    (told,) = room.outbox("citizen")
    assert told.body.splitlines() == [
        "① 养老金怎么领？",
        "　在哪里交的？",
        "② 养老金怎么算？",
        f"　{'算' * said.MOST_OF_ANSWER}……",
    ]


def test_what_cannot_be_sent_waits_for_the_next_visit_and_is_told_of_once(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    lose_address(room.house, room.now, channel="web", address="citizen", reason="blocked")
    publish(room, *many(2))
    assert "没有要马上发的" in room.told("admin", "推送 N1")
    room.tick("2022-10-25T09:30")
    assert news(room, "citizen") == []
    assert "新政策" not in room.told("citizen", "帮助", group="g1")
    visit = only(room, "citizen", "推送频率")
    assert visit.note == "您订阅的有1条新政策，点“看新政策”就能看。"
    assert sends(visit)[-1] == "看新政策"
    assert "新政策" not in only(room, "citizen", "推送频率").note
    assert only(room, "citizen", "看新政策").title == "【新政策】老年人第1件事怎么办？"
    room.tick("2022-10-26T09:30")
    assert news(room, "citizen") == []


def test_what_died_under_way_waits_too_and_a_pause_keeps_it_quiet(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    publish(room, ENTRY)
    room.say("admin", "推送 N1")
    (sent,) = room.store.outbox.with_prefix("push:")
    room.store.outbox.settle(sent.key, state=DeliveryState.DEAD, at=room.now, error="blocked")
    room.say("citizen", "暂停推送")
    assert "新政策" not in only(room, "citizen", "推送频率").note
    room.say("citizen", "恢复推送")
    seen = only(room, "citizen", "看新政策")
    assert (seen.title, seen.body) == ("【新政策】高龄补贴怎么领？", ENTRY.answer)
    assert sends(seen) == ["有用 N1", "没解决 N1", "订阅"]


def test_who_unsubscribed_is_told_of_nothing_at_the_next_visit(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    lose_address(room.house, room.now, channel="web", address="citizen", reason="blocked")
    publish(room, ENTRY)
    room.say("admin", "推送 N1")
    room.store.subscriptions.remove(room.person("citizen").id)
    assert only(room, "citizen", "推送频率").note == ""


def test_the_look_at_the_news_is_no_reminder_of_itself(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    lose_address(room.house, room.now, channel="web", address="citizen", reason="blocked")
    publish(room, *many(8))
    room.say("admin", "推送 " + " ".join(f"N{one}" for one in range(1, 9)))
    first = only(room, "citizen", "看新政策")
    assert sends(first).count("看新政策") == 1
    assert first.note == "点一条看全文和依据。"


def test_the_office_hears_in_the_morning_what_may_go_out(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    publish(room, *many(8))
    room.tick("2022-10-24T10:00")
    room.tick("2022-10-24T11:00")
    (told,) = [one for one in room.outbox("admin") if "待推送" in one.title]
    assert told.title == "【待推送】8条新政策有人订阅"
    assert told.body.endswith("……共8条")


def test_subscribing_is_a_private_matter(room: Room) -> None:
    assert "私聊" in room.told("citizen", "订阅 老人", group="g1")
    assert room.store.subscriptions.all() == ()


def test_a_sample_is_never_offered(room: Room) -> None:
    room.say("citizen", "订阅 老人")
    publish(room, replace(ENTRY, sample=True))
    assert "没有要推送的" in room.told("admin", "待推送")
    assert "不在待推送里" in room.told("admin", "推送 N1")


def test_the_words_of_the_office_are_plain_speech_in_a_citizens_mouth() -> None:
    assert matching("推送 广告怎么举报", Role.CITIZEN) is None
    found = matching("订阅老人", Role.CITIZEN)
    assert found is not None
    assert found[0].run == subscriptions.subscribe_or_ask
