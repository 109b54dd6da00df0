"""What the user sets in napari's preferences, and the command that changes them."""

import pytest
from napari.settings import get_plugin_settings, get_settings

from napari_dicom.dicom import Limits, PetValues, ZSpacing
from napari_dicom.layers import DisplaySpace
from napari_dicom.viewer.commands import PATTERNS, open_by_default, undo_open_by_default
from napari_dicom.viewer.settings import (
    DragWindow,
    Interpolation,
    Looking,
    Settings,
    current_settings,
)

PLUGIN = "napari-dicom"
pytestmark = pytest.mark.usefixtures("plugin")


@pytest.fixture
def readers():
    """napari's preferences of readers; as they were at the end."""
    plugins = get_settings().plugins
    before = plugins.extension2reader
    plugins.extension2reader = {}
    yield lambda: dict(plugins.extension2reader)
    undo_open_by_default()
    plugins.extension2reader = before


def test_the_manifest_and_the_code_have_the_same_defaults():
    assert current_settings() == Settings()


def test_without_the_plugin_in_napari_the_defaults_hold(plugin):
    plugin.disable(PLUGIN)
    settings = current_settings()
    plugin.enable(PLUGIN)

    assert settings == Settings()


def test_what_is_set_in_the_preferences_is_used():
    saved = get_plugin_settings(PLUGIN)
    saved.opening.arrange_view = False
    saved.opening.open_whole_series = False
    saved.opening.z_spacing = "slice-thickness"
    saved.opening.space = "patient"
    saved.opening.pet_values = "suv"
    saved.looking.drag_window = "left"
    saved.looking.wheel_steps = True
    saved.looking.keys = False
    saved.looking.corner_texts = False
    saved.looking.interpolation = "cubic"
    saved.limits.frame_megabytes = 3
    saved.limits.memory_megabytes = 5
    saved.limits.inflated_megabytes = 7
    saved.limits.header_megabytes = 9
    saved.limits.depth = 11
    saved.limits.frames = 13
    saved.limits.files = 15
    saved.limits.frame_seconds = 0.5
    saved.limits.contour_points = 17
    saved.limits.segments = 19

    settings = current_settings()

    assert not settings.arrange_view
    assert not settings.open_whole_series
    assert settings.looking == Looking(DragWindow.LEFT, True, False, False, Interpolation.CUBIC)
    assert settings.z_spacing is ZSpacing.SLICE_THICKNESS
    assert settings.space is DisplaySpace.PATIENT
    assert settings.pet_values is PetValues.SUV
    assert settings.limits == Limits(
        frame_bytes=3 << 20,
        memory_bytes=5 << 20,
        inflated_bytes=7 << 20,
        header_bytes=9 << 20,
        depth=11,
        frames=13,
        files=15,
        frame_seconds=0.5,
        contour_points=17,
        segments=19,
    )


def test_the_choices_in_the_manifest_are_those_in_the_code(plugin):
    manifest = plugin.get_manifest(PLUGIN)
    properties = manifest.contributions.configurations["opening"].properties

    for key, choices in (
        ("z_spacing", ZSpacing),
        ("space", DisplaySpace),
        ("pet_values", PetValues),
    ):
        assert properties[key].enum == [str(choice) for choice in choices]


@pytest.mark.usefixtures("readers")
def test_the_command_makes_napari_open_dicom_without_asking(tmp_path):
    from napari.plugins.utils import get_preferred_reader

    open_by_default()

    (tmp_path / "folder").mkdir()
    paths = [tmp_path / "a.dcm", tmp_path / "A.DCM", tmp_path / "a.dicom", tmp_path / "folder"]
    assert [get_preferred_reader(str(path)) for path in paths] == [PLUGIN] * 4
    assert get_preferred_reader(str(tmp_path / "a.tif")) is None


def test_the_command_says_so_and_its_undo_is_at_hand(readers, told):
    open_by_default()
    ((label, undo),) = told[0].actions
    undo(told[0])  # as the button does

    assert "without asking" in told[0].message
    assert label == "Undo"
    assert readers() == {}


def test_undo_leaves_other_preferences_alone_and_restores_those_replaced(readers):
    get_settings().plugins.extension2reader = {"*.tif": "napari", "*.dcm": "other"}

    open_by_default()
    open_by_default()
    changed = readers()
    undo_open_by_default()

    assert changed == {"*.tif": "napari", **dict.fromkeys(PATTERNS, PLUGIN)}
    assert readers() == {"*.tif": "napari", "*.dcm": "other"}


def test_undo_keeps_what_was_chosen_since(readers):
    open_by_default()
    get_settings().plugins.extension2reader = {**readers(), "*.dcm": "other"}

    undo_open_by_default()

    assert readers() == {"*.dcm": "other"}
