"""Files that are made whole or not at all, and never over another."""

import os

import pytest

from napari_dicom.dicom import ExportError
from napari_dicom.writing.whole_files import new_files


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def write(paths, then=lambda: None):
    with new_files(paths) as parts:
        for number, part in enumerate(parts):
            part.write_text(str(number))
        then()


def test_files_get_their_names_when_all_of_them_are_written(tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    seen = []

    write(paths, lambda: seen.extend(path.exists() for path in paths))

    assert seen == [False, False]
    assert [path.read_text() for path in paths] == ["0", "1"]
    assert names(tmp_path) == ["a", "b"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_fails_half_way_leaves_nothing(tmp_path, error):
    def fail():
        raise error

    with pytest.raises(error):
        write([tmp_path / "a", tmp_path / "b"], fail)

    assert names(tmp_path) == []


def test_what_the_disk_says_is_told(tmp_path):
    def fail():
        raise OSError(28, "No space left on device")

    with pytest.raises(ExportError, match="b cannot be written: No space left on device"):
        write([tmp_path / "a", tmp_path / "b"], fail)

    assert names(tmp_path) == []


def no_links(*_):
    raise OSError(1, "Operation not permitted")


@pytest.fixture(params=[os.link, no_links], ids=["links", "no links"])
def disk(request, monkeypatch):
    """A disk that has hard links, and one that has none."""
    monkeypatch.setattr(os, "link", request.param)


@pytest.mark.usefixtures("disk")
def test_what_came_to_be_there_in_the_meantime_stays(tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]

    with pytest.raises(ExportError, match="b is there already"):
        write(paths, lambda: paths[1].write_text("another's"))

    assert names(tmp_path) == ["b"]
    assert paths[1].read_text() == "another's"


@pytest.mark.usefixtures("disk")
def test_every_disk_gets_its_files(tmp_path):
    write([tmp_path / "a"])

    assert (tmp_path / "a").read_text() == "0"
    assert names(tmp_path) == ["a"]
