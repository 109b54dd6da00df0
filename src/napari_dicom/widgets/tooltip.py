"""Texts for tooltips: Qt takes for rich text whatever looks like markup, and files may hold it."""

from __future__ import annotations


def plain_tooltip(text: str) -> str:
    """Return a text that Qt does not take for markup."""
    return text.replace("<", "‹").replace(">", "›")
