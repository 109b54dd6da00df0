"""The segments of a segmentation as its header describes them (PS3.3 C.8.20.2, C.8.20.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.headers import Item
from napari_dicom.dicom.objects.colours import colour_of_number
from napari_dicom.dicom.objects.segmentation.colours import Colour, from_cielab
from napari_dicom.dicom.text import counted, plain_text

SEGMENTS, CATEGORY, TYPE = 0x00620002, 0x00620003, 0x0062000F
SEQUENCES = (SEGMENTS, CATEGORY, TYPE)
"""Tags of the sequences that describe segments."""

_LONGEST = 200
"""Characters of a label."""


@dataclass(frozen=True, slots=True)
class Code:
    """A coded concept (PS3.3 8.8): ``Code("10200004", "SCT", "Liver")``."""

    value: str
    scheme: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment.

    Parameters
    ----------
    number
        Segment Number (0062,0004); of a label map the value of its pixels.
    label
        What people call it.
    category, type
        What kind of thing, and which: codes, None where there is none.
    algorithm
        ``"AUTOMATIC"``, ``"SEMIAUTOMATIC"``, ``"MANUAL"`` and the algorithm's name.
    tracking_id, tracking_uid
        What tells that segments of several objects are one finding.
    colour
        Red, green, blue from 0 to 1, as recommended; None for that of its number.
    """

    number: int
    label: str
    category: Code | None = None
    type: Code | None = None
    algorithm: str = ""
    tracking_id: str = ""
    tracking_uid: str = ""
    colour: Colour | None = None

    @property
    def shown_colour(self) -> Colour:
        """The colour it is shown in."""
        return self.colour or colour_of_number(self.number)

    @property
    def is_background(self) -> bool:
        """Whether it is what is not segmented: number 0, or so called."""
        words = {self.label.casefold(), self.type.meaning.casefold() if self.type else ""}
        return self.number == 0 and ("background" in words or words <= {"", "segment 0"})


def segments_of(root: Item, most: int) -> tuple[Segment, ...]:
    """Return the segments of a data set, in the order of their numbers.

    Raises
    ------
    LimitError
        There are more than `most`.
    """
    items = root.items(SEGMENTS)
    if len(items) > most:
        raise LimitError(
            f"it names {len(items):,} segments, the limit is {most:,} (limits.segments)"
        )
    found: dict[int, Segment] = {}
    for item in items:
        segment = _segment(item)
        if segment is not None:
            found.setdefault(segment.number, segment)
    return tuple(found[number] for number in sorted(found))


def doubts_of_segments(root: Item) -> Iterator[str]:
    """Tell of segments that cannot be told from others: two of one number, or without one."""
    found = [_segment(item) for item in root.items(SEGMENTS)]
    lost = found.count(None)
    if lost:
        yield f"{counted(lost, 'segment')} of the header without a number that can be: left out"
    counts = Counter(one.number for one in found if one is not None)
    for number in sorted(number for number, count in counts.items() if count > 1):
        first = next(one for one in found if one is not None and one.number == number)
        text = f"{counts[number]} segments of the header have the number {number}"
        yield f"{text}: what the first says is taken ({first.label})"


def unnamed(number: int) -> Segment:
    """Return the segment of a number that the header does not describe."""
    return Segment(number, f"segment {number}")


def _segment(item: Item) -> Segment | None:
    header = item.header
    number = header.integer("SegmentNumber")
    if number is None or not 0 <= number <= 65535:
        return None
    kind = _code(item, TYPE)
    label = plain_text(header.text("SegmentLabel"), _LONGEST) or (kind.meaning if kind else "")
    words = (header.text("SegmentAlgorithmType"), header.text("SegmentAlgorithmName"))
    return Segment(
        number=number,
        label=label or f"segment {number}",
        category=_code(item, CATEGORY),
        type=kind,
        algorithm=plain_text(" ".join(word for word in words if word), _LONGEST),
        tracking_id=plain_text(header.text("TrackingID"), _LONGEST),
        tracking_uid=plain_text(header.text("TrackingUID"), 64),
        colour=from_cielab(header.numbers("RecommendedDisplayCIELabValue")),
    )


def _code(item: Item, tag: int) -> Code | None:
    found = item.first(tag)
    if found is None:
        return None
    header = found.header
    keywords = ("CodeValue", "CodingSchemeDesignator", "CodeMeaning")
    value, scheme, meaning = (plain_text(header.text(keyword), _LONGEST) for keyword in keywords)
    return Code(value, scheme, meaning) if value or meaning else None
