"""Read a file or a folder in one way, in a process of its own, and print the seconds it took.

Called by ``ratios.py``: ``python reading.py WAY PATH``; prints ``[CPU seconds, wall seconds]``, the
best of up to three after a first, or those of the whole process (``first``, ``sitk first``). A way
of a peer does what the same way of ours does, as its users would write it.
"""

import json
import sys
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
        figures = [time.process_time(), None]
    else:
        figures = _best(_PEERS[peer](what, path))
    sys.stdout.write(f"{json.dumps(figures)}\n")


def _best(action: Action) -> list[float]:
    action()  # imports, and what is kept for the next time
    figures: list[tuple[float, float]] = []
    start = time.perf_counter()
    while not figures or (len(figures) < 3 and time.perf_counter() - start < 3):
        cpu, wall = time.process_time(), time.perf_counter()
        action()
        figures.append((time.process_time() - cpu, time.perf_counter() - wall))
    return [min(column) for column in zip(*figures, strict=True)]


def _ours(what: str, path: Path) -> Action:
    import napari_dicom

    if what == "scan":
        return lambda: napari_dicom.scan(path)
    if what == "alone":  # with one thread
        from napari_dicom.dicom.loading import eager

        eager.threads_for = lambda _: 1
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
