"""What reading a frame gives, whatever it was coded by."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class DecodedFrame:
    """One frame of stored values.

    Parameters
    ----------
    values
        Stored values in native byte order, (rows, columns) or (rows, columns, samples), of the
        dtype of the pixel format: before the modality LUT, garbage bits cut off.
    decoder
        Which decoder ran, with its version: ``"imagecodecs 2026.3.6 (jpeg8)"``.
    photometric_interpretation
        Colour space of `values`, which decoding may have changed.
    warnings
        What is doubtful about it, in sentences.
    """

    values: Array
    decoder: str
    photometric_interpretation: str
    warnings: tuple[str, ...] = ()
