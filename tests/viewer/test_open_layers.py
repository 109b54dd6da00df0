"""Layers that are open: who lies in one space with whom, whatever their type."""

import numpy as np
import pytest

from napari_dicom import add_dicom, add_overlays
from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer.lining_up import show_through
from napari_dicom.viewer.open_layers import (
    dicom_layers,
    has_depth,
    has_place,
    is_laid_out,
    layer_display,
    relatives,
)
from napari_dicom.widgets.placing import show_in
from phantom import make_affine, ramp, rotated, rotation, with_overlay, write_series

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

OBLIQUE = rotated(make_affine(), rotation(20, -10, 5))


@pytest.fixture
def opened(viewer, tmp_path):
    """An oblique series with its overlays, and a plain layer beside them."""
    write_series(tmp_path, ramp(3), affine=OBLIQUE, edit=with_overlay)
    (image,) = add_dicom(viewer, tmp_path)
    overlays = add_overlays(viewer, image)
    viewer.add_image(np.zeros((3, 4, 5)), name="plain")
    return image, overlays


def test_only_images_of_dicom_files_are_what_panels_show(viewer, opened):
    image, _ = opened

    assert dicom_layers(viewer) == [image]


def test_a_layer_of_any_type_has_its_place(viewer, opened):
    image, overlays = opened
    plain = viewer.layers["plain"]

    assert [is_laid_out(one) for one in (image, overlays, plain)] == [True, True, False]
    assert [has_place(one) for one in (image, overlays, plain)] == [True, True, False]
    assert [has_depth(one) for one in (image, overlays, plain)] == [True, True, False]


def test_the_relatives_of_a_layer_are_those_of_its_frame_of_reference(viewer, opened):
    image, overlays = opened

    assert relatives(viewer, image) == [image, overlays]
    assert relatives(viewer, overlays) == [overlays, image]


def test_without_a_frame_of_reference_a_layer_has_no_relatives(viewer, opened):
    image, overlays = opened
    for layer in opened:
        layer.metadata["dicom"]["FrameOfReferenceUID"] = ""

    assert relatives(viewer, image) == [image]
    assert relatives(viewer, overlays) == [overlays]


def test_what_lies_on_an_image_goes_with_it_to_patient_space_and_back(viewer, opened):
    image, overlays = opened
    before = layer_display(image)

    show_in(viewer, image, DisplaySpace.PATIENT)
    patient = layer_display(image), layer_display(overlays)
    show_in(viewer, image, DisplaySpace.OWN_PLANES)

    np.testing.assert_allclose(patient[0], np.eye(4), atol=1e-9)
    np.testing.assert_allclose(patient[1], np.eye(4), atol=1e-9)
    np.testing.assert_allclose(layer_display(image), before, atol=1e-9)
    np.testing.assert_allclose(layer_display(overlays), before, atol=1e-9)


def test_overlays_are_laid_on_the_image_as_it_is_shown_now(viewer, tmp_path):
    write_series(
        tmp_path, ramp(3), affine=OBLIQUE, header={"FrameOfReferenceUID": None}, edit=with_overlay
    )
    (image,) = add_dicom(viewer, tmp_path)
    show_through(image, np.eye(4))

    overlays = add_overlays(viewer, image)

    np.testing.assert_allclose(layer_display(overlays), np.eye(4), atol=1e-9)
    index = (1, 2, 3)
    assert overlays.data_to_world(index) == pytest.approx(image.data_to_world(index))
