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
    tapped: int = 0
    shown_done: int = 0
    done_without_receipt: list[int] = field(default_factory=list)
    """Shown as done on its card, and not on disk."""
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
            "done without receipt": self.done_without_receipt,
            "orphans": self.orphans,
            "grown": grown if grown > MOST_GROWTH else 0,
        }
        return {name: what for name, what in found.items() if what}

    def __str__(self) -> str:
        back = sorted(self.back)
        p50, p99 = (round(back[int(len(back) * part)], 3) for part in (0.5, 0.99))
        again = len(self.doubled_after_acknowledgement)
        late = f"max {back[-1]:.3f} s (scale 1/10), late {len(self.late)}"
        doubled = f"doubled {self.doubled}, of these after an acknowledgement {again}"
        return "; ".join(
            (
                f"faults {sum(self.faults.values())} {dict(self.faults)}",
                f"reconnections {len(back)} p50 {p50} p99 {p99} {late}",
                f"said {self.said}, unanswered {len(self.unanswered)}, twice {len(self.answered_twice)}",
                f"pushed {self.pushed}, unsent {self.unsent}, believed {len(self.believed)}, {doubled}",
                f"tapped {self.tapped}, shown done {self.shown_done}, not on disk {len(self.done_without_receipt)}",
                f"most tasks {self.tasks}, orphans {len(self.orphans)}",
                f"memory {self.memory[0]} → {self.memory[1]} bytes",
            )
        )
