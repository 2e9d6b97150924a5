"""The steps since there are other channels: order, groups, questions and notices that close, the bank's upkeep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.migrations.registry import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


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


_SUBSCRIPTIONS = """
CREATE TABLE subscriptions (
  person_id INTEGER NOT NULL, topic TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (person_id, topic)
) STRICT;
CREATE INDEX subscriptions_by_topic ON subscriptions (topic, person_id);
CREATE TABLE push_wishes (
  person_id INTEGER PRIMARY KEY, pace TEXT NOT NULL DEFAULT 'at_once', paused INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE pushes (
  id INTEGER PRIMARY KEY, entry_id TEXT NOT NULL, version INTEGER NOT NULL, mark TEXT NOT NULL, topics TEXT NOT NULL,
  changed INTEGER NOT NULL, approved INTEGER NOT NULL, decided_by INTEGER NOT NULL, decided_at TEXT NOT NULL,
  seal TEXT NOT NULL, UNIQUE (entry_id, mark)
) STRICT;
CREATE INDEX pushes_by_time ON pushes (decided_at);
CREATE TABLE pushed (
  push_id INTEGER NOT NULL REFERENCES pushes (id), person_id INTEGER NOT NULL, state TEXT NOT NULL,
  delivery TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (push_id, person_id)
) STRICT;
CREATE INDEX pushed_by_person ON pushed (person_id, push_id);
CREATE INDEX entry_versions_by_time ON entry_versions (at);
"""


@migrations()
def m023_subscriptions(database: Database) -> None:
    """Who wants to hear of which topics, what the office lets go out, and who got it."""
    database.executescript(_SUBSCRIPTIONS)


_RATINGS = """
ALTER TABLE ratings ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE ratings ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX ratings_by_time ON ratings (at);
ALTER TABLE asked ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE asked ADD COLUMN unit TEXT NOT NULL DEFAULT '';
UPDATE asked SET
  topic = COALESCE((SELECT json_extract(entry, '$.topic') FROM entries WHERE entries.id = asked.entry_id), ''),
  unit = COALESCE((SELECT json_extract(entry, '$.unit') FROM entries WHERE entries.id = asked.entry_id), '')
  WHERE entry_id <> '';
CREATE INDEX matter_questions_by_time ON matter_questions (asked_at);
CREATE INDEX matter_turns_answered ON matter_turns (ended_on) WHERE ended = 'answered';
"""


@migrations()
def m025_ratings_have_reasons(database: Database) -> None:
    """Why an answer did not help; what each question was about and whose it was, for the month's report."""
    database.executescript(_RATINGS)


@migrations()
def m026_by_which_channel_it_went(database: Database) -> None:
    """A delivery keeps the channel by which it went: its person may be reached by another one later."""
    database.executescript("ALTER TABLE deliveries ADD COLUMN channel TEXT NOT NULL DEFAULT '';")


@migrations()
def m028_where_a_sent_message_is(database: Database) -> None:
    """A delivery keeps how its channel finds the message again, so that it can be marked when it holds no more."""
    database.executescript("ALTER TABLE deliveries ADD COLUMN message TEXT NOT NULL DEFAULT '';")


@migrations()
def m029_what_a_matter_seems_nearly_to_be(database: Database) -> None:
    """A matter keeps which other one it lay near when it began, so that the office can join the two with a tap."""
    database.executescript("ALTER TABLE matters ADD COLUMN near INTEGER NOT NULL DEFAULT 0;")
