"""``layer.metadata["dicom"]``: what the layer contract promises, JSON-serialisable."""

from typing import Any

import numpy as np

from napari_dicom.dicom import Frame, LoadedVolume, Volume, display_windows
from napari_dicom.layers.display import Arrangement

Json = dict[str, Any]  # Any: JSON values

_UIDS = ("SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID", "SOPClassUID")


def dicom_metadata(
    loaded: LoadedVolume, arrangement: Arrangement | None, slice_axis: int | None
) -> Json:
    """Return the contract's dict for a layer.

    Parameters
    ----------
    arrangement
        How the volume's axes became the layer's; None without positions.
    slice_axis
        The axis of ``layer.data`` across the acquired planes; None for a single image.
    """
    volume = loaded.volume
    header = volume.header
    return {
        **{keyword: header.text(keyword) for keyword in _UIDS},
        "Modality": header.text("Modality"),
        "SeriesNumber": header.integer("SeriesNumber"),
        "SeriesDescription": header.text("SeriesDescription"),
        "TransferSyntaxUID": list(volume.transfer_syntax_uids),
        "affine": None if arrangement is None else arrangement.affine.tolist(),
        "slice_axis": slice_axis,
        "frames": frame_entries(volume, _runs_backwards(arrangement)),
        "spacing": _spacing(volume),
        "axes": [
            {
                "label": axis.label,
                "unit": axis.unit,
                "coordinates": list(axis.coordinates),
                "source": axis.source,
            }
            for axis in volume.axes
        ],
        "windows": [
            {"center": w.center, "width": w.width, "explanation": w.explanation}
            for w in display_windows(volume.middle)
        ],
        "value_unit": volume.first.rescale.unit,
        "decoders": dict(loaded.decoders),
        "notes": [note.as_dict() for note in volume.notes],
    }


def frame_entries(volume: Volume, backwards: bool) -> list[Any]:  # Any: nested lists
    """Return ``{"SOPInstanceUID", "frame", "path"}`` or None per plane, nested by leading axes."""
    entries = np.empty(len(volume.frames), dtype=object)
    entries[:] = [_entry(frame) for frame in volume.frames]
    if volume.geometry is None:
        shape = volume.lead_shape or (1,)
    else:
        shape = (*volume.lead_shape, volume.slices)
    nested = entries.reshape(shape)
    nested = nested[..., ::-1] if backwards else nested
    return nested.tolist()  # type: ignore[no-any-return]  # nested lists of entries


def _entry(frame: Frame | None) -> Json | None:
    if frame is None:
        return None
    return {
        "SOPInstanceUID": frame.instance.sop_instance_uid,
        "frame": frame.number,
        "path": str(frame.instance.path),
    }


def _runs_backwards(arrangement: Arrangement | None) -> bool:
    return arrangement is not None and arrangement.flipped[arrangement.slice_axis]


def _spacing(volume: Volume) -> Json:
    if volume.geometry is None:
        first = volume.first
        return {
            "used": None,
            "source": "unknown",
            "ImagePositionPatient": None,
            "SpacingBetweenSlices": first.spacing_between_slices,
            "SliceThickness": first.slice_thickness,
        }
    spacing = volume.geometry.spacing
    return {
        "used": spacing.used,
        "source": spacing.source,
        "ImagePositionPatient": spacing.image_position_patient,
        "SpacingBetweenSlices": spacing.spacing_between_slices,
        "SliceThickness": spacing.slice_thickness,
    }
