"""Keys: windows of the modality, the series before and after, everything as it opened.

They are the viewer's own, by napari's ``bind_key``, and there only while a DICOM image is selected.
napari's table of shortcuts lists actions that are registered for all viewers and for ever; once it
is changed there, napari warns of each of them at every start before a plugin is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from npe2 import PluginManager

from napari_dicom.dicom.describing import keyed_presets
from napari_dicom.viewer.gestures.as_opened import reset
from napari_dicom.viewer.gestures.figures import window_text
from napari_dicom.viewer.gestures.series import show_series
from napari_dicom.viewer.layer_window import (
    invert,
    is_grey,
    is_inverted,
    show_full_range,
    show_opening_window,
    show_window,
)
from napari_dicom.viewer.open_layers import image_of, volume_of
from napari_dicom.viewer.settings import current_settings

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image

    Act = Callable[[ViewerModel, Image], str]


_PLANES = "napari-dicom.toggle_linked_planes"
_SIDE_BY_SIDE = "napari-dicom.toggle_side_by_side"


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does.

    Parameters
    ----------
    keys
        As napari writes them.
    words
        What it does, for people.
    act
        Does it to the selected image, and returns what to say of it.
    """

    keys: str
    words: str
    act: Act

    @property
    def __name__(self) -> str:
        """What napari knows the key's function by."""
        return f"dicom {self.keys}"

    def __call__(self, viewer: ViewerModel) -> None:
        """Do it to the selected image, or to that of the selected companion."""
        layer = image_of(viewer, viewer.layers.selection.active)
        if layer is None or volume_of(layer) is None:
            return
        said = self.act(viewer, layer)
        if said:
            viewer.status = said


@dataclass(frozen=True, slots=True)
class _Passed:
    """A key of one viewer, pressed in another."""

    key: Key
    viewer: ViewerModel

    @property
    def __name__(self) -> str:
        """What napari knows the key's function by."""
        return self.key.__name__

    def __call__(self, _pane: ViewerModel) -> None:
        """Do it to the image that is selected in the viewer, unless the user wants no keys."""
        if current_settings().looking.keys:
            self.key(self.viewer)


def bind_keys(viewer: ViewerModel) -> None:
    """Bind the keys that the user has not bound in this viewer."""
    for key in KEYS:
        if key.keys not in _bound(viewer):
            viewer.bind_key(key.keys, key)


def unbind_keys(viewer: ViewerModel) -> None:
    """Take our keys, and no others, off a viewer."""
    for binding, function in list(viewer.keymap.items()):
        if isinstance(function, Key):
            viewer.bind_key(binding, None)


def bind_windows(pane: ViewerModel, viewer: ViewerModel) -> None:
    """Let the keys for windows do in a pane what they do in the viewer whose layers it shows."""
    for key in _WINDOWS:
        pane.bind_key(key.keys, _Passed(key, viewer))


def key_words(layer: Image) -> str:
    """Return what the keys for windows do to a layer, a line each."""
    volume = volume_of(layer)
    assert volume is not None
    named = [f"Alt+{number}  {one.name}" for number, one in enumerate(keyed_presets(volume), 2)]
    return "\n".join(["Alt+1  As opened", *named, "Alt+0  Full range"])


def _bound(viewer: ViewerModel) -> set[str]:
    return {str(binding).replace("+", "-") for binding in viewer.keymap}


def _show_opened(_viewer: ViewerModel, layer: Image) -> str:
    show_opening_window(layer)
    return window_text(layer)


def _show_full(_viewer: ViewerModel, layer: Image) -> str:
    show_full_range(layer)
    return window_text(layer)


def _show_preset(number: int, _viewer: ViewerModel, layer: Image) -> str:
    volume = volume_of(layer)
    presets = () if volume is None else keyed_presets(volume)
    if not 0 <= number - 2 < len(presets):
        return ""
    preset = presets[number - 2]
    show_window(layer, preset.window)
    return f"{preset.name}  {window_text(layer)}"


def _show_next(by: int, viewer: ViewerModel, layer: Image) -> str:
    return str(show_series(viewer, layer, by).name)


def _invert(_viewer: ViewerModel, layer: Image) -> str:
    if not is_grey(layer):
        return "Only grey is inverted, and this layer is shown in colours."
    invert(layer)
    return "Inverted" if is_inverted(layer) else "Not inverted"


def _toggle(command: str, viewer: ViewerModel, _layer: Image) -> str:
    """Run a command of the plugin: panes are Qt's, of which this room knows nothing."""
    if not hasattr(viewer, "window"):
        return ""
    try:
        toggle = PluginManager.instance().commands.get(command)
    except KeyError:  # napari does not know the plugin
        return ""
    toggle(viewer)
    return ""


def _reset(viewer: ViewerModel, layer: Image) -> str:
    reset(viewer, layer)
    return window_text(layer)


_WINDOWS = (
    Key("Alt-1", "The window it opened with", _show_opened),
    *(
        Key(f"Alt-{number}", "A usual window of CT, else one of the header", act)
        for number in range(2, 10)
        for act in (partial(_show_preset, number),)
    ),
    Key("Alt-0", "Full range", _show_full),
    Key("Alt-I", "Black and white exchanged, and back", _invert),
)
"""What changes how one layer looks, in a pane that shows it, too."""

KEYS = (
    *_WINDOWS,
    Key("Alt-PageDown", "Next series", partial(_show_next, 1)),
    Key("Alt-PageUp", "Series before", partial(_show_next, -1)),
    Key("Alt-M", "Linked planes on or off", partial(_toggle, _PLANES)),
    Key("Alt-B", "Series side by side on or off", partial(_toggle, _SIDE_BY_SIDE)),
    Key("Alt-R", "Reset view and window", _reset),
)
"""What is bound; a row more is a key more."""
