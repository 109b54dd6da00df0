"""Labels written as segmentations: read back voxel for voxel, by us and by highdicom."""

import numpy as np
import pydicom
import pytest
from napari.components import ViewerModel
from pydicom import uid as uids

import phantom
from napari_dicom import Code, Segment, add_dicom, read_volumes, straightened, write_segmentation
from napari_dicom.dicom import DEFAULT_LIMITS, ExportError, open_paths, scan
from napari_dicom.dicom.objects import LoadedSegmentation, load_segmentation
from napari_dicom.writing import numbers_in
from real import REAL, needs_real
from segmentations import blobs, segment, voxels
from segmentations import write_segmentation as write_made

pytestmark = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")

TURNED = phantom.rotated(phantom.make_affine(), phantom.rotation(10, 20, 30))
AFFINES = [
    pytest.param(phantom.make_affine("axial"), id="axial"),
    pytest.param(phantom.make_affine("coronal"), id="coronal"),
    pytest.param(phantom.make_affine("sagittal"), id="sagittal"),
    pytest.param(TURNED, id="oblique"),
    pytest.param(phantom.make_affine(tilt_degrees=15), id="tilted"),
]
KINDS = pytest.mark.parametrize("kind", ["BINARY", "LABELMAP"])


def labels_of(masks):
    """Return masks by number as one array of labels."""
    return sum(mask.astype(np.uint16) * number for number, mask in masks.items())


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "seg.dcm"


@pytest.fixture
def image(tmp_path):
    """Return a function that writes a series and reads it."""

    def make(values=None, **how):
        phantom.write_series(tmp_path / "image", values, **how)
        (loaded,) = read_volumes(tmp_path / "image")
        return loaded

    return make


def read_back(tmp_path, with_image=True):
    folders = [tmp_path / "out", *([tmp_path / "image"] if with_image else [])]
    loaded = open_paths(folders).loaded
    (found,) = (one for one in loaded if isinstance(one, LoadedSegmentation))
    return found


def assert_read_back(tmp_path, masks, affine, with_image=True):
    """Check that every voxel of the masks, and no other, comes back where it was."""
    loaded = read_back(tmp_path, with_image)
    (one,) = loaded.label_maps
    offset = np.linalg.inv(affine) @ one.geometry.affine
    np.testing.assert_allclose(offset[:3, :3], np.eye(3), atol=1e-6)
    corner = np.rint(offset[:3, 3]).astype(int)
    np.testing.assert_allclose(offset[:3, 3], corner, atol=1e-5)
    expected = {number: np.argwhere(mask) for number, mask in masks.items()}
    found = {number: np.argwhere(mask) + corner for number, mask in voxels(loaded).items()}
    assert found.keys() == expected.keys()
    for number, indices in expected.items():
        np.testing.assert_array_equal(found[number], indices)


@KINDS
@pytest.mark.parametrize("affine", AFFINES)
@pytest.mark.parametrize("with_image", [True, False], ids=["with its image", "alone"])
def test_labels_come_back_voxel_for_voxel(tmp_path, image, out, affine, kind, with_image):
    masks = blobs((4, 7, 9), 3)
    loaded = image(phantom.ramp(4, 7, 9), affine=affine, shuffle=3)

    write_segmentation(out, labels_of(masks), loaded, kind=kind)

    geometry = loaded.volume.geometry
    assert_read_back(tmp_path, masks, geometry.affine, with_image)


def test_the_codes_of_labels_past_255_take_two_bytes(tmp_path, image, out):
    masks = blobs()
    loaded = image()

    write_segmentation(out, labels_of({1: masks[1], 300: masks[2]}), loaded, kind="LABELMAP")

    assert pydicom.dcmread(out).BitsAllocated == 16
    assert_read_back(tmp_path, {1: masks[1], 300: masks[2]}, loaded.volume.geometry.affine)


def test_frames_are_tied_to_the_instances_of_their_slices(image, out):
    loaded = image(shuffle=5)

    write_segmentation(out, labels_of({1: np.ones((4, 6, 5), bool)}), loaded)

    groups = pydicom.dcmread(out).PerFrameFunctionalGroupsSequence
    tied = [
        item.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID
        for item in groups
    ]
    assert tied == [frame.instance.sop_instance_uid for frame in loaded.volume.frames]
    places = [item.PlanePositionSequence[0].ImagePositionPatient for item in groups]
    np.testing.assert_allclose(places, [frame.position for frame in loaded.volume.frames])


def test_slices_at_uneven_distances_keep_their_own_places(tmp_path, out):
    files = phantom.write_series(tmp_path / "image")
    for path, z in zip(files, (0.0, 2.5, 5.1, 7.5), strict=True):
        dataset = pydicom.dcmread(path)
        dataset.ImagePositionPatient = phantom.ds([-30.0, -20.0, 100.0 + z])
        dataset.save_as(path)
    (loaded,) = read_volumes(tmp_path / "image")
    masks = blobs()

    write_segmentation(out, labels_of(masks), loaded)

    places = {
        float(item.PlanePositionSequence[0].ImagePositionPatient[2])
        for item in pydicom.dcmread(out).PerFrameFunctionalGroupsSequence
    }
    assert places <= {100.0, 102.5, 105.1, 107.5}
    assert_read_back(tmp_path, masks, loaded.volume.geometry.affine)


def test_slices_scaled_by_their_thickness_are_written_where_they_are(tmp_path, out):
    phantom.write_series(tmp_path / "image", header={"SliceThickness": "9"})
    (loaded,) = read_volumes(tmp_path / "image", z_spacing="slice-thickness")
    masks = blobs()

    write_segmentation(out, labels_of(masks), loaded)

    assert_read_back(tmp_path, masks, phantom.make_affine())


def test_labels_of_straightened_slices_keep_the_grid_they_are_on(tmp_path, image, out):
    upright = straightened(image(affine=phantom.make_affine(tilt_degrees=20)))
    geometry = upright.volume.geometry
    masks = blobs(geometry.shape)

    write_segmentation(out, labels_of(masks), upright)

    assert_read_back(tmp_path, masks, geometry.affine, with_image=False)
    groups = pydicom.dcmread(out).PerFrameFunctionalGroupsSequence
    assert not any("DerivationImageSequence" in item for item in groups)


def test_labels_of_a_multi_frame_image_name_its_frames(tmp_path, out):
    phantom.write_enhanced(tmp_path / "image" / "e.dcm", shuffle=2)
    (loaded,) = read_volumes(tmp_path / "image")
    masks = blobs()

    write_segmentation(out, labels_of(masks), loaded)

    groups = pydicom.dcmread(out).PerFrameFunctionalGroupsSequence
    sources = [item.DerivationImageSequence[0].SourceImageSequence[0] for item in groups]
    assert {one.ReferencedFrameNumber for one in sources} <= {1, 2, 3, 4}
    assert_read_back(tmp_path, masks, loaded.volume.geometry.affine)


def test_labels_of_a_single_image_without_place_lie_on_it(tmp_path, image, out):
    nowhere = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
    loaded = image(phantom.ramp(1), header=nowhere)
    labels = np.zeros((6, 5), np.uint8)
    labels[1:3, 2], labels[4, 4] = 1, 2

    write_segmentation(out, labels, loaded)

    (one,) = read_back(tmp_path).label_maps
    assert one.geometry is None
    np.testing.assert_array_equal(one.labels, labels)


@pytest.mark.parametrize("affine", AFFINES)
def test_labels_drawn_over_an_image_layer_are_written_where_they_were_drawn(tmp_path, out, affine):
    viewer = ViewerModel()
    phantom.write_series(tmp_path / "image", affine=affine)
    (layer,) = add_dicom(viewer, tmp_path / "image")
    drawn = viewer.add_labels(
        np.zeros(layer.data.shape, np.uint8),
        scale=layer.scale,
        translate=layer.translate,
        affine=layer.affine,
    )
    drawn.data[1, 2, 3] = 4

    write_segmentation(out, drawn, layer)

    loaded = read_back(tmp_path)
    (one,) = loaded.label_maps
    where = (one.geometry.affine @ [*np.argwhere(one.labels == 4)[0], 1])[:3]
    expected = (np.asarray(layer.metadata["dicom"]["affine"]) @ [1, 2, 3, 1])[:3]
    np.testing.assert_allclose(where, expected, atol=1e-5)
    assert np.count_nonzero(one.labels) == 1


def test_names_codes_colours_and_tracking_of_an_opened_segmentation_are_kept(tmp_path, out):
    viewer = ViewerModel()
    phantom.write_series(tmp_path / "image")
    tracked = {"TrackingID": "finding", "TrackingUID": "1.2.3"}
    described = [
        segment(1, "Left", RecommendedDisplayCIELabValue=[41661, 41167, 40792], **tracked),
        segment(2, "Right"),
    ]
    write_made(tmp_path / "made" / "seg.dcm", blobs(), segments=described)
    image, labels = add_dicom(viewer, [tmp_path / "image", tmp_path / "made"])
    labels.data[0, 0, 0] = 3

    write_segmentation(out, labels, image, {3: Segment(3, "New", type=Code("1", "99X", "Own"))})

    found = {one.SegmentNumber: one for one in pydicom.dcmread(out).SegmentSequence}
    assert [found[number].SegmentLabel for number in (1, 2, 3)] == ["Left", "Right", "New"]
    assert found[1].SegmentedPropertyTypeCodeSequence[0].CodeMeaning == "Liver"
    assert found[3].SegmentedPropertyTypeCodeSequence[0].CodeValue == "1"
    assert (found[1].TrackingID, found[1].TrackingUID) == ("finding", "1.2.3")
    lab = np.array(found[1].RecommendedDisplayCIELabValue)
    np.testing.assert_allclose(lab, [41661, 41167, 40792], atol=60)


def test_overlapping_labels_are_written_from_several_arrays(tmp_path, image, out):
    loaded = image()
    masks = {1: np.zeros((4, 6, 5), bool), 2: np.zeros((4, 6, 5), bool)}
    masks[1][0:3, 1:4], masks[2][1:4, 2:5] = True, True

    write_segmentation(out, [labels_of({n: masks[n]}) for n in masks], loaded)

    found = voxels(read_back(tmp_path))
    for number, mask in masks.items():
        np.testing.assert_array_equal(found[number], mask)
    assert pydicom.dcmread(out).SegmentsOverlap == "YES"


def test_the_patient_and_study_are_the_images_and_its_files_stay_as_they_are(tmp_path, image, out):
    loaded = image(header={"PatientSex": None})
    before = {path: path.read_bytes() for path in (tmp_path / "image").iterdir()}

    write_segmentation(out, labels_of(blobs()), loaded, {1: "Left"})

    written, source = pydicom.dcmread(out), loaded.volume.first.instance.dataset()
    for keyword in ("PatientName", "PatientID", "StudyInstanceUID", "FrameOfReferenceUID"):
        assert written[keyword].value == source[keyword].value
    assert (written.PatientSex, written.Modality) == ("", "SEG")
    assert written.SeriesInstanceUID != source.SeriesInstanceUID
    assert {path: path.read_bytes() for path in (tmp_path / "image").iterdir()} == before


@KINDS
def test_highdicom_reads_the_same_voxels(image, out, kind):
    highdicom = pytest.importorskip("highdicom")
    masks = blobs((4, 7, 9), 3)
    loaded = image(phantom.ramp(4, 7, 9))

    write_segmentation(out, labels_of(masks), loaded, kind=kind)

    read = highdicom.seg.segread(out)
    volume = read.get_volume(combine_segments=True, allow_missing_positions=True)
    drawn = np.argwhere(volume.array)
    where = (
        np.c_[drawn, np.ones(len(drawn))] @ (np.linalg.inv(phantom.make_affine()) @ volume.affine).T
    )
    whole = np.zeros((4, 7, 9), int)
    whole[tuple(np.rint(where[:, :3]).astype(int).T)] = volume.array[tuple(drawn.T)]
    np.testing.assert_array_equal(whole, labels_of(masks))
    assert [one.SegmentLabel for one in read.SegmentSequence] == [
        "segment 1",
        "segment 2",
        "segment 3",
    ]


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        pytest.param(np.zeros((4, 6, 5), np.uint8), "nothing is drawn", id="empty"),
        pytest.param(np.ones((4, 6, 4), np.uint8), "shape", id="another shape"),
        pytest.param(np.full((4, 6, 5), 65536), "65535", id="too large a number"),
        pytest.param(np.full((4, 6, 5), -1), "65535", id="negative"),
        pytest.param(np.ones((4, 6, 5)), "whole numbers", id="no numbers of labels"),
        pytest.param([np.ones((4, 6, 5), int)] * 2, "renumber", id="one number twice"),
    ],
)
def test_what_is_no_segmentation_is_refused_and_nothing_is_written(image, out, labels, words):
    loaded = image()

    with pytest.raises(ExportError, match=words):
        write_segmentation(out, labels, loaded)

    assert not out.exists()


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int16, np.uint16, np.int64])
@pytest.mark.parametrize("shape", [(6,), (2, 3), (1, 2, 3), (2, 1, 1, 3)], ids=str)
def test_the_numbers_that_are_drawn_are_found(dtype, shape):
    labels = np.array([0, 3, 1, 0, 3, 120]).reshape(shape).astype(dtype)

    assert numbers_in(labels) == ([1] if dtype is bool else [1, 3, 120])


def test_nothing_is_overwritten_and_nothing_written_among_the_images(tmp_path, image, out):
    loaded, labels = image(), np.ones((4, 6, 5), np.uint8)
    write_segmentation(out, labels, loaded)
    before = out.read_bytes()

    with pytest.raises(ExportError, match="there already"):
        write_segmentation(out, labels, loaded)
    with pytest.raises(ExportError, match="another folder"):
        write_segmentation(tmp_path / "image" / "seg.dcm", labels, loaded)
    with pytest.raises(ExportError, match="not there"):
        write_segmentation(tmp_path / "nowhere" / "seg.dcm", labels, loaded)

    assert out.read_bytes() == before


def test_the_elements_the_standard_wants_are_there(image, out):
    write_segmentation(out, labels_of(blobs()), image())

    written = pydicom.dcmread(out)
    wanted = (
        "InstanceNumber ContentDate ContentTime ContentLabel ContentCreatorName Manufacturer "
        "ManufacturerModelName DeviceSerialNumber SoftwareVersions PatientBirthDate StudyID "
        "ReferringPhysicianName AccessionNumber StudyTime PositionReferenceIndicator "
        "LossyImageCompression DimensionOrganizationSequence DimensionIndexSequence"
    )
    assert [keyword for keyword in wanted.split() if keyword not in written] == []
    assert written.file_meta.TransferSyntaxUID == uids.ExplicitVRLittleEndian


@pytest.mark.parametrize(
    ("syntax", "said", "expected"),
    [
        pytest.param(uids.ExplicitVRLittleEndian, None, "00", id="not compressed"),
        pytest.param(uids.JPEGBaseline8Bit, None, "01", id="compressed, and not said"),
        pytest.param(uids.ExplicitVRLittleEndian, "01", "01", id="said"),
    ],
)
def test_whether_the_images_lost_anything_is_written(image, out, syntax, said, expected):
    header = {"LossyImageCompression": said} if said else {}
    values = phantom.ramp(4, 8, 8, "uint8")
    loaded = image(values, transfer_syntax=syntax, header=header)

    write_segmentation(out, np.ones((4, 8, 8), np.uint8), loaded)

    assert pydicom.dcmread(out).LossyImageCompression == expected


_LARGE = 3_000_000
"""Voxels of a real volume that is left out here, for the time it takes."""


def small_volumes():
    """Yield the real volumes that are written in no time."""
    for case in sorted(path for path in REAL.iterdir() if path.is_dir()):
        for volume in scan(case).volumes:
            geometry = volume.geometry
            shape = volume.shape if geometry is None else geometry.shape
            if np.prod(shape) <= _LARGE:
                yield case.name, volume, shape


@needs_real
@KINDS
def test_labels_on_real_images_come_back_voxel_for_voxel(tmp_path, kind):
    wrong, count = [], 0
    for number, (case, volume, shape) in enumerate(small_volumes()):
        labels = (np.random.default_rng(number).random(shape) * 40).astype(np.uint8)
        labels[labels > 3] = 0
        if not labels.any():
            labels.flat[0] = 1
        path = write_segmentation(tmp_path / f"{number}.dcm", labels, volume, kind=kind)
        (content,) = scan(path).objects

        (one,) = load_segmentation(content, DEFAULT_LIMITS, [volume]).label_maps

        count += 1
        if not np.array_equal(whole(one, volume, shape), labels):
            wrong.append(case)
        path.unlink()
    assert count > 40
    assert wrong == []


def whole(one, volume, shape):
    """Return the labels of a label map, laid into the shape of its volume."""
    if one.geometry is None or volume.geometry is None:
        return one.labels.reshape(shape)
    first = np.rint(np.linalg.inv(volume.geometry.affine) @ one.geometry.affine)[0, 3]
    found = np.zeros(shape, one.labels.dtype)
    found[int(first) : int(first) + len(one.labels)] = one.labels
    return found
