"""What is said about an entry's history (版本): who changed what, how to bring an earlier state back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import button, dated_moment
from knowledge.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.bank import EntryVersion, Revision
    from knowledge.drafts import Difference

MOST_VERSIONS = 6
MOST_BUTTONS = 3
LONGEST_VALUE = 120
UNCHANGED = "内容没有变化。"

_LINE_ENDS = regex(r"(?<=[。！？；：，、])\n")

ACTIONS = {
    "bank.imported": "导入问答库",
    "draft.published": "发布草稿",
    "draft.returned": "退回草稿",
    "draft.withdrawn": "撤回草稿",
    "draft.written": "起草",
    "entry.rolled_back": "恢复",
    "matter.answered": "答复提问",
    "phrasing.negative": "记为反例",
    "phrasing.refused": "不要问法",
    "phrasing.taken": "采纳问法",
    "sample.loaded": "装入示例",
}
"""What is done to the bank, in the words of the trail."""


def restoring(version: int) -> str:
    """What a roll-back notes of itself."""
    return f"第{version}版" if version else "还没有这一条的时候"


def differences(changes: Sequence[Difference], *, most: int = LONGEST_VALUE) -> str:
    """What differs, a field a line: what came, what left, what was there → what is there now."""
    return "\n".join(_difference(one, most) for one in changes)


def _difference(one: Difference, most: int) -> str:
    before, after = _short(one.before, most), _short(one.after, most)
    if not before:
        return f"＋{one.field}：{after}"
    return f"－{one.field}：{before}" if not after else f"±{one.field}：{before} → {after}"


def _short(text: str, most: int) -> str:
    line = _LINE_ENDS.sub(" ", text).replace("\n", "；")
    return line if len(line) <= most else f"{line[:most]}……"


def revision_line(one: Revision) -> str:
    """A version in one line: 第2版 2026年10月24日 09:30 管理员 发布草稿（D3）."""
    change = one.version.change
    if change is None:
        return f"第{one.version.version}版 有版本记录以前就在"
    note = f"（{change.note}）" if change.note else ""
    action = ACTIONS.get(change.action, change.action)
    return f"第{one.version.version}版 {dated_moment(change.at)} {one.who} {action}{note}"


def history(entry_id: str, revisions: Sequence[Revision]) -> Reply:
    """历史 E012: versions from the newest, each with its line and the fields it touched."""
    newest, *earlier = reversed(revisions)
    lines = []
    for one in (newest, *earlier[: MOST_VERSIONS - 1]):
        touched = "、".join(difference.field for difference in one.changes)
        lines.append(revision_line(one) + (f"：{touched}" if _amends(one) else ""))
    if len(revisions) > MOST_VERSIONS:
        lines.append(f"更早的还有{len(revisions) - MOST_VERSIONS}版，在办公页的问答库里看。")
    return Reply(
        title=f"{entry_id} {newest.version.entry.question if newest.version.entry else '已不在题库里'}",
        body="\n".join(lines),
        note=f"看某一版改了什么：历史 {entry_id} 版本号。恢复到某一版：恢复 {entry_id} 版本号，0 是撤下。",
        buttons=tuple(button(f"恢复 {entry_id} {one.version.version}") for one in earlier[:MOST_BUTTONS])
        or (button("撤下", f"恢复 {entry_id} 0"),),
    )


def _amends(one: Revision) -> bool:
    """Whether an entry was there before and after, so that it matters which of its fields changed."""
    return one.version.entry is not None and any(difference.before for difference in one.changes)


def one_version(one: Revision, *, newest: bool) -> Reply:
    """历史 E012 2: what that version changed."""
    entry_id, number = one.version.entry_id, one.version.version
    return Reply(
        title=f"{entry_id} {revision_line(one)}",
        body=differences(one.changes) or UNCHANGED,
        buttons=() if newest else (button(f"恢复 {entry_id} {number}"),),
    )


def no_such_entry(entry_id: str) -> Reply:
    """An id that the bank has never held."""
    return Reply(body=f"题库里没有编号{entry_id}的条目。编号在办公页的问答库里，或用 wenban bank list 看。")


def no_such_version(entry_id: str, number: int, last: int) -> Reply:
    """A version that an entry never had."""
    return Reply(
        body=f"{entry_id}没有第{number}版，现在到第{last}版。", buttons=(button("看历史", f"历史 {entry_id}"),)
    )


def already_so(entry_id: str, number: int) -> Reply:
    """恢复 of what is there."""
    so = f"就是第{number}版的样子" if number else "本来就不在题库里"
    return Reply(body=f"{entry_id}现在{so}，没有改动。")


def restored(to: EntryVersion, newest: int, changes: Sequence[Difference]) -> Reply:
    """After 恢复: what changed by it, and how to undo it."""
    entry_id = to.entry_id
    then = "从现在起按它回答。" if to.entry else "它不在题库里了，从现在起不再用它回答。"
    return Reply(
        title=f"{entry_id}已{f'恢复到第{to.version}版' if to.version else '撤下'}",
        body=f"{differences(changes) or UNCHANGED}\n{then}这一步记为第{newest}版。",
        buttons=(button("撤销这一步", f"恢复 {entry_id} {newest - 1}"), button("看历史", f"历史 {entry_id}")),
        done="已恢复",
    )
