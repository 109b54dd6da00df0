"""Surface segmentations, scanned surfaces and encapsulated models as meshes in a patient.

PS3.3 A.57 (surface segmentation), A.68 (surface scans), A.85 (encapsulated STL and OBJ).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.objects.companion import Companion
from napari_dicom.dicom.objects.drawing import image_for, remarks_on_absence
from napari_dicom.dicom.objects.inside import Inside
from napari_dicom.dicom.objects.mesh import Mesh, obj_mesh, stl_mesh, surface_mesh
from napari_dicom.dicom.objects.reading import reading, whole_dataset
from napari_dicom.dicom.objects.rois import Colour
from napari_dicom.dicom.objects.segmentation import from_cielab
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import References, Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_MODELS = {f"{_STORAGE}104.3": stl_mesh, f"{_STORAGE}104.4": obj_mesh}
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "um": 1e-3}
"""UCUM -> mm."""


class Surfaces(Companion):
    """Surfaces, before they are read."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """One surface.

    Parameters
    ----------
    number, label
        What it is called.
    mesh
        In LPS mm.
    colour
        Where the file gives one.
    opacity
        0 to 1.
    """

    number: int
    label: str
    mesh: Mesh
    colour: Colour | None = None
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSurfaces:
    """Surfaces, and the images they lie on.

    Parameters
    ----------
    volume
        The images of their frame of reference; None where there are none.
    """

    content: Surfaces
    volume: Volume | None
    surfaces: tuple[Surface, ...]


def find_surfaces(instances: tuple[Instance, ...], kind: Kind) -> Surfaces | None:
    """Return surfaces; None of an object that holds none.

    Raises
    ------
    PixelError, LimitError
        It cannot be read.
    """
    with reading("the surfaces"):
        dataset = whole_dataset(instances[0], "the surface object")
        count = len(list(dataset.get("SurfaceSequence") or ()))
        model = instances[0].sop_class_uid in _MODELS and "EncapsulatedDocument" in dataset
    if not count and not model:
        return None
    uid = instances[0].header.text("FrameOfReferenceUID")
    words = "1 model" if model else "1 surface" if count == 1 else f"{count} surfaces"
    return Surfaces(instances, kind, References(uid), Inside((words,)), "opens as surfaces")


def load_surfaces(content: Surfaces, volumes: Iterable[Volume], limits: Limits) -> LoadedSurfaces:
    """Read surfaces and find the images they lie on.

    Raises
    ------
    DecodeError
        They are damaged, cannot be read any more, or hold nothing to draw.
    LimitError
        Their file is larger than the limits allow.
    """
    instance = content.instances[0]
    with reading("the surface"):
        if instance.path.stat().st_size > limits.header_bytes:
            raise LimitError("the surfaces take more bytes than a header may (limits.header_bytes)")
        found, notes = _read(whole_dataset(instance, "the surface"), instance)
    if not found:
        raise DecodeError("the object holds no surface that can be drawn")
    volume = image_for(content.references, volumes)
    notes += remarks_on_absence(content.references, volume)
    return LoadedSurfaces(replace(content, notes=tuple(notes)), volume, tuple(found))


def _read(dataset: Dataset, instance: Instance) -> tuple[list[Surface], list[Note]]:
    if instance.sop_class_uid in _MODELS:
        return _model(dataset, instance)
    little = dataset.original_encoding[1] is not False
    labels = _labels(dataset)
    found: list[Surface] = []
    notes: list[Note] = []
    for place, item in enumerate(dataset.get("SurfaceSequence") or (), 1):
        number = int(item.get("SurfaceNumber") or place)
        mesh = surface_mesh(item, little)
        label = labels.get(number, "") or f"surface {number}"
        found.append(Surface(number, label, mesh, _colour(item), _opacity(item)))
        notes += _left_out(mesh, label)
    return found, notes


def _model(dataset: Dataset, instance: Instance) -> tuple[list[Surface], list[Note]]:
    """Read an encapsulated model, in millimetres."""
    length = dataset.get("EncapsulatedDocumentLength")
    data = bytes(dataset.EncapsulatedDocument)[: int(length) if length else None]
    mesh = _MODELS[instance.sop_class_uid](data)
    label = plain_text(str(dataset.get("DocumentTitle") or "")) or "model"
    units = dataset.get("MeasurementUnitsCodeSequence") or ()
    unit = next((plain_text(str(one.get("CodeValue") or ""), 16) for one in units), "")
    notes = list(_left_out(mesh, label))
    if unit not in _MILLIMETRES:
        text = f"the unit of the model is {unit or 'not given'}: millimetres are assumed"
        notes.append(Note("assumed", text, Severity.WARNING))
    scaled = replace(mesh, vertices=mesh.vertices * _MILLIMETRES.get(unit, 1.0))
    return [Surface(1, label, scaled, _colour(dataset), _opacity(dataset))], notes


def _labels(dataset: Dataset) -> dict[int, str]:
    """Return the segment's label of each surface, by its number."""
    labels = {}
    for segment in dataset.get("SegmentSequence") or ():
        label = plain_text(str(segment.get("SegmentLabel") or ""))
        for surface in segment.get("ReferencedSurfaceSequence") or ():
            labels[int(surface.get("ReferencedSurfaceNumber") or 0)] = label
    return labels


def _colour(item: Dataset) -> Colour | None:
    values = item.get("RecommendedDisplayCIELabValue")
    several: Sequence[object] = values if isinstance(values, Sequence) else ()
    shown = from_cielab(tuple(float(str(one)) for one in several)) if several else None
    if shown is None:
        return None
    red, green, blue = (round(255 * channel) for channel in shown)
    return red, green, blue


def _opacity(item: Dataset) -> float:
    value = item.get("RecommendedPresentationOpacity")
    return 1.0 if value is None else float(np.clip(float(value), 0.0, 1.0))


def _left_out(mesh: Mesh, label: str) -> Iterator[Note]:
    if mesh.left_out:
        words = "1 line or point" if mesh.left_out == 1 else f"{mesh.left_out} lines or points"
        text = f"{label}: not drawn beside the triangles, {words}"
        yield Note("lines-not-drawn", text, details={"lines": mesh.left_out})
