"""Whatever is said in whatever order: nothing without approval, to nobody else, never twice, nothing after 停止."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot import noticing
from bot.ports.messages import InvalidError, TransientError
from bot.ports.people import Role
from reminders.notices import HALTED, NoticeState, Purpose
from reminders.outbox import DeliveryState
from tests.bot.notice_room import Wire, join, run, second_admin
from tests.bot.office_room import Room, furnished

AUDIENCES = {"全体联络员": Role.LIAISON, "群众": Role.CITIZEN}
_numbers = st.integers(1, 6)
_admins = st.sampled_from(["admin", "second"])


class Notices(RuleBasedStateMachine):
    """Two admins say whatever they like, people join, the channel fails, the program dies and starts again."""

    room: Room
    wire: Wire

    @initialize()
    def open(self) -> None:
        self.room, self.wire = furnished(), Wire()
        second_admin(self.room)
        self.agreed: set[int] = set()
        self.authors: dict[int, str] = {}
        self.present: dict[int, set[str]] = {}
        self.before: dict[int, int] = {}
        self.seen = 0
        self.joined = 0
        self.tapped: dict[tuple[str, int], int] = {}

    @rule(admin=_admins, audience=st.sampled_from(sorted(AUDIENCES)), urgent=st.booleans())
    def write(self, admin: str, audience: str, *, urgent: bool) -> None:
        words = f"通知之{len(self.room.store.notices.all())}"
        for text in ("/通知", words, audience, *(["紧急"] if urgent else []), "确认发送"):
            self.room.say(admin, text)
        self._note(admin)

    @rule(admin=_admins, number=_numbers, move=st.sampled_from(["停止", "继续", "重发失败", "提醒未点收"]))
    def follow(self, admin: str, number: int, move: str) -> None:
        self.room.say(admin, f"{move} {number}")
        self._note(admin)

    @rule(admin=_admins, number=_numbers)
    def agree(self, admin: str, number: int) -> None:
        notice = self.room.store.notices.get(number)
        if notice is not None and notice.state is NoticeState.WAITING and self.authors[number] != admin:
            self.agreed.add(number)
        self.room.say(admin, f"同意发送 {number}")
        self._note(admin)

    @rule(admin=_admins, number=_numbers)
    def disagree(self, admin: str, number: int) -> None:
        self.room.say(admin, f"不同意发送 {number} 再想想")

    @rule(admin=_admins, number=_numbers)
    def correct(self, admin: str, number: int) -> None:
        self.room.say(admin, f"更正 {number} 改了")
        self.room.say(admin, "确认发送")
        self.room.say(admin, "取消")
        self._note(admin)

    @rule(admin=_admins, number=_numbers)
    def withdraw(self, admin: str, number: int) -> None:
        self.room.say(admin, f"撤回通知 {number} 不对")
        self._note(admin)

    @rule(citizen=st.booleans())
    def joins(self, *, citizen: bool) -> None:
        self.joined += 1
        seat = f"new{self.joined}"
        join(self.room, seat, role=Role.CITIZEN if citizen else Role.LIAISON, unit="" if citizen else "区财政局")

    @rule(
        seat=st.sampled_from(["justice", "citizen", "new1"]),
        fault=st.sampled_from([None, TransientError("忙"), InvalidError("平台不收")]),
    )
    def falters(self, seat: str, fault: Exception | None) -> None:
        self.wire.faults.pop(seat, None)
        if fault is not None:
            self.wire.faults[seat] = fault

    @rule(seat=st.sampled_from(["justice", "citizen"]), asked=st.booleans())
    def taps(self, seat: str, *, asked: bool) -> None:
        """Everything that came, also while the nudge is under way."""
        for notice in self.room.store.notices.all():
            if asked:
                self.room.say("admin", f"提醒未点收 {notice.id}")
                self._note("admin")
            if "已点收" in self.room.told(seat, f"收到 {notice.id}"):
                self.tapped[seat, notice.id] = self._nudges()[seat, notice.id]

    @rule(hours=st.sampled_from([0, 1, 5, 12, 24]))
    def goes_on(self, hours: int) -> None:
        self.room.now += timedelta(hours=hours)
        run(self.room, self.wire)
        self._note("")

    @rule()
    def dies_while_sending(self) -> None:
        self.room.store.outbox.claim(now=self.room.now, urgent_only=False)
        self.room.store.outbox.reclaim(claimed_before=self.room.now + timedelta(microseconds=1))

    def _note(self, admin: str) -> None:
        """Who wrote what is new, and who could be told when it began."""
        for notice in self.room.store.notices.all():
            self.authors.setdefault(notice.id, admin)
            if notice.begun_at is not None:
                self.present.setdefault(notice.id, set(self._of(notice.id)))

    def _nudges(self) -> Counter[tuple[str, int]]:
        """How often each was asked again to tap each."""
        sends = ((seat, reply.buttons[0].send) for seat, reply in self.wire.sent if reply.title == "【请点收】")
        return Counter((seat, int(send.removeprefix("收到 "))) for seat, send in sends)

    def _of(self, number: int) -> list[str]:
        ids = self.room.store.notices.receivers(number)
        return [address.address for one in ids for address in self.room.store.people.addresses(one, dead=True)]

    @invariant()
    def nothing_goes_out_without_approval(self) -> None:
        if not hasattr(self, "room"):
            return
        for notice in self.room.store.notices.all():
            if notice.second and notice.begun_at is not None:
                assert notice.id in self.agreed
                assert notice.approved_by not in {0, notice.author_id}
            if notice.begun_at is None:
                assert self.room.store.notices.progress(notice.id)[0].total == 0

    @invariant()
    def each_is_told_once_and_nobody_else(self) -> None:
        if not hasattr(self, "room"):
            return
        told = Counter(
            (reply.title, reply.buttons[0].send, seat)
            for seat, reply in self.wire.sent
            if reply.title in {"【通知】", "【紧急】【通知】", "【通知更正】", "【紧急】【通知更正】"} and reply.buttons
        )
        assert not told or max(told.values()) == 1
        for title, send, seat in told:
            number = int(send.removeprefix("收到 "))
            notice = self.room.store.notices.get(number)
            assert notice is not None
            assert seat in self.present[number]
            person = self.room.person(seat)
            root = noticing.first_audience(self.room.house, notice)
            assert AUDIENCES["群众" if root.kind == "citizens" else "全体联络员"] is person.role
            if "更正" in title:
                first = self.room.store.outbox.get(f"notice:{notice.about}:{person.id}")
                assert first is not None
                assert first.state is DeliveryState.SENT

    @invariant()
    def nobody_is_asked_again_who_has_tapped(self) -> None:
        if not hasattr(self, "room"):
            return
        nudges = self._nudges()
        for key, before in self.tapped.items():
            assert nudges[key] == before

    @invariant()
    def numbers_add_up_and_what_is_halted_stays(self) -> None:
        if not hasattr(self, "room"):
            return
        for notice in self.room.store.notices.all():
            people, _ = self.room.store.notices.progress(notice.id)
            assert people.total == len(self.room.store.notices.receivers(notice.id))
            if notice.state in HALTED:
                assert people.waiting == 0
                assert people.sent == self.before.get(notice.id, people.sent)
            self.before[notice.id] = people.sent
            if notice.state is NoticeState.DONE:
                assert people.waiting + people.stopped == 0
            if notice.purpose is Purpose.NUDGE:
                assert notice.about in {one.id for one in self.room.store.notices.all()}


Notices.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestNotices = Notices.TestCase
