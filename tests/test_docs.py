"""README and docs are held to the commands and configuration keys that exist."""

import re
import tomllib
from pathlib import Path

from bot.cli import build_parser
from bot.cli.parser import words
from bot.config import keys

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_command_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [one for one in words(build_parser()) if f"`wenban {one}" not in readme] == []


def test_every_command_that_a_page_names_exists() -> None:
    known = set(words(build_parser()))
    first = {one.split()[0] for one in known}
    for page in PAGES:
        for one, two in re.findall(r"wenban ([a-z-]+)(?: ([a-z-]+))?", page.read_text(encoding="utf-8")):
            assert one in first, f"{page.name}: wenban {one}"
            if one not in known:
                assert f"{one} {two}" in known, f"{page.name}: wenban {one} {two}"


def test_every_configuration_key_that_a_page_names_exists() -> None:
    sections = {key.partition(".")[0] for key in keys()}
    for page in PAGES:
        for name in re.findall(r"`([a-z]+\.[a-z_]+)`", page.read_text(encoding="utf-8")):
            if name.partition(".")[0] in sections and not name.endswith((".py", ".md", ".toml")):
                assert name in keys(), f"{page.name}: {name}"


def test_the_two_commands_of_the_readme_stand_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\npip install uv && uv run wenban\n" in readme
    assert "\npip install uv && uv run pytest\n" in readme
    assert "pip install --quiet uv && uv run pytest" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#: ]+)[) ]", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_place_that_a_page_names_is_there() -> None:
    for page in PAGES:
        for place in re.findall(r"`((?:bot|knowledge|reminders|tests|docs)/[^` ]*)`", page.read_text(encoding="utf-8")):
            assert any(ROOT.glob(place.rstrip("/"))), f"{page.name}: {place}"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    names = [re.split(r"[<>=\[]", one)[0] for one in project["dependencies"]]
    assert [name for name in names if name not in page] == []
