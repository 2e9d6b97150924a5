from datetime import UTC, datetime, timedelta

import pytest

from reminders.outbox import MOST_ATTEMPTS, next_attempt

NOW = datetime(2022, 10, 24, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "retry_after", "seconds"),
    [(0, None, 30), (1, None, 60), (3, None, 240), (7, None, 3600), (20, None, 3600), (0, 5, 30), (0, 90, 90)],
)
def test_the_wait_doubles_up_to_an_hour(attempts: int, retry_after: float | None, seconds: int) -> None:
    assert next_attempt(attempts, now=NOW, retry_after=retry_after) == NOW + timedelta(seconds=seconds)


def test_after_many_faults_it_is_given_up() -> None:
    assert next_attempt(MOST_ATTEMPTS - 1, now=NOW) is not None
    assert next_attempt(MOST_ATTEMPTS, now=NOW) is None
