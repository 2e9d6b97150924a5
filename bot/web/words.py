"""How the pages write dates, sizes, shares and states; used by templates and by exported tables alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.texts.answers import cited
from bot.texts.checkups import foreseen, got, marks_line, since_last
from bot.texts.common import PARTS, proof_words, rung
from bot.texts.common import dated_moment as moment
from bot.texts.common import day as short_day
from bot.texts.common import full_day as day
from bot.texts.imports import row_text
from bot.texts.notices import audience_words
from bot.texts.notices_following import DELIVERIES, PURPOSES, STATES
from bot.texts.plan import why_withdrawn
from bot.texts.pressing import holidays_missing, ladder_words
from bot.texts.versions import ACTIONS as BANK_ACTIONS
from bot.web.lines import linked
from reminders.outbox import DeliveryState
from reminders.reports import CellState
from reminders.schedule import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from reminders.confirmations import ReviewState
    from reminders.planner import Ladder
    from reminders.reports import MonthLine
    from reminders.units import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A state by shape and word: ● 通过, and 已通过 in full."""

    mark: str
    short: str
    full: str


SIGNS = {
    CellState.PASSED: Sign(mark="●", short="通过", full="已通过"),
    CellState.SUBMITTED: Sign(mark="◐", short="待审", full="待审核"),
    CellState.RETURNED: Sign(mark="↺", short="退回", full="已退回"),
    CellState.OPEN: Sign(mark="○", short="未报", full="未确认"),
    CellState.OVERDUE: Sign(mark="!", short="超期", full="已超期"),
    CellState.STANDING: Sign(mark="—", short="全年", full="全年推进"),
}
KINDS = {
    Kind.ONCE: "一次",
    Kind.YEARLY: "每年",
    Kind.HALF_YEARLY: "每半年",
    Kind.QUARTERLY: "每季度",
    Kind.MONTHLY: "每月",
    Kind.WEEKLY: "每周",
    Kind.ONGOING: "全年推进",
    Kind.WITHIN: "事后限期",
}
ACTIONS = BANK_ACTIONS | {
    "code.issued": "发加入码",
    "complaint.received": "收到投诉建议",
    "complaint.answered": "答复投诉建议",
    "bulletin.released": "发布通报",
    "talk.decided": "记录约谈决定",
    "calendar.closed": "作废日历地址",
    "calendar.opened": "生成日历地址",
    "confirmation.passed": "审核通过",
    "confirmation.reopened": "重开确认",
    "confirmation.reported": "已报牵头单位",
    "confirmation.returned": "退回确认",
    "confirmation.submitted": "提交确认",
    "difficulty.reported": "说明有困难",
    "exam.kept": "留存考题",
    "extension.asked": "申请延期",
    "extension.granted": "同意延期",
    "extension.refused": "不同意延期",
    "group.answered": "明确单位组",
    "gap.answered": "答复未答问题",
    "matter.closed": "了结提问",
    "matter.merged": "合并提问",
    "matter.moved": "转给单位",
    "matter.parted": "拆分提问",
    "matter.returned": "退回提问",
    "ladder.set": "改提醒档",
    "law.imported": "导入法规",
    "law.removed": "移走法规",
    "liaison.handed_over": "交接联络员",
    "liaison.removed": "移除联络员",
    "milestone.accepted": "采纳时间",
    "milestone.changed": "修改时间",
    "milestone.dismissed": "忽略时间",
    "notice.approved": "同意发送通知",
    "notice.begun": "通知开始发送",
    "notice.nudged": "提醒未点收",
    "notice.refused": "不同意发送通知",
    "notice.resumed": "通知继续发送",
    "notice.retried": "重发失败的通知",
    "notice.sent": "发出通知",
    "notice.stopped": "停止发送通知",
    "notice.withdrawn": "撤回通知",
    "office.password_set": "设置办公口令",
    "person.joined": "凭加入码加入",
    "packages.imported": "导入政策包",
    "push.approved": "同意推送",
    "push.declined": "不推送",
    "question.answered": "明确事项",
    "reminder.noted": "已知悉提醒",
    "reminder.put_off": "稍后提醒",
    "round.confirmed": "例行确认",
    "task.changed": "修改任务",
    "task.restored": "恢复任务",
    "task.withdrawn": "撤销任务",
    "tasks.imported": "导入任务表",
    "unit_group.bound": "绑定单位群",
    "unit_group.unbound": "解绑单位群",
    "units.imported": "导入单位目录",
    "trial.begun": "转为试运行",
    "trial.ended": "转为正式运行",
    "urgent.sent": "紧急催办",
}
DETAILS = {
    "added": "新增",
    "answer": "答复",
    "after": "改后",
    "articles": "条数",
    "audience": "对象",
    "before": "改前",
    "changed": "变更",
    "channel": "渠道",
    "confirmation": "确认",
    "date": "版本",
    "draft": "草稿",
    "every": "超期后每几个工作日",
    "dropped": "不再提醒",
    "field": "哪一项",
    "file": "文件",
    "group": "群的编号",
    "groups": "单位群",
    "ladder": "提醒档",
    "kept": "保留",
    "leaver": "交出的人",
    "left": "没有接受的任务",
    "matter": "提问",
    "milestone": "第几处",
    "month": "月份",
    "phrasing": "问法",
    "person": "人",
    "questions": "题数",
    "reason": "原因",
    "receivers": "人数",
    "replaces": "接替",
    "role": "身份",
    "rung": "哪一档",
    "successor": "接手的人",
    "tasks": "任务数",
    "text": "文字",
    "topics": "主题",
    "unit": "单位",
    "units": "单位数",
    "until": "推到",
    "version": "版本",
    "wanted": "延到",
    "withdrawn": "撤下",
}
_KILO = 1024


def sign(state: CellState | ReviewState) -> Sign:
    """A state's shape and words."""
    return SIGNS[CellState(state)]


def part(value: Part) -> str:
    """牵头, 配合 or 责任."""
    return PARTS[value]


def kind(value: Kind) -> str:
    """How a deadline recurs, in words."""
    return KINDS[value]


def delivery(value: str) -> str:
    """A delivery's state in words."""
    return DELIVERIES[DeliveryState(value)]


def action(value: str) -> str:
    """What an audit line did, in words; a word we do not know stays as it is."""
    return ACTIONS.get(value, value)


def detail(held: Mapping[str, str]) -> str:
    """What an audit line holds besides: 单位：区司法局；确认：3."""
    return "；".join(f"{DETAILS.get(name, name)}：{value}" for name, value in held.items())


def size(count: int) -> str:
    """A file's size as people say it."""
    if count < _KILO:
        return f"{count} 字节"
    if count < _KILO * _KILO:
        return f"{count / _KILO:.0f} KB"
    return f"{count / _KILO / _KILO:.1f} MB"


def left(line: MonthLine) -> str:
    """How long until a line of the countdown falls due, or since."""
    if line.overdue:
        return f"已超期{line.workdays}个工作日" if line.workdays else "已超期"
    return f"还有{line.workdays}个工作日" if line.workdays else "今天到期"


def ladder(value: Ladder) -> str:
    """A ladder in words."""
    return ladder_words(value.rungs, value.overdue_every)


FILTERS: dict[str, Callable[..., Any]] = {
    "row_text": row_text,
    "why_withdrawn": why_withdrawn,
    "sign": sign,
    "part": part,
    "kind": kind,
    "delivery": delivery,
    "action": action,
    "detail": detail,
    "rung": rung,
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "size": size,
    "left": left,
    "ladder": ladder,
    "lacking": holidays_missing,
    "linked": linked,
    "proof": proof_words,
    "cited": cited,
    "foreseen": foreseen,
    "got": got,
    "marks_line": marks_line,
    "since_last": since_last,
    "audience": audience_words,
    "notice_state": STATES.__getitem__,
    "purpose": PURPOSES.__getitem__,
}
