"""The Transfer Syntaxes panel: what the open layers need, and what can be decoded here."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from magicgui.widgets import CheckBox, Container, PushButton, Widget
from qtpy.QtCore import Qt
from qtpy.QtGui import QGuiApplication
from qtpy.QtWidgets import QLabel, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from napari_dicom.dicom import PixelSource, Progress, Volume
from napari_dicom.dicom.attributes import (
    Row,
    flat_rows,
)
from napari_dicom.dicom.describing import Coding, coding_report, codings_of, milliseconds_a_frame
from napari_dicom.dicom.pixels.coded import DecoderRow, decoder_report, repeat_self_test
from napari_dicom.viewer import dicom_layers, not_opened, own_viewer
from napari_dicom.widgets.active_layer import ActiveLayer
from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.docking import Scrolling, TabbedDock
from napari_dicom.widgets.elided_label import ElidedLabel
from napari_dicom.widgets.empty_state import EmptyState
from napari_dicom.widgets.rows import row
from napari_dicom.widgets.transfer_syntaxes.status_rows import (
    layer_rows,
    syntax_rows,
    tested_text,
)
from napari_dicom.widgets.transfer_syntaxes.status_tree import StatusTree

if TYPE_CHECKING:
    import napari
    from napari.layers import Layer

_ALL_WELL = "every one can be decoded"
_NO_LAYER = "No DICOM layer is open: below is all that can be decoded here."

Tested = tuple[tuple[DecoderRow, ...], float]
Times = dict[str, float | None]
_Layer = tuple[str, Sequence[Coding], dict[str, str], str]


def try_decoders(_progress: Progress) -> Tested:
    """Let every decoder decode known streams, now."""
    started = perf_counter()
    repeat_self_test()
    report = decoder_report()
    return report, perf_counter() - started


def time_frames(sources: Sequence[PixelSource], progress: Progress) -> Times:
    """Return file -> milliseconds to decode its first frame."""
    times = {}
    for number, source in enumerate(sources):
        progress("Decoding", number, len(sources))
        times[source.path] = milliseconds_a_frame(source)
    return times


class TransferSyntaxesWidget(Container[Widget]):
    """Open layers with their transfer syntaxes; all syntaxes with their decoders."""

    def __init__(self, napari_viewer: napari.viewer.Viewer) -> None:
        super().__init__(labels=False)
        self._viewer = own_viewer(napari_viewer)
        self._report: tuple[DecoderRow, ...] = ()
        self._layers: list[_Layer] = []
        self._milliseconds: Times = {}
        self._said_of_timing = ""
        self._said_of_test = ""
        self._tests = Questions(self.native)
        self._timings = Questions(self.native)
        self._make_parts()
        self._put_together()
        self._dock = TabbedDock(self.native, "Syntaxes")
        self.follower = ActiveLayer(self._viewer, self.native, self)
        self.follower.listed.connect(self._on_listed)
        if self.follower.following:
            self._on_listed()

    def _make_parts(self) -> None:
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.empty = EmptyState(self._viewer, _NO_LAYER)
        self.layers = StatusTree("Open layers", unfolded=True)
        self.syntaxes = StatusTree("All transfer syntaxes")
        self.only_needed = CheckBox(
            text="only what I need", tooltip="Only transfer syntaxes of open layers"
        )
        self.test = PushButton(text="Test now", tooltip="Decode small streams of known pixels")
        self.status = ElidedLabel()
        self.copy_command = PushButton(
            text="Copy pip command", tooltip="Installs the decoder of the selected row"
        )
        self.copy_report = PushButton(
            text="Copy report", tooltip="For a bug report; no names or paths of images in it"
        )
        self.only_needed.changed.connect(self._show_syntaxes)
        self.test.changed.connect(self._on_test)
        self.copy_command.changed.connect(self._on_copy_command)
        self.copy_report.changed.connect(self._on_copy_report)

    def _put_together(self) -> None:
        self._rows = (row(self.only_needed, self.test), row(self.copy_command, self.copy_report))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.layers)
        splitter.addWidget(self._lower())
        splitter.setSizes([300, 400])
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(4, 4, 4, 4)
        for part in (self.title, self.empty.native, splitter):
            layout.addWidget(part)
        layout.addWidget(self.status)
        layout.addWidget(self._rows[1].native)
        self.empty.native.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.margins = (0, 0, 0, 0)
        self.native.layout().addWidget(Scrolling(content))

    def _lower(self) -> QWidget:
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (QLabel("All transfer syntaxes"), self._rows[0].native, self.syntaxes):
            column.addWidget(part)
        return lower

    def _on_listed(self) -> None:
        found = dicom_layers(self._viewer)
        self._layers = [
            (
                layer.name,
                codings_of(layer.metadata["dicom_volume"]),
                layer.metadata["dicom"]["decoders"],
                "",
            )
            for layer in found
        ]
        self._layers += [
            (f"{volume.name} (not opened)", codings_of(volume), {}, reason)
            for volume, reason in _failed_volumes()
        ]
        self.empty.refresh()
        self.empty.native.setVisible(not self._layers)
        self.layers.setVisible(bool(self._layers))
        self._say()
        self._show_layers()
        self._show_syntaxes()
        self._time()
        if not self._report:
            self._on_test()

    def _say(self) -> None:
        count = len(self._layers)
        lost = sum(bool(reason) for _, _, _, reason in self._layers)
        self.title.setVisible(bool(count))
        opened = f"{count - lost} DICOM layer{'' if count - lost == 1 else 's'}"
        incomplete = sum(map(_has_lost_images, dicom_layers(self._viewer)))
        doubts = [f"{lost} series could not be opened"] if lost else []
        doubts += [f"{incomplete} with images that could not be decoded"] if incomplete else []
        verdict = "; ".join(doubts)
        self.title.setText(f"{opened}; {verdict}" if doubts else f"{opened}: {_ALL_WELL}")

    def _show_layers(self) -> None:
        self.layers.show_rows(layer_rows(self._layers, self._milliseconds))

    def _show_syntaxes(self) -> None:
        needed = frozenset(one.syntax.uid for _, codings, _, _ in self._layers for one in codings)
        some = needed if self.only_needed.value and needed else None
        self.syntaxes.show_rows(syntax_rows(self._report, some))

    def _time(self) -> None:
        sources = [one.source for _, codings, _, _ in self._layers for one in codings]
        new = [source for source in sources if source.path not in self._milliseconds]
        if not new or self._timings.is_busy:
            return
        self._said_of_timing = ""

        def work(progress: Progress) -> Times:
            return time_frames(new, progress)

        self._timings.ask(work, self._on_timed, on_failed=self._on_time_failed)

    def _on_timed(self, found: Times) -> None:
        self._milliseconds.update(found)
        if self.follower.following:
            self._show_layers()
            self._time()

    def _on_time_failed(self, reason: str) -> None:
        self._said_of_timing = f"a frame could not be timed: {reason}"
        self._show_status()

    def _on_test(self) -> None:
        if not self._tests.is_busy:
            self._said_of_test = "testing …"
            self._show_status()
            self._tests.ask(try_decoders, self._on_tested, on_failed=self._on_test_failed)

    def _on_tested(self, tested: Tested) -> None:
        self._report, seconds = tested
        self._said_of_test = tested_text(self._report, seconds)
        self._show_status()
        self._show_syntaxes()

    def _on_test_failed(self, reason: str) -> None:
        self._said_of_test = f"the test could not run: {reason}"
        self._show_status()

    def _show_status(self) -> None:
        """Show what became of the timing and of the test, which run beside each other."""
        self.status.show_text("; ".join(filter(None, (self._said_of_timing, self._said_of_test))))

    def _on_copy_command(self) -> None:
        command = self._command()
        if command:
            _to_clipboard(command)
        self.status.show_text(f"copied: {command}" if command else "nothing is missing here")

    def _command(self) -> str:
        """Return the command of the selected row, else of the first that is missing and needed."""
        chosen = self.syntaxes.chosen()
        rows: Sequence[Row] = [chosen] if chosen is not None else self._missing_rows()
        commands = (one.value for one in flat_rows(rows) if one.name == "Install")
        return next(commands, "")

    def _missing_rows(self) -> Sequence[Row]:
        """Return the syntaxes that something here needs and nothing reads; all where none is."""
        codings = [one for _, codings, _, _ in self._layers for one in codings]
        missing = frozenset(one.syntax.uid for one in codings if not one.readiness.ready)
        return syntax_rows(self._report, missing) if missing else self.syntaxes.statuses.rows

    def _on_copy_report(self) -> None:
        volumes: list[Volume] = [
            layer.metadata["dicom_volume"] for layer in dicom_layers(self._viewer)
        ]
        volumes += [volume for volume, _ in _failed_volumes()]
        _to_clipboard(coding_report(volumes, self._report))
        self.status.show_text("report copied")


def _has_lost_images(layer: Layer) -> bool:
    """Tell whether an image of a layer is shown empty, for it could not be decoded."""
    return any(note["code"] == "not-decoded" for note in layer.metadata["dicom"]["notes"])


def _failed_volumes() -> list[tuple[Volume, str]]:
    failed = not_opened()
    return [(one.content, one.reason) for one in failed if isinstance(one.content, Volume)]


def _to_clipboard(text: str) -> None:
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(text)
