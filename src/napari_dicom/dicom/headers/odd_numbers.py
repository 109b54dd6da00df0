"""Numbers that are written otherwise than DS and IS ask (PS3.5 6.2), and have one meaning.

Writers of all kinds put decimal commas, a backslash behind the last value, something else than a
backslash between values, one spacing for both axes, several values where one is asked. What could
be read in two ways is not read.
"""

import math
import re
from dataclasses import dataclass

_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_SEPARATORS = (",", ";", None)  # None: blanks

PAIRS = frozenset(
    {
        "ImagePlanePixelSpacing",
        "ImagerPixelSpacing",
        "NominalScannedPixelSpacing",
        "PixelSpacing",
    }
)
"""Distances between (rows, columns): two values, none of them 0."""

_NEVER_THOUSANDS = PAIRS | {
    "ImageOrientationPatient",
    "ImagePositionPatient",
    "RescaleSlope",
    "SliceThickness",
    "SpacingBetweenSlices",
}
"""Where ``1,250`` is no twelve hundred and fifty."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A value in odd writing, and how it was read.

    Parameters
    ----------
    text
        As it stands in the file.
    numbers
        What it was read as; none where it is no number.
    guess
        What was assumed about it; ``""`` where it can mean nothing else.
    """

    text: str
    numbers: tuple[float, ...]
    guess: str = ""


def mend_text(keyword: str, text: str, count: int | None) -> Mended | None:
    """Read `count` numbers (None: one or more) of one meaning; None where there is none."""
    parts = text.split("\\")
    while len(parts) > 1 and not parts[-1].strip("\0 "):
        parts.pop()
    separated = _separated(parts[0], count) if len(parts) == 1 and count != 1 else None
    numbers = separated or _each(keyword, parts, one_for_two=count == 2 and len(parts) == 1)
    return None if numbers is None else mend_numbers(keyword, text, numbers, count)


def mend_numbers(
    keyword: str, text: str, numbers: tuple[float, ...], count: int | None
) -> Mended | None:
    """Bring numbers to the `count` that is asked for; None where that cannot be done."""
    if count is None or len(numbers) == count:
        return Mended(text, numbers)
    if count == 1:
        return Mended(text, numbers[:1], "the first of several values is taken")
    if count == 2 and len(numbers) == 1 and keyword in PAIRS:
        return Mended(text, 2 * numbers, "one value is taken for both directions")
    return None


def _separated(text: str, count: int | None) -> tuple[float, ...] | None:
    """Read numbers with something else than a backslash between them.

    One comma between digits alone may be a decimal one: ``1,2``.
    """
    for separator in _SEPARATORS:
        parts = text.strip("\0 ").split(separator)
        if len(parts) != count or (separator == "," and count == 2 and "." not in text):
            continue
        if separator == ",":
            parts = [part if _POINT.fullmatch(part.strip()) else "" for part in parts]
        return _each("ImagePositionPatient", parts)
    return None


def _each(keyword: str, parts: list[str], *, one_for_two: bool = False) -> tuple[float, ...] | None:
    found = []
    for part in (part.strip("\0 ") for part in parts):
        number = _number(keyword, part)
        if number is None or (one_for_two and "," in part and not _has_zero(part)):
            return None
        found.append(number)
    return tuple(found)


def _number(keyword: str, text: str) -> float | None:
    if _COMMA.fullmatch(text) and (keyword in _NEVER_THOUSANDS or not _GROUPED.fullmatch(text)):
        text = text.replace(",", ".")
    if not _POINT.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def _has_zero(text: str) -> bool:
    """Tell whether ``0,8`` or ``1,0`` would be no two distances."""
    return any(not part.strip("+-0") for part in text.split(","))
