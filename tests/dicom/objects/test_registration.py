"""Registrations are told to the images of both frames of reference, never inverted or applied."""

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import HowToLoad, load_contents, scan
from napari_dicom.dicom.objects import LoadedDrawing
from napari_dicom.dicom.objects.registration import Registration
from objects import item, write_object
from phantom import make_affine, write_series

MOVING, FIXED = phantom.uid("moving"), phantom.uid("fixed")
TURN = np.eye(4)
TURN[:3, :3] = phantom.rotation(0, 0, 30)
TURN[:3, 3] = [12, -7, 4.5]
SHIFT = np.eye(4)
SHIFT[:3, 3] = [1, 2, 3]


def registered(uid, *matrices):
    steps = [
        item(
            FrameOfReferenceTransformationMatrixType="RIGID",
            FrameOfReferenceTransformationMatrix=phantom.ds(matrix),
        )
        for matrix in matrices
    ]
    return item(FrameOfReferenceUID=uid, MatrixRegistrationSequence=[item(MatrixSequence=steps)])


def write_registration(folder, *items):
    values = {"FrameOfReferenceUID": FIXED, "RegistrationSequence": list(items)}
    sop_class = uids.SpatialRegistrationStorage
    return write_object(folder / "reg.dcm", sop_class, values, modality="REG", number=5)


def write_images(folder, *frames):
    for name, uid in frames:
        write_series(folder / name, series=name, header={"FrameOfReferenceUID": uid})


def told(folder):
    loaded = load_contents(scan(folder), HowToLoad()).loaded
    (one,) = [one for one in loaded if isinstance(one, LoadedDrawing)]
    return {
        volume.header.text("SeriesDescription"): entries["registrations"]
        for volume, entries in one.remarks
    }


IDENTITY_FIRST = pytest.param([(FIXED, np.eye(4)), (MOVING, TURN)], id="identity first")
IDENTITY_LAST = pytest.param([(MOVING, TURN), (FIXED, np.eye(4))], id="identity last")


@pytest.mark.parametrize("items", [IDENTITY_FIRST, IDENTITY_LAST])
def test_the_matrix_leads_from_its_frame_of_reference_to_the_registered(tmp_path, items):
    write_images(tmp_path, ("moving", MOVING), ("fixed", FIXED))
    write_registration(tmp_path, *(registered(uid, matrix) for uid, matrix in items))

    found = told(tmp_path)

    assert set(found) == {"moving", "fixed"}
    (entry,) = found["moving"]
    assert (entry["from"], entry["to"]) == (MOVING, FIXED)
    np.testing.assert_allclose(entry["matrix"], TURN, atol=1e-9)
    assert found["fixed"] == [entry]


def test_several_matrices_of_an_item_are_applied_in_their_order(tmp_path):
    write_images(tmp_path, ("moving", MOVING))
    write_registration(tmp_path, registered(MOVING, TURN, SHIFT))

    (entry,) = told(tmp_path)["moving"]

    np.testing.assert_allclose(entry["matrix"], SHIFT @ TURN, atol=1e-9)


def test_images_are_not_moved(tmp_path):
    write_images(tmp_path, ("moving", MOVING))
    write_registration(tmp_path, registered(MOVING, TURN))

    loaded = load_contents(scan(tmp_path), HowToLoad()).loaded

    np.testing.assert_allclose(loaded[0].volume.geometry.affine, make_affine(), atol=1e-6)
    assert [note.code for note in loaded[1].content.notes] == ["registration-not-applied"]


def test_a_registration_of_images_that_are_not_here_is_named(tmp_path):
    write_images(tmp_path, ("other", phantom.uid("other")))
    write_registration(tmp_path, registered(MOVING, TURN))

    (failed,) = load_contents(scan(tmp_path), HowToLoad()).failed

    assert "no image of the frames of reference it registers is here" in failed.reason


@pytest.mark.parametrize(
    "items",
    [[], [registered(MOVING, np.eye(4))], [registered(MOVING, TURN[:3])]],
    ids=["nothing", "identity", "twelve numbers"],
)
def test_a_registration_that_moves_nothing_is_listed(tmp_path, items):
    write_registration(tmp_path, *items)

    (listing,) = scan(tmp_path).listings

    assert listing.what == "registration"


def test_what_a_registration_says_names_the_images_it_is_told_to(tmp_path):
    write_images(tmp_path, ("moving", MOVING))
    write_registration(tmp_path, registered(MOVING, TURN))

    image, one = load_contents(scan(tmp_path), HowToLoad()).loaded

    (note,) = one.content.notes
    name = image.volume.name
    start = f"it leads from or to the frame of reference of {name}: "
    assert note.message == f"{start}told there, not applied"


@pytest.mark.parametrize(
    ("damaged", "words"),
    [(1, "1 matrix of the registration cannot"), (2, "2 matrices of the registration cannot")],
)
def test_matrices_that_cannot_be_read_beside_others_are_told(tmp_path, damaged, words):
    write_images(tmp_path, ("moving", MOVING))
    broken = [registered(phantom.uid(number), TURN[:3]) for number in range(damaged)]
    write_registration(tmp_path, registered(MOVING, TURN), *broken)

    _, one = load_contents(scan(tmp_path), HowToLoad()).loaded

    notes = {note.code: note.message for note in one.content.notes}
    assert words in notes["malformed-value"]


def test_a_frame_of_reference_without_a_matrix_is_no_damage(tmp_path):
    write_images(tmp_path, ("moving", MOVING))
    write_registration(tmp_path, registered(MOVING, TURN), item(FrameOfReferenceUID=FIXED))

    _, one = load_contents(scan(tmp_path), HowToLoad()).loaded

    assert [note.code for note in one.content.notes] == ["registration-not-applied"]


@pytest.mark.parametrize(("shift", "moves"), [(0.9e-9, False), (1.1e-9, True)])
def test_a_matrix_that_moves_by_less_than_rounding_is_none(tmp_path, shift, moves):
    moved = np.eye(4)
    moved[0, 3] = shift
    write_registration(tmp_path, registered(MOVING, moved))

    (found,) = scan(tmp_path).objects
    assert isinstance(found, Registration) == moves
