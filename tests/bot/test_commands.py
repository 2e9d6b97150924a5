"""Which words are which command, where two could be confused."""

from __future__ import annotations

import pytest

from bot.handlers import (
    drafts,
    extensions,
    milestones,
    pausing,
    pressing,
    publishing,
    pushing,
    review,
    subscriptions,
    versions,
    wordings,
)
from bot.handlers.commands import Run, matching
from bot.ports.people import Role


@pytest.mark.parametrize(
    ("text", "role", "run"),
    [
        ("通过 3", Role.ADMIN, review.pass_),
        ("退回 3 链接打不开", Role.ADMIN, review.return_),
        ("退回草稿 3 缺依据", Role.ADMIN, publishing.return_),
        ("退回 D3 缺依据", Role.ADMIN, publishing.return_),
        ("退回ｄ３", Role.ADMIN, publishing.return_),
        ("采纳 17.1", Role.ADMIN, milestones.accept),
        ("采纳 17", Role.ADMIN, wordings.take),
        ("采纳W17", Role.ADMIN, wordings.take),
        ("草稿", Role.ADMIN, publishing.waiting),
        ("草稿", Role.LIAISON, drafts.mine),
        ("看D3", Role.ADMIN, publishing.show),
        ("看 3", Role.ADMIN, None),
        ("发布草稿3", Role.ADMIN, publishing.publish),
        ("撤回 D3", Role.LIAISON, drafts.withdraw),
        ("历史　E012　第２版", Role.ADMIN, versions.history),
        ("恢复 E012", Role.ADMIN, None),
        ("历史文化街区在哪里", Role.ADMIN, None),
        ("恢复 高考要什么条件", Role.ADMIN, None),
        ("起草：公证在哪里办", Role.LIAISON, drafts.begin),
        ("起草 G12 公证处一楼", Role.LIAISON, drafts.begin),
        ("起草合同要注意什么", Role.LIAISON, None),
        ("起草 劳动合同要写什么", Role.CITIZEN, None),
        ("修改身份证上的名字", Role.LIAISON, None),
        ("修改 E012\n答案：新的", Role.LIAISON, drafts.change),
        ("不要发票行不行", Role.CITIZEN, None),
        ("紧急 4 市里催", Role.ADMIN, pressing.urgent),
        ("紧急120怎么打", Role.CITIZEN, None),
        ("延期申请", Role.ADMIN, extensions.waiting),
        ("申请延期", Role.LEADER, extensions.ask),
        ("延期退税要什么材料", Role.CITIZEN, None),
        ("不同意延期 3 太晚", Role.ADMIN, extensions.refuse),
        ("稍后 4 明天", Role.LIAISON, pausing.snooze),
        ("稍后再来可以吗", Role.CITIZEN, None),
        ("知悉4", Role.LEADER, pausing.noted),
        ("订阅：老年人", Role.CITIZEN, subscriptions.subscribe),
        ("我的订阅", Role.LIAISON, subscriptions.show),
        ("退订", Role.CITIZEN, subscriptions.leave),
        ("全部退订", Role.CITIZEN, subscriptions.leave_all),
        ("推送 E012", Role.ADMIN, pushing.push),
        ("不推送 E012", Role.ADMIN, pushing.leave),
        ("推送 的广告太多", Role.CITIZEN, None),
    ],
)
def test_each_way_of_saying_it_is_its_own_command(text: str, role: Role, run: Run | None) -> None:
    found = matching(text, role)
    assert (found[0].run if found else None) == run


def test_what_follows_a_command_is_kept_as_it_was_typed() -> None:
    found = matching("起草Ｇ１２　１楼，问“前台”", Role.LIAISON)
    assert found is not None
    assert found[1] == {"gap": "12", "rest": "１楼，问“前台”"}
