from datetime import date, time
from pathlib import Path

import pytest

from bot.config import Config, ConfigError, Secret, keys, load, parse

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


def test_the_example_says_what_the_defaults_are() -> None:
    assert load(ROOT / "config.example.toml") == Config()


def test_the_example_shows_every_key() -> None:
    text = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    missing = [key for key in keys() if f"\n{key.partition('.')[2]} =" not in text]
    assert missing == []


def test_values_of_every_kind_are_read() -> None:
    config = parse(
        """
        [office]
        name = "示例区政务公开办"
        [web]
        address = "https://zwgk.example.gov.cn/"
        [reminders]
        rungs = [10, 1]
        work_start = "08:30"
        [calendar]
        workdays = ["2027-02-07", 2027-02-20]
        [telegram]
        token = "123:abc"
        """,
        folder=HERE,
    )
    assert config.office.name == "示例区政务公开办"
    assert config.reminders.rungs == (10, 1)
    assert config.reminders.work_start == time(8, 30)
    assert config.calendar.workdays == (date(2027, 2, 7), date(2027, 2, 20))
    assert config.telegram.token.reveal() == "123:abc"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[offcie]\nname = 'x'", "不认识的一节 [offcie]，是不是想写 office。"),
        ("office = 1", "office 应当是一节，请写成 [office]。"),
        ("[web]\nprot = 1", "不认识的配置项 web.prot，是不是想写 port。"),
        ("[web]\nzzz = 1", "不认识的配置项 web.zzz。"),
        ("[web]\nport = '80'", "web.port 应当是整数，现在是 '80'。"),
        ("[web]\nport = true", "web.port 应当是整数，现在是 True。"),
        ("[web]\nport = 70000", "web.port 应当在 0 到 65535 之间。"),
        *(
            (
                f"[web]\naddress = '{wrong}'",
                "web.address 应当是群众打开的网址，如 http://zwgk.example.gov.cn，后面不带路径。",
            )
            for wrong in ("zwgk.example.gov.cn", "ftp://a.cn", "https://a.cn/topics", "http://")
        ),
        ("[reminders]\nrungs = 3", "reminders.rungs 应当是一列整数，现在是 3。"),
        ("[reminders]\nrungs = []", "reminders.rungs 至少要有一档，且不能是负数。"),
        ("[reminders]\nwork_start = '25:00'", "reminders.work_start 应当是时刻（如 09:00），现在是 '25:00'。"),
        ("[reminders]\nwork_start = '18:00'", "reminders.work_start 应当早于 work_end。"),
        ("[reminders]\nround_day = 31", "reminders.round_day 应当在 1 到 28 之间。"),
        ("[reminders]\nround_every = 'week'", "reminders.round_every 应当是 month（每月）或 quarter（每季度）。"),
        ("[papers]\ntalk_workdays = -1", "papers.talk_workdays 不能是负数。"),
        ("[papers]\ntalk_duties = 0", "papers.talk_duties 应当大于 0。"),
        ("[reminders]\noverdue_every = 0", "reminders.overdue_every 应当大于 0。"),
        ("[evidence]\nfile_types = ['.PDF']", "evidence.file_types 应当是文件名的后缀，小写，不带点，如 pdf。"),
        ("[evidence]\nread_pages = 1", "evidence.read_pages 应当是true 或 false，现在是 1。"),
        ("[evidence]\ninner_networks = ['内网']", "evidence.inner_networks 应当是网段，如 10.1.0.0/16。"),
        ("[calendar]\nholidays = ['2月3日']", "calendar.holidays 应当是日期（如 2026-10-01），现在是 ['2月3日']。"),
        (
            "[calendar]\nholidays = ['2027-02-07']\nworkdays = ['2027-02-07']",
            "calendar.workdays 与 calendar.holidays 里有相同的日期。",
        ),
        (
            "[wecom_app]\ncorp_id = 'ww1'\nsecret = 's'",
            "wecom_app 还缺 agent_id、token、aes_key：自建应用要几项都填好才能用。",
        ),
        (
            f"[wecom_app]\ncorp_id = 'w'\nagent_id = 1\nsecret = 's'\ntoken = 't'\naes_key = '{'钥' * 43}'",
            "wecom_app.aes_key 应当是43个字母和数字，请从“接收消息”那一页原样复制 EncodingAESKey。",
        ),
        (
            "[wecom_app]\nhost = 'qyapi.weixin.qq.com'",
            "wecom_app.host 应当像 https://qyapi.weixin.qq.com，后面不带路径。",
        ),
        ("[wecom_app]\nproxy = 'socks5://a:1'", "wecom_app.proxy 应当是上网代理的地址，如 http://10.0.0.8:3128。"),
        (
            "[wecom_robots]\nhost = 'https://a.cn/x'",
            "wecom_robots.host 应当像 https://qyapi.weixin.qq.com，后面不带路径。",
        ),
        ("[wecom_robots]\nproxy = 'a'", "wecom_robots.proxy 应当是上网代理的地址，如 http://10.0.0.8:3128。"),
        ("[wecom_robots]\nkeys = '区司法局'", "群机器人第1行应当写成“单位 = 密钥”，例如“区司法局 = 693axxx6-…”。"),
        ("[telegram]\ntoken_file = 'nowhere'", "telegram.token_file 指的文件读不到：nowhere（FileNotFoundError）。"),
        ("[telegram]\ntoken = 123", "telegram.token 应当是文字。"),
        (
            "[telegram]\ntoken = '填在这里'",
            "telegram.token 应当是 @BotFather 给的整串，如 123456789:AAE…（数字、冒号、字母数字）。",
        ),
        ("[telegram]\nbase_url = 'api'", "telegram.base_url 应当是 http:// 或 https:// 开头的地址。"),
        (
            "[telegram]\nproxy = 'socks5://127.0.0.1:7890'",
            "telegram.proxy 应当是 http 代理的地址，如 http://127.0.0.1:7890（socks 不行，用它的 http 端口）。",
        ),
        (
            "[telegram]\nwebhook = 'http://zwgk.example.gov.cn'",
            "telegram.webhook 应当是外网能打开的地址，以 https:// 开头，如 https://zwgk.example.gov.cn。",
        ),
        (
            "[telegram]\nwebhook_secret = '有空格 '",
            "telegram.webhook_secret 只能用字母、数字、下划线和减号，最多 256 个；不填会自动生成。",
        ),
    ],
)
def test_a_fault_is_named_in_chinese(text: str, fault: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse(text, folder=HERE)
    assert raised.value.faults == (fault,)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        parse("[web]\nprot = 1\nport = 'x'\n[nothing]\n", folder=HERE)
    assert len(raised.value.faults) == 3


def test_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(ConfigError, match="TOML"):
        parse("[web", folder=HERE)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="读不到配置文件"):
        load(tmp_path / "none.toml")
    other = tmp_path / "gbk.toml"
    other.write_bytes("# 中文".encode("gb18030"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load(other)


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("123:abc\n", encoding="utf-8")
    config = parse("[telegram]\ntoken_file = 'token'", folder=tmp_path)
    assert config.telegram.token == Secret("123:abc")
    (tmp_path / "empty").write_text(" \n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"telegram\.token_file 指的文件是空的：empty。"):
        parse("[telegram]\ntoken_file = 'empty'", folder=tmp_path)


def test_a_server_of_ones_own_may_call_without_https() -> None:
    text = "[telegram]\nbase_url = 'http://127.0.0.1:8081'\nwebhook = 'http://127.0.0.1:8765'"
    assert parse(text, folder=HERE).telegram.webhook == "http://127.0.0.1:8765"


def test_a_secret_never_shows_itself() -> None:
    config = parse('[telegram]\ntoken = "1:abc"', folder=HERE)
    assert "abc" not in f"{Secret('abc')!r} {Secret('abc')!s} {config!r}"
    assert repr(Secret()) == "Secret('')"
    assert not Secret()
    assert len({Secret("a"), Secret("a")}) == 1


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.1.2.3", False), ("pc", False)],
)
def test_loopback_is_recognised(host: str, loopback: bool) -> None:
    assert parse(f"[web]\nhost = '{host}'", folder=HERE).web.loopback is loopback
