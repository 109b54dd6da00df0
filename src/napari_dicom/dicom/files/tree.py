"""The data set of a file as a tree of items: by a walk over its bytes, else by pydicom."""

from collections.abc import Iterable
from pathlib import Path

from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.headers import Item, walk_items
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits


def read_tree(
    path: Path, sequences: Iterable[int], pixels_at: int | None, limits: Limits = DEFAULT_LIMITS
) -> Item:
    """Read the data set of a file as a tree.

    Parameters
    ----------
    sequences
        Tags of the sequences to go into; others are passed over.
    pixels_at
        Where in the file the value of the pixel data starts, None where there is none.

    Raises
    ------
    HeaderError
        The data set is damaged.
    LimitError
        It is larger, or nested deeper, than `limits` allow.
    """
    wanted = frozenset(sequences)
    size = path.stat().st_size if pixels_at is None else pixels_at
    if size > limits.header_bytes:
        raise LimitError(
            f"the header takes {size / 1e6:.0f} MB, "
            f"more than the limit of {limits.header_bytes / 1e6:.0f} MB (limits.header_bytes)"
        )
    with path.open("rb") as file:
        data = file.read(size)
    found = walk_items(data, wanted, has_pixels=pixels_at is not None, depth=limits.depth)
    if found is not None:
        return found
    # imports pydicom: only where the walk does not answer
    from napari_dicom.dicom.datasets import items_at

    return items_at(path, wanted)
