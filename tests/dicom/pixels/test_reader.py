"""Frames read from files of our own."""

import os
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import RLELossless

import phantom
from napari_dicom.dicom.errors import DecodeError, LimitError
from napari_dicom.dicom.limits import Limits
from napari_dicom.dicom.pixels import PixelFormat, PixelReader, PixelSource

EXPLICIT = "1.2.840.10008.1.2.1"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
HEAD = b"(7FE0,0010) OW.."


def source(
    path: Path, value: bytes, layout: PixelFormat, frames: int = 1, uid: str = EXPLICIT
) -> PixelSource:
    path.write_bytes(HEAD + value)
    return PixelSource(str(path), uid, layout, frames, len(HEAD), len(value))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "image.dcm"


def test_frames_are_counted_from_1(path: Path) -> None:
    known = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    layout = PixelFormat(3, 4, pixel_representation=1)

    with PixelReader(source(path, known.tobytes(), layout, 2)) as reader:
        first, second = reader.read(1), reader.read(2)

    assert np.array_equal(first.values, known[0])
    assert np.array_equal(second.values, known[1])


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_frame_that_is_not_there_is_an_error_naming_file_and_frame(
    path: Path, number: int
) -> None:
    with (
        PixelReader(source(path, bytes(48), PixelFormat(3, 4), 2)) as reader,
        pytest.raises(DecodeError, match=rf"image\.dcm, frame {number}: the file has 2 frames"),
    ):
        reader.read(number)


def test_a_frame_is_read_straight_into_a_plane_and_cut_to_its_bits(path: Path) -> None:
    known = np.arange(12, dtype=np.uint16).reshape(3, 4)
    layout = PixelFormat(3, 4, bits_stored=12, high_bit=11)
    volume = np.zeros((2, 3, 4), np.uint16)

    with PixelReader(source(path, (known | 0x5000).tobytes(), layout)) as reader:
        frame = reader.read_into(1, volume[1])

    assert np.array_equal(volume[1], known)
    assert frame.values.base is volume
    assert not volume[0].any()


def test_a_frame_goes_into_an_array_of_another_dtype_or_layout_too(path: Path) -> None:
    known = np.arange(12, dtype=np.uint16).reshape(3, 4)
    out = np.zeros((4, 3), np.float32).T

    with PixelReader(source(path, known.tobytes(), PixelFormat(3, 4))) as reader:
        reader.read_into(1, out)

    assert np.array_equal(out, known)


def test_a_value_shorter_than_its_frames_is_an_error_naming_both_counts(path: Path) -> None:
    with (
        PixelReader(source(path, bytes(40), PixelFormat(3, 4), 2)) as reader,
        pytest.raises(DecodeError, match="has 40 bytes, 48 are needed"),
    ):
        reader.read(2)


def test_a_file_that_ends_early_is_an_error(path: Path) -> None:
    short = source(path, bytes(24), PixelFormat(3, 4))
    path.write_bytes(path.read_bytes()[:-5])

    with PixelReader(short) as reader, pytest.raises(DecodeError, match="ends 5 bytes before"):
        reader.read(1)


def test_big_endian_frames_are_turned_round(path: Path) -> None:
    known = np.arange(24, dtype=np.uint16).reshape(2, 3, 4) * 300
    value = known.astype(">u2").tobytes()

    with PixelReader(source(path, value, PixelFormat(3, 4), 2, BIG_ENDIAN)) as reader:
        assert np.array_equal(reader.read(2).values, known[1])


def test_bytes_in_big_endian_words_are_swapped_back_in_odd_frames_too(path: Path) -> None:
    known = np.arange(18, dtype=np.uint8).reshape(2, 3, 3)
    value = np.frombuffer(known.tobytes(), "<u2").astype(">u2").tobytes()
    layout = PixelFormat(3, 3, bits_allocated=8, bits_stored=8, high_bit=7)
    swapped = source(path, value, layout, 2, BIG_ENDIAN)
    path.write_bytes(b"\x7f\xe0\0\x10\0\0\0\0OW\0\0\0\0\0\x12" + value)

    with PixelReader(swapped) as reader:
        assert np.array_equal(reader.read(1).values, known[0])
        assert np.array_equal(reader.read(2).values, known[1])


def test_frames_of_bits_may_start_inside_a_byte(path: Path) -> None:
    known = np.random.default_rng(2).integers(0, 2, (5, 3, 3), np.uint8)
    value = np.packbits(known.ravel(), bitorder="little").tobytes()
    layout = PixelFormat(3, 3, bits_allocated=1, bits_stored=1, high_bit=0)

    with PixelReader(source(path, value, layout, 5)) as reader:
        frames = [reader.read(number).values for number in range(1, 6)]

    assert np.array_equal(frames, known)


def deflated(path: Path, known: np.ndarray) -> PixelSource:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = deflater.compress(HEAD + known.tobytes()) + deflater.flush()
    path.write_bytes(b"meta" + packed)
    layout = PixelFormat(*known.shape)
    return PixelSource(str(path), DEFLATED, layout, 1, len(HEAD), known.nbytes, 4)


def test_a_deflated_data_set_is_inflated(path: Path) -> None:
    known = np.arange(12, dtype=np.uint16).reshape(3, 4)

    with PixelReader(deflated(path, known)) as reader:
        assert np.array_equal(reader.read(1).values, known)


def test_a_data_set_that_inflates_past_the_limit_is_refused(path: Path) -> None:
    bomb = deflated(path, np.zeros((3000, 1000), np.uint16))

    with pytest.raises(LimitError, match="inflates past 1,000,000 bytes"):
        PixelReader(bomb, Limits(inflated_bytes=1_000_000))


def test_a_deflated_data_set_that_ends_early_is_an_error(path: Path) -> None:
    cut = deflated(path, np.arange(2000, dtype=np.uint16).reshape(40, 50))
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(DecodeError, match="ends early"):
        PixelReader(cut)


def test_a_frame_over_the_limit_is_refused(path: Path) -> None:
    small = source(path, bytes(24), PixelFormat(3, 4))

    with PixelReader(small, Limits(frame_bytes=23)) as reader, pytest.raises(LimitError):
        reader.read(1)


def rle_file(path: Path, frames: np.ndarray, kept: int | None = None) -> PixelSource:
    """Write frames of 8 bits, all or as many as are kept."""
    streams = [phantom.encode(frame, RLELossless, 8) for frame in frames[:kept]]
    items = [b"\xfe\xff\x00\xe0" + struct.pack("<L", len(part)) + part for part in (b"", *streams)]
    path.write_bytes(HEAD + b"".join(items) + b"\xfe\xff\xdd\xe0\0\0\0\0")
    layout = PixelFormat(*frames.shape[1:], bits_allocated=8, bits_stored=8, high_bit=7)
    return PixelSource(str(path), RLELossless, layout, len(frames), len(HEAD), None)


RLE_FRAMES = np.arange(3 * 4 * 6, dtype=np.uint8).reshape(3, 4, 6)


@pytest.mark.parametrize("numbers", [(3, 1, 2), (1, 2, 3), (2, 2)])
def test_encapsulated_frames_are_decoded_one_by_one(path: Path, numbers: tuple[int, ...]) -> None:
    with PixelReader(rle_file(path, RLE_FRAMES)) as reader:
        frames = [reader.read(number).values for number in numbers]

    assert np.array_equal(frames, RLE_FRAMES[[number - 1 for number in numbers]])


def test_a_frame_that_was_never_written_is_an_error_naming_both_counts(path: Path) -> None:
    with (
        PixelReader(rle_file(path, RLE_FRAMES, kept=2)) as reader,
        pytest.raises(DecodeError, match="holds 2 of 3 frames"),
    ):
        reader.read(3)


def test_a_missing_file_is_an_error_naming_it(path: Path) -> None:
    with pytest.raises(DecodeError, match=r"image\.dcm: cannot be opened"):
        PixelReader(PixelSource(str(path), EXPLICIT, PixelFormat(1, 1), 1, 0, 2))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_refused_instead_of_waited_for(path: Path) -> None:
    os.mkfifo(path)

    with pytest.raises(DecodeError, match="not a regular file"):
        PixelReader(PixelSource(str(path), EXPLICIT, PixelFormat(1, 1), 1, 0, 2))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        pytest.param(0, [], id="none"),
        pytest.param(1, [], id="a byte of padding"),
        pytest.param(
            2, ["the pixel data has 50 bytes, the images the header names take 48"], id="2"
        ),
    ],
)
@pytest.mark.parametrize("number", [1, 2])
def test_more_pixel_data_than_the_header_names_is_told_of(
    path: Path, more: int, told: list[str], number: int
) -> None:
    with PixelReader(source(path, bytes(48 + more), PixelFormat(3, 4), 2)) as reader:
        assert list(reader.read(number).warnings) == told
