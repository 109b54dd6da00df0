"""The tab that puts two headers side by side: two layers, or two slices of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from magicgui.widgets import CheckBox, ComboBox, Container, SpinBox
from qtpy.QtWidgets import QWidget

from napari_dicom.dicom import Frame, Progress, Volume
from napari_dicom.dicom.attributes import (
    Difference,
    differences,
    value_rows,
)
from napari_dicom.viewer import dicom_layers, volume_of
from napari_dicom.widgets.active_layer import ShownPlane, acquired_planes
from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.choice_box import keep_narrow
from napari_dicom.widgets.metadata.header_reader import Rows, read_pair
from napari_dicom.widgets.metadata.table_model import difference_cell
from napari_dicom.widgets.metadata.table_page import TablePage

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Layer


class ComparePage(TablePage):
    """Left and right layer and slice, and the elements that differ."""

    def __init__(self, viewer: ViewerModel, parent: QWidget | None = None) -> None:
        super().__init__(("Element", "Left", "Right"), (0.44, 0.28, 0.28), difference_cell, parent)
        self._viewer = viewer
        self._active = False
        self._choosing = False
        self._asked: tuple[Frame, Frame] | None = None
        self._titles: tuple[str, ...] = ()
        self._questions = Questions(self)
        self._message = ""
        self._sides = (_Side("Left"), _Side("Right"))
        self._same = CheckBox(text="also what is the same", value=False)
        self._choice = Container(
            widgets=[*(side.container for side in self._sides), self._same], labels=False
        )
        self._choice.margins = (0, 0, 0, 0)
        self._layout.insertWidget(0, self._choice.native)
        for side in self._sides:
            side.layer.changed.connect(self._on_layer)
            side.plane.changed.connect(self._compare)
        self._same.changed.connect(self._refresh)

    def show_plane(self, plane: ShownPlane | None) -> None:
        """Compare the shown plane, on the left, with the other side."""
        self._active = True
        self._offer(plane)
        if plane is not None:
            left = self._sides[0]
            self._choosing = True
            if plane.layer in left.layers:
                left.choose(plane.layer, plane.index)
            self._choosing = False
        self._compare()

    def refresh_layers(self, plane: ShownPlane | None = None) -> None:
        """Offer the DICOM layers there are; compare anew where another one is chosen by that."""
        self._offer(plane)
        self._compare()

    def stop(self) -> None:
        """Stop comparing; what is being read is dropped."""
        self._active = False
        if self._questions.is_busy:
            self._questions.abandon()
            self._asked = None

    def items_to_show(self) -> list[Difference]:
        """Return all elements, or those that differ."""
        return [pair for pair in self._items if self._same.value or pair.differs]

    def empty_message(self) -> str:
        """Return why nothing is listed."""
        if self._message:
            return self._message
        return "No differences between the two headers." if self._items else ""

    def _offer(self, plane: ShownPlane | None) -> None:
        layers = dicom_layers(self._viewer)
        self._choosing = True
        for side in self._sides:
            side.offer(layers)
        right = self._sides[1]
        active = plane.layer if plane else (layers[0] if layers else None)
        if not right.chosen and layers:
            other = next((layer for layer in layers if layer != active), active)
            right.choose_last(other, last=other == active)
            right.chosen = True
        self._choosing = False

    def _on_layer(self) -> None:
        if not self._choosing:
            self._choosing = True
            for side in self._sides:
                side.fit()
            self._choosing = False
            self._compare()

    def _compare(self) -> None:
        if self._choosing or not self._active:
            return
        self._titles = ("Element", *(side.title for side in self._sides))
        left, right = (side.frame for side in self._sides)
        if left is None or right is None:
            self._asked = None
            self._questions.abandon()
            self._show(())
        elif self._asked != (left, right) or not (self._items or self._questions.is_busy):
            self._ask(left, right)
        elif not self._questions.is_busy:
            self.model.retitle(self._titles)

    def _ask(self, left: Frame, right: Frame) -> None:
        self._asked = (left, right)

        def work(_progress: Progress) -> tuple[Rows, Rows]:
            return read_pair(left, right)

        self._questions.ask(work, self._on_read, on_failed=self._on_failed)

    def _on_read(self, pair: tuple[Rows, Rows]) -> None:
        self._show(differences(value_rows(pair[0]), value_rows(pair[1])))

    def _on_failed(self, reason: str) -> None:
        self._show((), f"A header cannot be read: {reason}")

    def _show(self, found: Iterable[Difference], message: str = "") -> None:
        """Show what was found under the titles it was asked for by: never one without the other."""
        self.model.retitle(self._titles)
        self._items = tuple(found)
        self._message = message
        self._refresh()


class _Side:
    """The choice of one layer and one of its planes."""

    def __init__(self, name: str) -> None:
        self.layers: list[Layer] = []
        self.chosen = False
        self._volume: Volume | None = None
        self._frames: dict[tuple[int, ...], Frame] = {}
        self._name = name
        self.layer = ComboBox(choices=[], nullable=False, tooltip=f"{name}: which layer")
        self.plane = SpinBox(min=1, max=1, value=1, tooltip=f"{name}: which slice, from 1")
        keep_narrow(self.layer.native)
        self.container = Container(
            widgets=[self.layer, self.plane], layout="horizontal", labels=False
        )
        self.container.margins = (0, 0, 0, 0)
        self.container.native.layout().setStretch(0, 1)

    @property
    def frame(self) -> Frame | None:
        """The frame of the chosen plane."""
        frames = list(self._planes().values())
        number = int(self.plane.value)
        return frames[number - 1] if 0 < number <= len(frames) else None

    @property
    def title(self) -> str:
        layer = self._layer()
        return self._name if layer is None else f"{layer.name} [{self.plane.value}]"

    def offer(self, layers: list[Layer]) -> None:
        """Offer layers, keeping the choice where it is still there."""
        if layers == self.layers:
            return
        kept = self._layer()
        self.layers = layers
        self.layer.choices = [(f"{n + 1}: {layer.name}", n) for n, layer in enumerate(layers)]
        if kept is not None and kept in layers:
            self.layer.value = layers.index(kept)
        else:
            self.chosen = False
        self.fit()

    def choose(self, layer: Layer, index: tuple[int, ...]) -> None:
        """Choose a plane of a layer."""
        self.layer.value = self.layers.index(layer)
        self.fit()
        if index in self._planes():
            self.plane.value = list(self._planes()).index(index) + 1

    def choose_last(self, layer: Layer, last: bool) -> None:
        """Choose the last or the middle plane of a layer."""
        self.layer.value = self.layers.index(layer)
        self.fit()
        count = int(self.plane.max)
        self.plane.value = count if last else (count + 1) // 2

    def fit(self) -> None:
        """Bound the slice to those of the layer."""
        count = len(self._planes())
        self.plane.value = max(min(int(self.plane.value), count), 1)
        self.plane.max = max(count, 1)

    def _planes(self) -> dict[tuple[int, ...], Frame]:
        """Return the planes of the chosen layer, found once: there may be thousands."""
        layer = self._layer()
        volume = None if layer is None else volume_of(layer)
        if layer is None or volume is None:
            return {}
        if volume is not self._volume:
            self._volume = volume
            self._frames = dict(acquired_planes(layer))
        return self._frames

    def _layer(self) -> Layer | None:
        number = self.layer.value
        return self.layers[number] if number is not None and number < len(self.layers) else None
