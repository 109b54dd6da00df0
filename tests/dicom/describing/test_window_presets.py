"""Windows to choose from."""

import pytest

from napari_dicom import scan
from napari_dicom.dicom.describing import CT_PRESETS, presets_of
from phantom import write_series


def presets(folder, **how):
    write_series(folder, **how)
    return presets_of(scan(folder).volumes[0])


def test_the_windows_of_the_header_come_first_each_once(tmp_path):
    window = {
        "WindowCenter": ["40", "-600", "40"],
        "WindowWidth": ["400", "1500", "400"],
        "WindowCenterWidthExplanation": ["SOFT", "LUNG", "SOFT"],
    }

    found = presets(tmp_path, header=window)

    assert [one.name for one in found[:2]] == ["Header: SOFT", "Header: LUNG"]
    assert found[0].limits == (40 - 200, 40 + 199)
    assert found[2:] == CT_PRESETS


def test_values_that_are_no_hounsfield_units_have_no_ct_windows(tmp_path):
    assert presets(tmp_path, modality="MR", header={"WindowCenter": None}) == ()


@pytest.mark.parametrize(
    ("name", "low", "beyond"),
    [
        pytest.param("Lung", -1350, 150, id="lung: W 1500 L -600"),
        pytest.param("Mediastinum", -125, 225, id="mediastinum: W 350 L 50"),
        pytest.param("Abdomen", -150, 250, id="abdomen: W 400 L 50"),
        pytest.param("Liver", -45, 105, id="liver: W 150 L 30"),
        pytest.param("Bone", -500, 1300, id="bone: W 1800 L 400"),
        pytest.param("Brain", 0, 80, id="brain: W 80 L 40"),
        pytest.param("Stroke", 20, 60, id="stroke: W 40 L 40"),
        pytest.param("Subdural", -32.5, 182.5, id="subdural: W 130-300 L 50-100"),
        pytest.param("Temporal bone", -800, 2000, id="temporal bones: W 2800 L 600"),
        pytest.param("Spine", -75, 175, id="spine: W 250 L 50"),
    ],
)
def test_the_ct_windows_are_those_of_their_source(name, low, beyond):
    # radiopaedia.org, "Windowing (CT)"; each id says what is written there, in HU
    (preset,) = (one for one in CT_PRESETS if one.name == name)

    assert (preset.window.center - preset.window.width / 2, preset.limits[0]) == (low, low)
    assert (preset.window.center + preset.window.width / 2, preset.limits[1] + 1) == (
        beyond,
        beyond,
    )
