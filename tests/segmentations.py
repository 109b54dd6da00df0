"""Segmentations written with what tests ask for: what goes in is what must come out."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydicom import uid as uids
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate

import phantom
from objects import item

LABELMAP = "1.2.840.10008.5.1.4.1.1.66.7"
Masks = Mapping[int, NDArray[Any]]


def blobs(shape: tuple[int, int, int] = (4, 6, 5), count: int = 2) -> dict[int, NDArray[np.bool_]]:
    """Return masks by number, each a slab of its own, none alike, no two overlapping."""
    masks = {}
    for number in range(1, count + 1):
        mask = np.zeros(shape, bool)
        mask[number % shape[0] :, number % shape[1], number - 1 :: count] = True
        mask[0, -1, (number - 1) % shape[2]] = True
        masks[number] = mask
    return masks


def write_segmentation(
    path: Path,
    masks: Masks,
    *,
    affine: ArrayLike | None = None,
    kind: str = "BINARY",
    most: int = 200,
    sparse: bool = True,
    transfer_syntax: str = uids.ExplicitVRLittleEndian,
    study: str = "study",
    segments: list[Dataset] | None = None,
    between: float | None = -1.0,
    bits: int = 8,
    edit: Callable[[Dataset], None] | None = None,
) -> Path:
    """Write one segmentation.

    Parameters
    ----------
    masks
        By segment number: bool, fractions from 0 to 1 where `kind` is FRACTIONAL, all of one shape
        (slice, row, column).
    affine
        (slice, row, column) -> LPS mm; default `phantom.make_affine()`.
    sparse
        Leave frames out that show nothing.
    between
        SpacingBetweenSlices; -1: the distance of the affine's slices, None: none.
    bits
        Of a label map's pixels.
    edit
        Called with the data set at last.
    """
    affine = phantom.make_affine() if affine is None else np.asarray(affine, dtype=np.float64)
    dataset = _header(study, kind)
    dataset.SegmentSequence = segments or [segment(number) for number in masks]
    shared = phantom._shared_groups(affine, None, None)
    if between is not None:
        distance = phantom.slice_distance(affine) if between < 0 else between
        shared.PixelMeasuresSequence[0].SpacingBetweenSlices = phantom.ds([distance])[0]
    dataset.SharedFunctionalGroupsSequence = [shared]
    frames = _frames(masks, kind, most, sparse, bits)
    dataset.PerFrameFunctionalGroupsSequence = [
        _groups(affine, plane, number) for number, plane, _ in frames
    ]
    dataset.NumberOfFrames = len(frames)
    if kind == "FRACTIONAL":
        dataset.MaximumFractionalValue, dataset.SegmentationFractionalType = most, "PROBABILITY"
    _set_pixels(dataset, [pixels for _, _, pixels in frames], uids.UID(transfer_syntax))
    if edit is not None:
        edit(dataset)
    path.parent.mkdir(parents=True, exist_ok=True)
    return phantom.save(dataset, path, transfer_syntax)


def segment(number: int, label: str = "", **values: Any) -> Dataset:
    """Return an item of the Segment Sequence."""
    tissue = item(CodeValue="85756007", CodingSchemeDesignator="SCT", CodeMeaning="Tissue")
    kind = item(CodeValue="10200004", CodingSchemeDesignator="SCT", CodeMeaning="Liver")
    described = {
        "SegmentNumber": number,
        "SegmentLabel": label or f"part {number}",
        "SegmentAlgorithmType": "MANUAL",
        "SegmentedPropertyCategoryCodeSequence": [tissue],
        "SegmentedPropertyTypeCodeSequence": [kind],
    }
    return item(**{**described, **values})


def voxels(loaded: Any) -> dict[int, NDArray[np.bool_]]:
    """Return the masks of a `LoadedSegmentation` by number, of its label maps' shape."""
    found = {}
    for one in loaded.label_maps:
        for shown in one.shown:
            mask = one.labels == shown.value
            if mask.any():
                found[shown.segment.number] = mask
    return found


def _header(study: str, kind: str) -> Dataset:
    dataset = phantom.image_header("SEG", "segmentation", study, 0)
    dataset.SOPClassUID = LABELMAP if kind == "LABELMAP" else uids.SegmentationStorage
    dataset.SegmentationType, dataset.SeriesNumber = kind, 5
    series = item(SeriesInstanceUID=phantom.uid(study, "series"))
    dataset.ReferencedSeriesSequence = [series]
    return dataset


def _frames(
    masks: Masks, kind: str, most: int, sparse: bool, bits: int
) -> list[tuple[int, int, NDArray[Any]]]:
    """Return (segment, slice, pixels) of each frame."""
    if kind == "LABELMAP":
        dtype = np.uint8 if bits == 8 else np.uint16
        labels = sum(mask.astype(dtype) * dtype(number) for number, mask in masks.items())
        masks = {0: labels}
    scaled = {
        number: np.rint(mask * most).astype(np.uint8) if kind == "FRACTIONAL" else mask
        for number, mask in masks.items()
    }
    return [
        (number, plane, pixels)
        for number, mask in scaled.items()
        for plane, pixels in enumerate(mask)
        if not sparse or pixels.any()
    ]


def _groups(affine: NDArray[np.float64], plane: int, number: int) -> Dataset:
    groups = phantom._frame_groups(affine, plane)
    if number:
        groups.SegmentIdentificationSequence = [item(ReferencedSegmentNumber=number)]
    return groups


def _set_pixels(dataset: Dataset, frames: list[NDArray[Any]], syntax: uids.UID) -> None:
    if frames[0].dtype != bool:
        phantom.set_pixels(dataset, frames, syntax)
        return
    octets = [frame.astype(np.uint8) for frame in frames]
    phantom.set_pixels(dataset, octets, uids.ImplicitVRLittleEndian)
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 1, 1, 0
    if syntax.is_encapsulated:
        dataset.PixelData = encapsulate([_coded_bits(one, syntax) for one in octets])
        dataset["PixelData"].VR, dataset["PixelData"].is_undefined_length = "OB", True
        return
    data = np.packbits(np.stack(frames).ravel(), bitorder="little").tobytes()
    data += b"\0" * (len(data) % 2)
    if not syntax.is_little_endian:
        data = np.frombuffer(data, "<u2").byteswap().tobytes()
    dataset.PixelData = data
    dataset["PixelData"].VR = "OB" if syntax.is_little_endian else "OW"


def _coded_bits(octets: NDArray[np.uint8], syntax: uids.UID) -> bytes:
    if syntax == uids.RLELossless:
        return phantom._rle(np.packbits(octets.ravel(), bitorder="little").reshape(1, -1))
    return phantom.encode(octets, syntax, 1)
