"""Run by test_store_crash.py: confirms until it is killed, and says each confirmation once it is stored."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.store import open_store
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState


def main(folder: Path, turn: str) -> None:
    store = open_store(folder)
    number = 0
    while True:
        number += 1
        mark = f"{turn}-{number}"
        with store.transaction():
            digest = store.files.put(mark.encode())
            stored = store.confirmations.add(
                Confirmation(
                    id=0,
                    occurrence=f"2022-{number}/1/1",
                    task_id=f"2022-{number}",
                    unit="区司法局",
                    person_id=1,
                    evidence=(Evidence(kind=EvidenceKind.FILE, value=mark, digest=digest, size=len(mark)),),
                    state=ReviewState.SUBMITTED,
                    submitted_at=datetime(2022, 10, 24, 1, 0, tzinfo=UTC),
                )
            )
        sys.stdout.write(f"{stored.id} {mark}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
