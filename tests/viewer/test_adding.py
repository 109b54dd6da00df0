"""Layers of every type are made, put in order and lined up as images are."""

import numpy as np
import pytest
from napari.layers import Image, Labels, Points, Shapes, Surface

from napari_dicom import add_dicom
from napari_dicom.layers import DisplaySpace, LayerData
from napari_dicom.viewer import layer_display, show_through
from napari_dicom.viewer.adding import add_layers, bottom_up, main_layer, make_layer
from phantom import make_affine, ramp, rotated, rotation, uid, write_series

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
    assert [layer.name for layer in viewer.layers] == ["points", "shapes"]
