"""Frames that may share a volume: of one size, colour, orientation, spacing, frame of reference."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence

from napari_dicom.dicom.frames import Frame, Space

SAME_DIRECTION = 1e-3
"""Direction cosines that differ by no more than this belong to one stack."""

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
    return [group for candidates in groups.values() for group in candidates]


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
    if (first.pixel_spacing is None) is not (second.pixel_spacing is None):
        return False
    if first.pixel_spacing is not None and second.pixel_spacing is not None:
        ratios = (a / b for a, b in zip(first.pixel_spacing, second.pixel_spacing, strict=True))
        if any(abs(ratio - 1) > 1e-3 for ratio in ratios):
            return False
    if first.orientation is None or second.orientation is None:
        return first.orientation is second.orientation
    differences = (abs(a - b) for a, b in zip(first.orientation, second.orientation, strict=True))
    return max(differences) <= SAME_DIRECTION
