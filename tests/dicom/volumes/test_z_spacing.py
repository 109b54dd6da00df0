"""Another distance between slices, on request."""

import numpy as np
import pytest

from napari_dicom import scan
from napari_dicom.dicom import NapariDicomError, scale_by
from phantom import make_affine, write_series

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

    assert [note.code for note in scaled.notes] == ["scaled-as-asked"]
    assert [note.message for note in restored.notes] == [note.message for note in volume.notes]
    np.testing.assert_allclose(restored.geometry.affine, volume.geometry.affine)


def test_what_the_files_do_not_offer_is_refused(volume):
    with pytest.raises(NapariDicomError, match="SpacingBetweenSlices"):
        scale_by(volume, "SpacingBetweenSlices")
