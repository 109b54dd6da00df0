"""Save the layer's volume as NIfTI or OME-Zarr, where the user says; labels as DICOM by a panel."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from magicgui.widgets import Container, PushButton
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QFileDialog, QLabel, QProgressBar

from napari_dicom.dicom import CancelledError, ChoiceError, LoadedVolume, Progress, Volume
from napari_dicom.layers import Look, from_layer
from napari_dicom.viewer import PLUGIN, look_of
from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.rows import row
from napari_dicom.writing import Written, file_stem, write_nifti, write_ome_zarr

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

_ZARR, _NIFTI = ".ome.zarr", ".nii.gz"
_ENDS = {_ZARR: (".zarr",), _NIFTI: (".nii", ".nii.gz")}
"""What a name may end in for each format; else its suffix is added."""

_NAMES = {_ZARR: "OME-Zarr", _NIFTI: "NIfTI"}
_SEGMENTATION = "DICOM Segmentation"


def _as_zarr(loaded: LoadedVolume, path: str, look: Look, progress: Progress) -> Written:
    return write_ome_zarr(loaded, path, look=look, progress=progress)


def _as_nifti(loaded: LoadedVolume, path: str, _: Look, progress: Progress) -> Written:
    return write_nifti(loaded, path, progress=progress)


_WRITERS: Mapping[str, Callable[[LoadedVolume, str, Look, Progress], Written]] = {
    _ZARR: _as_zarr,
    _NIFTI: _as_nifti,
}


class SaveSection(Container[Any]):
    """A button a format; while something is saved, how far it is and a button that cancels it."""

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._layer: Image | None = None
        self._folder = Path.home()
        self._cancelled = threading.Event()
        self.nifti = PushButton(
            text="NIfTI …", tooltip="One file, RAS mm; b-values beside it where they are known"
        )
        self.zarr = PushButton(
            text="OME-Zarr …",
            tooltip="In blocks and levels; opens again as this layer. No patient, no file names",
        )
        self.segmentation = PushButton(
            text="DICOM SEG …", tooltip="Labels drawn on the image: the panel that saves them"
        )
        self.cancel = PushButton(text="Cancel", tooltip="Stop saving; nothing is left behind")
        self.bar = QProgressBar()
        self.status = ElidedLabel()
        self.words = QLabel()
        super().__init__(
            widgets=[row(self.nifti, self.zarr), row(self.segmentation, self.cancel)], labels=False
        )
        self._questions = Questions(self.native)
        self._put_together()

    def _put_together(self) -> None:
        self.margins = (0, 0, 0, 0)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Saving")
        self.bar.setFixedHeight(8)
        for part in (self.bar, self.status, self.words):
            self.native.layout().addWidget(part)
            part.hide()
        self.cancel.visible = False
        self.segmentation.enabled = hasattr(self._viewer, "window")
        self.nifti.changed.connect(self._on_nifti)
        self.zarr.changed.connect(self._on_zarr)
        self.segmentation.changed.connect(self._on_labels)
        self.cancel.changed.connect(self._on_cancel)

    def show_layer(self, layer: Image | None, volume: Volume | None) -> None:
        """Offer to save another layer."""
        self._layer = None if volume is None else layer
        self._offer()

    def write_to(self, path: str, suffix: str = _ZARR) -> None:
        """Save the layer in the background, in the format of a suffix."""
        if self._layer is not None:
            self._write(self._layer, path, suffix)

    def _write(self, layer: Image, path: str, suffix: str) -> None:
        if self._questions.is_busy:
            return
        try:
            loaded, look = from_layer(layer), look_of(layer)
        except ChoiceError as error:
            self._say(str(error))
            return
        target = path if path.lower().endswith(_ENDS[suffix]) else f"{path}{suffix}"
        cancelled = self._cancelled = threading.Event()

        def work(progress: Progress) -> Written:
            def report(what: str, done: int, total: int | None) -> None:
                if cancelled.is_set():
                    raise CancelledError("cancelled")
                with suppress(CancelledError):  # a dock that was closed ends nothing: only Cancel
                    progress(what, done, total)

            return _WRITERS[suffix](loaded, target, look, report)

        self._say(f"Saving {layer.name} …")
        self._questions.ask(
            work,
            self._on_written,
            on_failed=self._say,
            on_progress=self._on_progress,
            on_ended=self._on_ended,
        )
        self._offer()

    def _offer(self) -> None:
        """Offer what can be done: to save, or to cancel."""
        busy = self._questions.is_busy
        for button in (self.nifti, self.zarr):
            button.enabled = self._layer is not None and not busy
        self.cancel.visible = busy
        self.cancel.enabled = busy
        self.bar.setVisible(busy)
        if busy:
            self.bar.setRange(0, 0)

    def _on_nifti(self) -> None:
        self._ask_where(_NIFTI)

    def _on_zarr(self) -> None:
        self._ask_where(_ZARR)

    def _ask_where(self, suffix: str) -> None:
        """Ask for a name; not whether to overwrite, for nothing is overwritten.

        What is saved is what the name was asked for: a folder that is still being read may select
        another layer meanwhile.
        """
        layer = self._layer
        if layer is None:
            return
        offered = self._folder / f"{file_stem(layer.name)}{suffix}"
        kinds = f"{_NAMES[suffix]} ({' '.join(f'*{end}' for end in _ENDS[suffix])})"
        path, _ = QFileDialog.getSaveFileName(
            self.native,
            f"Save as {_NAMES[suffix]}",
            str(offered),
            kinds,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if path:
            self._folder = Path(path).parent
            self._write(layer, path, suffix)

    def _on_labels(self) -> None:
        window = getattr(self._viewer, "window", None)
        if window is not None:
            window.add_plugin_dock_widget(PLUGIN, _SEGMENTATION)

    def _on_cancel(self) -> None:
        self._cancelled.set()
        self.cancel.enabled = False
        self.status.show_text("Cancelling …")

    def _on_progress(self, _what: str, done: int, total: int | None) -> None:
        self.bar.setRange(0, total or 0)
        self.bar.setValue(done)

    def _on_written(self, written: Written) -> None:
        self._say(f"Saved as {written.paths[0]}", written.words)

    def _on_ended(self) -> None:
        if self._cancelled.is_set() and not self.status.whole.startswith("Saved"):
            self._say("Cancelled: nothing was written")
        self._offer()

    def _say(self, text: str, words: tuple[str, ...] = ()) -> None:
        self.status.setVisible(True)
        self.status.show_text(text)
        self.words.setVisible(bool(words))
        self.words.setText("\n".join(words))
