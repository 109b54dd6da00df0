"""Overlay planes lie on their image when they are asked for."""

import numpy as np

from napari_dicom import add_dicom, add_overlays
from phantom import make_affine, ramp, with_overlay, write_series


def test_the_label_lies_where_the_pixel_does(viewer, tmp_path):
    affine = make_affine("coronal")
    write_series(tmp_path, ramp(), affine=affine, edit=with_overlay)
    (layer,) = add_dicom(viewer, tmp_path)

    labels = add_overlays(viewer, layer)

    (place,) = np.argwhere(labels.data)
    x, y, z = (affine @ (1, 1, 2, 1))[:3]
    np.testing.assert_allclose(labels.data_to_world(place), (z, y, x), atol=1e-6)
    assert layer.data[tuple(place)] == ramp()[1, 1, 2]


def test_without_overlays_nothing_is_added(viewer, tmp_path):
    write_series(tmp_path)
    (layer,) = add_dicom(viewer, tmp_path)

    assert add_overlays(viewer, layer) is None
    assert len(viewer.layers) == 1
