"""Which image is measured where several lie in one frame of reference: a PET under a CT's ROI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from magicgui.widgets import ComboBox, Container, Label
from psygnal import Signal

from napari_dicom.viewer import dicom_layers
from napari_dicom.widgets.choice_box import keep_narrow

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer

_OWN = "its own image"


class ImageChoice(Container[Any]):
    """A box with the images there are, seen where there are several.

    Attributes
    ----------
    chosen
        Emitted with the image, None where each drawing is measured on its own.
    """

    chosen = Signal(object)

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._image: Layer | None = None
        self._is_filling = False
        self.box = ComboBox(
            choices=(_OWN,),
            tooltip="Values are taken from this image wherever it lies in the same frame of "
            "reference; else from the image that was drawn on",
        )
        super().__init__(
            widgets=[Label(value="Values of"), self.box], layout="horizontal", labels=False
        )
        self.margins = (0, 0, 0, 0)
        self.native.layout().setSpacing(4)
        keep_narrow(self.box.native)
        self.box.changed.connect(self._on_changed)
        self.offer()

    def offer(self) -> None:
        """Offer the images there are now, under the names they have; keep to the one chosen."""
        images = dicom_layers(self._viewer)
        gone = self._image is not None and self._image not in images
        self._image = None if gone else self._image
        self._is_filling = True
        self.box.choices = (_OWN, *(image.name for image in images))
        self.box.value = _OWN if self._image is None else self._image.name
        self._is_filling = False
        self.native.setVisible(len(images) > 1)
        if gone:
            self.chosen.emit(None)

    def _on_changed(self, name: str) -> None:
        if not self._is_filling:
            images = {image.name: image for image in dicom_layers(self._viewer)}
            self._image = images.get(name)
            self.chosen.emit(self._image)
