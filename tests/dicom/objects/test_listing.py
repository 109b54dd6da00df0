"""Objects that are named and not shown."""

import pydicom
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.objects.listing import list_objects
from objects import without, write_object


def listed(*paths):
    return list_objects([read_instance(path) for path in paths])


def test_two_files_of_one_object_are_one_listing(tmp_path):
    first, second = (
        write_object(tmp_path / name, uids.BasicTextSRStorage) for name in ("a.dcm", "b.dcm")
    )

    (one,) = listed(first, second)

    assert [instance.path for instance in one.instances] == [first, second]


def test_two_objects_under_one_uid_are_two_listings(tmp_path):
    paths = [
        write_object(tmp_path / f"{name}.dcm", uids.BasicTextSRStorage, {"ContentLabel": name})
        for name in ("A", "B")
    ]

    assert [[one.path for one in found.instances] for found in listed(*paths)] == [
        [path] for path in paths
    ]


def test_a_copy_sent_by_another_system_is_the_same_object(tmp_path):
    first, second = (
        write_object(tmp_path / name, uids.BasicTextSRStorage) for name in ("a.dcm", "b.dcm")
    )
    dataset = pydicom.dcmread(second)
    dataset.file_meta.SourceApplicationEntityTitle = "ANOTHER"
    dataset.save_as(second)

    assert first.read_bytes() != second.read_bytes()
    assert len(listed(first, second)) == 1


def test_segmentations_of_the_same_pixels_and_other_segments_are_two_listings(tmp_path):
    paths = [
        phantom.write_series(
            tmp_path / name,
            phantom.ramp(1),
            header={"SOPClassUID": uids.SegmentationStorage, "ContentLabel": name},
        )[0]
        for name in ("A", "B")
    ]

    assert len(listed(*paths)) == 2


def test_copies_that_are_gone_since_the_scan_are_listed_each_by_itself(tmp_path):
    instances = [
        read_instance(write_object(tmp_path / name, uids.BasicTextSRStorage)) for name in "ab"
    ]
    for instance in instances:
        instance.path.unlink()

    assert len(list_objects(instances)) == 2


def test_objects_are_listed_in_the_order_they_were_found(tmp_path):
    paths = [
        write_object(tmp_path / f"{number}.dcm", uids.BasicTextSRStorage, number=number)
        for number in (3, 1, 2)
    ]

    assert [one.header.integer("SeriesNumber") for one in listed(*paths)] == [3, 1, 2]


def test_objects_without_uid_are_listed_each_by_itself(tmp_path):
    paths = [
        without(write_object(tmp_path / name, uids.BasicTextSRStorage), "SOPInstanceUID")
        for name in ("a.dcm", "b.dcm")
    ]

    assert len(listed(*paths)) == 2


@pytest.mark.parametrize(
    ("sop_class", "modality", "reason"),
    [
        pytest.param(
            uids.SegmentationStorage,
            "SEG",
            "a segmentation: not shown yet, no image of its own",
            id="not yet",
        ),
        pytest.param(
            uids.EncapsulatedPDFStorage,
            "DOC",
            "Encapsulated PDF Storage (DOC), no image in it",
            id="never",
        ),
        pytest.param("1.2.3.4", "XX", "1.2.3.4 (XX), no image in it", id="private"),
        pytest.param("1.2.3.4", "", "1.2.3.4, no image in it", id="without modality"),
        pytest.param(
            "", "XX", "an object of unknown class (XX), no image in it", id="without class"
        ),
    ],
)
def test_it_says_what_it_is_and_why_it_is_not_shown(tmp_path, sop_class, modality, reason):
    path = write_object(tmp_path / "one.dcm", sop_class or "1.2.3", modality=modality)

    (one,) = listed(path if sop_class else without(path, "SOPClassUID"))

    assert one.reason == reason


def test_its_name_is_that_of_its_series_and_names_no_patient(tmp_path):
    path = write_object(
        tmp_path / "one.dcm",
        uids.BasicTextSRStorage,
        {"SeriesDescription": "Findings\n"},
        modality="SR",
        number=7,
    )

    (one,) = listed(path)

    assert one.name == "SR 7 Findings"
    assert "secret" not in f"{one.name} {one.reason} {one.inside}".lower()


def test_it_is_no_grid_has_nothing_doubtful_and_never_opens_by_itself(tmp_path):
    (one,) = listed(write_object(tmp_path / "one.dcm", uids.BasicTextSRStorage))

    assert (one.geometry, one.notes, one.on_request) == (None, (), True)
