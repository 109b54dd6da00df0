"""The notes that the headers of a stack give rise to: what they lack, hide or contradict.

They hold wherever the slices are shown, and are made once: when a stack becomes a volume.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from napari_dicom.dicom.frames import Frame, aspect_of, size_words
from napari_dicom.dicom.headers import Fault, ValueDoubt
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import Geometry, Stack
from napari_dicom.dicom.text import counted, plain_text

_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
"""Secondary Capture Image Storage; its multi-frame kinds are one number longer."""

_MOST_PARTS = 1000
"""Parts of one image that are looked for."""

_MOST_DOUBTS = 10
"""Doubtful values that are told one by one."""

_LONGEST = 90  # characters of what is wrong with a value

NAMES = 10
"""File names listed in one note."""


def remarks_on_headers(stack: Stack, geometry: Geometry | None) -> tuple[Note, ...]:
    """Return what the headers of a stack give rise to."""
    return tuple(chain.from_iterable(remark(stack, geometry) for remark in _REMARKS))


def first_frame(stack: Stack) -> Frame:
    """Return the first frame that was acquired."""
    return next(frame for frame in stack.frames if frame is not None)


def frame_file_name(frame: Frame) -> str:
    """Return the name of a frame's file as it may be shown."""
    return plain_text(frame.instance.path.name)


def _unplaced(stack: Stack, geometry: Geometry | None) -> Iterator[Note]:
    if geometry is not None:
        return
    first = first_frame(stack)
    if first.pixel_spacing is None:
        size = size_words(aspect_of(first.header))
        yield Note(
            "no-pixel-size",
            f"no place and no pixel size: shown as {size} a pixel, distances mean nothing here",
            Severity.WARNING,
        )
    elif first.position is not None:
        yield Note(
            "no-position",
            "no orientation (ImageOrientationPatient), so that the position is not used: shown at "
            "the origin",
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
            f"left out as copies, {counted(len(stack.duplicates), 'image')}: "
            f"{', '.join(names[:NAMES])}",
            Severity.INFO,
            {"count": len(stack.duplicates), "files": names},
        )


def _values_in_doubt(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    """Tell which header values are not as they should be, and what was done about them."""
    found: dict[tuple[str, Fault, str], dict[str, ValueDoubt]] = {}
    for frame, doubt in _doubts_of(stack):
        alike = doubt.done if doubt.fault is not Fault.ODD else str(doubt.matters)
        text = "" if doubt.fault is Fault.ODD else doubt.found
        names = found.setdefault((doubt.keyword, doubt.fault, alike + text), {})
        names.setdefault(frame_file_name(frame), doubt)
    for values in list(found.values())[:_MOST_DOUBTS]:
        yield _value_note(values)
    if len(found) > _MOST_DOUBTS:
        text = f"{len(found) - _MOST_DOUBTS} further values are not as they should be"
        yield Note("malformed-value", text, Severity.WARNING)


def _doubts_of(stack: Stack) -> Iterator[tuple[Frame, ValueDoubt]]:
    """Yield the doubts on the values of each file once, and on those of each frame."""
    seen: set[int] = set()
    for frame in filter(None, stack.frames):
        if id(frame.instance) not in seen:
            seen.add(id(frame.instance))
            yield from ((frame, doubt) for doubt in frame.instance.doubts)
        yield from ((frame, doubt) for doubt in frame.values_in_doubt)


def _value_note(values: Mapping[str, ValueDoubt]) -> Note:
    """Return the note on one value that some files have; their names are the keys."""
    files = sorted(values)
    first = values[files[0]]
    where = f"in {counted(len(files), 'file')}, first {files[0]}"
    text = f"{plain_text(first.words, _LONGEST)} {where}: {first.done}"
    severity = Severity.WARNING if first.matters else Severity.INFO
    details = {"keyword": first.keyword, "files": files[:NAMES]}
    if first.fault is Fault.ODD:
        return Note("odd-number", text, severity, details)
    return Note("malformed-value", text, severity, details)


def _doubts(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    """Tell what was assumed about frames and does not stand in their files."""
    found: dict[str, list[str]] = {}
    for frame in stack.frames:
        for doubt in frame.doubts if frame is not None else ():
            found.setdefault(doubt, []).append(frame_file_name(frame))  # type: ignore[arg-type]  # it has doubts
    for doubt, names in found.items():
        unique = sorted(set(names))
        yield Note("assumed", doubt, Severity.WARNING, {"files": unique[:NAMES]})


def _tiles(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    first = first_frame(stack)
    whole = first.header.number("TotalPixelMatrixColumns")
    source = first.instance.pixels
    several = source is not None and source.number_of_frames > 1
    if several and not _is_capture(first) and whole is not None and whole > first.columns:
        yield Note(
            "tiles",
            "the frames are tiles of one large image: shown one by one, not put together",
            Severity.WARNING,
        )


def _is_capture(frame: Frame) -> bool:
    """Tell whether a frame is a secondary capture: their kinds have no tiles."""
    uid = frame.header.text("SOPClassUID")
    return uid == _SECONDARY_CAPTURE or uid.startswith(f"{_SECONDARY_CAPTURE}.")


def _overlays(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    if any(frame is not None and "OverlayRows" in frame.header for frame in stack.frames):
        yield Note("overlays", "there are overlay planes (60xx): shown as labels on request")


def _references(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    by_file = {id(frame.instance): frame for frame in stack.frames if frame is not None}
    frames = list(by_file.values())
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


def _concatenation(stack: Stack, _: Geometry | None) -> Iterator[Note]:
    """Tell which parts of a concatenation (PS3.3 C.7.6.16.1.1) are not there."""
    found: dict[str, set[int]] = {}
    totals: dict[str, int] = {}
    headers = {id(frame.instance): frame.header for frame in filter(None, stack.frames)}
    for header in headers.values():
        uid = header.text("ConcatenationUID")
        if uid and uid not in totals:
            totals[uid] = header.integer("InConcatenationTotalNumber") or 0
        if uid:
            found.setdefault(uid, set()).add(header.integer("InConcatenationNumber") or 0)
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


_REMARKS: tuple[Callable[[Stack, Geometry | None], Iterator[Note]], ...] = (
    _values_in_doubt,
    _doubts,
    _references,
    _duplicates,
    _concatenation,
    _unplaced,
    _pixel_spacing,
    _overlays,
    _tiles,
)
