"""``layer.metadata["dicom"]``: what the layer contract promises, JSON-serialisable."""

from typing import Any

import numpy as np

from napari_dicom.dicom import Content, Frame, LoadedVolume, Volume, display_windows
from napari_dicom.layers.display import Arrangement, Matrix, display_notes
from napari_dicom.layers.layer_axes import LayerAxes

Json = dict[str, Any]  # Any: JSON values

_UIDS = ("SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID", "SOPClassUID")


def dicom_metadata(loaded: LoadedVolume, axes: LayerAxes, display: Matrix) -> Json:
    """Return the contract's dict for the image layer of a volume.

    Parameters
    ----------
    axes
        How the volume's axes became the layer's.
    display
        4x4 LPS -> LPS it is displayed through.
    """
    volume = loaded.volume
    return {
        **companion_metadata(volume, axes, display),
        "TransferSyntaxUID": list(volume.transfer_syntax_uids),
        "frames": frame_entries(volume, _runs_backwards(axes.arrangement)),
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
            {
                "center": w.center,
                "width": w.width,
                "explanation": w.explanation,
                "function": str(w.function),
                **({"curve": list(w.curve)} if w.curve else {}),
            }
            for w in display_windows(volume.middle)
        ],
        "value_unit": volume.first.rescale.unit,
        "decoders": dict(loaded.decoders),
    }


def companion_metadata(content: Content, axes: LayerAxes, display: Matrix) -> Json:
    """Return what the contract's dict of a layer of any type holds: series, place, notes.

    Parameters
    ----------
    axes
        The layer's: `grid_axes`, `drawing_axes`, or those of the volume it lies on.
    display
        4x4 LPS -> LPS it is displayed through.
    """
    header, arrangement = content.header, axes.arrangement
    notes = [
        *content.notes,
        *(display_notes(display, content.space) if arrangement is not None else ()),
    ]
    return {
        **{keyword: header.text(keyword) for keyword in _UIDS},
        "Modality": header.text("Modality"),
        "SeriesNumber": header.integer("SeriesNumber"),
        "SeriesDescription": header.text("SeriesDescription"),
        "affine": None if arrangement is None else arrangement.affine.tolist(),
        "space": str(content.space),
        "slice_axis": axes.slice_axis,
        "notes": [note.as_dict() for note in notes],
    }


def companion_keywords(
    content: Content,
    axes: LayerAxes,
    display: Matrix,
    name: str = "",
    dicom: Json | None = None,
) -> Json:
    """Return the keywords that layers of companions share: name, metadata, units, labels, place.

    Parameters
    ----------
    name
        The layer's, the content's where it is ``""``.
    dicom
        What ``metadata["dicom"]`` holds besides: ``segments``, ``rois``, ``measurements`` ...
    """
    references = content.references
    contract = {
        **companion_metadata(content, axes, display),
        "FrameOfReferenceUID": content.frame_of_reference_uid,
        "SOPInstanceUID": content.instances[0].sop_instance_uid,
        "referenced": [{"SeriesInstanceUID": uid} for uid in references.series],
        **(dicom or {}),
    }
    return {
        "name": name or content.name,
        "metadata": {"dicom": contract, "dicom_content": content},
        **axes.keywords,
    }


def frame_entries(volume: Volume, backwards: bool) -> list[Any]:  # Any: nested lists
    """Return ``{"SOPInstanceUID", "frame", "path"}`` or None per plane, nested by leading axes."""
    entries = np.empty(len(volume.frames), dtype=object)
    entries[:] = [_entry(frame) for frame in volume.frames]
    nested = entries.reshape((*volume.lead_shape, volume.slices))
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
