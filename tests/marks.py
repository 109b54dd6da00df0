"""A made-up companion: points in LPS mm that belong to a frame of reference, and how they show."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom import Geometry, Note, References, Space, Volume, images_of
from napari_dicom.layers.builders import BUILDERS
from napari_dicom.layers.layer_axes import drawing_axes
from napari_dicom.layers.layer_data import LayerData
from napari_dicom.layers.metadata import companion_keywords


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Points, before they are read; `of` lends its files."""

    of: Volume
    references: References
    name: str = "marks"
    notes: tuple[Note, ...] = ()
    geometry: Geometry | None = None
    on_request: bool = False
    what: str = "marks"
    shown: str = "opens as points"
    holds: tuple[str, ...] = ()
    space: Space = Space.PATIENT

    @property
    def instances(self):
        return self.of.instances

    @property
    def header(self):
        return self.of.header

    @property
    def frame_of_reference_uid(self):
        return self.references.frame_of_reference_uid


@dataclass(frozen=True, slots=True, eq=False)
class LoadedMarks:
    """Points in LPS mm, and the volume they are drawn on."""

    content: Marks
    points: NDArray[np.float64]
    on: Volume | None


def marks_on(volume: Volume, points, references=None, volumes=None) -> LoadedMarks:
    """Return points that refer to a volume's frame of reference, drawn on one of `volumes`."""
    references = references or References(volume.frame_of_reference_uid)
    among = [volume] if volumes is None else volumes
    on = next(iter(images_of(references, among)), None)
    return LoadedMarks(Marks(volume, references), np.asarray(points, dtype=float), on)


def build_marks(loaded: LoadedMarks, display) -> list[LayerData]:
    """Make a points layer and a shapes layer of them."""
    axes = drawing_axes(loaded.on, display)
    points = axes.place(loaded.points)
    keywords = companion_keywords(loaded.content, axes, display)
    again = companion_keywords(loaded.content, axes, display, name="path")
    return [
        LayerData(points, keywords, "points"),
        LayerData([points], {**again, "shape_type": "path"}, "shapes"),
    ]


def install(monkeypatch) -> None:
    """Let marks be built for the time of a test."""
    monkeypatch.setitem(BUILDERS, LoadedMarks, build_marks)


def corners(volume: Volume) -> NDArray[np.float64]:
    """Return where the first, an inner and the last voxel of a volume lie by its files, LPS mm."""
    first, last = volume.frames[0], volume.frames[-1]
    rows, columns = volume.geometry.shape[1:]
    return np.array([_at(first, 0, 0), _at(first, 1, 2), _at(last, rows - 1, columns - 1)])


def _at(frame, row: int, column: int) -> NDArray[np.float64]:
    across, down = np.reshape(frame.orientation, (2, 3))
    between_rows, between_columns = frame.pixel_spacing
    return np.array(frame.position) + across * between_columns * column + down * between_rows * row
