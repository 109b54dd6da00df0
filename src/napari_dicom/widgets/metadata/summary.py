"""What the shown plane is, in a line of plain words."""

from __future__ import annotations

from napari_dicom.dicom import syntax_of
from napari_dicom.dicom.attributes import (
    visible_text,
)
from napari_dicom.dicom.describing import size_text, spacing_text
from napari_dicom.widgets.active_layer import ShownPlane, plane_number_text


def place_text(plane: ShownPlane) -> str:
    """Return the place in the layer: ``"slice 12 of 28"``."""
    where = plane_number_text(plane) or "single image"
    return where if plane.inside else f"{where} (slider is outside)"


def plane_file_text(plane: ShownPlane) -> str:
    """Return the name of the file that the plane comes from."""
    if plane.frame is None:
        return "no file: this plane was filled"
    return visible_text(plane.frame.instance.path.name)


def description(plane: ShownPlane) -> str:
    """Return size, spacing, unit, transfer syntax and decoder."""
    contract = plane.layer.metadata["dicom"]
    syntaxes = [syntax_of(uid).name for uid in contract["TransferSyntaxUID"]]
    packed = [uid for uid in contract["decoders"] if syntax_of(uid).encapsulated]
    decoders = list(dict.fromkeys(contract["decoders"][uid] for uid in packed))
    parts = (
        size_text(plane.volume),
        spacing_text(plane.volume),
        contract["value_unit"] or "",
        " and ".join(syntaxes),
        f"decoded by {' and '.join(decoders)}" if decoders else "",
    )
    return ", ".join(part for part in parts if part)
