"""What is doubtful about the values of a header, each in a sentence that says what was done.

A doubt follows from the bytes of a value and how that value is read: it is the same whoever has
read the header before, and whoever has not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from napari_dicom.dicom.headers.elements import CREATORS, ELEMENTS
from napari_dicom.dicom.headers.header import Header
from napari_dicom.dicom.headers.numbers import (
    BINARY,
    INTEGERS,
    LARGEST_SCALE,
    LENGTHS,
    TEXT,
    mended_in,
    numbers_in,
    spans_a_plane,
    up_to_nul,
)
from napari_dicom.dicom.headers.odd_numbers import PAIRS

_REMEMBERED = 8192  # values
_LONGEST = 64  # characters of what stands in a file

NOT_USED = "not used"

_DESCRIPTION = ELEMENTS["SeriesDescription"][0]
_CHARACTER_SET = "SpecificCharacterSet"


class Fault(StrEnum):
    """What is wrong with a value, in words that take what stands there."""

    UNREADABLE = "cannot be read ({})"
    IMPOSSIBLE = "cannot be ({})"
    MISSING = "is missing"
    CONTRADICTED = "is {}"
    ODD = "is written as {}"


@dataclass(frozen=True, slots=True)
class ValueDoubt:
    r"""One value that is not as it should be.

    Parameters
    ----------
    keyword
        The element.
    fault
        What is wrong with it.
    found
        What stands in the file; ``""`` where it is missing.
    done
        What was done instead, whole: ``"not used"``, ``"read as 0.8\0.7"``.
    matters
        Whether the picture may be another than was meant.
    """

    keyword: str
    fault: Fault
    found: str
    done: str
    matters: bool = True

    @property
    def words(self) -> str:
        """What is wrong: ``"SliceThickness cannot be read (5mm)"``."""
        return f"{self.keyword} {self.fault.value.format(self.found)}"


def doubts_in(header: Header) -> tuple[ValueDoubt, ...]:
    """Return what is doubtful about the numbers of a header, in the order of their tags."""
    found = []
    codes, odd = _CODES[header.little_endian], dict(header.odd_vrs)
    for tag, raw in header.raw.items():
        if not raw or tag not in codes:
            continue
        keyword, code = codes[tag]
        if tag in odd or tag in CREATORS:
            raw, code = header.written(keyword)
        doubt = _doubt(keyword, raw, code) if raw and _look_odd(keyword, raw, code) else None
        if doubt is not None:
            found.append((tag, doubt))
    numbers = tuple(doubt for _, doubt in sorted(found, key=lambda pair: pair[0])) if found else ()
    return numbers + _letters_in_doubt(header)


def _are_numbers(_: tuple[float, ...]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a number is read.

    Parameters
    ----------
    count
        How many numbers there are; None for any number.
    is_possible
        What they must be.
    done
        What is done where they are not.
    matters
        Whether the picture is another then.
    """

    count: int | None = 1
    is_possible: Callable[[tuple[float, ...]], bool] = _are_numbers
    done: str = NOT_USED
    matters: bool = True


def _are_positive(numbers: tuple[float, ...]) -> bool:
    return min(numbers) > 0


def _are_whole(numbers: tuple[float, ...]) -> bool:
    return all(number == int(number) for number in numbers)


def _are_slopes(numbers: tuple[float, ...]) -> bool:
    return 0 < abs(numbers[0]) < LARGEST_SCALE


def _are_intercepts(numbers: tuple[float, ...]) -> bool:
    return abs(numbers[0]) < LARGEST_SCALE


def _are_distances(numbers: tuple[float, ...]) -> bool:
    return numbers[0] != 0


_POSITIVE, _WHOLE = _Reading(1, _are_positive), _Reading(1, _are_whole)
_SIZE = _Reading(2, _are_positive)
_DIRECTIONS = _Reading(6, spans_a_plane)

_READINGS: Mapping[str, _Reading] = {
    **dict.fromkeys(sorted(PAIRS), _SIZE),
    **dict.fromkeys(
        (
            "ConcatenationFrameOffsetNumber",
            "InConcatenationNumber",
            "InConcatenationTotalNumber",
            "PixelPaddingRangeLimit",
            "PixelPaddingValue",
            "SiemensNumberOfImagesInMosaic",
            "UIHNumberOfFrames",
        ),
        _WHOLE,
    ),
    **dict.fromkeys(
        (
            "AcquisitionNumber",
            "BitsAllocated",
            "Columns",
            "DiffusionBValue",
            "DoubleFloatPixelPaddingRangeLimit",
            "DoubleFloatPixelPaddingValue",
            "EchoTime",
            "EffectiveEchoTime",
            "FlipAngle",
            "FloatPixelPaddingRangeLimit",
            "FloatPixelPaddingValue",
            "FrameReferenceTime",
            "FrameTime",
            "GEGradientX",
            "GEGradientY",
            "GEGradientZ",
            "InStackPositionNumber",
            "InstanceNumber",
            "IntravascularLongitudinalDistance",
            "InversionTime",
            "KVP",
            "NominalCardiacTriggerDelayTime",
            "NominalPercentageOfCardiacPhase",
            "NumberOfFrames",
            "PhilipsBValue",
            "RealWorldValueIntercept",
            "RealWorldValueSlope",
            "Rows",
            "SiemensBValue",
            "SliceLocation",
            "TemporalPositionIdentifier",
            "TemporalPositionIndex",
            "TemporalPositionTimeOffset",
            "TotalPixelMatrixColumns",
            "TriggerTime",
            "UIHBValue",
            "XOffsetInSlideCoordinateSystem",
            "YOffsetInSlideCoordinateSystem",
            "ZOffsetInSlideCoordinateSystem",
        ),
        _Reading(),
    ),
    **dict.fromkeys(
        (
            "DiffusionGradientOrientation",
            "DimensionIndexValues",
            "ExtendedOffsetTable",
            "FrameTimeVector",
            "GEBValue",
            "GridFrameOffsetVector",
            "InversionTimes",
            "EchoNumbers",
            "SiemensGradient",
            "SliceLocationVector",
            "UIHGradient",
        ),
        _Reading(None),
    ),
    "DoseGridScaling": _Reading(1, _are_positive, f"{NOT_USED}: values are not scaled to a dose"),
    "GantryDetectorTilt": _Reading(matters=False),
    "ImageOrientationPatient": _DIRECTIONS,
    "ImageOrientationVolume": _DIRECTIONS,
    "ImagePositionPatient": _Reading(3),
    "ImagePositionVolume": _Reading(3),
    "LossyImageCompressionRatio": _Reading(None, matters=False),
    "PixelAspectRatio": _SIZE,
    "RescaleIntercept": _Reading(1, _are_intercepts, f"{NOT_USED}: nothing is added to values"),
    "RescaleSlope": _Reading(1, _are_slopes, f"{NOT_USED}: values are not multiplied by it"),
    "SeriesNumber": _Reading(1, _are_whole, matters=False),
    "SliceThickness": _POSITIVE,
    "SpacingBetweenSlices": _Reading(1, _are_distances),
    "WindowCenter": _Reading(None, matters=False),
    "WindowWidth": _Reading(
        None, _are_positive, "windows whose width is not above 0 are left out", matters=False
    ),
}
"""keyword: how it is read, wherever that is; the Image Pixel module says itself what it makes of
its own (`files.image_pixel`)."""


def _codes(order: str) -> Mapping[int, tuple[str, str]]:
    """Return the keyword and the code (`numbers`) of each tag that is read as numbers."""
    elements = ((key, *ELEMENTS[key]) for key in _READINGS)
    return {tag: (key, order + BINARY.get(vr, TEXT)) for key, tag, vr in elements}


_CODES = {True: _codes("<"), False: _codes(">")}


def _look_odd(keyword: str, raw: bytes, code: str) -> bool:
    """Tell at a glance whether a value may be doubtful; integers of the right length are not."""
    reading = _READINGS[keyword]
    if reading.is_possible is not _are_numbers:
        return True
    size = INTEGERS.get(code[1:])
    if size is not None and keyword not in LENGTHS:
        return len(raw) != reading.count * size if reading.count else len(raw) % size != 0
    numbers = numbers_in(keyword, raw, code)
    return numbers is None or len(numbers) not in {0, reading.count or len(numbers)}


@lru_cache(_REMEMBERED)  # the slices of a series share most values
def _doubt(keyword: str, raw: bytes, code: str) -> ValueDoubt | None:
    """Return what is doubtful about a value that is there; None where nothing is."""
    reading = _READINGS[keyword]
    numbers = numbers_in(keyword, raw, code)
    if numbers == ():
        return None
    if numbers is not None and len(numbers) == (reading.count or len(numbers)):
        return None if reading.is_possible(numbers) else _impossible(keyword, numbers, reading)
    mended = mended_in(keyword, raw, code, numbers, reading.count)
    if mended is None:
        text = repr(up_to_nul(raw)[:_LONGEST].decode("latin-1"))
        return ValueDoubt(keyword, Fault.UNREADABLE, text, reading.done, reading.matters)
    if not reading.is_possible(mended.numbers):
        return _impossible(keyword, mended.numbers, reading)
    read = "\\".join(f"{number:g}" for number in mended.numbers)
    done = ", ".join(filter(None, (f"read as {read}", mended.guess)))
    return ValueDoubt(keyword, Fault.ODD, mended.text, done, bool(mended.guess))


def _letters_in_doubt(header: Header) -> tuple[ValueDoubt, ...]:
    """Return the doubt on the character set that the letters of SeriesDescription are read by."""
    raw = header.raw.get(_DESCRIPTION, b"")
    if raw.isascii():
        return ()
    # imports pydicom: only for text that is not ASCII
    from pydicom.charset import python_encoding

    names = header.texts(_CHARACTER_SET)
    unknown = [name for name in names if name not in python_encoding]
    if any(names) and not unknown:
        return ()
    fault = Fault.UNREADABLE if unknown else Fault.MISSING
    done = "letters of SeriesDescription are taken for Western European ones (ISO 8859-1)"
    return (ValueDoubt(_CHARACTER_SET, fault, "\\".join(unknown), done, matters=False),)


def _impossible(keyword: str, numbers: tuple[float, ...], reading: _Reading) -> ValueDoubt:
    text = "\\".join(f"{number:g}" for number in numbers)
    return ValueDoubt(keyword, Fault.IMPOSSIBLE, text, reading.done, reading.matters)
