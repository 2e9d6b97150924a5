"""What a citizen is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, full_day
from knowledge.answers import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.house import Office
    from bot.ports.stores import Gap
    from knowledge.answers import Answer
    from knowledge.entries import Entry
    from knowledge.sources import Source

MOST_SUGGESTIONS = 4
SAMPLE = "（示例）"


def source_lines(sources: Sequence[Source]) -> str:
    """《…》第…条、第…条（发文机关 文号，日期版，现行有效）; articles of one text stand together."""
    articles: dict[Source, list[str]] = {}
    for source in sources:
        articles.setdefault(replace(source, article=""), []).append(source.article)
    return "；".join(_source_line(source, "、".join(cited)) for source, cited in articles.items())


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


def entry_reply(entry: Entry, related: Sequence[Entry] = ()) -> Reply:
    """The bank's answer, with its source, a rating, and what is near it."""
    return Reply(
        title=entry.question,
        body=entry.answer,
        note=entry_note(entry),
        buttons=(
            button("有用", f"有用 {entry.id}"),
            button("没解决", f"没解决 {entry.id}"),
            *(button(one.question) for one in related),
        ),
    )


def suggestions(answer: Answer, *, several: bool = False) -> Reply:
    """您是不是想问: tappable candidates, and a way to say none of them."""
    asked = f"“{answer.question}”" if several else ""
    return Reply(
        body=f"{asked}我不太确定，您是不是想问：",
        buttons=(
            *(button(one.entry.question) for one in answer.offered[:MOST_SUGGESTIONS]),
            button("都不是", f"都不是 {answer.question}"),
        ),
    )


def more_asked(left: Sequence[str], *, answered: int) -> Reply:
    """After the answers to a message that asked more than one message can be answered."""
    return Reply(
        body=f"一次最多答{answered}个问题，还有{len(left)}个没有答，请点一下，或者再发一次：",
        buttons=tuple(button(question) for question in left[:MOST_SUGGESTIONS]),
    )


def unknown(answer: Answer, *, office: Office, gap: Gap | None, several: bool = False) -> Reply:
    """Not known: said plainly, with the unit that seems responsible and the hotline."""
    unit = answer.refer.to if answer.refer else ""
    asked = f"“{answer.question}”这个问题" if several else "这个问题"
    lines = [f"问答库里还没有{asked}，我不想猜。"]
    if gap:
        seems = f"看起来属于{unit}的职责，" if unit else ""
        lines.append(f"已经记下来，{seems}{office.name}会请责任单位答复，有了结果在这里告诉您。")
    elif unit:
        lines.append(f"看起来属于{unit}的职责。")
    lines.append(f"着急的话可以拨打{office.hotline}。")
    return Reply(body="\n".join(lines), buttons=(button("不用了"),) if gap else ())


def referred(answer: Answer) -> Reply:
    """A question that belongs elsewhere: where, and why."""
    if answer.refer is None:
        raise ValueError("only an answer with a referral is referred")
    why = answer.refer.why.rstrip("。")
    return Reply(body=f"{why}。\n请找：{answer.refer.to}。" if answer.refer.to else f"{why}。")


def answer_text(answer: Answer, *, office: Office) -> str:
    """One answer as plain text, for the command line."""
    if answer.decision is Decision.ANSWER and answer.entry is not None:
        return entry_reply(answer.entry).text
    if answer.decision is Decision.SUGGEST:
        lines = [suggestions(answer).body, *(f"· {one.entry.question}" for one in answer.offered[:MOST_SUGGESTIONS])]
        return "\n".join(lines)
    if answer.elsewhere:
        return referred(answer).text
    return unknown(answer, office=office, gap=None).text


def rated(*, useful: bool) -> Reply:
    """After 有用 or 没解决."""
    if useful:
        return Reply(body="谢谢您的评价。")
    return Reply(body="抱歉没帮上忙。您可以换个说法再问一次；这条回答会请解释单位再看看。")


def rating_of_nothing() -> Reply:
    """A rating of an entry that is not in the bank any more."""
    return Reply(body="这条回答已经不在问答库里了，谢谢您。")


def gap_taken(gap: Gap, *, office: Office) -> Reply:
    """After 都不是."""
    unit = f"，看起来属于{gap.unit}的职责" if gap.unit else ""
    return Reply(
        body=f"好的，已经记下来{unit}。{office.name}会请责任单位答复，有了结果在这里告诉您。",
        buttons=(button("不用了"),),
    )


def gap_withdrawn() -> Reply:
    """After 不用了."""
    return Reply(body="好的，已经取消，不再请单位答复。")


def no_gap() -> Reply:
    """不用了 without an open question."""
    return Reply(body="您没有正在等答复的问题。")


def my_questions(gaps: Sequence[Gap]) -> Reply:
    """我的提问: what was asked and where it stands."""
    if not gaps:
        return Reply(body="您没有等待答复的问题。问答库能答的当场就答了，不另外记录。")
    states = {"open": "等待答复", "answered": "已答复", "withdrawn": "已取消"}
    lines = [f"· {gap.text}（{states[gap.state]}）" for gap in gaps[-10:]]
    return Reply(body="您问过、问答库当时没有的问题：\n" + "\n".join(lines))


def gap_answered(gap: Gap, text: str, *, office: Office) -> Reply:
    """The answer that comes later, to who asked."""
    return Reply(title=f"您问过：{gap.text}", body=text, note=f"由{office.name}答复")
