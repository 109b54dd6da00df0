"""The pixels of the self-test's streams, by a formula: known without any decoder."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

SIDE = 16
"""Rows and columns of every stream."""


def known_pixels(bits: int, signed: bool, samples: int) -> Array:
    """Return the pixels of a stream: a smooth slope over the whole range of its bits.

    Parameters
    ----------
    bits
        BitsStored, 8 to 16.
    signed
        Whether they are two's complement: the slope starts at the least value.
    samples
        1, or 3 for red, green, blue.

    Returns
    -------
    ndarray
        (16, 16) or (16, 16, 3), of 8 or 16 bits.
    """
    row, column = np.mgrid[:SIDE, :SIDE]
    most = (1 << bits) - 1
    slope = (row * SIDE + column) * most // (SIDE * SIDE - 1)
    if samples == 3:
        slope = np.stack([column * 12 + 40, row * 12 + 30, 200 - (row + column) * 5], axis=-1)
    if signed:
        slope = slope - (1 << (bits - 1))
    pixels: Array = slope.astype(f"{'i' if signed else 'u'}{1 if bits <= 8 else 2}")
    return pixels
