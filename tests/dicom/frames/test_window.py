"""Windows: what values are shown as, by PS3.3 C.11.2 and by pydicom as an independent judge."""

import numpy as np
import pydicom
import pytest
from pydicom import uid as uids
from pydicom.dataset import Dataset
from pydicom.pixels import apply_windowing

import phantom
from napari_dicom.dicom import scan
from napari_dicom.dicom.frames.window import (
    VoiFunction,
    Window,
    window_between,
    window_doubts,
    windows_of,
)
from napari_dicom.dicom.headers import doubts_in
from planes import header

VALUES = np.arange(-600, 600)
NAMED = [VoiFunction.LINEAR, VoiFunction.LINEAR_EXACT, VoiFunction.SIGMOID]
FUNCTIONS = pytest.mark.parametrize("function", NAMED)


def judged(window, values):
    """Return what pydicom shows values as, from 0 to 1."""
    dataset = Dataset()
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsStored, dataset.PixelRepresentation = 16, 1
    dataset.WindowCenter, dataset.WindowWidth = window.center, window.width
    dataset.VOILUTFunction = str(window.function)
    with np.errstate(over="ignore"):  # pydicom's own, far from the centre
        return (apply_windowing(values, dataset) + 2**15) / (2**16 - 1)


@FUNCTIONS
@pytest.mark.parametrize("width", [1, 1.5, 2, 40, 255, 400.5])
@pytest.mark.parametrize("center", [-7, 0, 40, 40.5, 127.25])
def test_shades_are_those_of_an_independent_judge(function, center, width):
    window = Window(center, width, function=function)

    np.testing.assert_allclose(window.shades(VALUES), judged(window, VALUES), atol=1e-9)


@pytest.mark.parametrize(
    ("window", "limits"),
    [
        pytest.param(Window(40, 400), (-160, 239), id="linear"),
        pytest.param(Window(128, 256), (0, 255), id="linear, as the standard has it"),
        pytest.param(Window(40, 1), (39, 40), id="linear, a step"),
        pytest.param(Window(40.5, 1), (40, 41), id="linear, a step between whole numbers"),
        pytest.param(Window(40, 400, "", VoiFunction.LINEAR_EXACT), (-160, 240), id="exact"),
        pytest.param(Window(40, 0.5, "", VoiFunction.LINEAR_EXACT), (39.75, 40.25), id="narrow"),
        pytest.param(Window(40, 100, "", VoiFunction.SIGMOID), (-160, 240), id="sigmoid"),
    ],
)
def test_limits_are_where_shades_begin_and_end(window, limits):
    assert window.limits == limits


@FUNCTIONS
def test_at_the_limits_all_is_black_and_white(function):
    window = Window(40, 100, function=function)

    low, high = window.shades(np.array(window.limits))

    assert low < 0.5 / 255
    assert high > 254.5 / 255


@FUNCTIONS
@pytest.mark.parametrize(("low", "high"), [(-160, 240), (0, 1), (0.25, 0.5)])
def test_a_window_between_limits_has_these_limits(function, low, high):
    assert window_between(low, high, function).limits == (low, high)


@FUNCTIONS
@pytest.mark.parametrize(("factor", "offset"), [(1, 0), (1, -1024), (0.5, 3), (2e-4, 0), (1, 0.5)])
def test_a_rescaled_window_shows_rescaled_values_as_before(function, factor, offset):
    window = Window(40, 200, "SOFT", function)

    other = window.rescaled(factor, offset)

    np.testing.assert_allclose(
        other.shades(VALUES * factor + offset), window.shades(VALUES), atol=1e-9
    )
    assert other.explanation == "SOFT"


@pytest.mark.parametrize(
    ("function", "width", "is_one"),
    [
        pytest.param("", "1", True, id="none, 1"),
        pytest.param("", "0.999", False, id="none, just below 1"),
        pytest.param("LINEAR", "1", True, id="linear, 1"),
        pytest.param("LINEAR", "0.999", False, id="linear, just below 1"),
        pytest.param("LINEAR_EXACT", "0.001", True, id="exact, just above 0"),
        pytest.param("LINEAR_EXACT", "0", False, id="exact, 0"),
        pytest.param("SIGMOID", "0.001", True, id="sigmoid, just above 0"),
        pytest.param("SIGMOID", "0", False, id="sigmoid, 0"),
        pytest.param("SIGMOID", "-3", False, id="sigmoid, below 0"),
    ],
)
def test_a_width_that_its_function_cannot_have_is_refused_and_doubted(function, width, is_one):
    one = header({"WindowCenter": "40", "WindowWidth": width, "VOILUTFunction": function})

    assert bool(windows_of(one)) is is_one
    doubts = (*window_doubts(one), *doubts_in(one))
    assert [doubt.keyword for doubt in doubts] == ["WindowWidth"] * (not is_one)


@pytest.mark.parametrize(
    ("text", "function", "is_known"),
    [
        pytest.param("", VoiFunction.LINEAR, True, id="absent"),
        pytest.param("LINEAR", VoiFunction.LINEAR, True, id="linear"),
        pytest.param("LINEAR_EXACT ", VoiFunction.LINEAR_EXACT, True, id="exact, padded"),
        pytest.param("sigmoid", VoiFunction.SIGMOID, True, id="sigmoid in small letters"),
        pytest.param("CUBIC", VoiFunction.LINEAR, False, id="unknown"),
        pytest.param("TABLE", VoiFunction.LINEAR, False, id="what we call a table"),
    ],
)
def test_a_function_that_is_none_is_linear_and_doubted(text, function, is_known):
    one = header({"WindowCenter": "40", "WindowWidth": "400", "VOILUTFunction": text})

    assert [window.function for window in windows_of(one)] == [function]
    doubts = [doubt.keyword for doubt in window_doubts(one)]
    assert doubts == ["VOILUTFunction"] * (not is_known)


SYNTAXES = pytest.mark.parametrize(
    "transfer_syntax",
    [
        pytest.param(uids.ExplicitVRLittleEndian, id="little"),
        pytest.param(uids.ImplicitVRLittleEndian, id="implicit"),
        pytest.param(uids.ExplicitVRBigEndian, id="big"),
    ],
)


def voi(index, function):
    item = Dataset()
    item.WindowCenter, item.WindowWidth = [str(10 * index), "40"], ["20", "400"]
    item.WindowCenterWidthExplanation = ["NARROW", "WIDE"]
    item.VOILUTFunction = function
    return item


@SYNTAXES
@pytest.mark.parametrize("way", ["classic", "per frame", "shared"])
@FUNCTIONS
def test_every_frame_has_the_function_of_its_own_windows(tmp_path, transfer_syntax, way, function):
    def edit(dataset, index):
        if way == "classic":
            dataset.update(voi(index, function))
        elif way == "per frame":
            dataset.FrameVOILUTSequence = [voi(index, function if index else "LINEAR_EXACT")]

    how = {"transfer_syntax": transfer_syntax}
    if way == "classic":
        phantom.write_series(tmp_path, phantom.ramp(3), edit=edit, **how)
    else:
        path = phantom.write_enhanced(
            tmp_path / "one.dcm",
            phantom.ramp(3),
            edit_frame=edit,
            header={"VOILUTFunction": ""},
            **how,
        )
    if way == "shared":
        dataset = pydicom.dcmread(path)
        dataset.SharedFunctionalGroupsSequence[0].FrameVOILUTSequence = [voi(1, function)]
        dataset.save_as(path)
    (volume,) = scan(tmp_path).volumes

    second = volume.acquired[1].windows

    assert second == (Window(10, 20, "NARROW", function), Window(40, 400, "WIDE", function))
    first = VoiFunction.LINEAR_EXACT if way == "per frame" else function
    assert volume.first.windows[0].function is first


@pytest.mark.parametrize("way", ["classic", "enhanced"])
@pytest.mark.parametrize(("width", "told"), [("1", False), ("0.5", True)])
def test_a_refused_window_is_told_of(tmp_path, way, width, told):
    item = Dataset()
    item.WindowCenter, item.WindowWidth = "40", width

    def edit(dataset, _):
        if way == "classic":
            dataset.update(item)
        else:
            dataset.FrameVOILUTSequence = [item]

    if way == "classic":
        phantom.write_series(tmp_path, edit=edit)
    else:
        phantom.write_enhanced(tmp_path / "one.dcm", edit_frame=edit)
    (volume,) = scan(tmp_path).volumes

    assert any("WindowWidth" in note.message for note in volume.notes) is told
