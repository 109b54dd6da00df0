"""Contours without images of their own lie where the only registration leads, and it is said."""

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import HowToLoad, load_contents, scan
from napari_dicom.dicom.objects.structure_set import StructureSet
from objects import item, write_object
from phantom import make_affine
from structure_sets import contour, lps, roi, square, structure_set

OWN, HERE, OTHER = (phantom.uid(name) for name in ("own frame", "frame here", "other frame"))
AFFINE = make_affine()
SHIFT = np.eye(4)
SHIFT[:3, 3] = AFFINE[:3, 1] * 2 + AFFINE[:3, 0]


def write_images(folder, uid, name="ct"):
    header = {"FrameOfReferenceUID": uid}
    values = phantom.ramp(6, 12, 14)
    phantom.write_series(folder / name, values, affine=AFFINE, series=name, header=header)


def write_registration(folder, source, to, matrix=SHIFT, number=5):
    step = item(
        FrameOfReferenceTransformationMatrixType="RIGID",
        FrameOfReferenceTransformationMatrix=phantom.ds(matrix),
    )
    leading = item(
        FrameOfReferenceUID=source, MatrixRegistrationSequence=[item(MatrixSequence=[step])]
    )
    values = {"FrameOfReferenceUID": to, "RegistrationSequence": [leading]}
    path, sop_class = folder / f"reg{number}.dcm", uids.SpatialRegistrationStorage
    write_object(path, sop_class, values, modality="REG", number=number)


@pytest.fixture
def drawn(tmp_path):
    given = contour(lps(AFFINE, square(2, 1.5, 6.5)), images=[phantom.uid("gone")])
    structure_set(tmp_path / "rs.dcm", roi(1, "a", [given], frame=OWN))
    return tmp_path


def loaded(folder):
    opened = load_contents(scan(folder), HowToLoad())
    (one,) = [one for one in opened.loaded if isinstance(one.content, StructureSet)]
    return one


def codes(one):
    return [note.code for note in one.content.notes]


def test_contours_are_moved_by_the_matrix_to_the_images_it_leads_to(drawn):
    write_images(drawn, HERE)
    write_registration(drawn, OWN, HERE)

    one = loaded(drawn)

    (placed,) = one.placed
    np.testing.assert_allclose(placed.index, square(3, 3.5, 8.5, columns=(1.5, 6.5)), atol=1e-4)
    assert one.content.frame_of_reference_uid == HERE
    assert codes(one) == ["moved-by-registration"]


def test_images_of_its_own_frame_of_reference_come_first(drawn):
    write_images(drawn, HERE)
    write_images(drawn, OWN, "own")
    write_registration(drawn, OWN, HERE)

    one = loaded(drawn)

    assert one.volume.frame_of_reference_uid == OWN
    assert [placed.plane for placed in one.placed] == [2]


def test_a_registration_is_never_inverted(drawn):
    write_images(drawn, HERE)
    write_registration(drawn, HERE, OWN)

    one = loaded(drawn)

    assert one.volume is None
    assert codes(one) == ["no-image"]


def test_where_several_registrations_lead_elsewhere_none_is_applied(drawn):
    write_images(drawn, HERE)
    write_images(drawn, OTHER, "other")
    write_registration(drawn, OWN, HERE)
    write_registration(drawn, OWN, OTHER, number=6)

    assert loaded(drawn).volume is None


def test_a_mirroring_matrix_is_not_applied(drawn):
    write_images(drawn, HERE)
    write_registration(drawn, OWN, HERE, np.diag([-1.0, 1.0, 1.0, 1.0]))

    assert loaded(drawn).volume is None


@pytest.mark.parametrize(("scale", "is_applied"), [(0.0099, False), (0.0101, True)])
def test_a_matrix_that_maps_space_to_a_plane_is_not_applied(drawn, scale, is_applied):
    write_images(drawn, HERE)
    write_registration(drawn, OWN, HERE, np.diag([scale, scale, scale, 1.0]))

    assert (loaded(drawn).volume is not None) == is_applied


def test_every_image_they_are_drawn_on_is_named(drawn):
    write_images(drawn, HERE, "ct")
    write_images(drawn, HERE, "again")
    write_registration(drawn, OWN, HERE)

    one = loaded(drawn)

    (note,) = [note for note in one.content.notes if note.code == "moved-by-registration"]
    assert note.message.endswith(f"drawn on {one.volume.name}")


def test_images_without_a_frame_of_reference_are_led_to_by_nothing(drawn):
    write_images(drawn, None)
    write_registration(drawn, OWN, None)

    assert loaded(drawn).volume is None
