"""Several loads at once, and loads that are broken off, leave each other and nothing behind.

Defects these found: none.
"""

import logging
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import CancelledError, NapariDicomError, open_paths
from napari_dicom.layers import build_layers

SYNTAXES = [uids.ExplicitVRLittleEndian, uids.ExplicitVRBigEndian, uids.RLELossless]
SYNTAXES += [uids.JPEGExtended12Bit, uids.JPEG2000Lossless, uids.DeflatedExplicitVRLittleEndian]


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """One folder for each of some transfer syntaxes, a damaged file in each."""
    found = []
    for number, syntax in enumerate(SYNTAXES):
        folder = tmp_path / str(number)
        values = phantom.ramp(12, 16, 16, "uint16")
        phantom.write_series(folder, values, transfer_syntax=syntax, bits_stored=12, series=syntax)
        (folder / "bad.dcm").write_bytes(bytes(128) + b"DICM" + b"\x08\0\x05\0CS\x06\0what?!")
        found.append(folder)
    return found


@pytest.mark.parametrize("lazy", [False, True])
def test_loads_at_once_give_what_loads_one_by_one_give(folders: list[Path], lazy: bool) -> None:
    def values(folder: Path) -> np.ndarray:
        (one,) = open_paths(folder, lazy=lazy).loaded
        return np.asarray(one.values)

    expected = [values(folder) for folder in folders]
    filters, disabled = list(warnings.filters), logging.getLogger("pydicom").disabled

    with ThreadPoolExecutor(6) as pool:
        several = list(pool.map(values, folders * 4))

    for number, found in enumerate(several):
        np.testing.assert_array_equal(found, expected[number % len(folders)])
    assert warnings.filters == filters
    assert logging.getLogger("pydicom").disabled == disabled


@pytest.mark.parametrize("error", [CancelledError, KeyboardInterrupt])
@pytest.mark.parametrize("call", range(6))
def test_breaking_off_at_any_call_leaves_nothing_running(
    error: type[BaseException], call: int, folders: list[Path]
) -> None:
    calls = 0

    def break_off(_stage: str, _done: int, _total: int | None) -> None:
        nonlocal calls
        calls += 1
        if calls > call * 2:
            raise error

    before = threading.active_count()

    with pytest.raises(error):
        open_paths(folders, progress=break_off)

    assert threading.active_count() == before
    assert len(open_paths(folders[0]).loaded) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_breaking_off_leaves_no_file_open(folders: list[Path]) -> None:
    def break_off(_stage: str, done: int, total: int | None) -> None:
        if total is not None and done > 3:
            raise CancelledError

    before = {path.name for path in Path("/proc/self/fd").iterdir()}
    for _ in range(3):
        with pytest.raises(CancelledError):
            open_paths(folders, progress=break_off)

    assert len({path.name for path in Path("/proc/self/fd").iterdir()}) <= len(before)


def test_a_progress_that_raises_something_else_is_not_hidden(folders: list[Path]) -> None:
    class OddError(Exception):
        pass

    def fail(_stage: str, _done: int, _total: int | None) -> None:
        raise OddError

    with pytest.raises(OddError):
        open_paths(folders, progress=fail)
    assert not issubclass(OddError, NapariDicomError)


def test_lazy_slices_can_be_asked_for_by_several_threads_at_once(folders: list[Path]) -> None:
    for folder in folders:
        (layer,) = build_layers(open_paths(folder, lazy=True).loaded)
        whole = np.asarray(layer.data)

        def plane(index: int, data: object = layer.data) -> np.ndarray:
            return np.asarray(data[index % 12])  # type: ignore[index]

        with ThreadPoolExecutor(6) as pool:
            planes = list(pool.map(plane, range(48)))

        for index, found in enumerate(planes):
            np.testing.assert_array_equal(found, whole[index % 12])


@pytest.mark.window
def test_asynchronous_slicing_shows_the_slice_that_was_asked_for(
    folders: list[Path], make_napari_viewer: Any, qtbot: Any
) -> None:
    from napari.settings import get_settings

    viewer = make_napari_viewer()
    before = get_settings().experimental.async_
    get_settings().experimental.async_ = True
    try:
        (built,) = build_layers(open_paths(folders[0], lazy=True).loaded)
        whole = np.asarray(built.data)
        layer = viewer.add_image(built.data, **built.keywords)
        for step in (3, 9, 5, 11):
            viewer.dims.set_current_step(0, step)
        qtbot.waitUntil(lambda: np.array_equal(layer._data_view, whole[11]), timeout=10_000)
        viewer.dims.set_current_step(0, 2)
        viewer.layers.clear()
    finally:
        get_settings().experimental.async_ = before

    assert not viewer.layers
