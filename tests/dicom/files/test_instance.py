"""Instances: the header values of a file and where its pixels lie, however it is written."""

from contextlib import nullcontext

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import HeaderError, LimitError, Limits, NotDicomError
from napari_dicom.dicom.files.frame_count import check_frame_count
from napari_dicom.dicom.files.image_pixel import pixel_format
from napari_dicom.dicom.files.instance import is_dicom_start, read_instance
from napari_dicom.dicom.pixels import PixelFormat, PixelReader, SampleKind
from planes import header

SYNTAXES = pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
        pytest.param(uids.ExplicitVRLittleEndian, id="explicit"),
        pytest.param(uids.ExplicitVRBigEndian, id="big endian"),
        pytest.param(uids.DeflatedExplicitVRLittleEndian, id="deflated"),
        pytest.param(uids.RLELossless, id="RLE"),
    ],
)


def write_one(folder, **others):
    return phantom.write_series(folder, phantom.ramp(1), **others)[0]


@SYNTAXES
def test_header_values_are_read_from_every_encoding(tmp_path, transfer_syntax):
    path = write_one(tmp_path, transfer_syntax=transfer_syntax, intercept=-1024)

    found = read_instance(path).header

    assert found.numbers("ImagePositionPatient") == (-30, -20, 100)
    assert found.number("RescaleIntercept") == -1024
    assert found.integer("Rows") == 6
    assert found.text("SeriesDescription") == "series"


@SYNTAXES
def test_the_instance_knows_its_uids_and_its_pixels(tmp_path, transfer_syntax):
    found = read_instance(write_one(tmp_path, transfer_syntax=transfer_syntax))

    assert found.sop_instance_uid == phantom.uid("study", "series", "instance", 0)
    assert found.sop_class_uid == uids.CTImageStorage
    assert found.pixels.transfer_syntax_uid == transfer_syntax
    assert (found.pixels.length is None) == transfer_syntax.is_encapsulated


@pytest.mark.parametrize(
    "transfer_syntax",
    [
        uids.ImplicitVRLittleEndian,
        uids.ExplicitVRLittleEndian,
        uids.ExplicitVRBigEndian,
    ],
)
def test_the_pixels_lie_where_the_offset_says(tmp_path, transfer_syntax):
    path = write_one(tmp_path, transfer_syntax=transfer_syntax)

    source = read_instance(path).pixels

    data = path.read_bytes()[source.offset : source.offset + source.length]
    order = "<" if transfer_syntax.is_little_endian else ">"
    assert data == phantom.ramp(1).astype(f"{order}i2").tobytes()


def test_the_whole_header_is_there_for_who_looks_at_it(tmp_path):
    dataset = read_instance(write_one(tmp_path)).dataset()

    assert dataset.PatientName == phantom.PATIENT_NAME
    assert "PixelData" not in dataset


def test_uids_only_in_the_file_meta_information_count(tmp_path):
    path = write_one(tmp_path)
    dataset = pydicom.dcmread(path)
    del dataset.SOPInstanceUID
    dataset.save_as(path)

    assert read_instance(path).sop_instance_uid == phantom.uid("study", "series", "instance", 0)


@pytest.mark.parametrize("content", [b"", b"DICM", b"\x89PNG" + bytes(400), b"x" * 1000])
def test_what_is_not_dicom_is_called_so(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(NotDicomError):
        read_instance(path)


def test_a_folder_is_not_dicom(tmp_path):
    with pytest.raises(NotDicomError):
        read_instance(tmp_path)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(bytes(128) + b"DICM", True, id="prefix"),
        pytest.param(b"\x08\0\x05\0CS\x0a\0", True, id="explicit, no preamble"),
        pytest.param(b"\x08\0\x05\0\x0a\0\0\0", True, id="implicit, no preamble"),
        pytest.param(b"\0\x08\0\x05CS\0\x0a", True, id="big endian, no preamble"),
        pytest.param(b"\x08\0\0\0\x04\0\0\0\x7c\0\0\0", True, id="ACR-NEMA group length"),
        pytest.param(b"\x08\0", False, id="too short"),
        pytest.param(b"\x08\0\x05\0\xff\xff\xff\xff", False, id="implausible length"),
        pytest.param(b"II*\0" + bytes(128), False, id="TIFF"),
    ],
)
def test_the_first_bytes_tell_a_dicom_file(head, expected):
    assert is_dicom_start(head) is expected


def test_headers_larger_than_the_limit_are_refused(tmp_path):
    path = write_one(tmp_path, header={"PixelDataProviderURL": "x" * 400_000})

    with pytest.raises(LimitError, match="limit"):
        read_instance(path, Limits(header_bytes=300_000))


# The Image Pixel module (PS3.3 C.7.6.3).


def module(**changes):
    values = {"Rows": 6, "Columns": 5, "BitsAllocated": 16, "BitsStored": 12, "HighBit": 11}
    return header({key: value for key, value in {**values, **changes}.items() if value is not None})


@pytest.mark.parametrize(
    ("changes", "attribute", "expected"),
    [
        pytest.param({}, "bits_stored", 12, id="as declared"),
        pytest.param({"BitsStored": None}, "bits_stored", 16, id="no BitsStored: all"),
        pytest.param({"BitsStored": 20}, "bits_stored", 16, id="too many BitsStored: all"),
        pytest.param({"HighBit": None}, "high_bit", 11, id="no HighBit: below"),
        pytest.param({"HighBit": 3}, "high_bit", 11, id="impossible HighBit: below"),
        pytest.param({"HighBit": 15}, "high_bit", 15, id="HighBit above"),
        pytest.param(
            {"SamplesPerPixel": 3}, "photometric_interpretation", "RGB", id="3 samples: RGB"
        ),
        pytest.param(
            {"PhotometricInterpretation": "monochrome1"},
            "photometric_interpretation",
            "MONOCHROME1",
            id="in small letters",
        ),
        pytest.param(
            {"PixelRepresentation": 5}, "pixel_representation", 0, id="odd sign: unsigned"
        ),
        pytest.param({"Rows": 32}, "rows", 32, id="32 rows, a blank in ASCII"),
    ],
)
def test_the_pixel_format_is_consistent(changes, attribute, expected):
    assert getattr(pixel_format(module(**changes), SampleKind.INTEGER), attribute) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"Rows": None},
        {"Rows": 0},
        {"Columns": None},
        {"BitsAllocated": None},
        {"BitsAllocated": 5},
        {"SamplesPerPixel": 2},
    ],
)
def test_a_module_that_makes_no_image_is_refused(changes):
    with pytest.raises(HeaderError):
        pixel_format(module(**changes), SampleKind.INTEGER)


def test_a_number_of_frames_that_is_no_number_is_refused(tmp_path):
    path = write_one(tmp_path, header={"NumberOfFrames": 12})
    path.write_bytes(path.read_bytes().replace(b"IS\x02\x0012", b"IS\x02\x00xy"))

    with pytest.raises(HeaderError, match="NumberOfFrames"):
        read_instance(path)


def test_no_message_about_a_damaged_header_names_the_patient(tmp_path):
    path = write_one(tmp_path)
    data = path.read_bytes()
    place = data.index(phantom.PATIENT_NAME.encode())
    messages = []
    for offset in range(-12, 0):
        path.write_bytes(data[: place + offset] + b"\xff" + data[place + offset + 1 :])
        try:
            read_instance(path)
        except (HeaderError, NotDicomError, LimitError) as error:
            messages.append(str(error))

    assert messages
    assert "Secret" not in " ".join(messages)


@pytest.mark.parametrize(
    ("written", "frames"),
    [("0", 1), ("1", 1), ("7", 7)],
    ids=["none is one", "one", "seven"],
)
def test_a_file_has_at_least_one_frame(tmp_path, written, frames):
    path = write_one(tmp_path, header={"NumberOfFrames": written})

    assert read_instance(path).pixels.number_of_frames == frames


def test_a_negative_number_of_frames_is_refused(tmp_path):
    path = write_one(tmp_path, header={"NumberOfFrames": "-1"})

    with pytest.raises(HeaderError, match="NumberOfFrames"):
        read_instance(path)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(b"\x08\0\x28\x22CS\x02\0", True, id="the last element of group 0008"),
        pytest.param(b"\x08\0\x29\x22CS\x02\0", False, id="an element behind it"),
        pytest.param(b"\0\x08\x22\x28CS\0\x02", True, id="big endian, the last element"),
        pytest.param(b"\0\x08\x22\x29CS\0\x02", False, id="big endian, behind it"),
        pytest.param(b"\x08\0\x05\0\xff\xff\0\0", True, id="implicit, 65535 bytes"),
        pytest.param(b"\x08\0\x05\0\0\0\x01\0", False, id="implicit, 65536 bytes"),
        pytest.param(b"\x08\0\x05\0cs\x02\0", False, id="small letters are no VR"),
    ],
)
def test_the_first_element_of_a_file_without_preamble_is_plausible(head, expected):
    assert is_dicom_start(head) is expected


@pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
        pytest.param(uids.ExplicitVRLittleEndian, id="explicit"),
        pytest.param(uids.ExplicitVRBigEndian, id="big endian"),
    ],
)
def test_a_file_without_meta_information_has_the_syntax_it_is_written_in(tmp_path, transfer_syntax):
    path = write_one(tmp_path, transfer_syntax=transfer_syntax)
    raw = path.read_bytes()
    path.write_bytes(raw[144 + int.from_bytes(raw[140:144], "little") :])

    source = read_instance(path).pixels

    assert source.transfer_syntax_uid == transfer_syntax
    with PixelReader(source) as reader:
        assert np.array_equal(reader.read(1).values, phantom.ramp(1)[0])


@pytest.mark.parametrize(
    ("transfer_syntax", "most"),
    [
        pytest.param(uids.ExplicitVRLittleEndian, 5 + 10_000, id="uncompressed"),
        pytest.param(uids.DeflatedExplicitVRLittleEndian, 5160 + 10_000, id="deflated, 1032 to 1"),
        pytest.param(uids.RLELossless, 125 + 10_000, id="an item of 8 bytes each"),
        pytest.param(uids.MPEG4HP41, 1000 + 10_000, id="video, a byte each"),
    ],
)
@pytest.mark.parametrize("more", [0, 1], ids=["just as many", "one more"])
def test_frames_are_no_more_than_a_file_holds_and_10000_missing(transfer_syntax, most, more):
    layout = PixelFormat(10, 10)

    with pytest.raises(HeaderError, match="at most") if more else nullcontext():
        check_frame_count(most + more, layout, transfer_syntax, 1000, Limits())
