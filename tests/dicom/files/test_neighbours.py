"""Another file of a file's series beside it, and how little is read to find it."""

import os

import numpy as np
import pytest

import phantom
from napari_dicom.dicom.files import another_of_series, neighbours
from napari_dicom.dicom.files.instance import read_instance


@pytest.fixture
def first(tmp_path):
    """Write two images of one series, and others of another between them."""
    phantom.write_series(tmp_path, phantom.ramp(2), name="b{:04d}.dcm".format)
    phantom.write_series(tmp_path, phantom.ramp(3), series="other", name="a{:04d}.dcm".format)
    return read_instance(tmp_path / "b0000.dcm")


def test_another_file_of_the_series_is_found(first, tmp_path):
    assert another_of_series(first) == tmp_path / "b0001.dcm"


def test_a_copy_is_no_other_file_of_the_series(first, tmp_path):
    (tmp_path / "b0001.dcm").write_bytes((tmp_path / "b0000.dcm").read_bytes())

    assert another_of_series(first) is None


def test_what_is_no_file_of_dicom_is_passed_over(first, tmp_path):
    (tmp_path / "b0000.txt").write_text("nothing of the kind")
    (tmp_path / "b0000a.dcm").mkdir()
    (tmp_path / "b0000b.dcm").symlink_to(tmp_path / "nowhere")

    assert another_of_series(first) == tmp_path / "b0001.dcm"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_beside_it_is_not_waited_for(first, tmp_path):
    os.mkfifo(tmp_path / "b0000.pipe")

    assert another_of_series(first) == tmp_path / "b0001.dcm"


def test_a_file_whose_header_is_odd_is_read_whole(first, tmp_path):
    path = tmp_path / "b0001.dcm"
    path.write_bytes(path.read_bytes()[128 + 4 :])  # without preamble

    assert another_of_series(first) == path


def test_of_a_large_neighbour_only_the_beginning_is_read(first, tmp_path, monkeypatch):
    frames = np.zeros((400, 2, 2), np.uint8)
    phantom.write_enhanced(tmp_path / "b0000a.dcm", frames)
    read = []
    monkeypatch.setattr(neighbours, "read_instance", lambda path, _: read.append(path))

    assert another_of_series(first) == tmp_path / "b0001.dcm"
    assert not read
