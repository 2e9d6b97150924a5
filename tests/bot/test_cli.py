"""The command line: what it says, what machines read, how it ends."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli import build_parser, main
from bot.cli.parser import words

ROOT = Path(__file__).parents[2]
TABLE = """# 2022年任务分解表

| 序号 | 任务名称 | 任务内容 | 责任单位 | 时间节点 |
|---|---|---|---|---|
| 4 | 行政处罚信息公开 | 年底前完成公示 | 区司法局牵头，区财政局配合 | 10月底前 |
| 5 | 没写清的任务 | 内容 | 区有关部门 | 尽快 |
"""
GOOD = TABLE.replace("尽快", "全年")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A data folder with the sample, shared by commands that only read."""
    folder = tmp_path_factory.mktemp("data")
    assert main(["tasks", "list", "--data", str(folder)]) == 0
    return str(folder)


@pytest.fixture
def own(tmp_path: Path) -> str:
    """A data folder of the test's own."""
    return str(tmp_path / "data")


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(arguments) == code
    return capsys.readouterr().out


def read(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(said(capsys, *arguments, code=code))
    return value


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_help_is_chinese_for_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("", *words(build_parser())):
        with pytest.raises(SystemExit) as left:
            main([*command.split(), "--help"])
        assert left.value.code == 0
        shown = capsys.readouterr().out
        assert shown.startswith("用法：")
        assert "显示这份说明" in shown
        assert "show this help" not in shown


@pytest.mark.parametrize(
    ("arguments", "words_"),
    [
        (["nothing"], "没有 'nothing' 这个选项"),
        (["ask"], "缺少参数"),
        (["ask", "a", "b"], "不认识的参数：b"),
        (["tick", "--now"], "--now 后面要跟一个值"),
        (["tick", "--now", "昨天"], "不是时间"),
        (["run", "--port", "x"], "--port 的值 'x' 不对"),
        (["bank"], "缺少参数"),
    ],
)
def test_wrong_use_is_said_in_chinese_and_ends_with_two(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words_: str
) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert words_ in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words_"),
    [
        (["tasks", "import", "nowhere.docx"], 2, "读不到文件 nowhere.docx"),
        (["chat", "--as", "liaison:火星局"], 2, "单位目录里没有“火星局”"),
        (["chat", "--as", "boss"], 2, "没有“boss”这个身份"),
        (["chat", "--as", "admin:区司法局"], 2, "没有“admin:区司法局”这个身份"),
        (["bank", "export", "bank.doc"], 2, "不会写 .doc 文件"),
        (["bank", "export", "none/bank.csv"], 2, "写不了文件"),
        (["tick", "--config", "none.toml"], 2, "读不到配置文件"),
    ],
)
def test_what_cannot_be_done_is_said_and_ends_by_its_kind(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    data: str,
    arguments: list[str],
    code: int,
    words_: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--data", data]) == code
    assert words_ in capsys.readouterr().err


def test_a_broken_file_ends_with_one(capsys: pytest.CaptureFixture[str], tmp_path: Path, data: str) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    assert main(["tasks", "import", str(tmp_path / "a.pdf"), "--data", data]) == 1
    assert "PDF" in capsys.readouterr().err


def test_the_data_folder_and_the_configuration_come_from_the_surroundings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WENBAN_DATA", str(tmp_path / "here"))
    (tmp_path / "config.toml").write_text("[office]\nnmae = 'x'", encoding="utf-8")
    assert main(["tasks", "list"]) == 2
    assert "是不是想写 name" in capsys.readouterr().err
    (tmp_path / "config.toml").write_text("[office]\nname = '示例区政务公开办'", encoding="utf-8")
    assert main(["tasks", "list"]) == 0
    assert (tmp_path / "here" / "wenban.db").exists()
    (tmp_path / "here" / "wenban.db").write_bytes(b"x" * 4096)
    assert main(["tasks", "list"]) == 1
    assert "wenban.db" in capsys.readouterr().err


def test_ask_in_both_forms(capsys: pytest.CaptureFixture[str], data: str) -> None:
    answer = read(capsys, "ask", "身份证丢了怎么补办", "--data", data, "--json")
    assert set(answer) == {"question", "decision", "confidence", "answer", "candidates", "refer"}
    assert answer["decision"] == "answer"
    assert set(answer["answer"]) == {"id", "question", "text", "sources", "unit", "checked_on"}
    assert set(answer["answer"]["sources"][0]) == {"title", "number", "issuer", "date", "article", "status"}
    assert set(answer["candidates"][0]) == {"id", "question", "confidence"}
    assert "依据：《居民身份证法》" in said(capsys, "ask", "身份证丢了怎么补办", "--data", data)
    assert "不想猜" in said(capsys, "ask", "怎么移民火星", "--data", data)
    assert "请找：119" in said(capsys, "ask", "家里着火了", "--data", data)


def test_several_questions_stand_one_after_the_other(capsys: pytest.CaptureFixture[str], data: str) -> None:
    answer = read(capsys, "ask", "产假有多少天？流产有假期吗？", "--data", data, "--json")
    assert answer["answer"]["question"].startswith("产假")
    assert [one["decision"] for one in answer["also"]] == ["answer"]
    assert "left" not in answer


def test_questions_beyond_five_are_named(capsys: pytest.CaptureFixture[str], data: str) -> None:
    asked = "低保怎么申请？医保怎么交？护照在哪办？居住证怎么办？身份证丢了怎么补？公积金怎么提取？"
    answer = read(capsys, "ask", asked, "--data", data, "--json")
    assert len(answer["also"]) == 4
    assert answer["left"] == ["公积金怎么提取？"]
    assert said(capsys, "ask", asked, "--data", data).rstrip().endswith("或者再发一次：\n· 公积金怎么提取？")


def test_parse_deadline(capsys: pytest.CaptureFixture[str]) -> None:
    text = "2022年度的市场监管信息10月底前补录完成，每年3月底前公布"
    assert read(capsys, "parse", "deadline", text, "--year", "2022", "--json") == {
        "text": text,
        "year": 2022,
        "deadlines": [
            {"kind": "once", "occurrences": ["2022-10-31"]},
            {"kind": "yearly", "occurrences": ["2022-03-31"]},
        ],
        "problem": None,
    }
    within = read(capsys, "parse", "deadline", "收到之日起20个工作日内", "--year", "2022", "--json")
    assert within["deadlines"] == [{"kind": "within", "occurrences": [], "days": 20, "workdays": True}]
    refused = read(capsys, "parse", "deadline", "尽快", "--year", "2022", "--json", code=1)
    assert (refused["deadlines"], bool(refused["problem"])) == ([], True)
    assert "2022-10-31" in said(capsys, "parse", "deadline", "10月底前", "--year", "2022")
    assert "没有读懂" in said(capsys, "parse", "deadline", "尽快", "--year", "2022", code=1)


def test_parse_units(capsys: pytest.CaptureFixture[str]) -> None:
    text = "区司法局牵头，上党经开区、区直各有关部门配合"
    assert read(capsys, "parse", "units", text, "--json") == {
        "text": text,
        "lead": ["区司法局"],
        "support": ["上党经开区", "区直各有关部门"],
        "responsible": [],
        "problem": None,
    }
    assert read(capsys, "parse", "units", "待定", "--json", code=1)["problem"]
    assert "牵头" in said(capsys, "parse", "units", text)
    assert "没有读懂" in said(capsys, "parse", "units", "待定", code=1)


def test_a_table_is_previewed_read_in_and_read_in_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, own: str
) -> None:
    file = tmp_path / "表.md"
    file.write_text(TABLE, encoding="utf-8")
    preview = said(capsys, "tasks", "import", str(file), "--dry-run", "--data", own, code=1)
    assert "没有读懂的 1 处" in preview
    assert "这次只是预览，没有写入。" in preview
    assert "示例" in said(capsys, "tasks", "list", "--data", own)
    file.write_text(GOOD, encoding="utf-8")
    table = read(capsys, "tasks", "import", str(file), "--data", own, "--json")
    assert (table["title"], table["year"], len(table["tasks"])) == ("2022年任务分解表", 2022, 2)
    assert table["tasks"][0]["milestones"] == [{"text": "年底前完成公示", "occurrences": ["2022-12-31"]}]
    assert set(table["tasks"][0]) == {"number", "name", "content", "units", "deadlines", "milestones"}
    file.write_text(GOOD.replace("10月底前", "11月底前"), encoding="utf-8")
    left = said(capsys, "tasks", "import", str(file), "--except", "1", "--data", own)
    assert "时间节点 “10月底前” → “11月底前”（不接受，保持原样）" in left
    assert "没有“9”" in said(capsys, "tasks", "import", str(file), "--only", "9", "--data", own, code=1)
    again = said(capsys, "tasks", "import", str(file), "--only", "1", "--data", own)
    assert "新增 0，变更 1，不变 1，撤下 0" in again
    assert "时间节点 “10月底前” → “11月底前”" in again
    listed = read(capsys, "tasks", "list", "--year", "2022", "--data", own, "--json")
    assert [task["number"] for task in listed["tasks"]] == [4, 5]
    assert "2022-11-30" in said(capsys, "tasks", "list", "--year", "2022", "--data", own)
    assert "还没有任务表" in said(capsys, "tasks", "list", "--year", "1999", "--data", own)


def test_a_table_without_a_year_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, own: str) -> None:
    file = tmp_path / "表.md"
    file.write_text(GOOD.replace("2022年", ""), encoding="utf-8")
    assert "没有看出是哪一年的表" in said(capsys, "tasks", "import", str(file), "--data", own, code=1)
    assert "读出 2 项任务" in said(capsys, "tasks", "import", str(file), "--year", "2023", "--data", own)


def test_the_year_is_planned_ticked_and_kept_in_the_ledger(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, own: str
) -> None:
    file = tmp_path / "表.md"
    file.write_text(GOOD, encoding="utf-8")
    said(capsys, "tasks", "import", str(file), "--data", own)
    span = ("--from", "2022-10-24", "--to", "2022-10-25", "--data", own)
    plan = read(capsys, "tasks", "plan", *span, "--json")["reminders"]
    assert plan[0] == {
        "on": "2022-10-24",
        "unit": "区司法局",
        "role": "lead",
        "task": 4,
        "occurrence": "2022-10-31",
        "rung": 7,
    }
    assert {one["rung"] for one in plan if one["task"] == 5} == {"round"}
    assert "提前7天" in said(capsys, "tasks", "plan", *span)

    ticked = read(capsys, "tick", "--now", "2022-10-24T09:00", "--data", own, "--json")
    assert (ticked["queued"], ticked["failed"]) == (2, [])
    assert ticked["now"].startswith("2022-10-24T09:00")
    assert {one["unit"] for one in ticked["sent"]} == {"区司法局", "区财政局"}
    assert set(ticked["sent"][0]) == {"to", "unit", "text"}
    assert "发出 0 条" in said(capsys, "tick", "--now", "2022-10-24T09:01", "--data", own)
    assert "【工作提醒】区司法局  10月28日" in said(capsys, "tick", "--now", "2022-10-28T09:01", "--data", own)

    rows = read(capsys, "tasks", "ledger", "--unit", "区司法局", "--data", own, "--json")["reminders"]
    assert rows[0]["rung"] == "7"
    assert {row["state"] for row in rows} == {"sent"}
    assert "共" in said(capsys, "tasks", "ledger", "--data", own)

    month = read(capsys, "report", "month", "--now", "2022-10-24T09:00", "--data", own, "--json")
    assert set(month["due"][0]["missing"]) == {
        "区司法局",
        "区财政局",
    }
    assert "本月到期 1 项" in said(capsys, "report", "month", "--now", "2022-10-24T09:00", "--data", own)


def test_a_conversation_on_the_console(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    now = ("--now", "2026-11-24T10:00", "--data", own)
    typed(monkeypatch, "我的任务\n\n确认 5 https://example.gov.cn\n")
    lines = said(capsys, "chat", "--as", "liaison:区司法局", *now, "--json").splitlines()
    replies = [json.loads(line) for line in lines]
    assert [set(one) for one in replies] == [{"text", "buttons", "files"}] * 2
    assert {"label", "send"} == set(replies[0]["buttons"][0])
    assert "已收到并保存" in replies[1]["text"]
    typed(monkeypatch, "待审核\n")
    shown = said(capsys, "chat", "--as", "admin", *now)
    assert "【待审核 1】区司法局" in shown
    assert "[通过→通过 1]" in shown
    typed(monkeypatch, "")
    assert said(capsys, "chat", "--as", "admin", *now) == ""
    typed(monkeypatch, "你好")
    assert said(capsys, "chat", *now, "--json")


def test_after_the_demo_only_citizens_talk_on_the_console(capsys: pytest.CaptureFixture[str], own: str) -> None:
    from bot.store import open_store  # noqa: PLC0415 - as the commands do

    said(capsys, "tasks", "list", "--data", own)
    store = open_store(Path(own))
    store.settings.set("office_password", "set")
    store.close()
    assert main(["chat", "--as", "admin", "--data", own]) == 2
    assert "演示已经结束" in capsys.readouterr().err


def test_the_bank_goes_out_comes_back_and_is_checked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, own: str
) -> None:
    listed = read(capsys, "bank", "list", "--data", own, "--json")["entries"]
    assert f"共 {len(listed)} 条" in said(capsys, "bank", "list", "--data", own)
    for ending in ("xlsx", "csv", "jsonl"):
        file = tmp_path / f"bank.{ending}"
        assert "已导出" in said(capsys, "bank", "export", str(file), "--data", own)
        back = read(capsys, "bank", "import", str(file), "--dry-run", "--data", own, "--json")
        assert (back["entries"], back["problems"]) == (len(listed), [])
    (tmp_path / "bad.csv").write_text("标准问题,答案\n怎么办？,\n怎么走？,往前。\n", encoding="utf-8")
    done = said(capsys, "bank", "import", str(tmp_path / "bad.csv"), "--data", own, code=1)
    assert "已导入 1 条：新增 1，更新 0" in done
    assert "有问题的 1 行" in done
    checked = read(capsys, "bank", "check", "--data", own, "--json", code=1)
    assert checked["problems"]
    assert "需要看一看" in said(capsys, "bank", "check", "--data", own, code=1)


def test_packages_are_read_in_and_listed_with_what_they_lack(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, own: str
) -> None:
    sample = read(capsys, "bank", "packages", "--data", own, "--json")["packages"]
    assert f"共 {len(sample)} 个。" in said(capsys, "bank", "packages", "--data", own)
    assert all(one["sample"] and not one["gone"] for one in sample)
    lines = [json.dumps({name: value for name, value in one.items() if name != "sample"}) for one in sample[:2]]
    (tmp_path / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    looked = said(capsys, "bank", "import-packages", str(tmp_path / "own.jsonl"), "--dry-run", "--data", own)
    assert "可导入 2 个政策包：新增 2，更新 0。" in looked
    assert len(read(capsys, "bank", "packages", "--data", own, "--json")["packages"]) == len(sample)
    done = read(capsys, "bank", "import-packages", str(tmp_path / "own.jsonl"), "--data", own, "--json")
    assert (done["packages"], len(done["added"]), done["changed"], done["problems"]) == (2, 2, [], [])
    (tmp_path / "more.csv").write_text(
        f"编号,名称,条目编号,材料\n{sample[0]['id']},换了名字,E001 E999,身份证\n坏/的,坏的,E001,\n", encoding="utf-8"
    )
    told = said(capsys, "bank", "import-packages", str(tmp_path / "more.csv"), "--data", own, code=1)
    assert "已导入 1 个政策包：新增 0，更新 1。" in told
    assert "有问题的 1 行，需要看一看的 1 处。" in told
    assert "题库里没有编号E999" in told
    kept = read(capsys, "bank", "packages", "--data", own, "--json")["packages"]
    assert [(one["title"], one["gone"]) for one in kept] == [("换了名字", ["E999"]), (sample[1]["title"], [])]


def test_the_sample_packages_leave_with_the_sample_bank(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, own: str
) -> None:
    (tmp_path / "bank.csv").write_text("标准问题,答案\n怎么走？,往前。\n", encoding="utf-8")
    assert "已导入 1 条" in said(capsys, "bank", "import", str(tmp_path / "bank.csv"), "--data", own)
    assert read(capsys, "bank", "packages", "--data", own, "--json")["packages"] == []


def test_a_guide_that_leads_astray_is_named_and_the_rest_is_read_in(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, own: str
) -> None:
    rows = (
        "G1,怎么办证？,,您是企业还是个人？企业→E1；个人→E2",
        "E1,企业怎么办证？,窗口办。,",
        "E2,个人怎么办证？,网上办。,",
    )
    lost = "G2,怎么报税？,,哪种？企业→E1；个人→E8"
    file = tmp_path / "bank.csv"
    file.write_text("\n".join(("编号,标准问题,答案,引导", *rows, lost)), encoding="utf-8")
    done = read(capsys, "bank", "import", str(file), "--data", own, "--json", code=1)
    assert (done["entries"], done["added"]) == (3, ["G1", "E1", "E2"])
    assert [(one["where"], one["text"]) for one in done["problems"]] == [("编号G2", "怎么报税？")]
    answer = said(capsys, "ask", "怎么办证？", "--data", own)
    assert "您是企业还是个人？" in answer
    assert "· 企业\n· 个人" in answer


def test_a_sound_bank_has_nothing_to_report(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert "没有发现问题" in said(capsys, "bank", "check", "--now", "2026-11-24T10:00", "--data", data)


def test_units_are_listed_and_read_in(capsys: pytest.CaptureFixture[str], tmp_path: Path, own: str) -> None:
    assert read(capsys, "units", "list", "--data", own, "--json")["units"][0]["name"] == "上党经开区"
    assert "区司法局" in said(capsys, "units", "list", "--data", own)
    file = tmp_path / "单位.csv"
    file.write_text("单位名称,类别\n区司法局,区直部门\n新的局,区直部门\n,\n", encoding="utf-8")
    assert "可导入 2 个单位" in said(capsys, "units", "import", str(file), "--dry-run", "--data", own)
    assert read(capsys, "units", "import", str(file), "--data", own, "--json") == {"units": 2, "problems": []}
    assert len(read(capsys, "units", "list", "--data", own, "--json")["units"]) == 2
    (tmp_path / "bad.toml").write_text("unit = 3", encoding="utf-8")
    assert "有问题的 1 行" in said(capsys, "units", "import", str(tmp_path / "bad.toml"), "--data", own, code=1)


def test_a_backup_comes_back(capsys: pytest.CaptureFixture[str], tmp_path: Path, own: str) -> None:
    said(capsys, "tasks", "list", "--data", own)
    archive = str(tmp_path / "copy.zip")
    assert "已备份到" in said(capsys, "backup", archive, "--data", own)
    assert main(["restore", archive, "--data", own]) == 1
    assert "--force" in capsys.readouterr().err
    assert "已恢复到" in said(capsys, "restore", archive, "--force", "--data", own)
    assert "都正常" in said(capsys, "check", "--now", "2026-11-24T10:00", "--data", own)


def test_the_self_check_says_what_is_missing(capsys: pytest.CaptureFixture[str], data: str) -> None:
    assert read(capsys, "check", "--now", "2026-11-24T10:00", "--data", data, "--json") == {
        "ok": True,
        "problems": [],
    }
    later = read(capsys, "check", "--now", "2050-01-01T10:00", "--data", data, "--json", code=1)
    assert "2050年的节假日表还没有" in later["problems"][0]
    assert "✗" in said(capsys, "check", "--now", "2050-01-01T10:00", "--data", data, code=1)


def test_answers_are_measured(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bank, queries, abstain, out = (tmp_path / name for name in ("bank", "queries", "abstain", "out"))
    bank.write_text(
        '{"id": 1, "question": "身份证丢了怎么补办"}\n{"id": 2, "question": "公积金怎么提取"}\n', encoding="utf-8"
    )
    queries.write_text('{"query": "身份证丢了咋补", "gold": [1]}\n', encoding="utf-8")
    abstain.write_text('{"query": "今天天气怎么样", "kind": "chat"}\n', encoding="utf-8")
    files = ("--bank", str(bank), "--queries", str(queries))
    report = read(capsys, "eval", *files, "--abstain", str(abstain), "--run", str(out), "--json")
    assert set(report) == {
        "queries",
        "abstain",
        "recall_at_1",
        "recall_at_3",
        "mrr_at_10",
        "decisions",
        "latency_ms",
        "build_s",
        "rss_mb",
    }
    assert (report["queries"], report["recall_at_1"]) == (1, 1.0)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [set(row) for row in rows] == [{"query", "ids", "confidence", "decision", "abstain"}] * 2
    assert [row["abstain"] for row in rows] == [False, True]
    assert "首位命中 100.0%" in said(capsys, "eval", *files)
    queries.write_text("no json", encoding="utf-8")
    assert main(["eval", *files]) == 2
    assert "格式不对" in capsys.readouterr().err


def test_the_program_is_a_module_and_a_pipe_may_close() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "--help"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("用法：")
        process.stdout.close()
        assert process.stderr.read() == ""
