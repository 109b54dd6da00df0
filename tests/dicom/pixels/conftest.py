"""Pixel sources of real files, built with pydicom: independent of our own header reader."""

import struct
from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest

from napari_dicom.dicom.pixels import PixelFormat, PixelSource, SampleKind, syntax_of

KINDS = {
    0x7FE00010: SampleKind.INTEGER,
    0x7FE00008: SampleKind.FLOAT,
    0x7FE00009: SampleKind.DOUBLE,
}


def source_of(path: Path) -> PixelSource:
    """Return where a file keeps its pixels, as pydicom sees it."""
    with path.open("rb") as file:
        ds = pydicom.dcmread(file, force=True)
    uid = str(ds.file_meta.get("TransferSyntaxUID", "1.2.840.10008.1.2"))
    element = next(ds[tag] for tag in KINDS if tag in ds)
    offset = element.file_tell if element.file_tell is not None else 0
    dataset_offset = _dataset_offset(path) if syntax_of(uid).deflated else 0
    table = ds.get("ExtendedOffsetTable", b"")
    return PixelSource(
        path=str(path),
        transfer_syntax_uid=uid,
        format=format_of(ds, KINDS[element.tag]),
        number_of_frames=int(ds.get("NumberOfFrames", 1) or 1),
        offset=offset,
        length=None if element.is_undefined_length else len(element.value),
        dataset_offset=dataset_offset,
        extended_offsets=struct.unpack(f"<{len(table) // 8}Q", table),
    )


def format_of(ds: pydicom.Dataset, kind: SampleKind = SampleKind.INTEGER) -> PixelFormat:
    """Return the Image Pixel module of a data set."""
    return PixelFormat(
        rows=ds.Rows,
        columns=ds.Columns,
        samples_per_pixel=ds.SamplesPerPixel,
        photometric_interpretation=ds.PhotometricInterpretation,
        planar_configuration=int(ds.get("PlanarConfiguration", 0) or 0),
        bits_allocated=ds.BitsAllocated,
        bits_stored=ds.get("BitsStored", ds.BitsAllocated),
        high_bit=ds.get("HighBit", ds.get("BitsStored", ds.BitsAllocated) - 1),
        pixel_representation=ds.get("PixelRepresentation", 0),
        kind=kind,
    )


def _dataset_offset(path: Path) -> int:
    head = path.read_bytes()[:512]
    (length,) = struct.unpack_from("<L", head, 140)
    return 144 + int(length)


@pytest.fixture
def pixel_source() -> Callable[[Path], PixelSource]:
    """Return the function that builds a pixel source from a file."""
    return source_of
