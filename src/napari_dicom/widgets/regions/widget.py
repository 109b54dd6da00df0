"""The Segments and ROIs panel: hundreds of them, searched, shown and hidden, gone to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from magicgui.widgets import Container, LineEdit, PushButton
from qtpy.QtCore import QModelIndex, QTimer
from qtpy.QtWidgets import QVBoxLayout, QWidget

from napari_dicom.viewer import (
    Region,
    move_to,
    own_viewer,
    place_of,
    region_layers,
    regions_of,
    show_regions,
)
from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.docking import Scrolling, TabbedDock
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.regions.model import FoundRegions, RegionModel
from napari_dicom.widgets.regions.table import RegionTable
from napari_dicom.widgets.rows import row
from napari_dicom.widgets.visibility import Visibility

if TYPE_CHECKING:
    import napari
    from napari.layers import Layer

_NONE = "Open a segmentation or a structure set: its segments or ROIs are listed here."
_NO_HIT = "background-color: #ffe08a; color: black;"
_WIDTH = 280
_MILLISECONDS = 50
"""Until changes of colours are looked at: showing many at once is one change of each layer."""


class RegionsPanel(Container[Any]):
    """All segments and ROIs of a viewer in one table."""

    def __init__(self, napari_viewer: napari.viewer.Viewer) -> None:
        super().__init__(labels=False)
        self._viewer = own_viewer(napari_viewer)
        self._heard: dict[int, Layer] = {}
        self._questions = Questions(self.native)
        self.query = LineEdit(tooltip="Words of the name, type or layer")
        self.query.native.setPlaceholderText("search: name, type, layer")
        self.query.native.setClearButtonEnabled(True)
        self.model, self.found = RegionModel(), FoundRegions()
        self.found.setSourceModel(self.model)
        self.table = RegionTable(self.found)
        self.status = ElidedLabel()
        self.show_all = PushButton(text="Show", tooltip="Show all that the search found")
        self.hide_all = PushButton(text="Hide", tooltip="Hide all that the search found")
        self.show_only = PushButton(text="Only these", tooltip="Show the selected, hide all others")
        self._soon = QTimer(self.native)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._list_regions)
        self._put_together()
        self._connect()

    def reset_choices(self, *_: object) -> None:
        """Do nothing: napari calls this when layers change, and no choice here depends on them."""

    def start(self) -> None:
        """List what there is and follow it; called when the panel is shown."""
        for event in self._events():
            event.connect(self._on_changed)
        self._list_regions()

    def stop(self) -> None:
        """Leave no callback behind; called when the panel is hidden or closed."""
        events = self._viewer.layers.events
        for event in self._events():
            event.disconnect(self._on_changed)
        for event in (events.inserted, events.removed, events.reordered, events.renamed):
            event.disconnect(self.reset_choices)  # napari connects it to a dock, and leaves it
        self._hear([])
        self._soon.stop()
        self._questions.abandon()

    def go_to(self, region: Region) -> None:
        """Move the sliders to the middle of a region."""
        self.status.show_text(f"Looking for {region.label} …")
        self._questions.ask(place_of(region), self._on_place, on_failed=self.status.show_text)

    def _events(self) -> tuple[Any, ...]:  # Any: napari's untyped emitters
        events = self._viewer.layers.events
        return events.inserted, events.removed, events.reordered, events.renamed

    def _put_together(self) -> None:
        self.content = QWidget()
        column = QVBoxLayout(self.content)
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(4)
        self._buttons = row(self.show_all, self.hide_all, self.show_only)
        for part in (self.query.native, self.table, self.status, self._buttons.native):
            column.addWidget(part)
        column.setStretch(column.indexOf(self.table), 1)
        self.scroll = Scrolling(self.content)
        layout = self.native.layout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.scroll)
        self.native.setMinimumWidth(_WIDTH)

    def _connect(self) -> None:
        self.query.changed.connect(self._on_query)
        self.model.toggled.connect(self._on_toggled)
        self.table.doubleClicked.connect(self._on_double_click)
        self.show_all.changed.connect(self._on_show)
        self.hide_all.changed.connect(self._on_hide)
        self.show_only.changed.connect(self._on_only)
        self._watcher = Visibility(self)
        self._dock = TabbedDock(self.native, "Segments")
        self._say()

    def _on_changed(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        if not self._soon.isActive():
            self._soon.start(_MILLISECONDS)

    def _list_regions(self) -> None:
        self._hear(region_layers(self._viewer))
        self.model.show(regions_of(self._viewer))
        self._say()

    def _hear(self, layers: list[Layer]) -> None:
        """Listen to the colours and names of these layers, and of no others."""
        wanted = {id(layer): layer for layer in layers}
        for key in self._heard.keys() - wanted.keys():
            for event in _layer_events(self._heard[key]):
                event.disconnect(self._on_changed)
        for key in wanted.keys() - self._heard.keys():
            for event in _layer_events(wanted[key]):
                event.connect(self._on_changed)
        self._heard = wanted

    def _on_query(self, text: str) -> None:
        self.found.search(text)
        self._say()

    def _say(self) -> None:
        """Say how many there are, found and shown."""
        regions, found = self.model.regions, self.found.rowCount()
        self.query.native.setStyleSheet(_NO_HIT if regions and not found else "")
        for button in (self.show_all, self.hide_all, self.show_only):
            button.enabled = bool(found)
        if not regions:
            self.status.show_text(_NONE)
            return
        shown = sum(region.is_shown for region in regions)
        hits = "" if found == len(regions) else f"{found or 'no'} hit{'' if found == 1 else 's'}, "
        self.status.show_text(f"{hits}{shown} of {len(regions)} shown; a double click goes there")

    def _on_toggled(self, region: Region, shown: bool) -> None:
        """Show or hide one, or all that are selected where it is one of them."""
        chosen = self._selected()
        show_regions(chosen if region in chosen else [region], shown)

    def _selected(self) -> list[Region]:
        selection = self.table.selectionModel()
        rows = selection.selectedRows() if selection else []
        return [self.model.regions[self.found.mapToSource(index).row()] for index in rows]

    def _on_show(self) -> None:
        show_regions(self.found.found(), True)

    def _on_hide(self) -> None:
        show_regions(self.found.found(), False)

    def _on_only(self) -> None:
        chosen = self._selected() or self.found.found()
        kept = {id(region) for region in chosen}
        show_regions([one for one in self.model.regions if id(one) not in kept], False)
        show_regions(chosen, True)

    def _on_double_click(self, index: QModelIndex) -> None:
        self.go_to(self.model.regions[self.found.mapToSource(index).row()])

    def _on_place(self, found: Any) -> None:  # Any: as the work returns
        self._say()
        if found is None:
            self.status.show_text("Nothing of it is drawn")
        elif found[0] in self._viewer.layers:
            move_to(self._viewer, *found)


def _layer_events(layer: Layer) -> tuple[Any, ...]:  # Any: napari's untyped emitters
    """Return what says that a region's name, colour or visibility may be another."""
    events = layer.events
    if layer.__class__.__name__ == "Labels":
        return events.colormap, events.features
    if layer.__class__.__name__ == "Shapes":
        return events.edge_color, events.features
    return events.face_color, events.features, events.data, events.set_data
