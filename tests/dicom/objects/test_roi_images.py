"""Each contour of a structure set lies on the volume it names, else on that which has its slice."""

import numpy as np
import pytest

import phantom
from napari_dicom.dicom import HowToLoad, load_contents, scan
from napari_dicom.dicom.objects.structure_set import StructureSet
from phantom import make_affine
from structure_sets import contour, lps, roi, square, structure_set

AFFINE = make_affine()


def above(steps):
    """Return the grid's affine, begun some slices further up."""
    affine = np.array(AFFINE, dtype=np.float64)
    affine[:3, 3] += steps * affine[:3, 0]
    return affine


def write(folder, name, slices, affine, **more):
    values = phantom.ramp(slices, 12, 14)
    return phantom.write_series(folder / name, values, affine=affine, series=name, **more)


def named(series, index):
    return [phantom.uid("study", series, "instance", index)]


def drawn(plane, low=1.5, high=6.5, images=()):
    return contour(lps(AFFINE, square(plane, low, high)), images=images)


def loaded(folder):
    opened = load_contents(scan(folder), HowToLoad())
    (one,) = [one for one in opened.loaded if isinstance(one.content, StructureSet)]
    return one


def planes(one):
    return sorted(placed.plane for placed in one.placed)


def series_of(one):
    return one.volume.header.text("SeriesInstanceUID")


def test_a_contour_lies_on_the_single_slice_it_names_and_not_on_the_larger_volume(tmp_path):
    write(tmp_path, "large", 8, AFFINE)
    write(tmp_path, "small", 1, above(4))
    structure_set(tmp_path / "rs.dcm", roi(1, "a", [drawn(4, images=named("small", 0))]))

    one = loaded(tmp_path)

    assert series_of(one) == phantom.uid("study", "small")
    assert (planes(one), one.others) == ([0], ())


def test_contours_that_name_two_volumes_lie_on_both_each_on_its_own(tmp_path):
    write(tmp_path, "ct", 8, AFFINE)
    write(tmp_path, "pet", 4, above(2), modality="PT")
    contours = [drawn(n, images=named("ct", n)) for n in (1, 2, 3)]
    contours += [drawn(n, images=named("pet", n - 2)) for n in (4, 5)]
    structure_set(tmp_path / "rs.dcm", roi(1, "a", contours), roi(2, "empty"))

    one = loaded(tmp_path)
    (other,) = one.others

    assert [series_of(part) for part in (one, other)] == [
        phantom.uid("study", "ct"),
        phantom.uid("study", "pet"),
    ]
    assert [planes(part) for part in (one, other)] == [[1, 2, 3], [2, 3]]
    assert [[own.name for own in part.rois] for part in (one, other)] == [["a", "empty"], ["a"]]
    assert [part.labels[0].voxels for part in (one, other)] == [{1: 75}, {1: 50}]
    assert "on-several-images" in [note.code for note in one.content.notes]


@pytest.mark.parametrize("stack", [0, 1])
def test_contours_that_name_nothing_lie_on_the_stack_of_the_series_that_has_their_slice(
    tmp_path, stack
):
    write(tmp_path, "ct", 8, AFFINE)
    second = make_affine("sagittal")
    phantom.write_series(
        tmp_path / "turned", phantom.ramp(5, 12, 14), affine=second, series="ct", edit=_renumbered
    )
    grid = (AFFINE, second)[stack]
    points = [lps(grid, square(n, 1.5, 6.5)) for n in (1, 2)]
    structure_set(tmp_path / "rs.dcm", roi(1, "a", [contour(one) for one in points]))

    one = loaded(tmp_path)
    parts = [part for part in (one, *one.others) if part.placed]

    assert [planes(part) for part in parts] == [[1, 2]]
    assert parts[0].volume.slices == (8, 5)[stack]


def _renumbered(dataset, index):
    dataset.InstanceNumber = 100 + index
    dataset.SOPInstanceUID = phantom.uid("turned", index)


def test_a_contour_without_a_slice_anywhere_stays_with_most(tmp_path):
    write(tmp_path, "ct", 8, AFFINE)
    write(tmp_path, "pet", 12, AFFINE, modality="PT")
    contours = [drawn(1, images=named("ct", 1)), drawn(10)]
    structure_set(tmp_path / "rs.dcm", roi(1, "a", contours))

    one = loaded(tmp_path)

    assert (planes(one), one.others) == ([1, 10], ())
    assert "contours-beyond-images" in [note.code for note in one.content.notes]
