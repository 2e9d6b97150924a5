"""What the two small languages of the table share: tokens, a lexer, and how a phrase is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.patterns import regex
from knowledge.text import NUMERALS, narrow, number_from, without_spaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NUMBER = "number"
TEXT = "text"
BREAK = "break"
END = "end"


class ParseError(ValueError):
    """A phrase that cannot be read; `reason` is a Chinese sentence, `text` the phrase, `at` where reading stopped."""

    def __init__(self, reason: str, *, text: str, at: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text
        self.at = at


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word of a phrase: `text` in half width without white space, `start` and `end` its place in the original.

    `kind` is what the vocabulary calls the word, else NUMBER (then `value` is what it writes), TEXT (anything else)
    or BREAK (a line break between words).
    """

    kind: str
    text: str
    start: int
    end: int
    value: int = 0


@dataclass(frozen=True, slots=True)
class Lexer:
    """Cuts a phrase into the longest words of a vocabulary (word → kind), numbers, line breaks and other text.

    White space inside a word is overlooked, because table cells break lines anywhere; a number holds none.
    """

    words: Mapping[str, str]
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        longest_first = sorted(self.words, key=len, reverse=True)
        words = "|".join(r"\s*".join(map(re.escape, word)) for word in longest_first)
        pattern = rf"(?P<word>{words})|(?P<number>[0-9]+|[{NUMERALS}]+)|(?P<break>\s*[\r\n]\s*)"
        object.__setattr__(self, "_pattern", regex(pattern))

    def read(self, text: str) -> tuple[Token, ...]:
        """Every token of the text in order; nothing but white space is left out."""
        return tuple(self._tokens(narrow(text)))

    def _tokens(self, plain: str) -> Iterator[Token]:
        end = 0
        for match in self._pattern.finditer(plain):
            yield from _other(plain, end, match.start())
            end = match.end()
            said = without_spaces(match[0])
            if match.lastgroup == "break":
                yield Token(kind=BREAK, text="\n", start=match.start(), end=end)
            elif match.lastgroup == "word":
                yield Token(kind=self.words[said], text=said, start=match.start(), end=end)
            elif (value := number_from(said)) is not None:
                yield Token(kind=NUMBER, text=said, start=match.start(), end=end, value=value)
            else:
                yield Token(kind=TEXT, text=said, start=match.start(), end=end)
        yield from _other(plain, end, len(plain))


def _other(plain: str, start: int, end: int) -> Iterator[Token]:
    said = without_spaces(plain[start:end])
    if said:
        yield Token(kind=TEXT, text=said, start=start, end=end)


class Cursor:
    """A place among the tokens of one phrase, for a recursive-descent reader; set `at` back to try again."""

    def __init__(self, text: str, tokens: tuple[Token, ...]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0

    @property
    def here(self) -> Token:
        """The token at this place, line breaks included."""
        return self.tokens[self.at] if self.at < len(self.tokens) else self._end

    def peek(self, ahead: int = 0) -> Token:
        """The token so many words ahead; line breaks are overlooked."""
        place = self._place(ahead)
        return self.tokens[place] if place < len(self.tokens) else self._end

    def sees(self, *kinds: str) -> bool:
        """Whether the next words are of these kinds."""
        return all(self.peek(ahead).kind == kind for ahead, kind in enumerate(kinds))

    def accept(self, *kinds: str) -> Token | None:
        """Step over the next word if it is of one of these kinds, over the line break before it as well."""
        token = self.peek()
        if token.kind not in kinds:
            return None
        self.at = self._place(0) + 1
        return token

    def refusal(self, reason: str, *, at: int | None = None) -> ParseError:
        """The error that refuses the phrase, at this place unless another is given."""
        return ParseError(reason, text=self.text, at=self.peek().start if at is None else at)

    def _place(self, ahead: int) -> int:
        place = self.at
        while place < len(self.tokens):
            if self.tokens[place].kind != BREAK:
                if ahead == 0:
                    break
                ahead -= 1
            place += 1
        return place

    @property
    def _end(self) -> Token:
        return Token(kind=END, text="", start=len(self.text), end=len(self.text))
