"""A real world value mapping: what stored values mean (PS3.3 C.7.6.16.2.11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.frames import NO_INTERCEPT, Rescale
from napari_dicom.dicom.text import plain_text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

SEQUENCE = "RealWorldValueMappingSequence"
UNNAMED = "real world values"
_FIRST = (
    "the table of real world values does not say which stored value is its first "
    "(RealWorldValueFirstValueMapped (0040,9216)): it is taken to be 0"
)
_QUANTITY = {"246205007", "G-C1C6"}
"""The concept "Quantity" in SNOMED CT, and as it was coded before."""


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """What stored values mean.

    Parameters
    ----------
    rescale
        Slope and intercept, unit and quantity; of a table the latter two only.
    table
        The value of each stored value from `first` on; None of a linear mapping.
    label
        LUT Label (0040,9210).
    stored
        The first and last stored value that a linear mapping is given for, where it says so.
    guess
        What the file does not say and was taken, ``""`` for nothing.
    """

    rescale: Rescale
    table: NDArray[np.float64] | None
    first: int
    label: str
    stored: tuple[float, float] | None = None
    guess: str = ""

    @property
    def kind(self) -> tuple[str | None, str, bool]:
        """What mappings of one image have in common: unit, quantity, whether they are tables."""
        return self.rescale.unit, self.rescale.quantity, self.table is not None

    @property
    def words(self) -> str:
        """What sets it apart from other mappings: quantity, else label, and unit."""
        unit = f"[{self.rescale.unit}]" if self.rescale.unit else ""
        words = (self.rescale.quantity or self.label, unit)
        return " ".join(word for word in words if word) or UNNAMED


def mappings_of(dataset: Dataset, frame: int) -> list[Mapping]:
    """Return the mappings of a frame, counted from 1: its own, those of all, those of the file."""
    own = list(dataset.get("PerFrameFunctionalGroupsSequence") or ())[frame - 1 : frame]
    shared = list(dataset.get("SharedFunctionalGroupsSequence") or ())
    for groups in (*own, *shared, dataset):
        items = groups.get(SEQUENCE)
        if items:
            found = (_mapping(item) for item in items)
            return [one for one in found if one is not None]
    return []


def _mapping(item: Dataset) -> Mapping | None:
    units = item.get("MeasurementUnitsCodeSequence") or ()
    codes = [plain_text(str(one.get("CodeValue") or ""), 16) for one in units]
    unit = codes[0] if codes and codes[0] not in {"", "1"} else None
    label = plain_text(str(item.get("LUTLabel") or item.get("LUTExplanation") or ""))
    table = item.get("RealWorldValueLUTData")
    slope = item.get("RealWorldValueSlope")
    if table is not None and slope is None:
        first = item.get("RealWorldValueFirstValueMapped")
        first = item.get("DoubleFloatRealWorldValueFirstValueMapped") if first is None else first
        values = np.atleast_1d(np.array(table, dtype=np.float64))
        rescale, guess = (
            Rescale(1.0, 0.0, unit, _quantity(item)),
            "" if first is not None else _FIRST,
        )
        return Mapping(rescale, values, int(first or 0), label, guess=guess)
    if not slope or not np.isfinite(float(slope)):
        return None
    intercept = item.get("RealWorldValueIntercept")
    guess = NO_INTERCEPT if intercept is None else ""
    rescale = Rescale(float(slope), float(intercept or 0.0), unit, _quantity(item))
    return Mapping(rescale, None, 0, label, _stored(item), guess)


def _stored(item: Dataset) -> tuple[float, float] | None:
    """Return the stored values a linear mapping is given for, None where it does not say."""
    for prefix in ("", "DoubleFloat"):
        ends = [item.get(f"{prefix}RealWorldValue{end}ValueMapped") for end in ("First", "Last")]
        if None not in ends:
            return float(ends[0]), float(ends[1])
    return None


def _quantity(item: Dataset) -> str:
    for one in item.get("QuantityDefinitionSequence") or ():
        names = one.get("ConceptNameCodeSequence") or ()
        concepts = one.get("ConceptCodeSequence") or ()
        if names and concepts and str(names[0].get("CodeValue")) in _QUANTITY:
            return plain_text(str(concepts[0].get("CodeMeaning") or ""), 64)
    return ""
