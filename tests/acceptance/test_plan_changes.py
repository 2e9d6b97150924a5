"""A plan changes in its year: a group made clear, a milestone taken, a task moved, a table taken by rows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.ports.messages import File
from tests.acceptance.living import living

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.living import Living

JUSTICE, SCHOOLS, HOUSING = "liaison:区司法局", "liaison:区教育局", "liaison:区住建局"
ROWS = """| 4 | 行政处罚信息公开 | 年底前完成自查 | 区司法局牵头，区直有关部门配合 | 10月底前 |
| 5 | 政策解读 | 解读 | 区财政局 | 9月底前 |
| 6 | 公开指南 | 更新 | 区司法局 | 11月底前 |
"""


def table(rows: str, year: int = 2026) -> File:
    head = "| 序号 | 任务名称 | 任务内容 | 责任单位 | 时间节点 |\n|---|---|---|---|---|\n"
    return File(name="任务表.md", content=f"# {year}年任务分解表\n\n{head}{rows}".encode())


def sent(life: Living, seat: str, title: str) -> int:
    """How many messages with that title a seat has been sent."""
    asyncio.run(life.app.drain())
    return sum(reply.title.startswith(title) for reply in life.mail(seat))


def test_the_plan_of_a_year_is_changed_step_by_step(tmp_path: Path) -> None:
    with living(tmp_path, "2026-06-01T09:30") as life:
        life.say("admin", "", files=(table(ROWS),))
        life.say("admin", "确认导入")
        assert "指哪些单位" in life.told("admin", "待明确")
        assert "4. 行政处罚" in life.told(HOUSING, "我的任务")
        life.say(HOUSING, "确认 4 https://example.gov.cn/zj")
        (question,) = life.app.house.store.tasks.questions(2026)

        refused = life.told("admin", f"答复 Q{question.id} 区教育局、区财证局")
        assert "单位目录里没有“区财证局”，是不是“区财政局”" in refused
        answered = life.told("admin", f"答复 Q{question.id} 区教育局、区财政局")
        assert "“区直有关部门”指区教育局、区财政局" in answered
        assert "已经确认过的仍保留：区住建局" in answered
        assert "4. 行政处罚" in life.told(SCHOOLS, "我的任务")
        assert "0/4已完成，待审核1" in life.told("admin", "进度 4")

        assert "已改好并采纳：4.11" in life.told("admin", "里程碑 4.11 改 2026-11-20")
        assert "11月20日前" in life.told(JUSTICE, "我的任务")

        life.say("admin", "修改 4 时间节点 9月底前 原因 上级提前检查")
        assert "已修改第4项" in life.told("admin", "确认修改")
        assert "9月30日前" in life.told(SCHOOLS, "我的任务")
        assert sent(life, SCHOOLS, "【时限调整】4.") == 1
        assert "待审核1" in life.told("admin", "进度 4")

        life.say("admin", "撤销任务 6 已并入第4项")
        assert "已撤销第6项" in life.told("admin", "确认撤销")
        assert "公开指南" not in life.told(JUSTICE, "我的任务")
        assert "已撤销" in life.told(JUSTICE, "任务 6")
        assert sent(life, JUSTICE, "【任务撤销】6.") == 1
        assert "已恢复第6项" in life.told("admin", "恢复任务 6")
        assert "公开指南" in life.told(JUSTICE, "我的任务")

        rows = ROWS.replace("10月底前", "12月底前").replace("| 5 | 政策解读 | 解读 | 区财政局 | 9月底前 |\n", "")
        (looked,) = life.say("admin", "", files=(table(rows + "| 7 | 新的任务 | 无 | 区教育局 | 8月底 |\n"),))
        assert "“区直有关部门”按2026年的答复，指区教育局、区财政局，不再问。" in looked.body
        assert "1. 变更 第4项“行政处罚信息公开”：时间节点 “9月底前” → “12月底前”" in looked.body
        assert "编号是1到3" in life.told("admin", "接受 9")
        assert "已接受1条变更，另外2条没有接受、保持原样" in life.told("admin", "接受 2")
        numbers = {task.number: task.deadline_text for task in life.app.house.store.tasks.all(2026)}
        assert numbers == {4: "9月底前", 5: "9月底前", 6: "11月底前", 7: "8月底"}

        life.restart()
        (looked,) = life.say("admin", "", files=(table(ROWS, 2027),))
        assert "不再问" in looked.body
        life.say("admin", "确认导入")
        assert life.app.house.store.tasks.questions(2027) == ()
        assert life.app.house.store.confirmations.latest_by_occurrence(2027) == {}
        assert set(life.app.house.store.tasks.milestone_states(2027).values()) == {"offered"}
        assert life.app.integrity() == ()


def test_a_liaison_leaves_and_the_next_one_goes_on(tmp_path: Path) -> None:
    with living(tmp_path, "2026-06-01T09:30") as life:
        life.say("admin", "", files=(table(ROWS),))
        life.say("admin", "确认导入")
        life.say(JUSTICE, "确认 6 https://example.gov.cn/a")
        life.say(JUSTICE, "确认 4")
        assert "确认后给您一个加入码" in life.told(JUSTICE, "交接")
        (given,) = life.say(JUSTICE, "确认交接")
        code = given.body.splitlines()[0]
        life.say(JUSTICE, "确认 4")
        assert "给接手的人用的" in life.told(JUSTICE, f"/加入 {code}")
        assert "接替区司法局联络员（示例）" in life.told("citizen", f"/加入 {code}")
        assert "已收到并保存" in life.told("citizen", "https://example.gov.cn/b")
        assert "没有要办" not in life.told("citizen", "我的任务")
        assert "要联络员来做" in life.told(JUSTICE, "我的任务")
        assert (sent(life, JUSTICE, "【已交接】"), sent(life, "admin", "【已交接】区司法局")) == (1, 1)

        life.tick("2026-09-30T09:30")
        assert sent(life, JUSTICE, "【工作提醒】") == 0
        before = life.app.house.store.confirmations.get(1)
        assert before is not None
        person = life.app.house.store.people.get(before.person_id)
        assert person is not None
        assert person.name == "区司法局联络员（示例）"
        assert "liaison.handed_over" in {event.action for event in life.app.house.store.audit.all()}
        assert life.app.integrity() == ()


def test_a_unit_without_a_liaison_is_named_before_its_next_reminder(tmp_path: Path) -> None:
    with living(tmp_path, "2026-08-27T09:30") as life:
        life.say("admin", "", files=(table(ROWS),))
        life.say("admin", "确认导入")
        person = life.app.house.store.people.at("console", "liaison:区财政局")
        assert person is not None
        assert "移除编号" in life.say("admin", "联络员 区财政局")[0].buttons[0].label
        assert "现在没有联络员了" in life.told("admin", f"移除联络员 {person.id}")
        life.tick("2026-08-28T09:30")
        assert sent(life, "admin", "【没有联络员】") == 1
        (_, alarm) = life.say("admin", "今日")
        assert "区财政局：第5项“政策解读”，8月31日该提醒（提前30天），现在没人收得到" in alarm.body
        (given,) = life.say("admin", alarm.buttons[0].send)
        life.say("citizen", f"/加入 {given.body.splitlines()[0]}")
        assert "都有联络员" in life.told("admin", "今日")
        life.tick("2026-08-31T09:30")
        assert sent(life, "citizen", "【工作提醒】区财政局") == 1
