"""Structure sets made from points that tests know."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom.dicom import lenient
from objects import item, write_object

FRAME = phantom.uid("study", "frame of reference")


def lps(affine: ArrayLike, index: ArrayLike) -> NDArray[np.float64]:
    """Return LPS mm of (slice, row, column) places on a grid."""
    affine = np.asarray(affine, dtype=np.float64)
    return np.asarray(index, dtype=np.float64) @ affine[:3, :3].T + affine[:3, 3]


def square(
    plane: float, low: float, high: float, axis: int = 0, columns: tuple[float, float] | None = None
) -> NDArray[np.float64]:
    """Return (slice, row, column) of a square's corners in one plane of a grid."""
    left, right = columns or (low, high)
    corners = np.array([[low, left], [low, right], [high, right], [high, left]], dtype=np.float64)
    return np.insert(corners, axis, plane, axis=1)


def contour(
    points: ArrayLike, kind: str | None = "CLOSED_PLANAR", images: Sequence[str] = ()
) -> Dataset:
    """Return a Contour item from LPS points."""
    points = np.asarray(points, dtype=np.float64)
    values: dict[str, Any] = {"ContourData": phantom.ds(points)}
    values["NumberOfContourPoints"] = len(points)
    if kind is not None:
        values["ContourGeometricType"] = kind  # one of the standard's is too long for its VR
    if images:
        values["ContourImageSequence"] = [
            item(ReferencedSOPClassUID=uids.CTImageStorage, ReferencedSOPInstanceUID=uid)
            for uid in images
        ]
    with lenient():
        return item(**values)


def roi(
    number: int,
    name: str,
    contours: Sequence[Dataset] = (),
    *,
    frame: str | None = FRAME,
    colour: Sequence[int] | None = (255, 0, 0),
    type: str = "",
) -> tuple[Dataset, Dataset, Dataset]:
    """Return the Structure Set ROI, ROI Contour and Observation items of one ROI."""
    own = item(ROINumber=number, ROIName=name, ROIGenerationAlgorithm="MANUAL")
    if frame is not None:
        own.ReferencedFrameOfReferenceUID = frame
    drawn = item(ReferencedROINumber=number)
    if colour is not None:
        drawn.ROIDisplayColor = list(colour)
    if contours:
        drawn.ContourSequence = list(contours)
    seen = item(ObservationNumber=number, ReferencedROINumber=number, RTROIInterpretedType=type)
    return own, drawn, seen


def structure_set(
    path: Path, *rois: tuple[Dataset, Dataset, Dataset], number: int = 7, **values: Any
) -> Path:
    """Write a structure set; its own frame of reference only where `values` name one."""
    values = {"FrameOfReferenceUID": None, "SeriesDescription": "drawn", **values}
    values["SeriesInstanceUID"] = phantom.uid("structure set", number)
    values["StructureSetROISequence"] = [own for own, _, _ in rois]
    values["ROIContourSequence"] = [drawn for _, drawn, _ in rois]
    values["RTROIObservationsSequence"] = [seen for _, _, seen in rois]
    kept = {keyword: value for keyword, value in values.items() if value is not None}
    missing = [keyword for keyword, value in values.items() if value is None]
    with lenient():
        return write_object(
            path,
            uids.RTStructureSetStorage,
            kept,
            modality="RTSTRUCT",
            number=number,
            transfer_syntax=uids.ImplicitVRLittleEndian,
            missing=missing,
        )
