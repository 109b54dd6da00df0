"""Which files are one series: what one device says of itself, of one patient in one study.

SeriesInstanceUID (0020,000E) belongs to one series alone (PS3.3 C.7.3.1.1.1). Copied and badly
de-identified files share one nevertheless, and then images of two patients must not be one volume.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from napari_dicom.dicom.errors import HeaderError, LimitError
from napari_dicom.dicom.files import Instance
from napari_dicom.dicom.headers import Header, lenient, refusing_damage
from napari_dicom.dicom.note import Note, Severity

_Thing = TypeVar("_Thing")

_SLICED = ("ImagePositionPatient", "SliceLocation", "SliceThickness", "SpacingBetweenSlices")
"""What says of an image that it is a slice, one of several."""

_OF_A_SERIES = ("SOPClassUID", "Modality", "SeriesDescription", "SeriesDate", "SeriesTime")

_FEWEST_UNLIKE = 3
"""Files from which on patients who all differ are taken for none; two may well be two patients."""

_UNLIKE = Note(
    "assumed",
    "each file of the series names another patient (PatientID): they are taken for files of one "
    "patient that were given false names",
    Severity.WARNING,
)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Files that belong together, and what is to be said of how that was decided."""

    instances: tuple[Instance, ...]
    notes: tuple[Note, ...] = ()


def series_of(instances: Sequence[Instance]) -> list[Series]:
    """Group files by series; what one UID holds of several studies or patients is parted.

    A file that names no study, or no patient, belongs to the one that all others of its series
    name; where those name several, it stands with the others that name none.
    """
    groups: dict[Hashable, list[Instance]] = defaultdict(list)
    for instance in instances:
        groups[instance.header.text("SeriesInstanceUID") or _unnamed(instance)].append(instance)
    return [
        series
        for group in groups.values()
        for series in (_stills(group) if _is_unnamed_still(group[0]) else _by_study(group))
    ]


def patient_id(header: Header) -> str:
    """Return PatientID (0010,0020), to compare and not to show; ``""`` where there is none."""
    return " ".join("\\".join(header.texts("PatientID")).casefold().split())


def parted_by(group: Iterable[_Thing], value: Callable[[_Thing], str]) -> list[list[_Thing]]:
    """Part things by a value; those without it stand with the others where these have but one."""
    parts: dict[str, list[_Thing]] = defaultdict(list)
    things = list(group)
    for one in things:
        parts[value(one)].append(one)
    return [things] if len(parts.keys() - {""}) < 2 else list(parts.values())


def _by_study(group: Sequence[Instance]) -> Iterator[Series]:
    studies = parted_by(group, _study)
    told = _told(studies, _study, "studies", "StudyInstanceUID")
    for study in studies:
        patients = parted_by(study, _patient)
        named = {_patient(one) for one in study} - {""}
        if len(named) == len(study) >= _FEWEST_UNLIKE:
            yield Series(tuple(study), (*told, _UNLIKE))
            continue
        notes = (*told, *_told(patients, _patient, "patients", "PatientID"))
        yield from (Series(tuple(one), notes) for one in patients)


def _study(instance: Instance) -> str:
    return instance.header.text("StudyInstanceUID")


def _patient(instance: Instance) -> str:
    return patient_id(instance.header)


def _told(
    parts: Sequence[Sequence[Instance]], value: Callable[[Instance], str], what: str, keyword: str
) -> tuple[Note, ...]:
    """Return the note on files of one series that were parted by a value, if they were."""
    if len(parts) < 2:
        return ()
    count = sum(value(part[0]) != "" for part in parts)
    message = (
        f"the files of one SeriesInstanceUID name {count} {what} ({keyword})"
        f"{', and some name none' if count < len(parts) else ''}: those of each are shown by "
        "themselves"
    )
    return (Note("split-series", message, Severity.WARNING, {what: count}),)


def _is_unnamed_still(instance: Instance) -> bool:
    header = instance.header
    return not header.text("SeriesInstanceUID") and not any(one in header for one in _SLICED)


def _stills(group: Sequence[Instance]) -> Iterator[Series]:
    """Yield images that name neither a series nor a place one by one, and tell of it."""
    notes: tuple[Note, ...] = ()
    if len(group) > 1:
        message = (
            f"{len(group)} images of one folder name neither a series (SeriesInstanceUID) nor a "
            "place: each is shown by itself"
        )
        notes = (Note("assumed", message, Severity.WARNING, {"count": len(group)}),)
    yield from (Series((one,), notes) for one in group)


def _unnamed(instance: Instance) -> Hashable:
    """Return what files without SeriesInstanceUID share that may be one series; or are stills."""
    header = instance.header
    words = (header.text(keyword) for keyword in ("StudyInstanceUID", *_OF_A_SERIES))
    number = header.integer("SeriesNumber")
    still = _is_unnamed_still(instance)
    return (still, str(instance.path.parent), _who(instance), number, *words)


def _who(instance: Instance) -> Hashable:
    """Return what tells one patient from another, and not who it is."""
    try:
        with lenient(), refusing_damage("the header"):
            dataset = instance.dataset()
            return hash((str(dataset.get("PatientID", "")), str(dataset.get("PatientName", ""))))
    except (HeaderError, LimitError, OSError):
        return str(instance.path)
