"""Real series: values and volumes of a threshold against SimpleITK."""

import numpy as np
import pytest
import SimpleITK as sitk

import napari_dicom
from napari_dicom.dicom.measuring import Arranged, Labels, measure_labels, measured_step

CASES = (
    "ct-axial-noext",
    "ct-gantry-tilt-regular",
    "ct-missing-slice",
    "mr-thickness-ne-spacing",
    "pet-per-slice-slope",
)


@pytest.mark.parametrize("case", CASES)
def test_labels_on_a_real_series_agree_with_simpleitk(real_cases, case):
    loaded = napari_dicom.read_volumes(real_cases / case)[0]
    volume, values = loaded.volume, loaded.values
    ends = np.quantile(values, [0.5, 0.9])
    labels = np.digitize(values, ends).astype(np.uint8)
    image = measured_step(volume, values, Arranged(volume.geometry.affine, 0, False))
    acquired = np.array([frame is not None for frame in volume.frames])[:, None, None]
    counted = np.where(acquired, labels, 0).astype(np.uint8)
    if image.padding is not None:
        low, high = (end.reshape(-1, 1, 1) for end in image.padding.T)
        counted[(values >= low) & (values <= high)] = 0
    statistics = sitk.LabelStatisticsImageFilter()
    whole = values.astype(np.float64)
    statistics.Execute(sitk.GetImageFromArray(whole), sitk.GetImageFromArray(counted))

    found = measure_labels(image, Labels(labels, np.eye(4)))

    voxel = abs(np.linalg.det(volume.geometry.affine[:3, :3])) / 1000
    assert set(found) == {1, 2}
    for number, one in found.items():
        assert one.values.count == statistics.GetCount(number)
        assert one.values.mean == pytest.approx(statistics.GetMean(number))
        assert one.values.deviation == pytest.approx(statistics.GetSigma(number))
        assert one.values.minimum == statistics.GetMinimum(number)
        assert one.values.maximum == statistics.GetMaximum(number)
        if image.lattice.places is None:
            assert one.volume == pytest.approx(np.count_nonzero(labels == number) * voxel)
