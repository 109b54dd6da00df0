"""Keywords cut to the width of a column so that no two of one list look the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

ELLIPSIS = "…"
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+|[A-Z]")
Measure = Callable[[str], int]


def distinct_stubs(names: Sequence[str], width: int, measure: Measure) -> dict[str, str]:
    """Return what each name is shown as within a width: whole, or its middle left out.

    Names that would look alike so have each of their words cut short instead; should that not tell
    them apart, they are numbered.

    Parameters
    ----------
    names
        All names of one list.
    width
        In the unit of `measure`.
    """
    stubs = {name: _cut(name, width, measure) for name in dict.fromkeys(names)}
    for group in _alike(stubs):
        stubs.update({name: _shortened(name, width, measure) for name in group})
    for group in _alike(stubs):
        stubs.update({name: _numbered(name, n, width, measure) for n, name in enumerate(group, 1)})
    return stubs


def _alike(stubs: dict[str, str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for name, stub in stubs.items():
        groups.setdefault(stub, []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def _cut(name: str, width: int, measure: Measure) -> str:
    """Return a name with its middle left out, as much as it takes."""
    if measure(name) <= width:
        return name
    for kept in range(len(name) - 1, 0, -1):
        tail = kept // 2
        stub = f"{name[: kept - tail]}{ELLIPSIS}{name[len(name) - tail :]}"
        if measure(stub) <= width:
            return stub
    return ELLIPSIS


def _shortened(name: str, width: int, measure: Measure) -> str:
    """Return a name with every word cut to as many letters as there is room for."""
    gap = " " if " " in name else ""
    words = name.split() if gap else _WORDS.findall(name)
    for letters in range(max(map(len, words)), 0, -1):
        for whole in range(len(words), -1, -1):  # one letter less, from the last word on
            parts = [word[: letters + (n < whole)] for n, word in enumerate(words)]
            stub = gap.join(parts)
            if measure(stub) <= width:
                return stub
    return _cut(name, width, measure)


def _numbered(name: str, number: int, width: int, measure: Measure) -> str:
    """Return a name cut short with a number behind it."""
    mark = f"{ELLIPSIS}{number}"
    stub = _shortened(name, width - measure(mark), measure)
    return f"{stub}{mark}"
