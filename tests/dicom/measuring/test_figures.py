"""Lines, angles and areas: known lengths in every plane, anisotropic, tilted, oblique, uneven."""

import numpy as np
import pytest
import SimpleITK as sitk

from napari_dicom.dicom.measuring import Figure, FigureKind, Lattice, MeasuredImage, figure_of
from napari_dicom.dicom.measuring import measure_figure as measure
from napari_dicom.dicom.measuring.figures import pixels_within
from phantom import make_affine, rotated, rotation

SHAPE = (20, 30, 40)
AFFINES = {
    "anisotropic": make_affine(spacing=(2.5, 0.7, 0.8)),
    "tilted": make_affine(spacing=(2.5, 0.7, 0.8), tilt_degrees=17),
    "oblique": rotated(make_affine(spacing=(3.0, 0.5, 0.9)), rotation(20, -15, 33)),
    "oblique and tilted": rotated(make_affine(tilt_degrees=-12), rotation(5, 40, 7)),
    "tiny": make_affine(spacing=(2.5e-4, 0.7e-4, 0.8e-4)),
}
each_affine = pytest.mark.parametrize("affine", AFFINES.values(), ids=AFFINES.keys())
PLANES = {"axial": 0, "coronal": 1, "sagittal": 2}
each_plane = pytest.mark.parametrize("across", PLANES.values(), ids=PLANES.keys())


def image_of(affine, values=None, **more):
    values = np.random.default_rng(3).integers(-1000, 2000, SHAPE) if values is None else values
    return MeasuredImage(values, Lattice(affine, values.shape), "HU", **more)


def drawn(kind, points, across, at=6):
    """Return a figure whose points (n, 2) lie in a plane."""
    return figure_of(kind, np.insert(np.asarray(points, float), across, at, axis=1))


def in_patient(affine, points):
    return points @ affine[:3, :3].T + affine[:3, 3]


@each_affine
@each_plane
def test_a_line_is_as_long_as_its_ends_lie_apart_in_the_patient(affine, across):
    line = drawn("line", [[2.25, 3], [11, 17.5]], across)
    ends = in_patient(affine, line.points)

    found = measure(image_of(affine), line)

    assert found.length == pytest.approx(np.linalg.norm(ends[1] - ends[0]))
    assert found.area is found.angle is found.values is None
    assert (found.across, found.first) == (across, 6)


def test_a_line_across_slices_of_a_tilt_follows_the_shear():
    # 10 steps of 2.5 mm along the normal, sheared by tan(17°): straight along z it were 25 mm
    line = Figure(FigureKind.LINE, np.array([[0.0, 6, 6], [10, 6, 6]]))

    found = measure(image_of(AFFINES["tilted"]), line)

    assert found.length == pytest.approx(25 / np.cos(np.radians(17)))


@each_affine
@each_plane
def test_an_angle_is_that_between_directions_in_the_patient(affine, across):
    figure = drawn("path", [[2, 3], [5, 12], [14, 7]], across)
    a, b, c = in_patient(affine, figure.points)
    cosine = (a - b) @ (c - b) / np.linalg.norm(a - b) / np.linalg.norm(c - b)

    found = measure(image_of(affine), figure)

    assert found.kind == "angle"
    assert found.angle == pytest.approx(np.degrees(np.arccos(cosine)))
    assert found.length == pytest.approx(np.linalg.norm(a - b) + np.linalg.norm(c - b))


def test_a_right_angle_on_anisotropic_pixels_is_one_though_none_in_pixels():
    # in mm (0, 0) - (0, 1.4) - turned by 90°: pixels of 0.7 x 0.8
    figure = drawn("path", [[0, 0], [10, 7 / 0.8], [10 - 7 / 0.7, 7 / 0.8 + 7 / 0.8]], 0)

    assert measure(image_of(AFFINES["anisotropic"]), figure).angle == pytest.approx(90)


def test_an_angle_whose_points_are_one_has_no_degrees():
    figure = Figure(FigureKind.ANGLE, np.full((3, 3), 4.0))

    assert measure(image_of(AFFINES["tilted"]), figure).angle is None


@pytest.mark.parametrize(
    ("number", "kind"), [(2, "line"), (3, "angle"), (4, "path")], ids=["two", "three", "four"]
)
def test_a_path_is_called_by_the_number_of_its_points(number, kind):
    points = np.array([[6.0, n, n * n] for n in range(number)])

    assert figure_of("path", points).kind == kind


def test_the_point_that_a_double_click_sets_twice_counts_once():
    points = np.array([[6.0, 0, 0], [6, 4, 0], [6, 4, 5], [6, 4, 5]])

    assert figure_of("path", points).kind == "angle"


def test_a_path_that_ends_where_it_begins_encloses_an_area():
    points = np.array([[6.0, 0, 0], [6, 4, 0], [6, 4, 5], [6, 0, 0]])

    found = measure(image_of(np.eye(4)), figure_of("path", points))

    assert found.kind == "polygon"
    assert found.area == pytest.approx(10)


@pytest.mark.parametrize(("gap", "kind"), [(0.9e-3, "polygon"), (1.1e-3, "path")])
def test_a_path_ends_where_it_begins_within_a_thousandth_of_a_pixel(gap, kind):
    points = np.array([[6.0, 0, 0], [6, 4, 0], [6, 4, 5], [6, gap, 0]])

    assert figure_of("path", points).kind == kind


@pytest.mark.parametrize(("slant", "across"), [(0.9e-3, 0), (1.1e-3, None)])
def test_a_figure_lies_in_a_plane_that_it_leaves_by_a_thousandth_of_a_step(slant, across):
    points = np.array([[6.0, 0, 0], [6, 4, 1], [6 + slant, 4, 5], [6, 0, 4]])

    assert figure_of("polygon", points).across(0) == across


@pytest.mark.parametrize(("points", "is_told"), [(2000, True), (2001, False)])
def test_outlines_of_up_to_two_thousand_points_are_looked_at_for_crossings(points, is_told):
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    outline = np.stack([15 + 9 * np.cos(turn), 20 + 9 * np.sin(turn)], axis=1)
    outline[[0, points // 2]] = outline[[points // 2, 0]]

    found = measure(image_of(np.eye(4)), drawn("polygon", outline, 0))

    assert any("crosses itself" in remark for remark in found.remarks) == is_told


@each_affine
@each_plane
@pytest.mark.parametrize("kind", ["rectangle", "ellipse", "polygon"])
def test_an_area_is_that_of_the_outline_in_the_patient(affine, across, kind):
    figure = drawn(kind, [[2, 3], [2, 13], [9, 13], [9, 3]], across)
    a, b, _, d = in_patient(affine, figure.points)
    part = np.pi / 4 if kind == "ellipse" else 1

    found = measure(image_of(affine), figure)

    assert found.area == pytest.approx(part * np.linalg.norm(np.cross(b - a, d - a)))


@each_plane
def test_values_are_those_of_the_pixels_whose_centres_lie_within(across):
    image = image_of(AFFINES["tilted"])
    figure = drawn("polygon", [[1.5, 2.5], [1.5, 9.5], [7.5, 9.5], [7.5, 2.5]], across)
    pixels = image.values.take(6, axis=across)[2:8, 3:10]

    found = measure(image, figure).values

    assert found.count == pixels.size
    assert found.mean == pytest.approx(pixels.mean())
    assert found.deviation == pytest.approx(pixels.std(ddof=1))
    assert (found.minimum, found.maximum) == (pixels.min(), pixels.max())


@each_affine
@pytest.mark.parametrize("kind", ["ellipse", "polygon", "rectangle"])
def test_values_within_agree_with_simpleitk(affine, kind):
    image = image_of(affine)
    figure = drawn(kind, [[3, 4.2], [8, 20.3], [15, 18.1], [10, 2]], 0)
    patch = pixels_within(figure, 0, SHAPE)
    mask = np.zeros(SHAPE, np.uint8)
    mask[6, patch.rows, patch.columns] = patch.mask
    statistics = sitk.LabelStatisticsImageFilter()
    statistics.Execute(sitk.GetImageFromArray(image.values), sitk.GetImageFromArray(mask))

    found = measure(image, figure).values

    assert found.count == statistics.GetCount(1) > 50
    assert found.mean == pytest.approx(statistics.GetMean(1))
    assert found.deviation == pytest.approx(statistics.GetSigma(1))
    assert found.minimum == statistics.GetMinimum(1)
    assert found.maximum == statistics.GetMaximum(1)


def test_pixels_of_an_ellipse_are_those_its_equation_holds():
    figure = drawn("ellipse", [[5, 5], [5, 25], [17, 25], [17, 5]], 0)
    patch = pixels_within(figure, 0, SHAPE)
    rows, columns = np.mgrid[:30, :40]
    wanted = ((rows - 11) / 6) ** 2 + ((columns - 15) / 10) ** 2 <= 1
    mask = np.zeros((30, 40), bool)
    mask[patch.rows, patch.columns] = patch.mask

    assert np.array_equal(mask, wanted)


def test_an_ellipse_that_hangs_over_the_edge_has_the_pixels_that_are_there():
    figure = drawn("ellipse", [[-8, -8], [-8, 8], [8, 8], [8, -8]], 0)

    found = measure(image_of(np.eye(4)), figure)

    assert found.values.count == sum(i * i + j * j <= 64 for i in range(9) for j in range(9))
    assert found.area == pytest.approx(np.pi * 64)


def test_padding_and_what_is_no_number_is_left_out_and_told():
    values = np.ones(SHAPE, np.float32)
    values[6, 3, 3:6] = -2000
    values[6, 4, 3] = np.nan
    values[6, 4, 4] = np.inf
    padding = np.full((20, 2), (-2000.0, -1990.0))
    square = drawn("rectangle", [[1.5, 1.5], [1.5, 8.5], [8.5, 8.5], [8.5, 1.5]], 0)

    found = measure(image_of(np.eye(4), values, padding=padding), square)

    assert (found.values.count, found.values.padding, found.values.no_number) == (44, 3, 2)
    assert (found.values.mean, found.values.deviation) == (1, 0)
    assert any("3 pixels (padding)" in remark for remark in found.remarks)
    assert any("2 pixels (no number)" in remark for remark in found.remarks)


@pytest.mark.parametrize(("value", "left_out"), [(-2001, 0), (-2000, 9), (-1990, 9), (-1989, 0)])
def test_only_the_range_of_padding_is_left_out(value, left_out):
    values = np.full(SHAPE, value)
    padding = np.full((20, 2), (-2000.0, -1990.0))
    square = drawn("rectangle", [[1.5, 1.5], [1.5, 4.5], [4.5, 4.5], [4.5, 1.5]], 0)

    found = measure(image_of(np.eye(4), values, padding=padding), square)

    assert found.values.padding == left_out


def test_in_a_plane_across_slices_each_slice_has_its_own_padding():
    values = np.zeros(SHAPE, np.int16)
    padding = np.full((20, 2), np.nan)
    padding[4] = 0
    square = drawn("rectangle", [[1.5, 1.5], [1.5, 4.5], [6.5, 4.5], [6.5, 1.5]], 1)

    found = measure(image_of(np.eye(4), values, padding=padding), square).values

    assert (found.count, found.padding) == (12, 3)


def test_slices_that_were_not_acquired_are_left_out():
    acquired = np.ones(20, bool)
    acquired[4] = False
    square = drawn("rectangle", [[1.5, 1.5], [1.5, 4.5], [6.5, 4.5], [6.5, 1.5]], 1)

    found = measure(image_of(np.eye(4), acquired=acquired), square)

    assert (found.values.count, found.values.not_acquired) == (12, 3)
    assert any("not acquired" in remark for remark in found.remarks)


def test_one_pixel_has_no_deviation():
    square = drawn("rectangle", [[1.5, 1.5], [1.5, 2.5], [2.5, 2.5], [2.5, 1.5]], 0)

    found = measure(image_of(np.eye(4)), square).values

    assert found.count == 1
    assert np.isnan(found.deviation)


def test_an_area_between_centres_has_no_values_and_says_so():
    square = drawn("rectangle", [[1.2, 1.2], [1.2, 1.8], [1.8, 1.8], [1.8, 1.2]], 0)

    found = measure(image_of(np.eye(4)), square)

    assert found.area == pytest.approx(0.36)
    assert found.values.count == 0
    assert "no pixel's centre lies within" in found.remarks


@pytest.mark.parametrize(("at", "is_outside"), [(-1, True), (0, False), (19, False), (20, True)])
def test_what_lies_outside_has_no_values_and_says_so(at, is_outside):
    square = drawn("rectangle", [[1.5, 1.5], [1.5, 4.5], [4.5, 4.5], [4.5, 1.5]], 0, at)

    found = measure(image_of(np.eye(4)), square)

    assert (found.values is None) == is_outside
    assert ("lies outside the image: no values" in found.remarks) == is_outside
    assert found.area == pytest.approx(9)


def test_what_lies_across_all_axes_has_an_area_and_no_values():
    points = np.array([[1.0, 1, 1], [1, 5, 5], [5, 5, 5]])

    found = measure(image_of(np.eye(4)), figure_of("polygon", points))

    assert found.area == pytest.approx(np.sqrt(32) * 4 / 2)
    assert found.values is None
    assert found.across == -1


def test_an_outline_that_crosses_itself_has_the_area_of_its_pixels_and_says_so():
    bow = drawn("polygon", [[2.5, 2.5], [12.5, 12.5], [12.5, 2.5], [2.5, 12.5]], 0)

    found = measure(image_of(make_affine(spacing=(1, 2, 3))), bow)

    assert found.area == found.values.count * 6
    assert found.values.count == pytest.approx(50, abs=6)
    assert any("crosses itself" in remark for remark in found.remarks)


def test_a_polygon_with_a_dent_does_not_cross_itself():
    dent = drawn("polygon", [[0, 0], [0, 10], [5, 5], [10, 10], [10, 0]], 0)

    found = measure(image_of(np.eye(4)), dent)

    assert found.area == pytest.approx(75)
    assert found.remarks == ()


@pytest.mark.parametrize(("across", "leans"), [(0, False), (1, True), (2, False)])
def test_the_plane_that_leans_with_a_tilt_is_told(across, leans):
    # the tilt shears along the columns: planes across rows lean, sagittal ones do not
    line = drawn("line", [[2, 3], [5, 12]], across)

    found = measure(image_of(AFFINES["tilted"]), line)

    assert any("leans by 17.0°" in remark for remark in found.remarks) == leans


@pytest.mark.parametrize(("tilt", "told"), [(0.09, False), (0.11, True)])
def test_a_tilt_is_told_from_a_tenth_of_a_degree_on(tilt, told):
    line = drawn("line", [[2, 3], [5, 12]], 1)

    found = measure(image_of(make_affine(tilt_degrees=tilt)), line)

    assert bool(found.remarks) == told


def uneven(depths, spacing=(1, 1, 1)):
    """Return a lattice of slices at depths along z, shown 1 mm apart."""
    places = np.array([[0.0, 0, depth] for depth in depths])
    return Lattice(make_affine(spacing=spacing, origin=(0, 0, 0)), (len(depths), 30, 40), 0, places)


DEPTHS = [0, 1, 2, 4, 8, 9]


def test_a_line_across_uneven_slices_is_measured_by_their_own_places():
    image = MeasuredImage(np.zeros((6, 30, 40)), uneven(DEPTHS))
    line = drawn("line", [[0.5, 3], [4, 9]], 1)

    found = measure(image, line)

    assert found.length == pytest.approx(np.hypot(8 - 0.5, 6))
    assert any("each slice's own place" in remark for remark in found.remarks)


def test_an_area_across_uneven_slices_is_measured_by_their_own_places():
    image = MeasuredImage(np.zeros((6, 30, 40)), uneven(DEPTHS))
    # a triangle on screen, bent in the patient: wide 4 at slice 0, none at slice 4
    triangle = drawn("polygon", [[0, 0], [0, 4], [4, 0]], 1)
    wanted = np.trapezoid([4, 3, 2, 1, 0], [0, 1, 2, 4, 8])

    assert measure(image, triangle).area == pytest.approx(wanted)


def test_an_ellipse_across_uneven_slices_that_lie_evenly_after_all_has_its_area():
    image = MeasuredImage(np.zeros((6, 30, 40)), uneven([0, 2, 4, 6, 8, 10]))
    ellipse = drawn("ellipse", [[0, 3], [0, 13], [5, 13], [5, 3]], 1)

    assert measure(image, ellipse).area == pytest.approx(np.pi * 5 * 5, rel=1e-4)


def test_beyond_the_last_slice_the_step_of_the_affine_goes_on():
    image = MeasuredImage(np.zeros((6, 30, 40)), uneven(DEPTHS))
    line = drawn("line", [[5, 3], [7, 3]], 1)

    assert measure(image, line).length == pytest.approx(2)


def test_only_the_plane_that_is_needed_is_read():
    dask = pytest.importorskip("dask.array")
    read = []

    def plane(block_info=None):
        read.append(block_info[None]["chunk-location"][0])
        return np.zeros((1, 30, 40), np.int16)

    values = dask.map_blocks(plane, chunks=((1,) * 20, 30, 40), dtype=np.int16, meta=np.zeros(0))
    square = drawn("rectangle", [[1.5, 1.5], [1.5, 4.5], [4.5, 4.5], [4.5, 1.5]], 0)

    found = measure(MeasuredImage(values, Lattice(np.eye(4), SHAPE)), square)

    assert found.values.count == 9
    assert read == [6]


def test_without_a_pixel_size_it_says_that_lengths_are_in_pixels():
    line = drawn("line", [[2, 3], [2, 6]], 0)

    found = measure(image_of(np.eye(4), is_in_mm=False), line)

    assert not found.is_in_mm
    assert (
        "no pixel size is known: measured as if a pixel were 1 mm wide, in pixels" in found.remarks
    )


def test_colour_has_an_area_and_no_values():
    image = MeasuredImage(None, Lattice(np.eye(4), SHAPE))
    square = drawn("rectangle", [[1.5, 1.5], [1.5, 4.5], [4.5, 4.5], [4.5, 1.5]], 0)

    found = measure(image, square)

    assert found.area == pytest.approx(9)
    assert found.values is None
    assert found.remarks == ("colour: no values",)


@pytest.mark.parametrize("slice_axis", [0, 1, 2])
def test_a_straight_line_lies_in_the_acquired_plane_where_it_lies_in_several(slice_axis):
    points = np.full((2, 3), 6.0)
    points[1, (slice_axis + 1) % 3] = 10
    image = MeasuredImage(np.zeros(SHAPE), Lattice(np.eye(4), SHAPE, slice_axis))

    assert measure(image, figure_of("line", points)).across == slice_axis


@pytest.mark.parametrize("kind", ["rectangle", "polygon", "ellipse"])
@pytest.mark.parametrize(("over", "told"), [(0.499, False), (0.501, True)])
@pytest.mark.parametrize("side", ["low", "high"])
def test_what_hangs_over_the_edge_of_the_image_says_so(kind, over, told, side):
    low, high = (-over, 5) if side == "low" else (20, 29 + over)
    square = drawn(kind, [[low, 5], [low, 12], [high, 12], [high, 5]], 0)

    found = measure(image_of(np.eye(4)), square)

    assert any("part of it lies outside" in remark for remark in found.remarks) == told


@pytest.mark.parametrize(("degrees", "is_told"), [(0.09, False), (0.11, True)])
def test_a_plane_leans_from_a_tenth_of_a_degree_on(degrees, is_told):
    line = drawn("line", [[2, 3], [5, 12]], 1)

    found = measure(image_of(make_affine(tilt_degrees=degrees)), line)

    assert any("leans" in remark for remark in found.remarks) == is_told
