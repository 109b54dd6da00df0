"""Stacks: which frames of a series share a volume, in which order, and which do not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import phantom
from napari_dicom import scan
from napari_dicom.dicom.frames.frame import Rescale
from napari_dicom.dicom.pixels import PixelFormat
from napari_dicom.dicom.stacks.grid import Regularity
from napari_dicom.dicom.stacks.stack import stack_frames
from planes import frame, frames_on, with_coordinates

AXIAL = phantom.make_affine("axial")
CORONAL = phantom.make_affine("coronal")


def names(stack):
    return [None if one is None else one.instance.path.name for one in stack.frames]


def test_a_series_is_one_stack_ascending_along_its_normal():
    frames = frames_on(AXIAL, 5)

    (stack,) = stack_frames(frames[::-1])

    assert names(stack) == ["IM0001", "IM0002", "IM0003", "IM0004", "IM0005"]
    assert stack.axes == ()
    assert stack.is_clean


def test_a_missing_slice_keeps_its_place():
    (stack,) = stack_frames(frames_on(AXIAL, [0, 1, 3, 4]))

    assert names(stack) == ["IM0001", "IM0002", None, "IM0003", "IM0004"]
    assert stack.grid.regularity is Regularity.GAPS


WIDE = PixelFormat(6, 8)
MONOCHROME1 = PixelFormat(6, 5, photometric_interpretation="MONOCHROME1")
RGB = PixelFormat(6, 5, samples_per_pixel=3, photometric_interpretation="RGB", bits_allocated=8)


@pytest.mark.parametrize(
    "others",
    [
        pytest.param(frames_on(CORONAL, prefix="B"), id="another orientation"),
        pytest.param(frames_on(AXIAL, prefix="B", pixel_format=WIDE), id="another size"),
        pytest.param(frames_on(AXIAL, prefix="B", pixel_format=MONOCHROME1), id="MONOCHROME1"),
        pytest.param(frames_on(AXIAL, prefix="B", pixel_format=RGB), id="colour"),
        pytest.param(
            frames_on(phantom.make_affine(spacing=(2.5, 0.5, 0.5)), prefix="B"),
            id="another pixel spacing",
        ),
        pytest.param(
            frames_on(AXIAL, prefix="B", values={"FrameOfReferenceUID": "1.2.3"}),
            id="another frame of reference",
        ),
        pytest.param(frames_on(AXIAL, prefix="B", rescale=Rescale(unit="MRAD")), id="another unit"),
        pytest.param([frame(None, None, name="B")], id="without position"),
    ],
)
def test_what_can_never_share_a_volume_does_not(others):
    frames = frames_on(AXIAL, prefix="A")

    found = stack_frames(
        [frame for pair in zip(frames, others, strict=False) for frame in pair]
        + others[len(frames) :]
        + frames[len(others) :]
    )

    assert sorted({name[0] for name in names(stack)} for stack in found) == [{"A"}, {"B"}]


def test_the_three_planes_of_a_localizer_are_three_stacks():
    frames = [
        one
        for plane in ("axial", "coronal", "sagittal")
        for one in frames_on(phantom.make_affine(plane), 3, prefix=plane)
    ]

    assert [len(stack.frames) for stack in stack_frames(frames)] == [3, 3, 3]


def test_noise_in_the_direction_cosines_splits_nothing():
    noise = np.random.default_rng(0).normal(scale=1e-5, size=(10, 6))
    frames = [
        replace(one, orientation=tuple(np.add(one.orientation, off)))
        for one, off in zip(frames_on(AXIAL, 10), noise, strict=True)
    ]

    assert len(stack_frames(frames)) == 1


def test_copies_of_an_instance_are_dropped_and_counted():
    frames = frames_on(AXIAL)
    copy = frame(
        frames[1].position,
        frames[1].orientation,
        frames[1].pixel_spacing,
        name="copy of IM0002",
        uid=frames[1].instance.sop_instance_uid,
        coordinates=frames[1].coordinates,
    )

    (stack,) = stack_frames([*frames, copy])

    assert names(stack) == ["IM0001", "IM0002", "IM0003", "IM0004"]
    assert [one.instance.path.name for one in stack.duplicates] == ["copy of IM0002"]


def test_an_instance_uid_used_twice_at_different_places_loses_no_slice():
    frames = frames_on(AXIAL, uid="1.2.3")

    (stack,) = stack_frames(frames)

    assert len(stack.frames) == 4
    assert stack.duplicates == ()


def test_files_without_instance_uid_are_no_copies_of_each_other():
    frames = [
        frame(one.position, one.orientation, one.pixel_spacing, name=f"{i}", uid="")
        for i, one in enumerate(frames_on(AXIAL))
    ]

    (stack,) = stack_frames(frames)

    assert len(stack.frames) == 4


def test_acquisitions_that_together_make_one_regular_volume_stay_together():
    frames = frames_on(AXIAL, 8)
    numbered = [with_coordinates(f, AcquisitionNumber=float(i // 4)) for i, f in enumerate(frames)]

    assert len(stack_frames(numbered)) == 1


def test_acquisitions_that_fit_no_common_grid_become_volumes_of_their_own():
    first = [with_coordinates(f, AcquisitionNumber=1.0) for f in frames_on(AXIAL, 30, prefix="A")]
    shifted = phantom.make_affine(spacing=(3.37, 0.7, 0.8), origin=(-30, -20, 131.7))
    second = [
        with_coordinates(f, AcquisitionNumber=2.0) for f in frames_on(shifted, 30, prefix="B")
    ]

    found = stack_frames(first + second)

    assert [{name[0] for name in names(stack)} for stack in found] == [{"A"}, {"B"}]
    assert all(stack.is_clean for stack in found)


def test_two_acquisitions_of_the_same_places_are_a_further_dimension():
    first = [with_coordinates(f, AcquisitionNumber=1.0) for f in frames_on(AXIAL, 4, prefix="A")]
    second = [with_coordinates(f, AcquisitionNumber=2.0) for f in frames_on(AXIAL, 4, prefix="B")]

    (stack,) = stack_frames([x for pair in zip(second, first, strict=True) for x in pair])

    assert [axis.label for axis in stack.axes] == ["t"]
    assert [name[0] for name in names(stack)] == [*"AAAABBBB"]


@pytest.mark.parametrize("tilt", [0, 15], ids=["straight", "tilted"])
def test_stations_at_the_same_depths_but_other_places_in_the_plane_are_two_volumes(tilt):
    sagittal = phantom.make_affine("sagittal", tilt_degrees=tilt)
    lower = sagittal.copy()
    lower[:3, 3] += (0, 0, -250)
    upper_frames = frames_on(sagittal, 6, prefix="A")
    lower_frames = frames_on(lower, 6, prefix="B")

    found = stack_frames([*upper_frames, *lower_frames])

    assert [{name[0] for name in names(stack)} for stack in found] == [{"A"}, {"B"}]


def test_images_a_patients_motion_shifted_in_their_plane_are_still_one_series():
    moves = np.random.default_rng(0).uniform(-0.3, 0.3, (30, 2))
    frames = []
    for step, (x, y) in enumerate(moves):
        moved = AXIAL.copy()
        moved[:3, 3] += (x, y, 0)
        frames += [
            with_coordinates(one, AcquisitionNumber=float(step))
            for one in frames_on(moved, 5, prefix=f"{step}-")
        ]

    (stack,) = stack_frames(frames)

    assert [len(axis.coordinates) for axis in stack.axes] == [30]


def pairs(apart, label=None):
    """Return five pairs of planes: the second of each lies up to so many steps above the first."""
    moved = apart * np.array([0.91, 0.97, 1.0, 0.83, 0.94])
    frames = []
    for step in (0, 1):
        made = frames_on(AXIAL, (np.arange(5) + step * moved).tolist(), prefix=f"{step}-")
        told = {} if label is None else {label: float(step)}
        frames += [
            with_coordinates(one, InstanceNumber=5.0 * step + number, **told)
            for number, one in enumerate(made, 1)
        ]
    return frames


@pytest.mark.parametrize(("within", "axes"), [(0.12, [[2]]), (0.13, [[], []])])
def test_pairs_of_planes_that_nothing_tells_apart_repeat_each_other_only_where_they_are_close(
    within, axes
):
    found = stack_frames(pairs(within / (1 + within)))

    assert [[len(axis.coordinates) for axis in stack.axes] for stack in found] == axes


@pytest.mark.parametrize(("within", "axes"), [(0.74, [2]), (0.76, [])])
def test_pairs_of_planes_that_are_told_apart_may_have_moved_further(within, axes):
    found = stack_frames(pairs(within / (1 + within), "TemporalPositionIdentifier"))

    assert [len(axis.coordinates) for axis in found[0].axes] == axes


def blocks(starts, per_block, step=1.0, **declared):
    """Return blocks of even slices, a step apart, numbered through and acquired one by one."""
    places = [start + step * index for start in starts for index in range(per_block)]
    return [
        with_coordinates(one, AcquisitionTime=2.0 * number)
        for number, one in enumerate(frames_on(AXIAL, places, **declared))
    ]


@pytest.mark.parametrize("starts", [(0, 75), (0, 16), (0, 40, 80.4)], ids=str)
@pytest.mark.parametrize("declared", [{"slice_thickness": 2.5}, {}], ids=["thick", "undeclared"])
@pytest.mark.parametrize("timed", [True, False], ids=["times", "no times"])
def test_blocks_of_slices_far_from_each_other_are_no_steps_of_time(starts, declared, timed):
    frames = blocks(starts, 6, **declared)
    if not timed:
        frames = [replace(one, coordinates={"InstanceNumber": n}) for n, one in enumerate(frames)]

    found = stack_frames(frames)

    assert [stack.axes for stack in found] == [()] * len(found)
    assert sum(one is not None for stack in found for one in stack.frames) == len(frames)


@pytest.mark.parametrize(("step", "axes"), [(0.24, [6]), (0.26, [])])
def test_images_that_lie_apart_by_a_quarter_of_a_slice_are_slices_and_not_repeats(step, axes):
    found = stack_frames(blocks((0, 16), 6, step, slice_thickness=2.5))

    assert [[len(axis.coordinates) for axis in stack.axes] for stack in found] == [axes]


@pytest.mark.parametrize("uneven", [0.009, 0.011])
def test_without_a_declared_distance_images_that_lie_evenly_are_slices(uneven):
    even = blocks((0, 16), 3)
    moved = [replace(even[1], position=tuple(phantom.position(AXIAL, 1 + uneven))), *even[2:]]

    found = stack_frames([even[0], *moved])

    assert [len(stack.axes) for stack in found] == [0 if uneven < 0.01 else 1]


@pytest.mark.parametrize("places", [[0, 2, 5.5, 6.6, 11], [0, 2, 5.5, 6.6, 11, 15, 16, 20]])
def test_uneven_slices_that_lie_in_pairs_by_chance_are_one_stack(places):
    (stack,) = stack_frames(frames_on(AXIAL, places))

    assert not stack.axes
    assert len(stack.frames) == len(places)


def test_a_map_beside_the_images_it_was_made_from_is_a_volume_of_its_own():
    def weighted(step, **coordinates):
        return [with_coordinates(f, **coordinates) for f in frames_on(AXIAL, 4, prefix=step)]

    frames = [
        *(
            f
            for b in (0.0, 500.0, 1000.0)
            for f in weighted(f"b{b}", DiffusionBValue=b, ImageType="T")
        ),
        *weighted("map", ImageType="ADC"),
    ]

    found = stack_frames(frames)

    assert sorted([axis.label for axis in stack.axes] for stack in found) == [[], ["b"]]


def test_a_few_extra_images_at_some_positions_are_set_apart():
    frames = frames_on(AXIAL, 8)
    extra = [replace(one, instance=frame(name="extra").instance) for one in frames[3:4]]

    found = stack_frames([*frames, *extra])

    assert [len(stack.frames) for stack in found] == [8, 1]


def test_radiographs_without_position_are_not_stacked():
    films = [frame(None, None, name=name, values={"Modality": "CR"}) for name in "ab"]

    assert [len(stack.frames) for stack in stack_frames(films)] == [1, 1]


def test_a_picture_without_pixel_size_is_not_given_that_of_another():
    sized, unsized = (
        frame(None, None, name=name, values={"Modality": "US"}) for name in ("sized", "unsized")
    )
    sized = replace(sized, pixel_spacing=(0.2, 0.2))
    unsized = replace(unsized, pixel_spacing=None)

    found = [stack.frames[0].pixel_spacing for stack in stack_frames([sized, unsized])]

    assert found == [(0.2, 0.2), None]


def test_pictures_without_position_are_a_sequence_in_their_order():
    pictures = [
        frame(
            None,
            None,
            name=f"p{n}",
            values={"Modality": "OT"},
            coordinates={"InstanceNumber": float(n)},
        )
        for n in (3, 1, 2)
    ]

    (stack,) = stack_frames(pictures)

    assert names(stack) == ["p1", "p2", "p3"]
    assert [axis.label for axis in stack.axes] == ["frame"]
    assert stack.grid is None


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    places=st.lists(
        st.tuples(
            st.integers(0, 12), st.sampled_from([0.0, 0.4, 0.8, 1.1, 1.7, 30.0]), st.integers(1, 3)
        ),
        min_size=1,
        max_size=30,
    ),
    order=st.randoms(use_true_random=False),
)
def test_every_frame_is_in_exactly_one_stack(places, order):
    frames = [
        frame(
            (0, shift, depth * 2.5),
            name=f"{i}",
            coordinates={"InstanceNumber": float(i), "AcquisitionNumber": float(acquisition)},
        )
        for i, (depth, shift, acquisition) in enumerate(places)
    ]
    order.shuffle(frames)

    found = [one for stack in stack_frames(frames) for one in stack.frames if one is not None]

    assert sorted(int(one.instance.path.name) for one in found) == list(range(len(places)))


def test_a_frame_of_reference_for_each_file_does_not_take_a_series_apart(tmp_path):
    def own_reference(dataset, index):
        dataset.FrameOfReferenceUID = phantom.uid("reference", index)

    phantom.write_series(tmp_path, edit=own_reference)

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (4, 6, 5)
    assert "frames-of-reference" in {note.code for note in volume.notes}


def test_two_frames_of_reference_are_two_volumes(tmp_path):
    def half(dataset, index):
        dataset.FrameOfReferenceUID = phantom.uid("reference", index // 2)

    phantom.write_series(tmp_path, edit=half)

    assert [volume.shape for volume in scan(tmp_path).volumes] == [(2, 6, 5), (2, 6, 5)]
