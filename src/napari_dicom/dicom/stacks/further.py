"""The note on images that lie where others of their series do, and are no copies of them.

Nothing of theirs makes them a step beside the others: they may be a second acquisition of a part, a
repeated slice or a localizer. What a reader needs to tell is what sets them apart, and when they
were made.
"""

from collections.abc import Hashable, Sequence

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks.axis import LABELS, coordinate_of
from napari_dicom.dicom.stacks.rank import NUMBER, numbers_of
from napari_dicom.dicom.text import plain_text

FURTHER = "further-images"

_NAMES = 10
"""File names listed in one note."""

_LONG = 10.0
"""Seconds from which on tenths do not matter."""

_TIMES = ("AcquisitionTime", "ContentTime")


def further_images(extra: Sequence[Frame], others: Sequence[Frame]) -> Note:
    """Return the note on images that lie where others of their series do.

    Parameters
    ----------
    extra
        The images that are shown apart.
    others
        Those among which they lie.
    """
    names = sorted({plain_text(frame.instance.path.name) for frame in extra})
    one = len(extra) == 1
    lie = "1 image lies" if one else f"{len(extra)} images lie"
    differ = [keyword for keyword in LABELS if _differs(keyword, extra, others)]
    why = f"nothing known sets {'it' if one else 'them'} off"
    if differ:
        why = f"{'it differs' if one else 'they differ'} in {', '.join(differ)}"
    more = "".join(f"; {words}" for words in (_numbered(extra), _later(extra, others)) if words)
    return Note(
        FURTHER,
        f"{lie} where others of the series lie, no copies of them, shown apart: {why}{more} "
        f"({', '.join(names[:_NAMES])})",
        Severity.WARNING,
        {"count": len(extra), "files": names, "differences": differ},
    )


def _differs(keyword: str, extra: Sequence[Frame], others: Sequence[Frame]) -> bool:
    mine, theirs = _values(keyword, extra), _values(keyword, others)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _values(keyword: str, frames: Sequence[Frame]) -> set[Hashable]:
    return {coordinate_of(frame, keyword) for frame in frames} - {None}


def _numbered(extra: Sequence[Frame]) -> str:
    """Return the numbers (0020,0013) of images, ``""`` where they have none."""
    numbers = numbers_of(NUMBER, extra)
    if not numbers:
        return ""
    least, most = min(numbers), max(numbers)
    return f"numbered {least:g}" if least == most else f"numbered {least:g} to {most:g}"


def _later(extra: Sequence[Frame], others: Sequence[Frame]) -> str:
    """Return how long before or after all others images were made, ``""`` where among them."""
    for keyword in _TIMES:
        mine, theirs = numbers_of(keyword, extra), numbers_of(keyword, others)
        if mine and theirs and min(mine) > max(theirs):
            return f"made {_seconds(min(mine) - max(theirs))} after the last of the others"
        if mine and theirs and max(mine) < min(theirs):
            return f"made {_seconds(min(theirs) - max(mine))} before the first of the others"
    return ""


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < _LONG else f"{seconds:.0f} s"
