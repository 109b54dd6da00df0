"""Labels are on an image's voxels where they lie there, and on a grid of their own elsewhere."""

import numpy as np
import pytest

import phantom
from napari_dicom.dicom import scan
from napari_dicom.dicom.errors import ExportError
from napari_dicom.writing.label_planes import laid_on_voxels, planes_on_grid

SHAPE = (4, 48, 40)


@pytest.fixture
def volume(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(*SHAPE))
    (found,) = scan(tmp_path).volumes
    return found


def labels():
    drawn = np.zeros(SHAPE, np.uint8)
    drawn[1:3, 10:20, 10:20] = 1
    return drawn


@pytest.mark.parametrize(("off", "are_on"), [(0.009, True), (0.011, False), (0.4, False)])
@pytest.mark.parametrize("axis", [0, 1, 2], ids=["slices", "rows", "columns"])
def test_labels_shifted_by_a_hundredth_of_a_voxel_are_on_the_images_voxels(
    volume, axis, off, are_on
):
    affine = volume.geometry.affine.copy()
    affine[:3, 3] += off * affine[:3, axis]

    assert (laid_on_voxels(labels(), affine, volume) is not None) == are_on


@pytest.mark.parametrize(("off", "are_on"), [(0.009, True), (0.011, False)])
@pytest.mark.parametrize("axis", [0, 1, 2], ids=["slices", "rows", "columns"])
def test_voxels_of_another_size_are_the_images_as_far_as_they_lie_on_them(
    volume, axis, off, are_on
):
    affine = volume.geometry.affine.copy()
    affine[:3, axis] *= 1 + off / SHAPE[axis]

    assert (laid_on_voxels(labels(), affine, volume) is not None) == are_on


@pytest.mark.parametrize(("lean", "is_refused"), [(0.009, False), (0.011, True)])
def test_labels_on_a_sheared_grid_are_refused(volume, lean, is_refused):
    affine = volume.geometry.affine.copy()
    columns, rows = affine[:3, 2], affine[:3, 1]
    affine[:3, 1] = (
        rows + np.tan(np.arcsin(lean)) * np.linalg.norm(rows) / np.linalg.norm(columns) * columns
    )

    if is_refused:
        with pytest.raises(ExportError, match="sheared"):
            planes_on_grid(labels(), affine, volume)
    else:
        assert planes_on_grid(labels(), affine, volume).labels.shape == SHAPE
