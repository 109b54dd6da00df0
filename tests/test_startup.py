"""What is imported when: the slow libraries only where they are needed."""

import subprocess
import sys

from phantom import write_enhanced, write_series

SLOW = ("pydicom", "imagecodecs", "PIL", "dask", "napari", "qtpy")


def imported_by(code: str) -> set[str]:
    """Return which of the slow libraries a fresh Python has loaded after running `code`."""
    report = f"\nimport sys; print(*sorted({SLOW!r} & sys.modules.keys()))"
    program = code + report.replace(repr(SLOW), repr(set(SLOW)))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_package_imports_nothing_slow():
    assert imported_by("import napari_dicom") == set()


def test_classic_uncompressed_images_are_read_without_pydicom(tmp_path):
    write_series(tmp_path, intercept=-1024)

    code = (
        f"from napari_dicom import read_volumes; assert len(read_volumes({str(tmp_path)!r})) == 1"
    )

    assert imported_by(code) == set()


def test_functional_groups_are_read_by_pydicom(tmp_path):
    write_enhanced(tmp_path / "one.dcm")

    code = (
        f"from napari_dicom import read_volumes; assert len(read_volumes({str(tmp_path)!r})) == 1"
    )

    assert "pydicom" in imported_by(code)
