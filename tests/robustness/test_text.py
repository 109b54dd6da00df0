"""Texts from files are shown as plain text: no control, no direction, no markup, bounded.

Defects these found: Modality was shown as it stands in the file; invisible format characters came
through; of a very long text all was looked at.
"""

import io
import unicodedata
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from napari.utils.notifications import Notification
from pydicom.uid import ImplicitVRLittleEndian
from qtpy.QtCore import Qt

import phantom
from napari_dicom.__main__ import main
from napari_dicom.api import add_dicom
from napari_dicom.dicom import open_paths
from napari_dicom.layers import build_layers
from napari_dicom.viewer.report import report_on
from robustness.implicit_file import tag_of, with_value

NASTY = {
    "terminal": "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "control": "a\rb\nc\td\x08\x7f\x9b31m",
    "direction": "\u202egnp.exe\u2066\u200f",
    "markup": "<img src=x onerror=alert(1)><b>bold</b>&amp;",
    "format": "%s%n{0}{__class__}${HOME}",
    "invisible": "a\u200b\ufeff\u00ad\U000e0041b",
    "separator": "a\u2028b\u2029c",
    "long": "A" * 60_000,
    "wide": "\ufdfd" * 500 + "e" + "\u0301" * 500,
    "slashes": "../../../../etc/passwd",
}
KEYWORDS = ["Modality", "SeriesDescription", "StudyDescription", "Manufacturer", "RescaleType"]
KEYWORDS += ["WindowCenterWidthExplanation", "ConvolutionKernel", "SliceThickness", "SeriesNumber"]
KEYWORDS += ["SOPClassUID", "SeriesInstanceUID", "FrameOfReferenceUID", "Units", "StackID"]


def write_nasty(folder: Path, text: str) -> Path:
    """Write a series whose texts are nasty, and damaged files of the same kind."""
    good = phantom.write_series(folder, transfer_syntax=ImplicitVRLittleEndian)
    bad = phantom.write_series(folder / "bad", transfer_syntax=ImplicitVRLittleEndian, series="bad")
    for path in (*good, *bad):
        data = with_value(path.read_bytes(), 0x00080005, b"ISO_IR 192")
        for keyword in KEYWORDS:
            data = with_value(data, tag_of(keyword), text.encode())
        path.write_bytes(data if path in good else data[:-7])
    (folder / "not.dcm").write_bytes(bytes(128) + b"DICM" + text.encode()[:300])
    return folder


def assert_plain(text: str, longest: int) -> None:
    assert len(text) <= longest
    hidden = [c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}]
    hidden += [c for c in text if unicodedata.bidirectional(c) in {"RLO", "RLE", "RLI", "LRI"}]
    assert not hidden


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_names_notes_and_reasons_are_plain_text(text: str, tmp_path: Path) -> None:
    opened = open_paths(write_nasty(tmp_path, text))

    layers = build_layers(opened.loaded)
    assert layers
    assert opened.skipped
    for layer in layers:
        assert_plain(layer.keywords["name"], 200)
        assert not Qt.mightBeRichText(layer.keywords["name"])
        for label in layer.keywords["axis_labels"]:
            assert_plain(label, 64)
    for one in opened.loaded:
        for note in one.volume.notes:
            assert_plain(note.message, 1000)
    for told in (*opened.failed, *opened.skipped):
        assert_plain(told.reason, 1000)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_the_command_line_prints_plain_text(text: str, tmp_path: Path) -> None:
    out = io.StringIO()

    with redirect_stdout(out):
        main(["info", str(write_nasty(tmp_path, text))])

    assert "Not opened" in out.getvalue()
    for line in out.getvalue().splitlines():
        assert_plain(line, 1200)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_notifications_hold_nothing_that_qt_takes_for_markup(
    text: str, tmp_path: Path, viewer, told: list[Notification]
) -> None:
    folder = write_nasty(tmp_path, text)

    add_dicom(viewer, folder)

    assert told
    for one in told:
        assert "<" not in one.message
        for line in one.message.splitlines():
            assert_plain(line, 1000)


def test_the_report_escapes_names_of_files(tmp_path: Path) -> None:
    phantom.write_series(tmp_path)
    (tmp_path / "<b>bold\u202e.dcm").write_bytes(bytes(128) + b"DICM")

    report = report_on(open_paths(tmp_path), [str(tmp_path)], 0)

    assert "<b>" not in report.text
