"""Slices whose file does not say where each of them lies: depth from what it does say.

A position given once is that of the first frame; without one the slices lie in a frame of their
own. What is assumed is a doubt of each frame, in the words of a note.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from napari_dicom.dicom.frames.directions import Orientation
from napari_dicom.dicom.frames.frame import Frame, Vector, modality_of
from napari_dicom.dicom.frames.space import Space
from napari_dicom.dicom.headers import Header

AXIAL: Orientation = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""Orientation of planes in a frame of their own: rows along x, columns along y."""

_ORIGIN: Vector = (0.0, 0.0, 0.0)

_CINE = frozenset({"US", "IVUS", "XA", "RF", "ES"})
"""Modalities whose frames are pictures in time, unless a distance between slices says otherwise."""

_VOLUMETRIC = frozenset({"CT", "MR", "PT", "NM", "OPT", "OCT", "IVOCT"})
"""Modalities that make slices: their images are a stack even where no distance is given."""

_UNSIZED = (
    "the files give no size of a pixel (PixelSpacing): {} is assumed, lengths within a slice "
    "cannot be measured"
)


@dataclass(frozen=True, slots=True)
class Distance:
    """How far apart slices lie, in mm, and the keyword it is taken from, or ``"unknown"``."""

    mm: float
    source: str
    is_that_of_pixels: bool = False

    @property
    def words(self) -> str:
        """How a note says it."""
        origin = self.source
        if origin == "unknown" and self.is_that_of_pixels:
            origin = "the pixel size: no other is given"
        elif origin == "unknown":
            origin = "assumed: neither a distance nor a pixel size is given"
        return f"{self.mm:g} mm apart ({origin})"


def slice_distance(frame: Frame) -> Distance:
    """Return what slices without positions are spaced by (DESIGN decision 1)."""
    if frame.spacing_between_slices:
        return Distance(abs(frame.spacing_between_slices), "SpacingBetweenSlices")
    if frame.slice_thickness:
        return Distance(frame.slice_thickness, "SliceThickness")
    if frame.pixel_spacing is not None and frame.pixel_spacing_source != "unknown":
        return Distance(frame.pixel_spacing[0], "unknown", True)
    return Distance(frame.pixel_spacing[0] if frame.pixel_spacing else 1.0, "unknown")


def makes_slices(frame: Frame) -> bool:
    """Tell whether images of this kind that have no position are slices, and no single pictures.

    Where something says time, the caller does not ask.
    """
    modality = modality_of(frame.header)
    if frame.spacing_between_slices:
        return modality not in {"XA", "RF", "ES"}
    if modality in _CINE:
        return False
    if frame.slice_thickness:
        return True
    return modality in _VOLUMETRIC and frame.pixel_spacing is not None


def sized(frame: Frame) -> Frame:
    """Return the frame with a pixel size: that of its aspect, else 1 mm, where none is given."""
    if frame.pixel_spacing is not None:
        return frame
    spacing = aspect_of(frame.header)
    return replace(
        frame,
        pixel_spacing=spacing,
        pixel_spacing_source="unknown",
        doubts=(*frame.doubts, _UNSIZED.format(size_words(spacing))),
    )


def aspect_of(header: Header) -> tuple[float, float]:
    """Return the ratio (0028,0034) of a pixel's height to its width as a size, width 1."""
    ratio = header.positive("PixelAspectRatio", 2)
    return (ratio[0] / ratio[1], 1.0) if ratio else (1.0, 1.0)


def size_words(spacing: tuple[float, float]) -> str:
    """Return how a note says a pixel size that is not given: 1 mm, or as its aspect has it."""
    if spacing[0] == spacing[1]:
        return f"{spacing[0]:g} mm"
    return f"{spacing[0]:g} × {spacing[1]:g} mm (PixelAspectRatio)"


def lay_out(
    frames: Sequence[Frame], depths: Sequence[float], source: str, doubt: str = ""
) -> list[Frame]:
    """Return frames at depths along the normal, from the one position they share, if they do.

    Parameters
    ----------
    depths
        mm of each frame.
    source
        Keyword of the element that the distances come from.
    doubt
        What is assumed; ``""`` where nothing is.
    """
    return [
        _at_depth(sized(frame), depth, source, doubt)
        for frame, depth in zip(frames, depths, strict=True)
    ]


def _at_depth(frame: Frame, depth: float, source: str, doubt: str) -> Frame:
    root, orientation, space = _ORIGIN, AXIAL, Space.OWN
    if frame.position is not None and frame.orientation is not None:
        root, orientation, space = frame.position, frame.orientation, frame.space
    normal = np.cross(orientation[:3], orientation[3:])
    place = np.asarray(root) + normal * depth
    return replace(
        frame,
        position=(float(place[0]), float(place[1]), float(place[2])),
        orientation=orientation,
        space=space,
        place_source=source,
        doubts=(*frame.doubts, doubt) if doubt else frame.doubts,
    )
