"""What the bank must not answer, and where it belongs: emergencies, petitions, personal cases, small talk (引导)."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Where a question belongs that the bank does not answer: a unit or a channel such as 12345, and why."""

    to: str
    why: str


CHAT = "chat"
"""`Referral.to` for small talk: a greeting or thanks, no question for anyone."""

_HELP = r"(?:救命|快来|求救|紧急|马上|正在|现在|怎么办|快|了)"
_FIRE = re.compile(
    r"(?:着火|失火|起火|火灾|冒烟|爆炸|煤气泄漏|燃气泄漏|有人被困|电梯困人|被困)(?!.{0,4}(?:险|责任|隐患|预防|培训|演练|鉴定|统计))"
)
_MEDICAL = re.compile(r"(?:昏迷|晕倒|昏倒|没有?呼吸|心梗|大出血|触电|溺水|喝农药|煤气中毒|中毒了|叫救护车|要生了|抽搐)")
_POLICE = re.compile(
    r"(?:有人(?:持刀|打我|砍人|抢劫|闯)|被(?:抢|绑架|拐|家暴|打)了|正在被|打架|持刀|抢劫|入室|砍人|孩子(?:丢|不见|走丢)了|人不见了|被骗了|诈骗了)"
)
_SUICIDE = re.compile(r"(?:自杀|想死|不想活|活不下去|轻生|跳楼|割腕|结束生命|没有?活着的意义)")
_PETITION = re.compile(
    r"(?:我|我们|俺)?(?:要|想|来|准备)?(?:实名|匿名)?(?:举报|投诉|上访|控告|告状|检举|反映)(?!.{0,8}(?:电话|渠道|方式|流程|热线|途径|办法|条例|平台|怎么|如何|哪里|什么|吗|多久|几天))"
)
_PETITION_HOW = re.compile(r"(?:怎么|如何|去哪|在哪|哪里|渠道|流程|程序|电话)")
_MINE = re.compile(
    r"(?:我|我家|我妈|我爸|我们家|我老公|我老婆|我孩子|俺|本人|我们单位|我们公司)(?:的)?.{0,16}"
    r"(?:(?:批|审批|审核|办|办理|下|发放?|到账|补贴|款|钱)(?:下来)?(?:了没|没有|到哪|到了吗)|"
    r"(?:什么时候|啥时候|何时|多久|怎么还|为什么还|为啥还)(?:不|没|没有)?(?:能|可以)?(?:批下来|下来|办好|办下来|到账|发|给我|处理|审核|通过)|"
    r"为(?:什么|啥|何)(?:就)?(?:不给我|没给我|不批|没批|被拒|被取消|停了|给我停|没有我|不合格)|"
    r"(?:进度|办到哪|到哪一步|审核结果|处理结果))|"
    r"(?:凭什么|为什么|为啥|怎么)(?:不给我|没给我|不批我|给我停|把我|取消我)"
)
_REQUEST = re.compile(
    r"(?:我|我们|俺|本人|现)?(?:要|想|需要|请|特)?(?:向.{1,12})?申请公开(?!.{0,10}(?:怎么|如何|条件|流程|材料|多久|时限|几天|期限|收费|渠道|方式|指南|什么|吗|答复|哪里))"
)
_CHAT = re.compile(
    r"(?:你|您|大家)?好(?:呀|啊)?|哈喽|嗨|hi|hello|hey|在吗|在不在|有人吗|早上好|上午好|中午好|下午好|晚上好|早安|晚安|早|"
    r"(?:非常|十分)?(?:谢谢|感谢|多谢|谢了|辛苦了?)(?:你|您)?(?:了|的(?:帮助|回答|解答))?|thanks?|thankyou|"
    r"再见|拜拜|bye|好的?(?:谢谢)?|知道了|明白了|收到|可以|行|嗯+|哦+|ok|没事了?|不用了?|"
    r"你是谁|你是(?:机器人|人工|真人|ai)吗?|你叫什么(?:名字)?|你能做什么|你会(?:做)?什么|你能(?:干|帮我)(?:什么|啥)|你有什么功能|"
    r"哈+|呵+|嘿+|测试|test|讲个笑话|我爱你|你真棒|你真(?:笨|傻)"
)


def urgent(text: str) -> Referral | None:
    """An emergency: whatever else the message says comes second. `text` is a normal form."""
    if _SUICIDE.search(text):
        return Referral(
            to="110、120，全国统一心理援助热线12356",
            why="请先照顾好自己，也可以马上告诉身边的人。生命危险时请拨110或120，想找人说说话可以拨12356",
        )
    if _FIRE.search(text):
        return Referral(to="119", why="火情和被困请先离开危险处，立即拨119")
    if _MEDICAL.search(text):
        return Referral(to="120", why="需要急救请立即拨120")
    if _POLICE.search(text):
        return Referral(to="110", why="人身或财产正受侵害，请立即拨110")
    return None


def case(text: str) -> Referral | None:
    """A petition, a personal case or an information request: for people with the file at hand. A normal form."""
    if _REQUEST.search(text):
        return Referral(
            to="政府信息公开工作机构（依申请公开）",
            why="申请公开政府信息有法定渠道和答复期限，请按公开指南提交申请，这里不能代收",
        )
    if _PETITION.search(text) and not _PETITION_HOW.search(text):
        return Referral(to="12345或者信访部门", why="投诉、举报和信访事项要由有权处理的机关登记办理，这里不能受理")
    if _MINE.search(text):
        return Referral(to="经办单位或者12345", why="这是您个人的事项，要由经办单位查阅档案后答复")
    return None


def small_talk(text: str) -> Referral | None:
    """A greeting, thanks or words about the bot itself, and nothing else. A normal form."""
    return Referral(to=CHAT, why="") if _CHAT.fullmatch(text.replace(" ", "")) else None
