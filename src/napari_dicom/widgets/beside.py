"""A dock that lies beside the main canvas and shares its room with it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import ref

from qtpy.QtCore import QObject, Qt, QTimer
from qtpy.QtWidgets import QDockWidget, QMainWindow, QWidget

if TYPE_CHECKING:
    from napari.components import ViewerModel

_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea


class Beside(QObject):
    """Lays a dock beside the canvas, as wide, once; the other docks keep their widths.

    The canvas shows what it showed, smaller. When the dock is gone, all are as they were.
    """

    def __init__(
        self, window: QMainWindow, dock: QDockWidget, panel: QWidget, viewer: ViewerModel
    ) -> None:
        super().__init__(window)
        self._window = window
        self._dock = dock
        self._panel = ref(panel)
        self._viewer = viewer
        self._others = [one for one in window.findChildren(QDockWidget) if self._is_there(one)]
        self._widths = [one.width() for one in self._others]
        self._is_destroyed = False
        self._zooms = (0.0, 0.0)
        self._soon = QTimer(self)  # when Qt has laid the docks out
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._lay)
        self._soon.start(0)
        dock.visibilityChanged.connect(self._on_seen)
        dock.destroyed.connect(self._on_destroyed)

    def _is_there(self, dock: QDockWidget) -> bool:
        is_left = self._window.dockWidgetArea(dock) == _LEFT
        return dock is not self._dock and is_left and dock.isVisible() and not dock.isFloating()

    def _lay(self) -> None:
        if self._is_gone():
            self._restore()
            return
        before = self._viewer.canvas.size
        across = Qt.Orientation.Horizontal
        column = max((one.width() for one in self._others), default=0)
        room = self._viewer.canvas.size[1] + column - max(self._widths, default=0)
        self._window.addDockWidget(_LEFT, self._dock, across)
        docks, widths = [*self._others, self._dock], [*self._widths, room // 2]
        self._window.resizeDocks(docks, widths, across)
        layout = self._window.layout()
        if layout is not None:
            layout.activate()
        after = self._viewer.canvas.size
        camera = self._viewer.scene.camera
        ratio = min(new / old for new, old in zip(after, before, strict=True))
        self._zooms = (camera.zoom, camera.zoom * ratio)
        camera.zoom = self._zooms[1]

        self._soon.timeout.disconnect(self._lay)
        self._soon.timeout.connect(self._look)

    def _on_seen(self, is_seen: bool) -> None:
        if not is_seen:
            self._soon.start(0)

    def _on_destroyed(self) -> None:
        self._is_destroyed = True

    def _look(self) -> None:
        """See whether the dock was closed, or only hidden."""
        if self._is_gone():
            self._restore()

    def _is_gone(self) -> bool:
        nowhere = Qt.DockWidgetArea.NoDockWidgetArea
        return self._is_destroyed or self._window.dockWidgetArea(self._dock) == nowhere

    def _restore(self) -> None:
        """Give the other docks their widths, and the canvas its scale, and be gone."""
        left = self._window.findChildren(QDockWidget)
        pairs = zip(self._others, self._widths, strict=True)
        shown = [(one, width) for one, width in pairs if one in left and self._is_there(one)]
        if shown:
            docks, sizes = zip(*shown, strict=True)
            self._window.resizeDocks(docks, sizes, Qt.Orientation.Horizontal)
        before, smaller = self._zooms
        if smaller and self._viewer.scene.camera.zoom == smaller:
            self._viewer.scene.camera.zoom = before
        panel = self._panel()
        if panel is not None:
            panel.deleteLater()  # napari takes it out of its dock, and leaves it there
        self.deleteLater()
