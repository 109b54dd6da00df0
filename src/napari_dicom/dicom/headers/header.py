"""The few dozen header values that scanning, sorting, placing and decoding need.

A `Header` holds the raw bytes of these elements as they stand in the file (PS3.5 section 6.2), and
is the one border where they become numbers: strictly, finite or not at all. Reading remembers
nothing: what does not parse, and what is written oddly, follows from the bytes (`doubts_in`).
Anything else in a file is read with pydicom when somebody looks at it (`Instance.dataset`).
"""

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property, lru_cache, wraps
from typing import TypeVar, cast

from napari_dicom.dicom.headers.elements import CREATORS, ELEMENTS
from napari_dicom.dicom.headers.leniency import lenient
from napari_dicom.dicom.headers.numbers import (
    BINARY,
    SHORT,
    TEXT,
    mended_in,
    numbers_in,
    up_to_nul,
)

_MULTIPLE_TEXT = {"CS", "LO", "SH", "UI", "DS", "IS", "DA", "TM", "DT", "PN", "AE", "AS", "UC"}

_SEVERAL = {"EchoNumbers", "GEBValue", "InversionTimes"}
"""Elements of several values of which the first is meant."""

_REMEMBERED = 8192  # values

_WORTH_SHARING = 1024
"""Bytes of values that are remembered with what was read of them: long ones are few."""
_MOST_SHARED = 512
"""Readings that are remembered of one function: half a megabyte of values at most."""

_NOTHING = object()
_NONE: Mapping[int, str] = {}

_Reading = TypeVar("_Reading", bound=Callable[..., object])
_Rest = tuple[Hashable, ...]


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
        if len(raw) <= SHORT and raw.isascii() and b"\x1b" not in raw:
            return _ascii_texts(raw, vr in _MULTIPLE_TEXT)
        raw = up_to_nul(raw)
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
        code = self._order + BINARY.get(vr, TEXT)
        numbers = numbers_in(keyword, raw, code)
        if numbers == ():
            return None
        if numbers is None or (count is not None and len(numbers) != count):
            mended = mended_in(keyword, raw, code, numbers, count)
            return None if mended is None else mended.numbers
        return numbers

    def number(self, keyword: str) -> float | None:
        """Return the first value as a finite number, or None."""
        numbers = self.numbers(keyword, None if keyword in _SEVERAL else 1)
        return numbers[0] if numbers else None

    def positive(self, keyword: str, count: int = 1) -> tuple[float, ...] | None:
        """Return `count` numbers that are all above zero, or None."""
        numbers = self.numbers(keyword, count)
        return None if numbers is None or min(numbers) <= 0 else numbers

    def integer(self, keyword: str) -> int | None:
        """Return the first value as an integer, or None where it is absent or not whole."""
        number = self.number(keyword)
        return None if number is None or number != int(number) else int(number)

    def written(self, keyword: str) -> tuple[bytes, str]:
        """Return the bytes of a number and their code (`numbers`); nothing where it is absent."""
        tag, vr = self._element(keyword)
        return self._values.get(tag, b""), self._order + BINARY.get(vr, TEXT)

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
        remembered: dict[Hashable, object] = {}

        def reading(header: Header, raws: tuple[bytes | None, ...], rest: _Rest) -> object:
            values = {tag: raw for tag, raw in zip(tags, raws, strict=True) if raw is not None}
            return read(Header(values, header.little_endian, dict(header.odd_vrs)), *rest)

        @wraps(read)
        def once(header: Header, *rest: Hashable) -> object:
            raws = tuple(map(header.raw.get, tags))
            key = (raws, header.odd_vrs, header.little_endian, rest)
            found = remembered.get(key, _NOTHING)
            if found is _NOTHING:
                found = reading(header, raws, rest)
                if sum(map(len, filter(None, raws))) <= _WORTH_SHARING:
                    if len(remembered) >= _MOST_SHARED:
                        remembered.clear()
                    remembered[key] = found
            return found

        return cast(_Reading, once)

    return decorated


@lru_cache(_REMEMBERED)
def _ascii_texts(raw: bytes, several: bool) -> tuple[str, ...]:
    return _texts(up_to_nul(raw).decode("ascii"), several)


def _texts(text: str, several: bool) -> tuple[str, ...]:
    text = text.strip("\0 ")
    if not text:
        return ()
    return tuple(part.strip("\0 ") for part in text.split("\\")) if several else (text,)
