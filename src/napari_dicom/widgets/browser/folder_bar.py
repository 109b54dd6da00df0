"""Where to look: a path to type, choose or drop; folder, DICOMDIR, zip or file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from magicgui.widgets import Container, LineEdit, PushButton
from psygnal import Signal
from qtpy.QtWidgets import QFileDialog

from napari_dicom.widgets.rows import row
from napari_dicom.widgets.tooltip import plain_tooltip

_TIP = "A folder, a DICOMDIR or a zip of DICOM files; or drop one on this panel"


class FolderBar(Container[Any]):
    """A path and the two ways to choose one."""

    chosen = Signal(list)

    def __init__(self) -> None:
        super().__init__(labels=False)
        self.margins = (0, 0, 0, 0)
        self.path = LineEdit(tooltip=_TIP)
        self.path.native.setPlaceholderText("Folder or DICOMDIR; or drop it here")
        self.path.native.setAcceptDrops(False)  # the panel takes them
        self.folder = PushButton(text="Folder…", tooltip="Choose a folder and look into it")
        self.file = PushButton(text="DICOMDIR…", tooltip="Choose a DICOMDIR, a zip or a file")
        self.scan = PushButton(text="Scan", tooltip="Look into the path above (Enter)")
        self.append(self.path)
        self.append(row(self.folder, self.file, self.scan))
        self.path.native.returnPressed.connect(self._on_scan)
        self.scan.changed.connect(self._on_scan)
        self.folder.changed.connect(self._on_folder)
        self.file.changed.connect(self._on_file)

    def choose(self, paths: list[str]) -> None:
        """Take paths as if they had been chosen by hand."""
        if paths:
            more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
            self.path.value = paths[0] + more
            self.path.native.setToolTip(plain_tooltip("\n".join(paths[:20])) if more else _TIP)
            self.chosen.emit(paths)

    def ask_for_folder(self) -> None:
        """Open the dialog for a folder."""
        self._on_folder()

    def _on_scan(self) -> None:
        text = self.path.value.strip().strip('"')
        if text:
            self.choose([str(Path(text).expanduser())])

    def _on_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self.native, "Look into", self.path.value)
        self.choose([folder] if folder else [])

    def _on_file(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(self.native, "Look into", self.path.value)
        self.choose(files)
