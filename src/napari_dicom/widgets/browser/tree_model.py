"""The Qt model of the tree: patient > study > series > content, then what is not opened and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from qtpy.QtCore import QModelIndex, QSortFilterProxyModel, Qt
from qtpy.QtGui import QIcon, QImage, QPixmap, QStandardItem, QStandardItemModel

from napari_dicom.dicom import Content, Severity, Skipped, Volume, plain_text
from napari_dicom.dicom.describing import (
    Catalogue,
    CataloguedPatient,
    CataloguedSeries,
    CataloguedStudy,
    Coding,
    codings_of,
    content_facts,
    object_lines,
    size_text,
    spacing_text,
)
from napari_dicom.widgets.tooltip import plain_tooltip

CONTENT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
SEARCH_ROLE = CONTENT_ROLE + 1
PATIENT_ROLE = CONTENT_ROLE + 2
MOST_FILES = 200
"""Files listed under one reason; the rest is counted."""


class CatalogueModel(QStandardItemModel):
    """What a scan has found."""

    def __init__(self) -> None:
        super().__init__()
        self._items: dict[int, QStandardItem] = {}
        self._names: Mapping[str, str] = {}
        self._patients: list[QStandardItem] = []

    def show(self, catalogue: Catalogue | None, *, named: bool = False) -> None:
        """Show other contents; `named` shows who the patients are."""
        self.clear()
        self._items.clear()
        self._patients.clear()
        if catalogue is None:
            return
        self._names = catalogue.names
        for patient in catalogue.patients:
            self.appendRow(self._patient_item(patient))
        self.name_patients(named)
        if catalogue.contents.skipped:
            self.appendRow(_skipped_item(catalogue.contents.skipped))

    def name_patients(self, named: bool) -> None:
        """Show who the patients are, or hide it."""
        for item in self._patients:
            patient: CataloguedPatient = item.data(PATIENT_ROLE)
            text = f"{patient.name}: {patient.identity()}" if named else patient.name
            item.setText(text)
            item.setData(patient.name, SEARCH_ROLE)

    def set_thumbnail(self, volume: Volume, picture: NDArray[np.uint8]) -> None:
        """Show a picture beside a volume."""
        item = self._items.get(id(volume))
        if item is not None:
            item.setIcon(QIcon(_pixmap(picture)))

    def set_broken(self, volume: Volume, icon: QIcon, reason: str) -> None:
        """Show a sign beside a volume whose middle slice cannot be had, and why."""
        item = self._items.get(id(volume))
        if item is not None:
            item.setIcon(icon)
            item.setToolTip(f"No picture: {plain_tooltip(reason)}\n{item.toolTip()}")

    def _patient_item(self, patient: CataloguedPatient) -> QStandardItem:
        item = _item(patient.name, "Name and Patient ID are hidden until asked for")
        item.setData(patient, PATIENT_ROLE)
        self._patients.append(item)
        for study in patient.studies:
            item.appendRow(self._study_item(study))
        return item

    def _study_item(self, study: CataloguedStudy) -> QStandardItem:
        count = len(study.series)
        item = _item(f"Study {study.name}", f"{count} series")
        for series in study.series:
            item.appendRow(self._series_item(series))
        return item

    def _series_item(self, series: CataloguedSeries) -> QStandardItem:
        """Return a series: its only volume, what lies on it below; or a row above all it holds."""
        volumes, contents = series.volumes, series.contents
        if len(volumes) == 1 or len(contents) == 1:
            item = self._content_item(contents[0])
            item.appendRows([self._content_item(one) for one in contents[1:]])
            return item
        count = len(volumes) or len(contents)
        word = "volumes" if volumes else "objects"
        opens = f"This series opens as {count} layers" if volumes else "Nothing of it is shown"
        item = _item(f"{series.name}\n{count} {word}", opens)
        item.appendRows([self._content_item(one) for one in contents])
        return item

    def _content_item(self, content: Content) -> QStandardItem:
        facts = content_facts(content, self._names)
        notes = [note.message for note in content.notes]
        tooltip = [content.name, *(f"{fact.label}: {fact.text}" for fact in facts), *notes]
        lines = volume_lines(content) if isinstance(content, Volume) else object_lines(content)
        item = _item("\n".join(lines), "\n".join(tooltip))
        item.setData(content, CONTENT_ROLE)
        self._items[id(content)] = item
        return item


class FilteredTree(QSortFilterProxyModel):
    """The rows that hold a text, with all above and below them."""

    def __init__(self, model: CatalogueModel) -> None:
        super().__init__()
        self.setSourceModel(model)
        self.setFilterRole(SEARCH_ROLE)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setRecursiveFilteringEnabled(True)
        self.setAutoAcceptChildRows(True)


def volume_lines(volume: Volume) -> tuple[str, ...]:
    """Return the lines that stand for a volume in the tree."""
    size = (size_text(volume), *_note_count(volume))
    spacing = spacing_text(volume) or "no pixel size"
    return volume.name, ", ".join(size), spacing, *_coding_lines(volume)


def contents_below(index: QModelIndex) -> Iterator[Content]:
    """Yield the content of a row, or those of all rows below it."""
    content: Content | None = index.data(CONTENT_ROLE)
    if content is not None:
        yield content
        return
    model = index.model()
    for row in range(0 if model is None else model.rowCount(index)):
        assert model is not None
        yield from contents_below(model.index(row, 0, index))


def opening_below(index: QModelIndex) -> Iterator[Content]:
    """Yield the content of a row, or what opens of all rows below it without being asked for."""
    own = index.data(CONTENT_ROLE)
    yield from (one for one in contents_below(index) if one is own or not one.on_request)


def _coding_lines(volume: Volume) -> Iterable[str]:
    """Return a line for each coding; those that read the same only once."""
    return dict.fromkeys(map(_coding_line, codings_of(volume)))


def _coding_line(coding: Coding) -> str:
    state = "ready" if coding.readiness.ready else "DECODER MISSING"
    name, _, _ = coding.syntax.name.partition(" (")
    return f"{name}, {state}"


def _note_count(volume: Volume) -> Iterator[str]:
    doubtful = sum(note.severity is not Severity.INFO for note in volume.notes)
    if doubtful:
        yield f"! {doubtful} warning{'s' if doubtful > 1 else ''}"
    elif volume.notes:
        yield f"{len(volume.notes)} note{'s' if len(volume.notes) > 1 else ''}"


def _skipped_item(skipped: Sequence[Skipped]) -> QStandardItem:
    """Return what is not opened, by reason."""
    reasons: dict[str, list[str]] = {}
    for one in skipped:
        reasons.setdefault(one.reason, []).append(plain_text(one.path.name))
    top = _item(f"Not opened: {len(skipped)}", "Looked at, and not opened: by reason")
    for reason, names in reasons.items():
        item = _item(f"{len(names)}: {plain_text(reason, 200)}", reason)
        shown = names[:MOST_FILES]
        item.appendRows([_item(name, reason) for name in shown])
        if len(names) > len(shown):
            item.appendRow(_item(f"and {len(names) - len(shown)} more", reason))
        top.appendRow(item)
    return top


def _item(text: str, tooltip: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setEditable(False)
    item.setToolTip(plain_tooltip(tooltip))
    item.setData(f"{text}\n{tooltip}", SEARCH_ROLE)
    return item


def _pixmap(picture: NDArray[np.uint8]) -> QPixmap:
    height, width, _ = picture.shape
    data = np.ascontiguousarray(picture)
    image = QImage(data.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image.copy())
