"""Frames of multi-frame objects without functional groups: dose grids, NM, cine.

RT Dose: PS3.3 C.8.8.3; NM: C.8.4.8 and C.8.4.15; cine: C.7.6.5; US regions: C.8.5.5.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np
from pydicom.dataset import Dataset

from napari_dicom.dicom.datasets import header_of
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames.frame import Frame, Orientation, Vector, orientation_of, position_of
from napari_dicom.dicom.headers import Header, lenient

_NM_VECTORS = {
    "EnergyWindowVector": "EnergyWindow",
    "DetectorVector": "Detector",
    "PhaseVector": "Phase",
    "RotationVector": "Rotation",
    "RRIntervalVector": "CardiacPhase",
    "TimeSlotVector": "TimeSlot",
    "AngularViewVector": "View",
}
_CENTIMETRES = 3


@lenient()
def multi_frames(whole: Frame, count: int) -> list[Frame]:
    """Return the frames of an object whose first frame is `whole`."""
    positions = _dose_positions(whole, count)
    if positions is not None:
        return [_at(whole, number, position) for number, position in enumerate(positions, 1)]
    if whole.header.text("Modality") == "NM":
        return _nm_frames(whole, count)
    times = _frame_times(whole.header, count)
    return [_cine_frame(whole, number, times) for number in range(1, count + 1)]


@lenient()
def ultrasound_spacing(instance: Instance) -> tuple[float, float] | None:
    """Return mm between (rows, columns) where every spatial region of the image has the same."""
    if "SequenceOfUltrasoundRegions" not in instance.header:
        return None
    found = set()
    for region in instance.dataset().get("SequenceOfUltrasoundRegions") or []:
        spatial = region.get("RegionSpatialFormat") == 1
        units = (region.get("PhysicalUnitsXDirection"), region.get("PhysicalUnitsYDirection"))
        if spatial and units == (_CENTIMETRES, _CENTIMETRES):
            deltas = (region.get("PhysicalDeltaY"), region.get("PhysicalDeltaX"))
            if all(isinstance(delta, float) and np.isfinite(delta) and delta for delta in deltas):
                found.add(tuple(abs(delta) * 10 for delta in deltas))
    return found.pop() if len(found) == 1 else None


def _at(whole: Frame, number: int, position: Vector) -> Frame:
    return replace(
        whole,
        number=number,
        position=position,
        coordinates={**whole.coordinates, "InstanceNumber": float(number)},
    )


def _cine_frame(whole: Frame, number: int, times: Sequence[float]) -> Frame:
    coordinates = {
        key: value
        for key, value in whole.coordinates.items()
        if key in {"AcquisitionNumber", "ImageType", "EchoTime"}
    }
    order = {"InstanceNumber": _base(whole.header) + number}
    time = {"Time": times[number - 1]} if times else {}
    return replace(whole, number=number, coordinates=coordinates | order | time)


def _base(header: Header) -> float:
    return (header.number("InstanceNumber") or 0) * 1e6


def _dose_positions(whole: Frame, count: int) -> list[Vector] | None:
    """Return the position of each plane of a grid with GridFrameOffsetVector (3004,000C).

    The offsets are relative, along the normal, where the first is 0; else they are the planes'
    own coordinates along the patient's z axis.
    """
    offsets = whole.header.numbers("GridFrameOffsetVector", count)
    if offsets is None or whole.position is None or whole.orientation is None:
        return None
    normal = np.cross(whole.orientation[:3], whole.orientation[3:])
    start = np.array(whole.position)
    if offsets[0] == 0:
        planes = [start + offset * normal for offset in offsets]
    else:
        planes = [np.array([start[0], start[1], offset]) for offset in offsets]
    return [(float(p[0]), float(p[1]), float(p[2])) for p in planes]


def _frame_times(header: Header, count: int) -> Sequence[float]:
    """Return the time of each frame in seconds from the first; empty where it is not known."""
    vector = header.numbers("FrameTimeVector", count)
    if vector is not None:
        return [time / 1000 for time in accumulate((0.0, *vector[1:]))]
    step = header.positive("FrameTime")
    rate = header.positive("CineRate")
    if step is None and rate is None:
        return ()
    seconds = step[0] / 1000 if step else 1 / rate[0]  # type: ignore[index]  # one of both is there
    return [index * seconds for index in range(count)]


def _nm_frames(whole: Frame, count: int) -> list[Frame]:
    """Return NM frames: vectors say along which dimension each frame lies (PS3.3 C.8.4.8)."""
    dataset = whole.instance.dataset()
    placed = _nm_placed(whole, dataset)
    vectors = {name: _vector(dataset, keyword, count) for keyword, name in _NM_VECTORS.items()}
    slices = _vector(dataset, "SliceVector", count)
    if not slices and not any(vectors.values()) and _is_reconstructed(whole.header):
        whole.header.malformed["SliceVector"] = "missing, slices are taken in the order of frames"
        slices = [float(number) for number in range(1, count + 1)]
    frames = []
    for index in range(count):
        coordinates: dict[str, object] = {"InstanceNumber": _base(whole.header) + index + 1}
        coordinates |= {name: vector[index] for name, vector in vectors.items() if vector}
        position = _nm_position(placed, slices[index] if slices else 1) if slices else None
        frames.append(replace(placed, number=index + 1, position=position, coordinates=coordinates))
    return frames


def _is_reconstructed(header: Header) -> bool:
    """Tell whether the frames are slices: (0008,0008) value 3 of NM (PS3.3 C.8.4.9.1.1)."""
    return "RECON TOMO" in header.texts("ImageType")


def _vector(dataset: Dataset, keyword: str, count: int) -> list[float]:
    value = dataset.get(keyword)
    values = [value] if isinstance(value, int) else list(value or [])
    return [float(v) for v in values] if len(values) == count else []


def _nm_placed(whole: Frame, dataset: Dataset) -> Frame:
    """Give the frame the place that NM keeps in its detector information (PS3.3 C.8.4.11)."""
    if whole.position is not None:
        return whole
    detectors = dataset.get("DetectorInformationSequence")
    if not detectors:
        return whole
    header = header_of(detectors[0], whole.header.little_endian)
    orientation: Orientation | None = orientation_of(header.numbers("ImageOrientationPatient", 6))
    return replace(whole, position=position_of(header), orientation=orientation)


def _nm_position(placed: Frame, slice_number: float) -> Vector | None:
    distance = placed.spacing_between_slices or placed.slice_thickness
    if placed.position is None or placed.orientation is None or not distance:
        return None
    normal = np.cross(placed.orientation[:3], placed.orientation[3:])
    place = np.array(placed.position) + (slice_number - 1) * distance * normal
    return (float(place[0]), float(place[1]), float(place[2]))
