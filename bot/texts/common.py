"""How dates, parts and numbers are written, and what is said when nothing else fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.messages import Button, Reply
from reminders.units import Part

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.ports.people import Person

PARTS = {Part.LEAD: "牵头", Part.SUPPORT: "配合", Part.RESPONSIBLE: "责任"}
HOT = Button(label="热门问题", send="热门问题")
BROWSE = Button(label="按主题找", send="政策包")
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


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
    """Whom the trail means: a person by name or unit, a citizen by number, the command line, the program."""
    if person is None:
        return {"cli": "命令行", "wenban": "问办"}.get(actor, actor)
    return person.name or person.unit or f"群众{person.id}"


def rung(value: str) -> str:
    """A rung of the ladder in words: 提前7天, 当天, 超期后第3个工作日, 每月例行."""
    if value == "round":
        return "每月例行"
    days = int(value)
    if days == 0:
        return "当天"
    return f"提前{days}天" if days > 0 else f"超期后第{-days}个工作日"


def some(names: tuple[str, ...], most: int = 8) -> str:
    """The first few names and how many there are."""
    shown = "、".join(names[:most])
    return f"{shown} 等{len(names)}个单位" if len(names) > most else shown


def button(label: str, send: str = "") -> Button:
    """A button; without `send` its label is what it sends."""
    return Button(label=label, send=send or label)


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
    return Reply(body="好的，已取消，什么都没有改。")


def nothing_to_cancel() -> Reply:
    """取消 without an open dialog."""
    return Reply(body="现在没有正在办的事，不用取消。")


def complaint_asked() -> Reply:
    """投诉建议 without a text."""
    return Reply(body="请写在一句话里，例如：投诉建议 提醒太多了。会如实转给政务公开办。")


def complaint_taken() -> Reply:
    """投诉建议 with a text."""
    return Reply(body="已如实转给政务公开办，谢谢您。")


def complaint_for_office(text: str) -> Reply:
    """What the office reads of a complaint."""
    return Reply(title="【投诉建议】", body=text)


def help_citizen(office: str) -> Reply:
    """帮助 for a citizen, and the first greeting."""
    return Reply(
        title=f"您好，这里是{office}的“问办”。",
        body=(
            "有政策方面的问题直接问就行，一次问两三件也可以，例如：\n"
            "· 工资被拖欠了找谁\n"
            "· 医保断缴了怎么办，还能补吗\n"
            "我只按政策问答库回答，会写明依据；不知道的会直说。\n"
            "回复“我的提问”看问过的问题，“投诉建议 内容”可以提意见。"
        ),
        note="请不要发身份证号、手机号等个人信息，不需要。联络员请发送：/加入 加入码",
        buttons=(HOT, BROWSE),
    )


def help_liaison(unit: str) -> Reply:
    """帮助 for a liaison."""
    return Reply(
        title=f"您是{unit}联络员。",
        body=(
            "· 我的任务：要办什么、办到哪了\n"
            "· 确认 4 链接：办好了就发公开链接，也可以是一句说明或一个文件；几项一起写“确认 4,5 链接”\n"
            "· 正常推进 / 有困难 4 原因：回答每月的全年任务例行\n"
            "· 已知悉：知道了\n"
            "· 起草、修改 E012、我的草稿：给问答库写新的问答、改本单位的条目\n"
            "· 未答、起草 G12：群众问了您单位、问答库里还没有的\n"
            "· 直接提问：查政策"
        ),
        note="只在工作日的工作时间提醒，一天最多一条。觉得不合理，回复：投诉建议 内容",
        buttons=(button("我的任务"),),
    )


def help_admin() -> Reply:
    """帮助 for an admin."""
    return Reply(
        title="您是管理员。",
        body=(
            "· 待审核、通过 12、退回 12 原因、全部通过\n"
            "· 进度、进度 4、台账 区司法局\n"
            "· 待明确、采纳 17.1、忽略 17.1、答复 Q3 内容\n"
            "· 未答、答复 G12 内容\n"
            "· 草稿、看草稿 D3、发布 D3、退回草稿 D3 原因\n"
            "· 待学问法、采纳 W7、不要 W7、反例 W7；历史 E012、恢复 E012 2\n"
            "· /通知：写通知；通知 3：谁点了收到\n"
            "· 加入码 区司法局：请联络员加入；加入码 管理员\n"
            "· 把任务分解表（Word 或 Excel）直接发过来，就能导入"
        ),
        buttons=(button("待审核"), button("进度"), button("待明确"), button("/通知")),
    )


def help_auditor() -> Reply:
    """帮助 for an auditor."""
    return Reply(
        title="您可以查看，不能改动。",
        body="· 进度、进度 4、台账 区司法局\n· 待审核、未答、待明确\n· 草稿、看草稿 D3、待学问法、历史 E012",
        buttons=(button("进度"),),
    )
