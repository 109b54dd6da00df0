"""The Image Pixel module (PS3.3 C.7.6.3) of a header: how its samples are laid out."""

from dataclasses import replace

from napari_dicom.dicom.errors import HeaderError
from napari_dicom.dicom.headers import Header, shared
from napari_dicom.dicom.pixels import HALVED_CHROMA, PixelFormat, SampleKind


@shared(
    "Rows",
    "Columns",
    "SamplesPerPixel",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "PhotometricInterpretation",
    "PlanarConfiguration",
    "PixelPaddingValue",
)
def pixel_format(header: Header, kind: SampleKind) -> PixelFormat:
    """Read the Image Pixel module (PS3.3 C.7.6.3), mending what has only one sensible reading.

    Raises
    ------
    HeaderError
        Rows, Columns or BitsAllocated are missing or impossible.
    """
    rows, columns = (_count(header, keyword) for keyword in ("Rows", "Columns"))
    samples = header.integer("SamplesPerPixel") or 1
    allocated = {SampleKind.FLOAT: 32, SampleKind.DOUBLE: 64}.get(kind) or _count(
        header, "BitsAllocated"
    )
    if allocated not in {1, 8, 12, 16, 24, 32, 64} or samples not in {1, 3, 4}:
        raise HeaderError(f"{samples} samples of {allocated} bits a pixel are not an image")
    stored = _bits_stored(header, allocated, kind)
    high = _high_bit(header, stored, allocated, kind)
    default = "MONOCHROME2" if samples == 1 else "RGB"
    return PixelFormat(
        rows=rows,
        columns=columns,
        samples_per_pixel=samples,
        photometric_interpretation=header.text("PhotometricInterpretation").upper() or default,
        planar_configuration=1 if header.integer("PlanarConfiguration") == 1 else 0,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=high,
        pixel_representation=1 if header.integer("PixelRepresentation") == 1 else 0,
        kind=kind,
        pixel_padding_value=padding_value(header, allocated),
    )


def with_whole_chroma(
    header: Header, layout: PixelFormat, frames: int, length: int | None
) -> PixelFormat:
    """Return YBR_FULL where uncompressed pixels called YBR_FULL_422 are too many for that.

    Decompressing leaves the old label in some files. `length` is that of the pixel data in bytes,
    None where it is encapsulated.
    """
    halved = layout.photometric_interpretation
    if halved not in HALVED_CHROMA or layout.samples_per_pixel != 3:
        return layout
    full = replace(layout, photometric_interpretation=halved.removesuffix("_422"))
    if length is None or 8 * length < frames * full.frame_bits:
        return layout
    header.malformed["PhotometricInterpretation"] = (
        f"{halved}, and the pixel data is as long as that of whole chroma, which it is taken for"
    )
    return full


def _bits_stored(header: Header, allocated: int, kind: SampleKind) -> int:
    """Return (0028,0101), BitsAllocated where it says nothing that can be."""
    numbers = header.numbers("BitsStored", 1)
    if kind is not SampleKind.INTEGER and numbers is not None:
        header.malformed["BitsStored"] = f"{numbers[0]:g}, and the pixels are floating point"
    if numbers is not None and 0 < numbers[0] <= allocated:
        return int(numbers[0])
    if kind is SampleKind.INTEGER:
        found = "missing" if numbers is None else f"{numbers[0]:g} of {allocated} bits allocated"
        header.malformed.setdefault("BitsStored", found)
    return allocated


def _high_bit(header: Header, stored: int, allocated: int, kind: SampleKind) -> int:
    """Return (0028,0102); today's standard has one below BitsStored, older files may differ."""
    high = header.integer("HighBit")
    if high is None or high == stored - 1:
        return stored - 1
    if kind is SampleKind.INTEGER:
        header.malformed["HighBit"] = f"{high} with {stored} bits stored"
    return high if stored - 1 < high < allocated else stored - 1


def padding_value(header: Header, bits_allocated: int) -> int | None:
    """Return Pixel Padding Value (0028,0120) as stored pixels have it: signed where they are."""
    value = header.integer("PixelPaddingValue")
    if value is None or header.integer("PixelRepresentation") != 1:
        return value
    bits = min(bits_allocated, 16)
    return value - (1 << bits) if value >= 1 << (bits - 1) else value


def _count(header: Header, keyword: str) -> int:
    number = header.integer(keyword)
    if number is None or number < 1:
        found = "missing" if number is None else str(number)
        raise HeaderError(f"{keyword} is {found}: this is not a readable image")
    return number
