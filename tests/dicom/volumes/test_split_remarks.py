"""A series that opens as several volumes says so in each of them, and why."""

import numpy as np
import pydicom
import pytest

import phantom
from napari_dicom.dicom import Severity, scan
from napari_dicom.dicom.stacks import Stack
from napari_dicom.dicom.volumes.split_remarks import remarks_on_split
from planes import frames_on


def told(folder):
    """Return message and severity of the note on the split of each volume, in order."""
    found = [
        [(note.message, note.severity) for note in volume.notes if note.code == "split-series"]
        for volume in scan(folder).volumes
    ]
    return [notes[0] if notes else None for notes in found]


def at_depths(folder, depths, **options):
    def edit(dataset, index):
        dataset.ImagePositionPatient = [0, 0, depths[index]]

    phantom.write_series(folder, phantom.ramp(len(depths)), edit=edit, **options)


def test_a_series_of_one_volume_says_nothing(tmp_path):
    at_depths(tmp_path, [0, 2, 4, 6])

    assert told(tmp_path) == [None]


def test_slices_of_two_distances_are_two_volumes_and_a_warning(tmp_path):
    at_depths(tmp_path, [0, 2, 5.5, 6.6])

    notes = told(tmp_path)

    assert len(notes) == 2
    assert {severity for _, severity in notes} == {Severity.WARNING}
    assert all("distance between the slices of the series changes" in text for text, _ in notes)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({"ImageOrientationPatient": [1, 0, 0, 0, 0, -1]}, "orientation", id="turned"),
        pytest.param({"PixelSpacing": [0.9, 0.8]}, "pixel size", id="of another pixel size"),
        pytest.param({"FrameOfReferenceUID": "1.2.3"}, "frame of reference", id="elsewhere"),
        pytest.param({"ConvolutionKernel": "B70"}, "ConvolutionKernel", id="of another kernel"),
        pytest.param({"PhotometricInterpretation": "MONOCHROME1"}, "kind of pixels", id="inverted"),
    ],
)
def test_what_half_of_the_images_have_is_named(tmp_path, values, words):
    def edit(dataset, index):
        if index % 2:
            for keyword, value in values.items():
                setattr(dataset, keyword, value)
        dataset.ImagePositionPatient = [0, 2 * index, 2 * index]

    phantom.write_series(tmp_path, phantom.ramp(8), edit=edit)

    sentence = (
        f"one of 2 volumes of its series: its images differ from those of the others in {words}"
    )
    assert told(tmp_path) == 2 * [(sentence, Severity.INFO)]


def test_directions_that_differ_by_noise_are_no_reason(tmp_path):
    def edit(dataset, index):
        noise = 2e-7 * (index % 2)
        kernel = "B70" if index % 2 else "B30"
        dataset.ImageOrientationPatient = [1, noise, 0, 0, 1, 0]
        dataset.ConvolutionKernel = kernel

    phantom.write_series(tmp_path, phantom.ramp(8), edit=edit)

    assert {text.partition(" in ")[2] for text, _ in told(tmp_path)} == {"ConvolutionKernel"}


def test_frames_of_an_enhanced_file_tell_what_sets_them_apart(tmp_path):
    path = phantom.write_enhanced(tmp_path / "e.dcm", phantom.ramp(6))
    dataset = pydicom.dcmread(path)
    dataset.SharedFunctionalGroupsSequence[0].pop("PlaneOrientationSequence", None)
    for number, frame in enumerate(dataset.PerFrameFunctionalGroupsSequence):
        item = pydicom.Dataset()
        item.ImageOrientationPatient = [1, 0, 0, 0, 1, 0] if number < 3 else [1, 0, 0, 0, 0, -1]
        frame.PlaneOrientationSequence = [item]
        frame.PlanePositionSequence[0].ImagePositionPatient = [0, 2 * number, 2 * number]
    dataset.save_as(path)

    notes = told(tmp_path)

    assert len(notes) >= 2
    assert all("orientation" in text for text, _ in notes)


def test_the_note_is_the_same_whatever_the_order_of_the_files(tmp_path):
    at_depths(tmp_path / "a", [0, 2, 5.5, 6.6])
    at_depths(tmp_path / "b", [0, 2, 5.5, 6.6], shuffle=7)

    assert told(tmp_path / "a") == told(tmp_path / "b")


def phases(folder, extents, **of_the_second):
    """Write acquisitions of one series, each from its first to its last depth in steps of 2 mm."""
    for number, (first, last) in enumerate(extents, 1):

        def edit(dataset, index, number=number, first=first):
            dataset.SOPInstanceUID = phantom.uid(number, index)
            dataset.AcquisitionNumber = number
            dataset.ImagePositionPatient = [0, 0, first + 2 * index]
            phantom.set_attributes(dataset, of_the_second if number == 2 else {})

        name = f"{number}-{{:03}}.dcm".format
        phantom.write_series(folder, phantom.ramp(1 + (last - first) // 2), edit=edit, name=name)


def lacking(folder):
    """Return how many slices each volume is said to lack, and whether that is a warning."""
    notes = [next(n for n in v.notes if n.code == "split-series") for v in scan(folder).volumes]
    return [note.details.get("lacking", 0) for note in notes], [
        note.severity is Severity.WARNING for note in notes
    ]


@pytest.mark.parametrize(
    ("extents", "expected"),
    [
        pytest.param([(0, 14), (0, 10)], [0, 2], id="two at the end: a quarter"),
        pytest.param([(0, 14), (0, 8)], [0, 0], id="three at the end: another extent"),
        pytest.param([(0, 14), (4, 14)], [0, 2], id="two at the start"),
        pytest.param([(0, 12), (2, 14)], [1, 1], id="each lacks one"),
        pytest.param([(0, 30), (0, 28), (2, 28)], [0, 1, 2], id="three volumes"),
    ],
)
def test_slices_that_others_of_the_series_show_are_told_as_lacking(tmp_path, extents, expected):
    phases(tmp_path, extents)

    counts, warned = lacking(tmp_path)

    assert counts == expected
    assert warned == [count > 0 for count in expected]


@pytest.mark.parametrize(
    ("depths", "sideways", "reason"),
    [
        pytest.param([0, 1, 2], 0.0009, "images of it lie where others of the series do", id="on"),
        pytest.param([0, 1, 2], 0.0011, "their images lie side by side", id="beside"),
        pytest.param([0.4, 1.4], 0.0, "its slices lie between those of others", id="between"),
        pytest.param([2.5, 4.0], 0.0, "the distance between the slices", id="behind"),
        pytest.param([3, 4], 7.0, "they lie to the side of each other", id="behind and aside"),
        pytest.param([3.02, 4.02], 7.0, "the distance between the slices", id="apart and aside"),
        pytest.param([0.5, 1.5], 7.0, "between those of others, and to the side", id="zigzag"),
    ],
)
def test_volumes_that_no_element_sets_apart_say_how_they_lie(depths, sideways, reason):
    affine = np.diag([1.0, 1.0, 1.0, 1.0])[[2, 1, 0, 3]]
    moved = affine.copy()
    moved[0, 3] += sideways
    frames = frames_on(affine, [0, 1, 2]), frames_on(moved, depths)

    notes = remarks_on_split([Stack(tuple(own), (), None) for own in frames])

    assert all(reason in own[0].message for own in notes)


@pytest.mark.parametrize(
    "of_the_second",
    [
        pytest.param({"PixelSpacing": [0.9, 0.8]}, id="other pixels"),
        pytest.param({"ImageOrientationPatient": [1, 0, 0, 0, 0, -1]}, id="turned"),
        pytest.param({"FrameOfReferenceUID": "1.2.3"}, id="elsewhere"),
    ],
)
def test_volumes_of_another_grid_lack_nothing(tmp_path, of_the_second):
    phases(tmp_path, [(0, 14), (0, 10)], **of_the_second)

    counts, _ = lacking(tmp_path)

    assert set(counts) == {0}


@pytest.mark.parametrize(
    ("extents", "words"),
    [
        pytest.param([(0, 14), (0, 10)], [None, "2 slices"], id="two"),
        pytest.param(
            [(0, 12), (2, 14)], ["1 slice", "1 slice"], id="one each, which the other has"
        ),
    ],
)
def test_the_note_says_what_a_volume_lacks_and_others_have(tmp_path, extents, words):
    phases(tmp_path, extents)

    endings = [message.partition("; ")[2] for message, _ in told(tmp_path)]

    assert endings == [
        f"it lacks {one} at its ends that others show" if one else "" for one in words
    ]


def write_parts(folder, *parts):
    """Write parts of one series: each its affine, and what its headers have."""
    for number, (affine, header) in enumerate(parts):

        def edit(dataset, index, number=number):
            dataset.SOPInstanceUID = phantom.uid(number, index)
            dataset.InstanceNumber = 10 * number + index

        name = f"{number}-{{:03}}.dcm".format
        phantom.write_series(
            folder, phantom.ramp(6), affine=affine, header=header, edit=edit, name=name
        )


def test_what_sets_a_volume_apart_from_each_other_may_be_another_element_each(tmp_path):
    axial, coronal = phantom.make_affine(), phantom.make_affine("coronal")
    write_parts(
        tmp_path,
        (axial, {"ConvolutionKernel": "B30"}),
        (coronal, {"ConvolutionKernel": "B30"}),
        (axial, {"ConvolutionKernel": "B70"}),
    )

    assert [text.partition(": ")[2] for text, _ in told(tmp_path)] == [
        "its images differ from those of each other in orientation or ConvolutionKernel",
        "its images differ from those of the others in orientation",
        "its images differ from those of the others in ConvolutionKernel",
    ]


def test_a_volume_that_lies_elsewhere_does_not_hide_that_the_distance_changes(tmp_path):
    behind = phantom.make_affine(spacing=(4, 0.7, 0.8), origin=(-30, -20, 130))
    write_parts(
        tmp_path,
        (phantom.make_affine(), {"SliceThickness": "2.5"}),
        (behind, {"SliceThickness": "2.5"}),
        (phantom.make_affine("coronal"), {"SliceThickness": "2.5"}),
    )

    notes = told(tmp_path)

    assert ["distance between the slices" in text for text, _ in notes] == [True, True, False]
    assert [severity is Severity.WARNING for _, severity in notes] == [True, True, False]


def test_an_image_split_off_a_series_that_lacks_it_is_a_warning(tmp_path):
    def edit(dataset, index):
        dataset.RescaleType = "US" if index == 2 else "HU"

    phantom.write_series(tmp_path, phantom.ramp(6), edit=edit)

    assert [severity for _, severity in told(tmp_path)] == [Severity.WARNING] * 2


@pytest.mark.parametrize(
    ("size", "are_named"), [(0.8 * 1.0009, False), (0.8 * 1.0011, True)], ids=["noise", "more"]
)
def test_pixel_sizes_are_named_where_they_differ_by_more_than_a_thousandth(
    tmp_path, size, are_named
):
    def edit(dataset, index):
        dataset.ConvolutionKernel = "B70" if index % 2 else "B30"
        dataset.PixelSpacing = [size, size] if index % 2 else [0.8, 0.8]

    phantom.write_series(tmp_path, phantom.ramp(8), edit=edit)

    assert ["pixel size" in text for text, _ in told(tmp_path)] == [are_named] * 2


def fan(folder, degrees, count=30):
    """Write slices each of which is turned against the one before."""

    def turned(dataset, index):
        angle = np.radians(degrees * index)
        dataset.ImagePositionPatient = [0, 0, 2 * index]
        dataset.ImageOrientationPatient = phantom.ds((1, 0, 0, 0, np.cos(angle), np.sin(angle)))
        dataset.PixelSpacing = [0.7, 0.7]

    phantom.write_series(folder, phantom.ramp(count), edit=turned, shuffle=3)


def test_an_orientation_that_drifts_by_less_than_is_seen_is_told_of_one_volume(tmp_path):
    fan(tmp_path, 0.02)

    (volume,) = scan(tmp_path).volumes

    (note,) = (one for one in volume.notes if one.code == "drifting-orientation")
    assert volume.slices == 30
    assert "by 0.58° in all" in note.message
    assert volume.geometry.corner_error < 0.7 / 2


def test_an_orientation_that_drifts_by_more_is_why_there_are_several_volumes(tmp_path):
    fan(tmp_path, 0.055, count=110)

    notes = told(tmp_path)

    assert len(notes) > 1
    assert all("orientation" in text and "distance" not in text for text, _ in notes)


@pytest.mark.parametrize(("pixels", "is_one"), [(48, True), (52, False)])
def test_what_drifts_by_half_a_pixel_at_the_corners_is_seen(tmp_path, pixels, is_one):
    def turned(dataset, index):
        angle = np.arcsin(0.01 * index / 14)
        dataset.ImagePositionPatient = [0, 0, 2 * index]
        dataset.ImageOrientationPatient = phantom.ds((1, 0, 0, 0, np.cos(angle), np.sin(angle)))

    stack = np.arange(15 * pixels * 4, dtype=np.int16).reshape(15, pixels, 4)
    affine = phantom.make_affine(spacing=(2, 0.7, 0.7))
    phantom.write_series(tmp_path, stack, affine=affine, edit=turned)

    assert (len(scan(tmp_path).volumes) == 1) == is_one
