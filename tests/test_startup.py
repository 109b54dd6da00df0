"""What is imported when: the slow libraries only where they are needed."""

import subprocess
import sys

import pytest

from phantom import write_enhanced, write_series

SLOW = ("pydicom", "imagecodecs", "PIL", "dask", "napari", "qtpy")


def output_of(code: str) -> str:
    """Return what a fresh Python prints that runs `code`."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout


def imported_by(code: str, libraries: tuple[str, ...] = SLOW) -> set[str]:
    """Return which of some libraries a fresh Python has loaded after running `code`."""
    report = f"\nimport sys; print(*sorted({set(libraries)!r} & sys.modules.keys()))"
    return set(output_of(f"{code}{report}").splitlines()[-1].split())


def test_the_package_imports_nothing_slow():
    assert imported_by("import napari_dicom") == set()


def test_classic_uncompressed_images_are_read_without_pydicom(tmp_path):
    write_series(tmp_path, intercept=-1024)

    code = (
        f"from napari_dicom import read_volumes; assert len(read_volumes({str(tmp_path)!r})) == 1"
    )

    assert imported_by(code) == set()


def test_opening_waits_for_no_form_of_another_library(tmp_path):
    write_series(tmp_path)
    converting = "napari_dicom.dicom.converting"

    code = f"from napari_dicom import read_volumes; (one,) = read_volumes({str(tmp_path)!r})"

    assert imported_by(code, (converting,)) == set()
    assert imported_by(f"{code}; one.dims", (converting,)) == {converting}


def test_functional_groups_are_read_without_pydicom(tmp_path):
    write_enhanced(tmp_path / "one.dcm")

    code = (
        f"from napari_dicom import read_volumes; assert len(read_volumes({str(tmp_path)!r})) == 1"
    )

    assert imported_by(code) == set()


def test_what_the_walk_leaves_is_read_by_pydicom(tmp_path):
    write_enhanced(tmp_path / "one.dcm")
    data = (tmp_path / "one.dcm").read_bytes()
    (tmp_path / "one.dcm").write_bytes(data[132:])  # without its preamble

    code = (
        f"from napari_dicom import read_volumes; assert len(read_volumes({str(tmp_path)!r})) == 1"
    )

    assert "pydicom" in imported_by(code)


@pytest.mark.parametrize("arguments", [["--help"], ["info", "--help"]])
def test_the_help_of_the_command_line_waits_for_nothing_slow(arguments):
    code = f"""
from contextlib import suppress
from napari_dicom.__main__ import main
with suppress(SystemExit):
    main({arguments!r})
"""

    assert "usage: napari-dicom" in output_of(code)
    assert imported_by(code, (*SLOW, "numpy")) == set()


def test_info_of_classic_images_waits_for_no_library_but_numpy(tmp_path):
    write_series(tmp_path, intercept=-1024)

    code = f"from napari_dicom.__main__ import main; assert main(['info', {str(tmp_path)!r}]) == 0"

    assert imported_by(code) == set()
