"""From paths to what they hold, headers only.

paths -scan_paths-> Instance* -kind_of-> Instance* of a kind -find-> Content*: volumes, overlays ...
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from napari_dicom.dicom.contents.content import Content
from napari_dicom.dicom.contents.how import HowToFind
from napari_dicom.dicom.files import Instance, PathLike, Progress, scan_paths
from napari_dicom.dicom.kinds import Kind, class_name, holds_more, kind_of
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.stacks import ZSpacing
from napari_dicom.dicom.volumes import (
    Volume,
    join_series,
    name_apart,
    remark_on_joinable,
    volumes_of,
)

if TYPE_CHECKING:  # a folder of images alone needs no such room
    from napari_dicom.dicom.contents.finders import Found
    from napari_dicom.dicom.objects import Listing


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
        if not self.objects:
            return ()
        from napari_dicom.dicom.objects import Listing  # a folder of images alone needs no such

        return tuple(one for one in self.objects if isinstance(one, Listing))


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
    how = HowToFind(ZSpacing(z_spacing), progress, limits, join_series)
    scanned = scan_paths(paths, limits, progress)
    found: list[Content] = []
    skipped = list(scanned.skipped)
    for kind, instances in _by_kind(scanned.instances).items():
        contents, refused = _find(kind, instances, how)
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


def _find(kind: Kind, instances: Sequence[Instance], how: HowToFind) -> Found:
    """Return what there is among instances of one kind, and which were refused."""
    if kind is Kind.IMAGE:
        return _find_images(instances, how)
    from napari_dicom.dicom.contents.finders import FINDERS, find_listings  # companions alone

    return FINDERS.get(kind, find_listings)(instances, how)


def _find_images(instances: Sequence[Instance], how: HowToFind) -> Found:
    """Return the volumes of images, then what can be made of them: overlays, isodose lines."""
    whole = [instance for instance in instances if instance.pixels is not None]
    volumes, refused = volumes_of(whole, how.z_spacing, how.progress)
    if how.join_series:
        volumes = join_series(volumes, how.z_spacing)
    else:
        volumes = remark_on_joinable(volumes)
    volumes = name_apart(volumes)
    refused += [_without_pixels(one) for one in instances if one.pixels is None]
    return _with_more(volumes), refused


def _with_more(volumes: Sequence[Volume]) -> Sequence[Content]:
    if not any(map(holds_more, volumes)):
        return volumes
    from napari_dicom.dicom.contents.finders import find_more  # what few images hold

    return find_more(volumes)


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
