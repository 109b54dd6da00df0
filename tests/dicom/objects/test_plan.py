"""Plans are shown by where they aim; those that say nothing of it are listed."""

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import HowToLoad, load_contents, scan
from napari_dicom.dicom.objects import Plan
from objects import item, write_object
from structure_sets import lps

AIM = lps(phantom.make_affine(), [[2, 3, 1]])[0]


def beam(name, *places, points="ControlPointSequence"):
    items = [item(IsocenterPosition=phantom.ds(place)) for place in places]
    return item(BeamName=name, **{points: [*items, item()]})


def write_plan(folder, sop_class=uids.RTPlanStorage, **values):
    return write_object(folder / "plan.dcm", sop_class, values, modality="RTPLAN")


def opened(folder):
    return load_contents(scan(folder), HowToLoad())


def marks(folder):
    (loaded,) = [one for one in opened(folder).loaded if isinstance(one.content, Plan)]
    return loaded.placed


def test_the_isocentre_of_beams_that_share_it_is_one_point_on_the_image(tmp_path):
    phantom.write_series(tmp_path / "ct")
    write_plan(tmp_path, BeamSequence=[beam("1 AP", AIM, AIM), beam("2 PA", AIM)])

    (mark,) = marks(tmp_path)

    np.testing.assert_allclose(mark.index, [[2, 3, 1]], atol=1e-6)
    assert mark.mark.facts == {"label": "Isocentre", "type": "ISOCENTRE", "beams": "1 AP, 2 PA"}


def test_several_isocentres_are_told_apart(tmp_path):
    write_plan(tmp_path, BeamSequence=[beam("a", AIM), beam("b", AIM + 1)])

    found = marks(tmp_path)

    assert [one.mark.facts["label"] for one in found] == ["Isocentre 1", "Isocentre 2"]
    np.testing.assert_allclose([one.index[0] for one in found], [AIM, AIM + 1], atol=1e-3)


@pytest.mark.parametrize(("apart", "count"), [(0.0009, 1), (0.0011, 2)])
@pytest.mark.parametrize("first", [0.0, 0.0004], ids=str)
def test_isocentres_no_further_apart_than_a_micrometre_are_one(tmp_path, first, apart, count):
    aims = [np.array([place, 10.0, 100.0]) for place in (first, first + apart)]
    write_plan(tmp_path, BeamSequence=[beam("a", aims[0]), beam("b", aims[1])])

    found = marks(tmp_path)

    assert len(found) == count
    np.testing.assert_allclose(found[0].mark.points, [aims[0]], atol=1e-9)


def test_ion_plans_aim_as_well(tmp_path):
    ion = beam("p", AIM, points="IonControlPointSequence")
    write_plan(tmp_path, uids.RTIonPlanStorage, IonBeamSequence=[ion])

    assert len(marks(tmp_path)) == 1


def test_dose_reference_points_are_points_and_references_without_place_are_none(tmp_path):
    point = item(
        DoseReferenceNumber="2",
        DoseReferenceDescription="calc",
        DoseReferencePointCoordinates=phantom.ds(AIM),
    )
    write_plan(tmp_path, DoseReferenceSequence=[point, item(DoseReferenceNumber="1")])

    (mark,) = marks(tmp_path)

    assert mark.mark.facts == {"label": "calc", "type": "DOSE_REFERENCE"}


@pytest.mark.parametrize(
    "beams",
    [[], [beam("a")], [beam("a", AIM[:2])], [beam("a", [1e10, 0, 0])]],
    ids=["no beam", "no isocentre", "two numbers", "too far"],
)
def test_a_plan_that_aims_nowhere_is_listed(tmp_path, beams):
    write_plan(tmp_path, BeamSequence=beams)

    contents = scan(tmp_path)

    assert [one.what for one in contents.listings] == ["treatment plan"]


def test_of_another_frame_of_reference_it_is_not_laid_on_the_image(tmp_path):
    phantom.write_series(tmp_path / "ct")
    write_plan(tmp_path, FrameOfReferenceUID="1.2.3", BeamSequence=[beam("a", AIM)])

    assert opened(tmp_path).loaded[1].volume is None


def test_a_damaged_plan_is_named(tmp_path):
    path = write_plan(tmp_path, BeamSequence=[beam("a", AIM)])
    path.write_bytes(path.read_bytes()[:-20])

    contents = scan(tmp_path)

    assert len(contents.objects) + len(contents.skipped) == 1


def test_what_a_plan_holds_is_counted(tmp_path):
    write_plan(tmp_path, BeamSequence=[beam("a", AIM)])

    (plan,) = scan(tmp_path).objects

    assert plan.holds == ("1 beam",)
    assert "Secret" not in plan.name


@pytest.mark.parametrize(
    ("shift", "code"),
    [
        pytest.param(0, None, id="within"),
        pytest.param(1000, "marks-beyond-images", id="beyond"),
    ],
)
def test_an_isocentre_beyond_the_images_is_told(tmp_path, shift, code):
    phantom.write_series(tmp_path / "ct")
    frame, aim = phantom.uid("study", "frame of reference"), AIM.copy()
    aim[2] += shift
    write_plan(tmp_path, FrameOfReferenceUID=frame, BeamSequence=[beam("a", aim)])

    (loaded,) = [one for one in opened(tmp_path).loaded if isinstance(one.content, Plan)]

    assert [note.code for note in loaded.content.notes] == ([code] if code else [])


def test_an_isocentre_without_images_says_that_it_is_drawn_by_itself(tmp_path):
    write_plan(tmp_path, BeamSequence=[beam("a", AIM)])

    (loaded,) = [one for one in opened(tmp_path).loaded if isinstance(one.content, Plan)]

    assert [note.code for note in loaded.content.notes] == ["no-image"]
