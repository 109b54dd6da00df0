"""What is drawn on images lies where they lie: same display, same slices, hidden elsewhere."""

from dataclasses import replace

import numpy as np
import pytest
from napari.layers import Layer

import marks
from napari_dicom.api import read_volumes
from napari_dicom.dicom import References
from napari_dicom.layers import DisplaySpace, build_layers
from napari_dicom.layers.layer_axes import drawing_axes, grid_axes
from phantom import make_affine, ramp, rotated, rotation, write_series

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

TURNED = rotated(make_affine(), rotation(10, 20, 30))
ANYWHERE = [[0, 0, 0], [1, 1, 1]]
AFFINES = [
    pytest.param(make_affine("axial"), id="axial"),
    pytest.param(make_affine("coronal"), id="coronal"),
    pytest.param(make_affine("sagittal"), id="sagittal"),
    pytest.param(TURNED, id="oblique"),
    pytest.param(make_affine(tilt_degrees=15), id="tilted"),
]


@pytest.fixture(autouse=True)
def _installed(monkeypatch):
    marks.install(monkeypatch)


@pytest.fixture
def read(tmp_path):
    def write_and_read(affine=None, name="series", **more):
        write_series(tmp_path / name, ramp(3, 4, 5), affine=affine, series=name, **more)
        return read_volumes(tmp_path / name)[0]

    return write_and_read


def made(loaded, **how):
    return [Layer.create(*layer.as_tuple) for layer in build_layers(loaded, **how)]


@pytest.mark.parametrize("affine", AFFINES)
def test_a_point_of_the_patient_gets_the_index_of_its_voxel(read, affine):
    loaded = read(affine)
    (image,) = build_layers([loaded])
    points = marks.corners(loaded.volume)

    found = drawing_axes(loaded.volume, np.eye(4)).place(points)

    stored = [loaded.values[k, i, j] for k, i, j in ((0, 0, 0), (0, 1, 2), (2, 3, 4))]
    np.testing.assert_allclose(found, np.rint(found), atol=1e-6)
    assert [image.data[tuple(index)] for index in np.rint(found).astype(int)] == stored


@pytest.mark.parametrize("affine", AFFINES)
@pytest.mark.parametrize("space", DisplaySpace, ids=str)
def test_points_are_drawn_where_the_image_is_drawn(read, affine, space):
    loaded = read(affine)
    points = marks.corners(loaded.volume)

    image, dots, path = made([loaded, marks.marks_on(loaded.volume, points)], space=space)

    there = [image.data_to_world(index) for index in dots.data]
    near = {"atol": 1e-5}  # napari keeps shapes as float32
    np.testing.assert_allclose([dots.data_to_world(index) for index in dots.data], there)
    np.testing.assert_allclose([path.data_to_world(index) for index in path.data[0]], there, **near)
    assert dots.metadata["dicom"]["space"] == "patient"


def test_what_is_drawn_stays_on_its_slices_where_these_are_scaled_by_their_thickness(tmp_path):
    write_series(tmp_path, ramp(3, 4, 5), header={"SliceThickness": "7"})
    (loaded,) = read_volumes(tmp_path, z_spacing="slice-thickness")

    found = drawing_axes(loaded.volume, np.eye(4)).place(marks.corners(loaded.volume))

    np.testing.assert_allclose(found[:, 0], [0, 0, 2], atol=1e-6)


def test_without_an_image_points_are_drawn_in_mm_of_the_patient(read):
    loaded = read(TURNED)
    points = marks.corners(loaded.volume)

    dots, _ = made([marks.marks_on(loaded.volume, points, volumes=[])])

    np.testing.assert_allclose(dots.data, points[:, ::-1])
    assert dots.visible


def test_a_grid_of_its_own_in_another_plane_is_shown_through_the_display_of_its_image(read):
    oblique, axial = read(TURNED), read(make_affine(), "axial").volume.geometry
    on = marks.marks_on(oblique.volume, ANYWHERE)
    content = replace(on.content, geometry=axial)

    image, dots, _ = made([oblique, replace(on, content=content)])

    point = image.data_to_world((1, 1, 1))
    np.testing.assert_allclose(dots.data_to_world((1, 1, 1)), point)


def test_what_belongs_to_no_volume_that_is_shown_is_hidden(read):
    loaded = read()
    elsewhere = marks.marks_on(loaded.volume, ANYWHERE, References("1.2.3"))

    layers = made([loaded, elsewhere, marks.marks_on(loaded.volume, ANYWHERE)])

    assert [layer.visible for layer in layers] == [True, False, False, True, True]


def test_a_grid_keeps_its_voxels_size_and_units(read):
    geometry = read(make_affine("sagittal")).volume.geometry

    keywords = grid_axes(geometry, np.eye(4)).keywords

    assert keywords["units"] == ("mm", "mm", "mm")
    np.testing.assert_allclose(sorted(keywords["scale"]), sorted(geometry.voxel_size))
