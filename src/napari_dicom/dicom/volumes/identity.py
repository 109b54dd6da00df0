"""Frames that name one SOP instance: copies of it, or versions that contradict each other.

A copy has the UID (0008,0018), the frame number and the content of another: the same pixels, place
and scaling (PS3.3 C.12.1.1 gives one UID to one image). When it was written or sent does not count.
What shares a UID and lies elsewhere is an image with a wrong UID, and so are more than two that
are labelled otherwise: two of the same pixels are one image, whose header was written anew.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from napari_dicom.dicom.frames import Frame
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import Stack
from napari_dicom.dicom.text import plain_text

_CLOCKS = frozenset({"AcquisitionTime", "ContentTime"})
_TWICE = 2
"""Images of one UID, place and pixels that are one image, whatever they are labelled with."""

_NAMES = 10
"""File names listed in one note."""


@dataclass(frozen=True, slots=True, eq=False)
class Contradiction:
    """Frames of one SOP instance that cannot all be right, the one that is shown first ahead."""

    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Identified:
    """The frames of a series by what they say they are.

    Parameters
    ----------
    versions
        All frames but copies; frames that contradict the first version of theirs come behind it,
        in versions of their own.
    copies
        Frames that are left out.
    contradictions
        Of the frames in `versions`.
    """

    versions: tuple[tuple[Frame, ...], ...]
    copies: tuple[Frame, ...]
    contradictions: tuple[Contradiction, ...]


def tell_versions(frames: Sequence[Frame]) -> Identified:
    """Find copies and contradictions among the frames of one series."""
    if _all_differ(frames):
        return Identified((tuple(frames),), (), ())
    unsure = _uids_of_several_places(frames)
    unique: list[Frame] = []
    copies: list[Frame] = []
    seen: set[Hashable] = set()
    claims = Counter(map(_claim, frames))
    for frame in frames:
        claim, strict = _claim(frame), frame.instance.sop_instance_uid in unsure
        labels = () if claims[claim] <= _TWICE and not strict else _labels(frame, numbered=strict)
        key = (claim, _content(frame), labels)
        (copies if key in seen else unique).append(frame)
        if frame.instance.sop_instance_uid:
            seen.add(key)
    contradictions = _contradictions(unique)
    return Identified(_versions(unique, contradictions), tuple(copies), tuple(contradictions))


def copies_in(stack: Stack, copies: Iterable[Frame]) -> tuple[Frame, ...]:
    """Return those copies whose original is in a stack."""
    instances = {id(frame.instance): frame.instance for frame in stack.frames if frame}
    uids = {instance.sop_instance_uid for instance in instances.values()}
    return tuple(copy for copy in copies if copy.instance.sop_instance_uid in uids)


def remarks_on_versions(stack: Stack, contradictions: Iterable[Contradiction]) -> list[Note]:
    """Tell which images of a stack name an instance that stands elsewhere with other contents."""
    mine = {id(frame) for frame in stack.frames if frame is not None}
    found = [one for one in contradictions if mine & {id(frame) for frame in one.frames}]
    if not found:
        return []
    what = ", ".join(dict.fromkeys(word for one in found for word in _differences(one.frames)))
    names = dict.fromkeys(_name(frame) for one in found for frame in one.frames)
    return [
        Note(
            "same-uid-differs",
            f"{len(found)} images stand in several files of the same UID that differ in {what}: "
            f"each version is shown by itself, which one is right cannot be known "
            f"({', '.join(list(names)[:_NAMES])})",
            Severity.WARNING,
            {"count": len(found), "differences": what, "files": list(names)},
        )
    ]


def _all_differ(frames: Sequence[Frame]) -> bool:
    """Tell at once that no frame has the name of another, as it should be."""
    files = {id(frame.instance): frame.instance for frame in frames}
    uids = {key: instance.sop_instance_uid for key, instance in files.items()}
    names = {(uids[id(frame.instance)] or id(frame), *_part(frame)) for frame in frames}
    return len(names) == len(frames)


def _part(frame: Frame) -> tuple[Hashable, ...]:
    return frame.number, frame.tile


def _uids_of_several_places(frames: Iterable[Frame]) -> set[str]:
    """Return the UIDs that several images share: what has one of them is known by its numbers."""
    places: dict[tuple[Hashable, ...], set[Hashable]] = defaultdict(set)
    for frame in frames:
        *name, place = _claim(frame)
        places[tuple(name)].add(place)
    return {str(name[0]) for name, found in places.items() if len(found) > 1}


def _claim(frame: Frame) -> tuple[Hashable, ...]:
    """Return what a frame says it is and where."""
    place: Hashable = frame.position
    if frame.position is None:
        place = frame.header.text("SliceLocation")
    return frame.instance.sop_instance_uid, *_part(frame), (place, frame.orientation)


def _content(frame: Frame) -> tuple[Hashable, ...]:
    """Return what decides a frame's values and place."""
    return (frame.instance.content, *_scaling(frame).values())


def _scaling(frame: Frame) -> Mapping[str, Hashable]:
    source = frame.instance.pixels
    photometric = source.format.photometric_interpretation if source else ""
    unplaced = (frame.slice_thickness, frame.spacing_between_slices)
    return {
        "rescale": frame.rescale,
        "pixel spacing": frame.pixel_spacing,
        "slice distance": unplaced if frame.position is None else None,
        "photometric interpretation": photometric if photometric.startswith("MONO") else "",
    }


def _labels(frame: Frame, *, numbered: bool) -> Hashable:
    """Return what a frame is labelled with, but for when it was written."""
    unheeded = _CLOCKS if numbered else _CLOCKS | {"InstanceNumber"}
    kept = ((key, str(value)) for key, value in frame.coordinates.items() if key not in unheeded)
    return tuple(sorted(kept))


def _contradictions(frames: Sequence[Frame]) -> list[Contradiction]:
    """Return frames of one claim and labels and several contents, the commonest scaling first."""
    groups: dict[Hashable, list[Frame]] = defaultdict(list)
    for frame in frames:
        if frame.instance.sop_instance_uid:
            groups[_claim(frame), _labels(frame, numbered=True)].append(frame)
    counts = Counter(tuple(_scaling(frame).values()) for frame in frames)
    first = {key: place for place, key in enumerate(counts)}

    def usual(frame: Frame) -> tuple[int, int, str]:
        key = tuple(_scaling(frame).values())
        return -counts[key], first[key], frame.instance.content

    several = (group for group in groups.values() if len(group) > 1)
    return [Contradiction(tuple(sorted(group, key=usual))) for group in several]


def _versions(
    frames: Sequence[Frame], contradictions: Iterable[Contradiction]
) -> tuple[tuple[Frame, ...], ...]:
    """Put frames that contradict none with those that are scaled as they are."""
    ranks = {id(frame): rank for one in contradictions for rank, frame in enumerate(one.frames)}
    usual: dict[Hashable, int] = {}
    for frame in frames:
        if id(frame) in ranks:
            key = tuple(_scaling(frame).values())
            usual[key] = min(usual.get(key, ranks[id(frame)]), ranks[id(frame)])
    versions: dict[int, list[Frame]] = defaultdict(list)
    for frame in frames:
        rank = usual.get(tuple(_scaling(frame).values()), 0)
        versions[ranks.get(id(frame), rank)].append(frame)
    return tuple(tuple(versions[rank]) for rank in sorted(versions))


def _differences(frames: Sequence[Frame]) -> list[str]:
    """Name what tells versions apart."""
    scalings = [_scaling(frame) for frame in frames]
    found = [key for key in scalings[0] if len({scaling[key] for scaling in scalings}) > 1]
    same_pixels = len({frame.instance.content for frame in frames}) == 1
    return found if same_pixels else [*found, "pixels"]


def _name(frame: Frame) -> str:
    return plain_text(frame.instance.path.name)
