"""Labels as a DICOM segmentation (PS3.3 A.51; label maps: A.92), frames tied to the image's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from napari_dicom.dicom import ExportError, Frame, PathLike, Volume, syntax_of
from napari_dicom.dicom.objects import Code, Segment, to_cielab
from napari_dicom.writing.drawn_labels import (
    Names,
    known_segments,
    label_planes,
    numbers_in,
    volume_behind,
)
from napari_dicom.writing.items import code_item, item_of, reference_to
from napari_dicom.writing.label_planes import LabelPlanes
from napari_dicom.writing.new_file import check_target, save
from napari_dicom.writing.segmentation_frames import SegmentationKind, add_frames
from napari_dicom.writing.source_header import new_object

_CLASSES = {
    "BINARY": "1.2.840.10008.5.1.4.1.1.66.4",
    "LABELMAP": "1.2.840.10008.5.1.4.1.1.66.7",
}
_TISSUE = Code("85756007", "SCT", "Tissue")


def write_segmentation(
    path: PathLike,
    labels: Any,  # an array, a labels layer, or several of them
    reference: Any,  # a volume, with its values, or its image layer
    segments: Names | None = None,
    *,
    kind: SegmentationKind = "BINARY",
    description: str = "Segmentation",
) -> Path:
    """Write labels that were drawn on an image as a DICOM segmentation.

    Frames are tied to the image's SOP instances where labels lie on its voxels, whatever is tilted
    or uneven about them; else labels keep the grid they are on.

    Parameters
    ----------
    path
        The file to be made. It must not exist, nor lie in a folder of the image's files.
    labels
        Integers of the volume's shape (slice, row, column), or a napari labels layer; several
        where segments overlap (BINARY only), each number in one of them.
    reference
        The `Volume` or `LoadedVolume` they were drawn on, or its image layer.
    segments
        Number -> name, or `Segment` with codes, colour and more. What is not given is taken from
        the layer's features and from the segmentation it was opened from; else it is tissue that
        was drawn by hand (SegmentAlgorithmType MANUAL).
    kind
        ``"BINARY"``, which every viewer reads, or ``"LABELMAP"``: smaller, and new in 2024.
    description
        SeriesDescription (0008,103E).

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ExportError
        The path cannot be used, or the labels cannot be written as a segmentation.
    """
    if kind not in _CLASSES:
        raise ExportError(f"{kind!r} is no kind of segmentation: BINARY or LABELMAP")
    several = list(labels) if isinstance(labels, list | tuple) else [labels]
    volume = volume_behind(reference)
    target = check_target(Path(path), volume)
    parts = [label_planes(one, reference) for one in several]
    described = _described(several, parts, segments or {}, kind)
    dataset = _dataset(volume, parts, described, kind, description)
    save(dataset, target)
    return target


def _described(
    several: Sequence[Any], parts: Sequence[LabelPlanes], names: Names, kind: str
) -> list[tuple[LabelPlanes, Segment]]:
    """Return the segments that are drawn, each with the labels it is in."""
    if kind == "LABELMAP" and len(parts) > 1:
        raise ExportError("a label map holds labels that do not overlap: write BINARY instead")
    found: dict[int, tuple[LabelPlanes, Segment]] = {}
    for one, planes in zip(several, parts, strict=True):
        known = known_segments(one)
        for number in numbers_in(planes.labels):
            if number in found:
                raise ExportError(f"segment {number} is in two of the labels: renumber one")
            found[number] = (planes, _named(number, names, known))
    if not found:
        raise ExportError("nothing is drawn: there is no segment to write")
    return [found[number] for number in sorted(found)]


def _named(number: int, names: Names, known: dict[int, Segment]) -> Segment:
    given = names.get(number)
    if isinstance(given, Segment):
        return replace(given, number=number)
    segment = known.get(number, Segment(number, ""))
    return replace(segment, number=number, label=given or segment.label or f"segment {number}")


def _dataset(
    volume: Volume,
    parts: Sequence[LabelPlanes],
    described: Sequence[tuple[LabelPlanes, Segment]],
    kind: SegmentationKind,
    description: str,
) -> Dataset:
    dataset = new_object(volume, _CLASSES[kind], "SEG")
    dataset.SeriesDescription = description
    dataset.ImageType = ["DERIVED", "PRIMARY"]
    dataset.ContentLabel, dataset.ContentDescription = "SEGMENTATION", description
    dataset.ContentCreatorName = ""
    dataset.SegmentationType, dataset.LossyImageCompression = kind, _lossy(volume)
    dataset.SegmentSequence = [_segment_item(segment) for _, segment in described]
    if kind == "BINARY":
        dataset.SegmentsOverlap = "YES" if len(parts) > 1 else "NO"
    add_frames(dataset, parts, described, kind)
    sources = [frame for one in parts for frame in one.sources if frame is not None]
    dataset.ReferencedSeriesSequence = [_series_item(volume, sources or volume.acquired)]
    return dataset


def _lossy(volume: Volume) -> str:
    """Return whether the image was ever compressed with loss: many headers do not say so."""
    is_lossy = any(syntax_of(uid).lossy for uid in volume.transfer_syntax_uids)
    return volume.header.text("LossyImageCompression") or ("01" if is_lossy else "00")


def _segment_item(segment: Segment) -> Dataset:
    kind, _, name = segment.algorithm.partition(" ")
    is_known = kind in {"AUTOMATIC", "SEMIAUTOMATIC", "MANUAL"}
    item = Dataset()
    item.SegmentNumber, item.SegmentLabel = segment.number, segment.label[:64]
    item.SegmentAlgorithmType = kind if is_known else "MANUAL"
    if item.SegmentAlgorithmType != "MANUAL":
        item.SegmentAlgorithmName = name or "unknown"
    item.SegmentedPropertyCategoryCodeSequence = [code_item(segment.category or _TISSUE)]
    item.SegmentedPropertyTypeCodeSequence = [code_item(segment.type or _TISSUE)]
    if segment.tracking_uid:
        item.TrackingID = segment.tracking_id or segment.label
        item.TrackingUID = segment.tracking_uid
    item.RecommendedDisplayCIELabValue = list(to_cielab(segment.shown_colour))
    return item


def _series_item(volume: Volume, frames: Sequence[Frame]) -> Dataset:
    once = {frame.instance.sop_instance_uid: frame for frame in frames}
    return item_of(
        SeriesInstanceUID=volume.header.text("SeriesInstanceUID") or generate_uid(),
        ReferencedInstanceSequence=[reference_to(frame) for frame in once.values()],
    )
