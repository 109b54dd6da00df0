"""Pictures of volumes in the tree, made in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qtpy.QtWidgets import QStyle

from napari_dicom.widgets.background import Questions
from napari_dicom.widgets.browser.thumbnails import Thumbnails

if TYPE_CHECKING:
    from qtpy.QtWidgets import QWidget

    from napari_dicom.dicom import Limits, Volume
    from napari_dicom.widgets.browser.tree_model import CatalogueModel


class Pictures:
    """Puts the picture of each volume into the tree, or a sign that there is none, and why."""

    def __init__(self, owner: QWidget, model: CatalogueModel) -> None:
        self._owner = owner
        self._model = model
        self._questions = Questions(owner)

    @property
    def is_busy(self) -> bool:
        """Whether some are still to come."""
        return self._questions.is_busy

    def make(self, volumes: tuple[Volume, ...], limits: Limits) -> None:
        """Make the pictures of other volumes."""
        task = Thumbnails(volumes, limits)
        task.made.connect(self._on_made)
        task.refused.connect(self._on_refused)
        self._questions.ask_task(task)

    def abandon(self) -> None:
        """Make no more."""
        self._questions.abandon()

    def _on_made(self, volume: Volume, picture: Any) -> None:  # Any: an array, through Qt
        self._model.set_thumbnail(volume, picture)

    def _on_refused(self, volume: Volume, reason: str) -> None:
        style = self._owner.style()
        assert style is not None
        icon = style.standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
        self._model.set_broken(volume, icon, reason)
