"""Segments in as few label maps as their overlaps allow: each into the first that is free there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.errors import LimitError
from napari_dicom.dicom.objects.segmentation.bits import Bits, add_bits

Labels = NDArray[np.unsignedinteger[Any]]

MOST_MAPS = 64
"""Label maps of one segmentation: more is a pile of layers that nobody can look at."""


class Packing:
    """Label maps that fill up segment by segment.

    Parameters
    ----------
    shape
        (slices, rows, columns).
    dtype
        Of the label maps: it holds every number.
    reserve
        Called with the bytes of a label map before it is made; raises where there is no room.
    """

    def __init__(
        self,
        shape: tuple[int, int, int],
        dtype: np.dtype[np.unsignedinteger[Any]],
        reserve: Callable[[int], None],
    ) -> None:
        self._shape = shape
        self._dtype = dtype
        self._reserve = reserve
        self._taken: list[Bits] = []
        self.maps: list[Labels] = []
        self.numbers: list[dict[int, int]] = []

    def add(self, number: int, planes: Mapping[int, Bits]) -> None:
        """Lay a segment into the first label map that is free where it is.

        Raises
        ------
        LimitError
            It takes a further map, and there is no room for it.
        """
        index = next((n for n, taken in enumerate(self._taken) if _is_free(taken, planes)), -1)
        if index < 0:
            self._begin()
        taken, labels = self._taken[index], self.maps[index]
        count = 0
        for plane, bits in planes.items():
            taken[plane] |= bits
            count += add_bits(bits, number, labels[plane])
        self.numbers[index][number] = count

    def _begin(self) -> None:
        if len(self.maps) == MOST_MAPS:
            raise LimitError(
                f"its segments overlap so much that {MOST_MAPS} label layers do not hold them"
            )
        planes, rows, columns = self._shape
        packed = -(-rows * columns // 8)
        self._reserve(planes * (rows * columns * self._dtype.itemsize + packed))
        self._taken.append(np.zeros((planes, packed), np.uint8))
        self.maps.append(np.zeros(self._shape, self._dtype))
        self.numbers.append({})


def pack(packing: Packing, frames: Iterable[tuple[int, Sequence[tuple[int, Bits]]]]) -> list[int]:
    """Lay segments into label maps; return the numbers of those with several frames of one plane.

    Parameters
    ----------
    frames
        Number of a segment, and (slice, bits) of each of its frames.
    """
    repeated = []
    for number, rows in frames:
        planes: dict[int, Bits] = {}
        for plane, bits in rows:
            planes[plane] = bits if plane not in planes else planes[plane] | bits
        if len(planes) < len(rows):
            repeated.append(number)
        packing.add(number, planes)
    return repeated


def _is_free(taken: Bits, planes: Mapping[int, Bits]) -> bool:
    return not any(np.bitwise_and(taken[plane], bits).any() for plane, bits in planes.items())
