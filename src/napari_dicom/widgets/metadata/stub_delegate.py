"""Paints the keywords of a list cut to their column, no two alike; the tooltip has them whole."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import QModelIndex
from qtpy.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from napari_dicom.widgets.metadata.stubs import distinct_stubs

_MOST_KEPT = 64


class StubDelegate(QStyledItemDelegate):
    """Asks the model which names stand beside one, and cuts all of them at once."""

    def __init__(self, parent: Any = None) -> None:  # Any: the view
        super().__init__(parent)
        self._kept: dict[tuple[tuple[str, ...], int, str], dict[str, str]] = {}

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem | None, index: QModelIndex
    ) -> None:
        """Put the stub where the name would be."""
        super().initStyleOption(option, index)
        if option is None:
            return
        model: Any = index.model()  # one of the panel's: they name what stands beside
        style = option.widget.style() if option.widget is not None else None
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1 if style else 3
        width = option.rect.width() - 2 * margin
        if option.fontMetrics.horizontalAdvance(option.text or "") > width:
            stubs = self._stubs(model.names_beside(index), width, option)
            option.text = stubs.get(option.text or "", option.text)

    def _stubs(
        self, names: tuple[str, ...], width: int, option: QStyleOptionViewItem
    ) -> dict[str, str]:
        key = names, width, option.font.toString()
        if key not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = distinct_stubs(names, width, option.fontMetrics.horizontalAdvance)
        return self._kept[key]
