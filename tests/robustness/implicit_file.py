"""Put any bytes for a value into a file of implicit VRs, past what pydicom would write."""

import struct

from pydicom.datadict import tag_for_keyword


def tag_of(keyword: str) -> int:
    tag = tag_for_keyword(keyword)
    assert tag is not None
    return tag


def with_value(data: bytes, tag: int, value: bytes) -> bytes:
    """Replace, or insert in order, an element of an implicit file that holds no sequences."""
    value += b" " * (len(value) % 2)
    element = struct.pack("<HHI", tag >> 16, tag & 0xFFFF, len(value)) + value
    start = 144 + struct.unpack_from("<I", data, 140)[0]
    while start < len(data):
        group, number, length = struct.unpack_from("<HHI", data, start)
        here = group << 16 | number
        if here >= tag:
            end = start + 8 + length if here == tag else start
            return data[:start] + element + data[end:]
        start += 8 + length
    return data + element
