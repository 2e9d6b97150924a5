"""Properties are judged by what they say, never by how long a loaded machine takes for one example.

Whole stories run first on every worker, which begins with a share of its own, and without coverage: they show what the
program does, and what lines there are is for the tests of each part to reach. Followed line by line they take about
twice as long.
"""

import os
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("wenban", deadline=None)
settings.load_profile("wenban")

_HERE = Path(__file__).parent
_STORIES = (_HERE / "acceptance", _HERE / "peers")


@pytest.hookimpl(trylast=True)  # after the order was drawn by lot
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _is_story(item):
            item.add_marker(pytest.mark.no_cover)
    stories = [item for item in items if _is_story(item)]
    others = iter([item for item in items if not _is_story(item)])
    hands = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    share = -(-len(items) // hands)
    dealt = [stories[hand::hands] for hand in range(hands)]
    items[:] = [item for some in dealt for item in (*some, *islice(others, share - len(some)))]
    items += others


def _is_story(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None or any(one in item.path.parents for one in _STORIES)
