"""A loaded volume as scripts and notebooks have it: an array that knows where it lies."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from converted import timed, write_steps
from napari_dicom import read_volumes, scan
from napari_dicom.dicom import ChoiceError, HeaderError
from phantom import PATIENT_NAME, make_affine, ramp, write_enhanced, write_series


@pytest.fixture
def read(tmp_path):
    """Return a function that writes series and reads the volume made of them."""

    def read(*args, **how):
        lazy = how.pop("lazy", None)
        write_series(tmp_path, *args, **how)
        return read_volumes(tmp_path, lazy=lazy)[0]

    return read


@pytest.mark.parametrize("lazy", [False, True])
def test_it_is_an_array(read, lazy):
    volume = read(ramp(4), lazy=lazy)

    np.testing.assert_array_equal(volume, ramp(4))
    np.testing.assert_array_equal(np.asarray(volume[1:3, 2]), ramp(4)[1:3, 2])
    assert (volume.shape, volume.ndim, len(volume)) == ((4, 6, 5), 3, 4)
    assert volume.dtype == np.asarray(volume).dtype == np.int16
    assert np.asarray(volume, np.float64).dtype == np.float64
    assert np.mean(volume) == ramp(4).mean()


def test_the_array_is_not_copied_unless_that_is_asked_for(read):
    volume = read(ramp(4))

    assert np.asarray(volume) is volume.values
    assert np.shares_memory(np.array(volume, copy=None), volume.values)
    assert not np.shares_memory(np.array(volume, copy=True), volume.values)


@pytest.mark.parametrize(("lazy", "dtype"), [(False, np.float64), (True, np.int16)])
def test_where_it_cannot_be_had_without_a_copy_numpy_says_so(read, lazy, dtype):
    with pytest.raises(ValueError, match="without a copy"):
        np.array(read(ramp(4), lazy=lazy), dtype, copy=False)


def test_it_knows_name_spacing_and_place(read):
    affine = make_affine("coronal")
    volume = read(affine=affine)

    assert volume.name == volume.volume.name == "CT 1 series"
    np.testing.assert_allclose(volume.spacing, (2.5, 0.7, 0.8))
    np.testing.assert_allclose(volume.affine, affine, atol=1e-9)
    np.testing.assert_allclose(volume.ras_affine, np.diag([-1, -1, 1, 1]) @ affine, atol=1e-9)
    assert volume.unit == "HU"
    assert volume.notes == volume.volume.notes
    assert volume.header.text("Modality") == "CT"


def test_a_changed_copy_of_the_affine_moves_nothing(read):
    volume = read()

    volume.affine[:3, 3] = 0

    np.testing.assert_allclose(volume.affine, make_affine(), atol=1e-9)


def test_what_is_in_no_patient_has_no_affine_of_one(read):
    nowhere = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
    volume = read(ramp(4), header=nowhere)

    assert volume.affine is not None
    assert volume.ras_affine is None


def test_a_still_has_neither_place_nor_depth(read):
    nowhere = {"ImagePositionPatient": None, "ImageOrientationPatient": None}
    volume = read(ramp(1), modality="OT", header={**nowhere, "SliceThickness": None})

    assert (volume.affine, volume.ras_affine) == (None, None)
    np.testing.assert_allclose(volume.spacing, (0.7, 0.8))


def test_it_is_one_line(read):
    volume = read(ramp(40), header={"RescaleType": "HU"})

    assert repr(volume) == str(volume)
    assert repr(volume) == (
        "<LoadedVolume 'CT 1 series' (40, 6, 5) int16 HU, 2.5 × 0.7 × 0.8 mm, notes: 0>"
    )
    assert repr(volume.volume) == "<Volume 'CT 1 series' (40, 6, 5), notes: 0>"


@pytest.mark.parametrize("lazy", [False, True])
def test_in_a_notebook_it_is_a_picture_with_what_is_known(read, lazy):
    values = np.zeros((3, 8, 8), "int16")
    values[1, :, 4:] = 100
    window = {"WindowCenter": "50", "WindowWidth": "100"}
    square = make_affine(spacing=(2, 1, 1))

    html = read(values, affine=square, header=window, lazy=lazy)._repr_html_()

    picture = np.asarray(Image.open(io.BytesIO(png_in(html))))
    assert picture.shape == (128, 128)
    assert (set(picture[:, :64].ravel()), set(picture[:, 64:].ravel())) == ({0}, {255})
    for text in (
        "CT 1 series",
        "3 slices × 8 rows × 8 columns, int16",
        "2 × 1 × 1 mm, slices first",
    ):
        assert text in html
    assert ("read when looked at" in html) is lazy
    assert "Explicit VR Little Endian" in html


def png_in(html):
    return base64.b64decode(re.search(r"base64,([^']+)'", html).group(1))


def test_a_millimetre_is_as_long_either_way_in_the_picture(read):
    html = read(ramp(3, 10, 10), affine=make_affine(spacing=(1, 2, 1)))._repr_html_()

    assert Image.open(io.BytesIO(png_in(html))).size == (64, 128)


def test_colours_are_colours_in_the_picture(read):
    red = np.zeros((3, 8, 8, 3), "uint8")
    red[..., 0] = 200

    picture = Image.open(io.BytesIO(png_in(read(red)._repr_html_())))

    assert picture.mode == "RGB"
    assert picture.getpixel((5, 5)) == (200, 0, 0)


def test_low_values_that_are_shown_bright_are_so_in_the_picture(read):
    values = np.zeros((1, 8, 8), "int16")
    values[..., 4:] = 100

    html = read(values, header={"PhotometricInterpretation": "MONOCHROME1"})._repr_html_()

    picture = np.asarray(Image.open(io.BytesIO(png_in(html))))
    assert (picture[0, 0], picture[0, -1]) == (255, 0)


def test_no_text_of_a_file_is_markup_and_nobody_is_named(read):
    volume = read(ramp(4), series="<script>alert(1)</script> & 'more'")

    html = volume._repr_html_()

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#x27;more&#x27;" in html
    assert not any(word in html for word in (PATIENT_NAME, "SECRET-ID"))


def test_notes_stand_in_the_notebook_the_most_important_first(tmp_path):
    paths = write_series(tmp_path, ramp(8))
    paths[3].unlink()

    html = read_volumes(tmp_path)[0]._repr_html_()

    assert re.search(r"<li>⚠ 1 of 8 slices are missing", html)


def test_headers_are_a_table_of_a_row_a_plane(read):
    def edit(dataset, index):
        dataset.XRayTubeCurrent = 100 + index
        dataset.ConvolutionKernel = ["B30", "x"]

    volume = read(ramp(3), edit=edit, shuffle=3)

    assert volume.headers(["XRayTubeCurrent", "ConvolutionKernel", "PatientAge"]) == [
        {
            "slice": n,
            "XRayTubeCurrent": 100 + n,
            "ConvolutionKernel": ["B30", "x"],
            "PatientAge": None,
        }
        for n in range(3)
    ]


def test_their_values_are_plain(read):
    volume = read(ramp(1))

    (row,) = volume.headers(["PixelSpacing", "Rows", "Modality", "SOPClassUID", "PatientName"])

    kinds = {key: type(value) for key, value in row.items()}
    assert kinds == {
        "slice": int,
        "PixelSpacing": list,
        "Rows": int,
        "Modality": str,
        "SOPClassUID": str,
        "PatientName": str,
    }
    assert [type(number) for number in row["PixelSpacing"]] == [float, float]


def test_one_keyword_may_stand_by_itself_and_no_pixel_is_read_for_it(tmp_path):
    write_series(tmp_path, ramp(2))

    assert scan(tmp_path).volumes[0].headers("Modality") == [
        {"slice": 0, "Modality": "CT"},
        {"slice": 1, "Modality": "CT"},
    ]


def test_an_element_without_a_keyword_goes_by_its_tag(read):
    volume = read(ramp(2), edit=lambda dataset, n: dataset.add_new(0x0019100C, "IS", 500 * n))

    assert volume.headers(["0019,100c", "0028,0010"]) == [
        {"slice": 0, "0019,100c": 0, "0028,0010": 6},
        {"slice": 1, "0019,100c": 500, "0028,0010": 6},
    ]


def test_steps_of_further_axes_stand_in_the_row(tmp_path):
    write_steps(tmp_path, timed(0, 2, 4), planes=2)

    (volume,) = read_volumes(tmp_path)
    table = volume.headers("AcquisitionTime")

    assert volume.axes == volume.volume.axes
    assert [(row["t"], row["slice"], row["AcquisitionTime"]) for row in table[2:4]] == [
        (2.0, 0, "100002.000000"),
        (2.0, 1, "100002.000000"),
    ]


def test_a_plane_that_was_not_acquired_has_a_row_without_values(tmp_path):
    paths = write_series(tmp_path, ramp(8))
    paths[3].unlink()

    table = read_volumes(tmp_path)[0].headers("InstanceNumber")

    assert [row["InstanceNumber"] for row in table] == [1, 2, 3, None, 5, 6, 7, 8]


def test_a_frame_of_an_enhanced_file_has_its_own_values(tmp_path):
    write_enhanced(tmp_path / "file.dcm", ramp(3), shuffle=5)

    table = read_volumes(tmp_path)[0].headers(["ImagePositionPatient", "PixelSpacing", "Modality"])

    assert [row["ImagePositionPatient"][2] for row in table] == [100.0, 102.5, 105.0]
    assert {tuple(row["PixelSpacing"]) for row in table} == {(0.7, 0.8)}
    assert {row["Modality"] for row in table} == {"CT"}


@pytest.mark.parametrize(
    ("keyword", "words"),
    [("SliceThicknes", "did you mean SliceThickness"), ("0018-0050", "no keyword of DICOM$")],
)
def test_a_keyword_there_is_not_is_answered_by_those_like_it(read, keyword, words):
    with pytest.raises(ChoiceError, match=words):
        read().headers(["Modality", keyword])


def test_a_file_that_changed_since_is_told(tmp_path):
    paths = write_series(tmp_path, ramp(3))
    (volume,) = read_volumes(tmp_path)
    paths[1].write_bytes(paths[0].read_bytes() + b"\0\0")

    with pytest.raises(HeaderError):
        volume.headers("Modality")


def test_other_values_take_the_place_of_the_old(read):
    volume = read(ramp(4))

    doubled = volume.with_values(ramp(4) * 2.0)

    assert doubled.dtype == np.float64
    assert doubled.value_range == (0, 708)
    np.testing.assert_array_equal(doubled.affine, volume.affine)


def test_other_values_of_another_shape_are_refused(read):
    with pytest.raises(ChoiceError, match=r"values.shape=\(3, 6, 5\): choose '\(4, 6, 5\)'"):
        read(ramp(4)).with_values(ramp(3))
