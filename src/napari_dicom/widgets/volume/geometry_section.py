"""The geometry card: which distance between slices, where in the patient, and every note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from magicgui.widgets import Container, PushButton
from qtpy.QtGui import QGuiApplication
from qtpy.QtWidgets import QButtonGroup, QLabel, QRadioButton, QWidget

from napari_dicom.dicom import Volume, spacing_candidates
from napari_dicom.dicom.describing import SOURCE_WORDS, Fact, geometry_facts
from napari_dicom.viewer import is_laid_out
from napari_dicom.widgets.fact_table import FactTable
from napari_dicom.widgets.placing import scale_layer
from napari_dicom.widgets.volume.notes_card import NotesCard

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

CANDIDATES = {
    "ImagePositionPatient": "Slice positions",
    "SpacingBetweenSlices": "SpacingBetweenSlices",
    "SliceThickness": "SliceThickness",
}
_TIP = "Scale the open layer by this distance between slices"


class GeometrySection(Container[Any]):
    """Shows a volume's geometry; a click on a candidate scales the layer by it."""

    def __init__(self, viewer: ViewerModel) -> None:
        super().__init__(labels=False)
        self._viewer = viewer
        self._layer: Image | None = None
        self.spacing = QLabel()
        self.spacing.setWordWrap(True)
        self.choices = {keyword: QRadioButton() for keyword in CANDIDATES}
        self.facts = FactTable("Geometry")
        self.card = NotesCard()
        self.notes = self.card.text
        self.copy = PushButton(text="Copy card", tooltip="Copy geometry and notes as text")
        self.copy.changed.connect(self._on_copy)
        self._put_together()

    def show_volume(self, layer: Image | None, volume: Volume | None) -> None:
        """Show the geometry of another volume."""
        self._layer = layer
        self.facts.show_facts(() if volume is None else geometry_facts(volume))
        self.card.show_notes(None if volume is None else _notes(volume, layer))
        geometry = None if volume is None else volume.geometry
        placed = geometry is not None and geometry.shape[0] > 1
        for part in (self.spacing, *self.choices.values()):
            part.setVisible(placed)
        if geometry is None or not placed:
            return
        used = geometry.spacing
        source = SOURCE_WORDS[used.source]
        self.spacing.setText(f"Slices {used.used:.3f} mm apart, by {source}")
        for keyword, value in spacing_candidates(used).items():
            button = self.choices[keyword]
            button.setText(f"{CANDIDATES[keyword]}  {'–' if value is None else f'{value:.3f} mm'}")
            button.setEnabled(bool(value) and layer is not None and is_laid_out(layer))
            button.setChecked(keyword == used.source)

    def as_text(self) -> str:
        """Return the card as text."""
        candidates = [Fact("Spacing", self.spacing.text())]
        candidates += [Fact("Candidate", button.text()) for button in self.choices.values()]
        lines = [f"{fact.label}\t{fact.text}" for fact in (*candidates, *self.facts.facts.facts)]
        return "\n".join((*lines, self.notes.text()))

    def _put_together(self) -> None:
        self.margins = (0, 0, 0, 0)
        group = QButtonGroup(self.native)
        layout = self.native.layout()
        layout.setSpacing(3)
        layout.addWidget(self.spacing)
        for keyword, button in self.choices.items():
            button.setProperty("keyword", keyword)
            button.setToolTip(_TIP)
            group.addButton(button)
            layout.addWidget(button)
        group.buttonClicked.connect(self._on_choice)
        layout.addWidget(self.facts)
        layout.addWidget(self.card)
        layout.addWidget(self.copy.native)
        self._group = group

    def _on_choice(self, button: QWidget) -> None:
        if self._layer is not None:
            scale_layer(self._viewer, self._layer, button.property("keyword"))

    def _on_copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(self.as_text())


def _notes(volume: Volume, layer: Image | None) -> list[dict[str, Any]]:  # Any: JSON values
    """Return every note: the layer's, which has those of its display as well."""
    if layer is None:
        return [note.as_dict() for note in volume.notes]
    return list(layer.metadata["dicom"]["notes"])
