"""Standardised uptake values by body weight (SUVbw), or the reason why there are none.

The vendor-neutral rules of the QIBA FDG-PET profile. Nothing is guessed: a missing element is
named. The result is a factor from the stored unit of the series to g/ml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING

from napari_dicom.dicom.errors import ChoiceError, NapariDicomError
from napari_dicom.dicom.frames import Frame, Rescale, seconds_of_day
from napari_dicom.dicom.headers import Header, lenient, refusing_damage
from napari_dicom.dicom.note import Note, Severity
from napari_dicom.dicom.volumes.volume import Volume

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

SUV_UNIT = "SUVbw"
_PHILIPS = "Philips PET Private Group"
_GE = "GEMS_PETD_01"
_LONGEST = timedelta(hours=24)
_UNITS = {"BQML": "Bq/ml", "CNTS": "counts"}
"""Units (0054,1001) -> what values are in before."""


class PetValues(StrEnum):
    """What PET images are shown in."""

    STORED = "stored"
    SUV = "suv"

    @classmethod
    def _missing_(cls, value: object) -> PetValues:
        raise ChoiceError.among("pet_values", value, cls)


class SuvError(NapariDicomError):
    """SUVbw cannot be computed; the message names what is missing."""


def convert_to_suv(volume: Volume) -> Volume:
    """Return a PET volume whose values will be SUVbw; with a note and as it was, where they cannot.

    Other modalities are returned unchanged.
    """
    if volume.modality != "PT" or volume.first.rescale.unit == SUV_UNIT:
        return volume
    try:
        with refusing_damage("the header"):
            found = _conversions(volume)
    except (NapariDicomError, OSError) as error:  # or the file cannot be read any more
        text = f"SUVbw was asked for and cannot be computed: {error}"
        return volume.with_notes([Note("suv-refused", text, Severity.WARNING)])
    frames = tuple(
        None if frame is None else _scaled(frame, found[_series(frame)].factor)
        for frame in volume.frames
    )
    return replace(volume, frames=frames).with_notes([_note(volume, list(found.values()))])


def suv_factor_if_known(volume: Volume) -> float | None:
    """Return the factor from a volume's values to SUVbw in g/ml, None where there is none."""
    if volume.first.rescale.unit == SUV_UNIT:
        return 1.0
    if volume.modality != "PT":
        return None
    try:
        with refusing_damage("the header"):
            return suv_factor(volume)
    except (NapariDicomError, OSError):
        return None


def suv_factor(volume: Volume) -> float:
    """Return the factor from the series' unit, (0054,1001), to SUVbw in g/ml.

    Raises
    ------
    SuvError
        An element is missing or excludes the computation, or joined series differ in the factor.
    """
    factors = {one.factor for one in _conversions(volume).values()}
    if len(factors) > 1:
        raise SuvError(f"the {len(factors)} series that are joined have a factor each")
    return factors.pop()


@dataclass(frozen=True, slots=True)
class _Conversion:
    """The factor to SUVbw of one series.

    Parameters
    ----------
    guess
        What its headers do not say and was concluded, ``""`` for nothing.
    """

    factor: float
    guess: str = ""


def _note(volume: Volume, found: list[_Conversion]) -> Note:
    units = volume.header.text("Units")
    factors = [one.factor for one in found]
    if units == "GML":
        text = "values are SUVbw as the files hold them (Units (0054,1001) is GML)"
    else:
        words = [f"{factor:.6g}" for factor in dict.fromkeys(factors)]
        several = ", by series" if len(words) > 1 else ""
        text = f"values are SUVbw: {_UNITS[units]} x {', '.join(words)}{several}"
    guesses = dict.fromkeys(one.guess for one in found if one.guess)
    details = {"factor": factors[0]} if len(set(factors)) == 1 else {"factors": factors}
    return Note("suv", "; ".join([text, *guesses]), details=details)


def _series(frame: Frame) -> str:
    return frame.header.text("SeriesInstanceUID")


@lenient()
def _conversions(volume: Volume) -> Mapping[str, _Conversion]:
    """Return how each series of a volume becomes SUVbw: several where they were joined."""
    series: dict[str, list[Frame]] = {}
    for frame in volume.acquired:
        series.setdefault(_series(frame), []).append(frame)
    return {uid: _conversion(frames) for uid, frames in series.items()}


def _conversion(frames: list[Frame]) -> _Conversion:
    dataset, units = frames[0].instance.dataset(), frames[0].header.text("Units")
    if units == "GML":
        return _Conversion(_factor_of_suv(dataset))
    if units == "CNTS":
        return _philips_factor(dataset, frames)
    if units != "BQML":
        raise SuvError(f"Units (0054,1001) is {units or 'missing'}, not BQML, CNTS or GML")
    return _factor_from_dose(dataset, frames)


def _scaled(frame: Frame, factor: float) -> Frame:
    rescale = frame.rescale
    windows = tuple(window.rescaled(factor) for window in frame.windows)
    scaled = Rescale(rescale.slope * factor, rescale.intercept * factor, SUV_UNIT)
    return replace(frame, rescale=scaled, windows=windows)


def _factor_of_suv(dataset: Dataset) -> float:
    """Return 1 where the values are SUVbw already: SUV Type (0054,1006) says so, or nothing."""
    kind = str(dataset.get("SUVType") or "BW")
    if kind != "BW":
        raise SuvError(f"the values are SUV of another kind: SUVType (0054,1006) is {kind}")
    return 1.0


def _philips_factor(dataset: Dataset, frames: list[Frame]) -> _Conversion:
    """Return Philips' own factor for counts: to SUV directly, or to Bq/ml first."""
    direct, activity = (_private(dataset, 0x7053, _PHILIPS, offset) for offset in (0x00, 0x09))
    if direct:
        return _Conversion(direct)
    if activity:
        by_dose = _factor_from_dose(dataset, frames)
        return replace(by_dose, factor=activity * by_dose.factor)
    raise SuvError(
        "Units are counts, and the Philips factors (7053,xx00), (7053,xx09) are missing, or not "
        "above 0"
    )


def _private(dataset: Dataset, group: int, creator: str, offset: int) -> float | None:
    try:
        value = float(dataset.private_block(group, creator)[offset].value)
    except (KeyError, TypeError, ValueError):
        return None
    return value if value > 0 else None


def _factor_from_dose(dataset: Dataset, frames: list[Frame]) -> _Conversion:
    """Return weight / dose at the time the images are decay corrected to."""
    found = dataset.get("CorrectedImage") or ()
    corrections = {found} if isinstance(found, str) else {str(value) for value in found}
    missing = sorted({"ATTN", "DECY"} - corrections)
    if missing:
        raise SuvError(f"CorrectedImage (0028,0051) lacks {' and '.join(missing)}")
    weight = _positive(dataset, "PatientWeight", "(0010,1030)")
    items = dataset.get("RadiopharmaceuticalInformationSequence")
    if not items:
        raise SuvError("RadiopharmaceuticalInformationSequence (0054,0016) is missing")
    if len(items) > 1:
        raise SuvError(
            f"{len(items)} radiopharmaceuticals were given: whose dose counts is not said"
        )
    dose, guess = _positive(items[0], "RadionuclideTotalDose", "(0018,1074)"), ""
    correction = str(dataset.get("DecayCorrection") or "")
    if correction == "START":
        half_life = _positive(items[0], "RadionuclideHalfLife", "(0018,1075)")
        seconds, guess = _decay_time(dataset, items[0], frames)
        dose *= 2.0 ** (-seconds / half_life)
    elif correction != "ADMIN":
        raise SuvError(f"DecayCorrection (0054,1102) is {correction or 'missing'}")
    return _Conversion(weight * 1000.0 / dose, guess)


def _decay_time(dataset: Dataset, item: Dataset, frames: list[Frame]) -> tuple[float, str]:
    """Return seconds from the administration to the start of the scan, and what was concluded."""
    scan = _scan_start(dataset, frames)
    start, guess = _datetime(str(item.get("RadiopharmaceuticalStartDateTime") or "")), ""
    if start is None:
        text = str(item.get("RadiopharmaceuticalStartTime") or "")
        seconds = seconds_of_day(text)
        if seconds is None:
            wrong = f"cannot be read ({text!r})" if text else "is missing"
            raise SuvError(f"RadiopharmaceuticalStartTime (0018,1072) {wrong}")
        start = scan.replace(hour=0, minute=0, second=0, microsecond=0)
        start += timedelta(seconds=seconds)
        if start > scan:
            start -= timedelta(days=1)
            guess = f"the dose is taken to have been given at {start:%H:%M} of the day before"
    elapsed = scan - start
    if not timedelta(0) <= elapsed <= _LONGEST:
        hours = elapsed.total_seconds() / 3600
        where = f"{hours:.1f} h before" if hours > 0 else f"{-hours * 60:.1f} min after"
        raise SuvError(f"the administration lies {where} the start of the scan")
    return elapsed.total_seconds(), guess


def _scan_start(dataset: Dataset, frames: list[Frame]) -> datetime:
    """Return the time the images are decay corrected to: series time, unless that is later.

    A series time after the first acquisition is that of a later reconstruction; then GE's own scan
    time (0009,xx0D) counts.
    """
    series = _joined(frames[0].header, "SeriesDate", "SeriesTime")
    acquisitions = [
        found
        for frame in frames
        if (found := _joined(frame.header, "AcquisitionDate", "AcquisitionTime")) is not None
    ]
    if series is not None and acquisitions and series <= min(acquisitions):
        return series
    try:
        private = _datetime(str(dataset.private_block(0x0009, _GE)[0x0D].value))
    except KeyError:
        private = None
    if private is not None:
        return private
    if series is None:
        raise SuvError(
            "SeriesDate (0008,0021) or SeriesTime (0008,0031) is missing, or cannot be read"
        )
    if not acquisitions:
        raise SuvError(
            "AcquisitionDate (0008,0022) or AcquisitionTime (0008,0032) is missing: whether "
            "SeriesTime (0008,0031) is the start of the scan is not known"
        )
    raise SuvError(
        "SeriesTime (0008,0031) is later than the first AcquisitionTime (0008,0032): "
        "the start of the scan is not recorded"
    )


def _joined(header: Header, date: str, time: str) -> datetime | None:
    return _datetime(header.text(date) + header.text(time)) if header.text(date) else None


def _datetime(text: str) -> datetime | None:
    """Read a DICOM date and time, ``YYYYMMDDHHMMSS.FFFFFF``; time zones are left out."""
    seconds = seconds_of_day(text[8:])
    if seconds is None:
        return None
    try:
        day = datetime.strptime(text[:8], "%Y%m%d")
    except ValueError:
        return None
    return day + timedelta(seconds=seconds)


def _positive(dataset: Dataset, keyword: str, tag: str) -> float:
    value = dataset.get(keyword)
    if value is None or value == "":
        raise SuvError(f"{keyword} {tag} is missing")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise SuvError(f"{keyword} {tag} cannot be read") from None
    if not 0 < number < inf:
        raise SuvError(f"{keyword} {tag} is {number:g}, not above 0")
    return number
