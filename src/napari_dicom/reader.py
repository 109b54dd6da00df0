"""What napari asks: may this be opened, and then: open it. Named by the manifest only."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from napari_dicom.claims import (
    ARCHIVE,
    claims,
    holds_dicom,
    is_own_export,
    is_zarr,
    may_be_dicom,
)

if TYPE_CHECKING:
    from napari.layers import Image

    from napari_dicom.viewer import LayerTuple, NoLayer

    ReadFunction = Callable[[str | Sequence[str]], list[Image] | list[LayerTuple] | list[NoLayer]]


def get_reader(path: str | Sequence[str]) -> ReadFunction | None:
    """Return the function that reads these paths, None where they cannot be meant for it.

    To napari None is a dead end: the user is told that the reader "refused the file", not why. So
    folders and files with a name of ours are always taken; reading says what was found instead. Of
    Zarr groups only those that this plugin wrote are taken.
    """
    paths = [path] if isinstance(path, str) else list(path)
    return read if any(_is_ours(one) for one in paths) else None


def read(path: str | Sequence[str]) -> list[Image] | list[LayerTuple] | list[NoLayer]:
    """Read the layers of a path, or of a list of them that belong together."""
    from napari_dicom.viewer import read_layers  # takes a second: not before it is needed

    return read_layers(path)


def _is_ours(path: str) -> bool:
    if os.path.isdir(path):  # noqa: PTH112 - napari gives strings, and asks for each file
        return not is_zarr(path) or is_own_export(path)  # other plugins read theirs
    if not os.path.exists(path):  # noqa: PTH110
        return False
    if path.lower().endswith(ARCHIVE):
        return holds_dicom(path)
    return claims(path) or may_be_dicom(path)
