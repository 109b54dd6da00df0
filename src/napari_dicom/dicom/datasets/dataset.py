"""Whole headers by pydicom: the truth, and what everything odd is read by.

Importing pydicom takes longer than opening a folder of images, so `instance` comes here only where
its shortcut does not answer, or where somebody looks at a whole header.
"""

import io
from pathlib import Path
from typing import BinaryIO, cast

import pydicom
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.filereader import read_dataset
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag

from napari_dicom.dicom.errors import DecodeError, HeaderError, LimitError
from napari_dicom.dicom.headers import (
    ELEMENTS,
    PIXEL_TAGS,
    SEQUENCES,
    TAGS,
    BoundedFile,
    Header,
    lenient,
    refusing_damage,
)
from napari_dicom.dicom.limits import DEFAULT_LIMITS, Limits
from napari_dicom.dicom.pixels import InflatedFile, syntax_of

_VRS = dict(ELEMENTS.values())


def dataset_at(path: Path) -> Dataset:
    """Read the whole header of a file with pydicom, pixel data left out."""
    with BoundedFile(path) as file:
        return parse_dataset(file, DEFAULT_LIMITS)[0]


def parse_dataset(file: BinaryIO, limits: Limits) -> tuple[Dataset, BinaryIO, int]:
    """Return the dataset, the stream its body was read from, and where that starts in the file."""
    with lenient(), refusing_damage("the header"):
        try:
            deflated_at = _deflated_offset(file)
            if deflated_at is None:
                file.seek(0)
                return _read_plain(file, limits), file, 0
            return _read_deflated(file, deflated_at, limits)
        except DecodeError as error:
            raise HeaderError(str(error)) from error


def header_of(dataset: Dataset, little_endian: bool | None = None) -> Header:
    """Take the raw values of `ELEMENTS` out of a dataset (or sequence item) pydicom has just read.

    Trailing padding is stripped from the file meta information, which pydicom has converted.
    """
    values: dict[int, bytes] = {}
    vrs: dict[int, str] = {}
    for source in (getattr(dataset, "file_meta", None) or Dataset(), dataset):
        for tag in TAGS & source._dict.keys():
            element = _element(source, tag)
            values[int(tag)] = _raw_value(int(tag), element.value)
            vr = element.VR
            if vr and vr not in {"UN", "SQ", _VRS.get(int(tag), vr)}:
                vrs[int(tag)] = vr
    if little_endian is None:
        little_endian = dataset.original_encoding[1] is not False
    return Header(values, little_endian, vrs)


def _element(dataset: Dataset, tag: int) -> DataElement | RawDataElement:
    try:
        return dataset.get_item(tag)
    except (NotImplementedError, TypeError, ValueError) as error:
        raise HeaderError(
            f"the header is damaged ({type(error).__name__} in {BaseTag(tag)})"
        ) from None


def _raw_value(tag: int, value: object) -> bytes:
    if tag in SEQUENCES:
        return b""
    if isinstance(value, MultiValue):
        value = "\\".join(map(str, value))
    if isinstance(value, str):
        value = value.encode("latin-1", "replace")
    if not isinstance(value, bytes):
        return b""
    return value.rstrip(b"\0 ") if tag >> 16 == 2 else value


def _read_plain(file: BinaryIO, limits: Limits) -> Dataset:
    dataset = pydicom.dcmread(file, force=True, stop_before_pixels=True, defer_size="64 MB")
    if file.tell() > limits.header_bytes:
        raise LimitError(
            f"the header takes {file.tell() / 1e6:.0f} MB, "
            f"more than the limit of {limits.header_bytes / 1e6:.0f} MB (limits.header_bytes)"
        )
    return dataset


def _deflated_offset(file: BinaryIO) -> int | None:
    """Return where the deflated part starts, None where the data set is not deflated."""
    file.seek(0)
    head = file.read(132 + (1 << 16))
    if head[128:132] != b"DICM":
        return None
    position, uid = 132, ""
    while head[position : position + 2] == b"\2\0" and len(head) >= position + 12:
        long = head[position + 4 : position + 6] in {b"OB", b"OW", b"SQ", b"UN", b"UT"}
        size = slice(position + 8, position + 12) if long else slice(position + 6, position + 8)
        start = size.stop
        end = start + int.from_bytes(head[size], "little")
        if head[position + 2 : position + 4] == b"\x10\0":
            uid = head[start:end].decode("latin-1").strip("\0 ")
        position = end
    return position if syntax_of(uid).deflated else None


def _read_deflated(file: BinaryIO, start: int, limits: Limits) -> tuple[Dataset, BinaryIO, int]:
    file.seek(132)
    meta = read_dataset(io.BytesIO(file.read(start - 132)), False, True)
    body = InflatedFile(file, start, limits.header_bytes)
    stream = cast(BinaryIO, body)
    dataset = FileDataset("", read_dataset(stream, False, True, stop_when=_at_pixels))
    dataset.file_meta = FileMetaDataset(meta)
    dataset.set_original_encoding(False, True)
    if body.damage:
        raise DecodeError(f"the deflated data set is damaged: {body.damage}")
    return dataset, stream, start


def _at_pixels(tag: BaseTag, _vr: str | None, _length: int) -> bool:
    return tag in PIXEL_TAGS
