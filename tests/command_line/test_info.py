"""``napari-dicom``: the command line, without a window and without patient data."""

import json
import subprocess
import sys
from itertools import takewhile

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.__main__ import main
from napari_dicom.dicom import scan
from napari_dicom.dicom.describing import NOTE_MEANINGS, coding
from napari_dicom.dicom.pixels import TRANSFER_SYNTAXES
from napari_dicom.dicom.pixels.coded import Readiness
from objects import (
    content_item,
    item,
    refers_to,
    report_content,
    segmentation,
    write_named,
    write_object,
)


def block_of(text: str, name: str) -> list[str]:
    """Return the lines below a volume's name, unwrapped."""
    whole = text.replace("\n      ", " ").splitlines()
    first = whole.index(name) + 1
    return [line.strip() for line in takewhile(lambda one: one[:1] == " ", whole[first:])]


def test_info_tells_each_volume_in_a_block(folder, capsys):
    status = main(["info", str(folder)])

    text = capsys.readouterr().out
    assert status == 0
    assert block_of(text, "CT 1 plain") == [
        "6 x 8 x 4, 0.75 x 0.5 x 2.5 mm (slices by ImagePositionPatient); 4 files",
        "Explicit VR Little Endian, 16 of 16 bits, decoder none needed",
    ]
    _, coding, note = block_of(text, "CT 2 packed")
    assert coding.startswith("JPEG Extended (Process 2 & 4), 12 of 16 bits, decoder imagecodecs")
    assert note.endswith("[thickness-differs]")


def test_info_fits_a_terminal_of_80_columns(folder, capsys):
    long = "a description of a series that goes on and on, as they do"
    phantom.write_series(folder / "c", header={"SeriesDescription": long, "SliceThickness": 9})
    write_named(folder / "sr.dcm", content=report_content(content_item("NUM")), series=long)

    main(["info", str(folder)])

    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) <= 80


def test_info_shows_notes_and_what_is_not_opened(folder, capsys):
    main(["info", str(folder)])

    text = capsys.readouterr().out
    assert "[thickness-differs]" in text
    assert "not DICOM: README.txt" in text


def test_info_as_json_says_where_a_volume_is_and_where_it_lies(folder, capsys):
    main(["info", "--json", str(folder)])

    plain, packed = json.loads(capsys.readouterr().out)["volumes"]
    assert (plain["name"], plain["path"]) == ("CT 1 plain", str((folder / "a").resolve()))
    assert plain["series_instance_uid"] == phantom.uid("study", "plain")
    assert plain["study_instance_uid"] == packed["study_instance_uid"] != ""
    assert plain["frame_of_reference_uid"] == scan(folder).volumes[0].frame_of_reference_uid
    expected = phantom.make_affine(spacing=(2.5, 0.5, 0.75))
    np.testing.assert_allclose(plain["affine"], expected, atol=1e-9)
    assert plain["space"] == "patient"


def test_info_as_json_of_images_without_a_place_has_no_affine(tmp_path, capsys):
    bare = ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness")
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1), header=dict.fromkeys(bare))

    main(["info", "--json", str(tmp_path)])

    (volume,) = json.loads(capsys.readouterr().out)["volumes"]
    assert volume["affine"] is None
    assert volume["path"] == str(path.resolve())


def test_info_as_json_holds_the_same_with_names_for_every_number(folder, capsys):
    status = main(["info", "--json", str(folder)])

    found = json.loads(capsys.readouterr().out)
    plain, packed = found["volumes"]
    assert status == 0
    assert (plain["modality"], plain["series_number"], plain["description"]) == ("CT", 1, "plain")
    assert (plain["columns"], plain["rows"], plain["slices"], plain["files"]) == (6, 8, 4, 4)
    assert (plain["pixel_spacing"], plain["slice_spacing"]) == ([0.5, 0.75], 2.5)
    assert plain["slice_spacing_source"] == "ImagePositionPatient"
    assert packed["codings"][0]["transfer_syntax_uid"] == uids.JPEGExtended12Bit
    assert packed["codings"][0]["ready"]
    assert [note["code"] for note in packed["notes"]] == ["thickness-differs"]
    assert [(one["reason"], one["code"]) for one in found["skipped"]] == [
        ("not DICOM", "not-dicom")
    ]


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_info_shows_no_patient_data(folder, capsys, options):
    main(["info", *options, str(folder)])

    text = capsys.readouterr().out.upper()
    assert "SECRET" in phantom.PATIENT_NAME.upper()
    assert "SECRET" not in text


def test_info_counts_the_steps_of_further_dimensions(tmp_path, capsys):
    for step in (1, 2):
        phantom.write_series(
            tmp_path / str(step),
            phantom.ramp(3),
            header={"TemporalPositionIdentifier": step, "NumberOfTemporalPositions": 2},
            edit=lambda ds, index, step=step: setattr(
                ds, "SOPInstanceUID", phantom.uid("step", step, index)
            ),
        )

    main(["info", "--json", str(tmp_path)])

    (volume,) = json.loads(capsys.readouterr().out)["volumes"]
    assert (volume["slices"], volume["files"]) == (3, 6)
    assert list(volume["steps"].values()) == [2]


def test_info_says_which_package_is_missing(folder, capsys, monkeypatch):
    missing = Readiness(False, "", "no installed decoder reads it; run pip install imagecodecs")
    monkeypatch.setattr(coding, "status_for", lambda *_: missing)

    status = main(["info", str(folder)])

    text = capsys.readouterr().out
    assert status == 0
    assert "decoder MISSING" in block_of(text, "CT 2 packed")[1]
    assert "run pip install imagecodecs" in " ".join(text.split())


def test_info_names_each_transfer_syntax_of_a_volume(tmp_path, capsys):
    phantom.write_series(tmp_path / "a", phantom.ramp(3), shuffle=None)
    packed = phantom.write_series(
        tmp_path / "b", phantom.ramp(3), transfer_syntax=uids.JPEGLSLossless
    )
    packed[1].replace(tmp_path / "a" / "IM0001.dcm")
    for path in (packed[0], packed[2]):
        path.unlink()

    main(["info", "--json", str(tmp_path)])

    (volume,) = json.loads(capsys.readouterr().out)["volumes"]
    found = {one["transfer_syntax_uid"] for one in volume["codings"]}
    assert found == {uids.ExplicitVRLittleEndian, uids.JPEGLSLossless}


def test_info_as_json_says_of_a_coding_what_it_always_has(folder, capsys):
    main(["info", "--json", str(folder)])

    plain, _ = json.loads(capsys.readouterr().out)["volumes"]
    assert plain["codings"] == [
        {
            "transfer_syntax_uid": "1.2.840.10008.1.2.1",
            "transfer_syntax": "Explicit VR Little Endian",
            "bits_allocated": 16,
            "bits_stored": 16,
            "ready": True,
            "decoder": "none needed",
            "message": "Explicit VR Little Endian (1.2.840.10008.1.2.1), 16 bit, "
            "1 sample per pixel: uncompressed, no decoder is needed.",
        }
    ]


def test_info_of_a_folder_without_images_fails_and_says_why(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("nothing here")

    status = main(["info", str(tmp_path)])

    text = capsys.readouterr().out
    assert status == 1
    assert "No image was found." in text
    assert "not DICOM: notes.txt" in text


def test_info_of_a_path_that_is_not_there_fails_and_names_it(tmp_path, capsys):
    status = main(["info", str(tmp_path / "nowhere")])

    assert status == 1
    assert "nowhere" in capsys.readouterr().out


def test_many_files_with_one_reason_take_one_line(tmp_path, capsys):
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text("x")

    main(["info", str(tmp_path)])

    text = capsys.readouterr().out
    assert "Not opened: 8" in text
    assert "4.txt and 3 more" in text


def test_info_and_decoders_import_no_window_system(folder):
    code = f"""
import sys
from napari_dicom.__main__ import main
from napari_dicom.dicom import scan
main(["info", {str(folder)!r}])
main(["decoders"])
found = {{"napari", "qtpy", "PyQt6", "PyQt5", "PySide6", "magicgui", "vispy"}} & set(sys.modules)
assert not found, found
"""

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr


def test_decoders_tells_of_every_transfer_syntax(capsys):
    status = main(["decoders"])

    text = capsys.readouterr().out
    assert status == 0
    assert [uid for uid in TRANSFER_SYNTAXES if f"({uid}" not in text] == []


def test_decoders_as_json_names_outcome_and_licence(capsys):
    main(["decoders", "--json"])

    rows = json.loads(capsys.readouterr().out)["decoders"]
    licences = {row["decoder"]: row["licence"] for row in rows if row["outcome"] == "OK"}
    assert licences["imagecodecs.jpeg8"] == "BSD-3-Clause"


@pytest.mark.parametrize(
    "arguments", [[], ["info"], ["open", "x"]], ids=["nothing", "no path", "?"]
)
def test_a_wrong_command_line_ends_with_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert "usage: napari-dicom" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_error(folder):
    ran = subprocess.run(
        f'"{sys.executable}" -m napari_dicom info "{folder}" "{folder}" | head -n 1',
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout == "CT 1 plain\n"
    assert ran.stderr == ""


@pytest.fixture
def objects(tmp_path):
    """A series with overlays, a segmentation of it and a report, all of a patient."""
    phantom.write_series(tmp_path, edit=phantom.with_overlay, series="images")
    series = phantom.uid("study", "images")
    values = {"SegmentSequence": [item()] * 2, "ReferencedSeriesSequence": refers_to(series)}
    write_object(tmp_path / "seg.dcm", uids.SegmentationStorage, values, modality="SEG", number=3)
    write_object(tmp_path / "sr.dcm", uids.BasicTextSRStorage, modality="SR", number=4)
    return tmp_path


def test_info_tells_of_objects_that_are_no_volumes(objects, capsys):
    status = main(["info", str(objects)])

    text = capsys.readouterr().out
    assert status == 0
    assert "Besides: 3" in text
    text = " ".join(text.split())
    assert (
        "SEG 3: a segmentation without pixel data: the file may have been cut short; 2 segments, "
        "of CT 1 images (seg.dcm)"
    ) in text
    assert "CT 1 images overlays: overlay planes (60xx): open as labels, on request" in text
    assert "Not opened" not in text
    assert "secret" not in text.lower()


def test_info_as_json_has_a_row_for_each_object(objects, capsys):
    main(["info", "--json", str(objects)])

    found = json.loads(capsys.readouterr().out)
    rows = {row["kind"]: row for row in found["objects"]}
    assert rows["segmentation"] == {
        "kind": "segmentation",
        "name": "SEG 3",
        "holds": ["2 segments"],
        "refers_to": "CT 1 images",
        "shown": "a segmentation without pixel data: the file may have been cut short",
        "files": ["seg.dcm"],
    }
    assert rows.keys() == {"segmentation", "structured report", "overlay planes"}
    assert found["skipped"] == []


def test_info_of_a_folder_of_reports_names_them_and_says_that_nothing_opens(tmp_path, capsys):
    for number in range(7):
        write_object(tmp_path / f"{number}.dcm", uids.BasicTextSRStorage, number=number)

    status = main(["info", str(tmp_path)])

    text = capsys.readouterr().out
    assert status == 1
    assert text.startswith("No image was found.")
    assert "Besides: 7" in text


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_info_tells_of_objects_beside_the_images(folder, capsys, options):
    write_named(folder / "sr.dcm", content=report_content(content_item("NUM")), series="findings")
    content = segmentation(2)
    write_named(folder / "seg.dcm", uids.SegmentationStorage, "SEG", content, series="organs")

    status = main(["info", *options, str(folder)])

    text = " ".join(capsys.readouterr().out.split())
    assert status == 0
    assert "SR 1 findings" in text
    assert "1 measurement" in text
    assert "SEG 1 organs" in text
    assert "2 segments" in text
    assert "SECRET" not in text.upper()


def test_info_as_json_tells_objects_from_what_is_not_opened(folder, capsys):
    write_named(folder / "sr.dcm", series="findings")

    main(["info", "--json", str(folder)])

    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found["objects"]] == ["SR 1 findings"]
    assert [one["path"] for one in found["skipped"]] == [str(folder / "README.txt")]


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
def test_info_of_objects_alone_names_them_and_fails(tmp_path, capsys, options):
    write_named(tmp_path / "sr.dcm", series="findings")

    status = main(["info", *options, str(tmp_path)])

    captured = capsys.readouterr()
    assert status == 1
    assert "SR 1 findings" in captured.out
    assert "a structured report: nothing drawn, no image of its own" in captured.out
    assert captured.err == ""


def test_info_says_which_series_seem_to_belong_together(tmp_path, capsys):
    for step in range(2):
        header = {"SeriesDescription": "4D", "AcquisitionTime": f"10000{step}"}
        phantom.write_series(tmp_path, series=f"s{step}", name=f"{step}-{{}}".format, header=header)

    main(["info", str(tmp_path)])

    assert capsys.readouterr().out.count("belong together") == 2


def test_notes_explains_a_code_and_what_to_do(capsys):
    status = main(["notes", "[gantry-tilt]"])

    text = capsys.readouterr().out
    assert status == 0
    assert text.startswith("gantry-tilt\n")
    assert "sheared" in text
    assert "Straighten tilt" in text


def test_notes_without_a_code_lists_all_within_80_columns(capsys):
    status = main(["notes"])

    lines = capsys.readouterr().out.splitlines()
    assert status == 0
    assert set(NOTE_MEANINGS) <= set(lines)
    assert max(len(line) for line in lines) <= 80


def test_notes_of_an_unknown_code_fails_and_names_those_like_it(capsys):
    status = main(["notes", "gantry-tlit", "oblique"])

    captured = capsys.readouterr()
    assert status == 1
    assert "gantry-tilt" in captured.err
    assert captured.out.startswith("oblique\n")
