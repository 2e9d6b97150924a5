"""What the bank must not answer, and where it belongs: emergencies, petitions, personal cases, small talk (引导).

All functions take a normal form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Where a question belongs that the bank does not answer (a unit, or a channel such as 12345), and why."""

    to: str
    why: str


_OWN_CASE = Referral(to="受理您申请的单位，或者12345", why="这是您个人事项的办理情况，要由经办单位查阅档案后答复")
_GREETED = Referral(to="", why="您好，请直接说想办的事或者想问的政策，例如“社保卡丢了怎么补”")
_THANKED = Referral(to="", why="不客气，还有别的问题随时问")
_ABOUT_BOT = Referral(
    to="", why="我是政务公开问答助手，只答问答库里有依据的政策问题；答不上来的会记下来，请责任单位答复"
)
_DESPAIR = re.compile(r"自杀|想死|不想活|活不下去|轻生|要跳楼|想跳楼|[要想]割腕|结束生命|没有?活着的意义")
_LIABILITY = re.compile(r"责任|赔偿|诉讼|保险金")
_FIRE = re.compile(
    r"(?<!不)着火(?!点)|失火|起火|冒烟|爆炸了|(?:煤气|燃气|天然气)泄漏|有人被困|电梯困人|困在电梯|被困(?:住|在)?"
)
_MEDICAL = re.compile(
    r"有人(?:要)?(?:跳楼|跳河|坠楼)|昏迷不醒|昏迷了|晕倒|昏倒|没有?呼吸|突发心梗|心梗了|大出血|触电|溺水|掉水里|落水|喝了?农药|煤气中毒|中毒了|叫救护车|快要?生了|抽搐"
)
_CRIME = re.compile(
    r"有人(?:持刀|打我|砍人|抢劫|闯|打架|跟踪我)|(?:我|他|她|人|孩子)(?:正在)?被(?:抢|绑架|拐|拘禁|打|家暴)|正在被|正在打架|"
    r"持刀|入室|砍人|孩子(?:丢|不见|走丢|失踪)了|人不见了|人失踪|被(?:骗|诈骗|偷|抢)了(?:钱|\d|.{0,4}万)"
)
_ABOUT_RULES = re.compile(
    r"预防|教育|培训|演练|保险|规定|条例|责任|补偿|补助|赔偿|申报|备案|检查|标准|宣传|许可|评估|认定|报销|救助金|办法|工伤|知识|鉴定"
)
_PETITION = re.compile(
    r"^(?:你好)?(?:我们?|俺们?|本人|群众)?.{0,3}(?:要|想|来|准备|必须|实名|匿名|去)+(?:实名|匿名|联名)?"
    r"(?:举报|投诉|上访|控告|检举|反映|告)(?!诉)|"
    r"^(?:现|本人|特)?(?:举报|投诉|上访|反映|控告)"
    r"(?!.{0,6}(?:电话|渠道|方式|流程|热线|途径|办法|条例|平台|奖|怎|如何|哪|什么|多久|几天|制度))"
)
_MINE = (
    r"(?:我|俺|本人|咱)(?:们|家|爸|妈|爷爷|奶奶|老公|老婆|孩子|儿子|女儿|单位|公司)?"
    r"(?:的|这个?|那个?|上次|上个?月|去年|今年|昨天|前几天|已经)?"
)
_RESULT = (
    r"(?:(?:批|审|审核|审批|办|发|打|下|到|退|补)(?:下来|好|完|过|通过|到账|账|帐|放|款)?"
    r"(?:了吗|了没有?|没有?$|没有?呢)|"
    r"(?:什么时候|啥时候|何时|多久|几时|怎么还|为什么还|为啥还|咋还|还要等?多久)(?:才|能|可以|会|没有?|不)*"
    r"(?:批|审|办好|办下|办完|到账|到帐|发(?!票|生)|给我|处理|通过|下来|出来|解决)|"
    r"(?:办|审|走|进行)到(?:哪|什么)|怎么(?:还)?没(?:有)?(?:发|到|批|下来|消息|动静))"
)
_PERSONAL = re.compile(
    rf"{_MINE}.{{0,16}}?{_RESULT}|"
    r"(?:凭什么|为什么|为啥|怎么|咋)(?:就)?(?:不给|没给|不批|不让|取消|停了?|少发|拒绝|扣|卡)了?(?:我|俺|本人)|"
    rf"{_MINE}.{{0,12}}(?:为什么|为啥|凭什么|怎么|咋)(?:就)?"
    r"(?:没批|不批|被拒|被取消|被停|停了|没通过|不通过|不合格|没有我|少了|不发|没发)"
)
_PROGRESS = re.compile(rf"{_MINE}.{{0,16}}?(?:进度|(?:审核|处理|申请|办理)结果)")
_REQUEST = re.compile(r"(?:要|想|需要|特|现|我|本人)(?:向.{1,12})?(?:依法)?申请公开|(?<!申)请(?:依法)?公开.{4,}")
_GREETING = re.compile(
    r"(?:你|您|大家)?好|(?:你好|您好|嗨)(?:你好|您好|在吗|谢谢)|哈喽|哈罗|嗨|hi|hello|hey|喂|在吗|在不在|在么|有人吗|"
    r"(?:早上|上午|中午|下午|晚上)好|早安|晚安|早|测试|test"
)
_THANKS = re.compile(
    r"(?:非常|十分|太)?(?:谢谢|感谢|多谢|谢|辛苦)(?:你|您)?了?(?:的?(?:帮助|回答|解答|耐心))*|thanks?|thank ?you|"
    r"再见|拜拜|bye(?: ?bye)?|好的?(?:谢谢)?|行|知道了|明白了?|了解了?|收到|可以|没事了?|不用了?|没有了|ok|是的?|对的?"
)
_BOT = re.compile(
    r"你是谁|你是(?:机器人|人工|真人|ai)吗?|你叫什么(?:名字)?|你(?:几|多大)岁?了?|你有什么功能|"
    r"你(?:能|会|可以)(?:帮我)?(?:做|干)?(?:什么|啥|些什么)|讲个?笑话|唱首?歌|我爱你|你真(?:棒|好|笨|傻|聪明)|无聊|呵呵|哈哈"
)


def urgent(text: str) -> Referral | None:
    """An emergency: whatever else the message says comes second."""
    if _DESPAIR.search(text) and not _LIABILITY.search(text):
        return Referral(
            to="110、120，全国统一心理援助热线12356",
            why="请先照顾好自己，也请马上告诉身边的人；生命有危险时请拨110或120，想找人说说话可以拨12356",
        )
    if _ABOUT_RULES.search(text):
        return None
    for pattern, number, why in (
        (_FIRE, "119", "发生火情或有人被困，请先离开危险处，立即拨打119"),
        (_MEDICAL, "120", "需要急救，请立即拨打120"),
        (_CRIME, "110", "人身或财产正受侵害，请立即拨打110"),
    ):
        if pattern.search(text):
            return Referral(to=number, why=why)
    return None


def personal(text: str) -> Referral | None:
    """A personal case: only who holds the file can answer."""
    return _OWN_CASE if _PERSONAL.search(text) else None


def formal(text: str) -> Referral | None:
    """What begins elsewhere, unless the bank says how: an information request, a petition, a look at one's own case."""
    if _REQUEST.search(text):
        return Referral(
            to="被申请机关的政府信息公开工作机构",
            why="依申请公开有法定渠道和答复期限，请按公开指南写明名称、内容和联系方式后提交，这里不能代收",
        )
    if _PETITION.search(text):
        return Referral(to="12345或者信访部门", why="投诉、举报和信访事项要由有权处理的机关登记办理，这里不能受理")
    return _OWN_CASE if _PROGRESS.search(text) else None


def small_talk(text: str) -> Referral | None:
    """A greeting, thanks or words about the bot, and nothing else; it is for nobody, so `to` is empty."""
    replies = ((_GREETING, _GREETED), (_THANKS, _THANKED), (_BOT, _ABOUT_BOT))
    return next((referral for pattern, referral in replies if pattern.fullmatch(text)), None)
