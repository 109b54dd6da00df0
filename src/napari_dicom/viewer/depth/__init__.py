"""Looking at volumes in three dimensions: presets, a cut, a bound on memory: the door."""

from napari_dicom.viewer.depth.bound import Bound, Coarse, bound_depth, coarse_of, is_seen
from napari_dicom.viewer.depth.cutting import CUTS
from napari_dicom.viewer.depth.depth import Depth, depth_of
from napari_dicom.viewer.depth.presets import DepthPreset, depth_presets_of
from napari_dicom.viewer.depth.reduced import (
    BYTES_A_VOXEL,
    MOST_VOXELS,
    REDUCED,
    ordinal,
    steps_of,
    stride_of,
    thinned,
    words_of,
)

__all__ = [
    "BYTES_A_VOXEL",
    "CUTS",
    "MOST_VOXELS",
    "REDUCED",
    "Bound",
    "Coarse",
    "Depth",
    "DepthPreset",
    "bound_depth",
    "coarse_of",
    "depth_of",
    "depth_presets_of",
    "is_seen",
    "ordinal",
    "steps_of",
    "stride_of",
    "thinned",
    "words_of",
]
