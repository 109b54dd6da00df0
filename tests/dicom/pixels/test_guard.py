"""Streams looked at before they are decoded."""

import struct
from contextlib import nullcontext

import pytest

from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.pixels import Compression, PixelFormat
from napari_dicom.dicom.pixels.codestream import StreamColour, StreamHeader
from napari_dicom.dicom.pixels.colour_space import colour_space
from napari_dicom.dicom.pixels.frame_size import check_size
from napari_dicom.dicom.pixels.guard import check_stream, read_stream_header
from napari_dicom.dicom.pixels.samples import SAMPLES, streams
from napari_dicom.dicom.pixels.self_test import format_of
from napari_dicom.dicom.pixels.transfer_syntax import syntax_of

BY_NAME = {
    (sample.transfer_syntax_uid.rpartition("1.2.4.")[2], sample.name): (sample, stream)
    for sample, stream in zip(SAMPLES, streams(), strict=True)
}
HEADED = [key for key in BY_NAME if key[0] in ("50", "51", "70", "80", "90", "91", "201", "203")]


@pytest.mark.parametrize("key", HEADED, ids=" ".join)
def test_the_header_of_a_stream_says_what_was_encoded(key: tuple[str, str]) -> None:
    sample, stream = BY_NAME[key]
    syntax = syntax_of(sample.transfer_syntax_uid)

    header = read_stream_header(stream, syntax.compression)

    assert header is not None
    assert (header.rows, header.columns, header.components) == (16, 16, sample.samples)
    assert header.precision == sample.bits_stored
    assert header.compression is syntax.compression
    assert header.end == len(stream) - 2
    if header.signed is not None:
        assert header.signed == sample.signed


@pytest.mark.parametrize("key", [("51", "12 bit"), ("80", "16 bit"), ("90", "16 bit")])
@pytest.mark.parametrize("size", [(15, 16), (16, 17), (32, 32)])
def test_a_stream_of_another_size_is_an_error_naming_both(
    key: tuple[str, str], size: tuple[int, int]
) -> None:
    sample, stream = BY_NAME[key]
    compression = syntax_of(sample.transfer_syntax_uid).compression
    header = read_stream_header(stream, compression)

    with pytest.raises(DecodeError, match=rf"16 x 16 x 1.*{size[0]} x {size[1]} x 1"):
        check_stream(stream, header, compression, PixelFormat(*size))


def test_a_jpeg_xl_stream_of_another_size_is_an_error() -> None:
    _, stream = BY_NAME["110", "8 bit"]

    with pytest.raises(DecodeError, match=r"16 x 16,.*says 16 x 17"):
        check_stream(stream, None, Compression.JPEG_XL, PixelFormat(16, 17))


def test_another_number_of_components_is_an_error_naming_both() -> None:
    _, stream = BY_NAME["50", "8 bit YBR"]
    header = read_stream_header(stream, Compression.JPEG)

    with pytest.raises(DecodeError, match=r"3 components.*is 1"):
        check_stream(stream, header, Compression.JPEG, PixelFormat(16, 16))


def test_more_bits_than_the_cells_have_are_an_error() -> None:
    _, stream = BY_NAME["90", "16 bit"]
    header = read_stream_header(stream, Compression.JPEG_2000)
    layout = PixelFormat(16, 16, bits_allocated=8, bits_stored=8, high_bit=7)

    with pytest.raises(DecodeError, match=r"16 bits a sample, BitsAllocated .* is 8"):
        check_stream(stream, header, Compression.JPEG_2000, layout)


def test_a_small_stream_that_claims_a_huge_picture_is_refused() -> None:
    _, stream = BY_NAME["50", "8 bit"]
    bomb = bytearray(stream)
    frame_header = stream.index(b"\xff\xc0")
    bomb[frame_header + 5 : frame_header + 9] = struct.pack(">HH", 40000, 40000)
    header = read_stream_header(bytes(bomb), Compression.JPEG)
    layout = PixelFormat(40000, 40000, bits_allocated=8, bits_stored=8, high_bit=7)

    with pytest.raises(DecodeError, match="takes at least"):
        check_stream(bytes(bomb), header, Compression.JPEG, layout)


def test_a_frame_over_the_limit_is_refused_before_memory_is_taken() -> None:
    with pytest.raises(LimitError, match="frame_bytes"):
        check_size(PixelFormat(65535, 65535, 3), Limits())


@pytest.mark.parametrize(
    "layout",
    [
        PixelFormat(0, 4),
        PixelFormat(4, 0),
        PixelFormat(4, 4, 0),
        PixelFormat(4, 4, bits_allocated=65535),
    ],
)
def test_a_frame_without_pixels_is_refused(layout: PixelFormat) -> None:
    with pytest.raises(DecodeError):
        check_size(layout, Limits())


@pytest.mark.parametrize("key", [("90", "16 bit"), ("201", "16 bit")])
def test_tile_parts_longer_than_the_stream_are_found(key: tuple[str, str]) -> None:
    _, stream = BY_NAME[key]

    with pytest.raises(DecodeError, match="cut off"):
        read_stream_header(stream[:-20], Compression.JPEG_2000)


def test_a_jpeg_2000_stream_with_more_tiles_than_bytes_is_refused() -> None:
    _, stream = BY_NAME["90", "16 bit"]
    bomb = bytearray(stream)
    bomb[8:16] = struct.pack(">LL", 60000, 60000)
    bomb[24:32] = struct.pack(">LL", 1, 1)

    with pytest.raises(DecodeError, match="claims 3600000000 tiles"):
        read_stream_header(bytes(bomb), Compression.JPEG_2000)


@pytest.mark.parametrize("stream", [b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n" + bytes(40)])
@pytest.mark.parametrize(
    "compression", [Compression.JPEG, Compression.JPEG_LS, Compression.JPEG_2000]
)
def test_what_is_no_stream_of_its_family_is_refused(
    stream: bytes, compression: Compression
) -> None:
    with pytest.raises(DecodeError):
        read_stream_header(stream, compression)


def test_a_stream_under_the_wrong_transfer_syntax_is_known_by_itself() -> None:
    sample, stream = BY_NAME["70", "8 bit"]

    header = read_stream_header(stream, Compression.JPEG_2000)

    assert header is not None
    assert header.compression is Compression.JPEG_LOSSLESS
    doubts = check_stream(stream, header, Compression.JPEG_2000, format_of(sample))
    assert "decoded as what it is" in doubts[0]


@pytest.mark.parametrize(
    ("colour", "label", "space"),
    [
        pytest.param(StreamColour.YBR, "RGB", "YBR_FULL", id="YBR labelled RGB"),
        pytest.param(StreamColour.RGB, "YBR_FULL_422", "RGB", id="RGB labelled YBR"),
        pytest.param(StreamColour.UNSAID, "RGB", "RGB", id="label stands"),
        pytest.param(StreamColour.YBR, "YBR_FULL", "YBR_FULL", id="both agree"),
    ],
)
def test_the_stream_is_believed_before_the_label(
    colour: StreamColour, label: str, space: str
) -> None:
    header = StreamHeader(Compression.JPEG, "JPEG", 4, 4, 3, 8, colour=colour)

    found, warning = colour_space(header, PixelFormat(4, 4, 3, label))

    assert found == space
    assert (warning is not None) == (label.startswith("YBR") != space.startswith("YBR"))


@pytest.mark.parametrize(
    ("offsets", "reason"),
    [
        pytest.param([3, 64, 100, 128], "3 segments", id="count"),
        pytest.param([2, 64, 20], "not in order", id="before the header"),
        pytest.param([2, 64, 5000], "not in order", id="past the end"),
    ],
)
def test_a_damaged_rle_header_is_refused(offsets: list[int], reason: str) -> None:
    stream = struct.pack("<16L", *offsets, *[0] * (16 - len(offsets))) + bytes(200)

    with pytest.raises(DecodeError, match=reason):
        check_stream(stream, None, Compression.RLE, PixelFormat(16, 16))


@pytest.mark.parametrize(
    ("rows", "length", "refused"),
    [
        pytest.param(16 << 10, 1_000, False, id="256 MB of 1 kB"),
        pytest.param((16 << 10) + 1, 1_000, True, id="a row more of 1 kB"),
        pytest.param(20_000, 327_680, False, id="1000 to 1"),
        pytest.param(20_000, 327_679, True, id="just more than 1000 to 1"),
        pytest.param(20_000, 1_000, True, id="328 MB of 1 kB"),
    ],
)
def test_a_huge_picture_of_a_stream_a_thousandth_its_size_is_refused(
    rows: int, length: int, refused: bool
) -> None:
    columns = 16 << 10
    header = StreamHeader(Compression.JPEG_LS, "JPEG-LS", rows, columns, 1, 8)
    layout = PixelFormat(rows, columns, bits_allocated=8, bits_stored=8, high_bit=7)

    with pytest.raises(LimitError, match="1000 to 1") if refused else nullcontext():
        check_stream(bytes(length), header, Compression.JPEG_LS, layout)


@pytest.mark.parametrize(
    ("x1", "y1", "x0", "y0", "size"),
    [
        pytest.param(16, 16, 0, 0, (16, 16), id="none"),
        pytest.param(19, 16, 3, 0, (16, 16), id="across"),
        pytest.param(16, 21, 0, 5, (16, 16), id="down"),
        pytest.param(40, 30, 10, 20, (10, 30), id="both"),
    ],
)
def test_the_offset_of_a_jpeg_2000_picture_is_no_part_of_it(
    x1: int, y1: int, x0: int, y0: int, size: tuple[int, int]
) -> None:
    stream = bytearray(BY_NAME["90", "16 bit"][1])
    struct.pack_into(">6L", stream, 8, x1, y1, x0, y0, 64, 64)

    header = read_stream_header(bytes(stream), Compression.JPEG_2000)

    assert (header.rows, header.columns) == size


@pytest.mark.parametrize(
    ("layout", "limit", "refused"),
    [
        pytest.param(PixelFormat(10, 20), 400, False, id="as large as the limit"),
        pytest.param(PixelFormat(10, 20), 399, True, id="a byte larger"),
        pytest.param(PixelFormat(10, 20, 3, bits_allocated=8), 600, False, id="colour"),
        pytest.param(PixelFormat(10, 20, 3, bits_allocated=8), 599, True, id="colour, larger"),
        pytest.param(PixelFormat(10, 20, bits_allocated=1), 200, False, id="1 bit is a byte"),
        pytest.param(PixelFormat(10, 20, bits_allocated=1), 199, True, id="1 bit, larger"),
    ],
)
def test_a_frame_may_be_just_as_large_as_the_limit(
    layout: PixelFormat, limit: int, refused: bool
) -> None:
    with pytest.raises(LimitError, match="frame_bytes") if refused else nullcontext():
        check_size(layout, Limits(frame_bytes=limit))


@pytest.mark.parametrize(("length", "refused"), [(32, False), (31, True)])
def test_an_rle_segment_has_at_least_two_bytes_for_128(length: int, refused: bool) -> None:
    stream = struct.pack("<16L", 1, 64, *[0] * 14) + bytes(length)
    layout = PixelFormat(16, 128, bits_allocated=8, bits_stored=8, high_bit=7)

    with pytest.raises(DecodeError, match="cannot unfold") if refused else nullcontext():
        check_stream(stream, None, Compression.RLE, layout)


def test_a_jpeg_2000_stream_is_as_deep_as_its_deepest_component() -> None:
    stream = bytearray(BY_NAME["90", "8 bit RCT"][1])
    stream[42 + 3] = 12 - 1  # Ssiz of the second of three

    header = read_stream_header(bytes(stream), Compression.JPEG_2000)

    assert header.precision == 12


@pytest.mark.parametrize(
    ("key", "transform", "colour"),
    [
        pytest.param("8 bit RCT", 1, StreamColour.RGB, id="three components"),
        pytest.param("8 bit RCT", 0, StreamColour.UNSAID, id="three, not transformed"),
        pytest.param("8 bit", 1, StreamColour.UNSAID, id="one has no colour"),
    ],
)
def test_a_jpeg_2000_colour_transform_needs_three_components(
    key: str, transform: int, colour: StreamColour
) -> None:
    stream = bytearray(BY_NAME["90", key][1])
    stream[stream.index(b"\xff\x52") + 8] = transform  # COD, multiple component transform

    assert read_stream_header(bytes(stream), Compression.JPEG_2000).colour is colour


@pytest.mark.parametrize(("tiles", "refused"), [(18, False), (19, True)])
def test_a_jpeg_2000_tile_takes_at_least_14_bytes(tiles: int, refused: bool) -> None:
    stream = bytearray(BY_NAME["90", "16 bit"][1])  # 261 bytes
    struct.pack_into(">6L", stream, 8, tiles, 16, 0, 0, 1, 16)

    with pytest.raises(DecodeError, match="claims 19 tiles") if refused else nullcontext():
        read_stream_header(bytes(stream), Compression.JPEG_2000)


@pytest.mark.parametrize(("bits", "refused"), [(64, False), (65, True), (1, False), (0, True)])
def test_cells_have_1_to_64_bits(bits: int, refused: bool) -> None:
    layout = PixelFormat(4, 4, bits_allocated=bits)

    with pytest.raises(DecodeError, match="1 to 64") if refused else nullcontext():
        check_size(layout, Limits())


@pytest.mark.parametrize(
    ("bits_stored", "doubts"), [(11, 0), (12, 0), (13, 1)], ids=["fewer", "as many", "more"]
)
def test_a_stream_of_fewer_bits_than_bits_stored_is_doubtful(bits_stored: int, doubts: int) -> None:
    _, stream = BY_NAME["90", "12 bit"]
    header = read_stream_header(stream, Compression.JPEG_2000)
    layout = PixelFormat(16, 16, bits_stored=bits_stored, high_bit=bits_stored - 1)

    found = check_stream(stream, header, Compression.JPEG_2000, layout)

    assert ["BitsStored (0028,0101)" in text for text in found] == [True] * doubts
