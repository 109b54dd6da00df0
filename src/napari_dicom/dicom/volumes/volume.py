"""From paths to volumes: the pipeline, headers only.

paths -scan-> Instance* -group-> series -frames_of-> Frame* -stacks-> Stack* -place-> Volume*
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from napari_dicom.dicom.errors import HeaderError
from napari_dicom.dicom.files import Instance, PathLike, Progress, scan_paths
from napari_dicom.dicom.frames import Frame, frames_of
from napari_dicom.dicom.headers import Header
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.note import Note, Skipped
from napari_dicom.dicom.stacks import Axis, Geometry, Stack, ZSpacing, geometry_of, stacks
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes.remarks import remarks_on

_OFTEN = 64
"""Images sorted between two calls that tell of the progress."""

_DAMAGED = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)
"""What reading damaged sequences raises: elements that are not what their tags say."""


@dataclass(frozen=True, eq=False)
class Volume:
    """Frames in order with their place: all that is known before a pixel is read.

    Parameters
    ----------
    frames
        Row-major over (leading axes..., slices); None where no frame was acquired.
    axes
        The leading axes, outermost first; their lengths times the slices give the frames.
    geometry
        Where the frames lie; None where they have no position.
    notes
        What was read, decided or doubtful.
    part
        What sets this volume apart from the others of its series, ``""`` where it is alone.
    """

    frames: tuple[Frame | None, ...]
    axes: tuple[Axis, ...]
    geometry: Geometry | None
    notes: tuple[Note, ...] = ()
    part: str = ""

    @property
    def lead_shape(self) -> tuple[int, ...]:
        """Steps along each leading axis."""
        return tuple(len(axis.coordinates) for axis in self.axes)

    @property
    def slices(self) -> int:
        """Number of planes along the slice axis (1 without geometry)."""
        return self.geometry.shape[0] if self.geometry else 1

    @property
    def shape(self) -> tuple[int, ...]:
        """(leading axes..., slices, rows, columns), slices only where there is a geometry."""
        planes = (self.slices,) if self.geometry else ()
        return (*self.lead_shape, *planes, self.first.rows, self.first.columns)

    @cached_property
    def acquired(self) -> tuple[Frame, ...]:
        """The frames that exist, in order."""
        return tuple(frame for frame in self.frames if frame is not None)

    @property
    def first(self) -> Frame:
        """The first frame."""
        return self.acquired[0]

    @property
    def middle(self) -> Frame:
        """The frame in the middle of the slices, at the first step of the leading axes."""
        block = [frame for frame in self.frames[: self.slices] if frame] or list(self.acquired)
        return block[len(block) // 2]

    @property
    def header(self) -> Header:
        """The header values of the first frame's file."""
        return self.first.header

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """The files of the volume, each once, in order of their first frame."""
        return tuple({id(frame.instance): frame.instance for frame in self.acquired}.values())

    @property
    def is_colour(self) -> bool:
        """Whether a pixel has three colour values."""
        return self.first.is_colour

    @cached_property
    def transfer_syntax_uids(self) -> tuple[str, ...]:
        """The distinct transfer syntaxes, in order of appearance."""
        uids = (i.pixels.transfer_syntax_uid for i in self.instances if i.pixels)
        return tuple(dict.fromkeys(uids))

    @property
    def name(self) -> str:
        """Modality, series number and description; never a patient's name."""
        header = self.header
        number = header.integer("SeriesNumber")
        parts = (
            plain_text(header.text("Modality"), 16) or "DICOM",
            "" if number is None else str(number),
            plain_text(header.text("SeriesDescription")),
            self.part,
        )
        return " ".join(part for part in parts if part)

    def with_notes(self, notes: Iterable[Note]) -> "Volume":
        """Return the volume with further notes."""
        return replace(self, notes=(*self.notes, *notes))


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What would open: the volumes among some paths, and what is not opened and why."""

    volumes: tuple[Volume, ...]
    skipped: tuple[Skipped, ...]


def scan(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | str = ZSpacing.POSITIONS,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Contents:
    """Find the volumes among files and folders, reading headers only.

    Parameters
    ----------
    paths
        A file, a folder (searched recursively) or several of both.
    z_spacing
        ``"positions"`` or ``"slice-thickness"``: what slices are placed by.
    progress
        Called as the scan goes on; may raise to cancel.

    Returns
    -------
    Contents
        The volumes by series, and every path that was not opened with the reason.
    """
    if isinstance(paths, str) or not isinstance(paths, Iterable):
        paths = [paths]
    scanned = scan_paths(paths, limits, progress)
    volumes, refused = volumes_of(scanned.instances, ZSpacing(z_spacing), progress)
    return Contents(tuple(volumes), (*scanned.skipped, *refused))


def volumes_of(
    instances: Sequence[Instance],
    z_spacing: ZSpacing = ZSpacing.POSITIONS,
    progress: Progress | None = None,
) -> tuple[list[Volume], list[Skipped]]:
    """Turn the instances of any number of series into volumes, sorted by their files' names."""
    refused: list[Skipped] = []
    volumes: list[Volume] = []
    counted = _counted(len(instances), progress)
    for series in _by_series(instances):
        frames = list(chain.from_iterable(_frames_or_none(one, refused) for one in counted(series)))
        volumes.extend(_placed(stacks(frames), z_spacing) if frames else ())
    volumes.sort(key=_file_order)
    return volumes, refused


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


def _by_series(instances: Sequence[Instance]) -> list[list[Instance]]:
    """Group by SeriesInstanceUID (0020,000E); files without one are each a series of their own."""
    groups: dict[tuple[str, str], list[Instance]] = {}
    for instance in instances:
        uid = instance.header.text("SeriesInstanceUID") or str(instance.path)
        key = (instance.header.text("StudyInstanceUID"), uid)
        groups.setdefault(key, []).append(instance)
    return list(groups.values())


def _frames_or_none(instance: Instance, refused: list[Skipped]) -> list[Frame]:
    try:
        return frames_of(instance)
    except HeaderError as error:
        refused.append(Skipped(instance.path, str(error), "unreadable"))
    except _DAMAGED as error:
        reason = f"what describes its frames is damaged ({type(error).__name__})"
        refused.append(Skipped(instance.path, reason, "unreadable"))
    return []


def _placed(found: Sequence[Stack], z_spacing: ZSpacing) -> list[Volume]:
    volumes = []
    for number, stack in enumerate(found, 1):
        geometry = geometry_of(stack.frames, stack.grid, z_spacing) if stack.grid else None
        part = f"[{number} of {len(found)}]" if len(found) > 1 else ""
        notes = remarks_on(stack, geometry)
        volumes.append(Volume(stack.frames, stack.axes, geometry, notes, part))
    return volumes


def _file_order(volume: Volume) -> list[tuple[bool, int, str]]:
    """Sort volumes as their files are named, numbers in names as numbers."""
    first = min((str(instance.path) for instance in volume.instances), key=natural_order)
    return natural_order(first)


def natural_order(name: str) -> list[tuple[bool, int, str]]:
    """Return a sort key in which ``IM2`` comes before ``IM10``."""
    return [
        (not part.isdigit(), int(part) if part.isdecimal() else 0, part)
        for part in re.split(r"(\d+)", name)
    ]
