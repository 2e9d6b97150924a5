"""What can be typed, by whom, and which handler does it. Every button sends one of these.

Full-width characters and missing or extra spaces do not matter; what follows a command is kept as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.handlers import (
    admin,
    answering,
    ask,
    asked,
    confirm,
    deciding,
    drafts,
    extensions,
    feeds,
    groups,
    inquiries,
    milestones,
    notices,
    notices_following,
    notices_sending,
    packages,
    papers,
    pausing,
    people,
    places,
    plan,
    pressing,
    publishing,
    pushing,
    ratings,
    review,
    rounds,
    seats,
    subscriptions,
    suggestions,
    tasks,
    upkeep,
    versions,
    wordings,
)
from bot.ports.people import Role
from knowledge.patterns import regex
from knowledge.text import narrow
from reminders import confirmations
from reminders.parsing import ParseError

if TYPE_CHECKING:
    from bot.handlers.visit import Visit
    from bot.ports.messages import Reply

Said = Mapping[str, str]
Run = Callable[["Visit", Said], tuple["Reply", ...]]

EVERYONE = frozenset(Role) - {Role.GROUP}
LIAISONS = frozenset({Role.LIAISON, Role.LEADER})
READERS = frozenset({Role.ADMIN, Role.AUDITOR})
ADMINS = frozenset({Role.ADMIN})
STAFF = LIAISONS | READERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A phrase, who may say it, and what it does."""

    pattern: re.Pattern[str]
    roles: frozenset[Role]
    run: Run
    own: bool = False
    """Whether in the mouth of any other role these words are no command but plain speech."""
    anywhere: bool = False
    """Whether it may be said in a group too; all else is for a private chat, where nobody reads along."""

    @property
    def who(self) -> str:
        """Who may say it, in Chinese."""
        return "联络员" if Role.LIAISON in self.roles else "管理员"


def _command(
    pattern: str,
    roles: frozenset[Role],
    run: Run,
    *,
    own: bool = False,
    anywhere: bool = False,
) -> Command:
    return Command(pattern=regex(pattern, re.DOTALL), roles=roles, run=run, own=own, anywhere=anywhere)


_NUMBER = r"(?P<number>\d{1,6})"
_PLAIN = r"(?![\d年月日天级岁元万个届%])[ 号项:,]*"
"""正常60岁退休 names no task."""
_NOT_OTHERS = r"(?!.*的(?:人|群众)$)"
"""订阅老年人的人 is whom a notice is for."""
_RATED = r"(?P<entry>L:[^:,]{1,90}:[\d-]{1,9}|T:[\w-]{1,40}|[^\s:,]{1,90})"
_ANSWER = r"(?:[ :,!。]+|(?=[A-Za-z\d])|$)(?P<rest>" + _RATED + r"?(?:[\s:,].*)?)"
"""没解决E012，太长; 有用的材料 names no answer."""
_POINT = r"(?P<number>\d{1,4}\.\d{1,2})"
_WHICH = r"(?P<which>\d{1,4}(?:\.\d{1,2})?)"
_REST = r"(?P<rest>.*)"
_SEEN = r"(?: +(?P<mark>[0-9a-f]{6}))?"
"""Stands for what the tapped button agrees to; who types it agrees to what there is."""
_ENTRY = r"(?P<entry>\S{1,40})"
_DRAFT = r"[Dd]?" + _NUMBER
_WORDING = r"[Ww]?" + _NUMBER
_MATTER = r"[Gg]?" + _NUMBER

COMMANDS = (
    _command(r"(?:/start|/加入|加入) *(?P<code>[A-Za-z0-9_-]{16,64})", EVERYONE, people.join),
    _command(r"(?:/加入|加入)(?!码) *(?P<code>.*)", EVERYONE, people.join),
    _command(r"/?(?:帮助|help|start|菜单)", EVERYONE, admin.help_, anywhere=True),
    _command(r"绑定本群[ :]*(?P<unit>.{0,40})", LIAISONS | ADMINS, places.bind, anywhere=True),
    _command(r"解绑本群", LIAISONS | ADMINS, places.unbind, anywhere=True),
    _command(r"单位群", READERS, places.listed, own=True, anywhere=True),
    _command(r"取消", EVERYONE, admin.cancel, anywhere=True),
    _command(r"投诉建议列表", READERS, suggestions.listed, own=True),
    _command(r"回复建议 *" + _NUMBER + r"[ :,]*" + _REST, ADMINS, suggestions.answer),
    _command(r"投诉建议[ :,]*" + _REST, EVERYONE, suggestions.take),
    _command(r"差评", STAFF, ratings.listed, own=True),
    _command(r"(?:有用|👍)" + _ANSWER, EVERYONE, ratings.useful, anywhere=True),
    _command(r"(?:没解决|👎|差评)" + _ANSWER, EVERYONE, ratings.useless, anywhere=True),
    _command(r"都不是 *" + _REST, EVERYONE, ask.none_of_these, anywhere=True),
    _command(r"全文 +(?P<rest>.{2,100}条(?:之.{1,3})?)", EVERYONE, ask.whole_article, anywhere=True),
    _command(r"不用了 *(?:[Gg]" + _NUMBER + ")?", EVERYONE, ask.withdraw, anywhere=True),
    _command(r"我的提问", EVERYONE, ask.my_questions),
    _command(r"/?(?:政策包|办事主题|按主题找|主题)", EVERYONE, packages.topics, anywhere=True),
    _command(r"(?:政策包|办事主题)[ :]+" + _REST, EVERYONE, packages.open_topic, anywhere=True),
    _command(r"/?热门(?:问题)?", EVERYONE, packages.hot, anywhere=True),
    _command(r"/?(?:我的)?订阅", EVERYONE, subscriptions.show),
    _command(r"订阅" + _NOT_OTHERS + r"[ :,]+" + _REST, EVERYONE, subscriptions.subscribe),
    _command(r"订阅" + _NOT_OTHERS + _REST, EVERYONE, subscriptions.subscribe_or_ask),
    _command(r"退订全部|全部退订", EVERYONE, subscriptions.leave_all),
    _command(r"退订(?:[ :,]+" + _REST + ")?", EVERYONE, subscriptions.leave),
    _command(r"退订" + _REST, EVERYONE, subscriptions.leave_or_ask),
    _command(r"暂停推送", EVERYONE, subscriptions.pause),
    _command(r"恢复推送", EVERYONE, subscriptions.resume),
    _command(r"推送频率[ :,]*(?P<rest>.{0,10})", EVERYONE, subscriptions.pace),
    _command(r"看新政策", EVERYONE, subscriptions.look),
    _command(r"待推送|不?推送", READERS, pushing.waiting, own=True),
    _command(r"推送[ :,]+" + _REST, ADMINS, pushing.push, own=True),
    _command(r"不推送[ :,]+" + _REST, ADMINS, pushing.leave, own=True),
    _command(r"收到 *" + _NUMBER, EVERYONE, notices_following.acknowledge, anywhere=True),
    _command(r"我的任务 *(?P<start>\d{0,4})", LIAISONS, tasks.my_duties, anywhere=True),
    _command(r"任务 *" + _NUMBER, STAFF, tasks.detail, anywhere=True),
    _command(r"已?知悉(?: *第?" + _WHICH + r"[号项]?)?", LIAISONS, pausing.noted, anywhere=True),
    _command(r"稍后(?:提醒)?[ :,]*(?P<rest>.{0,20})", LIAISONS, pausing.snooze, own=True, anywhere=True),
    _command(r"(?:申请)?延期[ :,]*" + _REST, LIAISONS, extensions.ask, own=True, anywhere=True),
    _command(r"延期申请", READERS, extensions.waiting),
    _command(r"同意延期 *" + _NUMBER, ADMINS, extensions.grant),
    _command(r"不同意延期 *" + _NUMBER + r"[ :,]*" + _REST, ADMINS, extensions.refuse),
    _command(r"提醒档 *" + _NUMBER + r"[ 号项:,]*" + _REST, ADMINS, pressing.ladder),
    _command(r"紧急 *" + _WHICH + r"[ 号项:,]*" + _REST, ADMINS, pressing.urgent, own=True),
    _command(r"例行", LIAISONS, rounds.listed, anywhere=True),
    _command(r"(?:全部)?正常推进", LIAISONS, rounds.all_well, anywhere=True),
    _command(r"正常(?:推进)? *第?(?P<number>\d{1,4})" + _PLAIN + _REST, LIAISONS, rounds.well, own=True, anywhere=True),
    _command(
        r"(?:有困难|困难) *(?:第?(?P<number>\d{1,4})[ 号项:,]*" + _REST + ")?",
        LIAISONS,
        rounds.difficulty,
        own=True,
        anywhere=True,
    ),
    _command(r"待审核|审核", READERS, review.waiting),
    _command(r"通过 *" + _NUMBER, ADMINS, review.pass_),
    _command(r"退回 *" + _NUMBER + r"[ :,]*" + _REST, ADMINS, review.return_),
    _command(r"重开 *" + _NUMBER + r"[ :,]*" + _REST, ADMINS, review.reopen),
    _command(r"全部通过 *(?P<numbers>\d{1,6}(?:[,、 ]+\d{1,6})*)?", ADMINS, review.pass_all),
    _command(r"确认全部通过", ADMINS, review.pass_listed),
    _command(r"进度", READERS, tasks.month, anywhere=True),
    _command(r"进度 *" + _NUMBER, READERS, tasks.progress, anywhere=True),
    _command(r"台账 *(?P<unit>.+)", READERS, tasks.ledger),
    _command(r"倒排|每月倒排", READERS, papers.countdown, own=True),
    _command(r"(?:每季)?通报(?:[ :]+" + _REST + ")?", READERS, papers.bulletin, own=True),
    _command(r"发布通报", ADMINS, papers.release, own=True),
    _command(r"提问月报(?:[ :]*" + _REST + ")?", READERS, inquiries.show, own=True),
    _command(r"约谈名单", READERS, papers.talks, own=True),
    _command(r"约谈 +(?P<unit>[^ :,]+)[ :,]*" + _REST, ADMINS, papers.decide, own=True),
    _command(r"待明确", READERS, admin.open_points),
    _command(r"采纳 *" + _POINT, ADMINS, milestones.accept),
    _command(r"忽略 *" + _POINT, ADMINS, milestones.dismiss),
    _command(r"里程碑(?: *第(?P<page>\d{1,3})页)?", READERS, milestones.list_, own=True),
    _command(r"里程碑 *" + _POINT + r"[ :,]*改(?:为|成)?[ :,]*" + _REST, ADMINS, milestones.change),
    _command(r"答复 *[Qq]" + _NUMBER + r"[ :,]*" + _REST, ADMINS, groups.answer_question),
    _command(r"已明确", READERS, groups.learnt, own=True),
    _command(r"今日|今天", READERS, seats.today, own=True),
    _command(
        r"修改 *第?" + _NUMBER + r"项? *(?P<field>时间节点|时限|责任单位|单位|任务名称|名称)[ :,]*" + _REST,
        ADMINS,
        plan.change,
    ),
    _command(r"确认修改", ADMINS, plan.confirm_change),
    _command(r"撤销任务 *第?" + _NUMBER + r"项?[ :,]*" + _REST, ADMINS, plan.withdraw),
    _command(r"确认撤销", ADMINS, plan.confirm_withdrawal),
    _command(r"恢复任务 *第?" + _NUMBER + r"项?", ADMINS, plan.restore),
    _command(r"已撤销", READERS, plan.withdrawn, own=True),
    _command(r"交接", LIAISONS, seats.hand_over, own=True),
    _command(r"确认交接", LIAISONS, seats.confirm_hand_over, own=True),
    _command(r"交接 +(?P<unit>.+)", ADMINS, seats.replace_liaison, own=True),
    _command(r"本单位联络员", LIAISONS, seats.colleagues, own=True),
    _command(r"联络员 +(?P<unit>.+)", READERS, seats.liaisons, own=True),
    _command(r"移除联络员 *(?:编号)?" + _NUMBER, ADMINS, seats.remove),
    _command(r"未答", LIAISONS, answering.listed, own=True),
    _command(r"未答", READERS, deciding.listed),
    _command(r"看提问 *" + _MATTER, STAFF, answering.show),
    _command(r"答复 *[Gg]" + _NUMBER + r"[ :,]*" + _REST, LIAISONS | ADMINS, deciding.answer),
    _command(r"答复 *" + _NUMBER + r"(?:[\s:,]+" + _REST + ")?", LIAISONS | ADMINS, deciding.answer, own=True),
    _command(r"退回提问 *" + _MATTER + r"[ :,]*" + _REST, LIAISONS, answering.give_back),
    _command(r"只答复 *[Gg]" + _NUMBER + r"[ :,]*" + _REST, ADMINS, deciding.answer_only),
    _command(r"不属于 *[Gg]" + _NUMBER + r"[ :,]*" + _REST, ADMINS, deciding.not_ours),
    _command(r"用 *" + _ENTRY + r" *答复 *[Gg]" + _NUMBER, ADMINS, deciding.use_entry),
    _command(r"转给 *[Gg]" + _NUMBER + r"[ :,]*(?P<unit>.*)", ADMINS, deciding.move),
    _command(r"合并 *[Gg]" + _NUMBER + r"(?P<others>(?:[ ,、和]+[Gg]?\d{1,6}|[Gg]\d{1,6})*)", ADMINS, deciding.merge),
    _command(r"拆分 *[Gg]" + _NUMBER + r"(?:[ :,]+(?P<others>\d{1,3}(?:[ ,、和]+\d{1,3})*))?", ADMINS, deciding.part),
    _command(r"/通知|发通知", ADMINS, notices.begin),
    _command(r"确认发送" + _SEEN, ADMINS, notices.send),
    _command(r"/?通知 *" + _NUMBER, READERS, notices_following.state),
    _command(r"通知", READERS, notices_following.recent),
    _command(r"修改通知 *" + _NUMBER, ADMINS, notices.rewrite),
    _command(r"同意发送 *" + _NUMBER + _SEEN, ADMINS, notices_sending.approve),
    _command(r"不同意发送 *" + _NUMBER + r"[ :,]*" + _REST, ADMINS, notices_sending.refuse),
    _command(r"停止(?:通知)? *" + _NUMBER, ADMINS, notices_sending.stop, own=True),
    _command(r"继续(?:通知)? *" + _NUMBER, ADMINS, notices_sending.resume, own=True),
    _command(r"重发失败 *" + _NUMBER, ADMINS, notices_sending.retry),
    _command(r"提醒未点收 *" + _NUMBER + r"[ :,]*" + _REST, ADMINS, notices_following.nudge),
    _command(r"不再提醒 *" + _NUMBER, ADMINS, notices_following.end_nudging, own=True),
    _command(r"更正(?:通知)? *" + _NUMBER + r"[ :,]*" + _REST, ADMINS, notices.correct, own=True),
    _command(r"撤回(?:通知)? *" + _NUMBER + r"[ :,]*" + _REST, ADMINS, notices_following.withdraw, own=True),
    _command(r"试运行", ADMINS, notices_sending.begin_trial, own=True),
    _command(r"正式运行", ADMINS, notices_sending.end_trial, own=True),
    _command(r"加入码 *(?P<unit>.+)", ADMINS, people.issue),
    _command(r"确认导入", ADMINS, admin.import_),
    _command(r"日历", LIAISONS, feeds.show, own=True),
    _command(r"重置日历", LIAISONS, feeds.reset, own=True),
    _command(r"减负自查(?:[ :]*" + _REST + ")?", STAFF, asked.show, own=True),
    _command(r"接受 *(?P<rest>\d.*)", ADMINS, admin.accept_rows, own=True),
    _command(r"不接受 *(?P<rest>\d.*)", ADMINS, admin.leave_rows, own=True),
    _command(r"起草(?:[\s:,]*[Gg](?P<gap>\d{1,6}))?(?:[\s:,]+" + _REST + ")?", LIAISONS, drafts.begin, own=True),
    _command(r"修改 +" + _ENTRY + r"(?:\s+" + _REST + ")?", LIAISONS, drafts.change, own=True),
    _command(r"待核对", STAFF, upkeep.waiting, own=True),
    _command(r"仍有效 +" + _ENTRY + r"(?: +" + _REST + ")?", LIAISONS, upkeep.still_valid, own=True),
    _command(r"不再适用 +" + _ENTRY + r"(?:[ :,]+" + _REST + ")?", LIAISONS, upkeep.not_any_more, own=True),
    _command(r"依据废止[ :,]*" + _REST, ADMINS, upkeep.repeal, own=True),
    _command(r"确认依据废止", ADMINS, upkeep.confirm_repeal, own=True),
    _command(r"我的草稿|草稿", LIAISONS, drafts.mine, own=True),
    _command(r"撤回(?:草稿)? *" + _DRAFT, LIAISONS, drafts.withdraw),
    _command(r"草稿", READERS, publishing.waiting),
    _command(r"看(?:草稿 *| *(?=[Dd]))" + _DRAFT, READERS, publishing.show),
    _command(r"发布(?:草稿)? *" + _DRAFT, ADMINS, publishing.publish),
    _command(r"退回(?:草稿 *| *(?=[Dd]))" + _DRAFT + r"[ :,]*" + _REST, ADMINS, publishing.return_),
    _command(r"历史 +" + _ENTRY + r"(?: +第?(?P<version>\d{1,4})版?)?", READERS, versions.history, own=True),
    _command(r"恢复 +" + _ENTRY + r" +第?(?P<version>\d{1,4})版?", ADMINS, versions.restore, own=True),
    _command(r"待学问法", READERS, wordings.waiting),
    _command(r"采纳 *" + _WORDING, ADMINS, wordings.take),
    _command(r"不要 *" + _WORDING, ADMINS, wordings.refuse),
    _command(r"反例 *" + _WORDING, ADMINS, wordings.oppose),
)
_CONFIRMATION = _command(r"", LIAISONS, confirm.confirm, anywhere=True)
_REPORT = _command(r"", LIAISONS, confirm.report, anywhere=True)


def matching(text: str, role: Role) -> tuple[Command, Said] | None:
    """The command that a text is, with its parts as typed; None when it is none.

    Only a liaison's words are looked through for a confirmation: 完成9年义务教育 is a citizen's question.
    """
    plain = narrow(text)
    for command in COMMANDS:
        match = command.pattern.fullmatch(plain)
        if match is not None and (role in command.roles or not command.own):
            # narrow keeps the length, so places in it are places in what was typed
            parts = {
                name: (text[match.start(name) : match.end(name)] if name in {"rest", "unit"} else value).strip()
                for name, value in match.groupdict(default="").items()
            }
            return command, parts
    if role in LIAISONS or plain.startswith("确认"):
        for read, command in ((confirmations.parse, _CONFIRMATION), (confirmations.parse_report, _REPORT)):
            try:
                read(text)
            except ParseError:
                continue
            return command, {"rest": text}
    return None
