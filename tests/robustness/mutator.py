"""Broken, hostile or merely odd files out of good ones, each with what may come of it.

An operation is given a file taken apart and a source of chance; it returns the bytes of the broken
one, or None where it does not apply. `FIXED` ones work one way only.
"""

import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat

from robustness.outcome import ERROR, SILENT, WARNING
from robustness.part10 import DEFLATED, Element, Part10, part10_of

ANY = (ERROR, WARNING, SILENT)
TOLD = (ERROR, WARNING)
REFUSED = (ERROR,)
ODD = (SILENT, WARNING)

Change = Callable[[Part10, random.Random], bytes | None]
Made = tuple[bytes, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One way to break a file.

    Parameters
    ----------
    accept
        The outcomes that are right, in the words of `outcome`.
    fixed
        Whether it works one way only.
    """

    change: Change
    accept: tuple[str, ...]
    fixed: bool = False


def applicable(data: bytes, name: str, seed: int) -> Made | None:
    """Break a file; return its bytes, what was done and what may come of it; None if it cannot."""
    file, operation = _taken_apart(data), OPERATIONS[name]
    if file is None or not file.elements:
        return None
    broken = operation.change(file, random.Random(f"{name} {seed}"))
    if broken is None or broken == data:
        return None
    return broken, name, operation.accept


@lru_cache(maxsize=64)
def _taken_apart(data: bytes) -> Part10 | None:
    """Return a file taken apart; None of an odd one: only good files are broken."""
    try:
        return part10_of(data) if data[128:132] == b"DICM" else None
    except (struct.error, zlib.error, ValueError):
        return None


def _cut_in_header(file: Part10, rng: random.Random) -> bytes | None:
    end = file.pixels.start if file.pixels else len(file.data)
    if file.syntax == DEFLATED:
        whole = file.packed(file.data)
        return whole[: rng.randrange(200, len(whole) // 2)]
    return file.data[: rng.randrange(140, end)]


def _cut_in_pixels(file: Part10, rng: random.Random) -> bytes | None:
    if file.pixels is None or file.syntax == DEFLATED:
        return None
    start, end = file.items[-1] if file.items else (file.pixels.value, file.pixels.end)
    last = end - max(4, (end - start) // 8)
    return file.data[: rng.randrange(start, last)] if start < last else None


def _cut_delimiter(file: Part10, _: random.Random) -> bytes | None:
    return file.data[:-8] if file.items else None


def _more_behind(file: Part10, rng: random.Random) -> bytes | None:
    return file.packed(file.data) + rng.choice([bytes(64), rng.randbytes(64), b"\xff" * 4096])


def _hit_header(file: Part10, rng: random.Random) -> bytes | None:
    end = file.pixels.start if file.pixels else len(file.data)
    return _hit(file, rng, file.body, end)


def _hit_pixels(file: Part10, rng: random.Random) -> bytes | None:
    return _hit(file, rng, file.pixels.value, file.pixels.end) if file.pixels else None


def _hit(file: Part10, rng: random.Random, start: int, end: int) -> bytes | None:
    """Change a few bytes: by chance, to 0, to 255, or by one bit."""
    data = bytearray(file.data)
    if start >= end:
        return None
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        place = rng.randrange(start, end)
        data[place] = rng.choice([0, 255, rng.randrange(256), data[place] ^ 1 << rng.randrange(8)])
    return file.packed(bytes(data))


def _blank_run(file: Part10, rng: random.Random) -> bytes | None:
    start = rng.randrange(file.body, len(file.data) - 4)
    length = rng.choice([2, 8, 64, 1024])
    fill = rng.choice([bytes(length), b"\xff" * length, rng.randbytes(length)])
    return file.spliced(start, min(start + length, len(file.data)), fill)


def _shift(file: Part10, rng: random.Random) -> bytes | None:
    """Take a few bytes out, or put some in: everything behind stands elsewhere."""
    start = rng.randrange(file.body, len(file.data))
    if rng.random() < 0.5:
        return file.spliced(start, start, rng.randbytes(rng.randrange(1, 9)))
    return file.spliced(start, min(len(file.data), start + rng.randrange(1, 9)), b"")


def _some(file: Part10, rng: random.Random) -> Element:
    return rng.choice(file.elements)


def _drop_element(file: Part10, rng: random.Random) -> bytes | None:
    one = _some(file, rng)
    return file.spliced(one.start, one.end, b"")


def _repeat_element(file: Part10, rng: random.Random) -> bytes | None:
    one = _some(file, rng)
    return file.spliced(one.end, one.end, file.data[one.start : one.end])


def _swap_elements(file: Part10, rng: random.Random) -> bytes | None:
    if len(file.elements) < 2:
        return None
    number = rng.randrange(len(file.elements) - 1)
    one, other = file.elements[number : number + 2]
    data = file.data
    swapped = data[other.start : other.end] + data[one.start : one.end]
    return file.spliced(one.start, other.end, swapped)


def _wrong_length(file: Part10, rng: random.Random) -> bytes | None:
    one = _some(file, rng)
    width = one.value - one.start - (4 if not one.vr else 8 if one.value - one.start == 12 else 6)
    right = one.end - one.value
    wrong = rng.choice([0, 1, right + 1, right + 2, abs(right - 1), 0xFFFE, 0xFFFFFFFF, 0x7FFFFFF0])
    code = "I" if width == 4 else "H"
    new = struct.pack(file.order + code, wrong & (0xFFFFFFFF if code == "I" else 0xFFFF))
    return file.spliced(one.value - width, one.value, new)


def _wrong_vr(file: Part10, rng: random.Random) -> bytes | None:
    one = _some(file, rng)
    if not one.vr:
        return None
    vr = rng.choice([b"UN", b"SQ", b"OB", b"FD", b"AT", b"US", b"PN", b"ZZ", b"\0\0", b"??"])
    return file.spliced(one.start + 4, one.start + 6, vr)


def _wrong_tag(file: Part10, rng: random.Random) -> bytes | None:
    one = _some(file, rng)
    return file.spliced(one.start, one.start + 4, rng.randbytes(4))


def _number(tag: int, values: tuple[int, ...]) -> Change:
    """Return what sets a 16-bit number to one of some values."""

    def change(file: Part10, rng: random.Random) -> bytes | None:
        value = struct.pack(f"{file.order}H", rng.choice(values))
        return file.with_value(tag, b"US", value) if file.element(tag) else None

    return change


def _text(tag: int, vr: bytes, values: tuple[bytes, ...]) -> Change:
    """Return what sets a text to one of some values."""

    def change(file: Part10, rng: random.Random) -> bytes | None:
        return file.with_value(tag, vr, rng.choice(values))

    return change


def _size(tag: int) -> Change:
    """Return what makes a picture larger than it is: there are no pixels for it."""

    def change(file: Part10, rng: random.Random) -> bytes | None:
        own = file.element(tag)
        if own is None:
            return None
        (now,) = struct.unpack_from(f"{file.order}H", file.data, own.value)
        more = rng.choice([now + 1, now + 7, now * 2, now * 100 & 0xFFFF or 1, 65535])
        return file.with_value(tag, b"US", struct.pack(f"{file.order}H", max(more, now + 1)))

    return change


def _other_syntax(uid: bytes) -> Change:
    def change(file: Part10, _: random.Random) -> bytes | None:
        start = file.data.find(b"\2\0\x10\0UI")
        end = start + 8 + struct.unpack_from("<H", file.data, start + 6)[0]
        value = uid + b"\0" * (len(uid) % 2)
        new = b"\2\0\x10\0UI" + struct.pack("<H", len(value)) + value
        return file.packed(file.data)[:start] + new + file.packed(file.data)[end:]

    return change


def _nesting(file: Part10, _: random.Random) -> bytes | None:
    """Put a sequence of undefined length into itself 5000 times."""
    item = struct.pack(f"{file.order}HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    head = file.encoded(0x00081140, b"SQ", b"")[:-4] + b"\xff\xff\xff\xff"
    place = next((one.start for one in file.elements if one.tag > 0x00081140), file.body)
    return file.spliced(place, place, (head + item) * 5000)


def _inflating(file: Part10, _: random.Random) -> bytes | None:
    """Put 400 MB of nothing into a deflated data set."""
    if file.syntax != DEFLATED:
        return None
    place = file.elements[-1].end - file.body
    head = file.encoded(0x00291010, b"OB", b"")[:-4] + struct.pack("<I", 400 << 20)
    packer = zlib.compressobj(wbits=-15)
    body = file.data[file.body :]
    parts = chain([body[:place], head], repeat(bytes(1 << 20), 400), [body[place:]])
    return file.data[: file.body] + b"".join(map(packer.compress, parts)) + packer.flush()


def _streams(file: Part10) -> list[tuple[int, int]]:
    return [one for one in file.items[1:] if one[1] > one[0]]


def _of_stream(new: Callable[[bytes, random.Random], bytes | None]) -> Change:
    """Return what changes one fragment, its length with it."""

    def change(file: Part10, rng: random.Random) -> bytes | None:
        streams = _streams(file)
        if not streams:
            return None
        start, end = rng.choice(streams)
        stream = new(file.data[start:end], rng)
        if stream is None:
            return None
        stream += b"\0" * (len(stream) % 2)
        return file.spliced(start - 4, end, struct.pack("<I", len(stream)) + stream)

    return change


def _cut(stream: bytes, rng: random.Random) -> bytes | None:
    """Cut a stream in its middle half."""
    if len(stream) < 8:
        return None
    return stream[: rng.randrange(len(stream) // 4, len(stream) * 3 // 4)]


def _frame_header(stream: bytes, offset: int, size: int, rng: random.Random) -> bytes | None:
    """Change bytes of the frame header of a JPEG stream (SOF), or of JPEG 2000's (SIZ)."""
    marks = (b"\xff\xc0", b"\xff\xc1", b"\xff\xc3", b"\xff\xf7")
    start = next((at for mark in marks if (at := stream.find(mark)) >= 0), -1)
    if start < 0 or stream[:2] != b"\xff\xd8":
        return None
    place = start + offset
    return stream[:place] + rng.randbytes(size) + stream[place + size :]


def _drop_fragment(file: Part10, rng: random.Random) -> bytes | None:
    streams = _streams(file)
    if not streams:
        return None
    start, end = rng.choice(streams)
    return file.spliced(start - 8, end, b"")


def _fragment_length(file: Part10, rng: random.Random) -> bytes | None:
    if not file.items:
        return None
    start, end = rng.choice(file.items)
    wrong = rng.choice([0, 1, end - start + 2, 0xFFFFFFFF, 0x7FFFFFFE, max(0, end - start - 2)])
    return file.spliced(start - 4, start, struct.pack("<I", wrong))


def _offset_table(file: Part10, rng: random.Random) -> bytes | None:
    """Put offsets that lead anywhere into the basic offset table."""
    if not file.items:
        return None
    start, end = file.items[0]
    table = struct.pack("<3I", 0, rng.randrange(1 << 32), rng.randrange(1 << 16))
    return file.spliced(start - 4, end, struct.pack("<I", len(table)) + table)


def _noise(file: Part10, rng: random.Random) -> bytes | None:
    """Nothing but chance behind the prefix."""
    return file.data[:132] + rng.randbytes(rng.choice([0, 8, 100, 5000]))


def _no_pixels(file: Part10, _: random.Random) -> bytes | None:
    return file.spliced(file.pixels.start, len(file.data), b"") if file.pixels else None


def _preamble(file: Part10, rng: random.Random) -> bytes | None:
    whole = file.packed(file.data)
    return b"MZ" + rng.randbytes(126) + whole[128:]


_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\0\0\0\0" + bytes(40)
_NUMBERS = (
    b"nan",
    b"inf",
    b"-1e300",
    b"1e-300",
    b"0",
    b"",
    b"x",
    b"1,5",
    b"1\\2\\3",
    b"\\",
    b"--1",
)
_TEXTS = (
    b"\x1b$B\x1b(B",
    b"<b>bold</b>",
    b"a\0b\7\x1b[31m",
    b"x" * 60000,
    b"\xff\xfe" * 20,
    b"=1+1",
)

OPERATIONS: dict[str, Operation] = {
    "header_cut": Operation(_cut_in_header, REFUSED),
    "header_hit": Operation(_hit_header, ANY),
    "header_length": Operation(_wrong_length, ANY),
    "header_vr": Operation(_wrong_vr, ANY),
    "header_tag": Operation(_wrong_tag, ANY),
    "header_without": Operation(_drop_element, ANY),
    "header_twice": Operation(_repeat_element, ANY),
    "header_order": Operation(_swap_elements, ANY),
    "header_nested": Operation(_nesting, REFUSED, fixed=True),
    "bomb_deflate": Operation(_inflating, REFUSED, fixed=True),
    "file_noise": Operation(_noise, REFUSED),
    "file_blanked": Operation(_blank_run, ANY),
    "file_shifted": Operation(_shift, ANY),
    "file_behind": Operation(_more_behind, ANY),
    "file_no_pixels": Operation(_no_pixels, REFUSED, fixed=True),
    "dicom_in_pe_preamble": Operation(_preamble, ODD, fixed=True),
    "pixels_cut": Operation(_cut_in_pixels, TOLD),
    "pixels_hit": Operation(_hit_pixels, ANY),
    "pixels_no_delimiter": Operation(_cut_delimiter, ANY, fixed=True),
    "size_rows": Operation(_size(0x00280010), TOLD),
    "size_columns": Operation(_size(0x00280011), TOLD),
    "size_none": Operation(_number(0x00280010, (0,)), REFUSED, fixed=True),
    "size_samples": Operation(_number(0x00280002, (0, 2, 5, 255, 65535)), TOLD),
    "bits_allocated": Operation(_number(0x00280100, (0, 7, 24, 64, 128, 65535)), ANY),
    "bits_stored": Operation(_number(0x00280101, (0, 1, 7, 33, 65535)), ANY),
    "bits_high": Operation(_number(0x00280102, (0, 1, 16, 65535)), ANY),
    "bits_sign": Operation(_number(0x00280103, (1, 2, 65535)), ANY),
    "frames": Operation(
        _text(0x00280008, b"IS", (b"2147483647", b"999999999", b"-5", b"x", b"1e400")), TOLD
    ),
    "geo_image_position": Operation(_text(0x00200032, b"DS", _NUMBERS), ANY),
    "geo_image_orientation": Operation(_text(0x00200037, b"DS", _NUMBERS), ANY),
    "geo_pixel_spacing": Operation(_text(0x00280030, b"DS", _NUMBERS), ANY),
    "geo_slice_thickness": Operation(_text(0x00180050, b"DS", _NUMBERS), ANY),
    "geo_window": Operation(_text(0x00281051, b"DS", _NUMBERS), ANY),
    "rescale_slope": Operation(_text(0x00281053, b"DS", _NUMBERS), ANY),
    "rescale_intercept": Operation(_text(0x00281052, b"DS", _NUMBERS), ANY),
    "series_description": Operation(_text(0x0008103E, b"UT", _TEXTS), ANY),
    "series_uid": Operation(
        _text(0x0020000E, b"UI", (b"", b"x", b"1" * 5000, b"..", b"../a")), ANY
    ),
    "name_patient": Operation(_text(0x00100010, b"PN", _TEXTS[:3]), ANY),
    "charset_unknown": Operation(
        _text(0x00080005, b"CS", (b"ISO 2022 IR 999", b"klingon", b"\\\\", b"\xff\xff")), ANY
    ),
    "photometric": Operation(
        _text(0x00280004, b"CS", (b"PALETTE COLOR", b"YBR_FULL", b"CMYK", b"", b"RGB", b"x" * 16)),
        ANY,
    ),
    "syntax_unknown": Operation(_other_syntax(b"1.2.3.4.5"), TOLD, fixed=True),
    "syntax_implicit": Operation(_other_syntax(b"1.2.840.10008.1.2"), ANY, fixed=True),
    "syntax_big": Operation(_other_syntax(b"1.2.840.10008.1.2.2"), ANY, fixed=True),
    "syntax_rle": Operation(_other_syntax(b"1.2.840.10008.1.2.5"), ANY, fixed=True),
    "syntax_jpeg2000": Operation(_other_syntax(b"1.2.840.10008.1.2.4.90"), ANY, fixed=True),
    "syntax_deflated": Operation(_other_syntax(b"1.2.840.10008.1.2.1.99"), ANY, fixed=True),
    "cs_cut": Operation(_of_stream(_cut), TOLD),
    "cs_empty": Operation(_of_stream(lambda *_: b""), TOLD, fixed=True),
    "cs_is_png": Operation(_of_stream(lambda *_: _PNG), REFUSED, fixed=True),
    "cs_noise": Operation(_of_stream(lambda stream, rng: rng.randbytes(len(stream))), TOLD),
    "cs_dims": Operation(_of_stream(lambda s, rng: _frame_header(s, 5, 4, rng)), TOLD),
    "cs_components": Operation(_of_stream(lambda s, rng: _frame_header(s, 9, 1, rng)), TOLD),
    "fragment_gone": Operation(_drop_fragment, TOLD),
    "fragment_length": Operation(_fragment_length, ANY),
    "offset_table": Operation(_offset_table, ANY),
}
"""Name -> operation. Names that the judge knows mean the same as in its lists."""
