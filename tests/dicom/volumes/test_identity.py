"""Files of one SOP Instance UID: copies are left out, contradictions are told and shown apart."""

import shutil

import numpy as np
import pytest
from pydicom import dcmread

import phantom
from napari_dicom import read_volumes
from napari_dicom.dicom import Severity, scan

CLOCKS = ("ContentTime", "AcquisitionTime", "AcquisitionDateTime", "SeriesTime", "ContentDate")


def export_again(folder, edit, name="again-{}"):
    """Write every file of a folder again under the same UID, each dataset changed by `edit`."""
    for path in sorted(folder.iterdir()):
        dataset = dcmread(path)
        edit(dataset)
        dataset.save_as(path.with_name(name.format(path.name)))


def notes(volumes, code):
    return [note for volume in volumes for note in volume.notes if note.code == code]


@pytest.mark.parametrize("keyword", CLOCKS)
def test_what_was_exported_twice_at_another_time_is_a_copy(tmp_path, keyword):
    before, after = ("20260101", "20260202") if "Date" in keyword else ("101010", "111111.5")
    phantom.write_series(tmp_path, header={keyword: before})
    export_again(tmp_path, lambda dataset: setattr(dataset, keyword, after))

    volumes = scan(tmp_path).volumes

    assert [volume.shape for volume in volumes] == [(4, 6, 5)]
    (note,) = notes(volumes, "duplicates")
    assert (note.details["count"], note.severity) == (4, Severity.INFO)


def test_a_copy_may_be_numbered_otherwise_and_its_position_written_otherwise(tmp_path):
    def edit(dataset):
        dataset.InstanceNumber = dataset.InstanceNumber + 100
        dataset.ImagePositionPatient = [f"{float(p):.3f}" for p in dataset.ImagePositionPatient]

    phantom.write_series(tmp_path)
    export_again(tmp_path, edit)

    volumes = scan(tmp_path).volumes

    assert [volume.shape for volume in volumes] == [(4, 6, 5)]
    assert notes(volumes, "duplicates")[0].details["count"] == 4


@pytest.mark.parametrize(
    "label",
    [
        {"AcquisitionNumber": 7},
        {"EchoTime": 30.0},
        {"TemporalPositionIdentifier": 2},
        {"ImageType": ["DERIVED", "SECONDARY"]},
    ],
    ids=str,
)
@pytest.mark.parametrize("count", [1, 4])
def test_a_copy_that_is_labelled_otherwise_is_no_step(tmp_path, label, count):
    keyword, value = next(iter(label.items()))
    paths = phantom.write_series(tmp_path)
    for path in paths[:count]:
        dataset = dcmread(path)
        setattr(dataset, keyword, value)
        dataset.save_as(tmp_path / f"again {path.name}")

    volumes = scan(tmp_path).volumes

    assert [volume.shape for volume in volumes] == [(4, 6, 5)]
    assert notes(volumes, "duplicates")[0].details["count"] == count


def test_three_images_of_one_uid_place_and_pixels_are_steps_if_they_are_labelled_so(tmp_path):
    for step in range(3):
        phantom.write_series(
            tmp_path,
            np.zeros((1, 6, 5), dtype="int16"),
            name=f"{step}-{{:02d}}".format,
            header={"TemporalPositionIdentifier": step + 1, "SOPInstanceUID": "1.2.3"},
        )

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (3, 1, 6, 5)


def test_the_steps_of_a_time_series_exported_twice_stay(tmp_path):
    for step in range(3):
        phantom.write_series(
            tmp_path,
            phantom.ramp() + step,
            modality="MR",
            name=f"{step}-{{:02d}}".format,
            header={"TemporalPositionIdentifier": step + 1, "ContentTime": f"10100{step}"},
            edit=lambda dataset, index, step=step: setattr(
                dataset, "SOPInstanceUID", phantom.uid(step, index)
            ),
        )
    export_again(tmp_path, lambda dataset: setattr(dataset, "ContentTime", "111111"))

    (loaded,) = read_volumes(tmp_path)

    assert [int(step[0, 0, 0]) for step in loaded.values] == [0, 1, 2]
    assert notes([loaded.volume], "duplicates")[0].details["count"] == 12


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        pytest.param(lambda d: setattr(d, "RescaleSlope", "2"), "rescale", id="slope"),
        pytest.param(lambda d: setattr(d, "RescaleIntercept", "-1024"), "rescale", id="intercept"),
        pytest.param(lambda d: setattr(d, "PixelSpacing", [0.7, 0.9]), "pixel spacing", id="size"),
    ],
)
@pytest.mark.parametrize("name", ["again-{}", "A-{}"], ids=["behind", "ahead"])
def test_the_same_uid_with_another_content_is_shown_apart_and_told(tmp_path, edit, what, name):
    phantom.write_series(tmp_path, slope=1, intercept=0)
    export_again(tmp_path, edit, name)

    volumes = scan(tmp_path).volumes

    assert [volume.shape for volume in volumes] == [(4, 6, 5), (4, 6, 5)]
    assert len({volume.name for volume in volumes}) == 2
    told = notes(volumes, "same-uid-differs")
    assert [(note.severity, note.details["differences"]) for note in told] == [
        (Severity.WARNING, what)
    ] * 2
    assert len(told[0].details["files"]) == 8


@pytest.mark.parametrize("name", ["again-{}", "A-{}"], ids=["behind", "ahead"])
def test_the_usual_rescale_keeps_a_series_together_whatever_the_files_are_called(tmp_path, name):
    paths = phantom.write_series(tmp_path, slope=1, intercept=0)
    dataset = dcmread(paths[2])
    dataset.RescaleIntercept = -1000
    dataset.save_as(tmp_path / name.format(2))

    shapes = [volume.shape for volume in scan(tmp_path).volumes]

    assert sorted(shapes) == [(1, 6, 5), (4, 6, 5)]


def test_images_only_the_other_version_has_stay_with_it(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(4), slope=1, intercept=0, name="a{}".format)
    phantom.write_series(tmp_path, phantom.ramp(6), slope=2, intercept=0, name="b{}".format)

    volumes = scan(tmp_path).volumes

    found = {volume.first.rescale.slope: volume.shape for volume in volumes}
    assert found == {1: (4, 6, 5), 2: (6, 6, 5)}


def test_other_pixels_under_the_same_uid_and_number_are_told(tmp_path):
    phantom.write_series(tmp_path, name="a{}".format)
    phantom.write_series(tmp_path, phantom.ramp() + 7, name="b{}".format)

    volumes = scan(tmp_path).volumes

    assert [volume.shape for volume in volumes] == [(4, 6, 5), (4, 6, 5)]
    assert notes(volumes, "same-uid-differs")[0].details["differences"] == "pixels"


def test_images_that_all_share_one_uid_stay_what_they_are(tmp_path):
    for step in range(2):
        phantom.write_series(
            tmp_path,
            np.zeros((4, 6, 5), dtype="int16"),
            modality="MR",
            name=f"{step}-{{:02d}}".format,
            header={"SOPInstanceUID": "1.2.3", "ContentTime": f"10100{step}"},
            edit=lambda dataset, _, step=step: setattr(
                dataset, "InstanceNumber", dataset.InstanceNumber + 4 * step
            ),
        )

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (2, 4, 6, 5)
    assert notes([volume], "duplicates") == notes([volume], "same-uid-differs") == []


def test_an_enhanced_file_exported_twice_is_a_copy_frame_by_frame(tmp_path):
    path = phantom.write_enhanced(tmp_path / "a.dcm", header={"ContentTime": "101010"})
    dataset = dcmread(path)
    dataset.ContentTime = "111111"
    dataset.save_as(tmp_path / "b.dcm")

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (4, 6, 5)
    assert notes([volume], "duplicates")[0].details["count"] == 4


def test_an_enhanced_file_with_another_rescale_in_its_groups_is_told(tmp_path):
    phantom.write_enhanced(tmp_path / "a.dcm", slope=1)
    phantom.write_enhanced(tmp_path / "b.dcm", slope=2)

    volumes = scan(tmp_path).volumes

    assert [volume.shape for volume in volumes] == [(4, 6, 5), (4, 6, 5)]
    assert len(notes(volumes, "same-uid-differs")) == 2


def test_copies_are_known_in_any_folder(tmp_path):
    phantom.write_series(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")

    (volume,) = scan(tmp_path).volumes

    assert notes([volume], "duplicates")[0].details["count"] == 4


@pytest.mark.parametrize(
    ("copies", "volumes"), [pytest.param(8, 9, id="one by one"), pytest.param(9, 2, id="a series")]
)
def test_more_than_eight_copies_under_other_uids_are_a_series_sent_twice(tmp_path, copies, volumes):
    def other(dataset, index):
        dataset.SOPInstanceUID = phantom.uid("sent again", index)

    values = phantom.ramp(10)
    phantom.write_series(tmp_path / "once", values)
    phantom.write_series(tmp_path / "twice", values, edit=other)
    for path in sorted((tmp_path / "twice").iterdir())[copies:]:
        path.unlink()

    assert len(scan(tmp_path).volumes) == volumes
