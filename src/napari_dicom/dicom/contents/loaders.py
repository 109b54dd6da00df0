"""What loads each type of companion: a module that loads with the first.

A folder of images alone needs none of it, nor of `objects`, half of the domain's modules.
"""

from collections.abc import Callable, Mapping
from typing import Any

from napari_dicom.dicom.contents.content import Loaded
from napari_dicom.dicom.contents.how import HowToLoad
from napari_dicom.dicom.loading import LoadedVolume
from napari_dicom.dicom.objects import (
    Isodoses,
    KeyObjects,
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
