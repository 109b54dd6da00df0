"""Markers in the middle of compressed data are told of; those that belong there are not."""

import io

import numpy as np
import pytest
from PIL import Image

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels import PixelFormat, syntax_of
from napari_dicom.dicom.pixels.coded import decode_frame
from napari_dicom.dicom.pixels.guard import read_stream_header
from napari_dicom.dicom.pixels.samples import SAMPLES, streams
from napari_dicom.dicom.pixels.stray_markers import STRAY, has_stray_markers

imagecodecs = pytest.importorskip("imagecodecs")
BASELINE = "1.2.840.10008.1.2.4.50"
GREY = PixelFormat(96, 120, bits_allocated=8, bits_stored=8, high_bit=7)
VALUES = np.random.default_rng(4).integers(0, 256, (96, 120), dtype=np.uint8)


def jpeg(restart_rows=0):
    stream = io.BytesIO()
    Image.fromarray(VALUES).save(stream, "JPEG", quality=80, restart_marker_rows=restart_rows)
    return stream.getvalue()


def jpeg2000():
    return imagecodecs.jpeg2k_encode(VALUES, codecformat="j2k", reversible=True, level=0)


def jpeg2000_in_tiles():
    stream = io.BytesIO()
    Image.fromarray(VALUES).save(stream, "JPEG2000", tile_size=(64, 64), no_jp2=True)
    return stream.getvalue()


STREAMS = {
    "JPEG": (BASELINE, jpeg),
    "JPEG Lossless": (
        "1.2.840.10008.1.2.4.70",
        lambda: imagecodecs.jpeg8_encode(VALUES, lossless=True, predictor=1),
    ),
    "JPEG 2000": ("1.2.840.10008.1.2.4.90", jpeg2000),
    "JPEG 2000 in tiles": ("1.2.840.10008.1.2.4.90", jpeg2000_in_tiles),
    "HTJ2K": ("1.2.840.10008.1.2.4.201", lambda: imagecodecs.htj2k_encode(VALUES)),
}


def said(stream, uid):
    try:
        return decode_frame(stream, syntax_of(uid), GREY).warnings
    except DecodeError as error:
        return (str(error),)


@pytest.mark.parametrize("name", STREAMS)
def test_a_whole_stream_has_none(name):
    uid, make = STREAMS[name]

    frame = decode_frame(make(), syntax_of(uid), GREY)

    assert frame.warnings == ()


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("marker", [b"\xff\xd9", b"\xff\xd3", b"\xff\xc0", b"\xff\xfe"], ids=str)
def test_a_marker_in_the_data_is_never_shown_without_a_word(name, marker):
    uid, make = STREAMS[name]
    stream = make()
    middle = len(stream) * 3 // 4
    while 0xFF in stream[middle - 1 : middle + 2]:
        middle += 1

    assert said(stream[:middle] + marker + stream[middle + 2 :], uid)


def test_restarts_that_belong_there_are_none():
    stream = jpeg(restart_rows=1)

    assert stream.count(b"\xff\xd0") >= 1
    assert said(stream, BASELINE) == ()


@pytest.mark.parametrize("replaced", [b"\xff\xd3", b"\x12\x34"], ids=["another", "none"])
def test_restarts_out_of_order_are_told_of(replaced):
    stream = jpeg(restart_rows=1)

    assert STRAY in said(stream.replace(b"\xff\xd1", replaced, 1), BASELINE)


def test_the_streams_of_the_self_test_have_none():
    for sample, stream in zip(SAMPLES, streams(), strict=True):
        header = read_stream_header(stream, syntax_of(sample.transfer_syntax_uid).compression)

        assert header is None or not has_stray_markers(stream, header), sample


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [(33, 65), (200, 300)], ids=str)
@pytest.mark.parametrize("encode", ["jpeg2k_encode", "htj2k_encode"])
def test_the_data_of_jpeg_2000_hold_no_marker_by_chance(encode, size, seed):
    values = np.random.default_rng(seed).integers(0, 65536, size, dtype=np.uint16)
    plain = encode == "jpeg2k_encode"
    more = {"codecformat": "j2k", "reversible": True, "level": 0} if plain else {}
    stream = getattr(imagecodecs, encode)(values, **more)
    syntax = syntax_of("1.2.840.10008.1.2.4.90" if plain else "1.2.840.10008.1.2.4.201")
    header = read_stream_header(stream, syntax.compression)

    assert header is not None
    assert not has_stray_markers(stream, header)
