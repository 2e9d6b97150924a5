"""What can be configured, section by section, with every default."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from ipaddress import ip_address

from reminders.confirmations import FILE_TYPES


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
    """Who runs this installation; `trial`: nothing goes out to people until an admin says 正式运行."""

    name: str = "政务公开办"
    hotline: str = "12345"
    trial: bool = False


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
class QuestionsConfig:
    """How long a unit has to answer what citizens asked, in workdays, and when it is reminded, in days before."""

    answer_days: int = 5
    rungs: tuple[int, ...] = (3, 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersConfig:
    """The rule by which a unit stands in the half-year's talk list."""

    talk_workdays: int = 20
    talk_duties: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepConfig:
    """How long the check of an entry counts, and how many days before its day its unit is asked to look again."""

    review_months: int = 12
    ask_before: tuple[int, ...] = (30, 7, 0)


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
    """The Telegram channel; off while there is no token, by polling while there is no webhook address."""

    token: Secret = field(default_factory=Secret)
    base_url: str = ""
    proxy: str = ""
    webhook: str = ""
    webhook_secret: Secret = field(default_factory=Secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomConfig:
    """The WeCom channel (智能机器人, long connection); off while there is no bot id."""

    bot_id: str = ""
    secret: Secret = field(default_factory=Secret)
    host: str = "wss://openws.work.weixin.qq.com"
    proxy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomAppConfig:
    """A self-built application (自建应用) of WeCom; off while nothing is filled in."""

    corp_id: str = ""
    agent_id: int = 0
    secret: Secret = field(default_factory=Secret)
    token: Secret = field(default_factory=Secret)
    aes_key: Secret = field(default_factory=Secret)
    host: str = "https://qyapi.weixin.qq.com"
    proxy: str = ""

    def lacks(self) -> tuple[str, ...]:
        """The keys that are empty but needed."""
        needed = ("corp_id", "agent_id", "secret", "token", "aes_key")
        return tuple(name for name in needed if not getattr(self, name))

    @property
    def on(self) -> bool:
        """Whether the application has what it needs."""
        return not self.lacks()


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomRobotsConfig:
    """WeCom's group robots (消息推送), a line of `keys` each; off while there is none."""

    keys: Secret = field(default_factory=Secret)
    host: str = "https://qyapi.weixin.qq.com"
    proxy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole configuration."""

    office: OfficeConfig = field(default_factory=OfficeConfig)
    web: WebConfig = field(default_factory=WebConfig)
    reminders: RemindersConfig = field(default_factory=RemindersConfig)
    questions: QuestionsConfig = field(default_factory=QuestionsConfig)
    papers: PapersConfig = field(default_factory=PapersConfig)
    upkeep: UpkeepConfig = field(default_factory=UpkeepConfig)
    calendar: CalendarConfig = field(default_factory=CalendarConfig)
    limits: LimitsConfig = field(default_factory=LimitsConfig)
    evidence: EvidenceConfig = field(default_factory=EvidenceConfig)
    telegram: TelegramConfig = field(default_factory=TelegramConfig)
    wecom: WecomConfig = field(default_factory=WecomConfig)
    wecom_app: WecomAppConfig = field(default_factory=WecomAppConfig)
    wecom_robots: WecomRobotsConfig = field(default_factory=WecomRobotsConfig)
