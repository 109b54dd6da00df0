"""Real world values of images, on request: what their stored values mean (PS3.3 C.7.6.16.2.11).

An image may have several mappings, in several units; each is a layer of its own. Stored values that
a table does not reach have no real world value: they are NaN.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import DecodeError, NapariDicomError
from napari_dicom.dicom.files import Progress
from napari_dicom.dicom.frames import Frame, Rescale, is_parametric_map
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.loading import LoadedVolume, load
from napari_dicom.dicom.note import Note
from napari_dicom.dicom.objects.reading import reading
from napari_dicom.dicom.objects.volume_content import VolumeContent
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_WHAT = "the real world value mapping"
_SEQUENCE = "RealWorldValueMappingSequence"
_QUANTITY = {"246205007", "G-C1C6"}
"""The concept "Quantity" in SNOMED CT, and as it was coded before."""


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """What stored values mean.

    Parameters
    ----------
    rescale
        Slope and intercept, unit and quantity; of a table the latter two only.
    table
        The value of each stored value from `first` on; None of a linear mapping.
    label
        LUT Label (0040,9210).
    """

    rescale: Rescale
    table: NDArray[np.float64] | None
    first: int
    label: str

    @property
    def words(self) -> str:
        """What sets it apart from other mappings: quantity, else label, and unit."""
        unit = f"[{self.rescale.unit}]" if self.rescale.unit else ""
        words = (self.rescale.quantity or self.label, unit)
        return " ".join(word for word in words if word) or "real world values"


@dataclass(frozen=True, slots=True, eq=False)
class RealWorldValues(VolumeContent):
    """The real world values of a volume by one of its mappings, before they are read.

    Parameters
    ----------
    number
        Of the mapping among those of each frame, from 0.
    mapping
        That of the first frame.
    """

    number: int
    mapping: Mapping

    @property
    def name(self) -> str:
        """The volume's, and what is measured."""
        return f"{self.volume.name} {self.mapping.words}"

    @property
    def on_request(self) -> bool:
        """Whether they open only where the user asks for them: else nothing has a meaning."""
        is_only_meaning = is_parametric_map(self.header) and self.mapping.table is not None
        return not is_only_meaning or self.number > 0

    @property
    def what(self) -> str:
        """What they are, in the words people read."""
        return "real world values"

    @property
    def shown(self) -> str:
        """How they are shown."""
        return "open as an image, on request" if self.on_request else "open as an image"

    @property
    def holds(self) -> tuple[str, ...]:
        """By what they are given."""
        by = "a line" if self.mapping.table is None else f"a table of {len(self.mapping.table)}"
        return (f"{self.mapping.words}, by {by}",)


def find_real_world_values(volume: Volume) -> list[RealWorldValues]:
    """Return a content for each mapping of a volume that is not what it is shown in already."""
    first = volume.first
    if first.real_world is None and _SEQUENCE not in volume.header and not first.doubts:
        return []
    try:
        with reading(_WHAT):
            mappings = _mappings(first.instance.dataset(), first.number)
    except NapariDicomError:
        return []
    shown = first.rescale
    return [
        RealWorldValues(volume, number, mapping)
        for number, mapping in enumerate(mappings)
        if mapping.table is not None
        or (mapping.rescale.slope, mapping.rescale.intercept) != (shown.slope, shown.intercept)
    ]


def load_real_world_values(
    content: RealWorldValues, limits: Limits, progress: Progress | None = None
) -> LoadedVolume:
    """Read a volume in real world values.

    Raises
    ------
    PixelError
        It cannot be decoded, or not all of its frames have the mapping.
    LimitError
        It takes more memory than there is.
    """
    volume = content.volume
    with reading(_WHAT):
        mappings = list(_of_frames(volume.frames, content.number))
    frames = tuple(
        frame if frame is None or mapping is None else _mapped(frame, mapping)
        for frame, mapping in zip(volume.frames, mappings, strict=True)
    )
    part = " ".join(word for word in (volume.part, content.mapping.words) if word)
    note = Note("real-world-applied", f"values are real world values: {content.mapping.words}")
    mapped = replace(volume, frames=frames, part=part).with_notes([note])
    if content.mapping.table is None:
        return load(mapped, limits, progress)
    return _by_tables(load(mapped, limits, progress, lazy=False), mappings)


def _of_frames(frames: Sequence[Frame | None], number: int) -> Iterator[Mapping | None]:
    """Yield the mapping of each frame, None where no frame was acquired."""
    datasets: dict[int, Dataset] = {}
    for frame in frames:
        if frame is None:
            yield None
            continue
        key = id(frame.instance)
        if key not in datasets:
            datasets[key] = frame.instance.dataset()
        found = _mappings(datasets[key], frame.number)
        if len(found) <= number:
            raise DecodeError("not all of the images have this real world value mapping")
        yield found[number]


def _mappings(dataset: Dataset, frame: int) -> list[Mapping]:
    """Return the mappings of a frame, counted from 1: its own, those of all, those of the file."""
    own = list(dataset.get("PerFrameFunctionalGroupsSequence") or ())[frame - 1 : frame]
    shared = list(dataset.get("SharedFunctionalGroupsSequence") or ())
    for groups in (*own, *shared, dataset):
        items = groups.get(_SEQUENCE)
        if items:
            found = (_mapping(item) for item in items)
            return [one for one in found if one is not None]
    return []


def _mapping(item: Dataset) -> Mapping | None:
    units = item.get("MeasurementUnitsCodeSequence") or ()
    codes = [plain_text(str(one.get("CodeValue") or ""), 16) for one in units]
    unit = codes[0] if codes and codes[0] not in {"", "1"} else None
    label = plain_text(str(item.get("LUTLabel") or item.get("LUTExplanation") or ""))
    table = item.get("RealWorldValueLUTData")
    slope = item.get("RealWorldValueSlope")
    if table is not None and slope is None:
        first = item.get("RealWorldValueFirstValueMapped")
        first = item.get("DoubleFloatRealWorldValueFirstValueMapped") if first is None else first
        values = np.atleast_1d(np.array(table, dtype=np.float64))
        return Mapping(Rescale(1.0, 0.0, unit, _quantity(item)), values, int(first or 0), label)
    if not slope or not np.isfinite(float(slope)):
        return None
    intercept = float(item.get("RealWorldValueIntercept") or 0.0)
    return Mapping(Rescale(float(slope), intercept, unit, _quantity(item)), None, 0, label)


def _quantity(item: Dataset) -> str:
    for one in item.get("QuantityDefinitionSequence") or ():
        names = one.get("ConceptNameCodeSequence") or ()
        concepts = one.get("ConceptCodeSequence") or ()
        if names and concepts and str(names[0].get("CodeValue")) in _QUANTITY:
            return plain_text(str(concepts[0].get("CodeMeaning") or ""), 64)
    return ""


def _mapped(frame: Frame, mapping: Mapping) -> Frame:
    """Return a frame in real world values; its windows are of other values."""
    rescale = replace(mapping.rescale, quantity="")  # it is in the name already
    return replace(frame, rescale=rescale, windows=())


def _by_tables(loaded: LoadedVolume, mappings: Sequence[Mapping | None]) -> LoadedVolume:
    """Return stored values looked up in the table of each frame."""
    stored = np.asarray(loaded.values)
    planes = stored.reshape(len(mappings), *stored.shape[-2:])
    values = np.full(planes.shape, np.nan, np.float32)
    for plane, out, mapping in zip(planes, values, mappings, strict=True):
        if mapping is None or mapping.table is None:
            continue
        place = plane.astype(np.int64) - mapping.first
        inside = (place >= 0) & (place < len(mapping.table))
        out[inside] = mapping.table[place[inside]]
    if not np.isfinite(values).any():
        raise DecodeError("no stored value is in the table of real world values")
    extent = float(np.nanmin(values)), float(np.nanmax(values))
    return replace(loaded, values=values.reshape(stored.shape), value_range=extent)
