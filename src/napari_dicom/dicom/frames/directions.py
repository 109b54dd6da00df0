"""The directions of rows and columns: Image Orientation (Patient) (0020,0037), PS3.3 C.7.6.2.1.1.

They are of unit length and at right angles. Files round them, and some write others: what is a
little off is taken for the nearest that is right, for its length is no distance between pixels.
"""

from math import sqrt

from napari_dicom.dicom.headers import Header, shared, spans_a_plane

Orientation = tuple[float, float, float, float, float, float]
_Direction = tuple[float, float, float]

_ROUNDED = 1e-12
"""What arithmetic leaves."""

_SEEN = 1 / 2
"""Pixels by which the far end of an image may lie elsewhere than its file says, unsaid."""

_NEAREST = (
    "the directions of rows and columns (ImageOrientationPatient) are not of unit length, or not "
    "at right angles: they are taken for the nearest that are"
)


def orientation_of(numbers: tuple[float, ...] | None) -> Orientation | None:
    """Return six direction cosines, or None where they do not span a plane.

    They may be a little off unit length and the right angle; those returned are exactly so.
    """
    if numbers is None or len(numbers) != 6:
        return None
    if not spans_a_plane(numbers):
        return None
    row, column = _halves(numbers)
    if _deviation(numbers) > _ROUNDED:
        row, column = _upright(_unit(row), _unit(column))
    return (*row, *column)


@shared("ImageOrientationPatient")
def header_orientation(header: Header) -> Orientation | None:
    """Return Image Orientation (Patient) (0020,0037) where it is one."""
    return orientation_of(header.numbers("ImageOrientationPatient", 6))


@shared("ImageOrientationPatient")
def doubts_of_directions(header: Header, longest_side: int) -> tuple[str, ...]:
    """Return what is to be said of Image Orientation (Patient), where it matters.

    Parameters
    ----------
    longest_side
        Of the image, in pixels: that is how often an error adds up.
    """
    numbers = header.numbers("ImageOrientationPatient", 6)
    if orientation_of(numbers) is None:
        return ()  # the value is in doubt itself
    assert numbers is not None
    return (_NEAREST,) if _deviation(numbers) * longest_side > _SEEN else ()


def _halves(numbers: tuple[float, ...]) -> tuple[_Direction, _Direction]:
    return (numbers[0], numbers[1], numbers[2]), (numbers[3], numbers[4], numbers[5])


def _dot(one: _Direction, other: _Direction) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def _deviation(numbers: tuple[float, ...]) -> float:
    """Return the greatest distance from unit length and from the right angle."""
    row, column = _halves(numbers)
    lengths = sqrt(_dot(row, row)), sqrt(_dot(column, column))
    return max(abs(lengths[0] - 1), abs(lengths[1] - 1), abs(_dot(row, column)))


def _unit(direction: _Direction) -> _Direction:
    return _plus(direction, direction, 1 / sqrt(_dot(direction, direction)) - 1)


def _plus(one: _Direction, other: _Direction, part: float) -> _Direction:
    return one[0] + part * other[0], one[1] + part * other[1], one[2] + part * other[2]


def _upright(row: _Direction, column: _Direction) -> tuple[_Direction, _Direction]:
    """Return unit vectors turned away from each other, by as much each, until they are upright.

    Their sum and their difference are so already.
    """
    along, across = _unit(_plus(row, column, 1)), _unit(_plus(row, column, -1))
    half = sqrt(0.5)
    return (
        (
            half * (along[0] + across[0]),
            half * (along[1] + across[1]),
            half * (along[2] + across[2]),
        ),
        (
            half * (along[0] - across[0]),
            half * (along[1] - across[1]),
            half * (along[2] - across[2]),
        ),
    )
