"""Notes: what a user is told about a volume, and that nothing is said of a tidy one."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom import Severity
from napari_dicom.dicom.stacks.geometry import ZSpacing
from napari_dicom.dicom.stacks.stack import stack_frames
from napari_dicom.dicom.volumes.series import volume_on
from planes import frame, frames_on

AFFINE = phantom.make_affine()


def notes_on(frames, z_spacing=ZSpacing.POSITIONS):
    (stack,) = stack_frames(frames)
    return volume_on(stack, z_spacing).notes


def codes(frames, z_spacing=ZSpacing.POSITIONS):
    return [note.code for note in notes_on(frames, z_spacing)]


def moved(frames, index, by):
    one = frames[index]
    position = tuple(np.add(one.position, by).tolist())
    return [*frames[:index], replace(one, position=position), *frames[index + 1 :]]


FRAMES = frames_on(AFFINE, 4, slice_thickness=2.5)
COARSE = phantom.make_affine(spacing=(10.0, 1.0, 1.0))


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        pytest.param(FRAMES, [], id="a tidy volume"),
        pytest.param(frames_on(AFFINE, 4), [], id="no thickness given"),
        pytest.param(
            frames_on(phantom.make_affine("sagittal"), 4, slice_thickness=2.5), [], id="sagittal"
        ),
        pytest.param(
            frames_on(AFFINE, [0, 1, 4], slice_thickness=2.5),
            ["missing-slices"],
            id="missing slices",
        ),
        pytest.param(
            frames_on(AFFINE, 4, slice_thickness=5.0),
            ["thickness-differs"],
            id="overlapping slices",
        ),
        pytest.param(
            frames_on(AFFINE, 4, slice_thickness=2.51), [], id="thickness within tolerance"
        ),
        pytest.param(
            frames_on(AFFINE, 4, spacing_between_slices=3.0),
            ["spacing-between-slices-differs"],
            id="another SpacingBetweenSlices",
        ),
        pytest.param(
            frames_on(AFFINE, 4, spacing_between_slices=-2.5),
            [],
            id="SpacingBetweenSlices with a sign",
        ),
        pytest.param(
            frames_on(phantom.make_affine(tilt_degrees=15), 4), ["gantry-tilt"], id="tilt"
        ),
        pytest.param(frames_on(AFFINE, 1), ["spacing-unknown"], id="one slice of unknown depth"),
        pytest.param(frames_on(AFFINE, 1, slice_thickness=2.5), [], id="one slice of known depth"),
        pytest.param(
            frames_on(AFFINE, 4, pixel_spacing_source="ImagerPixelSpacing"),
            ["detector-plane"],
            id="spacing at the detector",
        ),
        pytest.param(
            frames_on(AFFINE, 4, pixel_spacing_source="NominalScannedPixelSpacing"),
            ["nominal-spacing"],
            id="spacing of a film",
        ),
        pytest.param([frame(None, None)], ["no-position"], id="no position"),
        pytest.param([frame(None, None, None)], ["no-pixel-size"], id="no position, no spacing"),
    ],
)
def test_a_note_is_made_exactly_where_there_is_something_to_say(frames, expected):
    assert codes(frames) == expected


def test_scaling_by_slice_thickness_is_said():
    frames = frames_on(AFFINE, 4, slice_thickness=5.0)

    assert codes(frames, ZSpacing.SLICE_THICKNESS) == ["scaled-as-asked"]
    assert codes(FRAMES, ZSpacing.SLICE_THICKNESS) == []


def test_missing_slices_are_counted_placed_and_named():
    (note,) = notes_on(frames_on(AFFINE, [0, 1, 4, 5, 7]))

    assert note.severity is Severity.WARNING
    assert note.details["count"] == 3
    assert note.details["slices"] == [2, 3, 6]
    assert note.details["positions_mm"] == pytest.approx([105.0, 107.5, 115.0])
    assert note.details["files"] == ["IM0002", "IM0003", "IM0004", "IM0005"]
    assert "slice 3 to 4, 7" in note.message


def test_jitter_is_an_information_with_the_positions():
    steps = np.array([0, *np.cumsum([10.0] * 10 + [10.8] * 10)])
    frames = frames_on(COARSE, list(steps / 10))

    (note, *_) = [note for note in notes_on(frames) if note.code == "uneven-spacing"]

    assert note.severity is Severity.INFO
    assert note.details["positions_mm"] == pytest.approx(100 + steps)


def rounded_to(grain, pixel, spacing=3.837):
    """Return frames of an oblique series whose positions have the decimals of a grain."""
    affine = phantom.rotated(
        phantom.make_affine(spacing=(spacing, pixel, pixel)), phantom.rotation(0, 20, 10)
    )
    frames = frames_on(affine, 6)
    return [
        replace(one, position=tuple((np.rint(np.divide(one.position, grain)) * grain).tolist()))
        for one in frames
    ]


@pytest.mark.parametrize(
    ("grain", "pixel", "is_told"),
    [
        pytest.param(1.0, 0.99, True, id="half of it is more than half a pixel"),
        pytest.param(1.0, 1.01, False, id="half of it is less than half a pixel"),
        pytest.param(0.1, 0.09, True, id="tenths, more"),
        pytest.param(0.1, 0.11, False, id="tenths, less"),
    ],
)
def test_positions_rounded_by_more_than_half_a_pixel_are_a_warning(grain, pixel, is_told):
    notes = [one for one in notes_on(rounded_to(grain, pixel)) if one.code == "rounded-positions"]

    assert [note.severity for note in notes] == [Severity.WARNING] * is_told
    assert all(note.details["grain_mm"] == grain for note in notes)


def test_slices_at_whole_millimetres_were_not_rounded():
    affine = phantom.make_affine(spacing=(2.0, 0.5, 0.5))
    frames = [
        replace(one, position=tuple(np.rint(one.position).tolist())) for one in frames_on(affine, 6)
    ]

    assert "rounded-positions" not in codes(frames)


def test_slices_further_off_an_even_grid_than_a_digit_were_not_rounded():
    affine = phantom.make_affine(spacing=(20.0, 0.5, 0.5))
    frames = [
        replace(one, position=(0.0, 0.0, depth))
        for one, depth in zip(frames_on(affine, 6), (0, 20, 41.0, 60, 81, 97), strict=True)
    ]

    assert "rounded-positions" not in codes(frames)


def test_irregular_slices_are_a_warning_with_their_true_positions():
    depths = np.cumsum(np.random.default_rng(3).uniform(1, 9, 300))
    frames = frames_on(COARSE, list(depths / 10))

    found = {note.code: note for note in notes_on(frames)}

    assert found["irregular-spacing"].severity is Severity.WARNING
    assert found["irregular-spacing"].details["positions_mm"] == pytest.approx(
        100 + depths, abs=1e-3
    )
    assert found["corner-error"].severity is Severity.WARNING


def test_a_slice_out_of_place_is_said_with_its_distance():
    frames = moved(frames_on(COARSE, 21), 10, (0, 0.7, 0.6))

    (note,) = [note for note in notes_on(frames) if note.code == "corner-error"]

    assert note.details["corner_error_mm"] == pytest.approx(np.hypot(0.7, 0.6), abs=0.06)


def test_images_missing_from_a_step_are_counted():
    frames = [
        replace(one, coordinates={"TemporalPositionIdentifier": float(step)})
        for step in range(3)
        for one in frames_on(AFFINE, 4, prefix=f"{step}-")
    ]

    (note,) = notes_on(frames[:5] + frames[6:])

    assert (note.code, note.details["count"]) == ("incomplete", 1)


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [("EchoTime", []), ("Unknown", ["order-doubtful"])],
    ids=["echo", "what?"],
)
def test_images_that_only_their_order_sets_apart_are_noted(keyword, expected):
    frames = [
        replace(one, coordinates={**one.coordinates, keyword: float(step)})
        for step in range(9)
        for one in frames_on(AFFINE, 4, prefix=f"{step}-")
    ]

    assert codes(frames) == expected


def test_copies_are_counted_and_named():
    copy = replace(
        FRAMES[1], instance=replace(FRAMES[1].instance, path=FRAMES[1].instance.path / "b")
    )

    (note,) = notes_on([*FRAMES, copy])

    assert (note.code, note.details) == ("duplicates", {"count": 1, "files": ["b"]})


def test_values_that_cannot_be_read_are_named_with_their_files():
    frames = frames_on(AFFINE, 4)
    broken = frames_on(AFFINE, 4, values={"SliceThickness": "1.5mm"})

    (note,) = notes_on([frames[0], *broken[1:3], frames[3]])

    assert note.code == "malformed-value"
    assert note.details == {"keyword": "SliceThickness", "files": ["IM0002", "IM0003"]}
    assert note.message.endswith("('1.5mm ') in 2 files, first IM0002: not used")


def test_the_most_important_note_comes_first():
    frames = frames_on(phantom.make_affine(tilt_degrees=15), [0, 1, 3], slice_thickness=5.0)

    severities = [note.severity for note in notes_on(frames)]

    assert severities == [Severity.WARNING, Severity.INFO, Severity.INFO]


def test_every_note_can_be_written_as_json():
    frames = frames_on(phantom.make_affine(tilt_degrees=15), [0, 1, 3], slice_thickness=5.0)

    written = [json.dumps(note.as_dict(), allow_nan=False) for note in notes_on(frames)]

    assert [json.loads(text)["code"] for text in written] == codes(frames) != []


FINE = phantom.make_affine(spacing=(0.5, 0.7, 0.8))


@pytest.mark.parametrize(
    ("affine", "thickness", "told"),
    [
        pytest.param(AFFINE, 2.52, False, id="0.8 % more"),
        pytest.param(AFFINE, 2.53, True, id="1.2 % more"),
        pytest.param(AFFINE, 2.47, True, id="1.2 % less"),
        pytest.param(FINE, 0.504, False, id="4 µm more"),
        pytest.param(FINE, 0.506, True, id="6 µm more"),
    ],
)
def test_a_thickness_or_spacing_that_is_more_than_one_percent_off_is_told(affine, thickness, told):
    thick = codes(frames_on(affine, 4, slice_thickness=thickness))
    between = codes(frames_on(affine, 4, spacing_between_slices=thickness))

    assert thick == ["thickness-differs"] * told
    assert between == ["spacing-between-slices-differs"] * told


@pytest.mark.parametrize(
    ("thickness", "words"),
    [
        pytest.param(5.0, "they overlap", id="thick"),
        pytest.param(1.0, "they leave gaps", id="thin"),
    ],
)
def test_slices_thicker_than_their_distance_overlap_and_thinner_ones_leave_gaps(thickness, words):
    (note,) = notes_on(frames_on(AFFINE, 4, slice_thickness=thickness))

    assert words in note.message


@pytest.mark.parametrize(
    ("step", "off", "told"),
    [
        pytest.param(10.0, 0.49, False, id="less than 5 % of 10 mm"),
        pytest.param(10.0, 0.53, True, id="more than 5 % of 10 mm"),
        pytest.param(1.0, 0.123, False, id="less than an eighth of a pixel"),
        pytest.param(1.0, 0.129, True, id="more than an eighth of a pixel"),
    ],
)
def test_a_frame_out_of_place_by_a_twentieth_of_a_step_and_an_eighth_of_a_pixel_is_told(
    step, off, told
):
    affine = phantom.make_affine(spacing=(step, 1.0, 1.0))

    found = codes(moved(frames_on(affine, 101), 50, (0, off, 0)))

    assert ("corner-error" in found) is told


@pytest.mark.parametrize(
    ("step", "off", "severities"),
    [
        pytest.param(8.0, 0.48, [Severity.INFO], id="less than half a pixel"),
        pytest.param(8.0, 0.53, [Severity.WARNING], id="more than half a pixel"),
        pytest.param(20.0, 0.49, [], id="less, of thick slices"),
        pytest.param(20.0, 0.53, [Severity.WARNING], id="more, of thick slices"),
    ],
)
def test_a_frame_out_of_place_by_more_than_half_a_pixel_is_a_warning(step, off, severities):
    affine = phantom.make_affine(spacing=(step, 1.0, 1.0))

    notes = notes_on(moved(frames_on(affine, 101), 50, (0, off, 0)))

    assert [one.severity for one in notes if one.code == "corner-error"] == severities


def test_one_slice_of_unknown_depth_is_no_reason_to_worry():
    (note,) = notes_on(frames_on(AFFINE, 1))

    assert (note.code, note.severity) == ("spacing-unknown", Severity.INFO)


def test_a_note_names_ten_files_and_its_details_all():
    copies = [
        replace(FRAMES[1], instance=replace(FRAMES[1].instance, path=Path(f"copy{number:02d}")))
        for number in range(12)
    ]

    (note,) = notes_on([*FRAMES, *copies])

    assert note.message.count("copy") == 10
    assert len(note.details["files"]) == 12


@pytest.mark.parametrize(
    ("aside", "words"),
    [((30.0, 0.0, 0.0), "do not lie straight behind each other"), ((0.0, 0.0, 0.7), "varies from")],
    ids=["beside", "between"],
)
def test_uneven_slices_are_told_by_what_is_uneven_about_them(tmp_path, aside, words):
    def edit(dataset, index):
        if index in (4, 5, 8):
            place = [float(x) + a for x, a in zip(dataset.ImagePositionPatient, aside, strict=True)]
            dataset.ImagePositionPatient = phantom.ds(place)

    phantom.write_series(tmp_path, phantom.ramp(10), edit=edit)

    (loaded,) = read_volumes(tmp_path)

    (note,) = [one for one in loaded.notes if one.code == "irregular-spacing"]
    assert words in note.message
