"""Presets, cuts and the bound on memory in three dimensions, without a window."""

import numpy as np
import pytest
from dask import compute
from dask.array import from_array

from kinds import write
from napari_dicom import add_dicom
from napari_dicom.viewer import depth as door
from napari_dicom.viewer.depth import (
    BYTES_A_VOXEL,
    MOST_VOXELS,
    REDUCED,
    Bound,
    bound,
    coarse_of,
    depth_of,
    depth_presets_of,
    reduced,
    stride_of,
    thinned,
)
from opened import add_folder
from phantom import make_affine, ramp, rotated, rotation, uid, write_series

LOOKS = (
    *("contrast_limits", "contrast_limits_range", "gamma", "colormap", "opacity", "blending"),
    *("rendering", "iso_threshold", "attenuation", "interpolation3d", "depiction"),
)


@pytest.fixture
def few_voxels(monkeypatch):
    """Let 100 voxels be many."""
    monkeypatch.setattr(reduced, "MOST_VOXELS", 100)


def add(viewer, folder, **keywords):
    write_series(folder, **keywords)
    (layer,) = add_dicom(viewer, folder)
    return layer


def looks(layer):
    return {name: getattr(layer, name) for name in LOOKS}


@pytest.mark.parametrize(
    ("modality", "names"),
    [
        ("CT", ["CT bone", "CT angio", "CT soft, cut"]),
        ("MR", ["MR MIP"]),
        ("PT", ["PET MIP"]),
    ],
)
def test_each_modality_has_looks_of_its_own(viewer, tmp_path, modality, names):
    layer = add(viewer, tmp_path, modality=modality)

    assert [one.name for one in depth_presets_of(layer)] == names


def test_a_single_image_has_no_look_in_three_dimensions(viewer, tmp_path):
    layer = add(viewer, tmp_path, values=ramp(1))

    assert depth_presets_of(layer) == ()


@pytest.mark.parametrize("slope", [1.0, 0.5], ids=["int16", "float32"])
def test_bone_is_where_hounsfield_units_say(viewer, tmp_path, slope):
    layer = add(viewer, tmp_path, slope=slope, intercept=-1024.0)

    depth_of(viewer).show(layer, depth_presets_of(layer)[0])

    assert (layer.iso_threshold, layer.contrast_limits) == (200.0, [-200.0, 700.0])


def test_a_projection_of_few_bright_voxels_still_has_a_window(viewer, tmp_path):
    values = np.zeros((20, 10, 10), "int16")
    values[3, 4, 5] = 900
    layer = add(viewer, tmp_path, values=values, modality="MR")

    (preset,) = depth_presets_of(layer)

    assert preset.limits == (0.0, 900.0)


@pytest.mark.parametrize(
    ("units", "slope", "black"), [("GML", 0.001, 7.0), ("CNTS", 1.0, None)], ids=["SUV", "counts"]
)
def test_pet_is_black_at_an_suv_where_that_is_known(viewer, tmp_path, units, slope, black):
    header = {"Units": units}
    layer = add(viewer, tmp_path, modality="PT", slope=slope, intercept=0.0, header=header)
    brightest = float(np.nanquantile(layer.data, 0.999))

    (preset,) = depth_presets_of(layer)

    assert preset.limits == pytest.approx((0.0, brightest if black is None else black))


@pytest.mark.parametrize("number", range(3))
def test_all_looks_are_given_back_in_two_dimensions(viewer, tmp_path, number):
    layer = add(viewer, tmp_path)
    before, planes = looks(layer), layer.experimental_clipping_planes.as_array()

    depth_of(viewer).show(layer, depth_presets_of(layer)[number])
    changed = looks(layer)
    viewer.dims.ndisplay = 2

    assert changed != before
    assert looks(layer) == before
    assert np.array_equal(layer.experimental_clipping_planes.as_array(), planes)


def test_looks_are_those_of_two_dimensions_after_several_presets(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    before = looks(layer)

    for preset in depth_presets_of(layer):
        depth_of(viewer).show(layer, preset)
    viewer.dims.ndisplay = 2

    assert looks(layer) == before


def test_the_patient_is_seen_from_the_front_standing(viewer, tmp_path):
    layer = add(viewer, tmp_path)

    depth_of(viewer).show(layer, depth_presets_of(layer)[0])

    camera, shown = viewer.scene.camera, list(viewer.dims.displayed)
    view, up = (
        dict(zip(shown, one, strict=True)) for one in (camera.view_direction, camera.up_direction)
    )
    assert [view[axis] for axis in range(3)] == pytest.approx([0, 1, 0])  # towards the back
    assert [up[axis] for axis in range(3)] == pytest.approx([1, 0, 0])  # the head


@pytest.mark.parametrize("turn", [0, 30], ids=["straight", "oblique"])
@pytest.mark.parametrize(("plane", "axis"), [("Axial", 0), ("Coronal", 1), ("Sagittal", 2)])
@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")
def test_a_cut_lies_along_the_slice_the_viewer_stands_on(viewer, tmp_path, plane, axis, turn):
    affine = rotated(make_affine(spacing=(3, 2, 1)), rotation(0, turn, 0))
    layer = add(viewer, tmp_path, values=ramp(5, 7, 9), affine=affine)
    middle = np.asarray(layer.data.shape) // 2
    viewer.dims.set_point(range(3), layer.data_to_world(middle))

    depth_of(viewer).cut(layer, plane)
    viewer.dims.ndisplay = 3

    depth_of(viewer).cut(layer, plane, float(middle[axis]))
    (position, normal) = layer.experimental_clipping_planes.as_array()[0]
    order = list(viewer.dims.displayed)
    for corner in np.ndindex(2, 2, 2):
        index = np.asarray(corner) * (np.asarray(layer.data.shape) - 1)
        index[axis] = middle[axis]
        along = np.asarray(layer.data_to_world(index))[order]
        assert (along - position) @ normal == pytest.approx(0, abs=1e-4)


def test_no_cut_is_left_without_one(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    depth_of(viewer).show(layer, depth_presets_of(layer)[2])

    depth_of(viewer).cut(layer, "")

    assert len(layer.experimental_clipping_planes) == 0


def test_nothing_of_presets_listens_in_two_dimensions(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    before = len(viewer.dims.events.ndisplay.callbacks)

    depth_of(viewer).show(layer, depth_presets_of(layer)[0])
    viewer.dims.ndisplay = 2

    assert len(viewer.dims.events.ndisplay.callbacks) == before


@pytest.mark.parametrize(
    ("free", "stride"),
    [(120 * 2 * BYTES_A_VOXEL, 1), (119 * 2 * BYTES_A_VOXEL, 2)],
    ids=["just enough", "just too little"],
)
def test_half_of_the_free_memory_is_taken_at_most(viewer, tmp_path, monkeypatch, free, stride):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))
    monkeypatch.setattr(reduced, "free_memory", lambda: free)
    monkeypatch.setattr(reduced, "LEAST_VOXELS", 1)

    assert stride_of(layer) == stride


@pytest.mark.parametrize(("least", "stride"), [(120, 1), (119, 2)], ids=["equal", "one less"])
def test_a_picture_is_shown_however_little_memory_is_free(
    viewer, tmp_path, monkeypatch, least, stride
):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))
    monkeypatch.setattr(reduced, "free_memory", lambda: 0)
    monkeypatch.setattr(reduced, "LEAST_VOXELS", least)

    assert stride_of(layer) == stride


def test_of_a_lazy_volume_only_what_is_shown_is_kept(viewer, tmp_path):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))
    layer.data = from_array(layer.data, chunks=(1, 6, 5))

    made = thinned(layer, 2)

    blocks = compute(*made.to_delayed().ravel())
    assert np.array_equal(np.concatenate(blocks), np.asarray(layer.data)[::2, ::2, ::2])
    assert all(block.base is None for block in blocks)


@pytest.mark.parametrize(("short", "stride"), [(0, 1), (1, 2)], ids=["just enough", "a byte less"])
def test_values_that_are_read_for_it_count_too(viewer, tmp_path, monkeypatch, short, stride):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))
    layer.data = from_array(layer.data)
    free = 120 * 2 * (BYTES_A_VOXEL + layer.data.dtype.itemsize) - short
    monkeypatch.setattr(reduced, "free_memory", lambda: free)
    monkeypatch.setattr(reduced, "LEAST_VOXELS", 1)

    assert stride_of(layer) == stride


@pytest.mark.parametrize(("most", "stride"), [(120, 1), (119, 2)], ids=["equal", "one less"])
def test_no_more_voxels_than_the_bound_are_shown(viewer, tmp_path, monkeypatch, most, stride):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))
    monkeypatch.setattr(reduced, "MOST_VOXELS", most)

    assert stride_of(layer) == stride


def test_two_volumes_share_the_bound(viewer, tmp_path, monkeypatch):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))
    monkeypatch.setattr(reduced, "MOST_VOXELS", 239)

    assert (stride_of(layer), stride_of(layer, 2)) == (1, 2)


def test_the_bound_is_the_one_the_readme_states():
    assert MOST_VOXELS == 512 * 512 * 1024


@pytest.mark.usefixtures("few_voxels")
def test_a_large_volume_gives_way_to_a_coarser_view_of_its_values(viewer, tmp_path):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))

    viewer.dims.ndisplay = 3

    (other,) = (one for one in viewer.layers if REDUCED in one.metadata)
    assert (layer.visible, other.visible) == (False, True)
    assert np.shares_memory(other.data, layer.data)
    assert np.array_equal(other.data, layer.data[::2, ::2, ::2])
    assert viewer.layers.selection.active is layer


@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")
@pytest.mark.usefixtures("few_voxels")
def test_every_voxel_of_the_coarser_view_lies_where_it_is(viewer, tmp_path):
    affine = rotated(make_affine(spacing=(3, 2, 1)), rotation(10, 20, 30))
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5), affine=affine)
    viewer.dims.ndisplay = 3

    other = coarse_of(viewer, layer).layer

    for index in np.ndindex(other.data.shape):
        wanted = layer.data_to_world(np.asarray(index) * 2)
        assert np.allclose(other.data_to_world(index), wanted)


@pytest.mark.usefixtures("few_voxels")
def test_a_hidden_large_volume_stays_hidden(viewer, tmp_path):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))
    layer.visible = False

    viewer.dims.ndisplay = 3
    shown = [one.visible for one in viewer.layers]
    viewer.dims.ndisplay = 2

    assert shown == [False, False]
    assert not layer.visible


@pytest.mark.usefixtures("few_voxels")
def test_all_is_as_before_in_two_dimensions(viewer, tmp_path):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))

    viewer.dims.ndisplay = 3
    viewer.dims.ndisplay = 2

    assert list(viewer.layers) == [layer]
    assert layer.visible
    assert coarse_of(viewer, layer) is None
    assert layer._slice.image.raw.ndim == 2  # sliced again: napari's own is not blocked any more


@pytest.mark.usefixtures("few_voxels")
def test_the_eye_of_a_large_volume_shows_and_hides_its_coarser_view(viewer, tmp_path):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))
    viewer.dims.ndisplay = 3
    other = coarse_of(viewer, layer).layer

    states = []
    for _ in range(2):
        layer.visible = True
        states.append((layer.visible, other.visible))

    assert states == [(False, False), (False, True)]


@pytest.mark.usefixtures("few_voxels")
def test_napari_never_slices_a_large_volume_whole(viewer, tmp_path):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))
    viewer.dims.ndisplay = 3

    layer.visible = True

    assert layer._slice.image.raw.size == 1  # napari's placeholder for what was never sliced


@pytest.mark.usefixtures("few_voxels")
def test_the_coarser_view_looks_as_its_volume_does(viewer, tmp_path):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))

    depth_of(viewer).show(layer, depth_presets_of(layer)[2])

    other = coarse_of(viewer, layer).layer
    assert other.visible
    assert other.contrast_limits == layer.contrast_limits
    assert (other.colormap, other.rendering) == (layer.colormap, layer.rendering)
    assert len(other.experimental_clipping_planes) == 1


@pytest.mark.usefixtures("few_voxels")
def test_it_is_told_what_is_shown_instead(viewer, tmp_path, told):
    add(viewer, tmp_path, values=ramp(4, 6, 5))

    viewer.dims.ndisplay = 3

    assert any("every 2nd along each axis is shown" in one.message for one in told)


@pytest.mark.usefixtures("few_voxels")
def test_a_large_volume_opened_in_three_dimensions_is_bounded(viewer, tmp_path):
    add(viewer, tmp_path / "a", values=ramp(2, 3, 3), series="a")
    viewer.dims.ndisplay = 3

    header = {"SeriesNumber": 2, "FrameOfReferenceUID": uid("frame", "a")}
    layer = add(viewer, tmp_path / "b", values=ramp(9, 6, 5), series="b", header=header)

    assert not layer.visible
    assert coarse_of(viewer, layer).layer in viewer.layers


@pytest.mark.usefixtures("few_voxels")
def test_the_coarser_view_goes_with_its_volume(viewer, tmp_path):
    layer = add(viewer, tmp_path, values=ramp(4, 6, 5))
    viewer.dims.ndisplay = 3

    viewer.layers.remove(layer)

    assert list(viewer.layers) == []
    assert not any(isinstance(one, Bound) for one in viewer.dims.events.ndisplay.callbacks)


def test_napari_has_the_switch_that_keeps_the_eye_from_copying(viewer, tmp_path):
    layer = add(viewer, tmp_path)

    assert getattr(layer, bound._BLOCKED) is False
    assert set(door.__all__) <= set(dir(door))


def test_a_hidden_volume_is_seen_in_three_dimensions_and_hidden_again(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    layer.visible = False

    depth_of(viewer).show(layer, depth_presets_of(layer)[0])
    shown = layer.visible
    viewer.dims.ndisplay = 2

    assert (shown, layer.visible) == (True, False)


@pytest.mark.usefixtures("few_voxels")
def test_a_look_shows_the_coarser_view_of_a_hidden_large_volume(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    layer.visible = False
    shown = []

    for preset in depth_presets_of(layer):
        depth_of(viewer).show(layer, preset)
        shown.append((layer.visible, coarse_of(viewer, layer).layer.visible))
    viewer.dims.ndisplay = 2

    assert shown == [(False, True)] * 3
    assert not layer.visible


def test_the_same_plane_slice_and_camera_are_there_again_in_two_dimensions(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    camera = viewer.scene.camera
    viewer.dims.set_current_step(0, 1)
    camera.zoom, camera.center = 2.5, (0.0, 3.0, 4.0)
    parts = ("center", "zoom", "angles", "orientation")
    before = viewer.dims.order, viewer.dims.point, [getattr(camera, one) for one in parts]

    for preset in depth_presets_of(layer):
        depth_of(viewer).show(layer, preset)
    viewer.dims.ndisplay = 2

    after = viewer.dims.order, viewer.dims.point, [getattr(camera, one) for one in parts]
    assert after == before


def test_a_volume_of_another_patient_is_not_seen_beside_a_hidden_one(viewer, tmp_path):
    write(tmp_path / "other", ramp(4), "there")
    write(tmp_path / "same", ramp(4), "here")
    write(tmp_path / "hidden", ramp(4), "here")
    other, same, layer = (
        add_folder(viewer, tmp_path / name)[0] for name in ("other", "same", "hidden")
    )
    layer.visible = False

    depth_of(viewer).show(layer, depth_presets_of(layer)[0])
    seen = other.visible, same.visible, layer.visible
    viewer.dims.ndisplay = 2

    assert seen == (False, True, True)
    assert (other.visible, same.visible, layer.visible) == (True, True, False)
