"""The plot holds every line, its points in their order and its name, and stays inside its frame."""

from __future__ import annotations

from lxml import etree

from tests.benchmarks.plot import HEIGHT, WIDTH, Series, svg

LINES = (
    Series(name="问办", points=((1_000, 0.1), (10_000, 0.2), (1_000_000, 9)), ours=True),
    Series(name="a<b", points=((1_000, 2), (10_000, 20)), dashed=True),
    Series(name="near", points=((1_000, 2), (10_000, 20.1))),
)
NAMES = {"svg": "http://www.w3.org/2000/svg"}


def test_every_line_is_drawn_with_its_name() -> None:
    drawn = etree.fromstring(svg("题", "句", "毫秒", LINES).encode())
    points = [
        [tuple(map(float, pair.split(","))) for pair in str(line.get("points")).split()]
        for line in drawn.iterfind("svg:polyline", NAMES)
    ]
    assert [len(line) for line in points] == [3, 2, 2]
    for line in points:
        assert line == sorted(line)
        assert [y for _, y in line] == sorted((y for _, y in line), reverse=True)
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in line)
    texts = {str(text.text): float(str(text.get("y"))) for text in drawn.iterfind("svg:text", NAMES)}
    assert {"题", "句", "毫秒", "问办", "a<b", "near", "1,000", "1,000,000"} <= texts.keys()
    assert abs(texts["a<b"] - texts["near"]) >= 16
