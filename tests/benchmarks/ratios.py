"""How long opening takes beside another version of the code, or beside peers, as ratios of one run.

Run by hand: ``python tests/benchmarks/ratios.py`` beside pydicom and SimpleITK, or
``python tests/benchmarks/ratios.py --other OTHER/src``, where OTHER is a clone of the version to
compare with. Every measurement has a process of its own; those of a line take turns, so that
whatever else the machine does hits all; the best of each is compared. CPU seconds tell more than
those of the clock on a busy machine.

``scan`` and ``open`` are what they say, ``first`` is opening with the start of a process and its
imports, ``step`` is a hundred planes of a lazy volume, ``threads-4`` is opening with four threads.
pydicom reads the headers (of a multi-frame file the places of its frames), the pixels, the planes
one by one, as a script would; SimpleITK lists the files of a series, reads them.

``share`` is CPU time by wall time and cores: how much of the machine an opening was given; other
work takes of it. ``asked`` is how many cores it would have used: threads that run or wait for a
core, and not for a lock or a disk (Linux counts them; 0.1 or 0.2 more than there are threads, for
the one that looks on).

How many threads
----------------
Threads pay where a decoder lets go of Python's lock. Measured on two cores, 60 frames of 512 x 512:

===============  =====  =====  =====  =====  ======
threads          1      2      4      8      16
===============  =====  =====  =====  =====  ======
JPEG Extended    1.1    2.1    3.8    6.0    8.1
RLE              1.2    2.1    3.7    5.6    8.6
JPEG 2000        1.1    2.2    4.1
uncompressed     1.4    1.2    3.3    3.6    3.1
===============  =====  =====  =====  =====  ======

are the cores asked for, at the same CPU time whatever the number of threads: what decodes asks for
as many cores as it has threads, and loses nothing by more of them (that 16 threads ask for 8 is the
end of 60 frames). So there is a thread for each core, up to 32: from there on what each frame needs
beside its decoding, tens of microseconds in Python and half a megabyte into memory, is no longer
small against a millisecond of JPEG or RLE by the number of threads. Uncompressed pixels wait for
memory and for the disk: a few threads serve them, more than two for folders on a network, where
reading waits (``loading/threads.py``).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "src")]

from cases import CLASSIC, classic, enhanced, many  # noqa: E402  (found by the line above)

READING = Path(__file__).with_name("reading.py")
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Case(NamedTuple):
    """Something to read: its name, ways of ours, and those ways that peers have as well."""

    name: str
    ways: tuple[str, ...]
    of_peers: tuple[str, ...]
    make: Callable[[], Path]


class Figures(NamedTuple):
    """The least CPU and wall seconds of one way, and the most cores it asked for."""

    cpu: float
    wall: float | None
    cores: float | None

    @property
    def share(self) -> str:
        """Part of all cores that was made use of."""
        return f"{self.cpu / self.wall / CORES:.2f}" if self.wall else ""

    def beside(self, other: "Figures") -> str:
        """Return CPU and wall time as ratios to those of another."""
        wall = f"{self.wall / other.wall:7.2f}" if self.wall and other.wall else " " * 7
        return f"{self.cpu / other.cpu:7.2f}{wall}"


def main() -> None:
    """Make the files, measure, and print a line for each case and way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--other", type=Path, help="the src folder of a version to compare with")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--frames", type=int, nargs="*", default=[300, 10_000])
    parser.add_argument("--files", type=int, default=30_000)
    parser.add_argument("--cases", nargs="*", help="words that the name of a case has to hold")
    asked = parser.parse_args()
    _print(f"{CORES} cores, load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "")
    heading = f"{'case, way':<26}{'beside':<10}{'CPU s':>9}{'wall s':>9}{'share':>7}{'asked':>7}"
    _print(f"{heading}   CPU, wall ratio")
    with tempfile.TemporaryDirectory() as folder:
        for case in _cases(asked, Path(folder)):
            if not asked.cases or any(word in case.name for word in asked.cases):
                _compare(case, case.make(), asked)


def _cases(asked: argparse.Namespace, folder: Path) -> Iterator[Case]:
    make: Callable[[], Path]
    all_ways, of_peers = (
        ("scan", "open", "threads-1", "threads-4", "step"),
        ("scan", "open", "step"),
    )
    for name, uid in CLASSIC.items():
        first = ("first",) if name == "explicit" else ()
        make = partial(classic, folder / name, uid, asked.slices, asked.size)
        yield Case(name, (*all_ways, *first), (*of_peers, *first), make)
    for frames in asked.frames:
        make = partial(enhanced, folder / str(frames) / "e.dcm", frames)
        yield Case(f"enhanced {frames}", ("scan", "open", "step"), of_peers, make)
    make = partial(many, folder / "many", asked.files)
    yield Case(f"files {asked.files}", ("scan",), ("scan",), make)


def _compare(case: Case, path: Path, asked: argparse.Namespace) -> None:
    """Measure a case and print a line for each way, and each that it is compared with."""
    here = TESTS.parent / "src"
    for way in case.ways:
        runs = {"": (here, way)}
        if asked.other:
            runs["other"] = (asked.other, way)
        elif way in case.of_peers:
            runs |= {peer: (here, f"{peer} {way}") for peer in _peers(way)}
        found = _best({name: [] for name in runs}, runs, path, asked.turns)
        ours = found.pop("")
        label = f"{case.name}, {way}"
        _print(f"{label:<26}{'':<10}{_seconds(ours)}")
        for name, figures in found.items():
            _print(f"{'':<26}{name:<10}{_seconds(figures)}  {ours.beside(figures)}")


def _peers(way: str) -> tuple[str, ...]:
    """Return which peers have a way of this kind: SimpleITK has no planes by themselves."""
    return {"step": ("pydicom",), "first": ("sitk",)}.get(way, ("pydicom", "sitk"))


def _best(
    gathered: dict[str, list[Figures]], runs: dict[str, tuple[Path, str]], path: Path, turns: int
) -> dict[str, Figures]:
    for _ in range(turns):
        for name, (source, way) in runs.items():
            gathered[name].append(_measured(source, way, path))
    return {name: _best_of(figures) for name, figures in gathered.items()}


def _best_of(figures: Iterable[Figures]) -> Figures:
    cpu, wall, cores = zip(*figures, strict=True)
    return Figures(
        min(cpu),
        min(filter(None, wall), default=None),
        max(filter(None, cores), default=None),
    )


def _measured(source: Path, way: str, path: Path) -> Figures:
    environment = {
        **os.environ,
        "PYTHONPATH": str(source),
        "PYTHONDONTWRITEBYTECODE": "",  # else every process compiles all it imports
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "napari-dicom-ratios"),
    }
    command = [sys.executable, "-W", "ignore", str(READING), way, str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return Figures(*json.loads(done.stdout.splitlines()[-1]))


def _seconds(figures: Figures) -> str:
    wall, cores = ("" if one is None else f"{one:.3f}" for one in (figures.wall, figures.cores))
    return f"{figures.cpu:9.3f}{wall:>9}{figures.share:>7}{cores[:-1]:>7}"


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
