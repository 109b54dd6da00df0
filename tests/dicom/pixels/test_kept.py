"""Frames read one by one: fragments are looked up once a file, a video goes on where it stood."""

import os
import struct
from dataclasses import replace

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom.errors import DecodeError
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.pixels import PixelFormat, PixelReader, PixelSource, kept, reader
from napari_dicom.dicom.pixels.disk import FileState


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(reader, "TABLES", kept._Tables())
    monkeypatch.setattr(reader, "VIDEOS", kept._Videos())


@pytest.fixture
def walks(monkeypatch):
    """The files whose fragments are walked, one after the other."""
    found = []
    walk = reader.read_fragment_table

    def counted(file, *how):
        found.append(file.name)
        return walk(file, *how)

    monkeypatch.setattr(reader, "read_fragment_table", counted)
    return found


def rle(path, planes=6):
    phantom.write_enhanced(path, phantom.ramp(planes), transfer_syntax=uids.RLELossless)
    return read_instance(path).pixels


def frame(source, number):
    with PixelReader(source) as opened:
        return opened.read(number).values


def test_the_fragments_of_a_file_are_walked_once(tmp_path, walks):
    source = rle(tmp_path / "e.dcm")

    planes = [frame(source, number) for number in range(1, 7)]

    assert len(walks) == 1
    assert np.array_equal(np.stack(planes), phantom.ramp(6))


def test_a_file_that_was_written_anew_is_walked_anew(tmp_path, walks):
    path = tmp_path / "e.dcm"
    frame(rle(path), 1)
    source = rle(path, planes=4)
    os.utime(path, ns=(0, 0))
    source = replace(source, state=FileState.of(path.stat()))

    values = frame(source, 4)

    assert len(walks) == 2
    assert np.array_equal(values, phantom.ramp(4)[3])


def test_a_file_that_has_changed_is_refused_all_the_same(tmp_path):
    path = tmp_path / "e.dcm"
    source = rle(path)
    frame(source, 1)
    path.write_bytes(path.read_bytes()[:-100])

    with pytest.raises(DecodeError, match="has changed"):
        frame(source, 2)


@pytest.mark.parametrize(("most", "known"), [(12, 2), (11, 1)], ids=["just", "one too many"])
def test_what_is_known_of_fragments_has_a_bound(tmp_path, walks, monkeypatch, most, known):
    monkeypatch.setattr(kept, "_MOST_FRAMES", most)
    sources = [rle(tmp_path / name) for name in ("a.dcm", "b.dcm")]

    for source in (*sources, *reversed(sources)):
        frame(source, 2)

    assert len(walks) == 4 - known


@pytest.fixture
def video(tmp_path, monkeypatch):
    """Return a video of five frames, and the numbers of times its decoder was started."""
    pytest.importorskip("av")
    from napari_dicom.dicom.pixels import video as reading
    from videos import CODECS, encode  # needs PyAV

    starts = []
    start = reading.video_frames
    monkeypatch.setattr(reading, "video_frames", lambda stream: starts.append(1) or start(stream))
    syntax, codec, container = CODECS["h264"]
    grey = np.repeat(np.arange(40, 201, 40, dtype=np.uint8), 64 * 80 * 3)
    stream = encode(grey.reshape(5, 64, 80, 3), codec, container)
    stream += b"\0" * (len(stream) % 2)
    path = tmp_path / "cine.dcm"
    items = (b"\xfe\xff\0\xe0" + struct.pack("<L", len(one)) + one for one in (b"", stream))
    path.write_bytes(b"".join(items) + b"\xfe\xff\xdd\xe0\0\0\0\0")
    layout = PixelFormat(64, 80, 3, "YBR_PARTIAL_420", bits_allocated=8, bits_stored=8, high_bit=7)
    state = FileState.of(path.stat())
    return PixelSource(str(path), syntax, layout, 5, 0, None, state=state), starts


def test_a_video_that_is_looked_through_is_decoded_once(video):
    source, starts = video

    frames = [frame(source, number) for number in range(1, 6)]

    assert len(starts) == 1
    means = [float(values.mean()) for values in frames]
    assert means == pytest.approx([40, 80, 120, 160, 200], abs=8)


def test_an_earlier_frame_of_a_video_is_the_right_one(video):
    source, starts = video

    frames = [frame(source, number) for number in (3, 2, 4)]

    assert len(starts) == 2
    assert [float(one.mean()) for one in frames] == pytest.approx([120, 80, 160], abs=8)


def test_two_readers_never_share_a_video(video):
    source, starts = video
    frame(source, 1)

    with PixelReader(source) as one, PixelReader(source) as other:
        means = [float(opened.read(2).values.mean()) for opened in (one, other)]

    assert len(starts) == 2
    assert means == pytest.approx([80, 80], abs=8)


@pytest.mark.parametrize(("most", "starts_over"), [(10**6, False), (10, True)])
def test_a_large_video_does_not_stay_in_memory(video, monkeypatch, most, starts_over):
    source, starts = video
    monkeypatch.setattr(kept, "_MOST_BYTES", most)

    frame(source, 1)
    frame(source, 2)

    assert (len(starts) == 2) is starts_over
