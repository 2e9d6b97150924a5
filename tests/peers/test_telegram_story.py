"""Acceptance: the story of an office over Telegram, by polling and by webhook, against a peer that none of us wrote.

The same against our own stricter service, which also counts what it had to refuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.peers.bot_api import bot_api
from tests.peers.story import ADMIN, LIAISON, told
from tests.peers.telegram_peer import PACKAGE, node_peer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.peers.program import Program

pytestmark = pytest.mark.slow

ways = pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])


def end_well(program: Program, token: str) -> None:
    """The data is whole, the program ends by itself, and its log holds neither a fault nor the token."""
    assert program.integrity() == []
    assert program.stop() == 0
    assert "Traceback" not in program.log
    assert "ERROR" not in program.log
    assert token.partition(":")[2] not in program.log


@ways
def test_the_story_against_the_peer_from_npm(
    node_package: Callable[[str], Path], tmp_path: Path, webhook: bool
) -> None:
    with node_peer(node_package(PACKAGE)) as peer, told(peer, tmp_path, webhook=webhook) as (program, transcript):
        assert len(transcript) > 40
        assert {"getFile", "setMyCommands"} <= peer.shim.filled
        end_well(program, peer.token)


@ways
def test_the_story_against_our_own_service(tmp_path: Path, webhook: bool) -> None:
    with bot_api() as api:
        api.limits()
        with told(api, tmp_path, webhook=webhook) as (program, _):
            api.settle()
            state = api.state()
            assert not [what for what in state["counts"] if what.startswith(("refused:", "unknown:", "answered_twice"))]
            assert state["taps"]
            assert all(state["taps"].values())
            menus = {(scope.partition('"type": "')[2].split('"')[0]) for scope in state["commands"]}
            assert menus == {"default", "all_private_chats", "all_group_chats", "chat"}
            assert any(str(ADMIN) in scope for scope in state["commands"])
            assert any(str(LIAISON) in scope for scope in state["commands"])
            assert bool(state["webhook"]["secret"]) == webhook
            end_well(program, api.token)
            assert api.state()["pending"] == 0
