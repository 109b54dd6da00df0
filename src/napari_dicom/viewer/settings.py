"""What the user set in napari's preferences for this plugin, with defaults where there are none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from napari_dicom.dicom import DEFAULT_LIMITS, Limits, PetValues, ZSpacing
from napari_dicom.layers import DisplaySpace

PLUGIN = "napari-dicom"
_MEGABYTE = 1 << 20


class DragWindow(StrEnum):
    """What a drag has to be to change the window."""

    OFF = "off"
    SHIFT = "Shift+left"
    LEFT = "left"
    RIGHT = "right"


class Interpolation(StrEnum):
    """How pixels are drawn between their middles, in 2D; as napari calls it."""

    NEAREST = "nearest"
    LINEAR = "linear"
    CUBIC = "cubic"


@dataclass(frozen=True, slots=True)
class Looking:
    """How images are looked at.

    Parameters
    ----------
    drag_window
        Which drag changes width and level.
    wheel_steps
        Whether the wheel goes through slices; Ctrl+wheel then zooms.
    keys
        Whether there are keys for windows, series and reset.
    corner_texts
        Whether the corners say what is shown, while the Volume panel is open.
    interpolation
        How images are drawn in 2D.
    """

    drag_window: DragWindow = DragWindow.SHIFT
    wheel_steps: bool = False
    keys: bool = True
    corner_texts: bool = True
    interpolation: Interpolation = Interpolation.NEAREST


@dataclass(frozen=True, slots=True)
class Settings:
    """How files are opened.

    Parameters
    ----------
    arrange_view
        Whether an empty viewer is arranged for what is opened into it.
    open_whole_series
        Whether one file by itself opens its series, from its folder.
    z_spacing
        What slices are placed by.
    space
        Where oblique volumes are shown.
    pet_values
        What PET images are shown in.
    limits
        How much a file may ask for.
    looking
        How what is opened is looked at.
    """

    arrange_view: bool = True
    open_whole_series: bool = True
    z_spacing: ZSpacing = ZSpacing.POSITIONS
    space: DisplaySpace = DisplaySpace.OWN_PLANES
    pet_values: PetValues = PetValues.STORED
    limits: Limits = DEFAULT_LIMITS
    looking: Looking = field(default_factory=Looking)


def current_settings() -> Settings:
    """Return the settings as they are now."""
    saved = _saved()
    if saved is None:
        return Settings()
    opening: Any = saved.opening  # Any: napari makes the model from the manifest
    return Settings(
        arrange_view=opening.arrange_view,
        open_whole_series=opening.open_whole_series,
        z_spacing=ZSpacing(opening.z_spacing),
        pet_values=PetValues(opening.pet_values),
        space=DisplaySpace(opening.space),
        limits=_limits(saved.limits),
        looking=_looking(saved.looking),
    )


def remember_looking(**changes: str | bool) -> None:
    """Keep what the user chose, for all viewers and for the next time."""
    import napari.settings  # as below

    try:
        saved: Any = napari.settings.get_plugin_settings(PLUGIN)
    except KeyError:  # napari does not know the plugin
        return
    for name, value in changes.items():
        setattr(saved.looking, name, value)


def _looking(saved: Any) -> Looking:  # Any: napari makes the model from the manifest
    return Looking(
        drag_window=DragWindow(saved.drag_window),
        wheel_steps=saved.wheel_steps,
        keys=saved.keys,
        corner_texts=saved.corner_texts,
        interpolation=Interpolation(saved.interpolation),
    )


def _limits(bounds: Any) -> Limits:  # Any: as above
    return replace(
        DEFAULT_LIMITS,
        frame_bytes=bounds.frame_megabytes * _MEGABYTE,
        memory_bytes=bounds.memory_megabytes * _MEGABYTE or None,
        inflated_bytes=bounds.inflated_megabytes * _MEGABYTE,
        header_bytes=bounds.header_megabytes * _MEGABYTE,
        depth=bounds.depth,
        frames=bounds.frames,
        files=bounds.files,
        frame_seconds=bounds.frame_seconds,
        contour_points=bounds.contour_points,
        segments=bounds.segments,
    )


def _saved() -> Any | None:  # Any: napari makes the model from the manifest
    """Return napari's model of our settings; None where there is none, or nothing was set."""
    import napari.settings  # half a second, and only a viewer has it

    # not public, and only a shortcut: napari reads every plugin's manifest to say what was set
    napari_file = getattr(napari.settings, "_CFG_PATH", None)
    if napari_file and not Path(napari_file).with_name(f"{PLUGIN}.yaml").exists():
        return None
    try:
        return napari.settings.get_plugin_settings(PLUGIN)
    except KeyError:
        return None
