"""The second JPEG decoder takes whole streams, and refuses some that libjpeg-turbo shows."""

from pathlib import Path

import pydicom
import pytest
from pydicom.encaps import encapsulate, generate_frames

from robustness.second_opinion import objects_to
from robustness.sources import write_sources

pytest.importorskip("libjpeg")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_sources(tmp_path_factory.mktemp("sources"))


def test_no_whole_file_is_objected_to(sources: list[Path]) -> None:
    assert not [path.name for path in sources if objects_to(path)]


def test_a_block_of_too_many_coefficients_is_objected_to(
    sources: list[Path], tmp_path: Path
) -> None:
    """Two bytes of a stream of 12 bit, found by chance."""
    (source,) = [path for path in sources if path.name == "jpeg-extended.dcm"]
    dataset = pydicom.dcmread(source)
    stream = bytearray(next(generate_frames(dataset.PixelData, number_of_frames=1)))
    stream[2381:2383] = b"\xbd\x6f"
    dataset.PixelData = encapsulate([bytes(stream)])
    dataset.save_as(tmp_path / "a.dcm")

    assert objects_to(tmp_path / "a.dcm")


def test_what_is_no_dicom_is_not_asked_about(tmp_path: Path) -> None:
    (tmp_path / "a.dcm").write_bytes(bytes(500))

    assert not objects_to(tmp_path / "a.dcm")
