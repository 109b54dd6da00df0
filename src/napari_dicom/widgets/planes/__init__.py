"""Linked planes: the same layers in several planes at one place: the door."""

from napari_dicom.widgets.planes.docked import (
    can_link_planes,
    linked_planes_of,
    toggle_linked_planes,
)
from napari_dicom.widgets.planes.widget import LinkedPlanes

__all__ = ["LinkedPlanes", "can_link_planes", "linked_planes_of", "toggle_linked_planes"]
