"""The tables, as named steps that are only ever added to. docs/data.md says what each column means.

The tables are STRICT: a value of another type is refused, and found when damage has made one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("wenban")

_PEOPLE = """
CREATE TABLE people (
  id INTEGER PRIMARY KEY, role TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, sample INTEGER NOT NULL
) STRICT;
CREATE INDEX people_by_role ON people (role, unit);
CREATE TABLE addresses (
  channel TEXT NOT NULL, address TEXT NOT NULL, person_id INTEGER NOT NULL REFERENCES people (id),
  alive INTEGER NOT NULL DEFAULT 1, used_at TEXT NOT NULL DEFAULT '', dead_reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (channel, address)
) STRICT;
CREATE INDEX addresses_by_person ON addresses (person_id);
CREATE TABLE join_codes (
  digest TEXT PRIMARY KEY, role TEXT NOT NULL, unit TEXT NOT NULL, expires_at TEXT NOT NULL,
  issued_by INTEGER NOT NULL, used_by INTEGER
) STRICT;
CREATE TABLE dialogs (person_id INTEGER PRIMARY KEY, dialog TEXT NOT NULL, expires_at TEXT NOT NULL) STRICT;
"""

_DUTIES = """
CREATE TABLE units (
  name TEXT PRIMARY KEY, aliases TEXT NOT NULL, unit_group TEXT NOT NULL, position INTEGER NOT NULL,
  sample INTEGER NOT NULL
) STRICT;
CREATE TABLE task_tables (year INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT;
CREATE TABLE tasks (
  id TEXT PRIMARY KEY, year INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL,
  units TEXT NOT NULL, units_text TEXT NOT NULL, deadlines TEXT NOT NULL, deadline_text TEXT NOT NULL,
  milestones TEXT NOT NULL, category TEXT NOT NULL, sample INTEGER NOT NULL, state TEXT NOT NULL
) STRICT;
CREATE INDEX tasks_by_year ON tasks (year, state, number);
CREATE TABLE assignments (
  task_id TEXT NOT NULL REFERENCES tasks (id), unit TEXT NOT NULL, part TEXT NOT NULL, via TEXT NOT NULL,
  uncertain INTEGER NOT NULL, PRIMARY KEY (task_id, unit)
) STRICT;
CREATE TABLE milestone_states (
  task_id TEXT NOT NULL, milestone INTEGER NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (task_id, milestone)
) STRICT;
CREATE TABLE questions (
  id INTEGER PRIMARY KEY, year INTEGER NOT NULL, place TEXT NOT NULL, text TEXT NOT NULL, ask TEXT NOT NULL,
  answer TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE confirmations (
  id INTEGER PRIMARY KEY, occurrence TEXT NOT NULL, task_id TEXT NOT NULL, unit TEXT NOT NULL,
  person_id INTEGER NOT NULL, state TEXT NOT NULL, submitted_at TEXT NOT NULL, reviewed_by INTEGER,
  reviewed_at TEXT, reason TEXT NOT NULL
) STRICT;
CREATE INDEX confirmations_by_duty ON confirmations (occurrence, unit, id);
CREATE INDEX confirmations_by_task ON confirmations (task_id);
CREATE INDEX confirmations_by_state ON confirmations (state, id);
CREATE TABLE evidence (
  confirmation_id INTEGER NOT NULL REFERENCES confirmations (id), position INTEGER NOT NULL, kind TEXT NOT NULL,
  value TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (confirmation_id, position)
) STRICT;
CREATE TABLE reminders (
  key TEXT PRIMARY KEY, task_id TEXT NOT NULL, year INTEGER NOT NULL, occurrence TEXT NOT NULL, unit TEXT NOT NULL,
  rung TEXT NOT NULL, on_day TEXT NOT NULL, delivery TEXT NOT NULL, person_id INTEGER NOT NULL, queued_at TEXT NOT NULL
) STRICT;
CREATE INDEX reminders_by_year ON reminders (year);
CREATE INDEX reminders_by_unit ON reminders (unit);
CREATE TABLE deliveries (
  key TEXT PRIMARY KEY, person_id INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL,
  due_at TEXT NOT NULL, attempts INTEGER NOT NULL, claimed_at TEXT, sent_at TEXT, error TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_due ON deliveries (state, due_at, key);
CREATE INDEX deliveries_urgent ON deliveries (state, kind, due_at, key);
"""

_TALK = """
CREATE TABLE entries (
  id TEXT PRIMARY KEY, entry TEXT NOT NULL, sample INTEGER NOT NULL
) STRICT;
CREATE TABLE bank_version (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), version INTEGER NOT NULL) STRICT;
INSERT INTO bank_version VALUES (1, 0);
CREATE TABLE gaps (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, person_id INTEGER NOT NULL, asked_at TEXT NOT NULL, unit TEXT NOT NULL,
  state TEXT NOT NULL
) STRICT;
CREATE INDEX gaps_by_state ON gaps (state, id);
CREATE TABLE asked (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, decision TEXT NOT NULL, entry_id TEXT NOT NULL,
  confidence REAL NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX asked_by_time ON asked (at);
CREATE TABLE ratings (
  entry_id TEXT NOT NULL, person_id INTEGER NOT NULL, useful INTEGER NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (entry_id, person_id)
) STRICT;
CREATE TABLE notices (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, audience TEXT NOT NULL, audience_name TEXT NOT NULL,
  author_id INTEGER NOT NULL, sent_at TEXT NOT NULL
) STRICT;
CREATE TABLE notice_receivers (
  notice_id INTEGER NOT NULL REFERENCES notices (id), person_id INTEGER NOT NULL, tapped_at TEXT,
  PRIMARY KEY (notice_id, person_id)
) STRICT;
CREATE TABLE mails (
  id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL, reply TEXT
) STRICT;
CREATE INDEX mails_by_person ON mails (person_id, id);
CREATE TABLE handled (
  channel TEXT NOT NULL, message_id TEXT NOT NULL, at TEXT NOT NULL, replies TEXT NOT NULL,
  PRIMARY KEY (channel, message_id)
) STRICT;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

_AUDIT = """
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
  detail TEXT NOT NULL, hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_subject ON audit (subject);
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
"""


@migrations()
def m001_first_tables(database: Database) -> None:
    """People, duties, conversations, audit."""
    for script in (_PEOPLE, _DUTIES, _TALK, _AUDIT):
        database.executescript(script)


@migrations()
def m002_replies_shown_once(database: Database) -> None:
    """A random mark by which the running program knows the reply that a line has concealed."""
    database.execute("ALTER TABLE mails ADD COLUMN once TEXT NOT NULL DEFAULT ''")


@migrations()
def m003_seals(database: Database) -> None:
    """A digest of each row that is written whole; rows from before have none."""
    for table in ("entries", "units", "tasks", "assignments", "reminders", "deliveries", "notices", "people"):
        database.execute(f"ALTER TABLE {table} ADD COLUMN seal TEXT NOT NULL DEFAULT ''")


_BANK_LIFE = """
CREATE TABLE entry_versions (
  entry_id TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
  action TEXT NOT NULL, note TEXT NOT NULL, bank INTEGER NOT NULL, seal TEXT NOT NULL, PRIMARY KEY (entry_id, version)
) STRICT;
CREATE INDEX entry_versions_by_bank ON entry_versions (bank);
CREATE TRIGGER entry_versions_never_change BEFORE UPDATE ON entry_versions
BEGIN SELECT RAISE(ABORT, 'entry_versions is append-only'); END;
CREATE TRIGGER entry_versions_never_shrink BEFORE DELETE ON entry_versions
BEGIN SELECT RAISE(ABORT, 'entry_versions is append-only'); END;
INSERT INTO entry_versions SELECT id, 1, entry, '', '', '', '', 0, '' FROM entries;
CREATE TABLE drafts (
  id INTEGER PRIMARY KEY, entry_id TEXT NOT NULL, fields TEXT NOT NULL, person_id INTEGER NOT NULL,
  unit TEXT NOT NULL, gap_id INTEGER NOT NULL, written_at TEXT NOT NULL, state TEXT NOT NULL, decided_by INTEGER,
  decided_at TEXT, reason TEXT NOT NULL, seal TEXT NOT NULL
) STRICT;
CREATE INDEX drafts_by_state ON drafts (state, id);
CREATE INDEX drafts_by_person ON drafts (person_id, id);
CREATE TABLE offered (person_id INTEGER PRIMARY KEY, offers TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE phrasings (
  id INTEGER PRIMARY KEY, entry_id TEXT NOT NULL, text TEXT NOT NULL, plain TEXT NOT NULL, first_at TEXT NOT NULL,
  state TEXT NOT NULL, decided_by INTEGER, decided_at TEXT, seal TEXT NOT NULL, UNIQUE (entry_id, plain)
) STRICT;
CREATE INDEX phrasings_by_state ON phrasings (state, id);
CREATE TABLE phrasing_taps (
  phrasing_id INTEGER NOT NULL REFERENCES phrasings (id), person_id INTEGER NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (phrasing_id, person_id)
) STRICT;
"""


@migrations()
def m005_the_banks_life(database: Database) -> None:
    """Versions of entries, drafts by units, wordings learnt from taps; what is there becomes a first version."""
    database.executescript(_BANK_LIFE)


_LAWS = """
CREATE TABLE laws (
  title TEXT PRIMARY KEY, date TEXT NOT NULL, status TEXT NOT NULL, since TEXT NOT NULL, articles INTEGER NOT NULL,
  file TEXT NOT NULL, at TEXT NOT NULL, seal TEXT NOT NULL
) STRICT;
CREATE TABLE law_articles (
  id TEXT PRIMARY KEY, law TEXT NOT NULL REFERENCES laws (title), position INTEGER NOT NULL, label TEXT NOT NULL,
  heading TEXT NOT NULL, text TEXT NOT NULL, seal TEXT NOT NULL, UNIQUE (law, position)
) STRICT;
CREATE TABLE laws_version (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), version INTEGER NOT NULL) STRICT;
INSERT INTO laws_version VALUES (1, 0);
"""


@migrations()
def m006_laws(database: Database) -> None:
    """Laws by article, apart from the curated bank."""
    database.executescript(_LAWS)


_PACKAGES = """
CREATE TABLE packages (
  id TEXT PRIMARY KEY, package TEXT NOT NULL, place INTEGER NOT NULL, sample INTEGER NOT NULL, seal TEXT NOT NULL
) STRICT;
"""


@migrations()
def m010_packages(database: Database) -> None:
    """Topics as cards."""
    database.executescript(_PACKAGES)


_PRESSING = """
CREATE TABLE ladders (
  task_id TEXT PRIMARY KEY REFERENCES tasks (id), rungs TEXT NOT NULL, overdue_every INTEGER NOT NULL,
  reason TEXT NOT NULL, set_by INTEGER NOT NULL, set_at TEXT NOT NULL, seal TEXT NOT NULL
) STRICT;
CREATE TABLE acknowledgements (
  key TEXT PRIMARY KEY, task_id TEXT NOT NULL, occurrence TEXT NOT NULL, unit TEXT NOT NULL,
  person_id INTEGER NOT NULL, at TEXT NOT NULL, seal TEXT NOT NULL
) STRICT;
CREATE TABLE snoozes (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, task_id TEXT NOT NULL, occurrence TEXT NOT NULL, unit TEXT NOT NULL,
  person_id INTEGER NOT NULL, until TEXT NOT NULL, asked_at TEXT NOT NULL, state TEXT NOT NULL, seal TEXT NOT NULL
) STRICT;
CREATE INDEX snoozes_by_state ON snoozes (state, until);
CREATE INDEX snoozes_by_duty ON snoozes (occurrence, unit);
CREATE TABLE extensions (
  id INTEGER PRIMARY KEY, task_id TEXT NOT NULL REFERENCES tasks (id), occurrence TEXT NOT NULL, unit TEXT NOT NULL,
  person_id INTEGER NOT NULL, due TEXT NOT NULL, wanted TEXT NOT NULL, reason TEXT NOT NULL, asked_at TEXT NOT NULL,
  state TEXT NOT NULL, decided_by INTEGER, decided_at TEXT, answer TEXT NOT NULL DEFAULT '', seal TEXT NOT NULL
) STRICT;
CREATE INDEX extensions_by_duty ON extensions (occurrence, unit, id);
CREATE INDEX extensions_by_state ON extensions (state, id);
CREATE TABLE withheld (
  key TEXT PRIMARY KEY, task_id TEXT NOT NULL, occurrence TEXT NOT NULL, unit TEXT NOT NULL, rung TEXT NOT NULL,
  fell_on TEXT NOT NULL, why TEXT NOT NULL, noticed_at TEXT NOT NULL
) STRICT;
CREATE INDEX snoozes_by_key ON snoozes (key);
CREATE INDEX reminders_by_duty ON reminders (occurrence, unit);
CREATE TABLE reminder_deliveries (
  reminder TEXT NOT NULL REFERENCES reminders (key), delivery TEXT NOT NULL, PRIMARY KEY (reminder, delivery)
) STRICT;
ALTER TABLE reminders ADD COLUMN why TEXT NOT NULL DEFAULT 'rung';
ALTER TABLE reminders ADD COLUMN fell_on TEXT NOT NULL DEFAULT '';
"""


@migrations()
def m011_pressing_and_pausing(database: Database) -> None:
    """Ladders of single tasks, acknowledgements, snoozes, extensions; rungs that nobody could be told of."""
    database.executescript(_PRESSING)


_WATCHED = (
    "tasks", "assignments", "milestone_states", "confirmations", "people", "ladders", "acknowledgements", "snoozes",
    "extensions",
)  # fmt: skip
"""The tables on which it depends what is due, and whom it can be told."""


@migrations()
def m012_version_of_the_duties(database: Database) -> None:
    """A number that every change to what is due counts up in its own transaction, whoever makes it."""
    database.execute(
        "CREATE TABLE duties_version (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), version INTEGER NOT NULL)"
        " STRICT"
    )
    database.execute("INSERT INTO duties_version VALUES (1, 0)")
    count = "BEGIN UPDATE duties_version SET version = version + 1; END"
    for table in _WATCHED:
        for event in ("INSERT", "UPDATE", "DELETE"):
            database.execute(f"CREATE TRIGGER duties_heed_{table}_{event.lower()} AFTER {event} ON {table} {count}")
    for event, when in (
        ("INSERT", ""),
        # an address is touched by every message; only whether somebody can be reached counts here
        ("UPDATE", "WHEN OLD.alive <> NEW.alive OR OLD.person_id <> NEW.person_id "),
        ("DELETE", ""),
    ):
        name = f"duties_heed_addresses_{event.lower()}"
        database.execute(f"CREATE TRIGGER {name} AFTER {event} ON addresses {when}{count}")


@migrations()
def m013_what_links_say(database: Database) -> None:
    """A link's headline, the day of what is proved apart from its upload, and when its page was read."""
    for column in ("title TEXT NOT NULL DEFAULT ''", "dated TEXT", "read_at TEXT"):
        database.execute(f"ALTER TABLE evidence ADD COLUMN {column}")
    database.execute("CREATE INDEX evidence_unread ON evidence (kind) WHERE read_at IS NULL")


_PLAN = """
CREATE TABLE group_answers (
  wording TEXT PRIMARY KEY, units TEXT NOT NULL, year INTEGER NOT NULL, seal TEXT NOT NULL
) STRICT;
ALTER TABLE tasks ADD COLUMN withdrawn_on TEXT;
ALTER TABLE tasks ADD COLUMN withdrawn_reason TEXT NOT NULL DEFAULT '';
"""


@migrations()
def m014_the_plan_changes(database: Database) -> None:
    """Whom the office means by a group, and why a task was withdrawn."""
    database.executescript(_PLAN)


@migrations()
def m015_hand_over(database: Database) -> None:
    """A code may name the liaison whose place its holder takes."""
    database.execute("ALTER TABLE join_codes ADD COLUMN replaces INTEGER")


_OFFICE = """
CREATE TABLE suggestions (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, person_id INTEGER NOT NULL, unit TEXT NOT NULL, at TEXT NOT NULL,
  answer TEXT NOT NULL DEFAULT '', answered_by INTEGER, answered_at TEXT, seal TEXT NOT NULL
) STRICT;
CREATE INDEX suggestions_by_answer ON suggestions (answered_at, id);
CREATE TABLE calendar_feeds (
  unit TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, made_at TEXT NOT NULL, made_by INTEGER NOT NULL,
  seal TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_sent ON deliveries (sent_at);
"""


@migrations()
def m016_the_offices_own_work(database: Database) -> None:
    """What people want the office to hear, the units' calendar addresses, deliveries by when they were sent."""
    database.executescript(_OFFICE)


@migrations()
def m024_the_bank_is_looked_after(database: Database) -> None:
    """Which entry a unit was asked to look at, by day, cause and rung."""
    database.execute("CREATE TABLE upkeep (key TEXT PRIMARY KEY, unit TEXT NOT NULL, at TEXT NOT NULL) STRICT")


_HELD = """
ALTER TABLE deliveries ADD COLUMN held_until TEXT;
CREATE INDEX deliveries_held ON deliveries (person_id) WHERE held_until IS NOT NULL;
"""


@migrations()
def m017_order_is_kept(database: Database) -> None:
    """A delivery that is tried again after a passing fault holds the person's later ones."""
    database.executescript(_HELD)


_PLACES = """
CREATE TABLE dialogs_by_place (
  person_id INTEGER NOT NULL, place TEXT NOT NULL, dialog TEXT NOT NULL, expires_at TEXT NOT NULL,
  PRIMARY KEY (person_id, place)
) STRICT;
INSERT INTO dialogs_by_place SELECT person_id, '', dialog, expires_at FROM dialogs;
DROP TABLE dialogs;
ALTER TABLE dialogs_by_place RENAME TO dialogs;
"""


@migrations()
def m018_dialogs_have_a_place(database: Database) -> None:
    """A dialog belongs to the place where it began: the private chat, or a group."""
    database.executescript(_PLACES)


_MATTERS = """
CREATE TABLE matters (
  id INTEGER PRIMARY KEY, state TEXT NOT NULL, unit TEXT NOT NULL, opened_at TEXT NOT NULL,
  entry_id TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX matters_by_state ON matters (state, id);
CREATE TABLE matter_questions (
  id INTEGER PRIMARY KEY, matter_id INTEGER NOT NULL REFERENCES matters (id), text TEXT NOT NULL,
  person_id INTEGER NOT NULL, asked_at TEXT NOT NULL, entry_id TEXT NOT NULL, state TEXT NOT NULL, changed_at TEXT,
  seal TEXT NOT NULL
) STRICT;
CREATE INDEX matter_questions_by_matter ON matter_questions (matter_id, id);
CREATE INDEX matter_questions_by_person ON matter_questions (person_id, id);
CREATE TABLE matter_turns (
  id INTEGER PRIMARY KEY, matter_id INTEGER NOT NULL REFERENCES matters (id), unit TEXT NOT NULL,
  asked_on TEXT NOT NULL, due TEXT NOT NULL, ended_on TEXT, ended TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '', seal TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX matter_turns_one_at_a_time ON matter_turns (matter_id) WHERE ended_on IS NULL;
CREATE INDEX matter_turns_by_matter ON matter_turns (matter_id, id);
CREATE TABLE matter_stages (
  key TEXT PRIMARY KEY, matter_id INTEGER NOT NULL REFERENCES matters (id), delivery TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
INSERT INTO matters (id, state, unit, opened_at)
  SELECT id, CASE state WHEN 'withdrawn' THEN 'closed' ELSE state END, unit, asked_at FROM gaps;
INSERT INTO matter_questions (id, matter_id, text, person_id, asked_at, entry_id, state, seal)
  SELECT id, id, text, person_id, asked_at, '',
  CASE state WHEN 'open' THEN 'waiting' WHEN 'answered' THEN 'told' ELSE 'withdrawn' END, '' FROM gaps;
DROP TABLE gaps;
"""


@migrations()
def m021_questions_that_close(database: Database) -> None:
    """Questions without an answer become matters that many ask and a unit answers; each of before is a matter."""
    database.executescript(_MATTERS)
    count = "BEGIN UPDATE duties_version SET version = version + 1; END"
    for event in ("INSERT", "UPDATE", "DELETE"):
        database.execute(f"CREATE TRIGGER duties_heed_matters_{event.lower()} AFTER {event} ON matters {count}")


_NOTICES = """
ALTER TABLE notices ADD COLUMN state TEXT NOT NULL DEFAULT 'done';
ALTER TABLE notices ADD COLUMN purpose TEXT NOT NULL DEFAULT 'plain';
ALTER TABLE notices ADD COLUMN about INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
ALTER TABLE notices ADD COLUMN second INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN approved_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN due_at TEXT;
ALTER TABLE notices ADD COLUMN begun_at TEXT;
ALTER TABLE notices ADD COLUMN ended_at TEXT;
ALTER TABLE notices ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN nudge_every INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN next_nudge TEXT;
ALTER TABLE notices ADD COLUMN trial INTEGER NOT NULL DEFAULT 0;
UPDATE notices SET begun_at = sent_at;
CREATE INDEX notices_going ON notices (state) WHERE state IN ('scheduled', 'sending');
CREATE INDEX notices_nudging ON notices (next_nudge) WHERE next_nudge IS NOT NULL;
CREATE INDEX notices_by_first ON notices (about) WHERE about > 0;
ALTER TABLE notice_receivers ADD COLUMN delivery TEXT NOT NULL DEFAULT '';
ALTER TABLE notice_receivers ADD COLUMN queued INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notice_receivers ADD COLUMN in_group INTEGER NOT NULL DEFAULT 0;
UPDATE notice_receivers SET queued = 1, delivery = 'notice:' || notice_id || ':' || person_id;
CREATE INDEX notice_receivers_unqueued ON notice_receivers (notice_id) WHERE queued = 0;
ALTER TABLE deliveries ADD COLUMN batch TEXT NOT NULL DEFAULT '';
INSERT INTO notice_receivers (notice_id, person_id, delivery, queued, in_group)
  SELECT notices.id, people.id, deliveries.key, 1, 1 FROM deliveries
  JOIN people ON people.id = deliveries.person_id AND people.role = 'group'
  JOIN notices ON deliveries.key = 'notice:' || notices.id || ':' || people.id WHERE true
  ON CONFLICT DO NOTHING;
UPDATE deliveries SET batch = substr(key, 1, 7 + instr(substr(key, 8), ':') - 1) WHERE key GLOB 'notice:*:*';
CREATE INDEX deliveries_by_batch ON deliveries (batch, state) WHERE batch <> '';
CREATE TABLE stopped_batches (batch TEXT PRIMARY KEY) STRICT;
"""


@migrations()
def m022_notices_that_close(database: Database) -> None:
    """What state a notice is in and what it is about, how far it has come with each receiver, what is stopped."""
    database.executescript(_NOTICES)
