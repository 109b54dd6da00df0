"""The commands in napari's File > IO Utilities menu: who opens .dcm files and folders by default.

napari's own reader claims both as well, so each opening asks which to use until a preference says.
"""

from __future__ import annotations

from napari.settings import get_settings
from napari.utils.notifications import (
    NotificationSeverity,
    notification_manager,
    show_info,
)

from napari_dicom.viewer.notice import Notice
from napari_dicom.viewer.settings import PLUGIN

PATTERNS = ("*.dcm", "*.DCM", "*.dicom", "*.DICOM", "*/")
"""As napari matches its preferences: with case; ``*/`` is every folder."""

_before: dict[str, str] = {}
"""The preferences that were there before, for as long as this session lasts."""


def open_by_default() -> None:
    """Let napari open .dcm files and folders with napari-dicom without asking, and say so."""
    plugins = get_settings().plugins
    current = dict(plugins.extension2reader)
    _before.update({p: current[p] for p in PATTERNS if current.get(p, PLUGIN) != PLUGIN})
    plugins.extension2reader = {**current, **dict.fromkeys(PATTERNS, PLUGIN)}
    notification_manager.dispatch(
        Notice(
            "From now on napari opens .dcm files and all folders with napari-dicom without asking. "
            "To undo this later: File > IO Utilities, or Preferences > Plugins.",
            NotificationSeverity.INFO,
            actions=(("Undo", _undo),),
        )
    )


def undo_open_by_default() -> None:
    """Take napari-dicom's preferences back, and restore those that were there before."""
    plugins = get_settings().plugins
    kept = {
        pattern: reader
        for pattern, reader in plugins.extension2reader.items()
        if not (pattern in PATTERNS and reader == PLUGIN)
    }
    plugins.extension2reader = {**_before, **kept}
    _before.clear()
    show_info("napari asks again which reader opens .dcm files and folders.")


def _undo(_notification: object) -> None:
    """Take it back from the notification's button, which hands itself over."""
    undo_open_by_default()
