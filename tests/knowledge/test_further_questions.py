"""Further messages beside the whole sample bank: read with the last topic where they need it, and only there."""

import pytest

from tests.knowledge.test_sample_bank import TODAY, answerer

OTHER_MATTERS = [
    *(
        "养狗办证吗",
        "驾校多少钱",
        "停车费多少",
        "燃气费怎么交",
        "水管爆了找谁",
        "路灯坏了",
        "考公务员条件",
        "教师资格证",
    ),
    *(
        "结婚登记",
        "快递丢了",
        "医院挂号",
        "疫苗预约",
        "遗嘱公证",
        "网贷逾期",
        "征信查询",
        "出租车投诉",
        "公交线路",
        "停电了",
    ),
]


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("护照在哪里办", "有效期多久", "E100"),
        ("居住证怎么办", "丢了咋办", "E172"),
        ("居住证怎么办", "有啥用", "E173"),
        ("居住证怎么办", "那多久要签一次", "E097"),
        ("买房契税多少", "什么时候交", "E125"),
        ("公积金怎么提取", "几天到账", "E128"),
        ("公积金怎么提取", "余额怎么查", "E241"),
        ("信访多久答复", "不满意怎么办", "E331"),
        ("怎么申请政府信息公开", "要交钱吗", "E003"),
        ("驾照丢了怎么补", "扣满12分呢", "E148"),
        ("新生儿怎么上户口", "怎么改名", "E091"),
        ("酒驾怎么处罚", "公积金怎么提取", "E127"),
    ],
)
def test_a_further_question_finds_its_entry(first: str, then: str, entry: str) -> None:
    before = answerer().answer(first, today=TODAY)[-1].before
    (answer,) = answerer().answer(then, today=TODAY, before=before)
    assert answer.candidates[0].entry.id == entry


@pytest.mark.parametrize("first", ["低保怎么申请", "失业金怎么领", "公积金怎么提取", "护照在哪里办"])
def test_another_matter_is_answered_as_if_nothing_had_been_asked(first: str) -> None:
    before = answerer().answer(first, today=TODAY)[-1].before
    assert before is not None
    alone = [answerer().answer(then, today=TODAY) for then in OTHER_MATTERS]
    assert [answerer().answer(then, today=TODAY, before=before) for then in OTHER_MATTERS] == alone
