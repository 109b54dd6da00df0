"""``napari-dicom headers``: a row for each plane, patients hidden, no formulas for spreadsheets."""

import csv
import io

import pytest

import phantom
from napari_dicom.__main__ import main

HIDDEN = "(hidden)"


def table(text):
    """Return the rows of CSV as dicts."""
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_for_each_plane_in_the_order_of_the_volume(tmp_path, capsys):
    affine = phantom.make_affine(spacing=(2.5, 0.5, 0.75))
    phantom.write_series(tmp_path, phantom.ramp(3), affine=affine, shuffle=1, series="chest")

    status = main(["headers", str(tmp_path), "ImagePositionPatient", "PixelSpacing", "--csv"])

    rows = table(capsys.readouterr().out)
    assert status == 0
    assert [(row["Series"], row["Plane"], row["Frame"]) for row in rows] == [
        ("CT 1 chest", str(number), "1") for number in (1, 2, 3)
    ]
    places = [[float(one) for one in row["ImagePositionPatient"].split("\\")] for row in rows]
    expected = [phantom.position(affine, index).tolist() for index in range(3)]
    assert places == [pytest.approx(one) for one in expected]
    assert {row["PixelSpacing"] for row in rows} == {"0.5 \\ 0.75"}


def test_for_people_columns_are_aligned(folder, capsys):
    main(["headers", str(folder), "SliceThickness", "0028,0010"])

    first, *rows = capsys.readouterr().out.splitlines()
    assert first.split() == ["Series", "Plane", "File", "Frame", "SliceThickness", "Rows"]
    column = first.index("SliceThickness")
    assert [row[column : column + 3] for row in rows] == ["2.5"] * 4 + ["5.0"] * 3


@pytest.mark.parametrize("options", [[], ["--csv"]], ids=["table", "csv"])
def test_patients_are_hidden_and_it_is_said_how_to_see_them(folder, capsys, options):
    main(["headers", str(folder), "PatientName", "Rows", *options])

    captured = capsys.readouterr()
    assert "secret" not in (captured.out + captured.err).lower()
    assert HIDDEN in captured.out
    assert "--patient-data" in captured.err
    assert "Rows" not in captured.err


def test_patients_are_shown_on_request(folder, capsys):
    main(["headers", str(folder), "PatientName", "--patient-data"])

    captured = capsys.readouterr()
    assert phantom.PATIENT_NAME in captured.out
    assert captured.err == ""


def test_a_cell_that_a_spreadsheet_would_compute_is_text(tmp_path, capsys):
    phantom.write_series(tmp_path, header={"ConvolutionKernel": "=1+1", "SliceLocation": "-5"})

    main(["headers", str(tmp_path), "ConvolutionKernel", "SliceLocation", "--csv"])

    first, *_ = table(capsys.readouterr().out)
    assert (first["ConvolutionKernel"], first["SliceLocation"]) == ("'=1+1", "-5")


def test_frames_of_one_file_have_their_own_values(tmp_path, capsys):
    phantom.write_enhanced(tmp_path / "one.dcm", phantom.ramp(3))

    main(["headers", str(tmp_path), "ImagePositionPatient", "TransferSyntaxUID", "--csv"])

    rows = table(capsys.readouterr().out)
    assert [row["Frame"] for row in rows] == ["1", "2", "3"]
    assert len({row["ImagePositionPatient"] for row in rows}) == 3
    assert {row["TransferSyntaxUID"] for row in rows} == {"1.2.840.10008.1.2.1"}


def test_what_a_plane_lacks_is_empty(folder, capsys):
    main(["headers", str(folder), "EchoTime", "--csv"])

    assert {row["EchoTime"] for row in table(capsys.readouterr().out)} == {""}


def test_an_unknown_keyword_fails_before_anything_is_read(tmp_path, capsys):
    status = main(["headers", str(tmp_path), "SliceThicknes"])

    captured = capsys.readouterr()
    assert (status, captured.out) == (1, "")
    assert "SliceThickness" in captured.err


def test_a_folder_without_images_fails(tmp_path, capsys):
    status = main(["headers", str(tmp_path), "Rows"])

    assert status == 1
    assert "no image was found" in capsys.readouterr().err
