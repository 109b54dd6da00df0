"""The button that shows the selected series side by side; what is not open yet is opened first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magicgui.widgets import PushButton

from napari_dicom.dicom import Volume
from napari_dicom.viewer import layer_of
from napari_dicom.widgets.side_by_side import MOST, show_side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from napari.components import ViewerModel

    from napari_dicom.dicom import Content


class BesideButton(PushButton):
    """Remembers which series are wanted side by side while they are being opened."""

    def __init__(self, viewer: ViewerModel) -> None:
        super().__init__(
            text="Show side by side",
            enabled=False,
            tooltip=f"Two selected series, or more, at most {MOST}; opened where they are not",
        )
        self._viewer = viewer
        self._wanted: tuple[Volume, ...] = ()

    def offer(self, contents: Sequence[Content], is_idle: bool) -> None:
        """Let it be clicked where several series are selected."""
        self.enabled = is_idle and len(_volumes(contents)) > 1

    def begin(
        self, contents: Sequence[Content], open_contents: Callable[[Sequence[Content]], None]
    ) -> None:
        """Show series; those that are not open yet when they are."""
        wanted = _volumes(contents)[:MOST]
        missing = [one for one in wanted if layer_of(self._viewer.layers, one) is None]
        if missing:
            open_contents(missing)  # what was wanted before is forgotten by it
        self._wanted = wanted
        if not missing:
            self.show_wanted()

    def forget(self) -> None:
        """Want nothing side by side."""
        self._wanted = ()

    def show_wanted(self) -> None:
        """Show what was wanted and is open now."""
        found = [layer_of(self._viewer.layers, one) for one in self._wanted]
        layers = [layer for layer in found if layer is not None]
        self.forget()
        if layers:
            show_side_by_side(self._viewer, layers)


def _volumes(contents: Sequence[Content]) -> tuple[Volume, ...]:
    return tuple(one for one in contents if isinstance(one, Volume))
