"""What is said of a volume in words."""

import pytest

from napari_dicom import scan
from napari_dicom.dicom import Axis
from napari_dicom.dicom.describing import codings_of, geometry_facts, volume_facts
from napari_dicom.dicom.describing.volume_card import axis_text
from phantom import make_affine, ramp, write_series


def facts(found):
    return {fact.label: fact.text for fact in found}


def test_a_volume_is_described_by_size_spacing_coding_and_decoder(tmp_path):
    write_series(tmp_path, ramp(4, 6, 5), affine=make_affine(spacing=(2.5, 0.7, 0.8)))

    said = facts(volume_facts(scan(tmp_path).volumes[0]))

    assert said["Size"] == "5 × 6 × 4"
    assert said["Spacing"] == "0.8 × 0.7 × 2.5 mm"
    assert said["Values"] == "HU, 16 of 16 bits"
    assert said["Coding"] == "Explicit VR Little Endian"
    assert said["Decoder"].startswith("ready")


def test_the_tilt_is_said_by_positions_and_by_the_tag(tmp_path):
    tag = {"GantryDetectorTilt": "-12"}
    write_series(tmp_path, affine=make_affine(tilt_degrees=20), header=tag)

    said = facts(geometry_facts(scan(tmp_path).volumes[0]))

    assert said["Tilt"] == "20.0° (tag says -12°)"
    assert said["Towards"] == "columns L, rows P, slices SP"


def test_gaps_are_counted_with_the_files_beside_them(tmp_path):
    paths = write_series(tmp_path, ramp(6))
    paths[2].unlink()

    said = facts(geometry_facts(scan(tmp_path).volumes[0]))

    assert said["Missing"] == f"1: {paths[1].name}, {paths[3].name}"
    assert said["Duplicates"] == "none"


def test_an_image_without_place_says_so(tmp_path):
    nowhere = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
    write_series(tmp_path, ramp(1), modality="CR", header=nowhere)

    assert facts(geometry_facts(scan(tmp_path).volumes[0]))["Position"] == "none in the files"


@pytest.mark.parametrize(
    ("planes", "tag", "said"),
    [
        pytest.param(4, None, "0.0° (without tag)", id="slices, no tag"),
        pytest.param(4, "-12", "0.0° (tag says -12°)", id="slices and a tag"),
        pytest.param(1, "-12", "unknown (tag says -12°)", id="one slice and a tag"),
        pytest.param(1, "0", None, id="one slice, not tilted"),
        pytest.param(1, None, None, id="one slice, no tag"),
    ],
)
def test_the_tilt_of_one_slice_is_known_by_its_tag_alone(tmp_path, planes, tag, said):
    write_series(tmp_path, ramp(planes), header={"GantryDetectorTilt": tag})

    assert facts(geometry_facts(scan(tmp_path).volumes[0])).get("Tilt") == said


@pytest.mark.parametrize(
    ("times", "said"),
    [
        pytest.param((0, 2.5, 5), "3 steps, every 2.5 s", id="even"),
        pytest.param((0, 2.5, 17.5), "3 steps, 0 to 17.5 s", id="uneven: from first to last"),
    ],
)
def test_an_axis_is_said_with_its_step_or_its_ends(times, said):
    axis = Axis("t", "s", times, "AcquisitionTime")

    assert axis_text(axis) == f"{said} (AcquisitionTime)"


def test_images_of_other_bits_are_another_coding(tmp_path):
    def fewer(dataset, index):
        if index == 1:
            dataset.BitsStored, dataset.HighBit = 12, 11

    write_series(tmp_path, ramp(dtype="uint16"), edit=fewer)

    found = codings_of(scan(tmp_path).volumes[0])

    assert [one.source.format.bits_stored for one in found] == [16, 12]


def test_bits_are_those_stored_of_those_allocated(tmp_path):
    write_series(tmp_path, ramp(dtype="uint16"), bits_stored=12, modality="MR")

    said = facts(volume_facts(scan(tmp_path).volumes[0]))

    assert said["Values"] == "no unit, 12 of 16 bits"
