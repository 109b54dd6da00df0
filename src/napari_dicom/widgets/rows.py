"""Widgets side by side."""

from __future__ import annotations

from typing import Any

from magicgui.widgets import Container


def row(*widgets: Any) -> Container[Any]:  # Any: widgets of any kind
    """Return widgets side by side, without margins."""
    container: Container[Any] = Container(widgets=widgets, layout="horizontal", labels=False)
    container.margins = (0, 0, 0, 0)
    container.native.layout().setSpacing(4)
    return container
