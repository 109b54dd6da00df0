"""What is to be known of a measurement: what was left out, in which plane it was taken."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from napari_dicom.dicom.measuring.image import MeasuredImage
from napari_dicom.dicom.measuring.lattice import Lattice
from napari_dicom.dicom.measuring.measurement import Measurement
from napari_dicom.dicom.measuring.statistics import Statistics

ON_NO_PLANE = "lies in no plane of pixels: no values"
OUTSIDE = "lies outside the image: no values"
PARTLY_OUTSIDE = "part of it lies outside the image: values of the rest"
SELF_CROSSING = "the outline crosses itself: area of the pixels within, by the even-odd rule"

_UPRIGHT = 0.1
"""Degrees of tilt that are told of, as of volumes."""


def remarks_on(found: Measurement, image: MeasuredImage) -> Measurement:
    """Return a measurement with what is to be said of it."""
    said = (*found.remarks, *_said(found, image))
    return replace(found, remarks=tuple(dict.fromkeys(said)))


def _said(found: Measurement, image: MeasuredImage) -> Iterator[str]:
    if not image.is_in_mm:
        yield "no pixel size is known: measured as if a pixel were 1 mm wide, in pixels"
    yield from image.caveats
    if _is_across_slices(found, image.lattice):
        yield from image.caveats_in_depth
    if found.across >= 0 and found.across != image.lattice.slice_axis:
        angle = _lean(image.lattice, found.across)
        if angle > _UPRIGHT:
            yield (
                f"the gantry was tilted: this plane leans by {angle:.1f}° with the slices; "
                "measured between points in the patient"
            )
    if image.lattice.places is not None and _is_across_slices(found, image.lattice):
        yield "slices lie unevenly: measured by each slice's own place"
    if found.values is not None:
        yield from _left_out(found.values)
    elif found.area is not None and image.values is None:
        yield "colour: no values"


def _is_across_slices(found: Measurement, lattice: Lattice) -> bool:
    """Tell whether the distance between slices is in a measurement."""
    return found.across != lattice.slice_axis or found.volume is not None


def _lean(lattice: Lattice, across: int) -> float:
    """Return the angle in degrees between a plane across slices and one at right angles to them."""
    first, second = (lattice.affine[:3, axis] for axis in range(3) if axis != across)
    normal = np.cross(first, second)
    sine = abs(float(normal @ lattice.normal)) / float(np.linalg.norm(normal))
    return float(np.degrees(np.arcsin(np.clip(sine, 0.0, 1.0))))


def _left_out(values: Statistics) -> Iterator[str]:
    for number, what in (
        (values.padding, "padding"),
        (values.no_number, "no number"),
        (values.not_acquired, "on slices that were not acquired"),
    ):
        if number:
            yield f"left out of the values: {number} pixel{'s' * (number > 1)} ({what})"
    if not values.count:
        yield "no pixel's centre lies within" if not _any(values) else "nothing is left to measure"


def _any(values: Statistics) -> bool:
    return bool(values.padding or values.no_number or values.not_acquired)
