"""Header values: strict numbers, texts in their character set."""

import struct

import pytest
from pydicom.dataset import Dataset

from napari_dicom.dicom.datasets.dataset import header_of
from napari_dicom.dicom.headers.doubts import Fault, doubts_in
from napari_dicom.dicom.headers.elements import CREATORS, ELEMENTS
from napari_dicom.dicom.headers.header import Header, shared
from planes import header, malformed


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        pytest.param(b"2.5", (2.5,), id="decimal"),
        pytest.param(b" 2.5 ", (2.5,), id="padded"),
        pytest.param(b"2.5\0", (2.5,), id="padded with NUL"),
        pytest.param(b"-1.5e-3", (-0.0015,), id="exponent"),
        pytest.param(b"+7", (7.0,), id="plus"),
        pytest.param(b"1\\2\\3", (1.0, 2.0, 3.0), id="three"),
        pytest.param(b"1\\ 2", (1.0, 2.0), id="padded within"),
    ],
)
def test_decimal_text_is_read(raw, numbers):
    assert header({"SliceThickness": raw}).numbers("SliceThickness") == numbers


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"1,0,0", id="two commas"),
        pytest.param(b"nan", id="nan"),
        pytest.param(b"inf", id="inf"),
        pytest.param(b"-Infinity", id="infinity"),
        pytest.param(b"1e999", id="too large"),
        pytest.param(b"1_0", id="underscore"),
        pytest.param(b"0x10", id="hexadecimal"),
        pytest.param(b"1 2", id="blank within"),
        pytest.param(b"5mm", id="unit"),
        pytest.param("１２".encode(), id="digits of other scripts"),
        pytest.param(b"1\\\\2", id="a value missing"),
        pytest.param(b"\xff\xfe", id="no text at all"),
    ],
)
def test_what_is_no_finite_number_is_none_and_remembered(raw):
    one = header({"SliceThickness": raw})

    assert one.number("SliceThickness") is None
    assert list(malformed(one)) == ["SliceThickness"]


@pytest.mark.parametrize("raw", [b"", b" ", b"\0\0"], ids=["empty", "blank", "NUL"])
def test_an_empty_value_is_absent_not_malformed(raw):
    one = header({"SliceThickness": raw})

    assert one.number("SliceThickness") is None
    assert malformed(one) == {}


@pytest.mark.parametrize("number", [32, 0, 8224, 0x0A0D, 65535])
def test_binary_values_that_look_like_blanks_are_numbers(number):
    assert header({"Rows": number}).integer("Rows") == number


def test_values_of_wrong_multiplicity_are_refused():
    one = header({"ImagePositionPatient": [1, 2], "PixelSpacing": [1, 2, 3]})

    assert one.numbers("ImagePositionPatient", 3) is None
    assert one.positive("PixelSpacing", 2) is None
    assert set(malformed(one)) == {"ImagePositionPatient", "PixelSpacing"}


@pytest.mark.parametrize("text", ["0\\1", "1\\0", "-1\\1"])
def test_what_must_be_positive_is_refused_where_it_is_not(text):
    one = header({"PixelSpacing": text})

    assert one.positive("PixelSpacing", 2) is None
    assert "PixelSpacing" in malformed(one)


def test_binary_values_of_broken_length_are_refused():
    one = header({"Rows": b"\1\2\3"})

    assert one.integer("Rows") is None
    assert "Rows" in malformed(one)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_binary_floats_that_are_not_finite_are_refused(value):
    assert header({"DiffusionBValue": struct.pack("<d", value)}).number("DiffusionBValue") is None


def test_an_integer_must_be_whole():
    one = header({"SeriesNumber": "2.5", "InstanceNumber": "3.0"})

    assert one.integer("SeriesNumber") is None
    assert one.integer("InstanceNumber") == 3


def test_big_endian_values_are_read_in_their_order():
    assert Header({0x00280010: b"\1\0"}, little_endian=False).integer("Rows") == 256


def test_the_representation_in_the_file_wins_over_the_dictionary():
    one = Header({0x00280120: struct.pack("<h", -2000)}, vrs={0x00280120: "SS"})

    assert one.integer("PixelPaddingValue") == -2000


@pytest.mark.parametrize(
    ("charset", "encoded", "text"),
    [
        pytest.param("", b"Thorax", "Thorax", id="default"),
        pytest.param("ISO_IR 100", b"Sch\xe4del", "Schädel", id="latin 1"),
        pytest.param("ISO_IR 192", "Schädel 胸".encode(), "Schädel 胸", id="UTF-8"),
        pytest.param("ISO_IR 144", "Голова".encode("iso8859-5"), "Голова", id="cyrillic"),
        pytest.param("GB18030", "胸部".encode("gb18030"), "胸部", id="GB18030"),
        pytest.param("ISO_IR 13", "ｱｲ".encode("shift_jis"), "ｱｲ", id="katakana"),
        pytest.param("\\ISO 2022 IR 87", b"Head \x1b$BF,\x1b(B", "Head 頭", id="ISO 2022"),
    ],
)
def test_text_is_decoded_by_its_character_set(charset, encoded, text):
    one = header({"SpecificCharacterSet": charset, "SeriesDescription": encoded})

    assert one.text("SeriesDescription") == text


@pytest.mark.parametrize("charset", ["ISO_IR 999", "nonsense", "ISO 2022 IR 6\\ISO_IR 192"])
def test_an_unknown_character_set_costs_letters_not_images(charset):
    one = header({"SpecificCharacterSet": charset, "SeriesDescription": b"K\xf6rper"})

    assert one.text("SeriesDescription").startswith("K")


def test_private_elements_count_only_under_their_creator():
    siemens = header({"SiemensBValue": "1000"})
    values = {**siemens.raw, 0x00190010: b"SIEMENS MR HEADER "}

    assert siemens.number("SiemensBValue") is None
    assert Header(values).number("SiemensBValue") == 1000


def test_text_values_are_stripped_and_split():
    one = header({"ImageType": b"ORIGINAL\\PRIMARY \\AXIAL\0", "SeriesDescription": b" a "})

    assert one.texts("ImageType") == ("ORIGINAL", "PRIMARY", "AXIAL")
    assert one.text("SeriesDescription") == "a"
    assert one.text("Modality") == ""


def test_values_set_in_memory_can_be_read_too():
    dataset = Dataset()
    dataset.SeriesDescription = "Kopf"

    assert header_of(dataset, little_endian=True).text("SeriesDescription") == "Kopf"


def test_headers_with_the_same_bytes_are_read_once_and_each_knows_what_is_malformed():
    calls = []

    @shared("SliceThickness")
    def thickness(header):
        calls.append(header)
        return header.positive("SliceThickness")

    tag = ELEMENTS["SliceThickness"][0]
    headers = [Header({tag: raw}) for raw in (b"2.5 ", b"-1", b"2.5 ", b"-1")]

    assert [thickness(header) for header in headers] == [(2.5,), None, (2.5,), None]
    assert len(calls) == 2
    assert [malformed(one) for one in headers] == 2 * [{}, {"SliceThickness": "-1"}]


def test_a_shared_reading_sees_nothing_but_its_elements():
    @shared("SliceThickness")
    def spacing(header):
        return header.number("SpacingBetweenSlices")

    assert spacing(Header({ELEMENTS["SpacingBetweenSlices"][0]: b"3"})) is None


def test_a_shared_reading_heeds_byte_order_and_vr():
    @shared("Rows")
    def rows(header):
        return header.integer("Rows")

    tag = ELEMENTS["Rows"][0]

    assert rows(Header({tag: b"\1\0"})) == 1
    assert rows(Header({tag: b"\1\0"}, little_endian=False)) == 256
    assert rows(Header({tag: b"7 "}, vrs={tag: "IS"})) == 7


def test_a_shared_reading_of_a_private_element_needs_its_creator():
    @shared("SiemensBValue")
    def b_value(header):
        return header.number("SiemensBValue")

    tag, _ = ELEMENTS["SiemensBValue"]
    creator, name = CREATORS[tag]

    assert b_value(Header({tag: b"800"})) is None
    assert b_value(Header({tag: b"800", creator: name.encode()})) == 800


@pytest.mark.parametrize(
    ("keyword", "text", "is_one"),
    [
        pytest.param("PixelSpacing", "1e-9\\1", True, id="the smallest distance"),
        pytest.param("PixelSpacing", "9e-10\\1", False, id="a smaller distance"),
        pytest.param("PixelSpacing", "1\\9e-10", False, id="the second is smaller"),
        pytest.param("SpacingBetweenSlices", "-9e-10", False, id="smaller, and negative"),
        pytest.param("SpacingBetweenSlices", "0", True, id="no distance"),
        pytest.param("SliceThickness", "1e9", True, id="the largest distance"),
        pytest.param("SliceThickness", "1.1e9", False, id="a larger distance"),
        pytest.param("ImagePositionPatient", "0\\0\\-1e9", True, id="the farthest position"),
        pytest.param("ImagePositionPatient", "0\\0\\-1.1e9", False, id="farther"),
        pytest.param("ImagePositionPatient", "0\\0\\1e-12", True, id="a position may be small"),
        pytest.param("RescaleSlope", "1e30", True, id="the largest number"),
        pytest.param("RescaleSlope", "1.1e30", False, id="a larger number"),
        pytest.param("RescaleSlope", "1e-12", True, id="a number may be small"),
    ],
)
def test_numbers_are_of_a_size_that_can_be(keyword, text, is_one):
    one = header({keyword: text})

    assert (one.numbers(keyword) is not None) is is_one
    unreadable = [d.keyword for d in doubts_in(one) if d.fault is Fault.UNREADABLE]
    assert (keyword in unreadable) is not is_one


@pytest.mark.parametrize("little_endian", [True, False], ids=["little endian", "big endian"])
@pytest.mark.parametrize(
    ("vr", "letter", "number"),
    [
        pytest.param("US", "H", 0xABCD, id="US"),
        pytest.param("SS", "h", -12345, id="SS"),
        pytest.param("UL", "I", 0xABCDEF01, id="UL"),
        pytest.param("SL", "i", -123456789, id="SL"),
        pytest.param("FL", "f", -0.15625, id="FL"),
        pytest.param("FD", "d", 1.1, id="FD"),
        pytest.param("UV", "Q", 1 << 40, id="UV"),
        pytest.param("SV", "q", -(1 << 40), id="SV"),
        pytest.param("OV", "Q", 1 << 40, id="OV"),
    ],
)
def test_binary_numbers_are_read_in_the_byte_order_of_the_file(vr, letter, number, little_endian):
    tag = ELEMENTS["RescaleSlope"][0]
    raw = struct.pack(f"{'<' if little_endian else '>'}2{letter}", number, 0)

    one = Header({tag: raw}, little_endian, {tag: vr})

    assert one.numbers("RescaleSlope") == (number, 0)


@pytest.mark.parametrize(("length", "kept"), [(1024, True), (1026, False)])
def test_readings_of_long_values_are_not_kept(length, kept):
    value = b"1\\" * (length // 2 - 1) + b"1 "
    read: list[tuple[float, ...] | None] = []

    @shared("FrameTimeVector")
    def first(header):
        read.append(header.numbers("FrameTimeVector"))
        return len(read)

    answers = [first(header({"FrameTimeVector": value})) for _ in range(2)]

    assert len(value) == length
    assert answers == ([1, 1] if kept else [1, 2])


def test_no_more_than_512_readings_are_kept():
    calls: list[str] = []

    @shared("SeriesDescription")
    def text(header):
        calls.append(header.text("SeriesDescription"))
        return calls[-1]

    for number in range(512):
        text(header({"SeriesDescription": str(number)}))
    text(header({"SeriesDescription": "0"}))
    assert len(calls) == 512
    text(header({"SeriesDescription": "512"}))

    assert text(header({"SeriesDescription": "0"})) == "0"
    assert len(calls) == 514
