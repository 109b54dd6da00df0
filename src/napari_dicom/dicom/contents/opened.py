"""What came of opening some paths: contents loaded, those that failed and why, and all the rest."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from napari_dicom.dicom.contents.content import Content, Loaded
from napari_dicom.dicom.contents.contents import Contents, scan
from napari_dicom.dicom.errors import LimitError, PixelError
from napari_dicom.dicom.files import PathLike, Progress
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.loading import LoadedVolume, load
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.objects import (
    Isodoses,
    KeyObjects,
    Listing,
    LoadedDrawing,
    LoadedOverlays,
    LoadedRegistered,
    LoadedSegmentation,
    LoadedShutters,
    LoadedStructureSet,
    LoadedSurfaces,
    Overlays,
    Plan,
    PresentationState,
    RealWorldValues,
    Registered,
    Registration,
    Report,
    Segmentation,
    Shutters,
    StructureSet,
    Surfaces,
    load_isodoses,
    load_key_objects,
    load_overlays,
    load_plan,
    load_presentation_state,
    load_real_world_values,
    load_registered,
    load_registration,
    load_report,
    load_segmentation,
    load_shutters,
    load_structure_set,
    load_surfaces,
)
from napari_dicom.dicom.stacks import ZSpacing
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import PetValues, Volume, convert_to_suv

_LONGEST = 1000
"""Characters of a reason."""

_REASONS = 8
"""Reasons that are told where nothing could be opened."""


@dataclass(frozen=True, slots=True)
class HowToLoad:
    """How contents are loaded.

    Parameters
    ----------
    pet_values
        What PET images are shown in.
    lazy
        True for dask arrays, False for arrays in memory, None for the latter where they fit.
    limits
        How much a file may ask for.
    progress
        Called as loading goes on; may raise to cancel.
    volumes
        The images that companions may lie on: those found with them and those open already.
    registrations
        Those found with them.
    """

    pet_values: PetValues = PetValues.STORED
    lazy: bool | None = None
    limits: Limits = DEFAULT_LIMITS
    progress: Progress | None = None
    volumes: tuple[Volume, ...] = ()
    registrations: tuple[Registration, ...] = ()


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
    found = tuple(one for one in contents.objects if isinstance(one, Registration))
    how = replace(how, volumes=(*contents.volumes, *how.volumes), registrations=found)
    loaded, failed = load_each(contents.opening, how)
    return Opened(loaded, failed, contents.skipped, contents.listings)


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
    return LOADERS[type(content)](content, how)


def can_load(content: Content) -> bool:
    """Tell whether there is a way to show a content."""
    return type(content) in LOADERS


def _load_volume(volume: Volume, how: HowToLoad) -> LoadedVolume:
    if how.pet_values is PetValues.SUV:
        volume = convert_to_suv(volume)
    return load(volume, how.limits, how.progress, lazy=how.lazy)


def _load_overlays(overlays: Overlays, _: HowToLoad) -> LoadedOverlays:
    return load_overlays(overlays)


def _load_structure_set(content: StructureSet, how: HowToLoad) -> LoadedStructureSet:
    return load_structure_set(content, how.volumes, how.limits, how.registrations)


def _load_segmentation(segmentation: Segmentation, how: HowToLoad) -> LoadedSegmentation:
    return load_segmentation(segmentation, how.limits, how.volumes, how.progress)


def _load_plan(content: Plan, how: HowToLoad) -> LoadedDrawing:
    return load_plan(content, how.volumes)


def _load_report(content: Report, how: HowToLoad) -> LoadedDrawing:
    return load_report(content, how.volumes, how.limits)


def _load_presentation_state(content: PresentationState, how: HowToLoad) -> LoadedDrawing:
    return load_presentation_state(content, how.volumes, how.limits)


def _load_shutters(content: Shutters, how: HowToLoad) -> LoadedShutters:
    return load_shutters(content, how.volumes)


def _load_key_objects(content: KeyObjects, how: HowToLoad) -> LoadedDrawing:
    return load_key_objects(content, how.volumes)


def _load_registration(content: Registration, how: HowToLoad) -> LoadedDrawing:
    return load_registration(content, how.volumes)


def _load_real_world_values(content: RealWorldValues, how: HowToLoad) -> LoadedVolume:
    return load_real_world_values(content, how.limits, how.progress)


def _load_registered(content: Registered, how: HowToLoad) -> LoadedRegistered:
    return load_registered(content, how.limits, how.progress)


def _load_surfaces(content: Surfaces, how: HowToLoad) -> LoadedSurfaces:
    return load_surfaces(content, how.volumes, how.limits)


def _load_isodoses(content: Isodoses, how: HowToLoad) -> LoadedDrawing:
    return load_isodoses(content, how.limits)


LOADERS: Mapping[type, Callable[[Any, HowToLoad], Loaded]] = {  # Any: a content of that type
    Volume: _load_volume,
    Overlays: _load_overlays,
    StructureSet: _load_structure_set,
    Segmentation: _load_segmentation,
    Plan: _load_plan,
    Report: _load_report,
    PresentationState: _load_presentation_state,
    Shutters: _load_shutters,
    KeyObjects: _load_key_objects,
    Registration: _load_registration,
    Registered: _load_registered,
    Surfaces: _load_surfaces,
    Isodoses: _load_isodoses,
    RealWorldValues: _load_real_world_values,
}
"""type of content -> what loads it; what is not here is named only."""


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
