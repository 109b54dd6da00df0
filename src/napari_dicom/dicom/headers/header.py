"""The few dozen header values that scanning, sorting, placing and decoding need.

A `Header` holds the raw bytes of these elements as they stand in the file (PS3.5 section 6.2), and
is the one border where they become numbers: strictly, finite or not at all. What does not parse
is remembered in `Header.malformed`, what is written oddly in `Header.mended`; both become notes.
Anything else in a file is read with pydicom when somebody looks at it (`Instance.dataset`).
"""

import math
import struct
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property, lru_cache, wraps
from typing import TypeVar, cast

from napari_dicom.dicom.headers.elements import CREATORS, ELEMENTS
from napari_dicom.dicom.headers.leniency import lenient
from napari_dicom.dicom.headers.odd_numbers import PAIRS, Mended, mend_numbers, mend_text

_BINARY = {
    "US": "H",
    "SS": "h",
    "UL": "I",
    "SL": "i",
    "FL": "f",
    "FD": "d",
    "UV": "Q",
    "SV": "q",
    "OV": "Q",
}
_TEXT = "text"  # numbers written in digits
_MULTIPLE_TEXT = {"CS", "LO", "SH", "UI", "DS", "IS", "DA", "TM", "DT", "PN", "AE", "AS", "UC"}

_SEVERAL = {"EchoNumbers", "GEBValue", "InversionTimes"}
"""Elements of several values of which the first is meant."""

_DISTANCES = PAIRS | {"SliceThickness", "SpacingBetweenSlices"}
_LENGTHS = _DISTANCES | {
    "GridFrameOffsetVector",
    "ImagePositionPatient",
    "ImagePositionVolume",
    "IntravascularLongitudinalDistance",
    "SliceLocation",
    "SliceLocationVector",
}
_NEAREST, _FARTHEST = 1e-9, 1e9  # mm
_LARGEST = 1e30  # of anything

_SHORT = 256  # bytes of a value that is worth remembering
_REMEMBERED = 8192  # values

_WORTH_SHARING = 1024
"""Bytes of values that are remembered with what was read of them: long ones are few."""
_MOST_SHARED = 512
"""Readings that are remembered of one function: half a megabyte of values at most."""

_NONE: Mapping[int, str] = {}

_Reading = TypeVar("_Reading", bound=Callable[..., object])
_Rest = tuple[Hashable, ...]
_Read = tuple[object, dict[str, str], dict[str, Mended]]


class Header:
    """Raw values of `ELEMENTS` in one file, and their strict reading.

    Parameters
    ----------
    values
        tag -> value bytes, unchanged from the file; ``b""`` for sequences that are present.
    little_endian
        Byte order of the data set.
    vrs
        VR of those elements whose explicit VR in the file is not the dictionary's.

    Attributes
    ----------
    malformed
        keyword -> text of the values that were asked for and could not be read.
    mended
        keyword -> how values in odd writing were read.
    """

    def __init__(
        self,
        values: Mapping[int, bytes],
        little_endian: bool = True,
        vrs: Mapping[int, str] | None = None,
    ) -> None:
        self._values = values
        self.little_endian = little_endian
        self._order = "<" if little_endian else ">"
        self._vrs = vrs or _NONE
        self.malformed: dict[str, str] = {}
        self.mended: dict[str, Mended] = {}

    @property
    def raw(self) -> Mapping[int, bytes]:
        """Tag -> value bytes as they stand in the file."""
        return self._values

    @property
    def odd_vrs(self) -> tuple[tuple[int, str], ...]:
        """Tag and VR of those elements whose VR is not the dictionary's."""
        return tuple(self._vrs.items()) if self._vrs else ()

    def __contains__(self, keyword: str) -> bool:
        return ELEMENTS[keyword][0] in self._values

    def texts(self, keyword: str) -> tuple[str, ...]:
        """Return the values of a text element, stripped; empty where it is absent."""
        tag, vr = self._element(keyword)
        raw = self._values.get(tag)
        if not raw:
            return ()
        if len(raw) <= _SHORT and raw.isascii() and b"\x1b" not in raw:
            return _ascii_texts(raw, vr in _MULTIPLE_TEXT)
        raw = _up_to_nul(raw)
        plain = raw.isascii() and b"\x1b" not in raw
        text = raw.decode("ascii") if plain else self._decoded(raw, vr)
        return _texts(text, vr in _MULTIPLE_TEXT)

    def text(self, keyword: str) -> str:
        """Return the first value of a text element, ``""`` where it is absent."""
        texts = self.texts(keyword)
        return texts[0] if texts else ""

    def numbers(self, keyword: str, count: int | None = None) -> tuple[float, ...] | None:
        """Return all values as finite numbers; None where absent, malformed or not `count` many.

        What is written oddly and means one thing is read all the same (`odd_numbers`).
        """
        tag, vr = self._element(keyword)
        raw = self._values.get(tag)
        if not raw:
            return None
        read = _numbers if len(raw) <= _SHORT else _numbers.__wrapped__
        numbers = read(keyword, raw, self._order + _BINARY.get(vr, _TEXT))
        if numbers == ():
            return None
        if numbers is None or (count is not None and len(numbers) != count):
            return self._mended(keyword, raw, vr, numbers, count)
        return numbers

    def _mended(
        self,
        keyword: str,
        raw: bytes,
        vr: str,
        numbers: tuple[float, ...] | None,
        count: int | None,
    ) -> tuple[float, ...] | None:
        """Read what is no value as it should be, or remember that it cannot be read."""
        text = _up_to_nul(raw)[:_SHORT].decode("latin-1")
        mended = None
        if numbers is not None:
            shown = "\\".join(f"{number:g}" for number in numbers)
            mended = mend_numbers(keyword, shown, numbers, count)
        elif vr not in _BINARY and len(raw) <= _SHORT and text.isascii():
            mended = mend_text(keyword, text, count)
        if mended is None or not _is_possible(keyword, mended.numbers):
            self.malformed[keyword] = repr(text[:64])
            return None
        self.mended[keyword] = mended
        return mended.numbers

    def number(self, keyword: str) -> float | None:
        """Return the first value as a finite number, or None."""
        numbers = self.numbers(keyword, None if keyword in _SEVERAL else 1)
        return numbers[0] if numbers else None

    def positive(self, keyword: str, count: int = 1) -> tuple[float, ...] | None:
        """Return `count` numbers that are all above zero, or None."""
        numbers = self.numbers(keyword, count)
        if numbers is None:
            return None
        if min(numbers) <= 0:
            self.mended.pop(keyword, None)
            self.malformed[keyword] = "\\".join(f"{number:g}" for number in numbers)
            return None
        return numbers

    def integer(self, keyword: str) -> int | None:
        """Return the first value as an integer, or None where it is absent or not whole."""
        number = self.number(keyword)
        if number is None:
            return None
        if number != int(number):
            self.mended.pop(keyword, None)
            self.malformed[keyword] = f"{number:g}"
            return None
        return int(number)

    def _element(self, keyword: str) -> tuple[int, str]:
        tag, vr = ELEMENTS[keyword]
        if tag in CREATORS:
            creator, expected = CREATORS[tag]
            if not self._values.get(creator, b"").decode("latin-1").startswith(expected):
                return -1, vr
        return tag, self._vrs.get(tag, vr)

    def _decoded(self, raw: bytes, vr: str) -> str:
        if vr not in {"LO", "SH", "PN", "LT", "ST", "UT", "UC"}:
            return raw.decode("latin-1")
        # imports pydicom: only for text that is not ASCII
        from pydicom.charset import decode_bytes

        with lenient():  # an unknown character set costs letters, not images
            return decode_bytes(raw, self._encodings, {0x5C})

    @cached_property
    def _encodings(self) -> list[str]:
        from pydicom.charset import convert_encodings  # imports pydicom: for text alone

        raw = self._values.get(ELEMENTS["SpecificCharacterSet"][0], b"")
        return convert_encodings([part.strip() for part in raw.decode("latin-1").split("\\")])


def shared(*keywords: str) -> Callable[[_Reading], _Reading]:
    """Let a function read a header once for all that hold the same bytes in these elements.

    The slices of a series share most values. The function is given a header of these elements
    alone, so that it cannot depend on others; what it returns must be immutable.
    """
    wanted = [ELEMENTS[keyword][0] for keyword in keywords]
    tags = (*wanted, *{CREATORS[tag][0] for tag in wanted if tag in CREATORS})

    def decorated(read: _Reading) -> _Reading:
        remembered: dict[Hashable, _Read] = {}

        def reading(header: Header, raws: tuple[bytes | None, ...], rest: _Rest) -> _Read:
            values = {tag: raw for tag, raw in zip(tags, raws, strict=True) if raw is not None}
            part = Header(values, header.little_endian, dict(header.odd_vrs))
            return read(part, *rest), part.malformed, part.mended

        @wraps(read)
        def once(header: Header, *rest: Hashable) -> object:
            raws = tuple(map(header.raw.get, tags))
            key = (raws, header.odd_vrs, header.little_endian, rest)
            found = remembered.get(key)
            if found is None:
                found = reading(header, raws, rest)
                if sum(map(len, filter(None, raws))) <= _WORTH_SHARING:
                    if len(remembered) >= _MOST_SHARED:
                        remembered.clear()
                    remembered[key] = found
            result, malformed, mended = found
            header.malformed.update(malformed)
            header.mended.update(mended)
            return result

        return cast(_Reading, once)

    return decorated


def _up_to_nul(raw: bytes) -> bytes:
    """Return text up to its first NUL: behind it lies padding.

    Or, where a length is wrong, the elements that follow: PatientName after SeriesDescription.
    """
    return raw.partition(b"\0")[0]


def _is_possible(keyword: str, numbers: tuple[float, ...]) -> bool:
    """Tell whether numbers are of a size that can be: what is computed from them stays finite."""
    largest = _FARTHEST if keyword in _LENGTHS else _LARGEST
    if keyword in _DISTANCES and any(0 < abs(number) < _NEAREST for number in numbers):
        return False
    return all(abs(number) <= largest for number in numbers)


@lru_cache(_REMEMBERED)  # the slices of a series share most values
def _numbers(keyword: str, raw: bytes, code: str) -> tuple[float, ...] | None:
    """Return a value's finite numbers, () where it is blank, None where it is malformed."""
    if not code.endswith(_TEXT):
        numbers = _unpacked(raw, code)
    elif not raw.strip(b"\0 "):
        return ()
    else:
        numbers = _parsed(raw)
    return None if numbers is None or not _is_possible(keyword, numbers) else numbers


def _unpacked(raw: bytes, code: str) -> tuple[float, ...] | None:
    order, letter = code[0], code[1]
    size = struct.calcsize(letter)
    if len(raw) % size:
        return None
    numbers = struct.unpack(f"{order}{len(raw) // size}{letter}", raw)
    return numbers if all(map(math.isfinite, numbers)) else None


def _parsed(raw: bytes) -> tuple[float, ...] | None:
    """Read a DS or IS value: decimal text, nothing else (no ``1,0``, ``1_0``, ``nan``, ``inf``)."""
    if b"_" in raw or not raw.isascii():
        return None
    try:
        numbers = tuple(float(part) for part in raw.rstrip(b"\0").split(b"\\"))
    except ValueError:
        return None
    return numbers if all(map(math.isfinite, numbers)) else None


@lru_cache(_REMEMBERED)
def _ascii_texts(raw: bytes, several: bool) -> tuple[str, ...]:
    return _texts(_up_to_nul(raw).decode("ascii"), several)


def _texts(text: str, several: bool) -> tuple[str, ...]:
    text = text.strip("\0 ")
    if not text:
        return ()
    return tuple(part.strip("\0 ") for part in text.split("\\")) if several else (text,)
