"""One data element's value as text that may be shown anywhere: what stands in the file, no more.

Values are decoded from their bytes (PS3.5 section 6.2), not converted and not corrected: a number
that is not one is shown as it is written. Binary values are told by their size.
"""

import re
import struct
import unicodedata
import warnings
from collections.abc import Sequence

from pydicom.charset import decode_bytes
from pydicom.datadict import keyword_for_tag
from pydicom.uid import UID

from napari_dicom.dicom.pixels import TRANSFER_SYNTAXES

LONGEST = 1024
"""Longest text shown of one value, in characters."""

_STRUCTS = {"US": "H", "SS": "h", "UL": "I", "SL": "i", "FL": "f", "FD": "d", "UV": "Q", "SV": "q"}
_ENCODED = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
_TEXT = _ENCODED | {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"}
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CLOCK = re.compile(r"(\d{2})(\d{2})?(\d{2}(?:\.\d{1,6})?)?\Z")

UNITS = {
    **dict.fromkeys(
        (
            "SliceThickness",
            "SpacingBetweenSlices",
            "ImagePositionPatient",
            "PixelSpacing",
            "ImagerPixelSpacing",
            "NominalScannedPixelSpacing",
            "SliceLocation",
            "TableHeight",
            "ReconstructionDiameter",
            "DataCollectionDiameter",
            "DistanceSourceToDetector",
            "DistanceSourceToPatient",
            "SingleCollimationWidth",
            "TotalCollimationWidth",
            "TableFeedPerRotation",
        ),
        "mm",
    ),
    **dict.fromkeys(
        (
            "ExposureTime",
            "RepetitionTime",
            "EchoTime",
            "EffectiveEchoTime",
            "InversionTime",
            "TriggerTime",
            "FrameTime",
            "FrameReferenceTime",
            "ActualFrameDuration",
        ),
        "ms",
    ),
    "KVP": "kV",
    "XRayTubeCurrent": "mA",
    "Exposure": "mAs",
    "GeneratorPower": "kW",
    "GantryDetectorTilt": "°",
    "FlipAngle": "°",
    "DiffusionBValue": "s/mm²",
    "MagneticFieldStrength": "T",
    "ImagingFrequency": "MHz",
    "PixelBandwidth": "Hz/pixel",
    "PatientWeight": "kg",
    "PatientSize": "m",
    "CTDIvol": "mGy",
    "DoseGridScaling": "Gy",
    "CineRate": "frames/s",
}
"""Units that PS3.6 leaves out and PS3.3 gives, by keyword."""


def visible_text(text: str, length: int = LONGEST) -> str:
    """Return `text` on one line with control and bidirectional characters made visible."""
    cut = text if len(text) <= length else text[: length - 1] + "…"
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(_visible(character) for character in cut)


def value_text(
    raw: bytes, vr: str, little_endian: bool = True, encodings: Sequence[str] = ("iso8859",)
) -> str:
    r"""Return the value of an element as one line of text, several values parted by ``\``."""
    if not raw:
        return ""
    if vr == "UI":
        return " \\ ".join(_uid_text(uid) for uid in raw.decode("latin-1").split("\\"))
    if vr in _TEXT:
        text = _decoded(raw, encodings) if vr in _ENCODED else raw.decode("latin-1")
        parts = [text] if vr in {"LT", "ST", "UT", "UR"} else text.split("\\")
        return visible_text(" \\ ".join(part.strip("\0 ") for part in parts))
    if vr == "AT":
        return _tags_text(raw, little_endian)
    if vr in _STRUCTS:
        numbers = _numbers(raw, vr, little_endian)
        return byte_count_text(len(raw)) if numbers is None else _numbers_text(numbers)
    return _unknown_text(raw) if vr == "UN" else byte_count_text(len(raw))


def value_numbers(text: str, vr: str) -> tuple[float, ...] | None:
    """Return a shown value as finite numbers; times of day in seconds; None where it is no number.

    Parameters
    ----------
    text
        As `value_text` gives it.
    """
    parts = text.split(" \\ ")
    if vr in {"TM", "DT"}:
        clocks = [_CLOCK.match(part[8:] if vr == "DT" else part) for part in parts]
        if not all(clocks):
            return None
        return tuple(
            int(m[1]) * 3600.0 + int(m[2] or 0) * 60 + float(m[3] or 0) for m in clocks if m
        )
    if vr not in _STRUCTS and vr not in {"DS", "IS"}:
        return None
    try:
        numbers = tuple(float(part) for part in parts)
    except ValueError:
        return None
    return numbers if all(abs(number) < 1e300 for number in numbers) else None


def byte_count_text(size: int) -> str:
    """Return a number of bytes in words."""
    return f"{size:,} byte{'' if size == 1 else 's'}"


def tag_text(tag: int) -> str:
    """Return a tag as the standard writes it: (0018,0050)."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if character in _BIDI or unicodedata.category(character) in {
        "Cc",
        "Cf",
        "Cs",
        "Zl",
        "Zp",
        "Co",
    }:
        return f"‹U+{code:04X}›"
    return character


def _decoded(raw: bytes, encodings: Sequence[str]) -> str:
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii")
    if b"\x1b" not in raw:
        try:
            return raw.decode(encodings[0], "replace")
        except LookupError:
            return raw.decode("latin-1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what cannot be decoded is shown as it comes
        return decode_bytes(raw, list(encodings), {0x5C, 0x5E, 0x3D})


def _uid_text(raw: str) -> str:
    uid = raw.strip("\0 ")
    known = TRANSFER_SYNTAXES.get(uid)
    name = known.name if known is not None else UID(uid).name
    return visible_text(uid if name == uid else f"{name}  {uid}")


def _tags_text(raw: bytes, little_endian: bool) -> str:
    numbers = _numbers(raw, "US", little_endian) or ()
    tags = [
        int(group) << 16 | int(element)
        for group, element in zip(numbers[::2], numbers[1::2], strict=False)
    ]
    return " \\ ".join(f"{tag_text(tag)} {keyword_for_tag(tag)}".strip() for tag in tags[:16])


def _numbers(raw: bytes, vr: str, little_endian: bool) -> tuple[float, ...] | None:
    code = _STRUCTS[vr]
    if len(raw) % struct.calcsize(code):
        return None
    count = len(raw) // struct.calcsize(code)
    return struct.unpack(f"{'<' if little_endian else '>'}{count}{code}", raw)


def _numbers_text(numbers: Sequence[float]) -> str:
    if len(numbers) > 64:
        return f"{len(numbers):,} numbers"
    return " \\ ".join(f"{number:.9g}" if number % 1 else f"{number:.0f}" for number in numbers)


def _unknown_text(raw: bytes) -> str:
    """Return text of unknown representation where it is plain text, else its size."""
    text = raw.rstrip(b"\0 ")
    if 0 < len(text) <= LONGEST and text.isascii() and text.decode("ascii").isprintable():
        return text.decode("ascii")
    return byte_count_text(len(raw))
