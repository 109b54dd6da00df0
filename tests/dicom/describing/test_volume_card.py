"""What is said of a volume in words."""

from napari_dicom import scan
from napari_dicom.dicom import geometry_facts, volume_facts
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
