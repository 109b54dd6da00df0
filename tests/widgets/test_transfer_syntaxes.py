"""The Transfer Syntaxes panel: what open layers need, what can be decoded, what to install."""

import json
import subprocess
import sys

import pytest
from napari.components import ViewerModel
from pydicom.uid import JPEG2000Lossless, JPEGExtended12Bit
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QApplication

from napari_dicom import add_dicom
from napari_dicom.dicom.attributes import (
    flat_rows,
)
from napari_dicom.dicom.pixels.coded import DecoderRow, Finding
from napari_dicom.widgets.transfer_syntaxes import TransferSyntaxesWidget
from napari_dicom.widgets.transfer_syntaxes.status_rows import syntax_rows
from opened import add_folder, emitters
from phantom import PATIENT_NAME, ramp, write_series


@pytest.fixture
def folder(tmp_path):
    write_series(tmp_path / "in", series="plain")
    write_series(
        tmp_path / "in",
        ramp(dtype="uint16"),
        series="extended",
        transfer_syntax=JPEGExtended12Bit,
        header={
            "SeriesNumber": 2,
            "LossyImageCompression": "01",
            "LossyImageCompressionRatio": "8",
        },
        name="extended{}.dcm".format,
    )
    return tmp_path / "in"


@pytest.fixture
def panel(folder, qtbot):
    viewer = ViewerModel()
    add_folder(viewer, folder)
    widget = TransferSyntaxesWidget(viewer)
    qtbot.addWidget(widget.native)
    with qtbot.waitExposed(widget.native):
        widget.native.show()
    qtbot.waitUntil(lambda: bool(widget._report) and not widget._timings.is_busy)
    return widget


def facts(panel, name):
    row = next(row for row in panel.layers.statuses.rows if row.name == name)
    return {child.name: child.value for child in row.children}


HERE = {"version": "1", "bits": (8, 8), "samples": (1,)}
"""Of a row whose decoder is installed."""


def made_row(**changes):
    return DecoderRow(
        **{
            "transfer_syntax_uid": "1.2",
            "transfer_syntax": "Made",
            "compression": "JPEG",
            "lossy": False,
            "retired": False,
            "order": 1,
            "decoder": "made",
            "package": "made",
            "version": None,
            "licence": "GPL-3.0",
            "reads": "8 bit",
            "outcome": Finding.NOT_INSTALLED,
            **changes,
        }
    )


def test_open_layers_say_how_they_are_coded_and_decoded(panel):
    found = facts(panel, "CT 2 extended")

    assert found["UID"] == JPEGExtended12Bit
    assert found["Bits"] == "12 of 16 bits"
    assert found["Pixels"] == "MONOCHROME2"
    assert found["Compression"] == "lossy 8:1"
    assert found["Decoder"].startswith("imagecodecs 20")
    assert found["Speed"].endswith(" ms a frame")
    assert found["Status"] == "OK"
    assert facts(panel, "CT 1 plain")["Decoder"] == "none needed"


def test_all_syntaxes_have_their_decoders_in_order_with_verdicts(panel):
    rows = {row.name: row for row in panel.syntaxes.statuses.rows}

    extended = next(row for name, row in rows.items() if name.startswith("JPEG Extended (P"))
    decoders = [child for child in extended.children if child.name != "UID"]
    assert [child.name[:2] for child in decoders] == ["1.", "2.", "3."]
    assert all(child.value.startswith(("OK", "WRONG", "FAILS", "NOT")) for child in decoders)
    assert any("GPL-3.0" in child.value for child in decoders)
    assert len(rows) > 40


def test_only_what_is_needed_can_be_shown(panel):
    panel.only_needed.native.click()

    assert {row.path[0] for row in panel.syntaxes.statuses.rows} == {
        "1.2.840.10008.1.2.1",
        JPEGExtended12Bit,
    }


def test_statuses_are_words_that_colour_repeats(panel):
    model = panel.syntaxes.statuses
    index = model.index(0, 1)

    assert model.data(index) == "OK"
    assert model.data(index, Qt.ItemDataRole.ForegroundRole) is not None
    assert model.data(index.siblingAtColumn(0), Qt.ItemDataRole.ForegroundRole) is None


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "NOT INSTALLED"),
        ({"outcome": Finding.WRONG}, "WRONG"),
        ({"outcome": Finding.NO_DECODER, "order": 0}, "NO DECODER"),
        ({"outcome": Finding.OK, **HERE}, "OK"),
        ({"outcome": Finding.WRONG, **HERE, "unfit": ((8, 1),)}, "WRONG"),
        ({"outcome": Finding.WRONG, **HERE, "bits": (8, 9), "unfit": ((8, 1),)}, "PARTLY"),
    ],
)
def test_a_syntax_has_the_status_of_its_decoders(changes, status):
    (row,) = syntax_rows([made_row(**changes)])

    assert row.value == status


def test_one_good_decoder_is_enough():
    (row,) = syntax_rows(
        [made_row(), made_row(order=2, outcome=Finding.OK, decoder="other", **HERE)]
    )

    assert row.value == "OK"
    assert [child.value for child in row.children[1:]] == ["NOT INSTALLED, GPL-3.0", "OK, GPL-3.0"]


def test_a_decoder_for_some_bits_only_is_not_called_ok():
    """Pillow reads 8-bit JPEG Extended, and no 12-bit one."""
    rows = [
        made_row(bits=(2, 12), samples=(1,)),
        made_row(order=2, outcome=Finding.OK, decoder="other", **HERE | {"bits": (2, 8)}),
    ]

    (row,) = syntax_rows(rows)

    assert row.value == "PARTLY"
    assert {child.name: child.value for child in row.children}["Only"] == "8 bit"


def test_a_series_that_could_not_be_opened_is_named_with_its_reason(tmp_path, qtbot):
    def cut(dataset, _):
        dataset.PixelData = b"\0\0"

    write_series(tmp_path, series="whole")
    write_series(tmp_path, series="cut", name="cut{}".format, edit=cut)
    viewer = ViewerModel()
    add_dicom(viewer, tmp_path)
    widget = TransferSyntaxesWidget(viewer)
    qtbot.addWidget(widget.native)

    with qtbot.waitExposed(widget.native):
        widget.native.show()
    qtbot.waitUntil(lambda: bool(widget._report) and not widget._timings.is_busy)

    assert widget.title.text() == "1 DICOM layer; 1 series could not be opened"
    statuses = {row.name: row.value for row in widget.layers.statuses.rows}
    assert statuses == {"CT 1 whole": "OK", "CT 1 cut (not opened)": "NOT OPENED"}
    assert "bytes" in facts(widget, "CT 1 cut (not opened)")["Reason"]


def test_the_command_that_installs_a_decoder_can_be_copied(panel):
    command = f'"{sys.executable}" -m pip install "made>=1"'
    panel._report = (made_row(install=command),)
    panel._show_syntaxes()
    panel.syntaxes.setCurrentIndex(panel.syntaxes.statuses.index(0, 0))

    panel.copy_command.native.click()

    assert QApplication.clipboard().text() == command
    assert "copied" in panel.status.whole


def test_nothing_is_copied_where_nothing_is_missing(panel):
    QApplication.clipboard().setText("before")
    panel.only_needed.native.click()

    panel.copy_command.native.click()

    assert QApplication.clipboard().text() == "before"
    assert panel.status.whole == "nothing is missing here"


def test_the_report_names_syntaxes_and_no_patient_or_path(panel, folder):
    panel.copy_report.native.click()

    report = QApplication.clipboard().text()
    assert JPEGExtended12Bit in report
    assert "imagecodecs" in report
    assert PATIENT_NAME not in report
    assert str(folder) not in report


def test_testing_again_says_how_it_went(panel, qtbot):
    panel.test.native.click()
    assert panel.status.whole == "testing …"

    qtbot.waitUntil(lambda: panel.status.whole.startswith("tested in"))


def test_the_panel_follows_the_layers(panel, tmp_path, qtbot):
    write_series(tmp_path / "more", transfer_syntax=JPEG2000Lossless, series="more")
    add_folder(panel._viewer, tmp_path / "more")

    assert facts(panel, "CT 1 more")["Compression"] == "lossless"
    qtbot.waitUntil(lambda: "Speed" in facts(panel, "CT 1 more"))

    panel._viewer.layers.clear()
    assert panel.empty.native.isVisible()
    assert not panel.layers.isVisible()
    qtbot.waitUntil(lambda: not panel._timings.is_busy)


def test_opening_and_closing_twenty_times_leaves_nothing_connected(folder, qtbot):
    viewer = ViewerModel()
    add_folder(viewer, folder)
    before = emitters(viewer)

    for _ in range(20):
        widget = TransferSyntaxesWidget(viewer)
        qtbot.addWidget(widget.native)
        widget.native.show()
        widget.native.close()
    qtbot.waitUntil(lambda: not (widget._tests.is_busy or widget._timings.is_busy))

    assert emitters(viewer) == before


def test_a_bare_environment_says_what_to_install():
    code = (
        "import sys, json\n"
        "for name in ('imagecodecs', 'libjpeg', 'openjpeg', 'rle', 'jpeg_ls', 'pylibjpeg'):\n"
        "    sys.modules[name] = None\n"
        "from napari_dicom.dicom.pixels.coded import decoder_report\n"
        "from napari_dicom.widgets.transfer_syntaxes.status_rows import syntax_rows\n"
        "rows = syntax_rows(decoder_report())\n"
        "print(json.dumps({row.path[0]: row.value for row in rows}))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    statuses = json.loads(done.stdout)
    assert statuses["1.2.840.10008.1.2.1"] == "OK"
    assert statuses["1.2.840.10008.1.2.4.80"] == "NOT INSTALLED"


def test_the_install_command_is_in_the_tree():
    rows = syntax_rows([made_row(install="pip install made")])

    assert "pip install made" in [row.value for row in flat_rows(rows)]
