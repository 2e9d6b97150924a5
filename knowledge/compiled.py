"""An answerer, or an index, as one block of bytes and back, so that a start need not read the whole bank anew (编译).

The block is only for the very program and bank that it was made of; whoever keeps it must know that it is the same, and
undamaged. Of entries it holds the ids only.

    block := COUNT tree arrays       COUNT: the bytes of the tree, eight of them; arrays begin at multiples of 64
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

import numpy as np

from knowledge.answers import Answerer
from knowledge.entries import Entry
from knowledge.fields import Fields
from knowledge.gaps import Departments
from knowledge.homophones import Homophones
from knowledge.index import Index, Part
from knowledge.lexicon import Lexicon
from knowledge.meanings import Meanings
from knowledge.segmenter import Segmenter
from knowledge.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable

_MADE: tuple[type[object], ...] = (
    Answerer,
    Departments,
    Fields,
    Homophones,
    Index,
    Lexicon,
    Meanings,
    Part,
    Segmenter,
    Tokenizer,
)
T = TypeVar("T", Answerer, Index)
_KINDS = {kind.__name__: kind for kind in _MADE}
_COUNT = 8
_ALIGNED = 64


class Shelf(Sequence[Entry]):
    """Entries that are read when they are looked at."""

    def __init__(self, ids: Sequence[str], read: Callable[[str], Entry | None]) -> None:
        """Know where to ask for them."""
        self._ids = ids
        self._read = read
        self._looked_at: dict[str, Entry] = {}

    def __len__(self) -> int:
        """How many entries stand here."""
        return len(self._ids)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, place: int | slice) -> Entry | tuple[Entry, ...]:
        """The entry at that place; LookupError when it is gone."""
        if isinstance(place, slice):
            return tuple(map(self._entry, self._ids[place]))
        return self._entry(self._ids[place])

    def _entry(self, entry_id: str) -> Entry:
        if entry_id not in self._looked_at:
            entry = self._read(entry_id)
            if entry is None:
                raise LookupError(entry_id)
            self._looked_at[entry_id] = entry
        return self._looked_at[entry_id]


def packed(made: Answerer | Index) -> bytes:
    """The block of an answerer or an index as it was built, before any edit."""
    packing = _Packing()
    tree = marshal.dumps(packing.of(made))
    block = bytearray(len(tree).to_bytes(_COUNT) + tree)
    for array in packing.arrays:
        block += bytes(-len(block) % _ALIGNED) + array.tobytes()
    return bytes(block)


def unpacked(block: bytes | memoryview, read: Callable[[str], Entry | None], kind: type[T]) -> T:
    """What was packed, of the kind that it was; entries are `read` by their ids when they are shown."""
    view = memoryview(block)
    start = _COUNT + int.from_bytes(view[:_COUNT])
    unpacking = _Unpacking(view, start, read)
    made = unpacking.of(marshal.loads(view[_COUNT:start]))  # noqa: S302 - as the database beside it: our own
    if not isinstance(made, kind):
        raise TypeError(type(made).__name__)
    return made


class _Packing:
    """One pass over what an answerer is made of; what is met again is only pointed to."""

    def __init__(self) -> None:
        self.arrays: list[np.ndarray[Any, Any]] = []
        self._met: dict[int, int] = {}
        self._words: dict[str, str] = {}

    def of(self, value: object) -> tuple[Any, ...]:
        if isinstance(value, np.ndarray):
            self.arrays.append(value)
            return ("array", value.dtype.str, value.shape)
        if isinstance(value, tuple) and value and isinstance(value[0], Entry):
            return ("entries", tuple(entry.id for entry in value))
        if isinstance(value, tuple) and value and type(value[0]).__name__ in _KINDS:
            return ("tuple", tuple(map(self.of, value)))
        if type(value).__name__ not in _KINDS:
            return ("plain", self._shared(value))
        if id(value) in self._met:
            return ("met", self._met[id(value)])
        self._met[id(value)] = len(self._met)
        state = (
            {field.name: getattr(value, field.name) for field in fields(value)}
            if is_dataclass(value)
            else cast("dict[str, object]", value.__getstate__())
        )
        return ("made", type(value).__name__, {name: self.of(one) for name, one in state.items()})

    def _shared(self, value: object) -> object:
        """The same with every word as one object wherever it stands, as marshal then keeps it but once."""
        if isinstance(value, str):
            return self._words.setdefault(value, value)
        if isinstance(value, Mapping):
            return {self._shared(name): self._shared(one) for name, one in value.items()}
        if isinstance(value, tuple):
            return tuple(map(self._shared, value))
        return value


class _Unpacking:
    """The same pass over the tree."""

    def __init__(self, view: memoryview, start: int, read: Callable[[str], Entry | None]) -> None:
        self._view = view
        self._place = start
        self._read = read
        self._made: list[object] = []

    def of(self, tree: tuple[Any, ...]) -> object:
        kind, *rest = tree
        if kind == "array":
            return self._array(*rest)
        if kind == "entries":
            return Shelf(rest[0], self._read)
        if kind == "tuple":
            return tuple(map(self.of, rest[0]))
        if kind == "met":
            return self._made[rest[0]]
        if kind == "made":
            made = object.__new__(_KINDS[rest[0]])
            self._made.append(made)
            for name, value in rest[1].items():
                object.__setattr__(made, name, self.of(value))
            return made
        return rest[0]

    def _array(self, dtype: str, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
        self._place += -self._place % _ALIGNED
        size = np.dtype(dtype).itemsize * int(np.prod(shape))
        piece = self._view[self._place : self._place + size]
        self._place += size
        return np.frombuffer(piece, dtype=dtype).reshape(shape)
