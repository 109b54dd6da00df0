"""Windows to choose from: those of the header, and for CT the usual ones (PS3.3 C.11.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from napari_dicom.dicom.frames import VoiFunction, Window, function_named
from napari_dicom.dicom.text import plain_text
from napari_dicom.dicom.volumes import Volume, display_windows


@dataclass(frozen=True, slots=True)
class WindowPreset:
    """A window with a name to choose it by."""

    name: str
    window: Window

    @property
    def limits(self) -> tuple[float, float]:
        """Least and greatest value shown."""
        return self.window.limits


CT_PRESETS = (
    WindowPreset("Lung", Window(-600, 1500)),
    WindowPreset("Mediastinum", Window(50, 350)),
    WindowPreset("Abdomen", Window(50, 400)),
    WindowPreset("Liver", Window(30, 150)),
    WindowPreset("Bone", Window(400, 1800)),
    WindowPreset("Brain", Window(40, 80)),
    WindowPreset("Stroke", Window(40, 40)),
    WindowPreset("Subdural", Window(75, 215)),
    WindowPreset("Temporal bone", Window(600, 2800)),
    WindowPreset("Spine", Window(50, 250)),
)
"""Centre and width in HU: radiopaedia.org, "Windowing (CT)"; of its ranges, the middle."""


_KEYS = 8
"""How many presets have a key: 2 to 9."""


def presets_of(volume: Volume) -> tuple[WindowPreset, ...]:
    """Return the windows of the middle slice's header, then the usual ones where values are HU."""
    if volume.is_colour:
        return ()
    header = tuple(
        WindowPreset(_header_name(window), window)
        for window in _distinct(display_windows(volume.middle))
    )
    return (*header, *(CT_PRESETS if volume.first.rescale.unit == "HU" else ()))


def keyed_presets(volume: Volume) -> tuple[WindowPreset, ...]:
    """Return the presets that have a key besides the first: the usual ones, always the same.

    Of what is not in HU, the header's other windows.
    """
    presets = presets_of(volume)
    usual = tuple(one for one in presets if one in CT_PRESETS)
    return (usual or presets[1:])[:_KEYS]


def presets_in(presentations: Iterable[Mapping[str, Any]]) -> tuple[WindowPreset, ...]:
    """Return the windows of presentation states, each by the label of its state.

    Parameters
    ----------
    presentations
        A layer's ``metadata["dicom"]["presentation"]``.
    """
    return tuple(
        WindowPreset(
            plain_text(f"{one['label'] or 'Presentation'} {window['explanation']}".strip(), 40),
            _window_in(window),
        )
        for one in presentations
        for window in one.get("windows", ())
    )


def _window_in(window: Mapping[str, Any]) -> Window:
    curve = tuple(window.get("curve", ()))
    function = VoiFunction.TABLE if curve else function_named(window.get("function", ""))
    return Window(window["center"], window["width"], function=function, curve=curve)


def _distinct(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    first: dict[tuple[float, float, str], Window] = {}
    for one in windows:
        first.setdefault((one.center, one.width, one.function), one)
    return tuple(first.values())


def _header_name(window: Window) -> str:
    name = plain_text(window.explanation, 24)
    return f"Header: {name}" if name else "Header"
