"""How dates, parts and numbers are written, and what is said when nothing else fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.messages import Button, Reply
from bot.ports.people import Role
from knowledge.patterns import regex
from reminders.confirmations import EvidenceKind
from reminders.units import Part

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.ports.people import Person
    from reminders.confirmations import Evidence

ROLES = {Role.ADMIN: "管理员", Role.AUDITOR: "只读人员"}
PARTS = {Part.LEAD: "牵头", Part.SUPPORT: "配合", Part.RESPONSIBLE: "责任"}
HOT = Button(label="热门问题", send="热门问题")
BROWSE = Button(label="按主题找", send="政策包")
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_TELLS_APART = regex(rf"(?P<before>[{CIRCLED}]|第\d+项|).*?(?P<after> [A-Z]?\d+(?:\.\d+)?|)")


def day(value: date) -> str:
    """10月31日."""
    return f"{value.month}月{value.day}日"


def full_day(value: date) -> str:
    """2022年10月31日."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """10月24日 09:05, on the office's wall clock."""
    at = local(value)
    return f"{day(at.date())} {at:%H:%M}"


def dated_moment(value: datetime) -> str:
    """2026年10月24日 09:05, on the office's wall clock."""
    at = local(value)
    return f"{full_day(at.date())} {at:%H:%M}"


def who(actor: str, person: Person | None) -> str:
    """Whom the trail means: a person by name or unit, else by role and number, the command line, the program."""
    if person is None:
        return {"cli": "命令行", "wenban": "问办"}.get(actor, actor)
    return person.name or person.unit or f"{ROLES.get(person.role, '群众')}{person.id}"


def rung(value: str) -> str:
    """A rung of the ladder in words: 提前7天, 当天, 超期后第3个工作日, 例行."""
    if value == "round":
        return "例行"
    days = int(value)
    if days == 0:
        return "当天"
    return f"提前{days}天" if days > 0 else f"超期后第{-days}个工作日"


def reason(value: str) -> str:
    """Why a reminder of that dated rung is sent: 距到期15天的例行提醒, 超期第3个工作日的提醒."""
    days = int(value)
    if days == 0:
        return "到期当天的例行提醒"
    return f"距到期{days}天的例行提醒" if days > 0 else f"超期第{-days}个工作日的提醒"


def quoted(text: str) -> str:
    """“双随机”监管 in quotation marks, those inside made single: “‘双随机’监管”."""
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def some(names: tuple[str, ...], most: int = 8) -> str:
    """The first few names and how many there are."""
    shown = "、".join(names[:most])
    return f"{shown} 等{len(names)}个单位" if len(names) > most else shown


def button(label: str, send: str = "") -> Button:
    """A button; without `send` its label is what it sends."""
    return Button(label=label, send=send or label)


def proof_words(one: Evidence) -> str:
    """A proof with its headline and the day of the thing: 关于……的公示（2026年3月1日） https://…."""
    dated = f"（{full_day(one.dated)}）" if one.dated and one.kind is not EvidenceKind.TEXT else ""
    return f"{one.title}{dated} {one.value}" if one.title else f"{one.value}{dated}"


def settled(label: str, done: str) -> str:
    """What a button reads once what it asks is done: ①已完成 → ①已确认, 通过 12 → 已通过 12, 收到 → 已点收.

    What tells it apart from its neighbours stays.
    """
    kept = _TELLS_APART.fullmatch(label)
    before, after = (kept["before"], kept["after"]) if kept else ("", "")
    return f"{before}{done}{after}"


def sorry(why: str = "") -> Reply:
    """Something failed on our side; `why` is a sentence for the office, where there is one."""
    return Reply(
        body="刚才没有办成，是系统这边出了错，您的消息没有生效。请稍后再发一次；一直不行请告诉政务公开办。",
        note=f"原因：{why}" if why else "",
    )


def too_long(most: int) -> Reply:
    """A message beyond the limit."""
    return Reply(body=f"这条消息太长了，一次最多{most}字。请分几条发，或者只说要点。")


def file_too_large(name: str, most_bytes: int) -> Reply:
    """A file beyond the limit."""
    return Reply(body=f"文件“{name}”太大，最大{most_bytes // 1024 // 1024} MB。已经公开的材料，发网页链接就可以。")


def not_allowed(who: str) -> Reply:
    """A command of another role."""
    return Reply(body=f"这个操作要{who}来做。您可以直接提问，或者回复“帮助”看看能做什么。")


def cancelled() -> Reply:
    """The open dialog was dropped."""
    return Reply(body="好的，已取消，什么都没有改。", done="已取消")


def nothing_to_cancel() -> Reply:
    """取消 without an open dialog."""
    return Reply(body="现在没有正在办的事，不用取消。")


def help_citizen(office: str) -> Reply:
    """帮助 for a citizen, and the first greeting."""
    return Reply(
        title=f"您好，这里是{office}的“问办”。",
        body=(
            "有政策方面的问题直接问就行，一次问两三件也可以，例如：\n"
            "· 工资被拖欠了找谁\n"
            "· 医保断缴了怎么办，还能补吗\n"
            "我只按政策问答库回答，会写明依据；不知道的会直说。\n"
            "回复“我的提问”看问过的问题、撤回不想等的，“订阅”让新政策来找您，“投诉建议”可以提意见。"
        ),
        note="请不要发身份证号、手机号等个人信息，不需要。联络员请发送：/加入 加入码",
        buttons=(HOT, BROWSE, button("投诉建议")),
    )


def help_liaison(unit: str) -> Reply:
    """帮助 for a liaison."""
    return Reply(
        title=f"您是{unit}联络员。",
        body=(
            "· 我的任务：要办什么、办到哪了\n"
            "· 已知悉、知悉 4：知道了，到下一档前不再提醒；稍后 4 明天：过后再提醒（一小时、明天、三个工作日）\n"
            "· 延期 4 2026-11-30 原因：申请延期，由政务公开办决定\n"
            "· 确认 4 链接：办好了就发公开链接，也可以是一句说明或一个文件；几项一起写“确认 4,5 链接”，"
            "和上次一样写“确认 6 同上”\n"
            "· 已报牵头 6：配合单位把材料报给了牵头单位，不用再报一遍\n"
            "· 正常推进 / 正常 7 / 困难 7 原因：回答全年任务的例行；例行：还有哪些没报\n"
            "· 起草、修改 E012、我的草稿：给问答库写新的问答、改本单位的条目\n"
            "· 待核对、仍有效 E012、不再适用 E012 原因：看看本单位的条目还对不对；差评：哪几条没解决问题\n"
            "· 未答、答复 G12 内容、起草 G12、退回提问 G12 原因：群众问了您单位、问答库里还没有的\n"
            "· 日历：把时限订阅到手机日历、Outlook；重置日历：换一个地址\n"
            "· 减负自查：这个月系统给您单位发了多少\n"
            "· 本单位联络员、交接：看同事、把工作交给别人\n"
            "· 绑定本群（在本单位的群里说）：提醒和通知也发到群里；解绑本群：不发了\n"
            "· 直接提问：查政策"
        ),
        note="只在工作日的工作时间提醒，一天一条；您自己要的稍后提醒、紧急件除外。觉得不合理，回复：投诉建议 内容",
        buttons=(button("我的任务"), button("日历"), button("减负自查"), button("投诉建议")),
    )


def help_leader(unit: str) -> Reply:
    """帮助 for a leader."""
    return Reply(
        title=f"您是{unit}分管负责人。",
        body=(
            "· 我的任务：您单位要办什么、办到哪了\n"
            "· 超期几个工作日还没确认的，会提醒您一次；平时的提醒只发联络员\n"
            "· 确认 4 链接、已知悉、延期 4 2026-11-30 原因：和联络员一样可以用\n"
            "· 直接提问：查政策"
        ),
        note="觉得不合理，回复：投诉建议 内容",
        buttons=(button("我的任务"),),
    )


def help_admin() -> Reply:
    """帮助 for an admin."""
    return Reply(
        title="您是管理员。",
        body=(
            "· 待审核、通过 12、退回 12 原因、全部通过（先看列表）、重开 12 原因\n"
            "· 进度、进度 4、台账 区司法局\n"
            "· 延期申请、同意延期 3、不同意延期 3 原因\n"
            "· 提醒档 4 30、7、1、0 原因：改一项的提醒档；紧急 4 原因：马上催没确认的单位，不受时间限制\n"
            "· 今日：这个月到期的、没有联络员的单位\n"
            "· 待明确、答复 Q3 区住建局、区教育局（或 全部）、已明确\n"
            "· 里程碑、采纳 17.11、忽略 17.11、里程碑 17.11 改 2026-06-30\n"
            "· 修改 4 时间节点 10月底前 原因…、修改 4 责任单位…、撤销任务 4 原因、恢复任务 4、已撤销\n"
            "· 未答、看提问 G12、答复 G12 内容、用 E005 答复 G12、转给 G12 区教育局、不属于 G12 原因\n"
            "· 草稿、看草稿 D3、发布 D3、退回草稿 D3 原因\n"
            "· 待核对：快到期的条目；差评：没解决问题的；依据废止 《文件》：标明废止，请单位核对\n"
            "· 待推送、推送 E012、不推送 E012：有人订阅的新政策，同意了才发\n"
            "· 待学问法、采纳 W7、不要 W7、反例 W7；历史 E012、恢复 E012 2\n"
            "· 倒排、通报、发布通报、约谈名单、约谈 区司法局 记录：每月、每季、每半年的事；提问月报（或加 上月）\n"
            "· 减负自查；投诉建议列表、回复建议 3 内容\n"
            "· /通知：写通知；通知 3：发到哪了、谁点了收到；停止 3、继续 3、重发失败 3、提醒未点收 3\n"
            "· 更正 3 新内容、撤回通知 3 原因：只发给收到的人；同意发送 3、不同意发送 3 原因\n"
            "· 试运行、正式运行：试运行时提醒和通知只发给管理员\n"
            "· 加入码 区司法局：请联络员加入；加入码 区司法局 分管负责人；加入码 管理员\n"
            "· 联络员 区司法局：看、换（交接）、移除\n"
            "· 单位群：哪些单位绑了群；绑定本群 区司法局、解绑本群：在那个群里说\n"
            "· 把任务分解表（Word 或 Excel）直接发过来，就能导入；改过的表可以逐条接受（接受 1、3）"
        ),
        buttons=(button("待审核"), button("倒排"), button("待明确"), button("/通知"), button("投诉建议列表")),
    )


def help_auditor() -> Reply:
    """帮助 for an auditor."""
    return Reply(
        title="您可以查看，不能改动。",
        body=(
            "· 进度、进度 4、台账 区司法局\n"
            "· 待审核、延期申请、未答、待明确\n"
            "· 倒排、通报、约谈名单、提问月报、减负自查、投诉建议列表\n"
            "· 草稿、看草稿 D3、待学问法、待核对、差评、待推送、历史 E012"
        ),
        buttons=(button("进度"),),
    )
