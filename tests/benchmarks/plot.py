"""A small plot with logarithmic axes as SVG: lines named at their ends, light or dark as the reader's page is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 72, 150, 56, 52
LINE = 16
"""The least distance of two names at the ends of lines"""

STYLE = """
text { font: 13px system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; fill: #333 }
.title { font-size: 15px; font-weight: 600 }
.grid { stroke: #ddd } .line { fill: none; stroke: #888; stroke-width: 1.5 } .dot { fill: #888 }
.ours.line { stroke: #07925a; stroke-width: 2.5 } .ours.dot, text.ours { fill: #07925a }
.back { fill: #fff }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd } .grid { stroke: #444 } .back { fill: #1c1c1c }
  .ours.line { stroke: #3ccf91 } .ours.dot, text.ours { fill: #3ccf91 }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line: its name and its points; ours are drawn in colour."""

    name: str
    points: tuple[tuple[float, float], ...]
    ours: bool = False
    dashed: bool = False


def svg(title: str, across: str, up: str, lines: Sequence[Series]) -> str:
    """The picture; `across` and `up` name the axes."""
    decades = (
        _decades(x for line in lines for x, _ in line.points),
        _decades(y for line in lines for _, y in line.points),
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f'<rect class="back" width="{WIDTH}" height="{HEIGHT}" rx="8"/>',
        _text(LEFT, 28, title, "title"),
        *_grid(*decades),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, across, anchor="middle"),
        _text(LEFT, TOP - 10, up),
    ]
    ends: list[tuple[float, float, Series]] = []
    for line in lines:
        places = [(_x(x, decades[0]), _y(y, decades[1]), x, y) for x, y in line.points]
        kind = "ours " if line.ours else ""
        dash = ' stroke-dasharray="5 4"' if line.dashed else ""
        parts.append(
            f'<polyline class="{kind}line"{dash} points="{" ".join(f"{a:.1f},{b:.1f}" for a, b, *_ in places)}"/>'
        )
        parts += [
            f'<circle class="{kind}dot" cx="{a:.1f}" cy="{b:.1f}" r="3"><title>{x:,.0f}：{y:.3g}</title></circle>'
            for a, b, x, y in places
        ]
        ends.append((places[-1][0], places[-1][1], line))
    parts += _names(ends)
    return "\n".join([*parts, "</svg>", ""])


def _names(ends: Iterable[tuple[float, float, Series]]) -> Iterator[str]:
    """Each line's name beside its end, moved down where another that ends as far right stands."""
    before, lowest = -math.inf, -math.inf
    for x, end, line in sorted(ends, key=lambda one: one[:2]):
        lowest = max(end, lowest + LINE) if x == before else end
        before = x
        yield _text(x + 10, lowest + 4, line.name, "ours" if line.ours else "")


def _grid(across: tuple[int, int], up: tuple[int, int]) -> Iterator[str]:
    for power in range(across[0], across[1] + 1):
        x = _x(10.0**power, across)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
        yield _text(x, HEIGHT - BOTTOM + 18, f"{10**power:,}", anchor="middle")
    for power in range(up[0], up[1] + 1):
        y = _y(10.0**power, up)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield _text(LEFT - 8, y + 4, f"{10.0**power:g}", anchor="end")


def _decades(values: Iterable[float]) -> tuple[int, int]:
    """The powers of ten around the values."""
    logs = [math.log10(value) for value in values]
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    return low, max(high, low + 1)


def _x(value: float, decades: tuple[int, int]) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * _share(value, decades)


def _y(value: float, decades: tuple[int, int]) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _share(value, decades)


def _share(value: float, decades: tuple[int, int]) -> float:
    return (math.log10(value) - decades[0]) / (decades[1] - decades[0])


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
