"""Image layers: data, transform, limits and metadata as the layer contract has them."""

import json

import numpy as np
import pydicom
import pytest
from napari.layers import Image, Layer
from pydicom import uid as uids

import phantom
from napari_dicom.api import read_volumes
from napari_dicom.dicom import scan
from napari_dicom.layers import DisplaySpace, build_layers, contrast_limits

OBLIQUE = phantom.rotated(phantom.make_affine(), phantom.rotation(20, -35, 50))
AFFINES = {
    "axial": phantom.make_affine("axial"),
    "coronal": phantom.make_affine("coronal"),
    "sagittal": phantom.make_affine("sagittal"),
    "oblique": OBLIQUE,
    "tilted": phantom.make_affine(tilt_degrees=15),
}
BY_NAME = pytest.mark.parametrize("affine", AFFINES.values(), ids=AFFINES)


def only(path, space=DisplaySpace.OWN_PLANES):
    (layer,) = build_layers(read_volumes(path), space)
    return layer


def dicom(layer):
    return layer.keywords["metadata"]["dicom"]


def time_series(folder, affine=AFFINES["axial"], times=(0.0, 2.5, 5.0)):
    for step, seconds in enumerate(times):
        phantom.write_series(
            folder,
            phantom.ramp() + 1000 * step,
            affine=affine,
            modality="MR",
            name=lambda n, step=step: f"{step}-{n}",
            header={
                "TemporalPositionIdentifier": step + 1,
                "AcquisitionTime": f"{100000 + seconds}",
            },
            edit=lambda ds, i, step=step: setattr(ds, "SOPInstanceUID", phantom.uid(step, i)),
        )


@BY_NAME
def test_frames_in_the_metadata_are_those_of_the_planes(tmp_path, affine):
    phantom.write_series(tmp_path, affine=affine, shuffle=4)

    layer = only(tmp_path)

    planes = np.moveaxis(layer.data, dicom(layer)["slice_axis"], 0)
    assert len(planes) == 4
    for plane, entry in zip(planes, dicom(layer)["frames"], strict=True):
        stored = pydicom.dcmread(entry["path"]).pixel_array
        assert sorted(plane.ravel()) == sorted(stored.ravel())
        assert entry["SOPInstanceUID"] == pydicom.dcmread(entry["path"]).SOPInstanceUID


@BY_NAME
def test_frames_of_a_time_series_are_nested_by_time(tmp_path, affine):
    time_series(tmp_path, affine)

    layer = only(tmp_path)

    entries = dicom(layer)["frames"]
    assert layer.data.ndim == 4
    assert [len(step) for step in entries] == [4, 4, 4]
    for volume, step in zip(layer.data, entries, strict=True):
        planes = np.moveaxis(volume, dicom(layer)["slice_axis"] - 1, 0)
        for plane, entry in zip(planes, step, strict=True):
            stored = pydicom.dcmread(entry["path"]).pixel_array
            assert plane.min() == stored.min()


@BY_NAME
def test_the_affine_in_the_metadata_puts_each_value_where_the_file_has_it(tmp_path, affine):
    phantom.write_series(tmp_path, affine=affine)

    layer = only(tmp_path)

    for index in [(0, 0, 0), (3, 5, 4), (2, 1, 3)]:
        (there,) = np.argwhere(layer.data == phantom.ramp()[index])
        found = np.array(dicom(layer)["affine"]) @ [*there, 1]
        assert found == pytest.approx(affine @ [*index, 1], abs=1e-5)


SHEARED_2D = pytest.mark.filterwarnings("ignore:Non-orthogonal slicing")  # napari draws 3D rightly


@SHEARED_2D
@BY_NAME
def test_in_patient_space_napari_puts_each_value_where_the_file_has_it(tmp_path, affine):
    phantom.write_series(tmp_path, affine=affine)

    one = only(tmp_path, DisplaySpace.PATIENT)
    layer = Image(one.data, **one.keywords)

    for index in [(0, 0, 0), (3, 5, 4)]:
        (there,) = np.argwhere(one.data == phantom.ramp()[index])
        expected = (affine @ [*index, 1])[:3]
        assert layer.data_to_world(there) == pytest.approx(expected[::-1], abs=1e-4)


def scanned_through(point, affine, shape=(21, 25, 23)):
    """A volume of zeros about a point but for one bright voxel at it, and its affine."""
    affine = affine.copy()
    middle = (np.array(shape) - 1) // 2
    affine[:3, 3] = point - affine[:3, :3] @ middle
    values = np.zeros(shape, "int16")
    values[tuple(middle)] = 1000
    return values, affine


@SHEARED_2D
def test_four_scans_of_one_patient_lie_on_each_other_in_patient_space(tmp_path):
    point = np.array([12.0, -40.0, 300.0])
    for name in ("axial", "coronal", "sagittal", "oblique"):
        values, affine = scanned_through(point, AFFINES[name])
        phantom.write_series(
            tmp_path, values, affine=affine, series=name, name=f"{name}{{}}".format
        )

    places = []
    for one in build_layers(read_volumes(tmp_path), DisplaySpace.PATIENT):
        (bright,) = np.argwhere(one.data == 1000)
        places.append(Image(one.data, **one.keywords).data_to_world(bright))

    assert places == [pytest.approx(point[::-1], abs=1e-3)] * 4


def test_oblique_scans_at_right_angles_line_up_in_their_own_planes(tmp_path):
    turn = phantom.rotation(10, 5, -15)
    point = np.array([12.0, -40.0, 300.0])
    for name in ("axial", "coronal", "sagittal"):
        values, affine = scanned_through(point, phantom.rotated(AFFINES[name], turn))
        affine[:3, 3] += affine[:3, 0]  # not one centre: they must share the display transform
        values = np.roll(values, -1, axis=0)
        phantom.write_series(
            tmp_path, values, affine=affine, series=name, name=f"{name}{{}}".format
        )

    places = []
    for one in build_layers(read_volumes(tmp_path)):
        (bright,) = np.argwhere(one.data == 1000)
        places.append(Image(one.data, **one.keywords).data_to_world(bright))

    assert places[1] == pytest.approx(places[0], abs=1e-3)
    assert places[2] == pytest.approx(places[0], abs=1e-3)


@pytest.mark.parametrize("affine", [OBLIQUE, AFFINES["tilted"]], ids=["oblique", "tilted"])
def test_what_is_not_parallel_to_the_patient_is_noted(tmp_path, affine):
    phantom.write_series(tmp_path, affine=affine)

    codes = {note["code"] for note in dicom(only(tmp_path))["notes"]}

    assert codes == {"oblique" if affine is OBLIQUE else "gantry-tilt"}


def test_data_are_a_view_of_the_values(tmp_path):
    phantom.write_series(tmp_path, affine=AFFINES["coronal"])
    (loaded,) = read_volumes(tmp_path)

    (layer,) = build_layers([loaded])

    assert np.shares_memory(layer.data, loaded.values)


# Axes and units.


def test_even_times_scale_their_axis_in_seconds(tmp_path):
    time_series(tmp_path)

    kwargs = only(tmp_path).keywords

    assert kwargs["axis_labels"] == ("t", "z", "y", "x")
    assert kwargs["units"] == ("s", "mm", "mm", "mm")
    assert kwargs["scale"] == pytest.approx([2.5, 2.5, 0.7, 0.8])


def test_uneven_times_are_counted_in_the_world_and_kept_in_the_metadata(tmp_path):
    time_series(tmp_path, times=(0.0, 2.5, 17.5))

    layer = only(tmp_path)

    assert layer.keywords["scale"][0] == 1
    assert layer.keywords["units"][0] == "pixel"
    assert dicom(layer)["axes"][0]["coordinates"] == [0.0, 2.5, 17.5]


def test_a_single_slice_has_a_depth_of_one_voxel(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(1))

    layer = only(tmp_path)

    assert layer.data.shape == (1, 6, 5)
    assert layer.keywords["scale"] == pytest.approx([2.5, 0.7, 0.8])


def without_place(**others):
    header = dict.fromkeys(["ImagePositionPatient", "ImageOrientationPatient", "SliceThickness"])
    return {**header, **others}


def test_an_image_without_place_is_flat_and_sized_by_its_pixels(tmp_path):
    phantom.write_series(tmp_path, phantom.ramp(1), modality="CR", header=without_place())

    layer = only(tmp_path)

    assert layer.keywords["axis_labels"][-2:] == ("y", "x")
    assert layer.keywords["scale"][-2:] == pytest.approx([0.7, 0.8])
    assert dicom(layer)["affine"] is None


def test_an_image_without_place_starts_hidden_beside_one_that_has_one(tmp_path):
    phantom.write_series(tmp_path, series="a", name="a{}".format)
    phantom.write_series(
        tmp_path,
        phantom.ramp(1),
        modality="CR",
        series="b",
        name="b{}".format,
        header=without_place(),
    )

    layers = [Layer.create(*one.as_tuple) for one in build_layers(read_volumes(tmp_path))]

    assert [(layer.name, layer.visible) for layer in layers] == [
        ("CT 1 a", True),
        ("CR 1 b", False),
    ]


# Contrast.


def test_the_window_of_the_middle_slice_gives_the_contrast_limits(tmp_path):
    def window(dataset, index):
        dataset.WindowCenter, dataset.WindowWidth = str(100 * index), "50"

    phantom.write_series(tmp_path, phantom.ramp(5), edit=window)

    assert only(tmp_path).keywords["contrast_limits"] == [175, 224]


@pytest.mark.parametrize(("center", "width"), [("nan", "400"), ("40", "0"), ("40", "-5")])
def test_a_window_that_is_none_leaves_the_contrast_to_the_values(tmp_path, center, width):
    header = {"WindowCenter": "10", "WindowWidth": "10"}
    paths = phantom.write_series(tmp_path, modality="MR", header=header)
    for path in paths:
        data = path.read_bytes()
        for number, text in ((b"\x50\x10", center), (b"\x51\x10", width)):
            place = data.index(b"\x28\0" + number + b"DS") + 6
            end = place + 2 + data[place]
            raw = text.encode() + b" " * (len(text) % 2)
            data = data[:place] + bytes([len(raw), 0]) + raw + data[end:]
        path.write_bytes(data)

    low, high = only(tmp_path).keywords["contrast_limits"]

    assert 0 <= low < high <= 400


def test_padding_is_no_part_of_the_contrast(tmp_path):
    values = phantom.ramp() + 100
    values[:, :3] = -2000
    padded = {"PixelPaddingValue": -2000}
    phantom.write_series(tmp_path, values, modality="MR", header=padded)

    layer = only(tmp_path)

    assert layer.keywords["contrast_limits"][0] >= 100
    assert layer.value_range == (values[:, 3:].min(), values.max())


@pytest.mark.parametrize("value", [0, 7])
def test_an_image_of_one_value_has_limits_napari_accepts(tmp_path, value):
    phantom.write_series(tmp_path, np.full((2, 6, 5), value, "int16"))

    low, high = only(tmp_path).keywords["contrast_limits"]

    assert low < high


def test_an_image_of_nothing_but_padding_has_limits_napari_accepts(tmp_path):
    phantom.write_series(
        tmp_path, np.full((2, 6, 5), -2000, "int16"), header={"PixelPaddingValue": -2000}
    )

    low, high = only(tmp_path).keywords["contrast_limits"]

    assert low < high


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_do_not_reach_the_limits(tmp_path, bad):
    values = phantom.ramp(dtype="float32")
    values[1, 2, 3] = bad
    phantom.write_series(tmp_path, values)

    layer = only(tmp_path)

    assert np.isfinite(layer.keywords["contrast_limits"]).all()
    assert layer.value_range == (0, 354)


@pytest.mark.parametrize(
    ("values", "is_soft_tissue"),
    [
        pytest.param((-1000, 1000), True, id="air to bone"),
        pytest.param((238, 3000), True, id="just within the window"),
        pytest.param((239, 3000), False, id="just above it"),
        pytest.param((-1000, -159), True, id="just within the window, from below"),
        pytest.param((-1000, -160), False, id="just below it"),
    ],
)
def test_a_ct_without_a_window_has_that_of_soft_tissue(tmp_path, values, is_soft_tissue):
    pixels = np.tile(np.asarray(values, "int16"), (2, 6, 5, 1))[..., 0]
    pixels[:, :3] = values[1]
    phantom.write_series(tmp_path, pixels)

    found = only(tmp_path).keywords["contrast_limits"]

    assert (found == [-160, 239]) is is_soft_tissue


def test_one_hot_pixel_does_not_darken_the_image(tmp_path):
    values = np.random.default_rng(0).integers(0, 100, (1, 64, 64), "int16")
    values[0, 5, 5] = 30000
    phantom.write_series(tmp_path, values, modality="MR")
    (loaded,) = read_volumes(tmp_path)

    assert contrast_limits(loaded)[1] < 200
    assert loaded.value_range[1] == 30000


@pytest.mark.parametrize(
    ("header", "inverted"),
    [
        ({"PhotometricInterpretation": "MONOCHROME1"}, True),
        ({"PhotometricInterpretation": "MONOCHROME2"}, False),
        ({"PresentationLUTShape": "INVERSE"}, True),
        ({"PresentationLUTShape": "IDENTITY"}, False),
    ],
)
def test_inverse_images_keep_their_values_and_turn_their_colours(tmp_path, header, inverted):
    phantom.write_series(tmp_path, header=header)

    layer = only(tmp_path)

    assert np.array_equal(layer.data, phantom.ramp())
    assert layer.keywords["colormap"] == ("gray_r" if inverted else "gray")
    assert layer.keywords["metadata"]["dicom_volume"].is_inverted is inverted


def test_colour_is_shown_as_colour(tmp_path):
    values = np.random.default_rng(0).integers(0, 256, (4, 6, 5, 3), "uint8")
    phantom.write_series(tmp_path, values, affine=AFFINES["sagittal"], modality="OT")

    layer = only(tmp_path)

    assert layer.keywords["rgb"] is True
    assert layer.data.shape == (6, 5, 4, 3)


# The layer contract.

KEYS = {
    "SeriesInstanceUID",
    "StudyInstanceUID",
    "FrameOfReferenceUID",
    "SOPClassUID",
    "Modality",
    "SeriesNumber",
    "SeriesDescription",
    "TransferSyntaxUID",
    "affine",
    "slice_axis",
    "frames",
    "spacing",
    "value_unit",
    "decoders",
    "notes",
}


def gallery(folder):
    """Layers of many kinds: tidy, with a gap, in time, coloured, without place, oblique."""
    phantom.write_series(folder / "tidy", intercept=-1024, series="tidy")
    phantom.write_series(folder / "gap", series="gap", affine=OBLIQUE)[1].unlink()
    time_series(folder / "time")
    phantom.write_series(
        folder / "cr",
        phantom.ramp(1),
        modality="CR",
        series="cr",
        header=without_place(SeriesNumber=None, PixelSpacing=None),
    )
    values = np.zeros((2, 6, 5, 3), "uint8")
    phantom.write_series(
        folder / "colour", values, modality="OT", series="colour", header=without_place()
    )
    phantom.write_enhanced(folder / "enhanced.dcm", transfer_syntax=uids.JPEG2000Lossless)
    layers = build_layers(read_volumes(folder))
    assert len(layers) == 6
    return layers


def test_the_metadata_are_complete_and_can_be_written_as_json(tmp_path):
    for layer in gallery(tmp_path):
        assert set(dicom(layer)) >= KEYS
        assert json.loads(json.dumps(dicom(layer), allow_nan=False)) == dicom(layer)


def test_napari_takes_every_layer_as_it_is(tmp_path):
    for one in gallery(tmp_path):
        layer = Layer.create(*one.as_tuple)

        assert layer.data.ndim == len(one.keywords["units"]) + one.keywords["rgb"]
        assert len(one.keywords["axis_labels"]) == len(one.keywords["units"])


def test_no_number_that_is_not_finite_reaches_napari(tmp_path):
    for one in gallery(tmp_path):
        placing = {"scale", "translate", "affine"} & set(one.keywords)
        assert placing in ({"scale", "translate"}, {"affine"})
        numbers = [np.ravel(one.keywords[key]) for key in (*placing, "contrast_limits")]
        assert np.isfinite(np.concatenate(numbers)).all()
        assert (Layer.create(*one.as_tuple).scale > 0).all()


def test_no_patient_is_named_in_a_layer(tmp_path):
    for one in gallery(tmp_path):
        text = one.keywords["name"] + json.dumps(dicom(one))
        assert "secret" not in text.lower()


def test_a_slice_that_was_not_acquired_is_declared(tmp_path):
    phantom.write_series(tmp_path)[1].unlink()

    entries = dicom(only(tmp_path))["frames"]

    assert [entry is None for entry in entries] == [False, True, False, False]


def test_the_spacing_is_given_with_its_source_and_all_candidates(tmp_path):
    phantom.write_series(tmp_path, header={"SliceThickness": "5", "SpacingBetweenSlices": "-2.5"})

    assert dicom(only(tmp_path))["spacing"] == {
        "used": 2.5,
        "source": "ImagePositionPatient",
        "ImagePositionPatient": 2.5,
        "SpacingBetweenSlices": 2.5,
        "SliceThickness": 5.0,
    }


def test_units_and_decoders_are_named(tmp_path):
    phantom.write_series(tmp_path, transfer_syntax=uids.RLELossless, intercept=-1024)

    found = dicom(only(tmp_path))

    assert found["value_unit"] == "HU"
    assert list(found["decoders"]) == [uids.RLELossless] == found["TransferSyntaxUID"]


def test_the_volume_is_at_hand_for_scripts(tmp_path):
    phantom.write_series(tmp_path)

    found = only(tmp_path).keywords["metadata"]["dicom_volume"]

    assert found.shape == scan(tmp_path).volumes[0].shape


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        pytest.param(0.04, set(), id="0.04 degrees"),
        pytest.param(0.06, {"oblique"}, id="0.06 degrees"),
        pytest.param(0.3, {"oblique"}, id="0.3 degrees"),
    ],
)
def test_planes_turned_by_more_than_a_twentieth_of_a_degree_are_said_to_be(
    tmp_path, degrees, expected
):
    affine = phantom.rotated(phantom.make_affine(), phantom.rotation(0, 0, degrees))
    phantom.write_series(tmp_path, affine=affine)

    notes = dicom(only(tmp_path))["notes"]

    assert {note["code"] for note in notes} == expected
    assert [note["angle_degrees"] for note in notes] == [degrees] * len(expected)


def pair(folder, turned, apart, **header):
    """Two volumes, the second turned further by so many degrees and as far from the first."""
    for name, degrees, by in (("a", 0, 0), ("b", turned, apart)):
        affine = phantom.rotated(phantom.make_affine(), phantom.rotation(0, 0, 10 + degrees))
        affine[:3, 3] += by
        phantom.write_series(
            folder, affine=affine, series=name, name=f"{name}{{}}".format, header=header
        )
    return build_layers(read_volumes(folder))


@pytest.mark.parametrize(
    ("degrees", "transform"),
    [
        pytest.param(0.055, "affine", id="0.00096, as the first"),
        pytest.param(0.061, "scale", id="0.00106, in its own planes"),
        pytest.param(1.0, "scale", id="1 degree"),
    ],
)
def test_volumes_turned_by_less_than_a_thousandth_share_a_display(tmp_path, degrees, transform):
    first, second = pair(tmp_path, degrees, 0)

    assert "scale" in first.keywords
    assert transform in second.keywords


@pytest.mark.parametrize(
    ("header", "is_about_itself"),
    [
        pytest.param({}, False, id="one frame of reference"),
        pytest.param({"FrameOfReferenceUID": None}, True, id="none"),
    ],
)
def test_volumes_without_a_frame_of_reference_are_each_turned_about_themselves(
    tmp_path, header, is_about_itself
):
    layer = pair(tmp_path, 0, 100, **header)[1]
    middle = (np.array(layer.data.shape) - 1) / 2

    there = Image(layer.data, **layer.keywords).data_to_world(middle)

    centre = layer.keywords["metadata"]["dicom_volume"].geometry.centre[::-1]
    assert np.allclose(there, centre, atol=1e-3) is is_about_itself


def test_an_even_axis_starts_at_its_first_coordinate(tmp_path):
    for number, echo in enumerate((4.5, 9.0, 13.5)):
        phantom.write_series(
            tmp_path,
            modality="MR",
            name=f"{number}-{{}}".format,
            header={"EchoTime": str(echo)},
            edit=lambda ds, i, number=number: setattr(ds, "SOPInstanceUID", phantom.uid(number, i)),
        )

    kwargs = only(tmp_path).keywords

    assert (kwargs["axis_labels"][0], kwargs["units"][0]) == ("echo", "ms")
    assert (kwargs["scale"][0], kwargs["translate"][0]) == pytest.approx((4.5, 4.5))


def test_without_a_window_the_contrast_runs_from_the_thousandth_to_all_but_two(tmp_path):
    values = np.arange(1001, dtype="int16").reshape(1, 7, 143)  # n thousandths are n
    phantom.write_series(tmp_path, values, modality="MR")

    layer = only(tmp_path)

    assert layer.keywords["contrast_limits"] == pytest.approx([1, 998])
    assert layer.value_range == (0, 1000)


def test_the_contrast_without_a_window_is_that_of_the_middle_slice(tmp_path):
    values = np.stack([np.arange(1001).reshape(7, 143) + 5000 * (k != 2) for k in range(5)])
    phantom.write_series(tmp_path, values.astype("int16"), modality="MR")

    assert only(tmp_path).keywords["contrast_limits"] == pytest.approx([1, 998])


@pytest.mark.parametrize(
    ("ratio", "scale"),
    [
        pytest.param(["2", "1"], [2, 1], id="pixels twice as high as wide"),
        pytest.param(["1", "2"], [0.5, 1], id="pixels twice as wide as high"),
        pytest.param(["1", "1"], [1, 1], id="square"),
        pytest.param(None, [1, 1], id="not given"),
        pytest.param(["0", "1"], [1, 1], id="no ratio"),
    ],
)
def test_without_a_pixel_size_the_aspect_ratio_is_vertical_to_horizontal(tmp_path, ratio, scale):
    header = without_place(PixelSpacing=None, PixelAspectRatio=ratio)  # (0028,0034)
    phantom.write_series(tmp_path, phantom.ramp(1), modality="CR", header=header)

    assert only(tmp_path).keywords["scale"][-2:] == pytest.approx(scale)


@pytest.mark.parametrize(
    ("images", "slice_axis"),
    [pytest.param(1, None, id="one image"), pytest.param(3, 1, id="three images")],
)
def test_images_without_place_follow_each_other_before_a_plane_axis_of_length_one(
    tmp_path, images, slice_axis
):
    header = without_place(SliceThickness=None)
    phantom.write_series(tmp_path, phantom.ramp(images), modality="OT", header=header)

    layer = only(tmp_path)

    assert dicom(layer)["slice_axis"] == slice_axis
    assert layer.data.shape[:-2] == (() if images == 1 else (3, 1))
    thick = layer.keywords["scale"][:-2][1:]  # as the image is wide: 6 x 0.7 by 5 x 0.8 mm
    assert thick == pytest.approx([] if images == 1 else [4.0])
    assert layer.keywords["axis_labels"][-3:] == (("y", "x") if images == 1 else ("z", "y", "x"))
    assert len(dicom(layer)["frames"]) == images
