"""A registered image lies on the grid of the other one, moved by the matrix as it stands."""

import numpy as np
import pytest

import phantom
from napari_dicom.dicom import HowToLoad, scan
from napari_dicom.dicom.contents import load_content, load_each
from napari_dicom.dicom.objects import find_registered
from napari_dicom.layers import build_layers
from phantom import make_affine, rotation

MOVING, FIXED = phantom.uid("moving frame"), phantom.uid("fixed frame")
MIDDLE = (make_affine() @ [5, 9, 8, 1])[:3]
TURN = np.eye(4)
TURN[:3, :3] = rotation(5, 10, 15)[:3, :3]
TURN[:3, 3] = MIDDLE - TURN[:3, :3] @ MIDDLE + (3.0, -2.0, 1.5)


def plane_values(shape):
    """Return values that grow linearly along every axis."""
    k, i, j = np.ogrid[: shape[0], : shape[1], : shape[2]]
    return (100 * k + 10 * i + 3 * j).astype(np.uint16)


@pytest.fixture
def volumes(tmp_path):
    made = {}
    for name, uid, shape in (("moving", MOVING, (12, 20, 18)), ("fixed", FIXED, (8, 14, 16))):
        phantom.write_series(
            tmp_path / name,
            plane_values(shape),
            series=name,
            header={"FrameOfReferenceUID": uid},
        )
        (made[name],) = scan(tmp_path / name).volumes
    return made["moving"], made["fixed"]


def entry(matrix=TURN, source=MOVING, to=FIXED):
    return {"from": source, "to": to, "matrix": np.asarray(matrix).tolist()}


def test_values_are_those_of_the_place_that_the_matrix_leads_from(volumes):
    moving, fixed = volumes

    loaded = load_content(find_registered(moving, [fixed], [entry()]), HowToLoad())

    affine = make_affine()
    index = np.indices(fixed.shape).reshape(3, -1)
    there = affine @ np.vstack([index, np.ones(index.shape[1])])
    own = (np.linalg.inv(TURN @ affine) @ there)[:3].reshape(3, *fixed.shape)
    last = np.reshape(np.array(moving.shape) - 1, (3, 1, 1, 1))
    within = ((own >= 0) & (own <= last)).all(axis=0)
    expected = 100 * own[0] + 10 * own[1] + 3 * own[2]
    assert 0.2 < within.mean() < 1
    np.testing.assert_allclose(loaded.values[within], expected[within], atol=0.05)
    beyond = ((own < -0.5) | (own > last + 0.5)).any(axis=0)
    assert np.isnan(loaded.values[beyond]).all()


def test_whichever_image_is_asked_about_the_same_one_is_moved(volumes):
    moving, fixed = volumes

    for one, other in ((moving, fixed), (fixed, moving)):
        found = find_registered(one, [other], [entry()])
        assert (found.volume, found.fixed) == (moving, fixed)


@pytest.mark.parametrize(
    "given",
    [
        entry(to="1.2.3"),
        entry(source="1.2.3"),
        entry(np.diag([1.0, 1.0, 0.0, 1.0])),
        entry(np.diag([1.0, 1.0, -1.0, 1.0])),
    ],
    ids=["to elsewhere", "from elsewhere", "flat", "mirrored"],
)
def test_what_does_not_lead_from_one_to_the_other_is_not_offered(volumes, given):
    moving, fixed = volumes

    assert find_registered(moving, [fixed], [given]) is None


@pytest.mark.parametrize(("scale", "is_offered"), [(0.0099, False), (0.0101, True)])
def test_a_matrix_that_maps_space_to_a_plane_is_not_offered(volumes, scale, is_offered):
    moving, fixed = volumes

    found = find_registered(moving, [fixed], [entry(np.diag([scale, scale, scale, 1.0]))])

    assert (found is not None) == is_offered


@pytest.mark.parametrize(("beyond", "is_there"), [(0.49, True), (0.51, False)])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_value_holds_to_the_edge_of_its_voxel(volumes, axis, beyond, is_there):
    moving, fixed = volumes
    shift = np.eye(4)
    shift[:3, 3] = beyond * make_affine()[:3, axis]

    loaded = load_content(find_registered(moving, [fixed], [entry(shift)]), HowToLoad())

    first = np.take(loaded.values, 0, axis=axis)
    assert (~np.isnan(first)).all() == is_there


def test_it_is_shown_on_the_voxels_of_the_fixed_image(volumes):
    moving, fixed = volumes
    image = load_content(fixed, HowToLoad())
    registered = load_content(find_registered(moving, [fixed], [entry()]), HowToLoad())

    below, above = build_layers([image, registered])

    assert below.data.shape == above.data.shape
    for key in ("scale", "translate"):
        np.testing.assert_allclose(above.keywords[key], below.keywords[key])
    dicom = above.keywords["metadata"]["dicom"]
    assert dicom["FrameOfReferenceUID"] == FIXED
    assert [note["code"] for note in dicom["notes"]] == ["registered"]


def test_images_that_do_not_meet_are_refused(volumes):
    moving, fixed = volumes
    away = np.eye(4)
    away[0, 3] = 1e4

    _, (failed,) = load_each([find_registered(moving, [fixed], [entry(away)])], HowToLoad())

    assert f"registered to {fixed.name}, {moving.name} does not overlap it" in failed.reason


def test_an_image_without_a_frame_of_reference_is_led_to_by_nothing(tmp_path):
    for name, uid in (("moving", MOVING), ("fixed", None)):
        phantom.write_series(tmp_path / name, series=name, header={"FrameOfReferenceUID": uid})
    fixed, moving = scan(tmp_path).volumes

    assert find_registered(moving, [fixed], [entry(to="")]) is None


@pytest.mark.parametrize("first", [TURN, np.eye(4)], ids=["turned", "as it is"])
def test_of_several_registrations_that_lead_there_the_first_is_applied_and_it_is_said(
    volumes, first
):
    moving, fixed = volumes
    second = np.eye(4)
    second[:3, 3] = 3.0

    found = find_registered(moving, [fixed], [entry(first), entry(second), entry(second)])

    np.testing.assert_array_equal(found.matrix, first)
    assert [note.message for note in found.notes if note.code == "assumed"] == [
        "2 different registrations lead there: the first one is applied"
    ]


def test_one_registration_that_is_here_twice_is_no_doubt(volumes):
    moving, fixed = volumes

    found = find_registered(moving, [fixed], [entry(), entry()])

    assert [note.code for note in found.notes] == ["registered"]
