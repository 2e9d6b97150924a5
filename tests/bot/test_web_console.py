"""The office's pages: what they show, what they export."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from bot.alarms import unbound_units
from bot.ports.messages import Button, Reply
from bot.ports.proofs import Page
from knowledge.entries import Entry, Source
from knowledge.statutes import Article, Law
from reminders.confirmations import Confirmation, Evidence, EvidenceKind, ReviewState
from reminders.directory import GroupAnswer
from reminders.notices import Audience, AudienceKind, Notice
from reminders.outbox import Delivery, DeliveryKind, DeliveryState
from reminders.planner import Duty, Reminder
from reminders.schedule import Deadline, Kind
from reminders.tasks import Assignment, Milestone, Question, Task
from reminders.units import Part, UnitPhrase
from tests.bot.web_browser import NOW, Browser, Program

if TYPE_CHECKING:
    from collections.abc import Sequence

YEAR = 2026
LINK = "https://www.example.gov.cn/xxgk/1.html"


def task(number: int, name: str, *deadlines: Deadline, milestones: tuple[Milestone, ...] = ()) -> Task:
    return Task(
        year=YEAR,
        number=number,
        name=name,
        content="严格落实。",
        units=UnitPhrase(),
        units_text="区司法局牵头，区直各有关部门配合",
        deadlines=deadlines,
        deadline_text="10月底前",
        milestones=milestones,
        id=f"t{number}",
        sample=True,
    )


def once(*days: str) -> Deadline:
    return Deadline(wording="10月底前", kind=Kind.ONCE, occurrences=tuple(date.fromisoformat(day) for day in days))


MARCH = Milestone(text="3月底前公布", occurrences=(date(2026, 3, 31),))
TASKS = (
    task(4, "行政处罚信息公开", once("2026-10-31")),
    task(5, "电子监控设备公开", once("2026-09-30", "2026-12-31")),
    task(7, "个人信息保护", Deadline(wording="全年", kind=Kind.ONGOING)),
    task(8, "依申请公开", Deadline(wording="收到之日起20个工作日内", kind=Kind.WITHIN, days=20, workdays=True)),
    task(
        9,
        "=cmd|' /C calc'!A0",
        once("2027-01-15"),
        milestones=(Milestone(text="3月底前公布", occurrences=(date(2026, 3, 31),)),),
    ),
)
SHARES = (
    Assignment(task_id="t4", unit="区司法局", part=Part.LEAD),
    Assignment(task_id="t4", unit="区财政局", part=Part.SUPPORT, via="区直各有关部门", uncertain=True),
    Assignment(task_id="t5", unit="上党经开区", part=Part.RESPONSIBLE),
    Assignment(task_id="t7", unit="区司法局", part=Part.RESPONSIBLE),
    Assignment(task_id="t9", unit="区财政局", part=Part.RESPONSIBLE),
)


@pytest.fixture
def program() -> Program:
    program = Program()
    store = program.store
    store.tasks.save(YEAR, "2026年政务公开工作要点任务分解表", TASKS, SHARES)
    store.tasks.ask(YEAR, [Question(where="第3行", text="区直各有关部门", ask="是指哪些部门？")])
    person = store.people.at("web", "demo:liaison:区司法局")
    assert person is not None
    digest = store.files.put(b"PK-evidence")
    store.confirmations.add(
        Confirmation(
            id=0,
            occurrence="t4/1/1",
            task_id="t4",
            unit="区司法局",
            person_id=person.id,
            evidence=(
                Evidence(kind=EvidenceKind.LINK, value=LINK),
                Evidence(kind=EvidenceKind.FILE, value="情况说明.docx", digest=digest, size=11),
                Evidence(kind=EvidenceKind.TEXT, value="已全部公开"),
            ),
            state=ReviewState.SUBMITTED,
            submitted_at=NOW,
        )
    )
    begun = store.matters.open(unit="区公安分局", entry_id="", at=NOW)
    store.matters.join(begun.id, "电动车上牌在哪里", person_id=person.id, at=NOW)
    store.entries.save(
        [
            Entry(
                id="e1",
                question="对补偿决定不服怎么办？",
                answer="可以申请行政复议。",
                similar=("补偿不服咋办",),
                topic="土地征收",
                unit="区住建局",
                sources=(Source(title="国有土地上房屋征收与补偿条例", article="第二十六条"),),
                checked_on=date(2026, 10, 1),
            ),
            Entry(id="e2", question="旧政策", answer="过期了。", valid_until=date(2025, 12, 31)),
        ]
    )
    notice = store.notices.add(
        Notice(id=0, text="请核对清单。", audience=Audience(kind=AudienceKind.LIAISONS), author_id=1, sent_at=NOW),
        person_ids=[person.id, 1],
    )
    store.notices.acknowledge(notice.id, person_id=person.id, at=NOW)
    for receiver, state in ((person.id, DeliveryState.SENT), (1, DeliveryState.DEAD)):
        delivery = Delivery(
            key=f"notice:{notice.id}:{receiver}", person_id=receiver, kind=DeliveryKind.NOTICE, payload="{}", due_at=NOW
        )
        store.outbox.put(delivery)
        store.outbox.claim(now=NOW, urgent_only=False)
        store.outbox.settle(delivery.key, state=state, at=NOW, error="")
    reminders = [
        Reminder(
            duty=Duty(
                task_id="t4",
                number=4,
                name="行政处罚信息公开",
                occurrence="t4/1/1",
                due=date(2026, 10, 31),
                unit="区司法局",
                part=Part.LEAD,
            ),
            on=date(2026, 10, 23),
            rung=rung,
        )
        for rung in (7, 0, -3, None)
    ]
    store.ledger.add(reminders, delivery="d1", person_id=person.id, at=NOW)
    store.audit.add(
        at=NOW, actor="person:1", action="confirmation.submitted", subject="t4", detail={"unit": "区司法局"}
    )
    return program


@pytest.fixture
def browser(program: Program) -> Browser:
    return Browser(program)


def page(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.text


def holds(text: str, parts: Sequence[str]) -> list[str]:
    """The parts that are missing."""
    return [part for part in parts if part not in text]


def test_the_first_screen_answers_the_three_questions(browser: Browser) -> None:
    text = page(browser, "/office")
    assert holds(text, ["<b>1</b> 项本月到期", "<b>1</b> 个单位还没确认", "<b>4</b> 件等我处理"]) == []
    assert "另有 1 项以前到期的" in text
    assert (
        holds(text, ["还有5个工作日", "已超期", LINK, "通过 1", "退回 1", "答复 Q1", "/office/matters#g1", "采纳 9.1"])
        == []
    )
    assert holds(text, ["没有联络员的单位 <i>1</i>", "已点收 1", "1 条没发出"]) == []


def test_another_month_can_be_looked_at(browser: Browser) -> None:
    text = page(browser, "/office?month=2026-12")
    assert holds(text, ["2026年12月", "<b>1</b> 项当月到期"]) == []
    assert "2026年10月" in page(browser, "/office?month=2026-13")


def test_another_years_table_opens_at_its_last_month(program: Program, browser: Browser) -> None:
    assert 'class="years"' not in page(browser, "/office")
    old = replace(TASKS[0], id="old", year=2025, deadlines=(once("2025-12-31"),))
    program.store.tasks.save(2025, "2025年任务分解表", [old], [])
    assert holds(page(browser, "/office"), ["2026年10月", 'href="/office?year=2025"']) == []
    assert "2025年12月" in page(browser, "/office?year=2025")
    program.store.tasks.save(2026, "2026年", [], [])
    assert "2025年12月" in page(browser, "/office")


def test_an_empty_house_says_where_to_begin() -> None:
    browser = Browser(Program())
    for path in ("/office", "/office/board", "/office/tasks", "/office/bank"):
        assert "现在导入" in page(browser, path)
    for path in ("/office/notices", "/office/trail", "/office/units"):
        assert "</html>" in page(browser, path)


def test_many_confirmations_fold_away(program: Program, browser: Browser) -> None:
    for number in range(10):
        program.store.confirmations.add(
            Confirmation(
                id=0,
                occurrence="gone/1/1",
                task_id="gone" if number else "t7",
                unit="区财政局",
                person_id=1,
                evidence=(),
                state=ReviewState.SUBMITTED,
                submitted_at=NOW + timedelta(minutes=number),
            )
        )
    assert holds(page(browser, "/office"), ["还有 3 件", "全部通过", "没有附佐证"]) == []


def test_the_board_shows_states_by_shape_and_word(browser: Browser) -> None:
    text = page(browser, "/office/board")
    assert holds(text, ["待审", "未报", "超期 0/2", "全年", "<u>牵</u>", "区司法局：待审核（牵头）"]) == []
    assert (
        text.index("<span>上党经开区</span>")
        < text.index("<span>区司法局</span>")
        < text.index("<span>区财政局</span>")
    )


def test_the_task_list_shows_what_was_read(browser: Browser) -> None:
    text = page(browser, "/office/tasks?year=2026")
    assert holds(text, ["9月30日、12月31日", "2027年1月15日", "20个工作日内", "是指哪些部门？", "请您明确"]) == []


def test_a_cell_opens_its_history(browser: Browser) -> None:
    text = page(browser, "/office/cell?year=2026&task=4&unit=区司法局")
    assert holds(text, ["待审核", LINK, "/office/evidence/1/1", "提前7天", "当天", "超期后第3个工作日", "例行"]) == []
    assert holds(text, ["提交确认", "单位：区司法局"]) == []


def test_a_cell_of_a_reviewed_confirmation_shows_the_reason(program: Program, browser: Browser) -> None:
    program.store.confirmations.review(1, state=ReviewState.RETURNED, by=1, at=NOW, reason="链接打不开")
    assert holds(page(browser, "/office/cell?task=4&unit=区司法局"), ["已退回", "链接打不开"]) == []


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("task=4&unit=区财政局", ["未确认", "还没有提醒过", "是不是这个单位还要明确"]),
        ("task=5&unit=上党经开区", ["已超期"]),
        ("task=7&unit=区司法局", ["没有固定的日期"]),
    ],
)
def test_cells_without_a_history_say_so(browser: Browser, query: str, parts: list[str]) -> None:
    assert holds(page(browser, f"/office/cell?{query}"), parts) == []


@pytest.mark.parametrize("query", ["", "task=4", "task=4&unit=上党经开区", "task=99&unit=区司法局", "task=x&unit=y"])
def test_a_cell_that_is_not_there(browser: Browser, query: str) -> None:
    assert browser.get(f"/office/cell?{query}").status_code == 404


def test_the_bank_shows_what_would_be_answered(program: Program, browser: Browser) -> None:
    text = page(browser, "/office/bank?q=补偿不服咋办")
    assert holds(text, ["直接回答", "93%", "第二十六条", "不在有效期", "2026年10月1日"]) == []
    program.store.entries.save(
        [Entry(id="e1", question="对补偿决定不服怎么办？", answer="过期", valid_until=date(2025, 1, 1))]
    )
    assert holds(page(browser, "/office/bank?q=医保"), ["说明不知道", "区医保局"]) == []


def test_the_laws_behind_the_bank_are_listed(program: Program, browser: Browser) -> None:
    assert "<h2>法律法规" not in page(browser, "/office/bank")
    one = Article(id="L:样板法:1", label="第一条", heading="", text="甲。")
    for title, status in (("样板法", "现行有效"), ("另法", "尚未施行")):
        law = Law(title=title, date=date(2020, 1, 2), articles=(replace(one, id=f"L:{title}:1"),), status=status)
        program.store.statutes.save(law, file="a.md", at=NOW)
    text = page(browser, "/office/bank")
    assert holds(text, ["《样板法》（2020年1月2日版，1条）", "《另法》（2020年1月2日版，1条，尚未施行）"]) == []


def test_units_stand_in_official_order_with_their_liaisons(browser: Browser) -> None:
    text = page(browser, "/office/units")
    assert holds(text, ["加入码 区财政局", "! 没有", "7天内有效"]) == []
    assert text.index("开发区</th>") < text.index("区直部门</th>")


def test_notices_show_sent_and_tapped(browser: Browser) -> None:
    counts = (("应收", 2), ("已发出", 1), ("没发出", 1), ("已点收", 1))
    shown = [f"<dt>{name}</dt><dd>{count}</dd>" for name, count in counts]
    text = page(browser, "/office/notices")
    assert holds(text, shown) == []
    assert "还没点收" not in text


def test_the_trail_says_whether_the_chain_holds(browser: Browser) -> None:
    assert "前后校验一致" in page(browser, "/office/trail")


def test_a_reply_may_offer_buttons_on_the_page(program: Program, browser: Browser) -> None:
    buttons = (Button(label="确认发送", send="确认发送"), Button(label="看看", send="https://a.example.cn/"))
    program.reply = lambda _: (Reply(body="将发给 2 人", buttons=buttons),)
    where = browser.post("/office/do", {"text": "/通知", "back": "/office/notices"}).headers["location"]
    assert holds(page(browser, where), ['value="确认发送"', 'href="https://a.example.cn/"']) == []


def test_evidence_is_saved_and_never_shown_in_place(browser: Browser) -> None:
    answer = browser.get("/office/evidence/1/1")
    assert (answer.status_code, answer.content) == (200, b"PK-evidence")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''%E6%83%85")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("seat", "status"),
    [
        ("liaison:区司法局", 200),
        ("liaison:上党经开区", 404),
        ("admin", 200),
        ("citizen", 404),
    ],
)
def test_evidence_is_saved_by_whoever_may_see_it(browser: Browser, seat: str, status: int) -> None:
    answer = browser.get(f"/evidence/1/1?as={seat}")
    assert answer.status_code == status
    if status == 200:
        assert answer.content == b"PK-evidence"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_lead_saves_the_evidence_of_its_supporting_unit_and_a_stranger_nothing(
    program: Program, browser: Browser
) -> None:
    digest = program.store.files.put(b"PK-support")
    proof = Evidence(kind=EvidenceKind.FILE, value="证明.docx", digest=digest, size=10)
    (first,) = program.store.confirmations.waiting()
    program.store.confirmations.add(replace(first, id=0, unit="区财政局", evidence=(proof,)))
    assert browser.get("/evidence/2/0?as=liaison:区司法局").content == b"PK-support"
    assert browser.get("/evidence/2/0").status_code == 404
    program.store.settings.set("office_password", "scrypt$x")
    assert Browser(program).get("/evidence/2/0").status_code == 404
    assert Browser(program).get("/evidence/2/0?as=liaison:区司法局").status_code == 403


def test_a_cell_of_what_has_passed_offers_to_open_it_again(program: Program, browser: Browser) -> None:
    page_read = Page(title="关于行政处罚信息的公示", date=date(2026, 3, 1))
    program.store.confirmations.link_read(LINK, page=page_read, at=NOW)
    program.store.confirmations.review(1, state=ReviewState.PASSED, by=1, at=NOW)
    text = page(browser, "/office/cell?task=4&unit=区司法局")
    assert holds(text, ['value="重开 1"', "关于行政处罚信息的公示", "2026年3月1日", "已通过"]) == []


@pytest.mark.parametrize("path", ["1/0", "1/2", "1/9", "77/0"])
def test_evidence_that_is_no_file(browser: Browser, path: str) -> None:
    assert browser.get(f"/office/evidence/{path}").status_code == 404


def test_evidence_that_was_lost(program: Program, browser: Browser) -> None:
    program.store.confirmations.add(
        Confirmation(
            id=0,
            occurrence="t4/1/1",
            task_id="t4",
            unit="区财政局",
            person_id=1,
            evidence=(Evidence(kind=EvidenceKind.FILE, value="丢了.docx", digest="0" * 64, size=1),),
            state=ReviewState.SUBMITTED,
            submitted_at=NOW,
        )
    )
    assert browser.get("/office/evidence/2/0").status_code == 404


def test_evidence_and_exports_are_for_the_office_only(program: Program) -> None:
    program.store.settings.set("office_password", "scrypt$x")
    stranger = Browser(program)
    for path in ("/office/evidence/1/1", "/office/tasks.xlsx", "/office", "/office/board", "/office/cell"):
        assert stranger.get(path).status_code == 303


@pytest.mark.parametrize(
    ("name", "holding"),
    [
        ("month", ["2026年10月31日", "还有5个工作日", "区财政局"]),
        ("board", ["待审核（牵头）", "已超期（责任） 0/2"]),
        ("tasks", ["2026年9月30日、2026年12月31日"]),
        ("units", ["区司法局示例", "4、7"]),
        ("confirmations", [LINK + "\n情况说明.docx\n已全部公开", "待审核"]),
        ("ledger", ["提前7天", "例行"]),
        ("gaps", ["G1", "电动车上牌在哪里"]),
        ("questions", ["Q1", "是指哪些部门？"]),
        ("bank", ["对补偿决定不服怎么办？"]),
        ("notices", ["请核对清单。"]),
        ("trail", ["提交确认", "第4项 行政处罚信息公开", "单位：区司法局"]),
    ],
)
def test_every_list_can_be_saved_for_excel(browser: Browser, name: str, holding: list[str]) -> None:
    answer = browser.get(f"/office/{name}.xlsx?year=2026")
    assert answer.headers["content-disposition"].startswith("attachment")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [part for part in holding if not any(part in cell for cell in cells)] == []
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


TABLE = """# 2026年政务公开工作要点任务分解表

| 序号 | 任务名称 | 任务内容 | 责任单位 | 时间节点 |
| --- | --- | --- | --- | --- |
| 1 | 政策发布 | 首发 | 区司法局 | 10月底前 |
| 2 | 政策解读 | 解读 | 区财政局 | 猴年马月 |
"""


def test_an_upload_is_shown_before_anything_changes(program: Program, browser: Browser) -> None:
    before = program.store.tasks.all(YEAR)
    answer = browser.post("/office/import", {}, files=[("file", ("任务表.md", TABLE.encode()))])
    assert answer.status_code == 200
    assert holds(answer.text, ["会读成这样", "政策发布", "2026年10月31日", "猴年马月"]) == []
    assert holds(answer.text, ["新增 第2项“政策解读”", 'name="row" value="1" checked', "导入打勾的"]) == []
    assert program.store.tasks.all(YEAR) == before


def taking(text: str, *rows: str) -> dict[str, str | list[str]]:
    """The form of the page that shows a table's changes, with these ticked."""
    hidden = {
        name: found[1] for name in ("digest", "shown") if (found := re.search(rf'name="{name}" value="([^"]+)"', text))
    }
    return {"kind": "tasks", "name": "任务表.md", "row": list(rows), **hidden}


def test_only_the_ticked_changes_of_a_table_are_taken(program: Program, browser: Browser) -> None:
    looked = browser.post("/office/import", {}, files=[("file", ("任务表.md", TABLE.encode()))]).text
    added = re.search(r'value="(\d+)"[^>]*><span>\d+\. 新增 第2项', looked)
    assert added is not None
    none = browser.post("/office/import/take", taking(looked))
    assert "没有写变更的编号" in browser.get(none.headers["location"]).text
    taken = browser.post("/office/import/take", taking(looked, added[1]))
    assert taken.headers["location"].startswith("/office/tasks?flash=")
    assert "保持原样" in browser.get(taken.headers["location"]).text
    assert [task.name for task in program.store.tasks.all(YEAR)] == ["政策解读"]
    again = browser.post("/office/import/take", taking(looked, added[1]))
    assert "编号对不上" in browser.get(again.headers["location"]).text


def test_an_upload_that_cannot_be_read_says_what_to_do(browser: Browser) -> None:
    answer = browser.post("/office/import", {}, files=[("file", ("任务表.docx", b"not a zip"))])
    assert answer.status_code == 200
    assert 'class="flash fault"' in answer.text


def test_an_import_without_a_file_or_kind_changes_nothing(browser: Browser) -> None:
    assert "先看看" in page(browser, "/office/import")
    assert browser.post("/office/import", {"text": "确认导入"}).status_code == 400
    table = [("file", ("任务表.md", TABLE.encode()))]
    assert browser.post("/office/import", {"kind": "people"}, files=table).status_code == 400


BANK = "标准问题,答案,主题\n怎么申请公开,可以当面交。,政务公开\n没有答案,,政务公开\n"
PACKAGES = "名称,又称,条目编号\n老人补贴,高龄,E404\n没有条目,,\n"
UNITS = "单位,单位组\n区民政局,区直部门\n区司法局,区直部门\n"


@pytest.mark.parametrize(
    ("kind", "text", "parts", "shown"),
    [
        ("bank", BANK, ["读出 1 条", "怎么申请公开"], "/office/bank"),
        ("packages", PACKAGES, ["读出 1 个政策包", "读不了的 1 行", "题库里没有编号E404", "高龄"], "/topics"),
        ("units", UNITS, ["读出 2 个单位", "区民政局"], "/office/units"),
    ],
)
def test_the_bank_and_the_directory_are_looked_at_and_then_taken(
    program: Program, browser: Browser, kind: str, text: str, parts: list[str], shown: str
) -> None:
    looked = browser.post("/office/import", {"kind": kind}, files=[("file", ("表.csv", text.encode("utf-8-sig")))])
    assert holds(looked.text, parts) == []
    assert not changed(program, kind)
    found = re.search(r'name="digest" value="([0-9a-f]+)"', looked.text)
    assert found is not None
    taken = browser.post("/office/import/take", {"kind": kind, "name": "表.csv", "digest": found[1]})
    assert taken.headers["location"] == shown
    assert changed(program, kind)
    assert f"{kind}.imported" in {event.action for event in program.store.audit.all()}


def changed(program: Program, kind: str) -> bool:
    if kind == "bank":
        return "怎么申请公开" in {entry.question for entry in program.store.entries.all()}
    if kind == "packages":
        return "老人补贴" in {one.title for one in program.store.packages.all()}
    return "区民政局" in {unit.name for unit in program.store.units.all()}


@pytest.mark.parametrize("form", [{"kind": "tasks"}, {"kind": "bank", "digest": "0" * 64}, {}])
def test_nothing_is_taken_that_was_not_looked_at(browser: Browser, form: dict[str, str]) -> None:
    assert browser.post("/office/import/take", form).status_code == 400


def test_a_file_that_is_no_bank_is_not_taken(program: Program, browser: Browser) -> None:
    digest = program.store.files.put(b"PK-evidence")
    form = {"kind": "bank", "name": "证明.docx", "digest": digest}
    assert browser.post("/office/import/take", form).status_code == 400
    assert len(program.store.entries.all()) == 2


def flashed(browser: Browser, **form: str) -> str:
    """What the page says after a form of the office pages."""
    answer = browser.post("/office/do", {"back": "/office/tasks", "message_id": form["text"], **form})
    return browser.get(answer.headers["location"]).text


def test_the_plan_is_changed_on_the_pages_as_in_chat(program: Program, browser: Browser) -> None:
    assert holds(page(browser, "/office/tasks"), ["改这一项", 'value="修改 4 时间节点"', 'value="撤销任务 4"']) == []
    flashed(browser, text="修改 4 时间节点", more="11月底前", reason="统一推迟")
    assert program.received[-1].text == "修改 4 时间节点 11月底前 原因 统一推迟"
    program.store.tasks.withdraw("t5", reason="已并入第4项", on=date(2026, 10, 1))
    program.store.groups.save(GroupAnswer(wording="区直有关部门", units=("区司法局",), year=2026))
    program.store.tasks.decide_milestone("t9", 1, accepted=True)
    text = page(browser, "/office/tasks")
    assert holds(text, ["已撤销", "2026年10月1日撤销，原因：已并入第4项", "恢复任务 5"]) == []
    assert holds(text, ["“区直有关部门”指区司法局（2026年答复）", "已采纳的节点", "里程碑 9.11 改"]) == []


def test_units_without_a_liaison_are_named_before_their_next_reminder(program: Program, browser: Browser) -> None:
    assert page(browser, "/office").count("现在没人收得到") == len(unbound_units(program.house, date(2026, 10, 24)))
    assert holds(page(browser, "/office/units"), ["交接给别人", "移除联络员", "该提醒", "加入码"]) == []
