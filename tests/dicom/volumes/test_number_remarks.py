"""Images numbered by twos with nothing between them: slices may be missing where no gap is seen."""

import pytest

import phantom
from napari_dicom.dicom import Severity, scan


def write(folder, numbers, **options):
    """Write slices 2.5 mm apart with these instance numbers."""

    def edit(dataset, index):
        dataset.InstanceNumber = numbers[index]
        dataset.SOPInstanceUID = phantom.uid(index, numbers[index])

    phantom.write_series(folder, phantom.ramp(len(numbers)), edit=edit, **options)


def skipped(folder):
    """Return the notes on skipped numbers, of all volumes."""
    notes = (note for volume in scan(folder).volumes for note in volume.notes)
    return [note for note in notes if note.code == "skipped-numbers"]


@pytest.mark.parametrize(
    ("numbers", "by"),
    [
        pytest.param([1, 3, 5], 2, id="by twos"),
        pytest.param([9, 7, 5, 3], 2, id="by twos, downwards"),
        pytest.param([2, 5, 8, 11], 3, id="by threes"),
        pytest.param([1, 2, 3], None, id="one after the other"),
        pytest.param([1, 3], None, id="two slices"),
        pytest.param([1, 3, 6], None, id="by no rule"),
        pytest.param([1, 5, 3], None, id="in no order"),
        pytest.param([1, 1, 1], None, id="all alike"),
    ],
)
def test_numbers_that_leave_others_out_are_told(tmp_path, numbers, by):
    write(tmp_path, numbers, header={"SliceThickness": "1.25"})

    assert [note.details["by"] for note in skipped(tmp_path)] == ([by] if by else [])


@pytest.mark.parametrize(
    ("header", "told"),
    [
        pytest.param({"SliceThickness": "2.5"}, False, id="the thickness is the distance"),
        pytest.param({"SliceThickness": "2.48"}, False, id="0.8 % off"),
        pytest.param({"SliceThickness": "2.47"}, True, id="1.2 % off"),
        pytest.param({"SliceThickness": None}, True, id="no thickness"),
        pytest.param(
            {"SliceThickness": "1.25", "SpacingBetweenSlices": "2.5"}, False, id="the spacing is it"
        ),
    ],
)
def test_slices_whose_distance_the_files_give_lack_none_between_them(tmp_path, header, told):
    write(tmp_path, [1, 3, 5, 7], header=header)

    assert bool(skipped(tmp_path)) == told


@pytest.mark.parametrize(
    ("others", "told"),
    [
        pytest.param([2, 4, 6, 8], 0, id="all"),
        pytest.param([2, 4, 8], 0, id="two of three"),
        pytest.param([2, 8, 10], 1, id="one of three"),
    ],
)
def test_numbers_that_other_images_of_the_series_have_are_not_left_out(tmp_path, others, told):
    thin = {"SliceThickness": "1.25"}
    for kernel, numbers in {"B30f": [1, 3, 5, 7], "B70f": others}.items():
        write(
            tmp_path,
            numbers,
            header={**thin, "ConvolutionKernel": kernel},
            name=f"{kernel}-{{:03}}.dcm".format,
        )

    assert len(skipped(tmp_path)) == told


def test_the_note_is_a_warning_that_gives_numbers_and_distance(tmp_path):
    write(tmp_path, [1, 3, 5, 7], header={"SliceThickness": "1.25"})

    (note,) = skipped(tmp_path)

    assert note.severity is Severity.WARNING
    assert note.message == (
        "the images are numbered 1, 3, 5 ...: 3 numbers between are not here, and may be slices; "
        "the slices that are lie 2.500 mm apart, and no file gives that distance"
    )


def test_numbers_that_other_images_have_are_not_counted_among_those_that_are_not_here(tmp_path):
    for kernel, numbers in {"B30f": [1, 3, 5], "B70f": [4, 8, 12]}.items():
        header = {"SliceThickness": "1.25", "ConvolutionKernel": kernel}
        write(tmp_path, numbers, header=header, name=f"{kernel}-{{:03}}.dcm".format)

    first, second = skipped(tmp_path)

    assert "1, 3, 5 ...: 1 number between is not here, and may be a slice;" in first.message
    assert "4, 8, 12 ...: 5 numbers between are not here, and may be slices;" in second.message


@pytest.mark.parametrize("telling", [0, 1, 3], ids=["first", "second", "last"])
def test_any_file_may_give_the_distance(tmp_path, telling):
    def edit(dataset, index):
        dataset.InstanceNumber = 1 + 2 * index
        dataset.SliceThickness = "2.5" if index == telling else "1.25"

    phantom.write_series(tmp_path, phantom.ramp(4), edit=edit)

    assert not skipped(tmp_path)


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        pytest.param([[1, 2, 3, 4], [5, 6, 7, 8]], None, id="one after the other"),
        pytest.param([[1, 3, 5, 7], [2, 4, 6, 8]], None, id="in turn"),
        pytest.param([[1, 3, 5, 7], [9, 11, 13, 15]], 3, id="every other one of each step"),
    ],
)
def test_steps_of_a_further_axis_may_leave_out_numbers_too(tmp_path, numbers, missing):
    for step, own in enumerate(numbers, 1):
        header = {"SliceThickness": "1.25", "AcquisitionNumber": step}
        write(tmp_path, own, header=header, name=f"{step}-{{:03}}.dcm".format)

    assert [note.details["missing"] for note in skipped(tmp_path)] == [missing] * bool(missing)
