"""A bar in napari's activity dock with a button that cancels."""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from napari.utils import cancelable_progress

from napari_dicom.dicom import CancelledError, plain_text, without_markup
from napari_dicom.viewer.windows import is_closed

if TYPE_CHECKING:
    from napari.components import ViewerModel

SECONDS_BETWEEN_UPDATES = 0.05


class ProgressBar:
    """Shows how far reading is; raises `CancelledError` once it is cancelled or the window closed.

    Reading runs on the thread that paints: each update lets the window breathe, so they are rare.

    Parameters
    ----------
    viewer
        The one in whose window the bar is.
    """

    def __init__(self, viewer: ViewerModel) -> None:
        self._viewer = viewer
        self._bar = cancelable_progress(total=0, desc="Reading DICOM")
        self._what = ""
        self._updated = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.close()

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """Show that `done` of `total` (None: unknown) are done."""
        now = monotonic()
        if what == self._what and now - self._updated < SECONDS_BETWEEN_UPDATES:
            return
        if what != self._what:
            self._begin(what, total)
        self._updated = now
        self._bar.update(done - self._bar.n)
        if self._bar.is_canceled or is_closed(self._viewer):
            raise CancelledError("opening was cancelled")

    def _begin(self, what: str, total: int | None) -> None:
        self._what = what
        self._bar.reset(total or 0)
        self._bar.set_description(without_markup(plain_text(what)))
