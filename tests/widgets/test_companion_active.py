"""The panels follow the image of a companion that is active."""

import numpy as np
import pytest
from napari.components import ViewerModel
from napari.layers import Image

from napari_dicom import add_dicom
from napari_dicom.viewer import add_overlays, image_of
from napari_dicom.widgets.volume import VolumePanel
from phantom import ramp, uid, with_overlay, write_series

NOWHERE = dict.fromkeys(["ImagePositionPatient", "ImageOrientationPatient", "SliceThickness"])


@pytest.fixture
def viewer():
    return ViewerModel()


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({}, id="by frame of reference"),
        pytest.param({"FrameOfReferenceUID": None}, id="by series"),
        pytest.param(NOWHERE, id="without a place"),
    ],
)
def test_a_companion_that_is_active_stands_for_its_image(viewer, tmp_path, header):
    write_series(tmp_path / "a", series="a", edit=with_overlay, header=header)
    other = {"SeriesNumber": 2, "FrameOfReferenceUID": uid("frame", "other")}
    write_series(tmp_path / "b", series="b", header=other)
    (image,) = add_dicom(viewer, tmp_path / "a")
    add_dicom(viewer, tmp_path / "b")
    labels = add_overlays(viewer, image)

    assert image_of(viewer, labels) is image


def test_any_other_layer_is_its_own(viewer):
    mine = viewer.add_image(np.zeros((3, 4)))
    lost = Image(np.zeros((3, 4)), metadata={"dicom": {"SeriesInstanceUID": "1.2"}})

    assert image_of(viewer, mine) is mine
    assert image_of(viewer, lost) is lost
    assert image_of(viewer, None) is None


def test_the_volume_panel_shows_and_scales_the_image_while_its_overlays_are_active(
    viewer, tmp_path, qtbot
):
    panel = VolumePanel(viewer)
    qtbot.addWidget(panel.native)
    panel.native.show()
    write_series(tmp_path, ramp(5), edit=with_overlay, header={"SliceThickness": 4.0})
    (image,) = add_dicom(viewer, tmp_path)
    viewer.layers.selection.active = add_overlays(viewer, image)

    panel.geometry.choices["SliceThickness"].click()

    assert panel.title.whole == image.name
    assert image.scale[0] == pytest.approx(4)
    assert "slice 3 of 5" in panel.where.whole


@pytest.fixture
def followed(viewer, tmp_path, qtbot):
    """A panel, shown, the viewer's image, and its overlays, active."""
    panel = VolumePanel(viewer)
    qtbot.addWidget(panel.native)
    with qtbot.waitExposed(panel.native):
        panel.native.show()
    write_series(tmp_path / "a", ramp(5), edit=with_overlay)
    (image,) = add_dicom(viewer, tmp_path / "a")
    viewer.layers.selection.active = add_overlays(viewer, image)
    return panel, image


def test_the_image_of_an_active_companion_is_shown_no_longer_once_it_is_removed(
    viewer, followed, qtbot
):
    panel, image = followed

    viewer.layers.remove(image)

    qtbot.waitUntil(lambda: panel.follower.current is None, timeout=20_000)
    labels = viewer.layers.selection.active
    assert panel.empty.sentence == f"No image that {labels.name} lies on is open."
    viewer.layers.remove(labels)
    qtbot.waitUntil(lambda: panel.empty.sentence.startswith("Select a layer"), timeout=20_000)


def test_another_image_of_its_frame_takes_the_place_of_one_that_is_removed(
    viewer, followed, tmp_path, qtbot
):
    panel, image = followed
    labels = viewer.layers.selection.active
    write_series(tmp_path / "b", ramp(5), series="b", header={"SeriesNumber": 2})
    (other,) = add_dicom(viewer, tmp_path / "b")
    viewer.layers.selection.active = labels

    viewer.layers.remove(image)

    qtbot.waitUntil(lambda: panel.follower.current.layer is other, timeout=20_000)
