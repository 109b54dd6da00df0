"""Header values of a volume as a table: one row a plane."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.dicom.errors import ChoiceError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.headers import lenient, refusing_damage
from napari_dicom.dicom.stacks import Axis

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

Row = dict[str, Any]  # Any: plain values

_TAG = re.compile("[0-9A-Fa-f]{4},[0-9A-Fa-f]{4}")

_GROUPS = ("PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence")


def header_table(
    frames: Sequence[Frame | None], axes: Sequence[Axis], keywords: str | Iterable[str]
) -> list[Row]:
    """Return a row for each frame, as `Volume.headers` has it.

    Parameters
    ----------
    frames
        Row-major over (leading axes..., slices).
    """
    wanted = [keywords] if isinstance(keywords, str) else list(keywords)
    tags = {keyword: _tag_of(keyword) for keyword in wanted}
    leads = tuple(len(axis.coordinates) for axis in axes)
    places = np.ndindex(*leads, len(frames) // math.prod(leads))
    read = _reader(tags)
    rows = []
    for (*steps, plane), frame in zip(places, frames, strict=True):
        pairs = zip(axes, steps, strict=True)
        row: Row = {axis.label: axis.coordinates[step] for axis, step in pairs}
        rows.append({**row, "slice": plane, **(read(frame) if frame else dict.fromkeys(wanted))})
    return rows


def _reader(tags: Mapping[str, int]) -> Callable[[Frame], Row]:
    """Return what reads values of frames, each file once where its frames come one by one."""
    last: list[tuple[Instance, Dataset]] = []

    def read(frame: Frame) -> Row:
        if not last or last[0][0] is not frame.instance:
            last[:] = [(frame.instance, frame.instance.dataset())]
        with lenient(), refusing_damage("the header"):
            return {name: _value(last[0][1], frame, tag) for name, tag in tags.items()}

    return read


def _tag_of(keyword: str) -> int:
    # imports pydicom, which takes longer than opening a folder
    from pydicom.datadict import keyword_dict

    if _TAG.fullmatch(keyword):
        return int(keyword.replace(",", ""), 16)
    if keyword not in keyword_dict:
        from difflib import get_close_matches  # for what is mistyped

        near = get_close_matches(keyword, keyword_dict, 3)
        meant = f": did you mean {' or '.join(near)}?" if near else ""
        raise ChoiceError(f"{keyword!r} is no keyword of DICOM{meant}")
    return keyword_dict[keyword]


def _value(dataset: Dataset, frame: Frame, tag: int) -> Any:  # Any: a plain value
    """Return a value of one frame: from its functional groups, else from the file's header."""
    per_frame, shared = (dataset.get(name) or () for name in _GROUPS)
    for group in (*per_frame[frame.number - 1 : frame.number], *shared[:1]):
        for found in _within(group, tag):
            return found
    return _plain(dataset[tag].value) if tag in dataset else None


def _within(item: Dataset, tag: int) -> Iterator[Any]:  # Any: plain values
    """Yield an element's values from an item and what it holds, outermost first."""
    if tag in item:
        yield _plain(item[tag].value)
    for element in item:
        for below in element.value if element.VR == "SQ" else ():
            yield from _within(below, tag)


def _plain(value: Any) -> Any:  # Any: pydicom's kinds of values
    """Return a value as numbers, texts, and lists of them."""
    if value is None or isinstance(value, bytes):
        return value
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind(value)
    if hasattr(value, "keys"):
        return {element.keyword or str(element.tag): _plain(element.value) for element in value}
    if isinstance(value, Sequence) or hasattr(value, "append"):
        return [_plain(one) for one in value]
    return str(value)  # of a person's name, a date
