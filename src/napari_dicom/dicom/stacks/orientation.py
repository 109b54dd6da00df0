"""Directions and planes in words: R L A P S I from direction vectors (PS3.3 C.7.6.1.1.1).

The standard writes H (head) and F (feet) for what is S (superior) and I (inferior) here and in the
names of napari's world axes.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

_LETTERS = (("R", "L"), ("A", "P"), ("I", "S"))
"""(against, along) each of x, y, z of LPS."""

_VISIBLE = 0.0872
"""Sine of 5 degrees: what is less off an axis is not worth a second letter."""

_OBLIQUE = 0.0175
"""Sine of 1 degree: planes nearer an axis are called by its name alone."""

_PLANES = ("sagittal", "coronal", "axial")

_POSITIONS: Mapping[str, str] = {
    "HFP": "head first, prone",
    "HFS": "head first, supine",
    "HFDR": "head first, right side down",
    "HFDL": "head first, left side down",
    "FFP": "feet first, prone",
    "FFS": "feet first, supine",
    "FFDR": "feet first, right side down",
    "FFDL": "feet first, left side down",
}


def direction_letters(direction: ArrayLike) -> str:
    """Return where a vector (x, y, z in LPS) points, the strongest letter first; at most three.

    Components of less than 5 degrees are left out; "" for a vector without length.
    """
    vector = np.asarray(direction, dtype=np.float64)
    length = float(np.linalg.norm(vector))
    if not length:
        return ""
    parts = vector / length
    order = sorted(range(3), key=lambda axis: -abs(parts[axis]))
    return "".join(
        _LETTERS[axis][int(parts[axis] > 0)] for axis in order if abs(parts[axis]) > _VISIBLE
    )


def plane_name(normal: ArrayLike) -> str:
    """Name the plane across a normal (LPS): axial, coronal, sagittal, oblique where it is neither.

    Oblique planes are named with the nearest: "oblique (near axial)".
    """
    parts = np.abs(np.asarray(normal, dtype=np.float64))
    parts = parts / np.linalg.norm(parts)
    nearest = int(parts.argmax())
    others = float(np.linalg.norm(np.delete(parts, nearest)))
    name = _PLANES[nearest]
    return name if others < _OBLIQUE else f"oblique (near {name})"


def patient_position_words(code: str) -> str:
    """Say what Patient Position (0018,5100) means; "" for a code that is not defined."""
    return _POSITIONS.get(code.strip().upper(), "")
