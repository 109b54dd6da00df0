"""How long opening takes with two versions of the code, measured by turns, as ratios.

Run by hand: ``python tests/benchmarks/ratios.py OTHER/src``, where OTHER is a clone of the version
to compare with. Every measurement has a process of its own; the two take turns, so that whatever
else the machine does hits both; the best of each is compared. ``scan`` and ``open`` are the best of
three in one process, after a first; ``first`` is one with its start and imports; ``step`` is a
hundred planes of a lazy volume. ``pydicom`` reads the places of an enhanced file, ``sitk`` imports
SimpleITK and reads the series. CPU seconds tell more than those of the clock on a busy machine.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from pydicom import uid as uids

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "src")]

import phantom  # noqa: E402  (found by the line above)

CLASSIC = {
    "explicit": uids.ExplicitVRLittleEndian,
    "jpeg-extended": uids.JPEGExtended12Bit,
    "rle": uids.RLELossless,
    "j2k": uids.JPEG2000Lossless,
}
WORKER = """
import json, sys, time
what, path = sys.argv[1:]

def spent(action):
    cpu, wall = time.process_time(), time.perf_counter()
    action()
    return time.process_time() - cpu, time.perf_counter() - wall

def best(action):
    action()  # imports
    figures, start = [], time.perf_counter()
    while not figures or len(figures) < 3 and time.perf_counter() - start < 3:
        figures.append(spent(action))
    return [min(column) for column in zip(*figures)]

if what == "sitk":
    import SimpleITK
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(path))
    reader.Execute()
elif what == "pydicom":
    import pydicom
    def action():
        groups = pydicom.dcmread(path, stop_before_pixels=True).PerFrameFunctionalGroupsSequence
        [group.PlanePositionSequence[0].ImagePositionPatient for group in groups]
else:
    import napari_dicom as ours
    if what == "step":
        (volume,) = ours.read_volumes(path, lazy=True)
        planes, count = volume.values, len(volume.values)
        def action():
            for index in range(0, count, max(1, count // 100)):
                planes[index].compute(scheduler="synchronous")
    else:
        action = lambda: (ours.scan if what == "scan" else ours.read_volumes)(path)
if what in ("first", "sitk"):
    if what == "first":
        action()
    figures = [time.process_time(), None]
else:
    figures = best(action)
print(json.dumps(figures))
"""


def main() -> None:
    """Make the files, measure, and print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", type=Path, help="the src folder of the version to compare with")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--frames", type=int, nargs="*", default=[300, 10_000])
    parser.add_argument("--files", type=int, default=30_000)
    parser.add_argument("--cases", nargs="*", help="words that the name of a case has to hold")
    asked = parser.parse_args()
    heading = (
        f"{'case':<28}{'other':>9}{'this':>9}{'ratio':>7}{'wall':>7}   CPU s, CPU and wall ratio"
    )
    sys.stdout.write(f"{heading}\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, kinds, make in _cases(asked, Path(folder)):
            if not asked.cases or any(word in name for word in asked.cases):
                _compare(name, kinds, make(), asked)


def _cases(
    asked: argparse.Namespace, folder: Path
) -> Iterator[tuple[str, tuple[str, ...], Callable[[], Path]]]:
    for name, uid in CLASSIC.items():
        kinds = ("scan", "open", "step", *(("first", "sitk") if name == "explicit" else ()))
        yield name, kinds, lambda n=name, u=uid: _classic(folder / n, u, asked.slices, asked.size)
    for frames in asked.frames:
        name = f"enhanced {frames}"
        kinds = ("scan", "open", "step", "pydicom")
        yield name, kinds, lambda n=name, f=frames: _enhanced(folder / f"{n}.dcm", f)
    yield f"files {asked.files}", ("scan",), lambda: _many(folder / "many", asked.files)


def _compare(name: str, kinds: tuple[str, ...], path: Path, asked: argparse.Namespace) -> None:
    here = TESTS.parent / "src"
    for kind in kinds:
        sources = [here] if kind in {"sitk", "pydicom"} else [asked.other, here]
        turns = [[_measured(source, kind, path) for source in sources] for _ in range(asked.turns)]
        best = [_best(column) for column in zip(*turns, strict=True)]
        line = f"{name + ', ' + kind:<28}" + " " * 9 * (2 - len(best))
        line += "".join(f"{cpu:9.3f}" for cpu, _ in best)
        if len(best) == 2:
            line += "".join(f"{b / a:7.2f}" for a, b in zip(*best, strict=True) if a and b)
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _measured(source: Path, kind: str, path: Path) -> list[float | None]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(source),
        "PYTHONDONTWRITEBYTECODE": "",  # else every process compiles all it imports
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "napari-dicom-ratios"),
    }
    command = [sys.executable, "-W", "ignore", "-c", WORKER, kind, str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    figures: list[float | None] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _best(figures: tuple[list[float | None], ...]) -> tuple[float, float | None]:
    walls = [wall for _, wall in figures if wall is not None]
    return min(cpu for cpu, _ in figures if cpu is not None), min(walls, default=None)


def _classic(folder: Path, uid: str, slices: int, size: int) -> Path:
    folder.mkdir()
    noise = np.random.default_rng(1).normal(1000, 30, (slices, size, size))
    values = np.clip(noise, 0, 4095).astype(np.uint16)
    phantom.write_series(folder, values, transfer_syntax=uid, bits_stored=12, intercept=-1024)
    return folder


def _enhanced(path: Path, frames: int) -> Path:
    values = np.zeros((frames, 64, 64), np.uint16)
    return phantom.write_enhanced(path, values, bits_stored=12, intercept=-1024)


def _many(folder: Path, count: int) -> Path:
    """Write small files, 300 to a series, from one template."""
    folder.mkdir()
    place, instance, series = "-00000.0", "1.2.3.99999", "1.2.4.99999"
    made = folder / "made"
    made.mkdir()
    phantom.write_series(
        made,
        np.zeros((1, 16, 16), np.uint16),
        edit=lambda dataset, _: dataset.update(
            {
                "SOPInstanceUID": instance,
                "SeriesInstanceUID": series,
                "ImagePositionPatient": ["0", "0", place],
                "InstanceNumber": "77777",
            }
        ),
    )
    (template,) = made.iterdir()
    raw = template.read_bytes()
    template.unlink()
    made.rmdir()
    for index in range(count):
        number, run = index % 300, index // 300
        text = raw.replace(instance.encode(), b"1.2.3.%05d" % (10_000 + index))
        text = text.replace(series.encode(), b"1.2.4.%05d" % (10_000 + run))
        text = text.replace(place.encode(), b"%08.1f" % (number * 2.5))
        (folder / f"{index:06d}.dcm").write_bytes(text.replace(b"77777", b"%05d" % (number + 1)))
    return folder


if __name__ == "__main__":
    main()
