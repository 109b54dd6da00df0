"""A decoder that does not come back costs the image it was at, not the folder, nor the window.

Defects these found: none. A decoder that holds Python's lock as well stops all; those that are
tried first do not.
"""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pydicom import uid as uids

import phantom
from napari_dicom.dicom import CancelledError, Limits, open_paths
from napari_dicom.dicom.pixels import rle_bits

SOON = Limits(frame_seconds=0.2)


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The third frame that is decoded does not come back before the event is set."""
    release, calls, decode = threading.Event(), [], rle_bits.decode_stream

    def slow(*arguments: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            release.wait(20)
        return decode(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rle_bits, "decode_stream", slow)
    yield release
    release.set()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    values = phantom.ramp(6, 16, 16, "uint16")
    phantom.write_series(tmp_path, values, transfer_syntax=uids.JPEG2000Lossless, bits_stored=12)
    return tmp_path


@pytest.mark.usefixtures("stuck")
def test_one_image_is_given_up_and_named(folder: Path) -> None:
    started = time.monotonic()

    (loaded,) = open_paths(folder, limits=SOON).loaded

    assert time.monotonic() - started < 5
    (note,) = (note for note in loaded.volume.notes if note.code == "not-decoded")
    assert "longer than 0.2 s (limits.frame_seconds)" in note.message
    assert note.details["count"] == 1
    assert sum(frame is None for frame in loaded.volume.frames) == 1


def test_what_comes_back_too_late_is_not_written(stuck: threading.Event, folder: Path) -> None:
    (loaded,) = open_paths(folder, limits=SOON).loaded
    before = loaded.values.copy()

    stuck.set()
    time.sleep(0.2)

    np.testing.assert_array_equal(loaded.values, before)


@pytest.mark.usefixtures("stuck")
def test_opening_can_be_cancelled_meanwhile(folder: Path) -> None:
    def cancel(_what: str, done: int, total: int | None) -> None:
        if total is not None and done >= 2:
            raise CancelledError

    started = time.monotonic()

    with pytest.raises(CancelledError):
        open_paths(folder, progress=cancel)

    assert time.monotonic() - started < 5


@pytest.mark.usefixtures("stuck")
def test_a_lazy_slice_is_given_up_and_shown_empty(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (loaded,) = open_paths(folder, lazy=True, limits=SOON).loaded

    np.asarray(loaded.values)

    said = [*caplog.messages, *(note.message for note in loaded.volume.notes)]
    assert any("longer than 0.2 s (limits.frame_seconds)" in text for text in said)
