"""No more is read of a file than there is, and no memory taken for what is not there."""

import tracemalloc

import pytest

from napari_dicom.dicom.headers import BoundedFile

DATA = bytes(range(256)) * 16


@pytest.mark.parametrize("size", [0, 1, 4096, 5000, -1, None, (1 << 32) - 1])
@pytest.mark.parametrize("place", [0, 100, 4096, 5000])
def test_it_reads_what_any_file_would(tmp_path, place, size):
    path = tmp_path / "file"
    path.write_bytes(DATA)

    with path.open("rb") as plain, BoundedFile(path) as bounded:
        plain.seek(place)
        bounded.seek(place)
        expected = plain.read() if size is None or size > len(DATA) else plain.read(size)
        found, end = bounded.read(size), bounded.tell()

    assert found == expected
    assert end == place + len(expected)


def test_a_damaged_length_takes_no_memory(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(DATA)

    with BoundedFile(path) as file:
        tracemalloc.start()
        file.read((1 << 32) - 1)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert peak < 1 << 20
