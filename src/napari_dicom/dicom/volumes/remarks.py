"""The notes on where the slices of a volume lie: what was decided, what is doubtful.

They follow from its geometry and from the stack as it was found, and are made when somebody asks:
another distance between the slices, and back, leaves the notes there were.
"""

from collections.abc import Callable, Iterator
from itertools import chain, groupby

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import (
    ROUNDED_POSITIONS,
    UNROUNDED,
    Geometry,
    Regularity,
    Spacing,
    Stack,
    fits,
    grain_of,
)
from napari_dicom.dicom.volumes.header_remarks import NAMES, frame_file_name

_SAME = 0.01
"""Distances that differ by no more than this part are one."""

_PARALLEL = 1e-3
"""Direction cosines of slices that differ by no more than this are parallel."""

_SEEN_PIXEL, _SEEN_STEP = 1 / 8, 1 / 20
"""Parts of a pixel and of the distance between slices from which on a frame lies elsewhere than it
is shown."""

_WRONG_PIXEL = 1 / 2
"""Part of a pixel from which on pixels are shown where others were acquired."""


def remarks_on_place(geometry: Geometry, stack: Stack | None) -> Iterator[Note]:
    """Yield what there is to say of a volume's place.

    Parameters
    ----------
    stack
        As it was found, where its grid is still that of the volume; None for interpolated slices
        and for one cut out.
    """
    if stack is not None:
        yield from chain.from_iterable(remark(stack, geometry) for remark in _ON_GRID)
    yield from chain.from_iterable(remark(geometry) for remark in _ON_GEOMETRY)


def _missing_slices(stack: Stack, geometry: Geometry) -> Iterator[Note]:
    """Tell of gaps between acquired positions."""
    if stack.grid is None:
        return
    nodes = set(stack.grid.nodes)
    missing = [node for node in range(stack.grid.length) if node not in nodes]
    if not missing:
        return
    places = [_depth(geometry, node) for node in missing]
    neighbours = sorted({name for node in missing for name in _neighbours(stack, node)})
    yield Note(
        "missing-slices",
        f"{len(missing)} of {stack.grid.length} slices are missing and shown empty: "
        f"{_runs(missing)} (between {', '.join(neighbours[:NAMES])})",
        Severity.WARNING,
        {"count": len(missing), "slices": missing, "positions_mm": places, "files": neighbours},
    )


def _irregular(stack: Stack, geometry: Geometry) -> Iterator[Note]:
    if stack.grid is None or stack.positions is None:
        return
    depths = (stack.positions[list(stack.grid.members)] @ geometry.normal).tolist()
    steps = np.diff(depths)
    details = {"positions_mm": [round(depth, 4) for depth in depths]}
    if stack.grid.regularity is Regularity.IRREGULAR:
        yield Note(
            "irregular-spacing",
            f"{_how_uneven(steps)}: "
            f"slices are shown in order, {geometry.spacing.used:.2f} mm apart, "
            f"up to {geometry.corner_error:.1f} mm from their true place",
            Severity.WARNING,
            details,
        )
    if stack.grid.regularity is Regularity.JITTER:
        yield Note(
            "uneven-spacing",
            f"the distance between slices varies slightly, from {steps.min():.3f} to "
            f"{steps.max():.3f} mm; {geometry.spacing.used:.3f} mm is used",
            Severity.INFO,
            details,
        )


def _how_uneven(steps: NDArray[np.float64]) -> str:
    """Say whether slices lie at unlike distances, or at one distance and beside each other."""
    if np.ptp(steps) <= _SAME * steps.max():
        return "the slices do not lie straight behind each other, some lie to the side of the rest"
    return f"the distance between slices varies from {steps.min():.2f} to {steps.max():.2f} mm"


def _spacing_unknown(geometry: Geometry) -> Iterator[Note]:
    spacing = geometry.spacing
    if spacing.source == "unknown":
        given = [
            f"{keyword} {value:g} mm"
            for keyword, value in (
                ("SpacingBetweenSlices", spacing.spacing_between_slices),
                ("SliceThickness", spacing.slice_thickness),
            )
            if value
        ]
        lacking = "no distance between slices is given"
        if given:
            lacking = f"a localizer's {' and '.join(given)} is no distance between slices"
        yield Note(
            "spacing-unknown",
            f"{lacking}: the distance between pixels is used, {spacing.used:.3f} mm",
            Severity.INFO if geometry.shape[0] == 1 else Severity.WARNING,
        )


def _scaled_as_asked(geometry: Geometry) -> Iterator[Note]:
    spacing = geometry.spacing
    if _is_as_asked(spacing):
        yield Note(
            "scaled-as-asked",
            f"scaled by {spacing.source}, {spacing.used:g} mm, as asked for; "
            f"the slices lie {spacing.image_position_patient:.3f} mm apart",
            Severity.WARNING,
            {
                "source": spacing.source,
                "used_mm": spacing.used,
                "distance_mm": spacing.image_position_patient,
            },
        )


def _thickness_differs(geometry: Geometry) -> Iterator[Note]:
    """Tell where SliceThickness is not the distance between slices."""
    thickness, positions = geometry.spacing.slice_thickness, geometry.spacing.image_position_patient
    if not thickness or not positions or _is_as_asked(geometry.spacing):
        return
    if not _close(thickness, positions):
        kind = "overlap" if thickness > positions else "leave gaps"
        yield Note(
            "thickness-differs",
            f"slices lie {positions:.3f} mm apart, SliceThickness is {thickness:g} mm: "
            f"they {kind}; the distance is used",
        )


def _spacing_between_slices_differs(geometry: Geometry) -> Iterator[Note]:
    between = geometry.spacing.spacing_between_slices
    positions = geometry.spacing.image_position_patient
    if between and positions and not _close(between, positions):
        yield Note(
            "spacing-between-slices-differs",
            f"slices lie {positions:.3f} mm apart, SpacingBetweenSlices says {between:g} mm",
        )


def _tilt(geometry: Geometry) -> Iterator[Note]:
    if geometry.shape[0] > 1 and geometry.is_tilted:
        yield Note(
            "gantry-tilt",
            f"the gantry was tilted by {geometry.tilt:.1f}°: the volume is sheared, "
            "slices are shown as acquired",
            Severity.INFO,
            {"tilt_degrees": round(geometry.tilt, 3)},
        )


def _corner_error(stack: Stack, geometry: Geometry) -> Iterator[Note]:
    if stack.grid is None or _is_as_asked(geometry.spacing):
        return
    pixel = min(geometry.pixel_spacing)
    wrong = _WRONG_PIXEL * pixel
    bound = min(max(_SEEN_PIXEL * pixel, _SEEN_STEP * geometry.spacing.used), wrong)
    if geometry.corner_error > bound:
        is_wrong = geometry.corner_error > wrong
        is_uneven = stack.grid.regularity is Regularity.IRREGULAR
        yield Note(
            "corner-error",
            f"a frame lies up to {geometry.corner_error:.2f} mm from where the volume shows it",
            Severity.WARNING if is_wrong or is_uneven else Severity.INFO,
            {"corner_error_mm": round(geometry.corner_error, 4)},
        )


def _drifting(stack: Stack, geometry: Geometry) -> Iterator[Note]:
    """Tell of slices that are not quite parallel, and are shown so."""
    found = list({frame.orientation for frame in stack.frames if frame and frame.orientation})
    between = np.ptp(np.asarray(found, dtype=np.float64), axis=0) if len(found) > 1 else np.zeros(6)
    if between.max() > _PARALLEL:
        degrees = float(np.degrees(np.linalg.norm(between.reshape(2, 3), axis=1).max()))
        yield Note(
            "drifting-orientation",
            f"the orientation changes from slice to slice, by {degrees:.2g}° in all: the slices "
            f"are shown parallel, corners up to {geometry.corner_error:.2g} mm off",
            Severity.INFO,
            {"degrees": round(degrees, 4)},
        )


def _rounded(stack: Stack, geometry: Geometry) -> Iterator[Note]:
    """Tell of positions that were written with so few digits that pixels may lie elsewhere.

    What lies exactly on a grid may have been acquired at whole millimetres; what lies further off
    than a digit was not rounded to it.
    """
    if stack.grid is None or stack.positions is None or len(stack.grid.members) < 2:
        return
    if any(note.code == ROUNDED_POSITIONS for note in stack.notes):
        return
    grain, pixel = grain_of(stack.positions), min(geometry.pixel_spacing)
    if grain > pixel and UNROUNDED * grain < fits(stack.grid, stack.positions) <= grain:
        yield Note(
            "rounded-positions",
            f"the positions are whole multiples of {grain:g} mm and not evenly spaced: they were "
            f"rounded, and images may lie {grain / 2:g} mm off along each axis, more than half a "
            f"pixel ({pixel:.3g} mm)",
            Severity.WARNING,
            {"grain_mm": grain},
        )


_ON_GRID: tuple[Callable[[Stack, Geometry], Iterator[Note]], ...] = (
    _missing_slices,
    _irregular,
    _corner_error,
    _drifting,
    _rounded,
)
_ON_GEOMETRY: tuple[Callable[[Geometry], Iterator[Note]], ...] = (
    _spacing_unknown,
    _scaled_as_asked,
    _thickness_differs,
    _spacing_between_slices_differs,
    _tilt,
)


def _depth(geometry: Geometry, node: int) -> float:
    place = geometry.affine[:3, 0] * node + geometry.affine[:3, 3]
    return round(float(place @ geometry.normal), 3)


def _neighbours(stack: Stack, node: int) -> Iterator[str]:
    """Yield the files of the nearest acquired planes on either side of a gap."""
    assert stack.grid is not None
    below = max((n for n in stack.grid.nodes if n < node), default=None)
    above = min((n for n in stack.grid.nodes if n > node), default=None)
    for place in (below, above):
        frames = stack.frames[place :: stack.grid.length] if place is not None else ()
        frame = next((frame for frame in frames if frame is not None), None)
        if frame is not None:
            yield frame_file_name(frame)


def _runs(numbers: list[int]) -> str:
    """Write slice indices as runs, counted from 1: ``slice 3, 7 to 9``."""
    numbers = [number + 1 for number in numbers]
    runs = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in group]
        runs.append(str(members[0]) if len(members) == 1 else f"{members[0]} to {members[-1]}")
    return "slice " + ", ".join(runs[:NAMES])


def _is_as_asked(spacing: Spacing) -> bool:
    """Tell whether the user asked for another distance than that between the positions."""
    positions = spacing.image_position_patient
    if not positions or spacing.source == "ImagePositionPatient":
        return False
    return not _close(spacing.used, positions)


def _close(first: float, second: float) -> bool:
    return abs(first - second) <= _SAME * second
