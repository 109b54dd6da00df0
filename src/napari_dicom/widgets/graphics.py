"""What a canvas draws with: textures, programs and buffers, deleted in the context they are in.

When a layer goes, napari deletes what it was drawn with in whatever context is current. With
several canvases that is another one's: in another window it deletes what that one draws with, and
where none is current, nothing. Qt keeps what is not deleted as long as the window lives.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from qtpy.QtGui import QOpenGLContext

from napari_dicom.widgets.canvases import canvas_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from napari.components import ViewerModel
    from napari.qt import QtViewer


class OwnContext:
    """Lets the layers of a viewer go in the context of its canvas, until `stop`.

    Parameters
    ----------
    native
        The Qt widget that the viewer draws in.
    """

    def __init__(self, viewer: ViewerModel, native: Any) -> None:  # Any: vispy's class of canvas
        self._native = native
        self._inside: list[AbstractContextManager[None]] = []
        events = viewer.layers.events
        self._before = (events.removing, events.begin_batch)
        self._after = (events.removed, events.end_batch)
        for event in self._before:
            event.connect(self._enter)
        for event in self._after:
            event.connect(self._leave, position="last")  # napari deletes before

    def stop(self) -> None:
        """Leave it to napari again."""
        for event in self._before:
            event.disconnect(self._enter)
        for event in self._after:
            event.disconnect(self._leave)

    def _enter(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        self._inside.append(context_of(self._native))
        self._inside[-1].__enter__()

    def _leave(self, event: Any = None) -> None:  # Any: as above  # noqa: ARG002
        if self._inside:  # it may have begun within a batch
            self._inside.pop().__exit__(None, None, None)
        if self._inside and self._native.isValid():
            self._native.makeCurrent()  # a canvas that closes leaves none current


def own_context(viewer: ViewerModel) -> OwnContext | None:
    """Let the layers of a viewer go in the context of its window's canvas; None without one."""
    native = canvas_of(viewer)
    return None if native is None else OwnContext(viewer, native)


@contextmanager
def context_of(native: Any) -> Iterator[None]:  # Any: vispy's class of canvas
    """Make a canvas' context current, and the one before it afterwards."""
    if not native.isValid():  # it has never drawn
        yield
        return
    before = QOpenGLContext.currentContext()
    surface = None if before is None else before.surface()
    native.makeCurrent()
    try:
        yield
    finally:
        if before is None:
            native.doneCurrent()
        else:
            with suppress(RuntimeError):  # its canvas was closed meanwhile: Qt has deleted it
                before.makeCurrent(surface)


def give_back(canvas: QtViewer, clear: Callable[[], None]) -> None:
    """Delete all that a canvas draws with; it is not drawn again.

    Parameters
    ----------
    clear
        Takes the layers out of the canvas: napari deletes what it drew them with.
    """
    with context_of(canvas.canvas.native):
        clear()
    with context_of(canvas.canvas.native):
        _delete_all(canvas.canvas.view.canvas.context)


def _delete_all(context: Any) -> None:  # Any: vispy's untyped context
    """Delete what is left in a context: vispy forgets it when its canvas goes."""
    context.glir.clear()  # nothing is made any more
    parser = context.shared.parser
    left = list(getattr(parser, "_objects", ()))  # private: without it they stay with the window
    parser.parse([("DELETE", one) for one in left])
