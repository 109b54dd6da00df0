"""Tolerances are parts of a step or a pixel: a study and the same in micrometres look alike."""

from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

import phantom
from napari_dicom.dicom.files import scan_paths
from napari_dicom.dicom.frames import frames_of
from napari_dicom.dicom.stacks import geometry_of
from napari_dicom.dicom.stacks.stack import stack_frames
from planes import frames_on, with_coordinates
from real import REAL, needs_real

FACTORS = [pytest.param(factor, id=f"x {factor:g}") for factor in (1e-3, 1e-2, 10.0, 1e5)]
CASES = sorted(path.name for path in REAL.iterdir() if path.is_dir()) if REAL.is_dir() else []


def scaled(frame, factor):
    """Return a frame with all its lengths times a factor, as its file would write them."""

    def times(length):
        return None if length is None else float(f"{length * factor:.12g}")

    return replace(
        frame,
        position=frame.position and tuple(map(times, frame.position)),
        pixel_spacing=frame.pixel_spacing and tuple(map(times, frame.pixel_spacing)),
        slice_thickness=times(frame.slice_thickness),
        spacing_between_slices=times(frame.spacing_between_slices),
    )


def assert_alike(found, expected, factor):
    """Hold that stacks are the same but for a factor on all their lengths."""
    assert [facts(one) for one in found] == [facts(one) for one in expected]
    for one, other in zip(found, expected, strict=True):
        if other.grid is not None:
            affines = [geometry_of(stack.frames, stack.grid).affine[:3] for stack in (one, other)]
            np.testing.assert_allclose(affines[0] / factor, affines[1], rtol=1e-6, atol=1e-3)


def facts(stack):
    """Return what of a stack has no length."""
    names = [one and (one.instance.path.name, one.number, one.tile) for one in stack.frames]
    axes = [(axis.label, axis.source, axis.coordinates) for axis in stack.axes]
    regularity = stack.grid and stack.grid.regularity
    tilted = stack.grid and geometry_of(stack.frames, stack.grid).is_tilted
    return names, axes, regularity, tilted, [note.code for note in stack.notes]


def jittered(affine):
    shifts = (0, 0.04, -0.05, 0.03, 0, -0.02)
    return [
        replace(one, position=tuple(np.add(one.position, (0, 0, by))))
        for one, by in zip(frames_on(affine, 6), shifts, strict=True)
    ]


def repeated(affine):
    return [
        with_coordinates(one, EchoTime=echo)
        for echo in (4.6, 9.2)
        for one in frames_on(affine, 5, prefix=f"e{echo}-")
    ]


STUDIES = {
    "regular": lambda affine: frames_on(affine, 6, slice_thickness=2.5),
    "a gap": lambda affine: frames_on(affine, [0, 1, 2, 5, 6], slice_thickness=2.5),
    "jitter": jittered,
    "two echoes": repeated,
    "a change of step": lambda affine: frames_on(affine, [0, 1, 2, 3, 3.5, 4, 4.5, 5]),
    "tilted": lambda _: frames_on(phantom.make_affine(tilt_degrees=12), 6),
}


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("study", STUDIES)
def test_lengths_times_a_factor_give_the_same_stacks_scaled(study, factor):
    frames = STUDIES[study](phantom.make_affine())

    found = stack_frames([scaled(frame, factor) for frame in frames])

    assert_alike(found, stack_frames(frames), factor)


@needs_real
@pytest.mark.parametrize("factor", FACTORS[:3])
@pytest.mark.parametrize("case", CASES)
def test_real_series_times_a_factor_give_the_same_stacks_scaled(case, factor):
    instances = scan_paths([REAL / case]).instances
    series = {}
    for one in instances:
        series.setdefault(one.header.text("SeriesInstanceUID"), []).append(one)

    for files in series.values():
        frames = list(chain.from_iterable(map(frames_of, files)))
        found = stack_frames([scaled(frame, factor) for frame in frames])
        assert_alike(found, stack_frames(frames), factor)
