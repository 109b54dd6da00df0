"""Real cases: shape, spacing and values as references that agree with each other have them.

The cases lie outside the project: `NAPARI_DICOM_DATA` names their folder. `truth.json` there was
made with SimpleITK, dcm2niix and highdicom; its conventions are ours.
"""

import hashlib
import json
from collections import Counter
from typing import Any

import numpy as np
import pytest

from napari_dicom.dicom import LoadedVolume, open_paths, scan
from real import REAL

TRUTH = REAL / "truth.json"
LARGEST = 5 << 20
"""Bytes of a case that is tested here; the fidelity check takes them all."""

LOSSY = {f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 53, 55, 81, 91, 93, 203)}
SEGMENTATIONS = {f"1.2.840.10008.5.1.4.1.1.66.{number}" for number in (4, 7)}


def cases(*, lossless: bool = False) -> list[Any]:
    if not TRUTH.is_file():
        return [pytest.param({}, id="none", marks=pytest.mark.skip(reason="no NAPARI_DICOM_DATA"))]
    return [
        pytest.param(case, id=name)
        for name, case in json.loads(TRUTH.read_text())["cases"].items()
        if size_of(name) < LARGEST
        and any(one["lossless"] or not lossless for one in stacks_of(case))
    ]


def size_of(name: str) -> int:
    return sum(path.stat().st_size for path in (REAL / name).rglob("*") if path.is_file())


def stacks_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the stacks of which there is one truth: single planes and regular volumes."""
    return [
        {**stack, "lossless": not LOSSY & set(series["ts"])}
        for series in case["series"]
        if series["sop_class"] not in SEGMENTATIONS
        for stack in series.get("analytic", {}).get("stacks", [])
        if stack.get("regular") and set(stack.get("per_position", [1])) == {1}
    ]


def place(shape: Any, spacing: Any) -> tuple[Any, ...]:
    return (*shape[:3], *(round(float(value), 2) for value in spacing))


def content(loaded: LoadedVolume) -> tuple[Any, ...]:
    """Return what tells the values: their checksum, or of float32 what rounding leaves alone."""
    values = np.ascontiguousarray(loaded.values, dtype="<f8")
    if loaded.values.dtype.kind == "f":
        return significant(values.min(), values.max(), values.mean())
    return (hashlib.sha256(values.tobytes()).hexdigest(),)


def significant(*numbers: float) -> tuple[str, ...]:
    return tuple(f"{float(number):.4g}" for number in numbers)


@pytest.mark.parametrize("case", cases())
def test_a_real_case_has_the_shapes_and_spacings_of_the_references(case):
    expected = Counter(place(one["shape"], one["spacing_zyx"]) for one in stacks_of(case))

    volumes = scan(REAL / case["case"]).volumes

    assert expected <= Counter(
        place(volume.shape, volume.geometry.voxel_size) for volume in volumes if volume.geometry
    )


@pytest.mark.parametrize("case", cases(lossless=True))
def test_a_real_case_has_the_values_of_the_references(case):
    stacks = [one for one in stacks_of(case) if one["lossless"]]

    loaded = open_paths(REAL / case["case"]).volumes

    found = {content(one) for one in loaded}
    for one in stacks:
        exact = (one["sha256_rescaled_float64_LE"],)
        close = significant(one["rescaled_min"], one["rescaled_max"], one["rescaled_mean"])
        assert exact in found or close in found
