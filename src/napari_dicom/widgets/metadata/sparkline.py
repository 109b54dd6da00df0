"""Small plots in a table's column: one value a plane, a line at the plane that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QPointF, QRectF
from qtpy.QtGui import QPainter, QPalette, QPen, QPolygonF
from qtpy.QtWidgets import QStyledItemDelegate

from napari_dicom.dicom.attributes import (
    Variation,
)
from napari_dicom.widgets.metadata.table_model import ITEM_ROLE

if TYPE_CHECKING:
    from qtpy.QtCore import QModelIndex, QObject, QRect
    from qtpy.QtWidgets import QStyleOptionViewItem

MARGIN = 4


class SparklineDelegate(QStyledItemDelegate):
    """Paints the numbers of a `Variation`; lines for numbers, dots for texts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current = -1
        self._drawn: dict[tuple[int, int, int], tuple[Variation, list[QPolygonF]]] = {}

    def paint(  # noqa: D102 - Qt's
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        super().paint(painter, option, index)
        item = index.data(ITEM_ROLE)
        if painter is None or item is None:
            return
        area = QRectF(option.rect).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(area.topLeft())
        colour = option.palette.color(QPalette.ColorRole.Text)
        self._mark(painter, colour, area, len(item.numbers))
        painter.setPen(QPen(colour, 1.2 if item.numeric else 2.5))
        for part in self._parts(item, area.width(), area.height()):
            if item.numeric and part.size() > 1:
                painter.drawPolyline(part)
            else:
                painter.drawPoints(part)
        painter.restore()

    def _mark(self, painter: QPainter, colour: Any, area: QRectF, count: int) -> None:
        if not 0 <= self.current < count:
            return
        faint = QPen(colour, 1)
        faint.setStyle(faint.style().DotLine)
        x = self.current * area.width() / max(count - 1, 1)
        painter.setPen(faint)
        painter.drawLine(QPointF(x, -MARGIN), QPointF(x, area.height() + MARGIN))

    def _parts(self, item: Variation, width: float, height: float) -> list[QPolygonF]:
        """Return the plot of an item as unbroken pieces, kept for the next repaint."""
        key = (id(item), round(width), round(height))
        if key not in self._drawn:
            if len(self._drawn) > 500:
                self._drawn.clear()
            self._drawn[key] = (item, polygons(item.numbers, width, height))
        return self._drawn[key][1]


def polygons(numbers: Sequence[float | None], width: float, height: float) -> list[QPolygonF]:
    """Return the unbroken pieces of a plot within a width and height; y grows upwards."""
    present = [number for number in numbers if number is not None]
    if not present:
        return []
    low, span = min(present), (max(present) - min(present)) or 1.0
    step = width / max(len(numbers) - 1, 1)
    parts: list[QPolygonF] = []
    points: list[QPointF] = []
    for index, number in enumerate((*numbers, None)):
        if number is not None:
            points.append(QPointF(index * step, height - (number - low) / span * height))
        elif points:
            parts.append(QPolygonF(points))
            points = []
    return parts


def plane_under(x: float, cell: QRect, count: int) -> int:
    """Return which of `count` planes a click in a cell means."""
    width = max(cell.width() - 2 * MARGIN, 1)
    place = (x - cell.left() - MARGIN) / width
    return min(max(round(place * (count - 1)), 0), count - 1)
