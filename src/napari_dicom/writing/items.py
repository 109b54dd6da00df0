"""Items of sequences: codes (PS3.3 8.8), references (10.3), numbers as text (PS3.5 6.2, DS)."""

from typing import Any

from pydicom.dataset import Dataset
from pydicom.valuerep import format_number_as_ds

from napari_dicom.dicom import Frame
from napari_dicom.dicom.objects import Code


def item_of(**values: Any) -> Dataset:  # Any: of any element
    """Return an item with these elements, by keyword."""
    item = Dataset()
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


def decimals(numbers: Any) -> list[str]:  # Any: numbers in any sequence
    """Return numbers as decimal strings (DS), 16 characters at most."""
    return [format_number_as_ds(float(number)) for number in numbers]


def code_item(code: Code) -> Dataset:
    """Return the item of a coded concept."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = code.value, code.scheme
    item.CodeMeaning = code.meaning
    return item


def reference_to(frame: Frame) -> Dataset:
    """Return the item that refers to a frame's SOP instance."""
    return item_of(
        ReferencedSOPClassUID=frame.instance.sop_class_uid,
        ReferencedSOPInstanceUID=frame.instance.sop_instance_uid,
    )
