"""One window for several images: where their values have one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.layers import Image


class SameWindow:
    """Gives each image the window of the one it was changed in last; first that of the first.

    Images in colour have no window. Of values in another unit, or in none, the window would mean
    something else: they keep their own.
    """

    def __init__(self, images: Sequence[Image]) -> None:
        self._images = [one for one in images if not one.rgb]
        self._busy = False
        for one in self._images:
            one.events.contrast_limits.connect(self._on_window)
        if self._images:
            self._give(self._images[0])

    def stop(self) -> None:
        """Leave each image the window it has, its own from now on."""
        for one in self._images:
            one.events.contrast_limits.disconnect(self._on_window)
        self._images.clear()

    def _on_window(self, event: Any) -> None:  # Any: napari's untyped events
        if not self._busy:
            self._give(event.source)

    def _give(self, image: Image) -> None:
        unit = unit_of(image)
        self._busy = True
        try:
            for other in self._images:
                if other is not image and unit and unit_of(other) == unit:
                    other.contrast_limits = image.contrast_limits
        finally:
            self._busy = False


def unit_of(image: Image) -> str:
    """Return the unit of an image's values; "" where it has none that is known."""
    return str(image.metadata["dicom"].get("value_unit") or "")
