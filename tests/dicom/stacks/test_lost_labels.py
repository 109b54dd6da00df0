"""An image that lacks its label is given the one that is missing at its place, with a note."""

import pytest

import phantom
from napari_dicom.dicom.stacks.stack import stack_frames
from planes import frames_on, with_coordinates

AFFINE = phantom.make_affine()


def echoes(lacking, values=(5.0, 10.0, 15.0)):
    """Return five slices of each echo; those of `lacking` (echo, slice) do not say which."""
    return [
        one if (echo, place) in lacking else with_coordinates(one, EchoTime=value)
        for echo, value in enumerate(values)
        for place, one in enumerate(frames_on(AFFINE, 5, prefix=f"{echo}-"))
    ]


def test_the_only_label_left_is_the_image_s_own_and_that_is_told():
    (stack,) = stack_frames(echoes({(1, 3)}))

    assert [axis.coordinates for axis in stack.axes] == [(5.0, 10.0, 15.0)]
    assert [one.instance.path.name for one in stack.frames[5:10]] == [
        f"1-{n:04d}" for n in range(1, 6)
    ]
    (doubt,) = stack.frames[8].doubts
    assert "EchoTime" in doubt
    assert "10" in doubt


def test_two_of_one_place_are_not_told_apart_by_guessing():
    doubts = [
        one.doubts
        for stack in stack_frames(echoes({(0, 2), (1, 2)}))
        for one in stack.frames
        if one
    ]

    assert set(doubts) == {()}


@pytest.mark.parametrize(("places", "found"), [(1, True), (2, False)], ids=["a fifth", "more"])
def test_a_label_that_many_places_lack_is_not_filled_in(places, found):
    stacks = stack_frames(echoes({(1, place) for place in range(places)}))

    assert any(one and one.doubts for stack in stacks for one in stack.frames) is found
