import pytest

from knowledge.referrals import elsewhere, formal, personal, small_talk, urgent
from knowledge.text import normal


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("家里着火了怎么办", "119"),
        ("着火啦！三楼！", "119"),
        ("楼道里冒黑烟，快来人", "119"),
        ("屋头起火咯", "119"),
        ("煤气漏了满屋都是味", "119"),
        ("电梯困人了！", "119"),
        ("我和孩子被困在电梯里了", "119"),
        ("我妈晕倒了，没呼吸了", "120"),
        ("俺爹昏过去了咋弄", "120"),
        ("有人喝农药了", "120"),
        ("娃儿掉到河里了", "120"),
        ("我老婆快生了，羊水破了", "120"),
        ("孩子吃东西噎住了脸都紫了", "120"),
        ("去年做过手术，现在突然大出血", "120"),
        ("有人持刀在小区里", "110"),
        ("有人拿刀砍人了", "110"),
        ("孩子走丢了", "110"),
        ("老汉走失了一天了", "110"),
        ("我被骗了3万块钱", "110"),
        ("刚被人抢了", "110"),
        ("我被家暴了", "110"),
        ("着火了快来人，物业光收费不管事，消防检查都是走过场", "119"),
        ("有人持刀，我要举报", "110"),
        ("救命！煤气中毒了，没买保险", "120"),
        ("我不想活了", "12356"),
        ("赔偿款要不回来，我真的活不下去了", "12356"),
        ("活着没意思，死了算了", "12356"),
        ("我妈说她想自杀", "12356"),
        ("低保停了，我想从楼上跳楼", "12356"),
    ],
)
def test_an_emergency_is_sent_to_its_number(said: str, number: str) -> None:
    for known in (True, False):
        referral = elsewhere(normal(said), known=known)
        assert referral is not None
        assert number in referral.to


@pytest.mark.parametrize(
    "said",
    [
        "火灾事故责任怎么认定",
        "煤气灶打不着火",
        "溺水预防教育有哪些要求",
        "网友相约自杀，平台要承担赔偿责任吗",
        "触电死亡工伤赔多少",
        "在岗位上晕倒算不算工伤",
        "我快生了，产假从哪天开始休",
        "去年家里着火了，房子烧没了能申请救助吗",
        "前年我家失火后户口本烧了怎么办",
        "家里没有着火，就是想问消防检查",
        "持刀抢劫怎么判",
        "热得想死，单位该发高温费吗",
        "新闻里说有人跳楼，物业有责任吗",
        "孩子在学校遭人欺负了咋办",
        "食物中毒了找谁赔",
        "怎么预防煤气中毒",
        "社保卡丢了",
        "身份证被偷了怎么补",
        "电视里说有人落水没人救",
        "小说里有人不想活了",
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
        "凭啥把我妈的低保停了",
        "我妈的高龄补贴怎么停了",
        "我上个月交的材料怎么还没消息",
        "我的补贴到账了没有",
        "俺的养老金咋还没发",
        "我家的征地补偿款到现在都没给",
        "我孩子的助学金评上了没",
        "我的身份证好久能拿到",
        "我的公租房申请到哪一步了",
        "我的失业金这个月怎么没发",
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
        "我想办低保多久能批下来",
        "我的身份证丢了怎么办",
        "我想申请公租房需要什么条件",
        "我家孩子怎么上户口",
        "审核不通过的原因有哪些",
        "我的社保卡怎么激活",
        "我什么时候能领养老金",
        "低保申请没通过可以复议吗",
        "我公司什么时候给我交社保",
        "为什么不给农民发补贴",
        "我要开发票怎么开",
        "我多大能办身份证",
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
        ("实名举报村主任吃拿卡要", "信访"),
        ("俺们要告村委会", "信访"),
        ("现举报某饭店使用地沟油", "信访"),
        ("半夜施工吵得没法睡，请有关部门查处", "信访"),
        ("路灯坏了半年，希望政府尽快解决", "信访"),
        ("求领导做主", "信访"),
        ("反映了好几次都没人管", "信访"),
        ("我要申请公开2022年的征地补偿文件", "政府信息公开"),
        ("请公开本村征地批复文件", "政府信息公开"),
        ("现向贵局申请公开道路工程的中标合同", "政府信息公开"),
        ("请把三公经费明细公开给我", "政府信息公开"),
        ("要求贵单位提供2021年的会议纪要", "政府信息公开"),
    ],
)
def test_what_is_to_be_lodged_is_never_answered(said: str, to: str) -> None:
    referral = elsewhere(normal(said), known=True)
    assert referral is not None
    assert to in referral.to


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("我要投诉物业乱收费找谁", "信访"),
        ("我想举报老板不交社保怎么弄", "信访"),
        ("我想申请公开拆迁方案，怎么申请", "政府信息公开"),
        ("查一下我的低保申请进度", "12345"),
        ("小区垃圾没人管", "信访"),
    ],
)
def test_what_has_a_channel_is_sent_there_unless_the_bank_says_how(said: str, to: str) -> None:
    assert elsewhere(normal(said), known=True) is None
    referral = elsewhere(normal(said), known=False)
    assert referral is not None
    assert to in referral.to


def test_anger_about_a_matter_is_met_calmly_unless_the_bank_knows_the_matter() -> None:
    said = normal("老百姓的事一点不管，一群王八蛋")
    referral = elsewhere(said, known=False)
    assert referral is not None
    assert "对不起" in referral.why
    assert elsewhere(said, known=True) is None
    assert elsewhere(normal("老板是王八蛋，不发工资怎么办"), known=False) is None


@pytest.mark.parametrize(
    "said",
    [
        "投诉电话是多少",
        "举报有奖励吗",
        "举报人信息保密吗",
        "怎么投诉",
        "信访条例规定几天答复",
        "去哪里投诉拖欠工资",
        "投诉拖欠工资打什么电话",
        "依申请公开多久答复",
        "信息公开申请要交钱吗",
        "发现申请公开的信息有错怎么办",
        "我不是要投诉，就想问物业费标准",
        "社保卡怎么办",
        "反映问题有哪些渠道",
        "被人举报了怎么办",
        "上访多少天给答复",
        "什么叫实名举报",
    ],
)
def test_asking_how_is_not_doing_it(said: str) -> None:
    assert formal(normal(said)) is None


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("你好", "您好"),
        ("您好！", "您好"),
        ("在吗？", "您好"),
        ("你好，在吗", "您好"),
        ("hello", "您好"),
        ("转人工", "您好"),
        ("1", "您好"),
        ("谢谢你的帮助", "不客气"),
        ("好的明白了，太感谢你了", "不客气"),
        ("蟹蟹", "不客气"),
        ("好的", "不客气"),
        ("中嘞", "不客气"),
        ("再见", "不客气"),
        ("你是机器人吗", "问答助手"),
        ("你能做什么", "问答助手"),
        ("你是哪个单位的", "问答助手"),
        ("讲个笑话", "闲聊"),
        ("吃饭了吗", "闲聊"),
        ("今天天气怎么样", "闲聊"),
        ("哈哈哈哈", "闲聊"),
        ("你个傻逼", "对不起"),
        ("滚", "对不起"),
        ("你们都是吃干饭的废物", "对不起"),
        ("什么破机器人，一问三不知", "对不起"),
        ("垃圾系统", "对不起"),
        ("你妈死了", "对不起"),
        ("答非所问，没用的东西", "对不起"),
        ("龟儿子你啥子都不懂", "对不起"),
        ("政府都是骗子", "对不起"),
        ("tmd", "对不起"),
    ],
)
def test_small_talk_is_recognised(said: str, reply: str) -> None:
    referral = small_talk(normal(said))
    assert referral is not None
    assert referral.to == ""
    assert reply in referral.why


@pytest.mark.parametrize(
    "said",
    [
        "你好，社保卡怎么办",
        "好的，那要带什么材料",
        "可以代办吗",
        "行政复议",
        "",
        "垃圾",
        "垃圾分类",
        "村里垃圾没人管",
        "遇到骗子怎么办",
        "我妈死了要去销户吗",
        "有病能请假吗",
        "有病",
        "瓜娃子在学校遭人欺负了咋个办",
        "老板是王八蛋，工资不发",
        "没用完的公积金能取吗",
        "滚动公示是什么意思",
        "人工流产有假吗",
        "谢师宴能办吗",
        "没有了户口本怎么办",
        "我的退休金",
        "多少钱",
        "牛奶补贴",
        "你能帮我查社保吗",
        "我" * 100,
    ],
)
def test_what_names_a_matter_is_no_small_talk(said: str) -> None:
    assert small_talk(normal(said)) is None
