"""Volumes handed to other libraries, each with the right order, direction and units: the door."""

from napari_dicom.dicom.converting.diffusion import Diffusion, diffusion_of, fsl_vectors
from napari_dicom.dicom.converting.lattice import leads_by_nearness, time_step
from napari_dicom.dicom.converting.nifti import nifti_header, nifti_samples, to_nibabel

__all__ = [
    "Diffusion",
    "diffusion_of",
    "fsl_vectors",
    "leads_by_nearness",
    "nifti_header",
    "nifti_samples",
    "time_step",
    "to_nibabel",
]
