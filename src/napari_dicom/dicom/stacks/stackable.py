"""Frames that may share a volume: of one size, colour, orientation, spacing, frame of reference."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import chain, compress
from operator import not_

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import Frame, Space

SAME_DIRECTION = 1e-3
"""Direction cosines that differ by no more than this belong to one stack."""

_UNSEEN = 1 / 2
"""Part of a pixel that a corner may move by, all in all, where the orientation drifts from image to
image: what lies on each other within that is one pixel."""

_FEW = 1 / 4
"""Part of the images that may lack what all others agree in."""

RADIOGRAPHS = frozenset({"CR", "DX", "MG", "PX", "IO", "DR", "RTIMAGE", "RG"})
"""Modalities of single pictures, each of a view of its own."""


def part_by_kind(frames: Iterable[Frame]) -> list[list[Frame]]:
    """Group frames by what can never share a volume."""
    groups: dict[Hashable, list[list[Frame]]] = defaultdict(list)
    frames = list(frames)
    references = _references(frames)
    one_place = _few_lack_a_reference(references) or _each_has_a_reference_of_its_own(frames)
    for frame, named in zip(frames, references, strict=True):
        reference = "" if one_place else named
        candidates = groups[(reference, _fixed_key(frame))]
        for group in candidates:
            if _same_plane(group[0], frame):
                group.append(frame)
                break
        else:
            candidates.append([frame])
    return [group for candidates in groups.values() for group in _join_drifting(candidates)]


def is_placed(frame: Frame) -> bool:
    """Tell whether a frame says where in the patient it lies."""
    return None not in (frame.position, frame.orientation, frame.pixel_spacing)


def _references(frames: Sequence[Frame]) -> list[str]:
    """Return the frame of reference of each frame, of each file read once."""
    headers = {id(frame.instance): frame.header for frame in frames}
    named = {file: header.text("FrameOfReferenceUID") for file, header in headers.items()}
    return [named[id(frame.instance)] for frame in frames]


def _few_lack_a_reference(references: Sequence[str]) -> bool:
    """Tell whether but a few images name a frame of reference, and all of these the same one."""
    named = Counter(references)
    lacking = named.pop("", 0)
    return len(named) == 1 and lacking <= _FEW * len(references)


def _each_has_a_reference_of_its_own(frames: Sequence[Frame]) -> bool:
    """Tell whether every file names another frame of reference: bad de-identification, one place.

    One study of a patient does not change its frame of reference with each image.
    """
    headers = {frame.instance.path: frame.header for frame in frames}
    if len(headers) < 3:
        return False
    named = [header.text("FrameOfReferenceUID") for header in headers.values()]
    return "" not in named and len(set(named)) == len(named)


def _fixed_key(frame: Frame) -> Hashable:
    source = frame.instance.pixels
    pixel_format = source.format if source else None
    photometric = pixel_format.photometric_interpretation if pixel_format else ""
    kind = "colour" if frame.is_colour else photometric
    return (
        frame.rows,
        frame.columns,
        pixel_format and pixel_format.kind,
        kind,
        is_placed(frame),
        frame.space,
        _is_counted(frame) and (frame.stack_id, _of_several(frame)),
        frame.rescale.unit,
        None if is_placed(frame) else _unplaced_key(frame),
    )


def _is_counted(frame: Frame) -> bool:
    """Tell whether a frame's place is counted within its own stack, and means nothing beyond."""
    return is_placed(frame) and frame.space is Space.OWN


def _of_several(frame: Frame) -> Hashable:
    source = frame.instance.pixels
    return frame.instance.whole if source is not None and source.number_of_frames > 1 else None


def _unplaced_key(frame: Frame) -> Hashable:
    """Keep apart what is no sequence: radiographs, and multi-frame files, without position."""
    source = frame.instance.pixels
    alone = frame.header.text("Modality") in RADIOGRAPHS
    several = source is not None and source.number_of_frames > 1
    return frame.instance.whole if alone or several else None


def _same_plane(first: Frame, second: Frame) -> bool:
    """Tell whether two frames have one orientation and pixel spacing, within tolerance."""
    if first.orientation == second.orientation and first.pixel_spacing == second.pixel_spacing:
        return True
    if not _same_pixels(first, second):
        return False
    if first.orientation is None or second.orientation is None:
        return first.orientation is second.orientation
    differences = (abs(a - b) for a, b in zip(first.orientation, second.orientation, strict=True))
    return max(differences) <= SAME_DIRECTION


def _same_pixels(first: Frame, second: Frame) -> bool:
    """Tell whether two frames have pixels of one size, or none."""
    if first.pixel_spacing is None or second.pixel_spacing is None:
        return first.pixel_spacing is second.pixel_spacing
    ratios = (a / b for a, b in zip(first.pixel_spacing, second.pixel_spacing, strict=True))
    return not any(abs(ratio - 1) > 1e-3 for ratio in ratios)


def _join_drifting(groups: list[list[Frame]]) -> list[list[Frame]]:
    """Join groups whose orientations go over into each other, by less in all than can be seen."""
    if len(groups) == 1 or not all(is_placed(group[0]) for group in groups):
        return groups
    drifts: list[list[list[Frame]]] = []
    for group in groups:
        linked = [any(_go_over(one, group) for one in drift) for drift in drifts]
        whole = chain.from_iterable(compress(drifts, linked))
        drifts = [*compress(drifts, map(not_, linked)), [*whole, group]]
    return [joined for drift in drifts for joined in _joined(drift)]


def _joined(groups: list[list[Frame]]) -> list[list[Frame]]:
    whole = list(chain.from_iterable(groups))
    assert whole[0].pixel_spacing is not None
    return [whole] if _moved(whole) <= _UNSEEN * min(whole[0].pixel_spacing) else groups


def _go_over(group: Sequence[Frame], other: Sequence[Frame]) -> bool:
    """Tell whether an image of one group is oriented as one of another."""
    if not _same_pixels(group[0], other[0]) or not _may_go_over(group[0], other[0]):
        return False
    here, there = _cosines(group), _cosines(other)
    return bool(min(np.abs(here - one).max(axis=1).min() for one in there) <= SAME_DIRECTION)


def _may_go_over(first: Frame, second: Frame) -> bool:
    """Tell at once of groups that they are too far from each other: each lies about its first."""
    assert first.orientation is not None
    assert second.orientation is not None
    differences = (abs(a - b) for a, b in zip(first.orientation, second.orientation, strict=True))
    return max(differences) <= 3 * SAME_DIRECTION


def _moved(frames: Sequence[Frame]) -> float:
    """Return by how many mm the far corner of images moves at most as they are turned."""
    first = frames[0]
    assert first.pixel_spacing is not None
    turned = np.ptp(_cosines(frames), axis=0).reshape(2, 3)
    size = np.array([first.columns * first.pixel_spacing[1], first.rows * first.pixel_spacing[0]])
    return float(np.linalg.norm(turned, axis=1) @ size)


def _cosines(frames: Sequence[Frame]) -> NDArray[np.float64]:
    return np.asarray([frame.orientation for frame in frames], dtype=np.float64)
