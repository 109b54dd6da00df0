"""Show the overlay planes (60xx) of an open layer, on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from napari_dicom.dicom import HowToLoad, load_content
from napari_dicom.dicom.objects import find_overlays
from napari_dicom.viewer.adding import add_beside

if TYPE_CHECKING:
    from napari.components import ViewerModel
    from napari.layers import Image, Labels


def add_overlays(viewer: ViewerModel, layer: Image) -> Labels | None:
    """Lay the overlay planes (60xx) of a DICOM layer on it, as labels.

    Parameters
    ----------
    layer
        A layer this package opened.

    Returns
    -------
    Labels or None
        Label n is the overlay ``metadata["dicom_overlays"][n - 1]``; None where there are none.

    Raises
    ------
    DecodeError
        The files are said to carry overlays, and none can be read.
    """
    overlays = find_overlays(layer.metadata["dicom_volume"])
    if overlays is None:
        return None
    (added,) = add_beside(viewer, load_content(overlays, HowToLoad()), layer)
    return added
