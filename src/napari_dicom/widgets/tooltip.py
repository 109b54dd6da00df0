"""Texts for tooltips: Qt takes for rich text whatever looks like markup, and files may hold it."""

from __future__ import annotations

from napari_dicom.dicom import without_markup


def plain_tooltip(text: str) -> str:
    """Return a text that Qt does not take for markup."""
    return without_markup(text)
