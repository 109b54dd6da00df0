"""What a file claims is refused before memory or time are taken.

Defects these found: a deflated file of 2 MB took 2 GB, NumberOfFrames of 2147483647 all memory,
20 kB of JPEG-LS 1.6 GB. The time of a frame is bounded by these limits of size alone: a thread
cannot be stopped.
"""

import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom import uid as uids
from pydicom.encaps import encapsulate

import phantom
from napari_dicom.dicom import Limits, Opened, open_paths
from robustness.implicit_file import tag_of, with_value

MOST_BYTES = 200 << 20
MOST_SECONDS = 10.0

linux = pytest.mark.skipif(sys.platform != "linux", reason="measures memory by /proc")
pytestmark = linux


@contextmanager
def cheaply() -> Iterator[None]:
    """Fail where memory or time is taken."""
    Path("/proc/self/clear_refs").write_text("5")
    before, start = _peak_bytes(), time.perf_counter()
    yield
    assert _peak_bytes() - before < MOST_BYTES
    assert time.perf_counter() - start < MOST_SECONDS


def _peak_bytes() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) << 10


def one_file(folder: Path, syntax: str = uids.ImplicitVRLittleEndian) -> Path:
    return phantom.write_series(folder, phantom.ramp(1, 64, 64), transfer_syntax=syntax)[0]


def claiming(path: Path, **counts: int) -> None:
    """Change what a file of implicit VRs says of its size."""
    data = path.read_bytes()
    for keyword, count in counts.items():
        is_text = keyword == "NumberOfFrames"
        value = str(count).encode() if is_text else struct.pack("<H", count)
        data = with_value(data, tag_of(keyword), value)
    path.write_bytes(data)


def refused(path: Path, limits: Limits | None = None) -> str:
    """Open a file that cannot be shown and return the reason."""
    with cheaply():
        opened: Opened = open_paths(path, limits=limits or Limits())
    assert not opened.loaded
    return " ".join([*map(str, opened.skipped), *(one.reason for one in opened.failed)])


@pytest.mark.parametrize(
    "counts",
    [
        {"Rows": 65535, "Columns": 65535},
        {"Rows": 65535, "Columns": 65535, "NumberOfFrames": 2147483647},
        {"NumberOfFrames": 2147483647},
        {"NumberOfFrames": 1_000_000},
        {"Rows": 65535, "Columns": 65535, "SamplesPerPixel": 3},
    ],
    ids=str,
)
def test_a_claim_of_more_pixels_than_a_file_holds_costs_nothing(
    counts: dict[str, int], tmp_path: Path
) -> None:
    path = one_file(tmp_path)
    claiming(path, **counts)

    assert path.name in refused(path)


def test_a_frame_past_the_limit_names_the_limit(tmp_path: Path) -> None:
    path = one_file(tmp_path)

    assert "limits.frame_bytes" in refused(path, Limits(frame_bytes=1000))


@pytest.mark.parametrize("count", [251_000, 10**15])
def test_frames_past_the_limit_name_the_limit(count: int, tmp_path: Path) -> None:
    path = one_file(tmp_path)
    claiming(path, NumberOfFrames=count)

    assert "limits.frames" in refused(path)


def _nested(depth: int, undefined: bool) -> bytes:
    tag = struct.pack("<HH", 8, 0x1140)
    item, item_end = b"\xfe\xff\x00\xe0", b"\xfe\xff\x0d\xe0\0\0\0\0"
    if undefined:
        head = tag + b"SQ\0\0\xff\xff\xff\xff" + item + b"\xff\xff\xff\xff"
        return head * depth + (item_end + b"\xfe\xff\xdd\xe0\0\0\0\0") * depth
    inner = b""
    for _ in range(depth):
        inner = item + struct.pack("<I", len(inner)) + inner
        inner = tag + b"SQ\0\0" + struct.pack("<I", len(inner)) + inner
    return inner


@pytest.mark.parametrize("undefined", [True, False])
@pytest.mark.parametrize("depth", [17, 1000, 20_000])
def test_deeply_nested_sequences_cost_nothing(depth: int, undefined: bool, tmp_path: Path) -> None:
    path = one_file(tmp_path, uids.ExplicitVRLittleEndian)
    data = path.read_bytes()
    at = data.index(b"\x10\0\x10\0PN")
    path.write_bytes(data[:at] + _nested(depth, undefined) + data[at:])

    with cheaply():
        opened = open_paths(path)

    refused = undefined and depth > Limits().depth  # where lengths are given nothing is entered
    assert (len(opened.loaded), len(opened.skipped)) == ((0, 1) if refused else (1, 0))


@pytest.mark.parametrize(("depth", "limit"), [(4, 3), (65, 64), (20_000, 64)])
def test_nesting_past_the_limit_names_the_limit(depth: int, limit: int, tmp_path: Path) -> None:
    path = one_file(tmp_path, uids.ExplicitVRLittleEndian)
    data = path.read_bytes()
    at = data.index(b"\x10\0\x10\0PN")
    path.write_bytes(data[:at] + _nested(depth, undefined=True) + data[at:])

    assert "limits.depth" in refused(path, Limits(depth=limit))


def test_nesting_within_the_limit_is_read(tmp_path: Path) -> None:
    path = one_file(tmp_path, uids.ExplicitVRLittleEndian)
    data = path.read_bytes()
    at = data.index(b"\x10\0\x10\0PN")
    path.write_bytes(data[:at] + _nested(64, undefined=True) + data[at:])

    assert len(open_paths(path).loaded) == 1


def test_a_header_of_300_mb_is_refused(tmp_path: Path) -> None:
    path = one_file(tmp_path, uids.ExplicitVRLittleEndian)
    data = path.read_bytes()
    at = data.index(b"\x10\0\x10\0PN")
    with path.open("wb") as file:
        file.write(data[:at] + b"\x09\0\x10\0LO\x04\0test")
        for number in range(30):
            file.write(struct.pack("<HH", 9, 0x1000 + number) + b"OB\0\0")
            file.write(struct.pack("<I", 10_000_000))
            file.seek(10_000_000, 1)
        file.write(data[at:])

    start = time.perf_counter()
    opened = open_paths(path)

    assert "the header takes" in str(opened.skipped[0])
    assert time.perf_counter() - start < MOST_SECONDS


@pytest.mark.parametrize("in_header", [True, False], ids=["in the header", "in the pixels"])
def test_a_deflate_bomb_is_refused(in_header: bool, tmp_path: Path) -> None:
    path = one_file(tmp_path, uids.DeflatedExplicitVRLittleEndian)
    data = path.read_bytes()
    start = 144 + struct.unpack_from("<I", data, 140)[0]
    head = zlib.decompress(data[start:], -15)
    at = head.index(b"\xe0\x7f\x10\0")
    tag = b"\x51\0\x10\0OB" if in_header else b"\xe0\x7f\x10\0OW"
    deflater = zlib.compressobj(9, wbits=-15)
    with path.open("wb") as file:
        file.write(data[:start])
        file.write(deflater.compress(head[:at] + tag + b"\0\0" + struct.pack("<I", 0xFFFFFFF0)))
        for _ in range(600):
            file.write(deflater.compress(bytes(1 << 20)))
        file.write(deflater.flush())

    limits = Limits(header_bytes=32 << 20)
    with cheaply():
        opened = open_paths(path, limits=limits)

    assert in_header == bool(opened.skipped)
    if not in_header:  # one frame of it is inflated, the rest is not
        assert opened.loaded[0].values.nbytes == 64 * 64 * 2


def _jpeg_with_many_scans() -> bytes:
    """Return a progressive JPEG of 3.6 kB, its last scan a thousand times."""
    picture = np.zeros((64, 64), np.uint8)
    stream = imagecodecs.jpeg8_encode(picture, level=90)
    scan = stream[stream.rindex(b"\xff\xda") : -2]
    progressive = stream.replace(b"\xff\xc0", b"\xff\xc2", 1)
    return progressive[:-2] + scan * 1000 + b"\xff\xd9"


def _tiny_huge(encode: Callable[[np.ndarray], bytes]) -> bytes:
    return encode(np.zeros((20_000, 20_000), np.uint8))


@pytest.mark.parametrize(
    ("syntax", "stream", "side"),
    [
        pytest.param(uids.JPEGBaseline8Bit, _jpeg_with_many_scans, 64, id="JPEG of many scans"),
        pytest.param(
            uids.JPEGLSLossless,
            lambda: _tiny_huge(imagecodecs.jpegls_encode),
            20_000,
            id="JPEG-LS of nothing",
        ),
    ],
)
def test_a_stream_that_unfolds_without_bounds_is_refused(
    syntax: str, stream: Callable[[], bytes], side: int, tmp_path: Path
) -> None:
    import pydicom

    path = tmp_path / "bomb.dcm"
    dataset = pydicom.dcmread(phantom.write_series(tmp_path, phantom.ramp(1, 64, 64, "uint8"))[0])
    (tmp_path / "IM0000.dcm").unlink()
    dataset.Rows = dataset.Columns = side
    dataset.PixelData = encapsulate([stream()])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    phantom.save(dataset, path, syntax)

    assert path.name in refused(path)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "bomb.zip"
    head = bytes(128) + b"DICM"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number in range(3):
            archive.writestr(f"{number}.dcm", head + bytes(60 << 20))

    reason = refused(path, Limits(inflated_bytes=10 << 20))

    assert "inflates past the limit" in reason
