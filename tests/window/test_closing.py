"""Windows closed, layers removed and other files opened while files are being read.

Reading runs on the thread that paints, and lets it paint: a click may come at any call of the
progress. Defects these found: napari added layers to a viewer whose window had been closed; a
panel was told of work that was under way when it was deleted; the readout asked for the pixel of a
layer that was gone.
"""

import subprocess
import sys
import threading
from importlib import import_module

import numpy as np
import pytest

from napari_dicom.viewer.progress import ProgressBar
from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.browser import SeriesBrowser
from phantom import ramp, write_series
from under_way import Gate

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("plugin")]
PLUGIN = "napari-dicom"


@pytest.fixture
def window(make_napari_viewer, monkeypatch):
    monkeypatch.setattr("napari._qt.dialogs.qt_notification.NapariQtNotification.show", ignore)
    return make_napari_viewer(show=True)


def ignore(_notification):
    """Show no notification: its animation would outlive the test."""


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    write_series(folder, ramp(40), series="Thorax")
    return folder


@pytest.fixture
def meanwhile(monkeypatch):
    """Return a function that has something done at the n-th call of the progress."""
    report = ProgressBar.__call__

    def arrange(call, action):
        calls = []

        def act_and_report(bar, what, done, total):
            calls.append(what)
            if len(calls) == call:
                action()
            report(bar, what, done, total)

        monkeypatch.setattr("napari_dicom.viewer.progress.SECONDS_BETWEEN_UPDATES", 0.0)
        monkeypatch.setattr(ProgressBar, "__call__", act_and_report)
        return calls

    return arrange


@pytest.mark.parametrize("call", [1, 3, 5])
def test_a_window_closed_while_reading_cancels_it(window, study, meanwhile, call):
    calls = meanwhile(call, window.close)
    threads = threading.active_count()

    added = window.open(str(study), plugin=PLUGIN)

    assert added == []
    assert len(calls) == call
    assert threading.active_count() <= threads


CLOSED_BY_ITS_CROSS = """
import sys, napari
from qtpy.QtWidgets import QApplication
from napari_dicom.viewer.progress import ProgressBar

viewer, report = napari.Viewer(), ProgressBar.__call__

def close_and_report(bar, what, done, total):
    viewer.window._qt_window.close()
    QApplication.instance().processEvents()
    report(bar, what, done, total)

ProgressBar.__call__ = close_and_report
print(viewer.open(sys.argv[1], plugin="napari-dicom"))
"""


def test_a_window_closed_by_its_cross_while_reading_cancels_it(study):
    command = [sys.executable, "-W", "ignore", "-c", CLOSED_BY_ITS_CROSS, str(study)]

    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)

    assert done.stdout.splitlines()[-1] == "[]"
    assert "Traceback" not in done.stderr


def test_layers_removed_while_reading_are_gone_and_the_new_ones_come(window, study, meanwhile):
    window.add_image(np.zeros((4, 4)), name="old")
    meanwhile(4, window.layers.clear)

    window.open(str(study), plugin=PLUGIN)

    assert [layer.name for layer in window.layers] == ["CT 1 Thorax"]


def test_files_opened_while_others_are_read_come_too(window, study, meanwhile, tmp_path):
    other = tmp_path / "other"
    write_series(other, ramp(3), series="Brain", header={"SeriesNumber": 2})
    meanwhile(3, lambda: window.open(str(other), plugin=PLUGIN))

    window.open(str(study), plugin=PLUGIN)

    assert sorted(layer.name for layer in window.layers) == ["CT 1 Thorax", "CT 2 Brain"]
    assert [layer.data.shape[0] for layer in window.layers] == [3, 40]


@pytest.mark.parametrize("begin", ["scan", "open"])
def test_a_window_closed_while_the_browser_works_ends_its_work(window, study, qtbot, begin):
    _, widget = window.window.add_plugin_dock_widget(PLUGIN, "DICOM Series")
    assert isinstance(widget, SeriesBrowser)
    widget.look_into([str(study)])
    if begin == "open":
        qtbot.waitUntil(lambda: not (widget._questions.is_busy or widget._pictures.is_busy))
        widget.open_contents(list(widget.catalogue.contents.volumes))
    worker = widget._questions._question.task._worker

    window.close()

    qtbot.waitUntil(lambda: not worker.is_running)
    assert not window.layers


def scan_folder(panel, _qtbot, study):
    panel.look_into([str(study)])


def regularise(panel, qtbot, _study):
    qtbot.waitUntil(lambda: panel.resample._layer is not None)
    panel.resample._on_regularise()


def compare(panel, _qtbot, _study):
    panel.tabs.setCurrentIndex(2)


def await_test(panel, qtbot, _study):
    qtbot.waitUntil(lambda: panel._tests.is_busy)


@pytest.mark.parametrize(
    ("name", "begin", "function"),
    [
        ("DICOM Series", scan_folder, "browser.widget.scan"),
        ("DICOM Volume", regularise, "volume.resample_section.regularise"),
        ("DICOM Metadata", compare, "metadata.compare_page.read_pair"),
        ("DICOM Transfer Syntaxes", await_test, "transfer_syntaxes.widget.try_decoders"),
    ],
)
def test_a_dock_closed_while_its_panel_works_hears_nothing_more(
    window, study, qtbot, monkeypatch, name, begin, function
):
    window.open(str(study), plugin=PLUGIN)
    module, _, attribute = f"napari_dicom.widgets.{function}".rpartition(".")
    home = import_module(module)
    gate = Gate(getattr(home, attribute))
    monkeypatch.setattr(home, attribute, gate)
    dock, panel = window.window.add_plugin_dock_widget(PLUGIN, name)
    begin(panel, qtbot, study)
    qtbot.waitUntil(gate.entered.is_set)
    spoken = []
    monkeypatch.setattr(Questions, "_tell", lambda *_: spoken.append(1))

    dock.destroyOnClose()
    gate.open()

    assert spoken == []
    assert len(window.layers) == 1


def test_a_layer_removed_while_panels_read_its_header_is_not_missed(window, study, qtbot):
    panels = [
        window.window.add_plugin_dock_widget(PLUGIN, name)[1]
        for name in ("DICOM Metadata", "DICOM Volume", "DICOM Transfer Syntaxes")
    ]
    for _ in range(5):
        (layer,) = window.open(str(study), plugin=PLUGIN)
        window.dims.set_current_step(0, 7)
        window.layers.remove(layer)
        qtbot.wait(20)
    window.open(str(study), plugin=PLUGIN)
    qtbot.wait(100)

    assert len(window.layers) == 1
    assert all(panel.native.isVisible() for panel in panels)
