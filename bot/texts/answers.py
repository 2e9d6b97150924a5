"""What a citizen is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import BROWSE, HOT, button, full_day
from knowledge.answers import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.house import Office
    from bot.ports.messages import Button
    from knowledge.answers import Answer
    from knowledge.entries import Entry
    from knowledge.sources import Source

MOST_SUGGESTIONS = 4
MOST_OF_ARTICLE = 260
"""So much of an article fits on a phone's screen with what stands around it."""
MOST_OF_LABEL = 20
RATED = "已评价"
SAMPLE = "（示例）"


def source_lines(sources: Sequence[Source]) -> str:
    """What an answer rests on, on one line."""
    return "；".join(cited(sources))


def cited(sources: Sequence[Source]) -> tuple[str, ...]:
    """《…》第…条、第…条（发文机关 文号，日期版，现行有效）; articles of one text stand together."""
    articles: dict[Source, list[str]] = {}
    for source in sources:
        articles.setdefault(replace(source, article=""), []).append(source.article)
    return tuple(_source_line(source, "、".join(found)) for source, found in articles.items())


def _source_line(source: Source, articles: str) -> str:
    facts = " ".join(part for part in (source.issuer, source.number) if part)
    dated = f"{full_day(source.date)}版" if source.date else ""
    inner = "，".join(part for part in (facts, dated, source.status) if part)
    return f"《{source.title}》{articles}" + (f"（{inner}）" if inner else "")


def entry_note(entry: Entry) -> str:
    """The quiet line: sources, when checked, which unit explains it, until when it holds."""
    lines = []
    if entry.sources:
        lines.append(f"依据：{source_lines(entry.sources)}")
    facts = []
    if entry.valid_until:
        facts.append(f"有效期至{full_day(entry.valid_until)}")
    if entry.checked_on:
        facts.append(f"核对于{full_day(entry.checked_on)}")
    if entry.unit:
        facts.append(f"解释单位：{entry.unit}{SAMPLE if entry.sample else ''}")
    if facts:
        lines.append("  ".join(facts))
    return "\n".join(lines)


def entry_body(entry: Entry) -> str:
    """What an entry answers, and what it asks back."""
    return "\n".join(part for part in (entry.answer, entry.guide.ask if entry.guide else "") if part)


def thumbs(rated: str) -> tuple[Button, Button]:
    """By which one says whether an answer helped."""
    return button("有用", f"有用 {rated}"), button("没解决", f"没解决 {rated}")


def entry_reply(entry: Entry, related: Sequence[Entry] = ()) -> Reply:
    """The bank's answer, with its source, a rating, and what is near it."""
    return Reply(
        title=entry.question,
        body=entry_body(entry),
        note=entry_note(entry),
        buttons=(
            *thumbs(entry.id),
            *(button(one.question) for one in related),
        ),
    )


def found(answer: Answer, *, office: Office) -> Reply:
    """What an answered question is told: the bank's answer, or the article of a law."""
    if answer.entry is None:
        raise ValueError("only an answer with an entry is found")
    if answer.entry.statute:
        return article_reply(answer.entry, office=office, unit=answer.refer.to if answer.refer else "")
    return entry_reply(answer.entry)


def article_reply(entry: Entry, *, office: Office, unit: str = "", whole: bool = False) -> Reply:
    """An article in the law's own words, cut to a screen unless `whole`, and who can say what it means for oneself."""
    text = entry.answer if whole else _begun(entry.answer)
    rest = f"全文 {_typed(entry)}"
    cut = len(text) < len(entry.answer)
    body = f"{text}\n……（全文{len(entry.answer)}字，看全文请回复：{rest}）" if cut else text
    stands_in = [f"所在章节：{entry.topic}"] if entry.topic else []
    who = f"请问{unit}，或者拨打{office.hotline}" if unit else f"请拨打{office.hotline}问清楚"
    return Reply(
        title=citation(entry),
        body=body,
        note="\n".join(
            [
                f"依据：{source_lines(entry.sources)}",
                *stands_in,
                f"以上是法律法规的原文，不是对您这件事的解释；落到您身上怎么办，{who}。",
            ]
        ),
        buttons=(
            *([button("看全文", rest)] if cut else []),
            *thumbs(entry.id),
        ),
    )


def citation(entry: Entry) -> str:
    """《社会保险法》第十五条."""
    return "".join(f"《{source.title}》{source.article}" for source in entry.sources[:1])


def _begun(text: str) -> str:
    """The text as far as a screen holds it, to the end of a line or sentence."""
    if len(text) <= MOST_OF_ARTICLE:
        return text
    end = max(text.rfind(mark, 0, MOST_OF_ARTICLE) for mark in "。；\n")
    return text[: end + 1 or MOST_OF_ARTICLE].rstrip()


def _label(entry: Entry) -> str:
    """What stands on the button of a candidate."""
    if not entry.statute:
        return entry.question
    line = entry.answer.replace("\n", "")
    return f"{citation(entry)}：{line[:MOST_OF_LABEL]}{'…' if len(line) > MOST_OF_LABEL else ''}"


def _choice(entry: Entry) -> Button:
    """A candidate to tap; an article is asked for by its citation."""
    return button(_label(entry), _typed(entry) if entry.statute else "")


def _typed(entry: Entry) -> str:
    """An article as one types it, as short as can be: platforms count the bytes of a button."""
    return entry.question.replace(" ", "")


def no_article() -> Reply:
    """全文 of an article that is not there."""
    return Reply(body="没有找到这一条。请写清名称和条号，例如：全文 社会保险法第十五条")


def suggestions(answer: Answer, *, several: bool = False) -> Reply:
    """您是不是想问: tappable candidates, and a way to say none of them."""
    asked = f"“{answer.question}”" if several else ""
    only_laws = all(one.entry.statute for one in answer.offered)
    lead = "问答库里没有这个问题，这几条法律法规可能有关：" if only_laws else "我不太确定，您是不是想问："
    return Reply(
        body=f"{asked}{lead}",
        buttons=(
            *(_choice(one.entry) for one in answer.offered[:MOST_SUGGESTIONS]),
            button("都不是", f"都不是 {answer.question}"),
        ),
    )


def more_asked(left: Sequence[str], *, answered: int) -> Reply:
    """After the answers to a message that asked more than one message can be answered."""
    return Reply(
        body=f"一次最多答{answered}个问题，还有{len(left)}个没有答，请点一下，或者再发一次：",
        buttons=tuple(button(question) for question in left[:MOST_SUGGESTIONS]),
    )


def unknown(
    answer: Answer, *, office: Office, waits: str = "", undo: Button | None = None, several: bool = False
) -> Reply:
    """Not known: said plainly, with what becomes of the question (`waits`), or the unit that seems responsible."""
    unit = answer.refer.to if answer.refer else ""
    asked = f"“{answer.question}”这个问题" if several else "这个问题"
    lines = [f"问答库里还没有{asked}，我不想猜。"]
    if waits:
        lines.append(waits)
    elif unit:
        lines.append(f"看起来属于{unit}的职责。")
    lines.append(f"着急的话可以拨打{office.hotline}。")
    return Reply(body="\n".join(lines), buttons=(undo,) if undo else ())


def referred(answer: Answer) -> Reply:
    """A question that belongs elsewhere: where, and why; after small talk, what else may be looked at."""
    if answer.refer is None:
        raise ValueError("only an answer with a referral is referred")
    why = answer.refer.why.rstrip("。")
    if answer.refer.to:
        return Reply(body=f"{why}。\n请找：{answer.refer.to}。")
    return Reply(body=f"{why}。", buttons=(HOT, BROWSE))


def answer_text(answer: Answer, *, office: Office) -> str:
    """One answer as plain text, for the command line."""
    if answer.entry is not None:
        options = answer.entry.guide.options if answer.entry.guide else ()
        return "\n".join([found(answer, office=office).text, *(f"· {one.label}" for one in options)])
    if answer.decision is Decision.SUGGEST:
        lines = [suggestions(answer).body, *(f"· {_label(one.entry)}" for one in answer.offered[:MOST_SUGGESTIONS])]
        return "\n".join(lines)
    if answer.elsewhere:
        return referred(answer).text
    return unknown(answer, office=office).text


def rated(*, useful: bool, waits: str = "", undo: Button | None = None, explained: bool = True) -> Reply:
    """After 有用 or 没解决; `waits` is what becomes of the question, `explained` whether a unit explains the answer."""
    if useful:
        return Reply(body="谢谢您的评价。", done=RATED)
    if waits:
        return Reply(body=f"抱歉没帮上忙。{waits}", buttons=(undo,) if undo else (), done=RATED)
    look = "；这条回答会请解释单位再看看" if explained else ""
    return Reply(body=f"抱歉没帮上忙。您可以换个说法再问一次{look}。", done=RATED)


def rating_of_nothing() -> Reply:
    """A rating of an entry that is not in the bank any more."""
    return Reply(body="这条回答已经不在问答库里了，谢谢您。要办的事请再问一次，我按现在的答。")


def rating_of_which() -> Reply:
    """有用 or 没解决 where nothing was answered lately."""
    return Reply(body="没看出您说的是哪条回答。请点那条回答下面的“有用”或“没解决”，也可以把问题再问一次。")
