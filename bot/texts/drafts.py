"""What is said about drafts for the bank (草稿): writing one, looking at it, publishing, returning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.bank import Draft, DraftState
from bot.ports.messages import Reply
from bot.texts.common import button, moment
from bot.texts.versions import UNCHANGED, differences
from knowledge.drafts import NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.bank import Proposal
    from knowledge.documents import Problem
    from knowledge.drafts import Difference
    from knowledge.entries import Entry

MOST_LINES = 8
MOST_BUTTONS = 4
LONGEST_SHOWN = 1500

STATES = {
    DraftState.WAITING: "待审",
    DraftState.PUBLISHED: "已发布",
    DraftState.RETURNED: "已退回",
    DraftState.WITHDRAWN: "已撤回",
}
SKIP, ENOUGH = "跳过", "就这些"
_ASKED = {
    "question": "群众会怎么问？写成一句，例如：工资被拖欠了怎么办",
    "answer": "怎么答？用大白话写清谁、怎么办、在哪办、带什么。",
    "sources": "依据是什么？一行一个，例如：《保障农民工工资支付条例》第十条",
    "similar": "群众还会怎么说？一行一个说法。",
    "valid_until": "到哪一天为止有效？写成2027年12月31日；没有期限就跳过。",
}


def kind(draft: Draft) -> str:
    """What it is: 新条目, 修改 E012, and which question of citizens it answers."""
    what = f"修改 {draft.entry_id}" if draft.entry_id else "新条目"
    return f"{what}，答G{draft.gap_id}" if draft.gap_id else what


def name(draft: Draft) -> str:
    """草稿D3."""
    return f"草稿D{draft.id}"


def asked(field: str, *, optional: bool) -> Reply:
    """One field of a new entry, asked for."""
    buttons = (button(SKIP), button(ENOUGH), button("取消")) if optional else (button("取消"),)
    return Reply(
        title=f"起草：{NAMES[field]}",
        body=_ASKED[field],
        note="也可以一次写完：问题：……　答案：……　依据：……（一行一项，或者中间空一格）" if field == "question" else "",
        buttons=buttons,
    )


def change_asked(entry: Entry) -> Reply:
    """修改 E012 without saying what."""
    return Reply(
        title=f"修改 {entry.id} {entry.question}",
        body=f"现在的答案：{entry.answer}\n\n写要改的项，一行一项，没写的不动，例如：\n答案：新的内容\n有效期：至2027年12月31日",
        note="相似问法、反例是添上去的，不会换掉原有的。",
        buttons=(button("取消"),),
    )


def not_read(problems: Sequence[Problem]) -> Reply:
    """What of a draft could not be read; the rest is kept."""
    lines = [f"· {one.where}{_quoted(one)}：{one.reason}" for one in problems]
    return Reply(
        body="这几处要改一下，只把改好的项再发一遍就行，其余的已经记着：\n" + "\n".join(lines),
        buttons=(button("取消"),),
    )


def _quoted(problem: Problem) -> str:
    """What was written, unless the reason says it anyway."""
    return f"“{problem.text}”" if problem.text and problem.text not in problem.reason else ""


def not_your_entry(entry: Entry, unit: str) -> Reply:
    """修改 of another unit's entry."""
    return Reply(
        body=f"{entry.id}“{entry.question}”由{entry.unit or '政务公开办'}解释，不是{unit}的条目。"
        "觉得有错，可以回复：投诉建议 内容"
    )


def nothing_changes(entry: Entry) -> Reply:
    """A change that leaves the entry as it is."""
    return Reply(body=f"写的和{entry.id}现在的内容一样，没有可以改的。", buttons=(button("取消"),))


def waits_already(draft: Draft, *, own: bool) -> Reply:
    """A second judgement of an entry while the first waits; only who wrote that can take it back."""
    if not own:
        return Reply(body=f"{draft.entry_id}您单位的同事已经提了，{name(draft)}在等审定。")
    return Reply(
        body=f"{draft.entry_id}已经有{name(draft)}在等审定。要重提，先撤回它。",
        buttons=(button("撤回", f"撤回草稿 D{draft.id}"), button("我的草稿")),
    )


def drafted(draft: Draft, changes: Sequence[Difference], alike: Entry | None) -> Reply:
    """The draft is stored: how it was read, who looks at it next, how to take it back."""
    return Reply(
        title=f"{name(draft)}已交给政务公开办",
        body=_warned(differences(changes), alike),
        note="发布或退回都会在这里告诉您。",
        buttons=(button("撤回", f"撤回草稿 D{draft.id}"), button("我的草稿")),
    )


def written(draft: Draft, question: str) -> Reply:
    """For the office: a draft waits, and why the unit wants it."""
    return Reply(
        title=f"【待审草稿 D{draft.id}】{draft.unit}",
        body=f"{kind(draft)}：{question}" + (f"\n原因：{draft.reason}" if draft.reason else ""),
        buttons=(button("看草稿", f"看草稿 D{draft.id}"),),
    )


def mine(drafts: Sequence[tuple[Draft, str]]) -> Reply:
    """我的草稿: newest first, with what became of each."""
    if not drafts:
        return Reply(
            body="您还没有写过草稿。回复“起草”写一条新的问答，“修改 编号”改本单位的条目。", buttons=(button("起草"),)
        )
    lines = [
        f"D{draft.id} {question}（{STATES[draft.state]}{f'：{draft.reason}' if draft.reason else ''}）"
        for draft, question in drafts[:MOST_LINES]
    ]
    waiting = [draft for draft, _ in drafts[:MOST_LINES] if draft.state is DraftState.WAITING]
    return Reply(
        title=f"我的草稿 {len(drafts)} 条",
        body="\n".join(lines),
        buttons=tuple(button(f"撤回草稿 D{draft.id}") for draft in waiting[:MOST_BUTTONS]),
    )


def withdrawn(draft: Draft) -> Reply:
    """After 撤回草稿."""
    return Reply(body=f"已撤回{name(draft)}，题库没有变。", done="已撤回")


def no_such_draft(number: int, command: str) -> Reply:
    """A number that is no draft, or not this person's; `command` lists those that are."""
    return Reply(body=f"没有编号D{number}的草稿。回复“{command}”看看编号。", buttons=(button(command),))


def decided_before(draft: Draft) -> Reply:
    """The second decision on one draft."""
    at = moment(draft.decided_at) if draft.decided_at else ""
    return Reply(body=f"{name(draft)}（{draft.unit}）{at}{STATES[draft.state]}，没有改动。")


def waiting(drafts: Sequence[tuple[Draft, str]]) -> Reply:
    """草稿: what waits for the office, oldest first."""
    if not drafts:
        return Reply(body="没有等待发布的草稿。")
    lines = [f"D{draft.id} {draft.unit} {kind(draft)}：{question}" for draft, question in drafts[:MOST_LINES]]
    if len(drafts) > MOST_LINES:
        lines.append(f"还有{len(drafts) - MOST_LINES}条，审完再看。")
    return Reply(
        title=f"等待发布的草稿 {len(drafts)} 条",
        body="\n".join(lines),
        buttons=tuple(button(f"看草稿 D{draft.id}") for draft, _ in drafts[:MOST_BUTTONS]),
    )


def shown(one: Proposal) -> Reply:
    """看草稿 3: what it would change in the bank."""
    draft = one.draft
    open_ = draft.state is DraftState.WAITING
    text = f"现在不能发布：{one.problem.reason}。" if one.problem else differences(one.changes, most=LONGEST_SHOWN)
    return Reply(
        title=f"{name(draft)} {draft.unit} {kind(draft)}：{one.question}",
        body=_warned(text or UNCHANGED, one.alike),
        note=f"{moment(draft.written_at)}写，{STATES[draft.state]}{f'：{draft.reason}' if draft.reason else ''}"
        + (f"。也可回复：退回草稿 D{draft.id} 原因" if open_ else ""),
        buttons=(button("发布", f"发布 D{draft.id}"), button("退回", f"退回草稿 D{draft.id}")) if open_ else (),
    )


def _warned(text: str, alike: Entry | None) -> str:
    """The text, and that another entry answers this question already."""
    return text + (f"\n注意：题库里已有{alike.id}“{alike.question}”，也许改那一条更好。" if alike else "")


def same_question(draft: Draft, other: Entry) -> Reply:
    """发布 of what the bank answers already in these words."""
    return Reply(
        body=f"没有发布：{other.id}“{other.question}”已经有这个问法，一个问题不能有两条。"
        "可以退回，或者先看看那一条要不要改。",
        buttons=(
            button("退回", f"退回草稿 D{draft.id} 与{other.id}“{other.question}”重复"),
            button("看历史", f"历史 {other.id}"),
        ),
    )


def entry_gone(draft: Draft) -> Reply:
    """A change of an entry that has left the bank."""
    return Reply(
        body=f"没有发布：{draft.entry_id}已经不在题库里了。可以先恢复它，或者退回这份草稿。",
        buttons=(button("看历史", f"历史 {draft.entry_id}"), button("退回", f"退回草稿 D{draft.id}")),
    )


def not_an_entry(draft: Draft, problem: Problem) -> Reply:
    """A draft that no bank may hold as it stands now."""
    return Reply(
        body=f"没有发布：{problem.reason}。", buttons=(button("退回", f"退回草稿 D{draft.id} {problem.reason}"),)
    )


def published(draft: Draft, entry: Entry, *, told: int = 0) -> Reply:
    """After 发布: what is answered from now on, how many who asked are told, and how to undo it."""
    asked = f"，会告诉{told}位提问的人" if told else ""
    return Reply(
        body=f"已发布{name(draft)}：{entry.id}“{entry.question}”，从现在起按它回答，已告诉{draft.unit}{asked}。",
        note="发错了可以在历史里恢复到以前的版本。",
        buttons=(button("看历史", f"历史 {entry.id}"), button("草稿")),
        done="已发布",
    )


def reason_asked(draft: Draft) -> Reply:
    """退回草稿 without a reason."""
    return Reply(
        body=f"退回{draft.unit}的{name(draft)}，原因是什么？写一句就行，会原样告诉起草的人。", buttons=(button("取消"),)
    )


def returned(draft: Draft, reason: str) -> Reply:
    """After 退回草稿."""
    return Reply(body=f"已退回{name(draft)}，原因“{reason}”已告诉起草的人。", buttons=(button("草稿"),), done="已退回")


def author_published(draft: Draft, entry: Entry, *, reworded: bool = False) -> Reply:
    """For who wrote it: published, in their words or in the office's."""
    how = f"政务公开办改过后发布，现在这样答：\n{entry.answer}\n" if reworded else "现在按您写的回答，"
    return Reply(
        title=f"{name(draft)}已发布",
        body=f"“{entry.question}”{how}编号{entry.id}。以后要改，回复：修改 {entry.id}",
    )


def author_returned(draft: Draft, question: str, reason: str) -> Reply:
    """For who wrote it: returned, and why."""
    again = f"修改 {draft.entry_id}" if draft.entry_id else "起草"
    return Reply(
        title=f"{name(draft)}被退回",
        body=f"“{question}”没有发布，原因：{reason}\n改好后再发一次“{again}”。题库没有变。",
        buttons=(button(again),),
    )
