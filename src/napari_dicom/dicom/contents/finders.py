"""What finds companions among the instances of their kind: a module that loads with the first.

A folder of images alone needs none of it, nor of `objects`, half of the domain's modules.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from napari_dicom.dicom.contents.content import Content
from napari_dicom.dicom.contents.how import HowToFind
from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.kinds import Kind, kind_of
from napari_dicom.dicom.note import Skipped
from napari_dicom.dicom.objects import (
    Listing,
    PresentationState,
    by_object,
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
    list_objects,
    tell_of_real_world_values,
)
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume

_LONGEST = 1000
"""Characters of a reason."""

Found = tuple[Sequence[Content], list[Skipped]]
"""What there is, and what was refused."""

Finder = Callable[[Sequence[Instance], HowToFind], Found]


def find_more(volumes: Sequence[Volume]) -> list[Content]:
    """Return volumes, then what is made of them: overlays, isodose lines, real world values."""
    found = [find_real_world_values(volume) for volume in volumes]
    volumes = [tell_of_real_world_values(*pair) for pair in zip(volumes, found, strict=True)]
    mapped = (
        replace(one, volume=volume)
        for volume, own in zip(volumes, found, strict=True)
        for one in own
    )
    of_them = (find(volume) for volume in volumes for find in (find_overlays, find_isodoses))
    return [*volumes, *(one for one in of_them if one is not None), *mapped]


def find_listings(instances: Sequence[Instance], _: HowToFind) -> Found:
    """Return a listing of each object: it is named only."""
    return list(list_objects(instances)), []


def _find_structure_sets(instances: Sequence[Instance], _: HowToFind) -> Found:
    found = (find_structure_sets(files) for files in by_object(instances))
    return list(chain.from_iterable(found)), []


def _find_segmentations(instances: Sequence[Instance], how: HowToFind) -> Found:
    return list(find_segmentations(instances, how.limits)), []


def _find_plans(instances: Sequence[Instance], _: HowToFind) -> Found:
    return _shown_or_listed(instances, find_plan), []


def _find_reports(instances: Sequence[Instance], _: HowToFind) -> Found:
    return _shown_or_listed(instances, find_report), []


def _find_presentation_states(instances: Sequence[Instance], _: HowToFind) -> Found:
    states = _shown_or_listed(instances, find_presentation_state)
    shutters = (
        find_shutters(state.instances, state.references)
        for state in states
        if isinstance(state, PresentationState)
    )
    return [*states, *(one for one in shutters if one is not None)], []


def _find_key_objects(instances: Sequence[Instance], _: HowToFind) -> Found:
    return _shown_or_listed(instances, find_key_objects), []


def _find_registrations(instances: Sequence[Instance], _: HowToFind) -> Found:
    return _shown_or_listed(instances, find_registration), []


def _find_surfaces(instances: Sequence[Instance], _: HowToFind) -> Found:
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


FINDERS: Mapping[Kind, Finder] = {
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
