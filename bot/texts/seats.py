"""What is said about who speaks for a unit: hand-over, several liaisons, units without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.ports.messages import Reply
from bot.ports.people import Role
from bot.texts.common import button, day, moment, quoted, rung
from bot.texts.people import OFFICE_ROLES, UNIT_ROLES, or_link

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.ports.people import Person
    from reminders.unbound import Alarm

MOST_LINES = 8
REMOVED = "联络员已移除"
"""Why a message that was waiting is not sent any more."""


def name_of(person: Person) -> str:
    """张三（编号7）, or 没留称呼的联络员（编号7）."""
    return f"{person.name or '没留称呼的联络员'}（编号{person.id}）"


def former(unit: str) -> str:
    """How the record names someone who left and never gave a name."""
    return f"{unit}原联络员"


def leaving_asked(unit: str) -> Reply:
    """交接 by a liaison: what will happen, before anything does."""
    return Reply(
        title=f"交接{unit}联络员的工作",
        body=(
            "确认后给您一个加入码，请转给接手的人。他发来加入码以后：\n"
            f"· {unit}没办完的任务、等着发的提醒、没点“收到”的通知都转给他\n"
            "· 您不再收到提醒；您以前的确认还记在您名下\n"
            "在他加入之前，一切照旧。"
        ),
        buttons=(button("确认交接"), button("取消")),
    )


def nothing_to_hand_over() -> Reply:
    """确认交接 without 交接 before it."""
    return Reply(body="没有等待确认的交接。要交接请回复：交接", buttons=(button("交接"),))


def code(unit: str, leaver: Person, value: str, expires_at: datetime, *, link: str = "") -> Reply:
    """The successor's code: shown once, never stored; `link` joins whoever opens it."""
    return Reply(
        title=f"{unit}接手人的加入码",
        body=f"{value}\n接替{name_of(leaver)}。请转给接手的人，由他发送：/加入 {value}{or_link(link)}",
        note=f"只显示这一次，用一次就失效，{moment(expires_at)}前有效。他加入之前，一切照旧。",
        once=True,
    )


def own_code() -> Reply:
    """The one who leaves uses the successor's code."""
    return Reply(body="这个加入码是给接手的人用的，请转给他，由他发送。没有改动。")


def successor_joined(unit: str, leaver: str, moved: int) -> Reply:
    """To the successor."""
    more = f"转给您的还有{moved}件没办完的事（等着发的消息、没点“收到”的通知）。" if moved else ""
    return Reply(
        body=f"好了，您接替{leaver}，现在是{unit}联络员。{unit}的任务从现在起提醒您。{more}",
        buttons=(button("我的任务"), button("帮助")),
    )


def left(unit: str, successor: str) -> Reply:
    """To the one who left."""
    return Reply(
        title="【已交接】",
        body=f"{unit}联络员的工作已由{successor}接手，不会再给您发提醒。以前的确认还记在您名下，谢谢。",
        note="您仍然可以直接提问查政策。",
    )


def handed_over(unit: str, leaver: str, successor: str) -> Reply:
    """To the office."""
    return Reply(title=f"【已交接】{unit}", body=f"联络员由{leaver}换成{successor}，没办完的任务都已转过去。")


def liaisons(unit: str, people: Sequence[Person], *, me: int = 0, may_remove: bool = False) -> Reply:
    """本单位联络员, 联络员 区司法局: who speaks for a unit."""
    if not people:
        return Reply(
            title=f"{unit}还没有联络员",
            body="发一个加入码，请他加入。",
            buttons=(button("发加入码", f"加入码 {unit}"),),
        )
    lines = [f"· {name_of(one)}{'，就是您' if one.id == me else ''}" for one in people]
    lines.append("提醒每人都会收到，一个人确认了，其他人也看得到。")
    buttons = (
        (
            *(button(f"移除编号{one.id}", f"移除联络员 {one.id}") for one in people[:MOST_LINES]),
            button("再加一位", f"加入码 {unit}"),
        )
        if may_remove
        else (button("交接"),)
    )
    note = (
        f"换人请回复：交接 {unit} 编号" if may_remove else "要加人或换人，回复“交接”，或者请政务公开办再发一个加入码。"
    )
    return Reply(title=f"{unit}联络员{len(people)}人", body="\n".join(lines), note=note, buttons=buttons)


def which_liaison(unit: str, people: Sequence[Person]) -> Reply:
    """交接 of a unit with several liaisons, or with a name that is none of theirs."""
    return Reply(
        body=f"{unit}有{len(people)}位联络员，要交接的是哪一位？",
        buttons=tuple(button(name_of(one), f"交接 {unit} {one.id}") for one in people[:MOST_LINES]),
    )


def no_such_liaison(number: int) -> Reply:
    """移除联络员 of a number that is no liaison."""
    return Reply(body=f"没有编号{number}的联络员，没有改动。回复“联络员 单位名”看看编号。")


def removed(person: Person, unit: str, left: int) -> Reply:
    """After 移除联络员 7."""
    rest = f"{unit}还有{left}位联络员。" if left else f"{unit}现在没有联络员了，提醒会没人收到，请尽快发加入码。"
    return Reply(
        body=f"已移除{name_of(person)}，不再给他发提醒，以前的确认还记在他名下。{rest}移错了，再发一个加入码就行。",
        buttons=(button("发加入码", f"加入码 {unit}"),),
        done="已移除",
    )


def you_are_removed(unit: str, office: str) -> Reply:
    """To the one who was removed."""
    return Reply(body=f"您不再是{unit}联络员，不会再收到提醒。有疑问请联系{office}。")


def unbound(alarms: Sequence[Alarm], *, grouped: Collection[str] = ()) -> Reply:
    """Units that nobody speaks for: which duty, which rung on which day, what to do; `grouped` ones have a group."""
    lines = [
        f"· {one.unit}：第{one.next.duty.number}项{quoted(one.next.duty.name)}，"
        f"{day(one.next.on)}该提醒（{rung(one.next.rung_name)}），"
        f"{'只发得到单位群，没有人能确认' if one.unit in grouped else '现在没人收得到'}"
        + (f"；另有{one.duties - 1}件" if one.duties > 1 else "")
        for one in alarms[:MOST_LINES]
    ]
    if len(alarms) > MOST_LINES:
        lines.append(f"还有{len(alarms) - MOST_LINES}个单位，在办公页“单位与联络员”里看。")
    return Reply(
        title=f"【没有联络员】{len(alarms)}个单位",
        body="\n".join([*lines, "请发一个加入码给该单位，有人加入后提醒马上接上，不会漏。"]),
        buttons=tuple(button(f"给{one.unit}发加入码", f"加入码 {one.unit}") for one in alarms[:MOST_LINES]),
    )


def waiting(people: Sequence[tuple[Person, int, str]]) -> Reply:
    """Whom nothing reaches for now: how much waits for each, and why; it is tried again by itself."""
    lines = [f"· {_known_as(person)}：{count}条。{reason}。" for person, count, reason in people[:MOST_LINES]]
    if len(people) > MOST_LINES:
        lines.append(f"还有{len(people) - MOST_LINES}位。")
    return Reply(
        title=f"【没发出去，等着再发】{len(people)}位", body="\n".join([*lines, "不用重发，能收到的时候自己就发出去。"])
    )


def unreachable(person: Person, reason: str) -> Reply:
    """One of the office's own people can be reached nowhere any more: who, why, what to do."""
    roles = UNIT_ROLES | OFFICE_ROLES
    who = _known_as(person)
    if person.role not in roles:
        remedy = "请把机器人重新拉进这个群，再绑定一次。"
    elif person.role is Role.LIAISON:
        remedy = "请联系本人：给机器人发一句话，就又能收到；换了人，发一个新的加入码。"
    else:
        remedy = "请联系本人：给机器人发一句话，就又能收到。"
    return Reply(
        title=f"【发不到】{who}",
        body=f"{reason}。没有别的地方能发到，等着发的没有发出。\n{remedy}",
        note=f"编号{person.id}",
        buttons=(button("发加入码", f"加入码 {person.unit}"),) if person.role is Role.LIAISON else (),
    )


def everyone_seated() -> Reply:
    """今日 when every unit with open duties has a liaison."""
    return Reply(body="有任务的单位都有联络员。")


def _known_as(person: Person) -> str:
    """区司法局联络员张三, 管理员, 区司法局的群, 群众7."""
    if person.role is Role.CITIZEN:
        return f"群众{person.id}"
    return f"{person.unit}{(UNIT_ROLES | OFFICE_ROLES).get(person.role, '的群')}{person.name}"
