"""Notes on doubtful values: they follow from the files, not from what was asked of them before."""

import io
import json
from contextlib import redirect_stdout

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.__main__ import main
from napari_dicom.api import read_volumes
from napari_dicom.dicom import scan
from napari_dicom.dicom.describing import catalogue_of
from napari_dicom.dicom.note import Severity
from napari_dicom.widgets.volume.notes_card import NotesCard

CORONAL = phantom.make_affine("coronal")
VALUES = ("malformed-value", "odd-number")


def told(volume):
    """Return what is said of the values of a volume."""
    return [note.message for note in volume.notes if note.code in VALUES]


def broken(path, keyword, raw, **options):
    """Write a series, each of whose files holds these bytes in an element of text."""

    def edit(dataset, _):
        setattr(dataset, keyword, "7" * len(raw))

    files = phantom.write_series(path, edit=edit, **options)
    for file in files:
        data = file.read_bytes()
        place = data.index(b"7" * len(raw), 132)
        file.write_bytes(data[:place] + raw + data[place + len(raw) :])
    return files


@pytest.mark.parametrize(
    ("keyword", "raw", "sentence"),
    [
        ("SeriesNumber", b"3.5 ", "SeriesNumber cannot be (3.5) in 10 files, first {}: not used"),
        ("SliceThickness", b"5 mm", "SliceThickness cannot be read ('5 mm') in {}: not used"),
        ("WindowWidth", b"-400", "WindowWidth cannot be (-400) in {}: windows whose width"),
        ("SpacingBetweenSlices", b"0000", "SpacingBetweenSlices cannot be (0) in {}: not used"),
        ("TriggerTime", b"late", "TriggerTime cannot be read ('late') in {}: not used"),
    ],
)
@pytest.mark.parametrize(
    "syntax",
    [uids.ImplicitVRLittleEndian, uids.ExplicitVRLittleEndian, uids.ExplicitVRBigEndian],
    ids=["implicit", "explicit", "big endian"],
)
def test_a_doubtful_value_is_one_note_whoever_asks(tmp_path, keyword, raw, sentence, syntax):
    files = broken(tmp_path, keyword, raw, transfer_syntax=syntax)
    where = f"{len(files)} files, first {files[0].name}"
    sentence = sentence.replace("10 files, first {}", "{}").format(where)

    (volume,) = scan(tmp_path).volumes
    (again,) = scan(tmp_path).volumes
    _ = again.name, catalogue_of(scan(tmp_path)), again.header.integer("SeriesNumber")
    (loaded,) = read_volumes(tmp_path)
    (lazy,) = read_volumes(tmp_path, lazy=True)

    (note,) = told(volume)
    assert note.startswith(sentence)
    assert [told(one) for one in (volume, again, loaded.volume, lazy.volume)] == 4 * [[note]]


def test_a_doubtful_value_is_in_the_panel_and_on_the_command_line(tmp_path, qtbot):
    broken(tmp_path, "SeriesNumber", b"3.5 ")
    out = io.StringIO()
    (loaded,) = read_volumes(tmp_path)
    card = NotesCard()
    qtbot.addWidget(card)

    with redirect_stdout(out):
        main(["info", "--json", str(tmp_path)])
    card.show_notes([note.as_dict() for note in loaded.volume.notes])

    (note,) = told(loaded.volume)
    assert note in card.text.text()
    assert json.dumps(note) in out.getvalue()


def test_each_volume_of_a_series_tells_of_its_own_files(tmp_path):
    phantom.write_series(tmp_path / "a", series="one")
    broken(tmp_path / "b", "SliceThickness", b"5 mm", series="one", affine=CORONAL)

    volumes = scan(tmp_path).volumes

    assert sorted(len(told(volume)) for volume in volumes) == [0, 1]


def test_a_value_in_the_second_frame_is_told_as_one_in_the_first(tmp_path):
    notes = []
    for number in (0, 1):
        path = phantom.write_enhanced(tmp_path / f"e{number}.dcm", series=str(number))
        dataset = pydicom.dcmread(path)
        frame = dataset.PerFrameFunctionalGroupsSequence[number]
        position = frame.PlanePositionSequence[0].ImagePositionPatient
        text = "\\".join(map(str, position)).encode()
        data = path.read_bytes()
        path.write_bytes(data.replace(text, text[:-1] + b"?", 1))
        notes += [note for volume in scan(path).volumes for note in told(volume)]

    assert len(notes) == 2
    assert all(note.startswith("ImagePositionPatient cannot be read") for note in notes)


def edited(tmp_path, **values):
    """Write one image with some values set, or taken out where they are None, and scan it."""

    def edit(dataset, _):
        for keyword, value in values.items():
            if value is None:
                delattr(dataset, keyword)
            else:
                setattr(dataset, keyword, value)

    phantom.write_series(tmp_path, phantom.ramp(1), edit=edit)
    (volume,) = scan(tmp_path).volumes
    return volume


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param(
            {"PhotometricInterpretation": None},
            "PhotometricInterpretation is missing in 1 file, first {}: taken to be MONOCHROME2",
            id="what the values mean",
        ),
        pytest.param(
            {"PixelRepresentation": None},
            "PixelRepresentation is missing in 1 file, first {}: pixels are taken to have no sign",
            id="the sign",
        ),
        pytest.param(
            {"PixelRepresentation": 7},
            "PixelRepresentation cannot be (7) in 1 file, first {}: pixels are taken to have no",
            id="no sign there is",
        ),
        pytest.param(
            {"SamplesPerPixel": None},
            "SamplesPerPixel is missing in 1 file, first {}: taken to be 1",
            id="samples",
        ),
        pytest.param(
            {"BitsStored": None},
            "BitsStored is missing in 1 file, first {}: taken to be 16, as BitsAllocated",
            id="bits",
        ),
        pytest.param(
            {"BitsStored": 12, "HighBit": 15},
            "HighBit is 15 with 12 bits stored in 1 file, first {}: values are taken from the 12 "
            "bits up to bit 15",
            id="the highest bit is used",
        ),
        pytest.param(
            {"BitsStored": 12, "HighBit": 3},
            "HighBit is 3 with 12 bits stored in 1 file, first {}: values are taken from the 12 "
            "bits up to bit 11",
            id="the highest bit cannot be",
        ),
    ],
)
def test_what_is_assumed_of_pixels_is_told(tmp_path, values, sentence):
    volume = edited(tmp_path, **values)
    name = volume.instances[0].path.name

    assert [note[: len(sentence.format(name))] for note in told(volume)] == [sentence.format(name)]


def test_pixels_up_to_a_high_bit_are_read_from_there_as_the_note_says(tmp_path):
    plane = (np.arange(30, dtype=np.uint16).reshape(1, 6, 5) << 4) | 0xF

    def edit(dataset, _):
        dataset.BitsStored, dataset.HighBit = 12, 15

    phantom.write_series(tmp_path, plane, edit=edit)
    (loaded,) = read_volumes(tmp_path)

    assert np.array_equal(np.squeeze(loaded.values), np.arange(30).reshape(6, 5))


BARE = {"RescaleSlope": None, "RescaleIntercept": None}


@pytest.mark.parametrize(
    ("modality", "header", "told"),
    [
        pytest.param("CT", BARE, True, id="CT without a rescale"),
        pytest.param("CT", {}, False, id="CT with one"),
        pytest.param("CT", {"RescaleSlope": None}, False, id="CT with an intercept alone"),
        pytest.param("CT", BARE | {"RescaleType": "HU"}, False, id="CT that says HU"),
        pytest.param("MR", BARE, False, id="MR has no unit"),
    ],
)
def test_values_called_hounsfield_units_for_want_of_a_rescale_are_told(
    tmp_path, modality, header, told
):
    phantom.write_series(tmp_path, modality=modality, header=header)

    (volume,) = scan(tmp_path).volumes

    found = [note for note in volume.notes if "Hounsfield" in note.message]
    assert bool(found) is told
    assert {note.severity for note in found} <= {Severity.INFO}  # the class says it: no alarm


@pytest.mark.parametrize(
    ("slope", "intercept", "is_told"),
    [(1.0, -1024.0, True), (2.0, 0.0, True), (1.0, 0.0, False)],
    ids=["intercept", "slope", "nothing changes"],
)
@pytest.mark.parametrize("without", [0, 2], ids=["the first", "another"])
def test_an_image_without_the_rescale_that_the_others_have_is_told(
    tmp_path, slope, intercept, is_told, without
):
    def edit(dataset, index):
        if index == without:
            del dataset.RescaleSlope, dataset.RescaleIntercept

    files = phantom.write_series(tmp_path, slope=slope, intercept=intercept, edit=edit)

    (loaded,) = read_volumes(tmp_path)

    found = [note for note in loaded.notes if note.code == "partly-rescaled"]
    assert [note.severity for note in found] == ([Severity.WARNING] if is_told else [])
    assert all(files[without].name in note.message for note in found)


@pytest.mark.parametrize("modality", ["PT", "MR"])
def test_a_rescale_that_one_image_lacks_is_told_of_any_modality(tmp_path, modality):
    def edit(dataset, index):
        if index == 1:
            del dataset.RescaleSlope, dataset.RescaleIntercept

    phantom.write_series(tmp_path, modality=modality, slope=0.5, intercept=0.0, edit=edit)

    (loaded,) = read_volumes(tmp_path)

    assert "partly-rescaled" in {note.code for note in loaded.notes}
