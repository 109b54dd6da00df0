"""The notes on a volume that its headers give rise to: what was decided, what is doubtful."""

from collections.abc import Callable, Iterator
from itertools import groupby

import numpy as np

from napari_dicom.dicom.axis import ORDER_ONLY
from napari_dicom.dicom.frame import Frame
from napari_dicom.dicom.geometry import Geometry
from napari_dicom.dicom.grid import Regularity
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stack import Stack
from napari_dicom.dicom.text import plain_text

_NAMES = 10
"""File names listed in one note."""


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
        f"{_runs(missing)} (between {', '.join(neighbours[:_NAMES])})",
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


def _unplaced(stack: Stack, geometry: Geometry | None) -> Iterator[Note]:
    if geometry is not None:
        return
    first = _first(stack)
    if first.pixel_spacing is None:
        yield Note(
            "no-pixel-size", "no position and no pixel size: distances in mm mean nothing here"
        )
    else:
        yield Note("no-position", "no position in the patient: shown at the origin")


def _pixel_spacing(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    source = _first(stack).pixel_spacing_source
    if _first(stack).pixel_spacing is not None and source == "ImagerPixelSpacing":
        yield Note(
            "detector-plane",
            "pixel size is that at the detector (ImagerPixelSpacing): "
            "what lies nearer the source is magnified",
        )
    if source == "ImagePlanePixelSpacing":
        yield Note("image-plane", "pixel size is that at the image plane of an RT image")
    if source == "NominalScannedPixelSpacing":
        yield Note("nominal-spacing", "pixel size is that of the scanned film")


def _duplicates(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    if stack.duplicates:
        names = sorted({_file(frame) for frame in stack.duplicates})
        yield Note(
            "duplicates",
            f"{len(stack.duplicates)} images are copies of others and left out: "
            f"{', '.join(names[:_NAMES])}",
            Severity.INFO,
            {"count": len(stack.duplicates), "files": names},
        )


def _malformed(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    """Tell which header values could not be read, and what stands there."""
    found: dict[tuple[str, str], list[str]] = {}
    for frame in stack.frames:
        if frame is not None:
            for keyword, text in frame.header.malformed.items():
                found.setdefault((keyword, text), []).append(_file(frame))
    for (keyword, text), names in list(found.items())[:_NAMES]:
        unique = sorted(set(names))
        yield Note(
            "malformed-value",
            f"{keyword} cannot be read ({plain_text(text, 40)}) in {len(unique)} files, "
            f"first {unique[0]}: ignored",
            Severity.WARNING,
            {"keyword": keyword, "files": unique[:_NAMES]},
        )


def _real_world(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    mapping, rescale = _first(stack).real_world, _first(stack).rescale
    if mapping is None or (mapping.slope, mapping.intercept) in {
        (1, 0),
        (rescale.slope, rescale.intercept),
    }:
        return
    unit = f" {mapping.unit}" if mapping.unit else ""
    yield Note(
        "real-world-values",
        f"real world value = stored x {mapping.slope:.6g} + {mapping.intercept:.6g}{unit}: "
        "not applied",
        Severity.INFO,
        {"slope": mapping.slope, "intercept": mapping.intercept, "unit": mapping.unit},
    )


def _tiles(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    if "TotalPixelMatrixColumns" in _first(stack).header:
        yield Note(
            "tiles",
            "the frames are tiles of one large image: shown one by one, not put together",
            Severity.WARNING,
        )


def _overlays(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    if any(frame is not None and "OverlayRows" in frame.header for frame in stack.frames):
        yield Note("overlays", "there are overlay planes (60xx): shown as labels on request")


_REMARKS: tuple[Callable[[Stack, Geometry | None], Iterator[Note]], ...] = (
    _missing_slices,
    _incomplete,
    _order_only,
    _irregular,
    _malformed,
    _corner_error,
    _spacing,
    _tilt,
    _duplicates,
    _unplaced,
    _pixel_spacing,
    _real_world,
    _overlays,
    _tiles,
)


def _first(stack: Stack) -> Frame:
    return next(frame for frame in stack.frames if frame is not None)


def _file(frame: Frame) -> str:
    return plain_text(frame.instance.path.name)


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
            yield _file(frame)


def _runs(numbers: list[int]) -> str:
    """Write slice indices as runs: ``slice 3, 7 to 9``."""
    runs = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in group]
        runs.append(str(members[0]) if len(members) == 1 else f"{members[0]} to {members[-1]}")
    return "slice " + ", ".join(runs[:_NAMES])


def _close(first: float, second: float) -> bool:
    return abs(first - second) <= max(0.01, 0.01 * second)
