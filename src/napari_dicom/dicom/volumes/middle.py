"""The middle slice of a volume as a volume of its own, at its true place: what is shown first."""

from dataclasses import replace

from napari_dicom.dicom.note import Note
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes.volume import Volume


def middle_slice(volume: Volume) -> Volume:
    """Return the volume cut down to its middle plane, at the first step of its leading axes."""
    geometry = volume.geometry
    if geometry is not None:
        index = volume.frames.index(volume.middle) % volume.slices
        geometry = _one_plane(geometry, index)
    note = Note("loading", "only the middle slice: the others are still being loaded")
    return replace(
        volume,
        frames=(volume.middle,),
        axes=(),
        geometry=geometry,
        part=" ".join((*filter(None, [volume.part]), "(loading: middle slice)")),
        stack=None,
    ).with_notes([note])


def _one_plane(geometry: Geometry, index: int) -> Geometry:
    affine = geometry.affine.copy()
    affine[:3, 3] += affine[:3, 0] * index
    return replace(geometry, affine=affine, shape=(1, *geometry.shape[1:]))
