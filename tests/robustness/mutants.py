"""Broken files out of good ones, by the shared tool ``mutate.py``: recipes, not copies.

The tool is found by the environment variable NAPARI_DICOM_TOOLS, by default ``../shared/tools``
beside the project; where it is not, there are no mutants.
"""

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import count, islice
from pathlib import Path
from types import ModuleType
from typing import Any

_DEFAULT = Path(__file__).parents[3] / "shared" / "tools"
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


def tool_path() -> Path:
    """Return where the tool is, or would be."""
    return Path(os.environ.get("NAPARI_DICOM_TOOLS", _DEFAULT)) / "mutate.py"


@lru_cache(maxsize=1)
def tool() -> ModuleType:
    """Import the tool."""
    spec = importlib.util.spec_from_file_location("napari_dicom_mutate", tool_path())
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    operations = tool().OPS
    names = [name for name in sorted(operations) if costly or name not in _COSTLY]
    once = [name for name in names if operations[name][2]]
    return once, [name for name in names if not operations[name][2]]


def _applies(source: Path, name: str, seed: int) -> bool:
    if name in _COSTLY:
        return True
    return tool().applicable(_source_bytes(str(source)), name, seed) is not None


@lru_cache(maxsize=64)
def _source_bytes(source: str) -> bytes:
    return Path(source).read_bytes()
