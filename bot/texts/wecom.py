"""What is said in WeCom (企业微信) alone: how a button is typed, files, the bot's own troubles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.house import local
from bot.ports.messages import Reply
from bot.texts.common import button

if TYPE_CHECKING:
    from datetime import datetime

HELP = "帮助"
USEFUL = "有用"
USELESS = "没解决"
PICTURE = "照片"
VIDEO = "视频.mp4"
FILE = "文件"
CARD = "请点一下"
CHOOSE = "请选一项，也可以直接回复文字"
WORKING = "处理中"
DONE = "已处理"
FORGOTTEN = "您刚才点的"


MOST_IN_A_LINE = 3


def done_at(done: str, at: datetime) -> str:
    """已点收 14:03, on a card that was tapped."""
    return f"{done} {local(at):%H:%M}"


def typed(labels_and_texts: tuple[tuple[str, str], ...], *, group: bool) -> str:
    """Every button as what may be typed: 回复：“我的任务”，或“确认 4”（已完成）; more than a few one a line."""
    # what the words say already is not said twice
    ways = [f"“{send}”" if label in send else f"“{send}”（{label}）" for label, send in labels_and_texts]
    where = "@我，写" if group else "回复"
    if len(ways) > MOST_IN_A_LINE:
        return "\n".join([f"{where}下面的一句：", *(f"· {way}" for way in ways)])
    return f"{where}：{'，或'.join(ways)}" if ways else ""


def unreadable() -> Reply:
    """A kind of message that cannot be read: a place, a card, a forwarded conversation."""
    return Reply(
        body="这种消息我看不懂。请发文字；要交材料，发公开的网页链接、文件或图片都可以。", buttons=(button("帮助"),)
    )


def file_not_fetched() -> Reply:
    """A file came and could not be fetched or opened."""
    return Reply(
        body="您发的文件没有取到（可能是网络不通），这一份没有收。请再发一次；已经公开的材料，发网页链接就可以。"
    )


def file_not_sent(name: str) -> str:
    """A file of ours that the platform does not take."""
    return f"文件“{name}”在企业微信里发不了（一份最大20 MB），请到办公页下载，或者向政务公开办要。"


def not_shown() -> Reply:
    """The platform will not show an answer: too long, or stopped by its filter; what was asked for has been done."""
    return Reply(body="已经办了，但这条回复企业微信没有放行，发不出来。请到网页聊天里看，或者问政务公开办。")


def evicted() -> Reply:
    """To the office: another program has taken the bot."""
    return Reply(
        title="企业微信机器人被另一个程序占用了",
        body=(
            "同一个机器人同时只能连一个程序，后连的会把先连的顶下来。问办已经停下，不会去抢，现在收不到、也发不出企业微信消息。\n"
            "请信息中心的同事看看：是不是在另一台电脑上也开了问办，或者把同一个机器人给了别的软件。"
            "停掉那一个，再重启问办，就会马上连上；不重启，一小时后会再试一次。"
        ),
        note="要发的消息都留着，连上以后接着发。",
    )


def refused() -> Reply:
    """To the office: the platform does not know the bot."""
    return Reply(
        title="企业微信不认这个机器人",
        body=(
            "BotID 或 Secret 不对（853000），或者机器人已经停用、API 方式改成了回调地址。"
            "现在收不到、也发不出企业微信消息。\n"
            "请信息中心的同事在企业微信里打开机器人，核对 BotID，重新获取 Secret，写进配置的 [wecom] 一节，重启问办。"
        ),
        note="要发的消息都留着，连上以后接着发。",
    )


FAULTS = {
    "name": (
        "找不到主机 {host}：这台电脑的 DNS 解析不了这个名字。"
        "请信息中心放行它的域名解析，或者在 {section}.proxy 里填单位的上网代理。"
    ),
    "port": (
        "连不上 {host}:{port}：连接被拒绝，或者没有路可走。"
        "请信息中心在防火墙上放行这台电脑到 {host} 的 TCP {port} 端口（只出去，不用开进来的）。"
    ),
    "certificate": (
        "{host} 的证书验不过：多半是单位的安全网关在中间换了证书，或者这台电脑的时间不对。"
        "请信息中心给 {host} 免去 HTTPS 检查。"
    ),
    "proxy": (
        "经过代理没有连上 {host}：代理不放行、要口令，或者地址写错了。"
        "请核对 {section}.proxy（没填就是用系统里设的代理）。"
    ),
    "gateway": "{host} 有回音，但不是企业微信长连接的回音：可能是单位的上网认证页，或者 {section}.host 写错了。",
    "silence": (
        "连 {host}:{port} 没有回音，超时了：防火墙多半没有放行。"
        "请信息中心放行这台电脑到 {host} 的 TCP {port} 端口，并且不要拦 WebSocket（HTTPS 的升级请求）。"
    ),
}
"""Why the connection does not come about, in words for whoever keeps the network."""


def fault(kind: str, host: str, port: int) -> str:
    """One fault of the long connection."""
    return f"企业微信：{way_to(host, port, kind=kind, section='wecom')}"


def way_to(host: str, port: int, *, kind: str, section: str) -> str:
    """Why a host is not reached; `section` of the configuration has its name and the proxy."""
    return FAULTS[kind].format(host=host, port=port, section=section)


STATES = {
    "refused": (
        "企业微信：{when}连接时被拒绝，BotID 或 Secret 不对（853000）。"
        "请在企业微信里重新获取 Secret，写进 [wecom]，重启问办。"
    ),
    "evicted": "企业微信：{when}机器人被另一个程序占用，问办已经停下。停掉那个程序，再重启问办。",
}
"""What the running program last met; a check does not subscribe itself, which would push the running program out."""


def state(kind: str, when: str) -> str:
    """What the running program last met, empty when all was well."""
    return STATES[kind].format(when=when) if kind in STATES else ""


def refused_so(errcode: int, errmsg: str) -> str:
    """Why a message will never go out."""
    return f"企业微信不收（{errcode} {errmsg}）"


def not_taken(errcode: int, errmsg: str) -> str:
    """Why a message did not go out, for the outbox and the office."""
    return (
        f"待开通：企业微信没有收下（{errcode} {errmsg}）。如果这位还没有给机器人发过消息，"
        "请他在企业微信里打开机器人，随便发一句（比如“帮助”），就能收到了"
    )
