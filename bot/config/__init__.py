"""The configuration file, read once and checked whole.

Every key has its default in `sections`; `config.example.toml` shows them all and a test holds the two together.
A secret may stand in the file itself or, under the same name with `_file`, in a file of its own.
"""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, time
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from rapidfuzz import process

from bot.config.checks import contradictions
from bot.config.sections import Config, ConfigError, Secret

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Config", "ConfigError", "Secret", "keys", "load", "parse"]

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
        faults.extend(contradictions(config))
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
                shown = "" if hints[key] is Secret else f"，现在是 {value!r}"
                faults.append(f"{name}.{key} 应当是{error}{shown}。")
    return kind(**values)


def _read_secret(
    values: dict[str, Any], key: str, value: object, *, where: str, folder: Path, faults: list[str]
) -> None:
    try:
        values[key] = Secret((folder / str(value)).read_text(encoding="utf-8").strip())
        if not values[key]:
            faults.append(f"{where} 指的文件是空的：{value}。")
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


def _closest(name: str, known: Mapping[str, object]) -> str:
    """A hint at the key that was probably meant."""
    found = process.extractOne(name, list(known), score_cutoff=70)
    return f"，是不是想写 {found[0]}" if found else ""


def keys() -> tuple[str, ...]:
    """Every key as `section.key`, for the check of the example file and the docs."""
    return tuple(f"{name}.{key.name}" for name, kind in get_type_hints(Config).items() for key in fields(kind))
