"""Whatever is done in whatever order: nobody is told without approval, nobody twice, nobody who withdrew."""

from __future__ import annotations

from contextlib import closing

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from reminders.outbox import DeliveryKind
from reminders.questions import WAITING, MatterState, QuestionState
from tests.bot.office_room import furnished
from tests.bot.test_questions import Asked

CITIZENS = ("c1", "c2", "c3")
WORDINGS = ("公证在哪里办", "公证要几天", "在哪公证", "预算在哪里看", "路灯坏了")

citizens = st.sampled_from(CITIZENS)
numbers = st.integers(1, 5)


class QuestionLoop(RuleBasedStateMachine):
    """A room in which citizens ask and withdraw, units answer and give back, the office decides."""

    def __init__(self) -> None:
        super().__init__()
        self.room = furnished()
        desk = Asked()
        self.room.desk = desk
        self.room.house = type(self.room.house)(
            store=self.room.store, calendar=self.room.house.calendar, desk=desk, office=self.room.house.office
        )
        self.approved: set[int] = set()
        self.withdrew: set[tuple[int, str]] = set()

    @rule(seat=citizens, text=st.sampled_from(WORDINGS))
    def ask(self, seat: str, text: str) -> None:
        self.room.say(seat, text)
        for question, _ in self.room.store.matters.of_person(self.room.person(seat).id):
            if question.state is QuestionState.WAITING:
                self.withdrew.discard((question.matter, seat))

    @rule(seat=citizens, number=numbers)
    def withdraw(self, seat: str, number: int) -> None:
        if "已经撤回" in self.room.told(seat, f"不用了 G{number}"):
            self.withdrew.add((number, seat))

    @rule(seat=st.sampled_from(("justice", "market")), number=numbers, back=st.booleans())
    def a_unit_answers(self, seat: str, number: int, back: bool) -> None:
        self.room.say(seat, f"退回提问 G{number} 不归我们" if back else f"答复 G{number} 去窗口。")

    @rule(number=numbers, unit=st.sampled_from(("区司法局", "区市场监管局", "区财政局")))
    def move(self, number: int, unit: str) -> None:
        self.room.say("admin", f"转给 G{number} {unit}")

    @rule(number=numbers, other=numbers)
    def merge(self, number: int, other: int) -> None:
        self.room.say("admin", f"合并 G{number} G{other}")

    @rule(number=numbers, place=st.integers(1, 2))
    def part(self, number: int, place: int) -> None:
        self.room.say("admin", f"拆分 G{number} {place}")

    @rule(number=numbers, command=st.sampled_from(("答复", "只答复", "不属于")))
    def decide(self, number: int, command: str) -> None:
        waited = number in self.waiting()
        self.room.say("admin", f"{command} G{number} 到一楼。")
        if waited and number not in self.waiting():
            self.approved.add(number)

    @precondition(lambda self: self.room.store.drafts.waiting())
    @rule(publish=st.booleans())
    def look_at_a_draft(self, publish: bool) -> None:
        draft = self.room.store.drafts.waiting()[0]
        waited = draft.gap_id in self.waiting()
        self.room.say("admin", f"发布 D{draft.id}" if publish else f"退回草稿 D{draft.id} 再写写")
        if publish and waited and draft.gap_id not in self.waiting():
            self.approved.add(draft.gap_id)

    @rule()
    def tick(self) -> None:
        self.room.later(days=1)
        self.room.tick(self.room.now.strftime("%Y-%m-%dT09:31"))

    @invariant()
    def who_was_told_was_told_rightly(self) -> None:
        told: set[tuple[int, int]] = set()
        for one in self.room.store.outbox.with_prefix("matter:"):
            assert one.kind is DeliveryKind.ANSWER
            matter = int(one.key.split(":")[1])
            assert matter in self.approved
            assert (matter, one.person_id) not in told
            told.add((matter, one.person_id))
        for matter, seat in self.withdrew:
            assert (matter, self.room.person(seat).id) not in told or matter in self.approved

    @invariant()
    def nobody_waits_in_what_is_closed(self) -> None:
        for one in self.room.store.matters.all([MatterState.ANSWERED, MatterState.CLOSED]):
            assert all(question.state is not QuestionState.WAITING for question in one.questions)
        for one in self.room.store.matters.all(WAITING):
            turns = [turn for turn in self.room.store.matters.hands(one.matter.id) if not turn.ended]
            assert (one.matter.state is MatterState.ASKED) <= (len(turns) == 1)

    def waiting(self) -> set[int]:
        return {one.matter.id for one in self.room.store.matters.all(WAITING)}

    def teardown(self) -> None:
        with closing(self.room.store):
            assert self.room.store.check_integrity() == ()


QuestionLoop.TestCase.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
TestQuestionLoop = QuestionLoop.TestCase
