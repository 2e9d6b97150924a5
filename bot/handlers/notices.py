"""The office writes a notice: its words and files, whom it is for, when; it is looked at, tested, and confirmed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot import exports, noticing
from bot.handlers import notices_lists as lists
from bot.ports.house import local
from bot.ports.messages import Attachment
from bot.pushing import topic_named
from bot.texts import notices as said
from bot.trial import in_trial
from knowledge.text import narrow, without_spaces
from reminders.moments import moment_from
from reminders.notices import (
    TOLD,
    Audience,
    AudienceKind,
    Move,
    Notice,
    NoticeState,
    Purpose,
    audience_from,
    needs_second,
)
from reminders.outbox import DeliveryKind
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply

LONG = 30
"""A list longer than this goes as a file too."""


def begin(visit: Visit, _: Mapping[str, str]) -> tuple[Reply, ...]:
    """/通知."""
    visit.begin({"step": "notice"})
    return (said.notice_asked(),)


def text_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """What the notice says, and the files that go with it; next is whom it is for."""
    dialog = {**visit.dialog(), "files": _with_files(visit)}
    if not text:
        visit.begin(dialog)
        names = [name for name, _ in json.loads(dialog["files"])]
        return (said.files_kept(names) if names else said.notice_asked(),)
    dialog = {**dialog, "step": "audience", "text": text}
    visit.begin(dialog)
    return _preview(visit) if "kind" in dialog else (said.audience_asked(lists.groups_of(visit)),)


def audience_came(visit: Visit, text: str) -> tuple[Reply, ...]:
    """Whom the notice is for, and after that whatever the author still wants of it."""
    dialog = visit.dialog()
    if "kind" in dialog:
        return _changed(visit, dialog, text)
    if visit.incoming.files:
        return lists.list_came(visit, dialog, then=_preview)
    return _audience(visit, dialog, text)


def _audience(visit: Visit, dialog: Mapping[str, str], text: str) -> tuple[Reply, ...]:
    units = {unit.name for unit in visit.store.units.all()}
    try:
        audience = audience_from(text, units=units, groups=lists.groups_of(visit), person=lists.finder(visit))
    except ParseError as error:
        return (said.audience_unknown(error.reason),)
    if audience.kind is AudienceKind.TOPIC:
        topic = topic_named(visit.house, audience.name)
        if not topic:
            return (said.no_such_topic(audience.name),)
        audience = replace(audience, name=topic)
    visit.begin({**dialog, "kind": audience.kind.value, "name": audience.name})
    return _preview(visit)


def _changed(visit: Visit, dialog: Mapping[str, str], text: str) -> tuple[Reply, ...]:
    """A word about a notice that can be looked at: test it, list who gets it, when, how urgent, whom else."""
    if visit.incoming.files:
        visit.begin({**dialog, "files": _with_files(visit)})
        return _preview(visit)
    plain = without_spaces(narrow(text))
    if plain in _SHOWS:
        return _SHOWS[plain](visit)
    if plain in _EDITS:
        visit.begin({**dialog, **_EDITS[plain]})
        return _preview(visit)
    timed = plain.startswith("定时")
    try:
        due = moment_from(narrow(text).strip().removeprefix("定时").strip(" :发送"), now=local(visit.now))
    except ParseError as error:
        if timed or int(dialog.get("about", "0")):
            return (said.time_unclear(error.reason),)
        return _audience(visit, dialog, text)
    visit.begin({**dialog, "due": due.isoformat()})
    return _preview(visit)


def _with_files(visit: Visit) -> str:
    """The files of the draft and those that came now, as the dialog keeps them."""
    kept = json.loads(visit.dialog().get("files", "[]"))
    come = [[file.name, visit.store.files.put(file.content)] for file in visit.incoming.files]
    return json.dumps([*kept, *come], ensure_ascii=False)


def draft_of(visit: Visit) -> Notice | None:
    """The notice that is being written, once it is known whom it is for."""
    dialog = visit.dialog()
    if "kind" not in dialog:
        return None
    drafted = Notice(
        id=int(dialog.get("notice", "0")),
        text=dialog["text"],
        audience=Audience(kind=AudienceKind(dialog["kind"]), name=dialog["name"]),
        author_id=visit.person.id,
        sent_at=visit.now,
        purpose=Purpose(dialog.get("purpose", "plain")),
        about=int(dialog.get("about", "0")),
        urgent=bool(dialog.get("urgent")),
        files=tuple((name, digest) for name, digest in json.loads(dialog.get("files", "[]"))),
        due_at=datetime.fromisoformat(dialog["due"]) if dialog.get("due") else None,
    )
    return replace(drafted, second=needs_second(drafted.purpose, noticing.first_audience(visit.house, drafted)))


def _preview(visit: Visit) -> tuple[Reply, ...]:
    drafted = draft_of(visit)
    if drafted is None:
        return (said.no_draft(),)
    people, groups = noticing.people_of(visit.house, drafted.audience)
    if not people and not groups:
        return (said.nobody(drafted.audience),)
    return said.notice_preview(
        replace(drafted, id=0),
        office=visit.house.office.name,
        reach=(len(people), len(groups)),
        first=_first(visit, drafted),
        until=noticing.waits_until(visit.house, visit.now, drafted),
        trial=in_trial(visit.house),
    )


def _first(visit: Visit, drafted: Notice) -> Notice | None:
    return visit.store.notices.get(drafted.about) if drafted.about else None


def _test(visit: Visit) -> tuple[Reply, ...]:
    """试发: to the author alone, through the channel by which it would go."""
    drafted = draft_of(visit)
    if drafted is None:
        return (said.no_draft(),)
    first = _first(visit, drafted)
    shown = said.message(replace(drafted, id=0), visit.house.office.name, first=first, test=True)
    key = f"notice-test:{visit.incoming.channel}:{visit.incoming.message_id}"
    visit.send(visit.person, shown, key=key, kind=DeliveryKind.ANSWER)
    return (said.tested(drafted.mark),)


def _names(visit: Visit) -> tuple[Reply, ...]:
    """名单: who would get it now; the long ones as a file besides."""
    drafted = draft_of(visit)
    if drafted is None:
        return (said.no_draft(),)
    people, groups = noticing.people_of(visit.house, drafted.audience)
    listed = lists.named(visit.house, people)
    file = None
    if len(listed) > LONG:
        content = exports.xlsx_file("名单", said.LIST_COLUMNS, [(unit, name) for unit, name in listed])
        file = Attachment(name="名单.xlsx", digest=visit.store.files.put(content))
    shown = [f"{unit} {name}".strip() for unit, name in listed]
    of_groups = [unit for unit, _ in lists.named(visit.house, groups)]
    return (said.names(drafted.audience, shown, of_groups, file=file, mark=drafted.mark),)


def _reword(visit: Visit) -> tuple[Reply, ...]:
    """改内容: other words and files, the same audience."""
    visit.begin({**visit.dialog(), "step": "notice", "files": "[]"})
    return (said.notice_asked(),)


_SHOWS: Mapping[str, Callable[[Visit], tuple[Reply, ...]]] = {"试发": _test, "名单": _names, "改内容": _reword}
_EDITS = {"紧急": {"urgent": "1"}, "不紧急": {"urgent": ""}, "马上发": {"due": ""}}


def send(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """确认发送: to everyone who is in the audience when it begins, once each; a second admin may have to agree."""
    drafted = draft_of(visit)
    if drafted is None:
        return (said.no_draft(),)
    if parts["mark"] not in {"", drafted.mark}:
        return (said.changed_since(), *_preview(visit))
    house = visit.house
    kept = visit.store.notices.get(drafted.id) if drafted.id else None
    people, groups = noticing.people_of(house, drafted.audience)
    if (kept is not None and kept.state is not NoticeState.DRAFT) or not (people or groups):
        visit.end()
        return (said.no_draft() if people or groups else said.nobody(drafted.audience),)
    first = _first(visit, drafted)
    if drafted.purpose is Purpose.CORRECTION and first is not None:
        # nobody is told any more what is being corrected, nor by an earlier correction
        for one in (first, *visit.store.notices.about(first.id)):
            if one.purpose in TOLD:
                noticing.move(house, one, Move.STOP, by=visit.person.id)
    rest = first.id if first is not None and visit.store.notices.progress(first.id)[0].stopped else 0
    notice = noticing.launched(house, drafted)
    visit.end()
    visit.record(
        "notice.sent",
        notice.batch,
        audience=notice.audience.kind.value,
        receivers=str(len(people)),
        groups=str(len(groups)),
        **({"urgent": "yes"} if notice.urgent else {}),
        **({"about": str(notice.about)} if notice.about else {}),
    )
    if notice.second:
        asked = noticing.ask_second(house, visit.now, notice)
        return (said.second_needed(notice.id, alone=not asked),)
    until = noticing.waits_until(house, visit.now, notice)
    noticing.advance(house, visit.now)
    return (
        said.notice_sent(
            notice.id,
            len(people),
            groups=len(groups),
            until=until,
            rest=rest,
            trial=in_trial(house),
        ),
    )


def rewrite(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """修改通知 3: a notice that was not agreed to is written anew."""
    notice = visit.store.notices.get(int(parts["number"]))
    if notice is None or notice.state is not NoticeState.DRAFT:
        return (said.not_a_draft(int(parts["number"])),)
    visit.begin(
        {
            "step": "notice",
            "notice": str(notice.id),
            "text": notice.text,
            "kind": notice.audience.kind.value,
            "name": notice.audience.name,
            "purpose": notice.purpose.value,
            "about": str(notice.about),
            "urgent": "1" if notice.urgent else "",
            "files": json.dumps(notice.files, ensure_ascii=False),
            "due": notice.due_at.isoformat() if notice.due_at and notice.due_at > visit.now else "",
        }
    )
    return (said.notice_asked(),)


def correct(visit: Visit, parts: Mapping[str, str]) -> tuple[Reply, ...]:
    """更正 3 新内容: to exactly those who got the first; it is looked at before it goes."""
    notice = visit.store.notices.get(int(parts["number"]))
    if notice is not None and notice.purpose is Purpose.CORRECTION:
        # what corrects it again corrects the first
        notice = visit.store.notices.get(notice.about)
    number = notice.id if notice else int(parts["number"])
    if notice is None or notice.purpose is not Purpose.PLAIN or not visit.store.notices.reached(number):
        return (said.nothing_to_correct(number),)
    if notice.state is NoticeState.WITHDRAWN:
        return (said.withdrawn_before(number),)
    visit.begin(
        {
            "step": "audience" if parts["rest"] else "notice",
            "text": parts["rest"],
            "kind": AudienceKind.REACHED.value,
            "name": str(number),
            "purpose": Purpose.CORRECTION.value,
            "about": str(number),
            "files": _with_files(visit) if visit.incoming.files else "[]",
        }
    )
    return _preview(visit) if parts["rest"] else (said.correction_asked(number),)
