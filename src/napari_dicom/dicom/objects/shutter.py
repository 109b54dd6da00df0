"""Shutters of presentation states, on request: what they cover of their images (PS3.3 C.7.6.11).

Edges, centre and vertices are rows and columns of pixels, counted from 1; several shapes leave what
all of them leave. Pixels keep their values: the cover is a layer of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.companion import Companion
from napari_dicom.dicom.objects.even_odd import fill
from napari_dicom.dicom.objects.frame_places import ImageReference
from napari_dicom.dicom.objects.inside import Inside
from napari_dicom.dicom.objects.presentation_graphics import images_in
from napari_dicom.dicom.objects.reading import reading, small_dataset
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import References, Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_WHAT = "the shutter"
_WHITE = 65535
_NAMES = 8

Mask = NDArray[np.bool_]


class Shutters(Companion):
    """The shutter of a presentation state, before it is read."""

    __slots__ = ()

    @property
    def on_request(self) -> bool:
        """Whether it opens only where the user asks for it by itself."""
        return True

    @property
    def what(self) -> str:
        """What it is, in the words people read."""
        return "shutter of a presentation state"


@dataclass(frozen=True, slots=True, eq=False)
class LoadedShutters:
    """What a shutter covers.

    Parameters
    ----------
    volume
        The images it lies on.
    covered
        uint8 of the volume's shape; 1 is covered.
    grey
        What covered pixels are shown as, from 0 (black) to 1.
    """

    content: Shutters
    volume: Volume
    covered: NDArray[np.uint8]
    grey: float


def find_shutters(instances: tuple[Instance, ...], references: References) -> Shutters | None:
    """Return the shutter of a presentation state; None where it has none that is known.

    Parameters
    ----------
    references
        Of the presentation state.

    Raises
    ------
    PixelError, LimitError
        It cannot be read.
    """
    with reading(_WHAT):
        shapes = _shapes(small_dataset(instances[0], _WHAT))
    if not shapes:
        return None
    inside = Inside((", ".join(shapes).lower(),), references.series)
    shown = "opens as labels over what it covers, on request"
    return Shutters(instances, Kind.PRESENTATION_STATE, references, inside, shown)


def load_shutters(content: Shutters, volumes: Iterable[Volume]) -> LoadedShutters:
    """Read a shutter and lay it on its images: the first volume that has any of them.

    Raises
    ------
    DecodeError
        It is damaged, cannot be read any more, or none of its images is here.
    """
    with reading(_WHAT):
        dataset = small_dataset(content.instances[0], _WHAT)
        series = dataset.get("ReferencedSeriesSequence") or ()
        named = [image for one in series for image in images_in(one)]
        found = _volumes_of(named, volumes)
        if not found:
            raise DecodeError("none of the images of the shutter is here")
        volume = found[0]
        covered = np.zeros((len(volume.frames), volume.first.rows, volume.first.columns), np.uint8)
        outside = ~_left_open(dataset, covered.shape[1:])
        for index, frame in enumerate(volume.frames):
            uid = "" if frame is None else frame.instance.sop_instance_uid
            if frame is not None and _is_named(uid, frame.number, named):
                covered[index][outside] = 1
        grey = float(dataset.get("ShutterPresentationValue") or 0) / _WHITE
        content = replace(content, notes=tuple(_notes(dataset, found)))
    return LoadedShutters(content, volume, covered.reshape(volume.shape), min(max(grey, 0), 1))


def _notes(dataset: Dataset, found: Sequence[Volume]) -> Iterator[Note]:
    """Tell what of a shutter is not shown, or was taken."""
    unknown = [plain_text(one, 16) for one in _named_shapes(dataset) if one not in _OPENINGS]
    if unknown:
        text = f"what the shutter covers by {', '.join(unknown)} is left open: not known"
        yield Note("presentation-not-applied", text, Severity.WARNING)
    if len(found) > 1:
        others = ", ".join(one.name for one in found[1:_NAMES])
        text = f"the shutter is shown on {found[0].name}, and not on its images of {others}"
        yield Note("presentation-not-applied", text)
    if "ShutterPresentationValue" not in dataset:
        text = "no ShutterPresentationValue (0018,1622) says what the shutter looks like"
        yield Note("assumed", f"{text}: black is taken")


def _shapes(dataset: Dataset) -> list[str]:
    """Return the shapes (0018,1600) that are known."""
    return [one for one in _named_shapes(dataset) if one in _OPENINGS]


def _named_shapes(dataset: Dataset) -> list[str]:
    value = dataset.get("ShutterShape")
    return [value] if isinstance(value, str) else [str(one) for one in value or ()]


def _volumes_of(named: Sequence[ImageReference], volumes: Iterable[Volume]) -> list[Volume]:
    uids = {one.sop_instance_uid for one in named}
    return [
        volume
        for volume in volumes
        if (volume.geometry is None or volume.geometry.shape[1:] == volume.shape[-2:])
        and any(one.sop_instance_uid in uids for one in volume.instances)
    ]


def _is_named(uid: str, number: int, named: Iterable[ImageReference]) -> bool:
    return any(
        one.sop_instance_uid == uid and (not one.frames or number in one.frames) for one in named
    )


def _left_open(dataset: Dataset, size: tuple[int, ...]) -> Mask:
    """Return the pixels of a plane that no shape covers."""
    is_open = np.ones(size, bool)
    for shape in _shapes(dataset):
        is_open &= _OPENINGS[shape](dataset, size)
    return is_open


def _rectangle(dataset: Dataset, size: tuple[int, ...]) -> Mask:
    """Return what lies between the edges: these are of the first and last pixels left open."""
    mask = np.zeros(size, bool)
    top, bottom = (int(dataset.get(f"Shutter{side}HorizontalEdge")) for side in ("Upper", "Lower"))
    left, right = (int(dataset.get(f"Shutter{side}VerticalEdge")) for side in ("Left", "Right"))
    mask[max(top - 1, 0) : max(bottom, 0), max(left - 1, 0) : max(right, 0)] = True
    return mask


def _circle(dataset: Dataset, size: tuple[int, ...]) -> Mask:
    row, column = (float(one) - 1 for one in dataset.get("CenterOfCircularShutter"))
    radius = float(dataset.get("RadiusOfCircularShutter"))
    rows, columns = np.ogrid[: size[0], : size[1]]
    return np.asarray((rows - row) ** 2 + (columns - column) ** 2 <= radius**2)


def _polygon(dataset: Dataset, size: tuple[int, ...]) -> Mask:
    numbers = [float(one) for one in dataset.get("VerticesOfThePolygonalShutter")]
    vertices = np.array(numbers, dtype=np.float64).reshape(-1, 2) - 1
    mask = np.zeros(size, bool)
    patch = fill([vertices], (size[0], size[1]))
    if patch is not None:
        mask[patch.rows, patch.columns] = patch.mask
    return mask


_OPENINGS: Mapping[str, Callable[[Dataset, tuple[int, ...]], Mask]] = {
    "RECTANGULAR": _rectangle,
    "CIRCULAR": _circle,
    "POLYGONAL": _polygon,
}
"""Shutter Shape (0018,1600) -> the pixels it leaves open."""
