"""Siemens mosaics: the slices of one volume as tiles of one frame, left to right, top to bottom.

The file's ImagePositionPatient is that of the mosaic as if it were one large image; the first
tile's is found from its centre. Number and direction of the slices stand in the CSA header.
"""

from __future__ import annotations

import math
import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from napari_dicom.dicom.frame import Frame, Tile
from napari_dicom.dicom.instance import Instance
from napari_dicom.dicom.lenient import lenient

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_LEAST = 4  # rows and columns of a tile
_DIGITS = 9  # of a number of tiles: more are no number of tiles
_CSA_ELEMENTS = ((0x0029, 0x1010), (0x0029, 0x1020))


def is_mosaic(instance: Instance) -> bool:
    """Tell whether the instance is a Siemens mosaic."""
    return "MOSAIC" in (value.upper() for value in instance.header.texts("ImageType"))


def mosaic_frames(whole: Frame) -> list[Frame]:
    """Cut a mosaic into one frame a tile, each at its own position.

    Returns ``[whole]`` where the number of tiles is not to be found.
    """
    csa = csa_values(whole.instance.dataset())
    count = _number_of_tiles(whole, csa)
    side = math.isqrt(max(count, 1) - 1) + 1
    rows, columns = whole.rows // side, whole.columns // side
    if count < 1 or min(rows, columns) < _LEAST:
        return [whole]
    first, step = _first_and_step(whole, csa, rows, columns)
    frames = []
    for index in range(count):
        tile = Tile(index // side * rows, index % side * columns)
        position = None if first is None else tuple(float(v) for v in first + index * step)
        frames.append(
            replace(whole, rows=rows, columns=columns, tile=tile, position=position)  # type: ignore[arg-type]  # three floats
        )
    return frames


@lenient()
def csa_values(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Read the Siemens CSA headers (0029,xx10) and (0029,xx20): name -> values as text."""
    found: dict[str, tuple[str, ...]] = {}
    for tag in _CSA_ELEMENTS:
        element = dataset.get(tag)
        if element is not None and isinstance(element.value, bytes):
            found.update(_csa(element.value))
    return found


def _csa(data: bytes) -> dict[str, tuple[str, ...]]:
    """Read one CSA header of version 2; damaged ones give what can be read."""
    found: dict[str, tuple[str, ...]] = {}
    if data[:4] != b"SV10":
        return found
    try:
        (count,) = struct.unpack_from("<I", data, 8)
        offset = 16
        for _ in range(min(count, 1024)):
            name = data[offset : offset + 64].split(b"\0")[0].decode("latin-1")
            (items,) = struct.unpack_from("<I", data, offset + 76)
            offset, values = _csa_items(data, offset + 84, items)
            found[name] = values
    except struct.error:
        pass  # a cut header: what was read stands
    return found


def _csa_items(data: bytes, offset: int, items: int) -> tuple[int, tuple[str, ...]]:
    values = []
    for _ in range(min(items, 4096)):
        length = struct.unpack_from("<4I", data, offset)[1]
        offset += 16
        text = data[offset : offset + length].split(b"\0")[0].decode("latin-1").strip()
        if text:
            values.append(text)
        offset += (length + 3) // 4 * 4
    return offset, tuple(values)


def _number_of_tiles(whole: Frame, csa: dict[str, tuple[str, ...]]) -> int:
    text = next(iter(csa.get("NumberOfImagesInMosaic", ())), "")
    if text.isascii() and text.isdecimal():
        return int(text[:_DIGITS])
    return whole.header.integer("SiemensNumberOfImagesInMosaic") or 0


def _first_and_step(
    whole: Frame, csa: dict[str, tuple[str, ...]], rows: int, columns: int
) -> tuple[np.ndarray | None, np.ndarray]:
    """Return position of the first tile and displacement from tile to tile, LPS mm."""
    if whole.position is None or whole.orientation is None or whole.pixel_spacing is None:
        return None, np.zeros(3)
    row, column = np.array(whole.orientation[:3]), np.array(whole.orientation[3:])
    between_rows, between_columns = whole.pixel_spacing
    first = (
        np.array(whole.position)
        + row * between_columns * (whole.columns - columns) / 2
        + column * between_rows * (whole.rows - rows) / 2
    )
    normal = np.cross(row, column)
    declared = _vector(csa.get("SliceNormalVector", ()))
    if declared is not None and float(np.dot(normal, declared)) < 0:
        normal = -normal
    distance = abs(whole.spacing_between_slices or whole.slice_thickness or between_rows)
    return first, normal * distance


def _vector(texts: tuple[str, ...]) -> np.ndarray | None:
    try:
        vector = np.array([float(text) for text in texts])
    except ValueError:
        return None
    return vector if vector.shape == (3,) and np.isfinite(vector).all() else None
