"""Layers taken down to be measured: which voxels, which step, in which words."""

import numpy as np
import pytest

from kinds import KINDS
from napari_dicom import add_dicom
from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer import add_labels_on, add_shapes_on, face, go_to, is_whole, job_of
from napari_dicom.widgets.placing import scale_layer, show_in
from phantom import make_affine, ramp, rotated, rotation, uid, write_series

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")
SPACING = (2.5, 0.7, 0.8)
AFFINES = {
    "axial": make_affine(spacing=SPACING),
    "coronal": make_affine("coronal", spacing=SPACING),
    "sagittal": make_affine("sagittal", spacing=SPACING),
    "tilted": make_affine(spacing=SPACING, tilt_degrees=15),
    "oblique": rotated(make_affine(spacing=SPACING), rotation(10, -20, 8)),
}


def opened(viewer, folder, **more):
    write_series(folder, **more)
    return add_dicom(viewer, folder)[0]


def measured(viewer, layer):
    return job_of(viewer, layer).run(lambda *_: None)


def size_of(found):
    return found.measured.measurement


@pytest.mark.parametrize("affine", AFFINES.values(), ids=AFFINES.keys())
@pytest.mark.parametrize("across", [0, 1, 2])
def test_a_line_has_its_length_however_the_image_lies_and_is_seen(viewer, tmp_path, affine, across):
    image = opened(viewer, tmp_path, values=ramp(8, 12, 10), affine=affine)
    layer = add_shapes_on(viewer, image)
    face(viewer, across)
    points = np.full((2, 3), 3.0)
    points[1, [axis for axis in range(3) if axis != across]] = 6, 7
    layer.add(points, shape_type="line")
    lps = np.asarray(image.metadata["dicom"]["affine"])
    ends = points @ lps[:3, :3].T

    (found,) = measured(viewer, layer)

    assert size_of(found).length == pytest.approx(np.linalg.norm(ends[1] - ends[0]))


@pytest.mark.parametrize(
    ("name", "where"),
    [("axial", "slice 3"), ("coronal", "row 10"), ("sagittal", "row 10")],
)
def test_where_it_lies_is_counted_as_the_volume_counts(viewer, tmp_path, name, where):
    # the first axis of the layer is S: slices of an axial series, rows upwards of the others
    affine = AFFINES[name]
    image = opened(viewer, tmp_path, values=ramp(8, 12, 10), affine=affine)
    layer = add_shapes_on(viewer, image)
    layer.add(np.array([[2.0, 1, 1], [2, 1, 4], [2, 4, 4], [2, 4, 1]]), shape_type="rectangle")

    (found,) = measured(viewer, layer)

    assert found.measured.where == where


def test_values_of_a_shape_are_those_under_it_on_a_flipped_series(viewer, tmp_path):
    image = opened(viewer, tmp_path, values=ramp(8, 12, 10), affine=AFFINES["coronal"])
    layer = add_shapes_on(viewer, image)
    corners = np.array([[2, 1, 1], [2, 1, 5], [2, 4, 5], [2, 4, 1]]) - np.array([0, 0.5, 0.5])
    layer.add(corners, shape_type="rectangle")

    (found,) = measured(viewer, layer)

    assert size_of(found).values.mean == pytest.approx(image.data[2, 1:4, 1:5].mean())


def test_a_shape_knows_its_own_step_and_a_label_takes_the_one_at_hand(viewer, tmp_path):
    KINDS["4D"](tmp_path)
    (image,) = add_dicom(viewer, tmp_path)
    shapes, labels = add_shapes_on(viewer, image), add_labels_on(viewer, image)
    corners = [[1, 0.5, 0.5], [1, 0.5, 2.5], [1, 2.5, 2.5], [1, 2.5, 0.5]]
    shapes.add(np.insert(np.array(corners), 0, 1, axis=1), shape_type="rectangle")
    labels.data[1, 1:3, 1:3] = 1
    means = [image.data[step, 1, 1:3, 1:3].mean() for step in (0, 1)]

    (shape,), (label,) = measured(viewer, shapes), measured(viewer, labels)
    viewer.dims.set_point(0, float(image.data_to_world([1, 0, 0, 0])[0]))
    (later,) = measured(viewer, labels)

    assert means[0] != means[1]
    assert size_of(shape).values.mean == pytest.approx(means[1])
    assert shape.measured.step.startswith("t 2 of")
    assert size_of(label).values.mean == pytest.approx(means[0])
    assert size_of(later).values.mean == pytest.approx(means[1])


def test_after_a_switch_of_the_slice_spacing_a_line_is_measured_by_it(viewer, tmp_path):
    image = opened(viewer, tmp_path, values=ramp(8, 12, 10), header={"SliceThickness": 5})
    layer = add_shapes_on(viewer, image)
    layer.add(np.array([[1.0, 3, 3], [5, 3, 3]]), shape_type="line")
    (before,) = measured(viewer, layer)

    scale_layer(viewer, image, "SliceThickness")

    (after,) = measured(viewer, layer)
    assert size_of(before).length == pytest.approx(10)
    assert size_of(after).length == pytest.approx(20)
    assert np.array_equal(layer.scale, image.scale)


@pytest.mark.parametrize("uid_of_frame", [uid("frame"), None], ids=["with a frame", "without"])
def test_in_patient_space_and_back_a_drawing_has_the_same_numbers(viewer, tmp_path, uid_of_frame):
    image = opened(
        viewer,
        tmp_path,
        values=ramp(8, 12, 10),
        affine=AFFINES["oblique"],
        header={"FrameOfReferenceUID": uid_of_frame},
    )
    layer = add_shapes_on(viewer, image)
    layer.add(np.array([[2.0, 1, 1], [2, 1, 4], [2, 4, 4], [2, 4, 1]]), shape_type="ellipse")
    (before,) = measured(viewer, layer)
    scale = layer.scale.copy()

    show_in(viewer, image, DisplaySpace.PATIENT)
    (there,) = measured(viewer, layer)
    show_in(viewer, image, DisplaySpace.OWN_PLANES)
    (back,) = measured(viewer, layer)

    assert there.measured == before.measured == back.measured
    assert layer.scale == pytest.approx(scale)


def test_shapes_of_the_users_own_are_measured_by_where_they_lie(viewer, tmp_path):
    image = opened(viewer, tmp_path, values=ramp(8, 12, 10), affine=AFFINES["axial"])
    layer = viewer.add_shapes(ndim=3, name="mine")
    corners = np.array([[2, 0.5, 0.5], [2, 0.5, 5.5], [2, 6.5, 5.5], [2, 6.5, 0.5]])
    layer.add(np.array([image.data_to_world(one) for one in corners]), shape_type="rectangle")

    (found,) = measured(viewer, layer)

    assert size_of(found).values.mean == pytest.approx(image.data[2, 1:7, 1:6].mean())
    assert size_of(found).area == pytest.approx(6 * 0.7 * 5 * 0.8)
    assert found.measured.name == "mine 1"


def test_shapes_without_depth_lie_on_the_first_slices_plane_of_an_image(viewer, tmp_path):
    KINDS["2D"](tmp_path)
    (image,) = add_dicom(viewer, tmp_path)
    layer = add_shapes_on(viewer, image)
    layer.add(np.array([[0.5, 0.5], [0.5, 2.5], [2.5, 2.5], [2.5, 0.5]]), shape_type="rectangle")

    (found,) = measured(viewer, layer)

    assert size_of(found).values.mean == pytest.approx(image.data[1:3, 1:3].mean())


def test_labels_of_half_the_size_lie_where_they_are_seen(viewer, tmp_path):
    image = opened(viewer, tmp_path, values=ramp(8, 12, 10), affine=AFFINES["axial"])
    fine = np.zeros((8, 24, 20), np.uint8)
    fine[2, 4:8, 4:10] = 3
    scale = np.asarray(image.scale) / (1, 2, 2)
    corner = image.data_to_world([0, -0.25, -0.25])
    layer = viewer.add_labels(fine, scale=scale, translate=corner, name="fine")

    (found,) = measured(viewer, layer)

    assert size_of(found).values.mean == pytest.approx(image.data[2, 2:4, 2:5].mean())
    assert size_of(found).volume == pytest.approx(6 * 2.5 * 0.7 * 0.8 / 1000)
    assert found.measured.where == "slice 3"
    assert found.measured.name == "fine 3"


def test_what_was_projected_is_no_longer_measured(viewer, tmp_path):
    image = opened(viewer, tmp_path)
    layer = add_shapes_on(viewer, image)
    layer.add(np.array([[1.0, 0, 0], [1, 3, 3]]), shape_type="line")

    image.data = image.data[:2]

    assert not is_whole(image)
    assert job_of(viewer, layer) is None


@pytest.mark.parametrize("kind", KINDS)
def test_images_of_all_kinds_are_whole(viewer, tmp_path, kind):
    KINDS[kind](tmp_path)
    (image,) = add_dicom(viewer, tmp_path)

    assert is_whole(image)


def test_going_to_a_shape_turns_to_its_plane_and_slice(viewer, tmp_path):
    image = opened(viewer, tmp_path, values=ramp(8, 12, 10), affine=AFFINES["axial"])
    layer = add_shapes_on(viewer, image)
    corners = np.array([[1.0, 9, 1], [1, 9, 4], [4, 9, 4], [4, 9, 1]])
    layer.add(corners, shape_type="ellipse")
    (found,) = measured(viewer, layer)

    go_to(viewer, image, found.centre, size_of(found))

    assert viewer.dims.order[0] == 1
    assert image.world_to_data(viewer.dims.point)[1] == pytest.approx(9)


@pytest.mark.parametrize("kind", ["2D", "film", "unsized"])
def test_on_images_without_depth_labels_have_an_area_and_no_volume(viewer, tmp_path, kind):
    KINDS[kind](tmp_path)
    (image,) = add_dicom(viewer, tmp_path)
    layer = add_labels_on(viewer, image)
    layer.data[..., 1:3, 1:3] = 1

    (found,) = measured(viewer, layer)

    assert size_of(found).volume is None
    assert size_of(found).area > 0
    assert size_of(found).is_in_mm == (kind != "unsized")


def test_a_shape_without_steps_on_a_series_of_steps_takes_the_one_at_hand(viewer, tmp_path):
    KINDS["4D"](tmp_path)
    (image,) = add_dicom(viewer, tmp_path)
    layer = viewer.add_shapes(ndim=3)
    corners = np.array([[0, 1, 0.5, 0.5], [0, 1, 0.5, 2.5], [0, 1, 2.5, 2.5], [0, 1, 2.5, 0.5]])
    layer.add(np.array([image.data_to_world(one)[1:] for one in corners]), shape_type="rectangle")
    viewer.dims.set_point(0, float(image.data_to_world([1, 0, 0, 0])[0]))

    (found,) = measured(viewer, layer)

    assert size_of(found).values.mean == pytest.approx(image.data[1, 1, 1:3, 1:3].mean())


@pytest.fixture
def ct_and_pet(viewer, tmp_path):
    """A CT, tilted and anisotropic, and a coarser PET that lies over part of it."""
    header = {"FrameOfReferenceUID": uid("shared")}
    ct = opened(
        viewer,
        tmp_path / "ct",
        values=ramp(8, 24, 20),
        affine=make_affine(spacing=(2, 1, 1), tilt_degrees=10),
        header=header,
    )
    coarse = make_affine(spacing=(2, 2, 2), tilt_degrees=10)
    pet = opened(
        viewer,
        tmp_path / "pet",
        values=3 * ramp(8, 12, 10),
        affine=coarse,
        modality="PT",
        series="pet",
        header=header,
    )
    return ct, pet


def test_what_was_drawn_on_one_image_can_be_measured_on_another_by_place(viewer, ct_and_pet):
    ct, pet = ct_and_pet
    shapes, labels = add_shapes_on(viewer, ct), add_labels_on(viewer, ct)
    corners = np.array([[3, 3.5, 1.5], [3, 3.5, 9.5], [3, 11.5, 9.5], [3, 11.5, 1.5]])
    shapes.add(corners, shape_type="rectangle")
    labels.data[3, 4:12, 2:10] = 1

    (own,) = measured(viewer, shapes)
    (shape,) = job_of(viewer, shapes, pet).run(lambda *_: None)
    (label,) = job_of(viewer, labels, pet).run(lambda *_: None)

    wanted = pet.data[3, 2:6, 1:5]
    assert size_of(own).values.mean == pytest.approx(ct.data[3, 4:12, 2:10].mean())
    assert size_of(shape).values.mean == pytest.approx(wanted.mean())
    assert size_of(shape).area == pytest.approx(size_of(own).area)
    assert size_of(label).volume == pytest.approx(64 * 2 / 1000)
    assert size_of(label).values.count == 64
    assert shape.measured.image == pet.name


def test_an_image_of_another_frame_of_reference_is_never_measured_instead(viewer, tmp_path):
    first = opened(viewer, tmp_path / "one", header={"FrameOfReferenceUID": uid("one")})
    other = opened(
        viewer, tmp_path / "two", series="two", header={"FrameOfReferenceUID": uid("two")}
    )
    layer = add_shapes_on(viewer, first)

    assert job_of(viewer, layer, other).image is first
