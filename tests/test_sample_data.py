"""The sample study: real DICOM files of two series, opened as any folder is."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
from napari.components import ViewerModel

from napari_dicom import add_dicom, read_volumes, sample_data
from napari_dicom.dicom import LoadedVolume, NapariDicomError
from napari_dicom.samples import study as sample_study
from napari_dicom.samples.study import INTERCEPT, PADDING, SERIES, phantom_values
from napari_dicom.viewer.depth import bound_depth
from phantom import ramp, write_series

SOFT_TISSUE, LUNG = SERIES


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_study.write_sample_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def volumes(study: Path) -> list[LoadedVolume]:
    return read_volumes(study)


def hounsfield(loaded: LoadedVolume, point: tuple[float, float, float]) -> float:
    """Return the mean value about a point in the patient, LPS mm."""
    index = np.linalg.solve(loaded.volume.geometry.affine, [*point, 1])[:3].round().astype(int)
    box = tuple(slice(i - 1, i + 2) for i in index)
    return float(loaded.values[box].mean())


def test_the_files_of_two_series_lie_mixed_in_one_folder(study: Path):
    syntaxes = Counter(
        pydicom.dcmread(path, stop_before_pixels=True).file_meta.TransferSyntaxUID
        for path in study.iterdir()
    )

    assert syntaxes == {one.transfer_syntax_uid: one.slices for one in SERIES}


@pytest.mark.parametrize(("index", "series"), list(enumerate(SERIES)), ids=["soft tissue", "lung"])
def test_each_series_is_a_volume_of_its_own(volumes, index, series):
    geometry = volumes[index].volume.geometry

    assert len(volumes) == 2
    assert geometry.shape == (series.slices, sample_study.SIZE, sample_study.SIZE)
    assert geometry.voxel_size == pytest.approx((series.distance, *[series.pixel_spacing] * 2))
    assert geometry.affine[:3, 3] == pytest.approx(series.position(0))


def test_the_uncompressed_series_keeps_its_values(volumes):
    np.testing.assert_array_equal(
        volumes[0].values, phantom_values(SOFT_TISSUE).astype(np.int32) + INTERCEPT
    )


def test_the_jpeg_series_differs_less_than_its_noise(volumes):
    error = volumes[1].values.astype(np.int32) - INTERCEPT - phantom_values(LUNG)

    assert 0 < np.sqrt(np.mean(np.square(error))) < LUNG.noise


def test_padding_lies_outside_the_circle_and_outside_the_contrast(volumes):
    corner = volumes[0].values[:, 0, 0]

    assert (corner == PADDING + INTERCEPT).all()
    assert volumes[0].value_range[0] >= INTERCEPT


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize(
    ("point", "low", "high"),
    [
        pytest.param((55, -14, -52), 150, 250, id="the left ventricle lies left"),
        pytest.param((-60, -14, -52), -950, -800, id="the right lung lies right"),
        pytest.param((-60, 30, -112), 80, 140, id="the liver lies right"),
        pytest.param((0, 56, -58), 150, 300, id="the spine lies behind"),
        pytest.param((128, -106, -28), 1500, 3000, id="the letter L lies left"),
        pytest.param((-128, -106, -28), -1030, -970, id="and nothing on the right"),
    ],
)
def test_a_mirrored_or_turned_phantom_would_show(volumes, index, point, low, high):
    assert low < hounsfield(volumes[index], point) < high


def test_the_phantom_is_the_same_every_time():
    first, second = (phantom_values(replace(LUNG, slices=2)) for _ in range(2))

    np.testing.assert_array_equal(first, second)


def test_a_missing_imagecodecs_is_named_with_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr(sample_study, "SERIES", (replace(LUNG, slices=1),))
    monkeypatch.setitem(sys.modules, "imagecodecs", None)

    with pytest.raises(NapariDicomError, match="-m pip install imagecodecs"):
        sample_study.write_sample_study(tmp_path)


def test_the_temporary_folder_is_gone_when_python_ends():
    code = "from napari_dicom.samples import sample_study as s; f = s(); print(f, f.is_dir())"

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    folder, was_there = ran.stdout.split()
    assert was_there == "True"
    assert not Path(folder).exists()


def test_layers_come_with_the_first_series_on_top(study, monkeypatch):
    monkeypatch.setattr(sample_data, "sample_study", lambda: study)

    layers = sample_data.two_mixed_ct_series()

    names = [f"CT {one.number} {one.description}" for one in reversed(SERIES)]
    assert [keywords["name"] for _, keywords, _ in layers] == names


def test_an_empty_viewer_is_arranged_and_its_sliders_reach_all_values(study, monkeypatch):
    viewer = ViewerModel()
    monkeypatch.setattr(sample_data, "sample_study", lambda: study)
    monkeypatch.setattr("napari_dicom.viewer.window_viewer", lambda: viewer)

    for data, keywords, kind in sample_data.two_mixed_ct_series():
        viewer._add_layer_from_data(data, keywords, kind)  # as napari's open_sample does

    assert tuple(viewer.scene.camera.orientation) == ("away", "down", "right")
    for layer in viewer.layers:
        window = layer.metadata["dicom"]["windows"][0]
        low = window["center"] - window["width"] / 2
        high = window["center"] + window["width"] / 2 - 1
        assert layer.contrast_limits == [low, high]
        assert layer.contrast_limits_range[1] == layer.data.max()


def test_a_viewer_with_layers_is_left_as_it_is(study, monkeypatch):
    viewer = ViewerModel()
    viewer.add_image(np.zeros((4, 4)), scale=(1, 1))
    bound_depth(viewer)  # it stays for as long as the viewer has DICOM images
    before = viewer.scene.camera.orientation
    callbacks = len(viewer.layers.events.inserted.callbacks)
    monkeypatch.setattr(sample_data, "sample_study", lambda: study)
    monkeypatch.setattr("napari_dicom.viewer.window_viewer", lambda: viewer)

    for data, keywords, kind in sample_data.two_mixed_ct_series():
        viewer._add_layer_from_data(data, keywords, kind)

    assert viewer.scene.camera.orientation == before
    assert len(viewer.layers.events.inserted.callbacks) == callbacks


def test_beside_another_patient_the_samples_are_added_hidden_and_it_is_said(
    study, tmp_path, monkeypatch, told
):
    viewer = ViewerModel()
    write_series(tmp_path, ramp(5))
    add_dicom(viewer, tmp_path)
    monkeypatch.setattr(sample_data, "sample_study", lambda: study)
    monkeypatch.setattr("napari_dicom.viewer.window_viewer", lambda: viewer)

    for data, keywords, kind in sample_data.two_mixed_ct_series():
        viewer._add_layer_from_data(data, keywords, kind)

    assert [layer.visible for layer in viewer.layers] == [True, False, False]
    assert "Opened hidden" in told[-1].message


def test_samples_of_one_patient_are_shown_together_and_nothing_is_said(study, monkeypatch, told):
    viewer = ViewerModel()
    monkeypatch.setattr(sample_data, "sample_study", lambda: study)
    monkeypatch.setattr("napari_dicom.viewer.window_viewer", lambda: viewer)

    layers = sample_data.two_mixed_ct_series()

    assert [keywords["visible"] for _, keywords, _ in layers] == [True, True]
    assert told == []
