"""Slices of other kernels, echoes, b-values, components or stacks are not one depth."""

from dataclasses import replace

import pytest

import phantom
from napari_dicom.dicom.note import Severity
from napari_dicom.dicom.stacks.stack import stack_frames
from napari_dicom.dicom.volumes.series import volume_on
from planes import frames_on, with_coordinates

AFFINE = phantom.make_affine()


def kernels(pattern):
    planes = [frames_on(AFFINE, 8, values={"ConvolutionKernel": name}) for name in ("B30", "B70")]
    return [planes[kind][place] for place, kind in enumerate(pattern)]


def labelled(keyword, values):
    return lambda pattern: [
        with_coordinates(one, **{keyword: values[kind]})
        for one, kind in zip(frames_on(AFFINE, 8), pattern, strict=True)
    ]


def stacks(pattern):
    return [
        replace(one, stack_id=str(kind))
        for one, kind in zip(frames_on(AFFINE, 8), pattern, strict=True)
    ]


KINDS = [
    pytest.param(kernels, id="kernel"),
    pytest.param(labelled("EchoTime", (5.0, 10.0)), id="echo"),
    pytest.param(labelled("DiffusionBValue", (0.0, 1000.0)), id="b-value"),
    pytest.param(labelled("Component", ("magnitude", "phase")), id="component"),
    pytest.param(labelled("ImageType", ("A", "B")), id="image type"),
    pytest.param(labelled("KVP", (80.0, 140.0)), id="kVp"),
    pytest.param(labelled("InversionTime", (80.0, 140.0)), id="inversion time"),
    pytest.param(stacks, id="stack"),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "pattern", [[0, 1] * 4, [0] * 4 + [1] * 4], ids=["in turn", "one above the other"]
)
def test_slices_of_two_kinds_are_two_volumes(kind, pattern):
    found = stack_frames(kind(pattern))

    assert sorted(len([f for f in one.frames if f]) for one in found) == [4, 4]


@pytest.mark.parametrize("kind", KINDS)
def test_one_slice_of_another_kind_stays_and_is_named_in_a_warning(kind):
    (stack,) = stack_frames(kind([0, 0, 0, 1, 0, 0, 0, 0]))

    (note,) = [note for note in volume_on(stack).notes if note.code == "mixed-slices"]

    assert note.severity is Severity.WARNING
    assert note.details["files"] == ["IM0004"]


@pytest.mark.parametrize(
    ("echoes", "parts"),
    [
        pytest.param((10.0, 10.049), 1, id="0.49 %"),
        pytest.param((10.0, 10.052), 2, id="0.52 %"),
        pytest.param((10.0499, 10.0501), 1, id="noise on either side of a rounding"),
    ],
)
def test_numbers_that_differ_by_half_a_percent_are_one_value(echoes, parts):
    assert len(stack_frames(labelled("EchoTime", echoes)([0, 1] * 4))) == parts


def test_planes_of_one_step_that_are_not_of_one_kind_are_told():
    frames = [
        with_coordinates(one, TemporalPositionIdentifier=float(step), EchoTime=5.0 + (n == 2))
        for step in (1, 2)
        for n, one in enumerate(frames_on(AFFINE, 4, prefix=f"{step}-"))
    ]

    (stack,) = stack_frames(frames)

    (note,) = [note for note in volume_on(stack).notes if note.code == "mixed-slices"]
    assert "of step 1" in note.message
    assert note.details["files"] == ["1-0003"]


@pytest.mark.parametrize(
    ("pattern", "volumes"),
    [
        pytest.param((0, 0, 0, 1, 0, 0, 0, 0), 1, id="one stays"),
        pytest.param((0, 0, 0, 1, 0, 1, 0, 0), 2, id="two are a volume"),
    ],
)
def test_two_slices_of_another_kind_are_a_volume_of_their_own(pattern, volumes):
    assert len(stack_frames(kernels(pattern))) == volumes
