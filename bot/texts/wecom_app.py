"""What is said of WeCom's self-built application (自建应用) and its group robots alone; the rest is in `wecom`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.texts.wecom import way_to

if TYPE_CHECKING:
    from collections.abc import Sequence

APP = "企业微信自建应用"
ROBOTS = "企业微信群机器人"


def unheard() -> Reply:
    """A voice message without its words."""
    return Reply(body="语音没有转成文字，我听不了。请打字发给我。")


def elsewhere(typed: str) -> str:
    """Where to answer: whoever sends by a group robot hears nothing in the group."""
    return f"群里的话收不到，请私聊问办。{typed}"


EXPLAINED = {
    -1: "企业微信的服务器正忙，稍后会自己再试",
    40001: "secret 不对：请在 管理后台→应用管理→该应用 里重新查看 Secret，写进 wecom_app.secret",
    40013: "corp_id 不对：请在 管理后台→我的企业 最下面复制“企业ID”，写进 wecom_app.corp_id",
    40014: "access_token 失效，重新获取以后还是不行：请核对 wecom_app.secret 是不是这个应用的",
    40056: "agent_id 不对：请在 管理后台→应用管理→该应用 里复制 AgentId，写进 wecom_app.agent_id",
    40091: "secret 不对：请在 管理后台→应用管理→该应用 里重新查看 Secret，写进 wecom_app.secret",
    41001: "access_token 没有送到：中间的代理或网关可能改了网址，请信息中心放行，不要改写",
    42001: "access_token 过期，重新获取以后还是不行：请核对这台电脑的时间和 wecom_app.secret",
    45009: "调用太频繁，被企业微信限了：一分钟到一小时后自己恢复，会再试",
    45033: "同时调用太多，被企业微信限了：稍后会自己再试",
    48002: "这个应用没有调用这个接口的权限：请企业微信管理员看看应用是不是被停用、权限是不是被收回",
    60011: "这个应用没有权限：请企业微信管理员检查应用的可见范围",
    81013: "收不到：这个人不在应用的可见范围里，或者已经离开企业。请管理员在 应用管理→该应用→可见范围 里加上",
    93000: (
        "群机器人的密钥不认：机器人可能已经从群里移除，或者密钥抄错了。"
        "请在群里重新添加，把新的 Webhook 地址写进 wecom_robots.keys"
    ),
    301002: "agent_id 与 secret 不是同一个应用的：请在 管理后台→应用管理→该应用 里一起复制",
}
"""What an error of the platform means and what to do, in words for whoever keeps the network."""

NOT_FROM_HERE = 60020
NO_LICENCE = "收不到：这个人的企业微信接口许可没有开通或已经过期，请企业微信管理员在 管理后台→应用管理→接口许可 里分配"


def explained(code: int, ip: str = "") -> str:
    """One error of the platform; `ip` is where the platform saw the call come from."""
    if code == NOT_FROM_HERE:
        seen = f"（{ip}）" if ip else ""
        return (
            f"不允许从这台电脑的出口IP{seen}调用：请企业微信管理员在 应用管理→该应用→企业可信IP 里加上这个IP。"
            "要先设好可信域名或通过接收消息的网址验证，才让填可信IP；出口IP不固定的网络用不了自建应用，请改用智能机器人"
        )
    return EXPLAINED.get(
        code, f"企业微信没有收下，错误码 {code}：请在 open.work.weixin.qq.com/devtool/query 查它的意思"
    )


def unreachable(why: str, host: str, port: int, *, section: str) -> str:
    """Why no answer came."""
    if why == "silence":
        return f"连到 {host} 以后没有回音，超时了，稍后会自己再试"
    if why == "gateway":
        return f"{host} 有回音，但不是企业微信的回音：可能是单位的上网认证页，或者 {section}.host 写错了"
    return way_to(host, port, kind=why, section=section)


def never_called(path: str) -> str:
    """Nobody at the platform has ever called this program."""
    return (
        f"{APP}：企业微信还从来没有访问过这里的 {path}，所以收不到任何消息。"
        f"请在 应用管理→该应用→接收消息→设置API接收 里填“https://您的域名{path}”，Token 和 EncodingAESKey 与配置一致，"
        "点保存；保存不了的，多半是域名没有指到这台电脑、没有备案，或者反向代理没有放行这个路径。"
    )


def closed() -> str:
    """The application is switched off."""
    return f"{APP}：这个应用在管理后台里是停用的，请企业微信管理员启用。"


def no_such_unit(unit: str) -> str:
    """A robot of a unit that is not in the directory."""
    return f"{ROBOTS}：单位目录里没有“{unit}”，这个群收不到消息。请把 wecom_robots.keys 里的单位名称改成目录里的。"


def unknown_units(units: Sequence[str]) -> Reply:
    """To the office: robots of units that are not in the directory."""
    return Reply(
        title="有的群机器人不知道是哪个单位的",
        body="\n".join(no_such_unit(unit) for unit in units),
        note="改好配置以后请重启问办。",
    )


def of_app(said: str) -> str:
    """A fault of the application."""
    return f"{APP}：{said.rstrip('。')}。"


def of_robots(said: str, unit: str = "") -> str:
    """A fault of one unit's robot, or of all of them."""
    return f"{ROBOTS}{f'（{unit}）' if unit else ''}：{said.rstrip('。')}。"
