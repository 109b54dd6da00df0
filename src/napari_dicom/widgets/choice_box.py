"""A list to choose from that is no wider for what is in it: layers have long names."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QComboBox, QSizePolicy

_LETTERS = 8
"""Of a name that stay seen, however narrow a panel is."""


def keep_narrow(box: QComboBox) -> None:
    """Let a list take the room there is; Qt else makes it as wide as its longest line.

    At the latest when the theme changes, which has it measure all lines anew.
    """
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_LETTERS)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, box.sizePolicy().verticalPolicy())
    view = box.view()
    if view is not None:
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names differ at their ends
