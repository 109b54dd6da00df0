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

from napari_dicom.dicom.lenient import lenient

ELEMENTS: Mapping[str, tuple[int, str]] = {
    "MediaStorageSOPClassUID": (0x00020002, "UI"),
    "MediaStorageSOPInstanceUID": (0x00020003, "UI"),
    "TransferSyntaxUID": (0x00020010, "UI"),
    "DirectoryRecordSequence": (0x00041220, "SQ"),
    "SpecificCharacterSet": (0x00080005, "CS"),
    "ImageType": (0x00080008, "CS"),
    "FrameType": (0x00089007, "CS"),
    "ComplexImageComponent": (0x00089208, "CS"),
    "SOPClassUID": (0x00080016, "UI"),
    "SOPInstanceUID": (0x00080018, "UI"),
    "StudyDate": (0x00080020, "DA"),
    "SeriesDate": (0x00080021, "DA"),
    "AcquisitionDate": (0x00080022, "DA"),
    "ContentDate": (0x00080023, "DA"),
    "AcquisitionDateTime": (0x0008002A, "DT"),
    "StudyTime": (0x00080030, "TM"),
    "SeriesTime": (0x00080031, "TM"),
    "AcquisitionTime": (0x00080032, "TM"),
    "ContentTime": (0x00080033, "TM"),
    "Modality": (0x00080060, "CS"),
    "Manufacturer": (0x00080070, "LO"),
    "StudyDescription": (0x00081030, "LO"),
    "SeriesDescription": (0x0008103E, "LO"),
    "SliceThickness": (0x00180050, "DS"),
    "KVP": (0x00180060, "DS"),
    "CineRate": (0x00180040, "IS"),
    "RepetitionTime": (0x00180080, "DS"),
    "EchoTime": (0x00180081, "DS"),
    "InversionTime": (0x00180082, "DS"),
    "EchoNumbers": (0x00180086, "IS"),
    "SpacingBetweenSlices": (0x00180088, "DS"),
    "TriggerTime": (0x00181060, "DS"),
    "FrameTime": (0x00181063, "DS"),
    "FrameTimeVector": (0x00181065, "DS"),
    "EstimatedRadiographicMagnificationFactor": (0x00181114, "DS"),
    "GantryDetectorTilt": (0x00181120, "DS"),
    "ImagerPixelSpacing": (0x00181164, "DS"),
    "ConvolutionKernel": (0x00181210, "SH"),
    "NominalScannedPixelSpacing": (0x00182010, "DS"),
    "PatientPosition": (0x00185100, "CS"),
    "EffectiveEchoTime": (0x00189082, "FD"),
    "InversionTimes": (0x00189079, "FD"),
    "FrameAcquisitionDateTime": (0x00189074, "DT"),
    "FrameReferenceDateTime": (0x00189151, "DT"),
    "SequenceOfUltrasoundRegions": (0x00186011, "SQ"),
    "DiffusionBValue": (0x00189087, "FD"),
    "DiffusionGradientOrientation": (0x00189089, "FD"),
    "SiemensNumberOfImagesInMosaic": (0x0019100A, "US"),
    "SiemensBValue": (0x0019100C, "IS"),
    "SiemensGradient": (0x0019100E, "FD"),
    "StudyInstanceUID": (0x0020000D, "UI"),
    "SeriesInstanceUID": (0x0020000E, "UI"),
    "SeriesNumber": (0x00200011, "IS"),
    "AcquisitionNumber": (0x00200012, "IS"),
    "InstanceNumber": (0x00200013, "IS"),
    "ImagePositionPatient": (0x00200032, "DS"),
    "ImageOrientationPatient": (0x00200037, "DS"),
    "FrameOfReferenceUID": (0x00200052, "UI"),
    "TemporalPositionIdentifier": (0x00200100, "IS"),
    "StackID": (0x00209056, "SH"),
    "InStackPositionNumber": (0x00209057, "UL"),
    "TemporalPositionIndex": (0x00209128, "UL"),
    "NominalCardiacTriggerDelayTime": (0x00209153, "FD"),
    "DimensionIndexValues": (0x00209157, "UL"),
    "TemporalPositionTimeOffset": (0x0020930D, "FD"),
    "SliceLocation": (0x00201041, "DS"),
    "PhilipsBValue": (0x20011003, "FL"),
    "SamplesPerPixel": (0x00280002, "US"),
    "PhotometricInterpretation": (0x00280004, "CS"),
    "PlanarConfiguration": (0x00280006, "US"),
    "NumberOfFrames": (0x00280008, "IS"),
    "Rows": (0x00280010, "US"),
    "Columns": (0x00280011, "US"),
    "PixelSpacing": (0x00280030, "DS"),
    "PixelAspectRatio": (0x00280034, "IS"),
    "BitsAllocated": (0x00280100, "US"),
    "BitsStored": (0x00280101, "US"),
    "HighBit": (0x00280102, "US"),
    "PixelRepresentation": (0x00280103, "US"),
    "PixelPaddingValue": (0x00280120, "US"),
    "PixelPaddingRangeLimit": (0x00280121, "US"),
    "WindowCenter": (0x00281050, "DS"),
    "WindowWidth": (0x00281051, "DS"),
    "RescaleIntercept": (0x00281052, "DS"),
    "RescaleSlope": (0x00281053, "DS"),
    "RescaleType": (0x00281054, "LO"),
    "WindowCenterWidthExplanation": (0x00281055, "LO"),
    "LossyImageCompression": (0x00282110, "CS"),
    "LossyImageCompressionRatio": (0x00282112, "DS"),
    "ModalityLUTSequence": (0x00283000, "SQ"),
    "VOILUTSequence": (0x00283010, "SQ"),
    "RealWorldValueMappingSequence": (0x00409096, "SQ"),
    "RealWorldValueIntercept": (0x00409224, "FD"),
    "RealWorldValueSlope": (0x00409225, "FD"),
    "GEBValue": (0x00431039, "IS"),
    "NumberOfSlices": (0x00540081, "US"),
    "Units": (0x00541001, "CS"),
    "FrameReferenceTime": (0x00541300, "DS"),
    "TotalPixelMatrixColumns": (0x00480006, "UL"),
    "OverlayRows": (0x60000010, "US"),
    "PresentationLUTShape": (0x20500020, "CS"),
    "ImagePlanePixelSpacing": (0x30020011, "DS"),
    "DoseUnits": (0x30040002, "CS"),
    "GridFrameOffsetVector": (0x3004000C, "DS"),
    "DoseGridScaling": (0x3004000E, "DS"),
    "ExtendedOffsetTable": (0x7FE00001, "OV"),
    "SharedFunctionalGroupsSequence": (0x52009229, "SQ"),
    "PerFrameFunctionalGroupsSequence": (0x52009230, "SQ"),
}
"""keyword (or our name of a private element): (tag, VR of the dictionary)."""

CREATORS: Mapping[int, tuple[int, str]] = {
    0x0019100A: (0x00190010, "SIEMENS MR HEADER"),
    0x0019100C: (0x00190010, "SIEMENS MR HEADER"),
    0x0019100E: (0x00190010, "SIEMENS MR HEADER"),
    0x20011003: (0x20010010, "Philips Imaging DD 001"),
    0x00431039: (0x00430010, "GEMS_PARM_01"),
}
"""private element: (its private creator element, what that must say) (PS3.5 7.8.1)."""

TAGS = frozenset(tag for tag, _ in ELEMENTS.values()) | {tag for tag, _ in CREATORS.values()}
"""Every element a `Header` holds where the file has it."""

PIXEL_TAGS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
"""Float, double float and integer Pixel Data, where a header ends."""

SEQUENCES = frozenset(tag for tag, vr in ELEMENTS.values() if vr == "SQ")
"""Those that are sequences: a `Header` knows only that they are there."""

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
