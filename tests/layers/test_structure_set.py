"""Structure sets become contours, points and filled labels, each where it was drawn."""

import numpy as np
import pytest
from napari.layers import Image, Labels, Layer, Points, Shapes

import phantom
from napari_dicom.dicom import HowToLoad, load_contents, scan
from napari_dicom.layers import DisplaySpace, build_layers
from napari_dicom.layers.colours import colour_of
from phantom import make_affine, rotated, rotation
from structure_sets import contour, lps, roi, square, structure_set

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

AFFINES = [
    pytest.param(make_affine("axial"), id="axial"),
    pytest.param(make_affine("coronal"), id="coronal"),
    pytest.param(make_affine("sagittal"), id="sagittal"),
    pytest.param(make_affine(tilt_degrees=15), id="tilted"),
    pytest.param(rotated(make_affine(), rotation(10, 20, 30)), id="oblique"),
]


def layers_of(folder, space=DisplaySpace.OWN_PLANES):
    opened = load_contents(scan(folder), HowToLoad())
    return [Layer.create(*one.as_tuple) for one in build_layers(opened.loaded, space)]


def one_of(layers, kind):
    (found,) = [layer for layer in layers if type(layer) is kind]
    return found


@pytest.fixture
def opened(tmp_path):
    def write_and_open(*rois, affine=None, space=DisplaySpace.OWN_PLANES):
        affine = make_affine() if affine is None else affine
        phantom.write_series(tmp_path / "ct", phantom.ramp(4, 12, 14), affine=affine)
        structure_set(tmp_path / "rs.dcm", *rois)
        return layers_of(tmp_path, space)

    return write_and_open


def drawn(*places, affine=None, **more):
    affine = make_affine() if affine is None else affine
    return [contour(lps(affine, one), **more) for one in places]


@pytest.mark.parametrize("affine", AFFINES)
def test_contours_are_closed_paths_through_the_points_of_the_file(opened, affine):
    places = square(2, 1.5, 6.5)

    layers = opened(roi(1, "a", drawn(places, affine=affine)), affine=affine)

    shapes = one_of(layers, Shapes)
    to_lps = np.array(shapes.metadata["dicom"]["affine"])
    (path,) = shapes.data
    points = path @ to_lps[:3, :3].T + to_lps[:3, 3]
    expected = lps(affine, places)
    np.testing.assert_allclose(points, [*expected, expected[0]], atol=1e-4)
    assert shapes.shape_type == ["path"]


@pytest.mark.parametrize("affine", AFFINES)
@pytest.mark.parametrize("space", DisplaySpace, ids=str)
def test_contours_and_labels_are_drawn_where_the_image_is(opened, affine, space):
    given = drawn(square(2, 2, 6), affine=affine)

    image, *others = opened(roi(1, "a", given), affine=affine, space=space)

    shapes, labels = one_of(others, Shapes), one_of(others, Labels)
    inside = np.argwhere(labels.data)
    world = [image.data_to_world(index) for index in inside]
    np.testing.assert_allclose([labels.data_to_world(index) for index in inside], world)
    ends = [shapes.data_to_world(point) for point in shapes.data[0]]
    voxel = np.linalg.norm(
        np.diff([image.data_to_world(i) for i in ((0, 0, 0), (1, 1, 1))], axis=0)
    )
    assert all(np.linalg.norm(np.array(world) - end, axis=1).min() < voxel for end in ends)


@pytest.mark.parametrize("affine", AFFINES)
def test_labels_are_the_voxels_within_the_contour(opened, affine):
    layers = opened(roi(5, "a", drawn(square(2, 1.5, 6.5), affine=affine)), affine=affine)

    image, labels = layers[0], one_of(layers, Labels)
    stored = phantom.ramp(4, 12, 14)[2, 2:7, 2:7]
    assert sorted(image.data[labels.data == 5]) == sorted(stored.ravel())
    assert set(np.unique(labels.data)) == {0, 5}


def test_open_contours_stay_open_and_points_are_points(opened):
    line = drawn([[1, 1, 1], [1, 5, 1], [1, 5, 5]], kind="OPEN_PLANAR")
    marks = drawn([[3, 2, 4]], kind="POINT")

    layers = opened(roi(1, "line", line), roi(2, "mark", marks))

    np.testing.assert_allclose(one_of(layers, Shapes).data[0], [[1, 1, 1], [1, 5, 1], [1, 5, 5]])
    np.testing.assert_allclose(one_of(layers, Points).data, [[3, 2, 4]])
    assert not any(isinstance(layer, Labels) for layer in layers)


def test_what_each_contour_belongs_to_is_in_the_features(opened):
    layers = opened(
        roi(4, "Heart", drawn(square(1, 1.5, 6.5), square(2, 1.5, 6.5)), type="ORGAN"),
        roi(9, "Target", drawn(square(2, 7.5, 9.5)), type="PTV"),
    )

    features = one_of(layers, Shapes).features
    assert features["index"].tolist() == [4, 4, 9]
    assert features["label"].tolist() == ["Heart", "Heart", "Target"]
    assert features["type"].tolist() == ["ORGAN", "ORGAN", "PTV"]
    assert features["contour"].tolist() == [1, 2, 1]


def test_labels_tell_each_rois_voxels_and_volume(opened):
    layers = opened(
        roi(4, "Heart", drawn(square(1, 1.5, 6.5))), roi(9, "b", drawn(square(2, 7, 9)))
    )

    features = one_of(layers, Labels).features
    assert features["index"].tolist() == [0, 4, 9]
    assert features["voxels"].tolist() == [0, 25, 4]
    np.testing.assert_allclose(features["volume_ml"], np.array([0, 25, 4]) * 2.5 * 0.7 * 0.8 / 1000)


def test_labels_start_hidden_and_contours_shown(opened):
    layers = opened(roi(1, "a", drawn(square(1, 1.5, 6.5))))

    assert one_of(layers, Shapes).visible
    assert not one_of(layers, Labels).visible


def test_colours_are_those_of_the_file_else_the_numbers(opened):
    layers = opened(
        roi(1, "red", drawn(square(1, 1.5, 6.5)), colour=(255, 0, 0)),
        roi(2, "any", drawn(square(2, 1.5, 6.5)), colour=None),
    )

    shapes, labels = one_of(layers, Shapes), one_of(layers, Labels)
    expected = [(1, 0, 0, 1), colour_of(2)]
    np.testing.assert_allclose(shapes.edge_color, expected, atol=1e-6)
    np.testing.assert_allclose([labels.colormap.color_dict[n] for n in (1, 2)], expected, atol=1e-6)


def test_numbers_next_to_each_other_have_colours_that_differ():
    colours = np.array([colour_of(number) for number in range(30)])

    assert np.abs(np.diff(colours, axis=0)).max(axis=1).min() > 0.3
    assert len(np.unique(colours.round(3), axis=0)) == 30


@pytest.mark.parametrize(
    ("rois", "names"),
    [
        (["Heart"], ["Heart", "Heart filled"]),
        (["Heart", "Lung"], ["RTSTRUCT 7 drawn", "RTSTRUCT 7 drawn filled"]),
    ],
)
def test_layers_are_called_by_the_roi_where_there_is_one(opened, rois, names):
    given = [roi(n, name, drawn(square(n, 1.5, 6.5))) for n, name in enumerate(rois, 1)]

    assert [layer.name for layer in opened(*given)[1:]] == names


def test_labels_that_overlap_are_several_layers_and_each_names_its_own_rois(opened):
    layers = opened(
        roi(1, "a", drawn(square(1, 1.5, 6.5))), roi(2, "b", drawn(square(1, 3.5, 8.5)))
    )

    labels = [layer for layer in layers if isinstance(layer, Labels)]
    assert [layer.name for layer in labels] == [
        "RTSTRUCT 7 drawn filled 1",
        "RTSTRUCT 7 drawn filled 2",
    ]
    rois = [[one["label"] for one in layer.metadata["dicom"]["rois"]] for layer in labels]
    assert rois == [["a"], ["b"]]


def test_rois_without_contours_are_in_the_metadata(opened):
    layers = opened(roi(1, "a", drawn(square(1, 1.5, 6.5))), roi(2, "empty"))

    rois = one_of(layers, Shapes).metadata["dicom"]["rois"]
    assert [(one["label"], one["contours"]) for one in rois] == [("a", 1), ("empty", 0)]


def test_the_exact_points_stay_in_the_metadata(opened):
    place = square(1.4, 1.5, 6.5)

    layers = opened(roi(1, "a", drawn(place)))

    (kept,) = one_of(layers, Shapes).metadata["dicom_rois"]
    np.testing.assert_allclose(kept.contours[0].points, lps(make_affine(), place), rtol=1e-12)


@pytest.mark.parametrize("affine", AFFINES)
def test_alone_contours_lie_on_whole_planes_of_their_own(tmp_path, affine):
    given = drawn(square(1, 1.5, 6.5), square(2, 1.5, 6.5), affine=affine)
    structure_set(tmp_path / "rs.dcm", roi(1, "a", given))

    (shapes,) = layers_of(tmp_path)

    planes = np.array([path[:, shapes.metadata["dicom"]["slice_axis"]] for path in shapes.data])
    np.testing.assert_allclose(planes, np.round(planes), atol=1e-4)
    to_lps = np.array(shapes.metadata["dicom"]["affine"])
    points = shapes.data[0][:-1] @ to_lps[:3, :3].T + to_lps[:3, 3]
    np.testing.assert_allclose(points, lps(affine, square(1, 1.5, 6.5)), atol=1e-4)


@pytest.mark.parametrize("turned", ["small", "large"])
def test_contours_are_shown_through_the_display_of_the_images_they_lie_on(tmp_path, turned):
    affines = {"small": make_affine(), "large": make_affine()}
    affines[turned] = rotated(make_affine(), rotation(10, 20, 30))
    given = []
    for name, slices in (("small", 4), ("large", 8)):
        values = phantom.ramp(slices, 12, 14)
        phantom.write_series(tmp_path / name, values, affine=affines[name], series=name)
        points = lps(affines[name], square(2, 2, 6))
        given.append(contour(points, images=[phantom.uid("study", name, "instance", 2)]))
    structure_set(tmp_path / "rs.dcm", roi(1, "a", given))

    layers = layers_of(tmp_path)

    images = [one for one in layers if isinstance(one, Image)]
    shapes = [one for one in layers if isinstance(one, Shapes)]
    for image in images:
        corners = [image.data_to_world(index) for index in square(2, 2, 6)]
        drawn = [[one.data_to_world(point) for point in one.data[0][:4]] for one in shapes]
        assert min(np.abs(np.subtract(one, corners)).max() for one in drawn) < 1e-4
    assert len({one.name for one in layers}) == len(layers)
