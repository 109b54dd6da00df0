"""The view an empty viewer gets: upright, not mirrored, the acquired plane in front."""

import numpy as np
import pytest
from napari.components import ViewerModel
from napari.layers import Image

from napari_dicom import add_dicom
from napari_dicom.api import read_volumes
from napari_dicom.layers import DisplaySpace, build_layers
from napari_dicom.viewer.view import arrange_view, arrange_when_added, fit
from phantom import make_affine, ramp, rotated, rotation, write_series

PLUGIN = "napari-dicom"
LEFT, POSTERIOR, SUPERIOR = np.eye(3)
WORLD = (SUPERIOR, POSTERIOR, LEFT)
"""Patient directions of napari's (z, y, x)."""


def screen(viewer):
    """Return what patient direction runs (away from the viewer, up, right) on the canvas."""
    axes = [WORLD[axis - viewer.dims.ndim + 3] for axis in viewer.dims.order[-3:]]
    positive = ("away", "up", "right")
    orientation = viewer.scene.camera.orientation
    return [a if str(o) == p else -a for a, o, p in zip(axes, orientation, positive, strict=True)]


ORIENTATIONS = [
    # acquired, away, up, right
    pytest.param("axial", SUPERIOR, -POSTERIOR, LEFT, id="axial: as from the feet"),
    pytest.param("coronal", POSTERIOR, SUPERIOR, LEFT, id="coronal: as from the front"),
    pytest.param("sagittal", -LEFT, SUPERIOR, POSTERIOR, id="sagittal: as from the left"),
]


@pytest.mark.parametrize(("acquired", "away", "up", "right"), ORIENTATIONS)
def test_the_acquired_plane_is_in_front_and_upright(viewer, tmp_path, acquired, away, up, right):
    write_series(tmp_path, affine=make_affine(acquired))

    add_dicom(viewer, tmp_path)

    np.testing.assert_array_equal(screen(viewer), [away, up, right])
    assert viewer.dims.ndisplay == 2


@pytest.mark.parametrize("acquired", ["axial", "coronal", "sagittal"])
def test_nothing_is_mirrored_in_3d(viewer, tmp_path, acquired):
    write_series(tmp_path, affine=make_affine(acquired))

    add_dicom(viewer, tmp_path)

    away, up, right = screen(viewer)
    np.testing.assert_array_equal(np.cross(right, up), -away)


@pytest.mark.parametrize("acquired", ["axial", "coronal", "sagittal"])
def test_in_3d_the_patient_stands_and_faces_the_user(viewer, tmp_path, acquired):
    write_series(tmp_path, affine=make_affine(acquired))

    add_dicom(viewer, tmp_path)
    viewer.dims.ndisplay = 3

    axes = np.array([WORLD[axis] for axis in viewer.dims.order])
    camera = viewer.scene.camera
    np.testing.assert_allclose(camera.view_direction @ axes, POSTERIOR, atol=1e-9)
    np.testing.assert_allclose(camera.up_direction @ axes, SUPERIOR, atol=1e-9)


@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")  # napari, on patient space in 2D
@pytest.mark.parametrize("space", list(DisplaySpace))
def test_an_oblique_volume_shows_the_plane_it_was_acquired_in(tmp_path, space):
    affine = rotated(make_affine("coronal"), rotation(20, 10, 5))
    write_series(tmp_path, affine=affine)
    (built,) = build_layers(read_volumes(tmp_path), space)
    viewer = ViewerModel()
    layer = viewer.add_layer(Image(built.data, **built.keywords))

    arrange_view(viewer, layer)

    assert viewer.dims.order == (1, 0, 2)
    np.testing.assert_array_equal(screen(viewer)[1], SUPERIOR)


@pytest.mark.parametrize("acquired", ["axial", "coronal", "sagittal"])
def test_the_middle_slice_of_the_first_volume_is_shown(viewer, tmp_path, acquired):
    write_series(tmp_path, ramp(7), affine=make_affine(acquired))
    far = make_affine(acquired, origin=(500.0, 500.0, 500.0))
    write_series(tmp_path, series="far", affine=far, name="Z{}".format, header={"SeriesNumber": 2})

    layers = add_dicom(viewer, tmp_path)

    axis = layers[0].metadata["dicom"]["slice_axis"]
    assert round(layers[0].world_to_data(viewer.dims.point)[axis]) == 3


def test_time_stays_in_front_of_space_and_starts_at_its_first_step(viewer, tmp_path):
    for step in range(3):
        write_series(
            tmp_path,
            affine=make_affine("coronal"),
            name=f"T{step}-{{}}".format,
            modality="MR",
            header={"TemporalPositionIdentifier": step + 1},
            edit=lambda dataset, index, step=step: setattr(
                dataset, "SOPInstanceUID", f"1.2.{step + 1}.{index + 1}"
            ),
        )

    (layer,) = add_dicom(viewer, tmp_path)

    assert layer.data.shape[0] == 3
    assert viewer.dims.order == (0, 2, 1, 3)
    assert viewer.dims.current_step[0] == 0


def test_the_view_has_a_scale_bar_in_mm(viewer, tmp_path):
    write_series(tmp_path)

    (layer,) = add_dicom(viewer, tmp_path)

    assert viewer.canvas.overlays.scale_bar.visible
    assert {str(unit) for unit in layer.units} == {"millimeter"}


def test_an_image_without_a_place_is_shown_as_it_is(viewer, tmp_path):
    nowhere = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
    write_series(tmp_path, ramp(1), header=nowhere)

    add_dicom(viewer, tmp_path)

    assert viewer.dims.order == (0, 1)
    assert viewer.canvas.overlays.scale_bar.visible


def state(viewer):
    in_order = list(viewer.dims.order) == sorted(viewer.dims.order)
    scale_bar = viewer.canvas.overlays.scale_bar.visible
    return in_order, viewer.scene.camera.orientation, scale_bar


def test_a_viewer_with_a_layer_is_left_as_it_is(viewer, tmp_path):
    write_series(tmp_path, affine=make_affine("sagittal"))
    viewer.add_image(np.zeros((3, 4, 5)))
    before = state(viewer)

    add_dicom(viewer, tmp_path)

    assert state(viewer) == before


def test_a_setting_leaves_the_view_alone(viewer, tmp_path):
    from napari.settings import get_plugin_settings

    write_series(tmp_path, affine=make_affine("sagittal"))
    get_plugin_settings(PLUGIN).opening.arrange_view = False
    before = state(viewer)

    add_dicom(viewer, tmp_path)

    assert state(viewer) == before


@pytest.fixture
def three_layers():
    layers = [Image(np.zeros((3, 4, 5))) for _ in range(3)]
    for layer in layers:
        layer.metadata["dicom"] = {"affine": np.eye(4).tolist(), "slice_axis": 2}
    return layers


def test_what_a_reader_returns_is_arranged_when_all_of_it_is_added(three_layers):
    viewer = ViewerModel()
    arrange_when_added(viewer, three_layers, three_layers[0])

    for layer in three_layers[:2]:
        viewer.add_layer(layer)
    early = viewer.dims.order
    viewer.add_layer(three_layers[2])

    assert early == (0, 1, 2)
    assert viewer.dims.order == (2, 0, 1)


def test_it_is_arranged_once(three_layers):
    viewer = ViewerModel()
    callbacks = len(viewer.layers.events.inserted.callbacks)
    arrange_when_added(viewer, three_layers[:1], three_layers[0])
    viewer.add_layer(three_layers[0])
    viewer.dims.order = (0, 1, 2)

    viewer.add_layer(three_layers[1])

    assert viewer.dims.order == (0, 1, 2)
    assert len(viewer.layers.events.inserted.callbacks) == callbacks


def test_nothing_is_arranged_where_another_layer_comes_first(three_layers):
    viewer = ViewerModel()
    callbacks = len(viewer.layers.events.inserted.callbacks)
    arrange_when_added(viewer, three_layers[:1], three_layers[0])

    viewer.add_image(np.zeros((3, 4, 5)))
    viewer.add_layer(three_layers[0])

    assert viewer.dims.order == (0, 1, 2)
    assert len(viewer.layers.events.inserted.callbacks) == callbacks


def test_a_layer_with_fewer_axes_than_the_viewer_fits_the_canvas_as_one_with_as_many():
    shallow, deep = Image(np.zeros((3, 40, 50)), scale=(2, 1, 1)), Image(np.zeros((2, 3, 400, 50)))
    viewer, alone = ViewerModel(), ViewerModel()
    viewer.add_layer(deep)
    viewer.add_layer(shallow)
    alone.add_layer(Image(np.zeros((3, 40, 50)), scale=(2, 1, 1)))

    for ndisplay in (2, 3):
        for one in (viewer, alone):
            one.dims.ndisplay = ndisplay
            fit(one, one.layers[-1])

        camera, expected = viewer.scene.camera, alone.scene.camera
        assert camera.zoom == pytest.approx(expected.zoom)
        assert camera.center[-2:] == pytest.approx(expected.center[-2:])


def test_an_image_with_fewer_axes_than_are_shown_fits_the_canvas():
    viewer = ViewerModel()
    viewer.add_layer(Image(np.zeros((2, 3, 40, 50))))
    flat = viewer.add_layer(Image(np.zeros((40, 50))))
    viewer.dims.ndisplay = 3

    fit(viewer, flat)

    assert np.isfinite(viewer.scene.camera.zoom)
    assert viewer.scene.camera.zoom > 0
