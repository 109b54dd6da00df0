"""The atom: one image plane, whatever object it comes from.

A classic file is one `Frame`, an enhanced or cine file n of them, a Siemens mosaic n tiles. What
follows (stacking, placing, loading) asks no more what kind of file a frame comes from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.frames.directions import Orientation
from napari_dicom.dicom.frames.space import Space
from napari_dicom.dicom.frames.window import Window
from napari_dicom.dicom.headers import LARGEST_SCALE, Header, ValueDoubt, shared

Vector = tuple[float, float, float]
Pair = tuple[float, float]

_MODALITIES = {
    "1.2.840.10008.5.1.4.1.1.2": "CT",
    "1.2.840.10008.5.1.4.1.1.2.1": "CT",
    "1.2.840.10008.5.1.4.1.1.2.2": "CT",
    "1.2.840.10008.5.1.4.1.1.4": "MR",
    "1.2.840.10008.5.1.4.1.1.4.1": "MR",
    "1.2.840.10008.5.1.4.1.1.4.4": "MR",
    "1.2.840.10008.5.1.4.1.1.128": "PT",
    "1.2.840.10008.5.1.4.1.1.130": "PT",
    "1.2.840.10008.5.1.4.1.1.128.1": "PT",
}
"""SOP classes (PS3.4 B.5) whose images are of one modality."""

_CT_CLASSES = frozenset({"", *(uid for uid, modality in _MODALITIES.items() if modality == "CT")})
"""CT Image, Enhanced CT Image and Legacy Converted Enhanced CT Image Storage."""

SPACING_KEYWORDS = (
    "PixelSpacing",
    "ImagerPixelSpacing",
    "NominalScannedPixelSpacing",
    "ImagePlanePixelSpacing",
)


@dataclass(frozen=True, slots=True)
class Tile:
    """The part of a decoded frame that is one plane of a mosaic, in pixels."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Rescale:
    """values = stored * slope + intercept (PS3.3 C.11.1, C.7.6.16.2.9, C.7.6.16.2.11).

    Parameters
    ----------
    quantity
        What is measured: ``"Apparent Diffusion Coefficient"``, ``""`` where it is not said.
    """

    slope: float = 1.0
    intercept: float = 0.0
    unit: str | None = None
    quantity: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One image plane with its place, its scaling and what distinguishes it from its neighbours.

    Parameters
    ----------
    instance
        The file it is in.
    number
        1-based frame number in that file.
    rows, columns
        Size in pixels.
    position
        Centre of the first pixel in `space`, mm; in the patient Image Position (0020,0032), LPS.
    orientation
        Image Orientation (Patient) (0020,0037): direction of increasing column index, then of
        increasing row index.
    pixel_spacing
        mm between the centres of (rows, columns), as (0028,0030) has it.
    pixel_spacing_source
        Keyword of the element it comes from.
    real_world
        Linear real world value mapping (PS3.3 C.7.6.16.2.11) of the stored values, where there is
        one: shown in a note, not applied.
    has_real_world_table
        Whether one of its real world value mappings is a table.
    has_voi_table
        Whether its own group has a VOI LUT Sequence (0028,3010), read where it is shown.
    coordinates
        What places the frame along further dimensions: keyword -> value.
    doubts
        What was assumed about the frame and does not stand in its file: each becomes a note.
    values_in_doubt
        Values of its own (functional groups, items) that are not as they should be; those of the
        file's header follow from that.
    space
        Whose frame `position` and `orientation` are in.
    place_source
        Keyword of the element that `position` comes from, or the distance it is counted by.
    """

    instance: Instance
    number: int
    rows: int
    columns: int
    position: Vector | None = None
    orientation: Orientation | None = None
    pixel_spacing: Pair | None = None
    pixel_spacing_source: str = "PixelSpacing"
    slice_thickness: float | None = None
    spacing_between_slices: float | None = None
    rescale: Rescale = Rescale()
    windows: tuple[Window, ...] = ()
    has_voi_table: bool = False
    stack_id: str = ""
    tile: Tile | None = None
    real_world: Rescale | None = None
    has_real_world_table: bool = False
    coordinates: Mapping[str, object] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    values_in_doubt: tuple[ValueDoubt, ...] = ()
    space: Space = Space.PATIENT
    place_source: str = "ImagePositionPatient"

    @property
    def header(self) -> Header:
        """The header values of the frame's file."""
        return self.instance.header

    @property
    def is_colour(self) -> bool:
        """Whether a pixel is shown with three colour values."""
        source = self.instance.pixels
        if source is None:
            return False
        palette = source.format.photometric_interpretation == "PALETTE COLOR"
        return palette or source.format.samples_per_pixel > 1


def position_of(header: Header) -> Vector | None:
    """Return Image Position (Patient) (0020,0032), LPS mm."""
    numbers = header.numbers("ImagePositionPatient", 3)
    return None if numbers is None else (numbers[0], numbers[1], numbers[2])


@shared(*SPACING_KEYWORDS)
def pixel_spacing_of(header: Header) -> tuple[Pair | None, str]:
    """Return mm between (rows, columns) and the element that says so.

    ImagerPixelSpacing is measured at the detector, not in the patient (PS3.3 10.7.1.3).
    """
    for keyword in SPACING_KEYWORDS:
        numbers = header.positive(keyword, 2)
        if numbers is not None:
            return (numbers[0], numbers[1]), keyword
    return None, "unknown"


@shared("SpacingBetweenSlices")
def spacing_between_of(header: Header) -> float | None:
    """Return Spacing Between Slices (0018,0088), whose sign may be negative; 0 is none."""
    return header.number("SpacingBetweenSlices") or None


@shared(
    "DoseGridScaling",
    "DoseUnits",
    "RescaleSlope",
    "RescaleIntercept",
    "RescaleType",
    "ModalityLUTSequence",
    "Modality",
    "ImageType",
    "Units",
    "SOPClassUID",
    "MultienergyCTAcquisition",
)
def rescale_of(header: Header) -> Rescale:
    """Return the file's modality LUT as slope, intercept and unit (PS3.3 C.11.1)."""
    dose = header.positive("DoseGridScaling")
    if dose is not None:
        unit = "Gy" if header.text("DoseUnits").upper() in {"GY", ""} else None
        return Rescale(dose[0], 0.0, unit)
    if has_modality_table(header):
        return Rescale()
    slope, intercept = linear_of(header)
    return Rescale(1.0 if slope is None else slope, intercept, _unit_of(header))


def has_modality_table(header: Header) -> bool:
    """Tell whether a file gives its modality LUT as a table: then an intercept is none of it."""
    return "ModalityLUTSequence" in header and "RescaleSlope" not in header


def linear_of(header: Header) -> tuple[float | None, float]:
    """Return rescale slope, None where there is none but 0, and intercept, of a size that can be.

    The bound keeps products with 32-bit stored values within float32.
    """
    slope, intercept = header.number("RescaleSlope"), header.number("RescaleIntercept") or 0.0
    if slope is not None and not 0 < abs(slope) < LARGEST_SCALE:
        slope = None
    if abs(intercept) >= LARGEST_SCALE:
        intercept = 0.0
    return slope, intercept


def has_unreadable_rescale(header: Header) -> bool:
    """Tell whether a rescale slope or intercept is there and no number: then no unit holds."""
    slope, intercept = header.number("RescaleSlope"), header.number("RescaleIntercept")
    no_slope = slope is None or not 0 < abs(slope) < LARGEST_SCALE
    no_intercept = intercept is None or abs(intercept) >= LARGEST_SCALE
    return (no_slope and bool(header.text("RescaleSlope"))) or (
        no_intercept and bool(header.text("RescaleIntercept"))
    )


def _unit_of(header: Header) -> str | None:
    """Return the unit after the modality LUT, where the object says so."""
    if has_unreadable_rescale(header):
        return None
    kind = header.text("RescaleType").upper()
    modality = modality_of(header)
    if modality == "CT" and not kind and _holds_hounsfield_units(header):
        kind = "HU"
    if modality == "CT" and kind == "HU" and "LOCALIZER" in header.texts("ImageType"):
        return None
    if modality == "PT":
        return header.text("Units") or None
    return None if kind in {"", "US"} else kind


def modality_of(header: Header) -> str:
    """Return Modality (0008,0060); where it is absent, that of the images of the SOP class."""
    return header.text("Modality") or _MODALITIES.get(header.text("SOPClassUID"), "")


def _holds_hounsfield_units(header: Header) -> bool:
    """Tell whether CT images of this class are in Hounsfield units unless they say otherwise.

    A screenshot of a CT is none, though its Modality is CT; an image of several energies says what
    it is (PS3.3 C.8.2.1.1).
    """
    return header.text("SOPClassUID") in _CT_CLASSES and not is_multienergy(header)


def is_multienergy(header: Header) -> bool:
    """Tell whether an image was made of several energies: Hounsfield units are one of many."""
    return header.text("MultienergyCTAcquisition").upper() == "YES"
