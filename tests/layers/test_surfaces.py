"""Surfaces lie where their images are drawn."""

import numpy as np
import pytest
from napari.layers import Layer, Points, Surface
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import HowToLoad, load_contents, scan
from napari_dicom.layers import DisplaySpace, build_layers
from objects import write_object
from phantom import make_affine, rotated, rotation
from structure_sets import lps

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

PLACES = [[0, 1, 2], [2, 4, 2], [1, 3, 0]]
AFFINES = [
    pytest.param(make_affine("axial"), id="axial"),
    pytest.param(make_affine("sagittal"), id="sagittal"),
    pytest.param(rotated(make_affine(), rotation(10, 20, 30)), id="oblique"),
]


def layers_of(folder, affine, faces, space):
    phantom.write_series(folder / "ct", affine=affine)
    lines = ["v {} {} {}".format(*point) for point in lps(affine, PLACES)]
    text = "\n".join([*lines, *faces, ""]).encode()
    values = {"EncapsulatedDocument": text + b" " * (len(text) % 2), "DocumentTitle": "bone"}
    write_object(folder / "m.dcm", uids.EncapsulatedOBJStorage, values, number=5)
    loaded = load_contents(scan(folder), HowToLoad()).loaded
    return [Layer.create(*one.as_tuple) for one in build_layers(loaded, space)]


@pytest.mark.parametrize("affine", AFFINES)
@pytest.mark.parametrize("space", DisplaySpace, ids=str)
def test_a_surface_is_drawn_where_its_voxels_are(tmp_path, affine, space):
    image, surface = layers_of(tmp_path, affine, ["f 1 2 3"], space)

    assert (type(surface), surface.name) == (Surface, "bone")
    index = np.round(surface.data[0]).astype(int)
    stored = [phantom.ramp()[tuple(place)] for place in PLACES]
    assert [image.data[tuple(one)] for one in index] == stored
    world = [image.data_to_world(one) for one in index]
    there = [surface.data_to_world(one) for one in surface.data[0]]
    np.testing.assert_allclose(there, world, atol=1e-3)


def test_points_without_triangles_are_points(tmp_path):
    _, points = layers_of(tmp_path, make_affine(), [], DisplaySpace.OWN_PLANES)

    assert type(points) is Points
    assert len(points.data) == 3
