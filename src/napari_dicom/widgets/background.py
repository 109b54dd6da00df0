"""Work in another thread, with progress and cancel, that reports to the thread that paints.

A panel asks its `Questions`; each is a `Task`. There is no other life of a worker in any panel.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from napari.qt.threading import create_worker
from qtpy.QtCore import QEvent, QObject, Signal  # type: ignore[attr-defined]  # as qtpy binds it
from qtpy.QtWidgets import QDockWidget, QWidget

from napari_dicom.dicom import CancelledError, NapariDicomError, Progress, plain_text

SECONDS_BETWEEN_REPORTS = 0.05
_LONGEST = 500
"""Characters of a reason: more are not read in a line of a panel."""

Work = Callable[[Progress], Any]  # Any: whatever it returns


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

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._cancelled = threading.Event()
        self._is_abandoned = False
        self._handed_over.connect(self._deliver)
        self._reported = 0.0
        self._worker = create_worker(
            self._run,
            _connect={"returned": self._on_returned, "errored": self._on_errored},
            _start_thread=False,
        )

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
        except (NapariDicomError, OSError) as error:
            return False, _reason(error)

    def _progress(self, what: str, done: int, total: int | None) -> None:
        if self._cancelled.is_set():
            raise CancelledError("cancelled")
        now = monotonic()
        if now - self._reported >= SECONDS_BETWEEN_REPORTS:
            self._reported = now
            self.hand_over(self.progressed, what, done, total)

    def _deliver(self, signal: Any, values: tuple[object, ...]) -> None:  # Any: a signal
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
        """Take what nobody has thought of for a defect of ours; its text may quote a patient."""
        what = f"unexpected {type(error).__name__}: please report this"
        if not self._is_abandoned:
            places = "".join(traceback.format_tb(error.__traceback__))
            logging.getLogger(__name__).error("%s\n%s", what, places)
        self._on_returned((False, what))


class Questions(QObject):
    """What a widget wants to know and takes time to find out: one question at a time.

    Questions are numbered; only the newest is answered. All end with their owner: when it is
    destroyed, or taken out of its dock, nothing more is heard of them.

    Parameters
    ----------
    owner
        The widget that asks.

    Attributes
    ----------
    closed
        Emitted when the dock was closed while something was under way, which is then abandoned.
    """

    closed = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__()  # no child of its owner: those are deleted before they hear of its end
        self._owner = owner
        self._number = 0
        self._question: _Question | None = None

    @property
    def is_busy(self) -> bool:
        """Whether the newest question waits for its answer."""
        return self._question is not None and not self._question.is_answered

    def ask(
        self,
        work: Work,
        on_returned: Callable[[Any], None],  # Any: what the work returns
        *,
        on_failed: Callable[[str], None] | None = None,
        on_progress: Callable[[str, int, int | None], None] | None = None,
        on_ended: Callable[[], None] | None = None,
    ) -> None:
        """Ask for what some work returns; the question before it is abandoned.

        Parameters
        ----------
        work
            See `Task`.
        on_returned, on_failed, on_progress, on_ended
            Called like the signals of `Task`, in the thread that paints, while no newer question
            has been asked.
        """
        self.ask_task(
            Task(work),
            on_returned,
            on_failed=on_failed,
            on_progress=on_progress,
            on_ended=on_ended,
        )

    def ask_task(
        self,
        task: Task,
        on_returned: Callable[[Any], None] | None = None,  # Any: what the work returns
        *,
        on_failed: Callable[[str], None] | None = None,
        on_progress: Callable[[str, int, int | None], None] | None = None,
        on_ended: Callable[[], None] | None = None,
    ) -> None:
        """Start a task that has signals of its own; see `ask`."""
        self.abandon()
        hearers = _Hearers(on_returned, on_failed, on_progress, on_ended)
        self._question = _Question(self, self._number, task, hearers)
        self._owner.destroyed.connect(task.abandon)
        _docked(self._owner).installEventFilter(self)
        task.start()

    def cancel(self) -> None:
        """Stop as soon as the work next reports its progress; it is then told that it ended."""
        if self._question is not None:
            self._question.task.cancel()

    def abandon(self) -> None:
        """Give up what is under way; nothing more is heard of it."""
        self._number += 1
        if self._question is not None:
            self._question.task.abandon()
            self._question = None

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Abandon what is under way when the panel is taken out of its dock.

        napari does so when a dock is closed; the panel may live on, unseen, for long.
        """
        if event is not None and event.type() == QEvent.Type.ParentChange:
            is_out = isinstance(watched, QWidget) and watched.parentWidget() is None
            if is_out and self._question is not None:
                self.abandon()
                self.closed.emit()
        return False

    def _tell(self, number: int, hearer: Callable[..., None] | None, *values: object) -> None:
        if number == self._number and hearer is not None:
            hearer(*values)

    def _end(self, number: int, hearer: Callable[[], None] | None) -> None:
        if number == self._number:
            self._question = None
        self._tell(number, hearer)


@dataclass(frozen=True, slots=True)
class _Hearers:
    """Who is told what becomes of a question; None where nobody cares."""

    returned: Callable[[Any], None] | None  # Any: what the work returns
    failed: Callable[[str], None] | None
    progressed: Callable[[str, int, int | None], None] | None
    ended: Callable[[], None] | None


class _Question:
    """One question: its number, its task, and who is told while it is the newest."""

    def __init__(self, questions: Questions, number: int, task: Task, hearers: _Hearers) -> None:
        self._questions = questions
        self._number = number
        self._hearers = hearers
        self.task = task
        self.is_answered = False
        task.progressed.connect(self._on_progress)
        task.returned.connect(self._on_returned)
        task.failed.connect(self._on_failed)
        task.ended.connect(self._on_ended)

    def _on_progress(self, what: str, done: int, total: int | None) -> None:
        self._questions._tell(self._number, self._hearers.progressed, what, done, total)

    def _on_returned(self, result: object) -> None:
        self.is_answered = True
        self._questions._tell(self._number, self._hearers.returned, result)

    def _on_failed(self, reason: str) -> None:
        self.is_answered = True
        self._questions._tell(self._number, self._hearers.failed, reason)

    def _on_ended(self) -> None:
        self._questions._end(self._number, self._hearers.ended)


def _reason(error: Exception) -> str:
    """Return what went wrong in one line, as it may be shown anywhere; empty where it says none.

    The disk's own words come without the path, which may name a patient.
    """
    said = error.strerror if isinstance(error, OSError) else None
    return plain_text(said or str(error), _LONGEST)


def _docked(widget: QWidget) -> QWidget:
    """Return the widget around another that lies in a dock, or in nothing."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QDockWidget):
        widget, parent = parent, parent.parentWidget()
    return widget
