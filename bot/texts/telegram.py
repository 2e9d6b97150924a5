"""What is said on Telegram alone: commands in its menus, kinds of message that are not read, groups, the check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.ports.people import Role
from bot.texts.common import button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.messages import Button


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A command of the menu: Telegram allows Latin letters only, so each stands for what the house understands."""

    name: str
    shown: str
    send: str


HELP = Word(name="help", shown="能做什么", send="帮助")
JOIN = Word(name="join", shown="用加入码成为联络员：/join 加入码", send="/加入")
CANCEL = Word(name="cancel", shown="取消正在办的事", send="取消")
TOPICS = Word(name="topics", shown="按主题找政策", send="政策包")
HOT = Word(name="hot", shown="大家常问的", send="热门问题")
MINE = Word(name="mine", shown="我问过的问题", send="我的提问")
FOLLOW = Word(name="follow", shown="订阅和自己有关的新政策", send="订阅")
PUSHES = Word(name="pushes", shown="待推送的新政策", send="待推送")
SUGGEST = Word(name="suggest", shown="提意见：/suggest 内容", send="投诉建议")
TASKS = Word(name="tasks", shown="我的任务", send="我的任务")
CONFIRM = Word(name="confirm", shown="确认完成：/confirm 4 链接", send="确认")
ROUND = Word(name="round", shown="全年任务的例行", send="例行")
EXTEND = Word(name="extend", shown="申请延期：/extend 4 日期 原因", send="延期")
CALENDAR = Word(name="calendar", shown="订阅本单位的时限", send="日历")
COLLEAGUES = Word(name="colleagues", shown="本单位联络员", send="本单位联络员")
HAND_OVER = Word(name="handover", shown="把工作交给接手的人", send="交接")
DRAFTS = Word(name="drafts", shown="问答草稿", send="草稿")
GAPS = Word(name="gaps", shown="群众问了、库里没有的", send="未答")
RATINGS = Word(name="ratings", shown="群众说没解决的问答", send="差评")
INQUIRIES = Word(name="questions", shown="提问月报", send="提问月报")
BURDEN = Word(name="burden", shown="减负自查", send="减负自查")
REVIEW = Word(name="review", shown="待审核", send="待审核")
TODAY = Word(name="today", shown="这个月到期的", send="今日")
PROGRESS = Word(name="progress", shown="办到哪了", send="进度")
COUNTDOWN = Word(name="countdown", shown="每月倒排", send="倒排")
BULLETIN = Word(name="bulletin", shown="每季通报", send="通报")
NOTICE = Word(name="notice", shown="写通知", send="/通知")
NOTICES = Word(name="notices", shown="发过的通知", send="通知")
UNCLEAR = Word(name="unclear", shown="表里没写清的", send="待明确")
EXTENSIONS = Word(name="extensions", shown="单位申请的延期", send="延期申请")
OPINIONS = Word(name="opinions", shown="收到的意见", send="投诉建议列表")
BIND = Word(name="bind", shown="管理员把本群绑定到单位：/bind 单位", send="绑定本群")

CITIZEN_MENU = (HELP, TOPICS, HOT, MINE, FOLLOW, SUGGEST, JOIN, CANCEL)
GROUP_MENU = (HELP, TASKS, TOPICS, BIND)
ROLE_MENUS = {
    Role.LIAISON: (
        TASKS,
        CONFIRM,
        ROUND,
        EXTEND,
        CALENDAR,
        GAPS,
        DRAFTS,
        RATINGS,
        COLLEAGUES,
        HAND_OVER,
        BURDEN,
        *(HELP, TOPICS, SUGGEST, CANCEL),
    ),
    Role.LEADER: (TASKS, CONFIRM, EXTEND, HELP, TOPICS, SUGGEST, CANCEL),
    Role.ADMIN: (
        REVIEW,
        TODAY,
        PROGRESS,
        EXTENSIONS,
        UNCLEAR,
        NOTICE,
        NOTICES,
        COUNTDOWN,
        BULLETIN,
        GAPS,
        DRAFTS,
        RATINGS,
        INQUIRIES,
        PUSHES,
        OPINIONS,
        *(BURDEN, HELP, TOPICS, CANCEL),
    ),
    Role.AUDITOR: (
        PROGRESS,
        REVIEW,
        COUNTDOWN,
        BULLETIN,
        GAPS,
        DRAFTS,
        RATINGS,
        INQUIRIES,
        OPINIONS,
        *(BURDEN, HELP, TOPICS, CANCEL),
    ),
}
WORDS = {
    word.name: word for word in (*CITIZEN_MENU, *GROUP_MENU, *(word for menu in ROLE_MENUS.values() for word in menu))
}

SHORT_DESCRIPTION = "政策直接问；联络员在这里收提醒、确认完成。"
DESCRIPTION = "有政策方面的问题直接问就行，只按政策问答库回答，写明依据，不知道的会直说。请不要发身份证号等个人信息。"

PHOTO_NAME = "照片.jpg"
FILE_NAME = "文件"
DONE_MARK = "✓ "

UNREAD_KINDS = {
    "sticker": "贴纸我看不懂，请打字说。",
    "voice": "语音我听不了，请打字说；问政策直接打问题就行。",
    "video_note": "视频我看不了，请打字说，或者发链接、图片、文件。",
    "video": "视频我看不了，请打字说。作佐证的，请发公开链接、图片或文件。",
    "animation": "动图我看不了，请打字说。",
    "audio": "音频我听不了，请打字说；问政策直接打问题就行。",
    "location": "不需要您的位置。要问哪个地方的事，请打字写明。",
    "venue": "不需要您的位置。要问哪个地方的事，请打字写明。",
    "contact": "不需要手机号和联系人。联络员加入只用加入码，请发送：/加入 加入码",
    "poll": "投票我处理不了，请打字说。",
    "dice": "这个我看不懂，请打字说。",
    "game": "这个我看不懂，请打字说。",
    "story": "动态我看不了，请打字说，或者发链接。",
    "paid_media": "付费内容我看不了，请打字说，或者发链接。",
    "checklist": "清单我看不了，请打字说。",
}


def unread(kind: str) -> Reply:
    """A kind of message that is not read."""
    return Reply(body=UNREAD_KINDS[kind])


def unknown_command(name: str) -> Reply:
    """A command that is none of ours."""
    return Reply(body=f"没有 /{name} 这个命令。发 /help 看看能做什么，或者直接提问。", buttons=(button("帮助"),))


def anonymous() -> Reply:
    """An admin of the group who writes in its name."""
    return Reply(body="您现在是以群的名义匿名发言，我认不出是谁。请关掉“匿名”再发，或者私聊我。")


def file_not_fetched(name: str) -> Reply:
    """A file that Telegram did not hand over."""
    return Reply(body=f"文件“{name}”没有取到，可能是网络不稳。请再发一次，或者发公开链接。")


def greeting(username: str) -> Reply:
    """To a group that took the bot in."""
    return Reply(
        body=(
            f"大家好。问政策请点名 @{username} 再打问题，或者回复我的消息；别的话我不看也不回。\n"
            f"单位的群：请管理员在这里发送“@{username} 绑定本群 单位名称”，提醒就会发到本群。"
        )
    )


def file_missing(name: str) -> str:
    """A line for a file that cannot be sent here."""
    return f"（文件“{name}”发不到 Telegram，请在网页上下载）"


def typed(buttons: Sequence[Button]) -> str:
    """A line for buttons that the platform does not take."""
    return "\n".join(
        f"{one.label}：{one.send}" if one.send.startswith("http") else f"“{one.label}”请回复：{one.send}"
        for one in buttons
    )


def unreachable(where: str, proxy: str) -> str:
    """The check: no answer from the server."""
    by = f"（经代理 {proxy}，telegram.proxy）" if proxy else "；在内地网络通常要配置 telegram.proxy"
    return f"Telegram：连不上 {where}{by}。自建 Bot API 服务器的，请核对 telegram.base_url。"


def token_refused() -> str:
    """The check: the token is not known."""
    return "Telegram：token 不对或者已作废，请到 @BotFather 用 /token 查看，再改 telegram.token。"


def answer_unreadable() -> str:
    """The check: something answers, but not the Bot API."""
    return "Telegram：对方的回答看不懂，可能不是 Bot API 服务器，请核对 telegram.base_url 和 telegram.proxy。"


def hook_in_the_way() -> str:
    """The check: a webhook is set while we poll."""
    return "Telegram：平台上登记着回调地址（webhook），长轮询收不到消息；启动问办时会自动取消，停着的时候不影响。"


def hook_missing(wanted: str) -> str:
    """The check: another webhook, or none, is set."""
    return f"Telegram：平台上登记的回调地址不是 {wanted}；启动问办时会自动登记。"


def hook_failing(why: str, at: str) -> str:
    """The check: the platform could not call us."""
    return f"Telegram：平台 {at} 回调失败（{why}）。请核对公网地址、证书和端口（443、80、88、8443）。"


def many_waiting(count: int) -> str:
    """The check: messages wait on the platform."""
    return f"Telegram：有 {count} 条消息在平台上等着收，请确认问办正在运行；超过 24 小时的平台会丢掉。"


def commands_missing() -> str:
    """The check: no command menu."""
    return "Telegram：命令菜单还没有设置；启动一次问办就会自动设置。"


def another_polls(at: str) -> str:
    """The check: another instance took our updates."""
    return f"Telegram：{at} 发现另一个程序用同一个 token 在收消息，两边都会漏。请只留一个，或者换 token。"


def reads_everything() -> str:
    """The check: privacy mode is off."""
    return (
        "Telegram：隐私模式是关着的，群里所有的话都会发给问办（没点名的不看不留）。"
        "建议到 @BotFather 用 /setprivacy 打开，再把机器人移出群、重新拉进来。"
    )
