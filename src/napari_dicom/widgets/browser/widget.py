"""The Series browser: what is in a folder, by patient, study and series, before any is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from magicgui.widgets import CheckBox, Container, LineEdit, PushButton
from qtpy.QtCore import QItemSelection, QModelIndex
from qtpy.QtWidgets import QVBoxLayout, QWidget

from napari_dicom.dicom import (
    Content,
    Contents,
    LoadedVolume,
    Opened,
    Progress,
    Volume,
    can_load,
    plain_text,
    scan,
)
from napari_dicom.dicom.describing import Catalogue, catalogue_of, content_facts
from napari_dicom.dicom.objects import Registration
from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer import (
    add_loaded,
    current_settings,
    layer_of,
    open_volumes,
    own_viewer,
    remember,
    report_on,
    show_alone,
    tell,
    undrawn_words,
)
from napari_dicom.widgets.background import Questions, Task
from napari_dicom.widgets.browser.beside import BesideButton
from napari_dicom.widgets.browser.drops import Drops
from napari_dicom.widgets.browser.folder_bar import FolderBar
from napari_dicom.widgets.browser.found import found_text, opened_text
from napari_dicom.widgets.browser.joining import JoinBox
from napari_dicom.widgets.browser.last_folder import last_folder, remember_folder
from napari_dicom.widgets.browser.loading import Loading
from napari_dicom.widgets.browser.pictures import Pictures
from napari_dicom.widgets.browser.previews import Previews
from napari_dicom.widgets.browser.tree_model import (
    CONTENT_ROLE,
    CatalogueModel,
    FilteredTree,
    contents_below,
    opening_below,
)
from napari_dicom.widgets.browser.tree_view import SeriesTree
from napari_dicom.widgets.browser.under_way import UnderWay
from napari_dicom.widgets.docking import Scrolling, TabbedDock
from napari_dicom.widgets.fact_table import FactTable
from napari_dicom.widgets.rows import row

if TYPE_CHECKING:
    import napari

_EMPTY = "Choose or drop a folder to see what is in it. Nothing is opened until you say so."
_NO_HIT = "background-color: #ffe08a; color: black;"
_WIDTH = 280


class SeriesBrowser(Container[Any]):
    """Looks into folders in the background; opens what is selected."""

    def __init__(self, napari_viewer: napari.viewer.Viewer) -> None:
        super().__init__(labels=False)
        self._viewer = own_viewer(napari_viewer)
        self._catalogue: Catalogue | None = None
        self._alone: Volume | None = None
        self._questions = Questions(self.native)
        self._previews = Previews(self._viewer)
        self.folder = FolderBar()
        self.under_way = UnderWay(self._questions, _EMPTY)
        self.status = self.under_way.status
        self.query = LineEdit(tooltip="Part of a name, size, coding, note or file name")
        self.eye = CheckBox(text="Show patients", tooltip="Show name and Patient ID in this tree")
        self.open_selected = PushButton(text="Open selected", enabled=False)
        self.open_all = PushButton(text="Open all", enabled=False)
        self.beside = BesideButton(self._viewer)
        self.patient_space = CheckBox(
            text="In patient space",
            value=current_settings().space is DisplaySpace.PATIENT,
            tooltip="Oblique series where they lie in the patient, not in their own planes",
        )
        self.join = JoinBox()
        self.facts = FactTable("Selected volume")
        self.model = CatalogueModel()
        self.rows = FilteredTree(self.model)
        self.tree = SeriesTree(self.rows)
        self._pictures = Pictures(self.native, self.model)
        self._put_together()
        self._dock = TabbedDock(self.native, "Series")
        self._connect()
        self.folder.path.value = last_folder()

    def reset_choices(self, *_: object) -> None:
        """Do nothing: napari calls this when layers change, and no choice here depends on them."""

    @property
    def catalogue(self) -> Catalogue | None:
        """What the last scan has found."""
        return self._catalogue

    def selected_contents(self) -> list[Content]:
        """Return what the selected rows stand for and can be opened, in the order of the tree."""
        selection = self.tree.selectionModel()
        indexes = selection.selectedRows() if selection is not None else []
        found = {id(one) for index in indexes for one in opening_below(index)}
        return [one for one in self._contents() if id(one) in found and can_load(one)]

    def look_into(self, paths: list[str]) -> None:
        """Scan paths in the background and show what is there."""
        self.abandon()
        settings = current_settings()

        def work(progress: Progress) -> Catalogue:
            found = scan(
                paths, z_spacing=settings.z_spacing, limits=settings.limits, progress=progress
            )
            return catalogue_of(found)

        self._show_catalogue(None)
        self._begin(Task(work), self._on_scanned, "Reading headers …")
        remember_folder(paths[0])

    def open_contents(self, contents: Sequence[Content]) -> None:
        """Load contents in the background and add a layer for each."""
        if not contents or self._questions.is_busy:
            return
        self._alone = None
        self.beside.forget()
        found = Contents((), ()) if self._catalogue is None else self._catalogue.contents
        volumes = (*found.volumes, *open_volumes(self._viewer))
        leading = tuple(one for one in found.objects if isinstance(one, Registration))
        task = Loading(self.join.applied(contents), current_settings(), volumes, leading)
        task.previewed.connect(self._on_previewed)
        self._begin(task, self._on_loaded, "Opening …")

    def abandon(self) -> None:
        """Give up whatever is under way."""
        self._questions.abandon()
        self._pictures.abandon()
        self._previews.take_away()
        self.under_way.abandon()
        self._enable()

    def _put_together(self) -> None:
        self.query.native.setPlaceholderText("Filter")
        self.query.native.setClearButtonEnabled(True)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        busy, search, actions = self._rows = (
            self.under_way.row,
            row(self.query, self.eye),
            row(self.open_selected, self.open_all),
        )
        parts = (self.folder.native, self.status, busy.native, search.native, self.tree, self.facts)
        boxes = (self.beside, self.join, self.patient_space)
        for part in (*parts, actions.native, *(box.native for box in boxes)):
            layout.addWidget(part)
        layout.setStretchFactor(self.tree, 1)
        self.native.layout().setContentsMargins(0, 0, 0, 0)
        self.native.layout().addWidget(Scrolling(content))
        self.native.setMinimumWidth(_WIDTH)
        self.facts.hide()

    def _connect(self) -> None:
        self.folder.chosen.connect(self.look_into)
        self.query.changed.connect(self._on_query)
        self.eye.changed.connect(self.model.name_patients)
        self.open_selected.changed.connect(self._on_open_selected)
        self.open_all.changed.connect(self._on_open_all)
        self.beside.changed.connect(self._on_beside)
        self.tree.activated.connect(self._on_activated)
        selection = self.tree.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(self._on_selection)
        self._drops = Drops(self.native, self.folder)
        self._questions.closed.connect(self.abandon)
        self.native.destroyed.connect(self._on_destroyed)

    def _begin(self, task: Task, on_returned: Callable[[Any], None], what: str) -> None:
        self._questions.ask_task(
            task,
            on_returned,
            on_failed=self.under_way.fail,
            on_progress=self.under_way.show_progress,
            on_ended=self._on_ended,
        )
        self.under_way.begin(what)
        self._enable()

    def _enable(self) -> None:
        idle, selected = not self._questions.is_busy, self.selected_contents()
        self.open_all.enabled = idle and bool(self._opening())
        self.open_selected.enabled = idle and bool(selected)
        self.beside.offer(selected, idle)

    def _opening(self) -> tuple[Content, ...]:
        return () if self._catalogue is None else self._catalogue.contents.opening

    def _contents(self) -> tuple[Content, ...]:
        found = None if self._catalogue is None else self._catalogue.contents
        return () if found is None else (*found.volumes, *found.objects)

    def _show_catalogue(self, catalogue: Catalogue | None) -> None:
        self._catalogue = catalogue
        self.model.show(catalogue, named=self.eye.value)
        self.join.offer(self._contents())
        self.tree.expandToDepth(2)
        self._enable()

    def _on_ended(self) -> None:
        self._previews.take_away()
        self.under_way.end()
        self._enable()

    def _on_scanned(self, catalogue: Catalogue) -> None:
        self._show_catalogue(catalogue)
        self.status.setText(found_text(catalogue))
        self._pictures.make(catalogue.contents.volumes, current_settings().limits)

    def _on_previewed(self, preview: LoadedVolume) -> None:
        arrange = current_settings().arrange_view
        self._previews.show(preview, self._space, arrange=arrange)
        self.status.setText(f"{preview.volume.name}: the others are still being loaded …")

    def _on_loaded(self, opened: Opened) -> None:
        arrange = current_settings().arrange_view
        remember(opened)
        count = 0
        if opened.loaded:
            others = list(self._viewer.layers)
            layers = add_loaded(self._viewer, opened.loaded, self._space, arrange=arrange)
            count = len(layers)
            self._previews.take_away()
            tell(report_on(opened, (self.folder.path.value,), 0, layers, others))
            if self._alone is not None and (layer := layer_of(layers, self._alone)) is not None:
                show_alone(self._viewer, layer)
            self.beside.show_wanted()
        undrawn = undrawn_words(opened, list(self._viewer.layers))
        self.status.setText(opened_text(count, undrawn, opened.failed))

    @property
    def _space(self) -> DisplaySpace:
        return DisplaySpace.PATIENT if self.patient_space.value else DisplaySpace.OWN_PLANES

    def _on_query(self, text: str) -> None:
        self.rows.setFilterFixedString(text.strip())
        no_hit = bool(text.strip()) and self.rows.rowCount() == 0
        self.query.native.setStyleSheet(_NO_HIT if no_hit else "")
        self.tree.expandToDepth(2)

    def _on_open_selected(self) -> None:
        self.open_contents(self.selected_contents())

    def _on_open_all(self) -> None:
        self.open_contents(self._opening())

    def _on_beside(self) -> None:
        self.beside.begin(self.selected_contents(), self.open_contents)

    def _on_activated(self, index: QModelIndex) -> None:
        content = index.data(CONTENT_ROLE)
        if isinstance(content, Volume):
            self._show_or_open(content)
        elif content is not None and can_load(content):
            self.open_contents([content])

    def _show_or_open(self, volume: Volume) -> None:
        """Show a volume alone; what is not open yet is opened first."""
        layer = layer_of(self._viewer.layers, volume)
        if layer is None:
            self.open_contents([volume])
            self._alone = volume
        else:
            show_alone(self._viewer, layer)
            self.status.setText(f"{plain_text(layer.name)} is open already: shown alone.")

    def _on_selection(self, _new: QItemSelection, _old: QItemSelection) -> None:
        chosen = self.tree.selectionModel()
        rows = chosen.selectedRows() if chosen is not None else []
        found = [one for index in rows for one in contents_below(index)]
        self.facts.setVisible(len(found) == 1)
        names = {} if self._catalogue is None else self._catalogue.names
        self.facts.show_facts(content_facts(found[0], names) if len(found) == 1 else ())
        self._enable()

    def _on_destroyed(self) -> None:
        self._previews.take_away()
