"""How long opening takes beside another version of the code, or beside peers, as ratios of one run.

Run by hand: ``python tests/benchmarks/ratios.py`` beside pydicom and SimpleITK, or
``python tests/benchmarks/ratios.py --other OTHER/src``, where OTHER is a clone of the version to
compare with. Every measurement has a process of its own; those of a line take turns, so that
whatever else the machine does hits all; the best of each is compared. CPU seconds tell more than
those of the clock on a busy machine.

``scan`` and ``open`` are what they say, ``first`` is opening with the start of a process and its
imports, ``step`` is a hundred planes of a lazy volume, ``alone`` is opening with one thread.
pydicom reads the headers (of a multi-frame file the places of its frames), the pixels, the planes
one by one, as a script would; SimpleITK lists the files of a series, reads them.

``share`` is CPU time by wall time and cores: how much of the machine an opening makes use of.

How many threads
----------------
Threads pay where a decoder lets go of Python's lock: then ``open`` takes ``1 / cores`` of the wall
time of ``alone`` for the same CPU time, and its share is near 1. On two cores that is what JPEG
Extended, RLE and JPEG 2000 show. More cores go on like this for as long as decoding, at 1 to 30 ms
a frame, outweighs what each frame needs beside it: writing its half megabyte into memory, and the
lock, some tens of microseconds; 1 ms by 30 us is about 30 threads, which is where the number is cut
off (``loading/threads.py``). Uncompressed pixels are read as fast by two threads as by more: they
wait for memory and for the disk, so their share is low however many there are; up to four serve
folders on a network, where reading waits.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
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
    """The least CPU and wall seconds of one way."""

    cpu: float
    wall: float | None

    @property
    def share(self) -> str:
        """Part of all cores that was made use of."""
        return f"{self.cpu / self.wall / CORES:7.2f}" if self.wall else " " * 7

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
    _print(
        f"{'case, way':<26}{'beside':<10}{'CPU s':>9}{'wall s':>9}{'share':>7}   CPU, wall ratio"
    )
    with tempfile.TemporaryDirectory() as folder:
        for case in _cases(asked, Path(folder)):
            if not asked.cases or any(word in case.name for word in asked.cases):
                _compare(case, case.make(), asked)


def _cases(asked: argparse.Namespace, folder: Path) -> Iterator[Case]:
    make: Callable[[], Path]
    all_ways, of_peers = ("scan", "open", "alone", "step"), ("scan", "open", "step")
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
    return {
        name: Figures(
            min(one.cpu for one in figures),
            min((one.wall for one in figures if one.wall), default=None),
        )
        for name, figures in gathered.items()
    }


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
    wall = "" if figures.wall is None else f"{figures.wall:.3f}"
    return f"{figures.cpu:9.3f}{wall:>9}{figures.share}"


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
