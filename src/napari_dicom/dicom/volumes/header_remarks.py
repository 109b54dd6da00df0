"""The notes that the headers of a stack give rise to: what they lack, hide or contradict.

They hold wherever the slices are shown, and are made once: when a stack becomes a volume.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.headers import Mended
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import ORDER_ONLY, Geometry, Stack, differing, same_depth
from napari_dicom.dicom.text import plain_text

_MOST_PARTS = 1000
"""Parts of one image that are looked for."""

NAMES = 10
"""File names listed in one note."""

_MOVED = 0.1
"""Part of the distance between slices from which on repeats that moved are a warning."""


def remarks_on_headers(stack: Stack, geometry: Geometry | None) -> tuple[Note, ...]:
    """Return what the headers of a stack give rise to."""
    return tuple(chain.from_iterable(remark(stack, geometry) for remark in _REMARKS))


def first_frame(stack: Stack) -> Frame:
    """Return the first frame that was acquired."""
    return next(frame for frame in stack.frames if frame is not None)


def frame_file_name(frame: Frame) -> str:
    """Return the name of a frame's file as it may be shown."""
    return plain_text(frame.instance.path.name)


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


def _unplaced(stack: Stack, geometry: Geometry | None) -> Iterator[Note]:
    if geometry is not None:
        return
    first = first_frame(stack)
    if first.pixel_spacing is None:
        yield Note(
            "no-pixel-size",
            "no position and no pixel size: shown as 1 mm a pixel, distances mean nothing here",
            Severity.WARNING,
        )
    else:
        yield Note("no-position", "no position in the patient: shown at the origin")


def _pixel_spacing(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    source = first_frame(stack).pixel_spacing_source
    if first_frame(stack).pixel_spacing is not None and source == "ImagerPixelSpacing":
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
        names = sorted({frame_file_name(frame) for frame in stack.duplicates})
        yield Note(
            "duplicates",
            f"{len(stack.duplicates)} images are copies of others and left out: "
            f"{', '.join(names[:NAMES])}",
            Severity.INFO,
            {"count": len(stack.duplicates), "files": names},
        )


def _malformed(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    """Tell which header values could not be read, and what stands there."""
    found: dict[tuple[str, str], list[str]] = {}
    for frame in stack.frames:
        if frame is not None:
            for keyword, text in frame.header.malformed.items():
                found.setdefault((keyword, text), []).append(frame_file_name(frame))
    for (keyword, text), names in list(found.items())[:NAMES]:
        unique = sorted(set(names))
        yield Note(
            "malformed-value",
            f"{keyword} cannot be read ({plain_text(text, 40)}) in {len(unique)} files, "
            f"first {unique[0]}: ignored",
            Severity.WARNING,
            {"keyword": keyword, "files": unique[:NAMES]},
        )


def _odd_numbers(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    """Tell which header values are written oddly, and what they were read as."""
    found: dict[tuple[str, str], dict[str, Mended]] = {}
    for frame in filter(None, stack.frames):
        for keyword, mended in frame.header.mended.items():
            names = found.setdefault((keyword, mended.guess), {})
            names.setdefault(frame_file_name(frame), mended)
    for (keyword, guess), values in found.items():
        files = sorted(values)
        first = values[files[0]]
        read = "\\".join(f"{number:g}" for number in first.numbers)
        reading = ", ".join(filter(None, (f"read as {read}" if read else "", guess)))
        yield Note(
            "odd-number",
            f"{keyword} is written as {plain_text(first.text, 40)} in {len(files)} files, "
            f"first {files[0]}: {reading}",
            Severity.WARNING if guess else Severity.INFO,
            {"keyword": keyword, "files": files[:NAMES]},
        )


def _doubts(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    """Tell what was assumed about frames and does not stand in their files."""
    found: dict[str, list[str]] = {}
    for frame in stack.frames:
        for doubt in frame.doubts if frame is not None else ():
            found.setdefault(doubt, []).append(frame_file_name(frame))  # type: ignore[arg-type]  # it has doubts
    for doubt, names in found.items():
        unique = sorted(set(names))
        yield Note("assumed", doubt, Severity.WARNING, {"files": unique[:NAMES]})


def _real_world(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    mapping, rescale = first_frame(stack).real_world, first_frame(stack).rescale
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
    first = first_frame(stack)
    whole = first.header.number("TotalPixelMatrixColumns")
    if whole is not None and whole > first.columns and len(stack.frames) > 1:
        yield Note(
            "tiles",
            "the frames are tiles of one large image: shown one by one, not put together",
            Severity.WARNING,
        )


def _overlays(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    if any(frame is not None and "OverlayRows" in frame.header for frame in stack.frames):
        yield Note("overlays", "there are overlay planes (60xx): shown as labels on request")


def _references(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    frames = [frame for frame in stack.frames if frame is not None]
    found = {frame.header.text("FrameOfReferenceUID") for frame in frames}
    if len(found - {""}) > 1:
        yield Note(
            "frames-of-reference",
            f"the images name {len(found)} frames of reference: they are taken for one place",
            Severity.WARNING,
        )
    elif len(found) > 1:
        names = sorted(
            {frame_file_name(f) for f in frames if not f.header.text("FrameOfReferenceUID")}
        )
        yield Note(
            "frames-of-reference",
            f"{len(names)} files name no frame of reference: taken to lie in that of the others "
            f"({', '.join(names[:NAMES])})",
            Severity.WARNING,
            {"files": names[:NAMES]},
        )


def _lookup_table(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    first = first_frame(stack)
    if "VOILUTSequence" in first.header and not first.windows:
        yield Note(
            "voi-lut",
            "the contrast the files ask for is a lookup table: "
            "the window that comes nearest to it is shown",
        )


def _sigmoid(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    first = first_frame(stack)
    if first.windows and first.header.text("VOILUTFunction").upper() == "SIGMOID":
        yield Note(
            "voi-lut",
            "the contrast the files ask for is a sigmoid: "
            "the straight window of the same steepness at its centre is shown",
        )


def _deep_colour(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    source = first_frame(stack).instance.pixels
    if source is None or source.format.samples_per_pixel < 3 or source.format.bits_stored <= 8:
        return
    bits = source.format.bits_stored
    yield Note("colour-depth", f"colours of {bits} bits a sample are shown with 8")


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


def _concatenation(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    """Tell which parts of a concatenation (PS3.3 C.7.6.16.1.1) are not there."""
    found: dict[str, set[int]] = {}
    totals: dict[str, int] = {}
    for frame in filter(None, stack.frames):
        uid = frame.header.text("ConcatenationUID")
        if uid and uid not in totals:
            totals[uid] = frame.header.integer("InConcatenationTotalNumber") or 0
        if uid:
            found.setdefault(uid, set()).add(frame.header.integer("InConcatenationNumber") or 0)
    for uid, parts in found.items():
        missing = sorted(set(range(1, min(totals[uid], _MOST_PARTS) + 1)) - parts)
        if missing:
            names = ", ".join(map(str, missing[:NAMES]))
            yield Note(
                "parts-missing",
                f"the image was stored in {totals[uid]} parts, {len(missing)} of them are not "
                f"among the files: part {names}",
                Severity.WARNING,
                {"parts": missing},
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
    _malformed,
    _odd_numbers,
    _doubts,
    _references,
    _duplicates,
    _incomplete,
    _concatenation,
    _order,
    _mixed_steps,
    _moved,
    _order_only,
    _unplaced,
    _pixel_spacing,
    _lookup_table,
    _sigmoid,
    _deep_colour,
    _real_world,
    _overlays,
    _tiles,
)
