"""Bounds of stacks: what differs too little to be set apart, and what differs enough."""

from dataclasses import replace

import numpy as np
import pytest

import phantom
from napari_dicom.dicom.stacks.grid import Regularity
from napari_dicom.dicom.stacks.stack import stack_frames
from planes import frame, frames_on, with_coordinates

AXIAL = phantom.make_affine("axial")
CORONAL = phantom.make_affine("coronal")


def names(stack):
    return [None if one is None else one.instance.path.name for one in stack.frames]


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        pytest.param(0.05, [6], id="cosines off by 0.0009"),
        pytest.param(0.06, [3, 3], id="cosines off by 0.00105"),
        pytest.param(1.0, [3, 3], id="1 degree"),
    ],
)
def test_planes_turned_by_more_than_a_thousandth_are_stacks_of_their_own(degrees, expected):
    turned = phantom.orientation(phantom.rotated(AXIAL, phantom.rotation(0, 0, degrees)))
    frames = [
        replace(one, orientation=tuple(turned)) if index % 2 else one
        for index, one in enumerate(frames_on(AXIAL, 6))
    ]

    assert [len(stack.grid.members) for stack in stack_frames(frames)] == expected


@pytest.mark.parametrize(
    ("pixel_spacing", "expected"),
    [
        pytest.param((0.7 * 1.0009, 0.8), [6], id="rows, 0.09 %"),
        pytest.param((0.7 * 1.0011, 0.8), [3, 3], id="rows, 0.11 %"),
        pytest.param((0.7, 0.8 * 1.0009), [6], id="columns, 0.09 %"),
        pytest.param((0.7, 0.8 * 1.0011), [3, 3], id="columns, 0.11 %"),
        pytest.param((0.7, 0.8 * 1.01), [3, 3], id="columns, 1 %"),
    ],
)
def test_pixel_spacings_that_differ_by_more_than_a_thousandth_are_two_stacks(
    pixel_spacing, expected
):
    frames = [
        replace(one, pixel_spacing=pixel_spacing) if index % 2 else one
        for index, one in enumerate(frames_on(AXIAL, 6))
    ]

    assert [len(stack.grid.members) for stack in stack_frames(frames)] == expected


@pytest.mark.parametrize(
    ("indices", "is_sound"),
    [
        pytest.param([0, 1, 4, 5, 9], True, id="five, half of them missing"),
        pytest.param([0, 1, 4, 5, 9, 11], False, id="six, half of them missing"),
        pytest.param([0, 1, 2, 4, 5, 7, 8, 9, 11], True, id="a fourth missing"),
        pytest.param([0, 1, 2, 4, 5, 7, 8, 10], False, id="three of eleven missing"),
    ],
)
def test_a_stack_is_sound_where_few_slices_are_missing_or_few_are_there(indices, is_sound):
    (stack,) = stack_frames(frames_on(AXIAL, indices))

    assert stack.is_sound is is_sound


@pytest.mark.parametrize(
    ("indices", "expected"),
    [
        pytest.param([0, 2, 4, 7, 10], [5], id="five stay together"),
        pytest.param([0, 2, 4, 9, 12, 15], [3, 3], id="six are split"),
    ],
)
def test_only_a_stack_that_is_not_sound_is_split_by_acquisition(indices, expected):
    frames = [
        with_coordinates(one, AcquisitionNumber=float(number >= 3))
        for number, one in enumerate(frames_on(AXIAL, indices))
    ]

    assert [len(stack.grid.members) for stack in stack_frames(frames)] == expected


def test_stacks_of_a_series_come_in_the_order_of_their_first_instance():
    later = [
        with_coordinates(one, InstanceNumber=number)
        for number, one in enumerate(frames_on(AXIAL, 3, prefix="later"), 4)
    ]
    earlier = frames_on(CORONAL, 3, prefix="sooner")

    found = stack_frames([*later, *earlier])

    assert [names(stack)[0] for stack in found] == ["sooner0001", "later0001"]


def test_of_images_that_share_a_position_the_later_are_set_apart():
    frames = frames_on(AXIAL, 8)
    extra = [
        replace(
            with_coordinates(one, InstanceNumber=number),
            instance=frame(name=f"extra{number}").instance,
        )
        for number, one in enumerate(frames[3:5], 9)
    ]

    found = stack_frames([*extra, *frames])

    assert [names(stack) for stack in found] == [
        [f"IM{number:04d}" for number in range(1, 9)],
        ["extra9", "extra10"],
    ]


@pytest.mark.parametrize(
    ("positions", "extra", "expected"),
    [
        pytest.param(4, 1, [4, 1], id="one of four"),
        pytest.param(3, 1, [6], id="one of three"),
        pytest.param(5, 2, [5, 2], id="less than half"),
        pytest.param(5, 3, [10], id="more than half"),
    ],
)
def test_extra_images_are_set_apart_where_less_than_half_of_four_positions_have_some(
    positions, extra, expected
):
    frames = frames_on(AXIAL, positions, prefix="A") + frames_on(AXIAL, extra, prefix="B")

    assert [len(stack.frames) for stack in stack_frames(frames)] == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [pytest.param(2, [1, 1], id="two files"), pytest.param(3, [3], id="three files")],
)
def test_a_reference_for_each_of_three_files_is_one_place_and_two_are_two(files, expected):
    frames = [
        one
        for index in range(files)
        for one in frames_on(
            AXIAL,
            [index],
            prefix=f"{index}-",
            values={"FrameOfReferenceUID": phantom.uid("reference", index)},
        )
    ]

    assert [len(stack.frames) for stack in stack_frames(frames)] == expected


@pytest.mark.parametrize(
    ("images", "expected"),
    [pytest.param(8, [1] * 8, id="eight"), pytest.param(9, [9], id="nine")],
)
def test_up_to_eight_images_of_one_place_that_nothing_sets_apart_are_single_pictures(
    images, expected
):
    frames = [
        with_coordinates(one, InstanceNumber=float(number))
        for number in range(images)
        for one in frames_on(AXIAL, 1, prefix=f"{number}-")
    ]

    assert [len(stack.frames) for stack in stack_frames(frames)] == expected


def test_echo_times_with_noise_split_a_series_into_its_echoes():
    noise = np.random.default_rng(0).uniform(-0.004, 0.004, (2, 30))
    shifted = phantom.make_affine(spacing=(3.37, 0.7, 0.8), origin=(-30, -20, 131.7))
    frames = [
        with_coordinates(one, EchoTime=4.6 * (echo + 1) + noise[echo, index])
        for echo, affine in enumerate((AXIAL, shifted))
        for index, one in enumerate(frames_on(affine, 30, prefix=f"{echo}-"))
    ]

    found = stack_frames(frames)

    assert [{name[0] for name in names(stack)} for stack in found] == [{"0"}, {"1"}]
    assert {stack.grid.regularity for stack in found} == {Regularity.REGULAR}


def film(name, position, frames=3):
    """The frames of one file, that only their order sets apart."""
    first = frame(position, name=name, values={"Modality": "US"})
    pixels = replace(first.instance.pixels, number_of_frames=frames)
    first = replace(first, instance=replace(first.instance, pixels=pixels))
    return [
        with_coordinates(replace(first, number=number), InstanceNumber=float(number))
        for number in range(1, frames + 1)
    ]


@pytest.mark.parametrize("position", [None, (0, 0, 0)], ids=["without position", "with one"])
def test_the_few_frames_of_one_file_are_a_sequence(position):
    (stack,) = stack_frames(film("a", position))

    assert [one.number for one in stack.frames] == [1, 2, 3]


def test_two_films_without_position_are_two_stacks():
    found = stack_frames([*film("a", None), *film("b", None)])

    assert [names(stack) for stack in found] == [["a"] * 3, ["b"] * 3]


@pytest.mark.parametrize(
    ("lacking", "stacks"), [pytest.param(2, 1, id="a quarter"), pytest.param(3, 2, id="more")]
)
def test_up_to_a_quarter_may_lack_the_frame_of_reference_that_the_others_name(lacking, stacks):
    named = {"FrameOfReferenceUID": "1.2.3"}
    frames = [
        *frames_on(AXIAL, range(lacking)),
        *frames_on(AXIAL, range(lacking, 8), values=named, prefix="B"),
    ]

    assert len(stack_frames(frames)) == stacks


@pytest.mark.parametrize(
    ("aside", "expected"),
    [
        pytest.param(1.9, [10], id="less than two pixels"),
        pytest.param(2.1, [5, 5], id="more than two pixels"),
        pytest.param(25.0, [5, 5], id="far"),
    ],
)
def test_pictures_of_two_middles_by_turns_are_two_stacks(aside, expected):
    affine = phantom.make_affine("axial", spacing=(1, 1, 1))
    moved = affine.copy()
    moved[0, 3] += aside
    frames = [*frames_on(affine, range(0, 10, 2)), *frames_on(moved, range(1, 10, 2))]

    assert [len(stack.grid.members) for stack in stack_frames(frames)] == expected


def test_one_picture_to_the_side_is_no_stack_of_its_own():
    affine = phantom.make_affine("axial", spacing=(1, 1, 1))
    moved = affine.copy()
    moved[0, 3] += 25
    frames = [*frames_on(affine, [0, 1, 2, 4, 5, 6, 7]), *frames_on(moved, [3])]

    (stack,) = stack_frames(frames)

    assert stack.grid.regularity is Regularity.IRREGULAR
