"""Any mixture of layers in one viewer: looking changes nothing, and every button works on each."""

from itertools import permutations

import numpy as np
import pytest
from napari.components import ViewerModel
from qtpy.QtCore import Qt
from qtpy.QtWidgets import QAbstractButton

from kinds import KINDS
from napari_dicom import add_dicom
from napari_dicom.widgets.browser import SeriesBrowser
from napari_dicom.widgets.measuring import MeasurementsPanel
from napari_dicom.widgets.metadata import MetadataWidget
from napari_dicom.widgets.regions import RegionsPanel
from napari_dicom.widgets.transfer_syntaxes import TransferSyntaxesWidget
from napari_dicom.widgets.volume import VolumePanel

pytestmark = [
    pytest.mark.usefixtures("plugin", "told"),
    pytest.mark.filterwarnings("ignore:Non-orthogonal slicing"),
]

PANELS = (
    VolumePanel,
    MetadataWidget,
    TransferSyntaxesWidget,
    SeriesBrowser,
    MeasurementsPanel,
    RegionsPanel,
)


@pytest.fixture
def viewer(plugin):  # noqa: ARG001 - a fixture
    return ViewerModel()


@pytest.fixture
def folders(tmp_path):
    """A folder of each kind."""
    for kind, write_kind in KINDS.items():
        write_kind(tmp_path / kind)
    return {kind: tmp_path / kind for kind in KINDS}


@pytest.fixture
def show(viewer, qtbot):
    kept = []

    def shown(kind):
        panel = kind(viewer)
        kept.append(panel)
        qtbot.addWidget(panel.native)
        panel.native.show()
        return panel

    return shown


def dump(layer):
    """Return everything of a layer that a look must not change."""
    said = {name: getattr(layer, name) for name in ("name", "visible", "opacity", "gamma")}
    for name in ("scale", "translate", "contrast_limits", "contrast_limits_range"):
        said[name] = np.asarray(getattr(layer, name), float).tolist()
    said["affine"] = np.asarray(layer.affine.affine_matrix).tolist()
    said["colormap"] = layer.colormap.name
    return said | {"notes": layer.metadata["dicom"]["notes"], "units": [*map(str, layer.units)]}


def walk_of(layers):
    """Yield layers so that every ordered pair of them follows each other once."""
    for first, second in permutations(layers, 2):
        yield first
        yield second


def test_looking_at_layers_of_all_kinds_in_any_order_changes_none(viewer, folders, show, qtbot):
    panels = [show(panel) for panel in PANELS]
    layers = [layer for folder in folders.values() for layer in add_dicom(viewer, folder)]
    before = [dump(layer) for layer in layers]

    for layer in walk_of(layers):
        viewer.layers.selection.active = layer
    for panel in panels:
        panel.native.hide()
        panel.native.show()
    qtbot.wait(10)

    assert len(layers) == len(KINDS)
    assert [dump(layer) for layer in layers] == before


def test_opening_more_changes_no_layer_that_is_open(viewer, folders, show):
    show(VolumePanel)
    opened = {}
    for folder in folders.values():
        layers = add_dicom(viewer, folder)

        changed = [n for n, old in opened.items() if _without_units(n) != old]
        assert changed == []
        opened |= {layer: _without_units(layer) for layer in layers}


def _without_units(layer):
    return {key: value for key, value in dump(layer).items() if key != "units"}


PAIRED = tuple(kind for kind in KINDS if kind not in {"3D floats", "unsized"})
"""Kinds that differ in axes, place or frame of reference."""


@pytest.mark.parametrize("first", PAIRED)
def test_every_button_works_on_each_layer_beside_any_other(viewer, folders, show, qtbot, first):
    panel = show(VolumePanel)
    for second in PAIRED:
        if second == first:
            continue
        viewer.layers.clear()
        viewer.dims.ndisplay = 2
        layers = [one for kind in (first, second) for one in add_dicom(viewer, folders[kind])]

        for layer in layers:
            viewer.layers.selection.active = layer
            for button in buttons_of(panel):
                qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
                assert layer in viewer.layers

        zoom = viewer.scene.camera.zoom
        assert np.isfinite(zoom)
        assert zoom > 0


def buttons_of(panel):
    """Return the enabled buttons of views and windows; those that make new layers left out."""
    parts = (panel.view.native, panel.window.native, panel.geometry.native)
    buttons = [one for part in parts for one in part.findChildren(QAbstractButton)]
    return [one for one in buttons if one.isVisible() and one.isEnabled() and one.text()]
