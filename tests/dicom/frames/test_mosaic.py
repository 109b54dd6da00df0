"""Siemens mosaics: tiles become slices in their order and at their places."""

import struct

import numpy as np
import pydicom
import pytest

import phantom
from mosaics import write_mosaic
from napari_dicom.api import read_volumes
from napari_dicom.dicom import scan


def csa_of_version_1(**values):
    """A CSA header without a mark; lengths as in csareader of nibabel 5.4."""
    data = struct.pack("<II", len(values), 77)
    for name, texts in values.items():
        data += name.encode().ljust(64, b"\0") + struct.pack("<I4sIII", 1, b"DS\0\0", 0, 6, 77)
        for text in [*texts, *[""] * (6 - len(texts))]:
            raw = str(text).encode() + b"\0" if text != "" else b""
            data += struct.pack("<4I", len(raw) + 6, len(raw), 77, len(raw))
            data += raw.ljust((len(raw) + 3) // 4 * 4, b"\0")
    return data


def edited(path, edit):
    dataset = pydicom.dcmread(path)
    edit(dataset)
    dataset.save_as(path)


def codes(path):
    return {note.code for volume in scan(path).volumes for note in volume.notes}


@pytest.mark.parametrize("planes", [1, 4, 7, 9])
@pytest.mark.parametrize(
    "affine",
    [
        pytest.param(phantom.make_affine("axial"), id="axial"),
        pytest.param(phantom.make_affine("sagittal"), id="sagittal"),
        pytest.param(
            phantom.rotated(phantom.make_affine(), phantom.rotation(10, -20, 30)), id="oblique"
        ),
    ],
)
def test_tiles_become_slices_at_their_places(tmp_path, planes, affine):
    values = phantom.ramp(planes)
    write_mosaic(tmp_path / "m.dcm", values, affine)

    (loaded,) = read_volumes(tmp_path)

    assert np.array_equal(loaded.values, values)
    assert loaded.volume.geometry.affine == pytest.approx(affine, abs=1e-5)


def test_slices_that_descend_along_the_normal_are_turned_round(tmp_path):
    affine = phantom.make_affine()
    affine[:3, 0] *= -1
    values = phantom.ramp(4)
    write_mosaic(tmp_path / "m.dcm", values, affine)

    (loaded,) = read_volumes(tmp_path)

    assert np.array_equal(loaded.values, values[::-1])
    assert loaded.volume.geometry.affine[:3, 3] == pytest.approx(phantom.position(affine, 3))


def test_several_mosaics_of_one_place_are_times(tmp_path):
    affine = phantom.make_affine()
    series = [phantom.ramp(4) + 1000 * number for number in range(3)]
    for number, values in enumerate(series):
        write_mosaic(tmp_path / f"{9 - number}.dcm", values, affine, number)

    (loaded,) = read_volumes(tmp_path)

    assert np.array_equal(loaded.values, series)
    assert [axis.label for axis in loaded.volume.axes] == ["t"]


@pytest.mark.parametrize("count", ["", "0", "-3", "x", "²", "9" * 30, "100000"])
def test_a_mosaic_without_a_sensible_number_of_tiles_is_shown_whole(tmp_path, count):
    write_mosaic(
        tmp_path / "m.dcm", phantom.ramp(4), phantom.make_affine(), NumberOfImagesInMosaic=[count]
    )

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == (1, 12, 10)


@pytest.mark.parametrize("length", [0, 3, 16, 50, 101, 140])
def test_a_cut_csa_header_raises_nothing(tmp_path, length):
    path = write_mosaic(tmp_path / "m.dcm", phantom.ramp(4), phantom.make_affine())
    data = path.read_bytes()
    start = data.index(b"SV10")
    path.write_bytes(data[: start + length] + b"\xff" * 60 + data[start + length + 60 :])

    assert len(scan(tmp_path).volumes) == 1


def test_the_csa_header_of_old_scanners_is_read(tmp_path):
    affine = phantom.rotated(phantom.make_affine(), phantom.rotation(10, -20, 30))
    affine[:3, 0] *= -1
    path = write_mosaic(tmp_path / "m.dcm", phantom.ramp(7), affine)
    old = csa_of_version_1(
        NumberOfImagesInMosaic=[7], SliceNormalVector=list(affine[:3, 0] / 2.5), Sub=[]
    )
    edited(path, lambda dataset: setattr(dataset[0x00291010], "value", old))

    (loaded,) = read_volumes(tmp_path)

    assert np.array_equal(loaded.values, phantom.ramp(7)[::-1])
    assert loaded.volume.geometry.affine[:3, 3] == pytest.approx(phantom.position(affine, 6))


def moved(dataset):
    """Put the CSA header into the second private block."""
    value = dataset[0x00291010].value
    del dataset[0x00291010]
    dataset.add_new(0x00290010, "LO", "ANOTHER")
    dataset.add_new(0x00290011, "LO", "SIEMENS CSA HEADER")
    dataset.add_new(0x00291110, "OB", value)


def numbered(dataset):
    """Leave only (0019,xx0A), in the second private block."""
    del dataset[0x00291010]
    dataset.add_new(0x00190010, "LO", "ANOTHER")
    dataset.add_new(0x00190011, "LO", "SIEMENS MR HEADER")
    dataset.add_new(0x0019110A, "US", 7)


@pytest.mark.parametrize("edit", [moved, numbered])
def test_private_elements_are_found_in_any_block(tmp_path, edit):
    edited(write_mosaic(tmp_path / "m.dcm", phantom.ramp(7), phantom.make_affine()), edit)

    (loaded,) = read_volumes(tmp_path)

    assert np.array_equal(loaded.values, phantom.ramp(7))


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        pytest.param(lambda _: None, set(), id="all is there"),
        pytest.param(numbered, {"assumed"}, id="no direction"),
        pytest.param(
            lambda dataset: delattr(dataset, "SpacingBetweenSlices"), {"assumed"}, id="no distance"
        ),
        pytest.param(
            lambda dataset: dataset.__delitem__(0x00291010), {"assumed"}, id="no number of slices"
        ),
    ],
)
def test_what_is_assumed_about_a_mosaic_is_told(tmp_path, edit, code):
    edited(write_mosaic(tmp_path / "m.dcm", phantom.ramp(7), phantom.make_affine()), edit)

    assert codes(tmp_path) == code


def test_a_gradient_in_the_csa_header_sets_mosaics_apart(tmp_path):
    gradients = [([0], []), ([1000], [1, 0, 0]), ([1000], [0, 1, 0])]
    for number, (b_value, direction) in enumerate(gradients):
        write_mosaic(
            tmp_path / f"{9 - number}.dcm",
            phantom.ramp(4) + 1000 * number,
            phantom.make_affine(),
            number,
            B_value=b_value,
            DiffusionGradientDirection=direction,
        )

    (loaded,) = read_volumes(tmp_path)

    assert [(axis.label, axis.coordinates) for axis in loaded.volume.axes] == [("b", (0, 1e3, 1e3))]


@pytest.mark.parametrize(
    ("rows", "columns", "shape"),
    [
        pytest.param(4, 4, (4, 4, 4), id="4 x 4"),
        pytest.param(3, 4, (1, 6, 8), id="3 rows"),
        pytest.param(4, 3, (1, 8, 6), id="3 columns"),
    ],
)
def test_tiles_of_less_than_four_rows_or_columns_are_none(tmp_path, rows, columns, shape):
    write_mosaic(tmp_path / "m.dcm", phantom.ramp(4, rows, columns), phantom.make_affine())

    (volume,) = scan(tmp_path).volumes

    assert volume.shape == shape


@pytest.mark.parametrize(
    ("vr", "data", "slices"),
    [
        pytest.param("OB", b"\7\0", 7, id="two bytes"),
        pytest.param("OB", b"\7\0\0\0", 1, id="four bytes"),
        pytest.param("UN", b"\7\0", 7, id="pydicom knows what it is"),
    ],
)
def test_a_number_of_tiles_of_unknown_vr_is_two_little_endian_bytes(tmp_path, vr, data, slices):
    def unknown(dataset):
        numbered(dataset)
        del dataset[0x0019110A]
        dataset.add_new(0x0019110A, vr, data)

    edited(write_mosaic(tmp_path / "m.dcm", phantom.ramp(7), phantom.make_affine()), unknown)

    (volume,) = scan(tmp_path).volumes

    assert volume.shape[0] == slices


def test_tiles_lie_as_far_apart_as_the_spacing_says_not_the_thickness(tmp_path):
    path = write_mosaic(tmp_path / "m.dcm", phantom.ramp(4), phantom.make_affine())
    edited(path, lambda dataset: setattr(dataset, "SliceThickness", "1"))

    (volume,) = scan(tmp_path).volumes

    assert volume.geometry.affine == pytest.approx(phantom.make_affine(), abs=1e-5)
