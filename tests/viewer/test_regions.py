"""Segments and ROIs of a viewer: one each, whatever layers it is in; hidden by colour, and back."""

import numpy as np
import pytest
from napari.layers import Labels, Points, Shapes

from napari_dicom.viewer import move_to, place_of, region_layers, regions_of, show_regions

RED, GREEN, CLEAR = (1.0, 0.0, 0.0, 1.0), (0.0, 1.0, 0.0, 1.0), (0.0, 0.0, 0.0, 0.0)


def labels(viewer, numbers=(1, 2), uid="", **more):
    data = np.zeros((6, 8, 8), np.uint8)
    for number in numbers:
        data[number : number + 3, number, 1:4] = number
    colours = {None: CLEAR, 0: CLEAR, **{n: RED if n % 2 else GREEN for n in numbers}}
    features = {
        "index": [0, *numbers],
        "label": ["", *(f"organ {n}" for n in numbers)],
        "volume_ml": [0.0, *(n / 2 for n in numbers)],
    }
    more = {"colormap": colours, **more}
    metadata = {"dicom": {"SOPInstanceUID": uid, "slice_axis": 0}} if uid else {}
    return viewer.add_layer(Labels(data, features=features, metadata=metadata, **more))


def contours(viewer, numbers=(1, 1, 1, 2), uid=""):
    paths = [np.array([[n, 1, 1], [n, 1, 4], [n, 4, 4.0]]) for n in range(len(numbers))]
    features = {"index": numbers, "label": [f"organ {n}" for n in numbers], "type": "ORGAN"}
    colours = np.array([RED if n % 2 else GREEN for n in numbers])
    metadata = {"dicom": {"SOPInstanceUID": uid}} if uid else {}
    layer = Shapes(
        paths, shape_type="path", edge_color=colours, features=features, metadata=metadata
    )
    return viewer.add_layer(layer)


def points(viewer, numbers=(3, 4)):
    features = {"index": numbers, "label": [f"seed {n}" for n in numbers]}
    data = np.array([[n, 2.0, 2.0] for n in numbers])
    return viewer.add_layer(Points(data, features=features, face_color="blue"))


MAKERS = pytest.mark.parametrize("make", [labels, contours, points])


def test_a_region_has_name_number_volume_and_colour(viewer):
    layer = labels(viewer)

    first, second = regions_of(viewer)

    assert (first.number, first.label, first.volume) == (1, "organ 1", 0.5)
    assert (first.colour, second.colour) == ((1, 0, 0), (0, 1, 0))
    assert first.is_shown
    assert first.layers == (layer,)


def test_an_roi_in_contours_and_filled_labels_is_one_region(viewer):
    filled, drawn = labels(viewer, uid="1.2"), contours(viewer, uid="1.2")

    first, second = regions_of(viewer)

    assert (first.label, second.label) == ("organ 1", "organ 2")
    assert first.layers == (drawn, filled)
    assert (first.volume, first.type) == (0.5, "ORGAN")


def test_equal_numbers_of_different_files_are_different_regions(viewer):
    labels(viewer, uid="1.2")
    labels(viewer, uid="1.3")

    assert len(regions_of(viewer)) == 4


def test_equal_names_are_different_regions(viewer):
    layer = labels(viewer)
    layer.features = layer.features.assign(label="same")

    assert [one.number for one in regions_of(viewer)] == [1, 2]


def test_layers_that_name_nothing_are_no_regions(viewer):
    viewer.add_labels(np.ones((3, 3), np.uint8))
    viewer.add_shapes(ndim=2)
    viewer.add_image(np.zeros((3, 3)))

    assert region_layers(viewer) == []
    assert regions_of(viewer) == []


@MAKERS
def test_what_is_hidden_is_shown_again_in_its_colour(viewer, make):
    make(viewer)
    before = regions_of(viewer)

    show_regions(before[:1], False)
    hidden = regions_of(viewer)
    show_regions(hidden[:1], True)
    after = regions_of(viewer)

    assert [one.is_shown for one in hidden] == [False, True]
    assert [one.is_shown for one in after] == [True, True]
    assert [one.colour for one in hidden] == [one.colour for one in before]
    assert [one.colour for one in after] == [one.colour for one in before]


def test_a_hidden_segment_is_drawn_clear_and_the_others_as_before(viewer):
    layer = labels(viewer)

    show_regions(regions_of(viewer)[:1], False)

    assert layer.colormap.map(np.array([0, 1, 2]))[:, 3].tolist() == [0, 0, 1]


def test_hidden_contours_are_clear_and_the_others_as_before(viewer):
    layer = contours(viewer)

    show_regions(regions_of(viewer)[:1], False)

    assert layer.edge_color[:, 3].tolist() == [0, 0, 0, 1]


def test_labels_in_napari_s_own_colours_can_be_hidden(viewer):
    layer = labels(viewer, colormap=None)
    colours = [one.colour for one in regions_of(viewer)]

    show_regions(regions_of(viewer)[:1], False)

    assert [one.is_shown for one in regions_of(viewer)] == [False, True]
    assert np.allclose([one.colour for one in regions_of(viewer)], colours)
    assert layer.visible


def test_many_are_hidden_by_one_change_of_each_layer(viewer):
    layer, changes = labels(viewer, numbers=(1, 2, 3)), []

    def note(event):
        changes.append(event.type)

    layer.events.colormap.connect(note)
    show_regions(regions_of(viewer), False)

    assert changes == ["colormap"]


@pytest.mark.parametrize(("make", "number", "plane"), [(labels, 2, 3), (contours, 1, 1)])
def test_a_region_is_found_in_the_middle_of_its_slices(viewer, make, number, plane):
    make(viewer)
    region = next(one for one in regions_of(viewer) if one.number == number)

    layer, place = place_of(region)(lambda *_: None)
    move_to(viewer, layer, place)

    assert place[0] == plane
    assert viewer.dims.point[0] == plane


def test_a_segment_nothing_of_which_is_left_is_not_found(viewer):
    layer = labels(viewer)
    layer.data[layer.data == 1] = 0

    assert place_of(regions_of(viewer)[0])(lambda *_: None) is None
