"""Header values of a volume as a table: one row a plane."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from napari_dicom.dicom.errors import ChoiceError
from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.headers import lenient, refusing_damage

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from napari_dicom.dicom.volumes.volume import Volume

Row = dict[str, Any]  # Any: plain values

_GROUPS = ("PerFrameFunctionalGroupsSequence", "SharedFunctionalGroupsSequence")


def plane_table(volume: Volume, keywords: str | Iterable[str]) -> list[Row]:
    """Return a row for each plane of a volume, as `Volume.headers` has it."""
    wanted = [keywords] if isinstance(keywords, str) else list(keywords)
    for keyword in wanted:
        _check(keyword)
    rows: list[Row] = []
    instance, dataset = None, None
    steps = np.ndindex(*volume.lead_shape, volume.slices)
    for (*lead, plane), frame in zip(steps, volume.frames, strict=True):
        pairs = zip(volume.axes, lead, strict=True)
        row: Row = {axis.label: axis.coordinates[step] for axis, step in pairs}
        row["slice"] = plane
        if frame is None:
            rows.append(row | dict.fromkeys(wanted))
            continue
        if frame.instance is not instance or dataset is None:
            instance, dataset = frame.instance, frame.instance.dataset()
        with lenient(), refusing_damage("the header"):
            rows.append(row | {keyword: _value(dataset, frame, keyword) for keyword in wanted})
    return rows


def _check(keyword: str) -> None:
    # imports pydicom, which takes longer than opening a folder
    from pydicom.datadict import keyword_dict

    if keyword not in keyword_dict:
        near = get_close_matches(keyword, keyword_dict, 3)
        meant = f": did you mean {' or '.join(near)}?" if near else ""
        raise ChoiceError(f"{keyword!r} is no keyword of DICOM{meant}")


def _value(dataset: Dataset, frame: Frame, keyword: str) -> Any:  # Any: a plain value
    """Return a value of one frame: from its functional groups, else from the file's header."""
    per_frame, shared = (dataset.get(name) or () for name in _GROUPS)
    groups = [*per_frame[frame.number - 1 : frame.number], *shared[:1], dataset]
    for group in groups[:-1]:
        for found in _within(group, keyword):
            return found
    return _plain(dataset.get(keyword))


def _within(item: Dataset, keyword: str) -> Iterator[Any]:  # Any: plain values
    """Yield an element's values from an item and what it holds, outermost first."""
    if keyword in item:
        yield _plain(item.get(keyword))
    for element in item:
        for below in element.value if element.VR == "SQ" else ():
            yield from _within(below, keyword)


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
