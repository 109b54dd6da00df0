"""Broken files out of good ones, by our own `mutator`: recipes, not copies.

Where the environment variable NAPARI_DICOM_TOOLS names a folder with another ``mutate.py``, that
one is used instead: for long runs.
"""

import importlib.util
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import count, islice
from pathlib import Path
from typing import Any

from robustness import mutator

_MANY_BYTES = 8 << 20
_COSTLY = {"bomb_deflate"}
"""Operations that take seconds to make and whose result does not depend on the source."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a mutant is made of: the same bytes every time."""

    source: str
    op: str
    seed: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        return f"{Path(self.source).name} --op {self.op} --seed {self.seed}"


@dataclass(frozen=True, slots=True)
class Mutant:
    """The bytes of a broken file, what was done to it and which outcomes are acceptable."""

    data: bytes
    note: str
    accept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """What breaks files: its operations, and whether each works one way only."""

    operations: dict[str, bool]
    applicable: Callable[[bytes, str, int], tuple[bytes, str, Sequence[str]] | None]


@lru_cache(maxsize=1)
def tool() -> Tool:
    """Return our own mutator, or the one that the environment names."""
    folder = os.environ.get("NAPARI_DICOM_TOOLS")
    if folder is None:
        own = {name: operation.fixed for name, operation in mutator.OPERATIONS.items()}
        return Tool(own, mutator.applicable)
    spec = importlib.util.spec_from_file_location("mutate", Path(folder) / "mutate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Tool({name: made[2] for name, made in module.OPS.items()}, module.applicable)


def mutant_of(recipe: Recipe) -> Mutant | None:
    """Make one mutant; None where the operation does not apply to the source."""
    made = tool().applicable(_source_bytes(recipe.source), recipe.op, recipe.seed)
    if made is None or len(made[0]) > _MANY_BYTES:
        return None
    data, note, accept = made
    return Mutant(data, note, tuple(accept))


def recipes(source: Path, seed: int, number: int, *, costly: bool = False) -> Iterator[Recipe]:
    """Yield recipes for `number` mutants of one file.

    Every operation that works one way only comes once; two fifths at least are random ones.
    """
    once, random = _operations(costly)
    fixed = [name for name in once if _applies(source, name, seed)]
    loose = [name for name in random if any(_applies(source, name, seed + t) for t in range(3))]
    fixed = fixed[: max(1, number * 3 // 5)] if number < len(fixed) * 5 // 3 else fixed
    yield from (Recipe(str(source), name, seed) for name in fixed)
    endless = (Recipe(str(source), name, seed + turn) for turn in count() for name in loose)
    if loose:
        apply = (one for one in endless if _applies(source, one.op, one.seed))
        yield from islice(apply, max(0, number - len(fixed)))


def _operations(costly: bool) -> tuple[list[str], list[str]]:
    operations = tool().operations
    names = [name for name in sorted(operations) if costly or name not in _COSTLY]
    once = [name for name in names if operations[name]]
    return once, [name for name in names if not operations[name]]


def _applies(source: Path, name: str, seed: int) -> bool:
    if name in _COSTLY:
        return True
    return tool().applicable(_source_bytes(str(source)), name, seed) is not None


@lru_cache(maxsize=64)
def _source_bytes(source: str) -> bytes:
    return Path(source).read_bytes()
