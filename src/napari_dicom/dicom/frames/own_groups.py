"""The groups that nearly each frame has of its own: its content and its place.

Frame Content: PS3.3 C.7.6.16.2.2; Plane Position (Patient): C.7.6.16.2.3.
"""

from typing import NamedTuple

from napari_dicom.dicom.frames.coordinates import seconds_of
from napari_dicom.dicom.frames.frame import Vector, position_of
from napari_dicom.dicom.frames.groups import Groups
from napari_dicom.dicom.headers import Header, ValueDoubt

CONTENT, PLACE = "FrameContentSequence", "PlanePositionSequence"

TIMES = ("FrameReferenceDateTime", "FrameAcquisitionDateTime")
"""What tells when a frame is of, or was begun: the first that can be read counts."""

_OTHER_PLACES = (
    "IntravascularFrameContentSequence",
    "PlaneOrientationVolumeSequence",
    "PlanePositionSlideSequence",
    "PlanePositionVolumeSequence",
)
"""Groups that place frames which have no position in the patient."""


class Content(NamedTuple):
    """What Frame Content Sequence (0020,9111) says of a frame.

    Parameters
    ----------
    temporal_position
        Temporal Position Index (0020,9128).
    time
        When the frame is of, else when it was begun, in seconds.
    indices
        Dimension Index Values (0020,9157).
    doubts
        Of its values.
    """

    stack_id: str
    temporal_position: float | None
    time: float | None
    indices: tuple[float, ...] | None
    doubts: tuple[ValueDoubt, ...]


class Place(NamedTuple):
    """What Plane Position Sequence (0020,9113) says of a frame, and what is doubtful about it."""

    position: Vector | None
    doubts: tuple[ValueDoubt, ...]


def content_of(groups: Groups) -> Content:
    """Return the content of a frame."""
    return content_in(groups.item(CONTENT), groups.doubts((CONTENT,)))


def content_in(header: Header, doubts: tuple[ValueDoubt, ...]) -> Content:
    """Return the content that an item tells."""
    return Content(
        header.text("StackID"),
        header.number("TemporalPositionIndex"),
        time_in(header),
        header.numbers("DimensionIndexValues"),
        doubts,
    )


def place_of(groups: Groups) -> Place:
    """Return the place of a frame in the patient.

    Where it has none, that which is doubtful about its other places belongs to it.
    """
    doubts = groups.doubts((PLACE,))
    if not groups.items(PLACE):
        doubts += groups.doubts(_OTHER_PLACES)
    return Place(position_of(groups.item(PLACE)), doubts)


def time_in(header: Header) -> float | None:
    """Return when a frame is of, else when it was begun, in seconds; None where it is not said."""
    for keyword in TIMES:
        time = seconds_of(text) if (text := header.text(keyword)) else None
        if time is not None:
            return time
    return None
