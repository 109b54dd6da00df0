"""Directions as letters, planes by name."""

import pytest

from napari_dicom.dicom import direction_letters, patient_position_words, plane_name
from phantom import rotation


@pytest.mark.parametrize(
    ("direction", "letters"),
    [
        ((1, 0, 0), "L"),
        ((-2, 0, 0), "R"),
        ((0, 1, 0), "P"),
        ((0, -1, 0), "A"),
        ((0, 0, 1), "S"),
        ((0, 0, -1), "I"),
        ((0.9, 0.4, 0), "LP"),
        ((0, -0.5, 0.8), "SA"),
        ((1, 0.05, 0), "L"),
        ((0, 0, 0), ""),
    ],
)
def test_a_direction_is_named_by_its_strongest_axes(direction, letters):
    assert direction_letters(direction) == letters


@pytest.mark.parametrize(
    ("normal", "name"), [((0, 0, -1), "axial"), ((0, 1, 0), "coronal"), ((1, 0, 0), "sagittal")]
)
def test_a_plane_along_the_patient_axes_has_its_name(normal, name):
    assert plane_name(normal) == name


def test_a_turned_plane_is_oblique():
    assert plane_name(rotation(20, 0, 0) @ (0, 0, 1)) == "oblique (near axial)"


def test_patient_positions_of_the_standard_have_words_and_others_none():
    assert patient_position_words("FFS") == "feet first, supine"
    assert patient_position_words("on the head") == ""


@pytest.mark.parametrize(
    ("degrees", "letters"),
    [pytest.param(4.9, "S", id="4.9 degrees"), pytest.param(5.1, "SA", id="5.1 degrees")],
)
def test_a_second_letter_is_for_what_is_5_degrees_off_an_axis(degrees, letters):
    assert direction_letters(rotation(degrees, 0, 0) @ (0, 0, 1)) == letters


@pytest.mark.parametrize(
    ("degrees", "name"),
    [
        pytest.param(0.9, "coronal", id="0.9 degrees"),
        pytest.param(1.1, "oblique (near coronal)", id="1.1 degrees"),
    ],
)
def test_planes_a_degree_off_the_patient_axes_are_oblique(degrees, name):
    assert plane_name(rotation(degrees, 0, 0) @ (0, 1, 0)) == name


def test_a_direction_has_no_more_than_three_letters_the_strongest_first():
    assert direction_letters((-0.3, 0.5, 0.8)) == "SPR"
