"""The notes on a volume that its headers give rise to: what was decided, what is doubtful."""

from collections.abc import Callable, Iterator
from itertools import groupby

import numpy as np

from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import ORDER_ONLY, Geometry, Regularity, Stack
from napari_dicom.dicom.volumes.header_remarks import HEADER_REMARKS, NAMES, frame_file_name


def remarks_on(stack: Stack, geometry: Geometry | None) -> tuple[Note, ...]:
    """Return every note on a stack, most important first."""
    notes: list[Note] = []
    for remark in _REMARKS:
        notes.extend(remark(stack, geometry))
    order = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    return tuple(sorted(notes, key=lambda note: order.index(note.severity)))


def _missing_slices(stack: Stack, geometry: Geometry | None) -> Iterator[Note]:
    """Tell of gaps between acquired positions."""
    if stack.grid is None or geometry is None:
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


def _incomplete(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    """Tell of steps that lack images at positions where other steps have them."""
    length = stack.grid.length if stack.grid else 1
    acquired = set(stack.grid.nodes) if stack.grid else {0}
    holes = sum(
        frame is None and index % length in acquired for index, frame in enumerate(stack.frames)
    )
    if holes:
        axes = ", ".join(axis.label for axis in stack.axes)
        yield Note(
            "incomplete",
            f"{holes} of {len(stack.frames)} images along {axes} were not found "
            "and are shown empty",
            Severity.WARNING,
            {"count": holes},
        )


def _order_only(stack: Stack, geometry: Geometry | None) -> Iterator[Note]:
    """Tell where several images share each position, and no known element says what they are."""
    axes = [axis for axis in stack.axes if axis.source in ORDER_ONLY and geometry is not None]
    for axis in axes:
        text = f"{len(axis.coordinates)} images share each position; nothing known sets them apart"
        yield Note("order-only", f"{text}: along {axis.label} in their order ({axis.source})")


def _irregular(stack: Stack, geometry: Geometry | None) -> Iterator[Note]:
    if stack.grid is None or geometry is None or stack.positions is None:
        return
    depths = (stack.positions[list(stack.grid.members)] @ geometry.normal).tolist()
    steps = np.diff(depths)
    details = {"positions_mm": [round(depth, 4) for depth in depths]}
    if stack.grid.regularity is Regularity.IRREGULAR:
        yield Note(
            "irregular-spacing",
            f"the distance between slices varies from {steps.min():.2f} to {steps.max():.2f} mm: "
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


def _spacing(_: Stack, geometry: Geometry | None) -> Iterator[Note]:
    """Tell where SliceThickness is not the distance between slices, or that is unknown."""
    if geometry is None:
        return
    spacing = geometry.spacing
    if spacing.source == "unknown":
        yield Note(
            "spacing-unknown",
            "no distance between slices is given: the distance between pixels is used, "
            f"{spacing.used:.3f} mm",
            Severity.INFO if geometry.shape[0] == 1 else Severity.WARNING,
        )
    thickness = spacing.slice_thickness
    positions = spacing.image_position_patient
    if spacing.source == "SliceThickness" and positions and not _close(positions, spacing.used):
        yield Note(
            "scaled-by-slice-thickness",
            f"scaled by SliceThickness, {spacing.used:g} mm, as asked for; "
            f"the slices lie {positions:.3f} mm apart",
            Severity.WARNING,
        )
    elif thickness and positions and not _close(thickness, positions):
        kind = "overlap" if thickness > positions else "leave gaps"
        yield Note(
            "thickness-differs",
            f"slices lie {positions:.3f} mm apart, SliceThickness is {thickness:g} mm: "
            f"they {kind}; the distance is used",
        )
    between = spacing.spacing_between_slices
    if between and positions and not _close(between, positions):
        yield Note(
            "spacing-between-slices-differs",
            f"slices lie {positions:.3f} mm apart, SpacingBetweenSlices says {between:g} mm",
        )


def _tilt(_: Stack, geometry: Geometry | None) -> Iterator[Note]:
    if geometry is not None and geometry.shape[0] > 1 and geometry.is_tilted:
        yield Note(
            "gantry-tilt",
            f"the gantry was tilted by {geometry.tilt:.1f}°: the volume is sheared, "
            "slices are shown as acquired",
            Severity.INFO,
            {"tilt_degrees": round(geometry.tilt, 3)},
        )


def _corner_error(stack: Stack, geometry: Geometry | None) -> Iterator[Note]:
    if geometry is None or stack.grid is None:
        return
    bound = max(0.1, 0.05 * geometry.spacing.used)
    scaled = geometry.spacing.source == "SliceThickness"
    if geometry.corner_error > bound and not scaled:
        yield Note(
            "corner-error",
            f"a frame lies up to {geometry.corner_error:.2f} mm from where the volume shows it",
            Severity.WARNING if stack.grid.regularity is Regularity.IRREGULAR else Severity.INFO,
            {"corner_error_mm": round(geometry.corner_error, 4)},
        )


_REMARKS: tuple[Callable[[Stack, Geometry | None], Iterator[Note]], ...] = (
    *HEADER_REMARKS,
    _missing_slices,
    _incomplete,
    _order_only,
    _irregular,
    _corner_error,
    _spacing,
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
    """Write slice indices as runs: ``slice 3, 7 to 9``."""
    runs = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in group]
        runs.append(str(members[0]) if len(members) == 1 else f"{members[0]} to {members[-1]}")
    return "slice " + ", ".join(runs[:NAMES])


def _close(first: float, second: float) -> bool:
    return abs(first - second) <= max(0.01, 0.01 * second)
