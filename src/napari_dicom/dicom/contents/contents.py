"""From paths to what they hold, headers only.

paths -scan_paths-> Instance* -kind_of-> Instance* of a kind -find-> Content*: volumes, overlays ...
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from napari_dicom.dicom.contents.content import Content
from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.files import Instance, PathLike, Progress, scan_paths
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.objects import (
    Kind,
    Listing,
    PresentationState,
    by_object,
    class_name,
    find_isodoses,
    find_key_objects,
    find_overlays,
    find_plan,
    find_presentation_state,
    find_real_world_values,
    find_registration,
    find_report,
    find_segmentations,
    find_shutters,
    find_structure_sets,
    find_surfaces,
    kind_of,
    list_objects,
    tell_of_real_world_values,
)
from napari_dicom.dicom.stacks import ZSpacing
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import (
    Volume,
    join_series,
    name_apart,
    remark_on_joinable,
    volumes_of,
)

_LONGEST = 1000
"""Characters of a reason."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Contents:
    """What some paths hold.

    Parameters
    ----------
    volumes
        The images: all of them open.
    skipped
        Every path that holds none of these, and why.
    objects
        What is no volume: segmentations, overlays, which open on request, and objects that are
        named only.
    """

    volumes: tuple[Volume, ...]
    skipped: tuple[Skipped, ...]
    objects: tuple[Content, ...] = ()

    def __repr__(self) -> str:
        counts = (len(self.volumes), len(self.objects), len(self.skipped))
        return "<Contents volumes: {}, other objects: {}, skipped: {}>".format(*counts)

    @property
    def opening(self) -> tuple[Content, ...]:
        """What opens where everything is opened."""
        objects = (one for one in self.objects if not one.on_request)
        return (*self.volumes, *objects)

    @property
    def listings(self) -> tuple[Listing, ...]:
        """What is named, and cannot be shown."""
        return tuple(one for one in self.objects if isinstance(one, Listing))


@dataclass(frozen=True, slots=True)
class _How:
    """How contents are looked for."""

    z_spacing: ZSpacing
    progress: Progress | None
    limits: Limits
    join_series: bool = False


_Found = tuple[list[Content], list[Skipped]]
_Finder = Callable[[Sequence[Instance], _How], _Found]


def scan(
    paths: PathLike | Iterable[PathLike],
    *,
    z_spacing: ZSpacing | str = ZSpacing.POSITIONS,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    join_series: bool = False,
) -> Contents:
    """Find the volumes among files and folders, and all that is none, reading headers only.

    Parameters
    ----------
    paths
        A file, a folder (searched recursively) or several of both.
    z_spacing
        ``"positions"`` or ``"slice-thickness"``: what slices are placed by.
    progress
        Called as the scan goes on; may raise to cancel.
    join_series
        Whether volumes of several series that seem to be one acquisition become one volume with a
        further axis; else they carry a note.

    Returns
    -------
    Contents
        The volumes by series, other objects, and every path that was not opened with the reason.
    """
    if isinstance(paths, str) or not isinstance(paths, Iterable):
        paths = [paths]
    how = _How(ZSpacing(z_spacing), progress, limits, join_series)
    scanned = scan_paths(paths, limits, progress)
    found: list[Content] = []
    skipped = list(scanned.skipped)
    for kind, instances in _by_kind(scanned.instances).items():
        contents, refused = FINDERS.get(kind, _find_listings)(instances, how)
        found += contents
        skipped += refused
    volumes = tuple(one for one in found if isinstance(one, Volume))
    objects = tuple(one for one in found if not isinstance(one, Volume))
    return Contents(volumes, tuple(skipped), objects)


def _by_kind(instances: Iterable[Instance]) -> dict[Kind, list[Instance]]:
    kinds: dict[Kind, list[Instance]] = {}
    for instance in instances:
        kinds.setdefault(kind_of(instance), []).append(instance)
    return kinds


def _find_images(instances: Sequence[Instance], how: _How) -> _Found:
    """Return the volumes of images, then what can be made of them: overlays, isodose lines."""
    whole = [instance for instance in instances if instance.pixels is not None]
    volumes, refused = volumes_of(whole, how.z_spacing, how.progress)
    volumes = join_series(volumes) if how.join_series else remark_on_joinable(volumes)
    volumes = name_apart(volumes)
    refused += [_without_pixels(one) for one in instances if one.pixels is None]
    found = [find_real_world_values(volume) for volume in volumes]
    volumes = [tell_of_real_world_values(*pair) for pair in zip(volumes, found, strict=True)]
    mapped = (
        replace(one, volume=volume)
        for volume, own in zip(volumes, found, strict=True)
        for one in own
    )
    of_them = (find(volume) for volume in volumes for find in (find_overlays, find_isodoses))
    return [*volumes, *(one for one in of_them if one is not None), *mapped], refused


def _without_pixels(instance: Instance) -> Skipped:
    name = class_name(instance.sop_class_uid)
    reason = f"{name} without pixel data, no image in it: the file may have been cut short"
    coding = instance.header.text("ElscintCompression")
    if coding:
        reason = (
            f"{name}: its pixels are in a private element of ELSCINT1 (Philips), coded as "
            f"{coding}, which nothing here reads; export the images again in a standard "
            "transfer syntax"
        )
    return Skipped(instance.path, reason, "unreadable", instance.header.text("SeriesInstanceUID"))


def _find_listings(instances: Sequence[Instance], _: _How) -> _Found:
    return list(list_objects(instances)), []


def _find_structure_sets(instances: Sequence[Instance], _: _How) -> _Found:
    found = (find_structure_sets(files) for files in by_object(instances))
    return list(chain.from_iterable(found)), []


def _find_segmentations(instances: Sequence[Instance], how: _How) -> _Found:
    return list(find_segmentations(instances, how.limits)), []


def _find_plans(instances: Sequence[Instance], _: _How) -> _Found:
    return _shown_or_listed(instances, find_plan), []


def _find_reports(instances: Sequence[Instance], _: _How) -> _Found:
    return _shown_or_listed(instances, find_report), []


def _find_presentation_states(instances: Sequence[Instance], _: _How) -> _Found:
    states = _shown_or_listed(instances, find_presentation_state)
    shutters = (
        find_shutters(state.instances, state.references)
        for state in states
        if isinstance(state, PresentationState)
    )
    return [*states, *(one for one in shutters if one is not None)], []


def _find_key_objects(instances: Sequence[Instance], _: _How) -> _Found:
    return _shown_or_listed(instances, find_key_objects), []


def _find_registrations(instances: Sequence[Instance], _: _How) -> _Found:
    return _shown_or_listed(instances, find_registration), []


def _find_surfaces(instances: Sequence[Instance], _: _How) -> _Found:
    def find(files: tuple[Instance, ...]) -> Content | None:
        return find_surfaces(files, kind_of(files[0]))

    return _shown_or_listed(instances, find), []


def _shown_or_listed(
    instances: Sequence[Instance], find: Callable[[tuple[Instance, ...]], Content | None]
) -> list[Content]:
    """Return a content for each object, and a listing of those that hold nothing to show."""
    return [_found_or_listed(files, find) for files in by_object(instances)]


def _found_or_listed(
    files: tuple[Instance, ...], find: Callable[[tuple[Instance, ...]], Content | None]
) -> Content:
    kind = kind_of(files[0])
    try:
        return find(files) or Listing(files, kind)
    except NapariDicomError as error:
        return Listing(files, kind, plain_text(f"a {kind}: {error}", _LONGEST))


FINDERS: Mapping[Kind, _Finder] = {
    Kind.IMAGE: _find_images,
    Kind.STRUCTURE_SET: _find_structure_sets,
    Kind.SEGMENTATION: _find_segmentations,
    Kind.PLAN: _find_plans,
    Kind.REPORT: _find_reports,
    Kind.PRESENTATION_STATE: _find_presentation_states,
    Kind.KEY_OBJECTS: _find_key_objects,
    Kind.REGISTRATION: _find_registrations,
    Kind.SURFACES: _find_surfaces,
    Kind.MESH: _find_surfaces,
}
"""kind -> what finds contents among its instances; of all other kinds objects are listed."""
