"""A decoder that fails the self-test is not asked: by decoding, status, report, panel and info."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import numpy as np
import pytest

import phantom
from napari_dicom import read_volumes, scan
from napari_dicom.__main__ import main
from napari_dicom.dicom.describing import codings_of
from napari_dicom.dicom.errors import NoDecoderError
from napari_dicom.dicom.pixels import PixelFormat, optionals, syntax_of, to_rgb8
from napari_dicom.dicom.pixels.coded import decode_frame, decoder_report, status_for
from napari_dicom.dicom.pixels.compression import Compression
from napari_dicom.dicom.pixels.decoders import DECODERS, CodedFrame, Samples
from napari_dicom.dicom.pixels.formula import known_pixels
from napari_dicom.dicom.pixels.samples import SAMPLES, Sample, streams
from napari_dicom.dicom.pixels.self_test import format_of, why_unfit
from napari_dicom.dicom.pixels.trust import trusted_names
from napari_dicom.widgets.transfer_syntaxes.status_rows import layer_rows, syntax_rows

pytest.importorskip("imagecodecs")
PAIRS = list(zip(SAMPLES, streams(), strict=True))
IDS = [f"{sample.transfer_syntax_uid[18:]} {sample.name}" for sample in SAMPLES]
EXTENDED = "1.2.840.10008.1.2.4.51"
EIGHT = PixelFormat(16, 16, bits_allocated=8, bits_stored=8, high_bit=7)
TWELVE = PixelFormat(16, 16, bits_stored=12, high_bit=11)

Condition = Callable[[CodedFrame], bool]


def plant(monkeypatch: pytest.MonkeyPatch, name: str, when: Condition = lambda _: True) -> None:
    """Let a decoder invert what it gives, without a word, of some frames."""
    honest = DECODERS[name]

    def wrong(task: CodedFrame) -> Samples:
        samples = honest.decode(task)
        return replace(samples, values=~samples.values) if when(task) else samples

    monkeypatch.setitem(DECODERS, name, replace(honest, decode=wrong))


def fail(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def refuse(_: CodedFrame) -> Samples:
        raise ValueError("not today")

    monkeypatch.setitem(DECODERS, name, replace(DECODERS[name], decode=refuse))


def difference(sample: Sample, values: np.ndarray, photometric: str) -> int:
    if sample.samples == 3:
        values = to_rgb8(values, photometric)
    known = known_pixels(min(sample.bits_stored, 16), sample.signed, sample.samples)
    return int(np.abs(values.astype(int) - known.astype(int)).max())


@pytest.mark.parametrize(("sample", "stream"), PAIRS, ids=IDS)
def test_a_planted_wrong_decoder_is_passed_over_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, sample: Sample, stream: bytes
) -> None:
    syntax, layout = syntax_of(sample.transfer_syntax_uid), format_of(sample)
    first, *others = trusted_names(syntax.compression, layout)
    plant(monkeypatch, first)

    fit = [one for one in others if not why_unfit(DECODERS[one], syntax.compression, layout)]
    if not fit:
        with pytest.raises(NoDecoderError, match="fails the self-test"):
            decode_frame(stream, syntax, layout)
        return
    frame = decode_frame(stream, syntax, layout)

    assert difference(sample, frame.values, frame.photometric_interpretation) <= sample.tolerance
    assert "not asked, it fails the self-test" in frame.warnings[0]


def twelve(task: CodedFrame) -> bool:
    return task.header is not None and task.header.precision == 12


@pytest.mark.parametrize(
    ("when", "layout", "fit"),
    [
        pytest.param(twelve, TWELVE, False, id="these bits"),
        pytest.param(twelve, EIGHT, True, id="other bits"),
        pytest.param(lambda task: task.format.samples_per_pixel == 3, EIGHT, True, id="colour"),
        pytest.param(
            lambda task: task.format.samples_per_pixel == 3,
            replace(EIGHT, samples_per_pixel=3, photometric_interpretation="RGB"),
            False,
            id="these samples",
        ),
    ],
)
def test_the_verdict_is_for_bits_and_samples(
    monkeypatch: pytest.MonkeyPatch, when: Condition, layout: PixelFormat, fit: bool
) -> None:
    plant(monkeypatch, "imagecodecs.jpeg8", when)

    found = why_unfit(DECODERS["imagecodecs.jpeg8"], Compression.JPEG, layout)

    assert (found is None) is fit


@pytest.mark.parametrize("wrong", [0, 1], ids=["unsigned", "signed"])
@pytest.mark.parametrize("asked", [0, 1], ids=["unsigned", "signed"])
@pytest.mark.parametrize("bits", [12, 13, 16])
def test_the_verdict_is_for_the_sign(
    monkeypatch: pytest.MonkeyPatch, wrong: int, asked: int, bits: int
) -> None:
    plant(monkeypatch, "imagecodecs.jpegls", lambda task: task.format.pixel_representation == wrong)
    layout = PixelFormat(16, 16, bits_stored=bits, high_bit=bits - 1, pixel_representation=asked)

    found = why_unfit(DECODERS["imagecodecs.jpegls"], Compression.JPEG_LS, layout)

    assert (found is None) is (asked != wrong)


@pytest.mark.parametrize(
    ("bits", "fit"),
    [
        pytest.param(8, True, id="those of 8"),
        pytest.param(9, False, id="the next above"),
        pytest.param(12, False, id="those of 12"),
        pytest.param(13, True, id="above them"),
        pytest.param(16, True, id="those of 16"),
    ],
)
def test_bits_without_a_stream_of_their_own_go_by_the_next_that_has_one(
    monkeypatch: pytest.MonkeyPatch, bits: int, fit: bool
) -> None:
    plant(monkeypatch, "imagecodecs.jpegls", twelve)
    layout = PixelFormat(16, 16, bits_stored=bits, high_bit=bits - 1)

    found = why_unfit(DECODERS["imagecodecs.jpegls"], Compression.JPEG_LS, layout)

    assert (found is None) is fit


def test_a_decoder_that_fails_every_stream_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, "imagecodecs.jpeg2k")

    found = why_unfit(DECODERS["imagecodecs.jpeg2k"], Compression.JPEG_2000, TWELVE)

    assert found == "not asked, it fails the self-test: 12 bit: fails (ValueError: not today)"


def test_what_no_stream_tests_is_trusted_as_the_table_has_it() -> None:
    assert why_unfit(DECODERS["pyav"], Compression.VIDEO, EIGHT) is None


def test_the_status_names_the_next_decoder_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("libjpeg")
    plant(monkeypatch, "imagecodecs.jpeg8", twelve)

    found, other = status_for(EXTENDED, TWELVE), status_for(EXTENDED, EIGHT)

    assert found.ready
    assert found.decoder.startswith("pylibjpeg-libjpeg")
    assert "imagecodecs.jpeg8 is not asked, it fails the self-test" in found.message
    assert found.passed_over in found.message
    assert other.decoder.startswith("imagecodecs")
    assert "self-test" not in other.message
    assert other.passed_over == ""


def test_without_another_decoder_nothing_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "imagecodecs.jpeg8", twelve)
    if optionals.version("pylibjpeg-libjpeg"):
        plant(monkeypatch, "pylibjpeg-libjpeg", twelve)

    found = status_for(EXTENDED, TWELVE)

    assert not found.ready
    assert "fails the self-test" in found.message


def test_the_report_and_the_panel_have_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("imagecodecs.jpeg8", "pylibjpeg-libjpeg"):
        plant(monkeypatch, name, twelve)

    rows = [row for row in decoder_report() if row.transfer_syntax_uid == EXTENDED]
    (shown,) = syntax_rows(rows)

    first = rows[0]
    assert (12, 1) in first.unfit
    assert (8, 1) in first.ready
    assert first.outcome == "wrong"
    assert shown.value == "PARTLY"


def test_the_volume_is_right_and_says_so(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openjpeg")
    values = phantom.ramp(3, 16, 16)
    phantom.write_series(tmp_path, values, transfer_syntax="1.2.840.10008.1.2.4.90")
    plant(monkeypatch, "imagecodecs.jpeg2k")

    (loaded,) = read_volumes(tmp_path)

    np.testing.assert_array_equal(loaded.values, values)
    said = [note.message for note in loaded.volume.notes if note.code == "decoding"]
    assert any("not asked, it fails the self-test" in text for text in said)
    assert "pylibjpeg-openjpeg" in str(loaded.decoders)


def test_info_names_the_decoder_that_is_asked(tmp_path, monkeypatch, capsys) -> None:
    pytest.importorskip("openjpeg")
    phantom.write_series(
        tmp_path, phantom.ramp(3, 16, 16), transfer_syntax="1.2.840.10008.1.2.4.90"
    )
    plant(monkeypatch, "imagecodecs.jpeg2k")

    main(["info", str(tmp_path)])

    assert "pylibjpeg-openjpeg" in capsys.readouterr().out


@pytest.mark.parametrize("samples", [1, 3])
def test_a_decoder_known_to_be_wrong_of_8_bit_lossless_is_refused_in_grey_and_colour(
    samples: int,
) -> None:
    if optionals.version("pylibjpeg-libjpeg") != "2.5.0":
        pytest.skip("another version may have been mended")
    layout = replace(EIGHT, samples_per_pixel=samples)

    found = why_unfit(DECODERS["pylibjpeg-libjpeg"], Compression.JPEG_LOSSLESS, layout)

    assert found is not None
    assert "wrapped: wrong" in found


def test_the_panel_names_what_is_passed_over_for_a_layer(tmp_path, monkeypatch) -> None:
    pytest.importorskip("openjpeg")
    phantom.write_series(
        tmp_path, phantom.ramp(3, 16, 16), transfer_syntax="1.2.840.10008.1.2.4.90"
    )
    plant(monkeypatch, "imagecodecs.jpeg2k")
    (volume,) = scan(tmp_path).volumes

    (row,) = layer_rows([(volume.name, codings_of(volume), {}, "")], {})

    shown = {child.name: child.value for child in row.children}
    assert shown["Passed over"].startswith("imagecodecs.jpeg2k is not asked")
    assert shown["Decoder"].startswith("pylibjpeg-openjpeg")


def every_second() -> Condition:
    """Return a condition that holds for every second frame that is decoded."""
    turns = count(1)
    return lambda _: next(turns) % 2 == 0


PLANTS = {
    "signed": lambda task: task.format.is_signed,
    "16 bits": lambda task: task.header is None or task.header.precision == 16,
    "3 samples": lambda task: task.format.samples_per_pixel == 3,
    "the second frame": None,
}
JPEG_2000, RLE = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.5"


def volume_with(what: str) -> np.ndarray:
    if what == "3 samples":
        return np.stack([phantom.ramp(3, 16, 16).astype(np.uint8)] * 3, -1)
    return phantom.ramp(3, 16, 16, "int16" if what == "signed" else "uint16")


@pytest.mark.parametrize("what", PLANTS)
@pytest.mark.parametrize(
    ("syntax", "first", "second"),
    [
        pytest.param(JPEG_2000, "imagecodecs.jpeg2k", "pylibjpeg-openjpeg", id="JPEG 2000"),
        pytest.param(RLE, "imagecodecs.dicomrle", "pylibjpeg-rle", id="RLE"),
    ],
)
@pytest.mark.parametrize(
    "write", [phantom.write_series, phantom.write_enhanced], ids=["classic", "enhanced"]
)
def test_decoding_panel_and_info_pass_over_a_decoder_that_is_wrong_of(
    tmp_path, monkeypatch, capsys, what, syntax, first, second, write
) -> None:
    pytest.importorskip("openjpeg")
    pytest.importorskip("rle")
    values = volume_with(what)
    write(
        tmp_path if write is phantom.write_series else tmp_path / "a.dcm",
        values,
        transfer_syntax=syntax,
    )
    plant(monkeypatch, first, PLANTS[what] or every_second())

    (loaded,) = read_volumes(tmp_path)
    main(["info", str(tmp_path)])
    volume = loaded.volume
    (row,) = layer_rows([(volume.name, codings_of(volume), {}, "")], {})

    np.testing.assert_array_equal(loaded.values, values)
    said = [note.message for note in volume.notes if note.code == "decoding"]
    assert any(
        f"{first.partition('.')[0]}" in text and "fails the self-test" in text for text in said
    )
    assert second in str(loaded.decoders)
    assert second in capsys.readouterr().out
    shown = {child.name: child.value for child in row.children}
    assert shown["Passed over"].startswith(f"{first} is not asked")
    assert shown["Decoder"].startswith(second)
