"""What was drawn written as structure sets: read back voxel for voxel, point for point."""

import numpy as np
import pydicom
import pytest
from napari.components import ViewerModel

import phantom
from napari_dicom import add_dicom, read_volumes, straightened, write_structure_set
from napari_dicom.dicom import ExportError, open_paths
from napari_dicom.dicom.objects import LoadedStructureSet
from real import REAL, needs_real

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

TURNED = phantom.rotated(phantom.make_affine(), phantom.rotation(10, 20, 30))
AFFINES = [
    pytest.param(phantom.make_affine("axial"), id="axial"),
    pytest.param(phantom.make_affine("coronal"), id="coronal"),
    pytest.param(phantom.make_affine("sagittal"), id="sagittal"),
    pytest.param(TURNED, id="oblique"),
    pytest.param(phantom.make_affine(tilt_degrees=15), id="tilted"),
]


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "drawn.dcm"


@pytest.fixture
def image(tmp_path):
    """Return a function that writes a series and reads it."""

    def make(values=None, **how):
        phantom.write_series(tmp_path / "image", values, **how)
        (loaded,) = read_volumes(tmp_path / "image")
        return loaded

    return make


@pytest.fixture
def shown(tmp_path):
    """Return a function that writes a series and opens it in a viewer: (viewer, its layer)."""

    def make(**how):
        phantom.write_series(tmp_path / "image", **how)
        viewer = ViewerModel()
        (layer,) = add_dicom(viewer, tmp_path / "image")
        return viewer, layer

    return make


def read_back(tmp_path):
    loaded = open_paths([tmp_path / "out", tmp_path / "image"]).loaded
    (found,) = (one for one in loaded if isinstance(one, LoadedStructureSet))
    return found


def filled(found, shape):
    whole = np.zeros(shape, int)
    for one in found.labels:
        whole += one.labels
    return whole


def noise(shape, numbers=3):
    return np.random.default_rng(3).integers(0, numbers + 1, shape).astype(np.uint8)


@pytest.mark.parametrize("affine", AFFINES)
def test_labels_come_back_voxel_for_voxel(image, out, tmp_path, affine):
    loaded = image(affine=affine)
    labels = noise(loaded.volume.shape)

    write_structure_set(out, labels, loaded)

    np.testing.assert_array_equal(filled(read_back(tmp_path), labels.shape), labels)


def test_regions_have_the_names_given(image, out, tmp_path):
    loaded = image()

    write_structure_set(out, noise(loaded.volume.shape, 2), loaded, {1: "liver"})

    assert [roi.name for roi in read_back(tmp_path).rois] == ["liver", "ROI 2"]


def test_contours_name_the_images_they_were_drawn_on(image, out):
    loaded = image()
    labels = np.zeros(loaded.volume.shape, np.uint8)
    labels[2, 1:3, 1:3] = 1

    write_structure_set(out, labels, loaded)

    (contour,) = pydicom.dcmread(out).ROIContourSequence[0].ContourSequence
    (named,) = contour.ContourImageSequence
    wanted = loaded.volume.frames[2].instance.sop_instance_uid
    assert named.ReferencedSOPInstanceUID == wanted


def test_it_lies_in_the_frame_of_reference_of_the_image(image, out):
    loaded = image()

    write_structure_set(out, noise(loaded.volume.shape), loaded)

    dataset = pydicom.dcmread(out)
    frame = loaded.volume.frame_of_reference_uid
    assert dataset.FrameOfReferenceUID == frame
    assert {roi.ReferencedFrameOfReferenceUID for roi in dataset.StructureSetROISequence} == {frame}
    (named,) = dataset.ReferencedFrameOfReferenceSequence
    (study,) = named.RTReferencedStudySequence
    (series,) = study.RTReferencedSeriesSequence
    assert len(series.ContourImageSequence) == len(loaded.volume.frames)


def test_labels_on_a_straightened_tilt_lie_where_they_were_drawn(image, out, tmp_path):
    loaded = image(affine=phantom.make_affine(tilt_degrees=15))
    straight = straightened(loaded)
    labels = np.zeros(straight.values.shape, np.uint8)
    labels[1, 2:4, 1:4] = 1

    write_structure_set(out, labels, straight)

    ((contour,),) = (roi.contours for roi in read_back(tmp_path).rois)
    inverse = np.linalg.inv(straight.volume.geometry.affine)
    index = contour.points @ inverse[:3, :3].T + inverse[:3, 3]
    np.testing.assert_allclose(index.mean(axis=0), [1, 2.5, 2], atol=1e-6)


@pytest.mark.parametrize("affine", AFFINES)
@pytest.mark.parametrize("z_spacing", ["positions", "slice-thickness"])
def test_a_labels_layer_drawn_in_a_viewer_comes_back(tmp_path, out, affine, z_spacing):
    phantom.write_series(tmp_path / "image", affine=affine, header={"SliceThickness": "7.5"})
    viewer = ViewerModel()
    (layer,) = add_dicom(viewer, tmp_path / "image", z_spacing=z_spacing)
    painted = viewer.add_labels(
        noise(layer.data.shape), affine=layer.affine, scale=layer.scale, translate=layer.translate
    )

    write_structure_set(out, painted, layer)

    found = filled(read_back(tmp_path), layer.metadata["dicom_volume"].shape)
    assert np.count_nonzero(found) == np.count_nonzero(painted.data)
    again = ViewerModel()
    layers = add_dicom(again, [tmp_path / "image", tmp_path / "out"], z_spacing=z_spacing)
    (labels,) = (one for one in layers if type(one).__name__ == "Labels")
    np.testing.assert_array_equal(labels.data, painted.data)


def square(plane, low=1.0, high=3.0):
    corners = [[low, low], [low, high], [high, high], [high, low]]
    return np.insert(np.array(corners), 0, plane, axis=1)


def in_patient(layer, index):
    affine = np.asarray(layer.metadata["dicom"]["affine"])
    return np.asarray(index) @ affine[:3, :3].T + affine[:3, 3]


def placed(layer):
    return {"affine": layer.affine, "scale": layer.scale, "translate": layer.translate}


@pytest.mark.parametrize("affine", AFFINES)
def test_shapes_keep_their_exact_places(shown, out, tmp_path, affine):
    viewer, layer = shown(affine=affine)
    corners = square(1) + np.array([0, 0.2, 0.3])
    drawn = viewer.add_shapes([corners], shape_type="polygon", name="tumour", **placed(layer))

    write_structure_set(out, drawn, layer)

    (roi,) = read_back(tmp_path).rois
    assert roi.name == "tumour"
    np.testing.assert_allclose(roi.contours[0].points, in_patient(layer, corners), atol=1e-6)


@pytest.mark.parametrize(
    ("kind", "data", "type", "points"),
    [
        ("rectangle", square(1), "CLOSED_PLANAR", 4),
        ("ellipse", square(1), "CLOSED_PLANAR", 72),
        ("line", square(1)[:2], "OPEN_PLANAR", 2),
        ("path", square(1), "OPEN_PLANAR", 4),
        ("path", square(1)[[0, 1, 2, 3, 0]], "CLOSED_PLANAR", 4),
        ("path", np.array([[0, 0, 0], [1, 1, 0], [2, 3, 1], [3, 1, 4]]), "OPEN_NONPLANAR", 4),
    ],
)
def test_each_kind_of_shape_is_a_contour_of_its_type(
    shown, out, tmp_path, kind, data, type, points
):
    viewer, layer = shown()
    drawn = viewer.add_shapes([data.astype(float)], shape_type=kind, **placed(layer))

    write_structure_set(out, drawn, layer)

    ((contour,),) = (roi.contours for roi in read_back(tmp_path).rois)
    assert (str(contour.type), len(contour.points)) == (type, points)


def test_an_ellipse_goes_through_the_middles_of_its_box(shown, out, tmp_path):
    viewer, layer = shown()
    drawn = viewer.add_shapes([square(1)], shape_type="ellipse", **placed(layer))

    write_structure_set(out, drawn, layer)

    ((contour,),) = (roi.contours for roi in read_back(tmp_path).rois)
    for middle in ([1, 1, 2], [1, 3, 2], [1, 2, 1], [1, 2, 3]):
        away = np.linalg.norm(contour.points - in_patient(layer, middle), axis=1)
        assert away.min() < 1e-6


def test_points_are_points(shown, out, tmp_path):
    viewer, layer = shown()
    places = np.array([[0.0, 1, 2], [2, 3, 1]])
    drawn = viewer.add_points(places, name="marks", **placed(layer))

    write_structure_set(out, drawn, layer)

    (roi,) = read_back(tmp_path).rois
    assert [str(one.type) for one in roi.contours] == ["POINT", "POINT"]
    found = np.concatenate([one.points for one in roi.contours])
    np.testing.assert_allclose(found, in_patient(layer, places), atol=1e-6)


def test_several_layers_are_several_regions_and_none_takes_the_number_of_another(
    shown, out, tmp_path
):
    viewer, layer = shown()
    one = viewer.add_shapes([square(1)], shape_type="polygon", name="one", **placed(layer))
    two = viewer.add_shapes([square(2)], shape_type="polygon", name="two", **placed(layer))

    write_structure_set(out, [one, two], layer)

    assert [(roi.number, roi.name) for roi in read_back(tmp_path).rois] == [(1, "one"), (2, "two")]


def test_regions_have_the_colours_of_their_layers(shown, out, tmp_path):
    viewer, layer = shown()
    drawn = viewer.add_shapes(
        [square(1)], shape_type="polygon", edge_color=[0, 0.5, 1, 1], **placed(layer)
    )

    write_structure_set(out, drawn, layer)

    assert read_back(tmp_path).rois[0].colour == (0, 128, 255)


def test_nothing_drawn_is_refused(image, out):
    loaded = image()

    with pytest.raises(ExportError, match="nothing is drawn"):
        write_structure_set(out, np.zeros(loaded.volume.shape, np.uint8), loaded)


def test_a_polygon_across_planes_is_refused(shown, out):
    viewer, layer = shown()
    bent = square(1)
    bent[0, 0] = 2
    drawn = viewer.add_shapes([bent], shape_type="polygon", name="bent", **placed(layer))

    with pytest.raises(ExportError, match="shape 1 of 'bent' does not lie in one plane"):
        write_structure_set(out, drawn, layer)
    assert not out.exists()


def test_nothing_is_written_over_a_file_or_among_the_images(image, out, tmp_path):
    loaded = image()
    labels = noise(loaded.volume.shape)
    out.write_bytes(b"here")

    with pytest.raises(ExportError, match="there already"):
        write_structure_set(out, labels, loaded)
    with pytest.raises(ExportError, match="not among the image's files"):
        write_structure_set(tmp_path / "image" / "new.dcm", labels, loaded)
    assert out.read_bytes() == b"here"


def test_an_image_without_a_place_in_a_patient_is_refused(image, out):
    loaded = image(header={"ImagePositionPatient": None, "ImageOrientationPatient": None})

    with pytest.raises(ExportError, match="no place in a patient"):
        write_structure_set(out, noise(loaded.volume.shape), loaded)


def test_an_image_that_names_no_frame_of_reference_has_its_contours_over_it(image, out, tmp_path):
    loaded = image(header={"FrameOfReferenceUID": None})
    labels = noise(loaded.volume.shape)

    write_structure_set(out, labels, loaded)

    np.testing.assert_array_equal(filled(read_back(tmp_path), labels.shape), labels)


COMPANIONS = REAL.parent / "companions"


@needs_real
@pytest.mark.parametrize("case", ["rtstruct-geometries", "rtstruct-no-image-refs"])
def test_an_opened_structure_set_goes_back_point_for_point(case, tmp_path):
    viewer = ViewerModel()
    layers = add_dicom(viewer, COMPANIONS / case)
    image = next(one for one in layers if "dicom_volume" in one.metadata)
    drawn = [one for one in layers if type(one).__name__ in ("Shapes", "Points")]

    write_structure_set(tmp_path / "again.dcm", drawn, image)

    (again,) = open_paths([tmp_path / "again.dcm"]).loaded
    opened = {roi.number: roi for one in drawn for roi in one.metadata["dicom_rois"]}
    assert again.rois
    for roi in again.rois:
        before = opened[roi.number]
        assert (roi.name, roi.type) == (before.name, before.type)
        assert sorted(str(one.type) for one in roi.contours) == sorted(
            str(one.type) for one in before.contours
        )
        ours = np.concatenate([one.points for one in roi.contours])
        theirs = np.concatenate([one.points for one in before.contours])
        away = np.linalg.norm(theirs[:, np.newaxis] - ours, axis=2).min(axis=1)
        assert away.max() < 0.5  # those beside a plane were drawn on it
