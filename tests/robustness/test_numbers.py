"""Whatever stands where a number should be, nothing napari cannot bear comes near a layer.

Defects these found: pixel spacings of 1e-300 and 1e300 gave NaN, a window at 1e308 gave two equal
contrast limits.
"""

import json
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.uid import ImplicitVRLittleEndian

import phantom
from napari_dicom.dicom import open_paths
from napari_dicom.layers import DisplaySpace, build_layers
from robustness.implicit_file import tag_of, with_value
from robustness.outcome import bad_numbers

HOSTILE = [
    "nan",
    "inf",
    "-inf",
    "0",
    "-0",
    "-1",
    "1,0",
    "1_0",
    "",
    " ",
    "1e308",
    "-1e308",
    "1e-308",
]
HOSTILE += ["1e39", "1e9", "1e-9", "0x10", "1 2", "--1", "1e", "\u0661", "9" * 400, "."]

GEOMETRY = ["ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness"]
VALUES = ["RescaleSlope", "RescaleIntercept", "WindowCenter", "WindowWidth"]
REST = [
    "SpacingBetweenSlices",
    "GantryDetectorTilt",
    "ImagerPixelSpacing",
    "PixelAspectRatio",
    "NumberOfFrames",
    "FrameTime",
    "FrameTimeVector",
    "CineRate",
    "TriggerTime",
    "EchoTime",
    "RepetitionTime",
    "TemporalPositionIdentifier",
    "AcquisitionTime",
    "ContentTime",
    "AcquisitionDateTime",
    "SeriesNumber",
    "InstanceNumber",
    "AcquisitionNumber",
    "SliceLocation",
    "DoseGridScaling",
    "FrameReferenceTime",
    "GridFrameOffsetVector",
]
_MULTIPLICITY = {"ImagePositionPatient": 3, "ImageOrientationPatient": 6, "PixelSpacing": 2}
NUMBERS = [*GEOMETRY, *VALUES, *REST]

texts = st.sampled_from(HOSTILE) | st.floats().map(repr) | st.integers().map(str)
several = st.lists(texts, min_size=1, max_size=7).map("\\".join)


def write_hostile(
    folder: Path, values: dict[str, str], planes: set[int], series: str = "series"
) -> None:
    """Write a series of four planes, some of them with other texts for numbers."""
    paths = phantom.write_series(
        folder,
        transfer_syntax=ImplicitVRLittleEndian,
        header={"WindowCenter": "40", "WindowWidth": "400"},
        slope=1.0,
        intercept=-1024.0,
        series=series,
    )
    for plane in planes:
        data = paths[plane].read_bytes()
        for keyword, text in values.items():
            data = with_value(data, tag_of(keyword), text.encode("utf-8", "replace"))
        paths[plane].write_bytes(data)


def problems(folder: Path, planes: int = 4) -> list[str]:
    """Open a folder and return what is wrong with the layers."""
    opened = open_paths(folder)
    found = []
    for space in DisplaySpace:
        for layer in build_layers(opened.loaded, space):
            found += list(bad_numbers(layer))
            json.dumps(layer.keywords["metadata"]["dicom"], allow_nan=False)
    frames = sum(len(one.volume.acquired) for one in opened.loaded)
    if not opened.skipped and not opened.failed and frames < planes:
        found.append(f"{frames} of {planes} planes and no word on the others")
    return found


@pytest.mark.parametrize("keyword", NUMBERS)
def test_a_hostile_number_in_one_plane_never_reaches_a_layer(keyword: str, tmp_path: Path) -> None:
    count = _MULTIPLICITY.get(keyword, 1)
    for number, text in enumerate(HOSTILE):
        name = f"series {number}"
        write_hostile(tmp_path / name, {keyword: "\\".join([text] * count)}, {1}, name)

    assert problems(tmp_path, 4 * len(HOSTILE)) == []


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    values=st.dictionaries(st.sampled_from(NUMBERS), several, min_size=1, max_size=5),
    planes=st.sets(st.integers(0, 3), min_size=1),
)
def test_any_texts_for_numbers_in_any_planes_never_reach_a_layer(
    values: dict[str, str], planes: set[int], tmp_path: Path
) -> None:
    folder = tmp_path / str(abs(hash((tuple(values.items()), tuple(planes)))))
    write_hostile(folder, values, planes)

    assert problems(folder) == []


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(values=st.lists(st.floats(width=32), min_size=30, max_size=30))
def test_any_floating_point_pixels_never_reach_the_contrast_limits(
    values: list[float], tmp_path: Path
) -> None:
    import numpy as np

    pixels = np.array(values, dtype=np.float32).reshape(1, 6, 5)
    folder = tmp_path / str(abs(hash(pixels.tobytes())))
    phantom.write_series(folder, pixels)

    (layer,) = build_layers(open_paths(folder).loaded)

    assert list(bad_numbers(layer)) == []
    assert all(map(math.isfinite, layer.value_range))
