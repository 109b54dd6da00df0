"""Lengths, angles, areas, volumes and values of what is drawn on images: the door."""

from napari_dicom.dicom.measuring.figure import Figure, FigureKind, figure_of
from napari_dicom.dicom.measuring.figures import measure_figure
from napari_dicom.dicom.measuring.image import MeasuredImage
from napari_dicom.dicom.measuring.lattice import Lattice
from napari_dicom.dicom.measuring.measurement import Measurement
from napari_dicom.dicom.measuring.of_volumes import Arranged, measured_step
from napari_dicom.dicom.measuring.regions import Labels, measure_labels
from napari_dicom.dicom.measuring.statistics import Statistics

__all__ = [
    "Arranged",
    "Figure",
    "FigureKind",
    "Labels",
    "Lattice",
    "MeasuredImage",
    "Measurement",
    "Statistics",
    "figure_of",
    "measure_figure",
    "measure_labels",
    "measured_step",
]
