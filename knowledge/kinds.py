"""What a question asks for (地点、时间、费用…), and what must not differ: numbers and negation."""

from __future__ import annotations

from knowledge.patterns import regex

_KINDS = {
    "where": r"哪里|哪儿|在哪|去哪|到哪|何处|什么地方|啥地方|地址|地点|网点|位置",
    "when": r"什么时候|啥时候|何时|几点|几号|哪天|时间|日期|期限|多久|多长|几天|时限|到账",
    "cost": r"多少钱|费用|收费|花钱|免费|价格|几块|工本费|要钱",
    "amount": r"多少(?!钱)|金额|标准|额度|比例|几折|待遇",
    "papers": r"材料|资料|证件|证明|手续|带什么|带啥|交什么",
    "who": r"条件|资格|哪些人|什么人|哪些对象|谁能|谁可以|对象|要求|范围",
    "how": r"怎么(?!样|回事)|怎样|如何|流程|步骤|程序|方法|指南|办理|申请|申领",
    "why": r"为什么|为啥|为何|原因|怎么回事|凭什么",
    "what": r"是什么|什么是|是啥|什么叫|含义|意思|指什么|定义",
    "phone": r"电话|号码|热线|联系方式|联系",
    "result": r"查询|进度|结果|查一查|查看",
    "may": r"能不能|可不可以|可以吗|能否|是否|可否|行不行|要不要|需不需要|[能可要会有是].{0,14}吗",
}
KINDS = tuple(_KINDS)
"""What a question may ask for."""
_PATTERNS = tuple((kind, regex(pattern)) for kind, pattern in _KINDS.items())
_DEEDS = {
    "lost": (
        r"补办|补领|补发|补卡|补证|补一[张个本]|重新办|丢了|丢失|弄丢|遗失|挂失|不见了|找不到了"
        r"|(?:怎么|咋)补(?![缴交贴助偿税录])|补$"
    ),
    "ended": r"注销|撤销|取消|停用|销户|退保|退出|不要了|不想要",
    "begun": r"激活|启用|开通|开户|绑定|解锁",
    "changed": r"变更|更改|修改|更正|改名|改成|过户|更名|换发|换证|换新|换一[张个本]|升级",
    "moved": r"迁移|迁入|迁出|转移|转入|转出|转到|异地",
    "renewed": r"年检|年审|续期|续签|续办|延期|延长|到期|过期|认证",
    "paid": r"缴费|补缴|缴纳|欠费|怎么交|咋交|交钱|扣款",
    "refunded": r"退费|退款|退税|退钱|返还|报销",
    "blamed": r"投诉|举报|罚款|处罚|罚多少|不给|不让|纠纷|打架|扰民|咬",
}
"""What is done to a thing beyond getting it; 办、领、申请、登记 all mean getting it."""
_DEED_PATTERNS = tuple((deed, regex(pattern)) for deed, pattern in _DEEDS.items())
_NUMBERS = regex(r"\d+(?:\.\d+)?%?|[一二三四五六七八九十百千万]{2,}|[一二三四五六七八九十两](?=[个年月天岁胎孩级次人])")
_NEGATION = regex(
    r"不(?!动产|孕|锈|良|一样|同|过|得|了|起|见|是很|好意思)|没(?!收|错)|未(?!成年|来|婚)|无(?!障碍|偿|线|人机|锡)|"
    r"非(?!法|常|遗|营利|洲)|取消|注销|解除|停止|终止"
)
_CHOICE = regex(r"(.)(?:不|没)\1")


def kinds(text: str) -> frozenset[str]:
    """What a normal form asks for; nothing when it names a matter only."""
    return frozenset(kind for kind, pattern in _PATTERNS if pattern.search(text))


def deeds(text: str) -> frozenset[str]:
    """What a normal form wants done beyond getting the thing: 补办, 注销, 激活."""
    return frozenset(deed for deed, pattern in _DEED_PATTERNS if pattern.search(text))


def numbers(text: str) -> frozenset[str]:
    """The numbers of a normal form, as written."""
    return frozenset(_NUMBERS.findall(text))


def negated(text: str) -> bool:
    """Whether a normal form denies something; 能不能 and 有没有 only ask."""
    return bool(_NEGATION.search(_CHOICE.sub(r"\1", text)))
