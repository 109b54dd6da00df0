"""Read headers beside the window: the last asked for wins, the last few seen are kept."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from psygnal import Signal
from qtpy.QtCore import QObject, QTimer
from qtpy.QtWidgets import QWidget

from napari_dicom.dicom import Frame, Progress
from napari_dicom.dicom.attributes import (
    Row,
    Variation,
    flat_rows,
    header_rows,
    value_rows,
    variations,
)
from napari_dicom.widgets.background import Questions
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


def read_variations(frames: Sequence[Frame], progress: Progress) -> list[Variation]:
    """Read the headers of all frames and return what varies.

    Each file is parsed once, however many frames it has.
    """
    planes: list[Sequence[Row]] = []
    instance, dataset = None, None
    for number, frame in enumerate(frames):
        progress("Headers", number, len(frames))
        if frame.instance is not instance or dataset is None:
            instance, dataset = frame.instance, frame.instance.dataset()
        planes.append(value_rows(header_rows(dataset, frame.number)))
    return variations(planes)


def read_header(frame: Frame) -> ReadHeader:
    """Read the header of one frame's file; for a worker."""
    started = time.perf_counter()
    rows = read_rows(frame)
    elements = sum(row.tag is not None for row in flat_rows(rows))
    shape = hash(shape_of(rows))
    return ReadHeader(rows, shape, elements, time.perf_counter() - started)


class HeaderReader(QObject):
    """Reads the rows of one header at a time, and keeps the last few.

    Parameters
    ----------
    owner
        The widget that asks for them.

    Attributes
    ----------
    read
        Emitted with the `ReadHeader` of the frame asked for last.
    failed
        Emitted with the reason where its file cannot be read any more.
    """

    read = Signal(object)
    failed = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._questions = Questions(owner)
        self._kept: OrderedDict[int, tuple[Frame, ReadHeader]] = OrderedDict()
        self._wanted: Frame | None = None
        self._asked: Frame | None = None
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
        elif not self._questions.is_busy:
            self._rest.start(0 if self._seconds < _LONG else _REST)

    def forget(self) -> None:
        """Want nothing any more; what is being read is dropped."""
        self._wanted = None
        self._rest.stop()
        self._questions.abandon()

    def _start(self) -> None:
        frame = self._wanted
        if frame is None or self._questions.is_busy:
            return
        self._asked = frame

        def work(_progress: Progress) -> ReadHeader:
            return read_header(frame)

        self._questions.ask(work, self._on_read, on_failed=self._on_failed)

    def _on_read(self, header: ReadHeader) -> None:
        frame, self._asked = self._asked, None
        assert frame is not None
        self._seconds = header.seconds
        self._keep(frame, header)
        if frame is self._wanted:
            self.read.emit(header)
        elif self._wanted is not None:
            self.ask(self._wanted)

    def _keep(self, frame: Frame, header: ReadHeader) -> None:
        self._kept[id(frame)] = (frame, header)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _on_failed(self, reason: str) -> None:
        frame, self._asked = self._asked, None
        if frame is self._wanted:
            self.failed.emit(reason)
        elif self._wanted is not None:
            self.ask(self._wanted)
