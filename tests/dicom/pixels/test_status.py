"""The self-test, and what the command line and the panel show."""

import json
import subprocess
import sys

import pytest

from napari_dicom.dicom.pixels import TRANSFER_SYNTAXES, PixelFormat, optionals, self_test
from napari_dicom.dicom.pixels.coded import (
    Finding,
    decoder_report,
    report_as_json,
    report_as_text,
    run_self_test,
    status_for,
)
from napari_dicom.dicom.pixels.samples import SAMPLES, streams

EXTENDED = "1.2.840.10008.1.2.4.51"
TWELVE_BIT = PixelFormat(512, 512, bits_stored=12, high_bit=11)


@pytest.fixture
def _without_imagecodecs(monkeypatch: pytest.MonkeyPatch):
    real = optionals._load
    gone = {"imagecodecs", "pylibjpeg-libjpeg"}
    monkeypatch.setattr(
        optionals, "_load", lambda name: optionals.NOT_INSTALLED if name in gone else real(name)
    )
    optionals.problem.cache_clear()
    yield
    optionals.problem.cache_clear()


def test_the_streams_take_less_than_24_kilobytes() -> None:
    assert sum(map(len, streams())) < 24_000
    assert len(streams()) == len(SAMPLES)


def test_every_first_choice_decodes_every_stream_right() -> None:
    pytest.importorskip("imagecodecs")
    first = [v for v in run_self_test() if v.decoder.startswith(("imagecodecs", "zlib", "numpy"))]

    assert {str(verdict) for verdict in first if verdict.outcome is not Finding.OK} == set()
    assert len(first) >= len(SAMPLES)


def test_the_self_test_catches_a_decoder_that_is_silently_wrong() -> None:
    pytest.importorskip("libjpeg")
    verdict = next(
        v
        for v in run_self_test()
        if v.decoder == "pylibjpeg-libjpeg" and v.sample == "8 bit, wrapped"
    )
    if optionals.version("pylibjpeg-libjpeg") != "2.5.0":
        pytest.skip("another version may have been mended")

    assert verdict.outcome is Finding.WRONG
    assert verdict.difference > 100


def test_a_stream_is_tested_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    before = run_self_test()
    monkeypatch.setattr(self_test, "decode_with", lambda *_: pytest.fail("tested again"))

    assert run_self_test() == before
    assert status_for(EXTENDED, TWELVE_BIT).ready is True


def test_the_report_has_a_row_for_every_transfer_syntax() -> None:
    rows = decoder_report()

    assert {row.transfer_syntax_uid for row in rows} == set(TRANSFER_SYNTAXES)
    assert {row.licence for row in rows if row.package == "pylibjpeg-libjpeg"} == {"GPL-3.0"}


def test_the_report_is_json_and_text() -> None:
    rows = decoder_report()

    report = json.loads(report_as_json(rows))

    assert len(report["decoders"]) == len(rows)
    assert report["python"] == sys.executable
    assert "JPEG Extended (Process 2 & 4)" in report_as_text(rows)


def test_ready_names_the_decoder_and_its_version() -> None:
    pytest.importorskip("imagecodecs")

    found = status_for(EXTENDED, TWELVE_BIT)

    assert found.ready
    assert found.decoder == f"imagecodecs {optionals.version('imagecodecs')} (jpeg8)"


@pytest.mark.usefixtures("_without_imagecodecs")
def test_pillow_alone_is_not_ready_for_12_bit() -> None:
    found = status_for(EXTENDED, TWELVE_BIT)

    assert not found.ready
    assert f'"{sys.executable}" -m pip install "imagecodecs' in found.message


def test_uncompressed_needs_no_decoder() -> None:
    assert status_for("1.2.840.10008.1.2.1", TWELVE_BIT).decoder == "none needed"


@pytest.mark.parametrize("uid", ["1.2.3.4", "1.2.840.10008.1.2.4.94", "1.2.840.10008.1.2.4.66"])
def test_what_nothing_reads_is_not_ready(uid: str) -> None:
    found = status_for(uid, TWELVE_BIT)

    assert not found.ready
    assert "no decoder exists" in found.message


def test_importing_the_room_imports_no_optional_package_that_pydicom_does_not() -> None:
    names = "('imagecodecs', 'PIL', 'libjpeg', 'openjpeg', 'rle', 'jpeg_ls', 'av')"
    code = (
        f"import sys, pydicom; before = [m for m in {names} if m in sys.modules]; "
        f"import napari_dicom.dicom.pixels; "
        f"print([m for m in {names} if m in sys.modules] == before)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "True"
