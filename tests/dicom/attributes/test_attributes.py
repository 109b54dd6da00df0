"""Header rows: what is shown, what is hidden, what varies, what differs, what is exported."""

import contextlib
import csv
import io
import json
import time
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag
from pydicom.uid import JPEG2000Lossless

import napari_dicom
from napari_dicom.dicom.attributes.comparison import differences, value_rows, variations
from napari_dicom.dicom.attributes.confidential import is_confidential
from napari_dicom.dicom.attributes.element_rows import element_rows
from napari_dicom.dicom.attributes.element_text import value_numbers, value_text, visible_text
from napari_dicom.dicom.attributes.export import (
    dataset_as_json,
    lines_as_csv,
    lines_as_text,
    rows_as_csv,
    rows_as_text,
)
from napari_dicom.dicom.attributes.row import HIDDEN, Row, flat_rows
from napari_dicom.dicom.attributes.rows import header_rows
from napari_dicom.dicom.attributes.search import (
    QueryError,
    count_matching,
    matching_rows,
    row_matcher,
)
from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.files.instance import read_instance
from phantom import PATIENT_NAME, ramp, with_overlay, write_enhanced, write_series
from real import REAL, needs_real


def rows_of(path, frame=None):
    return header_rows(read_instance(path).dataset(), frame)


def by_name(rows):
    return {row.name: row for row in flat_rows(rows)}


def one_file(folder, edit=None, **header):
    edits = None if edit is None else lambda dataset, _: edit(dataset)
    return write_series(folder, ramp(1), header=header, edit=edits)[0]


def test_every_element_of_the_file_has_one_row(tmp_path):
    path = one_file(tmp_path)
    dataset = pydicom.dcmread(path, stop_before_pixels=True)

    tags = [row.tag for row in flat_rows(rows_of(path)) if row.tag is not None]

    assert sorted(tags) == sorted([*dataset.file_meta.keys(), *dataset.keys()])


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2", "1.2.840.10008.1.2.2"])
def test_values_are_the_same_in_every_encoding(tmp_path, syntax):
    header = {"WindowCenter": ["40", "400"], "SmallestImagePixelValue": 7}
    explicit = by_name(rows_of(one_file(tmp_path / "a", **header)))
    path = write_series(tmp_path / "b", ramp(1), transfer_syntax=syntax, header=header)[0]
    other = by_name(rows_of(path))

    for name in ("WindowCenter", "SmallestImagePixelValue", "Rows", "ImagePositionPatient"):
        assert (other[name].vr, other[name].value) == (explicit[name].vr, explicit[name].value)


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2", "1.2.840.10008.1.2.2"])
def test_overlays_are_read_in_every_encoding(tmp_path, syntax):
    expected = by_name(rows_of(write_series(tmp_path / "a", ramp(1), edit=with_overlay)[0]))
    other = write_series(tmp_path / "b", ramp(1), edit=with_overlay, transfer_syntax=syntax)[0]
    found = by_name(rows_of(other))

    for name in ("OverlayRows", "OverlayOrigin", "OverlayBitPosition"):
        assert (found[name].vr, found[name].value) == (expected[name].vr, expected[name].value)


@pytest.mark.parametrize("tag", [0x00080000, 0x00090000], ids=["group 8", "private group"])
def test_a_group_length_is_a_number_where_the_file_gives_no_vr(tag):
    dataset = Dataset()
    raw = RawDataElement(BaseTag(tag), None, 4, b"\x0c\1\0\0", 0, True, True)
    dataset[BaseTag(tag)] = raw

    assert [(row.vr, row.value) for row in element_rows(dataset)] == [("UL", "268")]


def _signed_table(dataset):
    table = Dataset()
    table.LUTDescriptor = [2, -1024, 16]
    table["LUTDescriptor"].VR = "SS"
    table.ModalityLUTType, table.LUTData = "HU", b"\0\0\1\0"
    table["LUTData"].VR = "OW"
    dataset.ModalityLUTSequence = Sequence([table])


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"])
def test_signed_values_are_signed_in_items_too_where_the_file_gives_no_vr(tmp_path, syntax):
    header = {"PixelRepresentation": 1, "PixelPaddingValue": -2000}
    path = write_series(
        tmp_path,
        ramp(1).astype("i2"),
        transfer_syntax=syntax,
        header=header,
        edit=lambda dataset, _: _signed_table(dataset),
    )[0]

    rows = by_name(rows_of(path))

    assert rows["PixelPaddingValue"].value == "-2000"
    assert rows["LUTDescriptor"].value == "2 \\ -1024 \\ 16"


def test_a_padding_of_unknown_vr_is_signed_in_a_big_endian_file():
    dataset = Dataset()
    for tag, raw in ((0x00280103, b"\0\1"), (0x00280120, b"\xf8\x30")):
        dataset[BaseTag(tag)] = RawDataElement(BaseTag(tag), "UN", 2, raw, 0, False, False)

    assert [row.value for row in element_rows(dataset)] == ["1", "-2000"]


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"])
def test_an_empty_element_shows_nothing_and_hides_nothing(tmp_path, syntax):
    path = write_series(
        tmp_path,
        ramp(1),
        transfer_syntax=syntax,
        header={"AccessionNumber": "", "PixelBandwidth": ""},
    )[0]

    rows = by_name(rows_of(path))

    assert rows["AccessionNumber"].shown() == rows["PixelBandwidth"].shown() == ""


def test_uids_have_their_names(tmp_path):
    path = write_series(tmp_path, ramp(1), transfer_syntax=JPEG2000Lossless)[0]

    shown = by_name(rows_of(path))["TransferSyntaxUID"].shown()

    assert shown.endswith("  1.2.840.10008.1.2.4.90")
    assert shown.startswith("JPEG 2000")


def test_sequences_show_their_items(tmp_path):
    def edit(dataset):
        item = Dataset()
        item.CodeValue = "T-A0100"
        dataset.AnatomicRegionSequence = Sequence([item, Dataset()])

    row = by_name(rows_of(one_file(tmp_path, edit)))["AnatomicRegionSequence"]

    assert row.value == "2 items"
    assert [child.name for child in row.children] == ["Item 1", "Item 2"]
    assert row.children[0].children[0].path == ("(0008,2218)[1]", "(0008,0100)")


def test_private_elements_name_their_creator_and_hide_text_but_not_numbers(tmp_path):
    def edit(dataset):
        block = dataset.private_block(0x0019, "SIEMENS MR HEADER", create=True)
        block.add_new(0x0C, "IS", "1000")
        block.add_new(0x0D, "CS", "SOMEBODY")

    rows = [
        r for r in flat_rows(rows_of(one_file(tmp_path, edit))) if r.tag and r.tag >> 16 == 0x19
    ]

    assert [r.shown() for r in rows] == ["SIEMENS MR HEADER", "1000", HIDDEN]
    assert all("SIEMENS MR HEADER" in r.name for r in rows[1:])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb", "a␍␊b"),
        ("\x1b[31mred", "␛[31mred"),
        ("evil\u202egpj", "evil‹U+202E›gpj"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("x" * 3000, "x" * 1023 + "…"),
    ],
)
def test_text_is_one_line_with_nothing_invisible(text, shown):
    assert visible_text(text) == shown


@pytest.mark.parametrize(
    ("raw", "vr", "shown"),
    [
        (b"1.50\\2", "DS", "1.50 \\ 2"),
        (b"not a number", "DS", "not a number"),
        (b"\1\0\2\0", "US", "1 \\ 2"),
        (b"\1\0\2", "US", "3 bytes"),
        (b"\0" * 2048, "OW", "2,048 bytes"),
        (b"plain", "UN", "plain"),
        (b"\0\1\2\3", "UN", "4 bytes"),
        (b"\x18\0\x50\0", "AT", "(0018,0050) SliceThickness"),
        (b"", "LO", ""),
    ],
)
def test_a_value_is_shown_as_it_stands_in_the_file(raw, vr, shown):
    assert value_text(raw, vr) == shown


@pytest.mark.parametrize(
    ("text", "vr", "numbers"),
    [
        ("1 \\ 2.5", "DS", (1.0, 2.5)),
        ("120000.5", "TM", (43200.5,)),
        ("20260102010203", "DT", (3723.0,)),
        ("nan", "DS", None),
        ("AXIAL", "CS", None),
    ],
)
def test_numbers_and_times_can_be_plotted(text, vr, numbers):
    parsed = value_numbers(text, vr)

    assert parsed == numbers


@pytest.mark.parametrize(
    "keyword",
    ["PatientName", "PatientID", "PatientBirthDate", "OtherPatientIDs", "AccessionNumber",
     "StudyDate", "AcquisitionTime", "InstitutionName", "OperatorsName", "SOPInstanceUID",
     "StudyDescription", "DeviceSerialNumber", "RequestAttributesSequence"],
)  # fmt: skip
def test_the_profile_hides(keyword):
    assert is_confidential(tag_for_keyword(keyword), "LO")


@pytest.mark.parametrize(
    "keyword",
    ["TransferSyntaxUID", "BitsAllocated", "SliceThickness", "PixelPaddingValue", "Modality",
     "ImagePositionPatient", "InstanceNumber", "KVP", "SOPClassUID", "Manufacturer",
     "SeriesDescription"],
)  # fmt: skip
def test_the_profile_leaves(keyword):
    assert not is_confidential(tag_for_keyword(keyword), "LO")


def test_what_a_confidential_sequence_holds_is_hidden_too(tmp_path):
    def edit(dataset):
        item = Dataset()
        item.CodeMeaning = "told nobody"
        dataset.InstitutionCodeSequence = Sequence([item])

    path = one_file(tmp_path, edit)

    assert by_name(rows_of(path))["CodeMeaning"].shown() == HIDDEN
    assert "told nobody" not in dataset_as_json(read_instance(path).dataset())


@pytest.mark.parametrize("form", [rows_as_text, rows_as_csv])
def test_exports_hide_the_patient_unless_asked(tmp_path, form):
    rows = rows_of(one_file(tmp_path))

    assert PATIENT_NAME not in form(rows)
    assert "SECRET-ID" not in form(rows)
    assert PATIENT_NAME in form(rows, reveal=True)


def test_json_is_the_dicom_model(tmp_path):
    path = one_file(tmp_path)
    dataset = pydicom.dcmread(path, stop_before_pixels=True)

    hidden = json.loads(dataset_as_json(read_instance(path).dataset()))
    whole = json.loads(dataset_as_json(read_instance(path).dataset(), reveal=True))

    assert whole == dataset.to_json_dict()
    assert hidden["00100010"] == {"vr": "PN"}
    assert hidden["00180050"] == whole["00180050"]


def test_csv_cells_are_no_formulas(tmp_path):
    rows = rows_of(one_file(tmp_path, Manufacturer="=HYPERLINK(1)", ConvolutionKernel="-1+1"))

    cells = {line[2]: line[4] for line in csv.reader(io.StringIO(rows_as_csv(rows)))}

    assert cells["Manufacturer"] == "'=HYPERLINK(1)"
    assert cells["ConvolutionKernel"] == "'-1+1"
    assert cells["ImagePositionPatient"].startswith("-30")


def test_one_file_alone_writes_csv():
    source = Path(napari_dicom.__file__).parent
    writers = [p.name for p in source.rglob("*.py") if "import csv" in p.read_text("utf-8")]

    assert writers == ["export.py"]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        pytest.param("plain", "plain", id="text"),
        pytest.param("", "", id="nothing"),
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("+1+1", "'+1+1", id="plus"),
        pytest.param("-1+1", "'-1+1", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "'\t=1", id="tab, then a formula"),
        pytest.param("\r=1", "'\n=1", id="return, then a formula"),
        pytest.param("\ttext", "'\ttext", id="tab"),
        pytest.param("\rtext", "'\ntext", id="return"),
        pytest.param("\ntext", "'\ntext", id="new line"),
        pytest.param("  =1", "'  =1", id="blanks, then a formula"),
        pytest.param("\uff1d1", "'\uff1d1", id="equals in full width"),
        pytest.param("-30.5", "-30.5", id="negative number"),
        pytest.param("one\rtwo", "one\ntwo", id="return within"),
    ],
)
def test_no_cell_of_any_table_is_a_formula(cell, written):
    row = Row((cell,), 0x00080070, cell, value=cell)

    (of_table,) = csv.reader(io.StringIO(lines_as_csv([["tag", cell]])))
    _, of_header = csv.reader(io.StringIO(rows_as_csv([row])))

    assert of_table == ["tag", written]
    assert (of_header[0], of_header[2], of_header[4]) == (written, written, written)


@pytest.mark.parametrize(
    ("cell", "pasted"),
    [
        pytest.param("plain", "plain", id="text"),
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "' =1", id="tab, then a formula"),
        pytest.param("\r\n=1", "'  =1", id="new line, then a formula"),
        pytest.param("one\ttwo\rthree\u2028four", "one two three four", id="what ends cells"),
        pytest.param("text\n=1", "text =1", id="a formula on a line of its own"),
        pytest.param("-30.5", "-30.5", id="negative number"),
    ],
)
def test_no_cell_of_a_pasted_table_is_a_formula_or_two(cell, pasted):
    assert lines_as_text([["tag", cell], [cell]]) == f"tag\t{pasted}\n{pasted}"


@pytest.mark.parametrize(
    "query",
    [
        "slicethick",
        "0018,0050",
        "(0018,0050)",
        "00180050",
        "Slice*ness",
        "regexp:^SliceT",
        "2.5 mm",
    ],
)
def test_search_finds_slice_thickness(tmp_path, query):
    rows = rows_of(one_file(tmp_path))

    hits = matching_rows(rows, row_matcher(query))

    assert "SliceThickness" in by_name(hits)
    assert "Modality" not in by_name(hits)
    assert hits[0].name == "Acquisition (0018)"


def test_search_does_not_find_what_is_hidden(tmp_path):
    rows = rows_of(one_file(tmp_path))

    assert count_matching(rows, row_matcher("secret^patient")) == 0
    assert count_matching(rows, row_matcher("secret^patient"), reveal=True) == 1


def test_an_empty_search_shows_all_and_a_broken_expression_says_so(tmp_path):
    rows = rows_of(one_file(tmp_path))

    assert matching_rows(rows, row_matcher("  ")) == rows
    with pytest.raises(QueryError, match="not a regular expression"):
        row_matcher("regexp:(")


def test_a_frame_of_an_enhanced_file_shows_its_own_groups_first(tmp_path):
    path = write_enhanced(tmp_path / "enhanced.dcm")

    first, third = rows_of(path, 1), rows_of(path, 3)

    assert (first[0].name, third[0].name) == ("Frame 1 of 4", "Frame 3 of 4")
    positions = [by_name(rows[:1])["ImagePositionPatient"].value for rows in (first, third)]
    assert positions[0] != positions[1]
    sequence = by_name(third)["PerFrameFunctionalGroupsSequence"]
    assert [child.name for child in sequence.children] == ["Item 3"]


def test_only_what_varies_is_listed(tmp_path):
    paths = write_series(
        tmp_path,
        ramp(5),
        edit=lambda dataset, k: setattr(dataset, "XRayTubeCurrent", 100 + 10 * (k == 3)),
    )

    found_ = {v.row.name: v for v in variations([value_rows(rows_of(p)) for p in paths])}

    assert set(found_) >= {"XRayTubeCurrent", "ImagePositionPatient", "InstanceNumber"}
    assert not {"Rows", "Modality", "SliceThickness", "StudyInstanceUID"} & set(found_)
    assert found_["XRayTubeCurrent"].numbers == (100, 100, 100, 110, 100)
    assert found_["XRayTubeCurrent"].summary() == "100, 110 mA"
    z = found_["ImagePositionPatient"].numbers
    np.testing.assert_allclose(np.diff(z), 2.5)
    assert found_["InstanceNumber"].summary() == "1 to 5"
    assert found_["SOPInstanceUID"].summary() == HIDDEN


def test_an_element_that_is_absent_in_some_slices_varies(tmp_path):
    def edit(dataset, k):
        if k < 2:
            dataset.KVP = "120"

    paths = write_series(tmp_path, ramp(4), edit=edit)

    (kvp,) = [v for v in variations([value_rows(rows_of(p)) for p in paths]) if v.row.name == "KVP"]
    assert kvp.summary() == "120 kV, absent in 2"
    assert kvp.numbers == (120, 120, None, None)


def test_frames_of_one_file_vary_by_their_own_groups(tmp_path):
    path = write_enhanced(tmp_path / "enhanced.dcm")

    names = {v.row.name for v in variations([value_rows(rows_of(path, n)) for n in range(1, 5)])}

    assert "ImagePositionPatient" in names
    assert not names & {"Rows", "NumberOfFrames"}


def test_what_sets_two_series_apart_is_on_top(tmp_path):
    left = one_file(tmp_path / "a", PixelPaddingValue=-2000)
    right = write_series(
        tmp_path / "b", ramp(1, dtype="uint8"), transfer_syntax=JPEG2000Lossless,
        header={"SliceThickness": "5"},
    )[0]  # fmt: skip

    pairs = differences(value_rows(rows_of(left)), value_rows(rows_of(right)))

    assert [pair.row.name for pair in pairs[:4]] == [
        "TransferSyntaxUID",
        "BitsAllocated",
        "SliceThickness",
        "PixelPaddingValue",
    ]
    assert pairs[3].right is None
    same = {pair.row.name for pair in pairs if not pair.differs}
    assert {"Rows", "PatientID"} <= same


def test_two_readings_of_one_file_differ_in_nothing(tmp_path):
    path = one_file(tmp_path)

    pairs = differences(value_rows(rows_of(path)), value_rows(rows_of(path)))

    assert pairs
    assert not any(pair.differs for pair in pairs)


def test_a_damaged_sequence_costs_one_row(tmp_path):
    def edit(dataset):
        dataset.add_new(0x00081140, "OB", b"\xfe\xff\x00\xe0\xff\xff\xff\x7fgarbage!")

    raw = one_file(tmp_path, edit).read_bytes().replace(b"\x08\0\x40\x11OB", b"\x08\0\x40\x11SQ")
    path = tmp_path / "damaged.dcm"
    path.write_bytes(raw)

    rows = by_name(rows_of(path))

    assert rows["ReferencedImageSequence"].value.startswith(("cannot be read", "1 item", "0 items"))
    assert rows["Modality"].value == "CT"


def test_deep_nesting_stops():
    inner = Dataset()
    inner.CodeValue = "bottom"
    for _ in range(40):
        outer = Dataset()
        outer.ContentSequence = Sequence([inner])
        inner = outer

    names = [row.value for row in flat_rows(element_rows(inner))]

    assert "1 item, nested too deeply to show" in names


def test_two_thousand_elements_take_a_blink(tmp_path):
    def edit(dataset):
        block = dataset.private_block(0x0029, "MANY", create=True)
        for number in range(240):
            block.add_new(number, "LO", f"value {number}")
        item = Dataset()
        item.CodeValue = "x"
        dataset.ReferencedImageSequence = Sequence([Dataset(item) for _ in range(90)])

    dataset = read_instance(one_file(tmp_path, edit)).dataset()
    started = time.perf_counter()

    rows = header_rows(dataset)

    assert len(list(flat_rows(rows))) > 400
    assert time.perf_counter() - started < 0.5


@needs_real
@pytest.mark.parametrize("case", ["charsets", "broken-files", "mr-siemens-mosaic", "ts-big-endian"])
def test_real_headers_are_shown_and_hold_nothing_invisible(case):
    shown = 0
    for path in sorted((REAL / case).rglob("*")):
        if not path.is_file():
            continue
        with contextlib.suppress(NapariDicomError):  # what the scan refuses has no header to show
            texts = [row.shown(reveal=True) for row in flat_rows(rows_of(path))]
            assert all(text.isprintable() for text in texts)
            shown += len(texts)

    assert shown


@pytest.mark.parametrize(
    "keyword", ["PatientBirthDateInAlternativeCalendar", "PatientDeathDateInAlternativeCalendar"]
)
def test_dates_of_a_person_are_hidden_in_any_calendar(keyword):
    assert is_confidential(tag_for_keyword(keyword), "LO")
