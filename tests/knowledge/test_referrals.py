import pytest

from knowledge.referrals import formal, personal, small_talk, urgent
from knowledge.text import normal


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("家里着火了怎么办", "119"),
        ("电梯困人了！", "119"),
        ("我妈晕倒了，没呼吸了", "120"),
        ("有人喝农药了", "120"),
        ("有人持刀在小区里", "110"),
        ("孩子走丢了", "110"),
        ("我被骗了3万块钱", "110"),
        ("我不想活了", "12356"),
    ],
)
def test_an_emergency_is_sent_to_its_number(said: str, number: str) -> None:
    referral = urgent(normal(said))
    assert referral is not None
    assert number in referral.to


@pytest.mark.parametrize(
    "said",
    [
        "火灾事故责任怎么认定",
        "煤气灶打不着火",
        "溺水预防教育有哪些要求",
        "网友相约自杀，平台要承担赔偿责任吗",
        "触电死亡工伤赔偿多少",
        "社保卡丢了",
    ],
)
def test_a_question_about_rules_is_no_emergency(said: str) -> None:
    assert urgent(normal(said)) is None


@pytest.mark.parametrize(
    "said",
    [
        "我的低保什么时候批下来",
        "我家的危房补贴为什么还不发",
        "我申请的公租房审核通过了吗",
        "凭什么不给我办居住证",
        "为什么取消我的低保",
        "我妈的高龄补贴怎么停了",
        "我上个月交的材料怎么还没消息",
        "我的补贴到账了没有",
    ],
)
def test_a_personal_case_is_for_who_holds_the_file(said: str) -> None:
    referral = personal(normal(said))
    assert referral is not None
    assert "12345" in referral.to


@pytest.mark.parametrize(
    "said",
    [
        "低保多久能批下来",
        "我的身份证丢了怎么办",
        "我想申请公租房需要什么条件",
        "我家孩子怎么上户口",
        "审核不通过的原因有哪些",
        "我的社保卡怎么激活",
    ],
)
def test_a_question_of_many_is_no_personal_case(said: str) -> None:
    assert personal(normal(said)) is None


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("我要举报邻居违建", "信访"),
        ("我要投诉物业", "信访"),
        ("投诉某某公司拖欠工资", "信访"),
        ("我们要上访", "信访"),
        ("我要申请公开2022年的征地补偿文件", "政府信息公开"),
        ("请公开本村征地批复文件", "政府信息公开"),
        ("查一下我的低保申请进度", "12345"),
    ],
)
def test_what_has_a_statutory_channel_is_sent_there(said: str, to: str) -> None:
    referral = formal(normal(said))
    assert referral is not None
    assert to in referral.to


@pytest.mark.parametrize(
    "said", ["投诉电话是多少", "举报有奖励吗", "依申请公开多久答复", "社保卡怎么办", "反映问题有哪些渠道"]
)
def test_asking_how_is_not_doing_it(said: str) -> None:
    assert formal(normal(said)) is None


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("你好", "您好"),
        ("您好！", "您好"),
        ("在吗？", "您好"),
        ("hello", "您好"),
        ("谢谢你的帮助", "不客气"),
        ("好的", "不客气"),
        ("再见", "不客气"),
        ("你是机器人吗", "问答助手"),
        ("你能做什么", "问答助手"),
    ],
)
def test_small_talk_is_recognised(said: str, reply: str) -> None:
    referral = small_talk(normal(said))
    assert referral is not None
    assert referral.to == ""
    assert reply in referral.why


@pytest.mark.parametrize("said", ["你好，社保卡怎么办", "好的，那要带什么材料", "可以代办吗", "行政复议", ""])
def test_a_question_with_a_greeting_is_no_small_talk(said: str) -> None:
    assert small_talk(normal(said)) is None
