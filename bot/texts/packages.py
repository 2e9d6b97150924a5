"""What is said of topics as cards (政策包), of questions that many ask, and when an entry asks back (引导)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.answers import SAMPLE, entry_body, entry_note, thumbs
from bot.texts.common import BROWSE, HOT, button, full_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.ports.house import Office
    from knowledge.entries import Entry
    from knowledge.packages import Card, Package

TOPICS = "政策包"
QUESTIONS_ON_CARD = 4
QUESTIONS_ON_LIST = 12
LINES_ON_CARD = 2
SOURCES_ON_CARD = 3
"""A card is no longer than a phone's screen; its page holds the rest."""


def topics(packages: Sequence[Package]) -> Reply:
    """政策包: the topics as buttons."""
    if not packages:
        return Reply(body="还没有政策包。有问题直接问就行。", buttons=(HOT,))
    return Reply(
        title="想办哪方面的事？",
        body="点一个主题，看谁能办、能得到什么、去哪办、带什么。也可以直接问。",
        buttons=(*(button(one.title, open_topic(one)) for one in packages), HOT),
    )


def open_topic(package: Package) -> str:
    """What is typed to open a package's card."""
    return f"{TOPICS} {package.title}"


def card(held: Card, *, address: str = "") -> Reply:
    """A package on one screen: its four parts in short, its first questions to tap, where all of it stands."""
    package = held.package
    more = [button("全部问题", f"{open_topic(package)} 全部")] if len(held.entries) > QUESTIONS_ON_CARD else []
    page = [button("打开这一页", address)] if address else []
    return Reply(
        title=package.title,
        body="\n".join(_body(package)),
        note=_note(held),
        buttons=(
            *(button(one.question) for one in held.entries[:QUESTIONS_ON_CARD]),
            *more,
            *page,
            *thumbs(package.rated_as),
        ),
    )


def _body(package: Package) -> list[str]:
    lines = [package.summary] if package.summary else []
    for name, part in parts(package).items():
        shown = "；".join(line.rstrip("。；") for line in part[:LINES_ON_CARD])
        lines.append(f"【{name}】{shown}{'……' if len(part) > LINES_ON_CARD else '。'}")
    return lines or ["点下面的问题看答案。"]


def parts(package: Package) -> Mapping[str, tuple[str, ...]]:
    """The parts of a card that say something, under their names."""
    named = {"谁能办": package.who, "能得到什么": package.what, "去哪办": package.where, "带什么": package.papers}
    return {name: lines for name, lines in named.items() if lines}


def _note(held: Card) -> str:
    package = held.package
    facts = [f"有效期至{full_day(package.valid_until)}"] if package.valid_until else []
    facts += [f"解释单位：{package.unit}{SAMPLE if package.sample else ''}"] if package.unit else []
    titles = tuple(dict.fromkeys(f"《{source.title}》" for source in held.sources))
    rest = f"等{len(titles)}部" if len(titles) > SOURCES_ON_CARD else ""
    lines = [f"依据：{''.join(titles[:SOURCES_ON_CARD])}{rest}"] if titles else []
    return "\n".join([*lines, "  ".join(facts)] if facts else lines)


def all_questions(held: Card) -> Reply:
    """政策包 上学 全部: every question of a card, as far as one message holds them."""
    shown = held.entries[:QUESTIONS_ON_LIST]
    rest = len(held.entries) - len(shown)
    body = f"点一个看答案。另外{rest}个直接问就行。" if rest else "点一个看答案，没有的直接问。"
    return Reply(
        title=f"{held.package.title}：{len(held.entries)}个问题",
        body=body,
        buttons=tuple(button(one.question) for one in shown),
    )


def no_such_topic(name: str) -> Reply:
    """A topic that there is not."""
    return Reply(body=f"没有叫“{name}”的政策包。点“按主题找”看有哪些，也可以直接问。", buttons=(BROWSE, HOT))


def hot(entries: Sequence[Entry]) -> Reply:
    """热门问题: what most people ask."""
    if not entries:
        return Reply(body="还没有热门问题。有问题直接问就行。")
    return Reply(
        title="大家常问的",
        body="点一个看答案，也可以直接问。",
        buttons=(*(button(one.question) for one in entries), BROWSE),
    )


def guide(entry: Entry, targets: Mapping[str, Entry]) -> Reply:
    """An entry that asks back: what it can say already, its question, and a button to each reply's entry."""
    options = entry.guide.options if entry.guide else ()
    return Reply(
        title=entry.question,
        body=entry_body(entry),
        note=entry_note(entry) if entry.answer else "",
        buttons=tuple(button(one.label, targets[one.entry].question) for one in options if one.entry in targets),
    )


def guide_without_answers(entry: Entry, office: Office) -> Reply:
    """An entry that only asks back, when nothing that it leads to is in force any more."""
    return Reply(
        title=entry.question, body=f"这件事的答案正在更新，现在不能给您准话。着急的话可以拨打{office.hotline}。"
    )
