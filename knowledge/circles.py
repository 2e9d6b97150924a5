"""Circles of people for whom policy is made (群体): what they are called, and which words of an entry concern them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.text import normal

if TYPE_CHECKING:
    from knowledge.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """People whom one kind of policy concerns (群体).

    `aliases` are what they call themselves; an entry concerns them by any of the `words`, once `besides` is left out:
    企业退休人员 are no firms.
    """

    name: str
    aliases: tuple[str, ...]
    words: tuple[str, ...]
    besides: tuple[str, ...] = ()

    def concerns(self, entry: Entry) -> bool:
        """Whether an entry asks about these people, or is filed under their name.

        How else it is asked strays too far, and 养老、救助和优待 is a topic of several circles.
        """
        said, topic = normal(entry.question), normal(entry.topic)
        if topic == self.name or topic in self.aliases:
            return True
        for word in self.besides:
            said = said.replace(word, "")
        return any(word in said for word in self.words)


CIRCLES = (
    Circle(
        name="企业",
        aliases=("企业主", "公司", "个体户", "个体工商户", "市场主体", "办企业的", "开公司的", "老板"),
        words=(
            "企业",
            "公司",
            "个体工商户",
            "个体户",
            "市场主体",
            "营业执照",
            "小微",
            "减税",
            "稳岗",
            "创业",
            "开店",
            "增值税",
            "纳税人",
            "经营",
        ),
        besides=("企业退休", "企业职工", "物业公司"),
    ),
    Circle(
        name="农民工",
        aliases=("务工人员", "进城务工人员", "打工的", "外出务工", "工人"),
        words=("农民工", "务工", "拖欠工资", "工资被拖欠", "欠薪", "工地", "包工头", "讨薪"),
    ),
    Circle(
        name="毕业生",
        aliases=("大学生", "高校毕业生", "大学毕业生", "应届生", "应届毕业生"),
        words=("毕业生", "大学生", "应届", "就业见习", "三支一扶", "助学贷款"),
    ),
    Circle(
        name="孕产妇",
        aliases=("孕妇", "产妇", "准妈妈", "宝妈", "怀孕的"),
        words=("孕", "产假", "生育", "产检", "分娩", "流产", "新生儿", "育儿", "哺乳", "生孩子"),
    ),
    Circle(
        name="老年人",
        aliases=("老人", "老年", "退休人员", "长者", "老同志", "退休的"),
        words=("老年", "老人", "高龄", "养老", "退休", "失能"),
    ),
    Circle(
        name="残疾人",
        aliases=("残疾", "残障人士", "残障"),
        words=("残疾", "残障", "无障碍", "盲人"),
    ),
    Circle(
        name="退役军人",
        aliases=("退伍军人", "复员军人", "转业军人", "军人", "军属", "老兵"),
        words=("退役", "退伍", "复员", "转业", "军人", "军属", "烈士", "优抚"),
    ),
    Circle(
        name="学生家长",
        aliases=("家长", "孩子家长", "学生"),
        words=("入学", "上学", "转学", "义务教育", "幼儿园", "学籍", "小学", "初中", "学校", "学区"),
    ),
    Circle(
        name="困难家庭",
        aliases=("低保户", "困难群众", "低收入家庭", "特困人员"),
        words=("低保", "最低生活保障", "特困", "救助", "困难家庭", "低收入"),
    ),
    Circle(
        name="农民",
        aliases=("农户", "村民", "种粮大户", "种地的"),
        words=("农户", "种粮", "惠农", "耕地", "宅基地", "承包地", "土地承包", "乡村振兴", "农机", "征地"),
    ),
    Circle(
        name="求职者",
        aliases=("失业人员", "找工作的", "灵活就业人员", "失业"),
        words=("失业", "就业困难", "再就业", "灵活就业", "找工作", "招聘"),
    ),
)


def circle_named(text: str) -> Circle | None:
    """The circle that a text names; None for anything else."""
    said = normal(text)
    return next((one for one in CIRCLES if said == one.name or said in one.aliases), None)
