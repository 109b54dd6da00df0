"""The notes on the steps of a stack: their order, what they lack, and whether they are of one kind.

They hold wherever the slices are shown, and are made once: when a stack becomes a volume.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import ORDER_ONLY, Geometry, Stack, differing, same_depth
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes.header_remarks import NAMES, first_frame, frame_file_name

_MOVED = 0.1
"""Part of the distance between slices from which on repeats that moved are a warning."""


def remarks_on_steps(stack: Stack, geometry: Geometry | None) -> tuple[Note, ...]:
    """Return what there is to say of the steps of a stack."""
    return tuple(chain.from_iterable(remark(stack, geometry) for remark in _REMARKS))


def _order(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    """Tell what was decided about the order of the images."""
    yield from stack.notes


def _mixed_steps(stack: Stack, geometry: Geometry | None) -> Iterator[Note]:
    """Tell of slices of one step that are not of one kind: kernel, echo, b-value, component ..."""
    if geometry is None:
        return
    length = geometry.shape[0]
    for start in range(0, len(stack.frames), length):
        step = [frame for frame in stack.frames[start : start + length] if frame is not None]
        found = differing(step)
        if found:
            yield _mixed(found, start // length if stack.axes else None)
            return  # one step says it for all


def _mixed(
    found: Mapping[str, Mapping[Hashable, Sequence[Frame]]],
    step: int | None,
) -> Note:
    words = []
    odd: list[str] = []
    for keyword, values in found.items():
        shown = [plain_text(str(value), 24) for value in list(values)[:4]]
        words.append(f"{keyword} ({', '.join(shown)})")
        rare = min(values.values(), key=len)
        odd += [frame_file_name(frame) for frame in rare]
    names = sorted(set(odd))
    where = "" if step is None else f" of step {step + 1}"
    return Note(
        "mixed-slices",
        f"the slices{where} are not of one kind, they differ in {'; '.join(words)}: "
        f"mixed are {', '.join(names[:NAMES])}",
        Severity.WARNING,
        {"elements": list(found), "files": names[:NAMES]},
    )


def _moved(stack: Stack, geometry: Geometry | None) -> Iterator[Note]:
    """Tell of repeats of a slice that do not lie in one place."""
    if geometry is None or not stack.axes:
        return
    length, most = geometry.shape[0], 0.0
    for place in range(length):
        here = [frame for frame in stack.frames[place::length] if frame is not None]
        if len(here) > 1:
            depths = np.asarray([frame.position for frame in here]) @ geometry.normal
            most = max(most, float(np.ptp(depths)))
    if most > same_depth(first_frame(stack)):
        yield Note(
            "moved",
            f"the images of one slice lie up to {most:.2g} mm apart along the normal, as after "
            "drift or motion correction: they are shown in one place",
            Severity.WARNING if most > _MOVED * geometry.spacing.used else Severity.INFO,
            {"apart_mm": round(most, 6)},
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
    if geometry is None or any(note.severity is Severity.WARNING for note in stack.notes):
        return  # nothing is spread along an axis of order alone, or more is said of it
    axes = [axis for axis in stack.axes if axis.source in ORDER_ONLY]
    for axis in axes:
        text = f"{len(axis.coordinates)} images share each position; nothing known sets them apart"
        yield Note("order-only", f"{text}: along {axis.label} in their order ({axis.source})")


_REMARKS: tuple[Callable[[Stack, Geometry | None], Iterator[Note]], ...] = (
    _incomplete,
    _order,
    _mixed_steps,
    _moved,
    _order_only,
)
