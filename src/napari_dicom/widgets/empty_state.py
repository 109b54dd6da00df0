"""What a panel shows where there is nothing to show: one sentence and the button that ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magicgui.widgets import Container, Label, PushButton, Widget
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QFileDialog, QLabel, QSizePolicy

from napari_dicom.dicom import plain_text
from napari_dicom.viewer import dicom_layers
from napari_dicom.widgets.tooltip import plain_tooltip

if TYPE_CHECKING:
    from napari.components import ViewerModel


class EmptyState(Container[Widget]):
    """A sentence, and a button that selects a DICOM layer or asks for a folder to open."""

    def __init__(self, viewer: ViewerModel, sentence: str) -> None:
        self._viewer = viewer
        self._said = sentence
        self._sentence = Label(value=sentence)
        self._button = PushButton(text="Open a DICOM folder…")
        super().__init__(widgets=[self._sentence, self._button], labels=False)
        label: QLabel = self._sentence.native
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self.native.layout().addStretch(1)
        self._button.changed.connect(self._end)

    @property
    def sentence(self) -> str:
        """Why there is nothing to show."""
        return str(self._sentence.value)

    @sentence.setter
    def sentence(self, said: str) -> None:
        self._said = said
        self._sentence.value = said

    def refresh(self) -> None:
        """Say on the button what it will do; and of a companion that its image is not open."""
        active, layers = self._viewer.layers.selection.active, dicom_layers(self._viewer)
        is_alone = active is not None and "dicom_content" in active.metadata
        alone = f"No image that {plain_text(active.name)} lies on is open." if is_alone else ""
        self._sentence.value = alone or self._said
        self._button.text = "Select the DICOM layer" if layers else "Open a DICOM folder…"
        self._button.tooltip = (
            plain_tooltip(layers[0].name) if layers else "Reads every image in it"
        )

    def _end(self) -> None:
        layers = dicom_layers(self._viewer)
        if layers:
            self._viewer.layers.selection.active = layers[0]
            return
        folder = QFileDialog.getExistingDirectory(self.native, "Open a DICOM folder")
        if folder:
            self._viewer.open(folder, plugin="napari-dicom")
