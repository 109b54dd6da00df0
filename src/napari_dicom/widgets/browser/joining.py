"""The offer to join series that seem to be one acquisition, where there are such."""

from __future__ import annotations

from collections.abc import Sequence

from magicgui.widgets import CheckBox

from napari_dicom.dicom import Content, Volume, find_joinable, find_scattered, join_series

_TEXT = "Join series that belong together"
_TOOLTIP = (
    "Series of one study with the same grid and description whose times or phases ascend open as "
    "one layer with a slider for them; single slices that name a series "
    "each open as one volume"
)


class JoinBox(CheckBox):
    """Stays hidden where nothing can be joined."""

    def __init__(self) -> None:
        super().__init__(text=_TEXT, tooltip=_TOOLTIP, visible=False)
        self._is_offered = False

    def offer(self, contents: Sequence[Content]) -> None:
        """Show the offer where some of these seem to be one acquisition."""
        volumes = [one for one in contents if isinstance(one, Volume)]
        self._is_offered = bool(find_joinable(volumes) or find_scattered(volumes))
        self.visible = self._is_offered

    def applied(self, contents: Sequence[Content]) -> tuple[Content, ...]:
        """Return what opens for contents: those that belong together joined, where that is on."""
        if not (self.value and self._is_offered):
            return tuple(contents)
        volumes = [one for one in contents if isinstance(one, Volume)]
        others = (one for one in contents if not isinstance(one, Volume))
        return (*join_series(volumes), *others)
