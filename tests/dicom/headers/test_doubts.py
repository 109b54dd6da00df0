"""Doubts on values: each follows from its bytes, and says what was done."""

import struct

import pytest

from napari_dicom.dicom.headers import ELEMENTS, Fault, Header, doubts, doubts_in
from napari_dicom.dicom.headers.numbers import BINARY, TEXT
from planes import header


@pytest.mark.parametrize(
    ("keyword", "text", "sentence"),
    [
        pytest.param("SliceThickness", "5mm", "cannot be read ('5mm '): not used", id="a unit"),
        pytest.param("SliceThickness", "0", "cannot be (0): not used", id="no thickness"),
        pytest.param("SliceThickness", "-1", "cannot be (-1): not used", id="negative"),
        pytest.param("SpacingBetweenSlices", "0", "cannot be (0): not used", id="no distance"),
        pytest.param("PixelSpacing", "0\\1", "cannot be (0\\1): not used", id="no size"),
        pytest.param(
            "ImageOrientationPatient",
            "1\\0\\0\\1\\0\\0",
            "cannot be (1\\0\\0\\1\\0\\0): not used",
            id="one direction twice",
        ),
        pytest.param(
            "ImagePositionPatient",
            "1\\2",
            "cannot be read ('1\\\\2 '): not used",
            id="two of three",
        ),
        pytest.param(
            "RescaleSlope", "0", "cannot be (0): not used: values are not multiplied by it", id="0"
        ),
        pytest.param(
            "RescaleIntercept",
            "x",
            "cannot be read ('x '): not used: nothing is added to values",
            id="intercept",
        ),
        pytest.param("SeriesNumber", "2.5", "cannot be (2.5): not used", id="half a number"),
        pytest.param("InstanceNumber", "a", "cannot be read ('a '): not used", id="no number"),
        pytest.param(
            "WindowWidth",
            "400\\0",
            "cannot be (400\\0): windows whose width is not above 0 are left out",
            id="no width",
        ),
        pytest.param(
            "PixelSpacing", "0,8\\0,7", "is written as 0,8\\0,7 : read as 0.8\\0.7", id="commas"
        ),
        pytest.param(
            "PixelSpacing",
            "0.8 ",
            "is written as 0.8: read as 0.8\\0.8, one value is taken for both directions",
            id="one spacing",
        ),
        pytest.param(
            "SliceThickness",
            "5\\1",
            "is written as 5\\1: read as 5, the first of several values is taken",
            id="two thicknesses",
        ),
    ],
)
def test_a_doubt_says_what_was_done(keyword, text, sentence):
    (doubt,) = doubts_in(header({keyword: text}))

    assert f"{doubt.words}: {doubt.done}" == f"{keyword} {sentence}"


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        pytest.param("SliceThickness", "", id="absent"),
        pytest.param("SliceThickness", "  ", id="blank"),
        pytest.param("SliceThickness", "2.5", id="a number"),
        pytest.param("SpacingBetweenSlices", "-2.5", id="a distance may have a sign"),
        pytest.param("EchoNumbers", "1\\2", id="several echoes"),
        pytest.param("InstanceNumber", "3.0", id="whole"),
        pytest.param("SeriesNumber", "3.0", id="whole, and must be"),
        pytest.param("ImagePositionPatient", "0\\0\\0", id="the origin"),
        pytest.param("RescaleIntercept", "0", id="no intercept"),
    ],
)
def test_what_is_as_it_should_be_is_not_doubted(keyword, text):
    assert doubts_in(header({keyword: text})) == ()


@pytest.mark.parametrize("little_endian", [True, False], ids=["little endian", "big endian"])
def test_binary_numbers_are_doubted_in_their_byte_order(little_endian):
    order = "<" if little_endian else ">"
    tag, _ = ELEMENTS["DiffusionBValue"]
    good, bad = struct.pack(f"{order}d", 800.0), struct.pack(f"{order}d", float("nan"))

    assert doubts_in(Header({tag: good}, little_endian)) == ()
    (doubt,) = doubts_in(Header({tag: bad}, little_endian))
    assert (doubt.keyword, doubt.fault) == ("DiffusionBValue", Fault.UNREADABLE)


def test_a_private_element_is_doubted_only_with_its_creator():
    tag, _ = ELEMENTS["SiemensBValue"]

    assert doubts_in(Header({tag: b"x "})) == ()
    (doubt,) = doubts_in(Header({tag: b"x ", 0x00190010: b"SIEMENS MR HEADER"}))
    assert doubt.keyword == "SiemensBValue"


def test_an_odd_vr_is_heeded():
    tag, _ = ELEMENTS["SliceThickness"]

    assert doubts_in(Header({tag: struct.pack("<d", 2.5)}, vrs={tag: "FD"})) == ()


def test_an_odd_vr_says_nothing_of_other_elements():
    thickness, number = ELEMENTS["SliceThickness"][0], ELEMENTS["SeriesNumber"][0]
    values = {thickness: struct.pack("<d", 2.5), number: struct.pack("<d", 2.5)}

    (doubt,) = doubts_in(Header(values, vrs={thickness: "FD"}))

    assert (doubt.keyword, doubt.fault) == ("SeriesNumber", Fault.UNREADABLE)


def test_doubts_are_the_same_whoever_read_before():
    values = {"SeriesNumber": "x", "SliceThickness": "0", "PixelSpacing": "0,8\\0,7"}
    asked, unasked = header(values), header(values)
    asked.integer("SeriesNumber")
    asked.positive("PixelSpacing", 2)

    first, second = doubts_in(asked), doubts_in(asked)

    assert first == second == doubts_in(unasked)
    assert [doubt.keyword for doubt in first] == ["SliceThickness", "SeriesNumber", "PixelSpacing"]


def test_what_stands_in_a_file_is_cut_short_and_ends_at_a_nul():
    (doubt,) = doubts_in(header({"SliceThickness": b"5mm\0Doe^John" + b"x" * 200}))

    assert doubt.found == "'5mm'"


@pytest.mark.parametrize(
    ("charset", "raw", "words"),
    [
        pytest.param("", b"Sch\xe4del", "SpecificCharacterSet is missing", id="none named"),
        pytest.param(
            "ISO_IR 999",
            b"Sch\xe4del",
            "SpecificCharacterSet cannot be read (ISO_IR 999)",
            id="odd",
        ),
        pytest.param("ISO_IR 100", b"Sch\xe4del", "", id="Western European"),
        pytest.param("ISO_IR 192", "Schädel".encode(), "", id="UTF-8"),
        pytest.param("\\ISO 2022 IR 87", b"\x1b$B;3\x1b(B", "", id="escapes of Japanese"),
        pytest.param("", b"Schaedel", "", id="ASCII needs none"),
    ],
)
def test_letters_of_no_known_character_set_are_doubted(charset, raw, words):
    one = header({"SpecificCharacterSet": charset, "SeriesDescription": raw})

    assert [doubt.words for doubt in doubts_in(one)] == ([words] if words else [])
    if words:
        assert one.text("SeriesDescription") == "Schädel"


RAWS = [bytes(8), b"\xff" * 8, b"\1\0", b"\1\0\0", b"\1\0\0\0", b"\1\0\0\0" * 2, b"\0\0\xc0\x7f"]
RAWS += [struct.pack("<d", 1e12), struct.pack("<d", 1e40), struct.pack("<2d", 1, 2), b" ", b"x "]
RAWS += [b"1 ", b"-1", b"1.5 ", b"1,5 ", b"1\\2 ", b"1\\2\\3 ", b"1e40", b"0 ", b"1\\\\2", b"5mm "]


@pytest.mark.parametrize("letter", [*BINARY.values(), TEXT])
def test_what_is_doubtful_looks_so_at_a_glance(letter):
    doubtful = [
        (keyword, raw)
        for keyword in doubts._READINGS
        for raw in RAWS
        if doubts._doubt(keyword, raw, f"<{letter}") is not None
    ]

    assert doubtful
    assert all(doubts._look_odd(keyword, raw, f"<{letter}") for keyword, raw in doubtful)
