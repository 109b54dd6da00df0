"""Known pixels through every syntax we claim, and what happens when they cannot be had."""

import struct
import sys
from dataclasses import replace

import numpy as np
import pytest

from napari_dicom.dicom.errors import DecodeError, NoDecoderError
from napari_dicom.dicom.pixels import PixelFormat, decode, optionals, syntax_of, to_rgb8
from napari_dicom.dicom.pixels.coded import decode_frame
from napari_dicom.dicom.pixels.decoders import DECODERS, CodedFrame, Decoder, Samples
from napari_dicom.dicom.pixels.formula import known_pixels
from napari_dicom.dicom.pixels.repair import set_end_of_spectral_selection
from napari_dicom.dicom.pixels.samples import SAMPLES, Sample, streams
from napari_dicom.dicom.pixels.self_test import format_of

pytest.importorskip("imagecodecs")
PAIRS = list(zip(SAMPLES, streams(), strict=True))
BY_NAME = {(s.transfer_syntax_uid.rpartition("1.2.4.")[2], s.name): (s, x) for s, x in PAIRS}
IDS = [f"{sample.transfer_syntax_uid[18:]} {sample.name}" for sample in SAMPLES]


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Make packages look as if they were not installed."""
    real = optionals._load
    monkeypatch.setattr(optionals, "_load", lambda name: _missing(name, packages) or real(name))
    optionals.problem.cache_clear()


def _missing(name: str, packages: tuple[str, ...]) -> str | None:
    return optionals.NOT_INSTALLED if name in packages else None


@pytest.fixture(autouse=True)
def _forget_what_is_missing():
    yield
    optionals.problem.cache_clear()


def difference(sample: Sample, values: np.ndarray, photometric: str) -> int:
    if sample.samples == 3:
        values = to_rgb8(values, photometric)
    known = known_pixels(min(sample.bits_stored, 16), sample.signed, sample.samples)
    return int(np.abs(values.astype(int) - known.astype(int)).max())


@pytest.mark.parametrize(("sample", "stream"), PAIRS, ids=IDS)
def test_a_stream_with_known_pixels_decodes_to_them(sample: Sample, stream: bytes) -> None:
    layout = format_of(sample)

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), layout)

    assert frame.values.dtype == layout.dtype
    assert frame.values.shape == layout.shape
    assert difference(sample, frame.values, frame.photometric_interpretation) <= sample.tolerance
    assert frame.warnings == ()


CUT = [
    pair
    for pair in PAIRS
    if pair[0].transfer_syntax_uid[20:22] in ("50", "51", "70", "57", "80", "90", "20", "11")
]


@pytest.mark.parametrize("end", [b"", b"\xff\xd9"], ids=["no end marker", "end marker put back"])
@pytest.mark.parametrize(
    ("sample", "stream"), CUT, ids=[f"{s.transfer_syntax_uid[18:]} {s.name}" for s, _ in CUT]
)
def test_a_stream_cut_off_in_the_middle_of_its_data_is_refused(
    sample: Sample, stream: bytes, end: bytes
) -> None:
    start = max(stream.find(b"\xff\xda"), stream.find(b"\xff\x93"), len(stream) // 2)
    cut = stream[: (start + len(stream)) // 2] + end

    with pytest.raises(DecodeError):
        decode_frame(cut, syntax_of(sample.transfer_syntax_uid), format_of(sample))


@pytest.mark.parametrize(
    "key", [("51", "12 bit"), ("70", "16 bit"), ("80", "12 bit"), ("90", "16 bit")]
)
def test_a_missing_end_marker_alone_is_a_warning(key: tuple[str, str]) -> None:
    sample, stream = BY_NAME[key]
    syntax = syntax_of(sample.transfer_syntax_uid)

    frame = decode_frame(stream[:-2], syntax, format_of(sample))

    assert difference(sample, frame.values, "") <= sample.tolerance
    assert frame.warnings == ("the stream has no end marker",)


@pytest.mark.parametrize("decoder", ["pylibjpeg-libjpeg", "imagecodecs"])
def test_jpeg_extended_with_se_0_decodes(monkeypatch: pytest.MonkeyPatch, decoder: str) -> None:
    pytest.importorskip("libjpeg")
    without(monkeypatch, *({"imagecodecs", "pylibjpeg-libjpeg"} - {decoder}))
    sample, stream = BY_NAME["51", "12 bit, Se = 0"]

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), format_of(sample))

    assert decoder in frame.decoder
    assert difference(sample, frame.values, "") <= sample.tolerance


def test_the_repair_changes_one_byte_of_the_scan_header() -> None:
    _, stream = BY_NAME["51", "12 bit, Se = 0"]
    _, whole = BY_NAME["51", "12 bit"]

    assert set_end_of_spectral_selection(stream, stream.index(b"\xff\xda")) == whole


def test_wrapped_differences_of_jpeg_lossless_come_out_exact() -> None:
    sample, stream = BY_NAME["70", "8 bit, wrapped"]

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), format_of(sample))

    assert np.array_equal(frame.values, known_pixels(8, False, 1))


def test_a_decoder_with_a_known_fault_is_the_last_resort_and_warned_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("libjpeg")
    without(monkeypatch, "imagecodecs")
    sample, stream = BY_NAME["70", "16 bit"]

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), format_of(sample))

    assert "pylibjpeg-libjpeg" in frame.decoder
    assert any("wrong pixels where differences wrap" in text for text in frame.warnings)


def test_without_a_decoder_the_error_says_what_was_tried_and_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, "imagecodecs", "pylibjpeg-libjpeg")
    sample, stream = BY_NAME["51", "12 bit"]

    with pytest.raises(NoDecoderError) as caught:
        decode_frame(stream, syntax_of(sample.transfer_syntax_uid), format_of(sample))

    text = str(caught.value)
    assert "JPEG Extended (Process 2 & 4) (1.2.840.10008.1.2.4.51), 12 bit" in text
    assert "imagecodecs.jpeg8: not installed; pylibjpeg-libjpeg: not installed" in text
    assert "pillow.jpeg: not for these bits and samples" in text
    assert f'"{sys.executable}" -m pip install "imagecodecs>=' in text
    assert "then restart napari. Tried: " in text


def test_a_syntax_that_nothing_reads_says_that_no_decoder_exists() -> None:
    hierarchical = syntax_of("1.2.840.10008.1.2.4.94")

    with pytest.raises(NoDecoderError, match="no decoder exists"):
        decode_frame(b"anything", hierarchical, PixelFormat(16, 16))


class PanicException(BaseException):
    """What pyo3 raises when Rust code panics; its own type cannot be imported."""


@pytest.mark.parametrize(
    "error", [ValueError("bad table"), PanicException("bad table"), MemoryError("bad table")]
)
def test_whatever_a_decoder_raises_the_next_one_is_asked_and_the_reason_kept(
    monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    pytest.importorskip("openjpeg")
    _replace(monkeypatch, "imagecodecs.jpeg2k", error)
    sample, stream = BY_NAME["90", "16 bit"]

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), format_of(sample))

    assert "pylibjpeg-openjpeg" in frame.decoder
    assert np.array_equal(frame.values, known_pixels(16, False, 1))
    assert "imagecodecs" in frame.warnings[0]


def test_a_keyboard_interrupt_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    _replace(monkeypatch, "imagecodecs.jpeg2k", KeyboardInterrupt())
    sample, stream = BY_NAME["90", "16 bit"]

    with pytest.raises(KeyboardInterrupt):
        decode_frame(stream, syntax_of(sample.transfer_syntax_uid), format_of(sample))


def test_a_decoder_that_does_not_notice_damage_is_not_asked_after_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, "pyjpegls")
    _replace(monkeypatch, "imagecodecs.jpegls", ValueError("damaged"))
    sample, stream = BY_NAME["80", "16 bit"]

    with pytest.raises(DecodeError, match="pylibjpeg-libjpeg: not asked"):
        decode_frame(stream, syntax_of(sample.transfer_syntax_uid), format_of(sample))


def test_words_of_a_decoder_are_quoted_behind_a_sentence_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, "pylibjpeg-openjpeg", "pillow")
    _replace(monkeypatch, "imagecodecs.jpeg2k", ValueError("opj_decode failed"))
    sample, stream = BY_NAME["90", "16 bit"]

    with pytest.raises(DecodeError) as refused:
        decode_frame(stream, syntax_of(sample.transfer_syntax_uid), format_of(sample))

    sentence, _, quoted = str(refused.value).partition(" (imagecodecs")
    assert sentence.endswith("fetch or export it anew")
    assert "said “ValueError: opj_decode failed”" in quoted


def _replace(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException) -> None:
    """Let a decoder raise an error, though it has passed the self-test."""

    def fail(_task: CodedFrame) -> Samples:
        raise error

    monkeypatch.setitem(DECODERS, name, Decoder(name, "imagecodecs", fail))
    monkeypatch.setattr(decode, "why_unfit", lambda *_: None)


@pytest.mark.parametrize("key", [("90", "12 bit"), ("80", "12 bit")])
def test_an_unsigned_stream_under_a_signed_header_is_sign_extended(key: tuple[str, str]) -> None:
    sample, stream = BY_NAME[key]
    layout = format_of(replace(sample, signed=True))

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), layout)

    known = known_pixels(12, False, 1).astype(int)
    assert np.array_equal(frame.values, np.where(known >= 2048, known - 4096, known))


def test_a_lossy_stream_may_overshoot_bits_stored_without_wrapping() -> None:
    sample, stream = BY_NAME["51", "12 bit"]
    layout = replace(format_of(sample), bits_stored=10, high_bit=9)

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), layout)

    assert int(frame.values.max()) > 4000
    assert "past the 10 bits" in frame.warnings[0]


def test_garbage_above_bits_stored_in_jpeg_lossless_is_cut_off_with_a_warning() -> None:
    sample, stream = BY_NAME["70", "16 bit"]
    layout = replace(format_of(sample), bits_stored=12, high_bit=11)

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), layout)

    assert np.array_equal(frame.values, known_pixels(16, False, 1) & 0x0FFF)
    assert "past the 12 bits" in frame.warnings[0]


def test_a_deflated_frame_that_inflates_past_its_picture_is_refused() -> None:
    _, stream = next((s, x) for s, x in PAIRS if s.transfer_syntax_uid.endswith("1.2.8.1"))

    with pytest.raises(DecodeError, match="inflates past"):
        decode_frame(stream, syntax_of("1.2.840.10008.1.2.8.1"), PixelFormat(4, 4))


def test_an_empty_frame_is_refused() -> None:
    with pytest.raises(DecodeError, match="empty"):
        decode_frame(b"", syntax_of("1.2.840.10008.1.2.5"), PixelFormat(4, 4))


def _give(monkeypatch: pytest.MonkeyPatch, name: str, values: np.ndarray) -> None:
    """Let a decoder give these samples, whatever it is asked, once it has passed the self-test."""

    def given(task: CodedFrame) -> Samples:
        more = task.format.rows - len(values)  # behind a whole picture: all the same
        return Samples(np.pad(values, [(0, more), (0, 0)]), "MONOCHROME2")

    monkeypatch.setitem(DECODERS, name, Decoder(name, "imagecodecs", given))
    monkeypatch.setattr(decode, "why_unfit", lambda *_: None)


@pytest.mark.parametrize(
    ("least", "most", "past"),
    [
        pytest.param(0, 1023, False, id="all that 10 bits allow"),
        pytest.param(0, 1023 + 64, False, id="over by an eighth of the half"),
        pytest.param(0, 1023 + 65, True, id="over by a little more"),
    ],
)
def test_a_lossy_stream_may_overshoot_by_a_sixteenth_of_the_range(
    monkeypatch: pytest.MonkeyPatch, least: int, most: int, past: bool
) -> None:
    values = np.full((16, 16), least, np.uint16)
    values[3, 4] = most
    _give(monkeypatch, "imagecodecs.jpeg2k", values)
    sample, stream = BY_NAME["90", "12 bit"]
    layout = replace(format_of(sample), bits_stored=10, high_bit=9)

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), layout)

    assert np.array_equal(frame.values, values)
    assert any("past the 10 bits" in text for text in frame.warnings) is past


@pytest.mark.parametrize(
    ("least", "most", "past"),
    [
        pytest.param(-512, 511, False, id="all that 10 bits allow"),
        pytest.param(-512 - 64, 511 + 64, False, id="over by an eighth of the half"),
        pytest.param(-512 - 65, 511, True, id="below by a little more"),
        pytest.param(-512, 511 + 65, True, id="above by a little more"),
    ],
)
def test_a_signed_lossy_stream_may_overshoot_both_ends(
    monkeypatch: pytest.MonkeyPatch, least: int, most: int, past: bool
) -> None:
    values = np.full((16, 16), least, np.int16)
    values[3, 4] = most
    _give(monkeypatch, "imagecodecs.jpeg2k", values)
    sample, stream = BY_NAME["90", "12 bit signed"]
    layout = replace(format_of(sample), bits_stored=10, high_bit=9)

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), layout)

    assert any("past the 10 bits" in text for text in frame.warnings) is past


@pytest.mark.parametrize(("most", "past"), [(4095, False), (4096, True)])
def test_jpeg_lossless_may_not_overshoot_at_all(
    monkeypatch: pytest.MonkeyPatch, most: int, past: bool
) -> None:
    values = np.zeros((16, 16), np.uint16)
    values[3, 4] = most
    _give(monkeypatch, "imagecodecs.jpeg8", values)
    sample, stream = BY_NAME["70", "16 bit"]
    layout = replace(format_of(sample), bits_stored=12, high_bit=11)

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), layout)

    assert any("past the 12 bits" in text for text in frame.warnings) is past


@pytest.mark.parametrize("bits_stored", [12, 13, 16])
def test_the_sign_stands_where_the_stream_ends_not_where_bits_stored_does(
    bits_stored: int,
) -> None:
    sample, stream = BY_NAME["90", "12 bit"]
    layout = replace(
        format_of(sample), bits_stored=bits_stored, high_bit=bits_stored - 1, pixel_representation=1
    )

    frame = decode_frame(stream, syntax_of(sample.transfer_syntax_uid), layout)

    known = known_pixels(12, False, 1).astype(int)
    assert np.array_equal(frame.values, np.where(known >= 2048, known - 4096, known))


@pytest.mark.parametrize("offset", [16, 48])
def test_a_jpeg_2000_picture_with_an_offset_on_its_canvas_decodes_to_itself(offset: int) -> None:
    sample, stream = BY_NAME["90", "16 bit"]
    moved = bytearray(stream)
    struct.pack_into(">4L", moved, 8, 16 + offset, 16 + offset, offset, offset)
    struct.pack_into(">2L", moved, 32, offset, offset)

    frame = decode_frame(bytes(moved), syntax_of(sample.transfer_syntax_uid), format_of(sample))

    assert np.array_equal(frame.values, known_pixels(16, False, 1))
