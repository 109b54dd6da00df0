"""Volumes as dask arrays hold what the arrays in memory hold."""

import os
import pickle

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids
from pydicom.encaps import encapsulate, generate_frames

import phantom
from napari_dicom import read_volumes
from napari_dicom.dicom import Limits, PixelError, Severity, load, scan
from napari_dicom.dicom.errors import HeaderError

da = pytest.importorskip("dask.array")


def _both(folder):
    (eager,) = read_volumes(folder, lazy=False)
    (lazy,) = read_volumes(folder, lazy=True)
    return eager, lazy


def test_a_lazy_volume_has_the_values_of_the_one_in_memory(tmp_path):
    phantom.write_series(tmp_path, intercept=-1024, shuffle=3)

    eager, lazy = _both(tmp_path)

    assert lazy.is_lazy
    assert not eager.is_lazy
    np.testing.assert_array_equal(np.asarray(lazy.values), eager.values)
    assert lazy.value_range == eager.value_range


def test_one_chunk_is_one_plane(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(planes=5))

    (lazy,) = read_volumes(tmp_path, lazy=True)

    assert lazy.values.numblocks == (5, 1, 1)


def test_a_missing_slice_is_filled_alike(tmp_path):
    paths = phantom.write_series(tmp_path, phantom.ramp(planes=6) + 5)
    paths[2].unlink()

    eager, lazy = _both(tmp_path)

    np.testing.assert_array_equal(np.asarray(lazy.values), eager.values)
    assert (eager.values[2] == 5).all()


def test_the_graph_is_small_when_pickled(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(planes=20))

    (lazy,) = read_volumes(tmp_path, lazy=True)

    assert len(pickle.dumps(lazy.values)) < 20 * 1000


def test_what_outgrows_the_limit_is_lazy(tmp_path):
    phantom.write_series(tmp_path)
    (volume,) = scan(tmp_path).volumes

    assert load(volume, Limits(memory_bytes=10)).is_lazy
    assert not load(volume, Limits(memory_bytes=1 << 20)).is_lazy


def lazy_note(loaded):
    return next(note.message for note in loaded.volume.notes if note.code == "lazy")


def test_why_a_volume_is_lazy_is_said(tmp_path, monkeypatch):
    phantom.write_series(tmp_path)
    (volume,) = scan(tmp_path).volumes

    said = {
        "as asked for": load(volume, lazy=True),
        "the volume takes more than limits.memory_bytes allows": load(
            volume, Limits(memory_bytes=10)
        ),
    }
    monkeypatch.setattr("napari_dicom.dicom.loading.eager.free_memory", lambda: 10)
    said["the volume takes more than half of the free memory"] = load(volume)

    for words, loaded in said.items():
        assert lazy_note(loaded) == f"slices are read when they are looked at, {words}"


@pytest.mark.parametrize(("planes", "seen"), [(6, None), (12, "5 of 12")])
def test_of_how_many_images_the_range_of_values_is_is_said(tmp_path, planes, seen):
    phantom.write_series(tmp_path, phantom.ramp(planes))

    (lazy,) = read_volumes(tmp_path, lazy=True)

    told = f"; the range of values is that of {seen} images" if seen else "as asked for"
    assert lazy_note(lazy).endswith(told)


@pytest.mark.parametrize(
    ("planes", "lazy", "files"),
    [
        pytest.param(3, False, "3 files, first IM0000.dcm", id="in memory"),
        pytest.param(12, False, "12 files, first IM0000.dcm", id="in memory, many"),
        pytest.param(3, True, "3 files, first IM0000.dcm", id="lazy, all looked at"),
        pytest.param(12, True, "5 files of the 5 looked at, first IM0000.dcm", id="lazy"),
    ],
)
def test_a_remark_of_a_decoder_counts_the_files_that_were_looked_at(tmp_path, planes, lazy, files):
    values = phantom.ramp(planes) - 10  # signed, and JPEG 2000 streams of the phantom are not
    phantom.write_series(tmp_path, values, transfer_syntax=uids.JPEG2000Lossless)

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    (note,) = [note for note in loaded.volume.notes if note.code == "decoding"]
    assert note.message.endswith(f"({files})")


def remark_on_enhanced(folder, planes, odd, lazy):
    """Return where a remark on some frames of a file is said to be, counted from 0."""
    path = folder / "enhanced.dcm"
    phantom.write_enhanced(path, phantom.ramp(planes), transfer_syntax=uids.JPEG2000Lossless)
    dataset = pydicom.dcmread(path)
    streams = list(generate_frames(dataset.PixelData, number_of_frames=planes))
    for number in odd:
        streams[number] = streams[number].removesuffix(b"\0").removesuffix(b"\xff\xd9")
    dataset.PixelData = encapsulate(streams)
    dataset.save_as(path)

    (loaded,) = read_volumes(folder, lazy=lazy)

    told = [note.message for note in loaded.volume.notes if "end marker" in note.message]
    (message,) = told
    return message.removeprefix("the stream has no end marker ")


@pytest.mark.parametrize(
    ("planes", "odd", "lazy", "told"),
    [
        pytest.param(6, [3], False, "(1 image, first enhanced.dcm frame 4)", id="one"),
        pytest.param(40, [3, 37], False, "(2 images, first enhanced.dcm frame 4)", id="two"),
        pytest.param(40, range(40), False, "(1 file, first enhanced.dcm)", id="all"),
        pytest.param(6, [0], True, "(1 image, first enhanced.dcm frame 1)", id="one, lazy"),
        pytest.param(40, range(40), True, "(1 file, first enhanced.dcm)", id="all, lazy"),
    ],
)
def test_a_remark_on_some_frames_of_a_file_names_them(tmp_path, planes, odd, lazy, told):
    assert remark_on_enhanced(tmp_path, planes, odd, lazy) == told


def test_a_cluster_of_processes_computes_the_same_projection(tmp_path):
    distributed = pytest.importorskip("distributed")
    phantom.write_series(tmp_path, phantom.ramp(planes=8))
    eager, lazy = _both(tmp_path)

    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster),
    ):
        projection = lazy.values.max(axis=0).compute()

    np.testing.assert_array_equal(projection, eager.values.max(axis=0))


def _signed_ct(folder, stored, **others):
    """Write 9 slices of signed 16-bit values, intercept -1024, with one of their own."""
    values = phantom.ramp(9)
    for (k, i, j), value in stored.items():
        values[k, i, j] = value
    return phantom.write_series(folder, values, intercept=-1024, **others)


@pytest.mark.parametrize("plane", range(9))
@pytest.mark.parametrize("value", [-32768, 32767, -32768 + 1024])
def test_a_lazy_volume_holds_whatever_one_slice_holds(tmp_path, value, plane):
    _signed_ct(tmp_path, {(plane, 2, 3): value})

    eager, lazy = _both(tmp_path)

    assert eager.values[plane, 2, 3] == value - 1024
    np.testing.assert_array_equal(np.asarray(lazy.values), eager.values)


@pytest.mark.parametrize("plane", range(9))
def test_one_extreme_slice_of_unsigned_values_is_not_cut(tmp_path, plane):
    values = phantom.ramp(9, dtype="uint16")
    values[plane, 1, 1] = 60000
    phantom.write_series(tmp_path, values, intercept=-1024)

    (lazy,) = read_volumes(tmp_path, lazy=True)

    np.testing.assert_array_equal(np.asarray(lazy.values), values.astype(int) - 1024)


@pytest.mark.parametrize("lazy", [False, True], ids=["in memory", "lazy"])
@pytest.mark.parametrize(
    ("padding", "fill"),
    [
        pytest.param(-2000, {False: -3024, True: -3024}, id="padding"),
        pytest.param(
            -32768,
            {False: -32768, True: -32768 - 1024},
            id="padding that the values' dtype does not hold in memory",
        ),
    ],
)
def test_a_missing_slice_is_filled_with_padding_as_far_as_that_fits(tmp_path, lazy, padding, fill):
    _signed_ct(tmp_path, {}, header={"PixelPaddingValue": padding})[3].unlink()

    (loaded,) = read_volumes(tmp_path, lazy=lazy)

    assert set(np.asarray(loaded.values[3]).ravel().tolist()) == {fill[lazy]}


def _replace(path):
    data = bytearray(path.read_bytes())
    data[-4:] = b"\1\2\3\4"
    path.unlink()
    path.write_bytes(data)
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1_000_000))


def _truncate(path):
    status = path.stat()
    path.write_bytes(path.read_bytes()[:-20])
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES = pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(_replace, "the file has been written to since it was opened", id="replaced"),
        pytest.param(_truncate, "the file has changed since it was opened", id="truncated"),
        pytest.param(lambda path: path.unlink(), "No such file", id="removed"),
    ],
)


@pytest.mark.parametrize("transfer_syntax", [uids.ExplicitVRLittleEndian, uids.ExplicitVRBigEndian])
@pytest.mark.parametrize("place", range(12))
def test_files_that_end_early_are_told_before_anybody_looks_at_them(
    tmp_path, place, transfer_syntax
):
    paths = phantom.write_series(tmp_path, phantom.ramp(12), transfer_syntax=transfer_syntax)
    paths[place].write_bytes(paths[place].read_bytes()[:-2])

    (lazy,) = read_volumes(tmp_path, lazy=True)

    (note,) = [note for note in lazy.notes if note.code == "not-decoded"]
    assert note.severity is Severity.ERROR
    assert note.message == (
        "1 of 12 images cannot be read and is shown empty, its file ends early: "
        f"{paths[place].name}"
    )
    assert note.details == {"count": 1, "files": [paths[place].name]}


def test_frames_beyond_the_end_of_their_file_are_told_by_their_number(tmp_path):
    path = phantom.write_enhanced(tmp_path / "enhanced.dcm", phantom.ramp(12))
    path.write_bytes(path.read_bytes()[: -3 * 60 - 1])

    (lazy,) = read_volumes(tmp_path, lazy=True)

    (note,) = [note for note in lazy.notes if note.code == "not-decoded"]
    assert note.details["files"] == [f"enhanced.dcm frame {number}" for number in (9, 10, 11, 12)]


@pytest.mark.parametrize("transfer_syntax", [uids.DeflatedExplicitVRLittleEndian, uids.RLELossless])
def test_compressed_files_are_not_measured_by_their_size(tmp_path, transfer_syntax):
    phantom.write_series(tmp_path, np.zeros((9, 64, 64), "int16"), transfer_syntax=transfer_syntax)

    (lazy,) = read_volumes(tmp_path, lazy=True)

    assert [note.code for note in lazy.notes] == ["lazy"]


@CHANGES
@pytest.mark.parametrize("transfer_syntax", [uids.ExplicitVRLittleEndian, uids.RLELossless])
def test_a_slice_whose_file_has_changed_is_empty_and_the_file_named(
    tmp_path, caplog, change, words, transfer_syntax
):
    paths = phantom.write_series(tmp_path, phantom.ramp(9) + 5, transfer_syntax=transfer_syntax)
    (lazy,) = read_volumes(tmp_path, lazy=True)

    change(paths[3])
    values = np.asarray(lazy.values)

    assert (values[3] == 5).all()
    np.testing.assert_array_equal(np.delete(values, 3, 0), np.delete(phantom.ramp(9) + 5, 3, 0))
    assert f"{paths[3].name}: " in caplog.text
    assert words in caplog.text


@CHANGES
def test_a_header_of_a_file_that_has_changed_is_not_read(tmp_path, change, words):
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1))
    (volume,) = scan(tmp_path).volumes

    change(path)

    with pytest.raises((HeaderError, OSError), match=words):
        volume.first.instance.dataset()


@pytest.mark.parametrize(("nanoseconds", "same"), [(999, True), (1000, False)])
def test_a_time_of_less_than_a_microsecond_is_the_same(tmp_path, nanoseconds, same):
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1))
    os.utime(path, ns=(0, 1_700_000_000_000_000_000))
    (volume,) = scan(tmp_path).volumes
    os.utime(path, ns=(0, 1_700_000_000_000_000_000 + nanoseconds))

    if same:
        assert load(volume).values.shape == (1, 6, 5)
    else:
        with pytest.raises(PixelError, match="written to"):
            load(volume)
