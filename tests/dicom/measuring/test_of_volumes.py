"""What of a volume is measured: each slice's own place, padding, the step at hand."""

import numpy as np
import pytest

import napari_dicom
from napari_dicom.dicom import scale_by
from napari_dicom.dicom.measuring import Arranged, figure_of, measure_figure, measured_step
from phantom import make_affine, ramp, uid, write_series

DEPTHS = [0.0, 1, 2, 4.5, 8, 9.2]


def moved_to(depths):
    def edit(dataset, index):
        dataset.ImagePositionPatient = [0.0, 0.0, depths[index]]

    return edit


def volume_at(folder, depths, **more):
    affine = make_affine(spacing=(1, 1, 1), origin=(0, 0, 0))
    write_series(folder, ramp(len(depths)), affine=affine, edit=moved_to(depths), **more)
    (loaded,) = napari_dicom.read_volumes(folder)
    return loaded


def step_of(loaded, backwards=False, step=(), volume=None):
    volume = loaded.volume if volume is None else volume
    affine = volume.geometry.affine.copy()
    values = loaded.values[step] if step else loaded.values
    if backwards:
        affine[:3, 3] += affine[:3, 0] * (volume.slices - 1)
        affine[:3, 0] *= -1
        values = values[::-1]
    return measured_step(volume, values, Arranged(affine, 0, backwards), step, "HU")


def line(start, end):
    return figure_of("line", np.array([[start, 2.0, 2], [end, 2, 2]]))


@pytest.mark.parametrize("backwards", [False, True], ids=["ascending", "descending"])
def test_uneven_slices_have_their_own_places(tmp_path, backwards):
    image = step_of(volume_at(tmp_path, DEPTHS), backwards)
    ends = (1, 4) if not backwards else (4, 1)

    found = measure_figure(image, line(*ends))

    assert found.length == pytest.approx(7)


def test_even_slices_lie_as_the_affine_says(tmp_path):
    image = step_of(volume_at(tmp_path, [0, 2, 4, 6]))

    assert image.lattice.places is None
    assert measure_figure(image, line(0, 3)).length == pytest.approx(6)


@pytest.mark.parametrize(("off", "has_places"), [(1.15e-3, False), (1.3e-3, True)])
def test_slices_off_by_a_thousandth_of_a_step_lie_evenly(tmp_path, off, has_places):
    # 2 mm apart; the affine, fitted to all, takes a sixth of it: 0.96e-3, 1.08e-3 are left
    loaded = volume_at(tmp_path, [0, 2, 4 + 2 * off, 6, 8, 10, 12])

    assert (step_of(loaded).lattice.places is not None) == has_places


def test_a_missing_slice_lies_between_its_neighbours_and_has_no_values(tmp_path):
    image = step_of(volume_at(tmp_path, [0, 2, 4, 8, 10, 12, 14, 16]))
    square = np.array([[0.5, 2, 1.5], [0.5, 2, 3.5], [5.5, 2, 3.5], [5.5, 2, 1.5]])

    found = measure_figure(image, figure_of("rectangle", square))

    assert measure_figure(image, line(2, 4)).length == pytest.approx(4)
    assert (found.values.count, found.values.not_acquired) == (8, 2)
    assert found.area == pytest.approx(20)


def test_scaled_as_asked_it_is_measured_as_asked_and_says_so(tmp_path):
    loaded = volume_at(tmp_path, [0, 2, 4, 6], header={"SliceThickness": 5})
    image = step_of(loaded, volume=scale_by(loaded.volume, "SliceThickness"))

    found = measure_figure(image, line(0, 3))

    assert found.length == pytest.approx(15)
    assert any("as asked for" in remark for remark in found.remarks)


def test_uneven_slices_scaled_as_asked_lie_evenly(tmp_path):
    loaded = volume_at(tmp_path, DEPTHS, header={"SliceThickness": 5})
    image = step_of(loaded, volume=scale_by(loaded.volume, "SliceThickness"))

    assert measure_figure(image, line(1, 4)).length == pytest.approx(15)


def test_a_straightened_tilt_keeps_the_lengths_along_the_normal(tmp_path):
    affine = make_affine(spacing=(2, 0.5, 0.5), tilt_degrees=15)
    write_series(tmp_path, ramp(6, 20, 20), affine=affine)
    loaded = napari_dicom.straightened(napari_dicom.read_volumes(tmp_path)[0])

    found = measure_figure(step_of(loaded), line(0, 5))

    assert found.length == pytest.approx(10)
    assert any("interpolation" in remark for remark in found.remarks)


def test_a_regularised_volume_has_values_where_no_slice_was_acquired(tmp_path):
    loaded = napari_dicom.regularised(volume_at(tmp_path, DEPTHS))
    square = np.array([[0.5, 2, 1.5], [0.5, 2, 3.5], [6.5, 2, 3.5], [6.5, 2, 1.5]])

    found = measure_figure(step_of(loaded), figure_of("rectangle", square))

    assert (found.values.count, found.values.not_acquired) == (12, 0)


def test_padding_is_what_the_header_says_after_the_modality_lut(tmp_path):
    values = ramp()
    values[1, :2] = -2000
    write_series(tmp_path, values, intercept=-24, slope=1, header={"PixelPaddingValue": -2000})
    (loaded,) = napari_dicom.read_volumes(tmp_path)
    square = np.array([[1, -0.5, -0.5], [1, -0.5, 4.5], [1, 5.5, 4.5], [1, 5.5, -0.5]])

    found = measure_figure(step_of(loaded), figure_of("rectangle", square))

    assert found.values.padding == 10
    assert found.values.minimum == values[1, 2:].min() - 24


@pytest.mark.parametrize("step", [0, 1])
def test_the_values_are_those_of_the_step_at_hand(tmp_path, step):
    for number in range(2):

        def edit(dataset, index, number=number):
            dataset.TemporalPositionIdentifier = number + 1
            dataset.InstanceNumber = 4 * number + index + 1
            dataset.SOPInstanceUID = uid("step", number, index)

        write_series(
            tmp_path, ramp() + 1000 * number, modality="MR", edit=edit, name=f"{number}_{{}}".format
        )
    (loaded,) = napari_dicom.read_volumes(tmp_path)
    square = np.array([[1, 0.5, 0.5], [1, 0.5, 1.5], [1, 1.5, 1.5], [1, 1.5, 0.5]])

    found = measure_figure(step_of(loaded, step=(step,)), figure_of("rectangle", square))

    assert found.values.mean == 1000 * step + 111


def test_images_without_a_pixel_size_are_measured_in_pixels(tmp_path):
    gone = ("PixelSpacing", "ImagePositionPatient", "ImageOrientationPatient", "SliceThickness")
    header = dict.fromkeys(gone)
    write_series(tmp_path, ramp(1), modality="OT", header=header)
    (loaded,) = napari_dicom.read_volumes(tmp_path)
    arranged = Arranged(np.eye(4), 0, False)

    image = measured_step(loaded.volume, loaded.values[None], arranged)

    assert not measure_figure(image, line(0, 0)).is_in_mm


@pytest.mark.parametrize("sized", [True, False], ids=["sized", "unsized"])
def test_slices_whose_pixels_have_no_size_are_not_measured_in_mm(tmp_path, sized):
    loaded = volume_at(tmp_path, [0, 2, 4, 6], header=None if sized else {"PixelSpacing": None})

    found = measure_figure(step_of(loaded), line(0, 0))

    assert found.is_in_mm == sized
    told = "no pixel size is known: measured as if a pixel were 1 mm wide, in pixels"
    assert (told in found.remarks) != sized
