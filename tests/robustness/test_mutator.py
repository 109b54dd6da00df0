"""The mutator breaks what it says it breaks, the same way every time; the rest stays whole."""

from pathlib import Path

import pydicom
import pytest
from pydicom import uid as uids

import phantom
from robustness.mutator import OPERATIONS, applicable
from robustness.outcome import SILENT
from robustness.part10 import part10_of

SYNTAXES = {
    "explicit": uids.ExplicitVRLittleEndian,
    "implicit": uids.ImplicitVRLittleEndian,
    "big": uids.ExplicitVRBigEndian,
    "deflated": uids.DeflatedExplicitVRLittleEndian,
    "jpeg": uids.JPEGExtended12Bit,
    "rle": uids.RLELossless,
}
QUICK = sorted(OPERATIONS.keys() - {"bomb_deflate"})
"""All but the one that makes 400 MB."""


@pytest.fixture(params=SYNTAXES.values(), ids=SYNTAXES.keys())
def good(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    values = phantom.ramp(1, 16, 16, "uint16")
    header = {"WindowCenter": "40", "WindowWidth": "400"}
    (path,) = phantom.write_series(
        tmp_path, values, transfer_syntax=request.param, bits_stored=12, header=header, slope=1.0
    )
    return path


def test_a_file_is_taken_apart_as_pydicom_does(good: Path) -> None:
    file, dataset = part10_of(good.read_bytes()), pydicom.dcmread(good)

    assert [one.tag for one in file.elements] == [int(one.tag) for one in dataset][:-1]
    assert file.syntax == dataset.file_meta.TransferSyntaxUID
    assert file.pixels is not None
    assert bool(file.items) is dataset.file_meta.TransferSyntaxUID.is_encapsulated
    assert part10_of(file.packed(file.data)).data == file.data


def test_what_is_set_is_read_again(good: Path, tmp_path: Path) -> None:
    file = part10_of(good.read_bytes())
    changed = tmp_path / "changed.dcm"

    changed.write_bytes(file.with_value(0x00180050, b"DS", b"7.5"))
    before, after = pydicom.dcmread(good), pydicom.dcmread(changed)

    assert after.SliceThickness == 7.5
    assert after.PixelData == before.PixelData
    assert {one.tag for one in after} == {one.tag for one in before} | {0x00180050}


@pytest.mark.parametrize("name", QUICK)
def test_an_operation_does_the_same_every_time_and_changes_something(name: str, good: Path) -> None:
    data = good.read_bytes()

    first, second = applicable(data, name, 7), applicable(data, name, 7)

    assert first == second
    assert first is None or first[0] != data
    assert first is None or first[1:] == (name, OPERATIONS[name].accept)


def test_every_operation_applies_to_some_file(tmp_path: Path) -> None:
    files = []
    for name, syntax in SYNTAXES.items():
        values = phantom.ramp(1, 16, 16, "uint16")
        files += phantom.write_series(
            tmp_path / name, values, transfer_syntax=syntax, bits_stored=12
        )
    data = [path.read_bytes() for path in files]

    idle = [
        name
        for name in QUICK
        if not any(applicable(one, name, seed) for one in data for seed in range(3))
    ]

    assert idle == []


def test_most_operations_do_not_let_silence_pass_for_all_they_do() -> None:
    strict = [name for name, one in OPERATIONS.items() if SILENT not in one.accept]

    assert len(strict) >= 15
