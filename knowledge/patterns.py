"""Regular expressions that are compiled when first used: most starts need few of them, and each costs (正则)."""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, but later: a faulty source shows at the first use, and the `re` of a match is another object."""
    return cast("re.Pattern[AnyStr]", _Later(source, flags))


class _Later(Generic[AnyStr]):
    """Becomes the compiled pattern method by method: what was asked for once stands here from then on."""

    def __init__(self, source: AnyStr, flags: int) -> None:
        self._source: AnyStr = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        # the library itself keeps what was compiled between two methods
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)
        return value
