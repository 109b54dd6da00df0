"""How many threads load a volume, and how its frames are shared out among them."""

from dataclasses import replace

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import load, scan
from napari_dicom.dicom.loading import eager, threads
from napari_dicom.dicom.loading.threads import threads_for
from napari_dicom.dicom.pixels import PixelFormat, PixelSource
from napari_dicom.dicom.pixels.decoders import DECODERS

pytest.importorskip("imagecodecs")
LAYOUT = PixelFormat(512, 512)


def source(uid, layout=LAYOUT):
    return PixelSource("one.dcm", uid, layout, 1, 0, None)


@pytest.mark.parametrize(
    ("uid", "cores", "expected"),
    [
        pytest.param(uids.JPEG2000Lossless, 1, 1, id="one core"),
        pytest.param(uids.JPEG2000Lossless, 16, 16, id="JPEG 2000 on all cores"),
        pytest.param(uids.JPEGLSLossless, 16, 16, id="JPEG-LS on all cores"),
        pytest.param(uids.RLELossless, 16, 16, id="RLE on all cores"),
        pytest.param(uids.JPEG2000Lossless, 32, 32, id="as many as 32"),
        pytest.param(uids.JPEG2000Lossless, 33, 32, id="no more than 32"),
        pytest.param(uids.ExplicitVRLittleEndian, 3, 3, id="bytes, few cores"),
        pytest.param(uids.ExplicitVRLittleEndian, 16, 4, id="bytes, many cores"),
        pytest.param("1.2.3", 16, 4, id="what nothing decodes"),
    ],
)
def test_threads_are_as_many_as_can_be_used(monkeypatch, uid, cores, expected):
    monkeypatch.setattr(threads, "usable_cores", lambda: cores)

    assert threads_for([source(uid)]) == expected


def test_a_decoder_that_holds_the_lock_gets_few(monkeypatch):
    monkeypatch.setattr(threads, "usable_cores", lambda: 16)
    name = "imagecodecs.jpeg2k"
    monkeypatch.setitem(DECODERS, name, replace(DECODERS[name], releases_lock=False))

    assert threads_for([source(uids.JPEG2000Lossless)]) == 4


@pytest.mark.parametrize(
    ("side", "expected"), [(8192, 8), (11585, 4), (11586, 3), (1 << 15, 1)], ids=str
)
def test_frames_of_all_threads_take_no_more_than_a_gigabyte(monkeypatch, side, expected):
    monkeypatch.setattr(threads, "usable_cores", lambda: 8)

    found = threads_for([source(uids.JPEG2000Lossless, PixelFormat(side, side))])

    assert found == expected


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        pytest.param("max 100000", 8, id="none"),
        pytest.param("800000 100000", 8, id="all"),
        pytest.param("700000 100000", 7, id="one less"),
        pytest.param("150000 100000", 2, id="a core and a half"),
        pytest.param("1000 100000", 1, id="part of a core"),
        pytest.param("100000", 8, id="not understood"),
        pytest.param("100000 0", 8, id="no period"),
    ],
)
@pytest.mark.parametrize("version", [1, 2])
def test_cores_are_no_more_than_the_quota_of_a_control_group(
    tmp_path, monkeypatch, quota, expected, version
):
    own, group = tmp_path / "own", tmp_path / "job" / "step"
    if version == 2:
        own.write_text("0::/job/step\n")
        group.mkdir(parents=True)
        (group.parent / "cpu.max").write_text(quota)
    else:
        own.write_text("4:memory:/elsewhere\n5:cpu,cpuacct:/job/step\n")
        group = tmp_path / "cpu" / "job" / "step"
        group.mkdir(parents=True)
        first, *rest = quota.replace("max", "-1").split()
        (group.parent / "cpu.cfs_quota_us").write_text(first + "\n")
        for one in rest:
            (group.parent / "cpu.cfs_period_us").write_text(one + "\n")
    monkeypatch.setattr(threads, "GROUPS", tmp_path)
    monkeypatch.setattr(threads, "OWN_GROUPS", own)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)), raising=False)

    assert threads.usable_cores() == expected


def test_without_images_there_is_one():
    assert threads_for([]) >= 1


@pytest.mark.parametrize(
    ("frames", "cores", "lengths"),
    [
        pytest.param(7, 4, [7], id="too few to share"),
        pytest.param(8, 4, [4, 4], id="just enough"),
        pytest.param(24, 3, [4] * 6, id="two parts a thread"),
        pytest.param(200, 2, [32] * 6 + [8], id="at most 32"),
    ],
)
def test_frames_of_one_file_are_shared_out(tmp_path, monkeypatch, frames, cores, lengths):
    monkeypatch.setattr(threads, "usable_cores", lambda: cores)
    values = phantom.ramp(frames, 8, 8)
    phantom.write_enhanced(tmp_path / "m.dcm", values, transfer_syntax=uids.RLELossless)
    (volume,) = scan(tmp_path).volumes

    loaded = load(volume)
    jobs = eager._jobs(volume, cores)

    assert [len(job.planes) for job in jobs] == lengths
    np.testing.assert_array_equal(loaded.values, values)
