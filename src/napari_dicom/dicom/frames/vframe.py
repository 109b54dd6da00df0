"""United Imaging's grids: the slices of one volume as tiles of one frame, each with its own place.

Not in the standard: (0065,xx50) of "Image Private Header" is the number of slices, (0065,xx51) a
sequence with one item a slice, left to right, top to bottom, ImagePositionPatient among it. The
grid has no more rows than it needs: 20 slices are 5 across, 4 down.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from pydicom.dataset import Dataset

from napari_dicom.dicom.datasets import header_of
from napari_dicom.dicom.frames.directions import orientation_of
from napari_dicom.dicom.frames.frame import Frame, Tile, position_of
from napari_dicom.dicom.headers import doubts_in, lenient

_BLOCK = (0x0065, "Image Private Header")
_SLICES = 0x51
_GRIDS = {"VFRAME", "GRID"}  # values of ImageType
_UNCUT = (
    "a grid of slices whose private description is missing or does not fit it: shown as the one "
    "picture it is stored as, which is not one slice"
)


@lenient()
def vframe_frames(whole: Frame, count: int) -> list[Frame]:
    """Cut a grid of `count` slices into one frame a tile; the whole, with its doubt, if it fails.

    Parameters
    ----------
    whole
        The frame as it is stored.
    count
        What (0065,xx50) says.
    """
    slices = _slices(whole.instance.dataset())
    if not slices and not _GRIDS & set(whole.header.texts("ImageType")):
        return [whole]
    across = math.isqrt(max(count, 1) - 1) + 1
    down = -(-count // across)
    if len(slices) != count or whole.rows % down or whole.columns % across:
        return [replace(whole, doubts=(*whole.doubts, _UNCUT))]
    rows, columns = whole.rows // down, whole.columns // across
    return [
        _placed(
            replace(
                whole,
                rows=rows,
                columns=columns,
                tile=Tile(index // across * rows, index % across * columns),
            ),
            item,
        )
        for index, item in enumerate(slices)
    ]


def _slices(dataset: Dataset) -> Sequence[Dataset]:
    try:
        value = dataset.private_block(*_BLOCK)[_SLICES].value
    except KeyError:
        return ()
    return [item for item in value if isinstance(item, Dataset)] if value else ()


def _placed(tile: Frame, item: Dataset) -> Frame:
    """Put a tile where its own item says; without position where it does not."""
    header = header_of(item, tile.header.little_endian)
    orientation = orientation_of(header.numbers("ImageOrientationPatient", 6))
    return replace(
        tile,
        position=position_of(header),
        orientation=orientation or tile.orientation,
        values_in_doubt=(*tile.values_in_doubt, *doubts_in(header)),
    )
