"""The list of group robots: a line each, the unit and its robot's key.

line = blank | "#" remark | unit "=" key
key  = the 36 characters after "key=" in the address that WeCom shows, or that whole address
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config.sections import Secret

_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def robots_from(keys: Secret) -> tuple[dict[str, str], tuple[str, ...]]:
    """The key of each unit's robot, and what is wrong, line by line; no fault ever shows a key."""
    found: dict[str, str] = {}
    faults: list[str] = []
    for number, line in enumerate(keys.reveal().splitlines(), start=1):
        if not line.strip() or line.strip().startswith("#"):
            continue
        unit, equals, key = (part.strip() for part in line.partition("="))
        key = key.rpartition("key=")[2]
        if not equals or not unit:
            faults.append(f"群机器人第{number}行应当写成“单位 = 密钥”，例如“区司法局 = 693axxx6-…”。")
        elif _KEY.fullmatch(key) is None:
            said = "应当是 Webhook 地址里 key= 后面的36个字符，也可以写整个地址"
            faults.append(f"群机器人第{number}行（{unit}）的密钥不对：{said}。")
        elif unit in found:
            faults.append(f"群机器人第{number}行：{unit}前面已经写过了，一个单位写一行。")
        else:
            found[unit] = key.lower()
    return found, tuple(faults)
