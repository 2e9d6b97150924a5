"""Task tables, assignments, milestones and the questions only a person can decide."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.ports.duties import Withdrawn
from bot.ports.stores import OpenQuestion
from bot.store.seals import sealed
from reminders.schedule import Deadline, Kind
from reminders.tasks import Assignment, Milestone, Question, Task, occurrences
from reminders.units import Part, UnitPhrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.store.database import Sql
    from reminders.tasks import Occurrence


class SqlTasks:
    """Implements the Tasks port."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def years(self) -> tuple[int, ...]:
        rows = self._sql.rows("SELECT DISTINCT year FROM tasks WHERE state = 'active' ORDER BY year")
        return tuple(row["year"] for row in rows)

    def title(self, year: int) -> str:
        row = self._sql.row("SELECT title FROM task_tables WHERE year = ?", (year,))
        return row["title"] if row else ""

    def all(self, year: int) -> tuple[Task, ...]:
        rows = self._sql.rows("SELECT * FROM tasks WHERE year = ? AND state = 'active' ORDER BY number, id", (year,))
        return tuple(_task(row) for row in rows)

    def get(self, task_id: str) -> Task | None:
        row = self._sql.row("SELECT * FROM tasks WHERE id = ?", (task_id,))
        return _task(row) if row else None

    def save(self, year: int, title: str, tasks: Sequence[Task], assignments: Sequence[Assignment]) -> None:
        with self._sql.transaction():
            self._sql.write(
                "INSERT INTO task_tables (year, title) VALUES (?, ?)"
                " ON CONFLICT (year) DO UPDATE SET title = excluded.title",
                (year, title),
            )
            self._sql.write("UPDATE tasks SET state = 'withdrawn' WHERE year = ?", (year,))
            for task in tasks:
                self._put(task)
            for task in tasks:
                self._sql.write("DELETE FROM assignments WHERE task_id = ?", (task.id,))
                self._put_milestones(task)
            for one in assignments:
                self._sql.write(
                    "INSERT INTO assignments (task_id, unit, part, via, uncertain, seal) VALUES (?, ?, ?, ?, ?, ?)",
                    sealed(one.task_id, one.unit, one.part.value, one.via, int(one.uncertain)),
                )

    def _put(self, task: Task) -> None:
        self._sql.write(
            "INSERT INTO tasks (id, year, number, name, content, units, units_text, deadlines, deadline_text,"
            " milestones, category, sample, seal, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'active')"
            " ON CONFLICT (id) DO UPDATE SET year = excluded.year, number = excluded.number, name = excluded.name,"
            " content = excluded.content, units = excluded.units, units_text = excluded.units_text,"
            " deadlines = excluded.deadlines, deadline_text = excluded.deadline_text,"
            " milestones = excluded.milestones, category = excluded.category, sample = excluded.sample,"
            " seal = excluded.seal, state = 'active', withdrawn_on = NULL, withdrawn_reason = ''",
            sealed(
                task.id,
                task.year,
                task.number,
                task.name,
                task.content,
                _json([task.units.lead, task.units.support, task.units.responsible]),
                task.units_text,
                _json([_deadline_json(one) for one in task.deadlines]),
                task.deadline_text,
                _json([_milestone_json(one) for one in task.milestones]),
                task.category,
                int(task.sample),
            ),
        )

    def _put_milestones(self, task: Task) -> None:
        """Keep what the office decided about a milestone that came from the same words."""
        decided = {
            row["text"]: row["state"]
            for row in self._sql.rows("SELECT text, state FROM milestone_states WHERE task_id = ?", (task.id,))
        }
        self._sql.write("DELETE FROM milestone_states WHERE task_id = ?", (task.id,))
        for index, milestone in enumerate(task.milestones, start=1):
            self._sql.write(
                "INSERT INTO milestone_states (task_id, milestone, text, state) VALUES (?, ?, ?, ?)",
                (task.id, index, milestone.origin, decided.get(milestone.origin, "offered")),
            )

    def withdraw(self, task_id: str, *, reason: str, on: date) -> None:
        self._sql.write(
            "UPDATE tasks SET state = 'withdrawn', withdrawn_reason = ?, withdrawn_on = ? WHERE id = ?",
            (reason, on.isoformat(), task_id),
        )

    def withdrawn(self, year: int) -> tuple[Withdrawn, ...]:
        # a sample that has made way for the office's own table is no task of theirs
        rows = self._sql.rows(
            "SELECT * FROM tasks WHERE year = ? AND state = 'withdrawn' AND (sample = 0 OR withdrawn_on IS NOT NULL)"
            " ORDER BY number, id",
            (year,),
        )
        return tuple(
            Withdrawn(
                task=_task(row),
                reason=row["withdrawn_reason"],
                on=date.fromisoformat(row["withdrawn_on"]) if row["withdrawn_on"] else None,
            )
            for row in rows
        )

    def withdraw_samples(self) -> int:
        self._sql.write("UPDATE tasks SET withdrawn_on = NULL WHERE sample = 1")
        return self._sql.write("UPDATE tasks SET state = 'withdrawn' WHERE sample = 1 AND state = 'active'")

    def assignments(self, year: int) -> tuple[Assignment, ...]:
        rows = self._sql.rows(
            "SELECT assignments.* FROM assignments JOIN tasks ON tasks.id = assignments.task_id"
            " LEFT JOIN units ON units.name = assignments.unit"
            " WHERE tasks.year = ? AND tasks.state = 'active'"
            " ORDER BY tasks.number, tasks.id, units.position IS NULL, units.position, assignments.unit",
            (year,),
        )
        return tuple(
            Assignment(
                task_id=row["task_id"],
                unit=row["unit"],
                part=Part(row["part"]),
                via=row["via"],
                uncertain=bool(row["uncertain"]),
            )
            for row in rows
        )

    def occurrences(self, year: int) -> tuple[Occurrence, ...]:
        states = self.milestone_states(year)
        found = [
            one
            for task in self.all(year)
            for one in occurrences(
                task,
                [index for (task_id, index), state in states.items() if task_id == task.id and state == "accepted"],
            )
        ]
        return tuple(sorted(found, key=lambda one: one.due))

    def milestone_states(self, year: int) -> Mapping[tuple[str, int], str]:
        rows = self._sql.rows(
            "SELECT milestone_states.* FROM milestone_states JOIN tasks ON tasks.id = milestone_states.task_id"
            " WHERE tasks.year = ? AND tasks.state = 'active' ORDER BY tasks.number, milestone",
            (year,),
        )
        return {(row["task_id"], row["milestone"]): row["state"] for row in rows}

    def decide_milestone(self, task_id: str, index: int, *, accepted: bool) -> None:
        self._sql.write(
            "UPDATE milestone_states SET state = ? WHERE task_id = ? AND milestone = ?",
            ("accepted" if accepted else "dismissed", task_id, index),
        )

    def questions(self, year: int | None = None) -> tuple[OpenQuestion, ...]:
        return self._asked("answer = '' AND (? IS NULL OR year = ?)", (year, year))

    def question(self, question_id: int) -> OpenQuestion | None:
        return next(iter(self._asked("id = ?", (question_id,))), None)

    def answered(self) -> tuple[OpenQuestion, ...]:
        return self._asked("answer != ''", ())

    def _asked(self, condition: str, values: tuple[object, ...]) -> tuple[OpenQuestion, ...]:
        """The questions that a condition (of this file) chooses, oldest first."""
        return tuple(
            OpenQuestion(
                id=row["id"],
                question=Question(where=row["place"], text=row["text"], ask=row["ask"]),
                year=row["year"],
                answer=row["answer"],
            )
            for row in self._sql.rows(f"SELECT * FROM questions WHERE {condition} ORDER BY id", values)  # noqa: S608 - literals of this file
        )

    def ask(self, year: int, questions: Sequence[Question]) -> None:
        with self._sql.transaction():
            self._sql.write("DELETE FROM questions WHERE year = ? AND answer = ''", (year,))
            answered = {
                (row["text"], row["ask"])
                for row in self._sql.rows("SELECT text, ask FROM questions WHERE year = ?", (year,))
            }
            for one in questions:
                if (one.text, one.ask) not in answered:
                    self._sql.write(
                        "INSERT INTO questions (year, place, text, ask) VALUES (?, ?, ?, ?)",
                        (year, one.where, one.text, one.ask),
                    )

    def answer_question(self, question_id: int, answer: str) -> None:
        self._sql.write("UPDATE questions SET answer = ? WHERE id = ?", (answer, question_id))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _deadline_json(deadline: Deadline) -> dict[str, object]:
    return {
        "wording": deadline.wording,
        "kind": deadline.kind.value,
        "occurrences": [day.isoformat() for day in deadline.occurrences],
        "days": deadline.days,
        "workdays": deadline.workdays,
    }


def _deadline(fields: Mapping[str, Any]) -> Deadline:
    return Deadline(
        wording=fields["wording"],
        kind=Kind(fields["kind"]),
        occurrences=_days(fields["occurrences"]),
        days=fields["days"],
        workdays=fields["workdays"],
    )


def _milestone_json(milestone: Milestone) -> list[object]:
    """Its words and dates, and where the office has changed it the words it came from."""
    told: list[object] = [milestone.text, [day.isoformat() for day in milestone.occurrences]]
    return [*told, milestone.source] if milestone.source else told


def _milestone(text: str, days: Sequence[str], source: str = "") -> Milestone:
    return Milestone(text=text, occurrences=_days(days), source=source)


def _days(texts: Sequence[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in texts)


def _task(row: Mapping[str, Any]) -> Task:
    lead, support, responsible = json.loads(row["units"])
    return Task(
        id=row["id"],
        year=row["year"],
        number=row["number"],
        name=row["name"],
        content=row["content"],
        units=UnitPhrase(lead=tuple(lead), support=tuple(support), responsible=tuple(responsible)),
        units_text=row["units_text"],
        deadlines=tuple(_deadline(one) for one in json.loads(row["deadlines"])),
        deadline_text=row["deadline_text"],
        milestones=tuple(_milestone(*one) for one in json.loads(row["milestones"])),
        category=row["category"],
        sample=bool(row["sample"]),
    )
