"""Colours of segments: CIELab as DICOM has it (PS3.3 C.10.7.1.1), from sRGB and back.

16 bits a component. The standard's CIELab is under D50; dcmtk, dcmqi and highdicom write it under
D65, the white of sRGB (IEC 61966-2-1), and so it is read: (221, 130, 101) is what they mean by it.
"""

import numpy as np

Colour = tuple[float, float, float]
"""Red, green, blue from 0 to 1."""

_D65 = np.array([0.95047, 1.0, 1.08883])
_TO_SRGB = np.array(
    [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.9692660, 1.8760108, 0.0415560],
        [0.0556434, -0.2040259, 1.0572252],
    ]
)
"""XYZ under D65 -> linear sRGB (B. Lindbloom)."""


def from_cielab(encoded: tuple[float, ...] | None) -> Colour | None:
    """Return the sRGB colour of Recommended Display CIELab Value (0062,000D); None for none."""
    if encoded is None or len(encoded) != 3 or not all(0 <= part <= 65535 for part in encoded):
        return None
    lightness = encoded[0] / 65535 * 100
    a, b = (part / 65535 * 255 - 128 for part in encoded[1:])
    middle = (lightness + 16) / 116
    curve = np.array([middle + a / 500, middle, middle - b / 200])
    low = 3 * (6 / 29) ** 2 * (curve - 4 / 29)
    linear = np.clip(_TO_SRGB @ (_D65 * np.where(curve > 6 / 29, curve**3, low)), 0, 1)
    shown = np.where(linear > 0.0031308, 1.055 * linear ** (1 / 2.4) - 0.055, 12.92 * linear)
    red, green, blue = (round(float(part), 4) for part in shown)
    return red, green, blue


def to_cielab(colour: Colour) -> tuple[int, int, int]:
    """Return a colour as Recommended Display CIELab Value (0062,000D) holds it."""
    shown = np.clip(np.asarray(colour, dtype=np.float64), 0, 1)
    linear = np.where(shown > 0.04045, ((shown + 0.055) / 1.055) ** 2.4, shown / 12.92)
    parts = np.linalg.solve(_TO_SRGB, linear) / _D65
    low = parts / (3 * (6 / 29) ** 2) + 4 / 29
    curve = np.where(parts > (6 / 29) ** 3, np.cbrt(parts), low)
    lightness = 116 * curve[1] - 16
    a, b = 500 * (curve[0] - curve[1]), 200 * (curve[1] - curve[2])
    encoded = (lightness / 100 * 65535, (a + 128) / 255 * 65535, (b + 128) / 255 * 65535)
    first, second, third = (round(min(max(float(part), 0), 65535)) for part in encoded)
    return first, second, third
