"""WeCom's seal against the official Node SDK, both ways, for applications and for bots."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.channels.wecom.crypto import Seal, key_from
from tests.bot.test_wecom_crypto import AES_KEY, AT, CORP_ID, NONCE, TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SDK = "@wecom/aibot-node-sdk@1.0.7"
MESSAGES = ["", "确认 4", "x" * 31, "x" * 32, "<xml><Content><![CDATA[ 收到 ]]></Content></xml>", "字" * 3000]

SCRIPT = """
const { WecomCrypto } = require(process.argv[1]);
const job = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const crypto = new WecomCrypto(job.token, job.key, job.receiver);
console.log(JSON.stringify({
  opened: job.ours.map((one) => crypto.verifySignature(one.signature, job.at, job.nonce, one.sealed)
    ? crypto.decrypt(one.sealed) : null),
  theirs: job.messages.map((text) => crypto.encrypt(text, job.at, job.nonce)),
}));
"""


@pytest.mark.parametrize("receiver", [CORP_ID, ""])
def test_the_official_sdk_opens_ours_and_we_open_its_own(
    node_package: Callable[[str], Path], receiver: str, tmp_path: Path
) -> None:
    package = node_package(SDK)
    seal = Seal(token=TOKEN, key=key_from(AES_KEY), receiver=receiver)
    ours = [
        {"sealed": sealed, "signature": seal.signature(timestamp=AT, nonce=NONCE, sealed=sealed)}
        for sealed in (seal.sealed(text.encode()) for text in MESSAGES)
    ]
    job = {
        "token": TOKEN, "key": AES_KEY, "receiver": receiver, "at": AT, "nonce": NONCE, "ours": ours,
        "messages": MESSAGES,
    }  # fmt: skip
    command = ["node", "-e", SCRIPT, str(package)]
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["opened"] == MESSAGES
    theirs = [
        seal.opened(one["encrypt"], signature=one["signature"], timestamp=AT, nonce=NONCE).decode()
        for one in answer["theirs"]
    ]
    assert theirs == MESSAGES
