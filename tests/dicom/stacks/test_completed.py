"""Planes completed with what their files lack of a place: depth is the default of a stack."""

from dataclasses import replace

import numpy as np
import pytest

import phantom
from napari_dicom import scan
from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.stacks.completed import complete_places
from planes import frame, frames_on, with_coordinates

AFFINE = phantom.make_affine()
NOWHERE = {"ImagePositionPatient": None, "ImageOrientationPatient": None}


def depths(frames):
    return [round(one.position[2], 6) for one in frames]


def unplaced(count=4, modality="CT", **others):
    return [
        replace(one, position=None, orientation=None)
        for one in frames_on(AFFINE, count, values={"Modality": modality}, **others)
    ]


@pytest.mark.parametrize(
    ("others", "distance", "source"),
    [
        pytest.param(
            {"spacing_between_slices": -3.0, "slice_thickness": 5.0},
            3.0,
            "SpacingBetweenSlices",
            id="the distance between slices",
        ),
        pytest.param({"slice_thickness": 5.0}, 5.0, "SliceThickness", id="the thickness"),
        pytest.param({}, 0.7, "unknown", id="the pixel size"),
    ],
)
def test_files_without_positions_lie_by_their_numbers(others, distance, source):
    found = complete_places(unplaced(3, **others)[::-1])

    assert depths(found) == pytest.approx([2 * distance, distance, 0])
    assert {one.space for one in found} == {Space.OWN}
    assert {one.place_source for one in found} == {source}
    assert all("InstanceNumber" in one.doubts[-1] for one in found)


def test_slices_that_a_number_leaves_out_leave_a_gap():
    frames = [
        with_coordinates(f, InstanceNumber=n)
        for f, n in zip(unplaced(3), (1.0, 2.0, 4.0), strict=True)
    ]

    assert depths(complete_places([replace(f, slice_thickness=2.0) for f in frames])) == [0, 2, 6]


def test_numbers_count_within_each_step_that_labels_make():
    frames = [
        with_coordinates(one, EchoTime=5.0 + step, InstanceNumber=float(10 * step + n))
        for step in range(2)
        for n, one in enumerate(unplaced(3, slice_thickness=2.0, prefix=f"{step}-"))
    ]

    assert depths(complete_places(frames)) == [0, 2, 4, 0, 2, 4]


def test_files_without_numbers_lie_by_their_names_and_that_is_told():
    frames = [replace(one, coordinates={}) for one in unplaced(3, slice_thickness=2.0)]

    found = complete_places(frames[::-1])

    assert depths(found) == [4, 2, 0]
    assert "names of their files" in found[0].doubts[-1]


@pytest.mark.parametrize(
    ("modality", "others"),
    [
        pytest.param("CR", {"slice_thickness": 2.0}, id="radiographs"),
        pytest.param("US", {"slice_thickness": 2.0}, id="ultrasound"),
        pytest.param("XA", {"spacing_between_slices": 2.0}, id="angiography"),
        pytest.param("OT", {}, id="captures without any geometry"),
    ],
)
def test_stills_stay_stills(modality, others):
    frames = unplaced(3, modality, **others)

    assert complete_places(frames) == frames


def located(*locations, **others):
    return [
        frame(
            None,
            None,
            name=str(n),
            values={"Modality": "CT", "SliceLocation": str(location)},
            coordinates={"InstanceNumber": float(n)},
            **others,
        )
        for n, location in enumerate(locations)
    ]


def test_slice_locations_come_before_numbers():
    found = complete_places(located(12.5, -7.5, 2.5))

    assert depths(found) == [20, 0, 10]
    assert {one.place_source for one in found} == {"SliceLocation"}


def test_a_position_that_all_files_share_is_none_where_locations_differ():
    frames = [replace(f, position=(0.0, 0.0, 0.0)) for f in located(1.0, 2.0, 3.0)]

    found = complete_places(frames)

    assert depths(found) == [0, 1, 2]
    assert {one.space for one in found} == {Space.OWN}


def test_a_position_that_all_files_share_stays_one_where_locations_do_not_differ():
    frames = [
        replace(one, position=(0.0, 0.0, 0.0), orientation=(1.0, 0, 0, 0, 1.0, 0))
        for one in located(5.0, 5.0, 5.0)
    ]

    assert complete_places(frames) == frames


@pytest.mark.parametrize(
    ("noise", "kept"),
    [pytest.param(0.19, True, id="9.5 %"), pytest.param(0.21, False, id="10.5 %")],
)
def test_locations_within_a_tenth_of_a_slice_are_one_place_with_noise(noise, kept):
    frames = [
        replace(one, position=(0.0, 0.0, 0.0), orientation=(1.0, 0, 0, 0, 1.0, 0))
        for one in located(5.0, 5.0 + noise, 5.0, slice_thickness=2.0)
    ]

    assert (complete_places(frames) == frames) is kept


@pytest.mark.parametrize(
    ("plane", "orientation"),
    [
        ("axial", (1, 0, 0, 0, 1, 0)),
        ("coronal", (1, 0, 0, 0, 0, -1)),
        ("sagittal", (0, 1, 0, 0, 0, -1)),
    ],
)
def test_a_missing_orientation_is_that_in_which_slices_follow_each_other(plane, orientation):
    frames = [replace(f, orientation=None) for f in frames_on(phantom.make_affine(plane), 4)]

    found = complete_places(frames)

    assert {one.orientation for one in found} == {orientation}
    assert all(plane in one.doubts[-1] for one in found)


def test_one_image_takes_orientation_and_pixel_size_from_the_others():
    frames = frames_on(AFFINE, 4)
    frames[2] = replace(frames[2], orientation=None, pixel_spacing=None)

    found = complete_places(frames)

    assert (found[2].orientation, found[2].pixel_spacing) == (
        frames[0].orientation,
        frames[0].pixel_spacing,
    )
    assert len(found[2].doubts) == 2
    assert found[0].doubts == ()


def test_placed_slices_without_a_pixel_size_have_depth_and_pixels_of_a_millimetre():
    found = complete_places([replace(f, pixel_spacing=None) for f in frames_on(AFFINE, 4)])

    assert {one.pixel_spacing for one in found} == {(1.0, 1.0)}
    assert depths(found) == [100, 102.5, 105, 107.5]


def test_one_image_without_a_position_is_shown_by_itself_and_that_is_told():
    frames = frames_on(AFFINE, 4, values={"Modality": "CT"}, slice_thickness=2.5)
    frames[1] = replace(frames[1], position=None)

    found = complete_places(frames)

    assert found[1].position is None
    assert "other images" in found[1].doubts[-1]


def test_the_switch_scales_assumed_slices_by_their_thickness(tmp_path):
    header = {**NOWHERE, "SpacingBetweenSlices": "3", "SliceThickness": "5"}
    phantom.write_series(tmp_path, header=header)

    (by_distance,) = scan(tmp_path).volumes
    (by_thickness,) = scan(tmp_path, z_spacing="slice-thickness").volumes

    assert by_distance.geometry.spacing.used == 3
    assert by_thickness.geometry.spacing.used == 5
    assert by_thickness.geometry.affine[2, 0] == pytest.approx(5)


def test_assumed_places_are_told_as_a_warning_and_never_as_no_position(tmp_path):
    phantom.write_series(tmp_path, header=NOWHERE)

    (volume,) = scan(tmp_path).volumes

    (note,) = [note for note in volume.notes if note.code == "assumed"]
    assert str(note.severity) == "warning"
    assert "SliceThickness" in note.message
    assert not {"no-position", "no-pixel-size"} & {note.code for note in volume.notes}
    assert np.isfinite(volume.geometry.affine).all()
