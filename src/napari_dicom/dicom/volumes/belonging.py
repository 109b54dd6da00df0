"""Which images an object belongs to: by frame of reference first, by references second.

A structure set whose images are not there still lies in their frame of reference; what names no
frame of reference belongs to what it refers to, and to nothing else.
"""

from collections.abc import Iterable

import numpy as np

from napari_dicom.dicom.frames import Space
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes.references import References
from napari_dicom.dicom.volumes.volume import Volume


def images_of(references: References, volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    """Return the volumes an object lies on, the one it means most first.

    All of its frame of reference that have a place in the patient; of volumes without a place, and
    where one of both names no frame of reference, those it refers to. Never one of another frame of
    reference.

    Parameters
    ----------
    references
        The object's.
    volumes
        Those it may lie on: found with it, or open already.
    """
    belonging = [volume for volume in volumes if _belongs(volume, references)]
    return tuple(sorted(belonging, key=lambda volume: _distance(volume, references)))


def as_measured(volume: Volume) -> Geometry | None:
    """Return where a volume's slices lie by their positions, whatever it is scaled by.

    What lies on a volume is placed by this, and then shown by the volume's own geometry: it stays
    on its slices where these are scaled by SliceThickness.
    """
    geometry = volume.geometry
    if geometry is None or not geometry.spacing.image_position_patient:
        return geometry
    measured = geometry.spacing.image_position_patient
    if np.isclose(measured, geometry.spacing.used, rtol=1e-6):
        return geometry
    return geometry.scale_by(measured, "ImagePositionPatient")


def _belongs(volume: Volume, references: References) -> bool:
    theirs, own = volume.frame_of_reference_uid, references.frame_of_reference_uid
    if theirs and own and theirs != own:
        return False
    if theirs and own and volume.space is Space.PATIENT:
        return True
    return _is_meant(volume, references) or _is_of_its_series(volume, references)


def _distance(volume: Volume, references: References) -> int:
    """Return 0 of a volume whose images are referred to, 1 of one of its series, else 2."""
    if _is_meant(volume, references):
        return 0
    return 1 if _is_of_its_series(volume, references) else 2


def _is_meant(volume: Volume, references: References) -> bool:
    if not references.instances:
        return False
    return any(one.sop_instance_uid in references.instances for one in volume.instances)


def _is_of_its_series(volume: Volume, references: References) -> bool:
    return volume.header.text("SeriesInstanceUID") in references.series
