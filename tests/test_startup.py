"""What is imported when: the slow libraries only where they are needed."""

import subprocess
import sys
from collections.abc import Iterable

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import RTDoseStorage

from phantom import set_attributes, with_overlay, write_enhanced, write_series

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


def rooms_after(code: str) -> set[str]:
    """Return the modules of this package that a fresh Python has loaded after running `code`."""
    report = "import sys; print(*(one for one in sys.modules if one.startswith('napari_dicom')))"
    return set(output_of(f"{code}\n{report}").splitlines()[-1].split())


def opening(folder: object) -> str:
    return f"from napari_dicom import read_volumes; (one,) = read_volumes({str(folder)!r})"


def within(loaded: set[str], rooms: Iterable[str]) -> set[str]:
    return {one for one in loaded for room in rooms if one == room or one.startswith(f"{room}.")}


def as_dose(dataset: Dataset, _: object) -> None:
    set_attributes(dataset, {"SOPClassUID": RTDoseStorage, "Modality": "RTDOSE"})


NOT_FOR_PLAIN_IMAGES = (
    "napari_dicom.command_line",
    "napari_dicom.layers",
    "napari_dicom.samples",
    "napari_dicom.saved",
    "napari_dicom.viewer",
    "napari_dicom.widgets",
    "napari_dicom.writing",
    "napari_dicom.dicom.attributes",
    "napari_dicom.dicom.contents.finders",
    "napari_dicom.dicom.contents.loaders",
    "napari_dicom.dicom.converting",
    "napari_dicom.dicom.datasets",
    "napari_dicom.dicom.describing",
    "napari_dicom.dicom.measuring",
    "napari_dicom.dicom.objects",
    "napari_dicom.dicom.pixels.coded",
    "napari_dicom.dicom.pixels.decode",
    "napari_dicom.dicom.pixels.decoders",
    "napari_dicom.dicom.pixels.self_test",
    "napari_dicom.dicom.pixels.status",
    "napari_dicom.dicom.pixels.video",
)
"""What a folder of uncompressed CT images opens without."""


def test_plain_images_open_without_the_rooms_they_have_no_need_of(tmp_path):
    write_series(tmp_path, intercept=-1024)

    loaded = rooms_after(opening(tmp_path))

    assert "napari_dicom.dicom.volumes.volume" in loaded
    assert within(loaded, NOT_FOR_PLAIN_IMAGES) == set()


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(with_overlay, id="overlays"),
        pytest.param(as_dose, id="dose"),
    ],
)
def test_images_that_hold_more_than_a_volume_load_the_room_for_it(tmp_path, edit):
    write_series(tmp_path, edit=edit)

    code = f"from napari_dicom import scan; assert scan({str(tmp_path)!r}).objects"

    assert within(rooms_after(code), ["napari_dicom.dicom.objects"])


@pytest.mark.parametrize("name", ["dims", "ras_affine"])
def test_the_forms_of_other_libraries_load_when_asked_for(tmp_path, name):
    write_series(tmp_path)

    loaded = rooms_after(f"{opening(tmp_path)}; one.{name}")

    assert within(loaded, ["napari_dicom.dicom.converting"])


def test_plain_images_open_without_libraries_for_others(tmp_path):
    write_series(tmp_path, intercept=-1024)
    # numpy.median and numpy.unique load numpy.ma: a thirtieth of a first opening
    alone = {"difflib", "gzip", "json", "logging", "lzma", "numpy.ma", "numpy.random"}
    alone |= {"statistics", "zipfile"}
    alone |= {"psutil"} if sys.platform == "linux" else set()

    before = imported_by("import numpy", tuple(alone))  # what numpy brings is no cost of ours

    assert imported_by(opening(tmp_path), tuple(alone)) == before


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
