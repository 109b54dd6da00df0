"""Read headers beside the window: the last asked for wins, the last few seen are kept."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from napari.qt.threading import create_worker
from psygnal import Signal
from qtpy.QtCore import QObject, QTimer

from napari_dicom.dicom import Frame
from napari_dicom.dicom.attributes import (
    Row,
    Variation,
    flat_rows,
    header_rows,
    value_rows,
    variations,
    visible_text,
)
from napari_dicom.widgets.metadata.row_model import shape_of

Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ReadHeader:
    """The rows of a header and what the window would else have to find out.

    Parameters
    ----------
    rows
        The tree.
    shape
        Stands for the tree's shape: headers with equal ones differ in values only.
    elements
        How many elements there are.
    seconds
        How long reading took.
    """

    rows: Rows
    shape: int
    elements: int
    seconds: float


_KEPT = 48
_LONG = 0.01
"""Seconds from which on reading a header is long."""

_REST = 80
"""Milliseconds without a step after which the slider rests."""


def read_rows(frame: Frame) -> Rows:
    """Read the header of one frame's file, with that frame's functional groups."""
    return header_rows(frame.instance.dataset(), frame.number)


def read_pair(left: Frame, right: Frame) -> tuple[Rows, Rows]:
    """Read the headers of two frames."""
    return read_rows(left), read_rows(right)


def read_variations(frames: Sequence[Frame]) -> Iterator[int]:
    """Read the headers of all frames, yield how many are read, return what varies.

    Each file is parsed once, however many frames it has.
    """
    planes: list[Sequence[Row]] = []
    instance, dataset = None, None
    for number, frame in enumerate(frames, 1):
        if frame.instance is not instance or dataset is None:
            instance, dataset = frame.instance, frame.instance.dataset()
        planes.append(value_rows(header_rows(dataset, frame.number)))
        yield number
    return variations(planes)  # type: ignore[return-value]  # a worker's result


def reason(error: BaseException) -> str:
    """Return what went wrong in one line."""
    return visible_text(str(error) or type(error).__name__, 200)


def read_header(frame: Frame) -> ReadHeader:
    """Read the header of one frame's file; for a worker."""
    started = time.perf_counter()
    rows = read_rows(frame)
    elements = sum(row.tag is not None for row in flat_rows(rows))
    shape = hash(shape_of(rows))
    return ReadHeader(rows, shape, elements, time.perf_counter() - started)


class HeaderReader(QObject):
    """Reads the rows of one header at a time, in a worker.

    Attributes
    ----------
    read
        Emitted with the `ReadHeader` of the frame asked for last.
    failed
        Emitted with the reason where its file cannot be read any more.
    """

    read = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[int, tuple[Frame, ReadHeader]] = OrderedDict()
        self._wanted: Frame | None = None
        self._running: Frame | None = None
        self._seconds = 0.0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._start)

    def ask(self, frame: Frame) -> None:
        """Ask for a frame's rows; known ones come at once.

        Where reading takes long, it waits until the slider rests: a worker slows the window down.
        """
        self._wanted = frame
        kept = self._kept.get(id(frame))
        if kept is not None:
            self._kept.move_to_end(id(frame))
            self.read.emit(kept[1])
        elif self._running is None:
            self._rest.start(0 if self._seconds < _LONG else _REST)

    def forget(self) -> None:
        """Want nothing any more; what is being read is dropped when it comes."""
        self._wanted = None

    def _start(self) -> None:
        frame = self._wanted
        if frame is None or self._running is not None:
            return
        self._running = frame
        create_worker(
            read_header,
            frame,
            _connect={"returned": self._returned, "errored": self._errored},
            _start_thread=True,
        )

    def _returned(self, header: ReadHeader) -> None:
        frame, self._running = self._running, None
        self._seconds = header.seconds
        if frame is None:
            return
        self._kept[id(frame)] = (frame, header)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        if frame is self._wanted:
            self.read.emit(header)
        elif self._wanted is not None:
            self.ask(self._wanted)

    def _errored(self, error: BaseException) -> None:
        frame, self._running = self._running, None
        if frame is self._wanted:
            self.failed.emit(reason(error))
        elif self._wanted is not None:
            self.ask(self._wanted)


class VariationReader(QObject):
    """Reads the headers of all planes of a volume in a worker that can be cancelled.

    Attributes
    ----------
    progress
        Emitted with how many headers are read.
    found
        Emitted with the list of `Variation`.
    failed
        Emitted with the reason.
    """

    progress = Signal(int)
    found = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker: object = None
        self._run = 0

    @property
    def running(self) -> bool:
        """Whether headers are being read."""
        return self._worker is not None

    def start(self, frames: Sequence[Frame]) -> None:
        """Start over with these frames."""
        self.cancel()
        self._worker = create_worker(
            read_variations,
            frames,
            _connect={
                "yielded": self._yielded,
                "returned": self._returned,
                "errored": self._errored,
            },
            _start_thread=True,
        )

    def cancel(self) -> None:
        """Stop reading; nothing more is emitted."""
        worker, self._worker = self._worker, None
        if worker is not None:
            for name, slot in (
                ("yielded", self._yielded),
                ("returned", self._returned),
                ("errored", self._errored),
            ):
                getattr(worker, name).disconnect(slot)
            worker.errored.connect(_ignore)  # type: ignore[attr-defined]  # a worker
            worker.quit()  # type: ignore[attr-defined]  # a worker

    def _yielded(self, number: int) -> None:
        self.progress.emit(number)

    def _returned(self, found: list[Variation]) -> None:
        self._worker = None
        self.found.emit(found)

    def _errored(self, error: BaseException) -> None:
        self._worker = None
        self.failed.emit(reason(error))


def _ignore(_error: BaseException) -> None:
    """Let the errors of a cancelled worker pass."""
