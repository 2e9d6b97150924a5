"""What the bank must not answer, and where it belongs: emergencies, petitions, personal cases, requests (引导).

All functions take a normal form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.talk import ABUSED, CURSE, TALK


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Where a question belongs that the bank does not answer (a unit, or a channel such as 12345), and why."""

    to: str
    why: str


_OWN_CASE = Referral(to="受理您申请的单位，或者12345", why="这是您个人事项的办理情况，要由经办单位查阅档案后答复")
_PETITION = Referral(to="12345或者信访部门", why="投诉、举报和信访事项要由有权处理的机关登记办理，这里不能受理")
_REQUEST = Referral(
    to="被申请机关的政府信息公开工作机构",
    why="依申请公开有法定渠道和答复期限，请按公开指南写明名称、内容和联系方式后提交，这里不能代收",
)
_DESPAIR = Referral(
    to="110、120，全国统一心理援助热线12356",
    why="请先照顾好自己，也请马上告诉身边的人；生命有危险时请拨110或120，想找人说说话可以拨12356",
)

_LONGEST_TALK = 40
"""What is longer tells of a matter."""

_SELF = (
    r"(?:我|俺|本人|咱|偶)(?:们|家|爸|妈|爹|娘|爷爷?|奶奶?|老公|老婆|对象|媳妇|孩子|娃|儿子|女儿|闺女|哥|姐|弟|"
    r"妹|朋友|邻居|同学|自己)?"
)
_WISH_TO_DIE = (
    r"(?<!笑)(?<!累得)(?<!困得)(?<!热得)想死(?!心|板|你|我|他|她|了都)|不想(?:再)?活(?!动|期)|"
    r"(?<![店司业意厂])(?<![店司业意厂].)(?<![店司业意厂]..)(?:活|撑)不下去|活着?没(?:有)?(?:什么|啥)?(?:意思|"
    r"意义)|不如死了|死了算了|一死了之|(?:要|想|准备)(?:从.{1,6})?(?:跳楼|跳河|跳江|跳桥)|[要想]割腕|"
    r"结束(?:自己的?)?生命|一了百了|割腕|把(?:安眠)?药(?:都|全)吃|(?:一时|总是?|老是?|就是|有点|"
    r"抑郁.{0,4})想不开|从.{1,8}跳下去|没有?活着的意义"
)
_DESPERATE = re.compile(rf"自杀|自尽|轻生|寻短见|{_WISH_TO_DIE}")
_OWN_DESPAIR = re.compile(
    rf"{_SELF}.{{0,14}}(?:{_WISH_TO_DIE}|[想要]自杀|寻短见)|^(?:真的?|实在|都|已经)*(?:{_WISH_TO_DIE})"
)
_NO_DESPAIR = re.compile(
    r"责任|赔偿|诉讼|保险金|预防|热线|干预|规定|法律|工伤|丧葬|抚恤|家属|死者|赔|算.{0,6}吗|网友|构成|犯罪|"
    r"怎么劝|书里|小说|电影|电视"
)

_FIRE = (
    r"(?<!不)(?:着|著|招)火(?!点)|失火|起火|冒(?:着|了|出)?(?:(?:黑|白|浓|大)?烟|火花)|(?:爆炸|烧起来)(?:了|咯|"
    r"啦)|(?:煤气|燃气|天然气|液化气)(?:泄漏|泄露|漏(?:了|气|咯|啦))(?!报警|检测|探测)|(?:燃气|煤气|"
    r"管道).{0,4}爆(?!破)|(?:锁|关)在?(?:车|屋|房)里(?:了|出不来)|有人被困|电梯困人|困在(?:电梯|楼)|被困(?!难|"
    r"扰)(?:住|在)?"
)
_MEDICAL = (
    r"有人.{0,8}(?:跳楼|跳河|坠楼|跳桥|(?:要|想)跳下)|昏迷不醒|叫不醒|倒在.{0,8}(?:没反应|不动|不醒)|(?:有人|"
    r"受)(?:受)?伤.{0,4}流血|满(?:地|脸|身|头)(?:都)?是血|(?:断|伤).{0,3}动不了|喘不(?:上|过)来?气|误(?:吞|食|"
    r"喝)|被(?:毒)?蛇咬|压在(?:车|下面|底下|里面)|羊水破|高烧.{0,3}抽|[心胸]口(?:疼|痛)|昏迷了|晕倒|昏倒|晕过去|"
    r"昏过去|(?:倒地|倒下).{0,4}(?:不动|不起|没反应)|没有?(?:了)?(?:呼吸|心跳)|突发心梗|心梗了|心脏病(?:犯|"
    r"发作)|大出血|血流不止|流了?(?:好|很)多血|触电|溺水|掉(?:到|进|下)?(?:水|河|井)里|落水|(?:喝|吃)了?(?:农药|"
    r"敌敌畏|老鼠药|安眠药|百草枯)|煤气中毒|中毒(?:了|咯|啦)|(?:叫|要|喊)救护车|快要?生了|抽搐|噎住|卡住?喉咙"
)
_CRIME = (
    r"救命(?!钱|药|之恩|恩人|稻草)|要杀(?:我|人)|(?:快|要|往死里)打死|打群架|一直跟着我|威胁(?:我|要|发|杀)|"
    r"砸我|(?:孩子|女儿|儿子|娃|老人|老婆|老公|爸|妈)失联|进(?:了)?(?:贼|小偷)|抢(?:了)?我|(?:转|骗)走了|"
    r"转给(?:了)?骗子|有人(?:在)?(?:拿刀|持刀|打我|砍人|杀人|抢劫|闯|打架|跟踪我|撬门|撬锁)|(?:我|他|她|人|孩子|"
    r"娃)(?:正在)?(?:被|遭)(?:人)?(?:抢|绑架|拐|拘禁|打|家暴)|正在被|正在打架|(?:拿|持)(?:着)?刀|入室|砍人|"
    r"(?:孩子|娃儿?|小孩|老人|老汉|老娘)(?:丢|不见|走丢|走失|失踪|跑丢)(?:了|咯|啦)|人不见了|人失踪|被(?:骗|"
    r"诈骗|偷|抢)了?(?:我)?(?:钱|\d|[一二两三四五六七八九十几]+[百千万]|.{0,4}万)|刚(?:刚|才)?被(?:人)?(?:骗|抢|"
    r"偷)"
)
_ABOUT_RULES = re.compile(
    r"预防|教育|培训|演练|保险|规定|条例|责任|补偿|补助|补贴|赔|申报|备案|检查|标准|宣传|许可|评估|认定|报销|"
    r"救助(?:金|政策|吗|不|条件|办法)|(?:申请|临时|给|有)救助|办法|工伤|知识|鉴定|处罚|怎么罚|罚款|判(?:几|多|"
    r"刑|什么)|怎么判|犯法|违法|法律援助|立案|起诉|律师|合同|工资|低保|产假|休假|生育|津贴|医保|手续|户口|证明|"
    r"抚恤|丧葬|算不算|算.{1,8}吗|能告|见义勇为|误工|怎么算|能报|报多少|报不报|量刑|能(?:投诉|举报)|(?:投诉|"
    r"举报)(?:找|去|打|电话)|收费(?:标准|吗|多少|不)|属于什么|预案|灾后|属不属于"
)
_TOLD = re.compile(r"电视|电影|新闻|小说|视频里|演习|作文|游戏|做梦|梦见|课文|如果有人问")
_CRY = re.compile(r"快来|来人|救命(?!钱|药|之恩|恩人|稻草)|救救|正在(?!办|申请|建|修|施工|审|公示)|十万火急|出人命")
_LONG_AGO = re.compile(
    r"(?:去年|前年|大前年|\d{4}年|上个?月|上上?周|上个?星期|几年前|几个月前|前几[年月]|那年|当年|小时候|曾经|"
    r"以前).{0,30}"
)
_NOW = re.compile(r"现在(?!能|可以|想|怎么办理|还能|要)|刚才|刚刚|正在|马上|快来|救命|急")

_FIRST = r"(?:我|俺|本人|咱|阮)(?!想|要|准备|打算|该|能|可以|怎么|应该|如果|要是|有没有资格)"
_MINE = (
    rf"{_FIRST}(?:们|家|爸|妈|爹|娘|爷爷|奶奶|老公|老婆|媳妇|对象|孩子|娃儿?|儿子|女儿|闺女|单位|公司)?"
    r"(?:的|这个?|那个?|上次|上个?月|去年|今年|昨天|前几天|已经)?"
)
_RESULT = (
    r"(?:(?:批|审|审核|审批|评|办|发|打|下|到|退|补|选|制|寄|受理|处理|收|回复)(?:下来|好|完|过|通过|到账|账|帐|"
    r"放|款|上)?(?:了吗|了没有?|没有?$|没有?呢|了不(?![还给让]))|(?:什么时候|啥时候|啥辰光|何时|多久|几时|好久|怎么还|"
    r"为什么还|为啥还|咋还|还要等?多久)(?:才|能|可以|会|没有?|不)*(?:批|审|办好|办下|办完|到账|到帐|发(?!票|生)|"
    r"打(?!工)(?=到|给|$|过来)|给我(?!们?(?:交|办|上|缴|签|开))|处理|通过|下来|出来|解决|(?:拿到|到手)(?=了|呢|"
    r"$)|开庭)|(?:办|审批?|走|进行|申请|处理)到(?:哪|什么)|排到(?:哪|多少|几)|(?:结果|回复|消息|通知|"
    r"答复)(?:出来|下来)?了?(?:吗|没有?)|没人(?:回复|答复|联系)|(?:怎么|咋|为什么|为啥)(?:就|到现在|现在|一直|"
    r"这个月|上个月)*(?:还)?没(?:有)?(?:给|发|到|批|下来|消息|动静|收到|拿到)|(?:到现在|一直|至今)(?:都|"
    r"也)?(?:还)?没(?:有)?(?:给|发|到账|批|下来|消息|动静|收到|拿到|结果))"
)
_PERSONAL = re.compile(
    rf"{_MINE}.{{0,16}}?{_RESULT}|"
    r"(?:凭什么|凭啥|为什么|为啥|怎么|咋)(?:就)?(?:不给|没给|不批|不让|取消|停了?|少发|拒绝|扣|卡)了?(?:我|俺|"
    r"本人)|(?:凭什么|凭啥|为什么|为啥|怎么|咋)(?:就)?(?:把|将)(?:我|俺|本人).{1,12}(?:取消|停|扣|注销|划掉|"
    r"拉黑|退回|拒|剔除|除名|清退)|(?:凭什么|凭啥|为什么|为啥)(?:我|俺)(?:们?家|爸|妈|爹|娘)?没有(?!工作|单位|"
    r"户口|房)|"
    rf"{_MINE}.{{0,12}}(?:为什么|为啥|凭什么|凭啥|怎么|咋)(?:就)?"
    r"(?:没批|不批|被拒|给停|给取消|被取消|被停|停了|没通过|不通过|不合格|没有我|少了|不发|没发)"
)
_PROGRESS = re.compile(
    rf"{_MINE}.{{0,16}}?(?:进度|(?:审核|处理|申请|办理)结果)|查(?:一下|下|查)?(?:我|俺)的?.{{2,12}}(?:结果|状态|"
    rf"进度|资格)"
)

_ASKS_HOW = re.compile(
    r"怎么|怎样|如何|咋|哪里|哪儿|哪些|哪个|去哪|在哪|什么(?!都|也)|啥(?!都|也)|找谁|电话|渠道|方式|流程|热线|"
    r"途径|平台|多久|几天|多少|吗|能不能|可不可以|要不要|会不会|是否|合法不|有没有|谁管|奖|不$"
)
_NOT_COMPLAINING = re.compile(
    r"(?:不是|不想|不要|不打算|没想|没有|并非|不准备|不会)(?:要|来|想|去)?(?:实名|匿名)?(?:举报|投诉|上访|告|"
    r"反映|信访)"
)
_COMPLAINT = re.compile(
    r"^(?!什么|啥|怎么)(?:你好)?(?:我们?|俺们?|本人|群众|咱们?)?.{0,3}(?:要|想|来|准备|必须|实名|匿名|联名|去|"
    r"再次|现在?)+(?:实名|匿名|联名)?(?:举报|投诉|上访|控告|检举|反映|曝光|控诉|揭发|告)(?!诉|.{0,8}(?:证据|"
    r"材料|法院|的问题))|我们?(?:要|就|一定|必须|准备|想)?(?:去|到|给|向|找|写).{0,8}(?:上访|举报|投诉|告你们|"
    r"告状)|我们?(?:要|想|一定)(?:投诉|举报|告)(?:他|她|它|你)|做主|求你们?管|(?:希望|请|盼|盼望|"
    r"建议).{0,8}(?:赶快|赶紧|尽快|快点|早点|抓紧|及时)(?:来|派人|给|能)?(?:修|换|清|拆|治|整改|安装|疏通|打通|"
    r"处理|解决)|^(?:现|本人|特)?(?:实名|匿名|联名)?(?:举报|投诉|上访|反映|控告|检举)(?!人|信|件|箱|者|"
    r".{0,6}(?:电话|渠道|方式|流程|热线|途径|办法|条例|平台|奖|怎|如何|哪|什么|多久|多少|几天|制度|合法|有用))|"
    r"(?:请|求|望|希望|要求|恳请|恳求|盼|强烈要求)(?:各位)?(?:领导|政府|有关部门|相关部门|上级|区里|镇里|书记|"
    r"区长)?(?:们)?(?:帮忙|尽快|赶紧|严肃|认真|能|来|下来|给|予以|及时)*(?:查处|处理|解决|管管|管一管|管一下|"
    r"调查|核实|严惩|严查|做主|协调|主持公道|说法|还.{0,4}公道)"
)
_NOBODY_CARES = re.compile(r"(?:没人|没有人|无人|都不|没谁)(?:来)?管|(?:投诉|举报|反映)了?(?:好几|很多|无数|多)次")
_DOCUMENT = r"(?:文件|材料|名单|明细|账目|帐目|合同|批复|档案|会议纪要|纪要|预算|决算|经费|图纸|方案|信息|公告)"
_REQUESTED = re.compile(
    r"(?:要|想|需要|特|(?<!发)现|我|俺|本人)(?:向.{1,12})?(?:依法)?(?:依)?申请公开|(?<!申)请(?:你们|"
    r"贵.{1,3})?(?:依法)?公开(?!电话).{4,}|^申请公开(?!.{0,20}(?:多少|几|咋|怎|谁|吗|什么|啥|哪|不$)).{4,}|"
    r"(?:要|想要|索要|给我)一份.{2,30}(?:文件|纪要|批复|合同|方案|档案|名单|明细)|"
    rf"(?:请|要求|请求|麻烦)?(?:你们|贵.{{1,3}})?(?:把|将).{{2,30}}(?:公开|发|复印|寄|提供)(?:一份|一下)?给(?:我|"
    rf"俺|本人)|(?:请|要求|请求)(?:你们|贵.{{1,3}})?(?:把|将).{{2,30}}公开|(?:要求|请求)(?:你们|"
    rf"贵.{{1,3}})?(?:公开|提供).{{2,}}{_DOCUMENT}|(?:我|俺|本人)(?:要|想|需要)(?:索取|调取|查阅|复印|"
    rf"获取).{{2,30}}{_DOCUMENT}"
)


def elsewhere(text: str, *, known: bool) -> Referral | None:
    """Where a message belongs that the bank must not answer; `known` when the bank holds a sure answer to it."""
    return urgent(text) or personal(text) or demand(text) or (None if known else formal(text))


def urgent(text: str) -> Referral | None:
    """An emergency: whatever else the message says comes second."""
    if _OWN_DESPAIR.search(text) or (_DESPERATE.search(text) and not _NO_DESPAIR.search(text)):
        return None if _TOLD.search(text) else _DESPAIR
    if _TOLD.search(text) or (_ABOUT_RULES.search(text) and not _CRY.search(text)):
        return None
    for pattern, number, why in _DANGERS:
        found = pattern.search(text)
        if found and (_NOW.search(text) or not _LONG_AGO.search(text[: found.start()])):
            return Referral(to=number, why=why)
    return None


_DANGERS = tuple(
    (re.compile(rf"(?<!没)(?<!没有)(?<!不是)(?:{pattern})"), number, why)
    for pattern, number, why in (
        (_FIRE, "119", "发生火情或有人被困，请先离开危险处，立即拨打119"),
        (_MEDICAL, "120", "需要急救，请立即拨打120"),
        (_CRIME, "110", "人身或财产正受侵害，请立即拨打110"),
    )
)


def personal(text: str) -> Referral | None:
    """A personal case: only who holds the file can answer."""
    return _OWN_CASE if _PERSONAL.search(text) else None


def demand(text: str) -> Referral | None:
    """An information request or a petition that asks nothing: it is to be lodged, not answered."""
    return None if _ASKS_HOW.search(text) else _lodged(text)


def formal(text: str) -> Referral | None:
    """What begins elsewhere, unless the bank says how: a request, a petition, abuse, a look at one's own case."""
    if not _ASKS_HOW.search(text):
        if _NOBODY_CARES.search(text):
            return _PETITION
        if CURSE.search(text):
            return Referral(to="", why=ABUSED)
    return _lodged(text) or (_OWN_CASE if _PROGRESS.search(text) else None)


def _lodged(text: str) -> Referral | None:
    if _REQUESTED.search(text):
        return _REQUEST
    return _PETITION if _COMPLAINT.search(text) and not _NOT_COMPLAINING.search(text) else None


def small_talk(text: str) -> Referral | None:
    """A greeting, thanks, abuse or words about the bot, and nothing else; it is for nobody, so `to` is empty."""
    if len(text) > _LONGEST_TALK:
        return None
    return next((Referral(to="", why=why) for matches, why in TALK if matches(text)), None)
