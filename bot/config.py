"""The configuration file, read once and checked whole.

Every key has its default here; `config.example.toml` shows them all and a test holds the two together. A secret may
stand in the file itself or, under the same name with `_file`, in a file of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import date, time
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from rapidfuzz import process

from reminders.confirmations import FILE_TYPES
from reminders.planner import Every

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Secret:
    """A string that never shows itself."""

    __slots__ = ("_value",)

    def __init__(self, value: str = "") -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself; only for the place that needs it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret('***')" if self._value else "Secret('')"


class ConfigError(Exception):
    """The configuration cannot be used; the message names every fault, in Chinese."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeConfig:
    """Who runs this installation."""

    name: str = "政务公开办"
    hotline: str = "12345"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """Where the built-in pages are served; port 0 takes any free one. `address` is what citizens type to open them."""

    host: str = "127.0.0.1"
    port: int = 8765
    address: str = ""

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the pages."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersConfig:
    """The ladder, the escalation, the cap, the hours and the monthly round."""

    rungs: tuple[int, ...] = (30, 15, 7, 3, 1, 0)
    overdue_every: int = 3
    overdue_days: int = 90
    escalate_leader_after: int = 3
    escalate_office_after: int = 6
    daily_cap: int = 3
    work_start: time = time(9, 0)
    work_end: time = time(17, 30)
    round_day: int = 25
    round_every: str = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersConfig:
    """The rule by which a unit stands in the half-year's talk list."""

    talk_workdays: int = 20
    talk_duties: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarConfig:
    """Days that differ from the built-in holiday table."""

    workdays: tuple[date, ...] = ()
    holidays: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsConfig:
    """How much one message may hold, and how long a one-time code lives."""

    message_chars: int = 4000
    file_mb: int = 20
    code_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceConfig:
    """Which files may prove something, and whether the pages that links lead to are read for headline and date."""

    file_types: tuple[str, ...] = FILE_TYPES
    read_pages: bool = True
    inner_networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramConfig:
    """The Telegram channel; off while there is no token."""

    token: Secret = field(default_factory=Secret)
    base_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole configuration."""

    office: OfficeConfig = field(default_factory=OfficeConfig)
    web: WebConfig = field(default_factory=WebConfig)
    reminders: RemindersConfig = field(default_factory=RemindersConfig)
    papers: PapersConfig = field(default_factory=PapersConfig)
    calendar: CalendarConfig = field(default_factory=CalendarConfig)
    limits: LimitsConfig = field(default_factory=LimitsConfig)
    evidence: EvidenceConfig = field(default_factory=EvidenceConfig)
    telegram: TelegramConfig = field(default_factory=TelegramConfig)


_KINDS = {
    str: "文字",
    bool: "true 或 false",
    int: "整数",
    time: "时刻（如 09:00）",
    date: "日期（如 2026-10-01）",
    Secret: "文字",
}


def load(path: Path) -> Config:
    """Read a configuration file; raise ConfigError with every fault found."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError((f"配置文件 {path.name} 不是 UTF-8 编码，请用“另存为”选择 UTF-8 后再试。",)) from error
    except OSError as error:
        raise ConfigError((f"读不到配置文件 {path}：{error.strerror}。",)) from error
    return parse(text, folder=path.parent)


def parse(text: str, *, folder: Path) -> Config:
    """Read configuration text; `*_file` secrets are looked up beside it, in `folder`."""
    import tomllib  # noqa: PLC0415 - most starts read none

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((f"配置文件的写法有误（TOML）：{error}。",)) from error
    faults: list[str] = []
    sections: dict[str, Any] = {}
    kinds = get_type_hints(Config)
    for name, section in document.items():
        if name not in kinds:
            faults.append(f"不认识的一节 [{name}]{_closest(name, kinds)}。")
        elif not isinstance(section, dict):
            faults.append(f"{name} 应当是一节，请写成 [{name}]。")
        else:
            sections[name] = _section(kinds[name], name, section, folder=folder, faults=faults)
    if not faults:
        config = Config(**sections)
        faults.extend(_contradictions(config))
    if faults:
        raise ConfigError(tuple(faults))
    return config


def _section(kind: type, name: str, section: Mapping[str, Any], *, folder: Path, faults: list[str]) -> object:
    """One section's value, with its faults added to the list."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for key, value in section.items():
        secret = key.removesuffix("_file")
        if key != secret and hints.get(secret) is Secret:
            _read_secret(values, secret, value, where=f"{name}.{key}", folder=folder, faults=faults)
        elif key not in hints:
            faults.append(f"不认识的配置项 {name}.{key}{_closest(key, hints)}。")
        else:
            try:
                values[key] = _value(hints[key], value)
            except ValueError as error:
                faults.append(f"{name}.{key} 应当是{error}，现在是 {value!r}。")
    return kind(**values)


def _read_secret(
    values: dict[str, Any], key: str, value: object, *, where: str, folder: Path, faults: list[str]
) -> None:
    try:
        values[key] = Secret((folder / str(value)).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{where} 指的文件读不到：{value}（{type(error).__name__}）。")


def _value(kind: Any, value: object) -> object:  # noqa: ANN401 - a type as the type hints give it
    """`value` as `kind`, or ValueError with the kind's Chinese name."""
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        if not isinstance(value, list):
            raise ValueError(f"一列{_KINDS[inner]}")
        return tuple(_value(inner, one) for one in value)
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    if kind is time and isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value):
        hour, minute = value.split(":")
        try:
            return time(int(hour), int(minute))
        except ValueError as error:
            raise ValueError(_KINDS[kind]) from error
    if kind is date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(_KINDS[kind]) from error
    # bool is an int in Python and a datetime is a date, but neither is what an office means by one
    if type(value) is not kind:
        raise ValueError(_KINDS[kind])
    return value


def _contradictions(config: Config) -> list[str]:
    """What each key allows by itself but the whole does not."""
    reminders = config.reminders
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
        (config.papers.talk_workdays >= 0, "papers.talk_workdays 不能是负数。"),
        (config.papers.talk_duties > 0, "papers.talk_duties 应当大于 0。"),
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
            not set(config.calendar.workdays) & set(config.calendar.holidays),
            "calendar.workdays 与 calendar.holidays 里有相同的日期。",
        ),
    )
    return [fault for ok, fault in checks if not ok]


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _closest(name: str, known: Mapping[str, object]) -> str:
    """A hint at the key that was probably meant."""
    found = process.extractOne(name, list(known), score_cutoff=70)
    return f"，是不是想写 {found[0]}" if found else ""


def keys() -> tuple[str, ...]:
    """Every key as `section.key`, for the check of the example file and the docs."""
    return tuple(f"{name}.{key.name}" for name, kind in get_type_hints(Config).items() for key in fields(kind))
