"""Frames of enhanced multi-frame objects, from their functional groups (PS3.3 C.7.6.16)."""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import islice

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames.dimensions import dimensions_of, index_coordinates
from napari_dicom.dicom.frames.frame import Frame
from napari_dicom.dicom.frames.frame_look import LOOK_GROUPS, Look, look_of
from napari_dicom.dicom.frames.group_places import place_frames
from napari_dicom.dicom.frames.groups import Groups, GroupTable
from napari_dicom.dicom.frames.own_columns import own_of
from napari_dicom.dicom.frames.own_groups import Content, Place
from napari_dicom.dicom.frames.walked_groups import ODD, walk_groups
from napari_dicom.dicom.headers import Fault, Header, ValueDoubt, lenient
from napari_dicom.dicom.text import counted

_MOST_LOOKS = 1024
"""Looks that are kept while the frames of a file are made."""

_AT_ONCE = 4096
"""Frames whose groups are held at once: some megabytes of them."""


def enhanced_frames(instance: Instance) -> list[Frame]:
    """Return the frames of an object with functional groups.

    Their bytes are walked; pydicom reads what is odd.
    """
    table = walk_groups(instance, _count(instance))
    if table is None:
        return _frames_by_pydicom(instance)
    try:
        return _by_walk(instance, table)
    except ODD:
        return _frames_by_pydicom(instance)


@lenient()
def _frames_by_pydicom(instance: Instance) -> list[Frame]:
    from napari_dicom.dicom.frames.read_groups import read_groups  # imports pydicom

    return _frames_of(instance, read_groups(instance, _count(instance)))


def _count(instance: Instance) -> int:
    return instance.pixels.number_of_frames if instance.pixels else 0


def _by_walk(instance: Instance, table: GroupTable) -> list[Frame]:
    return _frames_of(instance, table)


def _frames_of(instance: Instance, table: GroupTable) -> list[Frame]:
    dimensions = dimensions_of(table.dimensions)
    before = _first_number(instance.header)
    looks: dict[Hashable, Look] = {}
    frames: list[Frame] = []
    described = 0
    for groups, (content, place) in _own(table):
        look = _look(groups, looks)
        number = len(frames) + 1
        described += groups.is_described
        coordinates = _coordinates(content, look, before + number)
        coordinates |= index_coordinates(
            groups, content.indices, dimensions, coordinates, look.behind
        )
        frames.append(_frame(instance, number, look, content, place, coordinates))
    return place_frames(_all_told(frames, described), table.frames)


def _all_told(frames: list[Frame], described: int) -> list[Frame]:
    """Tell of each frame that groups of some are lost: whose they were cannot be known."""
    if described in {0, len(frames)}:
        return frames
    words = f"of {counted(described, 'item')} for {counted(len(frames), 'frame')}"
    done = "taken for those of the first frames; which they belong to is not known"
    doubt = ValueDoubt("PerFrameFunctionalGroupsSequence", Fault.CONTRADICTED, words, done)
    return [replace(one, values_in_doubt=(*one.values_in_doubt, doubt)) for one in frames]


def _own(table: GroupTable) -> Iterator[tuple[Groups, tuple[Content, Place]]]:
    """Yield the groups of each frame, and what those that are nearly always its own say."""
    left = iter(table.frames)
    while part := list(islice(left, _AT_ONCE)):
        yield from zip(part, own_of(part, table.encoding), strict=True)


def _look(groups: Groups, looks: dict[Hashable, Look]) -> Look:
    """Return the look of a frame: that of another one, where their groups are the same."""
    key = groups.own_content(LOOK_GROUPS)
    if key is None:
        return look_of(groups)
    look = looks.get(key)
    if look is None:
        if len(looks) >= _MOST_LOOKS:
            looks.clear()
        look = looks[key] = look_of(groups)
    return look


def _frame(
    instance: Instance,
    number: int,
    look: Look,
    content: Content,
    place: Place,
    coordinates: dict[str, object],
) -> Frame:
    pixels = instance.pixels
    assert pixels is not None
    return Frame(
        instance=instance,
        number=number,
        rows=pixels.format.rows,
        columns=pixels.format.columns,
        position=place.position,
        orientation=look.orientation,
        pixel_spacing=look.pixel_spacing,
        pixel_spacing_source=look.pixel_spacing_source,
        slice_thickness=look.slice_thickness,
        spacing_between_slices=look.spacing_between_slices,
        rescale=look.rescale,
        real_world=look.real_world,
        has_real_world_table=look.has_real_world_table,
        windows=look.windows,
        has_voi_table=look.has_voi_table,
        stack_id=content.stack_id,
        coordinates=coordinates,
        doubts=look.doubts,
        values_in_doubt=look.values_in_doubt + content.doubts + place.doubts,
    )


_MOST_IN_A_PART = 10_000
"""Frames that a part of a concatenation is taken to hold at most, where it does not say."""


def _first_number(header: Header) -> float:
    """Return the number before that of a file's first frame: files and parts of one in order."""
    part = header.integer("InConcatenationNumber") or 1
    offset = header.integer("ConcatenationFrameOffsetNumber") or 0
    if (offset > 0) is not (part > 1):  # it is not said, or wrongly
        offset = (part - 1) * _MOST_IN_A_PART
    return (header.number("InstanceNumber") or 0) * 1e6 + offset


def _coordinates(content: Content, look: Look, number: float) -> dict[str, object]:
    """Return what distinguishes the frame: times, echoes, diffusion, component."""
    found: dict[str, object] = {"InstanceNumber": number}
    if content.temporal_position is not None:
        found["TemporalPositionIdentifier"] = content.temporal_position
    found.update(look.coordinates)
    if content.time is not None:
        found["AcquisitionTime"] = content.time
    found.update(look.kinds)
    return found
