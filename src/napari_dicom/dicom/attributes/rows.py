"""A file's header as a tree of rows to show: a frame's own groups, then sections by group."""

from collections.abc import Sequence

from pydicom.dataset import Dataset

from napari_dicom.dicom.attributes.element_rows import PER_FRAME, element_rows
from napari_dicom.dicom.attributes.row import Row

_SECTIONS = {
    0x0002: "File meta information",
    0x0008: "Identification",
    0x0010: "Patient",
    0x0012: "Clinical trial",
    0x0018: "Acquisition",
    0x0020: "Position and order",
    0x0028: "Image and pixels",
    0x0032: "Study",
    0x0038: "Visit",
    0x0040: "Procedure",
    0x0054: "Nuclear medicine and PET",
    0x0088: "Storage",
    0x2050: "Presentation",
    0x3004: "Dose",
    0x5200: "Functional groups",
}


def header_rows(dataset: Dataset, frame_number: int | None = None) -> tuple[Row, ...]:
    """Return the tree of a header: the frame's own functional groups first, then by group.

    Parameters
    ----------
    dataset
        As `Instance.dataset` reads it.
    frame_number
        1-based; of a multi-frame object, the frame whose functional groups are shown.
    """
    meta = getattr(dataset, "file_meta", None) or Dataset()
    rows = (*element_rows(meta), *element_rows(dataset, frame_number=frame_number))
    sections: dict[int, list[Row]] = {}
    for row in rows:
        if row.tag is not None:
            sections.setdefault(row.tag >> 16, []).append(row)
    found = [_section(group, members) for group, members in sections.items()]
    return (*_frame_section(rows, frame_number), *found)


def _section(group: int, rows: list[Row]) -> Row:
    name = "Private" if group & 1 else _SECTIONS.get(group, "Further elements")
    creators = [row.value for row in rows if row.name == "private creator" and row.value]
    count = f"{len(rows)} element{'' if len(rows) == 1 else 's'}"
    suffix = f" {', '.join(creators)}" if creators else ""
    title = f"{name} ({group:04X}){suffix}"
    return Row((f"{group:04X}",), None, title, value=count, children=tuple(rows))


def _frame_section(rows: Sequence[Row], frame_number: int | None) -> list[Row]:
    """Return the functional groups of one frame, on top; nothing for a classic file."""
    own = next((row for row in rows if row.tag == PER_FRAME), None)
    if own is None or not own.children or frame_number is None:
        return []
    frames = own.value.split()[0]
    return [
        Row(
            (f"frame {frame_number}",),
            None,
            f"Frame {frame_number} of {frames}",
            value="",
            children=own.children[0].children,
        )
    ]
