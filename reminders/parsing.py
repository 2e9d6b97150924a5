"""What the two small languages of the table share: tokens, a lexer, and how a phrase is refused."""

from __future__ import annotations


class ParseError(ValueError):
    """A phrase that cannot be read; `reason` is a Chinese sentence, `text` the phrase, `at` where reading stopped."""

    def __init__(self, reason: str, *, text: str, at: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text
        self.at = at
