"""What napari keeps of volumes that are read slice by slice: no more than memory allows.

napari keeps up to a quarter of the machine's memory, of which a container or a job of a cluster
may have little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.dicom.loading import free_memory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from napari.layers import Layer

PART = 4
"""Of the free memory, the part that is kept at most: as napari takes it of the machine's."""


def bound_cache(layers: Sequence[Layer]) -> None:
    """Let napari keep no more than a part of the free memory, where a layer is read lazily.

    Never more than it keeps already: that may be the user's choice.
    """
    if not any(hasattr(layer.data, "dask") for layer in layers):
        return
    from napari.utils import resize_dask_cache  # brings dask, which a lazy layer has brought

    cache = resize_dask_cache().cache
    allowed = int(free_memory() + cache.total_bytes) // PART
    if allowed < cache.available_bytes:
        resize_dask_cache(nbytes=allowed)
