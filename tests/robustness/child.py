"""A child process that opens mutants: jobs come in as JSON lines, outcomes go out as JSON lines.

It has limits of its own, so that a crash, a flood of memory or a hang costs the child alone. What
libraries print goes nowhere: the outcomes have a channel of their own.
"""

import ctypes
import json
import logging
import os
import resource
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from napari_dicom.dicom import LoadedVolume
from robustness.mutants import Mutant, Recipe, mutant_of
from robustness.outcome import SILENT, Outcome, outcome_of
from robustness.second_opinion import objects_to

_EXTRA = 4 << 30
"""Address space a mutant may take, beyond what the libraries have."""

_LOOKED_AT = 5
"""Planes of a lazy volume that are read at once; what is wrong with others is logged later."""

_M_PERTURB = -6  # mallopt: fill what is freed or handed out with a byte
_M_MMAP_THRESHOLD = -3


class _Told(logging.Handler):
    """Collects what is logged: it reaches users too."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.name}: {record.getMessage()}")


def main() -> None:
    """Answer jobs until there are no more; ``napari`` as argument: make napari layers too."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    folder = Path(sys.argv[1])
    told = _Told()
    logging.getLogger().addHandler(told)
    logging.getLogger("pydicom").addHandler(told)
    _prepare()
    for line in sys.stdin:
        job = json.loads(line)
        answers.write(json.dumps(_answer(job, folder, told)) + "\n")


def _prepare() -> None:
    import napari.layers  # before the limit and before warnings are errors

    assert napari.layers
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    size = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (size + _EXTRA, size + _EXTRA))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(job: dict[str, Any], folder: Path, told: _Told) -> dict[str, Any]:
    recipe = Recipe(**job["recipe"])
    mutant = mutant_of(recipe) if recipe.op else _unchanged(recipe)
    if mutant is None:
        return {"recipe": recipe.as_dict(), "accept": None}
    told.texts.clear()
    path = folder / "mutant.dcm"
    path.write_bytes(mutant.data)
    outcome = _measured(path, job, told)
    for extra in job["extras"]:
        outcome.problems += _EXTRAS[extra](path, job, outcome)
    path.unlink()
    seen = outcome.as_dict()
    return {"recipe": recipe.as_dict(), "accept": mutant.accept, "note": mutant.note, **seen}


def _unchanged(recipe: Recipe) -> Mutant:
    return Mutant(Path(recipe.source).read_bytes(), "unchanged", ())


def _measured(path: Path, job: dict[str, Any], told: _Told) -> Outcome:
    before = _reset_peak()
    start = time.perf_counter()
    outcome, _ = outcome_of([path], beside=[Path(one) for one in job["beside"]])
    outcome.seconds = time.perf_counter() - start
    outcome.peak_bytes = max(0, _peak() - before)
    outcome.objected = outcome.kind == SILENT and objects_to(path)
    if any(secret in text for text in told.texts for secret in job["secrets"]):
        outcome.problems.append("a secret is logged")
    return outcome


def _again(path: Path, job: dict[str, Any], first: Outcome) -> list[str]:
    """Open it again, memory filled with a pattern: the outcome must be the same.

    The first time memory held 0, or what was there: what nobody has written differs.
    """
    beside = [Path(one) for one in job["beside"]]
    _perturb(0xC3 if first.pixels[:1] < "8" else 0x5A)
    second, _opened = outcome_of([path], beside=beside)
    _perturb(0)
    same = {(one.kind, one.pixels, one.place, *one.texts) for one in (first, second)}
    return [] if len(same) == 1 else [f"nondeterministic: {sorted(map(str, same))}"[:500]]


def _lazily(path: Path, _: dict[str, Any], first: Outcome) -> list[str]:
    """Open it lazily: nothing may get out there either, and values must be the same."""
    lazily, opened = outcome_of([path], lazy=True)
    if lazily.kind.startswith("uncaught") or lazily.problems:
        return [f"lazily: {lazily.kind} {lazily.problems} {lazily.texts[:3]}"]
    both = first.pixels and lazily.pixels and opened is not None and opened.loaded
    if first.kind == SILENT != lazily.kind:
        return [f"lazily: {lazily.kind} {lazily.texts}"]
    loaded = opened.loaded if opened else ()
    planes = [len(one.volume.acquired) for one in loaded if isinstance(one, LoadedVolume)]
    if first.kind != SILENT == lazily.kind and max(planes, default=0) <= _LOOKED_AT:
        return [f"lazily without a word: {first.texts}"]
    if both and first.kind == SILENT and first.pixels != lazily.pixels:
        return ["lazily: other values"]
    return []


def _among_good(path: Path, job: dict[str, Any], _: Outcome) -> list[str]:
    """Open it with good files of its series: these must be shown as ever."""
    good = [Path(one) for one in job["companions"]]
    outcome, opened = outcome_of([*good, path])
    if opened is None:
        return [f"among good files: {outcome.kind} {outcome.texts}"]
    shown = {
        str(frame.instance.path)
        for one in opened.loaded
        if isinstance(one, LoadedVolume)
        for frame in one.volume.acquired
        if frame.number == 1
    }
    lost = [one.name for one in good if str(one) not in shown]
    problems = [f"among good files: {problem}" for problem in outcome.problems]
    return problems + ([f"takes along {lost}: {outcome.texts[:4]}"] if lost else [])


def _in_napari(path: Path, job: dict[str, Any], _: Outcome) -> list[str]:
    """Make napari's layers and add them to a viewer model, as the plugin does."""
    from napari.components import ViewerModel  # takes a second, and only some jobs need it
    from napari.layers import Layer

    from napari_dicom.dicom import open_paths
    from napari_dicom.layers import build_layers

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            viewer = ViewerModel()
            for layer in build_layers(open_paths([*job["beside"], path]).loaded):
                viewer.add_layer(Layer.create(*layer.as_tuple))
            viewer.layers.clear()
    except Exception as error:  # noqa: BLE001 - whatever gets out is what is looked for
        return [f"napari: {type(error).__name__}: {error}"]
    return []


_EXTRAS = {"again": _again, "lazily": _lazily, "among good": _among_good, "napari": _in_napari}


def _perturb(byte: int) -> None:
    """Have the C library fill memory with a byte, so that what was never written shows."""
    if _LIBC is None:
        return
    if byte:
        _LIBC.mallopt(_M_MMAP_THRESHOLD, 64 << 20)
    _LIBC.mallopt(_M_PERTURB, byte)
    np.empty(1 << 16).fill(byte)


def _reset_peak() -> int:
    """Start to measure the peak of memory anew; return what is in use."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) << 10


try:
    _LIBC: Any = ctypes.CDLL("libc.so.6")
except OSError:
    _LIBC = None


if __name__ == "__main__":
    main()
