"""The sliders stop at each slice of a tilted volume, and are left alone elsewhere."""

import numpy as np
import pytest

from napari_dicom import add_dicom
from napari_dicom.viewer.slice_steps import slice_steps
from phantom import make_affine, ramp, uid, write_series

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

SIZE = (2.5, 0.7, 0.8)


def tilted(folder, degrees, planes, plane="axial", series="tilted", **header):
    affine = make_affine(plane, spacing=SIZE, tilt_degrees=degrees)
    header = {"FrameOfReferenceUID": uid("frame")} | header
    write_series(folder, ramp(planes), affine=affine, series=series, header=header)


def shown_by_steps(viewer, layer):
    """Return the planes that the slider shows, step by step, by the values of their pixels."""
    axis = viewer.dims.order[-3]
    found = []
    for step in range(int(viewer.dims.nsteps[axis])):
        viewer.dims.set_current_step(axis, step)
        index = layer.world_to_data(viewer.dims.point)
        found.append(round(float(index[viewer.dims.order[-3] - viewer.dims.ndim])))
    return found


@pytest.mark.parametrize("plane", ["axial", "coronal", "sagittal"])
@pytest.mark.parametrize("degrees", [12, -12, 25])
@pytest.mark.parametrize("planes", [4, 40])
def test_each_slice_of_a_tilted_volume_has_a_step(viewer, tmp_path, plane, degrees, planes):
    tilted(tmp_path, degrees, planes, plane)

    (layer,) = add_dicom(viewer, tmp_path)

    assert sorted(shown_by_steps(viewer, layer)) == list(range(planes))


def test_each_slice_has_a_step_beside_a_straight_volume_and_after_it_is_gone(viewer, tmp_path):
    tilted(tmp_path / "tilted", 15, 40)
    frame = {"FrameOfReferenceUID": uid("frame")}
    thick = make_affine(spacing=(5.0, 0.7, 0.8))
    write_series(tmp_path / "straight", ramp(20), affine=thick, series="straight", header=frame)
    (straight,) = add_dicom(viewer, tmp_path / "straight")
    (layer,) = add_dicom(viewer, tmp_path / "tilted")

    assert set(shown_by_steps(viewer, layer)) == set(range(40))
    viewer.layers.remove(straight)
    assert shown_by_steps(viewer, layer) == list(range(40))


def test_a_straight_volume_keeps_the_steps_that_napari_takes(viewer, tmp_path):
    write_series(tmp_path, ramp(4), affine=make_affine(spacing=SIZE))

    (layer,) = add_dicom(viewer, tmp_path)

    assert [one.step for one in viewer.dims.range] == list(layer.extent.step)
    assert np.array_equal(slice_steps(layer), layer.extent.step)


def test_what_is_turned_takes_no_larger_steps_than_napari():
    from napari.layers import Image

    turn = np.eye(4)
    turn[:2, :2] = [[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]]
    layer = Image(np.zeros((4, 5, 6)), affine=turn @ np.diag([*SIZE, 1.0]))

    assert (slice_steps(layer) <= layer.extent.step).all()


def stops(viewer, layer, millimetres):
    """Return the planes at all stops of the slider, where a unit of the viewer is so long."""
    axis = viewer.dims.order[-3]
    point = np.array(viewer.dims.point) * millimetres
    start, _, step = (length * millimetres for length in viewer.dims.range[axis])
    found = set()
    for place in start + step * np.arange(int(viewer.dims.nsteps[axis])):
        point[axis] = place
        found.add(round(float(layer.world_to_data(point)[-3])))
    return found


@pytest.mark.parametrize(
    ("units", "millimetres"), [("pixel", 1.0), ("um", 1e-3), ("mm", 1.0), ("m", 1.0)]
)
@pytest.mark.parametrize("shape", [(30, 30), (5, 30, 30), (2, 5, 30, 30), (2, 2, 5, 30, 30)])
def test_each_slice_has_a_step_beside_a_layer_of_any_units(
    viewer, tmp_path, shape, units, millimetres
):
    tilted(tmp_path, 15, 40)
    (layer,) = add_dicom(viewer, tmp_path)

    viewer.add_image(np.zeros(shape), units=[units] * len(shape), scale=[30.0] * len(shape))

    assert set(range(40)) <= stops(viewer, layer, millimetres)


def test_a_layer_in_micrometres_brings_finer_steps(viewer, tmp_path):
    tilted(tmp_path, 15, 4)
    (layer,) = add_dicom(viewer, tmp_path)

    viewer.add_image(np.zeros((3, 4, 4)), units=["um"] * 3, scale=[100.0, 100.0, 100.0])

    assert viewer.dims.range[0].step == pytest.approx(100.0)
    assert slice_steps(layer)[0] == pytest.approx(2.5)


def test_the_slice_shown_stays_where_the_steps_change(viewer, tmp_path):
    tilted(tmp_path / "one", 15, 41)
    (layer,) = add_dicom(viewer, tmp_path / "one")
    viewer.dims.set_current_step(0, 33)
    tilted(tmp_path / "two", 15, 41, series="another", SeriesNumber=2)

    add_dicom(viewer, tmp_path / "two")

    assert round(float(layer.world_to_data(viewer.dims.point)[0])) == 33


def test_nothing_stays_connected_when_the_last_volume_is_gone(viewer, tmp_path):
    before = len(viewer.dims.events.range.callbacks), len(viewer.layers.events.removed.callbacks)
    tilted(tmp_path, 15, 4)
    for _ in range(2):
        add_dicom(viewer, tmp_path)
        viewer.layers.clear()

    after = len(viewer.dims.events.range.callbacks), len(viewer.layers.events.removed.callbacks)
    assert after == before
