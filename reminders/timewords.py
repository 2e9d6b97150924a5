"""The words of the 时间节点 language, and what each of them is."""

from __future__ import annotations

from enum import StrEnum

from reminders.parsing import Lexer


class Word(StrEnum):
    """The kinds of words from which times are built."""

    YEAR = "年"
    NAMED_YEAR = "今年"
    YEAR_END = "年底"
    YEAR_START = "开年"
    HALF = "上半年"
    HALF_YEAR = "半年"
    QUARTER = "季度"
    CODED_QUARTER = "Q1"
    MONTH = "月"
    NEXT_MONTH = "次月"
    TEN_DAYS = "上旬"
    EACH_TEN_DAYS = "旬"
    WEEK = "周"
    DAY = "日"
    DAYS = "天"
    WORKDAY = "工作日"
    HOURS = "小时"
    CLOCK = "时"
    MINUTE = "分"
    DAYPART = "上午"
    EACH = "每"
    BY = "按"
    INTERVAL = "每隔"
    FIRST = "首"
    LAST = "最后"
    ORDINAL = "第"
    MEASURE = "个"
    START = "初"
    MIDDLE = "中"
    CLOSE = "底"
    BEFORE = "前"
    WITHIN = "内"
    UNTIL = "止"
    AFTER = "后"
    OVER = "结束"
    SINCE = "起"
    FROM = "从"
    LIMIT = "不超过"
    ABOUT = "左右"
    OF = "的"
    TIMES = "一次"
    ONGOING = "全年"
    VERB = "推进"
    AND = "并"
    LIST = "、"
    RANGE = "至"
    SEPARATOR = "，"
    BRACKET = "（）"
    DOT = "."
    SLASH = "/"
    COLON = ":"
    VAGUE = "尽快"
    SOFT = "及时"
    PLAIN = "事前"


SAID: dict[Word, str] = {
    Word.YEAR: "年 年度",
    Word.NAMED_YEAR: "今年 本年 本年度 当年 当年度 今年度 明年 次年 翌年 来年 下年 下一年 明年度 次年度 翌年度 下年度 "
    "下一年度 去年 上年 上年度 上一年 上一年度 去年度 后年",
    Word.YEAR_END: "年底 年末 年终 岁末 年度末 年度底 年终岁尾",
    Word.YEAR_START: "岁初 开年",
    Word.HALF: "上半年 下半年 前半年 后半年 上半年度 下半年度",
    Word.HALF_YEAR: "半年 半年度",
    Word.QUARTER: "季度 季",
    Word.CODED_QUARTER: "Q1 Q2 Q3 Q4 q1 q2 q3 q4",
    Word.MONTH: "月 月份",
    Word.NEXT_MONTH: "次月 下月 下个月 翌月",
    Word.TEN_DAYS: "上旬 中旬 下旬",
    Word.EACH_TEN_DAYS: "旬",
    Word.WEEK: "周 星期 礼拜",
    Word.DAY: "日 号",
    Word.DAYS: "天 自然日 日历日 日历天",
    Word.WORKDAY: "工作日 工作天",
    Word.HOURS: "小时",
    Word.CLOCK: "时 点 点钟 时整 点整 点半",
    Word.MINUTE: "分 分钟",
    Word.DAYPART: "上午 下午 中午 晚上 早上 晚 早 凌晨",
    Word.EACH: "每 每个 每逢 每一 每一个",
    Word.BY: "按 逐 各 各个",
    Word.INTERVAL: "每隔 隔周 隔月 隔年 双周 双月 单月",
    Word.FIRST: "首 首个",
    Word.LAST: "最后 最后一 最后一个 最末",
    Word.ORDINAL: "第",
    Word.MEASURE: "个",
    Word.START: "初",
    Word.MIDDLE: "中",
    Word.CLOSE: "底 末",
    Word.BEFORE: "前 之前 以前",
    Word.WITHIN: "内 之内 以内",
    Word.UNTIL: "止 截止 为止",
    Word.AFTER: "后 之后 以后 过后",
    Word.OVER: "结束 终了 结束之日",
    Word.SINCE: "起 之日起 开始 伊始",
    Word.FROM: "从 自 自从",
    Word.LIMIT: "不超过 最长 最多",
    Word.ABOUT: "左右 前后 上下 ",
    Word.OF: "的 以来",
    Word.TIMES: "一次 1次 一回 一遍 一期",
    Word.ONGOING: "全年 全年度 长期 长期性 持续 持续性 常年 常态化 常态 实时 即时 日常 日常性 经常性 不间断 "
    "动态更新 动态调整 动态管理 及时更新 及时动态更新 随时更新 随时 长效 长期有效",
    Word.VERB: "完成 办结 建成 推进 坚持 开展 落实 执行 更新 公开 发布 公布 公示 实施 进行 做好 抓好 组织 召开 "
    "启动 编制 报送 上报 制定 印发 出台 录入 补录 清理 推动 加强 深化 优化 完善 保持 巩固 提升 跟进 "
    "调整 用力 发力 整改 维护 运行 施行 实行 见效 督办 关注 监测 健全 强化 做实 抓实 不少于 不低于 "
    "至少",
    Word.AND: "并 且 并且 同时 此后 随后 再 然后",
    Word.LIST: "、 和 及 与 或 以及",
    Word.RANGE: "至 到 直至 - — —— – ― ─ ── ~ ~~ -- 〜 ∼",
    Word.SEPARATOR: ", ; 。 ! ？ ?",
    Word.BRACKET: "( ) 【 】 [ ] 〔 〕",
    Word.DOT: ". ·",
    Word.SLASH: "/",
    Word.COLON: ":",
    Word.VAGUE: "尽快 尽早 从速 待定 另定 待明确 待确定 适时 视情 视情况 酌情 择机 择期 近期 另行通知 "
    "另行安排 另行 届时 立即 马上 年前 年后 期间 前夕 本月 当月 上月 本周 下周 上周 周末 本季度 "
    "上季度 下季度 次季度 当季 当季度 不早于 农历 腊月 正月 次日 当日 当天 必要时 暂定 节假日",
    Word.SOFT: "及时 定期 不定期 按要求 按上级要求 按照上级要求 按时 按期 如期 按规定 按照规定 按计划 按照计划 逐步 "
    "同步 抓紧 第一时间 限期 法定时限 法定期限 规定时间 规定时限 规定期限 按时间节点 按进度 按需 根据要求 "
    "按照要求 上级要求",
    Word.PLAIN: "事前 下班前 目前 前期 前置 前列 前提 前沿 前往 当前 前瞻 前端 前台 前景 前款 前述 前面 向前 空前 提前 "
    "此前 岗前 学前 产前 婚前 前任 前线 前言 史前 面前 前移 靠前 前进 月度 生产月 宣传月 "
    "服务月 活动月 质量月 岁月 "
    "季节 年龄 周年 周岁 周边 周期 近半年 半年来 至今 至关 "
    "至于 以至 甚至 乃至 及其 涉及 普及 做到 到位 达到 得到 到期 "
    "可持续 分工 分管 各类 各级 各单位 各部门 今后 起草 起诉 起点 起步 内蒙 中级 中考 中学 "
    "后续 后期 后台 落后 背后 及以上 内容 内部 内控 内设 国内 初步 初稿 初审 初期 底数 底线 底册 末端 "
    "即日起 中共 中央 中心 中国 中小",
}

WORDS: dict[str, str] = {said: word for word, line in SAID.items() for said in line.split()}
LEXER = Lexer(WORDS)
