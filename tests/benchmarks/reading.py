"""Read a file or a folder in one way, in a process of its own, and print the seconds it took.

Called by ``ratios.py``: ``python reading.py WAY PATH``; prints ``[CPU seconds, wall seconds, cores
asked for]``, the best of up to three after a first, or those of the whole process (``first``,
``sitk first``). A way of a peer does what the same way of ours does, as its users would write it.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

Action = Callable[[], object]

STEPS = 100
"""Planes that are looked at one after the other."""


def main(way: str, path: Path) -> None:
    """Measure one way and print its seconds."""
    peer, _, what = way.rpartition(" ")
    if what == "first":
        _PEERS[peer]("open", path)()
        figures = [time.process_time(), None, None]
    else:
        figures = _best(_PEERS[peer](what, path))
    sys.stdout.write(f"{json.dumps(figures)}\n")


def _best(action: Action) -> list[float | None]:
    action()  # imports, and what is kept for the next time
    found: list[tuple[float, float, float | None]] = []
    start = time.perf_counter()
    while not found or (len(found) < 3 and time.perf_counter() - start < 3):
        watch = _Runnable()
        cpu, wall = time.process_time(), time.perf_counter()
        action()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        found.append((cpu, wall, watch.cores(wall)))
    asked = [cores for _, _, cores in found if cores is not None]
    return [
        min(cpu for cpu, *_ in found),
        min(wall for _, wall, _ in found),
        max(asked, default=None),
    ]


_LONG = 0.1
"""Seconds of which it can be told how many cores they asked for."""


class _Runnable(threading.Thread):
    """Adds up how long the threads of this process run, or would if a core were free.

    A thread that waits for a lock, a disk, or other threads counts for nothing: so this tells how
    many cores are made use of, however busy the machine is. Linux counts it.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._last: dict[str, int] = {}
        self._ended = threading.Event()
        self._first = self._look()
        self.start()

    def run(self) -> None:
        """Look again and again: what a thread has had is gone when it ends."""
        while not self._ended.wait(0.01):
            self._look()

    def cores(self, wall: float) -> float | None:
        """Return how many were asked for on average, in these seconds; None where nobody knows."""
        self._ended.set()
        self.join()
        self._look()
        own = str(self.native_id)
        spent = sum(self._last[tid] - self._first.get(tid, 0) for tid in self._last if tid != own)
        return spent / 1e9 / wall if self._last and wall > _LONG else None

    def _look(self) -> dict[str, int]:
        for task in Path("/proc/self/task").glob("*"):
            try:
                ran, waited, _ = (task / "schedstat").read_text().split()
            except (OSError, ValueError):  # it has just ended
                continue
            self._last[task.name] = int(ran) + int(waited)
        return dict(self._last)


def _ours(what: str, path: Path) -> Action:
    import napari_dicom

    if what == "scan":
        return lambda: napari_dicom.scan(path)
    if what.startswith("threads-"):
        from napari_dicom.dicom.loading import eager

        eager.threads_for = lambda _: int(what.removeprefix("threads-"))
    if what != "step":
        return lambda: napari_dicom.read_volumes(path)
    (volume,) = napari_dicom.read_volumes(path, lazy=True)
    planes = volume.values
    return lambda: [planes[n].compute(scheduler="synchronous") for n in _steps(len(planes))]


def _pydicom(what: str, path: Path) -> Action:
    import numpy as np
    import pydicom

    def headers() -> object:
        read = [pydicom.dcmread(file, stop_before_pixels=True) for file in _files(path)]
        return sorted(read, key=lambda one: one.ImagePositionPatient[2])

    def places() -> object:
        groups = pydicom.dcmread(path, stop_before_pixels=True).PerFrameFunctionalGroupsSequence
        return [group.PlanePositionSequence[0].ImagePositionPatient for group in groups]

    def pixels() -> object:
        read = [pydicom.dcmread(file) for file in _files(path)]
        read.sort(key=lambda one: one.ImagePositionPatient[2])
        return np.stack([one.pixel_array for one in read]).astype(np.int16) - np.int16(1024)

    def frames() -> object:
        places()
        return pydicom.dcmread(path).pixel_array.astype(np.int16) - np.int16(1024)

    def steps() -> object:
        files = _files(path)
        return [pydicom.dcmread(files[number]).pixel_array for number in _steps(len(files))]

    def frame_steps() -> object:
        count = int(pydicom.dcmread(path, specific_tags=["NumberOfFrames"]).NumberOfFrames)
        return [pydicom.pixels.pixel_array(path, index=number) for number in _steps(count)]

    several = {"scan": headers, "open": pixels, "step": steps}
    return (several if path.is_dir() else {"scan": places, "open": frames, "step": frame_steps})[
        what
    ]


def _sitk(what: str, path: Path) -> Action:
    import SimpleITK

    def information() -> object:
        reader = SimpleITK.ImageFileReader()
        reader.SetFileName(str(path))
        return reader.ReadImageInformation()

    def names() -> object:
        series = SimpleITK.ImageSeriesReader.GetGDCMSeriesIDs(str(path))
        return [
            SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(path), uid) for uid in series[:1]
        ]

    def volume() -> object:
        reader = SimpleITK.ImageSeriesReader()
        reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(path)))
        return SimpleITK.GetArrayViewFromImage(reader.Execute())

    if path.is_dir():
        return {"scan": names, "open": volume}[what]
    return {"scan": information, "open": lambda: SimpleITK.ReadImage(str(path))}[what]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def _steps(count: int) -> range:
    return range(0, count, max(1, count // STEPS))


_PEERS = {"": _ours, "pydicom": _pydicom, "sitk": _sitk}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
