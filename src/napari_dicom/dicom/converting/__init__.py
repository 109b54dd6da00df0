"""Volumes handed to other libraries, each with the right order, direction and units: the door."""

from napari_dicom.dicom.converting.data_array import to_xarray
from napari_dicom.dicom.converting.diffusion import Diffusion, diffusion_of, fsl_vectors
from napari_dicom.dicom.converting.dimensions import Dimension, dimensions_of, index_at
from napari_dicom.dicom.converting.lattice import LPS_TO_RAS, leads_by_nearness, time_step
from napari_dicom.dicom.converting.nifti import nifti_header, nifti_samples, to_nibabel
from napari_dicom.dicom.converting.notebook import summary, to_html
from napari_dicom.dicom.converting.simpleitk import to_sitk
from napari_dicom.dicom.converting.sphere import in_sphere

__all__ = [
    "LPS_TO_RAS",
    "Diffusion",
    "Dimension",
    "diffusion_of",
    "dimensions_of",
    "fsl_vectors",
    "in_sphere",
    "index_at",
    "leads_by_nearness",
    "nifti_header",
    "nifti_samples",
    "summary",
    "time_step",
    "to_html",
    "to_nibabel",
    "to_sitk",
    "to_xarray",
]
