"""What was measured of one thing that is drawn."""

from dataclasses import dataclass

from napari_dicom.dicom.measuring.statistics import Statistics


@dataclass(frozen=True, slots=True)
class Measurement:
    """Lengths, angle, area, volume and values; None of what it has not.

    Parameters
    ----------
    kind
        In words: ``"line"``, ``"ellipse"``, ``"label"``.
    length, area, volume
        In mm, mm², ml; in pixels and their squares where `is_in_mm` is False.
    angle
        In degrees.
    values
        Of the pixels whose centres lie within.
    unit
        Of the values.
    across, first, last
        The axis of the image it lies across, and its first and last plane along it, from 0; -1 and
        None where it lies in no plane.
    remarks
        What is to be known of these numbers.
    """

    kind: str
    length: float | None = None
    angle: float | None = None
    area: float | None = None
    volume: float | None = None
    values: Statistics | None = None
    unit: str = ""
    is_in_mm: bool = True
    across: int = -1
    first: int | None = None
    last: int | None = None
    remarks: tuple[str, ...] = ()
