"""The Measurements panel: lengths, angles, areas, volumes and values of what is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from magicgui.widgets import Container, PushButton
from qtpy.QtCore import QModelIndex
from qtpy.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from napari_dicom.dicom import plain_text
from napari_dicom.dicom.attributes import lines_as_csv
from napari_dicom.dicom.describing import short_text, unit_text
from napari_dicom.viewer import DRAWN_ON, MEASURE, NAME, go_to, image_to_draw_on, own_viewer
from napari_dicom.widgets.docking import Scrolling, TabbedDock
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.empty_state import EmptyState
from napari_dicom.widgets.measuring.image_choice import ImageChoice
from napari_dicom.widgets.measuring.measurer import Measurer
from napari_dicom.widgets.measuring.model import Row, row_of
from napari_dicom.widgets.measuring.table import MeasurementTable
from napari_dicom.widgets.measuring.tools import Tools
from napari_dicom.widgets.rows import row
from napari_dicom.widgets.visibility import Visibility

if TYPE_CHECKING:
    import napari
    from napari.layers import Layer

_NO_IMAGE = "Open a DICOM image to measure lengths, angles, areas and volumes on it."
_NOTHING_YET = "Take a tool and draw: what is drawn is measured here."
_SUFFIX = ".csv"
_WIDTH = 280


class MeasurementsPanel(Container[Any]):
    """Begins drawings on DICOM images, and shows what is drawn in numbers."""

    def __init__(self, napari_viewer: napari.viewer.Viewer) -> None:
        super().__init__(labels=False)
        self._viewer = own_viewer(napari_viewer)
        self.empty = EmptyState(self._viewer, _NO_IMAGE)
        self.target = ElidedLabel()
        self.choice = ImageChoice(self._viewer)
        self.tools = Tools(self._viewer)
        self.table = MeasurementTable()
        self.status = ElidedLabel()
        self.copy_all = PushButton(text="Copy", tooltip="Copy the selected rows, or all, as text")
        self.export = PushButton(text="Export …", tooltip="Write all rows to a CSV file")
        self.discard = PushButton(text="Remove", tooltip="Remove what is selected in the table")
        self.measurer = Measurer(self._viewer, self.native)
        self._put_together()
        self._connect()
        self._show_target()

    def reset_choices(self, *_: object) -> None:
        """Do nothing: napari calls this when layers change, and no choice here depends on them."""

    def start(self) -> None:
        """Measure what there is and follow it; called when the panel is shown."""
        for event in self._events():
            event.connect(self._show_target)
        self.measurer.start()
        self._show_target()

    def stop(self) -> None:
        """Leave no callback behind; called when the panel is hidden or closed."""
        for event in self._events():
            event.disconnect(self._show_target)
        events = self._viewer.layers.events
        for event in (events.inserted, events.removed, events.reordered, events.renamed):
            event.disconnect(self.reset_choices)  # napari connects it to a dock, and leaves it
        self.measurer.stop()
        self.tools.stop()

    def export_to(self, path: Path, *, replace: bool = False) -> None:
        """Write all rows as CSV.

        Parameters
        ----------
        replace
            Whether the user agreed to replace a file that is there.
        """
        target = path if path.suffix else path.with_suffix(_SUFFIX)
        text = lines_as_csv(self.table.rows.file_lines())
        try:
            with target.open("w" if replace else "x", encoding="utf-8", newline="") as file:
                file.write(text)
        except FileExistsError:
            self.status.show_text(f"{target.name} is there already: nothing was written")
        except OSError as error:
            self.status.show_text(f"{target.name} could not be written: {error.strerror}")
        else:
            self.status.show_text(f"Saved as {target}")

    def _events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        layers = self._viewer.layers
        events = layers.events
        return layers.selection.events.active, events.inserted, events.removed, events.renamed

    def _put_together(self) -> None:
        self.content = QWidget()
        column = QVBoxLayout(self.content)
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(4)
        self._buttons = row(self.copy_all, self.export, self.discard)
        for part in (
            self.target,
            self.tools.native,
            self.choice.native,
            self.table,
            self.status,
            self._buttons.native,
        ):
            column.addWidget(part)
        column.setStretch(column.indexOf(self.table), 1)
        self.scroll = Scrolling(self.content)
        layout = self.native.layout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.empty.native)
        layout.addWidget(self.scroll)
        self.native.setMinimumWidth(_WIDTH)

    def _connect(self) -> None:
        self.tools.told.connect(self.status.show_text)
        self.choice.chosen.connect(self.measurer.measure_on)
        self.measurer.changed.connect(self._show_rows)
        self.measurer.told.connect(self.status.show_text)
        self.table.rows.renamed.connect(self._on_renamed)
        self.table.clicked.connect(self._on_clicked)
        self.copy_all.changed.connect(self._on_copy)
        self.export.changed.connect(self._on_export)
        self.discard.changed.connect(self._on_remove)
        self._watcher = Visibility(self)
        self._dock = TabbedDock(self.native, "Measurements")

    def _show_target(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Say which image is drawn on next."""
        image = image_to_draw_on(self._viewer)
        self.choice.offer()
        self.empty.native.setVisible(image is None)
        self.scroll.setVisible(image is not None)
        if image is None:
            self.empty.refresh()
            return
        unit = "colour" if image.rgb else unit_text(image.metadata["dicom"]["value_unit"])
        self.target.show_text(f"On {image.name}" + (f" ({unit})" if unit else ""))
        if not self.table.rows.rows and not self.status.whole:
            self.status.show_text(_NOTHING_YET)

    def _show_rows(self) -> None:
        rows = [
            row_of(job.layer, job.image, found)
            for job, each in self.measurer.found
            for found in each
        ]
        self.table.show_rows(rows)
        for button in (self.copy_all, self.export, self.discard):
            button.enabled = bool(rows)
        for job, each in self.measurer.found:
            _write_beside(job.layer, [short_text(one.measured.measurement) for one in each])
        if rows and self.status.whole == _NOTHING_YET:
            self.status.show_text("")

    def _on_clicked(self, index: QModelIndex) -> None:
        chosen = self.table.rows.rows[index.row()]
        go_to(self._viewer, chosen.image, chosen.found.centre, chosen.found.measured.measurement)
        self.status.show_text("; ".join(chosen.found.measured.measurement.remarks))

    def _on_renamed(self, chosen: Row, name: str) -> None:
        table = chosen.layer.features.copy()
        if chosen.found.number < len(table):
            table.loc[table.index[chosen.found.number], NAME] = name
            chosen.layer.features = table

    def _on_copy(self) -> None:
        self.table.copy()
        count = len(self.table.chosen()) or len(self.table.rows.rows)
        self.status.show_text(f"Copied {count} row{'' if count == 1 else 's'}")

    def _on_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self.native, "Export measurements", str(Path.home() / "measurements.csv"), "CSV (*.csv)"
        )
        if name:
            path = Path(name)
            self.export_to(path, replace=bool(path.suffix))  # the dialog has asked, of that name

    def _on_remove(self) -> None:
        """Remove the selected shapes from their layers, and the selected labels' voxels."""
        chosen = [self.table.rows.rows[number] for number in self.table.chosen()]
        if not chosen:
            self.status.show_text("Select rows to remove")
            return
        for layer in {id(one.layer): one.layer for one in chosen}.values():
            numbers = {one.found.number for one in chosen if one.layer is layer}
            _remove(layer, numbers)
        opened = [one for one in chosen if DRAWN_ON not in one.layer.metadata]
        self.status.show_text("What was opened from files stays" if opened else "")


def _write_beside(layer: Layer, texts: list[str]) -> None:
    """Write texts beside the shapes of a layer that the panel made, where they are others."""
    if DRAWN_ON not in layer.metadata or layer.__class__.__name__ != "Shapes":
        return
    if len(texts) != layer.nshapes or MEASURE not in layer.features:
        return
    texts = ["\n".join(map(plain_text, text.split("\n"))) for text in texts]
    if texts != [str(one) for one in layer.features[MEASURE]]:
        layer.features = layer.features.assign(**{MEASURE: texts})


def _remove(layer: Layer, numbers: set[int]) -> None:
    if DRAWN_ON not in layer.metadata:
        return
    if layer.__class__.__name__ == "Shapes":
        layer.selected_data = numbers
        layer.remove_selected()
        return
    for number in numbers:
        layer.data_setitem(np.nonzero(np.asarray(layer.data) == number), 0)
