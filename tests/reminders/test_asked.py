"""What the system asked of the units."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reminders.asked import Asked, Sent, asked, total
from reminders.outbox import DeliveryKind
from reminders.units import Unit

UNITS = (Unit(name="区司法局", position=1), Unit(name="区财政局", position=2))
REMINDER, REVIEW, NOTICE = DeliveryKind.REMINDER, DeliveryKind.REVIEW, DeliveryKind.NOTICE


def row(unit: str, *numbers: int) -> Asked:
    messages, reminders, duties, returned, notices = numbers
    return Asked(unit=unit, messages=messages, reminders=reminders, duties=duties, returned=returned, notices=notices)


def test_messages_and_requests_are_counted_by_unit_in_official_order() -> None:
    rows = asked(
        [
            Sent(unit="撤了的局", kind=REMINDER),
            Sent(unit="区财政局", kind=REMINDER),
            Sent(unit="区财政局", kind=REVIEW),
            Sent(unit="区财政局", kind=REVIEW, returned=True),
            Sent(unit="区财政局", kind=NOTICE, tap=True),
            Sent(unit="区财政局", kind=NOTICE),
        ],
        lines=["区财政局", "区财政局", "撤了的局"],
        units=UNITS,
    )
    assert rows == (row("区司法局", 0, 0, 0, 0, 0), row("区财政局", 5, 1, 2, 1, 1), row("撤了的局", 1, 1, 1, 0, 0))
    assert [one.requests for one in rows] == [0, 3, 1]
    assert total(rows) == row("", 6, 2, 3, 1, 1)


def test_what_went_to_a_units_group_is_counted_like_the_rest_and_said() -> None:
    sent = [Sent(unit="区司法局", kind=REMINDER), Sent(unit="区司法局", kind=REMINDER, group=True)]
    (justice, finance) = asked(sent, lines=["区司法局"], units=UNITS)
    assert (justice.messages, justice.requests, justice.grouped) == (2, 2, 1)
    assert finance.grouped == 0
    assert total([justice, finance]).grouped == 1


_sent = st.builds(Sent, unit=st.sampled_from(["区司法局", "区财政局", "别的局"]), kind=st.sampled_from(DeliveryKind))


@given(st.lists(_sent), st.lists(st.sampled_from(["区司法局", "别的局"])))
def test_nothing_that_was_sent_is_counted_twice_or_not_at_all(sent: list[Sent], lines: list[str]) -> None:
    whole = total(asked(sent, lines=lines, units=UNITS))
    assert (whole.messages, whole.duties) == (len(sent), len(lines))
    assert whole.reminders == sum(one.kind in {REMINDER, DeliveryKind.URGENT} for one in sent)
