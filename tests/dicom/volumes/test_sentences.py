"""What notes say is so: each sentence against what was done with a known phantom."""

import numpy as np
import pydicom
import pytest

import phantom
from mosaics import write_mosaic
from napari_dicom.dicom import scan

PLACE = ("ImagePositionPatient", "ImageOrientationPatient", "SliceThickness")
AFFINE = phantom.make_affine()


def said(folder, code):
    """Return the messages of one code, of all volumes of a folder."""
    notes = (note for volume in scan(folder).volumes for note in volume.notes)
    return [note.message for note in notes if note.code == code]


@pytest.mark.parametrize(
    ("image_type", "thickness", "sentence"),
    [
        pytest.param(
            ["ORIGINAL", "PRIMARY", "LOCALIZER"],
            "5",
            "a localizer's SliceThickness 5 mm is no distance between slices",
            id="a thickness that is not used",
        ),
        pytest.param(
            ["ORIGINAL", "PRIMARY", "AXIAL"],
            None,
            "no distance between slices is given",
            id="none",
        ),
    ],
)
def test_the_distance_of_one_slice_is_said_to_be_that_of_pixels(
    tmp_path, image_type, thickness, sentence
):
    header = {"ImageType": image_type, "SliceThickness": thickness}
    phantom.write_series(tmp_path, phantom.ramp(1), header=header)

    (volume,) = scan(tmp_path).volumes

    assert volume.geometry.spacing.used == pytest.approx(0.7)
    expected = f"{sentence}: the distance between pixels is used, 0.700 mm"
    assert said(tmp_path, "spacing-unknown") == [expected]


@pytest.mark.parametrize(
    ("aspect", "size", "spacing"),
    [
        pytest.param(None, "1 mm", (1, 1), id="no aspect"),
        pytest.param(["1", "1"], "1 mm", (1, 1), id="square"),
        pytest.param(["2", "1"], "2 × 1 mm (PixelAspectRatio)", (2, 1), id="twice as high"),
    ],
)
def test_pixels_of_no_size_are_said_to_be_as_large_as_they_are_shown(
    tmp_path, aspect, size, spacing
):
    header = dict.fromkeys((*PLACE, "PixelSpacing")) | {"PixelAspectRatio": aspect}
    phantom.write_series(tmp_path, phantom.ramp(1), modality="OT", header=header)

    (volume,) = scan(tmp_path).volumes

    assert volume.plane_spacing == spacing
    (message,) = said(tmp_path, "no-pixel-size")
    assert f"shown as {size} a pixel" in message


def test_slices_of_no_size_and_no_distance_are_not_said_to_have_a_pixel_size(tmp_path):
    header = {"PixelSpacing": None, "SliceThickness": None, "ImageOrientationPatient": None}
    header |= {"ImagePositionPatient": None, "SpacingBetweenSlices": None}
    phantom.write_series(tmp_path, modality="MR", header=header | {"SliceThickness": "3"})

    messages = said(tmp_path, "assumed")

    assert any("3 mm apart (SliceThickness)" in message for message in messages)
    assert any("1 mm is assumed" in message for message in messages)


def test_an_image_with_a_position_and_no_orientation_is_not_said_to_have_no_position(tmp_path):
    def edit(dataset, index):
        if index == 4:
            del dataset.ImageOrientationPatient
        elif index >= 2:
            dataset.ImageOrientationPatient = [1, 0, 0, 0, 0, -1]

    phantom.write_series(tmp_path, phantom.ramp(5), edit=edit)

    (message,) = said(tmp_path, "no-position")
    assert message.startswith("no orientation (ImageOrientationPatient)")


@pytest.mark.parametrize(
    ("thickness", "distance", "words"),
    [
        pytest.param("3", 3.0, "3 mm apart (SliceThickness)", id="as thick"),
        pytest.param(None, 0.7, "0.7 mm apart (the pixel size: no other is given)", id="as pixels"),
    ],
)
def test_the_distance_between_tiles_of_a_mosaic_is_that_which_is_said(
    tmp_path, thickness, distance, words
):
    path = write_mosaic(tmp_path / "m.dcm", phantom.ramp(4), AFFINE)
    _edit(path, SpacingBetweenSlices=None, SliceThickness=thickness)

    (volume,) = scan(tmp_path).volumes

    step = np.linalg.norm(np.subtract(volume.frames[1].position, volume.frames[0].position))
    assert step == pytest.approx(distance, rel=1e-6)
    assert any(words in message for message in said(tmp_path, "assumed"))


def _edit(path, **values):
    dataset = pydicom.dcmread(path)
    phantom.set_attributes(dataset, values)
    dataset.save_as(path)
