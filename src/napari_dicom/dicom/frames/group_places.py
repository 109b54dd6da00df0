"""Where the frames of an enhanced object lie that have no positions of their own in a patient.

Volume's and slide's frames of reference: PS3.3 C.7.6.16.2.21, C.7.6.16.2.22 and C.8.12.6.1;
intravascular distance: C.8.27.3.3.1; in-stack position: C.7.6.16.2.2.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from napari_dicom.dicom.frames.depth import (
    AXIAL,
    lay_out,
    makes_slices,
    sized,
    slice_distance,
)
from napari_dicom.dicom.frames.directions import Orientation, orientation_of
from napari_dicom.dicom.frames.frame import Frame, Vector
from napari_dicom.dicom.frames.groups import Groups
from napari_dicom.dicom.frames.space import Space
from napari_dicom.dicom.headers import Header

_MICROMETRE = 1e-3
"""mm: the unit of Z Offset in Slide Coordinate System (0040,074A)."""

_TIMES = ("TemporalPositionIdentifier", "Time", "AcquisitionTime", "CardiacPhase", "PhasePercent")
"""Coordinates that make frames of one place pictures in time."""

_NUMBERED = (
    "the frames have no positions of their own: they are assumed to be slices, {}, in the order "
    "of {}"
)
_PULLED = (
    "the frames have no positions in the patient: they are placed by IntravascularLongitudinal"
    "Distance, along a straight line"
)

_Places = Callable[[list[Frame], Iterable[Groups]], list[Frame]]


def place_frames(frames: list[Frame], groups: Iterable[Groups]) -> list[Frame]:
    """Return the frames of an object with the places that their groups give them, if any."""
    if any(group.has_its_own("PlanePositionSequence") for group in groups):
        return frames
    for places in _PLACES:
        placed = places(frames, groups)
        if placed:
            return placed
    return frames


def _in_a_volume(frames: list[Frame], groups: Iterable[Groups]) -> list[Frame]:
    """Place frames in the frame of reference of a volume, as of 3D ultrasound."""
    orientations = [_volume_orientation(group) for group in groups]
    positions = [_volume_position(group) for group in groups]
    if None in orientations or None in positions:
        return []
    return [
        replace(
            sized(frame),
            position=position,
            orientation=orientation,
            space=Space.VOLUME,
            place_source="ImagePositionVolume",
        )
        for frame, position, orientation in zip(frames, positions, orientations, strict=True)
    ]


def _volume_position(groups: Groups) -> Vector | None:
    numbers = groups.item("PlanePositionVolumeSequence").numbers("ImagePositionVolume", 3)
    return None if numbers is None else (numbers[0], numbers[1], numbers[2])


def _volume_orientation(groups: Groups) -> Orientation | None:
    item = groups.item("PlaneOrientationVolumeSequence")
    return orientation_of(item.numbers("ImageOrientationVolume", 6))


def _on_a_slide(frames: list[Frame], groups: Iterable[Groups]) -> list[Frame]:
    """Place frames of one field of view by their focus; tiles of a slide are no stack."""
    items = [group.item("PlanePositionSlideSequence") for group in groups]
    fields = {(_offset(item, "X"), _offset(item, "Y")) for item in items}  # one field of view
    depths = [_offset(item, "Z") for item in items]
    if len(fields) != 1 or len({*depths}) < 2:
        return []
    known = [depth for depth in depths if depth is not None]
    if len(known) < len(frames):
        return []
    placed = [replace(frame, position=(0.0, 0.0, 0.0), orientation=AXIAL) for frame in frames]
    placed = [replace(frame, space=Space.VOLUME) for frame in placed]
    millimetres = [depth * _MICROMETRE for depth in known]
    return lay_out(placed, millimetres, "ZOffsetInSlideCoordinateSystem")


def _offset(item: Header, axis: str) -> float | None:
    return item.number(f"{axis}OffsetInSlideCoordinateSystem")


def _along_a_vessel(frames: list[Frame], groups: Iterable[Groups]) -> list[Frame]:
    """Place the frames of a pullback by how far the catheter has come."""
    keyword = "IntravascularLongitudinalDistance"
    items = (group.item("IntravascularFrameContentSequence") for group in groups)
    depths = [depth for item in items if (depth := item.number(keyword)) is not None]
    if len(depths) < len(frames) or len(set(depths)) < 2:
        return []
    return lay_out(frames, [depth - depths[0] for depth in depths], keyword, _PULLED)


def _by_number(frames: list[Frame], groups: Iterable[Groups]) -> list[Frame]:
    """Place frames by their numbers in the stack, else by their order, a distance apart."""
    if len(frames) < 2:
        return []
    distance = slice_distance(frames[0])
    numbers, words = _in_stack_numbers(groups), "InStackPositionNumber"
    if not numbers:
        if not makes_slices(frames[0]) or _are_in_time(frames):
            return []
        numbers, words = [float(frame.number) for frame in frames], "their numbers in the file"
    if len(set(numbers)) < 2:
        return []
    depths = [(number - min(numbers)) * distance.mm for number in numbers]
    return lay_out(frames, depths, distance.source, _NUMBERED.format(distance.words, words))


def _in_stack_numbers(groups: Iterable[Groups]) -> list[float]:
    """Return In-Stack Position Number (0020,9057) of each frame; empty where one has none."""
    items = (group.item("FrameContentSequence") for group in groups)
    found = [item.number("InStackPositionNumber") for item in items]
    known = [number for number in found if number is not None]
    return known if len(known) == len(found) else []


def _are_in_time(frames: Sequence[Frame]) -> bool:
    header = frames[0].header
    if "FrameTime" in header or "FrameTimeVector" in header or "CineRate" in header:
        return True
    return any(len({frame.coordinates.get(key) for frame in frames}) > 1 for key in _TIMES)


_PLACES: tuple[_Places, ...] = (_in_a_volume, _on_a_slide, _along_a_vessel, _by_number)
"""What gives frames a place, in the order of trust."""
