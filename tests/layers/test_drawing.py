"""Marks become points and paths in the coordinates of their image's layer."""

import numpy as np
import pytest
from napari.layers import Layer, Points, Shapes

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom import References
from napari_dicom.dicom.kinds import Kind
from napari_dicom.dicom.objects import Inside, LoadedDrawing, Stroke
from napari_dicom.dicom.objects.drawing import Mark, place_marks
from napari_dicom.dicom.objects.plan import Plan
from napari_dicom.layers import DisplaySpace, build_layers
from phantom import make_affine, rotated, rotation
from structure_sets import lps

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

PLACES = [[1, 2, 3], [1, 4, 3], [1, 4, 1]]
AFFINES = [
    pytest.param(make_affine("axial"), id="axial"),
    pytest.param(make_affine("coronal"), id="coronal"),
    pytest.param(make_affine("sagittal"), id="sagittal"),
    pytest.param(make_affine(tilt_degrees=15), id="tilted"),
    pytest.param(rotated(make_affine(), rotation(10, 20, 30)), id="oblique"),
]


def made(loaded, *marks, volume=None, space=DisplaySpace.OWN_PLANES, told=None):
    volume = volume or loaded.volume
    references = References(volume.frame_of_reference_uid)
    content = Plan(volume.instances, Kind.PLAN, references, Inside(), "")
    drawing = LoadedDrawing(content, volume, place_marks(marks, volume), told or {})
    return [Layer.create(*one.as_tuple) for one in build_layers([loaded, drawing], space)]


@pytest.fixture
def read(tmp_path):
    def write_and_read(affine=None):
        phantom.write_series(tmp_path, affine=affine)
        return read_volumes(tmp_path)[0]

    return write_and_read


def mark(stroke, affine=None, **facts):
    affine = make_affine() if affine is None else affine
    return Mark(lps(affine, PLACES), stroke, facts)


@pytest.mark.parametrize("affine", AFFINES)
@pytest.mark.parametrize("space", DisplaySpace, ids=str)
def test_marks_are_drawn_where_their_voxels_are(read, affine, space):
    loaded = read(affine)

    image, points = made(loaded, mark(Stroke.POINTS, affine), space=space)

    index = np.round(points.data).astype(int)
    stored = [loaded.values[tuple(place)] for place in PLACES]
    assert [image.data[tuple(one)] for one in index] == stored
    world = [image.data_to_world(one) for one in index]
    np.testing.assert_allclose([points.data_to_world(one) for one in points.data], world, atol=1e-6)


@pytest.mark.parametrize(
    ("stroke", "count"), [(Stroke.OPEN, 3), (Stroke.CLOSED, 4)], ids=["open", "closed"]
)
def test_lines_are_paths_and_closed_ones_end_where_they_begin(read, stroke, count):
    _, shapes = made(read(), mark(stroke))

    (path,) = shapes.data
    assert len(path) == count
    assert np.array_equal(path[0], path[-1]) is (stroke is Stroke.CLOSED)
    assert shapes.shape_type == ["path"]


def test_points_and_lines_are_two_layers_with_names_that_differ(read):
    layers = made(read(), mark(Stroke.POINTS), mark(Stroke.OPEN))[1:]

    assert [type(layer) for layer in layers] == [Points, Shapes]
    assert [layer.name for layer in layers] == ["CT 1 series points", "CT 1 series"]


def test_what_is_said_of_marks_is_in_the_features(read):
    one, two = mark(Stroke.OPEN, label="a", diameter=2.5), mark(Stroke.OPEN, finding="nodule")

    _, shapes = made(read(), one, two)

    assert shapes.features["label"].tolist() == ["a", ""]
    assert shapes.features["finding"].tolist() == ["", "nodule"]
    np.testing.assert_array_equal(shapes.features["diameter"], [2.5, np.nan])


def test_what_is_told_of_all_is_in_the_metadata(read):
    _, shapes = made(read(), mark(Stroke.OPEN), told={"measurements": [{"value": 1.0}]})

    assert shapes.metadata["dicom"]["measurements"] == [{"value": 1.0}]
