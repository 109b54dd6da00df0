"""A volume as NIfTI has it (NIfTI-1.1): (column, row, slice, time, more ...), RAS mm, seconds.

Voxels keep the order they were acquired in; the matrix says where they lie.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from napari_dicom.dicom.converting.lattice import (
    LPS_TO_RAS,
    column_first,
    even_geometry,
    leads_by_nearness,
    lengths,
    time_step,
)
from napari_dicom.dicom.converting.library import library
from napari_dicom.dicom.converting.samples import plain_dtype, plain_samples
from napari_dicom.dicom.errors import ExportError
from napari_dicom.dicom.stacks import Geometry
from napari_dicom.dicom.volumes import Volume

Array = NDArray[Any]  # Any: whatever kind of sample

_SCANNER = 1
"""Code of a matrix that leads to the scanner's coordinates."""

_SEEN_SHIFT = 1 / 50
"""Part of a voxel by which the rotation of the qform may misplace a corner at most."""

_LONGEST = 32767
"""Voxels along an axis: dim is a 16-bit integer."""

_MOST_AXES = 7

_RGB = np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")])


def to_nibabel(volume: Volume, values: Array) -> Any:  # Any: nibabel.Nifti1Image
    """Return a volume as a `nibabel.Nifti1Image`; the array is a view where it can be."""
    nibabel = library("nibabel", "NIfTI")
    header = nifti_header(volume, values)
    leads = len(volume.axes)
    geometry = volume.geometry
    data = nifti_samples(np.asarray(values), volume.is_colour)
    if geometry is None:
        data = np.expand_dims(data, leads)
    order = (leads + 2, leads + 1, leads, *leads_by_nearness(volume.axes))
    affine = ras_affine(geometry) if geometry is not None and header["sform_code"] else None
    return nibabel.Nifti1Image(data.transpose(order), affine, header)


def nifti_samples(values: Array, is_colour: bool) -> Array:
    """Return values in a dtype that NIfTI has; three colours are one value of a voxel."""
    if is_colour:
        return np.ascontiguousarray(values, np.uint8).view(_RGB)[..., 0]
    return plain_samples(values)


def nifti_header(volume: Volume, values: Array) -> Any:  # Any: nibabel.Nifti1Header
    """Return the header of the NIfTI file of a volume.

    sform and qform are those of the scanner where the volume lies in the patient. A tilt is in the
    sform alone: the qform knows no shear, and its code is 0. Other volumes have no place: both
    codes are 0, and only voxel sizes are known.

    Parameters
    ----------
    values
        Array of the volume's shape; only its dtype is looked at.

    Raises
    ------
    ExportError
        nibabel is not installed, slices are irregular, or NIfTI has no such axes.
    """
    header = library("nibabel", "NIfTI").Nifti1Header()
    geometry = even_geometry(volume, "NIfTI")
    header.set_data_dtype(_dtype(volume, values))
    header.set_data_shape(_shape(volume))
    header.set_slope_inter(1.0, 0.0)
    if geometry is not None:
        spatial = lengths(column_first(geometry.affine))
    else:
        rows, columns = volume.plane_spacing
        spatial = (columns, rows, volume.first.slice_thickness or min(columns, rows))
    times = [time_step(volume.axes[number]) for number in leads_by_nearness(volume.axes)]
    header.set_zooms((*spatial, *(time[1] if time else 1.0 for time in times)))
    header.set_xyzt_units("mm", "sec" if any(times) else "unknown")
    if times and times[0]:
        header["toffset"] = times[0][0]
    header["descrip"] = "napari-dicom"
    if geometry is not None and geometry.is_in_patient:
        _place(header, ras_affine(geometry))
    return header


def ras_affine(geometry: Geometry) -> NDArray[np.float64]:
    """Return the 4x4 (column, row, slice) index -> RAS mm."""
    return LPS_TO_RAS @ column_first(geometry.affine)


def _shape(volume: Volume) -> tuple[int, ...]:
    rows, columns = volume.shape[-2:]
    leads = (volume.lead_shape[number] for number in leads_by_nearness(volume.axes))
    shape = (columns, rows, volume.slices, *leads)
    if len(shape) > _MOST_AXES or max(shape) > _LONGEST:
        sizes = " x ".join(str(size) for size in shape)
        raise ExportError(
            f"NIfTI holds {_MOST_AXES} axes of {_LONGEST} voxels at most, and {volume.name} has "
            f"{sizes}: write OME-Zarr instead (napari_dicom.write_ome_zarr)"
        )
    return shape


def _dtype(volume: Volume, values: Array) -> np.dtype[Any]:
    if volume.is_colour:
        return _RGB
    return plain_dtype(values.dtype)


def _place(header: Any, affine: NDArray[np.float64]) -> None:  # Any: nibabel.Nifti1Header
    header.set_sform(affine, _SCANNER)
    header.set_qform(affine, _SCANNER)
    shape = np.array(header.get_data_shape()[:3], dtype=np.float64)
    corners = np.array([[*corner, 0] for corner in np.ndindex(2, 2, 2)]) * [*(shape - 1), 0]
    apart = np.linalg.norm((header.get_qform() - affine)[:3] @ corners.T, axis=0).max()
    if apart > _SEEN_SHIFT * min(lengths(affine)):
        header.set_qform(None, 0)
