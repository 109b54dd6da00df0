"""Segmentations of every type, coding and grid come out as the masks they were made from."""

from dataclasses import replace

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import DEFAULT_LIMITS, LimitError, open_paths, scan
from napari_dicom.dicom.objects import LoadedSegmentation, Segmentation, load_segmentation
from objects import item
from segmentations import blobs, segment, voxels, write_segmentation

TURNED = phantom.rotated(phantom.make_affine(), phantom.rotation(10, 20, 30))
AFFINES = [
    pytest.param(phantom.make_affine("axial"), id="axial"),
    pytest.param(phantom.make_affine("coronal"), id="coronal"),
    pytest.param(phantom.make_affine("sagittal"), id="sagittal"),
    pytest.param(TURNED, id="oblique"),
    pytest.param(phantom.make_affine(tilt_degrees=15), id="tilted"),
]
SYNTAXES = [
    pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
    pytest.param(uids.ExplicitVRLittleEndian, id="explicit"),
    pytest.param(uids.ExplicitVRBigEndian, id="big endian"),
    pytest.param(uids.DeflatedExplicitVRLittleEndian, id="deflated"),
    pytest.param(uids.RLELossless, id="RLE"),
    pytest.param(uids.JPEG2000Lossless, id="JPEG 2000"),
]


def load(path, limits=DEFAULT_LIMITS, images=()):
    (content,) = scan(path, limits=limits).objects
    volumes = scan(images).volumes if images else ()
    return load_segmentation(content, limits, volumes)


def said(loaded):
    return [(note.code, note.message) for note in loaded.content.notes]


def assert_same(loaded, masks, first=0):
    """Check that masks come out, of the slices from `first` on."""
    found = voxels(loaded)
    assert found.keys() == masks.keys()
    for number, mask in masks.items():
        cut = mask[first : first + found[number].shape[0]]
        np.testing.assert_array_equal(found[number], cut)
        assert not mask[:first].any()
        assert not mask[first + found[number].shape[0] :].any()


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("size", [(4, 6, 5), (3, 7, 9), (2, 8, 16)], ids=str)
def test_bits_come_out_whatever_their_coding_and_wherever_frames_start(tmp_path, syntax, size):
    masks = blobs(size, 3)
    write_segmentation(tmp_path / "seg.dcm", masks, transfer_syntax=syntax)

    loaded = load(tmp_path)

    assert_same(loaded, masks)
    assert loaded.content.notes == ()


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("bits", [8, 16])
def test_label_maps_come_out_whatever_their_coding(tmp_path, syntax, bits):
    masks = blobs((3, 7, 9), 3)
    if bits == 16:
        masks = {1: masks[1], 300: masks[2], 65535: masks[3]}
    write_segmentation(
        tmp_path / "seg.dcm", masks, kind="LABELMAP", bits=bits, transfer_syntax=syntax
    )

    loaded = load(tmp_path)

    assert_same(loaded, masks)
    assert loaded.label_maps[0].labels.dtype == (np.uint8 if bits == 8 else np.uint16)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_fractions_come_out_as_parts_of_one(tmp_path, syntax):
    fractions = {1: np.linspace(0, 1, 120).reshape(4, 6, 5), 2: np.zeros((4, 6, 5))}
    fractions[2][1:3, 2:4, 1] = 0.25
    write_segmentation(tmp_path / "seg.dcm", fractions, kind="FRACTIONAL", transfer_syntax=syntax)

    loaded = load(tmp_path)

    first, second = loaded.fraction_maps
    np.testing.assert_allclose(first.values, np.rint(fractions[1] * 200) / 200, atol=1e-6)
    assert second.values.shape == (2, 2, 1)
    np.testing.assert_allclose(second.values, 0.25)
    corner = second.geometry.affine @ [0, 0, 0, 1]
    np.testing.assert_allclose(corner, phantom.make_affine() @ [1, 2, 1, 1])
    assert (first.shown.segment.number, second.shown.voxels) == (1, 4)


def test_fractions_that_are_all_or_nothing_are_labels_and_it_is_said(tmp_path):
    masks = blobs()
    write_segmentation(tmp_path / "seg.dcm", masks, kind="FRACTIONAL", most=255)

    loaded = load(tmp_path)

    assert_same(loaded, masks)
    assert [note.code for note in loaded.content.notes] == ["fraction-binary"]


@pytest.mark.parametrize("affine", AFFINES)
@pytest.mark.parametrize("with_image", [True, False], ids=["with its image", "alone"])
def test_voxels_lie_where_the_affine_says(tmp_path, affine, with_image):
    masks = blobs()
    write_segmentation(tmp_path / "seg" / "seg.dcm", masks, affine=affine)
    phantom.write_series(tmp_path / "image", affine=affine)

    loaded = load(tmp_path / "seg", images=[tmp_path / "image"] if with_image else ())

    (one,) = loaded.label_maps
    np.testing.assert_allclose(one.geometry.affine, affine, atol=1e-6)
    assert_same(loaded, masks)


@pytest.mark.parametrize("with_image", [True, False], ids=["with its image", "alone"])
def test_slices_that_show_nothing_are_left_out_of_the_file_and_not_of_the_grid(
    tmp_path, with_image
):
    masks = {1: np.zeros((9, 6, 5), bool)}
    masks[1][[2, 3, 7], 1, 1] = True
    write_segmentation(tmp_path / "seg" / "seg.dcm", masks)
    phantom.write_series(tmp_path / "image", phantom.ramp(9))

    loaded = load(tmp_path / "seg", images=[tmp_path / "image"] if with_image else ())

    assert_same(loaded, masks, first=2)
    corner = loaded.label_maps[0].geometry.affine @ [0, 0, 0, 1]
    np.testing.assert_allclose(corner, phantom.make_affine() @ [2, 0, 0, 1])


def test_two_frames_of_a_gap_are_as_far_apart_as_the_spacing_says_not_as_they_lie(tmp_path):
    masks = {1: np.zeros((5, 6, 5), bool)}
    masks[1][[0, 4], 1, 1] = True
    write_segmentation(tmp_path / "seg.dcm", masks)

    (one,) = load(tmp_path).label_maps

    assert one.labels.shape == (5, 6, 5)
    assert one.geometry.spacing.used == pytest.approx(2.5)


def test_without_a_spacing_the_smallest_step_is_that_of_the_slices(tmp_path):
    masks = {1: np.zeros((9, 6, 5), bool)}
    masks[1][[0, 2, 8], 1, 1] = True
    write_segmentation(tmp_path / "seg.dcm", masks, between=None)

    (one,) = load(tmp_path).label_maps

    assert one.labels.shape == (5, 6, 5)
    assert one.geometry.spacing.used == pytest.approx(5)


@pytest.mark.parametrize(
    ("spacing", "shape"),
    [((2.5, 0.35, 0.4), (4, 12, 10)), ((5.0, 1.4, 1.6), (2, 3, 3)), ((1.1, 0.7, 0.8), (9, 6, 5))],
    ids=["finer", "coarser", "other slices"],
)
def test_a_grid_of_its_own_is_kept(tmp_path, spacing, shape):
    affine, masks = phantom.make_affine(spacing=spacing), blobs(shape)
    write_segmentation(tmp_path / "seg" / "seg.dcm", masks, affine=affine)
    phantom.write_series(tmp_path / "image")

    loaded = load(tmp_path / "seg", images=[tmp_path / "image"])

    assert_same(loaded, masks)
    np.testing.assert_allclose(loaded.label_maps[0].geometry.affine, affine, atol=1e-6)


def test_on_slices_at_uneven_distances_it_is_drawn_on_the_slices_of_the_image(tmp_path):
    masks = {1: np.ones((4, 6, 5), bool)}
    path = write_segmentation(tmp_path / "seg" / "seg.dcm", masks)
    files = phantom.write_series(tmp_path / "image")
    for index, z in enumerate((0.0, 2.5, 5.1, 7.5)):
        where = [-30.0, -20.0, 100.0 + z]
        image = pydicom.dcmread(files[index])
        image.ImagePositionPatient = phantom.ds(where)
        image.save_as(files[index])
        _move(path, index, where)

    loaded = load(tmp_path / "seg", images=[tmp_path / "image"])

    (volume,) = scan(tmp_path / "image").volumes
    assert_same(loaded, masks)
    np.testing.assert_allclose(loaded.label_maps[0].geometry.affine, volume.geometry.affine)


def _move(path, index, where):
    dataset = pydicom.dcmread(path)
    groups = dataset.PerFrameFunctionalGroupsSequence[index]
    groups.PlanePositionSequence[0].ImagePositionPatient = phantom.ds(where)
    dataset.save_as(path)


def test_slices_at_uneven_distances_are_shown_in_order_and_told_of_where_no_image_is_there(
    tmp_path,
):
    path = write_segmentation(tmp_path / "seg.dcm", {1: np.ones((4, 6, 5), bool)}, between=None)
    _move(path, 2, [-30.0, -20.0, 106.1])

    loaded = load(tmp_path)

    assert loaded.label_maps[0].labels.shape == (4, 6, 5)
    assert [note.code for note in loaded.content.notes] == ["irregular"]


def test_frames_of_two_orientations_lie_on_two_grids(tmp_path):
    masks = {1: np.ones((4, 6, 5), bool)}
    path = write_segmentation(tmp_path / "seg.dcm", masks)
    dataset = pydicom.dcmread(path)
    turned = pydicom.Dataset()
    turned.ImageOrientationPatient = [1, 0, 0, 0, 0, -1]
    dataset.PerFrameFunctionalGroupsSequence[3].PlaneOrientationSequence = [turned]
    dataset.save_as(path)

    loaded = load(tmp_path)

    assert [one.labels.shape[0] for one in loaded.label_maps] == [3, 1]


def test_slices_scaled_by_their_thickness_keep_their_segments(tmp_path):
    masks = blobs()
    write_segmentation(tmp_path / "seg.dcm", masks)
    phantom.write_series(tmp_path, header={"SliceThickness": "9"})

    opened = open_paths(tmp_path, z_spacing="slice-thickness")

    (volume,) = opened.volumes
    (loaded,) = (one for one in opened.loaded if isinstance(one, LoadedSegmentation))
    affine = loaded.label_maps[0].geometry.affine
    np.testing.assert_allclose(affine, volume.volume.geometry.affine)
    assert affine[2, 0] == pytest.approx(9)
    voxel = 2.5 * 0.7 * 0.8 / 1000
    for shown in loaded.label_maps[0].shown:
        assert shown.volume == pytest.approx(shown.voxels * voxel)


def test_a_segmentation_of_a_single_image_without_place_lies_on_it(tmp_path):
    masks = {1: np.zeros((1, 6, 5), bool), 2: np.zeros((1, 6, 5), bool)}
    masks[1][0, 1:3], masks[2][0, 4:] = True, True
    nowhere = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
    (image,) = phantom.write_series(tmp_path / "image", phantom.ramp(1), header=nowhere)
    source = pydicom.dcmread(image).SOPInstanceUID

    def edit(dataset):
        for groups in dataset.PerFrameFunctionalGroupsSequence:
            del groups.PlanePositionSequence
            made_from = pydicom.Dataset()
            made_from.ReferencedSOPInstanceUID = source
            derivation = pydicom.Dataset()
            derivation.SourceImageSequence = [made_from]
            groups.DerivationImageSequence = [derivation]

    write_segmentation(tmp_path / "seg" / "seg.dcm", masks, edit=edit)

    loaded = load(tmp_path / "seg", images=[tmp_path / "image"])

    (one,) = loaded.label_maps
    assert (one.geometry, one.labels.shape) == (None, (6, 5))
    np.testing.assert_array_equal(one.labels == 1, masks[1][0])
    np.testing.assert_array_equal(one.labels == 2, masks[2][0])


def test_frames_that_say_nothing_of_their_place_are_shown_by_themselves_and_it_is_said(tmp_path):
    def edit(dataset):
        for groups in dataset.PerFrameFunctionalGroupsSequence:
            del groups.PlanePositionSequence

    masks = {1: np.ones((3, 6, 5), bool)}
    write_segmentation(tmp_path / "seg.dcm", masks, edit=edit)

    loaded = load(tmp_path)

    assert loaded.label_maps[0].labels.shape == (3, 6, 5)
    assert said(loaded) == [
        (
            "no-place",
            "the segmentation does not say where it lies, and names no image that it was made "
            "from: it is shown by itself, its frames in their order, 2.5 mm apart "
            "(SpacingBetweenSlices)",
        )
    ]
    assert loaded.content.space == "own"


def from_frames(*sources):
    """Return an edit that leaves frames no place but the images they were made from."""

    def edit(dataset):
        for groups, (uid, number) in zip(
            dataset.PerFrameFunctionalGroupsSequence, sources, strict=True
        ):
            del groups.PlanePositionSequence
            made_from = item(ReferencedSOPInstanceUID=uid)
            if number:
                made_from.ReferencedFrameNumber = number
            groups.DerivationImageSequence = [item(SourceImageSequence=[made_from])]

    return edit


NOWHERE = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
GONE = "1.2.3"


@pytest.mark.parametrize(
    ("number", "size", "source", "why"),
    [
        pytest.param(1, (6, 5), GONE, "the image it was made from was not there", id="gone"),
        pytest.param(1, (3, 5), None, "its frames have 3 x 5 pixels, those of ", id="other size"),
        pytest.param(0, (6, 5), None, "does not say which frames of ", id="no frame number"),
    ],
)
def test_why_frames_without_a_place_lie_on_no_image_is_said(tmp_path, number, size, source, why):
    path = tmp_path / "image" / "film.dcm"
    path.parent.mkdir()
    dataset = phantom.image_header("XA", "film", "study", 0)
    phantom.set_pixels(dataset, list(phantom.ramp(3)), uids.ExplicitVRLittleEndian, None)
    dataset.NumberOfFrames = 3
    phantom.save(dataset, path, uids.ExplicitVRLittleEndian)
    edit = from_frames((source or dataset.SOPInstanceUID, number))
    write_segmentation(tmp_path / "seg" / "s.dcm", {1: np.ones((1, *size), bool)}, edit=edit)

    loaded = load(tmp_path / "seg", images=[tmp_path / "image"])

    ((code, sentence),) = said(loaded)
    assert code == "no-place"
    assert f"does not say where it lies, and {why}" in sentence


def test_frames_some_of_which_were_made_from_an_image_are_counted(tmp_path):
    (image,) = phantom.write_series(tmp_path / "image", phantom.ramp(1), header=NOWHERE)
    uid = pydicom.dcmread(image).SOPInstanceUID
    edit = from_frames((uid, 0), (GONE, 0))
    write_segmentation(tmp_path / "seg" / "s.dcm", {1: np.ones((2, 6, 5), bool)}, edit=edit)

    ((_, sentence),) = said(load(tmp_path / "seg", images=[tmp_path / "image"]))

    assert "1 of its 2 frames were not made from CT" in sentence


@pytest.mark.parametrize(
    ("between", "stored", "sentence"),
    [
        pytest.param(2.5, [0, 1, 2], None, id="as said"),
        pytest.param(2.5, [0, 2, 8], None, id="with gaps"),
        pytest.param(
            3.5,
            [0, 1, 2],
            "SpacingBetweenSlices of the segmentation is 3.5 mm, which its planes do not fit: that "
            "of the nearest planes that are stored is taken, 2.5 mm",
            id="another",
        ),
        pytest.param(None, [0, 1, 2], None, id="as thick as apart"),
        pytest.param(
            None,
            [0, 2, 8],
            "no SpacingBetweenSlices is given, and SliceThickness is 2.5 mm: that of the nearest "
            "planes that are stored is taken, 5 mm",
            id="thinner than apart",
        ),
    ],
)
def test_a_distance_of_planes_that_is_concluded_is_told(tmp_path, between, stored, sentence):
    masks = {1: np.zeros((9, 6, 5), bool)}
    masks[1][stored, 1, 1] = True

    def edit(dataset):
        measures = dataset.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
        measures.SliceThickness = "2.5"

    write_segmentation(tmp_path / "seg.dcm", masks, between=between, edit=edit)

    loaded = load(tmp_path)

    assert said(loaded) == ([("assumed", sentence)] if sentence else [])


@pytest.mark.parametrize(
    ("most", "words"),
    [
        pytest.param(200, None, id="given"),
        pytest.param(None, "is missing: the stored value 255 is taken", id="missing"),
        pytest.param(0, "is 0, which cannot be: the stored value 255 is taken", id="nothing"),
    ],
)
def test_a_whole_of_fractions_that_is_taken_is_told(tmp_path, most, words):
    def edit(dataset):
        del dataset.MaximumFractionalValue
        if most is not None:
            dataset.MaximumFractionalValue = most

    masks = {1: np.linspace(0, 1, 60).reshape(2, 6, 5)}
    write_segmentation(tmp_path / "seg.dcm", masks, kind="FRACTIONAL", edit=edit)

    found = said(load(tmp_path))

    assert [code for code, _ in found] == (["assumed"] if words else [])
    assert not words or words in found[0][1]


def test_segments_that_cannot_be_told_apart_are_told(tmp_path):
    segments = [segment(1, "liver"), segment(1, "spleen"), segment(2, "cyst")]
    lost = segment(3, "lost")
    del lost.SegmentNumber
    write_segmentation(tmp_path / "seg.dcm", blobs(), segments=[*segments, lost])

    assert [sentence for _, sentence in said(load(tmp_path))] == [
        "1 segment of the header without a number that can be: left out",
        "2 segments of the header have the number 1: what the first says is taken (liver)",
    ]


def test_the_pixel_padding_value_of_a_label_map_is_nothing(tmp_path):
    masks = blobs()
    background = {5: ~(masks[1] | masks[2])}

    def edit(dataset):
        dataset.PixelPaddingValue = 5
        dataset["PixelPaddingValue"].VR = "US"
        del dataset.SegmentSequence[2]

    write_segmentation(tmp_path / "seg.dcm", {**masks, **background}, kind="LABELMAP", edit=edit)

    assert_same(load(tmp_path), masks)


@pytest.mark.parametrize("bits", [8, 16])
def test_segment_0_of_a_label_map_is_shown_where_it_is_no_background(tmp_path, bits):
    masks = blobs()
    liver, nothing = masks[1], 2**bits - 1
    rest = {nothing: ~(liver | masks[2]), 2: masks[2]}
    described = [segment(0, "Liver"), segment(2)]

    def edit(dataset):
        dataset.PixelPaddingValue = nothing
        dataset["PixelPaddingValue"].VR = "US"

    write_segmentation(
        tmp_path / "seg.dcm", rest, kind="LABELMAP", bits=bits, segments=described, edit=edit
    )

    loaded = load(tmp_path)

    assert_same(loaded, {0: liver, 2: masks[2]})
    assert not loaded.content.notes


@pytest.mark.parametrize(("label", "padding"), [("Background", None), ("", None), ("Liver", 0)])
def test_segment_0_of_a_label_map_is_nothing_where_the_header_says_so(tmp_path, label, padding):
    masks = blobs()
    first = segment(0, label)
    if not label:
        del first.SegmentLabel, first.SegmentedPropertyTypeCodeSequence

    def edit(dataset):
        if padding is not None:
            dataset.PixelPaddingValue = padding
            dataset["PixelPaddingValue"].VR = "US"

    described = [first, segment(1), segment(2)]
    write_segmentation(tmp_path / "seg.dcm", masks, kind="LABELMAP", segments=described, edit=edit)

    assert_same(load(tmp_path), masks)


def test_a_value_that_would_pass_for_segment_0_is_refused(tmp_path):
    masks = {**blobs(count=1), 255: blobs()[2]}
    write_segmentation(
        tmp_path / "seg.dcm", masks, kind="LABELMAP", segments=[segment(0, "Liver"), segment(1)]
    )

    (failed,) = open_paths(tmp_path).failed

    assert "value 255" in failed.reason


def test_a_label_map_of_palette_colour_shows_its_numbers_in_the_colours_of_the_palette(tmp_path):
    masks = blobs()
    lab = [41661, 41167, 40792]
    described = [segment(1), segment(2, RecommendedDisplayCIELabValue=lab)]

    def edit(dataset):
        dataset.PhotometricInterpretation = "PALETTE COLOR"
        for colour, entries in (("Red", [0, 255, 9]), ("Green", [0, 102, 9]), ("Blue", [0, 51, 9])):
            setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [3, 0, 8])
            table = bytes([*entries, 0])
            setattr(dataset, f"{colour}PaletteColorLookupTableData", table)
            dataset[f"{colour}PaletteColorLookupTableDescriptor"].VR = "US"

    write_segmentation(tmp_path / "seg.dcm", masks, kind="LABELMAP", segments=described, edit=edit)

    loaded = load(tmp_path)

    assert_same(loaded, masks)
    first, second = (shown.segment.shown_colour for shown in loaded.label_maps[0].shown)
    np.testing.assert_allclose(first, (1.0, 0.4, 0.2))
    np.testing.assert_allclose(second, np.array([221, 130, 101]) / 255, atol=0.01)


def test_values_that_no_segment_describes_are_shown_and_told_of(tmp_path):
    masks = blobs()
    write_segmentation(tmp_path / "seg.dcm", masks, kind="LABELMAP", segments=[segment(1)])

    loaded = load(tmp_path)

    assert_same(loaded, masks)
    assert [note.code for note in loaded.content.notes] == ["segment-undescribed"]
    assert loaded.label_maps[0].shown[1].segment.label == "segment 2"


def test_segments_that_no_frame_shows_are_named(tmp_path):
    write_segmentation(tmp_path / "seg.dcm", blobs(), segments=[segment(n) for n in (1, 2, 7)])

    (one,) = load(tmp_path).label_maps

    assert [(shown.segment.number, shown.voxels > 0) for shown in one.shown] == [
        (1, True),
        (2, True),
        (7, False),
    ]


def test_several_frames_of_a_segment_in_one_plane_are_shown_together_and_told_of(tmp_path):
    masks = blobs(count=1)

    def edit(dataset):
        for groups in dataset.PerFrameFunctionalGroupsSequence[1:]:
            place = groups.PlanePositionSequence[0]
            place.ImagePositionPatient = phantom.ds([-30, -20, 100])

    write_segmentation(tmp_path / "seg.dcm", masks, edit=edit)

    loaded = load(tmp_path)

    np.testing.assert_array_equal(voxels(loaded)[1][0], masks[1].any(0))
    assert [note.code for note in loaded.content.notes] == ["segment-repeats"]


def test_frames_beside_each_other_are_refused(tmp_path):
    def edit(dataset):
        for index, groups in enumerate(dataset.PerFrameFunctionalGroupsSequence):
            place = groups.PlanePositionSequence[0]
            shift = 50 * (index % 2)
            place.ImagePositionPatient = phantom.ds([-30 + shift, -20, 100 + 2.5 * index])

    write_segmentation(tmp_path / "seg.dcm", {1: np.ones((4, 6, 5), bool)}, edit=edit)

    opened = open_paths(tmp_path)

    (failed,) = opened.failed
    assert "beside each other" in failed.reason


@pytest.mark.parametrize(("slices", "is_refused"), [(4096, False), (4097, True)])
def test_planes_too_far_apart_for_a_stack_are_refused(tmp_path, slices, is_refused):
    path = write_segmentation(tmp_path / "seg.dcm", {1: np.ones((2, 6, 5), bool)})
    _move(path, 1, [-30, -20, 100 + 2.5 * (slices - 1)])

    opened = open_paths(tmp_path)

    assert [type(one.content) for one in opened.failed] == [Segmentation] * is_refused
    assert all("nearly all would be empty" in one.reason for one in opened.failed)


@pytest.mark.parametrize(("most", "is_refused"), [(3, False), (2, True)])
def test_more_segments_than_the_limit_are_refused_before_a_pixel_is_read(
    tmp_path, most, is_refused
):
    write_segmentation(tmp_path / "seg.dcm", blobs(count=3))

    opened = open_paths(tmp_path, limits=replace(DEFAULT_LIMITS, segments=most))

    assert bool(opened.failed) is is_refused
    assert all("limits.segments" in one.reason for one in opened.failed)


def test_a_bomb_of_65535_segments_is_refused(tmp_path):
    described = [segment(1)]

    def edit(dataset):
        one = dataset.SegmentSequence[0]
        dataset.SegmentSequence = [one] * 65535

    write_segmentation(tmp_path / "seg.dcm", blobs(count=1), segments=described, edit=edit)

    opened = open_paths(tmp_path)

    assert "65,535 segments" in opened.failed[0].reason


@pytest.mark.parametrize(("most", "is_refused"), [(135, False), (134, True)])
def test_voxels_past_the_memory_limit_are_refused_before_it_is_taken(tmp_path, most, is_refused):
    write_segmentation(tmp_path / "seg.dcm", {1: np.ones((4, 6, 5), bool)})  # 120 and 4 x 4 bits
    limits = replace(DEFAULT_LIMITS, memory_bytes=most + 1)

    if not is_refused:
        assert load(tmp_path, limits).label_maps
        return
    with pytest.raises(LimitError, match="memory_bytes"):
        load(tmp_path, limits)


def test_frames_that_do_not_say_their_segment_show_the_only_one(tmp_path):
    def edit(dataset):
        for groups in dataset.PerFrameFunctionalGroupsSequence:
            del groups.SegmentIdentificationSequence

    write_segmentation(tmp_path / "one" / "seg.dcm", blobs(count=1), edit=edit)
    write_segmentation(tmp_path / "two" / "seg.dcm", blobs(count=2), edit=edit)

    one = load(tmp_path / "one")
    assert voxels(one).keys() == {1}
    assert said(one) == [
        ("assumed", "frames do not say which segment they show: the only one is taken, 1")
    ]
    (failed,) = open_paths(tmp_path / "two").failed
    assert "says which of 2 segments is shown by 7 frames" in failed.reason


def test_a_tiled_segmentation_of_a_slide_is_named_with_the_reason(tmp_path):
    def edit(dataset):
        dataset.TotalPixelMatrixRows, dataset.TotalPixelMatrixColumns = 12, 10

    write_segmentation(tmp_path / "seg.dcm", blobs(), edit=edit)

    opened = open_paths(tmp_path)

    (listing,) = opened.listed
    assert opened.loaded == ()
    assert "segmentation of a slide (tiled)" in listing.reason
