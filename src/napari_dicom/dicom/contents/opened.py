"""What came of opening some paths: volumes with their values, and why others have none."""

from collections.abc import Iterable
from dataclasses import dataclass

from napari_dicom.dicom.contents.contents import Contents, scan
from napari_dicom.dicom.errors import LimitError, PixelError
from napari_dicom.dicom.files import PathLike, Progress
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.loading import LoadedVolume, load
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.stacks import ZSpacing
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import PetValues, Volume, convert_to_suv

_LONGEST = 1000
"""Characters of a reason."""

_REASONS = 8
"""Reasons that are told where nothing could be opened."""


@dataclass(frozen=True, slots=True, eq=False)
class Failed:
    """A volume whose pixels cannot be had: its header stands, the reason says what to do."""

    volume: Volume
    reason: str

    def __post_init__(self) -> None:
        """Keep what files and decoders say printable."""
        object.__setattr__(self, "reason", plain_text(self.reason, _LONGEST))


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """All that came of opening some paths."""

    loaded: tuple[LoadedVolume, ...]
    failed: tuple[Failed, ...]
    skipped: tuple[Skipped, ...]


def open_paths(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | str = ZSpacing.POSITIONS,
    pet_values: PetValues | str = PetValues.STORED,
    lazy: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> Opened:
    """Scan paths and load every volume that can be loaded; one bad file stops no other.

    The parameters are those of `read_volumes`.
    """
    contents = scan(paths, z_spacing=z_spacing, limits=limits, progress=progress)
    return load_contents(contents, limits, progress, pet_values=pet_values, lazy=lazy)


def load_contents(
    contents: Contents,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    *,
    pet_values: PetValues | str = PetValues.STORED,
    lazy: bool | None = None,
) -> Opened:
    """Load every volume a scan has found that can be loaded."""
    loaded: list[LoadedVolume] = []
    failed: list[Failed] = []
    for volume in contents.volumes:
        try:
            if PetValues(pet_values) is PetValues.SUV:
                volume = convert_to_suv(volume)
            loaded.append(load(volume, limits, progress, lazy=lazy))
        except (PixelError, LimitError) as error:
            failed.append(Failed(volume, str(error)))
    return Opened(tuple(loaded), tuple(failed), contents.skipped)


def why_nothing_opened(opened: Opened) -> str:
    """Say in one sentence what was found where no image could be opened."""
    found = [f"{failed.volume.name}: {failed.reason}" for failed in opened.failed]
    found += [str(skipped) for skipped in opened.skipped]
    if not found:
        return "no files were found there"
    reasons = found[:_REASONS]
    more = len(found) - len(reasons)
    tail = f"; and {more} more" if more > 0 else ""
    return f"no readable DICOM image was found: {'; '.join(reasons)}{tail}"
