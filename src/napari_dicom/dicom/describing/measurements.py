"""Measurements in words: cells of a table, lines of a file, the text beside what is drawn."""

import math
from dataclasses import dataclass

from napari_dicom.dicom.measuring import Measurement

TITLES = (
    "Name",
    "Length",
    "Angle",
    "Area",
    "Volume",
    "Mean",
    "SD",
    "Minimum",
    "Maximum",
    "Where",
    "Step",
    "Kind",
    "Image",
    "Remarks",
)
"""Columns of the table on screen, in copies as well."""

FILE_TITLES = (
    "name",
    "kind",
    "where",
    "step",
    "length_mm",
    "angle_degrees",
    "area_mm2",
    "volume_ml",
    "length_pixels",
    "area_pixels",
    "mean",
    "sd",
    "minimum",
    "maximum",
    "value_unit",
    "pixels",
    "pixels_left_out",
    "image",
    "remarks",
)
"""Columns of an exported file: plain numbers, their units in the titles."""

_DIGITS = 4
"""Significant digits of lengths, areas and volumes on screen: more than one can point at."""

_VALUE_DIGITS = 5
_MOST_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement, and what tells it from others.

    Parameters
    ----------
    name
        What it is called.
    where
        In words, counted from 1: ``"slice 12"``.
    step
        Of further axes: ``"t 2 of 5"``; ``""`` where there are none.
    image
        The name of the image it was taken on.
    measurement
        The numbers.
    """

    name: str
    where: str
    step: str
    image: str
    measurement: Measurement


def number_text(number: float, digits: int = _DIGITS) -> str:
    """Return a number with so many significant digits, as people write it: no powers of ten."""
    if not math.isfinite(number):
        return "–"
    size = math.floor(math.log10(abs(number))) if number else 0
    decimals = min(max(digits - 1 - size, 0), _MOST_DECIMALS)
    text = f"{number:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def cells_of(measured: Measured) -> tuple[str, ...]:
    """Return the cells of a row on screen, by `TITLES`."""
    found = measured.measurement
    return (
        measured.name,
        _with_unit(found.length, "mm" if found.is_in_mm else "px"),
        _with_unit(found.angle, "°"),
        _with_unit(found.area, "mm²" if found.is_in_mm else "px²"),
        _with_unit(found.volume, "ml"),
        *_value_cells(found),
        measured.where,
        measured.step,
        found.kind,
        measured.image,
        "; ".join(found.remarks),
    )


def file_cells_of(measured: Measured) -> tuple[str, ...]:
    """Return the cells of a line in a file, by `FILE_TITLES`; numbers with all their digits."""
    found, values = measured.measurement, measured.measurement.values
    in_mm = found.is_in_mm
    numbers = (
        found.length if in_mm else None,
        found.angle,
        found.area if in_mm else None,
        found.volume,
        None if in_mm else found.length,
        None if in_mm else found.area,
        *(
            (values.mean, values.deviation, values.minimum, values.maximum)
            if values
            else [None] * 4
        ),
    )
    left_out = values.padding + values.no_number + values.not_acquired if values else ""
    return (
        measured.name,
        found.kind,
        measured.where,
        measured.step,
        *(_plain(number) for number in numbers),
        found.unit,
        str(values.count) if values else "",
        str(left_out),
        measured.image,
        "; ".join(found.remarks),
    )


def short_text(found: Measurement) -> str:
    """Return what is written beside something drawn: its size, and its mean and SD."""
    length, area = ("mm", "mm²") if found.is_in_mm else ("px", "px²")
    if found.angle is not None:
        return _with_unit(found.angle, "°")
    if found.length is not None:
        return _with_unit(found.length, length)
    lines = [_with_unit(found.area, area), _with_unit(found.volume, "ml")]
    if found.values is not None and found.values.count:
        mean = number_text(found.values.mean, _VALUE_DIGITS)
        deviation = number_text(found.values.deviation)
        lines.append(f"{mean} ± {deviation} {found.unit}".rstrip())
    return "\n".join(line for line in lines if line)


def _value_cells(found: Measurement) -> tuple[str, ...]:
    values = found.values
    if values is None:
        return "", "", "", ""
    return (
        _with_unit(values.mean, found.unit, _VALUE_DIGITS),
        _with_unit(values.deviation, found.unit),
        _with_unit(values.minimum, found.unit, _VALUE_DIGITS),
        _with_unit(values.maximum, found.unit, _VALUE_DIGITS),
    )


def _with_unit(number: float | None, unit: str, digits: int = _DIGITS) -> str:
    if number is None:
        return ""
    text = number_text(number, digits)
    if text == "–" or not unit:
        return text
    return f"{text}{unit}" if unit == "°" else f"{text} {unit}"


def _plain(number: float | None) -> str:
    return "" if number is None or not math.isfinite(number) else f"{number:.10g}"
