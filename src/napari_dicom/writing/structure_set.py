"""Labels, shapes and points as a DICOM structure set (PS3.3 A.19) of the image they lie on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from napari_dicom.dicom import ExportError, PathLike, Volume, lenient
from napari_dicom.dicom.objects import Contour, Roi
from napari_dicom.writing.drawn_contours import drawn_rois
from napari_dicom.writing.drawn_labels import volume_behind
from napari_dicom.writing.items import decimals, item_of, reference_to
from napari_dicom.writing.new_file import check_target, save
from napari_dicom.writing.source_header import new_object

_CLASS = "1.2.840.10008.5.1.4.1.1.481.3"
_STUDY_MANAGEMENT = "1.2.840.10008.3.1.2.3.1"
"""What RT objects refer to a study by (PS3.3 C.8.8.5)."""

_COLOURS = ((255, 0, 0), (0, 200, 0), (0, 120, 255), (255, 200, 0), (255, 0, 255), (0, 220, 220))


def write_structure_set(
    path: PathLike,
    drawn: Any,  # an array, a layer, or several of them
    reference: Any,  # a volume, with its values, or its image layer
    names: Mapping[int, str] | None = None,
    *,
    description: str = "Structure set",
) -> Path:
    """Write what was drawn on an image as a DICOM structure set (RTSTRUCT).

    Labels become closed contours around their voxels, a hole joined to them by a keyhole: filled by
    pixel centres they are the same voxels again. Shapes and points keep their exact places.

    Parameters
    ----------
    path
        The file to be made. It must not exist, nor lie in a folder of the image's files.
    drawn
        Integers of the volume's shape (slice, row, column), or a napari layer of labels, shapes or
        points; or several. A layer of shapes or points is one region of interest, or those that its
        features tell apart (``index``, ``label``), as when it was opened from a structure set.
    reference
        The `Volume` or `LoadedVolume` they were drawn on, or its image layer.
    names
        ROI number -> name, where the layers name none.
    description
        SeriesDescription (0008,103E).

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ExportError
        The path cannot be used, nothing is drawn, or it cannot be written as contours.
    """
    several = list(drawn) if isinstance(drawn, list | tuple) else [drawn]
    volume = volume_behind(reference)
    target = check_target(Path(path), volume)
    rois = _numbered([roi for one in several for roi in drawn_rois(one, reference)])
    if not rois:
        raise ExportError("nothing is drawn: there is no region of interest to write")
    save(_dataset(volume, [_named(roi, names or {}) for roi in rois], description), target)
    return target


def _numbered(rois: Sequence[Roi]) -> list[Roi]:
    """Return regions whose numbers differ: those of one number and name are one, the rest move."""
    found: dict[int, Roi] = {}
    for roi in rois:
        same = found.get(roi.number)
        if same is not None and same.name == roi.name and roi.name:
            found[roi.number] = replace(same, contours=(*same.contours, *roi.contours))
        else:
            number = roi.number if same is None else max(found) + 1
            found[number] = replace(roi, number=number)
    return [found[number] for number in sorted(found)]


def _named(roi: Roi, names: Mapping[int, str]) -> Roi:
    name = names.get(roi.number) or roi.name or f"ROI {roi.number}"
    return replace(roi, name=name, colour=roi.colour or _COLOURS[roi.number % len(_COLOURS)])


def _dataset(volume: Volume, rois: Sequence[Roi], description: str) -> Dataset:
    dataset = new_object(volume, _CLASS, "RTSTRUCT")
    del dataset.ContentDate, dataset.ContentTime
    frame = volume.frame_of_reference_uid or generate_uid()
    dataset.FrameOfReferenceUID = frame
    dataset.SeriesDescription, dataset.OperatorsName = description, ""
    dataset.StructureSetLabel, dataset.StructureSetName = description[:16], description[:64]
    dataset.StructureSetDate = dataset.InstanceCreationDate
    dataset.StructureSetTime = dataset.InstanceCreationTime
    images = {frame.instance.sop_instance_uid: reference_to(frame) for frame in volume.acquired}
    dataset.ReferencedFrameOfReferenceSequence = [
        item_of(
            FrameOfReferenceUID=frame,
            RTReferencedStudySequence=[_study(dataset, volume, list(images.values()))],
        )
    ]
    with lenient():  # one geometric type of the standard's is longer than its VR allows
        dataset.StructureSetROISequence = [_roi_item(roi, frame) for roi in rois]
        dataset.ROIContourSequence = [_contour_item(roi, images) for roi in rois]
        dataset.RTROIObservationsSequence = [_observation_item(roi) for roi in rois]
    return dataset


def _study(dataset: Dataset, volume: Volume, images: Sequence[Dataset]) -> Dataset:
    series = item_of(
        SeriesInstanceUID=volume.header.text("SeriesInstanceUID") or generate_uid(),
        ContourImageSequence=images,
    )
    return item_of(
        ReferencedSOPClassUID=_STUDY_MANAGEMENT,
        ReferencedSOPInstanceUID=dataset.StudyInstanceUID,
        RTReferencedSeriesSequence=[series],
    )


def _roi_item(roi: Roi, frame: str) -> Dataset:
    return item_of(
        ROINumber=roi.number,
        ReferencedFrameOfReferenceUID=frame,
        ROIName=roi.name[:64],
        ROIGenerationAlgorithm=roi.algorithm or "MANUAL",
    )


def _contour_item(roi: Roi, images: Mapping[str, Dataset]) -> Dataset:
    return item_of(
        ROIDisplayColor=list(roi.colour or ()),
        ContourSequence=list(_contours(roi.contours, images)),
        ReferencedROINumber=roi.number,
    )


def _contours(contours: Sequence[Contour], images: Mapping[str, Dataset]) -> Iterator[Dataset]:
    for number, contour in enumerate(contours, 1):
        item = item_of(
            ContourGeometricType=str(contour.type),
            NumberOfContourPoints=len(contour.points),
            ContourNumber=number,
            ContourData=decimals(contour.points.ravel()),
        )
        sources = [images[uid] for uid in contour.sop_instance_uids if uid in images]
        if sources:
            item.ContourImageSequence = sources
        yield item


def _observation_item(roi: Roi) -> Dataset:
    return item_of(
        ObservationNumber=roi.number,
        ReferencedROINumber=roi.number,
        RTROIInterpretedType=roi.type,
        ROIInterpreter="",
    )
