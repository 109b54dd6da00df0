"""Real world values of images, on request: what their stored values mean (PS3.3 C.7.6.16.2.11).

An image may have several mappings, in several units; each is a layer of its own. Stored values that
a table does not reach have no real world value: they are NaN.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.errors import DecodeError, NapariDicomError
from napari_dicom.dicom.files import Progress
from napari_dicom.dicom.frames import Frame, is_parametric_map
from napari_dicom.dicom.kinds import may_map_real_world
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.loading import LoadedVolume, load
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.reading import reading
from napari_dicom.dicom.objects.real_world_mapping import UNNAMED, Mapping, mappings_of
from napari_dicom.dicom.objects.volume_content import VolumeContent
from napari_dicom.dicom.volumes import Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_WHAT = "the real world value mapping"


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
    if not may_map_real_world(volume):
        return []
    try:
        with reading(_WHAT):
            mappings = mappings_of(first.instance.dataset(), first.number)
    except NapariDicomError:
        return []
    shown = first.rescale
    return [
        RealWorldValues(volume, number, mapping)
        for number, mapping in enumerate(mappings)
        if mapping.table is not None
        or (mapping.rescale.slope, mapping.rescale.intercept) != (shown.slope, shown.intercept)
    ]


def tell_of_real_world_values(volume: Volume, found: Sequence[RealWorldValues]) -> Volume:
    """Return a volume that says which real world values there are on request."""
    asked = [one.mapping for one in found if one.on_request]
    if not asked:
        return volume
    text = f"{len(asked)} real world value mappings ({', '.join(one.words for one in asked)})"
    if len(asked) == 1:
        text = _sentence(asked[0])
    shown = "images of their own" if len(asked) > 1 else "an image of its own"
    entries = [
        {"unit": one.rescale.unit}
        | (_line(one) if one.table is None else {"entries": len(one.table)})
        for one in asked
    ]
    details = entries[0] if len(entries) == 1 else {"mappings": entries}
    return volume.with_notes(
        [Note("real-world-values", f"{text}: {shown}, on request", details=details)]
    )


def _sentence(mapping: Mapping) -> str:
    if mapping.table is not None:
        return f"real world values ({mapping.words}) by a table of {len(mapping.table)} entries"
    slope, intercept = mapping.rescale.slope, mapping.rescale.intercept
    unit = f" {mapping.rescale.unit}" if mapping.rescale.unit else ""
    sign = "-" if intercept < 0 else "+"
    return f"real world value = stored x {slope:.6g} {sign} {abs(intercept):.6g}{unit}"


def _line(mapping: Mapping) -> dict[str, float]:
    return {"slope": mapping.rescale.slope, "intercept": mapping.rescale.intercept}


def load_real_world_values(
    content: RealWorldValues, limits: Limits, progress: Progress | None = None
) -> LoadedVolume:
    """Read a volume in real world values.

    Raises
    ------
    PixelError
        It cannot be decoded, or not all of its frames have the mapping, in one unit.
    LimitError
        It takes more memory than there is.
    """
    volume = content.volume
    with reading(_WHAT):
        mappings = list(_of_frames(volume.frames, content))
    frames = tuple(
        frame if frame is None or mapping is None else _mapped(frame, mapping)
        for frame, mapping in zip(volume.frames, mappings, strict=True)
    )
    part = " ".join(word for word in (volume.part, content.mapping.words) if word)
    mapped = replace(volume, frames=frames, part=part).with_notes(_notes(content.mapping, mappings))
    if content.mapping.table is None:
        return load(mapped, limits, progress)
    return _by_tables(load(mapped, limits, progress, lazy=False), mappings)


def _notes(first: Mapping, mappings: Sequence[Mapping | None]) -> Iterator[Note]:
    named = f": {first.words}" if first.words != UNNAMED else ""
    text = f"values are real world values{named}"
    if first.stored is not None:
        text = f"{text}; the mapping is given for stored values from {_range(first.stored)}"
    yield Note("real-world-applied", text)
    for guess in dict.fromkeys(one.guess for one in mappings if one is not None and one.guess):
        yield Note("assumed", guess, Severity.WARNING)


def _range(ends: tuple[float, float]) -> str:
    return f"{ends[0]:g} to {ends[1]:g}"


def _of_frames(
    frames: Sequence[Frame | None], content: RealWorldValues
) -> Iterator[Mapping | None]:
    """Yield the mapping of each frame, None where no frame was acquired."""
    datasets: dict[int, Dataset] = {}
    for frame in frames:
        if frame is None:
            yield None
            continue
        key = id(frame.instance)
        if key not in datasets:
            datasets[key] = frame.instance.dataset()
        found = mappings_of(datasets[key], frame.number)
        if len(found) <= content.number:
            raise DecodeError("not all of the images have this real world value mapping")
        mapping = found[content.number]
        if mapping.kind != content.mapping.kind:
            words = f"{content.mapping.words} and {mapping.words}"
            raise DecodeError(f"real world values of several kinds are among the images: {words}")
        yield mapping


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
