"""Make the embedded streams of the self-test: run it to write `pixels/samples.py` anew.

    python tests/dicom/pixels/make_samples.py src/napari_dicom/dicom/pixels/samples.py

It needs imagecodecs, pyjpegls and Pillow to encode. JPEG Lossless with wrapped differences and RLE
are coded here by hand.
"""

import base64
import io
import struct
import sys
import zlib
from pathlib import Path

import imagecodecs
import jpeg_ls
import numpy as np
from PIL import Image

from napari_dicom.dicom.pixels.formula import known_pixels
from napari_dicom.dicom.pixels.samples import Sample

ROOT = "1.2.840.10008.1.2"
HEADER = '''\
"""Small streams with known pixels for the self-test. Made by make_samples.py in tests."""

import base64
import zlib
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Sample:
    """One stream whose pixels are those of `formula.known_pixels`.

    Parameters
    ----------
    name
        What it shows: ``"12 bit signed"``.
    transfer_syntax_uid
        Under which syntax it is decoded.
    bits_allocated, bits_stored, signed, samples, photometric_interpretation
        Its pixel format.
    tolerance
        Largest difference that lossy coding may leave.
    length
        Its bytes in the packed streams.
    """

    name: str
    transfer_syntax_uid: str
    bits_allocated: int
    bits_stored: int
    signed: bool
    samples: int
    photometric_interpretation: str
    tolerance: int
    length: int


def streams() -> list[bytes]:
    """Return the stream of every sample."""
    whole = zlib.decompress(base64.b85decode(_PACKED))
    ends = list(accumulate(sample.length for sample in SAMPLES))
    starts = [0, *ends[:-1]]
    return [whole[start:end] for start, end in zip(starts, ends, strict=True)]


# fmt: off
SAMPLES: tuple[Sample, ...] = (
'''


def wrapped_lossless(pixels: np.ndarray) -> bytes:
    """Code 8-bit pixels as JPEG Lossless, every difference on the far side of the wrap.

    A difference d and d - 256 give the same low 8 bits (ITU-T T.81 H.1.2.1: modulo 65536).
    """
    planes = pixels.astype(int).reshape(*pixels.shape[:2], -1)
    predicted = np.empty_like(planes)
    predicted[:, 1:] = planes[:, :-1]
    predicted[1:, 0] = planes[:-1, 0]
    predicted[0, 0] = 128
    differences = planes - predicted
    differences += np.where(differences > 0, -256, np.where(differences < 0, 256, 0))
    bits = "".join(_code(int(difference)) for difference in differences.ravel())
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    rows, columns, components = planes.shape
    table = bytes([0, 0, 0, 0, 17, *[0] * 11, *range(17)])
    numbers = range(1, components + 1)
    frame = b"".join(bytes([number, 0x11, 0]) for number in numbers)
    scan = b"".join(bytes([number, 0]) for number in numbers)
    return b"".join(
        (
            b"\xff\xd8\xff\xc4" + struct.pack(">HB", 3 + len(table), 0) + table,
            b"\xff\xc3" + struct.pack(">HBHHB", 8 + len(frame), 8, rows, columns, components),
            frame,
            b"\xff\xda" + struct.pack(">HB", 6 + len(scan), components) + scan + b"\x01\0\0",
            data,
            b"\xff\xd9",
        )
    )


def _code(difference: int) -> str:
    size = abs(difference).bit_length()
    if size == 0:
        return "00000"
    rest = difference if difference > 0 else difference + (1 << size) - 1
    return format(size, "05b") + format(rest, f"0{size}b")


def rle(pixels: np.ndarray) -> bytes:
    """Code pixels as an RLE frame, every segment as literal runs."""
    planes = pixels.reshape(pixels.shape[0], pixels.shape[1], -1)
    size = pixels.dtype.itemsize
    segments = []
    for sample in range(planes.shape[2]):
        cells = planes[..., sample].astype(pixels.dtype.newbyteorder(">")).tobytes()
        segments += [_literal(cells[byte::size]) for byte in range(size)]
    offsets, position = [], 64
    for segment in segments:
        offsets.append(position)
        position += len(segment)
    header = struct.pack("<16L", len(segments), *offsets, *[0] * (15 - len(offsets)))
    return header + b"".join(segments)


def _literal(plane: bytes) -> bytes:
    runs = [plane[i : i + 128] for i in range(0, len(plane), 128)]
    coded = b"".join(bytes([len(run) - 1]) + run for run in runs)
    return coded + b"\0" * (len(coded) % 2)


def without_end_of_selection(stream: bytes) -> bytes:
    """Set Se in the scan header to 0, as some writers of JPEG Extended do."""
    scan = stream.index(b"\xff\xda")
    end = scan + 6 + 2 * stream[scan + 4]
    return stream[:end] + b"\0" + stream[end + 1 :]


def progressive(pixels: np.ndarray) -> bytes:
    """Code pixels as progressive JPEG; Pillow can."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=98, progressive=True)
    return file.getvalue()


def deflated(pixels: np.ndarray) -> bytes:
    """Deflate a frame without a zlib header."""
    deflater = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return deflater.compress(pixels.tobytes()) + deflater.flush()


def grey(bits: int, signed: bool = False) -> np.ndarray:
    return known_pixels(bits, signed, 1)


def rgb() -> np.ndarray:
    return known_pixels(8, False, 3)


Made = tuple[Sample, bytes]


def samples() -> list[Made]:
    """Return every stream we claim to read."""
    return [*_jpeg(), *_lossless(), *_jpegls(), *_jpeg2000(), *_htj2k(), *_jpegxl(), *_rest()]


def _sample(
    name: str, uid: str, stream: bytes, bits: int, signed: bool = False, **more: object
) -> Made:
    values = {
        "samples": 1,
        "photometric_interpretation": "MONOCHROME2",
        "tolerance": 0,
        "bits_allocated": 8 if bits <= 8 else 16,
        **more,
    }
    sample = Sample(
        name=name,
        transfer_syntax_uid=f"{ROOT}.{uid}",
        bits_stored=bits,
        signed=signed,
        length=len(stream),
        **values,
    )
    return sample, bytes(stream)


def _jpeg() -> list[Made]:
    encode = imagecodecs.jpeg8_encode
    extended = encode(grey(12), level=98, bitspersample=12)
    ybr = {"samples": 3, "photometric_interpretation": "YBR_FULL_422", "tolerance": 6}
    plain = {"samples": 3, "photometric_interpretation": "RGB", "tolerance": 4}
    return [
        _sample("8 bit", "4.50", encode(grey(8), level=98), 8, tolerance=4),
        _sample("8 bit YBR", "4.50", encode(rgb(), level=98, subsampling="444"), 8, **ybr),
        _sample(
            "8 bit RGB",
            "4.50",
            encode(rgb(), 98, colorspace="rgb", outcolorspace="rgb"),
            8,
            **plain,
        ),
        _sample("8 bit", "4.51", encode(grey(8), level=98), 8, tolerance=4),
        _sample("8 bit", "4.55", progressive(grey(8)), 8, tolerance=4),
        _sample("12 bit", "4.51", extended, 12, tolerance=24),
        _sample("12 bit, Se = 0", "4.51", without_end_of_selection(extended), 12, tolerance=24),
    ]


def _lossless() -> list[Made]:
    encode = imagecodecs.jpeg8_encode
    colour = {"samples": 3, "photometric_interpretation": "RGB"}
    found = []
    for uid, predictor in (("4.70", 1), ("4.57", 6)):
        for bits, signed in ((8, False), (12, False), (12, True), (16, False), (16, True)):
            cells = grey(bits, signed).astype(np.int64) & ((1 << bits) - 1)
            stream = encode(
                cells.astype(np.uint8 if bits == 8 else np.uint16),
                lossless=True,
                predictor=predictor,
                bitspersample=bits,
            )
            found.append(_sample(_name(bits, signed), uid, stream, bits, signed))
        stream = encode(rgb(), lossless=True, predictor=predictor)
        found.append(_sample("8 bit RGB", uid, stream, 8, **colour))
    found.append(_sample("8 bit, wrapped", "4.70", wrapped_lossless(grey(8)), 8))
    found.append(_sample("8 bit RGB, wrapped", "4.70", wrapped_lossless(rgb()), 8, **colour))
    return found


def _jpegls() -> list[Made]:
    colour = {"samples": 3, "photometric_interpretation": "RGB"}
    found = []
    for bits, signed in ((8, False), (12, False), (12, True), (16, False), (16, True)):
        cells = grey(bits, signed).astype(np.int64) & ((1 << bits) - 1)
        stream = jpeg_ls.encode_array(cells.astype(np.uint8 if bits == 8 else np.uint16))
        found.append(_sample(_name(bits, signed), "4.80", stream, bits, signed))
    for mode, name in enumerate(("by plane", "by line", "by pixel")):
        cells = np.ascontiguousarray(rgb().transpose(2, 0, 1)) if mode == 0 else rgb()
        stream = jpeg_ls.encode_array(cells, 0, mode)
        found.append(_sample(f"8 bit RGB {name}", "4.80", stream, 8, **colour))
    lossy = jpeg_ls.encode_array(grey(12), 2)
    found.append(_sample("12 bit", "4.81", lossy, 12, tolerance=2))
    return found


def _jpeg2000() -> list[Made]:
    encode = imagecodecs.jpeg2k_encode
    found = []
    for bits, signed in ((8, False), (8, True), (12, False), (12, True), (16, False), (16, True)):
        stream = encode(grey(bits, signed), codecformat="j2k", reversible=True, bitspersample=bits)
        found.append(_sample(_name(bits, signed), "4.90", stream, bits, signed))
    rct = {"samples": 3, "photometric_interpretation": "YBR_RCT"}
    ict = {"samples": 3, "photometric_interpretation": "YBR_ICT", "tolerance": 6}
    found.append(
        _sample("8 bit RCT", "4.90", encode(rgb(), codecformat="j2k", reversible=True), 8, **rct)
    )
    whole = encode(grey(16), codecformat="j2k", reversible=True)
    found += [_sample("16 bit, part 1", uid, whole, 16) for uid in ("4.92", "4.93")]
    lossy = encode(rgb(), level=50, codecformat="j2k", reversible=False)
    found.append(_sample("8 bit ICT", "4.91", lossy, 8, **ict))
    lossy = encode(grey(12), level=70, codecformat="j2k", reversible=False, bitspersample=12)
    found.append(_sample("12 bit", "4.91", lossy, 12, tolerance=16))
    return found


def _htj2k() -> list[Made]:
    encode = imagecodecs.htj2k_encode
    rct = {"samples": 3, "photometric_interpretation": "YBR_RCT"}
    ict = {"samples": 3, "photometric_interpretation": "YBR_ICT", "tolerance": 6}
    found = []
    for bits, signed in ((8, False), (16, False), (16, True)):
        stream = encode(grey(bits, signed), reversible=True)
        found.append(_sample(_name(bits, signed), "4.201", stream, bits, signed))
    found.append(_sample("8 bit RCT", "4.201", encode(rgb(), reversible=True), 8, **rct))
    found.append(_sample("16 bit", "4.202", encode(grey(16), reversible=True), 16))
    lossy = encode(rgb(), level=0.002, reversible=False)
    found.append(_sample("8 bit ICT", "4.203", lossy, 8, **ict))
    lossy = encode(grey(16), level=0.0001, reversible=False)
    found.append(_sample("16 bit", "4.203", lossy, 16, tolerance=64))
    return found


def _jpegxl() -> list[Made]:
    encode = imagecodecs.jpegxl_encode
    colour = {"samples": 3, "photometric_interpretation": "RGB"}
    recoded = imagecodecs.jpegxl_encode_jpeg(
        imagecodecs.jpeg8_encode(rgb(), level=98, subsampling="444"), usecontainer=False
    )
    return [
        _sample("8 bit", "4.110", encode(grey(8), lossless=True), 8),
        _sample("16 bit", "4.110", encode(grey(16), lossless=True), 16),
        _sample("8 bit RGB", "4.110", encode(rgb(), lossless=True), 8, **colour),
        _sample("8 bit RGB", "4.111", recoded, 8, **colour, tolerance=8),
        _sample("8 bit RGB", "4.112", encode(rgb(), distance=0.5), 8, **colour, tolerance=24),
    ]


def _rest() -> list[Made]:
    colour = {"samples": 3, "photometric_interpretation": "RGB"}
    wide = {"bits_allocated": 32}
    return [
        _sample("8 bit", "5", rle(grey(8)), 8),
        _sample("16 bit signed", "5", rle(grey(16, True)), 16, True),
        _sample("32 bit", "5", rle(grey(16).astype(np.uint32)), 32, **wide),
        _sample("8 bit RGB", "5", rle(rgb()), 8, **colour),
        _sample("16 bit", "8.1", deflated(grey(16)), 16),
        _sample("16 bit", "1.98", grey(16).tobytes(), 16),
    ]


def _name(bits: int, signed: bool) -> str:
    return f"{bits} bit{' signed' * signed}"


def main() -> None:
    made = samples()
    rows = [
        f"    Sample({sample.name!r}, {sample.transfer_syntax_uid!r}, {sample.bits_allocated}, "
        f"{sample.bits_stored}, {sample.signed}, {sample.samples}, "
        f"{sample.photometric_interpretation!r}, {sample.tolerance}, {sample.length}),\n"
        for sample, _ in made
    ]
    packed = base64.b85encode(zlib.compress(b"".join(stream for _, stream in made), 9)).decode()
    lines = [f'    "{packed[i : i + 92]}"\n' for i in range(0, len(packed), 92)]
    text = HEADER + "".join(rows) + ")\n_PACKED = (\n" + "".join(lines) + ")\n# fmt: on\n"
    Path(sys.argv[1]).write_text(text)


if __name__ == "__main__":
    main()
