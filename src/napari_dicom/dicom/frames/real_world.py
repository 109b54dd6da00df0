"""Real world value mappings (PS3.3 C.7.6.16.2.11): linear ones, their unit and quantity."""

from collections.abc import Iterable

from napari_dicom.dicom.frames.frame import Rescale
from napari_dicom.dicom.frames.groups import GroupItem
from napari_dicom.dicom.headers import Header
from napari_dicom.dicom.text import plain_text

_PARAMETRIC_MAP = "1.2.840.10008.5.1.4.1.1.30"
_QUANTITY = {"246205007", "G-C1C6"}
"""The concept "Quantity" in SNOMED CT, and as it was coded before."""

_BY_TABLE = (
    "the real world values are given by a table (RealWorldValueLUTData): here stored values are "
    "shown, real world values are an image of their own"
)
NO_INTERCEPT = (
    "the real world value mapping has no RealWorldValueIntercept (0040,9224): it is taken to be 0"
)


def is_parametric_map(header: Header) -> bool:
    """Tell whether an object is a parametric map: its values have no meaning but their mapping."""
    return header.text("SOPClassUID") == _PARAMETRIC_MAP


def real_world_of(mappings: Iterable[GroupItem]) -> Rescale | None:
    """Return the first linear mapping with its unit and what it measures."""
    for item in mappings:
        header = item.header
        slope = header.number("RealWorldValueSlope")
        if slope:
            codes = item.items("MeasurementUnitsCodeSequence")
            unit = plain_text(str(codes[0].value("CodeValue") or "")) if codes else ""
            intercept = header.number("RealWorldValueIntercept") or 0.0
            known = unit if unit not in {"", "1"} else None
            return Rescale(slope, intercept, known, _quantity(item))
    return None


def doubts_of(
    mappings: Iterable[GroupItem], real_world: Rescale | None, file: Header
) -> tuple[str, ...]:
    """Return what is doubtful of a parametric map: a table gives its values, or half a line."""
    if not is_parametric_map(file):
        return ()
    if real_world is None:
        return (_BY_TABLE,) if has_table(mappings) else ()
    used = next(item for item in mappings if item.header.number("RealWorldValueSlope"))
    return () if "RealWorldValueIntercept" in used.header else (NO_INTERCEPT,)


def has_table(mappings: Iterable[GroupItem]) -> bool:
    """Tell whether one of some mappings is a table."""
    return any("RealWorldValueLUTData" in item for item in mappings)


def _quantity(mapping: GroupItem) -> str:
    """Return what a mapping measures: the concept of its quantity."""
    for item in mapping.items("QuantityDefinitionSequence"):
        names, concepts = item.items("ConceptNameCodeSequence"), item.items("ConceptCodeSequence")
        if names and concepts and str(names[0].value("CodeValue")) in _QUANTITY:
            return plain_text(str(concepts[0].value("CodeMeaning") or ""), 64)
    return ""
