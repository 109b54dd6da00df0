"""One window, any kind of images opened after any other: all ordered pairs."""

from itertools import pairwise, permutations

import numpy as np
import pytest

from kinds import ANY, to_open

pytestmark = [
    pytest.mark.window,
    pytest.mark.usefixtures("plugin"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]
PLUGIN = "napari-dicom"
KEPT = ("scale", "translate", "contrast_limits", "visible", "opacity", "gamma")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """What to open for each kind."""
    root = tmp_path_factory.mktemp("kinds")
    for kind, write_kind in ANY.items():
        write_kind(root / kind)
    return {kind: to_open(root / kind) for kind in ANY}


@pytest.fixture
def window(make_napari_viewer, monkeypatch):
    monkeypatch.setattr("napari._qt.dialogs.qt_notification.NapariQtNotification.show", ignore)
    viewer = make_napari_viewer(show=True)
    monkeypatch.setattr("napari_dicom.viewer.opening.ProgressBar", NoBar)
    viewer.window.resize(900, 350)
    return viewer


class NoBar:
    """No progress bar: napari's takes longer than files as small as these."""

    def __init__(self, viewer):
        pass

    def __enter__(self):
        return None

    def __exit__(self, *_problem):
        return None


def ignore(_notification):
    """Show no notification: its animation would outlive the test."""


def looks_of(layer):
    """Return what opening another layer must leave as it is; values as plain numbers."""
    return {name: np.asarray(getattr(layer, name), float).tolist() for name in KEPT}


def test_all_ordered_pairs_of_kinds_open_and_are_followed_by_the_panel(window, folders, told):
    _, panel = window.window.add_plugin_dock_widget(PLUGIN, "DICOM Volume")
    walk = walk_through(list(folders))
    below = window.open(folders[walk[0]], plugin=PLUGIN)
    for first, second in pairwise(walk):
        for layer in below:
            layer.visible = True
        before = [looks_of(layer) for layer in below]
        above = window.open(folders[second], plugin=PLUGIN)

        pair = f"{first}, then {second}"
        assert [looks_of(layer) for layer in below] == before, pair
        assert len(window.layers) == len(below) + len(above), pair
        for layer in (*below, *above):
            window.layers.selection.active = layer
            check_followed(window, panel, layer, pair)
        assert np.isfinite(window.scene.camera.zoom), pair
        assert window.scene.camera.zoom > 0, pair
        for layer in below:
            window.layers.remove(layer)
        below = above

    assert set(pairwise(walk)) == set(permutations(folders, 2))
    assert not [one.message for one in told if "error" in str(one.severity)]
    assert not [one.message for one in told if "nconsistent units" in one.message]


def walk_through(kinds):
    """Return kinds in an order in which each follows each other once: the fewest openings."""
    left = {kind: [other for other in kinds if other != kind] for kind in kinds}
    path, found = [kinds[0]], []
    while path:
        if left[path[-1]]:
            path.append(left[path[-1]].pop())
        else:
            found.append(path.pop())
    return found[::-1]


def check_followed(window, panel, layer, pair):
    """The panel tells of this layer and no other, and has not changed it."""
    assert panel.title.whole == layer.name, pair
    corners = panel.corners.texts()
    shown = corners["dicom_series"].rstrip("…")  # cut to its half of the canvas
    assert layer.name.startswith(shown), pair
    assert bool(shown) == layer.visible, pair
    if layer.rgb or not layer.visible:
        assert corners["dicom_window"] == "", pair
        return
    low, high = layer.contrast_limits
    figures = corners["dicom_window"]  # left out where they have no room
    assert figures == "" or figures.startswith(f"W {high - low:.6g}"), pair
    assert window.layers.selection.active is layer
