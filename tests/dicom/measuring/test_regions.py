"""Labels: volume and values, against SimpleITK, on the image's voxels and on their own."""

import numpy as np
import pytest
import SimpleITK as sitk

from napari_dicom.dicom import CancelledError
from napari_dicom.dicom.measuring import Labels, Lattice, MeasuredImage, measure_labels
from phantom import make_affine, rotated, rotation

SHAPE = (12, 30, 40)
SPACING = (2.5, 0.7, 0.8)
AFFINES = {
    "upright": make_affine(spacing=SPACING),
    "tilted": make_affine(spacing=SPACING, tilt_degrees=17),
    "oblique": rotated(make_affine(spacing=SPACING), rotation(20, -15, 33)),
}
each_affine = pytest.mark.parametrize("affine", AFFINES.values(), ids=AFFINES.keys())


def random_labels(*numbers, seed=5, shape=SHAPE):
    random = np.random.default_rng(seed)
    return random.choice([0, *numbers], shape, p=[0.5, *[0.5 / len(numbers)] * len(numbers)])


def image_of(affine, seed=3, slice_axis=0, **more):
    values = np.random.default_rng(seed).integers(-1000, 2000, SHAPE).astype(np.int16)
    return MeasuredImage(values, Lattice(affine, SHAPE, slice_axis), "HU", **more)


def by_simpleitk(image, labels):
    statistics = sitk.LabelStatisticsImageFilter()
    drawn = sitk.GetImageFromArray(labels.astype(np.uint16))
    statistics.Execute(sitk.GetImageFromArray(image.values), drawn)
    return statistics


@each_affine
@pytest.mark.parametrize("slice_axis", [0, 1, 2])
def test_values_agree_with_simpleitk(affine, slice_axis):
    image, labels = image_of(affine, slice_axis=slice_axis), random_labels(1, 7, 300)
    wanted = by_simpleitk(image, labels)

    found = measure_labels(image, Labels(labels, np.eye(4)))

    assert list(found) == [1, 7, 300]
    for number, one in found.items():
        assert one.values.count == wanted.GetCount(number)
        assert one.values.mean == pytest.approx(wanted.GetMean(number))
        assert one.values.deviation == pytest.approx(wanted.GetSigma(number))
        assert one.values.minimum == wanted.GetMinimum(number)
        assert one.values.maximum == wanted.GetMaximum(number)


@pytest.mark.parametrize("name", ["upright", "oblique"])
def test_volumes_agree_with_simpleitk(name):
    # SimpleITK knows no shear: tilted grids are below
    labels = random_labels(2, 9)
    drawn = sitk.GetImageFromArray(labels.astype(np.uint16))
    drawn.SetSpacing(SPACING[::-1])
    shapes = sitk.LabelShapeStatisticsImageFilter()
    shapes.Execute(drawn)

    found = measure_labels(image_of(AFFINES[name]), Labels(labels, np.eye(4)))

    for number in (2, 9):
        assert found[number].volume == pytest.approx(shapes.GetPhysicalSize(number) / 1000)


def test_a_tilt_leaves_the_volume_as_it_is():
    labels = np.zeros(SHAPE, np.uint8)
    labels[2:7, 3:13, 4:24] = 1

    found = measure_labels(image_of(AFFINES["tilted"]), Labels(labels, np.eye(4)))

    assert found[1].volume == pytest.approx(5 * 10 * 20 * 2.5 * 0.7 * 0.8 / 1000)
    assert (found[1].first, found[1].last) == (2, 6)
    assert found[1].area is None


def test_large_values_far_from_zero_lose_no_deviation():
    values = (np.random.default_rng(1).normal(0, 1e-3, SHAPE) + 1e6).astype(np.float64)
    image = MeasuredImage(values, Lattice(np.eye(4), SHAPE))

    found = measure_labels(image, Labels(np.ones(SHAPE, np.uint8), np.eye(4)))

    assert found[1].values.deviation == pytest.approx(values.std(ddof=1), rel=1e-4)


def test_a_label_on_one_slice_has_an_area_too():
    labels = np.zeros(SHAPE, np.uint8)
    labels[2, 3:13, 4:24] = 1

    found = measure_labels(image_of(AFFINES["tilted"]), Labels(labels, np.eye(4)))

    assert found[1].area == pytest.approx(200 * 0.7 * 0.8)


def test_uneven_slices_are_as_thick_as_half_the_way_to_their_neighbours():
    depths = [0, 1, 2, 4, 8, 9]
    places = np.array([[0.0, 0, depth] for depth in depths])
    lattice = Lattice(make_affine(spacing=(1, 1, 1)), (6, 10, 10), 0, places)
    image = MeasuredImage(np.zeros((6, 10, 10)), lattice)
    labels = np.zeros((6, 10, 10), np.uint8)
    labels[3, :5, :5] = 1  # from 3 to 6 mm
    labels[4, 5:, :5] = 2  # from 6 to 8.5 mm
    labels[5, 5:, 5:] = 3  # 0.5 mm, and half the step beyond it

    found = measure_labels(image, Labels(labels, np.eye(4)))

    assert [found[n].volume for n in (1, 2, 3)] == pytest.approx([0.075, 0.0625, 0.025])
    assert any("own place" in remark for remark in found[1].remarks)


def test_padding_missing_slices_and_what_is_no_number_are_left_out_and_count_as_volume():
    values = np.ones(SHAPE, np.float32)
    values[2, 0] = -2000
    values[3, 0, :5] = np.nan
    acquired = np.ones(12, bool)
    acquired[4] = False
    padding = np.full((12, 2), -2000.0)
    image = MeasuredImage(values, Lattice(np.eye(4), SHAPE), "", padding, acquired)
    labels = np.ones(SHAPE, np.uint8)

    found = measure_labels(image, Labels(labels, np.eye(4)))[1]

    assert found.volume == pytest.approx(labels.size / 1000)
    left_out = (found.values.padding, found.values.no_number, found.values.not_acquired)
    assert left_out == (40, 5, 1200)
    assert found.values.count == labels.size - 1245
    assert len(found.remarks) == 3


def test_labels_without_values_at_all_say_that_nothing_is_left():
    image = MeasuredImage(np.full(SHAPE, np.nan), Lattice(np.eye(4), SHAPE))

    found = measure_labels(image, Labels(np.ones(SHAPE, np.uint8), np.eye(4)))[1]

    assert np.isnan(found.values.mean)
    assert "nothing is left to measure" in found.remarks


def test_finer_labels_on_a_grid_of_their_own_take_the_voxel_they_lie_in():
    image = image_of(AFFINES["oblique"])
    coarse = random_labels(1, 2)
    fine = coarse.repeat(2, axis=1).repeat(2, axis=2)
    to_image = np.diag([1, 0.5, 0.5, 1.0])
    to_image[1:3, 3] = -0.25

    found = measure_labels(image, Labels(fine, to_image))

    wanted = measure_labels(image, Labels(coarse, np.eye(4)))
    for number in (1, 2):
        assert found[number].volume == pytest.approx(wanted[number].volume)
        assert found[number].values.mean == pytest.approx(wanted[number].values.mean)
        assert found[number].values.count == 4 * wanted[number].values.count
        assert "on voxels of its own: values of the nearest voxels" in found[number].remarks


def test_labels_that_lie_across_the_images_slices_are_sampled_by_place():
    image = image_of(AFFINES["tilted"])
    labels = random_labels(4)
    turned = labels.transpose(2, 0, 1)
    to_image = np.eye(4)[[1, 2, 0, 3]]

    found = measure_labels(image, Labels(turned, to_image))

    wanted = measure_labels(image, Labels(labels, np.eye(4)))
    assert found[4].values.mean == pytest.approx(wanted[4].values.mean)
    assert found[4].volume == pytest.approx(wanted[4].volume)


def test_labels_beyond_the_image_have_a_volume_and_no_values_there():
    image = image_of(AFFINES["upright"])
    to_image = np.eye(4)
    to_image[0, 3] = 10

    found = measure_labels(image, Labels(np.ones(SHAPE, np.uint8), to_image))[1]

    assert found.values.count == 2 * 30 * 40
    assert found.values.not_acquired == 10 * 30 * 40


@pytest.mark.parametrize(("shift", "own"), [(0.9e-3, False), (1.1e-3, True)])
def test_labels_a_thousandth_of_a_voxel_off_are_on_the_images_voxels(shift, own):
    to_image = np.eye(4)
    to_image[1, 3] = shift

    found = measure_labels(image_of(np.eye(4)), Labels(random_labels(1), to_image))[1]

    assert bool(found.remarks) == own


def test_only_slices_with_labels_are_read():
    dask = pytest.importorskip("dask.array")
    read = []

    def plane(block_info=None):
        read.append(block_info[None]["chunk-location"][0])
        return np.zeros((1, 30, 40), np.int16)

    values = dask.map_blocks(plane, chunks=((1,) * 12, 30, 40), dtype=np.int16, meta=np.zeros(0))
    labels = np.zeros(SHAPE, np.uint8)
    labels[[3, 8], 5, 5] = 1

    measure_labels(MeasuredImage(values, Lattice(np.eye(4), SHAPE)), Labels(labels, np.eye(4)))

    assert read == [3, 8]


def test_nothing_drawn_is_nothing_measured():
    found = measure_labels(image_of(np.eye(4)), Labels(np.zeros(SHAPE, np.uint8), np.eye(4)))

    assert found == {}


def test_colour_has_volumes_and_no_values():
    image = MeasuredImage(None, Lattice(np.eye(4), SHAPE))

    found = measure_labels(image, Labels(np.ones(SHAPE, np.uint8), np.eye(4)))[1]

    assert found.volume == pytest.approx(np.prod(SHAPE) / 1000)
    assert found.values is None


def test_it_can_be_cancelled_between_planes():
    def stop(what, done, total):  # noqa: ARG001 - as it is called
        if done == 3:
            raise CancelledError(what)

    with pytest.raises(CancelledError):
        measure_labels(image_of(np.eye(4)), Labels(np.ones(SHAPE, np.uint8), np.eye(4)), stop)


@pytest.mark.parametrize("numbers", [(65535,), (3, 65535), (3, 65536), (70000, 2**31)])
@pytest.mark.parametrize("kind", [np.int64, np.uint32])
def test_numbers_may_be_short_or_long(numbers, kind):
    image, labels = image_of(np.eye(4)), random_labels(*numbers).astype(kind)

    found = measure_labels(image, Labels(labels, np.eye(4)))

    assert list(found) == list(numbers)
    for number, one in found.items():
        values = image.values[labels == number]
        assert one.values.mean == pytest.approx(values.mean())
        assert one.values.deviation == pytest.approx(values.std(ddof=1))
        assert one.values.maximum == values.max()


def test_labels_may_be_true_and_false():
    found = measure_labels(image_of(np.eye(4)), Labels(random_labels(1) == 1, np.eye(4)))

    assert list(found) == [1]
