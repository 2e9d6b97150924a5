"""Whom a notice is for, as people say it; its states and what may be done in each."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.notices import (
    MOVES,
    Audience,
    AudienceKind,
    Move,
    Notice,
    NoticeState,
    Progress,
    Purpose,
    audience_from,
    moved,
    needs_second,
    number_of,
)
from reminders.parsing import ParseError

NOW = datetime(2022, 10, 24, 1, 0, tzinfo=UTC)

UNITS = ("区司法局", "上党经开区")
GROUPS = ("乡镇", "街道", "区直部门")


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("全体联络员", Audience(kind=AudienceKind.LIAISONS)),
        (" 所有联络员 ", Audience(kind=AudienceKind.LIAISONS)),
        ("联络员", Audience(kind=AudienceKind.LIAISONS)),
        ("群众", Audience(kind=AudienceKind.CITIZENS)),
        ("全体市民", Audience(kind=AudienceKind.CITIZENS)),
        ("乡镇", Audience(kind=AudienceKind.GROUP, name="乡镇")),
        ("各乡镇", Audience(kind=AudienceKind.GROUP, name="乡镇")),
        ("区直部门联络员", Audience(kind=AudienceKind.GROUP, name="区直部门")),
        ("区司法局", Audience(kind=AudienceKind.UNIT, name="区司法局")),
        ("区司法局联络员", Audience(kind=AudienceKind.UNIT, name="区司法局")),
    ],
)
def test_an_audience_is_read_as_people_say_it(text: str, audience: Audience) -> None:
    assert audience_from(text, units=UNITS, groups=GROUPS) == audience


@pytest.mark.parametrize("text", ["", "全体", "区税务局", "大家"])
def test_an_unknown_audience_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="没有找到"):
        audience_from(text, units=UNITS, groups=GROUPS)


def notice(**fields: object) -> Notice:
    plain = Notice(id=1, text="开会", audience=Audience(kind=AudienceKind.LIAISONS), author_id=1, sent_at=NOW)
    return replace(plain, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "audience"),
    [
        ("分管负责人", Audience(kind=AudienceKind.LEADERS)),
        ("订阅上学的人", Audience(kind=AudienceKind.TOPIC, name="上学")),
        ("订阅了“上学”的群众", Audience(kind=AudienceKind.TOPIC, name="上学")),
        ("区直各部门", Audience(kind=AudienceKind.GROUP, name="区直部门")),
        ("区司法局、区财政局", Audience(kind=AudienceKind.LIST, name="区司法局、区财政局")),
        ("区司法局\n李明；区司法局", Audience(kind=AudienceKind.LIST, name="区司法局、#7")),
    ],
)
def test_an_audience_may_be_a_role_a_topic_or_a_list(said: str, audience: Audience) -> None:
    known = {"李明": 7}
    assert audience_from(said, units={"区司法局", "区财政局"}, groups={"区直部门"}, person=known.get) == audience


def test_a_list_says_what_it_does_not_know() -> None:
    with pytest.raises(ParseError, match="名单里这些没有找到：火星局、王五"):
        audience_from("区司法局、火星局、王五", units={"区司法局"}, groups=())
    assert Audience(kind=AudienceKind.LIST, name="区司法局、#7").members == ("区司法局", "#7")
    assert Audience(kind=AudienceKind.UNIT, name="区司法局").members == ()


@pytest.mark.parametrize("state", NoticeState)
@pytest.mark.parametrize("move", Move)
def test_a_move_leads_where_the_table_says_or_nowhere(state: NoticeState, move: Move) -> None:
    second = move is Move.SUBMIT
    after = moved(notice(state=state, second=second), move, by=2)
    assert (after.state if after else None) == MOVES.get((state, move))


def test_who_wrote_what_needs_a_second_person_may_not_agree_to_it() -> None:
    waiting = notice(state=NoticeState.WAITING, second=True)
    assert moved(waiting, Move.APPROVE, by=1) is None
    assert moved(waiting, Move.APPROVE) is None
    agreed = moved(waiting, Move.APPROVE, by=2)
    assert agreed is not None
    assert agreed.approved_by == 2
    assert moved(notice(second=True), Move.CONFIRM) is None
    assert moved(notice(), Move.SUBMIT) is None


@given(moves=st.lists(st.tuples(st.sampled_from(Move), st.integers(0, 3)), max_size=30), second=st.booleans())
def test_no_path_leads_to_sending_without_approval_or_out_of_a_withdrawal(
    moves: list[tuple[Move, int]], *, second: bool
) -> None:
    one = notice(second=second)
    for move, by in moves:
        before, one = one, moved(one, move, by=by) or one
        if one.state is NoticeState.SENDING and second:
            assert one.approved_by not in {0, one.author_id}
        if before.state is NoticeState.WITHDRAWN:
            assert one == before
        if before.state is NoticeState.STOPPED and one.state is not before.state:
            assert move in {Move.RESUME, Move.WITHDRAW}


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("kind", AudienceKind)
def test_only_new_words_to_all_citizens_need_a_second_person(purpose: Purpose, kind: AudienceKind) -> None:
    wanted = kind is AudienceKind.CITIZENS and purpose is not Purpose.NUDGE
    assert needs_second(purpose, Audience(kind=kind)) is wanted


def test_progress_adds_up() -> None:
    assert Progress(sent=1, waiting=2, stopped=3, failed=4, tapped=1).total == 10
    assert notice(id=7).batch == "notice:7"


@pytest.mark.parametrize(
    ("batch", "number"), [("notice:12", 12), ("push:12", 0), ("12", 0), ("", 0), ("notice:", 0), ("notice:x", 0)]
)
def test_a_batch_tells_the_number_of_its_notice(batch: str, number: int) -> None:
    assert number_of(batch) == number
