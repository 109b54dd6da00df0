"""Volumes written as OME-Zarr: the values, where they lie, and nobody's name."""

import json

import numpy as np
import pytest

import phantom
from napari_dicom import read_volumes, write_ome_zarr
from napari_dicom.dicom import ExportError
from napari_dicom.layers import build_layers
from phantom import PATIENT_NAME, make_affine, ramp, rotated, rotation, write_series

zarr = pytest.importorskip("zarr")
models = pytest.importorskip("ome_zarr_models")


@pytest.fixture
def saved(tmp_path):
    """Return a function that writes series and saves the volume made of them."""

    def save(*args, lazy=False, **how):
        folder = tmp_path / "dicom"
        write_series(folder, *args, **how)
        (loaded,) = read_volumes(folder, lazy=lazy)
        write_ome_zarr(loaded, tmp_path / "out.ome.zarr")
        (layer,) = build_layers([loaded])
        return layer, zarr.open_group(tmp_path / "out.ome.zarr", mode="r")

    return save


def datasets(group):
    (image,) = group.attrs["ome"]["multiscales"]
    for dataset in image["datasets"]:
        scale, translation = dataset["coordinateTransformations"]
        yield group[dataset["path"]], np.array(scale["scale"]), np.array(translation["translation"])


@pytest.mark.parametrize("lazy", [False, True])
@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
def test_values_and_places_are_those_of_the_layer(saved, orientation, lazy):
    layer, group = saved(ramp(5, 7, 6), affine=make_affine(orientation), lazy=lazy, shuffle=1)

    array, scale, translation = next(datasets(group))

    assert array.dtype == layer.data.dtype
    np.testing.assert_array_equal(array[:], np.asarray(layer.data))
    np.testing.assert_array_equal(scale, layer.keywords["scale"])
    np.testing.assert_array_equal(translation, layer.keywords["translate"])
    axes = group.attrs["ome"]["multiscales"][0]["axes"]
    assert axes == [{"name": n, "type": "space", "unit": "millimeter"} for n in "zyx"]


def test_another_reader_takes_it_for_a_valid_image(saved):
    _, group = saved(ramp(3, 200, 300))

    image = models.open_ome_zarr(group)

    assert type(image).__module__.startswith("ome_zarr_models.v05")


def test_each_level_is_the_mean_of_the_last_at_its_place(saved):
    affine = make_affine(spacing=(3.0, 0.5, 0.5))
    values = np.random.default_rng(3).integers(-1000, 1000, (5, 300, 301)).astype("int16")
    _, group = saved(values, affine=affine)

    (fine, fine_scale, fine_place), (coarse, scale, place), *_ = datasets(group)

    assert coarse.shape == (5, 150, 150)
    np.testing.assert_allclose(scale, fine_scale * [1, 2, 2])
    np.testing.assert_allclose(place, fine_place + fine_scale * [0, 0.5, 0.5])
    mean = fine[:, :300, :300].reshape(5, 150, 2, 150, 2).mean(axis=(2, 4))
    np.testing.assert_allclose(coarse[:], mean, atol=0.51)


@pytest.mark.parametrize(
    "affine",
    [
        pytest.param(make_affine(tilt_degrees=15), id="tilted"),
        pytest.param(rotated(make_affine(), rotation(10, 20, 5)), id="oblique"),
    ],
)
def test_what_scale_cannot_say_is_in_the_affine(saved, affine):
    layer, group = saved(ramp(4), affine=affine)

    _, scale, _ = next(datasets(group))

    stored = np.array(group.attrs["dicom"]["affine"])
    np.testing.assert_allclose(np.linalg.norm(stored[:3, :3], axis=0), scale, rtol=1e-6)
    np.testing.assert_array_equal(stored, layer.keywords["metadata"]["dicom"]["affine"])


def test_colours_become_channels(saved):
    colour = np.random.default_rng(1).integers(0, 255, (3, 8, 9, 3), dtype="uint8")
    layer, group = saved(colour)

    array, *_ = next(datasets(group))

    np.testing.assert_array_equal(np.moveaxis(array[:], 0, -1), np.asarray(layer.data))
    assert group.attrs["ome"]["multiscales"][0]["axes"][0] == {"name": "c", "type": "channel"}
    assert len(group.attrs["ome"]["omero"]["channels"]) == 3


def test_time_comes_first_in_seconds(tmp_path):
    for time in (0, 1, 2):
        write_series(
            tmp_path / "dicom",
            ramp(4) + time,
            header={"TemporalPositionIdentifier": time + 1, "AcquisitionTime": f"10000{2 * time}"},
            name=f"{time}-{{}}".format,
            edit=lambda dataset, index, time=time: setattr(
                dataset, "SOPInstanceUID", phantom.uid("time", time, index)
            ),
        )
    (loaded,) = read_volumes(tmp_path / "dicom")

    write_ome_zarr(loaded, tmp_path / "out.zarr")

    group = zarr.open_group(tmp_path / "out.zarr", mode="r")
    array, *_ = next(datasets(group))
    np.testing.assert_array_equal(array[:], loaded.values)
    assert group.attrs["ome"]["multiscales"][0]["axes"][0]["type"] == "time"


def test_nobody_is_named_and_no_file(saved, tmp_path):
    _, group = saved(
        ramp(3),
        header={"PatientName": PATIENT_NAME, "PatientID": "0815"},
        name="Secret{}.dcm".format,
    )

    texts = json.dumps(dict(group.attrs))

    assert not any(word in texts for word in (PATIENT_NAME, "0815", "Secret", str(tmp_path)))
    assert group.attrs["dicom"]["frames"][0].keys() == {"SOPInstanceUID", "frame"}


def test_the_window_of_the_header_is_kept(saved):
    _, group = saved(ramp(3), header={"WindowCenter": "40", "WindowWidth": "400"})

    (channel,) = group.attrs["ome"]["omero"]["channels"]

    assert (channel["window"]["start"], channel["window"]["end"]) == (-160.0, 239.0)


def test_what_is_there_is_never_overwritten_and_data_never_written_beside(tmp_path):
    write_series(tmp_path / "dicom")
    (loaded,) = read_volumes(tmp_path / "dicom")
    (tmp_path / "old.zarr").mkdir()

    with pytest.raises(ExportError, match=r"old\.zarr is there already"):
        write_ome_zarr(loaded, tmp_path / "old.zarr")
    with pytest.raises(ExportError, match="among the DICOM files"):
        write_ome_zarr(loaded, tmp_path / "dicom" / "new.zarr")
    with pytest.raises(ExportError, match="is not there"):
        write_ome_zarr(loaded, tmp_path / "missing" / "new.zarr")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["dicom", "old.zarr"]


def test_half_an_image_is_not_left_behind(tmp_path, monkeypatch):
    write_series(tmp_path / "dicom")
    (loaded,) = read_volumes(tmp_path / "dicom")

    def fail(*_args, **_how):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dask.array.store", fail)

    with pytest.raises(ExportError, match="No space left"):
        write_ome_zarr(loaded, tmp_path / "new.zarr")

    assert not (tmp_path / "new.zarr").exists()


def test_where_it_is_missing_the_message_says_how_to_install_it(tmp_path, monkeypatch):
    write_series(tmp_path / "dicom")
    (loaded,) = read_volumes(tmp_path / "dicom")

    def missing(name):
        raise ImportError(f"{name} not installed")

    monkeypatch.setattr("napari_dicom.writing.ome_zarr.optional_module", missing)

    with pytest.raises(ExportError, match='pip install "zarr>='):
        write_ome_zarr(loaded, tmp_path / "new.zarr")


def test_a_cluster_writes_it(tmp_path):
    distributed = pytest.importorskip("distributed")
    write_series(tmp_path / "dicom", ramp(6))
    (loaded,) = read_volumes(tmp_path / "dicom", lazy=True)

    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster),
    ):
        write_ome_zarr(loaded, tmp_path / "new.zarr")

    array, *_ = next(datasets(zarr.open_group(tmp_path / "new.zarr", mode="r")))
    np.testing.assert_array_equal(array[:], np.asarray(loaded.values))
