"""A study made up for looking around, and its demonstration: the door."""

from napari_dicom.samples.demo import has_screen, run_demo
from napari_dicom.samples.study import sample_study

__all__ = [
    "has_screen",
    "run_demo",
    "sample_study",
]
