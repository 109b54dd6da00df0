"""Further dimensions: what tells apart the images of one position, in its order and unit."""

from itertools import product

import numpy as np
import pytest

import phantom
from napari_dicom import scan
from napari_dicom.dicom.frames.coordinates import diffusion_coordinates
from napari_dicom.dicom.stacks.axis import Axis
from napari_dicom.dicom.stacks.dimension import sort_into_cells, telling_apart
from napari_dicom.dicom.stacks.rhythm import steps_in_rhythm
from napari_dicom.dicom.stacks.stack import stack_frames
from planes import frames_on, with_coordinates

AFFINE = phantom.make_affine()
SLICES = 3


def volume(step, **coordinates):
    """The slices of one step of a series, all with these coordinates."""
    frames = frames_on(AFFINE, SLICES, prefix=f"{step}-")
    return [with_coordinates(one, InstanceNumber=None, **coordinates) for one in frames]


def shuffled(frames):
    return [frames[i] for i in np.random.default_rng(1).permutation(len(frames))]


def steps_in_order(stack):
    """The step (first part of its name) of each frame, by volume."""
    found = [one and int(one.instance.path.name.split("-")[0]) for one in stack.frames]
    return [found[i : i + SLICES] for i in range(0, len(found), SLICES)]


@pytest.mark.parametrize(
    ("keyword", "values", "axis"),
    [
        pytest.param(
            "TemporalPositionIdentifier",
            [1.0, 2.0, 3.0],
            Axis("t", "", (1.0, 2.0, 3.0), "TemporalPositionIdentifier"),
            id="temporal position",
        ),
        pytest.param(
            "TriggerTime",
            [10.0, 60.0, 110.0],
            Axis("t", "s", (0.0, 0.05, 0.1), "TriggerTime"),
            id="trigger time",
        ),
        pytest.param(
            "FrameReferenceTime",
            [0.0, 5000.0, 10000.0],
            Axis("t", "s", (0.0, 5.0, 10.0), "FrameReferenceTime"),
            id="frame reference time",
        ),
        pytest.param(
            "AcquisitionTime",
            [36000.0, 36002.5, 36005.0],
            Axis("t", "s", (0.0, 2.5, 5.0), "AcquisitionTime"),
            id="acquisition time",
        ),
        pytest.param(
            "AcquisitionNumber",
            [4.0, 5.0, 6.0],
            Axis("t", "", (4.0, 5.0, 6.0), "AcquisitionNumber"),
            id="acquisition number",
        ),
        pytest.param(
            "EchoTime",
            [4.6, 9.2, 13.8],
            Axis("echo", "ms", (4.6, 9.2, 13.8), "EchoTime"),
            id="echo time",
        ),
        pytest.param(
            "InversionTime",
            [50.0, 400.0, 2500.0],
            Axis("ti", "ms", (50.0, 400.0, 2500.0), "InversionTime"),
            id="inversion time",
        ),
        pytest.param(
            "DiffusionBValue",
            [0.0, 500.0, 1000.0],
            Axis("b", "s/mm²", (0.0, 500.0, 1000.0), "DiffusionBValue"),
            id="b-value",
        ),
        pytest.param(
            "Component",
            ["magnitude", "phase", "real"],
            Axis("component", "", ("magnitude", "phase", "real"), "Component"),
            id="component",
        ),
    ],
)
def test_volumes_of_the_same_places_are_ordered_by_what_tells_them_apart(keyword, values, axis):
    frames = [f for step, value in enumerate(values) for f in volume(step, **{keyword: value})]

    (stack,) = stack_frames(shuffled(frames))

    assert stack.axes == (axis,)
    assert steps_in_order(stack) == [[0] * SLICES, [1] * SLICES, [2] * SLICES]


def test_interleaved_slices_have_times_of_their_own_and_the_axis_the_median():
    frames = []
    for step, one_volume in enumerate(volume(step) for step in range(3)):
        for place, one in enumerate(one_volume):
            seconds = 36000 + 2.0 * step + (0.0, 1.0, 0.5)[place]
            frames.append(with_coordinates(one, AcquisitionTime=seconds))

    (stack,) = stack_frames(shuffled(frames))

    assert stack.axes == (Axis("t", "s", (0.0, 2.0, 4.0), "AcquisitionTime"),)
    assert steps_in_order(stack) == [[0] * SLICES, [1] * SLICES, [2] * SLICES]


def test_numbered_times_take_their_seconds_from_the_frames():
    frames = [
        f
        for step in range(3)
        for f in volume(
            step, TemporalPositionIdentifier=step + 1.0, AcquisitionTime=36000 + 2.5 * step
        )
    ]

    (stack,) = stack_frames(shuffled(frames))

    assert stack.axes == (Axis("t", "s", (0.0, 2.5, 5.0), "AcquisitionTime"),)


def test_where_nothing_else_differs_instance_numbers_make_blocks():
    frames = [
        with_coordinates(one, InstanceNumber=float(step * SLICES + place + 1))
        for step in range(3)
        for place, one in enumerate(volume(step))
    ] + [
        with_coordinates(one, InstanceNumber=float(step * SLICES + place + 1))
        for step in range(3, 9)
        for place, one in enumerate(volume(step))
    ]

    (stack,) = stack_frames(shuffled(frames))

    (axis,) = stack.axes
    assert (axis.label, axis.unit, axis.source) == ("t", "", "InstanceNumber")
    assert steps_in_order(stack) == [[step] * SLICES for step in range(9)]


def test_one_image_without_diffusion_and_several_directions_are_in_order():
    weightings = [(0.0, None), (1000.0, (1, 0, 0)), (1000.0, (0, 1, 0)), (1000.0, (0, 0, 1))]
    frames = [
        f
        for step, weighting in enumerate(weightings)
        for f in volume(step, **diffusion_coordinates(*weighting))
    ]

    (stack,) = stack_frames(shuffled(frames))

    (axis,) = stack.axes
    assert (axis.label, axis.unit) == ("b", "s/mm²")
    assert axis.coordinates == (0.0, 1000.0, 1000.0, 1000.0)
    assert steps_in_order(stack)[0] == [0] * SLICES
    assert all(len(set(steps)) == 1 for steps in steps_in_order(stack))


def test_echoes_and_times_are_two_axes_time_outermost():
    frames = [
        f
        for step, (time, echo) in enumerate(product((1.0, 2.0), (4.6, 9.2, 13.8)))
        for f in volume(step, TemporalPositionIdentifier=time, EchoTime=echo)
    ]

    (stack,) = stack_frames(shuffled(frames))

    assert [axis.label for axis in stack.axes] == ["t", "echo"]
    assert [len(axis.coordinates) for axis in stack.axes] == [2, 3]
    assert steps_in_order(stack) == [[step] * SLICES for step in range(6)]


def test_echoes_whose_times_only_the_clock_tells_are_two_axes():
    frames = [
        f
        for step, (second, echo) in enumerate(product((100.0, 107.0), (4.6, 9.2)))
        for f in volume(step, AcquisitionTime=second, EchoTime=echo)
    ]

    (stack,) = stack_frames(shuffled(frames))

    assert [axis.label for axis in stack.axes] == ["t", "echo"]
    assert stack.axes[0].coordinates == (0.0, 7.0)
    assert steps_in_order(stack) == [[step] * SLICES for step in range(4)]


def test_an_incomplete_grid_keeps_what_is_there_in_its_place():
    frames = [f for step in range(4) for f in volume(step, TemporalPositionIdentifier=step + 1.0)]
    del frames[SLICES * 2 + 1]

    (stack,) = stack_frames(shuffled(frames))

    assert steps_in_order(stack) == [[0] * 3, [1] * 3, [2, None, 2], [3] * 3]


@pytest.mark.parametrize("keyword", ["AcquisitionTime", "TriggerTime"])
def test_an_image_missing_among_clock_times_does_not_shift_the_later_ones(keyword):
    frames = [
        with_coordinates(one, **{keyword: 36000 + 10.0 * step + place})
        for step in range(6)
        for place, one in enumerate(volume(step))
    ]
    del frames[SLICES * 2 + 1]

    (stack,) = stack_frames(shuffled(frames))

    assert steps_in_order(stack) == [[0] * 3, [1] * 3, [2, None, 2], [3] * 3, [4] * 3, [5] * 3]


def test_an_image_missing_among_echoes_and_times_leaves_one_hole():
    frames = [
        f
        for step, (time, echo) in enumerate(product((1.0, 2.0, 3.0), (4.6, 9.2)))
        for f in volume(step, TemporalPositionIdentifier=time, EchoTime=echo)
    ]
    del frames[SLICES * 3 + 1]

    (stack,) = stack_frames(shuffled(frames))

    assert [axis.label for axis in stack.axes] == ["t", "echo"]
    assert steps_in_order(stack) == [[0] * 3, [1] * 3, [2] * 3, [3, None, 3], [4] * 3, [5] * 3]


@pytest.mark.parametrize(
    ("axis", "step"),
    [
        pytest.param(Axis("t", "s", (0.0, 2.5, 5.0), ""), 2.5, id="even"),
        pytest.param(Axis("echo", "ms", (4.6, 9.2, 13.81), ""), 4.605, id="within 1 %"),
        pytest.param(Axis("t", "s", (0.0, 2.5, 9.0), ""), None, id="uneven"),
        pytest.param(Axis("t", "", (0.0, 1.0, 2.0), ""), None, id="only counted"),
        pytest.param(Axis("component", "", ("magnitude", "phase"), ""), None, id="names"),
        pytest.param(Axis("b", "s/mm²", (0.0, 1000.0, 1000.0), ""), None, id="repeated"),
        pytest.param(Axis("t", "s", (0.0,), ""), None, id="one"),
    ],
)
def test_an_axis_has_a_step_where_it_is_even(axis, step):
    assert axis.step == (None if step is None else pytest.approx(step))


def test_echoes_and_clock_times_with_an_image_missing_are_still_two_axes():
    frames = [
        f
        for step, (second, echo) in enumerate(product((100.0, 107.0, 114.0), (4.6, 9.2)))
        for f in volume(step, AcquisitionTime=second, EchoTime=echo)
    ]
    del frames[SLICES * 3 + 1]

    (stack,) = stack_frames(shuffled(frames))

    assert [axis.label for axis in stack.axes] == ["t", "echo"]
    assert steps_in_order(stack) == [[0] * 3, [1] * 3, [2] * 3, [3, None, 3], [4] * 3, [5] * 3]


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        pytest.param([1, 11, 21, 31], [0, 1, 2, 3], id="whole"),
        pytest.param([1, 21, 31], [0, 2, 3], id="one missing within"),
        pytest.param([1, 11, 21], [0, 1, 2], id="the last missing"),
        pytest.param([11, 21, 31], [1, 2, 3], id="the first missing"),
        pytest.param([4, 24], [0, 2], id="two missing"),
        pytest.param([-4, 16.01, 25.99], [0, 2, 3], id="earlier, with noise"),
        pytest.param([22], [2], id="one left"),
    ],
)
def test_values_belong_to_the_steps_in_whose_rhythm_they_fall(values, steps):
    assert steps_in_rhythm(values, [0, 10, 20, 30]) == steps


def test_two_tube_voltages_are_an_axis_of_their_own(tmp_path):
    for number, kvp in enumerate((80, 140)):
        phantom.write_series(
            tmp_path,
            header={"KVP": kvp},
            name=f"{kvp}-{{}}".format,
            edit=lambda dataset, index, number=number: setattr(
                dataset, "SOPInstanceUID", phantom.uid("dual", number, index)
            ),
        )

    (volume,) = scan(tmp_path).volumes

    assert [(axis.label, axis.coordinates) for axis in volume.axes] == [("kvp", (80.0, 140.0))]


def test_gradients_of_one_b_value_stay_in_the_order_they_were_taken_in():
    directions = [(0.0, None), (1000.0, (1, 0, 0)), (1000.0, (0, 1, 0)), (1000.0, (0, 0, 1))]
    frames = [
        with_coordinates(one, InstanceNumber=float(step), **diffusion_coordinates(b, direction))
        for step, (b, direction) in enumerate(directions)
        for one in frames_on(AFFINE, SLICES, prefix=f"{step}-")
    ]

    (stack,) = stack_frames(shuffled(frames))

    assert steps_in_order(stack) == [[step] * SLICES for step in range(4)]


def labelled(*positions):
    """For each position, an image for each dict of coordinates; files count down."""
    left = iter(range(99, 0, -1))
    return [
        [
            with_coordinates(one, InstanceNumber=None, **names)
            for names in position
            for one in frames_on(AFFINE, [place], prefix=f"{next(left)}-")
        ]
        for place, position in enumerate(positions)
    ]


def echoes(*times):
    return [{"EchoTime": float(time)} for time in times]


def crossed(**values):
    return [dict(zip(values, found, strict=True)) for found in product(*values.values())]


def sources(cells):
    return [axis.source for axis in cells.axes]


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        pytest.param(
            [echoes(1, 2, 3), echoes(4, 5, 6), echoes(6)], ["EchoTime"], id="6 echoes for 3 images"
        ),
        pytest.param([echoes(1, 2, 3), echoes(4, 5, 6), echoes(7)], ["file order"], id="7 echoes"),
        pytest.param(
            [
                [
                    {"EchoTime": 1.0, "KVP": 80.0},
                    {"EchoTime": 1.0, "KVP": 120.0},
                    {"EchoTime": 2.0, "KVP": 80.0},
                ],
                [{"EchoTime": 2.0, "KVP": 120.0}, {"EchoTime": 3.0, "KVP": 120.0}],
            ],
            ["EchoTime", "KVP"],
            id="3 echoes x 2 voltages",
        ),
        pytest.param(
            [
                [
                    {"EchoTime": 1.0, "KVP": 80.0},
                    {"EchoTime": 1.0, "KVP": 120.0},
                    {"EchoTime": 2.0, "KVP": 80.0},
                ],
                [{"EchoTime": 3.0, "KVP": 140.0}, {"EchoTime": 3.0, "KVP": 120.0}],
            ],
            ["file order"],
            id="3 echoes x 3 voltages",
        ),
    ],
)
def test_labels_that_leave_more_than_half_of_an_incomplete_grid_empty_are_not_its_axes(
    positions, expected
):
    assert sources(sort_into_cells(labelled(*positions))) == expected


def test_three_labels_together_tell_images_apart_in_an_incomplete_series():
    full = crossed(EchoTime=(4.6, 9.2), InversionTime=(50.0, 400.0), KVP=(80.0, 120.0))

    cells = sort_into_cells(labelled(full[1:], full[:-2]))

    assert sources(cells) == ["EchoTime", "InversionTime", "KVP"]
    assert cells.shape == (2, 2, 2)
    assert len(cells.frames) == 13


@pytest.mark.parametrize("at_every", [True, False], ids=["complete", "an image missing"])
def test_gradients_come_by_their_b_value_and_then_as_they_were_taken(at_every):
    taken = [(1000.0, (0, 0, 1)), (1000.0, (1, 0, 0)), (0.0, None), (1000.0, (0, 1, 0))]
    groups = [
        [
            with_coordinates(
                one, InstanceNumber=float(number), **diffusion_coordinates(b, direction)
            )
            for number, (b, direction) in enumerate(taken)
            for one in frames_on(AFFINE, [place], prefix=f"{9 - number}-")
        ]
        for place in range(3)
    ]

    cells = sort_into_cells(groups if at_every else [*groups[:2], groups[2][:3]])

    assert sources(cells) == ["DiffusionGradient"]
    assert [cells.frames[(step, 0)].coordinates["InstanceNumber"] for step in range(4)] == [
        2.0,
        0.0,
        1.0,
        3.0,
    ]


def test_images_that_nothing_orders_at_every_position_are_in_the_order_of_their_numbers():
    groups = [
        [
            with_coordinates(one, InstanceNumber=number)
            for name, number in zip("ab", numbers, strict=True)
            for one in frames_on(AFFINE, [place], prefix=name)
        ]
        for place, numbers in enumerate([(2.0, 1.0), (5.0, 5.0)])
    ]

    cells = sort_into_cells(groups)

    names = {key: one.instance.path.name[0] for key, one in cells.frames.items()}
    assert names == {(0, 0): "b", (1, 0): "a", (0, 1): "a", (1, 1): "b"}


def test_a_label_that_stands_unevenly_often_at_a_position_names_the_steps_their_order_makes():
    uneven = echoes(4.6, 4.6, 9.2)

    assert sources(sort_into_cells(labelled(uneven, uneven))) == ["EchoTime"]


def test_where_an_image_is_missing_labels_that_divide_the_whole_positions_are_axes():
    full = [{**one, "Phase": phase} for one in echoes(4.6, 9.2) for phase in (1.0, 1.0, 2.0, 2.0)]

    cells = sort_into_cells(labelled(full, full[:-1]))

    assert sources(cells) == ["file order", "Phase", "EchoTime"]
    assert cells.shape == (2, 2, 2)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        pytest.param([(1.0, 2.0), (1.0, 3.0), (2.0, 3.0)], True, id="three times of two images"),
        pytest.param([(1.0, 2.0), (1.0, 3.0), (2.0, 4.0)], False, id="four times of two images"),
    ],
)
def test_times_leave_no_more_than_a_third_of_their_grid_empty(values, told):
    first, second = volume(0), volume(1)
    groups = [
        [
            with_coordinates(one, TriggerTime=early),
            with_coordinates(other, TriggerTime=late),
        ]
        for one, other, (early, late) in zip(first, second, values, strict=True)
    ]

    assert telling_apart(groups) == (("TriggerTime",) if told else ())
