"""The Metadata panel: what is in the header of what is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from magicgui.widgets import CheckBox, Container, LineEdit, PushButton, Widget
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QFileDialog, QLabel, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from napari_dicom.dicom import NapariDicomError, plain_text
from napari_dicom.dicom.attributes import (
    ExportFormat,
    visible_text,
)
from napari_dicom.viewer import own_viewer
from napari_dicom.widgets.active_layer import ActiveLayer, ShownPlane, show_plane
from napari_dicom.widgets.docking import Scrolling, TabbedDock
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.empty_state import EmptyState
from napari_dicom.widgets.metadata.compare_page import ComparePage
from napari_dicom.widgets.metadata.header_page import HeaderPage
from napari_dicom.widgets.metadata.summary import description, place_text, plane_file_text
from napari_dicom.widgets.metadata.variation_page import VariationPage
from napari_dicom.widgets.rows import row
from napari_dicom.widgets.visibility import Visibility

if TYPE_CHECKING:
    import napari

Page = HeaderPage | VariationPage | ComparePage

_NO_LAYER = "Select a layer that was opened from DICOM files to see its headers."
_NO_HIT = "background-color: #ffe08a; color: black;"
_FILTERS = {
    ExportFormat.CSV: "Table (*.csv)",
    ExportFormat.JSON: "DICOM JSON (*.json)",
    ExportFormat.TEXT: "Text (*.txt)",
}


class MetadataWidget(Container[Widget]):
    """The header of the plane that is shown; what varies between slices; two headers compared."""

    def __init__(self, napari_viewer: napari.viewer.Viewer) -> None:
        super().__init__(labels=False)
        self._viewer = own_viewer(napari_viewer)
        self._plane: ShownPlane | None = None
        self._make_summary()
        self._make_controls()
        self._make_pages()
        self._put_together()
        self._watcher = Visibility(self)  # before the follower: what it installs last hears first
        self._dock = TabbedDock(self.native, "Metadata")
        self.follower = ActiveLayer(self._viewer, self.native, self)
        self.follower.changed.connect(self._on_plane)
        self.follower.listed.connect(self._on_listed)
        self._show_plane(None)

    @property
    def page(self) -> Page:
        """The page that is in front."""
        return self._pages[self.tabs.currentIndex()]

    def start(self) -> None:
        """Read on where reading was given up; called when the panel is shown."""
        self.page.show_plane(self._plane)

    def stop(self) -> None:
        """Give up what the pages are reading; called when the panel is hidden."""
        for page in self._pages:
            page.stop()

    def _make_summary(self) -> None:
        self.title = ElidedLabel()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.description = QLabel()
        self.description.setWordWrap(True)
        self.description.setTextFormat(Qt.TextFormat.PlainText)
        self.place = ElidedLabel()
        self.path = ElidedLabel()

    def _make_controls(self) -> None:
        self.pin = CheckBox(text="Pin", tooltip="Stay with this slice when slider or layer change")
        self.eye = PushButton(text="Show patient data")
        self.eye.native.setCheckable(True)
        self.query = LineEdit(tooltip="Part of a tag, keyword or value; * and ?; regexp: ...")
        self.query.native.setPlaceholderText("Search tag, keyword, value, regexp:")
        self.query.native.setClearButtonEnabled(True)
        self.copy = PushButton(text="Copy row", tooltip="Right-click for cell, tag path and all")
        self.export = PushButton(text="Export…", tooltip="Write a CSV, JSON or text file")
        self.pin.changed.connect(self._on_pin)
        self.eye.native.toggled.connect(self._on_eye)
        self.query.changed.connect(self._on_query)
        self.copy.changed.connect(self._on_copy)
        self.export.changed.connect(self._on_export)
        self._on_eye(False)

    def _make_pages(self) -> None:
        self.header = HeaderPage()
        self.varies = VariationPage()
        self.compare = ComparePage(self._viewer)
        self._pages = (self.header, self.varies, self.compare)
        self.tabs = QTabWidget()
        self.tabs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.tabs.setDocumentMode(True)
        bar = self.tabs.tabBar()
        assert bar is not None
        bar.setDrawBase(False)
        pages: tuple[Page, ...] = self._pages
        for page, name in zip(pages, ("This slice", "Varies", "Compare"), strict=True):
            self.tabs.addTab(page, name)
            page.told.connect(self._on_told)
        self.varies.jumped.connect(self._on_jump)
        self.status = ElidedLabel()
        self.tabs.currentChanged.connect(self._on_tab)

    def _put_together(self) -> None:
        self.empty = EmptyState(self._viewer, _NO_LAYER)
        self.content = QWidget()
        self.content.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        actions = row(self.pin, self.eye)
        buttons = row(self.copy, self.export)
        for part in (
            self.title,
            self.place,
            self.path,
            self.description,
            actions.native,
            self.query.native,
            self.tabs,
            self.status,
            buttons.native,
        ):
            column.addWidget(part)
        column.setStretch(column.indexOf(self.tabs), 1)
        self._rows = (actions, buttons)
        layout = self.native.layout()
        layout.addWidget(self.empty.native)
        self.scroll = Scrolling(self.content)
        layout.addWidget(self.scroll)
        self.margins = (4, 4, 4, 4)

    def _on_plane(self, plane: ShownPlane | None) -> None:
        if not (self.pin.value and self._plane is not None):
            self._show_plane(plane)

    def _show_plane(self, plane: ShownPlane | None) -> None:
        self._plane = plane
        self.scroll.setVisible(plane is not None)
        self.empty.native.setVisible(plane is None)
        if plane is None:
            self.empty.refresh()
        else:
            self._summarise(plane)
        self.page.show_plane(plane)

    def _summarise(self, plane: ShownPlane) -> None:
        self.title.show_text(plane.layer.name)
        text = description(plane)
        if text != self.description.text():
            self.description.setText(text)
        path = plane.frame.instance.path if plane.frame is not None else None
        self.place.show_text(place_text(plane))
        self.path.show_text(plane_file_text(plane), "" if path is None else visible_text(str(path)))

    def _on_listed(self) -> None:
        self.empty.refresh()
        if self.page is self.compare:
            self.compare.refresh_layers(self._plane)

    def _on_pin(self, pinned: bool) -> None:
        if not pinned:
            self._show_plane(self.follower.current)

    def _on_eye(self, shown: bool) -> None:
        self.eye.text = "Hide patient data" if shown else "Show patient data"
        self.eye.tooltip = (
            "Names, dates, descriptions and instance UIDs (PS3.15 basic profile) are "
            f"{'shown' if shown else 'hidden'}, in copies and exports too"
        )
        for page in getattr(self, "_pages", ()):
            page.reveal(shown)

    def _on_query(self, text: str) -> None:
        self.page.search(text)

    def _on_tab(self, _number: int) -> None:
        for page in self._pages:
            if page is not self.page:
                page.stop()
        self.page.show_plane(self._plane)
        self.page.search(self.query.value)

    def _on_told(self, text: str, no_hit: bool) -> None:
        self.status.show_text(text)
        self.query.native.setStyleSheet(_NO_HIT if no_hit else "")

    def _on_jump(self, index: tuple[int, ...]) -> None:
        if self._plane is not None:
            show_plane(self._viewer, self._plane.layer, index)

    def _on_copy(self) -> None:
        self.page.view.copy("Copy row")

    def _on_export(self) -> None:
        filters = ";;".join(_FILTERS[form] for form in self.page.formats)
        name, chosen = QFileDialog.getSaveFileName(
            self.native, "Export", str(Path.home() / "header.csv"), filters
        )
        if name:
            self.export_to(Path(name), chosen)

    def export_to(self, path: Path, chosen: str = "") -> None:
        """Write what the page in front shows; the suffix, else the filter, tells the format."""
        suffix = path.suffix.lower().lstrip(".")
        forms = [form for form in self.page.formats if form == suffix]
        forms += [form for form in self.page.formats if _FILTERS[form] == chosen]
        form = forms[0] if forms else self.page.formats[0]
        path = path if path.suffix else path.with_suffix(f".{form}")
        try:
            path.write_text(self.page.text(form), encoding="utf-8")
        except (NapariDicomError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self.status.show_text(f"not written: {plain_text(reason, 200)}", str(path))
        else:
            self.status.show_text(f"written: {path.name}", str(path))
