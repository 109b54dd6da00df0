"""From the instances of series to volumes.

Instance* -group-> series -frames_of-> Frame* -stacks-> Stack* -place-> Volume*
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from napari_dicom.dicom.errors import HeaderError, LimitError
from napari_dicom.dicom.files import Instance, Progress
from napari_dicom.dicom.frames import Frame, frames_of
from napari_dicom.dicom.headers import refusing_damage
from napari_dicom.dicom.note import Note, Severity, Skipped
from napari_dicom.dicom.stacks import Geometry, Stack, ZSpacing, geometry_of, stack_frames
from napari_dicom.dicom.text import natural_order
from napari_dicom.dicom.volumes.grouping import series_of
from napari_dicom.dicom.volumes.header_remarks import remarks_on_headers
from napari_dicom.dicom.volumes.identity import copies_in, remarks_on_versions, tell_versions
from napari_dicom.dicom.volumes.split_remarks import remarks_on_split
from napari_dicom.dicom.volumes.step_remarks import remarks_on_steps
from napari_dicom.dicom.volumes.value_remarks import remarks_on_values
from napari_dicom.dicom.volumes.volume import Volume

_OFTEN = 64
"""Images sorted between two calls that tell of the progress."""


def volumes_of(
    instances: Sequence[Instance],
    z_spacing: ZSpacing = ZSpacing.POSITIONS,
    progress: Progress | None = None,
) -> tuple[list[Volume], list[Skipped]]:
    """Turn the instances of any number of series into volumes, sorted by their files' names."""
    refused: list[Skipped] = []
    volumes: list[Volume] = []
    counted = _counted(len(instances), progress)
    for series in series_of(instances):
        read = (_frames_or_none(one, refused) for one in counted(series.instances))
        frames = list(chain.from_iterable(read))
        found = _volumes_on(frames, z_spacing) if frames else ()
        volumes.extend(volume.with_notes(series.notes) for volume in found)
    volumes.sort(key=_file_order)
    return volumes, refused


def volume_on(stack: Stack, z_spacing: ZSpacing = ZSpacing.POSITIONS, part: str = "") -> Volume:
    """Place a stack."""
    geometry = geometry_of(stack.frames, stack.grid, z_spacing) if stack.grid else None
    notes = remarks_on_stack(stack, geometry)
    return Volume(stack.frames, stack.axes, geometry, notes, part, stack)


def remarks_on_stack(stack: Stack, geometry: Geometry | None) -> tuple[Note, ...]:
    """Return what there is to say of a stack by itself, wherever its slices are shown."""
    return (
        *remarks_on_headers(stack, geometry),
        *remarks_on_values(stack),
        *remarks_on_steps(stack, geometry),
    )


def _counted(
    total: int, progress: Progress | None
) -> Callable[[Iterable[Instance]], Iterator[Instance]]:
    """Return a function that passes instances on and tells of their progress now and then."""
    done = 0

    def counted(instances: Iterable[Instance]) -> Iterator[Instance]:
        nonlocal done
        for instance in instances:
            if progress is not None and done % _OFTEN == 0:
                progress("Sorting images", done, total)
            done += 1
            yield instance

    return counted


def _frames_or_none(instance: Instance, refused: list[Skipped]) -> list[Frame]:
    try:
        with refusing_damage("what describes its frames"):
            return frames_of(instance)
    except (HeaderError, LimitError) as error:
        reason = str(error)
    except OSError as error:
        reason = f"what describes its frames cannot be read: {error.strerror or error}"
    series = instance.header.text("SeriesInstanceUID")
    refused.append(Skipped(instance.path, reason, "unreadable", series))
    return []


def _volumes_on(frames: Sequence[Frame], z_spacing: ZSpacing) -> Iterator[Volume]:
    """Stack and place the frames of one series, each version of an image by itself."""
    identified = tell_versions(frames)
    stacks = [stack for version in identified.versions for stack in stack_frames(version)]
    split = remarks_on_split(stacks)
    for number, stack in enumerate(stacks, 1):
        part = f"[{number} of {len(stacks)}]" if len(stacks) > 1 else ""
        copies = (*stack.duplicates, *copies_in(stack, identified.copies))
        volume = volume_on(replace(stack, duplicates=copies), z_spacing, part)
        versions = remarks_on_versions(stack, identified.contradictions)
        remarks = (*versions, *(() if versions else split[number - 1]), *_remarks_on_uids(stack))
        yield volume.with_notes(remarks)


def _remarks_on_uids(stack: Stack) -> Iterator[Note]:
    files = {frame.instance for frame in stack.frames if frame is not None}
    if len(files) > 1 and not any(one.header.text("SeriesInstanceUID") for one in files):
        yield Note(
            "assumed",
            f"{len(files)} files name no series (SeriesInstanceUID): they are taken for one, "
            "for they lie in one folder and share modality, series number and description",
            Severity.WARNING,
        )


def _file_order(volume: Volume) -> list[tuple[bool, int, str]]:
    """Sort volumes as their files are named, numbers in names as numbers."""
    first = min((str(instance.path) for instance in volume.instances), key=natural_order)
    return natural_order(first)
