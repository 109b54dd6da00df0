"""Windows to choose from."""

from napari_dicom import scan
from napari_dicom.dicom import CT_PRESETS, presets_of
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
    assert found[0].limits == (40 - 200, 40 + 200)
    assert found[2:] == CT_PRESETS


def test_values_that_are_no_hounsfield_units_have_no_ct_windows(tmp_path):
    assert presets(tmp_path, modality="MR", header={"WindowCenter": None}) == ()
