"""Good companions of a small CT to make broken ones from: one of each kind at least."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from pydicom import uid as uids
from pydicom.dataset import Dataset

import phantom
from napari_dicom.dicom.objects.segmentation import to_cielab
from objects import item, write_object
from segmentations import blobs, segment, write_segmentation
from structure_sets import FRAME, contour, lps, roi, square, structure_set

AFFINE = phantom.make_affine()
_IMAGE = phantom.uid("study", "series", "instance", 1)
_CORNERS = np.array([[0, 0, 0], [9, 0, 0], [0, 9, 0], [0, 0, 9]], dtype="<f4")
_FACES = np.array([[1, 2, 3], [1, 2, 4], [1, 3, 4], [2, 3, 4]], dtype="<u2")


def write_images(folder: Path) -> list[Path]:
    """Write the CT of 4 slices that all companions lie on."""
    return phantom.write_series(folder, phantom.ramp(4, 6, 5), affine=AFFINE)


def write_companions(folder: Path) -> list[Path]:
    """Write one good file of each kind; return them."""
    folder.mkdir(parents=True, exist_ok=True)
    return [*_segmentations(folder), *_drawn(folder), *_told(folder), *_surfaces(folder)]


def _segmentations(folder: Path) -> Iterator[Path]:
    little, rle = uids.ExplicitVRLittleEndian, uids.RLELossless
    for name, syntax in (("binary", little), ("binary-rle", rle)):
        yield write_segmentation(folder / f"{name}.dcm", blobs(), transfer_syntax=syntax)
    parts = {n: np.where(mask, 0.25 * n, 0.0) for n, mask in blobs().items()}
    yield write_segmentation(folder / "fractional.dcm", parts, kind="FRACTIONAL")
    for name, syntax, bits in (("labelmap", little, 8), ("labelmap-rle-16", rle, 16)):
        yield write_segmentation(
            folder / f"{name}.dcm", blobs(), kind="LABELMAP", transfer_syntax=syntax, bits=bits
        )


def _drawn(folder: Path) -> Iterator[Path]:
    contours = [contour(lps(AFFINE, square(n, 0.5, 3.5))) for n in (1, 2)]
    point = contour(lps(AFFINE, [[1, 2, 2]]), "POINT")
    rois = roi(1, "a", contours), roi(2, "b", [point])
    yield structure_set(folder / "structures.dcm", *rois)
    yield _with_open_ends(structure_set(folder / "structures-open.dcm", *rois))
    yield _report(folder / "report.dcm")
    beams = item(BeamName="a", ControlPointSequence=[item(IsocenterPosition=["1", "2", "3"])])
    values = {"BeamSequence": [beams], "FrameOfReferenceUID": FRAME}
    yield write_object(folder / "plan.dcm", uids.RTPlanStorage, values, modality="RTPLAN")


def _with_open_ends(path: Path) -> Path:
    """Write an object again with sequences and items of undefined length."""
    dataset = pydicom.dcmread(path)
    for element in dataset.iterall():
        if element.VR == "SQ":
            element.is_undefined_length = True
            for one in element.value:
                one.is_undefined_length_sequence_item = True
    dataset.save_as(path)
    return path


def _report(path: Path) -> Path:
    code = item(CodeValue="1", CodingSchemeDesignator="DCM", CodeMeaning="Length")
    image = item(ValueType="IMAGE", ReferencedSOPSequence=[item(ReferencedSOPInstanceUID=_IMAGE)])
    line = item(
        ValueType="SCOORD",
        GraphicType="POLYLINE",
        GraphicData=[1.0, 1.0, 4.0, 4.0],
        ContentSequence=[image],
    )
    number = item(NumericValue="4.2", MeasurementUnitsCodeSequence=[code])
    measured = item(
        ValueType="NUM",
        ConceptNameCodeSequence=[code],
        MeasuredValueSequence=[number],
        ContentSequence=[line],
    )
    group = item(ValueType="CONTAINER", ConceptNameCodeSequence=[code], ContentSequence=[measured])
    values = {"ValueType": "CONTAINER", "ContentSequence": [group]}
    return write_object(path, uids.ComprehensiveSRStorage, values, modality="SR")


def _told(folder: Path) -> Iterator[Path]:
    image = item(ReferencedSOPInstanceUID=_IMAGE, ReferencedSOPClassUID=uids.CTImageStorage)
    series = item(SeriesInstanceUID=phantom.uid("study", "series"), ReferencedImageSequence=[image])
    line = item(
        GraphicAnnotationUnits="PIXEL",
        GraphicDimensions=2,
        NumberOfGraphicPoints=2,
        GraphicData=[1.0, 1.0, 4.0, 4.0],
        GraphicType="POLYLINE",
    )
    state: dict[str, Any] = {
        "ReferencedSeriesSequence": [series],
        "GraphicAnnotationSequence": [item(GraphicLayer="A", GraphicObjectSequence=[line])],
        "SoftcopyVOILUTSequence": [item(WindowCenter="40", WindowWidth="400")],
    }
    sop_class: str = uids.GrayscaleSoftcopyPresentationStateStorage
    yield write_object(folder / "state.dcm", sop_class, state, modality="PR")
    chosen = {"ContentSequence": [item(ValueType="IMAGE", ReferencedSOPSequence=[image])]}
    sop_class = uids.KeyObjectSelectionDocumentStorage
    yield write_object(folder / "key.dcm", sop_class, chosen, modality="KO")
    turn = np.diag([-1.0, -1.0, 1.0, 1.0])
    matrix = item(
        FrameOfReferenceTransformationMatrixType="RIGID",
        FrameOfReferenceTransformationMatrix=phantom.ds(turn),
    )
    steps = [item(MatrixSequence=[matrix])]
    registered = item(FrameOfReferenceUID="1.2.3", MatrixRegistrationSequence=steps)
    values = {"FrameOfReferenceUID": FRAME, "RegistrationSequence": [registered]}
    sop_class = uids.SpatialRegistrationStorage
    yield write_object(folder / "registration.dcm", sop_class, values, modality="REG")


def _surfaces(folder: Path) -> Iterator[Path]:
    points, mesh = item(), item()
    points.add_new("PointCoordinatesData", "OF", _CORNERS.tobytes())
    mesh.add_new("TrianglePointIndexList", "OW", _FACES.tobytes())
    surface = item(
        SurfaceNumber=1,
        SurfacePointsSequence=[points],
        SurfaceMeshPrimitivesSequence=[mesh],
        RecommendedDisplayCIELabValue=list(to_cielab((1.0, 0.0, 0.0))),
    )
    values = {"SurfaceSequence": [surface], "SegmentSequence": [_segment()]}
    sop_class: str = uids.SurfaceSegmentationStorage
    values["FrameOfReferenceUID"] = FRAME
    yield write_object(folder / "surface.dcm", sop_class, values, modality="SEG")
    unit = item(CodeValue="mm", CodingSchemeDesignator="UCUM", CodeMeaning="mm")
    model = {
        "EncapsulatedDocument": b"v 0 0 0\nv 1 0 0\nv 0 2 0\nf 1 2 3\n ",
        "MeasurementUnitsCodeSequence": [unit],
        "FrameOfReferenceUID": FRAME,
    }
    yield write_object(folder / "model.dcm", uids.EncapsulatedOBJStorage, model, modality="M3D")


def _segment() -> Dataset:
    return segment(1, "part", ReferencedSurfaceSequence=[item(ReferencedSurfaceNumber=1)])
