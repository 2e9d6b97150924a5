"""Questions with personal data in the ways people write them, and questions full of numbers without any.

Everything is made up by chance: no number, address or name belongs to anyone.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from knowledge.redaction import is_id_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

CHINESE = "零一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
FULL = "０１２３４５６７８９"
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
ROADS = ("幸福", "人民", "解放", "建设北", "和平西", "文昌", "英雄中", "太行", "延安南", "府后")
ESTATES = ("阳光", "锦绣", "东方明珠", "世纪", "祥和", "金色", "滨河", "翠竹")
VILLAGES = ("东沟", "上庄", "李家", "南河", "王村西", "石门")
TOWNS = ("城关镇", "北城街道", "西河乡", "开发区", "潞城区史回镇")
BEFORE = (
    "请问",
    "你好，",
    "我想办低保，",
    "社保卡丢了，",
    "帮我查一下，",
    "老人的高龄补贴没到账，",
    "孩子上学报名填的是",
    "公积金提取被退回了，",
    "",
    "麻烦回复一下，",
)
AFTER = (
    "，怎么办？",
    "，能办吗",
    " 谢谢",
    "，请联系我",
    "。什么时候能办好？",
    "",
    "，这个能不能改",
    "，已经交过材料了",
)


def personal_question(chance: Random) -> tuple[str, str, str]:
    """A question with something personal in it: the question, what was written, its kind."""
    kind = chance.choice(tuple(KINDS))
    written = KINDS[kind](chance)
    lead = chance.choice(LEADS[kind])
    return f"{chance.choice(BEFORE)}{lead}{written}{chance.choice(AFTER)}", written, kind


def ordinary_question(chance: Random) -> str:
    """A question without anything personal, with the numbers that policy is full of."""
    return f"{chance.choice(BEFORE)}{chance.choice(ORDINARY)(chance)}{chance.choice(AFTER)}"


def _identity(chance: Random) -> str:
    birthday = dt.date(1930, 1, 1) + dt.timedelta(days=chance.randrange(80 * 365))
    stem = f"{chance.randrange(110000, 659999)}{birthday:%Y%m%d}{chance.randrange(1000):03}"
    number = next(stem + check for check in "0123456789X" if is_id_number(stem + check))
    groups = chance.choice(((18,), (18,), (6, 8, 4), (4, 4, 4, 4, 2), (3, 3, 4, 4, 4), (6, 4, 4, 4), (1,) * 18))
    return _in_hand(number, groups, chance)


def _mobile(chance: Random) -> str:
    number = f"1{chance.choice('3456789')}{chance.randrange(10**9):09}"
    groups = chance.choice(((11,), (11,), (3, 4, 4), (3, 4, 4), (3, 3, 5), (4, 4, 3), (1,) * 11))
    return chance.choice(("", "", "", "+86 ", "86-", "+86", "0086 ")) + _in_hand(number, groups, chance)


def _card(chance: Random) -> str:
    stem = chance.choice(("622202", "621700", "955880", "436742", "601382", "552245")) + "".join(
        str(chance.randrange(10)) for _ in range(chance.choice((9, 10, 11, 12)))
    )
    number = next(stem + str(check) for check in range(10) if _luhn(stem + str(check)))
    groups = chance.choice(((19,), (4, 4, 4, 4, 4), (4, 4, 4, 4, 4), (6, 13)))
    return _in_hand(number, groups, chance)


def _luhn(number: str) -> bool:
    digits = [int(one) for one in reversed(number)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * one, 10)) for one in digits[1::2])) % 10 == 0


def _plate(chance: Random) -> str:
    letter = chance.choice(PLATE_LETTERS)
    if chance.random() < 0.3:
        tail = chance.choice("DF") + f"{chance.randrange(10**5):05}"
    elif chance.random() < 0.5:
        tail = f"{chance.randrange(10**5):05}"
    else:
        tail = f"{chance.randrange(10**3):03}{chance.choice(PLATE_LETTERS)}{chance.randrange(10)}"
    gap = chance.choice(("", "", "·", " ", "-", "•"))
    written = chance.choice(PROVINCES) + chance.choice(("", "", "", " ")) + letter + gap + tail
    return chance.choice((str, str, str.lower, _full, _spoken_tail))(written)


def _spoken_tail(written: str) -> str:
    return written[:-5] + "".join(CHINESE[int(one)] if one.isdigit() else one for one in written[-5:])


def _address(chance: Random) -> str:
    number = _counter(chance)
    house, door = number(chance.randrange(1, 120)), number(chance.randrange(1, 30))
    unit, room = number(chance.randrange(1, 7)), number(chance.randrange(101, 2605))
    road = chance.choice(ROADS) + chance.choice(("路", "街", "大街", "大道", "巷", "胡同"))
    estate = chance.choice(ESTATES) + chance.choice(("小区", "花园", "家园", "公寓", "苑", "新村", "佳苑"))
    village = chance.choice(VILLAGES) + "村"
    return chance.choice(
        (
            f"{road}{house}号{door}号楼{unit}单元{room}室",
            f"{road}{house}号院{door}栋{unit}单元{room}",
            f"{road}{house}号{estate}{door}幢{room}室",
            f"{estate}{door}号楼{unit}单元{room}",
            f"{estate}{door}栋{unit}单元{room}户",
            f"{estate}{door}-{unit}-{room}",
            f"{estate} {door} 号楼 {unit} 单元 {room}",
            f"{chance.choice(TOWNS)}{village}{unit}组{house}号",
            f"{village}{house}号",
            f"{chance.choice(TOWNS)}{estate}{door}号楼{unit}单元",
        )
    )


def _counter(chance: Random) -> Callable[[int], str]:
    def spoken(number: int) -> str:
        return "".join(CHINESE[int(one)] for one in str(number))

    def counted(number: int) -> str:
        if number > 99:
            return spoken(number)
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else CHINESE[tens]) + ("十" if tens else "") + (CHINESE[ones] if ones else "")

    def full(number: int) -> str:
        return _full(str(number))

    return chance.choice((str, str, str, counted, full))


def _email(chance: Random) -> str:
    name = chance.choice(("zhang.san", "li_si88", "wangwu", "a12345", "x-y")) + str(chance.randrange(1000))
    domain = chance.choice(("example.com", "mail.example.cn", "example.net"))
    written = f"{name}@{domain}"
    return chance.choice(
        (
            str,
            str,
            _full,
            lambda one: one.replace("@", " @ "),
            lambda one: one.replace("@", "(at)"),
            lambda one: one.replace("@", "艾特").replace(".", "点"),
            lambda one: one.replace("@", "＠").replace(".", "。"),
        )
    )(written)


def _full(written: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in written)


def _in_hand(number: str, groups: tuple[int, ...], chance: Random) -> str:
    """A number as somebody types it: parted, full width, in Chinese numerals."""
    script = chance.choice(
        ("", "", "", "", FULL, CHINESE, CHINESE.replace("零", "〇"), CHINESE.replace("一", "幺"), FORMAL)
    )
    gap = chance.choice((" ", " ", "-", "－", "　", "  ", "."))
    parts, place = [], 0
    for size in groups:
        parts.append(number[place : place + size])
        place += size
    written = gap.join(part for part in parts if part)
    if script:
        written = "".join(script[int(one)] if one.isdecimal() else one for one in written)
    return written.lower() if chance.random() < 0.2 else written


KINDS: dict[str, Callable[[Random], str]] = {
    "身份证号": _identity,
    "手机号": _mobile,
    "银行卡号": _card,
    "车牌号": _plate,
    "住址": _address,
    "邮箱": _email,
}
LEADS: dict[str, tuple[str, ...]] = {
    "身份证号": ("身份证号", "身份证号码是", "我的身份证", "证件号：", "", "号码"),
    "手机号": ("手机", "我的手机号是", "电话", "打我电话：", "联系方式 ", "", "微信同号"),
    "银行卡号": ("卡号", "银行卡号是", "打到这张卡：", "工行卡", "", "账号："),
    "车牌号": ("车牌", "我的车", "车牌号是", "", "一辆面包车"),
    "住址": ("住", "家住", "我住在", "地址：", "户口在", "房子在", ""),
    "邮箱": ("邮箱", "发到", "我的邮箱是", "", "电子邮件："),
}


def _date(chance: Random) -> str:
    day = dt.date(2015, 1, 1) + dt.timedelta(days=chance.randrange(5000))
    return chance.choice(
        (
            f"{day.year}年{day.month}月{day.day}日",
            day.isoformat(),
            f"{day:%Y.%m.%d}",
            f"{day:%Y%m%d}",
            f"{day:%Y/%m/%d} {chance.randrange(8, 18)}:{chance.randrange(60):02}",
        )
    )


def _credit_code(chance: Random) -> str:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return "91" + str(chance.randrange(110000, 659999)) + "MA" + "".join(chance.choice(letters) for _ in range(8))


ORDINARY: tuple[Callable[[Random], str], ...] = (
    lambda c: f"{_date(c)}以前交的社保算不算",
    lambda c: f"{_date(c)}到{_date(c)}这段时间能补缴吗",
    lambda c: f"国发〔{c.randrange(2000, 2027)}〕{c.randrange(1, 200)}号还有效吗",
    lambda c: f"晋政办发〔{c.randrange(2000, 2027)}〕{c.randrange(1, 200)}号第{c.randrange(1, 60)}条怎么理解",
    lambda c: f"每月{c.randrange(100, 9999)}元，一年{c.randrange(10000, 99999)}元要交税吗",
    lambda c: f"注册资本{c.randrange(1, 999)}万元，年营业额{c.randrange(10**6, 10**9):,}元",
    lambda c: (
        f"贷款{c.randrange(10**5, 10**7)}.{c.randrange(100):02}元，利率{c.randrange(2, 6)}.{c.randrange(100):02}%"
    ),
    lambda c: f"打12345转{c.randrange(1, 9)}没人接，打4008{c.randrange(10**6):06}也不行",
    lambda c: f"年满{c.randrange(60, 100)}周岁的老人每月补{c.randrange(50, 600)}元从哪年开始",
    lambda c: f"统一社会信用代码{_credit_code(c)}的企业能申请吗",
    lambda c: f"政务服务大厅在府前路{c.randrange(1, 200)}号几点开门",
    lambda c: f"{c.choice(ROADS)}路修路要多久",
    lambda c: f"{c.choice(ESTATES)}小区有没有充电桩",
    lambda c: (
        f"{c.choice(ESTATES)}小区一共{c.randrange(2, 40)}栋楼，物业费每平方{c.randrange(1, 4)}.{c.randrange(10)}元"
    ),
    lambda c: f"{c.choice(VILLAGES)}村有{c.randrange(100, 2000)}人，能不能评美丽乡村",
    lambda c: f"办件编号{_date(c).replace('年', '')[:4]}{c.randrange(10**6):06}查不到进度",
    lambda c: f"执行标准GB{c.randrange(10000, 60000)}-{c.randrange(2000, 2026)}对吗",
    lambda c: f"{c.choice(PROVINCES)}{c.choice(PLATE_LETTERS)}牌照的车限行吗",
    lambda c: f"{c.choice(PROVINCES)}牌小客车指标摇号{c.randrange(2, 60)}期了",
    lambda c: f"工龄{c.randrange(1, 42)}年{c.randrange(1, 12)}个月，退休金按{c.randrange(2000, 9000)}算吗",
    lambda _: "二〇二六年十一月二十七日前能办完吗",
    lambda c: f"一九{CHINESE[c.randrange(5, 10)]}{CHINESE[c.randrange(10)]}年参加工作的怎么算",
    lambda _: "残疾一级二级三级四级补贴各是多少",
    lambda c: f"一百{CHINESE[c.randrange(2, 10)]}十三万八千元的房子契税多少",
    lambda c: f"网址 http://www.example.gov.cn/zwgk/{c.randrange(2000, 2027)}/{c.randrange(10**6)}.html 打不开",
    lambda c: f"面积{c.randrange(40, 200)}.{c.randrange(10)}平方米，{c.randrange(1, 30)}层",
    lambda c: f"第{c.randrange(1, 99)}条第{c.randrange(1, 9)}款第（{CHINESE[c.randrange(1, 10)]}）项是什么意思",
    lambda c: f"到{c.randrange(1, 12)}号窗口还是去{c.randrange(1, 9)}楼{c.randrange(1, 30)}号窗口办",
    lambda c: f"{c.randrange(1, 12)}路公交车几点末班",
    lambda c: f"孩子{c.randrange(2010, 2024)}年{c.randrange(1, 12)}月出生，{c.randrange(2016, 2030)}年能上小学吗",
    lambda c: f"社保缴费基数{c.randrange(3000, 9999)}-{c.randrange(10000, 29999)}怎么定",
    lambda c: f"{c.choice(TOWNS)}的{c.choice(VILLAGES)}村要拆迁吗",
    lambda c: f"公积金连续缴{c.randrange(3, 24)}个月能贷{c.randrange(20, 120)}万吗",
    lambda _: "身份证丢了能用临时身份证吗",
    lambda _: "银行卡号填错了怎么改",
    lambda _: "手机号换了，社保绑定怎么换",
    lambda _: "我家住得远，可以网上办吗",
    lambda c: f"企业有{c.randrange(5, 500)}名职工，{c.randrange(1, 50)}名残疾人，残保金{c.randrange(10**4, 10**6)}元",
)
