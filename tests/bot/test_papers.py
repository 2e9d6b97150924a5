"""The office's round: queued on the workday that opens a month, and read in the chat at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.handlers import papers
from bot.handlers.commands import matching
from bot.ports.people import Person, Role
from bot.ports.wire import reply_from_json
from reminders.outbox import DeliveryState
from tests.bot.office_room import at

if TYPE_CHECKING:
    from bot.ports.messages import Reply
    from tests.bot.office_room import Room


def started(room: Room, on: str = "2022-01-01T09:00") -> Room:
    room.store.settings.set("first_start", at(on).isoformat())
    return room


def titles(room: Room, seat: str = "admin") -> list[str]:
    """What the round has put before a seat."""
    person = room.person(seat).id
    return [
        reply_from_json(one.payload).title for one in room.store.outbox.with_prefix("round:") if one.person_id == person
    ]


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2022-10-30T10:00", []),
        ("2022-11-01T08:59", []),
        ("2022-11-01T09:00", ["【每月倒排】2022年11月1日"]),
        ("2022-11-16T16:00", ["【每月倒排】2022年11月16日"]),
        ("2022-10-03T09:00", ["【每月倒排】2022年10月3日", "【每季通报】"]),
        (
            "2023-01-02T09:00",
            ["【每月倒排】2023年1月2日", "【每季通报】2022年第四季度的通报可以看了", "【约谈名单】截至2023年1月2日"],
        ),
    ],
)
def test_a_month_opens_with_what_the_office_needs(room: Room, moment: str, told: list[str]) -> None:
    started(room).tick(moment)
    assert sorted(titles(room)) == sorted(told)


def test_each_paper_comes_once_however_often_the_clock_ticks(room: Room) -> None:
    started(room)
    for moment in ("2022-11-01T09:00", "2022-11-01T09:01", "2022-11-02T09:00", "2022-11-30T10:00"):
        room.tick(moment)
    assert titles(room) == ["【每月倒排】2022年11月1日"]
    keys = [one.key for one in room.store.outbox.with_prefix("round:")]
    assert keys == [f"round:month:2022-11:{room.person('admin').id}"]
    room.tick("2022-12-01T09:00")
    assert len(titles(room)) == 2


def test_a_bot_that_was_off_catches_up_within_the_month_and_owes_nothing_from_before_its_first_start(
    room: Room,
) -> None:
    room.tick("2022-11-10T09:00")
    assert titles(room) == []
    started(room, "2022-11-02T09:00").tick("2022-11-11T09:00")
    assert titles(room) == []
    started(room, "2022-11-01T09:00").tick("2022-11-14T09:00")
    assert titles(room) == ["【每月倒排】2022年11月14日"]


def test_every_admin_is_told_and_without_one_nothing_is_lost(room: Room) -> None:
    started(room)
    admin = room.person("admin")
    room.store.people.update(Person(id=admin.id, role=Role.CITIZEN))
    room.tick("2022-11-01T09:00")
    room.store.people.update(admin)
    room.store.people.add(Person(id=0, role=Role.ADMIN), channel="web", address="second")
    room.tick("2022-11-01T10:00")
    assert titles(room) == titles(room, "second") == ["【每月倒排】2022年11月1日"]


def test_an_office_without_a_table_is_not_bothered(room: Room) -> None:
    started(room).store.tasks.save(2022, "", [], [])
    room.tick("2022-11-01T09:00")
    assert titles(room) == []


def test_the_countdown_reads_like_this(room: Room) -> None:
    room.say("justice", "确认 4 https://example.gov.cn/1")
    room.now = at("2022-10-25T10:00")
    assert "有困难" in room.told("market", "有困难 7 系统还没开通")
    assert room.told("admin", "倒排") == (
        "【每月倒排】2022年10月25日\n"
        "以前到期、还没确认齐的1项：\n"
        "· 3月31日 6. 双随机监管信息公开：已确认0/2，已超期148个工作日\n"
        "30天内到期2项：\n"
        "· 10月31日 4. 行政处罚信息公开：已确认1/4\n"
        "· 10月31日 6. 双随机监管信息公开：已确认0/2\n"
        "还没确认的单位（超期的和30天内到期的，按正式次序）：\n"
        "· 上党经开区：第4项\n"
        "· 区司法局：第6项\n"
        "· 区财政局：第4项\n"
        "· 区市场监管局：第4、6项\n"
        "全年推进的任务，单位说有困难的：\n"
        "· 区市场监管局　7. 个人信息保护：系统还没开通\n"
        "每月第一个工作日自动发一次，平时回复“倒排”随时可看。"
    )


def test_a_countdown_with_nothing_in_it_says_so(room: Room) -> None:
    room.store.tasks.save(2022, "", [], [])
    assert "90天内没有到期的工作，以前到期的也都确认齐了。" in room.told("auditor", "每月倒排")


def test_last_years_tasks_carry_their_year(room: Room) -> None:
    room.now = at("2023-01-03T10:00")
    assert "· 2022年10月31日 2022年4. 行政处罚信息公开：已确认0/4，已超期46个工作日" in room.told("admin", "倒排")


BULLETIN = (
    "【政务公开工作通报】2022年第四季度\n"
    "本季度到期2项工作，分到各单位共6件。\n"
    "截至2022年10月24日：已办结1件，待审核0件，同意延期0件，尚未确认5件。\n"
    "· 10月31日 4. 行政处罚信息公开：4个单位，已办结1，待审核0，尚未确认3\n"
    "· 10月31日 6. 双随机监管信息公开：2个单位，已办结0，待审核0，尚未确认2\n"
    "尚未确认的单位（按正式次序）：\n"
    "· 上党经开区：第4项\n"
    "· 区司法局：第6项\n"
    "· 区财政局：第4项\n"
    "· 区市场监管局：第4、6项\n"
    "政务公开办　2022年10月24日"
)


def looked_at(room: Room) -> tuple[Reply, ...]:
    room.say("justice", "确认 4 https://example.gov.cn/1")
    for typed in ("待审核", "全部通过", "确认全部通过"):
        room.say("admin", typed)
    return room.say("admin", "通报 本季度")


def test_the_bulletin_goes_to_every_liaison_when_a_person_releases_it_exactly_as_it_was_read(room: Room) -> None:
    shown, ask = looked_at(room)
    assert shown.text == BULLETIN
    assert ask.body == "上面就是各单位收到的样子，还没有发出。发布会发给3位联络员。"
    assert [one.send for one in ask.buttons] == ["发布通报", "取消"]
    room.say("market", "确认 4 https://example.gov.cn/2")
    assert room.told("admin", "发布通报") == "已排好，2022年第四季度的通报发给3位联络员，工作时间发出。已留痕。"
    for seat in ("justice", "market", "zone"):
        assert room.outbox(seat)[0].text == BULLETIN
    assert room.actions()[-1] == "bulletin.released"
    assert room.store.audit.all(subject="bulletin:2022-Q4")[0].detail.count("第4、6项") == 1


def test_a_bulletin_is_released_once(room: Room) -> None:
    looked_at(room)
    room.say("admin", "发布通报")
    again = room.say("admin", "通报 2022年第四季度")[-1]
    assert again.body == "2022年第四季度的通报2022年10月24日已经发布过。上面是按现在的记录重新算的。"
    assert "请先看一遍再发布" in room.told("admin", "发布通报")
    assert len(room.store.outbox.with_prefix("bulletin:")) == 3


def test_two_admins_release_the_same_bulletin_once(room: Room) -> None:
    room.store.people.add(Person(id=0, role=Role.ADMIN), channel="web", address="second")
    room.say("admin", "通报 本季度")
    room.say("second", "通报 本季度")
    room.say("admin", "发布通报")
    assert "已经发布过，没有再发" in room.told("second", "发布通报")


def test_nothing_is_released_without_looking_or_to_nobody(room: Room) -> None:
    assert "请先看一遍再发布" in room.told("admin", "发布通报")
    room.say("admin", "通报 本季度")
    assert "已取消" in room.told("admin", "取消")
    assert "请先看一遍再发布" in room.told("admin", "发布通报")
    for seat in ("justice", "market", "zone"):
        room.store.people.mark_dead("web", seat, reason="没有了")
    assert room.say("admin", "通报 本季度")[-1].body == "还没有单位的联络员能收到，现在不能发布。"
    assert room.told("admin", "发布通报") == "还没有单位的联络员能收到，现在不能发布。"
    assert room.store.outbox.with_prefix("bulletin:") == ()


def test_an_auditor_reads_the_bulletin_and_cannot_release_it(room: Room) -> None:
    shown, note = room.say("auditor", "通报")
    assert shown.title == "【政务公开工作通报】2022年第三季度"
    assert shown.body == "这个季度没有到期的工作。"
    assert note.body == "还没有发布。发布由管理员来做。"
    assert room.told("auditor", "发布通报").startswith("问答库里还没有")


def test_a_quarter_that_nobody_can_read_is_asked_for_again(room: Room) -> None:
    assert room.told("admin", "通报 去年的") == (
        "没看懂“去年的”是哪个季度。请写成：通报 2026年第三季度，或者：通报 本季度。"
    )


def test_a_bulletin_of_long_ago_is_read_from_its_own_table(room: Room) -> None:
    room.now = at("2026-01-05T10:00")
    assert "本季度到期2项工作，分到各单位共6件。" in room.told("auditor", "通报 2022-Q4")
    assert "这个季度没有到期的工作。" in room.told("auditor", "通报")


def test_a_finished_quarter_names_nobody(room: Room) -> None:
    for seat, number in (("market", "6.2"), ("justice", "6.2")):
        room.say(seat, f"确认 {number} https://example.gov.cn/1")
    for typed in ("待审核", "全部通过", "确认全部通过"):
        room.say("admin", typed)
    assert "没有尚未确认的单位。" in room.told("admin", "通报 2022-Q1")


def test_the_talk_list_gives_rule_and_facts_and_a_person_decides(room: Room) -> None:
    room.tick("2022-10-24T09:30")
    for one in room.store.outbox.with_prefix("remind:"):
        room.store.outbox.settle(one.key, state=DeliveryState.SENT, at=room.now)
    room.tick("2022-11-01T09:30")
    assert room.told("admin", "约谈名单") == (
        "【约谈名单】截至2022年11月1日\n"
        "规则：一项工作超期超过20个工作日，或者超期的工作达到3项。\n"
        "符合规则的2个单位（按正式次序）：\n"
        "区司法局\n"
        "· 6. 双随机监管信息公开，3月31日到期，已超期153个工作日；没有发出过提醒\n"
        "· 4. 行政处罚信息公开，10月31日到期，已超期1个工作日；提醒过1次：10月24日\n"
        "· 6. 双随机监管信息公开，10月31日到期，已超期1个工作日；提醒过1次：10月24日\n"
        "区市场监管局\n"
        "· 6. 双随机监管信息公开，3月31日到期，已超期153个工作日；没有发出过提醒\n"
        "· 4. 行政处罚信息公开，10月31日到期，已超期1个工作日；提醒过1次：10月24日\n"
        "· 6. 双随机监管信息公开，10月31日到期，已超期1个工作日；提醒过1次：10月24日\n"
        "系统只按规则列出事实，要不要约谈由人决定。定了请记一笔：约谈 区司法局 记录内容"
    )
    assert room.told("admin", "约谈 司法局 已电话了解，13800138000") == (
        "已记下对区司法局的处理，并已留痕。不会发给该单位。"
    )
    assert "13800138000" not in room.store.audit.all(subject="talk:区司法局")[0].detail
    assert "区司法局（2022年11月1日已记录处理）" in room.told("auditor", "约谈名单")
    assert [reply.title for reply in room.outbox("justice")] == [
        "【工作提醒】区司法局  10月24日",
        "【工作提醒】区司法局  11月1日",
    ]


def test_a_decision_needs_a_unit_and_words(room: Room) -> None:
    assert room.told("admin", "约谈 区司法厅 谈过了") == "单位目录里没有“区司法厅”，是不是“区司法局”。没有记录。"
    assert "要记什么？" in room.told("admin", "约谈 区司法局")
    assert "talk.decided" not in room.actions()


def test_without_anything_overdue_the_talk_list_is_empty(room: Room) -> None:
    room.now = at("2022-03-01T10:00")
    assert room.told("admin", "约谈名单").endswith(
        "没有符合规则的单位。规则：一项工作超期超过20个工作日，或者超期的工作达到3项。"
    )


@pytest.mark.parametrize(
    ("text", "role", "run"),
    [
        ("倒排", Role.ADMIN, papers.countdown),
        ("倒排", Role.CITIZEN, None),
        ("通报", Role.LIAISON, None),
        ("通报批评是什么处分", Role.ADMIN, None),
        ("通报：三季度", Role.ADMIN, papers.bulletin),
        ("约谈名单", Role.AUDITOR, papers.talks),
        ("约谈 区财政局：已谈", Role.ADMIN, papers.decide),
        ("约谈企业要什么程序", Role.ADMIN, None),
    ],
)
def test_only_the_office_means_its_round_by_these_words(text: str, role: Role, run: object) -> None:
    found = matching(text, role)
    assert (found[0].run if found else None) == run
