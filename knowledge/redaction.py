"""Personal data in what citizens write is masked before anything is stored (脱敏).

Recognised, in this order: 邮箱 · 身份证 (18 digits with a right checksum, 15 with a possible birthday, any after
the word) · 银行卡 (Luhn, or any after 卡号) · 手机 · 固话 · 车牌 · 住址 · a name after 我叫 or 姓名.
Each becomes a typed placeholder such as 〔手机号〕. Digits may be full width or parted by single spaces or hyphens.
Hotlines, dates, 文号, articles, amounts and the addresses of public places stay as they are.
"""

from __future__ import annotations

import datetime as dt

from knowledge.patterns import regex

_GAP = r"[ \-－—]?"
_DIGIT = r"[0-9０-９]"
_ALONE = rf"(?<!{_DIGIT})(?<!{_DIGIT}[.．])"
_ENDS = rf"(?!{_DIGIT})"

_EMAIL = regex(r"[A-Za-z0-9._%+\-]+[@＠][A-Za-z0-9\-]+(?:[.．][A-Za-z0-9\-]+)+")
_ID_18 = regex(rf"(?=((?:{_DIGIT}{_GAP}){{17}}[0-9０-９XxＸｘ]))")
_ID_15 = regex(rf"{_ALONE}{_DIGIT}{{15}}{_ENDS}")
_ID_NAMED = regex(rf"(身份证[^0-9０-９\n]{{0,8}}){_DIGIT}(?:{_GAP}{_DIGIT}){{13,17}}{_GAP}[XxＸｘ]?{_ENDS}")
_CARD = regex(rf"{_ALONE}{_DIGIT}(?:{_GAP}{_DIGIT}){{15,18}}{_ENDS}")
_CARD_NAMED = regex(rf"((?:卡号|账号|帐号)[是为:： ]{{0,3}}){_DIGIT}(?:{_GAP}{_DIGIT}){{9,24}}{_ENDS}")
_MOBILE = regex(rf"{_ALONE}(?:(?:[+＋]|00)?86{_GAP})?[1１][3-9３-９](?:{_GAP}{_DIGIT}){{9}}{_ENDS}")
_LANDLINE = regex(
    rf"{_ALONE}(?:[(（][0０]{_DIGIT}{{2,3}}[)）]|[0０]{_DIGIT}{{2,3}}){_GAP}[2-9２-９]{_DIGIT}{{6,7}}(?:[\-－—转]{_DIGIT}{{1,6}})?{_ENDS}"
)
_LANDLINE_NAMED = regex(rf"((?:电话|座机|固话|联系方式)[是为:： ]{{0,3}})[2-9２-９]{_DIGIT}{{6,7}}{_ENDS}")
_PLATE = regex(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][·•. \-]?"
    r"(?=[A-Za-z]{0,2}[0-9])(?=(?:[A-Za-z]?[0-9]){3})(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警港澳])"
    r"(?![A-Za-z0-9])"
)
_COUNT = r"(?:[0-9０-９]{1,4}[A-Za-z]?|[A-Za-z甲乙丙丁]|[一二三四五六七八九十百]{1,4})"
_PLACE = r"[^\W\d_在住址是家的我为到从请问想要去]{2,18}?"
_ROOM = (
    rf"(?:{_COUNT}(?:号楼|号院|栋|幢|座|单元|层|楼|室|户|号|组|队|排)院?)+(?:[0-9０-９]{{3,4}}(?![0-9０-９年元]))?室?|"
    rf"{_COUNT}[\-－—]{_COUNT}(?:[\-－—]{_COUNT})?室?"
)
_ROAD = rf"{_PLACE}(?:路|街|巷|道|胡同|弄|里){_COUNT}号院?"
_ADDRESS = regex(
    rf"{_ROAD}(?:{_PLACE})??(?:{_ROOM})|"
    rf"{_PLACE}(?:小区|花园|家园|公寓|苑|园|城|府|庭|湾|里|社区|大厦)(?:{_ROOM})|"
    rf"{_PLACE}村{_COUNT}(?:组|队|号)(?:{_ROOM})?"
)
_ADDRESS_NAMED = regex(rf"((?:家住|我住|住在|住址|家庭地址|户籍地址|户口地址|我家在?)[在是为:： ]{{0,3}}){_ROAD}")
_SURNAMES = (
    "欧阳|司马|上官|诸葛|皇甫|尉迟|东方|慕容|"
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜]"
)
_NAME = regex(
    rf"((?:我叫|名叫|名字叫|名字是|本人叫|(?:姓名|名字)[是为:： ]{{1,3}}|本人姓名[是为:： ]{{0,3}})(?:做)?)"
    rf"(?:{_SURNAMES})[^\W\d_a-zA-Z我想是请要在有今来咨问住的家电手身]{{1,2}}"
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
    text = _EMAIL.sub("〔邮箱〕", text)
    text = _masked_ids(text)
    text = _ID_15.sub(lambda found: "〔身份证号〕" if _is_id_15(_digits(found[0])) else found[0], text)
    text = _ID_NAMED.sub(r"\1〔身份证号〕", text)
    text = _CARD.sub(lambda found: "〔银行卡号〕" if _is_card(_digits(found[0])) else found[0], text)
    text = _CARD_NAMED.sub(r"\1〔银行卡号〕", text)
    text = _MOBILE.sub("〔手机号〕", text)
    text = _LANDLINE.sub("〔电话〕", text)
    text = _LANDLINE_NAMED.sub(r"\1〔电话〕", text)
    text = _PLATE.sub("〔车牌号〕", text)
    text = _ADDRESS.sub("〔住址〕", text)
    text = _ADDRESS_NAMED.sub(r"\1〔住址〕", text)
    return _NAME.sub(r"\1〔姓名〕", text)


def is_id_number(digits: str) -> bool:
    """Whether 18 characters are a possible identity number: a birthday that exists and a right checksum."""
    if not _is_birthday(digits[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, digits[:17], strict=True))
    return _ID_CHECKS[total % 11] == digits[17]


def _masked_ids(text: str) -> str:
    pieces: list[str] = []
    place = 0
    for found in _ID_18.finditer(text):
        if found.start() >= place and is_id_number(_digits(found[1])):
            pieces += [text[place : found.start()], "〔身份证号〕"]
            place = found.end(1)
    return "".join((*pieces, text[place:]))


def _digits(text: str) -> str:
    return "".join("X" if char in "XxＸｘ" else str(int(char)) for char in text if char.isdigit() or char in "XxＸｘ")


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
