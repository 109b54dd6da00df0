"""The value of any element from its bytes, as pydicom has it."""

import struct
from functools import lru_cache

from napari_dicom.dicom.headers import Encoding, OddBytesError, dictionary_vr, lenient

_NUMBERS = {
    b"US": "H",
    b"SS": "h",
    b"UL": "I",
    b"SL": "i",
    b"FL": "f",
    b"FD": "d",
}
_TEXTS = frozenset(b"AE AS CS DA DS DT IS LO LT SH ST TM UC UI UR UT".split())


@lru_cache(maxsize=4096)
def element_value(tag: int, vr: bytes, raw: bytes, encoding: Encoding) -> object:
    """Return the value of an element; None where it is a sequence or of no use here.

    Parameters
    ----------
    vr
        As the file has it, empty where implicit.

    Raises
    ------
    OddBytesError
        Only pydicom, with all that is around the element, can tell.
    """
    known = vr or dictionary_vr(tag)
    order = "<" if encoding.little_endian else ">"
    if known == b"AT" and len(raw) == 4:
        group, element = struct.unpack(f"{order}HH", raw)
        return int(group << 16 | element)
    code = _NUMBERS.get(known)
    if code is not None and len(raw) % struct.calcsize(code) == 0:
        numbers = struct.unpack(f"{order}{len(raw) // struct.calcsize(code)}{code}", raw)
        return numbers[0] if len(numbers) == 1 else numbers or None
    if known in _TEXTS and raw.isascii() and b"\x1b" not in raw:
        return _by_pydicom(tag, vr, raw, encoding)
    if known == b"SQ":
        return None
    raise OddBytesError


def _by_pydicom(tag: int, vr: bytes, raw: bytes, encoding: Encoding) -> object:
    # imports pydicom: only for text that a dimension, a unit or a quantity is told by
    from pydicom.dataelem import RawDataElement
    from pydicom.dataset import Dataset
    from pydicom.tag import BaseTag

    element = RawDataElement(
        BaseTag(tag),
        vr.decode() or None,
        len(raw),
        raw,
        0,
        not encoding.explicit,
        encoding.little_endian,
    )
    dataset = Dataset({BaseTag(tag): element})
    try:
        with lenient():
            return dataset[BaseTag(tag)].value
    except (TypeError, ValueError, NotImplementedError, AttributeError, OverflowError) as error:
        raise OddBytesError from error
