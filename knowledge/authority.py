"""How much weight a text has in law (位阶): who asks what the law says means the law before the rules made under it."""

from __future__ import annotations

from knowledge.patterns import regex

_ARTICLE = regex(r"^《?(?P<title>.{1,60}?)》?\s*第[零一二三四五六七八九十百千〇\d]+条")
_LAW = regex(r"(?:法|法典)(?:[（(].*[)）])?$")
_RULES = regex(r"条例|规定|办法|细则|规则|规程|决定|通知|意见|批复")
_CODES = frozenset({"民法典", "刑法"})


def authority(question: str) -> tuple[float, float, float]:
    """Of an article's name (《…法》第三条): whether it stands in a law, in one of the two codes, in rules."""
    found = _ARTICLE.match(question)
    if found is None:
        return (0.0, 0.0, 0.0)
    title = found["title"].removeprefix("中华人民共和国")
    law = bool(_LAW.search(title)) and not _RULES.search(title)
    return (float(law), float(title in _CODES), float(bool(_RULES.search(title))))
