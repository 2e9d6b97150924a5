import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.redaction import is_id_number, mask

ORDINARY = (
    "拨打12345或者110、119、120咨询",
    "2022年10月31日前完成，2022-10-31公布，20221031",
    "第二十六条、第26条第3款",
    "国发〔2022〕12号，晋政办发〔2022〕105号",
    "80周岁以上每月补贴1000元，共120000000元",
    "统一社会信用代码",
    "姓名变更、姓名权纠纷、我叫不到车",
    "市政务服务大厅在府前路1号",
    "新能源车上牌，A类企业",
    "一共3栋楼，2单元",
    "〔身份证号〕〔手机号〕",
    "热线4001234567",
    "增值税3%，1.5万元",
)
PERSONAL = {
    "11010519491231002X": "〔身份证号〕",
    "130503670401001": "〔身份证号〕",
    "13800138000": "〔手机号〕",
    "+86 138-0013-8000": "〔手机号〕",
    "0355-3023456": "〔电话〕",
    "(0355)3023456转802": "〔电话〕",
    "6222021234567890128": "〔银行卡号〕",
    "晋D12345": "〔车牌号〕",
    "晋D·D12345": "〔车牌号〕",
    "京A1234警": "〔车牌号〕",
    "zhang.san@example.com.cn": "〔邮箱〕",
    "幸福路3号2单元501室": "〔住址〕",
    "阳光小区3栋2单元101": "〔住址〕",
    "东沟村3组12号": "〔住址〕",
}


@pytest.mark.parametrize(("written", "placeholder"), PERSONAL.items())
def test_personal_data_is_masked_by_its_type(written: str, placeholder: str) -> None:
    assert mask(f"，{written}，") == f"，{placeholder}，"
    assert mask(f"请问{written}") == f"请问{placeholder}"


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("我叫张三丰，想问低保", "我叫〔姓名〕，想问低保"),
        ("姓名：欧阳锋 手机13800138000", "姓名：〔姓名〕 手机〔手机号〕"),
        ("身份证号110105194912310021写错了", "身份证号〔身份证号〕写错了"),
        ("卡号是6222 0212 3456 7890 12", "卡号是〔银行卡号〕"),
        ("我家电话3023456", "我家电话〔电话〕"),
        ("我家住解放街12号", "我家住〔住址〕"),
        ("我住在解放街12号院3号楼，怎么落户", "我住在〔住址〕，怎么落户"),
        ("１３８００１３８０００", "〔手机号〕"),
        ("一三八零零一三八零零零", "〔手机号〕"),
        ("张三13800138000", "张三〔手机号〕"),
        ("138.0013.8000或幺三八 〇〇一三 八〇〇〇", "〔手机号〕或〔手机号〕"),
        ("zhang.san＠example。com，li艾特example点com", "〔邮箱〕，〔邮箱〕"),
        ("晋D·一二三四五", "〔车牌号〕"),
        ("李家村三组十二号", "〔住址〕"),
        ("110105 19491231 002x", "〔身份证号〕"),
        ("13800138000 11010519491231002X", "〔手机号〕 〔身份证号〕"),
    ],
)
def test_personal_data_is_masked_in_its_sentence(written: str, masked: str) -> None:
    assert mask(written) == masked


@pytest.mark.parametrize("text", ORDINARY)
def test_policy_text_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "digits", ["110105194912310021", "110105194913310021", "6222021234567890127", "130503671301001", "030503670401001"]
)
def test_numbers_that_cannot_be_personal_stay(digits: str) -> None:
    assert mask(digits) == digits


PIECES = st.one_of(
    st.sampled_from((*ORDINARY, *PERSONAL)), st.text(max_size=8), st.from_regex(r"[0-9]{1,19}[Xx]?", fullmatch=True)
)


@given(st.lists(PIECES, max_size=6).map("".join))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(
    around=st.tuples(st.text(max_size=5), st.text(max_size=5)),
    region=st.integers(100_000, 999_999),
    birthday=st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)),
    order=st.integers(0, 999),
)
def test_no_possible_identity_number_survives(
    around: tuple[str, str], region: int, birthday: dt.date, order: int
) -> None:
    stem = f"{region}{birthday:%Y%m%d}{order:03}"
    number = next(stem + check for check in "0123456789X" if is_id_number(stem + check))
    assert number not in mask(number.join(around))


@given(st.lists(PIECES, max_size=6).map("".join))
def test_no_identity_number_is_left_in_any_text(text: str) -> None:
    left = re.findall(r"(?=([0-9]{17}[0-9Xx]))", mask(text))
    assert not any(is_id_number(one.upper()) for one in left)
