"""Layers of every type are made, put in order and lined up as images are."""

import numpy as np
import pytest
from napari.components import ViewerModel
from napari.layers import Image, Labels, Points, Shapes, Surface

from napari_dicom import add_dicom
from napari_dicom.dicom import HowToLoad, load_each, scan
from napari_dicom.layers import DisplaySpace, LayerData, build_layers
from napari_dicom.viewer import add_loaded, layer_display, show_through
from napari_dicom.viewer.adding import add_layers, bottom_up, main_layer, make_layer
from phantom import make_affine, ramp, rotated, rotation, uid, with_overlay, write_series

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

OBLIQUE = rotated(make_affine(), rotation(20, -10, 5))
REFERENCE = uid("study", "frame of reference")
SQUARE = np.array([[1.0, 1, 1], [1, 1, 3], [1, 3, 3]])
DATA = {
    "image": np.zeros((3, 4, 5), "float32"),
    "labels": np.zeros((3, 4, 5), "uint8"),
    "points": SQUARE,
    "shapes": [SQUARE],
    "surface": (SQUARE, np.array([[0, 1, 2]])),
}
TYPES = {"image": Image, "labels": Labels, "points": Points, "shapes": Shapes, "surface": Surface}
EACH = pytest.mark.parametrize("layer_type", TYPES)


def companion(layer_type):
    """A layer that is no image of DICOM files: its own coordinates are (z, y, x) in the patient."""
    dicom = {
        "affine": np.eye(4)[[2, 1, 0, 3]].tolist(),
        "space": "patient",
        "slice_axis": None,
        "FrameOfReferenceUID": REFERENCE,
        "notes": [],
    }
    keywords = {"name": layer_type, "metadata": {"dicom": dicom}}
    if layer_type == "shapes":
        keywords["shape_type"] = "path"
    return LayerData(DATA[layer_type], keywords, layer_type)


@EACH
def test_a_layer_becomes_one_of_its_type(layer_type):
    made = make_layer(companion(layer_type))

    assert type(made) is TYPES[layer_type]
    assert made.name == layer_type


def test_only_an_image_has_a_slider_to_widen():
    keywords = {"contrast_limits": [10, 20], "rgb": False}

    made = make_layer(LayerData(DATA["image"], keywords, "image", (-5.0, 100.0)))

    assert made.contrast_limits == [10, 20]
    assert made.contrast_limits_range == [-5, 100]


@EACH
def test_a_layer_of_any_type_is_shown_where_the_image_of_its_frame_is(viewer, tmp_path, layer_type):
    write_series(tmp_path, ramp(3), affine=OBLIQUE)
    (image,) = add_dicom(viewer, tmp_path)
    added = make_layer(companion(layer_type))

    show_through(added, layer_display(image))

    np.testing.assert_allclose(layer_display(added), layer_display(image), atol=1e-9)
    inside = (1, 2, 3)
    x, y, z = (OBLIQUE @ (*inside, 1))[:3]
    there = added.data_to_world((z, y, x))
    assert there == pytest.approx(image.data_to_world(index_of(image, inside)), abs=1e-6)


def index_of(image, inside):
    affine = np.asarray(image.metadata["dicom"]["affine"])
    return np.linalg.solve(affine, OBLIQUE @ (*inside, 1))[:3]


@EACH
def test_the_main_layer_is_an_image_whatever_else_there_is(tmp_path, viewer, layer_type):
    write_series(tmp_path, ramp(3))
    (image,) = add_dicom(viewer, tmp_path)
    other = make_layer(companion(layer_type))

    assert main_layer([other, image]) is image
    assert bottom_up([other, image]) == [image, other]


def test_without_an_image_the_first_layer_is_the_main_one(viewer):
    layers = [make_layer(companion(kind)) for kind in ("points", "shapes")]

    add_layers(viewer, layers, DisplaySpace.OWN_PLANES, arrange=False)

    assert main_layer(layers) is layers[0]
    assert [layer.name for layer in viewer.layers] == ["shapes", "points"]


def loaded_of(folder):
    """Return all that a folder holds, loaded: volumes, then overlays."""
    contents = scan(folder)
    loaded, failed = load_each((*contents.volumes, *contents.objects), HowToLoad())
    assert failed == ()
    return loaded


@pytest.fixture
def layers(tmp_path):
    """Two images and the labels of each, by name."""
    for name, number in (("a", 1), ("b", 2)):
        header = {"SeriesNumber": number}
        write_series(tmp_path / name, series=name, header=header, edit=with_overlay)
    made = [make_layer(one) for one in build_layers(loaded_of(tmp_path))]
    return {layer.name: layer for layer in made}


IMAGES = ["CT 1 a", "CT 2 b"]


LABELS = ["CT 1 a overlays", "CT 2 b overlays"]


@pytest.mark.parametrize(
    ("given", "main"),
    [
        pytest.param(IMAGES, "CT 1 a", id="the first image"),
        pytest.param([*LABELS, *IMAGES], "CT 1 a", id="an image, not the labels before it"),
        pytest.param([LABELS[1], IMAGES[1]], "CT 2 b", id="the only image"),
        pytest.param(LABELS, "CT 1 a overlays", id="labels alone"),
    ],
)
def test_the_view_is_arranged_for_an_image_where_there_is_one(layers, given, main):
    assert main_layer([layers[name] for name in given]).name == main


@pytest.mark.parametrize(
    ("hidden", "main"),
    [
        pytest.param([], "CT 1 a", id="none"),
        pytest.param(["CT 1 a"], "CT 2 b", id="the first image"),
        pytest.param([*IMAGES, *LABELS], "CT 1 a", id="all"),
    ],
)
def test_what_is_hidden_is_arranged_for_only_where_all_is(layers, hidden, main):
    for name in hidden:
        layers[name].visible = False

    assert main_layer(list(layers.values())).name == main


def test_an_image_with_depth_comes_before_one_without_and_labels_with_depth(tmp_path):
    write_series(tmp_path / "a", ramp(1), series="flat", affine=make_affine("sagittal"))
    write_series(tmp_path / "b", series="deep", header={"SeriesNumber": 2}, edit=with_overlay)
    flat, deep, labels = (make_layer(one) for one in build_layers(loaded_of(tmp_path)))

    assert main_layer([labels, flat, deep]) is deep
    assert main_layer([labels, flat]) is flat


@pytest.mark.parametrize(
    ("given", "order"),
    [
        pytest.param(IMAGES, ["CT 2 b", "CT 1 a"], id="images"),
        pytest.param(
            [*IMAGES, *LABELS],
            ["CT 2 b", "CT 1 a", "CT 2 b overlays", "CT 1 a overlays"],
            id="images and labels",
        ),
        pytest.param(
            [LABELS[0], IMAGES[1], LABELS[1], IMAGES[0]],
            ["CT 1 a", "CT 2 b", "CT 2 b overlays", "CT 1 a overlays"],
            id="mixed",
        ),
        pytest.param(LABELS[:1], ["CT 1 a overlays"], id="one"),
    ],
)
def test_the_list_reads_from_the_top_down_labels_above_images(layers, given, order):
    ordered = bottom_up([layers[name] for name in given])

    assert [layer.name for layer in ordered] == order


def test_every_layer_is_added_once(layers):
    given = list(layers.values())

    ordered = bottom_up(given)

    assert sorted(map(id, ordered)) == sorted(map(id, given))


def test_overlays_opened_by_themselves_lie_where_they_do_with_their_image(tmp_path):
    write_series(tmp_path, affine=make_affine("coronal"), edit=with_overlay)
    volume, overlays = loaded_of(tmp_path)
    together, alone = ViewerModel(), ViewerModel()

    add_loaded(together, [volume, overlays], DisplaySpace.OWN_PLANES, arrange=True)
    (labels,) = add_loaded(alone, [overlays], DisplaySpace.OWN_PLANES, arrange=True)

    assert [type(layer).__name__ for layer in together.layers] == ["Image", "Labels"]
    (place,) = np.argwhere(labels.data)
    beside = together.layers[1]
    np.testing.assert_array_equal(labels.data, beside.data)
    assert labels.data_to_world(place) == pytest.approx(beside.data_to_world(place))
    assert alone.dims.order == together.dims.order


def test_the_layers_come_back_in_the_order_of_what_was_loaded(tmp_path, viewer):
    write_series(tmp_path, edit=with_overlay)
    volume, overlays = loaded_of(tmp_path)

    made = add_loaded(viewer, [overlays, volume], DisplaySpace.OWN_PLANES, arrange=True)

    assert [isinstance(layer, Image) for layer in made] == [False, True]
    assert [isinstance(layer, Image) for layer in viewer.layers] == [True, False]
