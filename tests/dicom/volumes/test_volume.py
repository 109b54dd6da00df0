"""Volumes: from files to the right volumes, compared with other readers where they are right."""

import warnings

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom import Severity, ZSpacing, scan
from napari_dicom.dicom.volumes.series import natural_order

OBLIQUE = phantom.rotated(phantom.make_affine(), phantom.rotation(20, -35, 50))
UNTILTED = pytest.mark.parametrize(
    "affine",
    [
        pytest.param(phantom.make_affine("axial"), id="axial"),
        pytest.param(phantom.make_affine("coronal"), id="coronal"),
        pytest.param(phantom.make_affine("sagittal"), id="sagittal"),
        pytest.param(OBLIQUE, id="oblique"),
    ],
)


def only(path, **options):
    (volume,) = scan(path, **options).volumes
    return volume


@UNTILTED
@pytest.mark.parametrize("shuffle", [None, 5], ids=["in order", "shuffled"])
def test_simpleitk_puts_every_voxel_where_we_do(tmp_path, affine, shuffle):
    phantom.write_series(tmp_path, affine=affine, intercept=-1024, shuffle=shuffle)
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(tmp_path)))

    image = reader.Execute()
    (loaded,) = read_volumes(tmp_path)

    found = loaded.volume.geometry.affine
    assert np.array_equal(loaded.values, sitk.GetArrayFromImage(image))
    for index in [(0, 0, 0), (3, 5, 4), (2, 0, 1)]:
        there = image.TransformIndexToPhysicalPoint(index[::-1])
        assert (found @ [*index, 1])[:3] == pytest.approx(there, abs=1e-4)


@UNTILTED
def test_highdicom_puts_every_voxel_where_we_do(tmp_path, affine):
    highdicom = pytest.importorskip("highdicom")  # not there for Python 3.14
    paths = phantom.write_series(tmp_path, affine=affine, shuffle=2)

    theirs = highdicom.get_volume_from_series([pydicom.dcmread(path) for path in paths])
    found = only(tmp_path).geometry.affine

    voxel = np.argwhere(theirs.array == phantom.ramp()[2, 3, 1])[0]
    assert (theirs.affine @ [*voxel, 1])[:3] == pytest.approx((found @ [2, 3, 1, 1])[:3], abs=1e-4)


def test_the_series_of_a_folder_are_volumes_of_their_own(tmp_path):
    phantom.write_series(tmp_path, series="b", name="1-{:02}".format)
    phantom.write_series(tmp_path, series="a", name="2-{:02}".format)

    assert [volume.name for volume in scan(tmp_path).volumes] == ["CT 1 b", "CT 1 a"]


def test_studies_that_share_nothing_but_a_folder_do_not_mix(tmp_path):
    for study in "ab":
        phantom.write_series(tmp_path / study, study=study)

    assert [len(volume.frames) for volume in scan(tmp_path).volumes] == [4, 4]


NO_UIDS = dict.fromkeys(("SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID"))


def test_slices_without_a_series_are_one_volume_and_that_is_told(tmp_path):
    phantom.write_series(tmp_path, header=NO_UIDS)

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (4, 6, 5)
    (note,) = [note for note in volume.notes if note.code == "assumed"]
    assert "SeriesInstanceUID" in note.message


@pytest.mark.parametrize(
    "other",
    [
        {"PatientID": "another"},
        {"PatientName": "Another"},
        {"SeriesNumber": 7},
        {"SeriesDescription": "another"},
        {"Modality": "MR"},
    ],
    ids=str,
)
def test_slices_without_a_series_that_differ_in_more_are_not_put_together(tmp_path, other):
    phantom.write_series(tmp_path, header=NO_UIDS, name="a{}".format)
    phantom.write_series(tmp_path, header=NO_UIDS | other, name="b{}".format)

    assert [volume.shape for volume in scan(tmp_path).volumes] == [(4, 6, 5)] * 2


NO_PLACE = dict.fromkeys(("ImagePositionPatient", "ImageOrientationPatient", "SliceThickness"))


@pytest.mark.parametrize(("count", "is_told"), [(1, False), (2, True), (5, True)])
def test_images_without_a_series_and_without_a_place_are_shown_one_by_one_and_that_is_told(
    tmp_path, count, is_told
):
    phantom.write_series(tmp_path, phantom.ramp(count), header=NO_UIDS | NO_PLACE)

    volumes = scan(tmp_path).volumes

    assert len(volumes) == count
    for volume in volumes:
        notes = [note for note in volume.notes if "SeriesInstanceUID" in note.message]
        assert [note.severity for note in notes] == [Severity.WARNING] * is_told


def test_slices_without_a_series_in_two_folders_are_not_put_together(tmp_path):
    for name in "ab":
        phantom.write_series(tmp_path / name, header=NO_UIDS)

    assert [volume.shape for volume in scan(tmp_path).volumes] == [(4, 6, 5)] * 2


def test_stills_without_a_series_are_each_by_itself(tmp_path):
    plane = ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness")
    header = NO_UIDS | dict.fromkeys(plane)
    phantom.write_series(tmp_path, phantom.ramp(2), modality="OT", header=header)

    assert [len(volume.frames) for volume in scan(tmp_path).volumes] == [1, 1]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        pytest.param({}, "CT 1 series", id="usual"),
        pytest.param({"SeriesNumber": None}, "CT series", id="no number"),
        pytest.param({"SeriesDescription": None}, "CT 1", id="no description"),
        pytest.param(
            {"SeriesDescription": "Thorax\t 1.25"}, "CT 1 Thorax 1.25", id="control characters"
        ),
        pytest.param(
            {"Modality": None, "SeriesNumber": None, "SeriesDescription": None},
            "DICOM",
            id="nothing",
        ),
    ],
)
def test_a_volume_is_named_by_modality_number_and_description(tmp_path, header, name):
    phantom.write_series(tmp_path, header=header)

    assert only(tmp_path).name == name


def test_parts_of_one_series_have_names_of_their_own(tmp_path):
    for number, plane in enumerate(("axial", "sagittal")):
        phantom.write_series(
            tmp_path,
            affine=phantom.make_affine(plane),
            name=f"{number}-{{}}".format,
            edit=lambda ds, index, n=number: setattr(ds, "SOPInstanceUID", phantom.uid(n, index)),
        )

    names = [volume.name for volume in scan(tmp_path).volumes]

    assert len(set(names)) == 2


def test_the_switch_scales_by_slice_thickness(tmp_path):
    phantom.write_series(tmp_path, header={"SliceThickness": "5"})

    assert only(tmp_path).geometry.spacing.used == 2.5
    assert only(tmp_path, z_spacing="slice-thickness").geometry.spacing.used == 5
    assert only(tmp_path, z_spacing=ZSpacing.SLICE_THICKNESS).geometry.spacing.used == 5


def test_an_unknown_switch_is_refused(tmp_path):
    with pytest.raises(ValueError, match="thickness"):
        scan(tmp_path, z_spacing="thickness")


def test_one_path_or_several_may_be_given(tmp_path):
    paths = phantom.write_series(tmp_path)

    for given in (tmp_path, str(tmp_path), [tmp_path], paths, [str(path) for path in paths[::-1]]):
        assert only(given).shape == (4, 6, 5)


def test_the_middle_frame_is_that_of_the_middle_slice(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(5))

    assert only(tmp_path).middle.instance.path.name == "IM0002.dcm"


def test_one_damaged_file_stops_no_other(tmp_path):
    paths = phantom.write_series(tmp_path)
    paths[1].write_bytes(paths[1].read_bytes()[:300])

    contents = scan(tmp_path)

    assert [len(volume.acquired) for volume in contents.volumes] == [3]
    assert [skipped.path.name for skipped in contents.skipped] == ["IM0001.dcm"]


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        (keyword, text)
        for keyword in (
            "ImagePositionPatient",
            "ImageOrientationPatient",
            "PixelSpacing",
            "SliceThickness",
            "RescaleSlope",
            "RescaleIntercept",
            "WindowCenter",
            "WindowWidth",
            "InstanceNumber",
            "SeriesNumber",
            "SpacingBetweenSlices",
        )
        for text in ("nan", "0", "-1", "1,0", "1\\2", "1e300")
    ],
)
def test_whatever_a_number_holds_the_geometry_is_finite(tmp_path, keyword, text):
    def spoil(dataset, index):
        dataset.RescaleSlope, dataset.RescaleIntercept = "1", "0"
        dataset.WindowCenter, dataset.WindowWidth = "40", "400"
        if index < 2:
            tag = Tag(keyword)
            vr = dictionary_VR(tag)
            dataset[tag] = RawDataElement(tag, vr, len(text), text.encode(), 0, False, True)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom's, on writing such values
        phantom.write_series(tmp_path, edit=spoil)

    loaded = read_volumes(tmp_path)

    assert sum(len(one.volume.acquired) for one in loaded) == 4
    for one in loaded:
        assert np.isfinite(one.value_range).all()
        geometry = one.volume.geometry
        if geometry is not None:
            assert np.isfinite(geometry.affine).all()
            assert np.isfinite(geometry.corner_error)
            assert min(geometry.voxel_size) > 0


def test_no_name_and_no_note_names_the_patient(tmp_path):
    phantom.write_series(tmp_path, header={"SliceThickness": "7", "RescaleType": "HU"})

    (volume,) = scan(tmp_path).volumes

    text = volume.name + str([note.as_dict() for note in volume.notes])
    assert volume.notes
    assert "SECRET" not in text.upper()


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["IM10", "IM2", "IM1"], ["IM1", "IM2", "IM10"]),
        (["b1", "a10", "a9"], ["a9", "a10", "b1"]),
        (["1.2.10", "1.2.9"], ["1.2.9", "1.2.10"]),
    ],
)
def test_numbers_in_names_are_ordered_as_numbers(names, ordered):
    assert sorted(names, key=natural_order) == ordered


def test_series_of_two_studies_that_share_a_uid_are_two_volumes(tmp_path):
    for study in ("first", "second"):
        phantom.write_series(
            tmp_path,
            study=study,
            name=f"{study}-{{}}".format,
            header={"SeriesInstanceUID": phantom.uid("shared"), "FrameOfReferenceUID": None},
        )

    assert [volume.shape for volume in scan(tmp_path).volumes] == [(4, 6, 5)] * 2


@pytest.mark.parametrize(
    ("part", "severity"),
    [pytest.param(0.09, "info", id="less"), pytest.param(0.11, "warning", id="more")],
)
def test_repeats_that_moved_by_a_tenth_of_the_slice_distance_are_a_warning(
    tmp_path, part, severity
):
    affine = phantom.make_affine()
    for step in range(2):
        moved = affine.copy()
        moved[:3, 3] += step * part * affine[:3, 0]
        phantom.write_series(
            tmp_path / str(step),
            affine=moved,
            header={"TemporalPositionIdentifier": step + 1},
            edit=lambda dataset, index, step=step: setattr(
                dataset, "SOPInstanceUID", phantom.uid("step", step, index)
            ),
        )

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (2, 4, 6, 5)
    assert [note.severity for note in volume.notes if note.code == "moved"] == [severity]
