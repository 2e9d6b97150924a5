"""What is said in groups, and about units' groups (单位群)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.common import moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.ports.people import Address

MOST_LINES = 20
CHANNELS = {"telegram": "Telegram", "wecom": "企业微信", "wecom_robot": "企业微信群机器人"}
UNBOUND = "单位群已解绑"
"""Why a message that was waiting for a group is not sent any more."""


def help_in_group(office: str, unit: str) -> Reply:
    """帮助 in a group; `unit` is whose group it is, if it is one's."""
    lines = ["政策问题@我直接问，例如：医保断缴了怎么办。"]
    if unit:
        lines.append(f"本群是{unit}的单位群：工作提醒和通知会发到这里，{unit}联络员、分管负责人可以在群里说：")
    else:
        lines.append("联络员、分管负责人可以在群里说：")
    lines.append(
        "我的任务、任务 4、确认 4 链接、已报牵头 6、已知悉、稍后提醒、申请延期、正常推进、困难 7 原因、收到 3。"
    )
    return Reply(
        title=f"这里是{office}的“问办”。",
        body="\n".join(lines),
        note="其他的事请私聊我。请不要在群里发身份证号、手机号等个人信息。",
    )


def in_private() -> Reply:
    """A command that is for a private chat only."""
    return Reply(body="这件事不在群里办，请私聊我再发一次。")


def of_another_unit(unit: str) -> Reply:
    """A liaison speaks of duties in the group of another unit."""
    return Reply(body=f"本群是{unit}的单位群，这里只办{unit}的事，没有改动。您单位的事请私聊我，或者在您单位的群里说。")


def late(sent_at: datetime) -> str:
    """The line before an answer that comes long after what was said."""
    return f"您{moment(sent_at)}发来的消息，刚刚收到，让您久等了。"


def only_in_group() -> Reply:
    """绑定本群 in a private chat."""
    return Reply(body="请在要绑定的群里@我说：绑定本群。没有改动。")


def which_unit() -> Reply:
    """绑定本群 by somebody of no unit, who named none."""
    return Reply(body="绑定给哪个单位？请写成：绑定本群 区司法局")


def not_your_unit(unit: str) -> Reply:
    """绑定本群 or 解绑本群 for a unit that is not one's own."""
    return Reply(body=f"您只能绑定、解绑{unit}的单位群，别的单位请管理员来做。没有改动。")


def bound(unit: str, *, before: str = "") -> Reply:
    """After 绑定本群; `before` is the unit whose group it was."""
    replaced = f"本群原来是{before}的单位群，已改为{unit}的。" if before else f"好了，本群现在是{unit}的单位群。"
    return Reply(
        body=f"{replaced}{unit}的工作提醒（一天最多一条）和通知会同时发到这里；"
        f"在群里说话、点按钮，都算本人的，只有{unit}联络员、分管负责人能确认。",
        note="要取消，请在群里说：解绑本群",
        done="已绑定",
    )


def bound_before(unit: str) -> Reply:
    """绑定本群 once more."""
    return Reply(body=f"本群已经是{unit}的单位群，没有改动。", done="已绑定")


def unbound(unit: str) -> Reply:
    """After 解绑本群."""
    return Reply(body=f"已解绑：本群不再是{unit}的单位群，提醒和通知不再发到这里。", done="已解绑")


def not_bound() -> Reply:
    """解绑本群 of a group that is no unit's."""
    return Reply(body="本群没有绑定单位，没有改动。")


def groups(items: Sequence[tuple[str, Address]]) -> Reply:
    """单位群: which units have one, where, and whether it can still be reached."""
    if not items:
        return Reply(body="还没有单位群。请把我拉进单位的群，在群里@我说：绑定本群 区司法局")
    states = {True: "正常", False: "发不到，请看看我还在不在群里"}
    lines = [
        f"· {unit}：{CHANNELS.get(address.channel, address.channel)}，{states[address.alive]}"
        for unit, address in items[:MOST_LINES]
    ]
    if len(items) > MOST_LINES:
        lines.append(f"还有{len(items) - MOST_LINES}个。")
    dead = sum(not address.alive for _, address in items)
    return Reply(
        title=f"单位群 {len(items)} 个" + (f"，{dead}个发不到" if dead else ""),
        body="\n".join(lines),
        note="换单位：在那个群里说“绑定本群 单位名”；不要了：在群里说“解绑本群”。",
    )
