"""What the configuration makes of the house: how the office works, and its calendar."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ports.house import Office
from reminders import calendar
from reminders.escalation import Steps
from reminders.papers import TalkRule
from reminders.planner import Every, Ladder

if TYPE_CHECKING:
    from bot.config import Config
    from reminders.calendar import WorkCalendar


def office_from(config: Config) -> Office:
    """How this office works; what is overdue is asked about in one rhythm, whatever it is."""
    ladder = Ladder(
        rungs=config.reminders.rungs,
        overdue_every=config.reminders.overdue_every,
        overdue_days=config.reminders.overdue_days,
    )
    return Office(
        name=config.office.name,
        hotline=config.office.hotline,
        trial=config.office.trial,
        address=config.web.address.rstrip("/"),
        ladder=ladder,
        steps=Steps(
            leader_after=config.reminders.escalate_leader_after,
            office_after=config.reminders.escalate_office_after,
        ),
        question_days=config.questions.answer_days,
        question_ladder=replace(ladder, rungs=config.questions.rungs),
        daily_cap=config.reminders.daily_cap,
        work_start=config.reminders.work_start,
        work_end=config.reminders.work_end,
        round_day=config.reminders.round_day,
        round_every=Every(config.reminders.round_every),
        file_types=config.evidence.file_types,
        review_months=config.upkeep.review_months,
        upkeep=replace(ladder, rungs=config.upkeep.ask_before),
        talk_rule=TalkRule(workdays=config.papers.talk_workdays, duties=config.papers.talk_duties),
        code_days=config.limits.code_days,
        max_file_bytes=config.limits.file_mb * 1024 * 1024,
        max_message_chars=config.limits.message_chars,
        telegram=bool(config.telegram.token),
    )


def calendar_from(config: Config) -> WorkCalendar:
    """The published holidays (chinesecalendar) with the office's own corrections."""
    from chinese_calendar import constants  # noqa: PLC0415 - the table is only read here

    corrections = dict.fromkeys(config.calendar.holidays, False) | dict.fromkeys(config.calendar.workdays, True)
    return calendar.calendar_from(holidays=constants.holidays, workdays=constants.workdays, overrides=corrections)
