"""Save the layer's volume as OME-Zarr, where the user says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from magicgui.widgets import Container, PushButton
from qtpy.QtWidgets import QFileDialog

from napari_dicom.dicom import Progress, Volume
from napari_dicom.viewer import loaded_of
from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.writing import write_ome_zarr

if TYPE_CHECKING:
    from napari.layers import Image

_SUFFIX = ".ome.zarr"


class SaveSection(Container[Any]):
    """A button, and a line that says what came of it."""

    def __init__(self) -> None:
        self._layer: Image | None = None
        self.save = PushButton(
            text="Save as OME-Zarr …",
            tooltip="In blocks and levels, in mm, with the DICOM affine; no patient, no file names",
        )
        self.status = ElidedLabel()
        super().__init__(widgets=[self.save], labels=False)
        self._questions = Questions(self.native)
        self.margins = (0, 0, 0, 0)
        self.native.layout().addWidget(self.status)
        self.status.hide()
        self.save.changed.connect(self._on_save)

    def show_layer(self, layer: Image | None, volume: Volume | None) -> None:
        """Offer to save another layer."""
        self._layer = None if volume is None else layer
        self.save.enabled = self._layer is not None and not self._questions.is_busy

    def write_to(self, path: str) -> None:
        """Save the layer in the background."""
        if self._layer is None or self._questions.is_busy:
            return
        loaded = loaded_of(self._layer)
        target = path if path.endswith(".zarr") else f"{path}{_SUFFIX}"

        def work(_progress: Progress) -> str:
            write_ome_zarr(loaded, target)
            return target

        self._say(f"Saving {self._layer.name} …")
        self.save.enabled = False
        self._questions.ask(work, self._on_returned, on_failed=self._say, on_ended=self._on_ended)

    def _on_save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self.native, "Save as OME-Zarr", "", f"OME-Zarr (*{_SUFFIX})"
        )
        if path:
            self.write_to(path)

    def _on_returned(self, target: str) -> None:
        self._say(f"Saved as {target}")

    def _on_ended(self) -> None:
        self.save.enabled = self._layer is not None

    def _say(self, text: str) -> None:
        self.status.setVisible(True)
        self.status.show_text(text)
