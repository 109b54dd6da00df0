"""Images that lack the label their neighbours have: it is what alone is missing at their place."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import replace

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.stacks.axis import STEP_LABELS, coordinate_of
from napari_dicom.dicom.text import plain_text

_FEW = 1 / 4
"""Part of the positions at which an image may lack its label: more are no oversight."""

_FOUND = "{} is not given: taken to be {}, which alone is missing among the images of its place"


def with_lost_labels(groups: Sequence[Sequence[Frame]]) -> list[list[Frame]]:
    """Return the images of each position, single ones given the label that is left for them."""
    found = [list(group) for group in groups]
    if all(len(group) == 1 for group in found):
        return found
    named = Counter(key for group in found for frame in group for key in frame.coordinates)
    total = sum(map(len, found))
    for keyword in (label for label in STEP_LABELS if 0 < named[label] < total):
        lacking = [n for n, group in enumerate(found) if _lacking(group, keyword)]
        if lacking and len(lacking) <= _FEW * len(found):
            usual = _usual_values(
                [group for n, group in enumerate(found) if n not in lacking], keyword
            )
            for place in lacking:
                found[place] = _completed(found[place], keyword, usual)
    return found


def _lacking(group: Sequence[Frame], keyword: str) -> list[Frame]:
    return [frame for frame in group if coordinate_of(frame, keyword) is None]


def _usual_values(groups: Sequence[Sequence[Frame]], keyword: str) -> set[Hashable]:
    """Return the values that every position has, each once; empty where they differ."""
    values = [[coordinate_of(frame, keyword) for frame in group] for group in groups]
    first = set(values[0])
    alike = all(len(one) == len(set(one)) and set(one) == first for one in values)
    return first if alike else set()


def _completed(group: list[Frame], keyword: str, usual: set[Hashable]) -> list[Frame]:
    lacking = _lacking(group, keyword)
    left = usual - {coordinate_of(frame, keyword) for frame in group}
    if len(lacking) != 1 or len(left) != 1 or len(group) != len(usual):
        return group
    value = next(iter(left))
    lost = lacking[0]
    doubt = _FOUND.format(keyword, plain_text(str(value), 32))
    coordinates = {**lost.coordinates, keyword: value}
    done = replace(lost, coordinates=coordinates, doubts=(*lost.doubts, doubt))
    return [done if frame is lost else frame for frame in group]
