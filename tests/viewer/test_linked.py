"""A place that viewers share, and twins of layers, without a window."""

import numpy as np
import pytest
from napari.components import ViewerModel

from napari_dicom.viewer.linked.own_planes import OwnPlanes, flattened
from napari_dicom.viewer.linked.place import SharedPlace
from napari_dicom.viewer.linked.twin_list import TwinList

VOLUME = np.zeros((6, 7, 8), dtype=np.int16)


@pytest.fixture
def viewer():
    model = ViewerModel()
    model.add_image(VOLUME, metadata={"dicom": {"SeriesInstanceUID": "1.2"}})
    return model


def pane_of(viewer, ndisplay=2):
    """Return a viewer that shows the layers of another, and what keeps them twins."""
    pane = ViewerModel(ndisplay=ndisplay)
    twins = TwinList(viewer, pane, viewer.layers[0])
    return pane, twins


def test_a_change_that_napari_tells_late_is_no_move(viewer):
    pane, _ = pane_of(viewer)
    place, moves = SharedPlace(viewer), []
    place.add(pane, OwnPlanes(pane, viewer.layers[0], flattened))
    place.moved.connect(lambda: moves.append(tuple(place.point)))

    def move_meanwhile(event=None):  # noqa: ARG001 - napari's event
        pane.dims.events.current_step.disconnect(move_meanwhile)
        place.move_to((1, 0, 0))

    pane.dims.events.current_step.connect(move_meanwhile)
    pane.dims.set_point(0, 4)

    assert viewer.dims.point[0] == pane.dims.point[0] == 1
    assert len(moves) <= 2  # the user's, and the one meanwhile: none for what was told late


def test_a_pane_that_holds_less_takes_no_other_viewer_back(viewer):
    pane, _ = pane_of(viewer)
    place = SharedPlace(viewer)
    place.add(pane, OwnPlanes(pane, viewer.layers[0], flattened))
    far = viewer.add_image(
        VOLUME, translate=(100, 0, 0), metadata={"dicom": {"SeriesInstanceUID": "1.3"}}
    )

    viewer.dims.set_point(0, 103)
    assert viewer.dims.point[0] == 103

    viewer.layers.remove(far)
    assert viewer.dims.point[0] <= 5


def test_flat_shapes_can_be_edited_beside_a_pane_in_3d(viewer):
    shapes = viewer.add_shapes([[[1, 1], [1, 5]]], shape_type="line")
    pane, twins = pane_of(viewer, ndisplay=3)

    shapes.data = [np.array([[2, 2], [2, 6]])]

    assert shapes.data[0].tolist() == [[2, 2], [2, 6]]
    assert twins.twin_of(shapes) is None  # napari cannot draw its edits there
    assert [layer.name for layer in pane.layers] == [viewer.layers[0].name]


def test_flat_shapes_are_edited_in_a_pane_in_2d(viewer):
    shapes = viewer.add_shapes([[[1, 1], [1, 5]]], shape_type="line")
    _, twins = pane_of(viewer)

    shapes.data = [np.array([[2, 2], [2, 6]])]

    assert twins.twin_of(shapes).data[0].tolist() == [[2, 2], [2, 6]]
