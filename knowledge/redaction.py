"""Personal data in what citizens write is masked before anything is stored (脱敏).

Recognised, in this order: 邮箱 · 身份证 (18 digits with a right checksum, 15 with a possible birthday, any after
the word) · 银行卡 (Luhn, or any after 卡号) · 手机 · 固话 · 车牌 · 住址 · a name after 我叫 or 姓名.
Each becomes a typed placeholder such as 〔手机号〕. Digits may be full width, Chinese numerals, or parted by spaces,
hyphens and points. Hotlines, dates, 文号, articles, amounts and the addresses of public places stay as they are.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from knowledge.patterns import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

# A view has the length of its text, so that a place found in one is a place in the other.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | str.maketrans("　—–•・", " --··")
_NUMERALS = _NARROW | str.maketrans("零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "0001234567891123456789")

_GAP = r"[ \-.]{0,2}"
_ALONE = r"(?<!\d)(?<!\d\.)"
_ENDS = r"(?!\d)"

_EMAIL = regex(
    r"(?P<it>[A-Za-z0-9._%+\-]+ ?(?:@|[(\[](?:at|AT)[)\]]|艾特) ?[A-Za-z0-9\-]+(?:(?: ?[.。] ?|点)[A-Za-z0-9\-]+)+)"
)
_ID_18 = regex(rf"(?=(?P<it>(?:\d{_GAP}){{17}}[\dXx]))")
_ID_15 = regex(rf"{_ALONE}(?P<it>\d{{15}}){_ENDS}")
_ID_NAMED = regex(rf"身份证[^\d\n]{{0,8}}(?P<it>\d(?:{_GAP}\d){{13,17}}{_GAP}[Xx]?){_ENDS}")
_CARD = regex(rf"{_ALONE}(?P<it>[3-69](?:{_GAP}\d){{15,18}}){_ENDS}")
_CARD_NAMED = regex(rf"(?:卡号|账号|帐号)[是为: ]{{0,3}}(?P<it>\d(?:{_GAP}\d){{9,24}}){_ENDS}")
_MOBILE = regex(rf"{_ALONE}(?P<it>(?:(?:\+|00)?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}){_ENDS}")
_LANDLINE = regex(rf"{_ALONE}(?P<it>(?:\(0\d{{2,3}}\)|0\d{{2,3}}){_GAP}[2-9]\d{{6,7}}(?:[\-转]\d{{1,6}})?){_ENDS}")
_LANDLINE_NAMED = regex(rf"(?:电话|座机|固话|联系方式)[是为: ]{{0,3}}(?P<it>[2-9]\d{{6,7}}){_ENDS}")
_PLATE = regex(
    r"(?P<it>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-HJ-NP-Za-hj-np-z][· .\-]?"
    r"(?=[A-Za-z]{0,2}\d)(?=(?:[A-Za-z]?\d){3})(?:[A-HJ-NP-Za-hj-np-z\d]{5,6}|[A-HJ-NP-Za-hj-np-z\d]{4}[挂学警港澳]))"
    r"(?![A-Za-z\d])"
)
_COUNT = r"(?: ?(?:\d{1,4}[A-Za-z]?|[A-Za-z甲乙丙丁]|[零〇一二三四五六七八九十百]{1,5}) ?)"
_NAMED = r"[^\W\d_在住址是家的我为到从请问想要去]"
_PLACE = rf"(?:{_NAMED}{{2,18}}?|{_NAMED}{{1,17}}家)"
_ROOM = (
    rf"(?:{_COUNT}(?:号楼|号院|栋|幢|座|单元|层|楼|室|户|号|组|队|排)院?)+"
    r"(?: ?(?:\d{3,4}|[零〇一二三四五六七八九]{3,4})(?![\d零〇一二三四五六七八九年元]))?[室户]?|"
    rf"{_COUNT}-{_COUNT}(?:-{_COUNT})?[室户]?"
)
_ROAD = rf"{_PLACE}(?:路|街|巷|道|胡同|弄|里){_COUNT}号院?"
_ADDRESS = regex(
    rf"(?P<it>{_ROAD}(?:{_PLACE})??(?:{_ROOM})|"
    rf"{_PLACE}(?:小区|花园|家园|公寓|新村|苑|园|城|府|庭|湾|里|社区|大厦|山庄|公馆)(?:{_ROOM})|"
    rf"{_PLACE}村{_COUNT}(?:组|队|号)(?:{_ROOM})?)"
)
_ADDRESS_NAMED = regex(rf"(?:家住|我住|住在|住址|家庭地址|户籍地址|户口地址|我家在?)[在是为: ]{{0,3}}(?P<it>{_ROAD})")
_SURNAMES = (
    "欧阳|司马|上官|诸葛|皇甫|尉迟|东方|慕容|"
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜]"
)
_NAME = regex(
    rf"(?:我叫|名叫|名字叫|名字是|本人叫|(?:姓名|名字)[是为: ]{{1,3}}|本人姓名[是为: ]{{0,3}})(?:做)?"
    rf"(?P<it>(?:{_SURNAMES})[^\W\d_a-zA-Z我想是请要在有今来咨问住的家电手身]{{1,2}})"
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def mask(text: str) -> str:
    """The text with personal data replaced by typed placeholders; masking twice changes nothing more."""
    # A placeholder can part two numbers that hid each other, so look again until nothing is found.
    while (masked := _masked_once(text)) != text:
        text = masked
    return text


def _masked_once(text: str) -> str:
    """Numbers in digits before numbers in characters: 张三13800138000 is eleven digits after a name, not twelve."""
    text, seen = _masked(text, text.translate(_NARROW), _EMAIL, "〔邮箱〕")
    for view in (_NARROW, _NUMERALS):
        seen = text.translate(view)
        if _LONG.search(seen):
            for pattern, placeholder, only in _NUMBERS:
                text, seen = _masked(text, seen, pattern, placeholder, only=only)
        text, seen = _masked(text, seen, _PLATE, "〔车牌号〕")
    seen = text.translate(_NARROW)
    for pattern, placeholder in ((_ADDRESS, "〔住址〕"), (_ADDRESS_NAMED, "〔住址〕"), (_NAME, "〔姓名〕")):
        text, seen = _masked(text, seen, pattern, placeholder)
    return text


def _masked(
    text: str, seen: str, pattern: re.Pattern[str], placeholder: str, *, only: Callable[[str], bool] | None = None
) -> tuple[str, str]:
    """The text and a view of it with the placeholder for each `it` found in the view; `only` judges its digits."""
    texts: list[str] = []
    views: list[str] = []
    place = 0
    for found in pattern.finditer(seen):
        start, end = found.span("it")
        if start >= place and (only is None or only(_digits(found["it"]))):
            texts += [text[place:start], placeholder]
            views += [seen[place:start], placeholder]
            place = end
    return ("".join((*texts, text[place:])), "".join((*views, seen[place:]))) if place else (text, seen)


def is_id_number(digits: str) -> bool:
    """Whether 18 characters are a possible identity number: a birthday that exists and a right checksum."""
    if not _is_birthday(digits[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, digits[:17], strict=True))
    return _ID_CHECKS[total % 11] == digits[17]


def _digits(written: str) -> str:
    return "".join(char for char in written.upper() if char.isdigit() or char == "X")


def _is_birthday(digits: str) -> bool:
    try:
        return 1900 <= dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2099  # noqa: PLR2004 - years people are born in
    except ValueError:
        return False


def _is_id_15(digits: str) -> bool:
    return digits[0] != "0" and _is_birthday("19" + digits[6:12])


def _is_card(digits: str) -> bool:
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0 and digits[0] != "0"


_LONG = regex(rf"\d(?:{_GAP}\d){{6}}")
"""Fewer digits are no number of a person's; most questions have none."""
_NUMBERS = (
    (_ID_18, "〔身份证号〕", is_id_number),
    (_ID_15, "〔身份证号〕", _is_id_15),
    (_ID_NAMED, "〔身份证号〕", None),
    (_CARD, "〔银行卡号〕", _is_card),
    (_CARD_NAMED, "〔银行卡号〕", None),
    (_MOBILE, "〔手机号〕", None),
    (_LANDLINE, "〔电话〕", None),
    (_LANDLINE_NAMED, "〔电话〕", None),
)
