"""The few dozen header values that scanning, sorting, placing and decoding need.

A `Header` holds the raw bytes of these elements as they stand in the file (PS3.5 section 6.2), and
is the one border where they become numbers: strictly, finite or not at all. What does not parse
is remembered in `Header.malformed` and becomes a note. Anything else in a file is read with pydicom
when somebody looks at it (`Instance.dataset`).
"""

import math
import struct
from collections.abc import Mapping
from functools import cached_property, lru_cache

from napari_dicom.dicom.elements import CREATORS, ELEMENTS
from napari_dicom.dicom.lenient import lenient

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
_MULTIPLE_TEXT = {"CS", "LO", "SH", "UI", "DS", "IS", "DA", "TM", "DT", "PN", "AE", "AS", "UC"}

_DISTANCES = {
    "ImagePlanePixelSpacing",
    "ImagerPixelSpacing",
    "NominalScannedPixelSpacing",
    "PixelSpacing",
    "SliceThickness",
    "SpacingBetweenSlices",
}
_LENGTHS = _DISTANCES | {"GridFrameOffsetVector", "ImagePositionPatient"}
_NEAREST, _FARTHEST = 1e-9, 1e9  # mm
_LARGEST = 1e30  # of anything


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
        self._vrs = vrs or {}
        self.malformed: dict[str, str] = {}

    @property
    def raw(self) -> Mapping[int, bytes]:
        """Tag -> value bytes as they stand in the file."""
        return self._values

    def __contains__(self, keyword: str) -> bool:
        return ELEMENTS[keyword][0] in self._values

    def texts(self, keyword: str) -> tuple[str, ...]:
        """Return the values of a text element, stripped; empty where it is absent."""
        tag, vr = self._element(keyword)
        raw = _up_to_nul(self._values.get(tag, b""))
        plain = raw.isascii() and b"\x1b" not in raw
        text = raw.decode("ascii") if plain else self._decoded(raw, vr)
        text = text.strip("\0 ")
        if not text:
            return ()
        if vr not in _MULTIPLE_TEXT:
            return (text,)
        return tuple(part.strip("\0 ") for part in text.split("\\"))

    def text(self, keyword: str) -> str:
        """Return the first value of a text element, ``""`` where it is absent."""
        return next(iter(self.texts(keyword)), "")

    def numbers(self, keyword: str, count: int | None = None) -> tuple[float, ...] | None:
        """Return all values as finite numbers; None where absent, malformed or not `count` many."""
        tag, vr = self._element(keyword)
        raw = self._values.get(tag)
        if not raw or (vr not in _BINARY and not raw.strip(b"\0 ")):
            return None
        numbers = self._unpacked(raw, vr) if vr in _BINARY else _parsed(raw)
        if numbers is not None and not _is_possible(keyword, numbers):
            numbers = None
        if numbers is None or (count is not None and len(numbers) != count):
            self.malformed[keyword] = repr(_up_to_nul(raw)[:64].decode("latin-1"))
            return None
        return numbers

    def number(self, keyword: str) -> float | None:
        """Return the first value as a finite number, or None."""
        numbers = self.numbers(keyword)
        return numbers[0] if numbers else None

    def positive(self, keyword: str, count: int = 1) -> tuple[float, ...] | None:
        """Return `count` numbers that are all above zero, or None."""
        numbers = self.numbers(keyword, count)
        if numbers is None:
            return None
        if min(numbers) <= 0:
            self.malformed[keyword] = "\\".join(f"{number:g}" for number in numbers)
            return None
        return numbers

    def integer(self, keyword: str) -> int | None:
        """Return the first value as an integer, or None where it is absent or not whole."""
        number = self.number(keyword)
        if number is None:
            return None
        if number != int(number):
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

    def _unpacked(self, raw: bytes, vr: str) -> tuple[float, ...] | None:
        code = _BINARY[vr]
        size = struct.calcsize(code)
        if len(raw) % size:
            return None
        numbers = struct.unpack(f"{self._order}{len(raw) // size}{code}", raw)
        return numbers if all(map(math.isfinite, numbers)) else None

    def _decoded(self, raw: bytes, vr: str) -> str:
        if vr not in {"LO", "SH", "PN", "LT", "ST", "UT", "UC"}:
            return raw.decode("latin-1")
        # imports pydicom: only for text that is not ASCII
        from pydicom.charset import decode_bytes

        with lenient():  # an unknown character set costs letters, not images
            return decode_bytes(raw, self._encodings, {0x5C})

    @cached_property
    def _encodings(self) -> list[str]:
        from pydicom.charset import convert_encodings  # as above

        raw = self._values.get(ELEMENTS["SpecificCharacterSet"][0], b"")
        return convert_encodings([part.strip() for part in raw.decode("latin-1").split("\\")])


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


@lru_cache(maxsize=4096)  # the slices of a series share most values
def _parsed(raw: bytes) -> tuple[float, ...] | None:
    """Read a DS or IS value: decimal text, nothing else (no ``1,0``, ``1_0``, ``nan``, ``inf``)."""
    if b"_" in raw or not raw.isascii():
        return None
    try:
        numbers = tuple(float(part) for part in raw.rstrip(b"\0").split(b"\\"))
    except ValueError:
        return None
    return numbers if all(map(math.isfinite, numbers)) else None
