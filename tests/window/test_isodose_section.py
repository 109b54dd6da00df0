"""The Volume panel's isodoses in a real window: one click shows them, another takes them away."""

import numpy as np
import pytest
from qtpy.QtCore import Qt

from napari_dicom import add_dicom
from phantom import make_affine, write_series

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("plugin", "told")]

ROOM = 280


@pytest.fixture(params=["dark", "light"])
def panel(request, make_napari_viewer, tmp_path, qtbot):
    rows, columns = np.mgrid[:40, :40] - 20
    values = (np.maximum(0, 30 - np.hypot(rows, columns)) * 100).astype("u2")
    header = {"DoseGridScaling": "0.01", "DoseUnits": "GY"}
    dose = np.stack([values] * 3)
    write_series(tmp_path / "dose", dose, modality="RTDOSE", series="dose", header=header)
    write_series(tmp_path / "ct", affine=make_affine())
    window = make_napari_viewer(show=True)
    window.theme = request.param
    add_dicom(window, tmp_path)
    _, found = window.window.add_plugin_dock_widget("napari-dicom", "DICOM Volume")
    qtbot.waitUntil(lambda: found.isodoses.show_lines.enabled, timeout=20_000)
    return found


def click(qtbot, button):
    qtbot.mouseClick(button.native, Qt.MouseButton.LeftButton)


def legend_of(section):
    return [section.legend.item(number).text() for number in range(section.legend.count())]


def names(panel):
    return [layer.name for layer in panel._viewer.layers]


def test_one_click_draws_the_lines_with_a_legend_and_another_takes_them_away(panel, qtbot):
    section, before = panel.isodoses, names(panel)

    click(qtbot, section.show_lines)
    legend, shown = legend_of(section), names(panel)
    width = panel.content.minimumSizeHint().width()
    click(qtbot, section.undo)

    assert legend == ["95 %, 28.5 Gy", "80 %, 24 Gy", "50 %, 15 Gy", "20 %, 6 Gy"]
    assert set(shown) - set(before) == {"RTDOSE 1 dose isodoses"}
    assert width <= ROOM
    assert (names(panel), legend_of(section)) == (before, [])
    assert not section.undo.enabled


def test_other_levels_take_the_place_of_those_that_are_shown(panel, qtbot):
    section = panel.isodoses
    click(qtbot, section.show_lines)
    count = len(names(panel))

    section.of.value, section.levels.value = "Gy", "20 10"
    click(qtbot, section.show_lines)

    assert legend_of(section) == ["20 Gy", "10 Gy"]
    assert len(names(panel)) == count


def test_percent_of_a_prescription_waits_for_the_prescription(panel, qtbot):
    section = panel.isodoses
    section.of.value, section.levels.value = "% of 100 % =", "50"

    click(qtbot, section.show_lines)
    told = section.said.whole
    section.whole.value = 24
    click(qtbot, section.show_lines)

    assert told == "Give the dose that is 100 %"
    assert legend_of(section) == ["50 %, 12 Gy"]


@pytest.mark.parametrize("text", ["", "ninety", "-5", "nan"])
def test_what_is_no_level_is_said_and_draws_nothing(panel, qtbot, text):
    section, before = panel.isodoses, names(panel)
    section.levels.value = text

    click(qtbot, section.show_lines)

    assert section.said.whole.startswith("Levels are numbers above 0")
    assert names(panel) == before


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("% of maximum", ""),
        ("Gy", "This dose is not in Gy: the numbers are in its own unit"),
        ("% of 100 % =", "This dose is not in Gy: the numbers are in its own unit"),
    ],
)
def test_levels_in_gy_of_a_dose_that_is_not_in_gy_are_said(panel, qtbot, tmp_path, of, said):
    viewer, section = panel._viewer, panel.isodoses
    viewer.layers.clear()
    values = np.stack([np.tile(np.arange(40, dtype="u2"), (40, 1))] * 3)
    header = {"DoseGridScaling": "1", "DoseUnits": "RELATIVE"}
    folder = tmp_path / "relative"
    write_series(folder, values, modality="RTDOSE", series="relative", header=header)
    add_dicom(viewer, folder)
    qtbot.waitUntil(lambda: section.show_lines.enabled, timeout=20_000)
    section.of.value, section.levels.value, section.whole.value = of, "20", 20

    click(qtbot, section.show_lines)

    assert (section.said.whole, section.legend.count()) == (said, 1)


def test_lines_that_were_removed_by_hand_are_forgotten(panel, qtbot):
    section, viewer = panel.isodoses, panel._viewer
    click(qtbot, section.show_lines)

    viewer.layers.remove("RTDOSE 1 dose isodoses")

    assert not section.undo.enabled
    assert legend_of(section) == []
