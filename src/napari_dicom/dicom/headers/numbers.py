"""The bytes of a value as numbers (PS3.5 6.2): strictly, finite, of a size that can be, or not.

Everything here depends on nothing but the bytes: what is read, and whether it is doubtful, is the
same whoever asks, and how often.
"""

import math
import struct
from functools import lru_cache

from napari_dicom.dicom.headers.odd_numbers import PAIRS, Mended, mend_numbers, mend_text

BINARY = {
    "US": "H",
    "SS": "h",
    "UL": "I",
    "SL": "i",
    "FL": "f",
    "FD": "d",
    "UV": "Q",
    "SV": "q",
    "OV": "Q",
}
"""VR of binary numbers: letter of `struct`."""

_SIZES = {letter: struct.calcsize(letter) for letter in BINARY.values()}

INTEGERS = {letter: size for letter, size in _SIZES.items() if letter not in "fd"}
"""Letter -> bytes of numbers that are always finite, and of a size that can be but for lengths."""

TEXT = "text"
"""Stands for a letter where numbers are written in digits."""

SHORT = 256
"""Bytes of a value that is worth remembering."""

_DISTANCES = PAIRS | {"SliceThickness", "SpacingBetweenSlices"}
LENGTHS = _DISTANCES | {
    "GridFrameOffsetVector",
    "ImagePositionPatient",
    "ImagePositionVolume",
    "IntravascularLongitudinalDistance",
    "SliceLocation",
    "SliceLocationVector",
}
_NEAREST, _FARTHEST = 1e-9, 1e9  # mm
_LARGEST = 1e30  # of anything
_REMEMBERED = 8192  # values

LARGEST_SCALE = 1e28
"""Slopes and intercepts from which on products with 32-bit stored values are no float32."""


def numbers_in(keyword: str, raw: bytes, code: str) -> tuple[float, ...] | None:
    """Return a value's finite numbers, () where it is blank, None where it is malformed.

    Parameters
    ----------
    code
        Byte order, then a letter of `BINARY` or `TEXT`.
    """
    read = _numbers if len(raw) <= SHORT else _numbers.__wrapped__
    return read(keyword, raw, code)


def mended_in(
    keyword: str, raw: bytes, code: str, numbers: tuple[float, ...] | None, count: int | None
) -> Mended | None:
    """Read what is no value as it should be; None where it cannot be read.

    Parameters
    ----------
    numbers
        What `numbers_in` has found.
    count
        How many there should be; None for any number.
    """
    mended = None
    if numbers is not None:
        shown = "\\".join(f"{number:g}" for number in numbers)
        mended = mend_numbers(keyword, shown, numbers, count)
    elif code.endswith(TEXT) and len(raw) <= SHORT:
        text = up_to_nul(raw).decode("latin-1")
        mended = mend_text(keyword, text, count) if text.isascii() else None
    return mended if mended is not None and _is_possible(keyword, mended.numbers) else None


def spans_a_plane(directions: tuple[float, ...]) -> bool:
    """Tell whether six direction cosines span a plane (0020,0037).

    Each must be of unit length within 1 % and both at right angles within 0.01.
    """
    row, column = directions[:3], directions[3:]
    lengths = (sum(c * c for c in row), sum(c * c for c in column))
    dot = sum(a * b for a, b in zip(row, column, strict=True))
    return max(abs(length - 1) for length in lengths) <= 0.02 and abs(dot) <= 0.01


def up_to_nul(raw: bytes) -> bytes:
    """Return text up to its first NUL: behind it lies padding.

    Or, where a length is wrong, the elements that follow: PatientName after SeriesDescription.
    """
    return raw.partition(b"\0")[0]


def _is_possible(keyword: str, numbers: tuple[float, ...]) -> bool:
    """Tell whether numbers are of a size that can be: what is computed from them stays finite."""
    largest = _FARTHEST if keyword in LENGTHS else _LARGEST
    if keyword in _DISTANCES and any(0 < abs(number) < _NEAREST for number in numbers):
        return False
    return max(map(abs, numbers), default=0) <= largest


@lru_cache(_REMEMBERED)  # the slices of a series share most values
def _numbers(keyword: str, raw: bytes, code: str) -> tuple[float, ...] | None:
    if not code.endswith(TEXT):
        numbers = _unpacked(raw, code)
    elif not raw.strip(b"\0 "):
        return ()
    else:
        numbers = _parsed(raw)
    return None if numbers is None or not _is_possible(keyword, numbers) else numbers


def _unpacked(raw: bytes, code: str) -> tuple[float, ...] | None:
    order, letter = code[0], code[1]
    count, left = divmod(len(raw), _SIZES[letter])
    if left:
        return None
    numbers = struct.unpack(f"{order}{count}{letter}", raw)
    return numbers if letter not in "fd" or all(map(math.isfinite, numbers)) else None


def _parsed(raw: bytes) -> tuple[float, ...] | None:
    """Read a DS or IS value: decimal text, nothing else (no ``1,0``, ``1_0``, ``nan``, ``inf``)."""
    if b"_" in raw or not raw.isascii():
        return None
    try:
        numbers = tuple(map(float, raw.rstrip(b"\0").split(b"\\")))
    except ValueError:
        return None
    return numbers if all(map(math.isfinite, numbers)) else None
