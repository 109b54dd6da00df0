"""Frames of a segmentation: pixels, functional groups (PS3.3 C.7.6.16), dimensions (C.7.6.17)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from napari_dicom.dicom import ExportError, Frame
from napari_dicom.dicom.objects import Code, Segment
from napari_dicom.writing.items import code_item, decimals, item_of, reference_to
from napari_dicom.writing.label_planes import LabelPlanes

SegmentationKind = Literal["BINARY", "LABELMAP"]

Described = Sequence[tuple[LabelPlanes, Segment]]
"""Each segment with the labels it is in."""

_DERIVATION = Code("113076", "DCM", "Segmentation")
_SOURCE = Code("121322", "DCM", "Source image for image processing operation")
_SEGMENT_NUMBER, _IDENTIFICATION = 0x0062000B, 0x0062000A
_POSITION, _PLACE = 0x00200032, 0x00209113


@dataclass(frozen=True, slots=True)
class _FrameToWrite:
    """One frame: the segment it shows (0: a label map), its plane, and which of each it is."""

    number: int
    plane: int
    rank: int


def add_frames(
    dataset: Dataset,
    parts: Sequence[LabelPlanes],
    described: Described,
    kind: SegmentationKind,
) -> None:
    """Add pixels and functional groups (PS3.3 C.7.6.16), dimensions (C.7.6.17)."""
    first = parts[0]
    if any(not _are_alike(first, one) for one in parts):
        raise ExportError("the labels lie on different grids: write them one by one")
    frames, pixels = _frames(described, kind)
    dataset.Rows, dataset.Columns = first.labels.shape[1:]
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.PixelRepresentation, dataset.NumberOfFrames = 0, len(frames)
    widest = max(segment.number for _, segment in described)
    bits = 1 if kind == "BINARY" else 8 if widest <= 255 else 16
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit = bits - 1
    if kind == "LABELMAP":
        dataset.PixelPaddingValue = 0
        dataset["PixelPaddingValue"].VR = "US"
    organization = generate_uid()
    dataset.DimensionOrganizationSequence = [item_of(DimensionOrganizationUID=organization)]
    dataset.DimensionIndexSequence = list(_dimensions(organization, kind))
    dataset.SharedFunctionalGroupsSequence = [_shared_groups(first)]
    dataset.PerFrameFunctionalGroupsSequence = [
        _frame_groups(planes, one, kind) for planes, one in frames
    ]
    dataset.PixelData = pixels + b"\0" * (len(pixels) % 2)
    dataset["PixelData"].VR = "OB" if bits <= 8 else "OW"


def _are_alike(one: LabelPlanes, other: LabelPlanes) -> bool:
    """Tell whether labels have the same rows, columns, pixels and orientation."""
    same = one.labels.shape[1:] == other.labels.shape[1:]
    same = same and one.pixel_spacing == other.pixel_spacing
    return same and one.orientation == other.orientation and one.sources[:1] == other.sources[:1]


_Frames = list[tuple[LabelPlanes, _FrameToWrite]]


def _frames(described: Described, kind: SegmentationKind) -> tuple[_Frames, bytes]:
    """Return the frames that show something, and their pixels one after the other."""
    frames: _Frames = []
    packer = _Bits()
    chunks: list[bytes] = []
    widest = max(segment.number for _, segment in described)
    numbers = [segment.number for _, segment in described] if kind == "BINARY" else [0]
    for rank, number in enumerate(numbers, 1):
        planes = described[rank - 1][0]
        for plane, labels in enumerate(planes.labels):
            shown = labels == number if number else labels
            if not shown.any():
                continue
            frames.append((planes, _FrameToWrite(number, plane, rank)))
            if number:
                packer.add(shown)
            else:
                chunks.append(shown.astype("u1" if widest <= 255 else "<u2").tobytes())
    return frames, packer.bytes() if kind == "BINARY" else b"".join(chunks)


class _Bits:
    """Packs frames of bits one after the other, without padding between them."""

    def __init__(self) -> None:
        self._done: list[bytes] = []
        self._rest = np.zeros(0, np.uint8)

    def add(self, mask: NDArray[np.bool_]) -> None:
        """Append a frame."""
        bits = np.concatenate([self._rest, mask.ravel()])
        whole = bits.size // 8 * 8
        self._done.append(np.packbits(bits[:whole], bitorder="little").tobytes())
        self._rest = bits[whole:]

    def bytes(self) -> bytes:
        """Return all of them."""
        rest = np.packbits(self._rest, bitorder="little").tobytes()
        return b"".join([*self._done, rest])


def _dimensions(organization: str, kind: SegmentationKind) -> Iterator[Dataset]:
    pointers = [(_POSITION, _PLACE)]
    if kind == "BINARY":
        pointers.insert(0, (_SEGMENT_NUMBER, _IDENTIFICATION))
    for pointer, group in pointers:
        yield item_of(
            DimensionOrganizationUID=organization,
            DimensionIndexPointer=pointer,
            FunctionalGroupPointer=group,
        )


def _shared_groups(planes: LabelPlanes) -> Dataset:
    groups = Dataset()
    if planes.pixel_spacing is not None:
        measures = item_of(PixelSpacing=decimals(planes.pixel_spacing))
        step = planes.slice_spacing
        if step is not None:
            measures.SliceThickness = measures.SpacingBetweenSlices = decimals([step])[0]
        elif planes.sources[0] is not None and planes.sources[0].slice_thickness:
            measures.SliceThickness = decimals([planes.sources[0].slice_thickness])[0]
        groups.PixelMeasuresSequence = [measures]
    if planes.orientation is not None:
        turned = item_of(ImageOrientationPatient=decimals(planes.orientation))
        groups.PlaneOrientationSequence = [turned]
    return groups


def _frame_groups(planes: LabelPlanes, one: _FrameToWrite, kind: SegmentationKind) -> Dataset:
    groups = Dataset()
    rank = [one.plane + 1] if kind == "LABELMAP" else [one.rank, one.plane + 1]
    groups.FrameContentSequence = [item_of(DimensionIndexValues=rank)]
    if planes.positions is not None:
        place = item_of(ImagePositionPatient=decimals(planes.positions[one.plane]))
        groups.PlanePositionSequence = [place]
    if kind == "BINARY":
        groups.SegmentIdentificationSequence = [item_of(ReferencedSegmentNumber=one.number)]
    source = planes.sources[one.plane]
    if source is not None:
        groups.DerivationImageSequence = [_derivation(source)]
    return groups


def _derivation(source: Frame) -> Dataset:
    made_from = reference_to(source)
    made_from.PurposeOfReferenceCodeSequence = [code_item(_SOURCE)]
    pixels = source.instance.pixels
    if pixels is not None and pixels.number_of_frames > 1:
        made_from.ReferencedFrameNumber = source.number
    return item_of(SourceImageSequence=[made_from], DerivationCodeSequence=[code_item(_DERIVATION)])
