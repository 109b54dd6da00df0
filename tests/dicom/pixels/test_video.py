"""Videos: MPEG-2, H.264, HEVC, made and read with PyAV."""

import struct
from pathlib import Path

import numpy as np
import pytest

from napari_dicom.dicom.errors import DecodeError, NoDecoderError
from napari_dicom.dicom.pixels import PixelFormat, PixelReader, PixelSource, optionals
from videos import CODECS, encode

LAYOUT = PixelFormat(64, 80, 3, "YBR_PARTIAL_420", bits_allocated=8, bits_stored=8, high_bit=7)
FRAMES = 5


def grey_level(index: int) -> int:
    return 40 + 40 * index


def source_of(path: Path, stream: bytes, name: str = "h264") -> PixelSource:
    stream += b"\0" * (len(stream) % 2)
    middle = len(stream) // 2
    items = b"".join(
        b"\xfe\xff\x00\xe0" + struct.pack("<L", len(part)) + part
        for part in (b"", stream[:middle], stream[middle:])
    )
    path.write_bytes(items + b"\xfe\xff\xdd\xe0\0\0\0\0")
    return PixelSource(str(path), CODECS[name][0], LAYOUT, FRAMES, 0, None)


def stream_of(name: str) -> bytes:
    levels = np.array([grey_level(index) for index in range(FRAMES)], np.uint8)
    shape = (FRAMES, LAYOUT.rows, LAYOUT.columns, 3)
    _, codec, container = CODECS[name]
    return encode(np.broadcast_to(levels[:, None, None, None], shape).copy(), codec, container)


@pytest.mark.parametrize("name", CODECS)
def test_frames_of_a_video_come_in_any_order(tmp_path: Path, name: str) -> None:
    source = source_of(tmp_path / "cine.dcm", stream_of(name), name)

    with PixelReader(source) as reader:
        frames = {n: reader.read(n) for n in (1, 4, 2, 5)}

    for n, frame in frames.items():
        assert frame.values.shape == LAYOUT.shape
        assert abs(float(frame.values.mean()) - grey_level(n - 1)) < 8
        assert frame.photometric_interpretation == "RGB"


def test_a_video_with_fewer_frames_says_how_many(tmp_path: Path) -> None:
    source = source_of(tmp_path / "cine.dcm", stream_of("h264"))
    source = PixelSource(source.path, source.transfer_syntax_uid, LAYOUT, 9, 0, None)

    with PixelReader(source) as reader, pytest.raises(DecodeError, match="has 5 frames"):
        reader.read(9)


def test_a_video_with_more_frames_than_the_header_names_is_told_of(tmp_path: Path) -> None:
    source = source_of(tmp_path / "cine.dcm", stream_of("h264"))
    source = PixelSource(source.path, source.transfer_syntax_uid, LAYOUT, 3, 0, None)

    with PixelReader(source) as reader:
        warnings = [reader.read(number).warnings for number in (1, 2, 3)]

    assert warnings[:2] == [(), ()]
    assert "goes on behind the 3 images" in warnings[2][0]


@pytest.mark.parametrize("name", CODECS)
def test_a_whole_video_is_read_without_a_remark(tmp_path: Path, name: str) -> None:
    with PixelReader(source_of(tmp_path / "cine.dcm", stream_of(name), name)) as reader:
        assert [reader.read(number).warnings for number in range(1, FRAMES + 1)] == [()] * FRAMES


def test_a_video_that_breaks_off_is_an_error_there(tmp_path: Path) -> None:
    stream = stream_of("mpeg2")

    with (
        PixelReader(
            source_of(tmp_path / "cine.dcm", stream[: len(stream) // 3], "mpeg2")
        ) as reader,
        pytest.raises(DecodeError),
    ):
        reader.read(FRAMES)


def test_a_damaged_video_is_an_error(tmp_path: Path) -> None:
    with (
        PixelReader(source_of(tmp_path / "cine.dcm", b"not a video" * 90)) as reader,
        pytest.raises(DecodeError),
    ):
        reader.read(1)


def test_without_pyav_the_error_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optionals, "_load", lambda _name: optionals.NOT_INSTALLED)
    optionals.problem.cache_clear()

    with (
        PixelReader(source_of(tmp_path / "cine.dcm", b"video")) as reader,
        pytest.raises(NoDecoderError, match='pip install "av>='),
    ):
        reader.read(1)
    optionals.problem.cache_clear()
