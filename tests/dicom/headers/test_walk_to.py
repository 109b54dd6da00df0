"""`walk_to` reads what the whole walk reads up to an element, nothing behind it, or leaves it."""

import io
import random
from pathlib import Path

import pydicom.data
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.files.instance import read_instance
from napari_dicom.dicom.headers import walk_to
from napari_dicom.dicom.limits import Limits
from real import REAL, needs_real

WANTED = ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "Modality")
SERIES, SERIES_NUMBER = b"\x20\0\x0e\0UI", b"\x20\0\x11\0IS"


@pytest.fixture
def data(tmp_path):
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1))
    return path.read_bytes()


def begun(data, **limits):
    return walk_to(io.BytesIO(data), "SeriesInstanceUID", Limits(**limits))


def agree(path):
    """Tell whether the beginning of a header was read; it must be that of the whole."""
    with path.open("rb") as file:
        found = walk_to(file, "SeriesInstanceUID")
    if found is None:
        return False
    try:
        whole = read_instance(path).header
    except NapariDicomError:  # damaged further on
        return False
    for keyword in WANTED:
        assert found.texts(keyword) == whole.texts(keyword)
    return True


@pytest.mark.parametrize(
    "transfer_syntax",
    [
        uids.ExplicitVRLittleEndian,
        uids.ImplicitVRLittleEndian,
        uids.DeflatedExplicitVRLittleEndian,
        uids.RLELossless,
    ],
)
def test_the_beginning_says_what_the_whole_says(tmp_path, transfer_syntax):
    (path,) = phantom.write_series(tmp_path, phantom.ramp(1), transfer_syntax=transfer_syntax)

    assert agree(path)


def test_of_pydicoms_files_the_beginning_says_what_the_whole_says():
    folder = Path(pydicom.data.__file__).parent
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]

    assert sum(map(agree, files)) > 50


@needs_real
def test_of_every_real_file_the_beginning_says_what_the_whole_says():
    files = [path for path in sorted(REAL.rglob("*")) if path.is_file()]

    assert sum(map(agree, files)) > 100


def test_what_follows_the_element_is_not_looked_at(data):
    behind = data.index(SERIES_NUMBER)

    found = begun(data[: behind + 8] + b"damage")

    assert found is not None
    assert "Rows" not in found


def test_a_beginning_that_ends_before_the_next_element_is_left(data):
    assert begun(data[: data.index(SERIES_NUMBER)]) is None


@pytest.mark.parametrize("damage", [b"XX", b"LO"])
def test_a_kind_of_element_that_is_odd_is_left(data, damage):
    place = data.index(SERIES) + 4

    assert begun(data[:place] + damage + data[place + 2 :]) is None


def test_elements_out_of_order_are_left(data):
    place = data.index(SERIES)
    length = 8 + data[place + 6]
    element = data[place : place + length]

    assert begun(data[:place] + element + data[place:]) is None


def test_wrecks_are_read_alike_or_left(data, tmp_path):
    rng, path, read = random.Random(5), tmp_path / "wreck.dcm", 0

    for _ in range(400):
        wreck = bytearray(data)
        for _ in range(rng.randrange(1, 4)):
            wreck[rng.randrange(128, 700)] = rng.choice([0, 255, rng.randrange(256)])
        path.write_bytes(wreck)
        read += agree(path)

    assert read > 20
