"""Siemens mosaics: the slices of one volume as tiles of one frame, left to right, top to bottom.

The file's ImagePositionPatient is that of the mosaic as if it were one large image; the first
tile's is found from its centre. Number and direction of the slices stand in the CSA header.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames.coordinates import diffusion_coordinates
from napari_dicom.dicom.frames.csa import Csa, csa_values
from napari_dicom.dicom.frames.depth import slice_distance
from napari_dicom.dicom.frames.frame import Frame, Tile
from napari_dicom.dicom.headers import lenient

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_LEAST = 4  # rows and columns of a tile
_DIGITS = 9  # of a number of tiles: more are no number of tiles
_MR_BLOCK = (0x0019, "SIEMENS MR HEADER")
_UNCUT = (
    "a mosaic of slices, and no element says how many there are: shown as the one picture it "
    "is stored as, which is not one slice"
)
_UNDIRECTED = (
    "the order of the mosaic's slices is not recorded (SliceNormalVector of the CSA header): "
    "taken to run along the normal"
)
_UNSPACED = (
    "the distance between the mosaic's slices is not recorded (SpacingBetweenSlices): they are "
    "taken to lie {}"
)


def is_mosaic(instance: Instance) -> bool:
    """Tell whether the instance is a Siemens mosaic."""
    return "MOSAIC" in (value.upper() for value in instance.header.texts("ImageType"))


def mosaic_frames(whole: Frame) -> list[Frame]:
    """Cut a mosaic into one frame a tile, each at its own position.

    Returns the whole, with its doubt, where the number of tiles is not to be found.
    """
    dataset = whole.instance.dataset()
    csa = csa_values(dataset)
    count = _number_of_tiles(whole, dataset, csa)
    side = math.isqrt(max(count, 1) - 1) + 1
    rows, columns = whole.rows // side, whole.columns // side
    if count < 1 or min(rows, columns) < _LEAST:
        return [replace(whole, doubts=(*whole.doubts, _UNCUT))]
    first, step = _first_and_step(whole, csa, rows, columns)
    whole = replace(
        whole,
        coordinates={**_diffusion(csa), **whole.coordinates},
        doubts=(*whole.doubts, *(_doubts(whole, csa) if first is not None and count > 1 else ())),
    )
    frames = []
    for index in range(count):
        tile = Tile(index // side * rows, index % side * columns)
        position = None if first is None else tuple(float(v) for v in first + index * step)
        frames.append(
            replace(whole, rows=rows, columns=columns, tile=tile, position=position)  # type: ignore[arg-type]  # three floats
        )
    return frames


def _number_of_tiles(whole: Frame, dataset: Dataset, csa: Csa) -> int:
    text = next(iter(csa.get("NumberOfImagesInMosaic", ())), "")
    if text.isascii() and text.isdecimal():
        return int(text[:_DIGITS])
    plain = whole.header.integer("SiemensNumberOfImagesInMosaic")
    return plain or _number_in_another_block(dataset, whole.header.little_endian)


@lenient()
def _number_in_another_block(dataset: Dataset, little_endian: bool) -> int:
    """Return (0019,xx0A) where its private block is not the first one."""
    try:
        value = dataset.private_block(*_MR_BLOCK)[0x0A].value
    except KeyError:
        return 0
    if isinstance(value, bytes):  # of unknown VR
        order: Literal["little", "big"] = "little" if little_endian else "big"
        value = int.from_bytes(value[:2], order) if len(value) == 2 else 0
    return value if isinstance(value, int) else 0


def _diffusion(csa: Csa) -> dict[str, object]:
    """Return what older scanners say in the CSA header alone: b-value and gradient direction."""
    b_value = _vector(csa.get("B_value", ()), 1)
    direction = _vector(csa.get("DiffusionGradientDirection", ()))
    return diffusion_coordinates(
        None if b_value is None else float(b_value[0]),
        None if direction is None else tuple(direction.tolist()),
    )


def _doubts(whole: Frame, csa: Csa) -> Iterator[str]:
    if _vector(csa.get("SliceNormalVector", ())) is None:
        yield _UNDIRECTED
    if whole.spacing_between_slices is None:
        yield _UNSPACED.format(slice_distance(whole).words)


def _first_and_step(
    whole: Frame, csa: Csa, rows: int, columns: int
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
    return first, normal * slice_distance(whole).mm


def _vector(texts: tuple[str, ...], count: int = 3) -> np.ndarray | None:
    try:
        vector = np.array([float(text) for text in texts])
    except ValueError:
        return None
    return vector if vector.shape == (count,) and np.isfinite(vector).all() else None
