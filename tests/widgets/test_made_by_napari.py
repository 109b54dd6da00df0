"""Layers that napari itself makes of DICOM layers: copies, projections, steps, labels."""

import numpy as np
import pytest
from napari.components import ViewerModel
from napari.layers import _layer_actions as actions

from napari_dicom import add_dicom
from napari_dicom.viewer import volume_of
from napari_dicom.widgets.measuring import MeasurementsPanel
from napari_dicom.widgets.metadata import MetadataWidget
from napari_dicom.widgets.regions import RegionsPanel
from napari_dicom.widgets.segmentation import SegmentationPanel
from napari_dicom.widgets.transfer_syntaxes import TransferSyntaxesWidget
from napari_dicom.widgets.volume import VolumePanel
from phantom import make_affine, ramp, write_series

pytestmark = [
    pytest.mark.usefixtures("plugin", "told"),
    pytest.mark.filterwarnings("ignore:projection mode"),
]
PANELS = (
    VolumePanel,
    MetadataWidget,
    TransferSyntaxesWidget,
    MeasurementsPanel,
    RegionsPanel,
    SegmentationPanel,
)
CHANGED = {
    "projection": actions._project,
    "steps": actions._split_stack,
    "labels": actions._convert_to_labels,
}


@pytest.fixture
def viewer(plugin):  # noqa: ARG001 - a fixture
    return ViewerModel()


@pytest.fixture
def panels(viewer, qtbot):
    made = {kind: kind(viewer) for kind in PANELS}
    for panel in made.values():
        qtbot.addWidget(panel.native)
        panel.native.show()
    return made


@pytest.fixture(params=[1, 3], ids=["3D", "4D"])
def image(viewer, panels, tmp_path, request):  # noqa: ARG001 - panels that are shown
    """Five slices, once or three times."""
    for step in range(request.param):
        header = {"TemporalPositionIdentifier": step + 1, "AcquisitionNumber": step + 1}
        name = f"{step}-{{}}.dcm".format
        write_series(tmp_path, ramp(5) + step, affine=make_affine(), header=header, name=name)
    (layer,) = add_dicom(viewer, tmp_path)
    assert layer.ndim == (3 if request.param == 1 else 4)
    return layer


@pytest.mark.parametrize("act", CHANGED.values(), ids=CHANGED)
def test_what_has_other_voxels_is_no_volume_and_breaks_no_panel(viewer, image, qtbot, act):
    act(viewer.layers)
    made = [layer for layer in viewer.layers if layer is not image]

    for layer in (*made, *viewer.layers):
        viewer.layers.selection.active = layer
        viewer.dims.ndisplay = 5 - viewer.dims.ndisplay
        qtbot.wait(1)

    assert [layer.name for layer in made if volume_of(layer) is not None] == []


@pytest.mark.usefixtures("image")
def test_a_copy_is_followed_by_its_own_name(viewer, panels, qtbot):
    actions._duplicate_layer(viewer.layers)
    panel = panels[VolumePanel]

    for layer in [*viewer.layers, *viewer.layers]:
        viewer.layers.selection.active = layer
        qtbot.wait(1)

        assert panel.title.text() == layer.name
        assert panel.follower.current.layer is layer


def test_what_was_projected_says_that_it_has_other_voxels(viewer, panels, image, qtbot):
    actions._project(viewer.layers)
    panel = panels[VolumePanel]

    assert "other voxels" in panel.empty.sentence
    assert panel.empty.native.isVisibleTo(panel.native)

    viewer.layers.selection.active = image
    qtbot.wait(1)

    assert panel.title.text() == image.name
    assert not panel.empty.native.isVisibleTo(panel.native)


def test_steps_that_are_stacked_again_are_the_volume_again(viewer, panels, image):
    values = np.array(image.data)
    actions._split_stack(viewer.layers)

    actions._merge_stack(viewer.layers)

    (merged,) = viewer.layers
    np.testing.assert_array_equal(merged.data, values)
    assert panels[VolumePanel].title.text() == merged.name
