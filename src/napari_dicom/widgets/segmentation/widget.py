"""The Segmentation panel: what is drawn over a DICOM image goes back to DICOM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from magicgui.widgets import ComboBox, Container, PushButton
from qtpy.QtCore import QModelIndex, Qt
from qtpy.QtWidgets import (
    QCompleter,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from napari_dicom.dicom import Progress
from napari_dicom.dicom.objects import Code, Segment
from napari_dicom.viewer import dicom_layers, own_viewer, split_labels
from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.choice_box import keep_narrow
from napari_dicom.widgets.docking import TabbedDock
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.segmentation.segment_model import SegmentModel
from napari_dicom.widgets.visibility import Visibility
from napari_dicom.writing import (
    known_segments,
    numbers_in,
    segment_types,
    write_segmentation,
    write_structure_set,
)

if TYPE_CHECKING:
    import napari
    from napari.layers import Layer

_EMPTY = "Draw labels over a DICOM image (napari's Labels layer), then save them here."
_OTHERS = "Not saved: other layers were chosen while the name was asked for. Save again"
_CONTOURS = "RTSTRUCT"
_KINDS = ("BINARY", "LABELMAP", _CONTOURS)
_MARKS = ("Shapes", "Points")
_WIDTH = 280
_SUFFIX = ".dcm"


class SegmentationPanel(Container[Any]):
    """Names what was drawn, and writes it as a segmentation or a structure set of an image."""

    def __init__(self, napari_viewer: napari.viewer.Viewer) -> None:
        super().__init__(labels=False)
        self._viewer = own_viewer(napari_viewer)
        self._questions = Questions(self.native)
        self._dictionary = Questions(self.native)
        self._named: dict[tuple[int, int], Segment] = {}
        self.drawn = ComboBox(
            label="Drawn", choices=(), nullable=True, tooltip="Labels, shapes or points"
        )
        self.image = ComboBox(label="Image", choices=(), nullable=True, tooltip="Drawn over it")
        keep_narrow(self.drawn.native)
        keep_narrow(self.image.native)
        self.kind = ComboBox(
            label="Kind",
            choices=_KINDS,
            tooltip="Segmentations: BINARY every viewer reads, LABELMAP is smaller, for newer "
            "viewers. RTSTRUCT: a structure set, contours for radiotherapy",
        )
        self.save = PushButton(text="Save as DICOM …", enabled=False)
        self.split = PushButton(
            text="One layer for each segment",
            tooltip="Cropped copies, to look at or edit one by one; the layer itself is hidden",
            enabled=False,
        )
        self.status = ElidedLabel()
        self.model = SegmentModel()
        self.table = QTableView()
        self._put_together()
        self._connect()

    def reset_choices(self, *_: object) -> None:
        """Offer the layers there are now: napari calls this when they change."""
        self._offer()

    def start(self) -> None:
        """Offer the layers there are, and look for codes; called when it is shown."""
        for event in self._events():
            event.connect(self.reset_choices)
        self._offer()
        if not self.model.codes:
            self._dictionary.ask(_codes, self._on_codes)

    def stop(self) -> None:
        """Read nothing any more; called when it is hidden."""
        for event in self._events():
            event.disconnect(self.reset_choices)

    def write_to(self, path: str) -> None:
        """Write what is drawn in the background."""
        drawn, image = self._layer(self.drawn.value), self._layer(self.image.value)
        if drawn is None or image is None or self._questions.is_busy:
            return
        target = path if path.endswith(_SUFFIX) else f"{path}{_SUFFIX}"
        segments = {segment.number: segment for segment in self.model.segments}
        kind = self.kind.value

        def work(_progress: Progress) -> str:
            if kind == _CONTOURS:
                names = {number: segment.label for number, segment in segments.items()}
                write_structure_set(target, drawn, image, names)
            else:
                write_segmentation(target, drawn, image, segments, kind=kind)
            return target

        self.status.show_text(f"Saving {drawn.name} …")
        self.save.enabled = False
        self._questions.ask(
            work, self._on_written, on_failed=self.status.show_text, on_ended=self._enable
        )

    def _events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        events = self._viewer.layers.events
        return events.inserted, events.removed, events.reordered, events.renamed

    def _put_together(self) -> None:
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(2, _TypeDelegate(self.model, self.table))
        rows, header = self.table.verticalHeader(), self.table.horizontalHeader()
        assert rows is not None
        assert header is not None
        rows.hide()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        choices: Container[Any] = Container(widgets=[self.drawn, self.image, self.kind])
        choices.margins = (0, 0, 0, 0)
        layout = self.native.layout()
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        for part in (choices.native, self.table, self.split.native, self.save.native, self.status):
            layout.addWidget(part)
        self._choices = choices
        self.native.setMinimumWidth(_WIDTH)

    def _connect(self) -> None:
        self.drawn.changed.connect(self._on_labels)
        self.image.changed.connect(self._enable)
        self.save.changed.connect(self._on_save)
        self.split.changed.connect(self._on_split)
        self.model.dataChanged.connect(self._on_edited)
        self._watcher = Visibility(self)
        self._dock = TabbedDock(self.native, "Segmentation")
        self._offer()

    def _offer(self) -> None:
        """Offer what is drawn and DICOM images by name; the uppermost where none is chosen.

        Labels before shapes and points.
        """
        drawn = [layer.name for layer in self._viewer.layers if _is_labels(layer)]
        drawn = [*(one.name for one in self._viewer.layers if _is_mark(one)), *drawn]
        images = [layer.name for layer in dicom_layers(self._viewer)]
        for box, names in ((self.drawn, drawn), (self.image, images)):
            chosen = box.value
            box.choices = names
            box.value = chosen if chosen in names else (names[-1] if names else None)
        self._on_labels()

    def _on_labels(self, _: object = None) -> None:
        """Show the segments of the labels chosen, with the names they were given before."""
        layer = self._layer(self.drawn.value)
        is_mark = layer is not None and _is_mark(layer)
        kinds = (_CONTOURS,) if is_mark else _KINDS
        if tuple(self.kind.choices) != kinds:
            self.kind.choices = ()  # else those there are stay first
            self.kind.choices = kinds
            self.kind.value = kinds[0]
        self.model.show(() if layer is None or is_mark else self._segments(layer))
        self._enable()

    def _segments(self, layer: Layer) -> list[Segment]:
        known = known_segments(layer)
        numbers = numbers_in(np.asarray(layer.data))
        found = (self._named.get((id(layer), n)) or known.get(n) for n in numbers)
        return [
            segment or Segment(number, f"segment {number}", colour=_colour(layer, number))
            for number, segment in zip(numbers, found, strict=True)
        ]

    def _enable(self, _: object = None) -> None:
        drawn = self._layer(self.drawn.value)
        is_mark = drawn is not None and _is_mark(drawn) and len(drawn.data) > 0
        ready = bool(self.model.segments) or is_mark
        ready = ready and self._layer(self.image.value) is not None
        self.save.enabled = ready and not self._questions.is_busy
        self.split.enabled = len(self.model.segments) > 1
        if not ready:
            self.status.show_text(_EMPTY)
        elif self.status.whole == _EMPTY:
            self.status.show_text("")

    def _layer(self, name: str | None) -> Layer | None:
        return self._viewer.layers[name] if name and name in self._viewer.layers else None

    def _on_edited(self, *_: object) -> None:
        layer = self._layer(self.drawn.value)
        for segment in self.model.segments:
            self._named[id(layer), segment.number] = segment

    def _on_codes(self, codes: tuple[Code, ...]) -> None:
        self.model.codes = {code.meaning: code for code in codes}

    def _on_save(self) -> None:
        """Ask for a name and write; not where other layers were chosen while it was asked."""
        chosen = self._layer(self.drawn.value), self._layer(self.image.value)
        path, _ = QFileDialog.getSaveFileName(
            self.native, "Save as DICOM", "", f"DICOM (*{_SUFFIX})"
        )
        if not path:
            return
        if chosen != (self._layer(self.drawn.value), self._layer(self.image.value)):
            self.status.show_text(_OTHERS)
            return
        self.write_to(path)

    def _on_split(self) -> None:
        layer = self._layer(self.drawn.value)
        if layer is not None:
            split_labels(self._viewer, layer)

    def _on_written(self, target: str) -> None:
        self.status.show_text(f"Saved as {target}")


class _TypeDelegate(QStyledItemDelegate):
    """Edits what a segment is: a line that completes from the code dictionary as one types."""

    def __init__(self, model: SegmentModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def createEditor(  # noqa: N802 - Qt's name
        self,
        parent: QWidget | None,
        option: QStyleOptionViewItem,  # noqa: ARG002 - as Qt calls it
        index: QModelIndex,  # noqa: ARG002 - as Qt calls it
    ) -> QWidget:
        """Return the line."""
        line = QLineEdit(parent)
        completer = QCompleter(list(self._model.codes), line)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        line.setCompleter(completer)
        return line


def _codes(_progress: Progress) -> tuple[Code, ...]:
    return segment_types()


def _is_labels(layer: Layer) -> bool:
    return bool(layer.__class__.__name__ == "Labels")  # a window's layers may come as proxies


def _is_mark(layer: Layer) -> bool:
    return layer.__class__.__name__ in _MARKS


def _colour(layer: Layer, number: int) -> tuple[float, float, float] | None:
    """Return the colour napari shows a label in."""
    shown = layer.get_color(number)
    return None if shown is None else (float(shown[0]), float(shown[1]), float(shown[2]))
