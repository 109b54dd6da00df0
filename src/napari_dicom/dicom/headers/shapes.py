"""Items that are written alike: what of their bytes decides where one ends, as a pattern.

Functional groups of thousands of frames differ in values, not in their elements (PS3.3 C.7.6.16).
A walk over one item goes by tags, VRs, lengths and delimiters: wherever all of these bytes are the
same again it would go the same way. So they are a pattern, in which any bytes stand for values, and
an item that matches is not walked again. What does not match is walked as ever.
"""

import re
from collections.abc import Callable
from typing import Generic, TypeVar

_WALKED_BEFORE = 64
"""Items of a sequence that are walked for each pattern: it takes as long as these to make."""

_MOST = 8
"""Patterns of a sequence: text of digits has many lengths, and each is a shape of its own."""

_LARGEST = 1 << 14
"""Bytes of an item whose pattern is made."""

_Told = TypeVar("_Told")

Values = list[tuple[int, int]]
"""Where values start and stop that a walk has passed over without a look, in their order."""


class Shapes(Generic[_Told]):
    """The shapes of the items of one sequence, and what is told of each."""

    __slots__ = ("_known", "_walked")

    def __init__(self) -> None:
        self._known: list[tuple[Callable[[bytes, int], re.Match[bytes] | None], _Told]] = []
        self._walked = 0

    def find(self, data: bytes, position: int) -> tuple[_Told, int] | None:
        """Return what is told of the item here and the position behind it; None where unknown."""
        for match, told in self._known:
            found = match(data, position)
            if found is not None:
                return told, found.end()
        return None

    def values_to_note(self) -> Values | None:
        """Return a list for the values of the item walked next, where it is to be learnt."""
        self._walked += 1
        known = len(self._known)
        return [] if known < _MOST and self._walked > _WALKED_BEFORE * (known + 1) else None

    def learn(self, data: bytes, item: tuple[int, int], values: Values | None, told: _Told) -> None:
        """Know the shape of an item, from its start to its end, from now on."""
        position, end = item
        if values is None or end - position > _LARGEST:
            return
        pattern = []
        for start, stop in values:
            pattern += [re.escape(data[position:start]), b".{%d}" % (stop - start)]
            position = stop
        pattern.append(re.escape(data[position:end]))
        self._known.append((re.compile(b"".join(pattern), re.DOTALL).match, told))
