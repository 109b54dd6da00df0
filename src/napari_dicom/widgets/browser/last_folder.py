"""The folder that was looked into last, kept in napari's settings of this plugin."""

from __future__ import annotations

from typing import Any

from napari.settings import get_plugin_settings

from napari_dicom.viewer import PLUGIN


def last_folder() -> str:
    """Return the folder, "" where there is none."""
    saved = _saved()
    return "" if saved is None else str(saved.last_folder)


def remember_folder(path: str) -> None:
    """Keep a folder for the next time."""
    saved = _saved()
    if saved is not None:
        saved.last_folder = path


def _saved() -> Any | None:  # Any: napari makes the model from the manifest
    try:
        return getattr(get_plugin_settings(PLUGIN), "browser", None)
    except KeyError:  # napari does not know the plugin
        return None
