"""Isodoses: lines of a dose at chosen levels over its images, with a legend, by one click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from magicgui.widgets import ComboBox, Container, FloatSpinBox, LineEdit, PushButton
from qtpy.QtGui import QColor, QIcon, QPixmap
from qtpy.QtWidgets import QListWidget, QListWidgetItem

from napari_dicom.dicom import NapariDicomError
from napari_dicom.dicom.objects import IsodoseLevel
from napari_dicom.viewer import dose_of, levels_of, show_isodoses
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.rows import row

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

    from napari_dicom.viewer import IsodoseLine, ShownIsodoses

MAXIMUM, PRESCRIBED, DOSE = "% of maximum", "% of 100 % =", "Gy"
_LEVELS = "95 80 50 20"
_NONE = "Needs a dose (RTDOSE) of this frame of reference"
_HOW = "Lines straight between the centres of voxels, on the planes of the dose"
_NO_NUMBERS = "Levels are numbers above 0, with spaces between them"
_NO_UNIT = "This dose is not in Gy: the numbers are in its own unit"
_SWATCH = 12
_MOST_GY = 1000.0


class IsodoseSection(Container[Any]):
    """Chooses levels, draws their lines, says which colour is which dose, takes them away."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._layer: Image | None = None
        self._shown: ShownIsodoses | None = None
        self.levels = LineEdit(value=_LEVELS, tooltip="Numbers, with spaces between them")
        self.of = ComboBox(
            choices=(MAXIMUM, PRESCRIBED, DOSE), tooltip="What the numbers are: of what, or doses"
        )
        self.whole = FloatSpinBox(
            min=0, max=_MOST_GY, step=1, value=0, tooltip="What 100 % is, as prescribed, in Gy"
        )
        self.show_lines = PushButton(text="Isodose lines", tooltip=_HOW)
        self.undo = PushButton(text="Undo", tooltip="Take the lines away")
        self.said = ElidedLabel()
        self.legend = QListWidget()
        super().__init__(
            widgets=[
                row(self.levels, self.of),
                self.whole,
                row(self.show_lines, self.undo),
            ],
            labels=False,
        )
        self.margins = (0, 0, 0, 0)
        self.legend.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.legend.setAccessibleName("Legend of the isodose lines")
        self.native.layout().addWidget(self.legend)
        self.native.layout().addWidget(self.said)
        self.show_lines.changed.connect(self._on_show)
        self.undo.changed.connect(self._on_undo)
        self.of.changed.connect(self._on_of)
        self.refresh()

    def show_layer(self, layer: Image | None) -> None:
        """Offer the dose of another layer."""
        self._layer = layer
        self.refresh()

    def refresh(self) -> None:
        """Offer what there is now; lines that were removed are forgotten."""
        if self._shown is not None and not any(
            one in self._viewer.layers for one in self._shown.layers
        ):
            self._shown = None
        has_dose = self._dose() is not None
        self.show_lines.enabled = self.levels.enabled = self.of.enabled = has_dose
        self.undo.enabled = self._shown is not None
        self.whole.visible = self.of.value == PRESCRIBED
        self._fill_legend(() if self._shown is None else self._shown.legend)
        self.said.show_text("" if has_dose else _NONE)

    def _dose(self) -> Image | None:
        is_there = self._layer is not None and self._layer in self._viewer.layers
        return dose_of(self._viewer, self._layer) if is_there else None

    def _fill_legend(self, lines: tuple[IsodoseLine, ...]) -> None:
        self.legend.clear()
        for line in lines:
            swatch = QPixmap(_SWATCH, _SWATCH)
            swatch.fill(QColor(*line.colour))
            words = f"{line.words}: {line.missing}" if line.missing else line.words
            self.legend.addItem(QListWidgetItem(QIcon(swatch), words))
        height = max(self.legend.sizeHintForRow(0), 0) * len(lines)
        self.legend.setFixedHeight(height + 2 * self.legend.frameWidth())
        self.legend.setVisible(bool(lines))

    def _wanted(self, dose: Image) -> tuple[IsodoseLevel, ...]:
        """Return the levels that are asked for; none where they are no numbers above 0."""
        try:
            numbers = [float(one) for one in self.levels.value.replace(";", " ").split()]
        except ValueError:
            return ()
        if not all(0 < one < float("inf") for one in numbers):
            return ()
        if self.of.value == DOSE:
            return tuple(IsodoseLevel(one) for one in sorted(set(numbers), reverse=True))
        whole = self.whole.value if self.of.value == PRESCRIBED else None
        return levels_of(dose, numbers, of=whole)

    def _on_of(self, _of: str) -> None:
        self.whole.visible = self.of.value == PRESCRIBED

    def _on_show(self) -> None:
        dose = self._dose()
        if dose is None:
            return
        if self.of.value == PRESCRIBED and not self.whole.value:
            self.said.show_text("Give the dose that is 100 %")
            return
        try:
            levels = self._wanted(dose)
            shown = show_isodoses(self._viewer, dose, levels) if levels else None
        except NapariDicomError as error:
            self.said.show_text(str(error))
            return
        if shown is None:
            self.said.show_text(_NO_NUMBERS)
            return
        self._take_away()
        self._shown = shown
        self.refresh()
        is_in_gy = dose.metadata["dicom"]["value_unit"] == DOSE
        self.said.show_text("" if is_in_gy or self.of.value == MAXIMUM else _NO_UNIT)

    def _on_undo(self) -> None:
        self._take_away()
        self.refresh()

    def _take_away(self) -> None:
        if self._shown is not None:
            self._shown.undo(self._viewer)
        self._shown = None
