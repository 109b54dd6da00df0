"""Another distance between slices, on request."""

import numpy as np
import pytest

from napari_dicom import scan
from napari_dicom.dicom import NapariDicomError, scale_by
from napari_dicom.dicom.stacks.geometry import ZSpacing
from napari_dicom.dicom.stacks.stack import stack_frames
from napari_dicom.dicom.volumes.series import volume_on
from phantom import make_affine, write_series
from planes import frames_on

THICKNESS = 4.0


@pytest.fixture
def volume(tmp_path):
    write_series(tmp_path, affine=make_affine(), header={"SliceThickness": str(THICKNESS)})
    return scan(tmp_path).volumes[0]


def test_scaling_changes_the_step_from_slice_to_slice_only(volume):
    before = volume.geometry.affine

    after = scale_by(volume, "SliceThickness").geometry

    assert np.linalg.norm(after.affine[:3, 0]) == pytest.approx(THICKNESS)
    np.testing.assert_allclose(after.affine[:, 1:], before[:, 1:])
    assert after.spacing.source == "SliceThickness"


def test_scaling_says_so_and_scaling_back_takes_that_back(volume):
    scaled = scale_by(volume, "SliceThickness")
    restored = scale_by(scaled, "ImagePositionPatient")

    assert [note.code for note in volume.notes] == ["thickness-differs"]
    assert [note.code for note in scaled.notes] == ["scaled-as-asked"]
    assert restored.notes == volume.notes
    np.testing.assert_allclose(restored.geometry.affine, volume.geometry.affine)


COARSE = make_affine(spacing=(10.0, 1.0, 1.0))
UNEVEN = np.cumsum(np.random.default_rng(3).uniform(0.1, 0.9, 30)).tolist()
SERIES = {
    "slices that overlap": frames_on(make_affine(), 4, slice_thickness=5.0),
    "slices that leave gaps": frames_on(make_affine(), 4, slice_thickness=1.0),
    "missing slices": frames_on(make_affine(), [0, 1, 4, 5], slice_thickness=5.0),
    "a tilted gantry": frames_on(make_affine(tilt_degrees=15), 5, slice_thickness=5.0),
    "uneven slices": frames_on(COARSE, UNEVEN, slice_thickness=9.0),
    "SpacingBetweenSlices too": frames_on(
        make_affine(), 4, slice_thickness=5.0, spacing_between_slices=3.0
    ),
    "a value that cannot be read": frames_on(
        make_affine(), 4, slice_thickness=5.0, values={"GantryDetectorTilt": "1.5°"}
    ),
}
EACH = pytest.mark.parametrize("frames", SERIES.values(), ids=SERIES)


@EACH
def test_scaling_by_slice_thickness_and_back_leaves_the_notes_there_were(frames):
    (stack,) = stack_frames(frames)
    volume = volume_on(stack)

    scaled = scale_by(volume, "SliceThickness")
    assert scaled.first.header.number("GantryDetectorTilt") is None  # looked at meanwhile

    assert scale_by(scaled, "ImagePositionPatient").notes == volume.notes
    assert [note.code for note in scaled.notes].count("scaled-as-asked") == 1


@EACH
def test_scripts_say_the_same_of_slice_thickness_as_the_switch(frames):
    (stack,) = stack_frames(frames)

    by_script = volume_on(stack, ZSpacing.SLICE_THICKNESS)

    assert by_script.notes == scale_by(volume_on(stack), "SliceThickness").notes


def test_the_corner_error_is_that_of_the_volume_as_it_is_scaled():
    (stack,) = stack_frames(SERIES["slices that overlap"])
    volume = volume_on(stack)

    scaled = scale_by(volume, "SliceThickness")
    back = scale_by(scaled, "ImagePositionPatient")

    assert volume.geometry.corner_error == pytest.approx(0, abs=1e-9)
    assert scaled.geometry.corner_error == pytest.approx(3 * (5.0 - 2.5))
    assert back.geometry.corner_error == pytest.approx(0, abs=1e-9)
    by_script = volume_on(stack, ZSpacing.SLICE_THICKNESS)
    assert by_script.geometry.corner_error == scaled.geometry.corner_error


def test_the_note_says_what_the_slices_are_scaled_by_and_how_far_they_lie(volume):
    (note,) = scale_by(volume, "SliceThickness").notes

    assert note.details == {"source": "SliceThickness", "used_mm": 4.0, "distance_mm": 2.5}
    assert note.message.startswith("scaled by SliceThickness, 4 mm, as asked for")


@pytest.mark.parametrize(
    ("thickness", "said"), [(2.52, []), (2.53, ["scaled-as-asked"])], ids=["just below", "above"]
)
def test_what_differs_by_no_more_than_a_hundredth_is_not_told(thickness, said):
    (stack,) = stack_frames(frames_on(make_affine(), 4, slice_thickness=thickness))

    assert [note.code for note in volume_on(stack, ZSpacing.SLICE_THICKNESS).notes] == said


def test_what_the_files_do_not_offer_is_refused(volume):
    with pytest.raises(NapariDicomError, match="SpacingBetweenSlices"):
        scale_by(volume, "SpacingBetweenSlices")


@pytest.mark.parametrize(
    ("distance", "thickness", "expected"),
    [
        pytest.param(2.5, 2.524, [], id="1 % of 2.5 mm"),
        pytest.param(2.5, 2.526, ["scaled-as-asked"], id="more than 1 % of 2.5 mm"),
        pytest.param(0.5, 0.504, [], id="1 % of 0.5 mm"),
        pytest.param(0.5, 0.506, ["scaled-as-asked"], id="more than 1 % of 0.5 mm"),
    ],
)
def test_a_scaling_by_more_than_one_percent_is_told(tmp_path, distance, thickness, expected):
    affine = make_affine(spacing=(distance, 0.7, 0.8))
    write_series(tmp_path, affine=affine, header={"SliceThickness": str(thickness)})
    (volume,) = scan(tmp_path).volumes

    assert [note.code for note in scale_by(volume, "SliceThickness").notes] == expected
