"""Statutes (法律法规): a law as its file writes it, read into one entry an article (条).

```
law      := head [contents] (heading | article)* appendix*
head     := title and lines of when it was passed, published, amended
contents := 目录 and what follows, until its first line stands there again
heading  := 第 number (编 | 分编 | 章 | 节) name | 总则 | 附则
article  := 第 number 条 [之 number] text, and every line (款, 项) to the next heading, article or appendix
appendix := (附 | 附录 | 附件 | 附表 | 附图) name, or the title of a table behind an article that has ended
```

A line that begins with 第…条 begins an article when a space follows, or when its number is a later one and it does not
go on as a reference does (第三条规定的情形…). Each such line becomes an article or a problem, as does each gap in their
order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from knowledge.documents import Problem
from knowledge.editions import edition_of, force_from, short_title
from knowledge.entries import Entry, Source
from knowledge.patterns import regex
from knowledge.text import NUMERALS, narrow, number_from, without_spaces

if TYPE_CHECKING:
    import datetime as dt
    import re
    from collections.abc import Iterator

    from knowledge.documents import Document

IN_FORCE = "现行有效"
LONGEST_HEADING = 40
LONGEST_CITATION = 120
QUOTED = 40

_NUMBER = f"[{NUMERALS}0-9０-９]{{1,9}}"
_ARTICLE = regex(rf"第\s*(?P<number>{_NUMBER})\s*条(?:之(?P<sub>{_NUMBER}))?\**(?P<space>[\s:：]*)(?P<text>.*)")
_REFERENCE = regex(r"[第的所至和或与及、中以之款项等，,。；;]|规定")
_PART = regex(rf"第{_NUMBER}[款项]")
_HEADING = regex(rf"第\s*{_NUMBER}\s*(?P<level>编|分编|章|节)(?P<space>\s*)(?P<name>[^。；;：:！!]*)")
_BARE_HEADING = regex(r"[总附]\s*则")
_LEVELS = ("编", "分编", "章", "节")
_APPENDIX = regex(rf"附\s*(?:[录件表图]\s*)?(?:{_NUMBER})?\s*(?P<name>$|(?:[:：、.．《（(]|\s).*)")
_TABLE_TITLE = regex(rf"(?![（(\d])[^。；;：:，,]{{2,40}}表(?:{_NUMBER})?(?:[（(][^（）()]*[）)])?")
_ENDED = regex(r".*[。）)]")
_CONTENTS = frozenset({"目录", "目次"})
_LEADERS = ".…·‥ \t\u3000"
_DECORATION = "#*_> \t\u3000\ufeff"
_COMMENT = regex(r"<!--.*-->")
_CITED = regex(
    rf"(?P<title>《.+》|[^《》]+?)\s*第\s*(?P<number>{_NUMBER})\s*条(?:之(?P<sub>{_NUMBER}))?"
    rf"(?:第[(（]?{_NUMBER}[)）]?[款项])*(?:的?(?:内容|原文))?"
    r"(?:是|说|讲|写|规定)?了?的?(?:是?什么|是?啥|怎么(?:说|写|规定)的?)?[?？。]?"
)

Place = tuple[int, int]
"""第一百二十条之一 is (120, 1), 第十五条 is (15, 0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article (条) as the law says it, its paragraphs and items on lines; `heading` is the parts it stands in."""

    id: str
    label: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A statute (法律法规) in one edition, by its date: its articles in order, the names of the appendices left out.

    `since` is the day from which it applies, where it says so.
    """

    title: str
    date: dt.date | None
    articles: tuple[Article, ...]
    status: str = IN_FORCE
    since: dt.date | None = None
    left_out: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it is the edition of something, and says something."""
        return bool(self.title and self.date and self.articles)

    def entries(self) -> tuple[Entry, ...]:
        """Each article as an entry of the bank."""
        return tuple(
            Entry(
                id=one.id,
                question=f"{self.title} {one.label}",
                answer=one.text,
                topic=one.heading,
                sources=(Source(title=self.title, date=self.date, article=one.label, status=self.status),),
                valid_from=self.since,
                statute=True,
            )
            for one in self.articles
        )


def law_from(document: Document, *, status: str = IN_FORCE) -> tuple[Law, tuple[Problem, ...]]:
    """The law that an office file holds, and what is wrong with it; a law without a date is no edition of anything."""
    lines = _body(_lines(document))
    start = next((number for number, line in enumerate(lines) if _heading(line) or _start(line, (0, 0))), len(lines))
    title, date = edition_of(document, lines[:start])
    reading = _Reading(title=title)
    for line in lines[start:]:
        reading.take(line)
    reading.close()
    names = (*reading.left_out, *(table.name for table in document.tables))
    articles = tuple(reading.articles)
    since = force_from(articles[-1].text) if articles else None
    law = Law(title=title, date=date, articles=articles, status=status, since=since, left_out=names)
    return law, (*_unusable(law, document), *reading.problems)


def id_of(citation: str) -> str | None:
    """The id of the article that a citation names (《社会保险法》第十五条), None where it names none."""
    found = _CITED.fullmatch(citation.strip()[:LONGEST_CITATION])
    place = _place(found["number"], found["sub"]) if found else None
    return _id(short_title(found["title"]), place) if found and place else None


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A law being read line by line."""

    title: str
    articles: list[Article] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    last: Place = (0, 0)
    _headings: dict[str, str] = field(default_factory=dict)
    _open: Article | None = None
    _text: list[str] = field(default_factory=list)
    _appended: bool = False

    def take(self, line: str) -> None:
        """Read the next line."""
        article = _start(line, self.last)
        if article is not None:
            self.close()
            self._open = self._begun(article)
        elif not self._appended and (heading := _heading(line)):
            self.close()
            self._stand_under(*heading)
        elif self._is_appendix(line):
            self.close()
            self._appended = True
            self.left_out.append(line)
        elif self._appended:
            if _bare(self.left_out[-1]):
                self.left_out[-1] = f"{self.left_out[-1].rstrip(':：')} {line}"
        elif self._open is not None:
            self._text.append(line)

    def close(self) -> None:
        """The open article has ended."""
        if self._open is not None:
            if self._text:
                self.articles.append(replace(self._open, text="\n".join(self._text)))
            else:
                self._refuse(self._open.label, "", "只有条号，没有正文，请补上后重新导入")
            self._open = None

    def _begun(self, article: re.Match[str]) -> Article | None:
        """The article that begins here, None where it cannot be one."""
        label = _label(article)
        place = _place(article["number"], article["sub"])
        following = place is not None and _follows(place, self.last)
        if place is None:
            self._refuse(label, article["text"], "条号读不懂，这一条没有导入，请核对")
        elif self._appended and not following:
            self._refuse(label, article["text"], f"在“{self.left_out[-1]}”里，附录不导入；要导入请单独存成一个文件")
        elif place <= self.last:
            reason = "条号与前面的重复或者倒退，只留了前面的；请核对是不是多抄了一段，或者几部法规混在一个文件里"
            self._refuse(label, article["text"], reason)
        else:
            if not following:
                reason = f"{_numeral(self.last)}后面就是{label}，中间的条文没有找到，请核对原文是否完整"
                self.problems.append(Problem(where=f"《{self.title}》", text=label, reason=reason))
            self.last = place
            self._appended = False
            heading = " ".join(self._headings[level] for level in _LEVELS if level in self._headings)
            self._text = [article["text"].strip()] if article["text"].strip() else []
            return Article(id=_id(self.title, place), label=label, heading=heading, text="")
        return None

    def _refuse(self, label: str, text: str, reason: str) -> None:
        self.problems.append(Problem(where=f"《{self.title}》{label}", text=text.strip()[:QUOTED], reason=reason))

    def _stand_under(self, level: str, text: str) -> None:
        """What follows stands under this heading, and under those of higher levels."""
        higher = _LEVELS[: _LEVELS.index(level)]
        self._headings = {key: value for key, value in self._headings.items() if key in higher} | {level: text}

    def _is_appendix(self, line: str) -> bool:
        ended = self.articles if self._open is None else self._text and _ENDED.fullmatch(self._text[-1])
        return bool((ended or self._appended) and (_APPENDIX.fullmatch(line) or _TABLE_TITLE.fullmatch(line)))


def _lines(document: Document) -> Iterator[str]:
    for paragraph in document.paragraphs:
        for line in paragraph.split("\n"):
            plain = line.strip().lstrip(_DECORATION).strip()
            if plain and not _COMMENT.fullmatch(plain):
                yield plain


def _body(lines: Iterator[str]) -> list[str]:
    """The lines without the table of contents."""
    every = list(lines)
    begin = next((n for n, line in enumerate(every) if _is_contents(line) or _start(line, (0, 0))), len(every))
    if begin == len(every) or not _is_contents(every[begin]):
        return every
    inside = [_listed(line) for line in every[begin + 1 :]]
    again = next((n for n, line in enumerate(inside) if n and line == inside[0]), None)
    if again is None:
        again = next((n for n, line in enumerate(inside) if _ARTICLE.match(line)), len(inside))
    return every[:begin] + every[begin + 1 + again :]


def _is_contents(line: str) -> bool:
    return without_spaces(line) in _CONTENTS


def _listed(line: str) -> str:
    """A line as contents and text have it in common: no white space, no dots, no page number."""
    return without_spaces(line.rstrip("0123456789").rstrip(_LEADERS))


def _start(line: str, last: Place) -> re.Match[str] | None:
    """The article that a line begins, None when it only cites one."""
    found = _ARTICLE.match(line)
    if found is None or _PART.match(found["text"]):
        return None
    if found["space"] or not found["text"]:
        return found
    place = _place(found["number"], found["sub"])
    return found if place and place > last and not _REFERENCE.match(found["text"]) else None


def _heading(line: str) -> tuple[str, str] | None:
    """The level of a heading and its text."""
    if len(line) > LONGEST_HEADING:
        return None
    if _BARE_HEADING.fullmatch(line):
        return _LEVELS[0], without_spaces(line)
    found = _HEADING.fullmatch(line)
    if found is None or (not found["space"] and _REFERENCE.match(found["name"])):
        return None
    return found["level"], f"{without_spaces(line[: found.start('name')])} {without_spaces(found['name'])}".strip()


def _bare(appendix: str) -> bool:
    """Whether the heading of an appendix does not yet say what it is."""
    found = _APPENDIX.fullmatch(appendix)
    return found is not None and not found["name"].strip(":： ")


def _label(article: re.Match[str]) -> str:
    sub = f"之{article['sub']}" if article["sub"] else ""
    return narrow(f"第{article['number']}条{sub}")


def _place(number: str, sub: str | None) -> Place | None:
    one, other = number_from(number), number_from(sub) if sub else 0
    return None if one is None or other is None else (one, other)


def _follows(place: Place, last: Place) -> bool:
    return place in {(last[0] + 1, 0), (last[0], last[1] + 1)}


def _numeral(place: Place) -> str:
    """A place in the order, said of what comes next."""
    if place == (0, 0):
        return "开头"
    return f"第{place[0]}条" + (f"之{place[1]}" if place[1] else "")


def _id(title: str, place: Place) -> str:
    return f"L:{narrow(title)}:{place[0]}" + (f"-{place[1]}" if place[1] else "")


def _unusable(law: Law, document: Document) -> Iterator[Problem]:
    """Why nothing of a law can be used."""
    if not law.articles:
        reason = "没有读到条文（“第一条　……”这样开头的段落）；条号是 Word 自动编号的，请先转成文字，再重新导入"
        yield Problem(where=document.name, text=law.title, reason=reason)
    elif not law.usable:
        lack = "哪一天的版本" if law.title else "法规的名称"
        reason = f"没有看出{lack}，没有导入；请把文件名改成“社会保险法(2018-12-29)”这样，名称后面写公布或者修改的日期"
        yield Problem(where=document.name, text=law.title, reason=reason)
