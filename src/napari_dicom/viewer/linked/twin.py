"""A layer shown in a second viewer: one array, two layers that always look alike.

A napari layer keeps the slice it shows, so one layer cannot be shown in two viewers. Its twin is
made from the same data object, nothing is copied; what is changed in one is changed in the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from napari.layers import Image, Labels, Layer, Points, Shapes

from napari_dicom.viewer.depth import steps_of, thinned
from napari_dicom.viewer.open_layers import world_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

_OWN = frozenset(
    {
        *("cursor", "cursor_size", "help", "mouse_pan", "mouse_zoom", "thumbnail", "plane"),
        *("data", "metadata", "name", "locked_data_level", "auto_contrast", "scale_factor"),
        *("out_of_slice_display", "n_dimensional"),  # to ask for them is deprecated
        *("affine", "rotate", "scale", "shear", "translate"),
        *("properties", "current_properties", "feature_defaults"),
    }
)
"""Each twin's own, or told otherwise."""

_TRANSFORM = ("scale", "translate", "affine")

_ELEMENTS: dict[type[Layer], tuple[str, ...]] = {
    Shapes: ("features", "edge_width", "edge_color", "face_color", "z_index"),
    Points: (
        *("features", "size", "symbol", "border_width", "border_color", "face_color", "shown"),
    ),
}
"""What shapes and points have one of for each element."""

_DONE = frozenset({"added", "removed", "changed"})
"""Edits of shapes or points that are done; before, they are under way."""


class Twin:
    """A layer, and one made from its data for another viewer; alike until `stop`.

    Parameters
    ----------
    original
        A layer of any type.
    where
        Returns what tells one shown slice of the original's viewer from another.
    where_twin
        The same of the twin's viewer.
    bent
        Returns the 4x4 (z, y, x) from the original's world to the twin's.
    apart
        Names of settings that are not shared.
    stride
        Of how many voxels of an image along each axis one is shown.
    is_kept
        Whether what is read of a lazy image is kept for the next time, by napari.

    Attributes
    ----------
    layer
        Its twin: the same array, settings of its own that follow the original's and lead them.
    """

    def __init__(
        self,
        original: Layer,
        where: Callable[[], object],
        where_twin: Callable[[], object],
        bent: Callable[[], NDArray[np.float64]],
        apart: frozenset[str] = frozenset(),
        stride: int = 1,
        *,
        is_kept: bool = True,
    ) -> None:
        self.original = original
        self.stride = stride
        self._apart = apart
        data, keywords, kind = original.as_layer_data_tuple()
        shown = data if stride == 1 else thinned(original, stride)
        if not is_kept and isinstance(original, Image):
            keywords = {**keywords, "cache": False}
        self.layer: Layer = Layer.create(shown, keywords, kind)
        self._where = {id(self.original): where, id(self.layer): where_twin}
        self._drawn: dict[int, object] = {}
        self._bent = bent
        self._busy = False
        self.lay()
        for emitter in self._moves():
            emitter.connect(self.lay)
        for name in self._shared():
            _carry(original, self.layer, name)
        for emitter in self._emitters(self.original):
            emitter.connect(self._from_original)
        for emitter in self._emitters(self.layer):
            emitter.connect(self._from_twin)

    def stop(self) -> None:
        """Let the two go their own ways."""
        for emitter in self._moves():
            emitter.disconnect(self.lay)
        for emitter in self._emitters(self.original):
            emitter.disconnect(self._from_original)
        for emitter in self._emitters(self.layer):
            emitter.disconnect(self._from_twin)

    def lay(self, event: Any = None) -> None:  # Any: napari's untyped events  # noqa: ARG002
        """Lay the twin where its viewer sees the original."""
        bent, size = self._bent(), self.original.ndim
        if size < 3 or np.array_equal(bent, np.eye(4)):
            for name in _TRANSFORM:
                _carry(self.original, self.layer, name)
            self._stretch()
            return
        change = np.eye(size + 1)
        change[-4:, -4:] = bent
        self.layer.scale, self.layer.translate = np.ones(size), np.zeros(size)
        self.layer.affine = change @ world_of(self.original)
        self._stretch()

    def _stretch(self) -> None:
        """Lay each voxel that is shown where it is, though not all are."""
        if self.stride > 1:
            self.layer.scale = np.asarray(self.layer.scale) * steps_of(self.original, self.stride)

    def _moves(self) -> Iterator[Any]:  # Any: napari's untyped emitters
        """Return what tells of a move; the plugin moves its layers by the affine last of all."""
        names = ("affine",) if "dicom" in self.original.metadata else _TRANSFORM
        return (self.original.events.emitters[name] for name in names)

    def _shared(self) -> Iterator[str]:
        """Yield the names of the settings that the two share."""
        kind = type(self.original)
        for name in self.original.events.emitters:
            setting = getattr(kind, name, None)
            is_set = isinstance(setting, property) and setting.fset is not None
            if is_set and name not in _OWN | self._apart:
                yield name

    def _emitters(self, layer: Layer) -> Iterator[Any]:  # Any: napari's untyped emitters
        for name in (*self._shared(), "data", "name"):
            yield layer.events.emitters[name]
        if isinstance(layer, Labels):  # not told of as data: a stroke, and an undo
            yield layer.events.labels_update
            yield layer.events.set_data

    def _from_original(self, event: Any) -> None:  # Any: napari's untyped events
        self._pass_on(event, self.original, self.layer)

    def _from_twin(self, event: Any) -> None:  # Any: napari's untyped events
        self._pass_on(event, self.layer, self.original)

    def _pass_on(self, event: Any, source: Layer, target: Layer) -> None:  # Any: as above
        if event.type == "set_data" and not self._is_redrawn(source):
            return
        if self._busy:
            return
        self._busy = True
        try:
            if event.type == "data" and self.stride > 1:
                self._thin_again(source)
            else:
                _tell(event, source, target)
        finally:
            self._busy = False

    def _thin_again(self, source: Layer) -> None:
        """Show new values of the original; a twin of part of its voxels has none to give."""
        if source is self.original:
            self.layer.data = thinned(self.original, self.stride)

    def _is_redrawn(self, layer: Layer) -> bool:
        """Tell whether a layer is drawn anew at the very slice it showed: it was edited."""
        where = self._where[id(layer)]()
        before, self._drawn[id(layer)] = self._drawn.get(id(layer)), where
        return before == where


def _tell(event: Any, source: Layer, target: Layer) -> None:  # Any: napari's untyped events
    if event.type in {"labels_update", "set_data"}:
        target.refresh()
    elif event.type == "data":
        if str(getattr(event, "action", "changed")) in _DONE:
            _carry_data(source, target)
    else:
        _carry(source, target, event.type)


def _carry(source: Layer, target: Layer, name: str) -> None:
    """Give a setting of one layer to the other, unless it has it."""
    if name in _elements(source) and len(source.data) != len(target.data):
        return  # elements come or go: they are carried as a whole
    value = getattr(source, name)
    if not _same(value, getattr(target, name)):
        setattr(target, name, value)


def _carry_data(source: Layer, target: Layer) -> None:
    if isinstance(source, Shapes):
        target.data = list(zip(source.data, source.shape_type, strict=True))
    elif isinstance(source, Points):
        target.data = source.data.copy()
    else:
        target.data = source.data
    for name in _elements(source):
        value = getattr(source, name)
        if len(source.data) and not _same(value, getattr(target, name)):
            setattr(target, name, value)


def _elements(layer: Layer) -> tuple[str, ...]:
    return next((names for kind, names in _ELEMENTS.items() if isinstance(layer, kind)), ())


def _same(one: Any, other: Any) -> bool:  # Any: settings of any type
    if one is other:
        return True
    if hasattr(one, "equals"):  # a table of features
        return bool(one.equals(other))
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)
    return bool(np.all(one == other))
