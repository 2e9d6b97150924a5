"""What a spell of bad weather over WeCom showed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

MOST_GROWTH = 1024 * 1024


@dataclass(slots=True, kw_only=True)
class Figures:
    """What a spell of bad weather showed."""

    faults: Counter[str] = field(default_factory=Counter)
    back: list[float] = field(default_factory=list)
    """Seconds from the end of a fault to the next subscription, beyond what it takes to notice."""
    late: list[str] = field(default_factory=list)
    said: int = 0
    unanswered: list[int] = field(default_factory=list)
    answered_twice: list[int] = field(default_factory=list)
    pushed: int = 0
    unsent: int = 0
    believed: list[str] = field(default_factory=list)
    """Settled as sent, and never acknowledged."""
    doubled: int = 0
    doubled_after_acknowledgement: list[str] = field(default_factory=list)
    tasks: int = 0
    """The most that were alive at once."""
    orphans: list[str] = field(default_factory=list)
    memory: tuple[int, int] = (0, 0)
    """Bytes that the program's own lines hold after a third of the faults, and at the end."""

    def wrong(self) -> dict[str, object]:
        """Everything that may not be."""
        grown = self.memory[1] - self.memory[0]
        found = {
            "late": self.late,
            "unanswered": self.unanswered,
            "answered twice": self.answered_twice,
            "unsent": self.unsent,
            "believed": self.believed,
            "sent again": self.doubled_after_acknowledgement,
            "orphans": self.orphans,
            "grown": grown if grown > MOST_GROWTH else 0,
        }
        return {name: what for name, what in found.items() if what}

    def __str__(self) -> str:
        back = sorted(self.back)
        quantiles = {name: round(back[int(len(back) * part)], 3) for name, part in (("p50", 0.5), ("p99", 0.99))}
        return (
            f"faults {sum(self.faults.values())} {dict(self.faults)}; reconnections {len(back)} {quantiles} "
            f"max {back[-1]:.3f} s (scale 1/10), late {len(self.late)}; said {self.said}, unanswered "
            f"{len(self.unanswered)}, twice {len(self.answered_twice)}; pushed {self.pushed}, unsent {self.unsent}, "
            f"believed {len(self.believed)}, doubled {self.doubled} (after an acknowledgement "
            f"{len(self.doubled_after_acknowledgement)}); most tasks {self.tasks}, orphans {len(self.orphans)}; "
            f"memory {self.memory[0]} → {self.memory[1]} bytes"
        )
