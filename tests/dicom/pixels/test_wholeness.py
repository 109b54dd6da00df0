"""Odd but whole streams are shown: without an end marker, made even, with fill bytes."""

import numpy as np
import pytest

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels import syntax_of
from napari_dicom.dicom.pixels.coded import decode_frame
from napari_dicom.dicom.pixels.guard import read_stream_header
from napari_dicom.dicom.pixels.samples import SAMPLES, streams
from napari_dicom.dicom.pixels.self_test import format_of
from napari_dicom.dicom.pixels.stray_markers import STRAY

pytest.importorskip("imagecodecs")
JPEG = ("4.50", "4.51", "4.55", "4.57", "4.70")
JPEG_2000 = ("4.90", "4.91", "4.92", "4.93", "4.201", "4.202", "4.203")
NO_END = "the stream has no end marker"


def of(*syntaxes):
    return [
        pytest.param(sample, stream, id=f"{sample.transfer_syntax_uid[18:]} {sample.name}")
        for sample, stream in zip(SAMPLES, streams(), strict=True)
        if sample.transfer_syntax_uid[18:] in syntaxes
    ]


def both(sample, stream, change):
    """Return a stream decoded as it is, and changed by what is done to (data, end marker)."""
    syntax, layout = syntax_of(sample.transfer_syntax_uid), format_of(sample)
    header = read_stream_header(stream, syntax.compression)
    end = header.end
    changed = change(stream[:end], stream[end : end + 2])
    return decode_frame(stream, syntax, layout), decode_frame(changed, syntax, layout)


@pytest.mark.parametrize("behind", [b"", b"\0", b"\xff"], ids=["nothing", "a zero", "half of it"])
@pytest.mark.parametrize(("sample", "stream"), of(*JPEG, *JPEG_2000))
def test_a_whole_picture_without_an_end_marker_is_shown_and_told_of(sample, stream, behind):
    whole, found = both(sample, stream, lambda data, _: data + behind)

    np.testing.assert_array_equal(found.values, whole.values)
    assert [text for text in found.warnings if text not in whole.warnings] == [NO_END]


@pytest.mark.parametrize("more", [-1, 1], ids=["lost", "doubled"])
@pytest.mark.parametrize(("sample", "stream"), of("4.90", "4.201"))
def test_jpeg_2000_that_is_a_byte_shorter_or_longer_is_refused(sample, stream, more):
    with pytest.raises(DecodeError):
        both(sample, stream, lambda data, end: data[: len(data) - 20 + more] + data[-20:] + end)


@pytest.mark.parametrize("fill", [b"\xff", b"\xff\xff"], ids=["one", "two"])
@pytest.mark.parametrize(("sample", "stream"), of(*JPEG))
def test_fill_bytes_before_the_end_marker_are_no_damage(sample, stream, fill):
    whole, found = both(sample, stream, lambda data, end: data + fill + end)

    np.testing.assert_array_equal(found.values, whole.values)
    assert found.warnings == whole.warnings


@pytest.mark.parametrize("behind", [b"\0", b"\0\0\0"], ids=["one", "three"])
@pytest.mark.parametrize(("sample", "stream"), of(*JPEG, *JPEG_2000, "4.80", "4.81"))
def test_zeros_behind_the_end_marker_are_no_damage(sample, stream, behind):
    whole, found = both(sample, stream, lambda data, end: data + end + behind)

    np.testing.assert_array_equal(found.values, whole.values)
    assert found.warnings == whole.warnings
    assert STRAY not in found.warnings
