"""The pages in a real browser: scripts run silently, the words stand there, nothing is asked of any other host."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.peers.chromium import CHROMIUM, browse

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running program and where it is."""
    data = tmp_path_factory.mktemp("data")
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--port", "0", "--data", str(data)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split("：", 1)[1].strip()
        process.terminate()


def seen(url: str, folder: Path, *, milliseconds: int) -> tuple[str, str]:
    """The page's document after its scripts have run for so long, and what the browser's console said."""
    done = browse(url, folder, "--enable-logging=stderr", "--dump-dom", milliseconds=milliseconds)
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("?as=citizen", "您好，有政策上的事可以直接问我"),
        # in working hours the day's reminder may have come before the page was opened
        ("?as=liaison:区司法局", "您好，区司法局联络员|【工作提醒】区司法局"),
        ("office", "项本月到期"),
        ("office/tasks", "改这一项"),
        ("office/units", "交接给别人"),
        ("office/import", "变更可以逐条接受"),
        ("office/drafts", "等待发布的草稿"),
        ("office/entry?id=E001", "从题库撤下"),
        ("demo", "三个人同时用"),
        ("topics", "想办哪方面的事"),
        ("topics/wages", "扫一扫，打开这一页"),
    ],
)
def test_a_page_stands_with_its_words_and_asks_no_other_host(
    address: str, tmp_path: Path, page: str, words: str
) -> None:
    document, said = seen(f"{address}{page}", tmp_path, milliseconds=2000)
    if not re.search(words, document):  # a busy machine is given more time, once
        document, said = seen(f"{address}{page}", tmp_path, milliseconds=12000)
    assert re.search(words, document)
    assert "CONSOLE" not in said
    hosts = set(re.findall(r"(?:src|href|action)=\"(?:https?:)?//([^/\"]+)", document))
    assert hosts <= {address.split("/")[2]}
