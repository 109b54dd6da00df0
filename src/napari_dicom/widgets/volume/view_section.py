"""The view: one click to a layer alone, to each plane, 3D, letters, patient space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from magicgui.widgets import CheckBox, Container, PushButton
from qtpy.QtWidgets import QLabel

from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer import (
    face,
    fit,
    has_place,
    is_laid_out,
    show_alone,
    volume_of,
)
from napari_dicom.viewer.gestures import reset
from napari_dicom.widgets.placing import is_oblique, show_in, space_of
from napari_dicom.widgets.planes import can_link_planes, toggle_linked_planes
from napari_dicom.widgets.rows import row
from napari_dicom.widgets.side_by_side import toggle_side_by_side

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image, Layer

PLANES = {"Axial": 0, "Coronal": 1, "Sagittal": 2}
"""Name -> the axis of (z, y, x) across the plane."""

_TIPS = {
    "Axial": "From the feet: the patient's right on the left, anterior on top",
    "Coronal": "From the front: the patient's right on the left, head on top",
    "Sagittal": "From the patient's left: anterior on the left, head on top",
}


_TILTED = (
    "The gantry was tilted: only the acquired plane and 3D are true. "
    "For others, straighten the tilt below."
)


class ViewSection(Container[Any]):
    """Turns the canvas to planes of the patient, never mirrored."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._image: Image | None = None
        self._layer: Image | None = None
        self._busy = False
        self.planes = {name: PushButton(text=name, tooltip=_TIPS[name]) for name in PLANES}
        self.acquired = PushButton(text="Acquired", tooltip="The plane the scanner acquired")
        self.volume = PushButton(text="3D", tooltip="From the front, standing, not mirrored")
        self.alone = PushButton(
            text="Show only this",
            tooltip="Hide the other DICOM layers and show this one as if opened by itself: "
            "its plane, its middle slice, its window",
        )
        self.linked = PushButton(
            text="Linked planes",
            tooltip="The other planes beside this one, at one place: click or drag in any of them. "
            "Again: close them",
        )
        self.beside = PushButton(
            text="Side by side",
            tooltip="Several series in panes of their own, at the same mm, slices by position. "
            "Again: close them",
        )
        self.letters = CheckBox(
            text="Letters at the edges",
            value=True,
            tooltip="R right, L left, A anterior, P posterior, S head, I feet of the patient",
        )
        self.patient = CheckBox(
            text="In patient space",
            tooltip="Oblique series: where they lie in the patient (right in 3D only), "
            "not in their own planes; with all series of this frame of reference",
        )
        self.reset = PushButton(
            text="Reset", tooltip="This plane upright and whole, in the header's window (Alt+R)"
        )
        self.hint = QLabel(_TILTED)
        self.hint.setWordWrap(True)
        super().__init__(
            widgets=[
                row(self.alone, self.reset),
                row(*self.planes.values()),
                row(self.acquired, self.volume),
                row(self.linked, self.beside),
                self.letters,
                self.patient,
            ],
            labels=False,
        )
        self.margins = (0, 0, 0, 0)
        self.native.layout().addWidget(self.hint)
        self.hint.hide()
        self._connect()

    def _connect(self) -> None:
        self.planes["Axial"].changed.connect(self._on_axial)
        self.planes["Coronal"].changed.connect(self._on_coronal)
        self.planes["Sagittal"].changed.connect(self._on_sagittal)
        self.acquired.changed.connect(self._on_acquired)
        self.volume.changed.connect(self._on_volume)
        self.patient.changed.connect(self._on_patient)
        self.alone.changed.connect(self._on_alone)
        self.reset.changed.connect(self._on_reset)
        self.linked.changed.connect(self._on_linked)
        self.beside.changed.connect(self._on_beside)

    def show_layer(self, layer: Image | None) -> None:
        """Turn to the planes of another layer."""
        self._image = layer
        self._layer = layer if layer is not None and is_laid_out(layer) else None
        self.alone.enabled = self.reset.enabled = layer is not None
        in_patient = self._layer is not None and has_place(self._layer)
        for button in self.planes.values():
            button.enabled = in_patient
        self.linked.enabled = self._layer is not None and can_link_planes(self._viewer)
        self.beside.enabled = layer is not None and can_link_planes(self._viewer)
        for part in (self.acquired, self.volume, self.letters, self.patient):
            part.enabled = self._layer is not None
        self.hint.setVisible(self._layer is not None and _is_tilted(self._layer))
        if self._layer is None:
            return
        self._busy = True
        oblique = in_patient and is_oblique(self._layer)
        self.patient.enabled = oblique
        self.patient.value = oblique and space_of(self._layer) is DisplaySpace.PATIENT
        self._busy = False

    def turn_to(self, across: int) -> None:
        """Show the plane across an axis of (z, y, x), upright."""
        if self._layer is not None:
            self._viewer.dims.ndisplay = 2
            face(self._viewer, across)
            bring_into_sight(self._viewer, self._layer)
            fit(self._viewer, self._layer)

    def _on_alone(self) -> None:
        if self._image is not None:
            show_alone(self._viewer, self._image)

    def _on_reset(self) -> None:
        if self._image is not None:
            reset(self._viewer, self._image)

    def _on_linked(self) -> None:
        toggle_linked_planes(self._viewer)

    def _on_beside(self) -> None:
        toggle_side_by_side(self._viewer)

    def _across(self) -> int:
        assert self._layer is not None
        slice_axis: int = self._layer.metadata["dicom"]["slice_axis"]
        return slice_axis - int(self._layer.ndim) + 3

    def _on_axial(self) -> None:
        self.turn_to(PLANES["Axial"])

    def _on_coronal(self) -> None:
        self.turn_to(PLANES["Coronal"])

    def _on_sagittal(self) -> None:
        self.turn_to(PLANES["Sagittal"])

    def _on_acquired(self) -> None:
        if self._layer is not None:
            self.turn_to(self._across())

    def _on_volume(self) -> None:
        if self._layer is not None:
            self._viewer.dims.ndisplay = 3
            face(self._viewer, self._across())
            fit(self._viewer, self._layer)

    def _on_patient(self, on: bool) -> None:
        if self._layer is not None and not self._busy:
            show_in(
                self._viewer, self._layer, DisplaySpace.PATIENT if on else DisplaySpace.OWN_PLANES
            )
            fit(self._viewer, self._layer)


def bring_into_sight(viewer: ViewerModel, layer: Layer) -> None:
    """Go to the middle of a layer along each sliced spatial axis on which it is out of sight."""
    dims, offset = viewer.dims, viewer.dims.ndim - layer.ndim
    data = np.asarray(layer.world_to_data(dims.point))
    middle = np.asarray(layer.data.shape[: layer.ndim]) // 2
    world = layer.data_to_world(middle)
    for axis in dims.not_displayed:
        own = axis - offset
        if own >= layer.ndim - 3 and not -0.5 <= data[own] <= layer.data.shape[own] - 0.5:
            dims.set_point(axis, float(world[own]))


def _is_tilted(layer: Layer) -> bool:
    volume = volume_of(layer)
    return volume is not None and volume.geometry is not None and volume.geometry.is_tilted
