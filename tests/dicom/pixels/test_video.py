"""Video made with PyAV; skipped where it is not installed."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest

from napari_dicom.dicom.errors import DecodeError, NoDecoderError
from napari_dicom.dicom.pixels import PixelFormat, PixelReader, PixelSource, optionals

LAYOUT = PixelFormat(64, 80, 3, "YBR_PARTIAL_420", bits_allocated=8, bits_stored=8, high_bit=7)
FRAMES = 5
CODECS = {"100": ("mpeg2video", "mpeg"), "102": ("libx264", "mp4"), "107": ("libx265", "mp4")}


def grey_level(index: int) -> int:
    return 40 + 40 * index


def source_of(path: Path, stream: bytes, number: str) -> PixelSource:
    stream += b"\0" * (len(stream) % 2)
    middle = len(stream) // 2
    items = b"".join(
        b"\xfe\xff\x00\xe0" + struct.pack("<L", len(part)) + part
        for part in (b"", stream[:middle], stream[middle:])
    )
    path.write_bytes(items + b"\xfe\xff\xdd\xe0\0\0\0\0")
    return PixelSource(str(path), f"1.2.840.10008.1.2.4.{number}", LAYOUT, FRAMES, 0, None)


def encode(codec: str, container: str) -> bytes:
    av = pytest.importorskip("av")
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        video = output.add_stream(codec, rate=25)
        video.width, video.height, video.pix_fmt = LAYOUT.columns, LAYOUT.rows, "yuv420p"
        video.bit_rate = 2_000_000
        for index in range(FRAMES):
            picture = np.full((LAYOUT.rows, LAYOUT.columns, 3), grey_level(index), np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            output.mux(video.encode(frame))
        output.mux(video.encode())
    return file.getvalue()


@pytest.mark.parametrize("number", CODECS)
def test_frames_of_a_video_come_in_any_order(tmp_path: Path, number: str) -> None:
    source = source_of(tmp_path / "cine.dcm", encode(*CODECS[number]), number)

    with PixelReader(source) as reader:
        frames = {n: reader.read(n) for n in (1, 4, 2, 5)}

    for n, frame in frames.items():
        assert frame.values.shape == LAYOUT.shape
        assert abs(float(frame.values.mean()) - grey_level(n - 1)) < 8
        assert frame.photometric_interpretation == "RGB"


def test_a_video_with_fewer_frames_says_how_many(tmp_path: Path) -> None:
    stream = encode(*CODECS["102"])
    source = source_of(tmp_path / "cine.dcm", stream, "102")
    source = PixelSource(source.path, source.transfer_syntax_uid, LAYOUT, 9, 0, None)

    with PixelReader(source) as reader, pytest.raises(DecodeError, match="has 5 frames"):
        reader.read(9)


def test_a_damaged_video_is_an_error(tmp_path: Path) -> None:
    pytest.importorskip("av")

    with (
        PixelReader(source_of(tmp_path / "cine.dcm", b"not a video" * 90, "102")) as reader,
        pytest.raises(DecodeError),
    ):
        reader.read(1)


def test_without_pyav_the_error_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optionals, "_load", lambda _name: optionals.NOT_INSTALLED)
    optionals.problem.cache_clear()

    with (
        PixelReader(source_of(tmp_path / "cine.dcm", b"video", "102")) as reader,
        pytest.raises(NoDecoderError, match='pip install "av>='),
    ):
        reader.read(1)
    optionals.problem.cache_clear()
