"""A place that viewers share, and twins of layers, without a window."""

import numpy as np
import pytest
from napari.components import ViewerModel

from kinds import in_time, write
from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer import face
from napari_dicom.viewer.gestures import sliced_coordinates
from napari_dicom.viewer.linked.own_planes import OwnPlanes, as_drawn, flattened
from napari_dicom.viewer.linked.place import SharedPlace
from napari_dicom.viewer.linked.twin_list import TwinList
from napari_dicom.widgets.placing import show_in
from opened import add_folder
from phantom import make_affine, ramp, rotated, rotation, write_series

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
    place, moves = SharedPlace(viewer, OwnPlanes(viewer, viewer.layers[0], as_drawn)), []
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
    place = SharedPlace(viewer, OwnPlanes(viewer, viewer.layers[0], as_drawn))
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


AFFINES = {
    "straight": make_affine(spacing=(2.5, 0.7, 0.8)),
    "coronal": make_affine("coronal", spacing=(2.5, 0.7, 0.8)),
    "tilted": make_affine(spacing=(2.5, 0.7, 0.8), tilt_degrees=15),
    "oblique": rotated(make_affine(spacing=(2.5, 0.7, 0.8)), rotation(12, -9, 15)),
}


def opened(folder, kind, how=write):
    model = ViewerModel()
    how(folder, ramp(9, 30, 20), "here", affine=AFFINES[kind])
    (layer,) = add_folder(model, folder)
    return model, layer


@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")
@pytest.mark.parametrize("how", [write, in_time], ids=["3D", "4D"])
@pytest.mark.parametrize("space", [None, DisplaySpace.PATIENT], ids=["own planes", "patient"])
@pytest.mark.parametrize("kind", AFFINES)
@pytest.mark.parametrize("part", [(0.5, 0.7, 0.3), (1, 1, 1)], ids=str)
def test_panes_show_the_slices_through_a_voxel_however_it_lies(
    plugin,  # noqa: ARG001 - a fixture
    tmp_path,
    kind,
    space,
    part,
    how,
):
    model, layer = opened(tmp_path / "one", kind, how)
    if space is not None:
        show_in(model, layer, space)
    panes = []
    place = SharedPlace(model, OwnPlanes(model, layer, as_drawn))
    for across in range(3):
        pane, twins = pane_of(model)
        face(pane, across)
        place.add(pane, OwnPlanes(pane, layer, flattened))
        panes.append((pane, twins.twin_of(layer)))

    lead = layer.ndim - 3
    voxel = np.rint(np.multiply(part, np.subtract(layer.data.shape[-3:], 1))).astype(int).tolist()
    place.move_to(np.asarray(layer.data_to_world((*[1] * lead, *voxel))))

    seen = {}
    for pane, twin in panes:
        seen |= {axis: at for axis, at in sliced_coordinates(pane, twin).items() if axis >= lead}
    assert {axis - lead: round(at, 6) for axis, at in seen.items()} == dict(enumerate(voxel))


@pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")
@pytest.mark.parametrize(
    ("kind", "across", "part"),
    [
        ("tilted", 0, 1),
        ("tilted", 1, np.cos(np.radians(12))),
        ("tilted", 2, 1),
        ("straight", 1, 1),
        ("oblique", 1, 1),
    ],
)
def test_slices_of_a_tilt_are_seen_from_the_side_by_its_cosine_closer(
    viewer, tmp_path, kind, across, part
):
    affine = make_affine(tilt_degrees=12 if kind == "tilted" else 0)
    affine = rotated(affine, rotation(12, -9, 15)) if kind == "oblique" else affine
    write_series(tmp_path, ramp(9), affine=affine)
    (layer,) = add_folder(viewer, tmp_path)
    pane = ViewerModel()
    pane.add_image(VOLUME)
    face(pane, across)

    assert OwnPlanes(pane, layer, flattened).shortest() == pytest.approx(part)
