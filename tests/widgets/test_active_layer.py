"""Following the active DICOM layer and the plane the sliders show."""

import numpy as np
import pytest
from napari.components import ViewerModel
from qtpy.QtWidgets import QWidget

from napari_dicom.viewer.open_layers import dicom_layers
from napari_dicom.widgets.active_layer import (
    ActiveLayer,
    frame_at,
    plane_axes,
    plane_shape,
    show_plane,
    shown_plane,
)
from opened import add_folder, emitters
from phantom import make_affine, ramp, write_enhanced, write_series


@pytest.fixture
def owner(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.mark.parametrize("orientation", ["axial", "coronal", "sagittal"])
@pytest.mark.parametrize("step", [1.0, -1.0], ids=["ascending", "descending"])
def test_every_plane_finds_the_file_with_its_pixels(tmp_path, orientation, step):
    affine = make_affine(orientation)
    affine[:3, 0] *= step
    write_series(tmp_path, ramp(5), affine=affine, shuffle=3)
    viewer = ViewerModel()
    (layer,) = add_folder(viewer, tmp_path)
    axis = plane_axes(layer)[-1]

    for k in range(5):
        frame = frame_at(layer, (k,))
        plane = np.take(layer.data, k, axis=axis)

        assert (plane.min() // 100) + 1 == frame.header.integer("InstanceNumber")
        assert layer.metadata["dicom"]["frames"][k]["path"] == str(frame.instance.path)


@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")  # napari's, of a tilted gantry
@pytest.mark.parametrize("tilt", [0.0, 20.0])
def test_the_slider_leads_to_the_plane_that_napari_draws(tmp_path, tilt):
    write_series(tmp_path, ramp(5), affine=make_affine(tilt_degrees=tilt))
    viewer = ViewerModel()
    (layer,) = add_folder(viewer, tmp_path)

    for step in range(5):
        viewer.dims.set_current_step(0, step)

        plane = shown_plane(layer, viewer)
        drawn = layer.data[plane.index[0]]
        np.testing.assert_array_equal(layer._slice.image.raw, drawn)
        assert plane.inside


def test_frames_of_one_file_are_told_apart(tmp_path):
    write_enhanced(tmp_path / "enhanced.dcm", shuffle=1)
    viewer = ViewerModel()
    (layer,) = add_folder(viewer, tmp_path)

    numbers = {frame_at(layer, (k,)).number for k in range(plane_shape(layer)[0])}

    assert numbers == {1, 2, 3, 4}


def test_a_plane_that_was_not_acquired_has_no_frame(tmp_path):
    for path in write_series(tmp_path, ramp(6))[3:4]:
        path.unlink()
    viewer = ViewerModel()
    (layer,) = add_folder(viewer, tmp_path)

    missing = [k for k in range(plane_shape(layer)[0]) if frame_at(layer, (k,)) is None]

    assert len(missing) == 1


def test_it_speaks_while_visible_and_is_silent_while_hidden(tmp_path, owner, qtbot):
    write_series(tmp_path)
    viewer = ViewerModel()
    add_folder(viewer, tmp_path)
    before = emitters(viewer)
    follower = ActiveLayer(viewer, owner)
    heard = []
    follower.changed.connect(heard.append)

    viewer.dims.set_current_step(0, 1)
    assert heard == []

    with qtbot.waitExposed(owner):
        owner.show()
    viewer.dims.set_current_step(0, 2)
    assert [plane.index for plane in heard] == [(1,), (2,)]

    owner.hide()
    viewer.dims.set_current_step(0, 3)
    assert len(heard) == 2
    assert emitters(viewer) == before


def test_it_speaks_once_for_each_change_only(tmp_path, owner, qtbot):
    write_series(tmp_path)
    viewer = ViewerModel()
    (layer,) = add_folder(viewer, tmp_path)
    follower = ActiveLayer(viewer, owner)
    follower.start()
    heard = []
    follower.changed.connect(heard.append)

    viewer.dims.set_current_step(1, 3)
    viewer.dims.set_current_step(0, viewer.dims.current_step[0])
    assert heard == []

    layer.metadata = dict(layer.metadata)
    assert len(heard) == 1

    viewer.layers.clear()
    qtbot.waitUntil(lambda: len(heard) > 1)
    assert heard[1:] == [None]
    follower.stop()


def test_a_change_of_layer_passes_by_no_layer_unheard(tmp_path, owner, qtbot):
    write_series(tmp_path)
    viewer = ViewerModel()
    layers = [*add_folder(viewer, tmp_path), *add_folder(viewer, tmp_path)]
    follower = ActiveLayer(viewer, owner)
    follower.start()
    heard = []
    follower.changed.connect(heard.append)

    viewer.layers.selection.active = layers[0]
    qtbot.wait(20)

    assert [plane.layer for plane in heard] == [layers[0]]
    follower.stop()


def test_other_layers_are_no_dicom_layers(tmp_path, owner):
    write_series(tmp_path)
    viewer = ViewerModel()
    (layer,) = add_folder(viewer, tmp_path)
    viewer.add_points(np.zeros((1, 3)))
    follower = ActiveLayer(viewer, owner)
    follower.start()

    assert follower.current is None
    assert dicom_layers(viewer) == [layer]

    viewer.layers.selection.active = layer
    assert follower.current.layer == layer
    follower.stop()


def test_a_projection_that_lost_its_slices_still_has_a_header(tmp_path):
    write_series(tmp_path)
    viewer = ViewerModel()
    (layer,) = add_folder(viewer, tmp_path)
    projected = viewer.add_image(layer.data.max(axis=0), metadata=layer.metadata)

    plane = shown_plane(projected, viewer)

    assert plane.index == ()
    assert plane.frame is plane.volume.first


@pytest.mark.parametrize("orientation", ["axial", "sagittal"])
def test_show_plane_moves_the_slider_there(tmp_path, orientation):
    write_series(tmp_path, ramp(5), affine=make_affine(orientation))
    viewer = ViewerModel()
    (layer,) = add_folder(viewer, tmp_path)

    for k in (4, 0, 2):
        show_plane(viewer, layer, (k,))

        assert shown_plane(layer, viewer).index == (k,)


def test_a_slider_outside_the_layer_means_its_nearest_plane(tmp_path):
    write_series(tmp_path)
    viewer = ViewerModel()
    (layer,) = add_folder(viewer, tmp_path)
    viewer.add_image(np.zeros((50, 4, 4)), scale=(10, 1, 1))
    viewer.dims.set_current_step(0, viewer.dims.nsteps[0] - 1)

    plane = shown_plane(layer, viewer)

    assert plane.index == (3,)
    assert not plane.inside
