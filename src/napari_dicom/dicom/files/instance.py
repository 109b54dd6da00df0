"""One DICOM file: its header values, and where its pixels are.

Read by a plain walk over its elements; where that does not answer, by pydicom (`datasets`). A file
is DICOM when it has the preamble and prefix of PS3.10 section 7.1, or when it starts with a
plausible data element of group 0002 or 0008 (files written without either).
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from napari_dicom.dicom.errors import DecodeError, HeaderError, NotDicomError
from napari_dicom.dicom.files.frame_count import check_frame_count
from napari_dicom.dicom.files.image_pixel import doubts_of_pixels, pixel_format, with_whole_chroma
from napari_dicom.dicom.files.pixel_element import (
    doubt_of_frames,
    doubt_of_syntax,
    frames_in_bytes,
    frames_in_table,
    look_at_items,
    true_number_of_frames,
    true_syntax,
)
from napari_dicom.dicom.headers import (
    BoundedFile,
    Header,
    ValueDoubt,
    Walked,
    doubts_in,
    lenient,
    refusing_damage,
    walk,
)
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.pixels import FileState, PixelSource, SampleKind, syntax_of
from napari_dicom.dicom.text import plain_text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_KINDS = {
    0x7FE00008: SampleKind.FLOAT,
    0x7FE00009: SampleKind.DOUBLE,
    0x7FE00010: SampleKind.INTEGER,
}
_IMPLICIT = "1.2.840.10008.1.2"
_EXPLICIT = "1.2.840.10008.1.2.1"
_BIG_ENDIAN = "1.2.840.10008.1.2.2"
_UNDEFINED = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One SOP instance as it lies in a file.

    Parameters
    ----------
    path
        The file.
    header
        The values that scanning, placing and decoding need.
    pixels
        Where the pixels are; None in an object without an image.
    content
        Tells files of the same SOP instance apart whose pixels differ; ``""`` in all others.
    unpacked
        What keeps the file where it is, in those from an archive: it is gone with the last of them.
    pixel_doubts
        What of the values that describe the pixels is not as it should be.
    """

    path: Path
    header: Header
    pixels: PixelSource | None
    content: str = ""
    unpacked: object = field(default=None, repr=False)
    pixel_doubts: tuple[ValueDoubt, ...] = ()

    @property
    def sop_instance_uid(self) -> str:
        """(0008,0018), or what the file meta information says."""
        return self.header.text("SOPInstanceUID") or self.header.text("MediaStorageSOPInstanceUID")

    @property
    def sop_class_uid(self) -> str:
        """(0008,0016), or what the file meta information says."""
        return self.header.text("SOPClassUID") or self.header.text("MediaStorageSOPClassUID")

    @property
    def doubts(self) -> tuple[ValueDoubt, ...]:
        """What is doubtful about its values: the same whoever has read them before."""
        return (*doubts_in(self.header), *self.pixel_doubts)

    @property
    def whole(self) -> str:
        """Return what frames of one image share: a file, or parts of one (PS3.3 C.7.6.16.1.1)."""
        return self.header.text("ConcatenationUID") or str(self.path)

    def dataset(self) -> Dataset:
        """Read the whole header with pydicom, pixel data left out.

        Raises
        ------
        HeaderError
            It is damaged, or the file is another than it was when it was found.
        OSError
            The file is not there any more.
        """
        # imports pydicom: only where somebody looks at a whole header
        from napari_dicom.dicom.datasets import dataset_at

        if self.pixels is not None and self.pixels.state is not None:
            try:
                self.pixels.state.check(self.path)
            except DecodeError as error:
                raise HeaderError(str(error)) from None
        return dataset_at(self.path)


@dataclass(frozen=True, slots=True)
class _PixelElement:
    kind: SampleKind
    offset: int
    length: int | None


@dataclass(frozen=True, slots=True)
class _Pixels:
    """Where pixels are, and what of that is doubtful."""

    source: PixelSource
    doubts: tuple[ValueDoubt, ...] = ()


def is_dicom_start(head: bytes) -> bool:
    """Tell whether these first 132 bytes of a file are those of a DICOM file."""
    if head[128:132] == b"DICM":
        return True
    if len(head) < 8 or head[:2] not in {b"\x02\0", b"\x08\0", b"\0\x08"}:
        return False
    order = _byte_order(head[:2] != b"\0\x08")
    element = int.from_bytes(head[2:4], order)
    explicit = head[4:6].isalpha() and head[4:6].isupper()
    return element <= 0x2228 and (explicit or int.from_bytes(head[4:8], order) < 1 << 16)


def _byte_order(little_endian: bool) -> Literal["little", "big"]:
    return "little" if little_endian else "big"


def read_instance(path: Path, limits: Limits = DEFAULT_LIMITS) -> Instance:
    """Read the header of one file.

    Raises
    ------
    NotDicomError
        The file is not DICOM, or not a regular file.
    HeaderError
        It is, but its header is damaged.
    LimitError
        Its header, or its inflated data set, is larger than `limits` allow.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise NotDicomError("not a regular file")
        with path.open("rb", buffering=0) as file:
            walked = walk(file, limits)
            if walked is not None:
                return _from_walk(path, walked, limits)
        with BoundedFile(path) as file:
            if not is_dicom_start(file.read(132)):
                raise NotDicomError("not DICOM")
            return _read(path, file, limits)
    except OSError as error:
        raise HeaderError(f"cannot be read: {error.strerror or error}") from error


def _from_walk(path: Path, walked: Walked, limits: Limits) -> Instance:
    """Return the instance whose head was walked, without building a dataset."""
    header = Header(walked.values, True, walked.vrs)
    if walked.pixel_tag is None:
        return Instance(path, header, None)
    kind = _KINDS[walked.pixel_tag]
    element = _PixelElement(kind, walked.pixel_offset, walked.pixel_length)
    start = walked.deflated_offset or 0
    return _instance(path, header, _pixel_source(path, header, element, "", limits, start))


def _read(path: Path, file: BinaryIO, limits: Limits) -> Instance:
    # imports pydicom: only where the shortcut does not answer
    from napari_dicom.dicom.datasets import header_of, parse_dataset

    dataset, body, dataset_offset = parse_dataset(file, limits)
    with lenient(), refusing_damage("the header"):  # pydicom looks at character sets only now
        header = header_of(dataset)
    if not header.raw:
        raise NotDicomError("not DICOM: no known element in it")
    implicit, little_endian = dataset.original_encoding
    element = _pixel_element(body, bool(implicit), bool(little_endian))
    if element is None:
        return Instance(path, header, None)
    unnamed = _IMPLICIT if implicit else _EXPLICIT if little_endian else _BIG_ENDIAN
    return _instance(
        path, header, _pixel_source(path, header, element, unnamed, limits, dataset_offset)
    )


def _instance(path: Path, header: Header, found: _Pixels) -> Instance:
    source = found.source
    doubts = doubts_of_pixels(header, source.format, source.length is None)
    return Instance(path, header, source, pixel_doubts=(*found.doubts, *doubts))


def _pixel_element(body: BinaryIO, implicit: bool, little_endian: bool) -> _PixelElement | None:
    """Read the head of the element the stream stands at, where it is a pixel element."""
    start = body.tell()
    head = body.read(12)
    order = _byte_order(little_endian)
    if len(head) < 8:
        return None
    tag = int.from_bytes(head[:2], order) << 16 | int.from_bytes(head[2:4], order)
    if tag not in _KINDS:
        return None
    if implicit or not head[4:6].isalpha():
        length, offset = int.from_bytes(head[4:8], order), start + 8
    else:
        length, offset = int.from_bytes(head[8:12], order), start + 12
    return _PixelElement(_KINDS[tag], offset, None if length == _UNDEFINED else length)


def _pixel_source(
    path: Path,
    header: Header,
    element: _PixelElement,
    unnamed: str,
    limits: Limits,
    dataset_offset: int = 0,
) -> _Pixels:
    """Gather where the pixels are; `unnamed` is the transfer syntax where the file names none."""
    uid = header.text("TransferSyntaxUID") or unnamed
    if element.length is None and not header.text("TransferSyntaxUID"):
        raise HeaderError(
            "compressed pixel data, but the file does not name its transfer syntax (0002,0010)"
        )
    frames = _number_of_frames(header)
    layout = pixel_format(header, element.kind)
    layout = with_whole_chroma(layout, frames, element.length)
    extended = tuple(int(n) for n in header.numbers("ExtendedOffsetTable") or ())
    doubts: tuple[ValueDoubt, ...] = ()
    if element.length is not None:
        held = frames_in_bytes(layout, element.length)
        doubts = doubt_of_frames(header, frames, held, "the pixel data fills")
        frames = true_number_of_frames(header, frames, held)
    elif not dataset_offset:
        uid, frames, doubts = _by_items(path, header, element.offset, uid, extended)
    state = FileState.of(path.stat())
    check_frame_count(frames, layout, uid, state.size, limits)
    source = PixelSource(
        path=os.fspath(path),
        transfer_syntax_uid=uid,
        format=layout,
        number_of_frames=frames,
        offset=element.offset,
        length=element.length,
        dataset_offset=dataset_offset,
        extended_offsets=extended,
        state=state,
    )
    return _Pixels(source, doubts)


def _by_items(
    path: Path, header: Header, offset: int, uid: str, extended: tuple[int, ...]
) -> tuple[str, int, tuple[ValueDoubt, ...]]:
    """Return transfer syntax and number of frames as encapsulated pixels have them."""
    frames = _number_of_frames(header)
    if frames == 1 and syntax_of(uid).encapsulated:
        return uid, frames, ()  # as nearly all files: nothing to look for
    items = look_at_items(path, offset)
    held = frames_in_table(extended or items.offsets)
    used = true_syntax(uid, items)
    doubts = doubt_of_frames(header, frames, held, "the offset table names")
    return used, true_number_of_frames(header, frames, held), (*doubts, *doubt_of_syntax(uid, used))


def _number_of_frames(header: Header) -> int:
    """Return (0028,0008); 1 where it is absent, or 0 as some writers of single images have it."""
    text = header.text("NumberOfFrames")
    frames = header.integer("NumberOfFrames")
    if frames is None and not text:
        return 1
    if frames is None or frames < 0:
        raise HeaderError(f"NumberOfFrames cannot be read: {plain_text(repr(text), 40)}")
    return max(1, frames)
