"""What came of opening some paths: contents loaded, those that failed and why, and all the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from napari_dicom.dicom.contents.content import Content, Loaded
from napari_dicom.dicom.contents.contents import Contents, scan
from napari_dicom.dicom.contents.how import HowToLoad
from napari_dicom.dicom.errors import LimitError, PixelError
from napari_dicom.dicom.files import PathLike, Progress
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.loading import LoadedVolume, load
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.stacks import ZSpacing
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import PetValues, Volume, convert_to_suv

if TYPE_CHECKING:  # a folder of images alone needs no such room
    from napari_dicom.dicom.objects import Listing, Registration

_LONGEST = 1000
"""Characters of a reason."""

_REASONS = 8
"""Reasons that are told where nothing could be opened."""


@dataclass(frozen=True, slots=True, eq=False)
class Failed:
    """A content that cannot be loaded: its header stands, the reason says what to do."""

    content: Content
    reason: str

    def __post_init__(self) -> None:
        """Keep what files and decoders say printable."""
        object.__setattr__(self, "reason", plain_text(self.reason, _LONGEST))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Opened:
    """All that came of opening some paths.

    Parameters
    ----------
    loaded
        What is shown.
    failed
        What should be, and could not be loaded.
    skipped
        Paths that hold nothing to open, and why.
    listed
        Objects that are named only.
    """

    loaded: tuple[Loaded, ...]
    failed: tuple[Failed, ...]
    skipped: tuple[Skipped, ...]
    listed: tuple[Listing, ...] = ()

    def __repr__(self) -> str:
        counts = (len(self.loaded), len(self.failed), len(self.skipped))
        return "<Opened loaded: {}, failed: {}, skipped: {}>".format(*counts)

    @property
    def volumes(self) -> list[LoadedVolume]:
        """The images among what was loaded."""
        return [one for one in self.loaded if isinstance(one, LoadedVolume)]


def open_paths(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | str = ZSpacing.POSITIONS,
    pet_values: PetValues | str = PetValues.STORED,
    lazy: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    join_series: bool = False,
) -> Opened:
    """Scan paths and load everything that opens with them; one bad file stops no other.

    The parameters are those of `read_volumes`.
    """
    contents = scan(
        paths, z_spacing=z_spacing, limits=limits, progress=progress, join_series=join_series
    )
    return load_contents(contents, HowToLoad(PetValues(pet_values), lazy, limits, progress))


def load_contents(contents: Contents, how: HowToLoad) -> Opened:
    """Load everything a scan has found that opens by itself."""
    volumes = (*contents.volumes, *how.volumes)
    how = replace(how, volumes=volumes, registrations=_registrations(contents))
    loaded, failed = load_each(contents.opening, how)
    return Opened(loaded, failed, contents.skipped, contents.listings)


def _registrations(contents: Contents) -> tuple[Registration, ...]:
    if not contents.objects:
        return ()
    from napari_dicom.dicom.objects import Registration  # a folder of images alone needs no such

    return tuple(one for one in contents.objects if isinstance(one, Registration))


def load_each(
    contents: Iterable[Content], how: HowToLoad
) -> tuple[tuple[Loaded, ...], tuple[Failed, ...]]:
    """Load contents one after the other; return those that could be, and why others could not."""
    loaded: list[Loaded] = []
    failed: list[Failed] = []
    for content in contents:
        try:
            loaded.append(load_content(content, how))
        except (PixelError, LimitError) as error:
            failed.append(Failed(content, str(error)))
    return tuple(loaded), tuple(failed)


def load_content(content: Content, how: HowToLoad) -> Loaded:
    """Read what is shown of a content.

    Raises
    ------
    PixelError
        Nothing of it can be decoded, or shown.
    LimitError
        It would take more memory than there is, or than its limit.
    """
    if isinstance(content, Volume):
        return _load_volume(content, how)
    from napari_dicom.dicom.contents.loaders import LOADERS  # companions alone

    return LOADERS[type(content)](content, how)


def can_load(content: Content) -> bool:
    """Tell whether there is a way to show a content."""
    if isinstance(content, Volume):
        return True
    from napari_dicom.dicom.contents.loaders import LOADERS  # companions alone

    return type(content) in LOADERS


def _load_volume(volume: Volume, how: HowToLoad) -> LoadedVolume:
    if how.pet_values is PetValues.SUV:
        volume = convert_to_suv(volume)
    return load(volume, how.limits, how.progress, lazy=how.lazy)


def why_nothing_opened(opened: Opened) -> str:
    """Say in one sentence what was found where no image could be opened: lost images first."""
    images = [one for one in opened.failed if isinstance(one.content, Volume)]
    others = [one for one in opened.failed if one not in images]
    damaged = [one for one in opened.skipped if one.code == "unreadable"]
    left = [one for one in opened.skipped if one not in damaged]
    found = [f"{failed.content.name}: {failed.reason}" for failed in images]
    found += map(str, damaged)
    found += (f"{failed.content.name}: {failed.reason}" for failed in others)
    found += (f"{file_names(listing)[0]}: {listing.reason}" for listing in opened.listed)
    found += map(str, left)
    if not found:
        return "no files were found there"
    reasons = found[:_REASONS]
    more = len(found) - len(reasons)
    tail = f"; and {more} more" if more > 0 else ""
    return f"no readable DICOM image was found: {'; '.join(reasons)}{tail}"


def file_names(content: Content) -> list[str]:
    """Return the names of a content's files as they may be shown."""
    return [plain_text(instance.path.name) for instance in content.instances]
