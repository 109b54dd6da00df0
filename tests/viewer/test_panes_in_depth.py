"""The bound on memory in panes beside the canvas, and panes beside a canvas that keeps to it."""

import numpy as np
import pytest
from dask.array import from_array
from napari.components import ViewerModel
from napari.utils import resize_dask_cache

from napari_dicom import add_dicom
from napari_dicom.viewer.depth import coarse_of, reduced
from napari_dicom.viewer.linked import TwinList
from phantom import make_affine, ramp, rotated, rotation, write_series

VALUES = ramp(4, 6, 5)


@pytest.fixture
def few_voxels(monkeypatch):
    """Let 100 voxels be many."""
    monkeypatch.setattr(reduced, "MOST_VOXELS", 100)


def add(viewer, folder, **keywords):
    write_series(folder, VALUES, **keywords)
    (layer,) = add_dicom(viewer, folder)
    return layer


def pane_of(viewer, layer, ndisplay=3):
    pane = ViewerModel(ndisplay=ndisplay)
    return pane, TwinList(viewer, pane, layer)


@pytest.mark.parametrize(("most", "stride"), [(120, 1), (119, 2)], ids=["equal", "one less"])
def test_a_pane_shows_no_more_voxels_than_the_bound(viewer, tmp_path, monkeypatch, most, stride):
    monkeypatch.setattr(reduced, "MOST_VOXELS", most)
    layer = add(viewer, tmp_path)

    _, twins = pane_of(viewer, layer)

    twin = twins.twin_of(layer)
    assert twins.stride_of(layer) == stride
    assert np.shares_memory(twin.data, layer.data)
    assert np.array_equal(twin.data, layer.data[::stride, ::stride, ::stride])


@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")
@pytest.mark.parametrize("turn", [0, 30], ids=["straight", "oblique"])
@pytest.mark.usefixtures("few_voxels")
def test_every_voxel_of_a_pane_lies_where_it_is(viewer, tmp_path, turn):
    affine = rotated(make_affine(spacing=(3, 2, 1)), rotation(turn, turn / 2, turn / 3))
    layer = add(viewer, tmp_path, affine=affine)

    twin = pane_of(viewer, layer)[1].twin_of(layer)
    layer.translate = np.asarray(layer.translate) + 5
    layer.affine = layer.affine.affine_matrix  # a move ends so

    for index in np.ndindex(twin.data.shape):
        wanted = layer.data_to_world(np.asarray(index) * 2)
        assert np.allclose(twin.data_to_world(index), wanted)


@pytest.mark.usefixtures("few_voxels")
def test_a_pane_in_two_dimensions_shows_every_voxel(viewer, tmp_path):
    layer = add(viewer, tmp_path)

    twin = pane_of(viewer, layer, ndisplay=2)[1].twin_of(layer)

    assert twin.data is layer.data


@pytest.mark.usefixtures("few_voxels")
def test_a_pane_follows_new_values_at_its_own_step(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    twin = pane_of(viewer, layer)[1].twin_of(layer)

    layer.data = layer.data + 1

    assert np.array_equal(twin.data, layer.data[::2, ::2, ::2])


@pytest.mark.usefixtures("few_voxels")
def test_it_is_told_what_a_pane_shows_instead(viewer, tmp_path, told):
    layer = add(viewer, tmp_path)

    pane_of(viewer, layer)

    words = "every 2nd along each axis is shown"
    assert sum(one.message.count(words) for one in told) == 1


def test_two_volumes_of_a_pane_share_the_bound(viewer, tmp_path, monkeypatch):
    monkeypatch.setattr(reduced, "MOST_VOXELS", 239)
    layer = add(viewer, tmp_path / "a", series="a")
    header = {"FrameOfReferenceUID": layer.metadata["dicom"]["FrameOfReferenceUID"]}
    other = add(viewer, tmp_path / "b", series="b", header=header)

    _, twins = pane_of(viewer, layer)

    assert [twins.stride_of(one) for one in (layer, other)] == [2, 2]


@pytest.mark.usefixtures("few_voxels")
def test_a_pane_shows_every_voxel_while_the_canvas_shows_a_coarser_view(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    pane, twins = pane_of(viewer, layer, ndisplay=2)

    seen = []
    for ndisplay in (3, 2, 3):
        viewer.dims.ndisplay = ndisplay
        seen.append([(one.data.shape, one.visible) for one in pane.layers])

    assert seen == [[(VALUES.shape, True)]] * 3
    assert twins.twin_of(layer).data is layer.data


@pytest.mark.usefixtures("few_voxels")
def test_the_eye_of_a_coarser_view_counts_in_the_panes(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    _, twins = pane_of(viewer, layer, ndisplay=2)
    viewer.dims.ndisplay = 3
    twin, coarse = twins.twin_of(layer), coarse_of(viewer, layer).layer

    seen = []
    for _ in range(2):
        layer.visible = True  # a click on the eye of what is held back
        seen.append((coarse.visible, twin.visible))
    viewer.dims.ndisplay = 2

    assert seen == [(False, False), (True, True)]
    assert twin.visible


@pytest.mark.usefixtures("few_voxels")
def test_what_is_hidden_in_a_pane_is_hidden_in_the_coarser_view(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    _, twins = pane_of(viewer, layer, ndisplay=2)
    viewer.dims.ndisplay = 3

    twins.twin_of(layer).visible = False
    seen = coarse_of(viewer, layer).layer.visible
    viewer.dims.ndisplay = 2

    assert (seen, layer.visible) == (False, False)


@pytest.mark.usefixtures("few_voxels")
def test_a_pane_opened_beside_a_coarser_view_shows_every_voxel(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    viewer.dims.ndisplay = 3

    pane, _ = pane_of(viewer, layer, ndisplay=2)

    assert [(one.data.shape, one.visible) for one in pane.layers] == [(VALUES.shape, True)]


@pytest.mark.usefixtures("few_voxels")
def test_no_layer_is_watched_when_a_pane_is_gone(viewer, tmp_path):
    layer = add(viewer, tmp_path)
    before = len(layer.events.visible.callbacks)
    _, twins = pane_of(viewer, layer, ndisplay=2)
    viewer.dims.ndisplay = 3
    viewer.dims.ndisplay = 2

    twins.stop()

    assert len(layer.events.visible.callbacks) == before


def kept():
    """Return the bytes that napari keeps of what it has read lazily."""
    return resize_dask_cache().cache.total_bytes


@pytest.fixture
def lazy(viewer, tmp_path):
    """A lazy layer, nothing of which napari keeps yet."""
    layer = add(viewer, tmp_path)
    layer.data = from_array(layer.data, chunks=(1, 6, 5))
    resize_dask_cache().cache.clear()
    yield layer
    resize_dask_cache().cache.clear()


def test_what_is_read_for_two_dimensions_is_kept(viewer, lazy):
    pane_of(viewer, lazy, ndisplay=2)

    viewer.dims.set_current_step(0, 0)

    assert kept() > 0


def test_what_is_read_for_a_pane_in_three_dimensions_is_not_kept(viewer, lazy):
    pane, _ = pane_of(viewer, lazy, ndisplay=3)

    pane.layers[0].refresh()

    assert kept() == 0


@pytest.mark.usefixtures("few_voxels")
def test_what_is_read_for_a_coarser_view_is_not_kept(viewer, lazy):
    viewer.dims.ndisplay = 3

    coarse_of(viewer, lazy).layer.refresh()

    assert kept() == 0
