"""Windows as layers show them: limits, the colormap of a curve, and reading both back."""

import numpy as np
import pytest
from napari.layers import Image

import phantom
from napari_dicom import read_volumes
from napari_dicom.dicom import VoiFunction, Window
from napari_dicom.dicom.describing import thumbnail
from napari_dicom.layers import build_layers, colormap_of, window_shown

CURVE = Window(40, 100, function=VoiFunction.SIGMOID)


def only(folder, **header):
    phantom.write_series(folder, phantom.ramp(1), header=header)
    (loaded,) = read_volumes(folder)
    (made,) = build_layers([loaded])
    return loaded, made.keywords


@pytest.mark.parametrize(
    ("function", "limits", "colormap"),
    [
        pytest.param(None, [-160, 239], "gray", id="none"),
        pytest.param("LINEAR", [-160, 239], "gray", id="linear"),
        pytest.param("LINEAR_EXACT", [-160, 240], "gray", id="exact"),
        pytest.param("SIGMOID", [-760, 840], "gray_sigmoid", id="sigmoid"),
    ],
)
@pytest.mark.parametrize(
    ("photometric", "shape", "turned"),
    [
        pytest.param("MONOCHROME2", None, "", id="monochrome 2"),
        pytest.param("MONOCHROME1", None, "_r", id="monochrome 1"),
        pytest.param("MONOCHROME1", "INVERSE", "_r", id="monochrome 1, inverse"),
        pytest.param("MONOCHROME2", "INVERSE", "_r", id="inverse"),
        pytest.param("MONOCHROME2", "IDENTITY", "", id="identity"),
    ],
)
def test_a_layer_and_its_thumbnail_show_the_window_of_the_header(
    tmp_path, function, limits, colormap, photometric, shape, turned
):
    window = {"WindowCenter": "40", "WindowWidth": "400", "VOILUTFunction": function}
    look = {"PhotometricInterpretation": photometric, "PresentationLUTShape": shape}
    loaded, keywords = only(tmp_path, **window, **look)

    layer = Image(loaded.values[0], **{k: keywords[k] for k in ("contrast_limits", "colormap")})

    assert layer.contrast_limits == limits
    assert layer.colormap.name == colormap + turned
    low, high = limits
    parts = np.clip((loaded.values[0].astype(np.float64) - low) / (high - low), 0, 1)
    seen = layer.colormap.map(parts.ravel())[:, 0].reshape(parts.shape) * 255
    kind = VoiFunction(function or "LINEAR")
    expected = Window(40, 400, function=kind).shades(loaded.values[0]) * 255
    expected = 255 - expected if turned else expected
    np.testing.assert_allclose(seen, expected, atol=0.6)
    small = thumbnail(loaded.volume, size=5)[..., 0]
    assert abs(int(small[0, 0]) - seen[0, 0]) <= 1.1
    assert abs(int(small[-1, -1]) - seen[-1, -1]) <= 1.1


@pytest.mark.parametrize("is_inverted", [False, True])
def test_the_curve_is_drawn_to_within_half_a_shade(is_inverted):
    colours = colormap_of(CURVE, is_inverted)["colors"][:, 0]
    low, high = CURVE.limits

    values = np.linspace(low, high, 4001)
    drawn = np.interp(values, np.linspace(low, high, len(colours)), colours)

    expected = CURVE.shades(values)
    expected = 1 - expected if is_inverted else expected
    assert np.abs(drawn - expected).max() * 255 < 0.15


@pytest.mark.parametrize(
    ("dicom", "is_whole", "window"),
    [
        pytest.param({}, True, Window(40, 400), id="whole numbers"),
        pytest.param({}, False, Window(39.5, 399, "", VoiFunction.LINEAR_EXACT), id="fractions"),
        pytest.param({"value_unit": "HU"}, False, Window(40, 400), id="HU with fractions"),
        pytest.param(
            {"windows": [{"function": "LINEAR"}]}, False, Window(40, 400), id="linear header"
        ),
        pytest.param(
            {"windows": [{"function": "LINEAR_EXACT"}]},
            True,
            Window(39.5, 399, "", VoiFunction.LINEAR_EXACT),
            id="exact header",
        ),
        pytest.param({"windows": [{"function": "SIGMOID"}]}, True, Window(40, 400), id="sigmoid"),
        pytest.param({"windows": [{}]}, False, Window(40, 400), id="saved by an older version"),
    ],
)
def test_width_and_level_are_those_of_the_header_s_function(dicom, is_whole, window):
    assert window_shown((-160, 239), "gray", dicom, is_whole) == window


@pytest.mark.parametrize("colormap", ["gray_sigmoid", "gray_sigmoid_r"])
def test_the_window_of_a_curve_is_read_back(colormap):
    assert window_shown(CURVE.limits, colormap, {}, True) == CURVE
