"""What napari needs to make a layer of any type, as plain values."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Keywords = dict[str, Any]  # Any: napari's layer keywords
LayerType = Literal["image", "labels", "shapes", "points", "surface"]


@dataclass(frozen=True, slots=True, eq=False)
class LayerData:
    """A layer before it is one.

    Parameters
    ----------
    data
        As napari's layer of this type takes it.
    keywords
        Of that layer.
    layer_type
        Which type of layer it becomes.
    value_range
        What the contrast slider of an image should reach; None for all that has none.
    """

    data: Any  # arrays, dask arrays, lists of vertices
    keywords: Keywords
    layer_type: LayerType
    value_range: tuple[float, float] | None = None

    @property
    def is_lazy(self) -> bool:
        """Whether its data are read when they are looked at."""
        return self.layer_type == "image" and not isinstance(self.data, np.ndarray)

    @property
    def as_tuple(self) -> tuple[Any, Keywords, str]:
        """The layer as napari's readers return it."""
        return self.data, self.keywords, self.layer_type
