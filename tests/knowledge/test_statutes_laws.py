"""The national laws that lie beside the project: every article of each is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.readers import read
from knowledge.statutes import law_from

LAWS = Path(__file__).parents[2].parent / "shared" / "laws"

pytestmark = pytest.mark.skipif(not LAWS.is_dir(), reason="the shared folder with the laws is not here")


@pytest.mark.parametrize("file", sorted(LAWS.glob("*.md")), ids=lambda file: file.stem)
def test_every_article_of_a_law_is_read(file: Path) -> None:
    law, problems = law_from(read(file.name, file.read_bytes()))
    assert problems == ()
    assert f"{law.title}({law.date}).md" == file.name
    text = file.read_text(encoding="utf-8")
    numbered = re.findall(r"^第[一二三四五六七八九十百零]+条(?= )", text, re.MULTILINE)
    assert [one.label for one in law.articles] == numbered
    chapters = {name for one in law.articles for name in re.findall(r"第\S+章", one.heading)}
    assert chapters == set(re.findall(r"^## (第\S+章)", text, re.MULTILINE))
    plain = "".join(text.split())
    assert all("".join(one.text.split()) in plain for one in law.articles)
