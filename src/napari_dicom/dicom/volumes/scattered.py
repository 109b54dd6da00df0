"""Slices of one volume whose files name a series each: told of, and joined on request.

Bad de-identification gives every file a SeriesInstanceUID (0020,000E) of its own, and each slice is
a layer. What lies evenly one behind the other, of one patient, study and description, is taken for
one acquisition; for certain it is not known, so nothing is joined unasked.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.stacks import Stack, ZSpacing, stack_frames
from napari_dicom.dicom.volumes.grouping import patient_id
from napari_dicom.dicom.volumes.series import remarks_on_stack, volume_on
from napari_dicom.dicom.volumes.volume import Volume

_FEWEST = 3
"""Slices that lie evenly by more than chance: any two do."""


@dataclass(frozen=True, slots=True, eq=False)
class Scattered:
    """Volumes of one slice each, of a series each, and the stack that they make."""

    volumes: tuple[Volume, ...]
    stack: Stack


def find_scattered(volumes: Iterable[Volume]) -> list[Scattered]:
    """Return the groups of single slices that seem to be one volume."""
    groups: dict[Hashable, list[Volume]] = defaultdict(list)
    for volume in volumes:
        if _is_a_slice(volume):
            groups[_key(volume)].append(volume)
    groups = {key: _alone_in_their_series(group) for key, group in groups.items()}
    found = (_made_of(group) for group in groups.values() if len(group) >= _FEWEST)
    return list(chain.from_iterable(found))


def join_slices(
    volumes: Sequence[Volume], z_spacing: ZSpacing = ZSpacing.POSITIONS
) -> list[Volume]:
    """Put one volume in the place of the single slices that seem to be one."""
    joined: dict[int, Volume] = {}
    gone: set[int] = set()
    for one in find_scattered(volumes):
        members = {id(volume) for volume in one.volumes}
        first = next(volume for volume in volumes if id(volume) in members)
        joined[id(first)] = _joined(one, z_spacing)
        gone |= members - {id(first)}
    return [joined.get(id(volume), volume) for volume in volumes if id(volume) not in gone]


def note_on_scattered(one: Scattered) -> Note:
    """Return the note for each of the slices, which names the way out."""
    return Note(
        "joinable",
        f"{len(one.volumes)} series of one image each lie evenly one behind the other and share "
        "study and description: they seem to be slices of one volume whose files name a series "
        "(SeriesInstanceUID) each; joined on request (in the series browser, or by "
        "join_series=True)",
        Severity.WARNING,
        {"count": len(one.volumes), "source": "SeriesInstanceUID"},
    )


def _is_a_slice(volume: Volume) -> bool:
    has_a_place = volume.geometry is not None and volume.space is not Space.OWN
    return has_a_place and volume.slices == 1 and not volume.axes and volume.stack is not None


def _key(volume: Volume) -> Hashable:
    header = volume.header
    words = ("StudyInstanceUID", "Modality", "SeriesDescription")
    return (patient_id(header), *(header.text(keyword) for keyword in words))


def _alone_in_their_series(volumes: Sequence[Volume]) -> list[Volume]:
    """Return the volumes that share their series with none of these."""
    series: dict[str, list[Volume]] = defaultdict(list)
    for volume in volumes:
        series[volume.header.text("SeriesInstanceUID")].append(volume)
    return [group[0] for group in series.values() if len(group) == 1]


def _made_of(volumes: Sequence[Volume]) -> list[Scattered]:
    """Return the clean stacks that slices make."""
    of_frame = {id(volume.first): volume for volume in volumes}
    found = []
    for stack in stack_frames([volume.first for volume in volumes]):
        grid = stack.grid
        if grid is not None and grid.length >= _FEWEST and stack.is_clean:
            frames = [frame for frame in stack.frames if frame is not None]
            if all(id(frame) in of_frame for frame in frames):
                found.append(Scattered(tuple(of_frame[id(frame)] for frame in frames), stack))
    return found


def _joined(one: Scattered, z_spacing: ZSpacing) -> Volume:
    """Return the volume that slices make, with what was said of any of them and still holds."""
    copies = chain.from_iterable(v.stack.duplicates for v in one.volumes if v.stack)
    whole = volume_on(replace(one.stack, duplicates=tuple(copies)), z_spacing)
    told = Note(
        "joined-series",
        f"{len(one.volumes)} series of one image each are joined into one volume, as asked for",
    )
    part = f"[{len(one.volumes)} series joined]"
    return replace(whole, part=part).with_notes([*_notes(one), told])


def _notes(one: Scattered) -> list[Note]:
    """Return what was said of the slices, each once, but for what their own stacks had said."""
    kept: dict[tuple[str, str], Note] = {}
    for volume in one.volumes:
        assert volume.stack is not None
        own = {(n.code, n.message) for n in remarks_on_stack(volume.stack, volume.geometry)}
        kept |= {(n.code, n.message): n for n in volume.lasting_notes if n.code != "joinable"}
        kept = {key: note for key, note in kept.items() if key not in own}
    return list(kept.values())
