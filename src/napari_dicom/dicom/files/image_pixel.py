"""The Image Pixel module (PS3.3 C.7.6.3) of a header: how its samples are laid out."""

from collections.abc import Iterator
from dataclasses import replace

from napari_dicom.dicom.errors import HeaderError
from napari_dicom.dicom.headers import Fault, Header, ValueDoubt, shared
from napari_dicom.dicom.pixels import HALVED_CHROMA, PixelFormat, SampleKind

_MODULE = (
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


@shared(*_MODULE)
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
    stored = _bits_stored(header, allocated)
    high = _high_bit(header, stored, allocated)
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


def with_whole_chroma(layout: PixelFormat, frames: int, length: int | None) -> PixelFormat:
    """Return YBR_FULL where uncompressed pixels called YBR_FULL_422 are too many for that.

    Decompressing leaves the old label in some files. `length` is that of the pixel data in bytes,
    None where it is encapsulated.
    """
    halved = layout.photometric_interpretation
    if halved not in HALVED_CHROMA or layout.samples_per_pixel != 3:
        return layout
    full = replace(layout, photometric_interpretation=halved.removesuffix("_422"))
    return layout if length is None or 8 * length < frames * full.frame_bits else full


@shared(*_MODULE)
def doubts_of_pixels(
    header: Header, layout: PixelFormat, encapsulated: bool
) -> tuple[ValueDoubt, ...]:
    """Return what of the Image Pixel module is missing or cannot be, and what was made of it."""
    found = [*_colour_in_doubt(header, layout), *_samples_in_doubt(header, layout)]
    if layout.samples_per_pixel > 1 and not encapsulated:
        found += _order_in_doubt(header)
    if layout.kind is SampleKind.INTEGER:
        found += [*_bits_in_doubt(header, layout), *_sign_in_doubt(header)]
    return tuple(found)


def _colour_in_doubt(header: Header, layout: PixelFormat) -> Iterator[ValueDoubt]:
    keyword, written = "PhotometricInterpretation", header.text("PhotometricInterpretation")
    used = layout.photometric_interpretation
    if not written:
        yield ValueDoubt(keyword, Fault.MISSING, "", f"taken to be {used}")
    elif written.upper() != used:
        done = f"the pixel data is as long as that of {used}, which it is taken for"
        yield ValueDoubt(keyword, Fault.CONTRADICTED, written, done)


def _samples_in_doubt(header: Header, layout: PixelFormat) -> Iterator[ValueDoubt]:
    if not header.integer("SamplesPerPixel"):
        yield _doubt(header, "SamplesPerPixel", f"taken to be {layout.samples_per_pixel}")


def _order_in_doubt(header: Header) -> Iterator[ValueDoubt]:
    if header.integer("PlanarConfiguration") not in {0, 1}:
        done = "the colours of a pixel are taken to lie side by side (0)"
        yield _doubt(header, "PlanarConfiguration", done)


def _bits_in_doubt(header: Header, layout: PixelFormat) -> Iterator[ValueDoubt]:
    stored, high = layout.bits_stored, header.integer("HighBit")
    numbers = header.numbers("BitsStored", 1)
    if numbers is None or numbers[0] != stored:
        done = f"taken to be {stored}" + (", as BitsAllocated" if numbers is None else "")
        yield _doubt(header, "BitsStored", done)
    if high is not None and high != stored - 1:
        used = f"values are taken from the {stored} bits up to bit {layout.high_bit}"
        found = f"{high} with {stored} bits stored"
        yield ValueDoubt("HighBit", Fault.CONTRADICTED, found, used)
    elif high is None and header.numbers("HighBit") is not None:
        yield _doubt(header, "HighBit", f"taken to be {layout.high_bit}")


def _sign_in_doubt(header: Header) -> Iterator[ValueDoubt]:
    if header.integer("PixelRepresentation") not in {0, 1}:
        yield _doubt(header, "PixelRepresentation", "pixels are taken to have no sign (0)")


def _doubt(header: Header, keyword: str, done: str) -> ValueDoubt:
    """Return the doubt on a value that is missing or another than it may be."""
    if not header.written(keyword)[0]:
        return ValueDoubt(keyword, Fault.MISSING, "", done)
    numbers = header.numbers(keyword)
    if numbers is None:
        return ValueDoubt(keyword, Fault.UNREADABLE, repr(header.text(keyword)), done)
    text = "\\".join(f"{number:g}" for number in numbers)
    return ValueDoubt(keyword, Fault.IMPOSSIBLE, text, done)


def _bits_stored(header: Header, allocated: int) -> int:
    """Return (0028,0101), BitsAllocated where it says nothing that can be."""
    numbers = header.numbers("BitsStored", 1)
    return int(numbers[0]) if numbers is not None and 0 < numbers[0] <= allocated else allocated


def _high_bit(header: Header, stored: int, allocated: int) -> int:
    """Return (0028,0102); today's standard has one below BitsStored, older files may differ."""
    high = header.integer("HighBit")
    return high if high is not None and stored - 1 < high < allocated else stored - 1


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
