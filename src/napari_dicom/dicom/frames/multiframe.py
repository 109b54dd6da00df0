"""Frames of multi-frame objects without functional groups: dose grids, NM, cine, slices.

RT Dose: PS3.3 C.8.8.3; NM: C.8.4.8 and C.8.4.15; cine: C.7.6.5; US regions: C.8.5.5; vectors of
multi-frame secondary captures: C.8.6.3 and C.7.6.6.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np
from pydicom.dataset import Dataset

from napari_dicom.dicom.datasets import header_of
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames.depth import lay_out, makes_slices, slice_distance
from napari_dicom.dicom.frames.directions import Orientation, orientation_of
from napari_dicom.dicom.frames.frame import Frame, Vector, position_of
from napari_dicom.dicom.headers import (
    NOT_USED,
    Fault,
    Header,
    ValueDoubt,
    doubts_in,
    lenient,
)
from napari_dicom.dicom.text import counted

_NM_VECTORS = {
    "EnergyWindowVector": "EnergyWindow",
    "DetectorVector": "Detector",
    "PhaseVector": "Phase",
    "RotationVector": "Rotation",
    "RRIntervalVector": "RRInterval",
    "TimeSlotVector": "TimeSlot",
    "TimeSliceVector": "TimeSlice",
    "AngularViewVector": "View",
}
_OFFSETS = "GridFrameOffsetVector"
_SAME_PLANE = 1 / 20
"""Part of the distance between planes within which the first of them is where the file lies."""

_CENTIMETRES = 3
_ROOT = (
    "the file gives the position of its first frame alone: the frames are assumed to be slices "
    "along the normal, in their order, {}"
)
_NOWHERE = (
    "the file gives no positions in the patient: the frames are assumed to be slices in their "
    "order, {}; which way they run is not known"
)
_LOCATED = (
    "the file gives no position for each frame: they are placed by {}; which way it counts is "
    "assumed"
)

_AS_THICK = (
    "the file gives the position of its first slice alone, and not how far apart slices lie "
    "(SpacingBetweenSlices): they are taken to lie {}"
)
_UNNUMBERED = (
    "no element says which slice each frame is (SliceVector): the frames are assumed to be slices "
    "in their order"
)


@lenient()
def multi_frames(whole: Frame, count: int) -> list[Frame]:
    """Return the frames of an object whose first frame is `whole`."""
    vectors = _vectors_in_doubt(whole.header, count)
    starts = _starts_in_doubt(whole, count)
    whole = replace(whole, values_in_doubt=(*whole.values_in_doubt, *vectors, *starts))
    positions = _dose_positions(whole, count)
    if positions is not None:
        return [_at(whole, number, position) for number, position in enumerate(positions, 1)]
    if whole.header.text("Modality") == "NM":
        return _nm_frames(whole, count)
    times = _frame_times(whole.header, count)
    frames = [_cine_frame(whole, number, times) for number in range(1, count + 1)]
    return _located(frames) or (frames if times or count == 1 else _stacked(frames))


def _vectors_in_doubt(header: Header, count: int) -> tuple[ValueDoubt, ...]:
    """Return what of the vectors and times of a multi-frame file cannot be used."""
    found = []
    for keyword in ("FrameTimeVector", "GridFrameOffsetVector", "SliceLocationVector"):
        numbers = header.numbers(keyword)
        if numbers is not None and len(numbers) != count:
            words = f"of {len(numbers)} values for {counted(count, 'frame')}"
            found.append(ValueDoubt(keyword, Fault.CONTRADICTED, words, NOT_USED))
    for keyword in ("FrameTime", "CineRate"):
        number = header.number(keyword)
        if number is not None and number <= 0:
            found.append(ValueDoubt(keyword, Fault.IMPOSSIBLE, f"{number:g}", NOT_USED))
    return tuple(found)


def _starts_in_doubt(whole: Frame, count: int) -> tuple[ValueDoubt, ...]:
    """Return the doubt about offsets of a dose that start neither at 0 nor at its first plane."""
    offsets = whole.header.numbers(_OFFSETS, count)
    if not offsets or whole.position is None or offsets[0] == 0:
        return ()
    first, place = offsets[0], whole.position[2]
    step = abs(offsets[1] - first) if count > 1 else 1.0
    if abs(first - place) <= _SAME_PLANE * step:
        return ()
    words = f"starting at {first:g}, neither at 0 nor at the {place:g} of ImagePositionPatient"
    return (ValueDoubt(_OFFSETS, Fault.CONTRADICTED, words, "read as the planes' own z"),)


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


def _located(frames: list[Frame]) -> list[Frame]:
    """Return frames that a vector gives places along their normal; none where there is none."""
    header, count = frames[0].header, len(frames)
    for keyword in ("SliceLocationVector", "GridFrameOffsetVector"):
        places = header.numbers(keyword, count) if keyword in header else None
        if places is not None and len(set(places)) > 1:
            depths = [place - places[0] for place in places]
            return lay_out(frames, depths, keyword, _LOCATED.format(keyword))
    return []


def _stacked(frames: list[Frame]) -> list[Frame]:
    """Return frames as slices in their order, where their kind of object makes slices."""
    whole = frames[0]
    if not makes_slices(whole):
        return frames
    distance = slice_distance(whole)
    doubt = _ROOT if whole.position is not None and whole.orientation is not None else _NOWHERE
    depths = [index * distance.mm for index in range(len(frames))]
    return lay_out(frames, depths, distance.source, doubt.format(distance.words))


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
    odd = _nm_vectors_in_doubt(dataset, count)
    placed = replace(placed, values_in_doubt=(*placed.values_in_doubt, *odd))
    vectors = {name: _vector(dataset, keyword, count) for keyword, name in _NM_VECTORS.items()}
    slices = _vector(dataset, "SliceVector", count)
    if not slices and not any(vectors.values()) and _is_reconstructed(whole.header):
        slices = [float(number) for number in range(1, count + 1)]
        placed = replace(placed, doubts=(*placed.doubts, _UNNUMBERED))
    seconds = _seconds_of_a_time_slice(dataset)
    frames = []
    for index in range(count):
        coordinates: dict[str, object] = {"InstanceNumber": _base(whole.header) + index + 1}
        coordinates |= {name: vector[index] for name, vector in vectors.items() if vector}
        if seconds is not None and "TimeSlice" in coordinates:
            coordinates["Time"] = (vectors["TimeSlice"][index] - 1) * seconds
        frame = replace(placed, number=index + 1, position=None, coordinates=coordinates)
        frames.append(_nm_at(frame, placed.position, slices[index]) if slices else frame)
    return frames


def _seconds_of_a_time_slice(dataset: Dataset) -> float | None:
    """Return Actual Frame Duration (0018,1242), ms, of a dynamic study of one phase in seconds."""
    phases = dataset.get("PhaseInformationSequence") or []
    duration = phases[0].get("ActualFrameDuration") if len(phases) == 1 else None
    return float(duration) / 1000 if isinstance(duration, int | float) and duration > 0 else None


def _is_reconstructed(header: Header) -> bool:
    """Tell whether the frames are slices: (0008,0008) value 3 of NM (PS3.3 C.8.4.9.1.1)."""
    return "RECON TOMO" in header.texts("ImageType")


def _nm_vectors_in_doubt(dataset: Dataset, count: int) -> tuple[ValueDoubt, ...]:
    """Return the vectors that have a value too many or too few: which frame has which is lost."""
    sizes = {keyword: len(_values(dataset, keyword)) for keyword in (*_NM_VECTORS, "SliceVector")}
    return tuple(
        ValueDoubt(
            keyword,
            Fault.CONTRADICTED,
            f"of {counted(size, 'value')} for {counted(count, 'frame')}",
            NOT_USED,
        )
        for keyword, size in sizes.items()
        if size not in {0, count}
    )


def _vector(dataset: Dataset, keyword: str, count: int) -> list[float]:
    values = _values(dataset, keyword)
    return values if len(values) == count else []


def _values(dataset: Dataset, keyword: str) -> list[float]:
    value = dataset.get(keyword)
    values = [value] if isinstance(value, int) else list(value or [])
    return [float(each) for each in values]


def _nm_placed(whole: Frame, dataset: Dataset) -> Frame:
    """Give the frame the place that NM keeps in its detector information (PS3.3 C.8.4.11)."""
    if whole.position is not None:
        return whole
    detectors = dataset.get("DetectorInformationSequence")
    if not detectors:
        return whole
    header = header_of(detectors[0], whole.header.little_endian)
    orientation: Orientation | None = orientation_of(header.numbers("ImageOrientationPatient", 6))
    doubts = (*whole.values_in_doubt, *doubts_in(header))
    return replace(
        whole, position=position_of(header), orientation=orientation, values_in_doubt=doubts
    )


def _nm_at(frame: Frame, first: Vector | None, slice_number: float) -> Frame:
    """Return a frame at its slice's place; the sign of the distance tells which way they run."""
    distance = frame.spacing_between_slices or frame.slice_thickness
    if first is None or frame.orientation is None or not distance:
        apart = slice_distance(frame)
        frame = replace(frame, position=first)
        doubt = (_ROOT if first is not None and frame.orientation else _NOWHERE).format(apart.words)
        return lay_out([frame], [(slice_number - 1) * apart.mm], apart.source, doubt)[0]
    normal = np.cross(frame.orientation[:3], frame.orientation[3:])
    place = np.array(first) + (slice_number - 1) * distance * normal
    doubts = frame.doubts
    if not frame.spacing_between_slices:
        doubts = (*doubts, _AS_THICK.format(slice_distance(frame).words))
    position = (float(place[0]), float(place[1]), float(place[2]))
    return replace(frame, position=position, doubts=doubts)
