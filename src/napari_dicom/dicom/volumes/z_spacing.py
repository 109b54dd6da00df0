"""Another distance between the slices of a volume that is open already, because the user asks."""

from collections.abc import Mapping
from dataclasses import replace

from napari_dicom.dicom.errors import NapariDicomError
from napari_dicom.dicom.stacks import Geometry, Spacing, corner_error
from napari_dicom.dicom.volumes.volume import Volume


def spacing_candidates(spacing: Spacing) -> Mapping[str, float | None]:
    """Return every value the files offer for the distance between slices, mm, by its element."""
    return {
        "ImagePositionPatient": spacing.image_position_patient,
        "SpacingBetweenSlices": spacing.spacing_between_slices,
        "SliceThickness": spacing.slice_thickness,
    }


def scale_by(volume: Volume, source: str) -> Volume:
    """Return a volume whose slices lie as far apart as one of its candidates says.

    Parameters
    ----------
    source
        One of the keywords of `spacing_candidates`.

    Raises
    ------
    NapariDicomError
        The volume has no position, or its files do not offer this value.
    """
    if volume.geometry is None:
        raise NapariDicomError(f"{volume.name} is no stack of slices")
    used = spacing_candidates(volume.geometry.spacing).get(source)
    if not used:
        raise NapariDicomError(f"{volume.name}: its files have no {source} to scale by")
    geometry = volume.geometry.scale_by(used, source)
    geometry = replace(geometry, corner_error=_corner_error(volume, geometry))
    return replace(volume, geometry=geometry)


def _corner_error(volume: Volume, geometry: Geometry) -> float:
    """Return how far files place a corner from here; of resampled planes as it was: no file's."""
    planes = (volume.first.rows, volume.first.columns)
    if volume.stack is None or geometry.shape[1:] != planes:
        return geometry.corner_error
    return corner_error(volume.stack.frames, geometry)
