"""What places a classic frame along further dimensions, from its file's header.

Keys are those of `axis.LABELS` and `axis.RANKS`; times are seconds since midnight, or
since 2000 where there is a date.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from napari_dicom.dicom.headers import Header, shared

INDEX = "Index "
"""What keys of dimension indices start with; the tag they point to follows."""

VALUE = "Value "
"""What keys of the values behind dimension indices start with; their keyword follows."""

_NUMBERS = (
    "TemporalPositionIdentifier",
    "EchoTime",
    "EchoNumbers",
    "InversionTime",
    "FlipAngle",
    "KVP",
    "AcquisitionNumber",
    "TriggerTime",
    "FrameReferenceTime",
    "InstanceNumber",
)
_B_VALUES = ("DiffusionBValue", "SiemensBValue", "PhilipsBValue", "GEBValue", "UIHBValue")
_GRADIENTS = ("DiffusionGradientOrientation", "SiemensGradient", "UIHGradient")
_GE_GRADIENT = ("GEGradientX", "GEGradientY", "GEGradientZ")
_CONTEXTS = ("PhilipsLabelType", "PhilipsLabelTypeFirstBlock")
_COMPONENTS = {
    "M": "magnitude",
    "P": "phase",
    "R": "real",
    "I": "imaginary",
    "M_FFE": "magnitude",
    "M_SE": "magnitude",
    "M_IR": "magnitude",
    "P_FFE": "phase",
    "PHASE MAP": "phase",
    "VELOCITY MAP": "phase",
    "MAGNITUDE": "magnitude",
    "PHASE": "phase",
    "REAL": "real",
    "IMAGINARY": "imaginary",
}


def classic_coordinates(header: Header) -> dict[str, object]:
    """Return what distinguishes this image from others at its position (PS3.3 C.7.6.2, C.8.3)."""
    found: dict[str, object] = {}
    for keyword in _NUMBERS:
        if keyword in header:
            found[keyword] = header.number(keyword)
    found["AcquisitionTime"] = acquired_at(header)
    found["ContentTime"] = _seconds(header, "Content")
    if "NominalPercentageOfCardiacPhase" in header:
        found["PhasePercent"] = header.number("NominalPercentageOfCardiacPhase")
    found["ASLContext"] = next((t for key in _CONTEXTS if (t := header.text(key))), None)
    found.update(_diffusion(header))
    found.update(_image_type(header))
    return {key: value for key, value in found.items() if value is not None}


def acquired_at(header: Header) -> float | None:
    """Return when a file's images were acquired, in seconds; None where it does not say."""
    acquired = seconds_of(header.text("AcquisitionDateTime"))
    return acquired or _seconds(header, "Acquisition")


def image_type_coordinates(image_type: tuple[str, ...]) -> dict[str, object]:
    """Return the image type, and whether it is magnitude, phase, real or imaginary."""
    found: dict[str, object] = {"ImageType": "\\".join(image_type)}
    component = next((_COMPONENTS[v] for v in image_type[2:] if v in _COMPONENTS), None)
    if component:
        found["Component"] = component
    return found


def diffusion_coordinates(
    b_value: float | None, direction: tuple[float, ...] | None
) -> dict[str, object]:
    """Return the b-value in s/mm², and it together with its gradient direction."""
    if b_value is None:
        return {}
    gradient = tuple(round(c, 4) for c in direction) if direction and b_value > 0 else ()
    return {"DiffusionBValue": b_value, "DiffusionGradient": (b_value, *gradient)}


@lru_cache(maxsize=4096)
def seconds_of_day(text: str) -> float | None:
    """Return a DICOM time (TM, ``HHMMSS.FFFFFF``) as seconds since midnight."""
    digits = text.strip().replace(":", "").partition("&")[0].partition("+")[0].partition("-")[0]
    whole, _, fraction = digits.partition(".")
    if len(whole) not in {2, 4, 6} or not whole.isdigit() or not (fraction or "0").isdigit():
        return None
    hours, minutes, seconds = (int(whole[i : i + 2] or 0) for i in (0, 2, 4))
    return hours * 3600.0 + minutes * 60.0 + seconds + float(f"0.{fraction or 0}")


def seconds_of(text: str) -> float | None:
    """Return a DICOM date and time (DT, ``YYYYMMDDHHMMSS.FFFFFF``) as seconds of the same days.

    A series that runs past midnight goes on: dates count, where there are any.
    """
    seconds = seconds_of_day(text[8:])
    return None if seconds is None else seconds + 86400.0 * _days(text[:8])


@shared("ImageType")
def _image_type(header: Header) -> Mapping[str, object]:
    return image_type_coordinates(header.texts("ImageType"))


def _seconds(header: Header, event: str) -> float | None:
    return seconds_of(f"{header.text(event + 'Date')[:8]:8}{header.text(event + 'Time')}")


@lru_cache(maxsize=64)
def _days(text: str) -> int:
    """Return a DICOM date (DA) as days since 2000, 0 where it is none."""
    try:
        return (
            (datetime.strptime(text, "%Y%m%d") - datetime(2000, 1, 1)).days if text.strip() else 0
        )
    except ValueError:
        return 0


@shared(*_B_VALUES, *_GRADIENTS, *_GE_GRADIENT)
def _diffusion(header: Header) -> Mapping[str, object]:
    for keyword in _B_VALUES:
        value = header.number(keyword)
        if value is not None:
            value = value % 100_000 if keyword == "GEBValue" else value
            return diffusion_coordinates(value, _direction(header))
    return {}


def _direction(header: Header) -> tuple[float, ...] | None:
    """Return the direction of the diffusion gradient, of the standard or of a vendor."""
    for keyword in _GRADIENTS:
        numbers = header.numbers(keyword)
        if numbers:
            return numbers
    parts = [header.number(keyword) for keyword in _GE_GRADIENT]
    found = tuple(part for part in parts if part is not None)
    return found if len(found) == len(parts) else None
