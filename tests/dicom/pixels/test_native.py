"""Uncompressed frames, built byte by byte."""

from contextlib import nullcontext

import numpy as np
import pytest

from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.pixels import PixelFormat, SampleKind
from napari_dicom.dicom.pixels.native import needs_no_unpacking, swap_big_endian, unpack_frame


def test_bits_of_a_frame_that_starts_inside_a_byte() -> None:
    frames = np.random.default_rng(1).integers(0, 2, (3, 3, 5), dtype=np.uint8)
    raw = np.packbits(frames.ravel(), bitorder="little").tobytes()
    layout = PixelFormat(3, 5, bits_allocated=1, bits_stored=1, high_bit=0)

    second = unpack_frame(raw[15 // 8 :], layout, bit_offset=15 % 8)

    assert np.array_equal(second, frames[1])


@pytest.mark.parametrize("bits", [8, 16, 32, 64])
@pytest.mark.parametrize("signed", [0, 1])
def test_little_endian_integers(bits: int, signed: int) -> None:
    layout = PixelFormat(
        2, 3, bits_allocated=bits, bits_stored=bits, high_bit=bits - 1, pixel_representation=signed
    )
    known = np.arange(6).reshape(2, 3).astype(layout.dtype) - (3 if signed else 0)

    values = unpack_frame(known.astype(known.dtype.newbyteorder("<")).tobytes(), layout)

    assert values.dtype == layout.dtype
    assert np.array_equal(values, known)


def test_24_bits_are_widened_to_32() -> None:
    layout = PixelFormat(1, 3, bits_allocated=24, bits_stored=24, high_bit=23)
    known = [1, 0x010203, 0xFFFFFF]
    raw = b"".join(value.to_bytes(3, "little") for value in known)

    assert unpack_frame(raw, layout).tolist() == [known]


@pytest.mark.parametrize(
    ("kind", "dtype"), [(SampleKind.FLOAT, np.float32), (SampleKind.DOUBLE, np.float64)]
)
def test_float_pixels(kind: SampleKind, dtype: type) -> None:
    known = np.array([[0.5, -1.25, 3e8]], dtype)
    layout = PixelFormat(1, 3, bits_allocated=known.itemsize * 8, kind=kind)

    values = unpack_frame(known.tobytes(), layout)

    assert values.dtype == known.dtype
    assert np.array_equal(values, known)


def test_big_endian_words_are_turned_round() -> None:
    layout = PixelFormat(1, 3)
    known = np.array([[1, 258, 65535]], np.uint16)

    raw = swap_big_endian(known.astype(">u2").tobytes(), layout)

    assert np.array_equal(unpack_frame(raw, layout), known)


@pytest.mark.parametrize("planar", [0, 1])
def test_colour_by_plane_and_by_pixel_give_the_same_picture(planar: int) -> None:
    known = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    raw = known.tobytes() if planar == 0 else known.transpose(2, 0, 1).tobytes()
    layout = PixelFormat(2, 4, 3, "RGB", planar, bits_allocated=8, bits_stored=8, high_bit=7)

    assert np.array_equal(unpack_frame(raw, layout), known)


def test_halved_chroma_is_doubled() -> None:
    layout = PixelFormat(1, 4, 3, "YBR_FULL_422", bits_allocated=8, bits_stored=8, high_bit=7)

    values = unpack_frame(bytes([10, 11, 100, 200, 12, 13, 101, 201]), layout)

    assert values.tolist() == [[[10, 100, 200], [11, 100, 200], [12, 101, 201], [13, 101, 201]]]


def test_too_few_bytes_are_an_error_that_names_both_counts() -> None:
    with pytest.raises(DecodeError, match=r"has 17 bytes, 18 are needed"):
        unpack_frame(bytes(17), PixelFormat(3, 3))


def test_an_odd_width_cannot_have_halved_chroma() -> None:
    layout = PixelFormat(2, 3, 3, "YBR_FULL_422", bits_allocated=8, bits_stored=8, high_bit=7)

    with pytest.raises(DecodeError, match="odd number of columns, 3"):
        unpack_frame(bytes(18), layout)


@pytest.mark.parametrize(
    ("layout", "little_endian", "straight"),
    [
        pytest.param(PixelFormat(4, 4), True, True, id="16 bit"),
        pytest.param(PixelFormat(4, 4), False, False, id="big endian"),
        pytest.param(PixelFormat(4, 4, 3, "RGB", 1), True, False, id="by plane"),
        pytest.param(PixelFormat(4, 4, 3, "YBR_FULL_422"), True, False, id="halved chroma"),
        pytest.param(PixelFormat(4, 4, bits_allocated=1), True, False, id="1 bit"),
    ],
)
def test_only_plain_frames_go_straight_into_place(
    layout: PixelFormat, little_endian: bool, straight: bool
) -> None:
    assert needs_no_unpacking(layout, little_endian) is straight


@pytest.mark.parametrize("bits", [8, 16, 24, 32, 64])
def test_big_endian_cells_of_every_size_are_turned_round(bits: int) -> None:
    layout = PixelFormat(1, 3, bits_allocated=bits, bits_stored=bits, high_bit=bits - 1)
    known = [1, 0x0102030405060708 >> (64 - bits), (1 << bits) - 2]
    raw = b"".join(value.to_bytes(bits // 8, "big") for value in known)

    assert unpack_frame(swap_big_endian(raw, layout), layout).tolist() == [known]


@pytest.mark.parametrize(("size", "enough"), [(3, True), (2, False)])
def test_bits_that_belong_to_the_frame_before_are_counted(size: int, enough: bool) -> None:
    layout = PixelFormat(3, 5, bits_allocated=1, bits_stored=1, high_bit=0)

    with nullcontext() if enough else pytest.raises(DecodeError, match="3 are needed"):
        unpack_frame(bytes(size), layout, bit_offset=2)  # 15 bits and 2
