"""Small talk beside the whole sample bank: none of it is answered with a policy."""

import pytest

from knowledge.answers import Decision
from tests.knowledge.test_sample_bank import TODAY, answerer

_ROWS = """
你好呀 | 嗨，有人吗 | 早上好，今天辛苦了 | 新年快乐 | 中秋节快乐呀
晚安 | 喂喂喂 | 测试一下 | 我又来了 | 好久不见
谢谢，你真好 | 太感谢了，帮了我大忙 | 多谢多谢 | 好嘞，知道了 | 行，那我明天去看看
嗯嗯 | 哦 | 没别的事了 | 拜拜 | 先这样吧
你是真人还是机器人 | 你叫什么名字 | 你几岁啦 | 你是谁做出来的 | 你会唱歌吗
你有女朋友吗 | 你吃饭了吗 | 你下班了吗 | 你在干嘛呢 | 你是不是傻
给我讲个笑话 | 陪我聊会儿天 | 今天天气真好啊 | 外面下雨了 | 我好无聊
今天好累不想上班 | 哈哈哈哈笑死我了 | 我失恋了 | 我想你了 | 我爱你
晚上吃什么好 | 周末去哪儿玩 | 推荐一部好看的电影 | 昨晚的球赛你看了吗 | 给我写首诗
1加1等于几 | 现在几点了 | 今天星期几 | 明天会不会下雪 | 你觉得我帅吗
什么玩意儿 | 你个大笨蛋 | 滚蛋 | 你们这服务太垃圾了 | 说了半天跟没说一样
你有病吧 | 就知道糊弄人 | 白痴机器人 | 气死我了 | 浪费我时间
"""
LINES = [line.strip() for row in _ROWS.strip().splitlines() for line in row.split("|")]


@pytest.mark.parametrize("line", LINES)
def test_small_talk_is_never_answered_from_the_bank(line: str) -> None:
    assert [one.entry for one in answerer().answer(line, today=TODAY)] == [None]


def test_most_small_talk_is_known_as_such() -> None:
    answers = [answerer().answer(line, today=TODAY)[0] for line in LINES]
    assert len(LINES) == 60
    assert sum(one.elsewhere for one in answers) >= 50
    assert [one.question for one in answers if one.decision is Decision.SUGGEST] == []
