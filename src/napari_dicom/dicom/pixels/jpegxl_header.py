"""Read the size from the header of a JPEG XL stream (ISO/IEC 18181-1 and -2)."""

from napari_dicom.dicom.errors import DecodeError

_SIGNATURE = b"\xff\x0a"
_CONTAINER = b"\x00\x00\x00\x0cJXL \r\n\x87\n"
_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}
_BITS = (9, 13, 18, 30)


def read_jpegxl_size(stream: bytes) -> tuple[int, int]:
    """Return (rows, columns).

    Raises
    ------
    DecodeError
        It is not JPEG XL.
    """
    head = _codestream_head(stream)
    if head[:2] != _SIGNATURE or len(head) < 12:
        raise DecodeError(
            f"not a JPEG XL stream: it starts with {stream[:4].hex(' ') or 'nothing'}"
        )
    bits = _Bits(int.from_bytes(head[2:14], "little"))
    small = bits.take(1)
    rows = _side(bits, bool(small))
    ratio = bits.take(3)
    if ratio == 0:
        return rows, _side(bits, bool(small))
    numerator, denominator = _RATIOS[ratio]
    return rows, rows * numerator // denominator


class _Bits:
    """Bits of an integer, lowest first."""

    def __init__(self, value: int) -> None:
        self._value = value

    def take(self, count: int) -> int:
        taken = self._value & ((1 << count) - 1)
        self._value >>= count
        return taken


def _side(bits: _Bits, small: bool) -> int:
    if small:
        return (bits.take(5) + 1) * 8
    return bits.take(_BITS[bits.take(2)]) + 1


def _codestream_head(stream: bytes) -> bytes:
    """Return the first bytes of the codestream, out of its container if it has one."""
    if stream[:12] != _CONTAINER:
        return stream[:16]
    position = 12
    while position + 8 <= len(stream):
        length = int.from_bytes(stream[position : position + 4], "big")
        kind, head = stream[position + 4 : position + 8], 8
        if length == 1:
            length, head = int.from_bytes(stream[position + 8 : position + 16], "big"), 16
        if kind in (b"jxlc", b"jxlp"):
            start = position + head + (4 if kind == b"jxlp" else 0)
            return stream[start : start + 16]
        if length < 8:
            break
        position += length
    raise DecodeError("the JPEG XL container holds no codestream")
