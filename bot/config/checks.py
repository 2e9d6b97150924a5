"""What each key allows by itself but the whole does not."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import TYPE_CHECKING

from bot.config.robots import robots_from
from reminders.planner import Every

if TYPE_CHECKING:
    from bot.config.sections import Config


def contradictions(config: Config) -> list[str]:
    """Every fault of the whole, as Chinese sentences."""
    reminders = config.reminders
    telegram = config.telegram
    # Telegram itself calls nothing but https; a server of one's own may
    schemes = "https?" if telegram.base_url else "https"
    checks = (
        (bool(reminders.rungs) and min(reminders.rungs) >= 0, "reminders.rungs 至少要有一档，且不能是负数。"),
        (reminders.overdue_every > 0, "reminders.overdue_every 应当大于 0。"),
        (reminders.overdue_days >= 0, "reminders.overdue_days 不能是负数。"),
        (reminders.escalate_leader_after > 0, "reminders.escalate_leader_after 应当大于 0。"),
        (
            reminders.escalate_office_after >= reminders.escalate_leader_after,
            "reminders.escalate_office_after 不应小于 escalate_leader_after。",
        ),
        (reminders.daily_cap > 0, "reminders.daily_cap 应当大于 0。"),
        (reminders.work_start < reminders.work_end, "reminders.work_start 应当早于 work_end。"),
        (1 <= reminders.round_day <= 28, "reminders.round_day 应当在 1 到 28 之间。"),  # noqa: PLR2004 - every month has a 28th
        (reminders.round_every in set(Every), "reminders.round_every 应当是 month（每月）或 quarter（每季度）。"),
        (config.questions.answer_days > 0, "questions.answer_days 应当大于 0。"),
        (
            all(rung >= 0 for rung in config.questions.rungs),
            "questions.rungs 是到期前几天提醒，不能是负数。",
        ),
        (config.papers.talk_workdays >= 0, "papers.talk_workdays 不能是负数。"),
        (config.papers.talk_duties > 0, "papers.talk_duties 应当大于 0。"),
        (config.upkeep.review_months > 0, "upkeep.review_months 应当大于 0。"),
        (
            bool(config.upkeep.ask_before) and min(config.upkeep.ask_before) >= 0,
            "upkeep.ask_before 至少要有一档，且不能是负数。",
        ),
        (0 <= config.web.port < 2**16, "web.port 应当在 0 到 65535 之间。"),
        (
            not config.web.address or re.fullmatch(r"https?://[^\s/?#]+", config.web.address.rstrip("/")) is not None,
            "web.address 应当是群众打开的网址，如 http://zwgk.example.gov.cn，后面不带路径。",
        ),
        (config.limits.message_chars > 0, "limits.message_chars 应当大于 0。"),
        (config.limits.file_mb > 0, "limits.file_mb 应当大于 0。"),
        (config.limits.code_days > 0, "limits.code_days 应当大于 0。"),
        (
            all(re.fullmatch(r"[a-z0-9]{1,8}", one) for one in config.evidence.file_types),
            "evidence.file_types 应当是文件名的后缀，小写，不带点，如 pdf。",
        ),
        (
            all(_is_network(one) for one in config.evidence.inner_networks),
            "evidence.inner_networks 应当是网段，如 10.1.0.0/16。",
        ),
        (
            bool(config.wecom.bot_id) == bool(config.wecom.secret),
            "wecom.bot_id 和 wecom.secret（或 wecom.secret_file）要一起填，都在企业微信的机器人页面上。",
        ),
        (
            re.fullmatch(r"wss?://[^\s/?#]+/?", config.wecom.host) is not None,
            "wecom.host 应当是长连接的地址，如 wss://openws.work.weixin.qq.com。",
        ),
        (
            not config.wecom.proxy or re.fullmatch(r"https?://\S+", config.wecom.proxy) is not None,
            "wecom.proxy 应当是上网代理的地址，如 http://10.0.0.8:3128。",
        ),
        (
            not telegram.token or re.fullmatch(r"\d{1,20}:[A-Za-z0-9_-]{1,100}", telegram.token.reveal()) is not None,
            "telegram.token 应当是 @BotFather 给的整串，如 123456789:AAE…（数字、冒号、字母数字）。",
        ),
        (
            not telegram.base_url or re.fullmatch(r"https?://[^\s?#]+", telegram.base_url) is not None,
            "telegram.base_url 应当是 http:// 或 https:// 开头的地址。",
        ),
        (
            not telegram.proxy or re.fullmatch(r"https?://[^\s/?#]+/?", telegram.proxy) is not None,
            "telegram.proxy 应当是 http 代理的地址，如 http://127.0.0.1:7890（socks 不行，用它的 http 端口）。",
        ),
        (
            not telegram.webhook or re.fullmatch(rf"{schemes}://[^\s?#]+", telegram.webhook) is not None,
            "telegram.webhook 应当是外网能打开的地址，以 https:// 开头，如 https://zwgk.example.gov.cn。",
        ),
        (
            re.fullmatch(r"[A-Za-z0-9_-]{0,256}", telegram.webhook_secret.reveal()) is not None,
            "telegram.webhook_secret 只能用字母、数字、下划线和减号，最多 256 个；不填会自动生成。",
        ),
        (
            not set(config.calendar.workdays) & set(config.calendar.holidays),
            "calendar.workdays 与 calendar.holidays 里有相同的日期。",
        ),
    )
    return [*(fault for ok, fault in checks if not ok), *_faults_of_wecom(config)]


def _faults_of_wecom(config: Config) -> list[str]:
    """What is wrong with the self-built application and the group robots of WeCom."""
    app, robots = config.wecom_app, config.wecom_robots
    lacks = app.lacks()
    begun = any((app.corp_id, app.agent_id, app.secret, app.token, app.aes_key))
    checks = (
        (not lacks or not begun, f"wecom_app 还缺 {'、'.join(lacks)}：自建应用要几项都填好才能用。"),
        (
            not app.aes_key or re.fullmatch(r"[A-Za-z0-9]{43}", app.aes_key.reveal()) is not None,
            "wecom_app.aes_key 应当是43个字母和数字，请从“接收消息”那一页原样复制 EncodingAESKey。",
        ),
        (_is_host(app.host), "wecom_app.host 应当像 https://qyapi.weixin.qq.com，后面不带路径。"),
        (_is_host(robots.host), "wecom_robots.host 应当像 https://qyapi.weixin.qq.com，后面不带路径。"),
        (_is_proxy(app.proxy), "wecom_app.proxy 应当是上网代理的地址，如 http://10.0.0.8:3128。"),
        (_is_proxy(robots.proxy), "wecom_robots.proxy 应当是上网代理的地址，如 http://10.0.0.8:3128。"),
    )
    return [*(fault for ok, fault in checks if not ok), *robots_from(robots.keys)[1]]


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _is_host(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s/?#]+", text) is not None


def _is_proxy(text: str) -> bool:
    return not text or re.fullmatch(r"https?://[^\s/?#]+/?", text) is not None
