"""Work in another thread, with progress and cancel, that reports to the thread that paints."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from napari.qt.threading import create_worker
from qtpy.QtCore import QObject, Signal  # type: ignore[attr-defined]  # qtpy picks the binding

from napari_dicom.dicom import CancelledError, NapariDicomError, Progress

SECONDS_BETWEEN_REPORTS = 0.05


class Task(QObject):
    """One piece of work that is under way.

    Parameters
    ----------
    work
        Called in a thread with a `Progress`, which raises `CancelledError` once cancelled. Must
        touch neither Qt nor a viewer.

    Attributes
    ----------
    progressed
        (what is done, how much, how much there is or None).
    returned
        What `work` returned.
    failed
        In one sentence.
    ended
        After any of the three ways to end, cancelled among them.
    """

    progressed = Signal(str, int, object)
    returned = Signal(object)
    failed = Signal(str)
    ended = Signal()

    _handed_over = Signal(object, tuple)

    def __init__(self, work: Callable[[Progress], Any]) -> None:  # Any: whatever it returns
        super().__init__()
        self._work = work
        self._cancelled = threading.Event()
        self._is_abandoned = False
        self._handed_over.connect(self._deliver)
        self._reported = 0.0
        self._worker = create_worker(self._run, _start_thread=False)
        self._worker.returned.connect(self._on_returned)
        self._worker.errored.connect(self._on_errored)

    def start(self) -> None:
        """Begin."""
        self._worker.start()

    def cancel(self) -> None:
        """Stop as soon as the work next reports its progress."""
        self._cancelled.set()

    def abandon(self) -> None:
        """Cancel, and report to nobody any more."""
        self.cancel()
        self._is_abandoned = True
        self.blockSignals(True)

    def hand_over(self, signal: Any, *values: object) -> None:  # Any: one of the signals above
        """Emit a signal from the thread of the work; nothing comes of it once it is abandoned.

        What was under way between the threads when a widget was closed would find it deleted.
        """
        self._handed_over.emit(signal, values)

    def _run(self) -> tuple[bool, Any]:  # Any: as the work returns
        """Return whether it went well, and the outcome; runs in the thread."""
        try:
            return True, self._work(self._progress)
        except CancelledError:
            return False, ""
        except NapariDicomError as error:
            return False, str(error)

    def _progress(self, what: str, done: int, total: int | None) -> None:
        if self._cancelled.is_set():
            raise CancelledError("cancelled")
        now = monotonic()
        if now - self._reported >= SECONDS_BETWEEN_REPORTS:
            self._reported = now
            self.hand_over(self.progressed, what, done, total)

    def _deliver(self, signal: Any, values: tuple[object, ...]) -> None:  # Any: as above
        if not self._is_abandoned:
            signal.emit(*values)

    def _on_returned(self, outcome: tuple[bool, Any]) -> None:  # Any: as the work returns
        went_well, result = outcome
        if not self._cancelled.is_set():
            if went_well:
                self.returned.emit(result)
            elif result:
                self.failed.emit(result)
        self.ended.emit()

    def _on_errored(self, error: Exception) -> None:
        self.failed.emit(f"unexpected {type(error).__name__}: please report this")
        self.ended.emit()
