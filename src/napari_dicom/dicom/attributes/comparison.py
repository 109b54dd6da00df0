"""What varies between the slices of a volume, and what differs between two headers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from napari_dicom.dicom.attributes.element_text import value_numbers
from napari_dicom.dicom.attributes.row import HIDDEN, Row, flat_rows

FIRST = (
    "TransferSyntaxUID",
    "BitsAllocated",
    "SliceThickness",
    "PixelPaddingValue",
    "BitsStored",
    "PixelRepresentation",
    "PhotometricInterpretation",
    "SpacingBetweenSlices",
    "PixelSpacing",
    "Rows",
    "Columns",
    "RescaleSlope",
    "RescaleIntercept",
    "LossyImageCompression",
    "Modality",
    "Manufacturer",
)
"""What sets series apart most often: on top of a comparison."""

_FEW = 4


@dataclass(frozen=True, slots=True)
class Variation:
    """One element that is not the same in all planes.

    Parameters
    ----------
    row
        The element as the first plane that has it shows it.
    values
        Its text in each plane, in order; None where it is absent.
    numbers
        What a plot shows for each plane: the number (of several, the one that varies most), of
        texts which of the distinct ones; None where it is absent or hard to plot.
    numeric
        Whether `numbers` are values rather than counts of distinct texts.
    """

    row: Row
    values: tuple[str | None, ...]
    numbers: tuple[float | None, ...]
    numeric: bool

    def summary(self, reveal: bool = False) -> str:
        """Return the range or the list of the values in words."""
        distinct = list(dict.fromkeys(value for value in self.values if value is not None))
        absent = self.values.count(None)
        tail = f", absent in {absent}" if absent else ""
        if self.row.confidential and not reveal:
            return HIDDEN
        if len(distinct) <= _FEW:
            return f"{', '.join(distinct)}{self._unit}{tail}"
        if self.numeric and " \\ " not in distinct[0] and self.row.vr not in {"TM", "DT"}:
            numbers = [number for number in self.numbers if number is not None]
            return f"{min(numbers):g} to {max(numbers):g}{self._unit}{tail}"
        ends = f"{distinct[0]} to {distinct[-1]}" if self.numeric else f"{distinct[0]}, …"
        return f"{ends}{self._unit} ({len(distinct)} different{tail})"

    @property
    def _unit(self) -> str:
        return f" {self.row.unit}" if self.row.unit else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One element in two headers; a side is None where the element is absent."""

    left: Row | None
    right: Row | None

    @property
    def row(self) -> Row:
        """The side that is there, the left one if both are."""
        row = self.left or self.right
        assert row is not None
        return row

    @property
    def differs(self) -> bool:
        """Whether the values are not the same; 5 and 5.000 are."""
        if self.left is None or self.right is None:
            return True
        if self.left.value == self.right.value:
            return False
        numbers = value_numbers(self.left.value, self.left.vr)
        return numbers is None or numbers != value_numbers(self.right.value, self.right.vr)


def variations(planes: Sequence[Sequence[Row]]) -> list[Variation]:
    """Return the elements whose values differ between planes, in order of their tags.

    Parameters
    ----------
    planes
        The rows (as `value_rows` has them) of each plane's header, in order of the planes.
    """
    found: dict[tuple[str, ...], list[Row | None]] = {}
    for index, rows in enumerate(planes):
        for row in rows:
            column = found.setdefault(row.path, [None] * len(planes))
            column[index] = row
    return [
        _variation(column)
        for column in found.values()
        if len({None if row is None else row.value for row in column}) > 1
    ]


def value_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the elements of a tree that have values of their own.

    Sections, sequences, items and group lengths are left out. The functional groups of a frame are
    taken from its own section, where every frame has the same paths.
    """
    own: list[Row] = []
    rest: list[Row] = []
    for top in rows:
        if top.path[0].startswith("frame "):
            own.extend(_frame_free(row) for row in flat_rows(top.children))
        else:
            rest.extend(row for row in flat_rows(top.children) if not _is_per_frame(row))
    return tuple(row for row in (*own, *rest) if row.vr != "SQ" and (row.tag or 0) & 0xFFFF)


def differences(left: Sequence[Row], right: Sequence[Row]) -> list[Difference]:
    """Return the elements of two headers side by side: what tells series apart first, then by tag.

    Parameters
    ----------
    left, right
        As `value_rows` has them.
    """
    sides = {row.path: row for row in left}, {row.path: row for row in right}
    paths = sorted({*sides[0], *sides[1]})
    pairs = [Difference(sides[0].get(path), sides[1].get(path)) for path in paths]
    pairs.sort(key=_importance)
    return pairs


def _variation(column: Sequence[Row | None]) -> Variation:
    first = next(row for row in column if row is not None)
    values = tuple(None if row is None else row.value for row in column)
    numbers, numeric = _numbers(values, first.vr)
    return Variation(first, values, numbers, numeric)


def _numbers(values: Sequence[str | None], vr: str) -> tuple[tuple[float | None, ...], bool]:
    parsed = [None if value is None else value_numbers(value, vr) for value in values]
    present = [numbers for numbers in parsed if numbers is not None]
    counts = {len(numbers) for numbers in present}
    complete = len(present) == sum(value is not None for value in values)
    if present and complete and len(counts) == 1:
        spans = [max(part) - min(part) for part in zip(*present, strict=True)]
        widest = spans.index(max(spans))
        return tuple(None if numbers is None else numbers[widest] for numbers in parsed), True
    order = {value: float(n) for n, value in enumerate(dict.fromkeys(values)) if value is not None}
    return tuple(None if value is None else order[value] for value in values), False


def _frame_free(row: Row) -> Row:
    """Return a row with the number of its frame left out of its path."""
    path = tuple(part.split("[")[0] if "5200,9230" in part else part for part in row.path)
    return Row(path, row.tag, row.name, row.vr, row.value, row.unit, row.confidential)


def _is_per_frame(row: Row) -> bool:
    return row.path[0].startswith("(5200,9230)")


def _importance(pair: Difference) -> int:
    row = pair.row
    outer = len(row.path) == 1 or "5200,92" in row.path[0]
    return FIRST.index(row.name) if row.name in FIRST and outer else len(FIRST)
