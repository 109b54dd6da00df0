"""Tidy studies with known truth, of many shapes: what `study_damage` damages.

The pixels say which image is which: no two images of a study share a value, and no image is its own
mirror. Where each lies, and what its values are, is noted when it is written; nothing of that is
read from a header again.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom

Floats = NDArray[np.float64]

_STRIDE = 64
"""Values an image has for itself: more than rows of at most 7 times 8, and columns of at most 7."""

FEWEST = 3
"""Slices between which a gap can be seen: of two nobody can say how far apart they should lie."""

_SYNTAXES = (
    uids.ExplicitVRLittleEndian,
    uids.ImplicitVRLittleEndian,
    uids.ExplicitVRBigEndian,
    uids.DeflatedExplicitVRLittleEndian,
    uids.RLELossless,
    uids.JPEGLSLossless,
)

_STEPS: dict[str, Callable[[int], dict[str, object]]] = {
    "echo": lambda step: {"EchoTime": str(5 + 7 * step), "EchoNumbers": step + 1},
    "time": lambda step: {"AcquisitionTime": f"1000{10 * step:02}", "AcquisitionNumber": step + 1},
    "position": lambda step: {"TemporalPositionIdentifier": step + 1},
}
"""What tells the steps of a series with a further axis apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """What is true of one image.

    Parameters
    ----------
    series, step
        What it was acquired with: images of several never make one volume, or one step.
    place, affine
        Number along the slices of its step, and where these lie.
    values
        After the modality LUT (row, column).
    corners
        LPS mm of the centres of its first pixel, of the first row's last and the first column's
        last; several where it cannot be known which is true, none where anything is.
    tolerance
        How far in mm from there it still is where it should be.
    """

    series: str
    step: int
    place: float
    affine: Floats
    values: Floats
    corners: tuple[Floats, ...]
    tolerance: float

    def __str__(self) -> str:
        return f"{self.series}{self.step}[{self.place:g}]"


@dataclass(slots=True)
class Study:
    """A folder, and what is true of it.

    Parameters
    ----------
    header
        What all its files have by keyword, beside the usual.
    planes
        Path of each file that holds an image -> what is true of the image.
    lost
        The same of images that are gone, or may be: where a file is still there it is damaged.
    written
        Images written so far.
    """

    folder: Path
    affine: Floats
    shape: tuple[int, int]
    modality: str
    syntax: str
    header: dict[str, object]
    planes: dict[Path, Plane] = field(default_factory=dict)
    lost: dict[Path, Plane] = field(default_factory=dict)
    written: int = 0

    @property
    def paths(self) -> list[Path]:
        """The files of the images, in the order in which they were acquired."""
        return list(self.planes)


def make_study(folder: Path, rng: random.Random, *, steps: int = 1, tilt: float = 0.0) -> Study:
    """Write a tidy study, different for each state of the generator."""
    affine = _affine(rng, tilt)
    modality = rng.choice(["CT", "MR", "PT"])
    thickness = rng.choice([None, 1.0, 1.0, 1.6, 0.5])
    distance = phantom.slice_distance(affine)
    header = {"SliceThickness": None if thickness is None else f"{thickness * distance:.6g}"}
    shape = (rng.randint(4, 7), rng.randint(4, 7))
    study = Study(folder, affine, shape, modality, rng.choice(_SYNTAXES), dict(header))
    by, count = rng.choice(list(_STEPS)), rng.randint(6, 9)
    for step in range(steps):
        more = _STEPS[by](step) if steps > 1 else {}
        add_series(study, rng, range(count), step=step, header=more, number=step * count)
    return study


def add_series(
    study: Study,
    rng: random.Random,
    indices: range,
    *,
    affine: Floats | None = None,
    series: str = "a",
    as_series: str = "",
    step: int = 0,
    header: dict[str, object] | None = None,
    number: int = 0,
) -> list[Path]:
    """Write planes of one acquisition into the study's folder and return their paths in order.

    Parameters
    ----------
    indices
        Where the planes lie along the slice axis of the affine.
    series, as_series
        What they belong to, and what their headers say they belong to.
    number
        InstanceNumber of the plane before the first.
    """
    affine = study.affine if affine is None else affine
    placed = affine.copy()
    placed[:3, 3] += indices.start * affine[:3, 0]
    stored = _stored(study, len(indices))
    first, study.written = study.written, study.written + len(indices)
    slope = rng.choice([1.0, 2.0, 0.37])
    slopes = [slope * (1 + 0.1 * (k if study.modality == "PT" else 0)) for k in indices]

    def edit(dataset: Dataset, index: int) -> None:
        dataset.SOPInstanceUID = phantom.uid("instance", first + index)
        dataset.InstanceNumber = number + index + 1
        phantom.set_rescale(dataset, float(f"{slopes[index]:.6g}"), -1000.0)

    paths = phantom.write_series(
        study.folder,
        stored,
        affine=placed,
        transfer_syntax=study.syntax,
        modality=study.modality,
        series=as_series or series,
        header={**study.header, **(header or {})},
        edit=edit,
        name=lambda index: f"{series}{step}-{index:03}.dcm",
        shuffle=rng.choice([None, rng.randrange(1000)]),
    )
    for index, path in enumerate(paths):
        values = stored[index] * float(f"{slopes[index]:.6g}") - 1000.0
        study.planes[path] = Plane(
            series,
            step,
            float(indices[index]),
            affine,
            values,
            (corners_of(affine, indices[index], study.shape),),
            tolerance_of(affine),
        )
    return paths


def corners_of(affine: Floats, place: float, shape: tuple[int, int]) -> Floats:
    """Return where three corners of a plane lie, LPS mm."""
    rows, columns = shape
    ends = [[place, 0, 0, 1], [place, 0, columns - 1, 1], [place, rows - 1, 0, 1]]
    return (np.asarray(ends, dtype=float) @ affine.T)[:, :3]


def tolerance_of(affine: Floats) -> float:
    """Return by how much nobody sees that a plane lies elsewhere: part of a pixel, of a step."""
    return max(min(phantom.pixel_spacing(affine)) / 8, phantom.slice_distance(affine) / 20)


def rewrite(path: Path, change: Callable[[Dataset], None]) -> None:
    """Change the header of a file."""
    dataset = pydicom.dcmread(path)
    change(dataset)
    dataset.save_as(path)


def inner(study: Study) -> list[Path]:
    """Return the files of planes that have others before and behind them."""
    return [path for _, paths in runs(study) for path in paths[1:-1]]


def runs(study: Study) -> Iterator[tuple[tuple[str, int], list[Path]]]:
    """Yield the files of each step of each series, in the order of their planes."""
    found: dict[tuple[str, int], list[Path]] = {}
    for path, plane in study.planes.items():
        found.setdefault((plane.series, plane.step), []).append(path)
    yield from found.items()


def _affine(rng: random.Random, tilt: float) -> Floats:
    orientation = rng.choice(["axial", "coronal", "sagittal", "oblique"])
    affine = phantom.make_affine(
        "axial" if orientation == "oblique" else orientation,
        (rng.uniform(0.8, 6), rng.uniform(0.4, 2), rng.uniform(0.4, 2)),
        (rng.uniform(-200, 200), rng.uniform(-200, 200), rng.uniform(-900, 900)),
        tilt,
    )
    if orientation == "oblique":
        turn = phantom.rotation(*(rng.uniform(-40, 40) for _ in range(3)))
        affine = phantom.rotated(affine, turn)
    return affine


def _stored(study: Study, count: int) -> NDArray[np.int16]:
    rows, columns = study.shape
    ids = study.written + 1 + np.arange(count)
    i, j = np.ogrid[:rows, :columns]
    return (_STRIDE * ids[:, None, None] + 8 * i + j).astype(np.int16)
